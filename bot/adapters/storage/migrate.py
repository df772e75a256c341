"""Bringing a database to this program's schema, and waiting for another process to do so.

The revision is read by hand, so that Alembic (10 MB, 100 ms) is imported only when there is something to do.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import groupby
from pathlib import Path

from sqlalchemy.engine import Connection

from bot.adapters.storage.engine import POSTGRESQL, Database, on_postgresql
from bot.domain.errors import BadStore, CrierError, StoreBusy

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")  # all there are, oldest first
TABLES = {  # by dialect: the names of all tables
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    POSTGRESQL: "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}
WAITED_FOR = "which the bot makes or brings up to date when it starts"
MARKS = {"alembic_version", "outbox"}  # tables by which a database is known to be Crier's
SCRIPTS = Path(__file__).with_name("migrations")
PAUSE = 0.05  # seconds between two looks
SILENCE = 1.0  # seconds after which a wait is told

_log = logging.getLogger(__name__)


async def create(database: Database, patience: float) -> None:
    """Make a database ready for the bot: made if missing, migrated if old. Several processes may do so at once.

    Raises `BadStore` for what an operator has to mend, `StoreBusy` if others hold it for `patience` seconds.
    """
    await _patiently(database.prepare, patience)
    async with database.read() as connection:
        current = await connection.run_sync(revision, database.name) == REVISIONS[-1]
    await _patiently(partial(_check_writable if current else _migrate, database), patience)


async def wait_for(database: Database, patience: float) -> None:
    """Return once a database can be read as it is. Raises `BadStore` if it cannot after `patience` seconds."""
    clock = asyncio.get_running_loop().time
    started, told = clock(), False
    while True:
        trouble = await _trouble(database)
        if trouble is None:
            return
        if not told and clock() > started + min(SILENCE, patience / 2):
            _log.warning("waiting up to %g s for %s, %s", patience, database.name, WAITED_FOR)
            told = True
        if clock() > started + patience:
            raise trouble
        await asyncio.sleep(PAUSE)


async def _trouble(database: Database) -> CrierError | None:
    """What there is to wait for, in the words for who has waited in vain."""
    found = ""
    try:
        if await database.there():
            async with database.read() as connection:
                found = await connection.run_sync(revision, database.name)
    except StoreBusy as error:
        return error if database.far else _missing(database)  # a file is just being made
    if not found:
        return _missing(database)
    if found == REVISIONS[-1]:
        return None
    mend = "start the bot with `crier run`, which brings it up to date"
    return BadStore(f"{database.name}: the database has the older schema {found}; {mend}")


def _missing(database: Database) -> BadStore:
    mend = "`crier run` makes it, or `crier sources add URL`"
    return BadStore(f"{database.name}: the database does not exist yet; {mend}")


def revision(connection: Connection, name: str) -> str:
    """The schema's revision; "" for an empty database. Raises `BadStore` if it is newer, or not Crier's at all."""
    tables = {table for (table,) in connection.exec_driver_sql(TABLES[connection.dialect.name])}
    if not tables:
        return ""
    if not MARKS.issubset(tables):
        raise BadStore(f"{name}: this is another program's database; set storage.url to one of Crier's own")
    found = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
    if found not in REVISIONS:
        raise BadStore(
            f"{name}: the database has the schema {found!r} of a newer Crier, this one knows {REVISIONS[-1]!r}; "
            "install the newer version, or restore an older copy with `crier restore FILE --force`"
        )
    return found


async def _migrate(database: Database) -> None:
    def upgrade_if_old(connection: Connection) -> None:  # under the write lock, only one process finds it old
        if revision(connection, database.name) != REVISIONS[-1]:
            upgrade(connection)

    await database.transact(upgrade_if_old, "serial")


async def _check_writable(database: Database) -> None:
    """To be said at start, not at the first article. BEGIN IMMEDIATE alone succeeds on a file that is only readable."""
    await database.transact(lambda connection: connection.exec_driver_sql("DELETE FROM outbox WHERE 1 = 0").close())


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations on a connection, inside its transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    if on_postgresql(connection):
        _compare_bytes(connection)


def _compare_bytes(connection: Connection) -> None:
    """Let PostgreSQL compare and sort texts as SQLite does, whatever the database's locale: faster, and indices outlive
    an upgrade of the system's own order."""
    columns = connection.exec_driver_sql(
        "SELECT table_name, column_name, character_maximum_length FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying') "
        "AND collation_name IS DISTINCT FROM 'C' ORDER BY table_name"
    ).all()
    for table, own in groupby(columns, lambda column: column[0]):
        kinds = [(name, f"varchar({length})" if length else "text") for _, name, length in own]
        changes = ", ".join(f'ALTER COLUMN "{name}" TYPE {kind} COLLATE "C"' for name, kind in kinds)
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {changes}')


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
