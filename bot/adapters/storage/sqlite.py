"""SQLite: one writer and a few readers per process, and the one place where its errors get names.

SQLite lets one connection write at a time. A deferred transaction that reads before it writes fails with "locked"
at once, whatever the busy timeout (its snapshot is stale), so every writer here starts with `BEGIN IMMEDIATE`, on a
single connection guarded by a lock; readers have connections of their own that cannot write (`query_only`).
The driver's own transaction control is switched off: it would begin deferred, and only before some statements.
https://www.sqlite.org/lang_transaction.html, https://docs.sqlalchemy.org/en/20/dialects/sqlite.html
"""

import asyncio
import errno
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import aiosqlite
from sqlalchemy import event, exc
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.adapters.storage import indexing
from bot.adapters.storage.driver import BUSY_SECONDS, Driver, connect, engine_of
from bot.adapters.storage.engine import Way
from bot.adapters.storage.places import full, hidden, identity, obstacle
from bot.domain.errors import BadIndex, BadStore, StoreBusy

_log = logging.getLogger(__name__)
T = TypeVar("T")
P = ParamSpec("P")
HURRIED_SECONDS = 0.5  # the same, of a process that is ending
BREAKING_OFF = 0.01  # seconds between two orders to: one between two statements is lost
READERS = 2
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
SEARCH = {  # FTS5's own tables; the rest may be whole
    sqlite3.SQLITE_CORRUPT_VTAB,
    sqlite3.SQLITE_CONSTRAINT,  # of one of ours it is told which
}
LOST = "its search index is damaged; make it anew with `crier reindex`"
DISPLACED = "it was deleted or moved away while in use; move it back, or stop the bot and bring back a copy of it"
PLACE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
MAYBE_FULL = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}  # no room for a new file, or for the log's index


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
    extended = getattr(error, "sqlite_errorcode", 0)
    if extended in SEARCH or "fts5" in str(error):
        return BadIndex(f"{file}: {LOST}")
    code = extended & 0xFF  # the primary code: https://www.sqlite.org/rescode.html
    if code in MAYBE_FULL and full(file):
        code = sqlite3.SQLITE_FULL
    if code in PASSING:
        return StoreBusy(f"{file}: {PASSING[code]}")
    if code in LASTING:
        return BadStore(f"{file}: {code in PLACE and obstacle(file) or LASTING[code]}")
    return None


class SqliteDatabase:
    """The connections to one SQLite file. `create`: it may be made and written; `write`: written; else only read."""

    far = False
    unsure = 0

    def __init__(self, file: Path, *, create: bool = False, write: bool = False) -> None:
        self.file = file
        self.name = str(file)
        self._lock = asyncio.Lock()
        self._create = create
        self._write = write or create
        self._hurried = False
        self._opened: tuple[int, int] | None = None  # device and number of the file that the writer has
        self._writer: aiosqlite.Connection | None = None
        self._engine = engine_of(self._driver, "BEGIN IMMEDIATE")
        self._readers = create_async_engine(
            "sqlite+aiosqlite://",
            async_creator=partial(connect, file),
            poolclass=AsyncAdaptedQueuePool,
            pool_size=READERS,
            max_overflow=0,
            pool_timeout=BUSY_SECONDS * 2,
            pool_reset_on_return=None,  # every use here ends its transaction itself
        )
        event.listen(self._readers.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))

    async def transact(self, work: Callable[[Connection], T], way: Way = "free") -> T:
        """Run a write transaction: committed when `work` returns, undone when it raises.

        The whole of it runs in the writer's thread. To await each statement costs four changes of thread for every one
        of them; a claim and its settling take a third of the time this way. A transaction whose caller is cancelled
        still ends by itself, before the next one begins.
        """
        return await self._once_more(lambda: self._in_thread(self._transaction, work))

    def hurry(self) -> None:
        """This process is ending: transactions that begin from now on do not wait long for a lock."""
        self._hurried = True

    def check_place(self) -> None:
        """Raises `StoreBusy` where the file that is open stands at its place no more: what is written to it is lost
        with this process, unless it comes back."""
        if self._opened != identity(self.file):
            raise StoreBusy(f"{self.file}: {DISPLACED}")

    async def there(self) -> bool:
        """See `Database`."""
        if why := await asyncio.to_thread(hidden, self.file):
            raise BadStore(f"{self.file}: {why}")
        return await asyncio.to_thread(self.file.exists)

    async def prepare(self) -> None:
        """Make the folder, and switch the file to write-ahead logging. Raises `StoreBusy` at once while another process
        uses it."""
        _make_folder(self.file)
        await self._in_thread(lambda: self._driver().execute("PRAGMA journal_mode = WAL").close())

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view, for reading."""
        with translated(self.file):
            async with self._readers.connect() as connection:
                yield connection

    async def view(self, work: Callable[[Connection], T]) -> T:
        """See `Database`. The whole of it runs in the reader's thread, as a transaction does in the writer's. If its
        caller is cancelled, what it asks is broken off."""
        return await self._once_more(lambda: self._view(work))

    async def _view(self, work: Callable[[Connection], T]) -> T:
        async with self.read() as connection:
            driver = cast(Driver, (await connection.get_raw_connection()).driver_connection)
            viewing = asyncio.ensure_future(driver.run(work))
            viewing.add_done_callback(_heard)
            try:
                return await asyncio.shield(viewing)
            except asyncio.CancelledError:
                while not viewing.done():
                    driver._conn.interrupt()
                    with suppress(asyncio.CancelledError):  # once more; the first is raised in the end
                        await asyncio.wait([viewing], timeout=BREAKING_OFF)
                raise

    async def close(self) -> None:
        """Close every connection; SQLite then folds its log back into the file."""
        await self._readers.dispose()
        async with self._lock:
            if self._writer is not None:
                await self._writer.close()

    async def _once_more(self, run: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Where the search index is damaged, empty it: no article waits for it, and `crier run` fills it anew."""
        try:
            return await run()
        except BadIndex:
            if not self._write:
                raise
            _log.error("%s: its search index is damaged: it is emptied, and filled anew within ten minutes", self.file)
            await self._in_thread(self._transaction, indexing.make)
            return await run()

    async def _in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._lock:
            with translated(self.file):
                if self._writer is None:
                    self._writer = await connect(self.file, write=self._write, create=self._create)
                    self._opened = identity(self.file)
                run = cast(Callable[..., Coroutine[Any, Any, T]], self._writer._execute)
                ending = asyncio.ensure_future(run(work, *args, **kwargs))
                ending.add_done_callback(_heard)  # nobody else hears of its failure when the caller is cancelled
                return await asyncio.shield(ending)

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        if self._hurried:
            self._driver().execute(f"PRAGMA busy_timeout = {int(HURRIED_SECONDS * 1000)}").close()
        with self._engine.begin() as connection:
            return work(connection)

    def _driver(self) -> sqlite3.Connection:
        return cast(aiosqlite.Connection, self._writer)._conn


def _heard(ending: asyncio.Future[Any]) -> None:
    if not ending.cancelled():
        ending.exception()


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StoreBusy(f"{file}: {PASSING[sqlite3.SQLITE_FULL]}") from error
        why = obstacle(file) or (
            f"the folder cannot be made ({os.strerror(error.errno or 0)}); "
            "make it and give this user write access, or set storage.url to another place"
        )
        raise BadStore(f"{file}: {why}") from error
