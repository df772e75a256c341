"""How late the event loop is while a feed of 2 MB is read: `python -m bench.loop [--megabytes 2]`.

A coroutine sleeps a millisecond again and again beside `WebReader.feed`; what it wakes later than that is lateness:
the time for which the worker held the interpreter. Measured for each kind of document, worst of all readings; two
phases without any reading tell what the machine and Python's own switching between threads add.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import perf_counter
from typing import NamedTuple

from bench.odd.shapes import atom, atom_story, rss, story
from bot.adapters.reading import WebReader
from bot.domain.errors import Unreadable
from bot.domain.model import Page

TICK = 0.001
WANTED = 50  # milliseconds
RUNS = 3
_TEXT = "Trams cross the river again after a winter of repairs, the council says. " * 40


class Lateness(NamedTuple):
    """Milliseconds; `took` the seconds of one reading."""

    worst: float
    late: int  # ticks more than ten milliseconds late
    took: float


async def lateness(work: Callable[[], Awaitable[object]]) -> Lateness:
    """The worst lateness while `work` runs."""
    late: list[float] = [0.0]
    going = True

    async def tick() -> None:
        while going:
            before = perf_counter()
            await asyncio.sleep(TICK)
            late.append((perf_counter() - before - TICK) * 1000)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    started = perf_counter()
    with suppress(Unreadable):
        await work()
    took = perf_counter() - started
    going = False
    await ticking
    return Lateness(max(late), sum(each > 10 for each in late), took)


def documents(size: int) -> dict[str, bytes]:
    """One of each kind, `size` bytes long at least."""
    number = range(size // len(story(1, body=_TEXT)) + 1)
    many = range(size // 90)
    plain = rss(*(story(each, body=_TEXT) for each in number))
    items = [{"id": str(each), "url": f"https://site.example/{each}", "content_text": _TEXT} for each in number]
    version = "https://jsonfeed.org/version/1.1"
    return {
        "RSS": plain.encode(),
        "Atom": atom(*(atom_story(each, text=_TEXT) for each in number)).encode(),
        "RSS, broken": plain.replace("</link>", "</link>&nbsp;<br>").encode(),
        "RSS, windows-1251": plain.replace("Trams cross", "Трамваи идут").encode("cp1251"),
        "RSS, references": plain.replace("river", "&#114;iver").encode(),
        "JSON Feed": json.dumps({"version": version, "items": items}).encode(),
        "JSON, small values": json.dumps({"version": version, "items": [{"id": str(each)} for each in many]}).encode(),
        "one item": rss(story(1, body="&lt;p&gt;Trams &amp;amp; boats.&lt;/p&gt;" * (size // 40))).encode(),
        "small elements": rss("<title>A</title>" + "<x/>" * (size // 4)).encode(),
        "no feed": b"<html><body>" + b"<p>Trams cross.</p>" * (size // 19),
    }


async def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.loop", description=__doc__)
    parser.add_argument("--megabytes", type=float, default=2.0)
    size = int(parser.parse_args(arguments).megabytes * 1_000_000)
    print(f"{'phase':24}{'worst, ms':>10}{'best run':>9}{'> 10 ms':>9}{'seconds':>9}   wanted: ≤ {WANTED} ms")
    _show("nothing", [await lateness(lambda: asyncio.sleep(1)) for _ in range(RUNS)])
    _show("a busy thread", [await lateness(lambda: asyncio.to_thread(_busy)) for _ in range(RUNS)])
    worst = 0.0
    async with WebReader(seconds=60) as reader:
        await reader.feed(Page(url="https://site.example/", body=rss(story(1)).encode()))  # imports what it needs
        for name, body in documents(size).items():
            page = Page(url="https://site.example/feed.xml", body=body)
            worst = max(worst, _show(name, [await lateness(lambda page=page: reader.feed(page)) for _ in range(RUNS)]))  # type: ignore[misc]
    print(f"{'worst of all':24}{worst:>10.1f}{'':27}   {'reached' if worst <= WANTED else 'NOT reached'}")
    return 0


def _busy() -> None:
    until = perf_counter() + 1
    while perf_counter() < until:
        pass


def _show(name: str, runs: list[Lateness]) -> float:
    worst, best = max(run.worst for run in runs), min(run.worst for run in runs)
    late, took = sum(run.late for run in runs), min(run.took for run in runs)
    print(f"{name:24}{worst:>10.1f}{best:>9.1f}{late:>9}{took:>9.2f}")
    return worst


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
