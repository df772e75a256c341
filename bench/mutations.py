"""Is anything repeated or missed when sites change their feeds? `python -m bench.mutations --data ../shared/data`.

Every feed of DATA/feeds (with --odd: of bench/odd) goes through what sites do (`bench.mutants`): each document is
written as RSS, read by the real reader, named, and stored by the real `store_poll` on SQLite. A repeat is an article
taken for new that is none; a miss is a planted one, truly new, that is taken for known. Wanted: none of either.

Impossible are entries of which a change leaves nothing that is theirs alone: neither guid nor address (nor path, on
another host), nor two of title, day and text. They are counted apart, and never dropped in silence.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

from bench import odd
from bench.mutants import MARK, MUTANTS, NOW, OLDER, Document, begin
from bot.adapters.reading import WebReader
from bot.adapters.storage.store import Store, open_store
from bot.domain import text
from bot.domain.errors import Unreadable
from bot.domain.identity import identify
from bot.domain.links import address
from bot.domain.model import NO_VALIDATORS, Draft, Entry, NextPoll, Page, Place, Poll, Ready, Source, Subscription

MOST = 6  # entries of one feed: the mutations are the same for more
LONGEST = 400  # characters of a text: no more is needed to tell it from others
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


# --- documents ---------------------------------------------------------------------------------------------


def written(document: Document) -> bytes:
    """The document as RSS 2.0."""
    items = "".join(f"<item>{_item(entry)}</item>" for _, entry in document)
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {space}><channel>{items}</channel></rss>'.encode()


def _item(entry: Entry) -> str:
    date = format_datetime(entry.published) if entry.published else ""
    fields = (
        ("title", entry.title),
        ("link", entry.url),
        ('guid isPermaLink="false"', entry.guid),
        ("pubDate", date),
        ("description", _markup(entry.summary)),
        ("content:encoded", _markup(entry.content)),
    )
    return "".join(f"<{tag}>{escape(value)}</{tag.split()[0]}>" for tag, value in fields if value)


def _markup(paragraphs: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in paragraphs.split("\n") if line)


async def read(reader: WebReader, document: Document) -> tuple[Entry, ...]:
    """What the reader makes of it."""
    return (await reader.feed(Page("https://feeds.example/rss.xml", written(document)))).entries


# --- what is impossible ------------------------------------------------------------------------------------


def traits(document: Document) -> dict[int, set[tuple[str, str]]]:
    """By label, what each entry has alone in its document: guid, address, path, and two of title, day and text."""
    found = {label: set(_traits(entry)) for label, entry in document}
    borne = Counter(trait for own in found.values() for trait in own)
    return {label: {trait for trait in own if borne[trait] == 1} for label, own in found.items()}


def _traits(entry: Entry) -> Iterator[tuple[str, str]]:
    place, title = address(entry.url), " ".join(entry.title.casefold().split())
    day = str(entry.published.date()) if entry.published and entry.published < NOW + timedelta(days=1) else ""
    words = entry.summary or entry.content
    yield from ((kind, value) for kind, value in (("guid", entry.guid),) if value)
    if place and not place.is_home:
        yield from (("address", place.key), ("path", place.path))
    pairs = {"title+day": (title, day), "title+text": (title, words), "text+day": (words, day)}
    yield from ((kind, "\n".join(both)) for kind, both in pairs.items() if all(both))


def lost(documents: Sequence[Document]) -> int:
    """How many entries of the last document share nothing of their own with any earlier one."""
    seen: dict[int, set[tuple[str, str]]] = {}
    for document in documents[:-1]:
        for label, own in traits(document).items():
            seen.setdefault(label, set()).update(own)
    last = traits(documents[-1])
    return sum(label in seen and not seen[label] & own for label, own in last.items())


# --- one store for all -------------------------------------------------------------------------------------


class Trial:
    """A database that is emptied before each mutation."""

    def __init__(self, store: Store, file: Path, reader: WebReader) -> None:
        self.store = store
        self._file = file
        self._reader = reader

    async def begin(self) -> None:
        """Forget everything but the sources; both are past no baseline."""
        await asyncio.to_thread(self._forget)

    def _forget(self) -> None:
        with closing(sqlite3.connect(self._file)) as direct, direct:
            for table in TABLES.split(", "):
                direct.execute(f"DELETE FROM {table}")  # noqa: S608
            direct.execute("UPDATE sources SET baseline = 1, tally = '', newest = NULL")

    async def poll(self, source: Source, entries: Sequence[Entry], step: int = 0) -> int:
        """One poll, `step` weeks later. Returns the number of new articles."""
        now = NOW + timedelta(weeks=step)
        found = identify(source.id, entries, now)
        poll = Poll(source.id, source.url, "rss20", NO_VALIDATORS, "", found, NextPoll(now))
        return await self.store.sources.store_poll(poll, now)

    async def run(self, name: str, entries: Sequence[Entry], tally: Tally) -> None:
        """One mutation of one feed."""
        await self.begin()
        past: list[Document] = []
        known: set[int] = set()
        for step, document in enumerate(MUTANTS[name](entries, random.Random(name))):  # noqa: S311
            past.append(document)
            before = self.articles()
            await self.poll(SOURCES[0], await read(self._reader, document), step)
            if step:
                self._judge(past, known, before, tally)
            known |= {label for label, _ in document}

    def articles(self) -> int:
        """How many articles there are."""
        with closing(sqlite3.connect(self._file)) as direct:
            return int(direct.execute("SELECT count(*) FROM articles").fetchone()[0])

    def _judge(self, past: Sequence[Document], known: set[int], before: int, tally: Tally) -> None:
        expected = {label for label, _ in past[-1]} - known
        fresh = {label for label in expected if OLDER < label < 0}
        with closing(sqlite3.connect(self._file)) as direct:
            rows = direct.execute("SELECT title, entry FROM articles ORDER BY id").fetchall()[before:]
        marked = sum(MARK in entry for _, entry in rows)
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
    shared = list({entry.url: entry for entry in shared}.values())[:CARRIED]
    store = trial.store
    await trial.begin()
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


@asynccontextmanager
async def trials() -> AsyncIterator[tuple[Trial, WebReader]]:
    """A store of its own in a temporary folder, and a reader."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "crier.db")
        async with open_store(f"sqlite:///{file}", mode="run") as store, WebReader() as reader:
            await store.sources.seed(SOURCES, NOW)
            yield Trial(store, file, reader), reader


async def feeds(reader: WebReader, given: Mapping[str, bytes]) -> list[tuple[str, list[Entry]]]:
    """The entries of every feed that can be read and has any, once they have gone through our own RSS."""
    found = []
    for name, body in given.items():
        try:
            entries = (await reader.feed(Page("https://feeds.example/rss.xml", body))).entries
        except Unreadable:
            continue
        if entries:
            short = [
                replace(each, content=each.content[:LONGEST], summary=each.summary[:LONGEST]) for each in entries[:MOST]
            ]
            found.append((name, list(await read(reader, begin(short)))))
    return found


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--odd", action="store_true", help="the feeds of bench/odd instead")
    parser.add_argument("--only", default="", help="mutations whose name contains this")
    parser.add_argument("--feed", default="", help="feeds whose name contains this")
    parser.add_argument("--worst", action="store_true", help="name the feeds in which it went wrong")
    args = parser.parse_args()
    given = {file.name: file.read_bytes() for file in sorted((args.data / "feeds").iterdir()) if file.is_file()}
    given = {each.name: each.body for each in odd.feeds()} if args.odd else given
    given = {name: body for name, body in given.items() if args.feed in name}
    started, tallies, worst = time.perf_counter(), {}, []
    async with trials() as (trial, reader):
        documents = await feeds(reader, given)
        print(f"{len(documents)} feeds, at most {MOST} entries each")
        print(f"{'mutation':<28} {'entries':>8} {'planted':>8} {'repeats':>8} {'misses':>8} {'impossible':>11}")
        for name in [*MUTANTS, "two sources", "two sources, redirected"]:
            if args.only not in name:
                continue
            tally = tallies[name] = Tally()
            for feed, entries in documents:
                before = replace(tally)
                if name in MUTANTS:
                    await trial.run(name, entries, tally)
                else:
                    await two_sources(trial, entries, tally, redirected="redirected" in name)
                repeats, misses = tally.repeats - before.repeats, tally.misses - before.misses
                if repeats or misses:
                    worst.append(f"{name}: {feed}: {repeats} repeats, {misses} misses")
            show(name, tally)
    every = Tally()
    for field in fields(Tally):
        setattr(every, field.name, sum(getattr(tally, field.name) for tally in tallies.values()))
    show("in all (wanted: 0 and 0)", every)
    print(f"{time.perf_counter() - started:.0f} s")
    if args.worst:
        print(*worst, sep="\n")


def show(name: str, tally: Tally) -> None:
    """One line of the table."""
    figures = f"{tally.entries:>8,} {tally.planted:>8,} {tally.repeats:>8,} {tally.misses:>8,}"
    print(f"{name:<28} {figures} {tally.impossible:>11,}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
