"""One round of polling beside the `reader` library, in the same run: feeds a second.

    python -m bench.polling [--sources 1000] [--runs 3] [--profile]

    unchanged   every source answers 304
    news        every source carries twenty items, two of them new

Both ask the same sites (`bench.crowd`, a process of its own), each from connections freshly opened and a database that
has seen a first round; what both then have stored is counted. Ours is the real poller with fetcher, reader and store as
`crier run` wires them; reader's is `update_feeds(workers=10, scheduled=False)`. They take turns, in both orders.
"""

import argparse
import asyncio
import cProfile
import logging
import os
import platform
import pstats
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.crowd import ITEMS, NEW, Crowd, crowd
from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import open_store
from bot.app import newsroom
from bot.app.parts import http_fetcher, now, sources, web_reader
from bot.config import Config

WANTED = {"unchanged": 3.0, "news": 2.0}  # times reader's feeds a second


@dataclass
class Contender:
    """`poll` does one round and returns its seconds; `count` says how many items are stored."""

    name: str
    poll: Callable[[], float]
    count: Callable[[], int]
    seconds: dict[str, list[float]] = field(default_factory=dict)


class Ours:
    """Crier's parts, put together anew for each round, as after a while without a poll."""

    def __init__(self, folder: Path, feeds: list[str], profile: cProfile.Profile | None = None) -> None:
        self._file = folder / "crier.db"
        self._profile = profile
        self._config = Config.model_validate(
            {
                "fetch": {"allow_private_hosts": ["127.0.0.0/8"]},
                "storage": {"url": f"sqlite:///{self._file}"},
                "sources": [{"id": f"site-{number}", "url": url} for number, url in enumerate(feeds)],
            }
        )

    def poll(self) -> float:
        """One round."""
        return asyncio.run(self._poll())

    async def _poll(self) -> float:
        config = self._config
        async with (
            open_store(config.storage.url, mode="run") as store,
            http_fetcher(config) as fetcher,
            web_reader(config) as reader,
        ):
            await store.leases.beat()
            await store.sources.seed(sources(config), now())
            poller, _ = newsroom(config, store, fetcher, reader, LocalSignals(), pages=fetcher)
            if self._profile:
                self._profile.enable()
            begun = time.perf_counter()
            await poller.once()
            seconds = time.perf_counter() - begun
            if self._profile:
                self._profile.disable()
            return seconds

    def count(self) -> int:
        """Articles stored."""
        with closing(sqlite3.connect(self._file)) as database:
            return int(database.execute("SELECT count(*) FROM articles").fetchone()[0])


class Theirs:
    """The `reader` library."""

    def __init__(self, folder: Path, feeds: list[str]) -> None:
        from reader import make_reader

        self._file = str(folder / "reader.db")
        with closing(make_reader(self._file)) as reader:
            for url in feeds:
                reader.add_feed(url)

    def poll(self) -> float:
        """One round."""
        from reader import make_reader

        with closing(make_reader(self._file)) as reader:
            begun = time.perf_counter()
            reader.update_feeds(workers=10, scheduled=False)
            return time.perf_counter() - begun

    def count(self) -> int:
        """Entries stored."""
        from reader import make_reader

        with closing(make_reader(self._file)) as reader:
            return int(reader.get_entry_counts().total or 0)


def measure(contenders: list[Contender], sites: Crowd, runs: int) -> None:
    """A first round that is not timed, then the rounds of each kind, in alternating order."""
    rounds = 0
    for contender in contenders:
        contender.poll()
    for kind in WANTED:
        for run in range(runs):
            if kind == "news":
                rounds += 1
                sites.round(rounds)
            for contender in contenders[:: 1 if run % 2 else -1]:
                contender.seconds.setdefault(kind, []).append(contender.poll())
                stored, right = contender.count(), sites.sites * (ITEMS + rounds * NEW)
                if stored != right:
                    sys.exit(f"{contender.name} has stored {stored} items instead of {right}")


def report(ours: Contender, theirs: Contender, sources_: int) -> None:
    """The table."""
    print(f"{'':10} {'Crier':>9} {'reader':>9}   feeds/s")
    for kind, wanted in WANTED.items():
        fast, slow = (sources_ / statistics.median(each.seconds[kind]) for each in (ours, theirs))
        each = ", ".join(f"{b / a:.2f}" for a, b in zip(ours.seconds[kind], theirs.seconds[kind], strict=True))
        print(f"{kind:10} {fast:9.0f} {slow:9.0f}   {fast / slow:.2f}×  (wanted ≥ {wanted:g}×)  runs: {each}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="ours alone: where the event loop's time goes")
    options = parser.parse_args()
    logging.disable()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; {options.sources} sources; {options.runs} runs")
    with crowd(options.sources) as sites, TemporaryDirectory(prefix="crier-bench-") as folder:
        profile = cProfile.Profile() if options.profile else None
        mine = Ours(Path(folder), sites.feeds(), profile)
        ours = Contender("Crier", mine.poll, mine.count)
        if profile:
            measure([ours], sites, options.runs)
            print({kind: [round(each, 2) for each in seconds] for kind, seconds in ours.seconds.items()})
            pstats.Stats(profile).sort_stats("tottime").print_stats(45)
            return
        other = Theirs(Path(folder), sites.feeds())
        theirs = Contender("reader", other.poll, other.count)
        measure([ours, theirs], sites, options.runs)
        report(ours, theirs, options.sources)


if __name__ == "__main__":
    main()
