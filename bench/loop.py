"""How late the event loop is while a feed of 2 MB is read: `python -m bench.loop [--megabytes 2]`.

A coroutine sleeps a millisecond again and again beside `WebReader.feed`; what it wakes later than that is lateness:
the time for which the worker held the interpreter. In every round each kind of document is read once, and two phases
without any reading tell what the machine and Python's own switching between threads add in that very round: "nothing"
(the loop alone) and "a busy thread" (one that only counts).
"""

import argparse
import asyncio
import json
import statistics
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
ROUNDS = 5
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
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args(arguments)
    bodies = documents(int(options.megabytes * 1_000_000))
    runs: dict[str, list[Lateness]] = {}
    async with WebReader(seconds=60) as reader:
        await reader.feed(Page(url="https://site.example/", body=rss(story(1)).encode()))  # imports what it needs
        for _ in range(options.rounds):
            runs.setdefault("nothing", []).append(await lateness(lambda: asyncio.sleep(0.5)))
            runs.setdefault("a busy thread", []).append(await lateness(lambda: asyncio.to_thread(_busy)))
            for name, body in bodies.items():
                page = Page(url="https://site.example/feed.xml", body=body)
                runs.setdefault(name, []).append(await lateness(lambda page=page: reader.feed(page)))  # type: ignore[misc]
    print(f"{'phase':20}{'median, ms':>12}{'worst':>8}{'> 10 ms':>9}{'seconds':>9}   wanted: ≤ {WANTED} ms")
    for name, each in runs.items():
        _show(name, each)
    worst = max(run.worst for name in bodies for run in runs[name])
    print(f"{'worst of all':20}{'':12}{worst:>8.1f}{'':18}   {'reached' if worst <= WANTED else 'NOT reached'}")
    return 0


def _busy() -> None:
    until = perf_counter() + 0.5
    while perf_counter() < until:
        pass


def _show(name: str, runs: list[Lateness]) -> None:
    worst, middle = max(run.worst for run in runs), statistics.median(run.worst for run in runs)
    late, took = sum(run.late for run in runs), statistics.median(run.took for run in runs)
    print(f"{name:20}{middle:>12.1f}{worst:>8.1f}{late:>9}{took:>9.2f}")


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
