"""A database of generated articles, as the bot would have it: opened and migrated by the store, filled in bulk.

Articles are made, and their words prepared, in other processes; this one puts rows, and search rows by storage's own
function, in transactions of a thousand items.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from itertools import islice
from time import perf_counter
from typing import Any, NamedTuple

from sqlalchemy import insert, text
from sqlalchemy.engine import Connection

from bench.search.texts import CHUNK, NOW, Article, World, chunk
from bot.adapters.storage import indexing
from bot.adapters.storage.engine import on_postgresql
from bot.adapters.storage.schema import articles, authors, items, sightings, sources, stories
from bot.adapters.storage.store import Store
from bot.adapters.storage.tokens import Searched
from bot.domain import stemming
from bot.domain.model import Indexed
from bot.domain.text import fold, index

AHEAD = 4  # chunks prepared while one is put
CACHE = 400_000  # KiB
TOLD = 20  # chunks between two lines of progress


class Prepared(NamedTuple):
    article: Article
    indexed: Indexed
    summary: str


async def build(store: Store, made_of: World, jobs: int = 1) -> float:
    """Fill an empty database. Returns the seconds it took."""
    start, count = perf_counter(), made_of.items
    _remember_stems()
    transact = store.articles._database.transact
    await transact(partial(seed_sources, made_of=made_of))
    indices = await transact(_drop_indices)
    for at, prepared in enumerate(_prepared(made_of, jobs), 1):
        await transact(partial(_put, prepared=prepared), "serial")
        if at % TOLD == 0 or at * CHUNK >= count:
            done, took = min(at * CHUNK, count), perf_counter() - start
            print(f"  {done:>9,} items, {took:6.0f} s, {took / done * 1000:.2f} ms each", file=sys.stderr, flush=True)
    await transact(partial(_settle, indices=indices))
    return perf_counter() - start


# --- preparing ---------------------------------------------------------------------------------------------


def _prepared(made_of: World, jobs: int) -> Iterator[list[Prepared]]:
    """All articles, in order; by so many processes (0: by this one)."""
    starts = iter(range(0, made_of.items, CHUNK))
    if not jobs:
        yield from ([prepare(article) for article in chunk(made_of, start)] for start in starts)
        return
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(made_of,)) as pool:
        waiting = [pool.submit(_work, start) for start in islice(starts, AHEAD)]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [pool.submit(_work, start) for start in islice(starts, 1)]


_made_of: World  # a worker's own


def _begin(made_of: World) -> None:
    global _made_of
    _made_of = made_of
    _remember_stems()


def _work(start: int) -> list[Prepared]:
    return [prepare(article) for article in chunk(_made_of, start)]


def prepare(article: Article) -> Prepared:
    """An article, and its words as the editor prepares them."""
    first_two = [sentence.rstrip(".") + "." for sentence in article.text.split(". ", 2)[:2]]
    indexed = index(article.title, article.text, article.language, first_two)
    return Prepared(article, indexed, "\n".join(first_two))


def _remember_stems() -> None:
    """Keep every stem: the bot keeps the last ones, enough for what it reads in an hour."""
    for name, known in list(vars(stemming).items()):
        if hasattr(known, "cache_info"):
            setattr(stemming, name, lru_cache(maxsize=None)(known.__wrapped__))


# --- putting -----------------------------------------------------------------------------------------------


def seed_sources(connection: Connection, made_of: World) -> None:
    """The sources there are, and the authors."""
    often = {"poll_seconds": 300, "poll_max_seconds": 3600, "origin": "config", "created": NOW, "next_poll": NOW}
    wanted = [
        {**often, "id": each.id, "url": f"https://{each.id}.example/", "language": each.language}
        for each in made_of.sources
    ]
    connection.execute(insert(sources), wanted)
    names = {fold(name): name for known in made_of.authors.values() for name in known}
    connection.execute(insert(authors), [{"key": key, "name": name} for key, name in names.items()])


def _put(connection: Connection, prepared: Sequence[Prepared]) -> None:
    put_rows(connection, prepared)
    indexing._put(connection, prepared[0].article.number, [_searched(*each) for each in prepared])


def put_rows(connection: Connection, prepared: Sequence[Prepared]) -> None:
    """The articles with all that a reader needs of them, but their search rows."""
    firsts = [article for article, *_ in prepared if not article.relation]
    told = [{"id": each.story, "created": each.published} for each in firsts if each.story == each.item]
    connection.execute(insert(stories), told)
    connection.execute(
        insert(items), [{"id": each.item, "story_id": each.story, "created": each.published} for each in firsts]
    )
    connection.execute(insert(articles), [_row(*each) for each in prepared])
    seen = [{"source_id": each.source, "article_id": each.number, "seen": each.published} for each, *_ in prepared]
    connection.execute(insert(sightings), seen)


def _searched(article: Article, indexed: Indexed, _: str) -> Searched:
    names = [fold(name) for name in article.authors]
    about = article.published, article.section, article.source, article.language
    return Searched(article.number, article.item, *about, names, indexed)


def _row(article: Article, indexed: Indexed, summary: str) -> Mapping[str, Any]:
    return {
        "id": article.number,
        "item_id": article.item,
        "source_id": article.source,
        "url": f"https://{article.source}.example/{article.section}/{article.number}",
        "stage": "ready",
        "batch": article.number // 10,
        "baseline": False,
        "entry": "",
        "first_seen": article.published,
        "published": article.published,
        "dated": True,
        "title": article.title,
        "text": article.text,
        "summary": summary,
        "section": article.section,
        "section_label": article.section.capitalize(),
        "language": article.language,
        "authors": "\n".join(article.authors),
        "relation": article.relation,
    }


def _drop_indices(connection: Connection) -> list[str]:
    """PostgreSQL's inverted indices are made at the end, at once: a fraction of the time. Returns how. SQLite gets more
    memory than the bot gives it."""
    if not on_postgresql(connection):
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE}")
        return []
    known = connection.execute(text("SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '% USING gin %'"))
    found = known.all()
    for name, _ in found:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    return [how for _, how in found]


def _settle(connection: Connection, indices: Sequence[str]) -> None:
    """What the bot's years would have left: sections counted, statistics known, the index as filling leaves it."""
    for how in indices:
        connection.exec_driver_sql(how)
    while indexing.engine(connection).merge(connection):
        pass
    counted = "SELECT section, section_label, count(*) FROM articles GROUP BY section, section_label"
    connection.exec_driver_sql(f"INSERT INTO sections (key, label, articles) {counted}")
    if on_postgresql(connection):
        for table in ("articles", "items", "stories"):
            last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            connection.exec_driver_sql(last)
        connection.exec_driver_sql("ANALYZE")
