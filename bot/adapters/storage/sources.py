"""The sources: what is due, what a poll brought, how they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, literal, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import rows
from bot.adapters.storage.arrivals import Arrivals
from bot.adapters.storage.engine import Database, insert, transaction
from bot.adapters.storage.leases import Membership
from bot.adapters.storage.schema import sightings, sources
from bot.domain.model import DueSource, NextPoll, Poll, Source, SourceHealth, Validators

STATE = (
    sources.c.feed_url,
    sources.c.etag,
    sources.c.last_modified,
    sources.c.body_hash,
    sources.c.baseline,
    sources.c.failures,
    sources.c.newest,
)
UNKNOWN_FEED = {"feed_url": "", "feed_kind": "", "etag": "", "last_modified": "", "body_hash": ""}


class SqlSources:
    """Port `Sources`."""

    def __init__(self, database: Database, membership: Membership) -> None:
        self._database = database
        self._me = membership

    @transaction
    def seed(self, connection: Connection, seeds: Sequence[Source], now: datetime) -> None:
        """See the port."""
        for source in seeds:
            _seed(connection, source, now)
        left_out = sources.c.origin == "config", sources.c.id.not_in([source.id for source in seeds])
        connection.execute(update(sources).where(*left_out).values(status="paused", lease=None))

    @transaction
    def due(self, connection: Connection, now: datetime, limit: int, *, every: bool = False) -> tuple[DueSource, ...]:
        """See the port."""
        me = self._me.join(connection, now)
        free = select(*rows.SOURCE, *STATE).where(
            sources.c.status == "active", sources.c.lease.is_(None), self._me.registered()
        )
        if not every:
            free = free.where(sources.c.next_poll <= now)
        free = free.order_by(sources.c.next_poll, sources.c.id).limit(limit).with_for_update(skip_locked=True)
        found = tuple(_due(row) for row in connection.execute(free))
        ids = [each.source.id for each in found]
        connection.execute(update(sources).where(sources.c.id.in_(ids)).values(lease=me))
        return found

    @transaction
    def store_poll(self, connection: Connection, poll: Poll, now: datetime) -> int:
        """See the port. An article that only another source's baseline had brought is new to this one's readers."""
        asked = select(sources.c.baseline, sources.c.newest).where(sources.c.id == poll.source_id)
        known = (connection.execute(asked)).one_or_none()
        if known is None:
            return 0
        new = Arrivals(connection, poll, now, baseline=known.baseline).store()
        dates = [found.entry.published for found in poll.found if found.entry.published]
        dates = [date for date in (*dates, known.newest) if date and date <= now]
        values = {
            "feed_url": poll.feed_url,
            "feed_kind": poll.feed_kind,
            "feed_language": poll.language,
            "etag": poll.validators.etag,
            "last_modified": poll.validators.last_modified,
            "body_hash": poll.body_hash,
            "baseline": False,
            "title": poll.title,
            "hub": poll.hub,
            "topic": poll.topic,
            "next_poll": poll.next.at,
            "why": poll.next.why,
            "newest": max(dates, default=None),
            **_success(now),
            **({"last_new": now} if new else {}),
        }
        connection.execute(update(sources).where(sources.c.id == poll.source_id).values(values))
        return new

    @transaction
    def store_unchanged(self, connection: Connection, polls: Mapping[str, NextPoll], now: datetime) -> None:
        """See the port."""
        for source_id, next_poll in polls.items():
            same = update(sources).where(sources.c.id == source_id)
            same = same.values(
                next_poll=next_poll.at, why=next_poll.why, unchanged=sources.c.unchanged + 1, **_success(now)
            )
            connection.execute(same)

    @transaction
    def store_failure(
        self,
        connection: Connection,
        source_id: str,
        error: str,
        next_poll: NextPoll,
        now: datetime,
        *,
        alerted: bool = False,
    ) -> None:
        """See the port."""
        failed = update(sources).where(sources.c.id == source_id)
        connection.execute(
            failed.values(
                failures=sources.c.failures + 1,
                polls=sources.c.polls + 1,
                last_poll=now,
                last_error=error,
                next_poll=next_poll.at,
                why=next_poll.why,
                lease=None,
            )
        )

    async def next_due(self) -> datetime | None:
        """See the port."""
        async with self._database.read() as connection:
            free = sources.c.status == "active", sources.c.lease.is_(None)
            next_due: datetime | None = await connection.scalar(select(func.min(sources.c.next_poll)).where(*free))
            return next_due

    async def health(self, *, counted: bool = True) -> tuple[SourceHealth, ...]:
        """See the port."""
        async with self._database.read() as connection:
            return await health(connection, counted=counted)


async def health(connection: AsyncConnection, *, counted: bool = True) -> tuple[SourceHealth, ...]:
    """Every source with its figures, by id."""
    count = select(func.count()).where(sightings.c.source_id == sources.c.id).scalar_subquery()
    carried = count if counted else literal(0)
    found = await connection.execute(select(sources, carried.label("carried")).order_by(sources.c.id))
    return tuple(_health(row) for row in found)


def _health(row: Any) -> SourceHealth:
    return SourceHealth(
        Source(**{name: getattr(row, name) for name in rows.SOURCE_NAMES}),
        _status(row),
        row.feed_url,
        row.feed_kind,
        row.last_poll,
        row.last_success,
        row.last_error,
        row.last_new,
        row.next_poll,
        row.failures,
        row.polls,
        row.unchanged,
        row.carried,
    )


def _status(row: Any) -> str:
    if row.status != "active":
        return str(row.status)
    if row.failures:
        return "failing"
    return "new" if row.last_poll is None else "ok"


def _due(row: Any) -> DueSource:
    source, feed = rows.source(row[: len(rows.SOURCE)]), row[len(rows.SOURCE) :]
    feed_url, etag, last_modified, *rest = feed
    return DueSource(source, feed_url, Validators(etag, last_modified), *rest)


def _success(now: datetime) -> dict[str, Any]:
    return {
        "polls": sources.c.polls + 1,
        "failures": 0,
        "last_error": "",
        "last_poll": now,
        "last_success": now,
        "lease": None,
    }


def _seed(connection: Connection, source: Source, now: datetime) -> None:
    """Add or update one; where its address moved, the feed is looked for anew, and what is known stays known."""
    written: dict[str, Any] = {name: getattr(source, name) for name in rows.SOURCE_NAMES}
    moved = sources.c.url != source.url
    repaced = or_(*(sources.c[name] != written[name] for name in ("poll_seconds", "poll_max_seconds")))
    changed: dict[str, Any] = {
        **written,
        **{name: case((moved, empty), else_=sources.c[name]) for name, empty in UNKNOWN_FEED.items()},
        "status": case((or_(moved, sources.c.status == "paused"), "active"), else_=sources.c.status),
        "next_poll": case((or_(moved, repaced), literal(now, sources.c.next_poll.type)), else_=sources.c.next_poll),
        "lease": case((moved, None), else_=sources.c.lease),
    }
    new = insert(connection, sources).values(**written, created=now, next_poll=now)
    connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=changed))
