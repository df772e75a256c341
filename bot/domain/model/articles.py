"""Articles on their way to being ready, and the items that chats get."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from bot.domain.model.reading import NO_RHYTHM, Alternate, Entry, FeedLink, NextPoll, Rhythm, Source, Validators

if TYPE_CHECKING:
    from bot.domain.features import Features


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
    next: NextPoll
    language: str = ""  # the feed's own, where the source names none
    title: str = ""  # the feed's own
    hub: str = ""  # as in `Feed`
    topic: str = ""
    links: tuple[FeedLink, ...] | None = None  # what discovery found; None: there was no need to look
    rhythm: Rhythm = NO_RHYTHM  # the feed's own
    max_age: timedelta = timedelta(days=2)  # of what another source has brought and this one's readers are owed
    next_if_new: NextPoll | None = None  # in the stead of `next`, where an unknown article was found


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
    revision: bool = False  # it is ready and public already; its source has changed its words
    summary: tuple[str, ...] = ()  # what a revision has been shortened to so far
    automatic: bool = False  # as in `Item`, of that


Lane = Literal["news", "backlog"]  # what chats may be owed; and revisions and first polls, which nobody waits for


@dataclass(frozen=True, slots=True)
class Batch:
    """Drafts of one poll, oldest first: they become ready together."""

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
class Summary:
    """An article in short."""

    sentences: tuple[str, ...] = ()  # whole ones
    automatic: bool = False  # as in `Item`


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
    media: str = ""  # "", "video", "audio" or "gallery"
    canonical: str = ""  # the page's own address, where it differs from the draft's
    alternates: tuple[Alternate, ...] = ()
    paywalled: bool = False
    automatic: bool = False  # as in `Item`
    features: "Features | None" = None  # what it is compared by, where that is known already


@dataclass(frozen=True, slots=True)
class Credit:
    """Another source of an item: its name, and the address of what it published."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Edition:
    """The same item in another language."""

    language: str
    article_id: int


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
    automatic: bool = False  # its summary was written, not chosen, by a program
    corrected: datetime | None = None  # when title or summary last became another
    correction: str = ""  # the title before that; "" if it was the same
    credits: tuple[Credit, ...] = ()  # of the item's other sources, where it is to be posted
    editions: tuple[Edition, ...] = ()  # likewise, in the order of their coming


@dataclass(frozen=True, slots=True)
class Watched:
    """An article that stands in chats, and whose page is to be looked at: is it still there?"""

    id: int
    item_id: int
    url: str
    first_seen: datetime
    gone_since: datetime | None = None  # the site says that there is no such page
    gone_status: int = 0  # 404 or 410
    taken_down: datetime | None = None  # when that was believed


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look has made of a `Watched`. `look`: when its page is looked at next; None: never."""

    article_id: int
    item_id: int
    look: datetime | None
    gone_since: datetime | None = None
    gone_status: int = 0
    taken_down: datetime | None = None
    became: Literal["", "struck", "restored"] = ""
