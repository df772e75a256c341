"""Search beside that of the library `reader`, in the same run: the same articles, the same queries, the first ten.

Both have the articles' rows before either makes its index, which is timed whole: ours by what fills it after an
upgrade, a thousand articles a transaction and without a rest between them; theirs by `update_search`. Then queries in
turn, ours, theirs by relevance, theirs by time, all once before they are timed and then several times; a query took
its middle time. Ours has one order, relevance with the newer before the older: it stands beside both of theirs.
`reader` is a peer for measuring, not a dependency: `pip install -e .[bench]`.
"""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from bench.search import building, latency
from bench.search.queries import Asked
from bench.search.texts import CHUNK, World, chunk
from bench.search.told import Row
from bot.adapters.storage.store import Store
from bot.domain.model import Indexed

MOST = 50_000  # items
ROUNDS = 3
WANTED = {"relevant": 3, "recent": 10, "index": 10}
NOTHING = Indexed("", "", "", "")


class Compared(NamedTuple):
    """Seconds: each query, ours and theirs in both orders; the whole index, ours and theirs."""

    ours: list[float]
    relevant: list[float]
    recent: list[float]
    built: tuple[float, float]


async def measure(store: Store, folder: Path, made_of: World, asked: Sequence[Asked]) -> Compared:
    """Fill our store, which is empty, and one of theirs in this folder, and compare. Asked are what both can be."""
    from reader import make_reader

    await _fill(store, made_of)
    ours = await _index(store)
    with make_reader(str(folder / "reader.sqlite")) as reader:
        _fill_theirs(reader, made_of)
        reader.enable_search()
        start = perf_counter()
        reader.update_search()
        return await _ask(store, reader, asked, (ours, perf_counter() - start))


async def _ask(store: Store, reader: Any, asked: Sequence[Asked], built: tuple[float, float]) -> Compared:
    took: list[tuple[list[float], ...]] = [([], [], []) for _ in asked]
    for number in range(ROUNDS + 1):
        for each, times in zip(asked, took, strict=True):
            start = perf_counter()
            await store.articles.find(latency.understood(each.text), limit=latency.PAGE)
            moments = [start, perf_counter()]
            for order in ("relevant", "recent"):
                list(reader.search_entries(each.stock, sort=order, limit=latency.PAGE))
                moments.append(perf_counter())
            if number:
                for known, (began, ended) in zip(times, pairwise(moments), strict=True):
                    known.append(ended - began)
    ours, relevant, recent = ([median(times[at]) for times in took] for at in range(3))
    return Compared(ours, relevant, recent, built)


def rows(compared: Compared, items: int) -> list[Row]:
    """The rows on `reader`: how many times as long theirs took, over all queries."""
    found = []
    for order in ("relevant", "recent"):
        theirs = getattr(compared, order)
        ratio = sum(theirs) / sum(compared.ours)
        told = (
            f"{ratio:.1f}× (a query {sum(compared.ours) / len(theirs) * 1000:.1f} ms against "
            f"{sum(theirs) / len(theirs) * 1000:.1f}; half of them {median(compared.ours) * 1000:.1f} "
            f"against {median(theirs) * 1000:.1f})"
        )
        found.append(
            Row(f"{items:,} items beside reader, {order} order", f"≥ {WANTED[order]}×", told, ratio >= WANTED[order])
        )
    ours, others = compared.built
    told = f"{others / ours:.1f}× ({ours:.0f} s against {others:.0f} s)"
    return [*found, Row("the same, index build", f"≥ {WANTED['index']}×", told, others / ours >= WANTED["index"])]


# --- filling -----------------------------------------------------------------------------------------------


async def _fill(store: Store, made_of: World) -> None:
    """Rows without search rows."""
    transact = store.articles._database.transact
    await transact(partial(building.seed_sources, made_of=made_of))
    for start in range(0, made_of.items, CHUNK):
        bare = [building.Prepared(article, NOTHING, "") for article in chunk(made_of, start)]
        await transact(partial(building.put_rows, prepared=bare), "serial")


async def _index(store: Store) -> float:
    """Make the index of all articles, as an upgrade does. Returns the seconds it took."""
    start, last = perf_counter(), None
    await store.index.make()
    while last := await store.index.fill(last, CHUNK):
        pass
    return perf_counter() - start


def _fill_theirs(reader: Any, made_of: World) -> None:
    """The same articles, each with its own feed."""
    for source in made_of.sources:
        reader.add_feed(f"https://{source.id}.example/rss.xml")
    every = (article for start in range(0, made_of.items, CHUNK) for article in chunk(made_of, start))
    for article in every:
        feed = f"https://{article.source}.example/"
        entry = {"feed_url": f"{feed}rss.xml", "id": str(article.number), "link": f"{feed}{article.number}"}
        told = {"title": article.title, "content": [{"value": article.text}], "published": article.published}
        reader.add_entry(entry | told)
