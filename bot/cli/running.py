"""`crier run`: the bot."""

import asyncio

import click

from bot.cli.common import config_option, settings

ROLES = ("poller", "editor", "courier", "chat", "web")


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
    """
    if once and roles == {"web"}:
        raise click.BadParameter("web has no round to do: leave --once out, or name other parts", param_hint="--roles")
    config = settings()
    from bot import app

    asyncio.run(app.once(config, roles) if once else app.run(config, roles))
