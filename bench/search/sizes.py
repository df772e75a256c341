"""How much room the index takes on disk: all tables that only search has, with the engines' own and their indices."""

import sqlite3
from contextlib import closing
from pathlib import Path

OWN = ("search", "indexed", "vocabulary")  # how the names of search's tables begin; FTS5 makes others behind them
PAGES = "SELECT pgsize FROM dbstat WHERE name = ? AND aggregate = TRUE"
TABLES = (
    "SELECT relname, pg_total_relation_size(oid) FROM pg_class "
    "WHERE relkind IN ('r', 'm') AND relnamespace = current_schema()::regnamespace"
)


def is_own(table: str) -> bool:
    """Whether it is one of search's tables."""
    return table.startswith(OWN)


def on_sqlite(file: Path) -> dict[str, int]:
    """Bytes by table or index."""
    with closing(sqlite3.connect(file)) as connection:
        known = connection.execute("SELECT name, tbl_name FROM sqlite_master WHERE rootpage > 0").fetchall()
        own = [name for name, table in known if is_own(table)]
        return {name: connection.execute(PAGES, (name,)).fetchone()[0] for name in own}


async def on_postgresql(url: str) -> dict[str, int]:
    """Bytes by table, its indices among them."""
    import asyncpg  # only where PostgreSQL is

    connection = await asyncpg.connect(url)
    try:
        return {name: size for name, size in await connection.fetch(TABLES) if is_own(name)}
    finally:
        await connection.close()
