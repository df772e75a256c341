"""How long queries take: through the port, warm, beside stock FTS5 with bm25 over the same texts.

All queries are asked once, then several times in turn; a query took what its middle time was, since the machine may be
shared. Beside that stands this process's CPU: with SQLite, all there is of it.

Stock FTS5 (tokenizer unicode61, nothing stored but the index) is asked the same where it can be: rows ordered by its
own rank, the first ten; each query twice, the second time timed.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

from bench.search.queries import Asked
from bench.search.texts import NOW, SECTIONS, SHARES
from bench.search.told import Row, percentile, spread
from bot.adapters.storage.store import Store
from bot.domain.model import Query
from bot.domain.query import parse

ROUNDS = 3
PATIENCE = 600  # seconds, after which no further round begins
PAGE = 10
PREFIX = "prefix"
STOCK = "SELECT rowid FROM stock WHERE stock MATCH ? ORDER BY rank LIMIT ?"


class Took(NamedTuple):
    """Seconds by query: that passed, and of this process's CPU, all threads."""

    passed: list[float]
    cpu: list[float]


def understood(text: str) -> Query:
    """As `Archive` has it parsed, with the sections and languages that there are."""
    return parse(text, NOW, dict(zip(SECTIONS, SECTIONS, strict=True)), tuple(sorted(SHARES)))


async def measure(store: Store, asked: Sequence[Asked]) -> Took:
    """Ask all of them."""
    queries = [understood(each.text) for each in asked]
    passed: list[list[float]] = [[] for _ in asked]
    used: list[list[float]] = [[] for _ in asked]
    began = perf_counter()
    for number in range(ROUNDS + 1):
        if number > 1 and perf_counter() > began + PATIENCE:
            break
        for at, (query, each) in enumerate(zip(queries, asked, strict=True)):
            start, cpu = perf_counter(), process_time()
            await store.articles.find(query, limit=PAGE, offset=each.offset)
            if number:
                passed[at].append(perf_counter() - start)
                used[at].append(process_time() - cpu)
    return Took([median(times) for times in passed], [median(times) for times in used])


def stock_index(database: Path, file: Path) -> None:
    """Make stock FTS5's index of a database's articles."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("ATTACH ? AS archive", (str(database),))
        connection.execute("CREATE VIRTUAL TABLE stock USING fts5(title, body, content='')")
        connection.execute("INSERT INTO stock (rowid, title, body) SELECT id, title, text FROM archive.articles")


def measure_stock(file: Path, asked: Sequence[Asked]) -> list[float | None]:
    """The seconds each query took; None where it cannot be asked."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA query_only = ON")
        return [_stock(connection, each) for each in asked]


def _stock(connection: sqlite3.Connection, asked: Asked) -> float | None:
    if not asked.stock:
        return None
    took = 0.0
    for _ in range(2):
        start = perf_counter()
        connection.execute(STOCK, (asked.stock, PAGE + asked.offset)).fetchall()
        took = perf_counter() - start
    return took


def print_kinds(asked: Sequence[Asked], took: Took, stock: Sequence[float | None] = ()) -> None:
    """A line for each kind of query."""
    head = f"{'p50':>8} {'p95':>8} {'p99':>8} {'max':>8}"
    print(f"{'ms':<28}{head}   CPU {head[4:]}" + f"   stock FTS5, bm25:\n{'':<101}{head}" * bool(stock))
    for kind in dict.fromkeys(each.kind for each in asked):
        those = [at for at, each in enumerate(asked) if each.kind == kind]
        columns = [[took.passed[at] for at in those], [took.cpu[at] for at in those]]
        columns.append([seconds for at in those if stock and (seconds := stock[at]) is not None])
        print(f"{kind:<28}" + "   ".join(spread(column) for column in columns if column))


def rows(
    engine: str,
    goals: Mapping[int, float],
    asked: Sequence[Asked],
    took: Took,
    stock: Sequence[float | None] = (),
) -> list[Row]:
    """The rows on latency: `goals` are milliseconds by percentile."""
    reached = all(percentile(took.passed, percent) * 1000 <= most for percent, most in goals.items())
    begun = [seconds for each, seconds in zip(asked, took.passed, strict=True) if each.kind == PREFIX]
    prefix = percentile(begun, 95) * 1000
    goal = ", ".join(f"p{percent} ≤ {most:g} ms" for percent, most in goals.items())
    told = f"{_told(took.passed)}, most {max(took.passed) * 1000:.1f} (CPU here: {_told(took.cpu)})"
    found = [
        Row(f"any of {len(asked)} queries, {engine}, warm", goal, told, reached),
        Row(f"prefix queries, {engine}", "p95 ≤ 100 ms", f"p95 {prefix:.1f} ms", prefix <= 100),
    ]
    both = [(own, other) for own, other in zip(took.passed, stock, strict=bool(stock)) if other is not None]
    if both:
        ours, theirs = zip(*both, strict=True)
        told = f"{_told(theirs)}; ours, of the same: {_told(ours)}"
        found.append(Row(f"plain FTS5 bm25, {len(both)} of these queries", "", told))
    return found


def _told(seconds: Sequence[float]) -> str:
    return ", ".join(f"p{percent} {percentile(seconds, percent) * 1000:.1f} ms" for percent in (50, 95, 99))
