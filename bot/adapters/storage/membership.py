"""This process among those that share the database, and the clock by which one that is silent is taken for dead.

No wall clock of a process takes part: one that jumps would free the living or keep the dead. On PostgreSQL it is the
server's clock; on SQLite, whose processes share a kernel, the time since that was started, asleep or awake
(clock_gettime(2), CLOCK_BOOTTIME).
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, event, exists, select, update
from sqlalchemy.engine import Connection, Row

from bot.adapters.storage.columns import EPOCH, MICROSECOND
from bot.adapters.storage.engine import insert, on_postgresql
from bot.adapters.storage.process import Process
from bot.adapters.storage.schema import leases, processes

SILENCE = timedelta(seconds=7)  # after which a process that cannot be looked at is taken for dead; it beats every 2 s
SINCE_BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
JOINING = 0x6A6F696E  # ("join") an advisory lock
SERVER_TIME = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"

LeaseClock = Callable[[Connection], datetime]


def database_clock(connection: Connection) -> datetime:
    """The one clock of all who use this database; on SQLite its 1970 is when the machine was started."""
    if on_postgresql(connection):
        return EPOCH + int(connection.exec_driver_sql(SERVER_TIME).scalar_one()) * MICROSECOND
    return EPOCH + time.clock_gettime_ns(SINCE_BOOT) // 1000 * MICROSECOND


class Membership:
    """This process's row in `processes`, made when it is first needed. `id` is 0 until then. `ids`: with the rows that
    it had before (`renew`).

    `hold_doubts`: what a process may have sent to a channel when its lease ended is not sent again unasked.
    """

    def __init__(self, process: Process, *, clock: LeaseClock = database_clock, hold_doubts: bool = False) -> None:
        self.process = process
        self.hold_doubts = hold_doubts
        self.id = 0
        self._former: set[int] = set()
        self._clock = clock

    @property
    def ids(self) -> tuple[int, ...]:
        """Under which this process may hold something that it knows of."""
        return (self.id, *self._former)

    def join(self, connection: Connection) -> int:
        """The row's id, registering this process if need be. To be called inside a write transaction, to whose end
        nobody else takes this process for dead if nobody has yet."""
        if self.id:
            if on_postgresql(connection):
                mine = select(processes.c.id).where(processes.c.id == self.id)
                connection.execute(mine.with_for_update(read=True, key_share=True))
            return self.id
        if on_postgresql(connection):  # where several transactions of one process may be the first
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({JOINING}, {self.process.pid})")
        return self.id or self._register(connection)

    def renew(self, connection: Connection) -> int:
        """Another row, and with it the work that one process at a time does. What is leased by the former rows stays
        so, and can be settled, until they have been silent for as long as the dead."""
        self._former.add(self.id)
        me = self._register(connection)
        connection.execute(update(leases).where(leases.c.process_id.in_(self.ids)).values(process_id=me))
        return me

    def _register(self, connection: Connection) -> int:
        row = insert(connection, processes).values(
            host=self.process.host,
            boot=self.process.boot,
            pid=self.process.pid,
            started=self.process.started,
            seen=self._clock(connection),
        )
        me: int = connection.execute(row.returning(processes.c.id)).scalar_one()

        before = self.id

        def joined(_: Connection) -> None:
            self.id = me

        def undone(_: Connection) -> None:  # a commit that failed
            self.id = before

        event.listen(connection, "commit", joined)
        event.listen(connection, "rollback", undone)
        return me

    def leave(self) -> None:
        """There is no such row any more, or there never was: it is made anew when it is needed."""
        self.id = 0
        self._former.clear()

    @staticmethod
    def registered(me: int) -> ColumnElement[bool]:
        """True in a statement as long as nobody took the process `me` for dead."""
        return exists(select(processes.c.id).where(processes.c.id == me))

    def beat(self, connection: Connection) -> bool:
        """Say that this process is alive; False if it was taken for dead."""
        mine = update(processes).where(processes.c.id == self.id).values(seen=self._clock(connection))
        if connection.execute(mine).rowcount == 1:
            return True
        former = select(processes.c.id).where(processes.c.id.in_(self._former))  # the latest may not be committed
        return connection.scalar(former.limit(1)) is not None

    def dead(self, connection: Connection, me: int) -> list[int]:
        """The processes other than `me` that are dead; nobody else finds them so until this transaction ends."""
        others = select(processes).where(processes.c.id != me)
        now = self._clock(connection)
        gone = [row.id for row in connection.execute(others) if self._is_dead(connection, row, now)]
        if not gone:
            return []
        locked = select(processes).where(processes.c.id.in_(gone)).with_for_update(skip_locked=True)  # and as it is now
        return [row.id for row in connection.execute(locked) if self._is_dead(connection, row, now)]

    def _is_dead(self, connection: Connection, row: Row[tuple[object, ...]], now: datetime) -> bool:
        other = Process(row.host, row.boot, row.pid, row.started)
        if row.seen <= now - SILENCE or (self.process.near(other) and not other.alive()):
            return True
        return not on_postgresql(connection) and (row.seen > now or self.process.follows(other))
