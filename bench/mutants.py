"""What sites do to their feeds without writing anything new: each mutant is a few documents in a row.

The first document of a mutant is the baseline; every later one carries planted entries (`bench.documents`).
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from bench.documents import MARK, NOW, OLDER, Document, at, begin, plant, planted
from bot.domain.model import Entry

Change = Callable[[Entry, int, random.Random], Entry]
Mutant = Callable[[Sequence[Entry], random.Random], Iterator[Document]]


def each(change: Change, *, times: int = 1) -> Mutant:
    """Every entry is changed; again in each of the following documents."""

    def mutate(entries: Sequence[Entry], chance: random.Random) -> Iterator[Document]:
        document = begin(entries)
        yield document
        for step in range(times):
            document = plant(document, step)
            yield [(label, change(entry, label, chance)) for label, entry in document]

    return mutate


def first(change: Change) -> Mutant:
    """A third of the entries is changed."""
    return each(lambda entry, label, chance: change(entry, label, chance) if label % 3 == 0 and label >= 0 else entry)


def always(change: Change, *, times: int = 2) -> Mutant:
    """The feed has always been that way: the baseline is changed too."""

    def mutate(entries: Sequence[Entry], chance: random.Random) -> Iterator[Document]:
        document = begin(entries)
        for step in range(times + 1):
            document = plant(document, step) if step else document
            yield [(label, change(entry, label, chance)) for label, entry in document]

    return mutate


def whole(change: Callable[[Document, random.Random], Document], *, back: bool = False) -> Mutant:
    """The document as a whole is changed; `back`: and is as before a week later."""

    def mutate(entries: Sequence[Entry], chance: random.Random) -> Iterator[Document]:
        document = begin(entries)
        yield document
        document = plant(document, 0)
        yield change(document, chance)
        if back:
            yield plant(document, 1)

    return mutate


# --- guids -------------------------------------------------------------------------------------------------


def positions(entries: Sequence[Entry], chance: random.Random) -> Iterator[Document]:
    """Guids that are places, 1…n: a new entry on top shifts them all, and the last one falls off."""
    document = begin(entries)
    for step in range(3):
        if step:
            document = [(-step, planted(document[0][1], step)), *document[: len(entries) - 1]]
        yield [(label, replace(entry, guid=str(place + 1))) for place, (label, entry) in enumerate(document)]


def guids_gained(entries: Sequence[Entry], chance: random.Random) -> Iterator[Document]:
    """A feed without guids gets some."""
    yield [(label, replace(entry, guid="")) for label, entry in begin(entries)]
    yield [(label, replace(entry, guid=f"item-{label}-{MARK}")) for label, entry in plant(begin(entries), 0)]


def _random_guid(entry: Entry, label: int, chance: random.Random) -> Entry:
    return replace(entry, guid=f"{chance.getrandbits(64):016x}")


# --- addresses ---------------------------------------------------------------------------------------------


def _both(entry: Entry, change: Callable[[str], str]) -> Entry:
    return replace(entry, url=change(entry.url), guid=change(entry.guid))


def _tracked(entry: Entry, label: int, chance: random.Random) -> Entry:
    query = f"utm_source=rss&fbclid={chance.getrandbits(32):x}"
    return replace(entry, url=at(entry.url, query="&".join(filter(None, (urlsplit(entry.url).query, query)))))


def _scheme(entry: Entry, label: int, chance: random.Random) -> Entry:
    return _both(entry, lambda url: at(url, scheme="https" if url.startswith("http:") else "http"))


def _moved(url: str) -> str:
    split = urlsplit(url)
    return at(url, netloc=f"new.{split.netloc.removeprefix('www.').partition(':')[0]}.example") if url else url


def host_moved_without_guids(entries: Sequence[Entry], chance: random.Random) -> Iterator[Document]:
    """No guid at all, and the host moves."""
    document = [(label, replace(entry, guid="")) for label, entry in begin(entries)]
    yield document
    yield [(label, replace(entry, url=_moved(entry.url), guid="")) for label, entry in plant(document, 0)]


def _twin(prefix: str) -> Change:
    def change(entry: Entry, label: int, chance: random.Random) -> Entry:
        return replace(entry, url=at(entry.url, netloc=prefix + urlsplit(entry.url).netloc.removeprefix("www.")))

    return change


def _amp(entry: Entry, label: int, chance: random.Random) -> Entry:
    path = urlsplit(entry.url).path
    return replace(entry, url=at(entry.url, path=path.rstrip("/") + "/amp/")) if path.strip("/") else entry


def _slug(entry: Entry, label: int, chance: random.Random) -> Entry:
    """Another slug; the guid stays, and so does an entry that has none."""
    if not entry.guid or not urlsplit(entry.url).path.strip("/"):
        return entry
    return replace(entry, url=at(entry.url, path=urlsplit(entry.url).path.rstrip("/") + f"-reworded-{label}"))


def all_but_the_guid(entries: Sequence[Entry], chance: random.Random) -> Iterator[Document]:
    """A headline is rewritten, slug, teaser and date with it, in a feed whose guids have stayed for some polls."""
    document = begin(entries)
    yield document
    for step in range(4):
        document = plant(document, step) if step == 3 else document
        yield [
            (label, _rewritten(entry, label) if step == 3 and label >= 0 and label % 3 == 1 else entry)
            for label, entry in document
        ]


def _rewritten(entry: Entry, label: int) -> Entry:
    """Nothing is kept but the guid, where there is one that can be a name."""
    if len(entry.guid) < 10:
        return entry
    words = f"What the council of Sandrow makes of case {label}"
    return replace(
        entry,
        url=at(entry.url, path=f"/rewritten/{label}-council-of-sandrow", query=""),
        title=entry.title and words,
        summary=entry.summary and f"{words}, said the mayor on Sunday.",
        content=entry.content and f"{words}, said the mayor on Sunday. Bread is dear.",
        published=entry.published and NOW - timedelta(minutes=label),
    )


# --- words and dates ---------------------------------------------------------------------------------------


def _typo(entry: Entry, label: int, chance: random.Random) -> Entry:
    return replace(entry, title=entry.title[:-1] + "s" if entry.title else "")


def _reworded(entry: Entry, label: int, chance: random.Random) -> Entry:
    if not entry.title or label < 0:
        return entry
    return replace(entry, title=f"Sandrow council, case {label}: what is known by now")


def _corrected(entry: Entry, label: int, chance: random.Random) -> Entry:
    return replace(entry, summary=entry.summary and f"Corrected. {entry.summary} More follows.")


def _dates(date: Callable[[datetime, int], datetime | None]) -> Change:
    def change(entry: Entry, label: int, chance: random.Random) -> Entry:
        return replace(entry, published=date(entry.published, label) if entry.published else None)

    return change


# --- templates ---------------------------------------------------------------------------------------------


def _constant(entry: Entry, label: int, chance: random.Random) -> Entry:
    return replace(entry, url="https://feeds.example/live/now-on-air")


def constant_single(entries: Sequence[Entry], chance: random.Random) -> Iterator[Document]:
    """A feed of one entry at a time, all of them at one address, without guids."""
    for step in range(3):
        entry = planted(replace(entries[0], published=NOW), step) if step else entries[0]
        day = NOW + timedelta(days=3 * step)
        yield [(-step if step else 0, replace(entry, url="https://feeds.example/live/", guid="", published=day))]


def namesakes(entries: Sequence[Entry], chance: random.Random) -> Iterator[Document]:
    """A column's next part: the same title on another day, another address and guid."""
    yield begin(entries)
    named = [entry for entry in entries if entry.title and (entry.url or entry.guid)][:3]
    yield [*((-at - 1, replace(planted(entry, at), title=entry.title)) for at, entry in enumerate(named))] + begin(
        entries
    )


def burst(entries: Sequence[Entry], chance: random.Random) -> Iterator[Document]:
    """Two hundred new at once, the old ones gone from the document."""
    yield begin(entries)
    yield [(-number - 1, planted(entries[0], number)) for number in range(200)] + begin(entries)[:3]


def grow(entries: Sequence[Entry], chance: random.Random) -> Iterator[Document]:
    """The feed shows more of the old."""
    yield begin(entries)[: max(1, len(entries) // 2)]
    half = max(1, len(entries) // 2)
    yield plant(begin(entries)[:half], 0)
    older = [(label, entry) for label, entry in begin(entries)[half:]]
    yield plant(begin(entries)[:half], 1) + [(OLDER - label, entry) for label, entry in older]


MUTANTS: dict[str, Mutant] = {
    "unchanged": each(lambda entry, label, chance: entry),
    "shuffled": whole(lambda document, chance: chance.sample(document, len(document))),
    "reversed": whole(lambda document, chance: document[::-1]),
    "shrunk": whole(lambda document, chance: document[: max(2, len(document) // 2)], back=True),
    "grown": grow,
    "newest deleted": whole(lambda document, chance: [document[0], *document[2:]], back=True),
    "back after a week": whole(lambda document, chance: document[:2], back=True),
    "200 new at once": burst,
    "guids changed": each(lambda entry, label, chance: replace(entry, guid=f"moved-cms:{label}:{MARK}")),
    "guids at random": always(_random_guid),
    "guids are places": positions,
    "guids lost": each(lambda entry, label, chance: replace(entry, guid="")),
    "guids gained": guids_gained,
    "title: typo": first(_typo),
    "title: all reworded": each(_reworded),
    "summary corrected": each(_corrected),
    "dates bumped": each(_dates(lambda date, label: NOW - timedelta(minutes=abs(label)))),
    "dates equal": each(_dates(lambda date, label: NOW)),
    "dates missing": each(_dates(lambda date, label: None)),
    "dates in the future": each(_dates(lambda date, label: NOW + timedelta(days=400 + label))),
    "dates 1970": each(_dates(lambda date, label: datetime(1970, 1, 1, tzinfo=UTC))),
    "zone changed": each(_dates(lambda date, label: date + timedelta(hours=4))),
    "tracking query": each(_tracked, times=2),
    "http ↔ https": each(_scheme),
    "host moved": each(lambda entry, label, chance: replace(entry, url=_moved(entry.url))),
    "host moved, guids too": each(lambda entry, label, chance: _both(entry, _moved)),
    "host moved, no guids": host_moved_without_guids,
    "www": each(_twin("www.")),
    "mobile twin": each(_twin("m.")),
    "amp twin": each(_amp),
    "slug changed": each(_slug),
    "all but the guid": all_but_the_guid,
    "one link for all": each(_constant),
    "one guid for all": each(lambda entry, label, chance: replace(entry, guid="the-feed")),
    "one link and guid for all": each(lambda entry, label, chance: replace(_constant(entry, 0, chance), guid="feed")),
    "front page for link": each(lambda entry, label, chance: replace(entry, url=at(entry.url, path="/", query=""))),
    "one entry, one address": constant_single,
    "namesakes": namesakes,
}
