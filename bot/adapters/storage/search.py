"""Full-text search on SQLite's FTS5.

Each article has one row: its folded words and their stems, of title and body, and its *terms* (section, source,
author, language, month), so that filters are part of the MATCH. The tokenizer splits at spaces only, because the
domain has folded everything already. A MATCH expression is built of quoted tokens alone: no input can be an error.

Order. bm25 over all matches takes 0.4–1.4 s for common words at a million items, so: the newest 500 matches, and the
newest 500 that match in the title, of whatever age, are ranked (title above body, exact above stem, newer above
older); the other matches follow, newest first. Article ids follow time, so FTS5 finds the newest by walking backwards.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, MetaData, Select, Table, Text, bindparam, delete, func, insert, literal_column, select
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import rows
from bot.adapters.storage.columns import EPOCH, MICROSECOND, Id
from bot.adapters.storage.matching import (
    EVERY,
    EVERYWHERE,
    EXACT,
    EXACT_TITLE,
    TITLE,
    Bounds,
    Columns,
    match_expression,
    months,
    term,
)
from bot.adapters.storage.schema import articles
from bot.domain.model import Item, Query, Ready, Results

RANKED = 500
COUNTED = 1000
MOST = 10_000  # items in one answer

search = Table(
    "search",
    MetaData(),
    Column("rowid", Id, primary_key=True),
    *(Column(name, Text) for name in ("title_words", "body_words", "title_stems", "body_stems", "terms")),
)

# --- writing -----------------------------------------------------------------------------------------------


def store(connection: Connection, ready: Ready, authors: Sequence[str]) -> None:
    """Put an article's words into the index, in place of earlier ones. `authors` are folded names."""
    article, indexed = ready.draft.id, ready.indexed
    connection.execute(delete(search).where(search.c.rowid == article))
    terms = [EVERY, term("s", ready.section), term("f", ready.draft.source.id), term("l", ready.language)]
    terms += [*(term("a", author) for author in authors), *months(ready.published)]
    connection.execute(
        insert(search).values(
            rowid=article,
            title_words=indexed.title_words,
            body_words=indexed.body_words,
            title_stems=indexed.title_stems,
            body_stems=indexed.body_stems,
            terms=" ".join(terms),
        )
    )


# --- reading -----------------------------------------------------------------------------------------------


async def find(connection: AsyncConnection, query: Query, limit: int, offset: int) -> Results:
    """A page of the articles that a query asks for."""
    limit, offset = max(0, min(limit, MOST)), max(0, offset)
    matches = Matches(connection, query, await _bounds(connection, query))
    if not query.words and not query.phrases:
        return await _newest(matches, limit, offset)
    found = await matches.ids(EVERYWHERE, max(COUNTED, offset + limit) + 1)
    page = (await matches.ranked(found))[offset : offset + limit]
    return Results(await items(connection, page), min(len(found), COUNTED), len(found) > COUNTED)


class Matches:
    """The articles that a query matches."""

    def __init__(self, connection: AsyncConnection, query: Query, bounds: Bounds | None) -> None:
        self.connection = connection
        self._query = query
        self._bounds = bounds

    @property
    def narrowed(self) -> bool:
        """Does the query ask for less than everything?"""
        query = self._query
        return bool(query.excluded or query.sections or query.sources or self._bounds)

    async def ids(self, where: Columns, limit: int, *, newer_than: int = 0) -> list[int]:
        """The newest matches in these columns, newest first."""
        found = self.all(where).order_by(search.c.rowid.desc()).limit(limit)
        if newer_than:
            found = found.where(search.c.rowid >= newer_than)
        return list((await self.connection.scalars(found)).all())

    def all(self, where: Columns) -> Select[Any]:
        """The ids of all matches in these columns."""
        expression = match_expression(self._query, where, self._bounds)
        found = select(search.c.rowid).where(literal_column("search").op("MATCH")(bindparam(None, expression, Text)))
        if self._bounds:  # months are coarser than what was asked for
            found = found.join(articles, articles.c.id == search.c.rowid)
            found = found.where(articles.c.published >= self._bounds.after, articles.c.published < self._bounds.before)
        return found

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


async def _bounds(connection: AsyncConnection, query: Query) -> Bounds | None:
    """What `after` and `before` mean, the open side filled from the archive; None for any time."""
    if query.after is None and query.before is None:
        return None
    ends = select(func.min(articles.c.published), func.max(articles.c.published))
    oldest, newest = (await connection.execute(ends)).one()
    after, before = query.after or oldest or EPOCH, query.before or (newest or EPOCH) + MICROSECOND
    return Bounds(after, before)


async def _newest(matches: Matches, limit: int, offset: int) -> Results:
    """Without words there is nothing to rank by: strictly newest first."""
    connection = matches.connection
    ready = select(articles.c.id).where(articles.c.stage == "ready")
    if matches.narrowed:
        ready = ready.where(articles.c.id.in_(matches.all(EVERYWHERE)))
    counted = select(func.count()).select_from(ready.limit(COUNTED + 1).subquery())
    total = int(await connection.scalar(counted) or 0)
    newest = ready.order_by(articles.c.published.desc(), articles.c.id.desc()).limit(limit).offset(offset)
    page = list((await connection.execute(newest)).scalars())
    return Results(await items(connection, page), min(total, COUNTED), total > COUNTED)


async def items(connection: AsyncConnection, article_ids: Sequence[int]) -> tuple[Item, ...]:
    """Items as these articles show them, in this order."""
    found: dict[int, Item] = {}
    for part in rows.sliced(article_ids):
        wanted = select(*rows.ITEM).where(articles.c.id.in_(part))
        found.update((row.item_id, rows.item(row)) for row in await connection.execute(wanted))
    return tuple(found[identity] for identity in article_ids)
