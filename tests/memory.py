"""The storage ports, kept in memory: as much of their contract as the loops rely on."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.errors import LeaseLost
from bot.domain.model import (
    Address,
    Batch,
    Claim,
    Draft,
    DueSource,
    Item,
    Kind,
    Outcome,
    Owed,
    Place,
    PlaceKind,
    Poll,
    Query,
    Ready,
    Receipt,
    Record,
    Results,
    Source,
    SourceHealth,
)
from tests.fakes import START


class Trouble:
    """Errors to be raised by the next transactions, in order, before anything is changed."""

    def __init__(self) -> None:
        self.coming: list[Exception] = []

    def strike(self) -> None:
        if self.coming:
            raise self.coming.pop(0)


@dataclass
class SourceRow:
    due: DueSource
    next_poll: datetime = START
    last_error: str = ""
    leased: bool = False
    polls: int = 0
    articles: list[str] = field(default_factory=list)


class MemorySources(Trouble):
    """The port `Sources`."""

    def __init__(self, *sources: Source) -> None:
        super().__init__()
        self.rows = {source.id: SourceRow(DueSource(source)) for source in sources}
        self.settled: list[Mapping[str, datetime]] = []

    async def seed(self, sources: Sequence[Source], now: datetime) -> None:
        self.rows.update({source.id: SourceRow(DueSource(source), now) for source in sources})

    async def due(self, now: datetime, limit: int, *, every: bool = False) -> tuple[DueSource, ...]:
        self.strike()
        rows = [row for row in self.rows.values() if not row.leased and (every or row.next_poll <= now)]
        taken = sorted(rows, key=lambda row: row.next_poll)[:limit]
        for row in taken:
            row.leased = True
        return tuple(row.due for row in taken)

    async def store_poll(self, poll: Poll, now: datetime) -> int:
        self.strike()
        row = self.rows[poll.source_id]
        new = [found.keys[0] for found in poll.found if found.keys[0] not in row.articles]
        row.articles += new
        dates = [found.entry.published for found in poll.found if found.entry.published]
        row.due = replace(
            row.due,
            feed_url=poll.feed_url,
            validators=poll.validators,
            body_hash=poll.body_hash,
            baseline=False,
            failures=0,
            newest=max(dates, default=row.due.newest),
        )
        self._settle(row, poll.next_poll, "")
        return len(new)

    async def store_unchanged(self, polls: Mapping[str, datetime], now: datetime) -> None:
        self.strike()
        self.settled.append(polls)
        for source_id, next_poll in polls.items():
            self._settle(self.rows[source_id], next_poll, "")

    async def store_failure(self, source_id: str, error: str, next_poll: datetime, now: datetime) -> None:
        self.strike()
        row = self.rows[source_id]
        row.due = replace(row.due, failures=row.due.failures + 1)
        self._settle(row, next_poll, error)

    def _settle(self, row: SourceRow, next_poll: datetime, error: str) -> None:
        row.next_poll, row.last_error, row.leased, row.polls = next_poll, error, False, row.polls + 1

    async def next_due(self) -> datetime | None:
        return min((row.next_poll for row in self.rows.values() if not row.leased), default=None)

    async def health(self) -> tuple[SourceHealth, ...]:
        return tuple(SourceHealth(row.due.source, "ok") for row in self.rows.values())


class MemoryArticles(Trouble):
    """The port `Articles`, with an empty archive. `published` holds what was published together."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Batch] = []
        self.leased: dict[int, tuple[int, Draft]] = {}
        self.published: list[list[Ready]] = []
        self.unstorable: set[int] = set()
        self.errors: dict[int, str] = {}

    def add(self, batch: int, *drafts: Draft) -> None:
        self.waiting.append(Batch(batch, drafts))

    def titles(self) -> list[str]:
        return [ready.title for together in self.published for ready in together]

    async def claim(self, now: datetime) -> Batch | None:
        self.strike()
        if not self.waiting:
            return None
        batch = self.waiting.pop(0)
        self.leased.update({draft.id: (batch.id, draft) for draft in batch.drafts})
        return batch

    async def publish(self, ready: Sequence[Ready], now: datetime, *, max_age: timedelta, settle: timedelta) -> int:
        self.strike()
        if bad := self.unstorable & {each.draft.id for each in ready}:
            raise ValueError(f"article {bad} cannot be stored")
        for each in ready:
            del self.leased[each.draft.id]
        self.published.append(list(ready))
        return len(ready)

    async def postpone(self, draft_id: int, error: str) -> None:
        self.strike()
        batch, draft = self.leased.pop(draft_id)
        self.errors[draft_id] = error
        self.add(batch, replace(draft, attempts=draft.attempts + 1))

    async def show(self, ref: str) -> Record | None:
        return None

    async def find(self, query: Query, *, limit: int, offset: int = 0) -> Results:
        return Results((), 0)

    async def sections(self) -> Mapping[str, str]:
        return {}

    async def author(self, folded: str) -> str:
        return ""

    async def items(self, ids: Sequence[int]) -> tuple[Item, ...]:
        return ()


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

    def owe_to(self, chat: str, count: int = 1, *, kind: PlaceKind = "private", topic: str = "") -> list[Row]:
        """An address for the place, if it has none, and `count` items owed to it."""
        place = Place("telegram", chat, topic, kind)
        number = self.numbers.setdefault(place, len(self.numbers) + 1)
        self.addresses.setdefault(number, Address(number, place))
        self.fences.setdefault(number, 0)
        rows = []
        for _ in range(count):
            key = len(self.rows) + 1
            item = Item(key, key, f"Item {key}", f"https://news.example/{key}", "news", "en", START)
            rows.append(Row(key, number, item, START))
            self.rows.append(rows[-1])
            self.queues[number].append(rows[-1])
        return rows

    async def claim(self, platform: str, limit: int, now: datetime) -> tuple[Claim, ...]:
        self.strike()
        claims: list[Claim] = []
        for address_id in self._free(now):
            row = self._head(address_id)
            if len(claims) == limit or not row or row.due > now:
                continue
            row.state = "sending"
            self.leased.add(address_id)
            self.fences[address_id] += 1
            owed = Owed(row.id, Kind.POST, str(row.id), row.attempts, row.first_attempt)
            claims.append(Claim(owed, self.addresses[address_id], row.item, self.fences[address_id]))
        self.claims.append(len(claims))
        self.most_out = max(self.most_out, len(self.leased))
        return tuple(claims)

    def _free(self, now: datetime) -> list[int]:
        def ready(address: Address) -> bool:
            waits = [moment for moment in (address.next_due, address.retry_after) if moment and moment > now]
            return address.status == "active" and address.id not in self.leased and not waits

        return [key for key, address in self.addresses.items() if ready(address)]

    def _head(self, address_id: int) -> Row | None:
        queue = self.queues[address_id]
        while queue and queue[0].state not in ("pending", "sending"):
            queue.popleft()
        return queue[0] if queue and queue[0].state == "pending" else None

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
        row = self.rows[outcome.claim.owed.id - 1]
        assert row.state == "sending"
        row.state, row.reason, row.receipt = outcome.state, outcome.reason, outcome.receipt
        row.due = outcome.due or row.due
        row.doubts += outcome.doubtful
        if outcome.attempted:
            row.attempts += 1
            row.first_attempt = row.first_attempt or now
        self.leased.discard(address.id)
        held = self.addresses[address.id]
        held = replace(held, next_due=outcome.next_due, retry_after=outcome.retry_after)
        if outcome.closed:
            held = replace(held, status="closed", reason=outcome.closed)
        if outcome.moved_to:
            held = replace(held, place=replace(held.place, chat=outcome.moved_to))
        self.addresses[address.id] = held
        return True

    async def next_due(self, platform: str) -> datetime | None:
        dues = []
        for address in self.addresses.values():
            row = self._head(address.id)
            if row and address.status == "active":
                dues.append(max(each for each in (row.due, address.next_due, address.retry_after) if each))
        return min(dues, default=None)

    async def owe(self, address_id: int, item_ids: Sequence[int], now: datetime) -> int:
        return 0

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


class MemoryLeases(Trouble):
    """The port `Leases`: `held_elsewhere` names what another process has."""

    def __init__(self) -> None:
        super().__init__()
        self.held_elsewhere: set[str] = set()
        self.beats: list[datetime] = []
        self.asked: list[str] = []

    async def beat(self, now: datetime) -> None:
        self.strike()
        self.beats.append(now)

    async def acquire(self, name: str, now: datetime) -> bool:
        self.strike()
        self.asked.append(name)
        return name not in self.held_elsewhere

    async def release(self) -> None:
        self.held_elsewhere.clear()
