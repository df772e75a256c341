"""RSS, Atom and RDF by feedparser, JSON Feed by our own reader: bytes → `Feed`.

feedparser is the one parser that gets broken feeds right, and it is spared what it does not need to see: the encoding
is settled before (`charset`), what XML forbids is dropped, document types are cut off — no feed needs one, and entity
bombs live there — and so is what lies beyond the two-thousandth entry or was broken off in the middle of one.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from time import struct_time
from typing import Any
from xml.parsers import expat
from xml.sax import SAXException

import feedparser

from bot.adapters.reading import channel, jsonfeed, sitemap
from bot.adapters.reading.charset import decode, legal
from bot.adapters.reading.dates import moment, sane
from bot.adapters.reading.entries import MOST_ENTRIES, Raw, alternates, entry, language, said
from bot.adapters.reading.markup import line
from bot.domain.errors import Unreadable
from bot.domain.model import Feed, Page
from bot.domain.text import clean

_MOST_ELEMENTS = 100_000  # in one document; of 109 real feeds the largest has 10,000
_MOST_ATTRIBUTES = 256  # of one element; Python's SAX looks them up in quadratic time
_LONGEST_BROKEN = 1_000_000  # characters of a document that is not well-formed: guessing is slow
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
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_ENTRY = re.compile(r"<(/?)(?:[\w.-]+:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:(\d{1,12})|[xX]([0-9a-fA-F]{1,12}));")
_TAG = re.compile(
    r"</?(?:p|br|b|i|a|img|div|span|strong|em|ul|ol|li|h[1-6]|blockquote|figure|table|script|style|iframe|object)\b",
    re.IGNORECASE,
)
_ROOTS = ("rss", "feed", "rdf", "channel", "cdf")
_KINDS = {"rss090": "rdf", "rss10": "rdf"}
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)", re.IGNORECASE)


def parse(page: Page, now: datetime, zone: tzinfo = UTC) -> Feed:
    """Parse a feed; dates without a zone are in `zone`. Raises `Unreadable`, saying what it is instead."""
    text = decode(page.body, page.content_type).strip()
    if not text:
        raise Unreadable(f"{page.url} is empty")
    try:
        if text[0] in "{[":
            return _announced(page, "", jsonfeed.parse(text, page.url, now, zone))
        root = _name(text)
        if root in sitemap.ROOTS:
            return sitemap.parse(legal(text[_root(text) :]), page.url, now, zone)
        document = _document(text)
        return _announced(page, _around(document), _feed(document, page.url, now, zone))
    except Unreadable as error:
        raise Unreadable(f"{page.url} is no feed: {error}") from error


def _name(text: str) -> str:
    """The local name of the root element; "" if there is none."""
    root = _ELEMENT.match(text, _root(text))
    return root[1].lower() if root else ""


def _around(document: str) -> str:
    """The document without its entries."""
    first = _ENTRY.search(document)
    last = max(document.rfind("</item"), document.rfind("</entry"), document.rfind(":item>"), document.rfind(":entry>"))
    return channel.around(document, first.start() if first else -1, max(last, 0))


def _announced(page: Page, head: str, feed: Feed) -> Feed:
    """The feed with what it says of itself."""
    hub, topic = channel.hub_and_topic(page, head)
    return replace(feed, rhythm=channel.rhythm(head), hub=hub or feed.hub, topic=topic or feed.topic)


def _document(text: str) -> str:
    """The text from its root element on, whole entries only. Raises `Unreadable` for what is not XML, or HTML."""
    start = _root(text)
    root = _ELEMENT.match(text, start)
    if root is None:
        raise Unreadable("it is neither XML nor JSON")
    if root[1].lower() not in _ROOTS and re.search(
        r"<!doctype html|<(?:html|head|body|div|script)\b", text, re.IGNORECASE
    ):
        login = re.search(r"type\s*=\s*[\"']?password", text, re.IGNORECASE)
        raise Unreadable("it is a login page" if login else "it is an HTML page")
    document = _REFERENCE.sub(_lawful, legal(text[start:]))
    if not _well_formed(document):
        document = document[:_LONGEST_BROKEN]
    return document[: _end(document)]


def _well_formed(document: str) -> bool:
    """Whether it is XML. Raises `Unreadable` for what is made to be expensive."""
    elements = 0

    def count(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal elements
        elements += 1
        if elements > _MOST_ELEMENTS or len(attributes) > _MOST_ATTRIBUTES:
            raise Unreadable("it is far too intricate")

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = count
    try:
        parser.Parse(document.encode(), True)
    except expat.ExpatError:
        return False
    return True


def _root(text: str) -> int:
    """Where the root element begins: after declarations, comments, the document type, and whatever was spilled."""
    at = text.find("<")
    while at >= 0:
        if text.startswith("<?", at):
            at = text.find("<", text.find("?>", at) + 1 or len(text))
        elif text.startswith("<!--", at):
            at = text.find("<", text.find("-->", at) + 1 or len(text))
        elif text.startswith("<!", at):
            found = _ELEMENT.search(text, at)
            return found.start() if found else len(text)
        else:
            return at
    return len(text)


def _end(text: str) -> int:
    """Where to stop reading: at the entry beyond the bound, or at the one that was broken off."""
    begun = 0
    open_at = -1
    for tag in _ENTRY.finditer(text):
        if tag[1]:
            open_at = -1
            continue
        begun += 1
        open_at = tag.start()
        if begun > MOST_ENTRIES:
            return tag.start()
    broken_off = open_at >= 0 and begun > 1 and not re.search(r"</[\w:]+>\s*\Z", text[-200:])
    return open_at if broken_off else len(text)


def _lawful(reference: re.Match[str]) -> str:
    """A character reference, unless XML 1.0 §2.2 knows no such character."""
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    lawful = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xDFFF < number < 0xFFFE or 0xFFFF < number < 0x110000
    return reference[0] if lawful else ""


def _feed(document: str, url: str, now: datetime, zone: tzinfo) -> Feed:
    try:
        parsed = feedparser.parse(
            io.BytesIO(document.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _BROKEN as error:
        raise Unreadable(f"its XML is broken ({type(error).__name__})") from error
    if not parsed.entries and (parsed.bozo or not parsed.version):
        raise Unreadable("its XML is broken, or of another kind")
    return Feed(
        kind=_KINDS.get(parsed.version, parsed.version) or "unknown",
        title=line(clean(_text(parsed.feed.get("title")))),
        language=language(_text(parsed.feed.get("language"))),
        entries=said(entry(_raw(found, parsed.version, url, now, zone)) for found in parsed.entries[:MOST_ENTRIES]),
    )


def _raw(found: Mapping[str, Any], version: str, base: str, now: datetime, zone: tzinfo) -> Raw:
    contents = [_html(part, version) for part in found.get("content") or ()]
    title = found.get("title_detail") or {}
    return Raw(
        base=_text(title.get("base")) or base,
        title=_html(title, version) or _text(found.get("title")),
        url=_url(found),
        guid=_text(found.get("id")),
        summary=_html(found.get("summary_detail") or {}, version) or _text(found.get("summary")),
        content=max(contents, key=len, default=""),
        authors=[_text(author.get("name")) for author in found.get("authors") or ()] or [_text(found.get("author"))],
        categories=[_text(tag.get("label")) or _text(tag.get("term")) for tag in found.get("tags") or ()],
        published=_published(found, now, zone),
        image=_image(found),
        media=next((kind for kind in map(_kind, _attached(found)) if kind in ("video", "audio")), ""),
        language=_text(title.get("language")),
        alternates=alternates(_editions(found), base),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _html(detail: Mapping[str, Any], version: str) -> str:
    """A text in the form that is read as HTML. RSS does not say which it is: what holds tags is HTML there."""
    value = _text(detail.get("value"))
    plain = detail.get("type") == "text/plain" and (version.startswith("atom") or not _TAG.search(value))
    return value.replace("&", "&amp;").replace("<", "&lt;").replace("\n\n", "<br>") if plain else value


def _url(found: Mapping[str, Any]) -> str:
    direct = _text(found.get("feedburner_origlink")) or _text(found.get("link"))
    if direct:
        return direct
    links = sorted(found.get("links") or (), key=lambda link: link.get("rel") == "enclosure")
    return next((href for link in links if (href := _text(link.get("href")))), "")


def _editions(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Links to the same text in other languages, as Atom has them (RFC 4287 §4.2.7.4)."""
    for link in found.get("links") or ():
        if link.get("rel") == "alternate" and link.get("hreflang"):
            yield _text(link.get("hreflang")), _text(link.get("href"))


def _published(found: Mapping[str, Any], now: datetime, zone: tzinfo) -> datetime | None:
    """The first date that can be understood. `dict.get`: feedparser's own would answer one date for another."""
    for name in ("published", "created", "updated"):
        text = dict.get(found, name)  # type: ignore[call-overload]
        date = moment(_text(text), now, zone) or _struct(dict.get(found, f"{name}_parsed"), now)  # type: ignore[call-overload]
        if date:
            return date
    return None


def _struct(parsed: struct_time | None, now: datetime) -> datetime | None:
    if parsed is None:
        return None
    try:
        return sane(datetime(*parsed[:6], tzinfo=UTC), now)
    except (ValueError, OverflowError):
        return None


# --- pictures and media ------------------------------------------------------------------------------------


def _attached(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from found.get("media_content") or ()
    yield from (link for link in found.get("links") or () if link.get("rel") == "enclosure")


def _kind(attached: Mapping[str, Any]) -> str:
    """ "image", "video", "audio" or another medium."""
    told = _text(attached.get("medium")) or _text(attached.get("type")).partition("/")[0]
    return told or ("image" if _PICTURE.search(_address(attached)) else "")


def _address(attached: Mapping[str, Any]) -> str:
    return _text(attached.get("url")) or _text(attached.get("href"))


def _image(found: Mapping[str, Any]) -> str:
    pictures = [each for each in _attached(found) if _kind(each) == "image"]
    best = max(pictures, key=_width, default=None)
    own = found.get("image")
    candidates: Iterable[str] = (
        _address(best) if best else "",
        max(map(_sized, found.get("media_thumbnail") or ()), default=(0, ""))[1],
        _address(own) if isinstance(own, Mapping) else "",
    )
    return next(filter(None, candidates), "")


def _width(attached: Mapping[str, Any]) -> int:
    text = _text(attached.get("width"))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _sized(attached: Mapping[str, Any]) -> tuple[int, str]:
    return _width(attached), _address(attached)
