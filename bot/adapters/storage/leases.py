"""Which process does what, and taking over from processes that died.

A lease is a column `lease` (sources, articles, addresses) or a row of `leases`, and names a row of `processes`. A
process is dead when it can be seen to be (same machine, its pid gone or another's), or has not beaten for 7 s. What it
was sending may have arrived: such rows go back to `pending` with one more doubt, or are `doubtful` where that is for
somebody to decide, in channels. A dead process that was only asleep finds its row gone at the next beat, and the fence
of an address moved on at the next settle.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, and_, delete, func, literal, or_, select, true, update
from sqlalchemy.engine import Connection

from bot.adapters.storage.claiming import hasten
from bot.adapters.storage.columns import MICROSECOND
from bot.adapters.storage.engine import Database, announce, heart, insert, transaction
from bot.adapters.storage.membership import Membership
from bot.adapters.storage.schema import addresses, articles, leases, outbox, processes, sources
from bot.domain.errors import LeaseLost, StoreBusy
from bot.domain.model import Kind
from bot.ports import WORK


class SqlLeases:
    """Port `Leases`."""

    def __init__(self, database: Database, membership: Membership) -> None:
        self._database = database
        self._me = membership
        self._sure = 0  # `unsure` of the database, as far as that has been seen to

    async def beat(self) -> bool:
        """See the port. What this process took without knowing it (a COMMIT that nobody answered) is left to a row that
        does not beat any more, and so given back by itself."""
        known, unsure = self._me.id, self._database.unsure
        try:
            freed = await self._beat(anew=unsure > self._sure)
        except StoreBusy:
            if not known:  # a COMMIT that failed (a full disk) is no rollback to SQLAlchemy: the row is not there
                self._me.leave()
            raise
        if freed is None:
            self._me.leave()  # the next beat registers anew
            raise LeaseLost("this process was silent for so long that another took its work over")
        self._sure = unsure
        return freed > 0

    @heart
    def _beat(self, connection: Connection, *, anew: bool) -> int | None:
        """How many dead processes were freed; None if this one was taken for dead. A heart that beats where nobody will
        ever look is none."""
        known = self._me.id
        self._database.check_place()
        if known and not self._me.beat(connection):
            return None
        me = self._me.renew(connection) if known and anew else self._me.join(connection)
        dead = self._me.dead(connection, me)
        free(connection, dead, hold_doubts=self._me.hold_doubts)
        return len(dead)

    @transaction
    def acquire(self, connection: Connection, name: str) -> bool:
        """See the port."""
        me = self._me.join(connection)
        connection.execute(insert(connection, leases).values(name=name).on_conflict_do_nothing())
        holder = connection.scalar(select(leases.c.process_id).where(leases.c.name == name))
        if holder is None:
            take = update(leases).where(leases.c.name == name, leases.c.process_id.is_(None), self._me.registered(me))
            return connection.execute(take.values(process_id=me, fence=leases.c.fence + 1)).rowcount == 1
        return bool(holder == me)

    async def behind(self, now: datetime) -> timedelta:
        """See the port."""
        async with self._database.read() as connection:
            polled: datetime | None = await connection.scalar(select(func.max(sources.c.last_poll)))
        return max(timedelta(), polled - now) if polled else timedelta()

    @transaction
    def bring_forward(self, connection: Connection, by: timedelta, now: datetime) -> None:
        """See the port. A source being polled counts as hastened by it, and is polled once more. Pauses end when they
        were to."""
        sooner = literal(by // MICROSECOND, BigInteger)
        paused = select(addresses.c.id).where(addresses.c.status == "paused")
        waiting = or_(outbox.c.state == "pending", and_(outbox.c.state == "held", outbox.c.address_id.not_in(paused)))
        some = {outbox.c.due: waiting, articles.c.checked: articles.c.entry != "", articles.c.look: true()}
        for moment in (sources.c.next_poll, addresses.c.next_due, addresses.c.retry_after, *some):
            later = update(moment.table).where(moment > now).values({moment: moment - sooner})
            connection.execute(later.where(some.get(moment, true())))

    async def release(self) -> None:
        """See the port."""
        if self._me.id:
            await self._release()

    @transaction
    def _release(self, connection: Connection) -> None:
        free(connection, self._me.ids, hold_doubts=self._me.hold_doubts)
        self._me.leave()


def free(connection: Connection, ids: Sequence[int], *, hold_doubts: bool = False) -> None:
    """Give back all that these processes hold, and forget them."""
    if not ids:
        return
    heads: Select[Any] = select(addresses.c.id).where(addresses.c.lease.in_(ids))
    sending = update(outbox).where(outbox.c.state == "sending", outbox.c.address_id.in_(heads))
    sending = sending.values(doubts=outbox.c.doubts + 1)
    if hold_doubts:
        unrepeatable = outbox.c.kind.in_([kind.value for kind in Kind if not kind.repeatable])
        alone = outbox.c.digest.is_not(true())  # of a digest nobody knows any more which rows its message showed
        in_channels = outbox.c.address_id.in_(heads.where(addresses.c.kind == "channel"))
        doubtful = sending.where(unrepeatable, alone, in_channels).values(state="doubtful", settled=datetime.now(UTC))
        connection.execute(doubtful)
        for address_id in connection.scalars(heads).all():
            hasten(connection, address_id)
    connection.execute(sending.values(state="pending"))
    for table in (sources, articles, addresses):
        connection.execute(update(table).where(table.c.lease.in_(ids)).values(lease=None))
    connection.execute(update(leases).where(leases.c.process_id.in_(ids)).values(process_id=None))
    connection.execute(delete(processes).where(processes.c.id.in_(ids)))
    announce(connection, *WORK)
