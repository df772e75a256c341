"""`crier demo`: the whole bot with no token and no network, in a browser."""

import asyncio
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import Session, config_option, settings

if TYPE_CHECKING:
    from bot.app.demo import Stage
    from bot.config import Config

EVERY = 6.0  # seconds between two articles
PORTS = click.IntRange(0, 65535)
COLOURS = {"newsroom": "blue", "crier": "green", "telegram": "yellow"}


class Pause(click.FloatRange):
    """A number of seconds; "nan" is none, though it is neither too small nor too large."""

    def __init__(self) -> None:
        super().__init__(0.5, 3600)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """See `click.ParamType`."""
        seconds = super().convert(value, param, ctx)
        return seconds if isfinite(seconds) else self.fail(f"{value!r} is not a number of seconds.", param, ctx)


@click.command(
    epilog="""
\b
Examples:
  crier demo                       then open the address it prints
  crier demo --port 9000           at another address
  crier demo --every 2             a busier newsroom
"""
)
@config_option
@click.option("--host", metavar="HOST", help="Where to listen (default: web.host, 127.0.0.1).")
@click.option("--port", type=PORTS, help="The port, or the next free one if it is taken (default: web.port, 8080).")
@click.option("--every", type=Pause(), default=EVERY, show_default=True, help="Seconds between two articles.")
def demo(*, host: str | None, port: int | None, every: float) -> None:
    """The whole bot on this machine, with no token and no network.

    A sample newsroom publishes an article every few seconds, the real bot reads it, and a chat page in the browser
    shows what people would get in Telegram, which a strict stand-in plays. Nothing is kept. Ctrl-C ends it. Of the
    settings, if there are any, only [web] and [log] count.
    """
    config = _quieter(settings(optional=True))
    given = {"host": host or config.web.host, "port": config.web.port if port is None else port}
    config = config.model_copy(update={"web": config.web.model_copy(update=given)})
    from bot.app.demo import demo as play

    asyncio.run(play(config, every=every, opened=lambda stage: _opened(stage, every), say=_say))
    _say("demo", "ended; nothing of it is kept")


def _quieter(config: "Config") -> "Config":
    """The bot's own log lines stay away unless asked for: what happens is told in plainer words."""
    from bot.cli.logs import configure

    session = click.get_current_context().find_object(Session) or Session()
    if "level" not in config.log.model_fields_set:
        configure("warning", config.log.format, session.secrets)
    return config


def _opened(stage: "Stage", every: float) -> None:
    for who, what in (
        ("newsroom", f"{stage.newsroom.home('en')}  an article every {every:g} s, in three languages"),
        ("telegram", f"{stage.api.base_url}  a strict stand-in for the Bot API, on this machine only"),
        ("crier", "the real bot: reads the newsroom, posts to the stand-in, answers what people write"),
    ):
        click.echo(f"{click.style(f'{who:>9}', fg=COLOURS[who])}  {what}", err=True)
    click.echo(click.style("\n  Open this in a browser (Ctrl-C ends the demo):\n", bold=True), err=True)
    click.echo(stage.chat_page)
    click.echo(err=True)


def _say(who: str, what: str) -> None:
    moment = datetime.now().astimezone().strftime("%H:%M:%S")
    name = click.style(f"{who:>9}", fg=COLOURS.get(who, "magenta"))
    click.echo(f"{click.style(moment, dim=True)} {name}  {what}", err=True)
