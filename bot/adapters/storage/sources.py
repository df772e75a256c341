"""The sources: what is due, and what a poll left behind."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Update, and_, bindparam, case, exists, func, literal_column, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import baselines, rows, seeding, takedowns
from bot.adapters.storage.arrivals import Arrivals
from bot.adapters.storage.engine import Database, announce, serial, transaction, view
from bot.adapters.storage.health import health
from bot.adapters.storage.membership import Membership
from bot.adapters.storage.prepared import Prepared, micros, moment
from bot.adapters.storage.schema import processes, pushes, sources
from bot.domain.model import NO_RHYTHM, DueSource, FeedLink, NextPoll, Poll, Rhythm, Source, SourceHealth, Validators

LAST = 2**63 - 1  # microseconds: later than any poll
LINKS = 40  # kept of what discovery tried
TITLE, OUTCOME = 200, 300  # characters kept of each
REPUBLISH = rows.SOURCE_NAMES.index("republish")

# --- statements --------------------------------------------------------------------------------------------

_ACTIVE = sources.c.status == literal_column("'active'")  # a literal: only so is the partial index used
_STATE = tuple(
    sources.c[name]
    for name in (
        "next_poll", "feed_url", "etag", "last_modified", "body_hash", "baseline", "failures", "newest", "moved_to",
        "moves", "failing_since", "alerted", "rhythm",
    )
)  # fmt: skip


def _due(_: Connection) -> Select[Any]:
    free = select(*rows.SOURCE, *_STATE, pushes.c.until).join_from(sources, pushes, isouter=True)
    registered = exists(select(processes.c.id).where(processes.c.id == bindparam("process")))
    free = free.where(_ACTIVE, sources.c.lease.is_(None), sources.c.next_poll <= bindparam("until"), registered)
    free = free.order_by(sources.c.next_poll, sources.c.id).limit(bindparam("most"))
    return free.with_for_update(of=sources, key_share=True, skip_locked=True)


def _settled(**changes: Any) -> Update:
    """What the end of every poll writes, however it ended. A next poll that was changed meanwhile (`hasten`, `seed`)
    stands: somebody knows of news that this poll may not have seen."""
    hastened = sources.c.next_poll != bindparam("taken")  # unknown, and so not true, where nothing was taken
    return (
        update(sources)
        .where(sources.c.id == bindparam("source"))
        .values(
            next_poll=case((hastened, sources.c.next_poll), else_=bindparam("next")),
            why=bindparam("reason"),
            moved_to=bindparam("to"),
            moves=bindparam("times"),
            last_poll=bindparam("now"),
            polls=sources.c.polls + 1,
            lease=None,
            **changes,
        )
    )


def _succeeded(**changes: Any) -> Update:
    over: dict[str, Any] = {"last_error": "", "failures": 0, "failing_since": None, "alerted": False}
    return _settled(last_success=bindparam("now"), **over, **changes)


_PASSED = ("source", "taken", "next", "reason", "to", "times", "now")
_LEASE = Prepared(
    lambda _: update(sources).where(sources.c.id == bindparam("source")).values(lease=bindparam("me")),
    ("me", "source"),
)
_DUE = Prepared(_due, ("until", "process", "most"))
_UNCHANGED = Prepared(lambda _: _succeeded(unchanged=sources.c.unchanged + 1), _PASSED)
_BEFORE = tuple(sources.c[each] for each in ("baseline", "newest", "tally", "feed_url", "last_success", "shown"))
_KNOWN = Prepared(
    lambda _: select(*_BEFORE).where(sources.c.id == bindparam("source"), sources.c.status != "removed"),
    ("source",),
)
_TOLD = (  # by a feed
    "feed_url", "feed_kind", "feed_language", "etag", "last_modified", "body_hash", "title", "hub", "topic", "rhythm",
    "tally", "newest", "shown",
)  # fmt: skip
_LATER = ("links", "last_new")  # None: as before
_CHANGED = Prepared(
    lambda _: _succeeded(
        baseline=False,
        **{name: bindparam(f"new_{name}") for name in _TOLD},
        **{name: func.coalesce(bindparam(f"new_{name}"), sources.c[name]) for name in _LATER},
    ),
    (*_PASSED, *(f"new_{name}" for name in (*_TOLD, *_LATER))),
)
_FAILED = Prepared(
    lambda _: _settled(
        failures=sources.c.failures + 1,
        last_error=bindparam("error"),
        failing_since=func.coalesce(sources.c.failing_since, bindparam("now")),
        alerted=case((bindparam("told") == 1, True), else_=sources.c.alerted),
    ),
    (*_PASSED, "error", "told"),
)


class SqlSources:
    """Port `Sources`."""

    def __init__(self, database: Database, membership: Membership) -> None:
        self._database = database
        self._me = membership
        self._taken: dict[str, int] = {}  # the next poll, as it was when the source was leased; bounded by leases

    @transaction
    def seed(self, connection: Connection, seeds: Sequence[Source], now: datetime) -> None:
        """See the port."""
        for source in seeds:
            seeding.seed(connection, source, now)
        left_out = sources.c.origin == "config", sources.c.id.not_in([source.id for source in seeds])
        connection.execute(
            update(sources).where(*left_out, sources.c.status != "removed").values(status="paused", lease=None)
        )

    @transaction
    def due(self, connection: Connection, now: datetime, limit: int, *, every: bool = False) -> tuple[DueSource, ...]:
        """See the port."""
        me = self._me.join(connection)
        free = _DUE.fetch(connection, (LAST if every else micros(now), me, limit))
        _LEASE.run(connection, [(me, row[0]) for row in free])
        for row in free:
            self._taken[row[0]] = row[len(rows.SOURCE)]
        return tuple(_due_source(row) for row in free)

    @serial
    def store_poll(self, connection: Connection, poll: Poll, now: datetime) -> int:
        """See the port. An article that only another source's baseline had brought is new to this one's readers."""
        asked = _KNOWN.fetch(connection, (poll.source_id,))
        if not asked:
            return 0
        first, newest, tally, before, success, shown = asked[0]
        arrivals = Arrivals(
            connection,
            poll,
            now,
            baseline=baselines.of_poll(connection, poll.source_id, first=bool(first)),
            if_strange=baselines.of_another_feed(moment(success)) if (another := _is_another(poll, before)) else None,
            tally=tally,
        )
        new = arrivals.store()
        fresh = new > arrivals.changed
        given = [found.entry.published for found in poll.found if found.entry.published]
        dates = [date for date in (*given, moment(newest)) if date and date <= now]
        if fresh and not given:  # a feed without dates: its newest item is as old as our knowledge of it
            dates.append(now)
        values = (
            poll.feed_url,
            poll.feed_kind,
            poll.language,
            poll.validators.etag,
            poll.validators.last_modified,
            poll.body_hash,
            poll.title,
            poll.hub,
            poll.topic,
            _rhythm_json(poll.rhythm),
            arrivals.tally,
            micros(max(dates, default=None)),
            takedowns.notice(connection, "" if another else shown, arrivals.shown, now),
            None if poll.links is None else _links_json(poll.links),
            micros(now) if fresh else None,
        )
        following = poll.next_if_new if fresh and poll.next_if_new else poll.next
        _CHANGED.run(connection, [(*self._passed(poll.source_id, following, now), *values)])
        _move(connection, {poll.source_id: following})
        return new

    @transaction
    def store_unchanged(self, connection: Connection, polls: Mapping[str, NextPoll], now: datetime) -> None:
        """See the port."""
        _UNCHANGED.run(connection, [self._passed(source_id, following, now) for source_id, following in polls.items()])
        _move(connection, polls)

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
        _FAILED.run(connection, [(*self._passed(source_id, next_poll, now), error, int(alerted))])
        _move(connection, {source_id: next_poll})

    @transaction
    def store_gone(self, connection: Connection, source_id: str, error: str, now: datetime) -> None:
        """See the port."""
        gone = {"status": "gone", "last_error": error, "last_poll": now, "polls": sources.c.polls + 1}
        gone |= {"why": "", "lease": None, "alerted": False}
        connection.execute(update(sources).where(sources.c.id == source_id, _ACTIVE).values(gone))

    @transaction
    def hasten(self, connection: Connection, source_id: str, now: datetime) -> bool:
        """See the port."""
        known = select(sources.c.lease, sources.c.next_poll).where(sources.c.id == source_id, _ACTIVE)
        row = connection.execute(known).one_or_none()
        if row is not None and (row.lease is not None or row.next_poll > now):
            hastened = {"next_poll": now, "why": "news of it was announced"}
            connection.execute(update(sources).where(sources.c.id == source_id).values(hastened))
            announce(connection, "sources")
        return row is not None

    @transaction
    def add(self, connection: Connection, source: Source, now: datetime, *, title: str = "") -> bool:
        """See the port. A source that the config named once and names no more may be taken over."""
        return seeding.add(connection, source, now, title[:TITLE])

    @transaction
    def remove(self, connection: Connection, source_id: str, now: datetime) -> bool:
        """See the port. One that the config names no more may be removed."""
        return seeding.remove(connection, source_id)

    @view
    def next_due(self, connection: Connection) -> datetime | None:
        """See the port."""
        free = select(func.min(sources.c.next_poll)).where(_ACTIVE, sources.c.lease.is_(None))
        return cast("datetime | None", connection.scalar(free))

    @view
    def health(self, connection: Connection, *, counted: bool = True) -> tuple[SourceHealth, ...]:
        """See the port."""
        return health(connection, counted=counted)

    @view
    def languages(self, connection: Connection) -> frozenset[str]:
        """See the port."""
        return frozenset(connection.scalars(select(sources.c.language).distinct())) - {""}

    def _passed(self, source_id: str, following: NextPoll, now: datetime) -> tuple[Any, ...]:
        taken = self._taken.pop(source_id, None)
        at, moves = micros(following.at), following.moves
        return source_id, taken, at, following.why, following.moved_to, moves, micros(now)


def _is_another(poll: Poll, feed_url: str) -> bool:
    """Whether discovery has found a feed in the stead of the one that was read before."""
    return poll.links is not None and feed_url not in ("", poll.feed_url)


def _due_source(row: Sequence[Any]) -> DueSource:
    """From what the driver returned."""
    values = list(row[: len(rows.SOURCE)])
    values[REPUBLISH] = bool(values[REPUBLISH])
    _, feed_url, etag, modified, body_hash, baseline, failures, newest, *rest = row[len(values) :]
    to, moves, since, alerted, rhythm, until = rest
    return DueSource(
        rows.source(values),
        feed_url,
        Validators(etag, modified),
        body_hash,
        bool(baseline),
        failures,
        moment(newest),
        to,
        moves,
        moment(since),
        bool(alerted),
        moment(until),
        _rhythm(rhythm) if rhythm else NO_RHYTHM,
    )


def _move(connection: Connection, polls: Mapping[str, NextPoll]) -> None:
    """Let sources' feeds stand where they have moved to for good; with them the address of one that is a feed itself
    and not the config's, which only its owner changes."""
    for source_id, following in polls.items():
        if following.feed_url:
            itself = and_(sources.c.origin != "config", sources.c.url == sources.c.feed_url)
            url = case((itself, following.feed_url), else_=sources.c.url)
            moved = update(sources).where(sources.c.id == source_id)
            connection.execute(moved.values(feed_url=following.feed_url, url=url))


def _links_json(links: Sequence[FeedLink]) -> str:
    kept = [(each.url, each.title[:TITLE], each.language, each.how, each.outcome[:OUTCOME]) for each in links[:LINKS]]
    return json.dumps(kept, ensure_ascii=False)


def _rhythm_json(rhythm: Rhythm) -> str:
    return (
        "" if rhythm == NO_RHYTHM else json.dumps([rhythm.every, sorted(rhythm.skip_hours), sorted(rhythm.skip_days)])
    )


def _rhythm(stored: str) -> Rhythm:
    every, hours, days = json.loads(stored)
    return Rhythm(every, frozenset(hours), frozenset(days))
