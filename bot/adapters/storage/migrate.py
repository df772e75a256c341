"""Bringing a database to this program's schema, and waiting for another process to do so.

The revision is read by hand, so that Alembic (10 MB, 100 ms) is imported only when there is something to do.
"""

import asyncio
import errno
import logging
import os
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Connection

from bot.adapters.storage.engine import PASSING, Database
from bot.adapters.storage.places import hidden, obstacle
from bot.domain.errors import BadStore, StoreBusy

REVISIONS = ("0001", "0002", "0003")  # all there are, oldest first
MARKS = {"alembic_version", "outbox"}  # tables by which a database is known to be Crier's
SCRIPTS = Path(__file__).with_name("migrations")
PAUSE = 0.05  # seconds between two looks
SILENCE = 1.0  # seconds after which a wait is told

_log = logging.getLogger(__name__)


async def create(file: Path, patience: float) -> Database:
    """Open `file` for the bot: made if missing, migrated if old. Several processes may do so at once.

    Raises `BadStore` for what an operator has to mend, `StoreBusy` if others hold it for `patience` seconds.
    """
    _make_folder(file)
    database = Database(file, create=True)
    try:
        await _patiently(database.use_log, patience)
        async with database.read() as connection:
            current = await connection.run_sync(revision, file) == REVISIONS[-1]
        await _patiently(partial(_check_writable if current else _migrate, database), patience)
    except BaseException:
        await database.close()
        raise
    return database


async def wait_for(file: Path, patience: float, *, write: bool = False) -> Database:
    """Open `file` for reading (and to `write`), once it is there and up to date.

    Raises `BadStore` if it is not after `patience` seconds.
    """
    clock = asyncio.get_running_loop().time
    started, told = clock(), False
    while True:
        found = await _ready(file, write=write)
        if isinstance(found, Database):
            return found
        if not told and clock() > started + min(SILENCE, patience / 2):
            _log.warning(
                "waiting up to %g s for %s, which the bot makes or brings up to date when it starts", patience, file
            )
            told = True
        if clock() > started + patience:
            if not found:
                raise BadStore(
                    f"{file}: the database does not exist yet; `crier run` makes it, or `crier sources add URL`"
                )
            mend = "start the bot with `crier run`, which brings it up to date"
            raise BadStore(f"{file}: the database has the older schema {found}; {mend}")
        await asyncio.sleep(PAUSE)


async def _ready(file: Path, *, write: bool) -> Database | str:
    """The database, if it can be read as it is; else its revision."""
    if why := await asyncio.to_thread(hidden, file):
        raise BadStore(f"{file}: {why}")
    if not await asyncio.to_thread(file.exists):
        return ""
    database = Database(file, write=write)
    found = ""
    try:
        async with database.read() as connection:
            found = await connection.run_sync(revision, file)
    except StoreBusy:
        pass  # just being made
    finally:
        if found != REVISIONS[-1]:
            await database.close()
    return database if found == REVISIONS[-1] else found


def revision(connection: Connection, file: Path) -> str:
    """The schema's revision; "" for an empty database. Raises `BadStore` if it is newer, or not Crier's at all."""
    names = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not names:
        return ""
    if not MARKS.issubset(names):
        raise BadStore(f"{file}: this is another program's database; set storage.url to a file of Crier's own")
    found = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
    if found not in REVISIONS:
        raise BadStore(
            f"{file}: the database has the schema {found!r} of a newer Crier, this one knows {REVISIONS[-1]!r}; "
            "install the newer version, or restore an older copy with `crier restore FILE --force`"
        )
    return found


async def _migrate(database: Database) -> None:
    def upgrade_if_old(connection: Connection) -> None:  # under the write lock, only one process finds it old
        if revision(connection, database.file) != REVISIONS[-1]:
            upgrade(connection)

    await database.transact(upgrade_if_old)


async def _check_writable(database: Database) -> None:
    """To be said at start, not at the first article. BEGIN IMMEDIATE alone succeeds on a file that is only readable."""
    await database.transact(lambda connection: connection.exec_driver_sql("DELETE FROM outbox WHERE 0").close())


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations on a connection, inside its transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


async def _patiently(attempt: Callable[[], Awaitable[None]], patience: float) -> None:
    """Try until it works. Switching to write-ahead logging, for one, does not wait for others by itself."""
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        try:
            return await attempt()
        except StoreBusy:
            if asyncio.get_running_loop().time() > deadline:
                raise
        await asyncio.sleep(PAUSE)


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
