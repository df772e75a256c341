"""What it costs to find the articles that tell one event: `python -m bench.finding [--articles 50000] [--url URL]`.

The archive holds articles of the last 72 h, as `bench/wire.py` writes them (words by Zipf's law, famous people in
thousands of articles, items of series), and among them those of our own events (`bench/events/`). Then come new ones:
others of the wire; reprints of some that are there; the articles of our events, each of which is looked for among its
mates; and the worst there are, made of the commonest words alone. Through `storage.stories`, each in a transaction, as
in the editor; the features are made before, and timed by themselves. SQLite in a file, or with `--postgresql` a cluster
of its own, where its binaries are installed. Beside the time that passed stands that of this thread's CPU, since the
machine may be busy.
"""

import argparse
import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import permutations
from statistics import median, quantiles
from time import perf_counter, thread_time

from sqlalchemy import insert, text
from sqlalchemy.engine import Connection

from bench.stories import own_articles
from bench.wire import LANGUAGES, Article, Wire, reprint
from bot.adapters.storage import stories
from bot.adapters.storage.schema import articles, items, sightings, sources
from bot.adapters.storage.schema import stories as story_table
from bot.adapters.storage.store import Store, open_store
from bot.domain.features import Features, features
from bot.domain.stories import Tier, compare

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
SOURCES = 20
LOOKUPS = 400
PIECE = 500  # articles put in one transaction
PRUNED = 200


def told(article: Article) -> Features:
    return features(article.title, article.text, article.language)


def archive(connection: Connection, start: int, known: Sequence[Features], chance: random.Random) -> None:
    """Ready articles of the last three days, put as the editor would."""
    ids = range(start, start + len(known))
    published = [NOW - timedelta(seconds=chance.randrange(72 * 3600)) for _ in ids]
    connection.execute(insert(story_table), [{"id": each, "created": NOW} for each in ids])
    connection.execute(insert(items), [{"id": each, "story_id": each, "created": NOW} for each in ids])
    blank = {"url": "", "stage": "ready", "batch": 1, "baseline": False, "entry": "", "first_seen": NOW, "dated": True}
    rows = [
        {**blank, "id": each, "item_id": each, "source_id": f"s{each % SOURCES}", "published": when}
        for each, when in zip(ids, published, strict=True)
    ]
    connection.execute(insert(articles), rows)
    carried = [{"source_id": row["source_id"], "article_id": row["id"], "seen": NOW} for row in rows]
    connection.execute(insert(sightings), carried)
    for each, when, about in zip(ids, published, known, strict=True):
        stories.put(connection, each, when, about)


def seed(connection: Connection) -> None:
    blank = {"url": "https://news.example/", "poll_seconds": 300, "poll_max_seconds": 3600, "origin": "config"}
    rows = [{**blank, "id": f"s{each}", "created": NOW, "next_poll": NOW} for each in range(SOURCES)]
    connection.execute(insert(sources), rows)


def size(connection: Connection) -> int:
    """Bytes of the two tables and their indices."""
    if connection.dialect.name == "postgresql":
        whole = (
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ('story_terms', 'story_features')"
        )
        return int(connection.scalar(text(whole)) or 0)
    pages = "SELECT (SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size())"
    return int(connection.scalar(text(pages)) or 0)


def commonest(known: Sequence[Features], language: str) -> Features:
    """An article of the words that are in the most titles and beginnings."""
    counts = Counter(word for about in known if about.language == language for word in {*about.title, *about.text[:60]})
    words = tuple(word for word, _ in counts.most_common(120))
    names = frozenset(word for about in known[:5000] for word in about.names) & set(words)
    return Features(language, words[:12], words[12:], names)


def told_of(took: Sequence[float]) -> str:
    percentiles = quantiles(took, n=100)
    return f"median {median(took) * 1000:6.2f} ms, p95 {percentiles[94] * 1000:6.2f}, worst {max(took) * 1000:6.2f}"


async def measure(store: Store, count: int) -> None:
    chance, wire = random.Random(1), Wire(1)  # noqa: S311 - the same archive every time
    transact = store.articles._database.transact
    series = [item for group in wire.all_series(count // 200) for item in group]
    wired = [wire.article(chance.choice(LANGUAGES)) for _ in range(count - len(series))]
    every = [*series, *wired, *(article for family in own_articles() for _, article in family)]
    chance.shuffle(every)
    start = perf_counter()
    known = [told(article) for article in every]
    print(f"features                {(perf_counter() - start) / count * 1000:.2f} ms an article")
    await transact(seed)
    before = await transact(size)
    start = perf_counter()
    for at in range(0, len(every), PIECE):
        part = known[at : at + PIECE]
        await transact(lambda connection, at=at, part=part: archive(connection, at + 1, part, chance))  # type: ignore[misc]
    print(f"rows and `put`          {(perf_counter() - start) / count * 1000:.2f} ms an article")
    print(f"size                    {(await transact(size) - before) / count / 1024:.2f} KiB an article")
    await look(store, wire, chance, every, known)
    start = perf_counter()
    moment = NOW - timedelta(hours=48)
    pruned = await transact(lambda connection: stories.prune(connection, moment, PRUNED))
    print(f"pruning {pruned:,}             {(perf_counter() - start) * 1000:.0f} ms")


async def look(
    store: Store, wire: Wire, chance: random.Random, every: Sequence[Article], known: Sequence[Features]
) -> None:
    """Look up all kinds of new articles."""
    some = chance.sample(range(len(every)), LOOKUPS)
    await lookups("others of the wire", store, [told(wire.article(chance.choice(LANGUAGES))) for _ in some])
    again = [told(reprint(chance, every[each], "end cut off")) for each in some]
    await lookups("reprints of some", store, again, wanted=[each + 1 for each in some])
    await events(store, every, known)
    worst = [commonest(known, language) for language in LANGUAGES]
    await lookups("the commonest words", store, [chance.choice(worst) for _ in some])


async def events(store: Store, every: Sequence[Article], known: Sequence[Features]) -> None:
    """Pairs of our events that `compare` says are likely: whether one is found for the other."""
    place = {article: at for at, article in enumerate(every)}
    pairs = [
        (known[place[one]], place[other] + 1)
        for family in own_articles()
        for (a, one), (b, other) in permutations(family, 2)
        if a == b and compare(known[place[one]], known[place[other]], same_source=False).tier is not Tier.NONE
    ]
    await lookups("articles of our events", store, [one for one, _ in pairs], wanted=[other for _, other in pairs])


async def lookups(name: str, store: Store, asked: Sequence[Features], wanted: Sequence[int] = ()) -> None:
    """Each in a transaction of its own; timed inside it, as part of what the editor's transaction takes."""
    took, used, found, told_in_all = [], [], 0, 0

    for at, about in enumerate(asked):

        def find(connection: Connection, about: Features = about) -> tuple[float, float, list[int]]:
            start, cpu = perf_counter(), thread_time()
            answer = stories.find(connection, about, NOW, ["s-new"])
            spent = perf_counter() - start, thread_time() - cpu
            return *spent, [each.article_id for each in answer if each.likeness.tier >= Tier.LIKELY]

        seconds, cpu, ids = await store.articles._database.transact(find)
        took.append(seconds)
        used.append(cpu)
        told_in_all += len(ids)
        found += bool(wanted) and wanted[at] in ids
    of = f", found {found / len(asked):.3f}" if wanted else ""
    print(f"{name:<24}{told_of(took)}; CPU {median(used) * 1000:.2f} ms; {told_in_all / len(asked):.1f} told{of}")


async def on(url: str, count: int) -> None:
    async with open_store(url, mode="run") as store:
        await measure(store, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--postgresql", action="store_true", help="on a cluster of its own")
    args = parser.parse_args()
    with ExitStack() as stack:
        if args.postgresql:
            from tests.postgres import running

            url = stack.enter_context(stack.enter_context(running()).database())
        else:
            url = f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/crier.db"
        asyncio.run(on(url, args.articles))


if __name__ == "__main__":
    main()
