"""What comes from a site: sources, pages, feeds and entries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FullText = Literal["auto", "always", "never"]
Origin = Literal["config", "chat", "terminal"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where news comes from, as its owner wrote it. Seconds are pauses between two polls."""

    id: str
    url: str
    language: str = ""
    section: str = ""
    poll_seconds: int = 300
    poll_max_seconds: int = 21600
    full_text: FullText = "auto"
    republish: bool = False
    origin: Origin = "config"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site gave to ask "has it changed?" with (RFC 9110 §8.8): kept verbatim."""

    etag: str = ""
    last_modified: str = ""


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class DueSource:
    """A source whose time has come, with what the last poll left behind."""

    source: Source
    feed_url: str = ""  # what discovery found; empty: not yet discovered
    validators: Validators = NO_VALIDATORS
    body_hash: str = ""
    baseline: bool = True  # no poll has succeeded yet: what it carries is archived, not posted
    failures: int = 0  # in a row
    newest: datetime | None = None  # publication time of the newest article seen


@dataclass(frozen=True, slots=True)
class Page:
    """An HTTP answer. `not_modified` pages have an empty body."""

    url: str  # after redirects
    body: bytes = b""
    content_type: str = ""  # with its charset, as sent
    validators: Validators = NO_VALIDATORS
    not_modified: bool = False
    link_headers: tuple[str, ...] = ()  # RFC 8288, as sent
    max_age: float | None = None  # seconds, from Cache-Control


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page announces."""

    url: str
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, as plain text: no markup, no control characters."""

    title: str
    url: str = ""  # absolute, or empty where the feed gives none
    guid: str = ""
    summary: str = ""  # paragraphs separated by "\n"
    content: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    published: datetime | None = None
    image: str = ""
    media: str = ""  # "", "video", "audio" or "gallery"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed; entries in document order."""

    kind: str  # "rss20", "atom10", "rdf", "json", …
    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class PageText:
    """What an article's own page says; empty fields where it says nothing."""

    text: str = ""  # paragraphs separated by "\n", furniture removed
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    image: str = ""
    section: str = ""
    language: str = ""
    canonical: str = ""
