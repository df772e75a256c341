"""Resident memory of the poller and the editor over very many polls.

    python -m bench.memory [--polls 10000]

Twenty-four sources in one process with the real fetcher, reader and store: of each dozen seven answer 304, two carry
the same bytes again, one has new items whose pages have to be read, one is broken off in the middle, one fails. The
sites are a process of their own (`bench.crowd`).
"""

import argparse
import asyncio
import gc
import logging
import os
import platform
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench.crowd import Crowd, crowd
from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import open_store
from bot.app import newsroom
from bot.app.parts import http_fetcher, now, sources, web_reader
from bot.config import Config

DOZEN = (*("feed",) * 7, "always", "always", "short", "broken", "failing")
FIRST = 1000  # polls after which memory is looked at first
WITHIN = 10.0  # per cent
QUIET = 14  # rounds in which no site publishes, after each in which all do


def resident() -> float:
    """MiB."""
    gc.collect()
    return float(psutil.Process().memory_info().rss) / (1 << 20)


async def measure(folder: str, sites: Crowd, polls: int) -> dict[int, float]:
    """Polls so far → MiB: after the first thousand, and after each tenth of all."""
    feeds = [url.replace("feed.xml", f"{DOZEN[n % len(DOZEN)]}.xml") for n, url in enumerate(sites.feeds())]
    config = Config.model_validate(
        {
            "fetch": {"allow_private_hosts": ["127.0.0.0/8"]},
            "storage": {"url": f"sqlite:///{Path(folder) / 'crier.db'}"},
            "sources": [{"id": f"site-{number}", "url": url} for number, url in enumerate(feeds)],
        }
    )
    seen: dict[int, float] = {}
    looks = {FIRST, *(polls * tenth // 10 for tenth in range(1, 11))}
    async with (
        open_store(config.storage.url, mode="run") as store,
        http_fetcher(config) as fetcher,
        web_reader(config) as reader,
    ):
        await store.leases.beat()
        await store.sources.seed(sources(config), now())
        poller, editor = newsroom(config, store, fetcher, reader, LocalSignals(), pages=fetcher)
        done = 0
        while done < polls:
            sites.round(done // len(feeds) // (1 + QUIET))
            await store.leases.beat()
            await poller.once()
            await editor.once()
            before, done = done, done + len(feeds)
            seen |= {look: resident() for look in looks if before < look <= done}
        articles = (await store.figures.stats(now())).articles
    print(f"{done} polls, {articles} articles read")
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--polls", type=int, default=10_000)
    options = parser.parse_args()
    logging.disable()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    begun = time.monotonic()
    with crowd(2 * len(DOZEN)) as sites, TemporaryDirectory(prefix="crier-bench-") as folder:
        seen = asyncio.run(measure(folder, sites, options.polls))
    for polls, memory in sorted(seen.items()):
        print(f"{polls:7} polls {memory:8.1f} MiB")
    growth = (max(seen.values()) / seen[FIRST] - 1) * 100
    print(
        f"growth after the first {FIRST}: {growth:.1f} %  (wanted ≤ {WITHIN:g} %)  in {time.monotonic() - begun:.0f} s"
    )


if __name__ == "__main__":
    main()
