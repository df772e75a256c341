"""The store: every storage port on one database."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from bot.adapters.storage import migrate
from bot.adapters.storage.addresses import SqlAddresses
from bot.adapters.storage.articles import SqlArticles
from bot.adapters.storage.engine import database_file
from bot.adapters.storage.figures import SqlFigures
from bot.adapters.storage.leases import Membership, SqlLeases
from bot.adapters.storage.notebook import SqlNotebook
from bot.adapters.storage.outbox import SqlOutbox
from bot.adapters.storage.process import Process, this_process
from bot.adapters.storage.pushes import SqlPushes
from bot.adapters.storage.sources import SqlSources
from bot.domain.errors import StoreBusy

PATIENCE = 10.0  # seconds


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
    hurry: Callable[[], None]  # from now on no transaction waits long for another process: this one is ending


@asynccontextmanager
async def open_store(
    url: str,
    *,
    mode: Literal["run", "write", "read"],
    process: Process | None = None,
    patience: float = PATIENCE,
    hold_doubts: bool = False,
) -> AsyncIterator[Store]:
    """Open the database at `url`; what this process holds is given back at the end.

    "run" makes and migrates it. "write" and "read" never do: they wait up to `patience` seconds for another process
    to do so.
    `hold_doubts`: see `Membership`.
    Raises `BadStore` where an operator has to mend something, `StoreBusy` where others hold it for too long.
    """
    file = database_file(url)
    if mode == "run":
        database = await migrate.create(file, patience)
    else:
        database = await migrate.wait_for(file, patience, write=mode == "write")
    membership = Membership(process or this_process(), hold_doubts=hold_doubts)
    leases = SqlLeases(database, membership)
    try:
        yield Store(
            sources=SqlSources(database, membership),
            articles=SqlArticles(database, membership),
            addresses=SqlAddresses(database),
            outbox=SqlOutbox(database, membership),
            leases=leases,
            notebook=SqlNotebook(database),
            figures=SqlFigures(database),
            pushes=SqlPushes(database),
            hurry=database.hurry,
        )
    finally:
        database.hurry()
        with suppress(StoreBusy):  # then the next process finds this one dead
            await leases.release()
        await database.close()
