"""Documents: a feed's entries with labels, how they are written and read, and what is left of an entry in them.

A label names the article for good; those below nought were planted, and are truly new: they look like their
neighbours, with the same kinds of fields, an address and a guid one step away.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from urllib.parse import urlsplit, urlunsplit

from bot.adapters.reading import WebReader
from bot.domain.errors import Unreadable
from bot.domain.links import address
from bot.domain.model import Entry, Page

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MARK = "Quillfern"
OLDER = -1000  # labels below are of old entries that come to be shown later
Labelled = tuple[int, Entry]
Document = list[Labelled]
LONGEST = 400  # characters of a text: no more is needed to tell it from others


def planted(like: Entry, number: int) -> Entry:
    """A truly new entry that looks like another."""
    words = f"{MARK} {number} reports that the old mill at Sandrow was sold"
    longer = f"{words}. The buyers, a family of bakers, open in spring; {MARK.lower()} {number}."
    bare = not (like.title or like.summary or like.content)
    return replace(
        like,
        title=words if like.title or bare else "",
        summary=longer if like.summary else "",
        content=longer if like.content else "",
        url=_beside(like.url, number),
        guid=_beside(like.guid, number),
        published=like.published and NOW - timedelta(minutes=number),
    )


def _beside(name: str, number: int) -> str:
    """A guid or an address one step away: another path, or another query where there is no path. Never a fragment."""
    if not name:
        return ""
    split = urlsplit(name)
    if not split.netloc:
        return f"{name}-{MARK.lower()}-{number}"
    if not split.path.strip("/"):
        return at(name, query=f"{split.query}{900 + number}", fragment="")
    return at(name, path=f"{split.path.rstrip('/')}-{MARK.lower()}-{number}", fragment="")


def at(url: str, **parts: str) -> str:
    """The address with other parts; what is no address as it is."""
    split = urlsplit(url)
    return urlunsplit(split._replace(**parts)) if split.scheme in ("http", "https") and split.netloc else url


def begin(entries: Sequence[Entry]) -> Document:
    """The feed as it is."""
    return list(enumerate(entries))


def plant(document: Document, step: int) -> Document:
    """The document with one new entry on top and one in the middle."""
    middle = len(document) // 2
    first, second = (planted(document[at][1], 2 * step + at_) for at_, at in ((0, 0), (1, middle)))
    return [(-2 * step - 1, first), *document[:middle], (-2 * step - 2, second), *document[middle:]]


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


class Reading:
    """The real reader, which reads no document of a feed twice."""

    def __init__(self, reader: WebReader) -> None:
        self._reader = reader
        self._read: dict[bytes, tuple[Entry, ...]] = {}

    async def __call__(self, document: Document) -> tuple[Entry, ...]:
        """What the reader makes of it."""
        body = written(document)
        if body not in self._read:
            self._read[body] = (await self._reader.feed(Page("https://feeds.example/rss.xml", body))).entries
        return self._read[body]

    async def begin(self, body: bytes, most: int) -> list[Entry]:
        """The entries of a feed, once they have gone through our own RSS; none of what cannot be read."""
        self._read.clear()
        try:
            entries = (await self._reader.feed(Page("https://feeds.example/rss.xml", body))).entries
        except Unreadable:
            return []
        short = [replace(each, content=each.content[:LONGEST], summary=each.summary[:LONGEST]) for each in entries]
        return list(await self(begin(short[:most])))


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
