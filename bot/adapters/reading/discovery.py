"""The feeds a page announces: in its head, in the answer's Link headers, or by a plain link to one.

Which of them is the page's own is decided in `domain.discovery`, where the theory stands.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bot.adapters.reading import markup
from bot.adapters.reading.charset import decode
from bot.adapters.reading.entries import language
from bot.domain import links
from bot.domain.discovery import distance
from bot.domain.model import FeedLink, How, Page
from bot.domain.text import clean

MOST_LINKS = 50
_MOST_HEADERS = 20
_LONGEST_HEADER = 10_000  # characters
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
_LINK = re.compile(r"<([^>]{1,2000})>((?:\s*;\s*[\w*-]{1,20}\s*(?:=\s*(?:\"[^\"]{0,300}\"|[^\s;,\"]{1,300}))?){0,10})")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")


def announced(page: Page) -> tuple[FeedLink, ...]:
    """The feeds that `page` announces, best first, each once, at most fifty. Never raises."""
    text = decode(page.body, page.content_type)
    root = markup.parse(text[:_LONGEST]) if "<" in text else None
    spoken = language(_attribute(root, "lang")) if root is not None else ""
    found = [*_from_headers(page), *(() if root is None else _from_page(root, page.url))]
    found.sort(key=lambda link: distance(link, page.url, spoken))
    best: dict[str, FeedLink] = {}
    for link in found:
        if links.key(link.url) != links.key(page.url):
            best.setdefault(links.key(link.url), link)
    return tuple(best.values())[:MOST_LINKS]


def from_headers(page: Page) -> Iterator[tuple[str, dict[str, str]]]:
    """Targets and parameters of the answer's Link headers (RFC 8288 §3), as sent; "rel" is among the parameters."""
    for header in page.link_headers[:_MOST_HEADERS]:
        for target, parameters in _LINK.findall(header[:_LONGEST_HEADER]):
            yield target, {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(parameters)}


def _from_headers(page: Page) -> Iterator[FeedLink]:
    for target, told in from_headers(page):
        yield from _candidate(target, page.url, told, "header")


def _from_page(root: Any, url: str) -> Iterator[FeedLink]:
    base = next((markup.absolute(element.get("href", ""), url) for element in root.iter("base")), "") or url
    for element in root.iter("link"):
        yield from _candidate(element.get("href", ""), base, element.attrib, "link")
    host = links.host(url)
    for element in root.iter("a"):
        address = markup.absolute(element.get("href", ""), base)
        if address and links.host(address) == host and _NAMED.search(urlsplit(address).path):
            yield FeedLink(address, _title(element.text_content()), how="body")


def _candidate(href: str, base: str, told: Any, how: How) -> Iterator[FeedLink]:
    relations = told.get("rel", "").lower().split()
    kind = told.get("type", "").partition(";")[0].strip().lower()
    address = markup.absolute(href, base)
    if not address or not ({"alternate", "feed"} & set(relations)) or "stylesheet" in relations:
        return
    named = bool(_NAMED.search(urlsplit(address).path))
    if kind in _TYPES or (kind in _LOOSE_TYPES and named) or (not kind and "feed" in relations):
        yield FeedLink(address, _title(told.get("title", "")), language(told.get("hreflang", "")), how)


def _title(text: str) -> str:
    return " ".join(clean(text[:1000]).split())[:200]


def _attribute(root: Any, name: str) -> str:
    return str(root.get(name) or "")
