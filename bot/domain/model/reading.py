"""What comes from a site: sources, pages, feeds and entries."""

from dataclasses import dataclass, field
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
class NextPoll:
    """What follows a poll: when the source is asked next and why then, and where its feed seems to have moved."""

    at: datetime
    why: str = ""  # for people, such as "a tenth of the newest item's age"
    moved_to: str = ""  # where a 301 or 308 led, not yet believed
    moves: int = 0  # how many polls in a row it led there
    feed_url: str = ""  # the feed's address from now on, where a move is believed


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a feed says about how often to ask (RSS 2.0 ttl, skipHours, skipDays; RSS 1.0's Syndication module)."""

    every: float | None = None  # seconds between two polls; None: not said
    skip_hours: frozenset[int] = frozenset()  # 0–23, UTC
    skip_days: frozenset[int] = frozenset()  # 0 is Monday, UTC


NO_RHYTHM = Rhythm()


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
    moved_to: str = ""  # as in `NextPoll`
    moves: int = 0
    failing_since: datetime | None = None  # the first of the failures in a row
    alerted: bool = False  # the operators were told of the outage
    pushed_until: datetime | None = None  # a hub (WebSub) tells of news until then
    rhythm: Rhythm = NO_RHYTHM  # the feed's own, as last read


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Page:
    """An HTTP answer. `not_modified` pages have an empty body. Let go of large ones: others wait for their room."""

    url: str  # after redirects
    body: bytes = b""
    content_type: str = ""  # with its charset, as sent
    validators: Validators = NO_VALIDATORS
    not_modified: bool = False
    link_headers: tuple[str, ...] = ()  # RFC 8288, as sent
    fresh_for: float | None = None  # seconds until it is stale (RFC 9111 §4.2); None: not said
    moved_to: str = ""  # where the address asked for has moved for good (301, 308); "": it has not


How = Literal["itself", "link", "header", "body", "robots", "guess"]


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed or news sitemap that may be a source's, and how it was found."""

    url: str
    title: str = ""
    language: str = ""
    how: How = "link"
    outcome: str = ""  # of trying it: "chosen", why it was not, or "" where it was not tried


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same article in another language, as its site says (hreflang)."""

    language: str  # IETF tag
    url: str  # absolute


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
    alternates: tuple[Alternate, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed or news sitemap; entries in document order."""

    kind: str  # "rss20", "atom10", "rdf", "json", "sitemap", "sitemapindex", …
    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    rhythm: Rhythm = NO_RHYTHM
    hub: str = ""  # WebSub (W3C): where news of it can be subscribed to
    topic: str = ""  # WebSub: its own name for itself (rel="self")
    parts: tuple[str, ...] = ()  # of a sitemap index: the sitemaps to read, the most promising first


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
    media: str = ""  # as in `Entry`
    alternates: tuple[Alternate, ...] = ()
    paywalled: bool = False  # the page shows a teaser; the rest is for subscribers


@dataclass(frozen=True, slots=True)
class Push:
    """A subscription at a source's hub (W3C WebSub §5)."""

    source_id: str
    hub: str
    topic: str
    secret: str = field(default="", repr=False)  # signs what the hub sends; made when it is asked
    asked: datetime | None = None  # when the hub was last asked
    until: datetime | None = None  # the lease the hub has confirmed
    tries: int = 0  # how often the hub was asked since it last confirmed
    active: bool = True  # the source is still polled, and names a hub; else the subscription is one to end
