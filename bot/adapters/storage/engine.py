"""Connections: one writer and a few readers per process, and the one place where the database's errors get names.

SQLite lets one connection write at a time. A deferred transaction that reads before it writes fails with "locked"
at once, whatever the busy timeout (its snapshot is stale), so every writer here starts with `BEGIN IMMEDIATE`, on a
single connection guarded by a lock; readers have connections of their own that cannot write (`query_only`).
The driver's own transaction control is switched off: it would begin deferred, and only before some statements.
https://www.sqlite.org/lang_transaction.html, https://docs.sqlalchemy.org/en/20/dialects/sqlite.html
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar, cast
from urllib.parse import quote

import aiosqlite
from sqlalchemy import URL, Engine, Table, create_engine, event, exc
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, StaticPool

from bot.domain.errors import BadStore, StoreBusy

T = TypeVar("T")
BUSY_SECONDS = 5.0  # how long SQLite itself waits for another process's transaction
READERS = 2
PAGE = 8192  # bytes; 100,000 rows owed take a fifth less time than with SQLite's 4096
LOG_PAGES = 2000  # the log is folded into the file when it is this long
PASSING = {  # goes by itself, or when the operator makes room: try again
    sqlite3.SQLITE_BUSY: "locked by another process",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "the disk is full; make room",
    sqlite3.SQLITE_IOERR: "the disk failed to read or write; look at the system's log",
    sqlite3.SQLITE_NOMEM: "out of memory",
    sqlite3.SQLITE_PROTOCOL: "locked by another process",
    sqlite3.SQLITE_INTERRUPT: "interrupted",
}
LASTING = {  # stays until the operator mends it
    sqlite3.SQLITE_CORRUPT: "it is damaged; stop the bot and restore a copy with `crier restore FILE --force`",
    sqlite3.SQLITE_NOTADB: "it is not a database; move it away, or set storage.url to another file",
    sqlite3.SQLITE_READONLY: "it may not be written; give this user write access to the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; give this user read and write access to the file and its folder",
    sqlite3.SQLITE_PERM: "no permission; give this user write access to the file and its folder",
    sqlite3.SQLITE_AUTH: "no permission; give this user write access to the file and its folder",
}


def database_file(url: str) -> Path:
    """The file of a `sqlite:///` address. Raises `BadStore` for every other kind; its text never shows the address."""
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        raise BadStore("storage.url is not an address; write for example sqlite:///data/crier.db") from None
    if parsed.get_backend_name() != "sqlite":
        raise BadStore(f"storage.url: {parsed.drivername} is not supported; write for example sqlite:///data/crier.db")
    if not parsed.database or parsed.database == ":memory:":
        raise BadStore("storage.url names no file; write for example sqlite:///data/crier.db")
    return Path(parsed.database)


@contextmanager
def translated(file: Path) -> Iterator[None]:
    """Name the database's errors: `StoreBusy` (wait) or `BadStore` (mend); what is a bug stays what it is."""
    try:
        yield
    except exc.TimeoutError as error:
        raise StoreBusy(f"{file}: all connections are taken") from error
    except exc.DBAPIError as error:
        raise named(file, error.orig) or error from error
    except sqlite3.Error as error:
        raise named(file, error) or error from error


def named(file: Path, error: BaseException | None) -> StoreBusy | BadStore | None:
    """What an error of SQLite means for the caller; None for a bug."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code: https://www.sqlite.org/rescode.html
    if code in PASSING:
        return StoreBusy(f"{file}: {PASSING[code]}")
    if code in LASTING:
        return BadStore(f"{file}: {LASTING[code]}")
    return None


class Database:
    """The connections to one SQLite file. `create`: the writer may make the file."""

    def __init__(self, file: Path, *, create: bool = False) -> None:
        self.file = file
        self._lock = asyncio.Lock()
        self._driver: aiosqlite.Connection | None = None
        self._direct: Engine  # on the same connection, for its own thread
        self._writer = _engine(file, "rwc" if create else "rw", size=1, begin="BEGIN IMMEDIATE")
        self._readers = _engine(file, "rw", size=READERS, begin="BEGIN", query_only=True)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A write transaction: committed at the end, or nothing was changed."""
        async with self._lock:
            with translated(self.file):
                async with self._writer.begin() as connection:
                    yield connection

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """A write transaction as one function, run as a whole in the writer's thread.

        Awaiting every statement costs four changes of thread for each; a claim and its settling take a third of the
        time this way. Cancelled, it still ends, committed or not, before the next transaction begins.
        """
        async with self._lock:
            with translated(self.file):
                driver = self._driver
                if driver is None or not driver._running:  # none yet, or thrown away with a cancelled transaction
                    driver = self._driver = await self._connect()
                run = cast(Callable[..., Coroutine[Any, Any, T]], driver._execute)
                return await asyncio.shield(run(self._whole, work))

    async def _connect(self) -> aiosqlite.Connection:
        """The writer's connection, which stays in the pool: whoever holds the lock may use it."""
        async with self._writer.connect() as connection:
            driver = cast(aiosqlite.Connection, (await connection.get_raw_connection()).driver_connection)
        self._direct = create_engine(
            "sqlite://", creator=lambda: driver._conn, poolclass=StaticPool, pool_reset_on_return=None
        )
        event.listen(self._direct, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        return driver

    def _whole(self, work: Callable[[Connection], T]) -> T:
        with self._direct.begin() as connection:
            return work(connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view, for reading."""
        with translated(self.file):
            async with self._readers.connect() as connection:
                yield connection

    async def use_log(self) -> None:
        """Switch the file to write-ahead logging. Raises `StoreBusy` at once while another process uses it."""
        with translated(self.file):
            async with self._writer.connect() as connection:
                await connection.run_sync(_use_log)

    async def close(self) -> None:
        """Close every connection; SQLite then folds its log back into the file."""
        await self._readers.dispose()
        await self._writer.dispose()


def _use_log(connection: Connection) -> None:
    cursor = connection.connection.cursor()  # the driver's own: a transaction cannot switch
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    finally:
        cursor.close()


def insert(connection: AsyncConnection | Connection, table: Table) -> sqlite.Insert:
    """An INSERT that can say ON CONFLICT: the same words on both engines, but two classes in SQLAlchemy."""
    if connection.dialect.name == "postgresql":
        return cast(sqlite.Insert, postgresql.insert(table))
    return sqlite.insert(table)


def _engine(file: Path, mode: Literal["rw", "rwc"], *, size: int, begin: str, query_only: bool = False) -> AsyncEngine:
    url = URL.create("sqlite+aiosqlite", database=f"file:{quote(str(file))}", query={"mode": mode, "uri": "true"})
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS * 2,
        pool_reset_on_return=None,  # every use here ends its transaction itself
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        cursor.execute(f"PRAGMA page_size = {PAGE}")  # of a file not yet made
        cursor.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = NORMAL")  # with WAL: safe against every crash but of the power, then whole
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.execute(f"PRAGMA query_only = {int(query_only)}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
