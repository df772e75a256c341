"""The store: every storage port on one database."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from bot.adapters.storage import migrate
from bot.adapters.storage.addresses import SqlAddresses
from bot.adapters.storage.articles import SqlArticles
from bot.adapters.storage.engine import Database, is_far
from bot.adapters.storage.figures import SqlFigures
from bot.adapters.storage.indexing import SqlIndex
from bot.adapters.storage.leases import SqlLeases
from bot.adapters.storage.membership import LeaseClock, Membership, database_clock
from bot.adapters.storage.notebook import SqlNotebook
from bot.adapters.storage.outbox import SqlOutbox
from bot.adapters.storage.process import Process, this_process
from bot.adapters.storage.pushes import SqlPushes
from bot.adapters.storage.sources import SqlSources
from bot.adapters.storage.sqlite import SqliteDatabase, database_file
from bot.adapters.storage.summaries import SqlSummaries
from bot.adapters.storage.takedowns import SqlTakedowns
from bot.domain.errors import StoreBusy

PATIENCE = 10.0  # seconds
Ring = Callable[[str], None]  # `Signals.ring`
Listen = Callable[[Ring], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Store:
    """The storage ports."""

    sources: SqlSources
    articles: SqlArticles
    addresses: SqlAddresses
    outbox: SqlOutbox
    leases: SqlLeases
    notebook: SqlNotebook
    figures: SqlFigures
    pushes: SqlPushes
    takedowns: SqlTakedowns
    summaries: SqlSummaries
    index: SqlIndex
    hurry: Callable[[], None]  # from now on no transaction waits long for another process: this one is ending
    listen: Listen | None = None  # for ever, to what other processes announce; None: there are none far away


@asynccontextmanager
async def open_store(
    url: str,
    *,
    mode: Literal["run", "write", "read"],
    process: Process | None = None,
    patience: float = PATIENCE,
    clock: LeaseClock = database_clock,
    hold_doubts: bool = False,
) -> AsyncIterator[Store]:
    """Open the database at `url`; what this process holds is given back at the end.

    "run" makes and migrates it. "write" and "read" never do: they wait up to `patience` seconds for another process
    to do so.
    `clock` and `hold_doubts`: see `Membership`.
    Raises `BadStore` where an operator has to mend something, `StoreBusy` where others hold it for too long.
    """
    database = connected(url, create=mode == "run", write=mode == "write")
    membership = Membership(process or this_process(), clock=clock, hold_doubts=hold_doubts)
    leases = SqlLeases(database, membership)
    try:
        await (migrate.create if mode == "run" else migrate.wait_for)(database, patience)
        yield Store(
            sources=SqlSources(database, membership),
            articles=SqlArticles(database, membership),
            addresses=SqlAddresses(database),
            outbox=SqlOutbox(database, membership),
            leases=leases,
            notebook=SqlNotebook(database),
            figures=SqlFigures(database),
            pushes=SqlPushes(database),
            takedowns=SqlTakedowns(database),
            summaries=SqlSummaries(database),
            index=SqlIndex(database),
            hurry=database.hurry,
            listen=_listening(url),
        )
    finally:
        database.hurry()
        with suppress(StoreBusy):  # then the next process finds this one dead
            await leases.release()
        await database.close()


def connected(url: str, *, create: bool = False, write: bool = False) -> Database:
    """The database at `url`, to which nothing connects yet. Raises `BadStore` if there can be none."""
    if is_far(url):
        from bot.adapters.storage.postgres import PostgresDatabase  # only where it is installed

        return PostgresDatabase(url)
    return SqliteDatabase(database_file(url), create=create, write=write)


async def exists(url: str) -> bool:
    """Whether there is a database of Crier's to be opened. Raises as `open_store`."""
    if is_far(url):
        from bot.adapters.storage.server import is_filled

        return await is_filled(url)
    return await asyncio.to_thread(os.access, database_file(url), os.F_OK)


def _listening(url: str) -> Listen | None:
    if not is_far(url):
        return None
    from bot.adapters.storage.listening import listen

    return partial(listen, url)
