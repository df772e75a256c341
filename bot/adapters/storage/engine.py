"""What both engines share: a database to transact with and to read, and statements that they spell differently.

Storage is written as synchronous functions of a connection. SQLite runs each in its writer's thread (`sqlite`),
PostgreSQL in a greenlet on a connection of the pool (`postgres`): the same functions serve both. SQLite has one writer
at a time; what relies on that is "serial" on PostgreSQL, where everything else is guarded by locks on rows.
"""

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from functools import wraps
from shlex import quote
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")
P = ParamSpec("P")
POSTGRESQL = "postgresql"
CHANNEL = "crier"  # on which PostgreSQL's sessions tell each other what there is to do
SERIAL = 0x63726965  # ("crie") the advisory lock of what is stored in order
Way = Literal["free", "serial", "heart"]


class Database(Protocol):
    """The connections to one database. `name` is how people are told of it, without a secret."""

    name: str
    far: bool  # on another machine, perhaps: it may be out of reach for a while
    unsure: int  # transactions so far that may have been committed though they raised: their COMMIT was not answered

    async def there(self) -> bool:
        """Whether there is one already. Raises `BadStore` if that cannot be seen."""

    async def prepare(self) -> None:
        """Before the first use by the bot: raises `BadStore` or `StoreBusy` if there can be none."""

    async def transact(self, work: Callable[[Connection], T], way: Way = "free") -> T:
        """Run a write transaction: committed when `work` returns, undone when it raises.

        "serial": only one such transaction at a time goes on, of all processes, as on SQLite: for what is read and then
        written (is this article known? is the chat paused?), and for rows whose ids are their order. Claims and
        settlements never wait for it. "heart": waits for no connection.
        """

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """One consistent view, for reading."""

    async def view(self, work: Callable[[Connection], T]) -> T:
        """Run what only reads, in one consistent view: `read` for what asks several things."""

    def hurry(self) -> None:
        """This process is ending: transactions that begin from now on do not wait long for a lock."""

    def check_place(self) -> None:
        """Raises `StoreBusy` where what is written would be lost with this process. Inside a transaction."""

    async def close(self) -> None:
        """Close every connection."""


class _OnDatabase(Protocol):
    _database: Database


S = TypeVar("S", bound=_OnDatabase)


Method = Callable[Concatenate[S, Connection, P], T]
Awaited = Callable[Concatenate[S, P], Coroutine[Any, Any, T]]


def transaction(method: Method[S, P, T]) -> Awaited[S, P, T]:
    """The method as one write transaction: it gets a connection, its callers await it without."""
    return _transaction(method, "free")


def serial(method: Method[S, P, T]) -> Awaited[S, P, T]:
    """The method as one "serial" write transaction."""
    return _transaction(method, "serial")


def heart(method: Method[S, P, T]) -> Awaited[S, P, T]:
    """The method as one write transaction that waits for no connection."""
    return _transaction(method, "heart")


def _transaction(method: Method[S, P, T], way: Way) -> Awaited[S, P, T]:
    @wraps(method)
    async def transact(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._database.transact(lambda connection: method(self, connection, *args, **kwargs), way)

    return transact


def view(method: Method[S, P, T]) -> Awaited[S, P, T]:
    """The method as one consistent view (`Database.view`)."""

    @wraps(method)
    async def look(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._database.view(lambda connection: method(self, connection, *args, **kwargs))

    return look


def insert(connection: Connection, table: Table) -> sqlite.Insert:
    """An INSERT that can say ON CONFLICT: the same words on both engines, but two classes in SQLAlchemy."""
    if on_postgresql(connection):
        return cast(sqlite.Insert, postgresql.insert(table))
    return sqlite.insert(table)


def on_postgresql(connection: Connection | AsyncConnection) -> bool:
    """Which of the engines it is."""
    return connection.dialect.name == POSTGRESQL


def is_far(url: str) -> bool:
    """Whether it is a server's, which several machines may share, and no file."""
    return url.startswith((f"{POSTGRESQL}:", "postgres:"))


def command_line(url: str) -> str:
    """A server's address as PostgreSQL's own programs take it in a shell; they ask for the passwords themselves."""
    address = make_url(url)._replace(password=None)
    return quote(address.difference_update_query({"password", "sslpassword"}).render_as_string())


def announce(connection: Connection, *names: str) -> None:
    """Tell the other processes, once this is committed, what there is to do: the names of `Signals`."""
    if on_postgresql(connection):
        for name in names:
            connection.exec_driver_sql(f"SELECT pg_notify('{CHANNEL}', '{name}')")
