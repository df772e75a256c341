"""The subscriptions at hubs (W3C WebSub), one a source.

                 asked                       confirmed
    (no row) ───────────► no lease ─────────────────────► leased ───► lapsed: as without a lease
                             ▲  └ asked in vain: again, later each time │
                             └──────────────── denied ──────────────────┘

A lease is renewed with the secret it has, which signs what the hub still sends meanwhile. Another hub, or another
topic, is another subscription, with a secret of its own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import baselines
from bot.adapters.storage.arrivals import Arrivals
from bot.adapters.storage.engine import Database, insert, serial, transaction
from bot.adapters.storage.schema import pushes, sources
from bot.domain.hubs import may_ask
from bot.domain.model import NO_VALIDATORS, Found, NextPoll, Poll, Push

MOST = 100  # asked at once

_OFFERED = and_(sources.c.status == "active", sources.c.hub != "", sources.c.topic != "")
_SAME = and_(pushes.c.hub == sources.c.hub, pushes.c.topic == sources.c.topic)
_STATE = (pushes.c.secret, pushes.c.asked, pushes.c.until, pushes.c.tries)


class SqlPushes:
    """Port `Pushes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wanted(self, now: datetime, *, again: timedelta, ahead: timedelta) -> tuple[Push, ...]:
        """See the port."""
        offered = _known(sources.c.hub, sources.c.topic, of=_SAME).where(_OFFERED)
        found = await self._found(offered.order_by(pushes.c.asked.nulls_first(), sources.c.id))
        return tuple(push for push in found if may_ask(push, now, again=again, ahead=ahead))[:MOST]

    async def unwanted(self, now: datetime) -> tuple[Push, ...]:
        """See the port."""
        return await self._found(_subscribed().where(~_OFFERED, pushes.c.until > now).limit(MOST))

    @transaction
    def asked(self, connection: Connection, push: Push, now: datetime) -> None:
        """See the port."""
        new = {"hub": push.hub, "topic": push.topic, "secret": push.secret, "asked": now}
        same = pushes.c.secret == push.secret
        again = {"until": case((same, pushes.c.until)), "tries": case((same, pushes.c.tries + 1), else_=1)}
        row = insert(connection, pushes).values(source_id=push.source_id, tries=1, **new)
        connection.execute(row.on_conflict_do_update(index_elements=["source_id"], set_=new | again))

    @transaction
    def confirmed(self, connection: Connection, source_id: str, until: datetime, now: datetime) -> None:
        """See the port."""
        _set(connection, source_id, until=until, tries=0)

    @transaction
    def denied(self, connection: Connection, source_id: str, now: datetime) -> None:
        """See the port."""
        _set(connection, source_id, until=None)

    async def get(self, source_id: str) -> Push | None:
        """See the port."""
        found = await self._found(_subscribed().where(sources.c.id == source_id))
        return found[0] if found else None

    @serial
    def store(self, connection: Connection, source_id: str, found: Sequence[Found], now: datetime) -> int:
        """See the port. What proves to name a source's articles is learnt from its polls alone."""
        asked = select(sources.c.newest, sources.c.tally, sources.c.baseline).where(
            sources.c.id == source_id, sources.c.status == "active"
        )
        known = connection.execute(asked).one_or_none()
        if known is None:
            return 0
        told = Poll(source_id, "", "", NO_VALIDATORS, "", tuple(found), NextPoll(now))
        baseline = baselines.of_push(connection, source_id, first=known.baseline)
        arrivals = Arrivals(connection, told, now, baseline=baseline, tally=known.tally)
        new = arrivals.store() - arrivals.changed
        dates = [known.newest, *(each.entry.published for each in found)]
        values: dict[str, Any] = {"newest": max((date for date in dates if date and date <= now), default=None)}
        values |= {"last_new": now} if new else {}
        connection.execute(update(sources).where(sources.c.id == source_id).values(values))
        return new

    async def _found(self, wanted: Select[Any]) -> tuple[Push, ...]:
        async with self._database.read() as connection:
            rows = await connection.execute(wanted)
        return tuple(
            Push(row.id, row.hub, row.topic, row.secret or "", row.asked, row.until, row.tries or 0, bool(row.active))
            for row in rows
        )


def _subscribed() -> Select[Any]:
    return _known(pushes.c.hub, pushes.c.topic).where(pushes.c.source_id.is_not(None))


def _known(hub: ColumnElement[str], topic: ColumnElement[str], *, of: ColumnElement[bool] | None = None) -> Select[Any]:
    """Every source with its subscription, if it has one (that is such a one)."""
    theirs = pushes.c.source_id == sources.c.id
    wanted = select(sources.c.id, hub.label("hub"), topic.label("topic"), *_STATE, _OFFERED.label("active"))
    return wanted.join_from(sources, pushes, theirs if of is None else and_(theirs, of), isouter=True)


def _set(connection: Connection, source_id: str, **values: Any) -> None:
    connection.execute(update(pushes).where(pushes.c.source_id == source_id).values(**values))
