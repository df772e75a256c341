"""`crier run`: the bot."""

import asyncio
from typing import TYPE_CHECKING

import click

from bot.cli.common import config_option, settings
from bot.domain.errors import StoreBusy

if TYPE_CHECKING:
    from bot.config import Config

ROLES = ("poller", "editor", "courier", "chat", "web")
PATIENCE = 2.0  # seconds for a database that is asked for its sources


def _roles(context: click.Context, parameter: click.Parameter, value: str | None) -> frozenset[str]:
    if value is None:
        return frozenset(ROLES)
    roles = frozenset(role.strip() for role in value.split(",") if role.strip())
    unknown = sorted(roles - set(ROLES))
    if unknown or not roles:
        raise click.BadParameter(f"{', '.join(unknown) or 'nothing'}: choose among {', '.join(ROLES)}")
    return roles


@click.command(
    epilog="""
\b
Examples:
  crier run                             until SIGTERM or Ctrl-C, then drains
  crier run --once                      one round of everything, for cron
  crier run --roles poller,editor       only these parts
"""
)
@config_option
@click.option("--once", is_flag=True, help="Do one round of everything that waits, then exit.")
@click.option("--roles", callback=_roles, metavar="LIST", help=f"Only these parts: {','.join(ROLES)}.")
def run(*, once: bool, roles: frozenset[str]) -> None:
    """The bot: polls, summarises, posts and answers.

    It runs until SIGTERM or SIGINT, then finishes what is being sent and exits 0; a second one ends it at once.
    Closing the terminal (SIGHUP) ends it like the first.
    With no token it polls, archives, and serves the web (/healthz, /readyz) only.
    The sources are those of the configuration and those that were added by crier sources add or import.

    \b
    Its parts, all unless --roles names some:
      poller   fetches sources
      editor   fetches articles, summarises, owes posts
      courier  sends what is owed
      chat     answers what people write
      web      serves /healthz and /readyz, takes what is pushed

    Several processes share one database; on several machines that is PostgreSQL: docs/several-machines.md
    """
    if once and roles == {"web"}:
        raise click.BadParameter("web has no round to do: leave --once out, or name other parts", param_hint="--roles")
    config = settings(optional=True, named=True)
    if "poller" in roles and not config.sources and not asyncio.run(has_its_own(config)):
        config = settings()  # which says what is missing
    from bot import app

    asyncio.run(app.once(config, roles) if once else app.run(config, roles))


async def has_its_own(config: "Config") -> bool:
    """Whether the database, if there is one, has sources that the configuration need not name."""
    from bot.adapters.storage.store import exists, open_store

    try:
        if not await exists(config.storage.url):
            return False
        async with open_store(config.storage.url, mode="run", patience=PATIENCE) as store:
            return any(each.source.origin != "config" for each in await store.sources.health(counted=False))
    except StoreBusy:
        return True  # it may have: the bot waits for it, and says so
