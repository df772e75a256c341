"""Is anything repeated or missed when sites change their feeds? `python -m bench.mutations --data ../shared/data`.

Every feed of DATA/feeds and of bench/odd goes through what sites do (`bench.mutants`): each document is written as RSS,
with at most --most of the feed's entries (6), read by the real reader, named, and stored by the real `store_poll` on
SQLite, in two processes. A repeat is an article taken for new that is none; a miss is a planted one, truly new, that is
taken for known. Wanted: none of either.

Impossible are entries of which a change leaves nothing that is theirs alone: neither guid nor address (nor path, on
another host), nor two of title, day and text. They are counted apart, and never dropped in silence. Such are

- bare entries (a title and a date) of which the title is mended, or all titles are reworded;
- twins, with one title, day and text, of which a template takes the addresses and guids that told them apart.

Two sources carry entries whose address is theirs alone: no page behind a redirect is named by one that several bear.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, closing
from dataclasses import astuple, dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from bench import odd
from bench.documents import MARK, NOW, OLDER, Document, Reading, lost
from bench.mutants import MUTANTS
from bot.adapters.reading import WebReader
from bot.adapters.storage.store import Store, open_store
from bot.domain import text
from bot.domain.identity import identify
from bot.domain.links import address
from bot.domain.model import NO_VALIDATORS, Draft, Entry, NextPoll, Place, Poll, Ready, Source, Subscription

MOST = 6  # entries of one feed: the mutations are the same for more
PROCESSES = 2
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # no disk, where there is one
CARRIED = 5  # articles of one feed that two sources carry
TABLES = "outbox, sightings, article_keys, alternates, revisions, search, articles, items, stories, subscriptions"
GO = "https://go.example/r/"
SOURCES = (Source("one", "https://feeds.example/one"), Source("two", "https://feeds.example/two"))


@dataclass(slots=True)
class Tally:
    """Sums of one mutation over all feeds."""

    entries: int = 0
    planted: int = 0
    repeats: int = 0
    misses: int = 0
    impossible: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


# --- one store for all -------------------------------------------------------------------------------------


class Trial:
    """A database that is emptied before each mutation."""

    def __init__(self, store: Store, direct: sqlite3.Connection, read: Reading) -> None:
        self.store = store
        self._direct = direct
        self._read = read

    def begin(self) -> None:
        """Forget everything but the sources; both are past no baseline."""
        with self._direct:
            for table in TABLES.split(", "):
                self._direct.execute(f"DELETE FROM {table}")  # noqa: S608
            self._direct.execute("UPDATE sources SET baseline = 1, tally = '', newest = NULL")

    async def poll(self, source: Source, entries: Sequence[Entry], step: int = 0) -> int:
        """One poll, `step` weeks later. Returns the number of new articles."""
        now = NOW + timedelta(weeks=step)
        found = identify(source.id, entries, now)
        poll = Poll(source.id, source.url, "rss20", NO_VALIDATORS, "", found, NextPoll(now))
        return await self.store.sources.store_poll(poll, now)

    async def run(self, name: str, entries: Sequence[Entry], tally: Tally) -> None:
        """One mutation of one feed."""
        self.begin()
        past: list[Document] = []
        known: set[int] = set()
        for step, document in enumerate(MUTANTS[name](entries, random.Random(name))):  # noqa: S311
            past.append(document)
            before = self.articles()
            await self.poll(SOURCES[0], await self._read(document), step)
            if step:
                self._judge(past, known, before, tally)
            known |= {label for label, _ in document}

    def articles(self) -> int:
        """How many articles there are."""
        return int(self._direct.execute("SELECT count(*) FROM articles").fetchone()[0])

    def _judge(self, past: Sequence[Document], known: set[int], before: int, tally: Tally) -> None:
        expected = {label for label, _ in past[-1]} - known
        fresh = {label for label in expected if OLDER < label < 0}
        rows = self._direct.execute("SELECT title, entry FROM articles ORDER BY id").fetchall()[before:]
        marked = sum(MARK.lower() in entry.lower() for _, entry in rows)  # in the words, or in the address
        older = len(expected) - len(fresh)  # of a feed that has grown: seen for the first time, too
        others = max(0, len(rows) - marked - older)
        excused = min(others, lost(past))
        tally.entries += len(past[-1])
        tally.planted += len(fresh)
        tally.misses += max(0, len(fresh) - marked)
        tally.repeats += max(0, marked - len(fresh)) + others - excused
        tally.impossible += excused


# --- two sources -------------------------------------------------------------------------------------------


async def two_sources(trial: Trial, entries: Sequence[Entry], tally: Tally, *, redirected: bool) -> None:
    """Both carry the same articles; `redirected`: the second through addresses of its own."""
    shared = [entry for entry in entries if (place := address(entry.url)) and not place.is_home]
    borne = Counter(entry.url for entry in shared)
    shared = [entry for entry in shared if borne[entry.url] == 1][:CARRIED]
    store = trial.store
    trial.begin()
    chat = await store.addresses.ensure(Place("telegram", "1"))
    await store.addresses.subscribe(chat.id, Subscription("all"), NOW)
    for source in SOURCES:
        await trial.poll(source, ())
    owed = 0
    for source in SOURCES:
        carried = shared
        if redirected and source is SOURCES[1]:
            carried = [
                replace(each, url=f"https://go.example/r/{at}-x", guid=f"r{at}") for at, each in enumerate(shared)
            ]
        elif source is SOURCES[1]:
            carried = [replace(each, guid=f"other-{at}", title=f"{each.title} | Two") for at, each in enumerate(shared)]
        await trial.poll(source, carried)
        while batch := await store.articles.claim(NOW):
            articles = [_ready(draft, shared) for draft in batch.drafts]
            owed += await store.articles.publish(articles, NOW, max_age=timedelta(days=40000), settle=timedelta())
    distinct = len(identify("truth", shared, NOW))
    tally.entries += 2 * len(shared)
    tally.planted += distinct
    tally.repeats += max(0, owed - distinct)
    tally.misses += max(0, distinct - owed)


def _ready(draft: Draft, shared: Sequence[Entry]) -> Ready:
    """As the editor leaves it; the page behind a redirect names its true address."""
    place = draft.url.removeprefix(GO).partition("-")[0]
    canonical = shared[int(place)].url if draft.url.startswith(GO) else ""
    title = draft.entry.title or "Untitled"
    indexed = text.index(title, "", "en")
    return Ready(
        draft, title, "", (), "", "", "en", (), draft.first_seen, dated=False, image="", indexed=indexed,
        terms=text.terms(indexed), canonical=canonical,
    )  # fmt: skip


# --- the run -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """What one process tries: feeds by name, at most so many entries of each, through these mutations."""

    feeds: Mapping[str, bytes]
    most: int
    names: Sequence[str]


@dataclass(slots=True)
class Result:
    """What came of it."""

    tallies: dict[str, Tally]
    feeds: int = 0
    worst: list[str] = field(default_factory=list)


@asynccontextmanager
async def trials() -> AsyncIterator[tuple[Trial, Reading]]:
    """A store of its own in a temporary folder, and a reader."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        file = Path(folder, "crier.db")
        async with open_store(f"sqlite:///{file}", mode="run") as store, WebReader(clock=lambda: NOW) as reader:
            await store.sources.seed(SOURCES, NOW)
            with closing(sqlite3.connect(file)) as direct:
                read = Reading(reader)
                yield Trial(store, direct, read), read


async def tried(part: Part) -> Result:
    """All of it, one feed after the other."""
    result = Result({name: Tally() for name in part.names})
    async with trials() as (trial, read):
        for feed, body in part.feeds.items():
            entries = await read.begin(body, part.most)
            result.feeds += bool(entries)
            for name in part.names if entries else ():
                tally = Tally()
                if name in MUTANTS:
                    await trial.run(name, entries, tally)
                else:
                    await two_sources(trial, entries, tally, redirected="redirected" in name)
                if tally.repeats or tally.misses:
                    result.worst.append(f"{name}: {feed}: {tally.repeats} repeats, {tally.misses} misses")
                result.tallies[name] += tally
    return result


def work(part: Part) -> Result:
    """In a process of its own."""
    return asyncio.run(tried(part))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--odd", action="store_true", help="the feeds of bench/odd alone")
    parser.add_argument("--most", type=int, default=MOST, help="entries of one feed (%(default)s)")
    parser.add_argument("--only", default="", help="mutations whose name contains this")
    parser.add_argument("--feed", default="", help="feeds whose name contains this")
    parser.add_argument("--worst", action="store_true", help="name the feeds in which it went wrong")
    args = parser.parse_args()
    given = {each.name: each.body for each in odd.feeds()}
    if not args.odd:
        given |= {file.name: file.read_bytes() for file in sorted((args.data / "feeds").iterdir()) if file.is_file()}
    chosen = [(name, body) for name, body in given.items() if args.feed in name]
    names = [name for name in (*MUTANTS, "two sources", "two sources, redirected") if args.only in name]
    started = time.perf_counter()
    parts = [Part(dict(chosen[at::PROCESSES]), args.most, names) for at in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        results = list(pool.map(work, parts))
    print(f"{sum(result.feeds for result in results)} feeds, at most {args.most} entries each")
    print(f"{'mutation':<28} {'entries':>8} {'planted':>8} {'repeats':>8} {'misses':>8} {'impossible':>11}")
    every = Tally()
    for name in names:
        tally = sum((result.tallies[name] for result in results), Tally())
        show(name, tally)
        every += tally
    show("in all (wanted: 0 and 0)", every)
    print(f"{time.perf_counter() - started:.0f} s")
    if args.worst:
        print(*(line for result in results for line in result.worst), sep="\n")


def show(name: str, tally: Tally) -> None:
    """One line of the table."""
    figures = f"{tally.entries:>8,} {tally.planted:>8,} {tally.repeats:>8,} {tally.misses:>8,}"
    print(f"{name:<28} {figures} {tally.impossible:>11,}", flush=True)


if __name__ == "__main__":
    main()
