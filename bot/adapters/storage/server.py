"""What can be said of a PostgreSQL server and its database by looking at them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.engine import Connection

from bot.adapters.storage.migrate import revision
from bot.adapters.storage.postgres import PostgresDatabase
from bot.domain.errors import BadStore

OLDEST = 130000  # server_version_num
FACTS = """
    SELECT current_setting('server_version_num')::int, current_setting('server_version'),
        pg_database_size(current_database()), extract(epoch FROM clock_timestamp())::float8,
        has_schema_privilege(current_schema(), 'CREATE'), has_database_privilege(current_database(), 'TEMP'),
        pg_encoding_to_char(encoding)
    FROM pg_database WHERE datname = current_database()
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server and the database on it. `ahead`: seconds that its clock is ahead of this machine's."""

    name: str
    version: str
    size: int  # bytes
    ahead: float
    filled: bool  # Crier's tables are there


async def look_over_server(url: str) -> Server:
    """Ask the server, and write nothing. Raises `BadStore` if an operator has to mend it first, `StoreBusy` while it
    cannot be asked."""
    database = PostgresDatabase(url)
    try:
        async with database.read() as connection:
            return await connection.run_sync(_look, database.name)
    finally:
        await database.close()


def _look(connection: Connection, name: str) -> Server:
    number, version, size, clock, creates, temporary, encoding = connection.exec_driver_sql(FACTS).one()
    ahead = clock - datetime.now(UTC).timestamp()
    if number < OLDEST:
        raise BadStore(f"{name}: PostgreSQL {version} is too old; install 13 or newer")
    if encoding != "UTF8":
        raise BadStore(f"{name}: its encoding is {encoding}; make a database with createdb -E UTF8 -T template0")
    if not (creates and temporary):
        raise BadStore(f"{name}: this user may not make tables there; ALTER DATABASE … OWNER TO …")
    return Server(name, version, size, ahead, bool(revision(connection, name)))


async def is_filled(url: str) -> bool:
    """Whether there is a database of Crier's."""
    return (await look_over_server(url)).filled
