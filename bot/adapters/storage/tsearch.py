"""The search index on PostgreSQL: each article's tokens as a text, and a GIN over the tsvectors that these make.

The vectors are built here and not by the server's parser, which takes words apart that the domain has put together. A
query is built of quoted tokens alone: no input can be an error. Nothing is ever read but the GIN, so the texts stand
outside the table, compressed; vectors, which hardly compress, took 5 KiB an article.

A GIN knows no order, and finds all that there is: of a common word half the archive. So a row has two tokens more, for
the stretch of rows in which it stands, and the newest matches are looked for in the last stretches, then in four times
as many before them: of a long list, GIN then reads what lies in those ("fast scan",
https://www.postgresql.org/docs/current/gin-implementation.html).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Column,
    ColumnElement,
    MetaData,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.engine import Connection

from bot.adapters.storage.columns import Id
from bot.adapters.storage.matching import Asked, Syntax
from bot.adapters.storage.prepared import Prepared
from bot.adapters.storage.rows import HIT, Hit, between, counted
from bot.adapters.storage.schema import indexed

FINE, COARSE = 12, 16  # bits: a stretch is 4,096 rows, or 65,536
WINDOWS = (8192, 32_768, 131_072, 524_288)  # rows looked through, one window after the other; then all the others

AVOIDED = ("seqscan", "mergejoin", "hashjoin")  # which read whole tables

table = Table("search", MetaData(), Column("rowid", Id, primary_key=True), Column("tokens", Text))
_PUT = Prepared(lambda _: insert(table), ("rowid", "tokens"))
_VECTORS: ColumnElement[Any] = literal_column(
    "array_to_tsvector(string_to_array(search.tokens, ' '))"
)  # as the index has it


def _hits() -> CTE:
    matching = _VECTORS.op("@@", is_comparison=True)(cast(bindparam("asked", type_=Text), TSQUERY))
    return select(table.c.rowid).where(matching).cte().prefix_with("MATERIALIZED", dialect="postgresql")


def _matching(wanted: Select[Any], hits: CTE) -> Select[Any]:
    there = indexed.c.article_id.is_not(None), between(indexed.c.published, "first", "last")
    return wanted.join(hits, hits.c.rowid == indexed.c.row).where(*there)


def _last(hits: CTE) -> Select[Any]:
    """Bounded and ordered by the hits' own rows: by those of `indexed` the planner may walk it whole, since the first
    rows of an order look cheap to it."""
    found = _matching(select(*HIT), hits).where(between(hits.c.rowid, "since", "until"))
    return found.order_by(hits.c.rowid.desc()).limit(bindparam("limit", type_=BigInteger))


_NEWEST = Prepared(
    lambda _: _last(_hits()),
    ("asked", "first", "last", "since", "until", "limit"),
)
_COUNT = Prepared(
    lambda _: select(counted(_matching(select(indexed.c.row), _hits()), bindparam("limit", type_=BigInteger))),
    ("asked", "first", "last", "limit"),
)


def make(connection: Connection) -> None:
    """An empty index in the place of whatever is there."""
    connection.exec_driver_sql("TRUNCATE search")


def put(connection: Connection, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Store articles' tokens as rows which there have never been."""
    _PUT.run(connection, [(row, text(row, tokens)) for row, tokens in rows])


def text(row: int, tokens: Sequence[str]) -> str:
    """What a row holds."""
    return " ".join((*tokens, _stretch(row, FINE), _stretch(row, COARSE)))


def merge(_: Connection) -> bool:
    """There is one GIN."""
    return False


def remove(connection: Connection, row: int) -> None:
    """Take a row out."""
    connection.execute(delete(table).where(table.c.rowid == row))


def behind_last(connection: Connection) -> int:
    """The row behind the last one. It is asked for first of all: it tells the planner to use the GIN, and to look each
    hit up, however much it expects to match."""
    connection.execute(select(*(func.set_config(f"enable_{way}", "off", True) for way in AVOIDED)))
    return int(connection.scalar(select(func.max(indexed.c.row))) or 0) + 1


def newest(connection: Connection, asked: Asked, limit: int, since: int, until: int) -> list[Hit]:
    """Of the rows that match, and are from `since` to before `until`, the last ones, backwards."""
    found: list[Hit] = []
    for start, end, stretches in _windows(until):
        here = asked._replace(text=_in(asked.text, stretches))
        found += map(Hit._make, _NEWEST.fetch(connection, (*here, since, end, limit - len(found))))
        if len(found) >= limit or start <= max(since, 0):
            break
    return found


def count(connection: Connection, asked: Sequence[Asked], limit: int, since: int) -> Sequence[int]:
    """How many rows match each of the queries, counted to `limit`: of the last window, or, where none of those does, of
    all from about `since` on. A common word's long list is not read for that."""
    end = behind_last(connection)
    _, _, newest = next(_windows(end))
    every = _named(since, end) if since > 0 else ""
    counts = []
    for each in asked:
        few, all_of_them = (each._replace(text=_in(each.text, stretches)) for stretches in (newest, every))
        counts.append(_count(connection, few, limit) or _count(connection, all_of_them, limit))
    return counts


def _count(connection: Connection, asked: Asked, limit: int) -> int:
    ((count,),) = _COUNT.fetch(connection, (*asked, limit))
    return int(count)


def _in(text: str, stretches: str) -> str:
    return f"({text}) & ({stretches})" if stretches else text


def _windows(end: int) -> Iterator[tuple[int, int, str]]:
    """From the last row backwards: from which row to before which, and the stretches that these are; "": whatever is
    left."""
    for size in WINDOWS:
        start = max(0, end - size) >> FINE << FINE
        yield start, end, _named(start, end)
        end = start
    yield 0, end, ""


def _named(start: int, end: int) -> str:
    return " | ".join(map(_token, _stretches(start, end)))


def _stretches(start: int, end: int) -> Iterator[str]:
    many = 1 << COARSE - FINE
    at, last = start >> FINE, (end - 1) >> FINE
    while at <= last:
        whole = at % many == 0 and at + many <= last + 1
        yield _stretch(at << FINE, COARSE if whole else FINE)
        at += many if whole else 1


def _stretch(row: int, bits: int) -> str:
    return f"#{bits}:{row >> bits}"


def _token(token: str) -> str:
    doubled = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


SYNTAX = Syntax(" & ", " | ", "({0}) & !({1})", _token, lambda beginning: f"{_token(beginning)}:*")
