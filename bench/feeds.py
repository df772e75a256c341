"""What feeds become: `python -m bench.feeds --data ../shared/data`.

Reads every file of DATA/feeds, and every odd feed of our own, by the reader that the bot uses, and counts what a
delivery needs of an item: a key by which it is known again (the same after its date, and half of the document, have
changed), a plain title, an absolute link or none, a time. Odd feeds are compared with what was wanted of them, too.
"""

import argparse
import asyncio
import random
import re
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from bench.odd import NOW, ZONE, Odd, feeds
from bench.odd.shapes import SITE
from bot.adapters.reading import WebReader
from bot.adapters.reading.dates import EARLIEST
from bot.domain.errors import Unreadable
from bot.domain.identity import identify
from bot.domain.links import canonical, is_web
from bot.domain.model import Entry, Page

NAME = 34
_MARKUP = re.compile(r"</?(?:p|b|i|a|br|img|span|div|em|strong)[\s/>]|&(?:amp|lt|gt|quot|nbsp);", re.IGNORECASE)


@dataclass(slots=True)
class Count:
    """Sums over a set of feeds; `told` are the reasons of what went wrong."""

    feeds: int = 0
    refused: int = 0
    raised: int = 0
    entries: int = 0
    articles: int = 0
    known: int = 0
    titled: int = 0
    linked: int = 0
    without_link: int = 0
    dated: int = 0
    timed: int = 0  # with a date, or first seen
    unlike: int = 0  # items of odd feeds that are not what was wanted
    slowest: float = 0.0
    told: list[str] = field(default_factory=list)


async def measure(feeds: Iterable[Odd], zone: tzinfo, now: datetime) -> Count:
    """Read every feed."""
    count = Count()
    async with WebReader(zone=zone, clock=lambda: now, seconds=60) as reader:
        for odd in feeds:
            count.feeds += 1
            started = time.perf_counter()
            try:
                url = f"{SITE}/{odd.name}"
                feed = await reader.feed(Page(url=url, body=odd.body, content_type=odd.content_type))
            except Unreadable as error:
                count.refused += not odd.refused
                count.told += [] if odd.refused and odd.refused in str(error) else [f"{odd.name} refused: {error}"]
                continue
            except Exception as error:
                count.raised += 1
                count.told.append(f"{odd.name} raised {error!r}")
                continue
            count.slowest = max(count.slowest, time.perf_counter() - started)
            _add(count, odd.name, feed.entries, now)
            if odd.wanted:
                _compare(count, odd, feed.entries)
    return count


def _add(count: Count, name: str, entries: Sequence[Entry], now: datetime) -> None:
    found = identify("bench", entries, now)
    count.entries += len(entries)
    count.articles += len(found)
    forgotten = _forgotten(entries, now)
    count.known += len(found) - forgotten
    if forgotten:
        count.told.append(f"{name}: {forgotten} items have no stable key")
    for each in found:
        entry = each.entry
        plain = bool(entry.title.strip()) and not _MARKUP.search(entry.title)
        sane = entry.published is None or EARLIEST <= entry.published <= now + timedelta(days=1)
        count.titled += plain
        count.linked += is_web(entry.url)
        count.without_link += not entry.url
        count.dated += entry.published is not None
        count.timed += sane
        if not plain:
            count.told.append(f"{name}: no plain title: {entry.title[:60]!r} ({each.url})")


def _compare(count: Count, odd: Odd, entries: Sequence[Entry]) -> None:
    if len(entries) != len(odd.wanted):
        count.unlike += abs(len(entries) - len(odd.wanted))
        count.told.append(f"{odd.name}: {len(entries)} items, wanted {len(odd.wanted)}")
    for number, (entry, wanted) in enumerate(zip(entries, odd.wanted, strict=False), 1):
        title = entry.title == wanted.title or (wanted.title is None and bool(entry.title))
        same = title and canonical(entry.url) == canonical(wanted.url)
        if not same or (entry.published, entry.media) != (wanted.published, wanted.media):
            count.unlike += 1
            count.told.append(f"{odd.name}: item {number} is not what was wanted: {str(entry)[:160]}")


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
    files = [Odd(file.name, file.read_bytes(), ()) for file in sorted(folder.iterdir())]
    real = asyncio.run(measure(files, UTC, datetime.now(UTC)))
    odd = asyncio.run(measure(feeds(), ZONE, NOW))
    print(f"{'':{NAME}}{'real':>10}{'odd':>10}   wanted")
    for (name, value, wanted), (_, other, _) in zip(_rows(real), _rows(odd), strict=True):
        print(f"{name:{NAME}}{value:>10}{other:>10}   {wanted}")
    print(f"{'all, seconds':{NAME}}{time.perf_counter() - started:>10.1f}")
    print(f"{'peak memory, MiB':{NAME}}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>10.0f}")
    print("\n".join([*real.told, *odd.told][:60]))
    return 0


def _rows(count: Count) -> list[tuple[str, str, str]]:
    articles = max(1, count.articles)
    return [
        ("feeds", f"{count.feeds}", "109, and as many odd ones"),
        ("exceptions", f"{count.raised}", "0"),
        ("refused, though feeds", f"{count.refused}", "0"),
        ("items", f"{count.entries:,}", ""),
        ("articles", f"{count.articles:,}", ""),
        ("with a stable key", f"{count.known / articles:.2%}", "≥ 99.5 %"),
        ("with a plain title", f"{count.titled / articles:.2%}", "≥ 99.5 %"),
        ("with an absolute link, or none", f"{(count.linked + count.without_link) / articles:.2%}", "≥ 99.5 %"),
        ("… with a link", f"{count.linked / articles:.2%}", ""),
        ("with a sane time, or first seen", f"{count.timed / articles:.2%}", "≥ 99.5 %"),
        ("… with a time of their own", f"{count.dated / articles:.2%}", ""),
        ("not what was wanted", f"{count.unlike}", "0"),
        ("slowest feed, seconds", f"{count.slowest:.2f}", ""),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
