"""Shrinking: old settled rows become counters of their address, and its high-water mark. What is held for as long
by a pause without an end is skipped.

The oldest rows have the lowest ids, so they are found by walking from the beginning: an index for them would cost
every delivery more than the walk costs now and then. It is done by a reader, holding nothing up.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, delete, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows
from bot.adapters.storage.pausing import FOREVER
from bot.adapters.storage.schema import addresses, outbox

_ENDLESS = and_(outbox.c.state == "held", outbox.c.due >= FOREVER)
_highest = bindparam("highest", type_=outbox.c.id.type)
_count = (
    update(addresses)
    .where(addresses.c.id == bindparam("address"))
    .values(
        sent=addresses.c.sent + bindparam("sent_rows"),
        failed=addresses.c.failed + bindparam("failed_rows"),
        high_water=case(
            (or_(addresses.c.high_water.is_(None), addresses.c.high_water < _highest), _highest),
            else_=addresses.c.high_water,
        ),
    )
)


def settled_before(before: datetime, limit: int) -> Select[Any]:
    """The ids of the oldest rows settled before then, and of those held since before then without an end."""
    held = and_(outbox.c.settled.is_(None), _ENDLESS, outbox.c.created < before)
    return select(outbox.c.id).where(or_(outbox.c.settled < before, held)).order_by(outbox.c.id).limit(limit)


def shrink(connection: Connection, ids: Sequence[int], before: datetime, now: datetime) -> int:
    """Delete settled rows, skip held ones. Returns how many of them were still there."""
    shrunk = 0
    for part in rows.sliced(ids):
        held = update(outbox).where(outbox.c.id.in_(part), _ENDLESS)
        shrunk += connection.execute(held.values(state="skipped", reason="paused for too long", settled=now)).rowcount
        these = outbox.c.id.in_(part), outbox.c.settled < before
        found = connection.execute(select(outbox.c.id, outbox.c.address_id, outbox.c.state).where(*these)).all()
        if found:
            connection.execute(_count, _counts(found))
            connection.execute(delete(outbox).where(*these))
        shrunk += len(found)
    return shrunk


def _counts(found: Sequence[Sequence[Any]]) -> list[dict[str, int | None]]:
    counts: dict[int, dict[str, Any]] = {}
    for identity, address, state in found:
        fresh = {"address": address, "sent_rows": 0, "failed_rows": 0, "highest": None}
        count = counts.setdefault(address, fresh)
        if state == "sent":
            count["highest"] = max(count["highest"] or 0, identity)
        if state != "skipped":
            count["sent_rows" if state == "sent" else "failed_rows"] += 1  # nobody said that a doubtful one arrived
    return list(counts.values())
