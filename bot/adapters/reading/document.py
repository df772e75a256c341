"""The text of an XML feed → the document that is parsed: from its root on, lawful, whole entries only, bounded.

Document types are cut off — no feed needs one, and entity bombs live there — and so is what lies beyond the
two-thousandth entry or was broken off in the middle of one.
"""

import re
from collections.abc import Mapping
from xml.parsers import expat

from bot.adapters.reading import bounds, channel
from bot.adapters.reading.charset import legal
from bot.adapters.reading.entries import MOST_ENTRIES
from bot.domain.barriers import barrier
from bot.domain.errors import Unreadable

_MOST_ELEMENTS = 100_000  # in one document; of 109 real feeds the largest has 10,000
_MOST_MARKED = 40_000  # tags that feedparser is given: it takes 50 µs for each
_MOST_ATTRIBUTES = 256  # of one element; Python's SAX looks them up in quadratic time
_LONGEST_BROKEN = 1_000_000  # characters of a document that is not well-formed: guessing is slow
_CHUNK = 65_536  # characters given to expat at a time: other threads run in between
_MOST_MARKS = 40_000  # of tags or of references in a document that is not well-formed
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_ENTRY = re.compile(r"<(/?)(?:[\w.-]{1,50}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:(\d+)|[xX]([0-9a-fA-F]+));", re.ASCII)
_LONGEST_REFERENCE = 12  # digits
_AMPERSAND = re.compile(r"&(?!#?\w{1,40};)")
_ROOTS = ("rss", "feed", "rdf", "channel", "cdf")
_HTML = re.compile(r"<!doctype html|<(?:html|head|body|div|script)\b", re.IGNORECASE)
_BARRIERS = {
    "challenge": "it is a page that checks browsers: the site blocks this server",
    "login": "it is a login page",
}


def name(text: str) -> str:
    """The local name of the root element; "" if there is none."""
    root = _ELEMENT.match(text, root_at(text))
    return root[1].lower() if root else ""


def around(document: str) -> str:
    """The document without its entries."""
    first = _ENTRY.search(document)
    last = max(document.rfind("</item"), document.rfind("</entry"), document.rfind(":item>"), document.rfind(":entry>"))
    return channel.around(document, first.start() if first else -1, max(last, 0))


def lawful(text: str) -> str:
    """The text from its root element on, of characters that XML allows. Raises `Unreadable` if it is no feed's."""
    start = root_at(text)
    root = _ELEMENT.match(text, start)
    if root is None:
        raise Unreadable("it is neither XML nor JSON")
    if root[1].lower() not in (*_ROOTS, "opml") and _HTML.search(text, 0, _LONGEST_BROKEN):
        raise Unreadable(_BARRIERS.get(barrier(text), "it is an HTML page"))
    document = legal(text[start:])
    return _REFERENCE.sub(_lawful, document) if "&#" in document else document


def whole(document: str) -> str:
    """Whole entries only, not too many, not too long if it is broken. Raises `Unreadable` for what is too intricate."""
    document = bounds.plain_tags(bounds.whole_entries(document, _MOST_MARKED))
    if not _well_formed(document):
        document = _mended(_short(document))
    return document[: _end(document)]


def entries_in(document: str) -> int:
    """How many entries it seems to hold, counted fast: never too few in lower case."""
    return document.count("<item") + document.count("<entry")


def _short(document: str) -> str:
    """What guessing has time for."""
    document = document[:_LONGEST_BROKEN]
    for mark in "<&":
        if document.count(mark) > _MOST_MARKS:
            document = document[: -1 - len(document.split(mark, _MOST_MARKS)[-1])]
    return document


def _mended(document: str) -> str:
    """With "&amp;" for ampersands that begin no reference, but in CDATA sections, where they stand for themselves."""
    pieces: list[str] = []
    at = 0
    while (start := document.find("<![CDATA[", at)) >= 0 and (end := document.find("]]>", start)) >= 0:
        pieces += (_AMPERSAND.sub("&amp;", document[at:start]), document[start:end])
        at = end
    pieces.append(_AMPERSAND.sub("&amp;", document[at:]))
    return "".join(pieces)


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
        for at in range(0, len(document), _CHUNK):
            parser.Parse(document[at : at + _CHUNK].encode(), False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        return False
    return True


def root_at(text: str) -> int:
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
    if len(reference[0]) > _LONGEST_REFERENCE + len("&#x;"):
        return ""
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    known = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xDFFF < number < 0xFFFE or 0xFFFF < number < 0x110000
    return reference[0] if known else ""
