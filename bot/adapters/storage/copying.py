"""Moving to PostgreSQL: everything that a SQLite file holds, in one transaction, and compared before it is committed.

Tables go in order of what they refer to. Rows are compared by their number and by the sum of their digests, computed of
what was read on the one side and of what was stored on the other; the search index is put together anew of the
articles that SQLite's has, and compared by number. Whatever goes wrong, or is stopped, leaves the target as it was.
What a process held goes along: to the target that process is dead, and the first heartbeat there frees it.
"""

import hashlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import Boolean, Table

from bot.adapters.storage import migrate, tsearch
from bot.adapters.storage.backup import must_exist, refuse_if_used
from bot.adapters.storage.columns import EPOCH, MICROSECOND
from bot.adapters.storage.engine import SERIAL, is_far
from bot.adapters.storage.indexing import COLUMNS, stored
from bot.adapters.storage.membership import SERVER_TIME, SILENCE
from bot.adapters.storage.postgres import EXAMPLE, PostgresDatabase, connect, named, shown
from bot.adapters.storage.schema import metadata
from bot.adapters.storage.sqlite import SqliteDatabase, database_file, translated
from bot.adapters.storage.tokens import Searched, tokens
from bot.domain.errors import BadStore

if TYPE_CHECKING:
    import asyncpg

Row = tuple[Any, ...]
Progress = Callable[[int], None]  # rows that were copied or compared since the last call
BATCH = 1000  # rows in memory
TO = "--to"  # where the target is named
TABLES = tuple(metadata.sorted_tables)
OWN = {"processes", "leases"}  # of those who work on it: a database that holds nothing else is empty


def check_target(target: str) -> None:
    """Raises `BadStore` if `target` is no address of PostgreSQL's."""
    if not is_far(target):
        raise BadStore(f"{TO}: write an address of PostgreSQL: {EXAMPLE}")
    shown(target, TO)


def count(source: str) -> int:
    """How many rows there are to be copied and compared. Raises `BadStore`."""
    with _reading(_file(source)) as file:
        return 2 * sum(_number(file, table.name) for table in TABLES) + _number(file, "indexed")


async def copy(source: str, target: str, progress: Progress, *, force: bool = False, running: bool = False) -> int:
    """Copy the SQLite database at `source` to the PostgreSQL database at `target`, both brought up to date before.
    Returns how many rows there are now.

    `force`: empty the target first. `running`: copy although a bot runs on the source.
    Raises `BadStore` for what an operator has to mend, `StoreBusy` while others hold one of them.
    """
    check_target(target)
    file = _file(source)
    if not running:
        refuse_if_used(file, "or copy all the same with --running; what it does meanwhile stays behind")
    for database in (SqliteDatabase(file, write=True), PostgresDatabase(target, TO)):
        try:
            await migrate.create(database, patience=10)
        finally:
            await database.close()
    with _reading(file) as opened:
        async with _writing(target) as connection:
            await _make_room(connection, shown(target), force=force)
            return await _copy(opened, connection, progress)


def _file(source: str) -> Path:
    file = database_file(source)
    must_exist(file)
    return file


@asynccontextmanager
async def _writing(target: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    try:
        connection = await connect(target, TO, lock_timeout="10s", idle_in_transaction_session_timeout="0")
        try:
            async with connection.transaction():
                yield connection
        finally:
            connection.terminate()
    except BadStore:
        raise
    except Exception as error:
        known = named(shown(target), error)
        if known is None:
            raise
        raise known from error


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    """One view of a SQLite database."""
    with translated(file), closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as opened:
        opened.isolation_level = None
        opened.execute("BEGIN")
        yield opened


def _number(file: sqlite3.Connection, table: str) -> int:
    return int(file.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own names


async def _make_room(connection: "asyncpg.Connection[Any]", name: str, *, force: bool) -> None:
    """Let nobody begin to work on the target, and let it be empty. Raises `BadStore` if it is not."""
    await connection.execute("LOCK TABLE processes IN EXCLUSIVE MODE")
    await connection.execute(f"SELECT pg_advisory_xact_lock({SERIAL})")
    now = await connection.fetchval(SERVER_TIME)
    if (await connection.fetchval("SELECT max(seen) FROM processes") or 0) > now - SILENCE.total_seconds() * 1e6:
        raise BadStore(f"{name}: a bot is running on it; stop it first")
    filled = [table.name for table in TABLES if await _has_rows(connection, table.name)]
    if set(filled) - OWN and not force:
        raise BadStore(f"{name}: it is not empty; name another database, or empty it by --force")
    if filled:
        await connection.execute(f"TRUNCATE {', '.join(table.name for table in TABLES)}, search")


async def _has_rows(connection: "asyncpg.Connection[Any]", table: str) -> bool:
    return bool(await connection.fetchval(f"SELECT EXISTS (SELECT 1 FROM {table})"))  # noqa: S608 - our own names


async def _copy(file: sqlite3.Connection, connection: "asyncpg.Connection[Any]", progress: Progress) -> int:
    total = 0
    for table in TABLES:
        total += await _copy_table(table, file, connection, progress)
    total += await _copy_search(file, connection, progress)
    for table in TABLES:
        await _go_on_counting(table, file, connection)
    return total


async def _copy_table(
    table: Table, file: sqlite3.Connection, connection: "asyncpg.Connection[Any]", progress: Progress
) -> int:
    names = [column.name for column in table.columns]
    sent, stored = _Sum(), _Sum()
    for rows in _batches(table, file):
        await connection.copy_records_to_table(table.name, records=sent.of(rows), columns=names)
        progress(len(rows))
    listed = ", ".join(f'"{name}"' for name in names)
    async for row in connection.cursor(f"SELECT {listed} FROM {table.name}", prefetch=BATCH):  # noqa: S608 - our own names
        stored.add(tuple(row))
        if stored.count % BATCH == 0:
            progress(BATCH)
    progress(stored.count % BATCH)
    if sent != stored:
        raise BadStore(f"{table.name}: {stored.count:,} rows arrived of {sent.count:,}, or not as they were")
    return stored.count


def _batches(table: Table, file: sqlite3.Connection) -> Iterator[list[Row]]:
    """Rows as PostgreSQL's driver wants them: truths as such, and texts without NUL, which its server cannot store."""
    truths = [at for at, column in enumerate(table.columns) if isinstance(column.type, Boolean)]
    listed = ", ".join(f'"{column.name}"' for column in table.columns)
    found = file.execute(f"SELECT {listed} FROM {table.name}")  # noqa: S608 - our own names
    while rows := found.fetchmany(BATCH):
        yield [_row(values, truths) for values in rows]


def _row(values: Row, truths: Sequence[int]) -> Row:
    row = [value.replace("\0", "") if isinstance(value, str) else value for value in values]
    for at in truths:
        row[at] = None if row[at] is None else bool(row[at])
    return tuple(row)


async def _copy_search(file: sqlite3.Connection, connection: "asyncpg.Connection[Any]", progress: Progress) -> int:
    wanted = ", ".join(f"articles.{name}" for name in COLUMNS)
    found = file.execute(f"SELECT row, {wanted} FROM indexed JOIN articles ON articles.id = article_id")  # noqa: S608 - our own names
    count = 0
    while rows := found.fetchmany(BATCH // 10):
        texts = [(row, tsearch.text(row, tokens(_searched(columns)))) for row, *columns in rows]
        await connection.executemany("INSERT INTO search (rowid, tokens) VALUES ($1, $2)", texts)
        count += len(rows)
        progress(len(rows))
    stored = int(await connection.fetchval("SELECT count(*) FROM search"))
    if stored != count:
        raise BadStore(f"search: {stored:,} rows arrived of {count:,}")
    return stored


def _searched(columns: Sequence[Any]) -> Searched:
    article, item, published, *words = columns
    return stored((article, item, EPOCH + published * MICROSECOND, *words))


async def _go_on_counting(table: Table, file: sqlite3.Connection, connection: "asyncpg.Connection[Any]") -> None:
    """Let the next row's number be the one that it would have had: numbers of rows that are gone are not used again."""
    column = table.autoincrement_column
    if column is None:
        return
    counted = file.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)).fetchone()
    greatest = await connection.fetchval(f"SELECT max({column.name}) FROM {table.name}")  # noqa: S608 - our own names
    last = max(counted[0] if counted else 0, greatest or 0)
    if last:
        await connection.execute("SELECT setval(pg_get_serial_sequence($1, $2), $3)", table.name, column.name, last)


class _Sum:
    """The number of rows and the sum of their digests, in whatever order they come."""

    def __init__(self) -> None:
        self.count = 0
        self._digests = 0

    def add(self, row: Row) -> None:
        """One row more."""
        digest = hashlib.blake2b(repr(row).encode(errors="surrogatepass"), digest_size=16).digest()
        self._digests = (self._digests + int.from_bytes(digest)) % (1 << 128)
        self.count += 1

    def of(self, rows: Iterable[Row]) -> list[Row]:
        """The rows, added."""
        rows = list(rows)
        for row in rows:
            self.add(row)
        return rows

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sum) and (self.count, self._digests) == (other.count, other._digests)

    __hash__ = None  # type: ignore[assignment]
