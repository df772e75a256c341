"""`crier stats`: counts."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.common import config_option, json_option, settings

if TYPE_CHECKING:
    from bot.config import Config
    from bot.domain.model import SourceHealth, Stats


@click.command(
    epilog="""
\b
Examples:
  crier stats
  crier stats --json | jq .deliveries
"""
)
@config_option
@json_option
def stats(*, as_json: bool) -> None:
    """Articles, chats, deliveries by state, the health of each source."""
    from bot.cli import paper, shapes

    config, now = settings(optional=True), datetime.now(UTC)
    figures = asyncio.run(_stats(config, now))
    document = shapes.stats(figures, now)
    if as_json:
        shapes.show_json(document)
        return
    for name in ("articles", "stories", "chats", "subscriptions"):
        paper.say(f"{name:14}{document[name]:>10,}")
    paper.say("deliveries")
    for state, number in document["deliveries"].items():
        paper.say(f"  {state:12}{number:>10,}")
    if figures.oldest_pending:
        paper.say(f"the oldest waits since {paper.when(figures.oldest_pending, config.site.timezone, now)}")
    paper.say()
    _show_sources(figures.sources, config, now)


async def _stats(config: "Config", now: datetime) -> "Stats":
    from bot.adapters.storage.store import open_store

    async with open_store(config.storage.url, mode="read") as store:
        return await store.figures.stats(now)


def _show_sources(healths: "tuple[SourceHealth, ...]", config: "Config", now: datetime) -> None:
    from bot.cli import paper

    zone = config.site.timezone
    rows = [
        (
            health.source.id,
            health.source.origin,
            health.status,
            f"{health.articles:,}",
            paper.when(health.last_success, zone, now),
            paper.when(health.next_poll, zone, now) if health.next_poll else "",
            health.last_error or health.feed_url or health.source.url,
        )
        for health in healths
    ]
    if rows:
        paper.table(("source", "from", "status", "articles", "last ok", "next", "feed, or what is wrong"), rows)
    else:
        paper.note("there are no sources yet: crier run applies those of the configuration")
