"""The feeds a page announces: in its head, in the answer's Link headers, or by a plain link to one.

The theory
----------
A site with several languages or sections announces a feed for each, often all of them on every page. The best is the
one that belongs to this very page: its address shares the page's path, its language is the page's. Feeds of comments
come last, and links in the page's body (which may lead to a page *about* feeds) come after what is announced.
An address is never guessed: what a site does not announce may be an error page that answers 200.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.adapters.reading import markup
from bot.adapters.reading.charset import decode
from bot.adapters.reading.entries import language
from bot.domain import links
from bot.domain.model import FeedLink, Page
from bot.domain.text import clean

MOST_LINKS = 50
_LONGEST = 500_000  # characters of a page; feeds are announced in its head
_TYPES = frozenset(
    (
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/x-rss+xml",
        "text/rss+xml",
    )
)
_LOOSE_TYPES = frozenset(("application/json", "application/xml", "text/xml"))  # a feed if its name says so
_NAMED = re.compile(
    r"(?:^|[/._-])(?:rss|atom|feed|feeds|rdf)(?:[/._-]?(?:xml|json|rdf|rss|atom|php))?/?$", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment|коммент|şərh", re.IGNORECASE)
_LINK = re.compile(r"<([^>]{1,2000})>((?:\s*;\s*[\w*-]{1,20}\s*(?:=\s*(?:\"[^\"]{0,300}\"|[^\s;,\"]{1,300}))?){0,10})")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")


@dataclass(frozen=True, slots=True)
class _Candidate:
    link: FeedLink
    announced: bool


def announced(page: Page) -> tuple[FeedLink, ...]:
    """The feeds that `page` announces, best first, each once, at most fifty. Never raises."""
    text = decode(page.body, page.content_type)
    root = markup.parse(text[:_LONGEST]) if "<" in text else None
    spoken = language(_attribute(root, "lang")) if root is not None else ""
    found = [*_from_headers(page), *(() if root is None else _from_page(root, page.url))]
    found.sort(key=lambda candidate: _rank(candidate, page.url, spoken))
    best: dict[str, FeedLink] = {}
    for candidate in found:
        if links.key(candidate.link.url) != links.key(page.url):
            best.setdefault(links.key(candidate.link.url), candidate.link)
    return tuple(best.values())[:MOST_LINKS]


def _from_headers(page: Page) -> Iterator[_Candidate]:
    """RFC 8288 §3."""
    for header in page.link_headers:
        for target, parameters in _LINK.findall(header):
            told = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(parameters)}
            yield from _candidate(target, page.url, told)


def _from_page(root: Any, url: str) -> Iterator[_Candidate]:
    base = next((markup.absolute(element.get("href", ""), url) for element in root.iter("base")), "") or url
    for element in root.iter("link"):
        yield from _candidate(element.get("href", ""), base, element.attrib)
    host = links.host(url)
    for element in root.iter("a"):
        address = markup.absolute(element.get("href", ""), base)
        if address and links.host(address) == host and _NAMED.search(urlsplit(address).path):
            yield _Candidate(FeedLink(address, _title(element.text_content())), announced=False)


def _candidate(href: str, base: str, told: Any) -> Iterator[_Candidate]:
    relations = told.get("rel", "").lower().split()
    kind = told.get("type", "").partition(";")[0].strip().lower()
    address = markup.absolute(href, base)
    if not address or not ({"alternate", "feed"} & set(relations)) or "stylesheet" in relations:
        return
    named = bool(_NAMED.search(urlsplit(address).path))
    if kind in _TYPES or (kind in _LOOSE_TYPES and named) or (not kind and "feed" in relations):
        yield _Candidate(
            FeedLink(address, _title(told.get("title", "")), language(told.get("hreflang", ""))), announced=True
        )


def _rank(candidate: _Candidate, page_url: str, spoken: str) -> tuple[bool, bool, bool, int]:
    """Smaller is better: of comments, only linked, in another language, and how far from the page's own path."""
    feed, page = _segments(candidate.link.url), _segments(page_url)
    tongue = candidate.link.language[:2] or _tongue(feed)
    own = _tongue(page) or spoken[:2]
    shared = 0
    for ours, theirs in zip(page, feed[:-1], strict=False):
        if ours != theirs:
            break
        shared += 1
    comments = bool(_COMMENTS.search(unquote(candidate.link.url)) or _COMMENTS.search(candidate.link.title))
    return comments, not candidate.announced, bool(tongue and own and tongue != own), max(0, len(feed) - 1) - 2 * shared


def _segments(url: str) -> list[str]:
    return [segment for segment in urlsplit(url).path.lower().split("/") if segment]


def _tongue(segments: list[str]) -> str:
    """The language that a path begins with, as in "/en/rss.xml"."""
    return segments[0] if segments and re.fullmatch(r"[a-z]{2}", segments[0]) else ""


def _title(text: str) -> str:
    return " ".join(clean(text[:1000]).split())[:200]


def _attribute(root: Any, name: str) -> str:
    return str(root.get(name) or "")
