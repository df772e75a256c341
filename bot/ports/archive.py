"""The sources, their hubs, and the articles."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.model import (
    Batch,
    DueSource,
    Filled,
    Found,
    IndexHealth,
    IndexState,
    Item,
    Lane,
    NextPoll,
    Poll,
    Push,
    Query,
    Ready,
    Record,
    Results,
    Source,
    SourceHealth,
    TopStory,
    Verdict,
    Watched,
    Word,
)


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
        Returns the number of articles that the editor has to read: new ones, and known ones that have changed."""

    async def store_unchanged(self, polls: Mapping[str, NextPoll], now: datetime) -> None:
        """Settle sources that had not changed, by id. Success ends an outage and its alert."""

    async def store_failure(
        self, source_id: str, error: str, next_poll: NextPoll, now: datetime, *, alerted: bool = False
    ) -> None:
        """Count a failed poll; `alerted`: the operators have been told by now. Articles stay as they are."""

    async def store_gone(self, source_id: str, error: str, now: datetime) -> None:
        """The site says that it is gone for good (410): it is not polled any more, its archive stays."""

    async def hasten(self, source_id: str, now: datetime) -> bool:
        """Let an active source be due at once, leased or not; False if there is none of that id."""

    async def add(self, source: Source, now: datetime, *, title: str = "") -> bool:
        """Add one that the config does not name, or bring back one that was removed or is gone; False if its id or
        address is there. `title`: its feed's, until the feed itself says one."""

    async def remove(self, source_id: str, now: datetime) -> bool:
        """Poll it no more and show it no more, its archive stays; False if there is none, or it is the config's."""

    async def next_due(self) -> datetime | None:
        """When the next source falls due."""

    async def health(self, *, counted: bool = True) -> tuple[SourceHealth, ...]:
        """Every source that was not removed, in the order of its id. Not `counted`: `articles`, `interval` and
        `paywalled` are left out, and no sighting is looked at."""

    async def languages(self) -> frozenset[str]:
        """The languages that sources are said to be in, those of removed ones too: their articles are still there."""


class Pushes(Protocol):
    """The subscriptions at hubs (W3C WebSub), one a source."""

    async def wanted(self, now: datetime, *, again: timedelta, ahead: timedelta) -> tuple[Push, ...]:
        """What has to be asked of hubs: active sources whose feed names a hub, in their time (`hubs.may_ask`). `secret`
        is that of the subscription to be renewed, "" for a new one. At most 100."""

    async def unwanted(self, now: datetime) -> tuple[Push, ...]:
        """Live leases of sources that are not polled any more, or that name no hub any more. At most 100."""

    async def asked(self, push: Push, now: datetime) -> None:
        """The hub is being asked, with this secret; an earlier lease goes on until it lapses."""

    async def confirmed(self, source_id: str, until: datetime, now: datetime) -> None:
        """The hub has verified our intent: it pushes until then."""

    async def denied(self, source_id: str, now: datetime) -> None:
        """The hub refused, or ended the subscription: polling goes on as without it."""

    async def get(self, source_id: str) -> Push | None:
        """The subscription of a source, `active` or not; None if no hub was ever asked."""

    async def store(self, source_id: str, found: Sequence[Found], now: datetime) -> int:
        """Store what a hub or a publisher has told of, as a poll does, but for what a poll leaves at the source: its
        validators, and when it is polled next. Returns the number of new articles, those that are to be read again
        not counted; 0 if the source is not polled."""


class Stories(Protocol):
    """By what articles are found that tell one event."""

    async def forget_stories(self, before: datetime, limit: int) -> int:
        """Forget by what articles published before then are found to tell the event of new ones; at most `limit` of
        them. Returns how many."""


class Articles(Protocol):
    """Articles on their way to being ready, and the archive of those that are."""

    async def claim(
        self,
        now: datetime,
        lane: Lane | None = None,
        *,
        limit: int = 1000,
        held: Collection[int] = (),
        busy: Collection[str] = (),
    ) -> Batch | None:
        """Lease the oldest batch of drafts that are not leased, its first `limit` drafts at most, or None.

        News goes before revisions, these before what first polls brought; drafts that failed before go after those that
        did not. `lane`: of that one only. Batches that are `held` (ids) are passed over, and drafts of sources that are
        `busy` (ids)."""

    async def publish(
        self,
        ready: Sequence[Ready],
        now: datetime,
        *,
        max_age: timedelta,
        settle: timedelta,
        configured: Collection[str] = (),
        corrections: bool = True,
        language: str = "en",
    ) -> int:
        """In one transaction: the articles (stage `ready`), their search rows, and all that is owed for them in
        the order given. Baseline articles, and those published more than `max_age` before `now`, are owed to nobody.
        With `settle`, rows are `held` until that long after first sight. Returns the number of rows owed.
        Publishing a draft twice changes nothing.

        An article that is an item in another language, or what another source has published already, becomes one of
        that item's: a chat gets one of them, once. Where chats chose languages, one gets the item in the first of them;
        in another one of them after ten minutes without it, and an edit when it is there. A chat that chose none gets
        it as it comes, and an edit when it is there in its own language (`language`: the site's). What tells more of a
        story is owed as an `update` to those who were owed what was told of it before.

        A revision's words take the place of the earlier ones, which are kept where they differ materially. Then, with
        `corrections` and where title or summary is another, an edit is owed to every chat that shows this article. A
        draft whose page names another article's address becomes one with it. Sections whose articles
        are each other's editions become one, but for the `configured`, which keep their names."""

    async def postpone(self, draft_id: int, error: str, *, missing: datetime | None = None) -> None:
        """Give a draft back after a failure, counting it in `Draft.attempts`. `missing`: its site said then that there
        is no such page, so that it is to be looked at whether it was taken down."""

    async def show(self, ref: str) -> Record | None:
        """One article by id or by address."""

    async def find(self, query: Query, *, limit: int, offset: int = 0, languages: Sequence[str] = ()) -> Results:
        """Search; newest first for an empty query. Each item once: as it matches best, and of what matches as well, or
        where no words are asked for, in the first of these `languages` in which it is. Never raises for what the query
        holds."""

    async def count(self, queries: Sequence[Query], *, most: int = 1) -> tuple[int, ...]:
        """How many articles match each of these queries, counted to `most`, and perhaps only among the newest where any
        of those does, or where several words are asked for; never raises for what they hold."""

    async def near(self, word: Word, *, limit: int) -> tuple[str, ...]:
        """The archive's words that are spelt nearly like one (`domain.spelling`), folded: the nearest first, of those
        that are equally near the one that most articles have. Each is found in an article."""

    async def top(
        self, now: datetime, limit: int, languages: Sequence[str] = (), *, only: bool = False
    ) -> tuple[TopStory, ...]:
        """The `limit` (≤ 100) first stories of those that ready articles of the last day tell, in the order of
        `domain.top`; what was taken down counts for nothing. Each is shown by the newest of its articles in the first
        of `languages` (primary, the most wanted first) that it has been told in, else by the newest of all; by an
        edition or a reprint only where nothing else shows it. `only`: stories told in none of them are left out."""

    async def sections(self) -> Mapping[str, str]:
        """Section key → label, of all sections the archive knows; most used first, at most 500."""

    async def languages(self) -> tuple[str, ...]:
        """In which languages news comes: those of the newest articles, of most of them first."""

    async def author(self, folded: str) -> str:
        """An author's name as written, by its folded form; "" if there is none."""

    async def edition(self, article_id: int) -> Item | None:
        """An item as this article of it shows it, complete with its other editions and credits; None if the article is
        not ready or was taken down."""

    async def items(self, ids: Sequence[int]) -> tuple[Item, ...]:
        """Items by id, in the order given; unknown ones left out."""


class Index(Protocol):
    """The search index, into which every article is put as it is published."""

    async def state(self) -> IndexState:
        """Whether all articles are in it; `missing`: it has to be made before it is filled."""

    async def anchor(self, after: int, limit: int) -> int | None:
        """Let the next `limit` subscriptions by words, in the order of their ids, be found by the words and stems that
        articles have by now (`domain.filters.anchors`). Returns the id to go on after; None when all are done."""

    async def make(self) -> int:
        """Empty it, whatever state it is in, and let it be filled: at most with so many articles as this returns. What
        is published meanwhile is put into it."""

    async def fill(self, last: Filled | None, limit: int) -> Filled | None:
        """Look at the `limit` articles before `last` (None: the newest) and put in those that are missing; behind the
        oldest, do a piece of tidying up. Returns how far it has come; None when there is nothing left: it is whole
        then."""

    async def look_over(self) -> IndexHealth:
        """Its health by a sample, in the time of some searches."""


class Takedowns(Protocol):
    """The articles that stand in chats and whose pages are looked at: are they still there (`domain.takedown`)?"""

    async def due(self, now: datetime, limit: int) -> tuple[Watched, ...]:
        """Those whose time has come, longest due first."""

    async def neighbours(self, article_id: int, limit: int) -> tuple[str, ...]:
        """The addresses of ready articles of the same source, not of the same item, that were found before and after an
        article and are not taken down: at most `limit` on either side, the nearest first."""

    async def settle(
        self,
        verdicts: Sequence[Verdict],
        now: datetime,
        *,
        max_age: timedelta = timedelta(days=2),
        corrections: bool = True,
    ) -> int:
        """Store what looks have made of articles, in one transaction. One that was taken down is found by nobody any
        more; where it waits another article of its item is sent, in a language that the chat accepts, and nothing where
        there is none; and with `corrections` a strike is owed to every chat that shows it, with the status as its
        reason. One that is back is found again, what was not sent is owed again if it was published at most `max_age`
        before `now`, and an edit is owed where it stands. Returns the number of rows owed."""
