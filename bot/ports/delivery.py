"""Chats, what they are owed, who does what, and small facts."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.model import (
    Address,
    Claim,
    Crosspost,
    Doubt,
    Kind,
    Layout,
    Notice,
    OnReturn,
    Outcome,
    Place,
    Standing,
    Stats,
    Subscription,
)


class Addresses(Protocol):
    """Chats and what they subscribed to."""

    async def get(self, place: Place) -> Address | None:
        """The address of a place (platform, chat and topic), if it has one."""

    async def ensure(self, place: Place, *, language: str = "") -> Address:
        """The same, made or refreshed (title, kind, comments, server, shape). What the caller does not know stays as it
        is: an empty title or server. An address closed by the platform is open again."""

    async def close(self, platform: str, chat: str, reason: str, now: datetime, *, topic: str | None = None) -> int:
        """Close a chat's addresses, or one topic's ("": what is in no topic), and skip what they are owed. Of a topic
        that is gone the chat is told. Returns how many were closed."""

    async def reopen(self, platform: str, chat: str, *, topic: str | None = None) -> int:
        """Open a chat's closed addresses again, or one topic's, but for topics that are gone: those come back by
        themselves, or by `ensure`. Returns how many."""

    async def leave(self, platform: str, server: str, reason: str, now: datetime) -> int:
        """The bot is not in a server any more: close all of its addresses, as `close` does. Returns how many were."""

    async def rejoin(self, platform: str, server: str) -> int:
        """It is there again: open the server's addresses that were closed since it was put out (`Closed.KICKED`), as
        `reopen` does. Returns how many."""

    async def move(self, platform: str, chat: str, to: str) -> None:
        """A group became a supergroup. Idempotent, in either order of the platform's messages; where both ids
        have addresses, their subscriptions are united."""

    async def set_language(self, address_id: int, language: str) -> None: ...

    async def set_layout(self, address_id: int, layout: Layout) -> None: ...

    async def set_languages(self, address_id: int, languages: Sequence[str]) -> None:
        """The languages of the news there (primary tags), the most wanted first; none: all."""

    async def set_reception(
        self, address_id: int, *, pictures: bool | None = None, sound: bool | None = None, timezone: str | None = None
    ) -> None:
        """Whether posts come with pictures, and with sound, and the zone (IANA) of their times; None: as it is."""

    async def set_every_post(self, address_id: int, *, every: bool) -> None:
        """Whether a burst comes as posts, however many, and not as a digest."""

    async def set_publishing(
        self, address_id: int, *, crosspost: bool | None = None, webhook: bool | None = None
    ) -> None:
        """Whether what is posted there is published to the channels that follow it, and whether it comes by a webhook;
        None: as it is."""

    async def pause(self, address_id: int, until: datetime | None) -> int:
        """Send nothing there until then, or (None) until it is resumed. What is owed meanwhile is held, but not what
        operators are told. Returns how many posts wait. A closed address stays closed."""

    async def resume(self, address_id: int, how: OnReturn, now: datetime) -> int | None:
        """End a pause: the posts that waited are skipped, go out in one digest whatever their number, or all go one by
        one. Returns how many; None if there was no pause."""

    async def subscribe(
        self, address_id: int, subscription: Subscription, now: datetime, *, uncalled: bool = False
    ) -> bool:
        """True if it is new; else the role that it calls, if one is given, takes the place of the earlier one;
        `uncalled`: it calls none any more. A filter is stored once and shared."""

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

    async def muted(self, platform: str, limit: int, *, after: Place | None = None) -> tuple[Place, ...]:
        """Up to `limit` places that are closed for want of rights, by chat and topic; those that come after `after`.
        In servers, where rights differ between a channel and its threads, each; else one of every chat."""


class Outbox(Protocol):
    """What is owed. States: held → pending → sending → sent | failed | skipped | doubtful (→ sent | pending)."""

    async def claim(self, platform: str, limit: int, now: datetime, burst: int = 0) -> tuple[Claim, ...]:
        """Lease up to `limit` (≤ 100) addresses whose oldest unsent row is due and whose own pace allows it, and
        mark those rows `sending`; end pauses that are over. Answers hold the item and the address, ready to compose.

        Where more than `burst` posts (0: any number) wait for a private chat or a group that did not ask for every
        post, they are digests from now on: up to 50 of them make one claim."""

    async def settle(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Store outcomes, sent messages and the addresses' pace, and free the leases, in one transaction. An outcome
        is one of all that its claim shows (head and `more`); the claim's `rest` waits again as if nothing had been.
        What is `held` lets those behind it pass until its `due`; of corrections of one item the last one stands. An
        update that answered nothing is a post from then on.
        Raises `LeaseLost` for outcomes whose fence is no longer valid — after storing all the others."""

    async def next_due(self, platform: str) -> datetime | None:
        """When the next row may be claimed, as far as is known; None: nothing is owed."""

    async def owe(self, address_id: int, item_ids: Sequence[int], now: datetime) -> int:
        """Owe items to one address (back-fill), each in the first of its languages that it is told in; what is told in
        none of them is not owed. Returns how many were not owed before."""

    async def shrink(self, before: datetime, limit: int = 1000) -> int:
        """Delete up to `limit` sent, failed and skipped rows settled before then, leaving counters; skip those owed
        before then that a pause without an end holds still. Returns how many."""

    async def doubts(self, platform: str, limit: int) -> tuple[Doubt, ...]:
        """The oldest of what is in state `doubtful`: nobody has said yet whether it arrived."""

    async def decide(self, owed_id: int, now: datetime, *, arrived: bool) -> Doubt | None:
        """What somebody says of a doubtful row: it is `sent`, or `pending` again, to go out next. None: it is not
        doubtful any more."""

    async def crossposts(
        self, platform: str, now: datetime, *, per_hour: int, limit: int, but: Collection[str] = ()
    ) -> tuple[Crosspost, ...]:
        """What waits to be published to those who follow its channel: of each channel `but` these (up to 10,000) the
        oldest message, where fewer than `per_hour` were published within the hour before `now`. Settling a post, not an
        update, makes it wait if its address wants so, and its place is an announcement channel. Those that have waited
        for six hours are given up."""

    async def crossposted(self, crosspost: Crosspost, now: datetime, *, failed: bool = False) -> None:
        """It is published, or never will be."""

    async def correct(self, item_id: int, kind: Kind, now: datetime, payload: str = "") -> int:
        """Owe an `edit` or a `strike` (`domain.corrections`) to every chat in which an item stands. One that waits is
        enough. Returns how many were not owed before."""

    async def standing(self, place: Place, message: str) -> Standing | None:
        """What a message of ours in this chat shows; None for any other, and for one that is too old. `message`: the
        platform's reference, or what stands before a slash in it."""

    async def shows(self, place: Place, message: str, article_id: int) -> bool:
        """The message shows this article of its item now: edits follow it. False, and nothing is changed, where it is
        none of ours (as in `standing`), shows several items or another one than the article's, or where that is not
        ready or was taken down."""

    async def notify(self, platform: str, chats: Sequence[str], notice: Notice, now: datetime) -> int:
        """Owe a notice to private chats, known or not. Returns how many had not been owed this key before."""


class Leases(Protocol):
    """Which process does what. A process is known by host, boot and pid; its leases die with it: at once where it
    can be seen to be dead (same host), 7 s after its last heartbeat elsewhere, by the clock of the database."""

    async def beat(self) -> bool:
        """Register this process at the first call, say it is alive at the later ones (every 2 s), and free what
        dead processes held: their `sending` rows become `pending`, counted as doubtful. True if there were any.
        Raises `LeaseLost` if this process was taken for dead."""

    async def acquire(self, name: str) -> bool:
        """Take, or still hold, the lease `name`, such as "courier:telegram"."""

    async def behind(self, now: datetime) -> timedelta:
        """How far `now` is behind the latest poll that is known; nothing where it is not."""

    async def bring_forward(self, by: timedelta, now: datetime) -> None:
        """The clock went back by so much, to `now`. What waits for a later moment comes that much sooner: polls, what
        is pending, the addresses' pace and the platform's orders. What is held waits for a time of day, and stays."""

    async def release(self) -> None:
        """Give back all leases of this process; unsettled `sending` rows become `pending` and doubtful."""


class Notebook(Protocol):
    """Small facts that outlive a restart: the offset of updates, what was last set on a platform, a chat's open
    question. Keys ≤ 200 characters, values ≤ 4,096; bounded: the oldest beyond 100,000 go."""

    async def read(self, key: str) -> str: ...

    async def write(self, key: str, value: str, now: datetime) -> None:
        """An empty value deletes."""

    async def first(self, key: str, value: str, now: datetime) -> bool:
        """Write `value` unless the key has one; True for the one who wrote it, however many try at once."""

    async def forget(self, prefix: str, before: datetime) -> None:
        """Delete the notes written before then whose keys begin so."""

    async def keep(self, text: str, now: datetime) -> str:
        """A short token (≤ 12 characters of [0-9a-z]) for a text, such as a query behind page buttons; the same text
        always gets the same token."""

    async def kept(self, token: str) -> str: ...


class Figures(Protocol):
    """Counts and the like, for people and monitors."""

    async def stats(self, now: datetime) -> Stats: ...

    async def audience(self, platform: str, limit: int) -> tuple[Place, ...]:
        """Up to `limit` groups, channels and topics that get news, those closed for want of rights among them; what has
        become known last comes first."""
