"""Full-text search: what both engines' indices (`fts5`, `tsearch`) are asked, and the order of what they find.

Each article has one row: its folded words and their stems, of title and body, and its *terms* (section, source,
author, language, month), so that filters are part of what is asked. Words are split at spaces only, because the domain
has folded everything already.

Order. bm25 over all matches takes 0.4–1.4 s for common words at a million items, so: the newest 500 matches, and the
newest 500 that match in the title, of whatever age, are ranked (title above body, exact above stem, newer above
older); the other matches follow, newest first. Article ids follow time, so FTS5 finds the newest by walking backwards;
without words, the newest so found are put in order of publication.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, Table, delete, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import fts5, kin, rows, tsearch, vocabulary
from bot.adapters.storage.engine import on_postgresql
from bot.adapters.storage.matching import (
    EVERY,
    EVERYWHERE,
    EXACT,
    EXACT_TITLE,
    PARTS,
    TITLE,
    Bounds,
    Columns,
    clean,
    months,
    term,
)
from bot.adapters.storage.schema import articles, sections
from bot.domain.model import Facet, Indexed, Item, Query, Ready, Results

RANKED = 500
COUNTED = 1000
SHOWN = 2500  # characters of a text in which what was found is shown
MOST = 10_000  # items in one answer


class Index(Protocol):
    """What the engines do each in their own way; a row is an article, by its id."""

    table: Table

    def put(self, connection: Connection, article: int, parts: Mapping[str, str]) -> None: ...

    def rename(self, connection: Connection, section: str, old: str, new: str) -> None: ...

    def matches(self, query: Query, where: Columns, bounds: Bounds | None) -> ColumnElement[bool]: ...


def index(connection: Connection | AsyncConnection) -> Index:
    """The engine's."""
    return tsearch if on_postgresql(connection) else fts5


# --- writing -----------------------------------------------------------------------------------------------


def store(connection: Connection, ready: Ready, authors: Sequence[str]) -> None:
    """Put an article's words into the index, in place of earlier ones. `authors` are folded names."""
    where = ready.section, ready.draft.source.id, ready.language, ready.published
    put(connection, ready.draft.id, ready.indexed, *where, authors)


def put(
    connection: Connection,
    article: int,
    indexed: Indexed,
    section: str,
    source: str,
    language: str,
    published: datetime,
    authors: Sequence[str],
) -> None:
    """The same of an article that is known by its parts."""
    remove(connection, article)
    terms = [EVERY, term("s", section), term("f", source), term("l", language)]
    names = dict.fromkeys(word for author in authors for word in author.split())
    terms += [*(term("a", word) for word in names), *months(published)]
    words = (indexed.title_words, indexed.body_words, indexed.title_stems, indexed.body_stems, " ".join(terms))
    index(connection).put(connection, article, dict(zip(PARTS, words, strict=True)))
    vocabulary.learn(connection, indexed, language)


def remove(connection: Connection, article: int) -> None:
    """Take an article's words out of the index."""
    table = index(connection).table
    connection.execute(delete(table).where(table.c.rowid == article))


def rename_section(connection: Connection, old: str, new: str) -> None:
    """Let the articles of a section be found under another name."""
    index(connection).rename(connection, old, term("s", old), term("s", new))


# --- reading -----------------------------------------------------------------------------------------------


async def find(
    connection: AsyncConnection, query: Query, limit: int, offset: int, languages: Sequence[str] = ()
) -> Results:
    """A page of the items that a query asks for, each once: by the article that matches best, or, where no words are
    asked for, in the first of these `languages`."""
    limit, offset = max(0, min(limit, MOST)), max(0, offset)
    if query == Query():
        return await _everything(connection, limit, offset, languages)
    matches = await matching(connection, query)
    if matches is None:
        return Results((), 0, query=query)
    found = await _enough(connection, matches, max(COUNTED, offset + limit))
    ordered = await _one_each(connection, await (matches.ranked(found) if query.words else matches.newest(found)))
    page = ordered[offset : offset + limit]
    shown = page if query.words else await _in_language(connection, page, languages)
    texts = await _texts(connection, page) if query.words else ()
    completed = await connection.run_sync(kin.complete, dict(zip(shown, await items(connection, shown), strict=True)))
    total = min(len(ordered), COUNTED)
    return Results(tuple(completed.values()), total, len(ordered) > COUNTED, query=query, texts=texts)


async def matching(connection: AsyncConnection, query: Query) -> "Matches | None":
    """What a query matches; None if nothing was published in the time that it asks for."""
    query, bounds = await _by_names_of_today(connection, query), None
    if query.after or query.before:
        bounds = await _bounds(connection, query)
        if bounds is None:
            return None
    return Matches(connection, query, bounds)


class Matches:
    """The articles that a query matches."""

    def __init__(self, connection: AsyncConnection, query: Query, bounds: Bounds | None) -> None:
        self.connection = connection
        self._query = query
        self._bounds = bounds
        self._index = index(connection)
        self._id = self._index.table.c.rowid

    async def ids(self, where: Columns, limit: int, *, newer_than: int = 0) -> list[int]:
        """The newest matches in these columns, newest first."""
        found = self.all(where).order_by(self._id.desc()).limit(limit)
        if newer_than:
            found = found.where(self._id >= newer_than)
        return list((await self.connection.scalars(found)).all())

    def all(self, where: Columns) -> Select[Any]:
        """The ids of all matches in these columns."""
        found = select(self._id).where(self._index.matches(self._query, where, self._bounds))
        if self._bounds:  # the times of what lies between these ids, and months, are only near to what was asked for
            found = found.where(self._id >= self._bounds.first, self._id <= self._bounds.last)
            found = found.join(articles, articles.c.id == self._id)
            found = found.where(articles.c.published.between(self._bounds.oldest, self._bounds.newest))
        return found

    async def newest(self, found: Sequence[int]) -> list[int]:
        """`found` by time of publication: the order of its ids but for what was found late."""
        published = await self._published(found)
        return sorted(found, key=lambda article: (published[article], article), reverse=True)

    async def ranked(self, found: Sequence[int]) -> list[int]:
        """`found` (newest first), its first `RANKED` and the title matches of any age put in order of rank."""
        exact_titles = set(await self.ids(EXACT_TITLE, RANKED))
        titles = exact_titles.union(await self.ids(TITLE, RANKED))
        head = found[:RANKED]
        exact = set(await self.ids(EXACT, RANKED, newer_than=head[-1])) if head else set()

        published = await self._published([*titles.union(head)])

        def rank(article: int) -> tuple[bool, bool, bool, datetime, int]:
            where = article in exact_titles, article in titles, article in exact
            return *where, published[article], article

        rest = [article for article in found[RANKED:] if article not in published]
        return [*sorted(published, key=rank, reverse=True), *rest]

    async def _published(self, article_ids: Sequence[int]) -> dict[int, datetime]:
        found: dict[int, datetime] = {}
        for part in rows.sliced(article_ids):
            dates = select(articles.c.id, articles.c.published).where(articles.c.id.in_(part))
            found.update((row.id, row.published) for row in await self.connection.execute(dates))
        return found


async def _by_names_of_today(connection: AsyncConnection, query: Query) -> Query:
    """The query with the names under which its sections go since they have become one with others (`pairing`)."""
    asked = [*query.sections, *(facet.value for facet in query.without if facet.key == "section")]
    if not asked:
        return query
    known = sections.c.key.in_(map(clean, asked)), sections.c.same_as != ""
    renamed = await connection.execute(select(sections.c.key, sections.c.same_as).where(*known))
    names: dict[str, str] = {row.key: row.same_as for row in renamed}
    without = (
        Facet("section", names.get(each.value, each.value)) if each.key == "section" else each for each in query.without
    )
    called = dict.fromkeys(names.get(key, key) for key in query.sections)
    return replace(query, sections=tuple(called), without=tuple(without))


async def _bounds(connection: AsyncConnection, query: Query) -> Bounds | None:
    """The articles of the time that a query asks for, told by an index alone; None if there are none."""
    times, ids = articles.c.published, articles.c.id
    found = select(func.min(times), func.max(times), func.min(ids), func.max(ids))
    if query.after:
        found = found.where(times >= query.after)
    if query.before:
        found = found.where(times < query.before)
    row = (await connection.execute(found)).one()
    return None if row[0] is None else Bounds(*row)


async def _enough(connection: AsyncConnection, matches: Matches, most: int) -> Sequence[int]:
    """The newest matches, of more items than `most` if there are so many: an item may have an article in each
    language."""
    limit = most + RANKED
    while True:
        found = await matches.ids(EVERYWHERE, limit)
        if len(found) < limit or len(await _one_each(connection, found)) > most:
            return found
        limit *= 2


async def _one_each(connection: AsyncConnection, article_ids: Sequence[int]) -> list[int]:
    """Of the articles of one item the first."""
    first: dict[int, int] = {}
    for part in rows.sliced(article_ids):
        of = select(articles.c.id, articles.c.item_id).where(articles.c.id.in_(part))
        known = {row.id: row.item_id for row in await connection.execute(of)}
        for article in part:
            first.setdefault(known[article], article)
    return [*first.values()]


async def _in_language(connection: AsyncConnection, page: Sequence[int], languages: Sequence[str]) -> list[int]:
    """The articles' items in the first of the languages in which they are, else as they are."""
    better: dict[int, tuple[int, bool, int]] = {}
    others = articles.alias("others")
    for part in rows.sliced(page if languages else ()):
        kin = select(articles.c.id, others.c.id.label("other"), others.c.language)
        kin = kin.join(others, others.c.item_id == articles.c.item_id).where(articles.c.id.in_(part))
        kin = kin.where(others.c.stage == "ready", others.c.taken_down.is_(None), others.c.language.in_(languages))
        for row in await connection.execute(kin.order_by(others.c.id.desc())):
            place = languages.index(row.language), row.other != row.id, row.other
            better[row.id] = min(better.get(row.id, place), place)
    return [better[article][-1] if article in better else article for article in page]


async def _everything(connection: AsyncConnection, limit: int, offset: int, languages: Sequence[str]) -> Results:
    """The newest items of all."""
    first = articles.alias("first")  # of an item, that is still there
    earlier = select(first.c.id).where(first.c.item_id == articles.c.item_id, first.c.id < articles.c.id)
    earlier = earlier.where(first.c.stage == "ready", first.c.taken_down.is_(None))
    ready = select(articles.c.id).where(articles.c.stage == "ready", articles.c.taken_down.is_(None), ~earlier.exists())
    counted = select(func.count()).select_from(ready.limit(COUNTED + 1).subquery())
    total = int(await connection.scalar(counted) or 0)
    newest = ready.order_by(articles.c.published.desc(), articles.c.id.desc()).limit(limit).offset(offset)
    page = await _in_language(connection, (await connection.scalars(newest)).all(), languages)
    return Results(await items(connection, page), min(total, COUNTED), total > COUNTED)


async def items(connection: AsyncConnection, article_ids: Sequence[int]) -> tuple[Item, ...]:
    """Items as these articles show them, in this order."""
    found: dict[int, Item] = {}
    for part in rows.sliced(article_ids):
        wanted = select(*rows.ITEM).where(articles.c.id.in_(part))
        found.update((row.article_id, rows.item(row)) for row in await connection.execute(wanted))
    return tuple(found[identity] for identity in article_ids)


async def _texts(connection: AsyncConnection, article_ids: Sequence[int]) -> tuple[str, ...]:
    """The beginnings of the articles' texts, in this order."""
    found: dict[int, str] = {}
    for part in rows.sliced(article_ids):
        beginning = func.substr(articles.c.text, 1, SHOWN)
        texts = await connection.execute(select(articles.c.id, beginning).where(articles.c.id.in_(part)))
        found.update((identity, text) for identity, text in texts)
    return tuple(found[identity] for identity in article_ids)
