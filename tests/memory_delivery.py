"""The ports of delivery, kept in memory: as much of their contract as the courier and upkeep rely on."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from bot.domain.corrections import roles_of
from bot.domain.errors import LeaseLost
from bot.domain.model import (
    Address,
    Claim,
    Crosspost,
    Doubt,
    Item,
    Kind,
    Notice,
    Outcome,
    Owed,
    Place,
    PlaceKind,
    Receipt,
    Shown,
    Standing,
)
from bot.domain.notices import packed
from tests.fakes import START
from tests.memory import Trouble

HOUR = timedelta(hours=1)
CORRECTIONS = (Kind.EDIT, Kind.STRIKE)


@dataclass
class Row:
    id: int
    address_id: int
    item: Item | None
    due: datetime
    state: str = "pending"
    attempts: int = 0
    first_attempt: datetime | None = None
    doubts: int = 0
    reason: str = ""
    receipt: Receipt | None = None
    kind: Kind = Kind.POST
    key: str = ""
    payload: str = ""
    shown: Shown | None = None
    digest: bool | None = None
    settled: datetime = START


class MemoryOutbox(Trouble):
    """The port `Outbox`."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.queues: defaultdict[int, deque[Row]] = defaultdict(deque)
        self.numbers: dict[Place, int] = {}
        self.addresses: dict[int, Address] = {}
        self.fences: dict[int, int] = {}
        self.leased: set[int] = set()
        self.claims: list[int] = []
        self.settles: list[int] = []
        self.most_out = 0
        self.shrinks: list[tuple[datetime, int]] = []
        self.old = 0
        self.crossposting: list[Crosspost] = []
        self.published: list[tuple[Crosspost, datetime, bool]] = []

    def owe_to(self, chat: str, count: int = 1, *, kind: PlaceKind = "private", topic: str = "") -> list[Row]:
        """An address for the place, if it has none, and `count` items owed to it."""
        place = Place("telegram", chat, topic, kind)
        number = self.numbers.setdefault(place, len(self.numbers) + 1)
        self.addresses.setdefault(number, Address(number, place))
        self.fences.setdefault(number, 0)
        return [self._add(number, START) for _ in range(count)]

    def _add(self, number: int, due: datetime, notice: Notice | None = None) -> Row:
        key = len(self.rows) + 1
        item = Item(key, key, f"Item {key}", f"https://news.example/{key}", "news", "en", START)
        row = Row(key, number, item, due, key=str(key))
        if notice:
            row = Row(key, number, None, due, kind=Kind.NOTICE, key=notice.key, payload=packed(notice))
        self.rows.append(row)
        self.queues[number].append(row)
        return row

    async def claim(self, platform: str, limit: int, now: datetime, burst: int = 0) -> tuple[Claim, ...]:
        self.strike()
        for held in self.rows:
            held.state = "pending" if held.state == "held" and held.due <= now else held.state
        claims: list[Claim] = []
        for address_id in self._free(now):
            row = self._head(address_id)
            if len(claims) == limit or not row or row.due > now:
                continue
            self._mark(address_id, burst)
            more = self._following(row)
            self.leased.add(address_id)
            self.fences[address_id] += 1
            owed = Owed(row.id, row.kind, row.key, row.attempts, row.first_attempt, row.payload)
            following = tuple((each.id, each.item) for each in more if each.item)
            fence, address = self.fences[address_id], self.addresses[address_id]
            called = roles_of(each.payload for each in (row, *more) if each.kind in (Kind.POST, Kind.UPDATE))
            claims.append(Claim(owed, address, row.item, fence, following, shown=row.shown, mentions=called))
            for each in (row, *more):
                each.state = "sending"
        self.claims.append(len(claims))
        self.most_out = max(self.most_out, len(self.leased))
        return tuple(claims)

    def _mark(self, address_id: int, burst: int) -> None:
        """Make a digest of what waits, if that is too much."""
        address = self.addresses[address_id]
        posts = [row for row in self.queues[address_id] if (row.state, row.kind) == ("pending", Kind.POST)]
        crowded = 0 < burst < len(posts) and posts[burst].digest is None
        if crowded and address.place.kind != "channel" and not address.every_post:
            for row in posts:
                row.digest = row.digest is not False

    def _following(self, head: Row) -> list[Row]:
        behind = [row for row in self.queues[head.address_id] if row.id > head.id and row.state == "pending"][:49]
        return list(takewhile(lambda row: row.digest, behind if head.digest else ()))

    def _free(self, now: datetime) -> list[int]:
        def ready(address: Address) -> bool:
            waits = [moment for moment in (address.next_due, address.retry_after) if moment and moment > now]
            return address.status == "active" and address.id not in self.leased and not waits

        return [key for key, address in self.addresses.items() if ready(address)]

    def _head(self, address_id: int) -> Row | None:
        queue = self.queues[address_id]
        while queue and queue[0].state not in ("pending", "sending", "held"):
            queue.popleft()
        waiting = [row for row in queue if row.state in ("pending", "sending")]
        head = min(waiting, key=lambda row: (row.state != "sending", row.kind in CORRECTIONS), default=None)
        return head if head and head.state == "pending" else None

    async def settle(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        self.strike()
        self.settles.append(len(outcomes))
        lost = [outcome for outcome in outcomes if not self._settle_one(outcome, now)]
        if lost:
            raise LeaseLost(f"{len(lost)} deliveries belong to another process now")

    def _settle_one(self, outcome: Outcome, now: datetime) -> bool:
        address = outcome.claim.address
        if self.fences[address.id] != outcome.claim.fence or address.id not in self.leased:
            return False
        for number in (outcome.claim.owed.id, *(row for row, _ in outcome.claim.more)):
            self._settle_row(self.rows[number - 1], outcome, now)
        for number in outcome.claim.rest:
            self.rows[number - 1].state = "pending"
        if outcome.state == "sent" and outcome.claim.owed.kind in CORRECTIONS:
            self._outdate(self.rows[outcome.claim.owed.id - 1])
        self.leased.discard(address.id)
        held = self.addresses[address.id]
        held = replace(held, next_due=outcome.next_due, retry_after=outcome.retry_after)
        if outcome.closed:
            held = replace(held, status="closed", reason=outcome.closed)
        if outcome.moved_to:
            held = replace(held, place=replace(held.place, chat=outcome.moved_to))
        self.addresses[address.id] = held
        return True

    def _outdate(self, by: Row) -> None:
        for row in self.queues[by.address_id]:
            if row.state in ("pending", "held") and row.kind in CORRECTIONS and row.id < by.id and row.item == by.item:
                row.state, row.reason = "skipped", "outdated"

    def _settle_row(self, row: Row, outcome: Outcome, now: datetime) -> None:
        assert row.state == "sending"
        row.settled = now
        row.state, row.reason, row.receipt = outcome.state, outcome.reason, outcome.receipt
        row.due = outcome.due or row.due
        row.doubts += outcome.doubtful
        row.digest = False if outcome.apart else row.digest
        if outcome.state == "sent" and row.kind is Kind.UPDATE and row.shown is None and not outcome.claim.more:
            row.kind = Kind.POST
        if outcome.attempted:
            row.attempts += 1
            row.first_attempt = row.first_attempt or now

    async def next_due(self, platform: str) -> datetime | None:
        dues = []
        for address in self.addresses.values():
            row = self._head(address.id)
            if row and address.status == "active":
                dues.append(max(each for each in (row.due, address.next_due, address.retry_after) if each))
        return min(dues + [row.due for row in self.rows if row.state == "held"], default=None)

    async def owe(self, address_id: int, item_ids: Sequence[int], now: datetime) -> int:
        return 0

    async def correct(self, item_id: int, kind: Kind, now: datetime, payload: str = "") -> int:
        return 0

    async def standing(self, place: Place, message: str) -> Standing | None:
        return None

    async def shows(self, place: Place, message: str, article_id: int) -> bool:
        return False

    async def crossposts(
        self, platform: str, now: datetime, *, per_hour: int, limit: int, but: Collection[str] = ()
    ) -> tuple[Crosspost, ...]:
        self.strike()
        oldest: dict[Place, Crosspost] = {}
        for each in (each for each in self.crossposting if each.place.chat not in but):
            oldest.setdefault(each.place, each)
        lately = [each.place for each, moment, failed in self.published if not failed and moment > now - HOUR]
        return tuple(each for place, each in oldest.items() if lately.count(place) < per_hour)[:limit]

    async def crossposted(self, crosspost: Crosspost, now: datetime, *, failed: bool = False) -> None:
        self.strike()
        self.crossposting.remove(crosspost)
        self.published.append((crosspost, now, failed))

    async def doubts(self, platform: str, limit: int) -> tuple[Doubt, ...]:
        self.strike()
        rows = [row for row in self.rows if row.state == "doubtful"][:limit]
        return tuple(map(_doubt, rows))

    async def decide(self, owed_id: int, now: datetime, *, arrived: bool) -> Doubt | None:
        row = self.rows[owed_id - 1]
        if row.state != "doubtful":
            return None
        row.state, row.due, row.doubts = "sent" if arrived else "pending", now, row.doubts - 1
        if not arrived:
            self.queues[row.address_id].appendleft(row)
        return _doubt(row)

    async def notify(self, platform: str, chats: Sequence[str], notice: Notice, now: datetime) -> int:
        self.strike()
        owed = 0
        for chat in chats:
            self.owe_to(chat, 0)
            number = self.numbers[Place(platform, chat)]
            if not any((row.address_id, row.kind, row.key) == (number, Kind.NOTICE, notice.key) for row in self.rows):
                self._add(number, now, notice)
                owed += 1
        return owed

    def bring_forward(self, by: timedelta) -> None:
        """What `Leases.bring_forward` does to it."""
        for row in self.rows:
            row.due -= by
        for number, address in self.addresses.items():
            self.addresses[number] = replace(address, next_due=address.next_due and address.next_due - by)

    async def shrink(self, before: datetime, limit: int = 1000) -> int:
        self.strike()
        deleted = min(limit, self.old)
        self.old -= deleted
        self.shrinks.append((before, deleted))
        return deleted

    def states(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for row in self.rows:
            counts[row.state] = counts.get(row.state, 0) + 1
        return counts


def _doubt(row: Row) -> Doubt:
    return Doubt(row.id, row.item.title if row.item else "", str(row.address_id), row.settled)


class MemoryLeases(Trouble):
    """The port `Leases`: `held_elsewhere` names what another process has."""

    def __init__(self) -> None:
        super().__init__()
        self.held_elsewhere: set[str] = set()
        self.beats: list[float] = []
        self.asked: list[str] = []
        self.brought: list[timedelta] = []
        self.late = timedelta()
        self.died = False  # another process has, since the last beat

    async def beat(self) -> bool:
        self.strike()
        self.beats.append(round(asyncio.get_running_loop().time(), 3))
        freed, self.died = self.died, False
        return freed

    async def acquire(self, name: str) -> bool:
        self.strike()
        self.asked.append(name)
        return name not in self.held_elsewhere

    async def behind(self, now: datetime) -> timedelta:
        return self.late

    async def bring_forward(self, by: timedelta, now: datetime) -> None:
        self.strike()
        self.brought.append(by)

    async def release(self) -> None:
        self.held_elsewhere.clear()
