"""A connection to SQLite, with a thread of its own."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from functools import cached_property, partial
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar, cast
from urllib.parse import quote

import aiosqlite
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

T = TypeVar("T")
BUSY_SECONDS = 5.0  # how long SQLite itself waits for another process's transaction
PAGE = 8192  # bytes; 100,000 rows owed take a fifth less time than with SQLite's 4096
CACHE = 16_000  # KiB for who writes: looking up an article's words and storing it takes half the time at a million
LOG_PAGES = 4000  # the log is folded into the file when it is this long
PRAGMAS = (
    f"busy_timeout = {int(BUSY_SECONDS * 1000)}",
    "foreign_keys = ON",
    "synchronous = NORMAL",  # with WAL: a crash loses nothing, a power cut the last moments, and neither corrupts
    "temp_store = MEMORY",
    f"page_size = {PAGE}",  # of a file not yet made
    f"wal_autocheckpoint = {LOG_PAGES}",
)


def engine_of(connection: Callable[[], sqlite3.Connection], begin: str) -> Engine:
    """SQLAlchemy on one connection, for what runs in that connection's thread. `begin`: how a transaction does."""
    engine = create_engine("sqlite://", creator=connection, poolclass=StaticPool, pool_reset_on_return=None)
    event.listen(engine, "begin", lambda beginning: beginning.exec_driver_sql(begin))
    return engine


class Driver(aiosqlite.Connection):
    """A connection that is told to stop once: a second order would go to a thread that has ended, and whoever waits for
    its answer, to the end of the loop. SQLAlchemy gives two where a read is cancelled twice (aiosqlite 0.22.1)."""

    @cached_property
    def _engine(self) -> Engine:
        return engine_of(lambda: self._conn, "BEGIN")

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run what only reads in this connection's thread."""

        def view() -> T:
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            finally:
                if self._conn.in_transaction:  # its end was broken off
                    self._conn.rollback()

        return await cast(Callable[..., Coroutine[Any, Any, T]], self._execute)(view)

    def stop(self) -> asyncio.Future[Any] | None:
        """See aiosqlite; None, too, where the thread has been stopped already."""
        return super().stop() if self._running else None


async def connect(file: Path, *, write: bool = False, create: bool = False) -> Driver:
    """Open a file. Raises `sqlite3.Error`."""
    address = f"file:{quote(str(file))}?mode={'rwc' if create else 'rw'}"
    connecting = Driver(partial(sqlite3.connect, address, uri=True, isolation_level=None), iter_chunk_size=64)
    thread = cast(Thread, getattr(connecting, "_thread", connecting))
    thread.daemon = True  # a process that dies does not wait for it
    try:
        connection = cast(Driver, await connecting)
    except BaseException:
        await asyncio.to_thread(thread.join)  # else it may speak to a loop that is closed already
        raise
    try:
        way = f"cache_size = -{CACHE}" if write else "query_only = 1"
        for pragma in (*PRAGMAS, way):
            await connection.execute_fetchall(f"PRAGMA {pragma}")
    except BaseException:
        await connection.close()
        raise
    return connection
