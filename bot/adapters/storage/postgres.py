"""PostgreSQL: a small pool of connections and the heart's own, and the one place where its errors get names.

Transactions are READ COMMITTED: what they rely on is locked ("serial", FOR UPDATE SKIP LOCKED), and the few that
the server gives up (a deadlock) are tried again. A process that stops in the middle of one, asleep or cut off, loses it
after a few seconds, so that nobody waits for its locks.
https://www.postgresql.org/docs/current/explicit-locking.html, …/errcodes-appendix.html
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import exc
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.adapters.storage.engine import SERIAL, Way
from bot.domain.errors import BadStore, StoreBusy

if TYPE_CHECKING:
    import asyncpg

T = TypeVar("T")
EXAMPLE = "postgresql://user:password@host/database, special characters in the password percent-encoded (/ as %2F)"
CONNECTIONS = 5
HEART = 1  # connection more
CONNECTING = 5.0  # seconds
ANSWERING = 60.0  # seconds for one statement: a server that is cut off is noticed
STATEMENTS = 500  # prepared, kept for each connection
HURRIED = 2.0  # seconds for a whole transaction of a process that is ending
ATTEMPTS = 5  # at one transaction
INSTALLING = ".venv/bin/python -m pip install --no-deps --require-hashes -r requirements-image.txt"
SETTINGS = {
    "application_name": "crier",
    "lock_timeout": "10s",  # longer is `StoreBusy`
    "idle_in_transaction_session_timeout": "5s",  # a process that sleeps holds up nobody
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "jit": "off",  # statements here are short: compiling them takes longer
}
AGAIN = {"40001", "40P01"}  # serialization_failure, deadlock_detected: the transaction was undone
PASSING = {  # goes by itself, or when the operator makes room: try again. By SQLSTATE, or its class
    "08": "the connection broke",
    "25006": "it is read-only just now; is it a standby?",
    "53": "the server has no room",
    "53100": "the server's disk is full; make room",
    "53200": "the server is out of memory",
    "53300": "the server has no connection left; raise its max_connections",
    "55P03": "locked by another process",
    "57": "the server is stopping or starting",
    "57014": "the statement took too long",
    "58": "the server's disk failed; look at its log",
    "40": "locked by another process",
    "25P03": "the connection broke",
}
LASTING = {  # stays until the operator mends it
    "28": "the server lets this user in from nowhere here; see its pg_hba.conf, or mend the user in the address",
    "28P01": "the server refuses the password; mend it in the address",
    "3D000": "the server has no such database; make it: createdb -O USER DATABASE",
    "42501": "this user may not use its tables; let it own the database: ALTER DATABASE … OWNER TO …",
    "3F000": "there is no schema to make tables in; mend the user's search_path",
    "XX001": "it is damaged; restore a dump",
    "XX002": "an index of it is damaged; REINDEX the database",
}


def shown(url: str, setting: str = "storage.url") -> str:
    """An address as people may see it: without the password and options. `setting`: where it stands.

    Raises `BadStore` if it is none.
    """
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):  # their texts show the address
        raise BadStore(f"{setting} is not an address; write {EXAMPLE}") from None
    host = parsed.host or str(parsed.query.get("host", ""))
    port = f":{parsed.port}" if parsed.port else ""
    return f"postgresql://{parsed.username + '@' if parsed.username else ''}{host}{port}/{parsed.database or ''}"


def _driver() -> Any:
    try:
        import asyncpg
    except ImportError:
        raise BadStore(f"the PostgreSQL driver is not installed; in Crier's folder: {INSTALLING}") from None
    return asyncpg


async def connect(url: str, setting: str = "storage.url", **settings: str) -> "asyncpg.Connection[Any]":
    """One connection of the driver's own. Raises what the driver raises."""
    asyncpg = _driver()
    try:
        return await asyncpg.connect(
            url, timeout=CONNECTING, command_timeout=ANSWERING, server_settings=SETTINGS | settings
        )
    except (asyncpg.ClientConfigurationError, ValueError):  # their texts may show the address
        raise BadStore(f"{setting} is not an address that PostgreSQL's driver knows; write {EXAMPLE}") from None


def named(name: str, error: BaseException | None) -> StoreBusy | BadStore | None:
    """What an error of PostgreSQL, or of the way to it, means for the caller; None for a bug."""
    state = str(getattr(error, "sqlstate", "") or "")
    for known in (state, state[:2]):
        if known in LASTING:
            return BadStore(f"{name}: {LASTING[known]}")
        if known in PASSING:
            return StoreBusy(f"{name}: {PASSING[known]}")
    if isinstance(error, TimeoutError):
        return StoreBusy(f"{name}: the server does not answer")
    if isinstance(error, OSError):
        why = error.strerror or type(error).__name__
        return StoreBusy(f"{name}: the server cannot be reached ({why}); start it, or mend host and port")
    if not state and _is_broken(error):
        return StoreBusy(f"{name}: the connection broke")
    return None


def _is_broken(error: BaseException | None) -> bool:
    """Whether the driver's own words mean that the server ended the session, as it does with one that slept. It finds
    "another operation in progress" then: the one that was not answered."""
    kind = type(error).__name__
    return "InternalClientError" in f"{kind} {error}" or ("InterfaceError" in kind and "connection" in str(error))


def _pool(url: str, setting: str, size: int) -> AsyncEngine:
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: connect(url, setting),
        connect_args={"prepared_statement_cache_size": STATEMENTS},
        pool_size=size,
        max_overflow=0,
        pool_timeout=10.0,
        pool_use_lifo=True,
    )


def _is_given_up(error: exc.DBAPIError | Exception) -> bool:
    return getattr(getattr(error, "orig", error), "sqlstate", "") in AGAIN


class PostgresDatabase:
    """The connections to one PostgreSQL database. `setting`: where its address stands."""

    far = True
    unsure = 0

    def __init__(self, url: str, setting: str = "storage.url") -> None:
        _driver()
        self.name = shown(url, setting)
        self._attempts = ATTEMPTS
        self._limit: float | None = None  # seconds
        self._running: set[asyncio.Future[Any]] = set()
        self._turn = asyncio.Lock()  # of "serial" transactions: who waits for it holds no connection
        self._engine, self._heart = _pool(url, setting, CONNECTIONS), _pool(url, setting, HEART)
        self._readers = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def there(self) -> bool:
        """See `Database`. What there is not, connecting tells."""
        return True

    async def prepare(self) -> None:
        """See `Database`."""
        async with self.read() as connection:
            await connection.exec_driver_sql("SELECT 1")

    async def transact(self, work: Callable[[Connection], T], way: Way = "free") -> T:
        """See `Database`. One whose caller is cancelled still ends by itself."""
        ending = asyncio.ensure_future(self._in_turn(work) if way == "serial" else self._patiently(work, way))
        self._running.add(ending)
        ending.add_done_callback(self._ended)
        async with self._translated(), asyncio.timeout(self._limit):
            return await asyncio.shield(ending)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """See `Database`."""
        async with self._translated(), self._readers.connect() as connection:
            yield connection

    async def view(self, work: Callable[[Connection], T]) -> T:
        """See `Database`."""
        async with self.read() as connection:
            return await connection.run_sync(work)

    def hurry(self) -> None:
        """See `Database`."""
        self._attempts, self._limit = 1, HURRIED

    def check_place(self) -> None:
        """See `Database`. It is the server's to keep."""

    async def close(self) -> None:
        """See `Database`. What has not ended by then is cut off: the server undoes it."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=HURRIED)
            for ending in late:
                ending.cancel()
        with suppress(Exception):  # a server that has gone, or does not answer
            async with asyncio.timeout(HURRIED):
                await asyncio.gather(*self._running, return_exceptions=True)
                await self._engine.dispose()
                await self._heart.dispose()

    async def _in_turn(self, work: Callable[[Connection], T]) -> T:
        def alone(connection: Connection) -> T:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({SERIAL})")
            return work(connection)

        async with self._turn:
            return await self._patiently(alone)

    async def _patiently(self, work: Callable[[Connection], T], way: Way = "free") -> T:
        left, engine = self._attempts, self._heart if way == "heart" else self._engine
        while True:
            left -= 1
            ending = False
            try:
                async with self._translated(last=left <= 0), engine.begin() as connection:
                    result = await connection.run_sync(work)
                    ending = True
            except Exception as error:
                self.unsure += ending
                if not _is_given_up(error):
                    raise
            else:
                return result

    @asynccontextmanager
    async def _translated(self, *, last: bool = True) -> AsyncIterator[None]:
        try:
            yield
        except exc.TimeoutError as error:
            raise StoreBusy(f"{self.name}: all connections are taken") from error
        except (BadStore, StoreBusy):
            raise
        except Exception as error:
            if _is_given_up(error) and not last:
                raise
            found = named(self.name, error.orig if isinstance(error, exc.DBAPIError) else error)
            if found is None:
                raise
            raise found from error

    def _ended(self, ending: "asyncio.Future[Any]") -> None:
        self._running.discard(ending)
        if not ending.cancelled():
            ending.exception()  # nobody else hears of it when the caller was cancelled
