"""What is owed: claimed, settled, owed by hand, and shrunk. See `claiming` and `settling` for how. The states:

held ──► pending ──► sending ──► sent
          ▲  │          ├──────► failed   (reason)
          │  └──────────┼──────► skipped  (reason)
          ├─────────────┤  retry (held in a pause, or alone), lost lease (`doubts` + 1 where it may have arrived)
          └── doubtful ◄┘  in place of it under `hold`: sent, or pending again, as somebody says (`doubts` - 1)
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import claiming, correcting, crossposting, doubts, rows, switching
from bot.adapters.storage.engine import Database, announce, serial, transaction
from bot.adapters.storage.membership import Membership
from bot.adapters.storage.noticing import owe_notice
from bot.adapters.storage.owing import owe_item
from bot.adapters.storage.schema import addresses, messages, outbox
from bot.adapters.storage.settling import Settlement
from bot.adapters.storage.shrinking import settled_before, shrink
from bot.domain.errors import LeaseLost
from bot.domain.model import Claim, Crosspost, Doubt, Kind, Notice, Outcome, Place, Rank, Standing

MOST = 100  # heads in one claim
LOOKED_AT = 500  # heads looked at for the next due one

_times = claiming.free_heads(outbox.c.due, addresses.c.next_due, addresses.c.retry_after)


class SqlOutbox:
    """Port `Outbox`."""

    def __init__(self, database: Database, membership: Membership) -> None:
        self._database = database
        self._me = membership

    @transaction
    def claim(
        self, connection: Connection, platform: str, limit: int, now: datetime, burst: int = 0
    ) -> tuple[Claim, ...]:
        """See the port."""
        most, me = max(0, min(limit, MOST)), self._me.join(connection)
        return claiming.claim(connection, platform, most, now, me, burst)

    async def settle(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """See the port. What was owed to an address that was forgotten meanwhile is let go without a word."""
        if not outcomes:
            return
        lost = await self._database.transact(Settlement(outcomes, now, self._me.ids).store)
        if lost:
            raise LeaseLost(f"{lost} of {len(outcomes)} deliveries were taken over by another process")

    async def next_due(self, platform: str) -> datetime | None:
        """See the port."""
        held = select(func.min(outbox.c.due)).where(outbox.c.state == claiming.HELD, outbox.c.platform == platform)
        async with self._database.read() as connection:
            times = [await self._head_due(connection, platform), await connection.scalar(held)]
        return min(filter(None, times), default=None)

    async def _head_due(self, connection: AsyncConnection, platform: str) -> datetime | None:
        times = [await _earliest(connection, platform, rank) for rank in Rank]
        return min(filter(None, times), default=None)

    @serial
    def owe(self, connection: Connection, address_id: int, item_ids: Sequence[int], now: datetime) -> int:
        """See the port. In the order given; what stands in the chat already is not owed again."""
        owed = 0
        place = select(addresses.c.platform).where(addresses.c.id == address_id, addresses.c.status == "active")
        platform = connection.scalar(place)
        if platform is None:
            return 0
        for item_id in item_ids:
            owed += owe_item(connection, address_id, platform, item_id, now)
        announce(connection, *["outbox"] * bool(owed))
        return owed

    async def doubts(self, platform: str, limit: int) -> tuple[Doubt, ...]:
        """See the port."""
        async with self._database.read() as connection:
            found = (await connection.execute(doubts.oldest(platform, limit))).all()
        return tuple(Doubt(*row) for row in found)

    @transaction
    def decide(self, connection: Connection, owed_id: int, now: datetime, *, arrived: bool) -> Doubt | None:
        """See the port."""
        announce(connection, "outbox")
        return doubts.decide(connection, owed_id, now, arrived=arrived)

    async def crossposts(
        self, platform: str, now: datetime, *, per_hour: int, limit: int, but: Collection[str] = ()
    ) -> tuple[Crosspost, ...]:
        """See the port."""
        async with self._database.read() as connection:
            late = await connection.scalar(select(messages.c.owed_id).where(crossposting.late(platform, now)).limit(1))
            found = (await connection.execute(crossposting.oldest(platform, now, per_hour, limit, but))).all()
        if late is not None:
            await self._database.transact(lambda connection: crossposting.give_up(connection, platform, now))
        return tuple(Crosspost(row[0], rows.address(row[2:]).place, row[1]) for row in found)

    @transaction
    def crossposted(self, connection: Connection, crosspost: Crosspost, now: datetime, *, failed: bool = False) -> None:
        """See the port."""
        crossposting.settle(connection, crosspost, now, "failed" if failed else "done")

    @serial
    def correct(self, connection: Connection, item_id: int, kind: Kind, now: datetime, payload: str = "") -> int:
        """See the port."""
        owed = correcting.owe(connection, item_id, kind, now, payload)
        announce(connection, *["outbox"] * bool(owed))
        return owed

    async def standing(self, place: Place, message: str) -> Standing | None:
        """See the port."""
        async with self._database.read() as connection:
            return await connection.run_sync(switching.standing, place, message)

    @transaction
    def shows(self, connection: Connection, place: Place, message: str, article_id: int) -> bool:
        """See the port."""
        return switching.switch(connection, place, message, article_id)

    @transaction
    def notify(self, connection: Connection, platform: str, chats: Sequence[str], notice: Notice, now: datetime) -> int:
        """See the port. A chat that closed its door is owed nothing."""
        owed = sum(owe_notice(connection, platform, chat, notice, now) for chat in dict.fromkeys(chats))
        announce(connection, *["outbox"] * bool(owed))
        return owed

    async def shrink(self, before: datetime, limit: int = 1000) -> int:
        """See the port. The messages stay, so that what stands in a chat is known."""
        async with self._database.read() as connection:
            ids = (await connection.scalars(settled_before(before, limit))).all()
        now = datetime.now(UTC)
        return await self._database.transact(lambda connection: shrink(connection, ids, before, now)) if ids else 0


async def _earliest(connection: AsyncConnection, platform: str, rank: Rank) -> datetime | None:
    """Mostly the first head's time is its `due`, and none can be earlier; else its address was told to wait."""
    earliest: datetime | None = None
    for most in (1, LOOKED_AT):
        heads = (await connection.execute(_times, {"platform": platform, "rank": rank, "most": most})).all()
        earliest = min((max(filter(None, head)) for head in heads), default=None)
        if not heads or earliest == heads[0].due:
            break
    return earliest
