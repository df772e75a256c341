"""What it costs to add an item with its index rows: real publications into the whole archive, on a copy of it.

Entries are polled and claimed, and drawn up as the editor does; then published in batches, every second one without its
search rows. Those get them in a transaction of their own, by storage's own function: what it takes, its commit
included, is what search rows cost, and a little more, since the bot commits them with the article. Words are prepared
outside the transaction, and told apart.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import count, islice
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from bench.search.texts import CHUNK, NOW, Article, World, chunk
from bench.search.told import Row, percentile
from bot.adapters.storage import indexing
from bot.adapters.storage.store import Store
from bot.domain.article import draw_up
from bot.domain.identity import identify
from bot.domain.model import Entry, NextPoll, PageText, Poll, Ready, Validators

BATCHES = {1: 200, 100: 24}  # size: how many of each, half of them without search rows
GOAL = 1.0  # ms


class Cost(NamedTuple):
    """Milliseconds an item, of each batch: published with its search rows; these alone."""

    size: int
    whole: list[float]
    rows: list[float]


async def measure(store: Store, made_of: World) -> tuple[list[Cost], list[float]]:
    """The costs by size of batch, and the milliseconds of CPU that drawing up each item took."""
    fresh = _fresh(made_of)
    drawn: list[float] = []
    costs = []
    for size, batches in BATCHES.items():
        cost = Cost(size, [], [])
        await _publish(store, await _ready(store, list(islice(fresh, size)), drawn))  # what the first one makes
        for number in range(batches):
            ready = await _ready(store, list(islice(fresh, size)), drawn)
            if number % 2:
                with _without_rows() as left_out:
                    await _publish(store, ready)
                cost.rows.append(await _put(store, left_out) / size)
            else:
                cost.whole.append(await _publish(store, ready) / size)
        costs.append(cost)
    return costs, drawn


def rows(engine: str, costs: Sequence[Cost], drawn: Sequence[float]) -> list[Row]:
    """The rows on adding."""
    found = []
    for cost in costs:
        alone = median(cost.rows)
        told = (
            f"search rows {alone:.2f} ms an item, p95 {percentile(cost.rows, 95):.2f}; "
            f"the whole publication {median(cost.whole):.2f}, p95 {percentile(cost.whole, 95):.2f}"
        )
        found.append(Row(f"adding, {engine}, {cost.size} a transaction", f"≤ {GOAL:g} ms", told, alone <= GOAL))
    told = f"{median(drawn):.2f} ms of CPU, p95 {percentile(drawn, 95):.2f}"
    return [*found, Row("drawing an item up, its words among it, before", "", told)]


@contextmanager
def _without_rows() -> Iterator[list[Any]]:
    """Publications store no search rows meanwhile; what they would have been made of."""
    left_out: list[Any] = []
    store = indexing.store
    setattr(indexing, "store", lambda _, *given: left_out.append(given))  # noqa: B010 - mypy would not have it replaced
    try:
        yield left_out
    finally:
        setattr(indexing, "store", store)  # noqa: B010


async def _put(store: Store, left_out: Sequence[Any]) -> float:
    """Milliseconds until the search rows of articles are committed."""

    def put(connection: Connection) -> None:
        for given in left_out:
            indexing.store(connection, *given)

    start = perf_counter()
    await store.articles._database.transact(put, "serial")
    return (perf_counter() - start) * 1000


def _fresh(made_of: World) -> Iterator[Article]:
    """Items that the archive does not hold, one article each."""
    beyond = World(made_of.seed, 10**9, made_of.vocabularies, made_of.sources, made_of.authors)
    for start in count(-(-made_of.items // CHUNK) * CHUNK, CHUNK):
        yield from (article for article in chunk(beyond, start) if not article.relation)


async def _ready(store: Store, articles: Sequence[Article], drawn: list[float]) -> list[Ready]:
    """Entries found, claimed and drawn up, all of one source."""
    source = articles[0].source
    address = f"https://{source}.example/"
    entries = [
        Entry(
            title=each.title,
            url=f"{address}{each.section}/{each.number}",
            content=each.text,
            authors=each.authors,
            published=NOW - timedelta(minutes=random.Random(each.number).randint(1, 600)),
            categories=(each.section,),
        )
        for each in articles
    ]
    found = identify(source, entries, NOW)
    poll = Poll(source, f"{address}rss.xml", "rss20", Validators(), "", found, NextPoll(NOW))
    await store.sources.store_poll(poll, NOW)
    batch = await store.articles.claim(NOW)
    if batch is None or len(batch.drafts) != len(articles):
        raise SystemExit(f"{len(articles)} entries became {len(batch.drafts) if batch else 0} drafts")
    ready = []
    for draft in batch.drafts:
        start = process_time()
        ready.append(draw_up(draft, PageText(), {}))
        drawn.append((process_time() - start) * 1000)
    return ready


async def _publish(store: Store, ready: Sequence[Ready]) -> float:
    """Milliseconds from the call until it is committed."""
    start = perf_counter()
    await store.articles.publish(ready, NOW, max_age=timedelta(days=2), settle=timedelta())
    return (perf_counter() - start) * 1000
