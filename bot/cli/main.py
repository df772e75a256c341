"""The command `crier`: its verbs, and how each way of failing is told (one line, exit 1 or 2)."""

import os
import traceback
from typing import Any

import click

from bot import __version__
from bot.cli.adding import add, remove
from bot.cli.archive import latest, search, show
from bot.cli.common import Session, config_option
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.figures import stats
from bot.cli.keeping import backup, copy, reindex, restore
from bot.cli.lists import export_list, import_list
from bot.cli.preview import preview
from bot.cli.running import run
from bot.cli.sources import sources
from bot.domain.errors import CrierError, Refused

FAILED, REFUSED = 1, 2

EXAMPLES = """
\b
Examples:
  crier demo                            the whole bot in the browser, with no token
  crier preview https://caliber.az/     what a site would post; stores nothing
  crier run                             the bot, with config.toml
  crier search "rail corridor"          the archive, in the terminal
  crier doctor                          what is wrong, and how to mend it
"""


class Verbs(click.Group):
    """A group whose verbs fail in one line: 1 for what failed, 2 for what the operator has to mend first."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb. A traceback is shown only with log.level = "debug"."""
        ctx.obj = session = Session()
        ctx.color = False if os.environ.get("NO_COLOR") else ctx.color  # no-color.org
        code = FAILED
        try:
            return super().invoke(ctx)
        except CrierError as error:
            code = REFUSED if isinstance(error, Refused) else FAILED
            self._tell(session, str(error), error)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # the outermost boundary: a bug is told in one line, too
            hint = "" if session.debug else "; CRIER_LOG__LEVEL=debug shows where"
            self._tell(session, f"a mistake in crier itself: {type(error).__name__}: {error}{hint}", error)
        return ctx.exit(code)

    @staticmethod
    def _tell(session: Session, words: str, error: Exception) -> None:
        if session.debug:
            click.echo(session.blot("".join(traceback.format_exception(error))), err=True, nl=False)
        click.echo(f"crier: {' '.join(session.blot(words).split())}", err=True)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.version_option(__version__, prog_name="crier", message="%(prog)s %(version)s")
@config_option
def crier() -> None:
    """Read a news site, keep every item once, and post it to the chats that asked for it."""


for verb in (run, demo, preview, latest, search, show, stats, sources, doctor, backup, restore, copy, reindex):
    crier.add_command(verb)
for verb in (add, remove, import_list, export_list):
    sources.add_command(verb)


def main(arguments: list[str] | None = None) -> None:
    """Run a verb and exit: 0 done, 1 failed, 2 bad usage, configuration or database."""
    crier.main(arguments, prog_name="crier")
