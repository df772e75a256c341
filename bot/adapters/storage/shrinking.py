"""Shrinking: old settled rows become counters of their address, and its high-water mark."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage.schema import addresses, outbox

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


def shrink(connection: Connection, before: datetime, limit: int) -> int:
    """Delete up to `limit` rows settled before then. Returns how many there were."""
    old = select(outbox.c.id, outbox.c.address_id, outbox.c.state)
    old = old.where(outbox.c.settled.is_not(None), outbox.c.settled < before)
    found = (connection.execute(old.order_by(outbox.c.settled, outbox.c.id).limit(limit))).all()
    if found:
        connection.execute(_count, _counts(found))
        gone = delete(outbox).where(outbox.c.id == bindparam("owed"))
        connection.execute(gone, [{"owed": row.id} for row in found])
    return len(found)


def _counts(found: Sequence[Sequence[Any]]) -> list[dict[str, int | None]]:
    counts: dict[int, dict[str, Any]] = {}
    for identity, address, state in found:
        fresh = {"address": address, "sent_rows": 0, "failed_rows": 0, "highest": None}
        count = counts.setdefault(address, fresh)
        if state == "sent":
            count["highest"] = max(count["highest"] or 0, identity)
        if f"{state}_rows" in count:
            count[f"{state}_rows"] += 1
    return list(counts.values())
