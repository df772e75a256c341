"""`crier sources list|add|remove|import|export`: where news comes from, and how each source is."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.common import config_option, json_option, settings
from bot.domain.errors import CrierError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.domain.model import SourceHealth

NONE_YET = "there are no sources yet: crier sources add URL, or [[sources]] in config.toml"


class Declined(CrierError):
    """What was asked cannot be done; `str` says why, and what to do instead."""


@click.group(
    epilog="""
\b
Examples:
  crier sources add caliber.az                     a home page, a feed or a news sitemap
  crier sources list --ailing                      what does not work, and what to do
  crier sources import subscriptions.opml --check  what another reader follows
"""
)
def sources() -> None:
    """The sources and their health: list, add, remove, import, export."""


@sources.command(
    "list",
    epilog="""
\b
Examples:
  crier sources list
  crier sources list caliber-en -v
  crier sources list --ailing
  crier sources list --json | jq -r '.sources[] | select(.status != "ok") | .id'
""",
)
@config_option
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("-v", "--verbose", is_flag=True, help="Also all that was looked at to find each feed.")
@click.option("--ailing", is_flag=True, help="Only those that do not work.")
@json_option
def list_sources(*, ids: tuple[str, ...], verbose: bool, ailing: bool, as_json: bool) -> None:
    """Every source, or those named: what it is, how it is, when it is polled next and why then."""
    config, now = settings(optional=True), datetime.now(UTC)
    healths = asyncio.run(_health(config))
    if unknown := set(ids) - {health.source.id for health in healths}:
        raise Declined(f"there is no source {min(unknown)}; crier sources list names those there are")
    chosen = [each for each in healths if (not ids or each.source.id in ids) and not (ailing and each.status == "ok")]
    if as_json:
        from bot.cli import shapes

        shapes.show_json({"sources": [shapes.source(health) for health in chosen]})
    else:
        _show(chosen, len(healths), config, now, verbose=verbose)


async def _health(config: "Config") -> "tuple[SourceHealth, ...]":
    from bot.adapters.storage.store import open_store

    async with open_store(config.storage.url, mode="read") as store:
        return await store.sources.health()


def _show(healths: "list[SourceHealth]", there_are: int, config: "Config", now: datetime, *, verbose: bool) -> None:
    from bot.cli import health, paper

    for number, each in enumerate(healths):
        if number:
            paper.say()
        health.show(each, config.site.timezone, now, verbose=verbose)
    well = sum(each.status == "ok" for each in healths)
    shown = f"{len(healths)} of {there_are}" if len(healths) < there_are else str(there_are)
    paper.note(f"{shown} source{'s' * (there_are != 1)}, {well} working" if there_are else NONE_YET)
