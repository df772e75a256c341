"""Articles on their way to being ready, and the archive of those that are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import archive, mending, rows, search, switching, takedowns, top
from bot.adapters.storage import stories as telling
from bot.adapters.storage.engine import Database, announce, serial, transaction, view
from bot.adapters.storage.membership import Membership
from bot.adapters.storage.publishing import Publication
from bot.adapters.storage.schema import articles, authors, sections, sources
from bot.domain.model import Batch, Draft, Item, Lane, Query, Ready, Record, Results, TopStory, Word

Stage = tuple[ColumnElement[bool], ...]
SECTIONS = 500  # shown at most
NEWEST = 1000  # articles whose languages are those that news comes in
REVISING = 3  # attempts
_NEW: Stage = (articles.c.stage == "new",)
_NEWS: Stage = (*_NEW, articles.c.baseline.is_(False))
_ARCHIVE: Stage = (*_NEW, articles.c.baseline.is_(True))
_CHANGED: Stage = (articles.c.stage == "ready", articles.c.entry != "")


def _stages(lane: Lane | None, now: datetime) -> tuple[Stage, ...]:
    """What is in a lane, in the order of the stages. A revision may have to wait (`domain.revision`)."""
    backlog: tuple[Stage, ...] = ((*_CHANGED, articles.c.checked <= now), _ARCHIVE)
    return {"news": (_NEWS,), "backlog": backlog, None: (_NEWS, *backlog)}[lane]


class SqlArticles:
    """Port `Articles`."""

    def __init__(self, database: Database, membership: Membership) -> None:
        self._database = database
        self._me = membership

    @transaction
    def claim(
        self,
        connection: Connection,
        now: datetime,
        lane: Lane | None = None,
        *,
        limit: int = 1000,
        held: Collection[int] = (),
        busy: Collection[str] = (),
    ) -> Batch | None:
        """See the port."""
        me = self._me.join(connection)
        free = (articles.c.lease.is_(None), self._me.registered(me))
        passed = (articles.c.batch.not_in(held), articles.c.source_id.not_in(busy))
        for stage in _stages(lane, now):
            batch = _claim(connection, me, (*stage, *free), passed, limit)
            if batch is not None:
                return batch
        return None

    @serial
    def publish(
        self,
        connection: Connection,
        ready: Sequence[Ready],
        now: datetime,
        *,
        max_age: timedelta,
        settle: timedelta,
        configured: Collection[str] = (),
        corrections: bool = True,
        language: str = "en",
    ) -> int:
        """See the port."""
        publication = Publication(
            connection, now, max_age, settle, configured, corrections=corrections, language=language
        )
        owed = sum([publication.add(each) for each in ready])
        announce(connection, *["outbox"] * bool(owed))
        return owed

    @transaction
    def postpone(self, connection: Connection, draft_id: int, error: str, *, missing: datetime | None = None) -> None:
        """See the port. A revision that has failed three times is let be: the earlier words stay."""
        this = update(articles).where(articles.c.id == draft_id)
        failed = {"lease": None, "attempts": articles.c.attempts + 1, "last_error": error}
        connection.execute(this.where(or_(*(and_(*stage) for stage in (_NEW, _CHANGED)))).values(failed))
        connection.execute(this.where(*_CHANGED, articles.c.attempts >= REVISING).values(entry="", attempts=0))
        takedowns.suspect(connection, [draft_id] * (missing is not None), missing)

    @transaction
    def forget_stories(self, connection: Connection, before: datetime, limit: int) -> int:
        """See the port."""
        return telling.prune(connection, before, limit)

    async def show(self, ref: str) -> Record | None:
        """See the port."""
        async with self._database.read() as connection:
            return await archive.show(connection, ref)

    @view
    def find(
        self, connection: Connection, query: Query, *, limit: int, offset: int = 0, languages: Sequence[str] = ()
    ) -> Results:
        """See the port."""
        return search.find(connection, query, limit, offset, languages)

    @view
    def count(self, connection: Connection, queries: Sequence[Query], *, most: int = 1) -> tuple[int, ...]:
        """See the port."""
        return mending.count(connection, queries, most)

    @view
    def near(self, connection: Connection, word: Word, *, limit: int) -> tuple[str, ...]:
        """See the port."""
        return mending.near(connection, word, limit)

    async def top(
        self, now: datetime, limit: int, languages: Sequence[str] = (), *, only: bool = False
    ) -> tuple[TopStory, ...]:
        """See the port."""
        async with self._database.read() as connection:
            return await top.stories(connection, now, limit, languages, only=only)

    @view
    def sections(self, connection: Connection) -> Mapping[str, str]:
        """See the port."""
        most_used = (
            select(sections.c.key, sections.c.label)
            .where(sections.c.same_as == "")
            .order_by(sections.c.articles.desc(), sections.c.key)
        )
        return {row.key: row.label for row in connection.execute(most_used.limit(SECTIONS))}

    async def languages(self) -> tuple[str, ...]:
        """See the port."""
        newest = select(articles.c.language).where(articles.c.stage == "ready", articles.c.language != "")
        recent = newest.order_by(articles.c.published.desc(), articles.c.id.desc()).limit(NEWEST).subquery()
        counted = select(recent.c.language).group_by(recent.c.language)
        async with self._database.read() as connection:
            most_first = counted.order_by(func.count().desc(), recent.c.language)
            return tuple(await connection.scalars(most_first))

    async def author(self, folded: str) -> str:
        """See the port."""
        async with self._database.read() as connection:
            return str(await connection.scalar(select(authors.c.name).where(authors.c.key == folded)) or "")

    async def edition(self, article_id: int) -> Item | None:
        """See the port."""
        async with self._database.read() as connection:
            return await connection.run_sync(switching.edition, article_id)

    async def items(self, ids: Sequence[int]) -> tuple[Item, ...]:
        """See the port."""
        async with self._database.read() as connection:
            return await archive.items(connection, ids)


def _claim(connection: Connection, me: int, free: Stage, passed: Stage, limit: int) -> Batch | None:
    """Drafts of one batch that have failed as often: one that fails again and again holds up no other of its poll."""
    oldest = select(articles.c.batch, articles.c.attempts).where(*free, *passed)
    first = connection.execute(_taken(oldest.order_by(articles.c.attempts, articles.c.batch).limit(1))).one_or_none()
    if first is None:
        return None
    wanted = articles.c.id, articles.c.item_id, articles.c.entry, articles.c.url, articles.c.first_seen
    more = articles.c.stage, articles.c.baseline, articles.c.attempts, articles.c.summary, articles.c.engine
    drafts = select(*wanted, *more, *rows.SOURCE)
    drafts = drafts.join_from(articles, sources, articles.c.source_id == sources.c.id)
    alike = articles.c.batch == first.batch, articles.c.attempts == first.attempts
    found = connection.execute(_taken(drafts.where(*free, *alike).order_by(articles.c.id).limit(limit))).all()
    taken = update(articles).where(articles.c.id.in_([row.id for row in found]))
    connection.execute(taken.values(lease=me))
    return Batch(first.batch, tuple(map(_draft, found)))


def _taken(drafts: Select[Any]) -> Select[Any]:
    """Rows that nobody else takes meanwhile."""
    return drafts.with_for_update(of=articles, key_share=True, skip_locked=True)


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        row.id,
        row.item_id,
        rows.source(row[10:]),
        rows.entry(row.entry),
        row.url,
        row.first_seen,
        baseline=row.baseline,
        attempts=row.attempts,
        revision=row.stage == "ready",
        summary=tuple(row.summary.splitlines()),
        automatic=row.engine == rows.AUTOMATIC,
    )
