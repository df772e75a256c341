"""Pauses: what a paused address is owed is held until the pause ends, or until somebody says what becomes of it.

A pause with an end is over when a claim finds it so (`claiming`): what was held is due then. One without an end holds
until `FOREVER`, which never comes; what is held for too long is skipped (`shrinking`). What operators are told is not
held.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnClause, ColumnElement, and_, case, false, func, literal_column, or_, select, true, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows
from bot.adapters.storage.prepared import micros
from bot.adapters.storage.schema import addresses, outbox
from bot.domain.model import Kind, OnReturn, Rank

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
_FOREVER: ColumnClause[datetime] = literal_column(str(micros(FOREVER)), outbox.c.due.type)  # of prepared statements too


def pause(connection: Connection, address_id: int, until: datetime | None) -> int:
    """Pause an address that is not closed. Returns how many posts wait."""
    there = update(addresses).where(addresses.c.id == address_id, addresses.c.status != "closed")
    if not connection.execute(there.values(status="paused", reason="", paused_until=until)).rowcount:
        return 0
    hold(connection, address_id, until)
    return _count(connection, address_id)


def hold(connection: Connection, address_id: int, until: datetime | None) -> None:
    """Hold all that waits for a paused address. What is being sent just now is settled by its sender."""
    waiting = update(outbox).where(_waiting(address_id), outbox.c.kind != Kind.NOTICE.value)
    connection.execute(waiting.values(state="held", due=until or FOREVER))


def resume(connection: Connection, address_id: int, how: OnReturn, now: datetime) -> int | None:
    """End a pause. Returns how many posts waited; None if there was none."""
    there = update(addresses).where(addresses.c.id == address_id, addresses.c.status == "paused")
    if not connection.execute(there.values(status="active", paused_until=None)).rowcount:
        return None
    waited = _count(connection, address_id)
    connection.execute(update(outbox).where(_posts(address_id)).values(_became(how, now)))
    held = update(outbox).where(_waiting(address_id), outbox.c.state == "held")
    connection.execute(held.values(state="pending", due=now))
    return waited


def held_until(due: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """When what is owed to a paused address for `due` may go."""
    ends = func.coalesce(addresses.c.paused_until, _FOREVER)
    return case((ends > due, ends), else_=due)


def _became(how: OnReturn, now: datetime) -> dict[str, Any]:
    if how == "skip":
        return {"state": "skipped", "reason": "skipped after a pause", "settled": now}
    if how == "digest":
        return {"digest": true(), "rank": int(Rank.DIGEST)}
    return {"digest": false(), "rank": case((outbox.c.rank == int(Rank.DIGEST), int(Rank.POST)), else_=outbox.c.rank)}


def _waiting(address_id: int) -> ColumnElement[bool]:
    unsent = or_(outbox.c.state == "pending", outbox.c.state == "held")
    return and_(outbox.c.address_id == address_id, outbox.c.settled.is_(None), unsent)


def _posts(address_id: int) -> ColumnElement[bool]:
    return and_(_waiting(address_id), outbox.c.kind.in_(rows.NEWS))


def _count(connection: Connection, address_id: int) -> int:
    return connection.execute(select(func.count()).select_from(outbox).where(_posts(address_id))).scalar_one()
