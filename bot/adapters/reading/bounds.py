"""How much of a document the parsers get to see, so that what they cost is bounded whatever it was made for.

The theory
----------
Nearly all that reading costs is linear in something that can be counted beforehand, or is not and must be kept small:
libxml2 compares each attribute of an element with all the others; a regular expression over one text holds the
interpreter, and with it the event loop, until it is done, so a text's length is what counts, not the page's; each
paragraph is judged by dozens of expressions; trafilatura walks the tree a hundred times and copies it thrice.
So a page is cut where no article reaches, a tag that no template writes loses its attributes, a text longer than any
paragraph its end, and a tree that is vast even after it was swept gets no second opinion. A feed is cut after whole
entries, and what closes it is kept: it stays well-formed, and the newest, which stand first, are read.

Each bound is several times what real pages and feeds reach.
"""

import re
import sys
from collections.abc import Iterable
from itertools import accumulate, islice, takewhile
from typing import Any

LONGEST_BODY = 4_000_000  # bytes of a page; two millions of Cyrillic characters
LONGEST_TEXT = 50_000  # characters of a page between two tags
LONGEST_SAID = 400_000  # characters of an article with what will be left out of it
MOST_LINES = 4_000  # of an article with what will be left out of it
MOST_VOTED = 4_000  # elements of a swept page that trafilatura looks at
MOST_VOTED_ATTRIBUTES = 30_000
LONGEST_VOTED = 600_000  # characters of their text
LONGEST_FEED = 6_000_000  # characters, twice as long with emoji; of 109 real feeds the longest has 1,600,000
MOST_MARKS = 100_000  # tags of a feed, both opening and closing; of 109 real feeds the largest has 20,000
_MOST_ATTRIBUTES = 100
_LONGEST_TAG = 20_000  # characters
_MOST_ATTRIBUTES_IN_ALL = 50_000
_LARGE = 300_000  # characters
_TAG = re.compile(r"<(/?+[a-zA-Z][\w.:-]{0,50}+)[^<>]{20,}+>?")
_LONG_TAG = re.compile(r"<(/?+[a-zA-Z][\w.:-]{0,50}+)[^<>]{1000,}+>?")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_ENTRY_END = re.compile(r"</(?:[\w.-]{1,50}:)?(?:item|entry)\s{0,20}>", re.IGNORECASE)
_LONGEST_TAIL = 100_000  # characters after the last entry
_CHUNK = 100_000  # characters searched in one go: other threads run in between


def beginning(body: bytes) -> bytes:
    """What is looked at of a page: whole tags, so that no character is cut in two."""
    if len(body) <= LONGEST_BODY:
        return body
    end = body.rfind(b">", LONGEST_BODY // 2, LONGEST_BODY)
    return body[: end + 1] if end >= 0 else body[:LONGEST_BODY]


def plain_tags(text: str) -> str:
    """The text of a page or fragment; tags of a size that no template writes keep their names only, and so do those
    of a large page beyond its share of attributes, each of which takes 200 bytes in a tree."""
    left = _MOST_ATTRIBUTES_IN_ALL

    def bare(tag: re.Match[str]) -> str:
        nonlocal left
        attributes = len(_QUOTED.sub("", tag[0]).split()) - 1
        left -= attributes
        if len(tag[0]) <= _LONGEST_TAG and attributes <= _MOST_ATTRIBUTES and left >= 0:
            return tag[0]
        return f"<{tag[1]}{'/>' if tag[0].endswith('/>') else '>'}"

    return (_LONG_TAG if len(text) <= _LARGE else _TAG).sub(bare, text)


def cut_texts(root: Any) -> None:
    """Cut the texts of a tree that are longer than any paragraph. Scripts stay: they hold JSON-LD."""
    for element in root.iter():
        if element.text and len(element.text) > LONGEST_TEXT and element.tag != "script":
            element.text = element.text[:LONGEST_TEXT]
        if element.tail and len(element.tail) > LONGEST_TEXT:
            element.tail = element.tail[:LONGEST_TEXT]


def is_vast(root: Any) -> bool:
    """Whether a swept tree is too large for a second opinion."""
    if next(islice(root.iter(), MOST_VOTED, None), None) is not None:
        return True
    attributes = sum(len(element.attrib) for element in root.iter())
    return attributes > MOST_VOTED_ATTRIBUTES or sum(map(len, root.itertext())) > LONGEST_VOTED


def lines(texts: Iterable[str]) -> list[str]:
    """As many lines as an article may have."""
    found = list(islice(texts, MOST_LINES))
    return found[: sum(1 for _ in takewhile(LONGEST_SAID.__ge__, accumulate(map(len, found))))] or found[:1]


def whole_entries(document: str, marks: int = MOST_MARKS) -> str:
    """The document of a feed with as many of its first entries as fit the bounds, but one at least, and its end."""
    wide = sys.getsizeof(document) > 3 * len(document)  # four bytes for each character
    at = min(LONGEST_FEED // (2 if wide else 1), _nth(document, marks))
    if len(document) <= at:
        return document
    ends = [*_ends(document, 0, at)] or [*islice(_ends(document, at, len(document)), 1)]
    last = max(document.rfind("</item"), document.rfind("</entry"), document.rfind(":item>"), document.rfind(":entry>"))
    tail = document.find(">", last) + 1
    if not ends or last < ends[-1] or len(document) - tail > _LONGEST_TAIL:
        return document
    return document[: ends[-1]] + document[tail:]


def _nth(document: str, most: int) -> int:
    """Where tag number `most` begins; beyond the end if there are fewer."""
    if document.count("<") <= most:
        return len(document) + 1
    at = -1
    for _ in range(most):
        at = document.find("<", at + 1)
    return at


def _ends(document: str, start: int, stop: int) -> Iterable[int]:
    for at in range(start, stop, _CHUNK):
        for found in _ENTRY_END.finditer(document, at, min(at + _CHUNK + 100, stop)):
            if found.start() < at + _CHUNK:
                yield found.end()
