"""OPML 2.0 (opml.org/spec2.opml), in which readers hand their subscriptions on: outlines of feeds, maybe in folders.

Files in the wild are rarely valid XML, so listparser reads them as forgivingly as a browser reads a page: a stray "&"
or a folder that is not closed loses nothing. Such a parser knows no DOCTYPE, and so expands no entity of a file's own;
one that declares some is refused all the same. What is written is always valid.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

from listparser.opml import OpmlMixin
from lxml import etree

from bot.adapters.reading.charset import decode
from bot.domain.errors import Unreadable
from bot.domain.model import SourceHealth
from bot.domain.text import clean

MOST_BYTES = 5_000_000
MOST = 10_000  # outlines, folders included
DEEPEST = 50  # folders within folders
LEFT_OUT = frozenset({"gone", "paused"})  # nobody is served by passing them on
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of a list; or a home page, where the list knows no feed."""

    url: str
    title: str = ""
    language: str = ""
    section: str = ""  # its category, or the innermost folder that it stands in


class _Reader(OpmlMixin):
    """What listparser makes of outlines, with their language; and no more of them than are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.harvest = {"feeds": [], "lists": [], "opportunities": [], "meta": {}, "version": ""}
        self.languages: dict[str, str] = {}
        self.number = 0

    def start_opml_outline(self, attrs: dict[str, str]) -> None:
        self.number += 1
        if self.number > MOST or len(self.hierarchy) > DEEPEST:
            raise Unreadable(f"it holds more than {MOST:,} outlines, or {DEEPEST} folders within folders: split it")
        url = (attrs.get("xmlurl") or attrs.get("htmlurl") or "").strip()
        self.languages.setdefault(url, attrs.get("language", "").strip())
        if "htmlurl" in attrs and "xmlurl" not in attrs:
            attrs = {**attrs, "xmlurl": ""}  # a home page, which listparser takes for a folder otherwise
        super().start_opml_outline(attrs)


def read(content: bytes) -> tuple[Outline, ...]:
    """The feeds of a list, each once, in its order. Raises `Unreadable`, saying what is wrong with it."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB: split it")
    text = decode(content, "text/xml")
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise Unreadable("it declares entities, which are not read: export it anew from the other program")
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, recover=True, encoding="utf-8")
    try:
        etree.parse(BytesIO(_declared.sub("", text, count=1).encode("utf-8", "replace")), parser)
    except (etree.LxmlError, IndexError):  # nothing at all, or an end that has no beginning
        reader.harvest["version"] = ""
    if not reader.harvest["version"] and not reader.harvest["feeds"]:
        raise Unreadable("it is no OPML: it holds no outlines of feeds")
    found = [*reader.harvest["feeds"], *reader.harvest["opportunities"]]
    return tuple(_outline(each, reader.languages.get(each["url"], "")) for each in found)


def write(healths: Iterable[SourceHealth], title: str, now: datetime) -> bytes:
    """A list of the sources that are polled: their feeds, home pages, languages and sections."""
    root = ET.Element("opml", version="2.0")
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = _plain(title)
    ET.SubElement(head, "dateCreated").text = format_datetime(now)
    body = ET.SubElement(root, "body")
    for health in healths:
        if health.status not in LEFT_OUT:
            ET.SubElement(body, "outline", _attributes(health))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


_declared = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")


def _outline(found: Any, language: str) -> Outline:
    folders = next(iter(found.get("categories", ())), [""])
    innermost = next((name for name in reversed(folders) if name), "")
    return Outline(_plain(found["url"]), _plain(found["title"]), _plain(language), _plain(innermost)[:64])


def _attributes(health: SourceHealth) -> dict[str, str]:
    source, feed = health.source, health.feed_url or health.source.url
    named = _plain(health.title) or source.id
    told = {"type": "rss", "text": named, "title": named, "xmlUrl": feed}
    told |= {"htmlUrl": source.url} if source.url != feed else {}
    told |= {"language": source.language, "category": source.section}
    return {name: _plain(value) for name, value in told.items() if value}


def _plain(text: str) -> str:
    return " ".join(_NO_XML.sub("", clean(text)).split())
