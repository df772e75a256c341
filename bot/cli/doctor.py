"""`crier doctor`: looks at everything the bot depends on, and says how to mend what is wrong."""

import asyncio
from typing import TYPE_CHECKING

import click

from bot.cli.common import config_option, json_option, settings

if TYPE_CHECKING:
    from bot.cli.findings import Check

MARK = 7  # columns
WIDEST_NAME = 24  # columns; what is longer has a line of its own
MARKS = {True: ("ok", "green"), False: ("WRONG", "red"), None: ("--", "yellow")}


@click.command(
    epilog="""
\b
Examples:
  crier doctor
  crier doctor --json | jq '.checks[] | select(.ok == false)'
"""
)
@config_option
@json_option
def doctor(*, as_json: bool) -> None:
    """Check settings, tokens, rights, sources, database, disk, clock and web; exit 1 if something is wrong."""
    config = settings(optional=True, named=True, quiet=True)
    from bot.cli.checks import examine

    checks = asyncio.run(examine(config))
    if as_json:
        from bot.cli import shapes

        shapes.show_json({"ok": _well(checks), "checks": [shapes.check(check) for check in checks]})
    else:
        _show(checks)
    if not _well(checks):
        click.get_current_context().exit(1)


def _well(checks: "tuple[Check, ...]") -> bool:
    return all(check.ok is not False for check in checks)


def _show(checks: "tuple[Check, ...]") -> None:
    from bot.cli import paper

    widest = max(len(check.name) for check in checks if len(check.name) <= WIDEST_NAME)
    indent = " " * (MARK + widest + 2)
    for check in checks:
        mark, colour = MARKS[check.ok]
        found = paper.wrapped(check.found, indent)
        name = f"{check.name:{widest}}  " if len(check.name) <= widest else f"{check.name}\n{indent}"
        click.echo(f"{click.style(f'{mark:{MARK - 2}}', fg=colour)}  {name}{found[len(indent) :]}")
        if check.remedy:
            click.echo(paper.hanging(f"{indent}→ ", check.remedy))
