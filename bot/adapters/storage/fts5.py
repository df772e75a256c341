"""The search index on SQLite: a table of FTS5 that keeps, of each of its tokens, only the rows that have it.

It has no copy of what was put into it (`content=''`), so what is in it is not taken out again: an article that changes
gets another row, and those of earlier ones lead nowhere (`search`). Its tokenizer splits at spaces only. A query is
built of quoted tokens alone: https://www.sqlite.org/fts5.html#full_text_query_syntax
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, MetaData, Select, Table, Text, bindparam, func, insert, literal_column, select
from sqlalchemy.engine import Connection

from bot.adapters.storage.columns import Id
from bot.adapters.storage.matching import EVER, Asked, Syntax
from bot.adapters.storage.prepared import Prepared
from bot.adapters.storage.rows import HIT, Hit, between, counted
from bot.adapters.storage.schema import indexed

PUNCTUATION = "".join(map(chr, (*range(33, 48), *range(58, 65), *range(91, 97), *range(123, 127))))
PARTS = ("data", "idx", "config")  # the tables that FTS5 keeps such an index in
PIECE = 250  # pages of 4 KB merged in one transaction: some tens of milliseconds
MERGED = 8  # segments merged at once: a fifth less work at a put than with FTS5's own 4
table = Table("search", MetaData(), Column("rowid", Id, primary_key=True), Column("tokens", Text))
_PUT = Prepared(lambda _: insert(table), ("rowid", "tokens"))


def _matching(wanted: Select[Any]) -> Select[Any]:
    match = literal_column("search").op("MATCH", is_comparison=True)(bindparam("asked", type_=Text))
    there = indexed.c.article_id.is_not(None), between(indexed.c.published, "first", "last")
    return wanted.join(table, table.c.rowid == indexed.c.row).where(match, *there)


_NEWEST = Prepared(
    lambda _: (
        _matching(select(*HIT))
        .where(between(table.c.rowid, "since", "until"))
        .order_by(table.c.rowid.desc())
        .limit(bindparam("limit"))
    ),
    ("asked", "first", "last", "since", "until", "limit"),
)
_COUNT = Prepared(
    lambda _: select(
        counted(_matching(select(indexed.c.row)).where(between(table.c.rowid, "since", "until")), bindparam("limit"))
    ),
    ("asked", "first", "last", "since", "until", "limit"),
)


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


def merge(connection: Connection) -> bool:
    """Do a piece of making one segment of all: a query looks its tokens up in each. False where there was nothing to do
    (https://www.sqlite.org/fts5.html#the_merge_command)."""
    changes = select(func.total_changes())
    before = connection.execute(changes).scalar_one()
    connection.exec_driver_sql("INSERT INTO search (search, rank) VALUES ('merge', ?)", (-PIECE,))
    return bool(connection.execute(changes).scalar_one() - before > 1)


def remove(connection: Connection, row: int) -> None:
    """A row that leads nowhere may stay."""


def behind_last(_: Connection) -> int:
    """A row behind the last one: FTS5 finds its way by itself."""
    return EVER


def newest(connection: Connection, asked: Asked, limit: int, since: int, until: int) -> list[Hit]:
    """Of the rows that match, and are from `since` to before `until`, the last ones, backwards. FTS5 walks its lists
    from their ends, only as far as it is asked to."""
    return list(map(Hit._make, _NEWEST.fetch(connection, (*asked, since, until, limit))))


def count(connection: Connection, asked: Sequence[Asked], limit: int, since: int) -> Sequence[int]:
    """How many rows from `since` on match each of the queries, counted to `limit`."""
    return [_COUNT.fetch(connection, (*each, since, EVER, limit))[0][0] for each in asked]


def _token(token: str) -> str:
    doubled = token.replace('"', '""')
    return f'"{doubled}"'


SYNTAX = Syntax(" AND ", " OR ", "({0}) NOT ({1})", _token, lambda beginning: f"{_token(beginning)} *")
