"""The whole table of search at a million items: `python -m bench.search [--part PART ...] [--items 1000000]
[--keep DIR] [--seed 1] [--jobs 1]`.

Articles are invented (`texts`, `words`), and their archive is built on each engine (`building`): with `--keep` it stays
in DIR and is used again. Parts, in this order: those of `PARTS`. All of them need `pip install -e .[bench,postgres]`
and PostgreSQL's binaries.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.search import adding, beside, fuzzing, latency, recall, sizes
from bench.search.keeping import Archives, copied
from bench.search.queries import drawn
from bench.search.told import Row, memory, print_table
from bot.adapters.storage.store import Store, open_store

LARGEST = 1.2e9  # bytes of the index
Work = Callable[[Store], Coroutine[Any, Any, Any]]


def with_store(url: str, work: Work, *, write: bool = False) -> Any:
    """What the work on an open store returns."""

    async def run() -> Any:
        async with open_store(url, mode="run" if write else "read") as store:
            return await work(store)

    return asyncio.run(run())


def sqlite(archives: Archives) -> list[Row]:
    """queries on SQLite, and beside them stock FTS5."""
    file, asked = archives.sqlite(), drawn(archives.world())
    took = with_store(f"sqlite:///{file}", lambda store: latency.measure(store, asked))
    stock = latency.measure_stock(archives.stock(), asked)
    latency.print_kinds(asked, took, stock)
    return latency.rows("SQLite", {95: 50, 99: 100}, asked, took, stock)


def postgresql(archives: Archives) -> list[Row]:
    """the same queries on PostgreSQL, and what its index takes on disk."""
    asked = drawn(archives.world())
    with archives.postgresql() as (server, name):
        took = with_store(server.url(name), lambda store: latency.measure(store, asked))
        parts = asyncio.run(sizes.on_postgresql(server.url(name)))
    latency.print_kinds(asked, took)
    return [*latency.rows("PostgreSQL", {95: 100}, asked, took), on_disk("PostgreSQL", parts)]


def size(archives: Archives) -> list[Row]:
    """what the index takes on disk."""
    return [on_disk("SQLite", sizes.on_sqlite(archives.sqlite()))]


def on_disk(engine: str, parts: dict[str, int]) -> Row:
    """The row on the index's size."""
    whole = sum(parts.values())
    largest = sorted(parts.items(), key=lambda part: -part[1])[:5]
    told = ", ".join(f"{name} {taken / 1e6:,.0f} MB" for name, taken in largest)
    return Row(f"index on disk, {engine}", "≤ 1.2 GB", f"{whole / 1e9:.3f} GB ({told})", whole <= LARGEST)


def add(archives: Archives) -> list[Row]:
    """what it costs to add an item, on SQLite."""
    made_of = archives.world()
    with copied(archives.sqlite()) as file:
        costs, drawing = with_store(f"sqlite:///{file}", lambda store: adding.measure(store, made_of), write=True)
    return adding.rows("SQLite", costs, drawing)


def add_postgresql(archives: Archives) -> list[Row]:
    """the same on PostgreSQL."""
    made_of = archives.world()
    with archives.postgresql() as (server, name):
        server.execute("postgres", f"CREATE DATABASE added TEMPLATE {name} STRATEGY FILE_COPY")
        try:
            costs, drawing = with_store(server.url("added"), lambda store: adding.measure(store, made_of), write=True)
        finally:
            server.execute("postgres", "DROP DATABASE added WITH (FORCE)")
    return adding.rows("PostgreSQL", costs, drawing)


def reader(archives: Archives) -> list[Row]:
    """50,000 items beside the library `reader`."""
    fewer = replace(archives, items=min(archives.items, beside.MOST))
    made_of = fewer.world()
    asked = [each for each in drawn(made_of) if each.stock and not each.offset]
    with tempfile.TemporaryDirectory(dir=archives.folder) as folder:
        url = f"sqlite:///{folder}/crier.db"
        compared = with_store(url, lambda store: beside.measure(store, Path(folder), made_of, asked), write=True)
    return beside.rows(compared, fewer.items)


def fuzz(archives: Archives) -> list[Row]:
    """whatever people and programs type, on SQLite."""
    asked = fuzzing.drawn(archives.world())
    took, errors, worst = with_store(f"sqlite:///{archives.sqlite()}", lambda store: fuzzing.measure(store, asked))
    fuzzing.print_worst(worst, errors)
    return fuzzing.rows("SQLite", took, errors)


def recalled(_: Archives) -> list[Row]:
    """what is found of what people mean: `bench.search.recall`."""
    found = recall.run()
    return [Row("recall@10 of folds, inflections and misspellings", "≥ .95", f"{found:.3f}", found >= recall.WANTED)]


PARTS: dict[str, Callable[[Archives], list[Row]]] = {
    "recall": recalled,
    "sqlite": sqlite,
    "size": size,
    "adding": add,
    "fuzz": fuzz,
    "postgresql": postgresql,
    "adding-postgresql": add_postgresql,
    "reader": reader,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="The whole table of search at a million items")
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--part", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what is built there, and use it again")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes that prepare articles; 0: this one")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that a server is stopped, and folders removed
    with ExitStack() as stack:
        folder = args.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        archives = Archives(folder.resolve(), args.seed, args.items, args.jobs)
        rows: list[Row] = []
        for part in args.part:
            print(f"\n{part}: {PARTS[part].__doc__}", flush=True)
            found = PARTS[part](archives)
            print("\n".join(f"{row.what}: {row.measured}" for row in found))
            rows += found
            print(f"memory: {memory('VmRSS'):.0f} MiB, at most {memory('VmHWM'):.0f}", flush=True)
    print_table(rows)


if __name__ == "__main__":
    main()
