"""What real feeds become: `python -m bench.feeds --data ../shared/data`.

Reads every file of DATA/feeds by the reader that the bot uses, and counts what a delivery needs of an entry: a key
by which it is known again (the same after its date, and half of the document, have changed), a title, a link, a time.
"""

import argparse
import asyncio
import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.adapters.reading import WebReader
from bot.domain.errors import Unreadable
from bot.domain.identity import identify
from bot.domain.links import is_web
from bot.domain.model import Entry, Page


@dataclass(slots=True)
class Count:
    """Sums over all feeds."""

    feeds: int = 0
    refused: int = 0
    entries: int = 0
    articles: int = 0
    known: int = 0
    titled: int = 0
    linked: int = 0
    dated: int = 0
    slowest: float = 0.0


async def measure(files: Sequence[Path]) -> tuple[Count, list[str]]:
    """Read every file; what is refused is told in the list."""
    count, said = Count(), []
    now = datetime.now(UTC)
    async with WebReader() as reader:
        for file in files:
            count.feeds += 1
            started = time.perf_counter()
            try:
                feed = await reader.feed(Page(url=f"https://feeds.example/{file.name}", body=file.read_bytes()))
            except Unreadable as error:
                count.refused += 1
                said.append(str(error))
                continue
            count.slowest = max(count.slowest, time.perf_counter() - started)
            _add(count, feed.entries, now)
    return count, said


def _add(count: Count, entries: Sequence[Entry], now: datetime) -> None:
    found = identify("bench", entries, now)
    count.entries += len(entries)
    count.articles += len(found)
    count.known += len(found) - _forgotten(entries, now)
    count.titled += sum(bool(each.entry.title) for each in found)
    count.linked += sum(is_web(each.url) for each in found)
    count.dated += sum(each.entry.published is not None for each in found)


def _forgotten(entries: Sequence[Entry], now: datetime) -> int:
    """How many articles of a later, changed document would be taken for new."""
    first = {key for each in identify("bench", entries, now) for key in each.keys}
    chance = random.Random(2)
    later = [
        replace(entry, published=entry.published and entry.published + timedelta(minutes=1), content="", image="")
        for entry in chance.sample(list(entries), len(entries) // 2 + 1 if entries else 0)
    ]
    return sum(not first & set(each.keys) for each in identify("bench", later, now + timedelta(hours=1)))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.feeds", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds feeds/")
    folder = parser.parse_args(arguments).data / "feeds"
    if not folder.is_dir():
        print(f"{folder} is no folder; --data wants the one that holds feeds/", file=sys.stderr)
        return 2
    started = time.perf_counter()
    count, said = asyncio.run(measure(sorted(folder.iterdir())))
    articles = max(1, count.articles)
    rows = [
        ("feeds", f"{count.feeds}"),
        ("refused (not feeds)", f"{count.refused}"),
        ("entries", f"{count.entries:,}"),
        ("articles", f"{count.articles:,}"),
        ("known again later", f"{count.known / articles:.1%}"),
        ("with a title", f"{count.titled / articles:.1%}"),
        ("with a link", f"{count.linked / articles:.1%}"),
        ("with a sane time", f"{count.dated / articles:.1%}"),
        ("all, seconds", f"{time.perf_counter() - started:.1f}"),
        ("slowest feed, seconds", f"{count.slowest:.2f}"),
        ("peak memory, MiB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"),
    ]
    for name, value in rows:
        print(f"{name:24}{value:>10}")
    for line in said:
        print(f"refused: {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
