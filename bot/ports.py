"""All that Crier needs from outside, on one page.

Each Protocol states its contract in prose; `tests/contracts/` holds every implementation to it. Methods that
write are one short transaction each: when one raises, nothing was changed. Every storage method may raise
`StoreBusy` (locked for too long, disk full): wait and try the same again.
"""

from collections.abc import Mapping, Sequence  # noqa: I001 - the ports stay on one page
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.model import (
    NO_VALIDATORS, Address, Ask, Batch, Claim, DueSource, Feed, FeedLink, Item, Layout, Outcome, Page, PageText,
    Person, Place, Poll, Post, Query, Ready, Receipt, Record, Reply, Results, Source, SourceHealth, Stats,
    Subscription, Validators,
)  # fmt: skip

# --- time and waking ---------------------------------------------------------------------------------------


class Clock(Protocol):
    """Tells the time: aware, UTC."""

    def __call__(self) -> datetime: ...


class Signals(Protocol):
    """Wakes loops. A signal rung while nobody waits is kept; several rings are one. A tick is the safety net."""

    def ring(self, name: str) -> None:
        """Wake who waits for `name`: "sources", "articles", "outbox" or "updates"."""

    async def wait(self, name: str, seconds: float) -> bool:
        """Return True once `name` was rung since the last wait, or False after `seconds`."""


# --- reading -----------------------------------------------------------------------------------------------


class Fetcher(Protocol):
    """Brings pages. One request at a time per host; limits on time, size and redirects; no private addresses."""

    async def get(self, url: str, validators: Validators = NO_VALIDATORS) -> Page:
        """Fetch `url` conditionally. Raises `FetchFailed` (see its branches)."""


class Reader(Protocol):
    """Makes sense of pages. Works on bytes, in a worker: the event loop is never held for long."""

    async def feed(self, page: Page) -> Feed:
        """Parse a feed. Raises `Unreadable` if the page is not one, however it is labelled."""

    async def announced(self, page: Page) -> tuple[FeedLink, ...]:
        """The feeds an HTML page announces, best first. Never raises."""

    async def article(self, page: Page) -> PageText:
        """The article on a page, without furniture. Raises `Unreadable` if there is none."""


class Summarizer(Protocol):
    """Shortens an article to whole sentences."""

    async def summarize(self, title: str, text: str, language: str) -> tuple[str, ...]:
        """At most the configured sentences and characters, in the article's order; () for no text. Never raises."""


# --- storage -----------------------------------------------------------------------------------------------


class Sources(Protocol):
    """The sources and their health. The config seeds them, the database owns them."""

    async def seed(self, sources: Sequence[Source], now: datetime) -> None:
        """Apply the config's sources: add new, update known, pause `config` sources no longer there."""

    async def due(self, now: datetime, limit: int, *, every: bool = False) -> tuple[DueSource, ...]:
        """Lease up to `limit` active sources whose next poll has come, longest due first; `every`: due or not.

        A leased source is not given again until it is stored, or its process is gone.
        """

    async def store_poll(self, poll: Poll, now: datetime) -> int:
        """Store a successful poll whole: unknown articles (stage `new`, ids in the order given, an item and a
        story of their own; a sighting where the article was known from another source) and the source's
        validators, hash, health and next poll. The first poll is the baseline: its articles are never owed.
        Returns the number of new articles."""

    async def store_unchanged(self, polls: Mapping[str, datetime], now: datetime) -> None:
        """Settle sources that had not changed: source id → next poll."""

    async def store_failure(self, source_id: str, error: str, next_poll: datetime, now: datetime) -> None:
        """Count a failed poll; nothing else of the source changes."""

    async def next_due(self) -> datetime | None:
        """When the next source falls due."""

    async def health(self, *, counted: bool = True) -> tuple[SourceHealth, ...]:
        """Every source, in the order of its id. Not `counted`: `articles` is 0, and no sighting is looked at."""


class Articles(Protocol):
    """Articles on their way to being ready, and the archive of those that are."""

    async def claim(self, now: datetime) -> Batch | None:
        """Lease the oldest batch of drafts that is not leased; None if there is none."""

    async def publish(self, ready: Sequence[Ready], now: datetime, *, max_age: timedelta, settle: timedelta) -> int:
        """In one transaction: the articles (stage `ready`), their search rows, and all that is owed for them in
        the order given. Baseline articles, and those published more than `max_age` before `now`, are owed to nobody.
        With `settle`, rows are `held` until that long after first sight. Returns the number of rows owed.
        Publishing a draft twice changes nothing."""

    async def postpone(self, draft_id: int, error: str) -> None:
        """Give a draft back after a failure, counting it in `Draft.attempts`."""

    async def show(self, ref: str) -> Record | None:
        """One article by id or by address."""

    async def find(self, query: Query, *, limit: int, offset: int = 0) -> Results:
        """Search; newest first for an empty query. Never raises for what the query holds."""

    async def sections(self) -> Mapping[str, str]:
        """Section key → label, of all sections the archive knows; most used first, at most 500."""

    async def author(self, folded: str) -> str:
        """An author's name as written, by its folded form; "" if there is none."""

    async def items(self, ids: Sequence[int]) -> tuple[Item, ...]:
        """Items by id, in the order given; unknown ones left out."""


class Addresses(Protocol):
    """Chats and what they subscribed to."""

    async def get(self, place: Place) -> Address | None:
        """The address of a place (platform, chat and topic), if it has one."""

    async def ensure(self, place: Place, *, language: str = "") -> Address:
        """The same, made or refreshed (title, kind, comments). An address closed by the platform is open again."""

    async def close(self, platform: str, chat: str, reason: str, now: datetime, *, topic: str = "") -> int:
        """Close a chat's addresses (or one topic's) and skip what they are owed. Returns how many were closed."""

    async def reopen(self, platform: str, chat: str) -> int:
        """Open a chat's closed addresses again. Returns how many."""

    async def move(self, platform: str, chat: str, to: str) -> None:
        """A group became a supergroup. Idempotent, in either order of the platform's messages; where both ids
        have addresses, their subscriptions are united."""

    async def set_language(self, address_id: int, language: str) -> None: ...

    async def set_layout(self, address_id: int, layout: Layout) -> None: ...

    async def subscribe(self, address_id: int, subscription: Subscription, now: datetime) -> bool:
        """True if it is new. A filter is stored once and shared."""

    async def unsubscribe(self, address_id: int, subscription: Subscription | None) -> int:
        """Drop one (by kind and value), or all for None. Returns how many; what is pending for the address and no
        longer subscribed to is skipped when nothing is left."""

    async def drop(self, address_id: int, subscription_id: int) -> Subscription | None:
        """Drop one by id, if it belongs to the address."""

    async def subscriptions(self, address_id: int) -> tuple[Subscription, ...]:
        """In the order they were made."""

    async def forget(self, platform: str, chat: str) -> int:
        """Erase everything stored about a chat and its topics. Returns the number of addresses erased."""

    async def count(self, platform: str) -> int:
        """How many addresses have at least one subscription."""

    async def channels(self, platform: str, limit: int, *, after: str = "") -> tuple[Place, ...]:
        """Up to `limit` active channels, by chat (as text); those that come after the chat `after`."""


class Outbox(Protocol):
    """What is owed. States: held → pending → sending → sent | failed | skipped."""

    async def claim(self, platform: str, limit: int, now: datetime) -> tuple[Claim, ...]:
        """Lease up to `limit` (≤ 100) addresses whose oldest unsent row is due and whose own pace allows it, and
        mark those rows `sending`. Answers hold the item and the address, ready to compose."""

    async def settle(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Store outcomes, sent messages and the addresses' pace, and free the leases, in one transaction.
        Raises `LeaseLost` for outcomes whose fence is no longer valid — after storing all the others."""

    async def next_due(self, platform: str) -> datetime | None:
        """When the next row may be claimed, as far as is known; None: nothing is owed."""

    async def owe(self, address_id: int, item_ids: Sequence[int], now: datetime) -> int:
        """Owe items to one address (back-fill). Returns how many were not owed before."""

    async def shrink(self, before: datetime, limit: int = 1000) -> int:
        """Delete up to `limit` sent, failed and skipped rows settled before then, leaving counters."""


class Leases(Protocol):
    """Which process does what. A process is known by host, boot and pid; its leases die with it: at once where it
    can be seen to be dead (same host), 10 s after its last heartbeat elsewhere."""

    async def beat(self, now: datetime) -> bool:
        """Register this process at the first call, say it is alive at the later ones (every 3 s), and free what
        dead processes held: their `sending` rows become `pending`, counted as doubtful. True if there were any.
        Raises `LeaseLost` if this process was taken for dead."""

    async def acquire(self, name: str, now: datetime) -> bool:
        """Take, or still hold, the lease `name`, such as "courier:telegram"."""

    async def release(self) -> None:
        """Give back all leases of this process; unsettled `sending` rows become `pending` and doubtful."""


class Desk(Protocol):
    """What platforms call with what people say."""

    async def answer(self, ask: Ask) -> Reply:
        """A command; never raises."""

    async def press(self, ask: Ask) -> Reply:
        """A button with `ask.words` as its data; never raises. Old and foreign data get a kind alert."""

    async def said(self, ask: Ask) -> Reply | None:
        """A plain message; an answer only if one was asked for."""


class Notebook(Protocol):
    """Small facts that outlive a restart: the offset of updates, what was last set on a platform, a chat's open
    question. Keys ≤ 200 characters, values ≤ 4,096; bounded: the oldest beyond 100,000 go."""

    async def read(self, key: str) -> str: ...

    async def write(self, key: str, value: str, now: datetime) -> None:
        """An empty value deletes."""

    async def keep(self, text: str, now: datetime) -> str:
        """A short token (≤ 12 characters of [0-9a-z]) for a text, such as a query behind page buttons; the same text
        always gets the same token."""

    async def kept(self, token: str) -> str: ...


class Figures(Protocol):
    """Counts, for people and monitors."""

    async def stats(self, now: datetime) -> Stats: ...


# --- platforms ---------------------------------------------------------------------------------------------


class Platform(Protocol):
    """A messenger. Sending never retries by itself: outcomes are the courier's to decide."""

    name: str

    async def send(self, place: Place, post: Post) -> Receipt:
        """Send one post. Raises a branch of `SendFailed`; anything else is a bug."""


class Directory(Protocol):
    """Who may do what in a place, and what a place is, asked of the platform."""

    async def manages(self, place: Place, person: Person) -> bool:
        """May this person change the place's settings? (Always in a private chat of their own.)"""

    async def look_up(self, platform: str, name: str) -> Place | None:
        """The channel or group of a public name ("@name") or an id; None if unknown to the bot."""

    async def may_post(self, place: Place) -> bool:
        """Has the bot the right to post there?"""


class Words(Protocol):
    """The bot's wording in one language: gettext's contract (msgids are English)."""

    language: str

    def gettext(self, message: str) -> str: ...

    def ngettext(self, singular: str, plural: str, n: int) -> str: ...


class Wording(Protocol):
    """The catalogues."""

    languages: tuple[str, ...]

    def words(self, language: str) -> Words:
        """The words of a language (IETF tag; the nearest there is, English at last)."""

    def day(self, language: str, moment: datetime) -> str:
        """A date for people, in `moment`'s own zone: "6 October" this year, with the year otherwise."""
