"""What is owed: taken by the heads of addresses under lease (`settling` puts it back).

An address's *head* is its oldest unsent row. Only heads are claimed, so order within a chat and the retries of one
chat concern no other, and cost nothing. The states' names stand as literals in the statements, not as parameters:
only so does the planner know that a partial index holds all the rows.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnClause, bindparam, exists, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import rows
from bot.adapters.storage.engine import Database
from bot.adapters.storage.leases import Membership
from bot.adapters.storage.owing import owe_item
from bot.adapters.storage.schema import addresses, articles, outbox, processes
from bot.adapters.storage.settling import Settlement
from bot.adapters.storage.shrinking import shrink
from bot.domain.errors import LeaseLost
from bot.domain.model import Claim, Item, Kind, Outcome, Owed

MOST = 100  # heads in one claim
LOOKED_AT = 500  # heads looked at for the next due one
PENDING: ColumnClause[str] = literal_column("'pending'")
SENDING: ColumnClause[str] = literal_column("'sending'")
HELD: ColumnClause[str] = literal_column("'held'")

# --- statements --------------------------------------------------------------------------------------------

_now = bindparam("now", type_=outbox.c.due.type)
_older = outbox.alias("older")
_is_head = ~exists(
    select(_older.c.id).where(
        _older.c.address_id == outbox.c.address_id, _older.c.state.in_((PENDING, SENDING)), _older.c.id < outbox.c.id
    )
)
_free_heads = (
    select()
    .join_from(outbox, addresses, outbox.c.address_id == addresses.c.id)
    .where(outbox.c.state == PENDING, outbox.c.platform == bindparam("platform"))
    .where(addresses.c.status == "active", addresses.c.lease.is_(None), _is_head)
    .order_by(outbox.c.due, outbox.c.id)
    .limit(bindparam("most"))
)
OWED = (outbox.c.id, outbox.c.kind, outbox.c.key, outbox.c.attempts, outbox.c.first_attempt, outbox.c.payload)
_heads = (
    _free_heads.add_columns(outbox.c.article_id, addresses.c.fence, *OWED, *rows.ADDRESS)
    .where(outbox.c.due <= _now)
    .where(or_(addresses.c.next_due.is_(None), addresses.c.next_due <= _now))
    .where(or_(addresses.c.retry_after.is_(None), addresses.c.retry_after <= _now))
    .where(exists(select(processes.c.id).where(processes.c.id == bindparam("process"))))
    .with_for_update(of=addresses, skip_locked=True)
)
_times = _free_heads.add_columns(outbox.c.due, addresses.c.next_due, addresses.c.retry_after)
_release = update(outbox).where(outbox.c.state == HELD, outbox.c.due <= _now).values(state="pending")
_send = update(outbox).where(outbox.c.id.in_(bindparam("ids", expanding=True))).values(state="sending")
_lease = (
    update(addresses)
    .where(addresses.c.id.in_(bindparam("ids", expanding=True)))
    .values(lease=bindparam("process"), fence=addresses.c.fence + 1)
)


class SqlOutbox:
    """Port `Outbox`."""

    def __init__(self, database: Database, membership: Membership) -> None:
        self._database = database
        self._me = membership

    async def claim(self, platform: str, limit: int, now: datetime) -> tuple[Claim, ...]:
        """See the port."""
        async with self._database.write() as connection:
            me = await self._me.join(connection, now)
            await connection.execute(_release, {"now": now})
            wanted = {"platform": platform, "most": min(limit, MOST), "now": now, "process": me}
            heads = (await connection.execute(_heads, wanted)).all()
            if not heads:
                return ()
            owed = len(OWED) + 2
            await connection.execute(_send, {"ids": [row[2] for row in heads]})
            await connection.execute(_lease, {"ids": [row[owed] for row in heads], "process": me})
            items = await _items(connection, {row[0] for row in heads})
        return tuple(
            Claim(_owed(row[2:owed]), rows.address(row[owed:]), items.get(row[0]), row[1] + 1) for row in heads
        )

    async def settle(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """See the port. What was owed to an address that was forgotten meanwhile is let go without a word."""
        if not outcomes:
            return
        async with self._database.write() as connection:
            lost = await Settlement(connection, outcomes, now).store(self._me.id)
        if lost:
            raise LeaseLost(f"{lost} of {len(outcomes)} deliveries were taken over by another process")

    async def next_due(self, platform: str) -> datetime | None:
        """See the port."""
        async with self._database.read() as connection:
            heads = await connection.execute(_times, {"platform": platform, "most": LOOKED_AT})
            times = [max(time for time in row if time) for row in heads]
            held = select(func.min(outbox.c.due)).where(outbox.c.state == HELD, outbox.c.platform == platform)
            times += [time for time in [await connection.scalar(held)] if time]
        return min(times, default=None)

    async def owe(self, address_id: int, item_ids: Sequence[int], now: datetime) -> int:
        """See the port. In the order given; what stands in the chat already is not owed again."""
        owed = 0
        async with self._database.write() as connection:
            place = select(addresses.c.platform).where(addresses.c.id == address_id, addresses.c.status == "active")
            platform = await connection.scalar(place)
            if platform is None:
                return 0
            for item_id in item_ids:
                owed += await owe_item(connection, address_id, platform, item_id, now)
        return owed

    async def shrink(self, before: datetime, limit: int = 1000) -> int:
        """See the port. The messages stay, so that what stands in a chat is known."""
        async with self._database.write() as connection:
            return await shrink(connection, before, limit)


def _owed(values: Sequence[object]) -> Owed:
    identity, kind, *rest = values
    return Owed(identity, Kind(kind), *rest)  # type: ignore[arg-type]


async def _items(connection: AsyncConnection, article_ids: set[int | None]) -> dict[int | None, Item]:
    """Articles as items, by the article's id."""
    wanted = [identity for identity in article_ids if identity is not None]
    found = await connection.execute(select(*rows.ITEM).where(articles.c.id.in_(wanted)))
    return {item.article_id: item for item in map(rows.item, found)}
