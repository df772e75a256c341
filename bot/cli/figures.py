"""`crier stats`: counts."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.common import config_option, json_option, settings

if TYPE_CHECKING:
    from bot.config import Config
    from bot.domain.model import SourceHealth, Spent, Stats


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
    figures, spent = asyncio.run(_stats(config, now))
    document = {**shapes.stats(figures, now), "summaries": shapes.summaries(spent)}
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
    if spent.ways:
        ways = ", ".join(f"{way} {times:,}" for way, times in spent.ways.items())
        paper.say("summaries by the model today")
        paper.say(f"  {'requests':12}{spent.requests:>10,}")
        paper.say(f"  {'tokens':12}{spent.tokens:>10,}")
        paper.say(paper.wrapped(ways, "  "))
    paper.say()
    _show_sources(figures.sources, config, now)


async def _stats(config: "Config", now: datetime) -> "tuple[Stats, Spent]":
    from bot.adapters.storage.store import open_store

    async with open_store(config.storage.url, mode="read") as store:
        return await store.figures.stats(now), await store.summaries.spent(now.strftime("%Y-%m-%d"))


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
