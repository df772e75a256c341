"""RSS, Atom and RDF by libxml2 where they are common and by feedparser where they are not, JSON Feed and sitemaps by
readers of our own: bytes → `Feed`.

feedparser is the one parser that gets broken feeds right. It is slow, and it is spared what it does not need to see:
the encoding is settled before (`charset`), the document prepared (`document`), the common feed read (`common`).
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any
from xml.sax import SAXException

from bot.adapters.reading import bounds, channel, common, document, fields, jsonfeed, sitemap
from bot.adapters.reading.charset import decode, legal
from bot.adapters.reading.entries import MOST_ENTRIES, entry, language, said
from bot.adapters.reading.markup import line
from bot.domain.errors import Unreadable
from bot.domain.model import Feed, Page
from bot.domain.text import clean

_BROKEN = (  # what feedparser, sgmllib and expat raise on broken input instead of flagging it
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    SAXException,
    TypeError,
    ValueError,
)
_KINDS = {"rss090": "rdf", "rss10": "rdf"}


def parse(page: Page, now: datetime, zone: tzinfo = UTC) -> Feed:
    """Parse a feed; dates without a zone are in `zone`. Raises `Unreadable`, saying what it is instead."""
    text = bounds.whole_entries(decode(page.body, page.content_type)).strip("\ufeff \t\r\n\0")
    if not text.strip():
        raise Unreadable(f"{page.url} is empty")
    try:
        if text[0] in "{[":
            return _announced(page, "", jsonfeed.parse(text, page.url, now, zone))
        if document.name(text) in sitemap.ROOTS:
            return sitemap.parse(legal(text[document.root_at(text) :]), page.url, now, zone)
        return _xml(text, page, now, zone)
    except Unreadable as error:
        raise Unreadable(f"{page.url} is no feed: {error}") from error


def _xml(text: str, page: Page, now: datetime, zone: tzinfo) -> Feed:
    lawful = document.lawful(text)
    found = common.read(lawful, MOST_ENTRIES)
    if found is not None:
        feed = assembled(found, page.url, now, zone)
    else:
        lawful = document.whole(lawful)
        feed = assembled(by_feedparser(lawful), page.url, now, zone)
    return _announced(page, document.around(lawful), feed)


def _announced(page: Page, head: str, feed: Feed) -> Feed:
    """The feed with what it says of itself."""
    hub, topic = channel.hub_and_topic(page, head)
    return replace(feed, rhythm=channel.rhythm(head), hub=hub or feed.hub, topic=topic or feed.topic)


def assembled(found: common.Common, url: str, now: datetime, zone: tzinfo) -> Feed:
    """Plain entries of what either parser found."""
    return Feed(
        kind=_KINDS.get(found.version, found.version) or "unknown",
        title=line(clean(found.title)),
        language=language(found.language),
        entries=said(entry(fields.raw(each, found.version, url, now, zone)) for each in found.entries),
    )


def by_feedparser(lawful: str) -> common.Common:
    """What feedparser makes of a document. Raises `Unreadable`."""
    import feedparser  # 5 MiB, and most feeds do without

    try:
        parsed = feedparser.parse(
            io.BytesIO(lawful.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _BROKEN as error:
        raise Unreadable(f"its XML is broken ({type(error).__name__})") from error
    if not parsed.entries and (parsed.bozo or not parsed.version):
        raise Unreadable("its XML is broken, or of another kind")
    head: Mapping[str, Any] = parsed.feed
    entries: Iterable[dict[str, Any]] = parsed.entries[:MOST_ENTRIES]
    title, spoken = (fields.text(head.get(name)) for name in ("title", "language"))
    return common.Common(parsed.version, title, spoken, list(entries))
