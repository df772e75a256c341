"""What is asked of the archive: queries, results, records and figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.model.articles import Item
from bot.domain.model.reading import FeedLink, Source


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source as `sources list` and `stats` show it."""

    source: Source
    status: str  # "new", "ok", "failing", "paused", "gone" (410), "removed"
    feed_url: str = ""
    feed_kind: str = ""
    last_poll: datetime | None = None
    last_success: datetime | None = None
    last_error: str = ""
    last_new: datetime | None = None
    next_poll: datetime | None = None
    failures: int = 0
    polls: int = 0
    unchanged: int = 0  # polls that brought nothing new: 304, or the same bytes
    articles: int = 0
    title: str = ""  # the feed's own
    why: str = ""  # the next poll is when it is
    interval: float | None = None  # median seconds between two of its latest items; None: too few
    failing_since: datetime | None = None
    moved_to: str = ""  # as in `NextPoll`
    pushed_until: datetime | None = None  # a hub tells of news until then
    paywalled: int = 0  # of its latest 20 articles: how many show a teaser only
    links: tuple[FeedLink, ...] = ()  # what discovery found


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
    """What an article may say: a word, which matches its folded form or any of its stems among an article's stems, or,
    where `folded` has spaces, a phrase: these words side by side.

    `prefix`: the folded form may also be the beginning of a word.
    """

    folded: str
    stems: tuple[str, ...] = ()
    prefix: bool = False


FacetKey = Literal["section", "source", "by", "lang"]


@dataclass(frozen=True, slots=True)
class Facet:
    """What an article may be: in a section (`value`: its key), of a source (its id), by an author (a folded name, or
    words of it), in a language (its code)."""

    key: FacetKey
    value: str


@dataclass(frozen=True, slots=True)
class Query:
    """What a person typed after /search, understood (see `domain.query`). Everything given must hold.

    An empty query asks for the newest.
    """

    words: tuple[tuple[Word, ...], ...] = ()  # of each group any
    excluded: tuple[Word, ...] = ()
    sections: tuple[str, ...] = ()  # keys; any of them
    sources: tuple[str, ...] = ()  # ids; any of them
    authors: tuple[str, ...] = ()  # folded names, or words of them; any of them
    languages: tuple[str, ...] = ()  # codes; any of them
    without: tuple[Facet, ...] = ()  # none of them
    after: datetime | None = None  # inclusive
    before: datetime | None = None  # exclusive


@dataclass(frozen=True, slots=True)
class Results:
    """A page of search results. `total` is counted to 1,000; `showing` is a mended spelling, if one was needed.

    `query`: what was looked for in the end. `texts`: where words were, the beginning of each item's text.
    """

    items: tuple[Item, ...]
    total: int
    total_capped: bool = False
    showing: str = ""
    query: Query = Query()
    texts: tuple[str, ...] = ()


IndexState = Literal["whole", "unfinished", "missing", "old"]  # old: made by another version of Crier


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """The search index, looked over by a sample of articles: how many of them it should hold, how many it does not, and
    how many it holds without some of their words."""

    state: IndexState
    looked_at: int = 0
    missing: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Filled:
    """How far the search index has been filled: down to an article, by its time; `wrote`: was there something to
    do; `filling`: since it was emptied when."""

    published: datetime
    article_id: int
    wrote: bool
    filling: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """A story as it is told since some moment: by how many sites, editions not counted where there is anything else; in
    how many items after its first; how fresh the newest is."""

    story: int
    sources: int
    updates: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class TopStory:
    """A story and the item that shows it."""

    coverage: Coverage
    item: Item


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
    taken_down: datetime | None = None  # when its site was believed to have it no more
    gone_status: int = 0  # what its site answers: 404, 410


@dataclass(frozen=True, slots=True)
class Spent:
    """What a day's summaries have cost, and in which ways they came about."""

    requests: int = 0
    tokens: int = 0
    ways: Mapping[str, int] = field(default_factory=dict)
