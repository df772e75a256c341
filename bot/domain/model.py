"""The values that pass between the rooms: frozen, without behaviour that could fail.

A value is named by its place in the flow:

    DueSource → Page → Entry → Found → Draft → Ready → (Item, Owed) → Post

All times are timezone-aware UTC `datetime`s.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

# --- reading -----------------------------------------------------------------------------------------------

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


# --- articles ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that `identity` has named. `keys`: any one of them known means the article is known."""

    entry: Entry
    url: str  # canonical
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Poll:
    """A successful poll, to be stored in one transaction. `found` is oldest first."""

    source_id: str
    feed_url: str
    feed_kind: str
    validators: Validators
    body_hash: str
    found: tuple[Found, ...]
    next_poll: datetime
    language: str = ""  # the feed's own, where the source names none


@dataclass(frozen=True, slots=True)
class Draft:
    """A stored article at stage `new`, as the editor takes it."""

    id: int
    item_id: int
    source: Source
    entry: Entry
    url: str
    first_seen: datetime
    baseline: bool
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """The drafts of one poll, oldest first: they become ready together."""

    id: int
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Indexed:
    """An article's words for search: space-separated, already folded or stemmed (see `domain.text`)."""

    title_words: str
    body_words: str
    title_stems: str
    body_stems: str


@dataclass(frozen=True, slots=True)
class Ready:
    """An article as the editor leaves it."""

    draft: Draft
    title: str
    text: str
    summary: tuple[str, ...]  # whole sentences
    section: str  # key; empty where none
    section_label: str  # as the site writes it
    language: str
    authors: tuple[str, ...]
    published: datetime
    dated: bool  # False: no usable date was given, `published` is when it was first seen
    image: str
    indexed: Indexed
    terms: frozenset[str]  # folded words and stems, against which filters are matched


@dataclass(frozen=True, slots=True)
class Item:
    """What a chat gets once; what search returns. Shown in one language, by one article."""

    id: int
    article_id: int
    title: str
    url: str
    source_id: str
    language: str
    published: datetime
    dated: bool = True
    section: str = ""
    section_label: str = ""
    summary: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    image: str = ""
    media: str = ""


# --- addresses ---------------------------------------------------------------------------------------------

PlaceKind = Literal["private", "group", "channel"]
Status = Literal["active", "paused", "closed"]
Layout = Literal["brief", "standard", "full"]


class Closed(StrEnum):
    """Why an address is closed."""

    BLOCKED = "blocked"
    KICKED = "kicked"
    DEACTIVATED = "deactivated"
    NO_RIGHTS = "no_rights"
    TOPIC_GONE = "topic_gone"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a platform, as the platform names it."""

    platform: str
    chat: str
    topic: str = ""
    kind: PlaceKind = "private"
    title: str = ""
    username: str = ""
    comments: bool = False  # a channel with a linked discussion


@dataclass(frozen=True, slots=True)
class Address:
    """Where posts go, with everything that belongs to the place."""

    id: int
    place: Place
    status: Status = "active"
    reason: str = ""
    language: str = ""  # of the bot's words; empty: the site's
    languages: tuple[str, ...] = ()  # of the news; empty: all
    layout: Layout = "standard"
    timezone: str = ""
    pictures: bool = True
    sound: bool = False
    footer: str = ""
    next_due: datetime | None = None
    retry_after: datetime | None = None


SubscriptionKind = Literal["all", "section", "source", "author", "filter"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """`value`: "" for all, a section key, a source id, a folded author, or a filter's normalised terms."""

    kind: SubscriptionKind
    value: str = ""
    label: str = ""  # as it is shown to people
    id: int = 0


# --- delivery ----------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What an outbox row sends."""

    POST = "post"
    UPDATE = "update"
    EDIT = "edit"
    STRIKE = "strike"
    DIGEST = "digest"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Owed:
    """A claimed outbox row: what to send, and how often it has been tried."""

    id: int
    kind: Kind
    key: str
    attempts: int = 0  # before this one
    first_attempt: datetime | None = None
    payload: str = ""  # JSON, for kinds that carry their own words


@dataclass(frozen=True, slots=True)
class Claim:
    """An address's head under lease. `fence` must still be the address's when it is settled."""

    owed: Owed
    address: Address
    item: Item | None
    fence: int


OutcomeState = Literal["sent", "pending", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform accepted: one reference per message sent, in order."""

    messages: tuple[str, ...]
    form: Literal["text", "photo"] = "text"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a claim ended, to be settled. `due` is when to try again (state `pending`)."""

    claim: Claim
    state: OutcomeState
    reason: str = ""
    receipt: Receipt | None = None
    due: datetime | None = None  # of this row
    next_due: datetime | None = None  # of the address: its pace
    retry_after: datetime | None = None  # the platform's order for this chat
    attempted: bool = True  # False: the request never left, so no attempt is counted
    doubtful: bool = False
    closed: str = ""  # a `Closed` value: close the address, skip what it is owed
    moved_to: str = ""  # the chat's new id


# --- what is said ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. `text` is plain; platforms escape it."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""


Line = tuple[Span, ...]  # an empty tuple is a blank line


@dataclass(frozen=True, slots=True)
class Button:
    """Exactly one of `url`, `copy` (text put on the clipboard) and `data` (comes back as a press, ≤ 64 bytes)."""

    label: str
    url: str = ""
    copy: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One message, platform-blind. With `image` a captioned picture; else `preview` is shown large above."""

    lines: tuple[Line, ...]
    image: str = ""
    preview: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. Nothing of it is stored but where the person's private chat is an address."""

    id: str
    language: str = ""  # as the platform tells it (IETF tag)


@dataclass(frozen=True, slots=True)
class Ask:
    """A command, a press or a plain message from a person in a place."""

    place: Place
    person: Person
    command: str = ""  # without slash, lower case; "" for a plain message
    words: str = ""  # what stood after the command; a press's data; a message's text


@dataclass(frozen=True, slots=True)
class Reply:
    """The desk's answer."""

    posts: tuple[Post, ...] = ()
    alert: str = ""  # shown to the person who pressed, not to the chat
    edits: bool = False  # the (single) post replaces the message whose button was pressed
    asks: bool = False  # the person's next message is the answer (shown as a reply field in groups)
    to_person: bool = False  # goes to the person's private chat, never into the place


# --- figures -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source as `sources list` and `stats` show it."""

    source: Source
    status: str  # "new", "ok", "failing", "paused", "gone"
    feed_url: str = ""
    feed_kind: str = ""
    last_poll: datetime | None = None
    last_success: datetime | None = None
    last_error: str = ""
    last_new: datetime | None = None
    next_poll: datetime | None = None
    failures: int = 0
    polls: int = 0
    unchanged: int = 0
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts for `stats`."""

    articles: int
    stories: int
    chats: int
    subscriptions: int
    deliveries: dict[str, int] = field(default_factory=dict)
    sources: tuple[SourceHealth, ...] = ()
    oldest_pending: datetime | None = None  # the lag of delivery


@dataclass(frozen=True, slots=True)
class Word:
    """A query word: it matches its folded form, or any of its stems among an article's stems.

    `prefix`: the folded form may also be the beginning of a word.
    """

    folded: str
    stems: tuple[str, ...] = ()
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What a person typed after /search, understood (see `domain.query`). Everything given must hold.

    `phrases` are folded words in order. An empty query asks for the newest.
    """

    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[Word, ...] = ()
    sections: tuple[str, ...] = ()  # keys; any of them
    sources: tuple[str, ...] = ()  # ids; any of them
    after: datetime | None = None  # inclusive
    before: datetime | None = None  # exclusive


@dataclass(frozen=True, slots=True)
class Results:
    """A page of search results. `total` is counted to 1,000; `showing` is a mended spelling, if one was needed."""

    items: tuple[Item, ...]
    total: int
    total_capped: bool = False
    showing: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where and when an article was posted."""

    platform: str
    chat: str
    topic: str
    message: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """An article's earlier words."""

    title: str
    text: str
    seen: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """One article as stored, for `show`."""

    item: Item
    text: str
    story_id: int
    first_seen: datetime
    stage: str
    editions: tuple[Item, ...] = ()
    revisions: tuple[Revision, ...] = ()
    posts: tuple[Posted, ...] = ()
    sources: tuple[str, ...] = ()
