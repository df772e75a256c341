"""Articles on their way to being ready, and the archive of those that are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import archive, rows, search
from bot.adapters.storage.engine import Database, transaction
from bot.adapters.storage.leases import Membership
from bot.adapters.storage.publishing import Publication
from bot.adapters.storage.schema import articles, authors, sections, sources
from bot.domain.model import Batch, Draft, Item, Query, Ready, Record, Results

Stage = tuple[ColumnElement[bool], ...]
SECTIONS = 500  # shown at most
REVISING = 3  # attempts
_NEW: Stage = (articles.c.stage == "new",)
_CHANGED: Stage = (articles.c.stage == "ready", articles.c.entry != "")


class SqlArticles:
    """Port `Articles`."""

    def __init__(self, database: Database, membership: Membership) -> None:
        self._database = database
        self._me = membership

    @transaction
    def claim(self, connection: Connection, now: datetime) -> Batch | None:
        """See the port. Batches with a draft that failed before come after those without, revisions after all."""
        me = self._me.join(connection, now)
        return _claim(connection, me, self._me.registered(), _NEW) or _claim(
            connection, me, self._me.registered(), _CHANGED
        )

    @transaction
    def publish(
        self,
        connection: Connection,
        ready: Sequence[Ready],
        now: datetime,
        *,
        max_age: timedelta,
        settle: timedelta,
        configured: Collection[str] = (),
    ) -> int:
        """See the port."""
        publication = Publication(connection, now, max_age, settle, configured)
        return sum([publication.add(each) for each in ready])

    @transaction
    def postpone(self, connection: Connection, draft_id: int, error: str) -> None:
        """See the port. A revision that has failed three times is let be: the earlier words stay."""
        this = update(articles).where(articles.c.id == draft_id)
        failed = {"lease": None, "attempts": articles.c.attempts + 1, "last_error": error}
        connection.execute(this.where(or_(*(and_(*stage) for stage in (_NEW, _CHANGED)))).values(failed))
        connection.execute(this.where(*_CHANGED, articles.c.attempts >= REVISING).values(entry="", attempts=0))

    async def show(self, ref: str) -> Record | None:
        """See the port."""
        async with self._database.read() as connection:
            return await archive.show(connection, ref)

    async def find(self, query: Query, *, limit: int, offset: int = 0) -> Results:
        """See the port."""
        async with self._database.read() as connection:
            return await search.find(connection, query, limit, offset)

    async def sections(self) -> Mapping[str, str]:
        """See the port."""
        most_used = (
            select(sections.c.key, sections.c.label)
            .where(sections.c.same_as == "")
            .order_by(sections.c.articles.desc(), sections.c.key)
        )
        async with self._database.read() as connection:
            return {row.key: row.label for row in await connection.execute(most_used.limit(SECTIONS))}

    async def author(self, folded: str) -> str:
        """See the port."""
        async with self._database.read() as connection:
            return str(await connection.scalar(select(authors.c.name).where(authors.c.key == folded)) or "")

    async def items(self, ids: Sequence[int]) -> tuple[Item, ...]:
        """See the port."""
        async with self._database.read() as connection:
            return await archive.items(connection, ids)


def _claim(connection: Connection, me: int, registered: ColumnElement[bool], stage: Stage) -> Batch | None:
    free = *stage, articles.c.lease.is_(None)
    oldest = select(articles.c.batch).where(*free, registered)
    oldest = oldest.group_by(articles.c.batch).order_by(func.max(articles.c.attempts), articles.c.batch).limit(1)
    batch = connection.scalar(oldest)
    if batch is None:
        return None
    wanted = articles.c.id, articles.c.item_id, articles.c.entry, articles.c.url, articles.c.first_seen
    drafts = select(*wanted, articles.c.baseline, articles.c.attempts, *rows.SOURCE)
    drafts = drafts.join_from(articles, sources, articles.c.source_id == sources.c.id).order_by(articles.c.id)
    found = connection.execute(drafts.where(*free, articles.c.batch == batch)).all()
    connection.execute(update(articles).where(*free, articles.c.batch == batch).values(lease=me))
    revision = stage is _CHANGED
    return Batch(
        batch,
        tuple(
            Draft(
                row.id,
                row.item_id,
                rows.source(row[7:]),
                rows.entry(row.entry),
                row.url,
                row.first_seen,
                baseline=row.baseline,
                attempts=row.attempts,
                revision=revision,
            )  # fmt: skip
            for row in found
        ),
    )
