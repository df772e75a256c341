"""`crier doctor`: looks at everything the bot depends on, and says how to mend what is wrong."""

import asyncio
from typing import TYPE_CHECKING

import click

from bot.cli.common import config_option, json_option, settings

if TYPE_CHECKING:
    from bot.cli.checks import Check

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
    """Check settings, token, sources, database, disk, clock and web; exit 1 if something is wrong."""
    config = settings(optional=True, quiet=True)
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

    widest = max(len(check.name) for check in checks)
    for check in checks:
        mark, colour = MARKS[check.ok]
        label = click.style(f"{mark:5}", fg=colour)
        click.echo(f"{label}  {check.name:{widest}}  {paper.plain(check.found)}")
        if check.remedy:
            click.echo(f"{'':7}{'':{widest}}  → {paper.plain(check.remedy)}")
