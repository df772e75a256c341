"""The search index on SQLite: a table of FTS5 that keeps, of each of its tokens, only the rows that have it.

It has no copy of what was put into it (`content=''`), so what is in it is not taken out again: an article that changes
gets another row, and those of earlier ones lead nowhere (`search`). Its tokenizer splits at spaces only. A query is
built of quoted tokens alone: https://www.sqlite.org/fts5.html#full_text_query_syntax
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Row,
    Select,
    Table,
    Text,
    bindparam,
    insert,
    literal_column,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import rows
from bot.adapters.storage.columns import Id
from bot.adapters.storage.matching import Asked, Syntax
from bot.adapters.storage.prepared import Prepared
from bot.adapters.storage.schema import indexed

PUNCTUATION = "".join(map(chr, (*range(33, 48), *range(58, 65), *range(91, 97), *range(123, 127))))
PARTS = ("data", "idx", "config")  # the tables that FTS5 keeps such an index in
MERGED = 8  # segments merged at once: a fifth less work at a put than with FTS5's own 4
table = Table("search", MetaData(), Column("rowid", Id, primary_key=True), Column("tokens", Text))
_PUT = Prepared(lambda _: insert(table), ("rowid", "tokens"))


def make(connection: Connection) -> None:
    """An empty index in the place of whatever is there. A damaged one refuses to be dropped: so the schema forgets it,
    and its own tables are dropped one by one (https://www.sqlite.org/pragma.html#pragma_writable_schema)."""
    letters = PUNCTUATION.replace("'", "''").replace('"', '""')
    run = connection.exec_driver_sql
    run("PRAGMA writable_schema = ON")
    run("DELETE FROM sqlite_master WHERE name = 'search'")
    run("PRAGMA writable_schema = RESET")
    for part in PARTS:
        run(f"DROP TABLE IF EXISTS search_{part}")
    run(
        "CREATE VIRTUAL TABLE search USING fts5"
        f"""(tokens, content = '', columnsize = 0, detail = none, tokenize = "ascii tokenchars '{letters}'")"""
    )
    run("INSERT INTO search (search, rank) VALUES ('automerge', ?)", (MERGED,))


def put(connection: Connection, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Store articles' tokens as rows which there have never been."""
    _PUT.run(connection, [(row, " ".join(tokens)) for row, tokens in rows])


def remove(connection: Connection, row: int) -> None:
    """A row that leads nowhere may stay."""


async def newest(
    connection: AsyncConnection, asked: str, conditions: Sequence[ColumnElement[bool]], limit: int, since: int
) -> Sequence[Row[Any]]:
    """The rows of `indexed` that match, of those from `since` on the last ones, backwards. FTS5 walks its lists from
    their ends, only as far as it is asked to."""
    found = _matching(select(*rows.HIT), asked, conditions)
    if since:
        found = found.where(table.c.rowid >= since)
    newest_first: Sequence[Row[Any]] = (
        await connection.execute(found.order_by(table.c.rowid.desc()).limit(limit))
    ).all()
    return newest_first


async def count(connection: AsyncConnection, asked: Sequence[Asked], limit: int) -> Sequence[int]:
    """How many rows match each of the queries, counted to `limit`."""
    counts = (rows.counted(_matching(select(indexed.c.row), *each), limit) for each in asked)
    return (await connection.execute(select(*counts))).one()


def _matching(wanted: Select[Any], asked: str, conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    matches = literal_column("search").op("MATCH", is_comparison=True)(bindparam(None, asked, Text))
    return wanted.join(table, table.c.rowid == indexed.c.row).where(matches, *conditions)


def _token(token: str) -> str:
    doubled = token.replace('"', '""')
    return f'"{doubled}"'


SYNTAX = Syntax(" AND ", " OR ", "({0}) NOT ({1})", _token, lambda beginning: f"{_token(beginning)} *")
