"""News sitemaps and indexes of sitemaps → `Feed` (sitemaps.org 0.9; Google's News extension 0.9; hreflang links).

A news sitemap is a feed in all but name: an address, a title, a time and a language for each article of the last two
days. A plain sitemap is not: it lists every page a site has, without titles. An index names other sitemaps; those of
news are worth reading first, then the newest.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import Any

from lxml import etree

from bot.adapters.reading import markup
from bot.adapters.reading.dates import moment
from bot.adapters.reading.entries import MOST_ENTRIES, Raw, alternates, entry, language, said
from bot.adapters.reading.robots import is_news
from bot.domain.errors import Unreadable
from bot.domain.model import Entry, Feed

ROOTS = ("urlset", "sitemapindex")
MOST_PARTS = 50
_MOST_PLACES = 10_000  # <url> or <sitemap> elements looked at; Google's own bound for news is 1,000
_LONGEST = 12_000_000  # characters; a tree takes several times as much
_PLACE_END = re.compile(r"</(?:url|sitemap)>")
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def parse(document: str, url: str, now: datetime, zone: tzinfo) -> Feed:
    """Read a document whose root is one of `ROOTS`. Raises `Unreadable` if it tells of no news."""
    root = _tree(document)
    if root is None:
        raise Unreadable("it is a sitemap, and its XML is broken")
    if _name(root) == "sitemapindex":
        return _index(root, url, now, zone)
    places = [place for place in _children(root, "url") if next(_children(place, "news"), None) is not None]
    if not places:
        raise Unreadable("it is a sitemap without news (no <news:news>)")
    entries = said(_entry(place, url, now, zone) for place in places)
    titles = (_text(name) for each in places for part in _children(each, "news") for name in _names(part))
    return Feed(
        kind="sitemap",
        title=markup.line(next(filter(None, titles), "")),
        language=_common(entries),
        entries=_newest(entries),
    )


def _tree(document: str) -> Any:
    end = _end(document[:_LONGEST])
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(document[:end].encode(), parser=parser)
    except etree.LxmlError:
        return None


def _end(document: str) -> int:
    """Where the last place that is looked at ends."""
    ends = islice(_PLACE_END.finditer(document), _MOST_PLACES - 1, None)
    last = next(ends, None)
    return last.start() if last else len(document)


def _index(root: Any, url: str, now: datetime, zone: tzinfo) -> Feed:
    parts: dict[str, tuple[bool, float]] = {}
    for number, place in enumerate(_children(root, "sitemap")):
        address = markup.absolute(_first(place, "loc"), url)
        if address:
            changed = moment(_first(place, "lastmod"), now, zone) or _LONG_AGO
            # Where nothing tells which is newest, the last named is: parts are numbered as they are made.
            parts.setdefault(address, (not is_news(address), -changed.timestamp() - number * 1e-3))
    if not parts:
        raise Unreadable("it is an index of sitemaps that names none")
    return Feed(kind="sitemapindex", parts=tuple(sorted(parts, key=parts.__getitem__)[:MOST_PARTS]))


def _entry(place: Any, base: str, now: datetime, zone: tzinfo) -> Entry:
    news = next(_children(place, "news"))
    pictures = (_first(image, "loc") for image in _children(place, "image"))
    published = (_first(news, "publication_date"), _first(place, "lastmod"))
    keywords = _first(news, "keywords")
    raw = Raw(
        base=base,
        title=markup.escaped(_first(news, "title")),
        url=_first(place, "loc"),
        categories=[word.strip() for word in keywords.split(",")] if keywords else (),
        published=next(filter(None, (moment(text, now, zone) for text in published if text)), None),
        image=next(filter(None, pictures), ""),
        media="video" if next(_children(place, "video"), None) is not None else "",
        language=_first(next(_children(news, "publication"), news), "language"),
        alternates=alternates(
            ((link.get("hreflang", ""), link.get("href", "")) for link in _children(place, "link")), base
        ),
    )
    return entry(raw)


def _names(news: Any) -> Iterator[Any]:
    for publication in _children(news, "publication"):
        yield from _children(publication, "name")


def _newest(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """At most as many as of any feed, in document order."""
    if len(entries) <= MOST_ENTRIES:
        return entries
    kept = sorted(entries, key=lambda each: each.published or _LONG_AGO, reverse=True)[:MOST_ENTRIES]
    chosen = set(map(id, kept))
    return tuple(each for each in entries if id(each) in chosen)


def _common(entries: tuple[Entry, ...]) -> str:
    """The language of the sitemap: its entries', if they agree."""
    spoken = {each.language for each in entries}
    return language(spoken.pop()) if len(spoken) == 1 else ""


def _children(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element if _name(child) == name)


def _name(element: Any) -> str:
    """The local name, whatever the namespace, declared or not."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _first(element: Any, name: str) -> str:
    return _text(next(_children(element, name), None))


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext()).strip()
