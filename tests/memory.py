"""The ports of reading and editing, kept in memory: as much of their contract as the loops rely on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.model import (
    Batch,
    Draft,
    DueSource,
    Item,
    Lane,
    NextPoll,
    Poll,
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
    why: str = ""
    status: str = "active"
    last_error: str = ""
    leased: bool = False
    polls: int = 0
    articles: list[str] = field(default_factory=list)
    last: Poll | None = None


class MemorySources(Trouble):
    """The port `Sources`."""

    def __init__(self, *sources: Source) -> None:
        super().__init__()
        self.rows = {source.id: SourceRow(DueSource(source)) for source in sources}
        self.settled: list[Mapping[str, NextPoll]] = []

    async def seed(self, sources: Sequence[Source], now: datetime) -> None:
        self.rows.update({source.id: SourceRow(DueSource(source), now) for source in sources})

    async def due(self, now: datetime, limit: int, *, every: bool = False) -> tuple[DueSource, ...]:
        self.strike()
        rows = [row for row in self._active() if not row.leased and (every or row.next_poll <= now)]
        taken = sorted(rows, key=lambda row: row.next_poll)[:limit]
        for row in taken:
            row.leased = True
        return tuple(row.due for row in taken)

    async def store_poll(self, poll: Poll, now: datetime) -> int:
        self.strike()
        row = self.rows[poll.source_id]
        row.last = poll
        new = [found.keys[0] for found in poll.found if found.keys[0] not in row.articles]
        row.articles += new
        dates = [found.entry.published for found in poll.found if found.entry.published]
        row.due = replace(
            row.due,
            feed_url=poll.feed_url,
            validators=poll.validators,
            body_hash=poll.body_hash,
            baseline=False,
            newest=max(dates, default=row.due.newest),
            rhythm=poll.rhythm,
        )
        self._succeed(row, poll.next)
        return len(new)

    async def store_unchanged(self, polls: Mapping[str, NextPoll], now: datetime) -> None:
        self.strike()
        self.settled.append(polls)
        for source_id, next_poll in polls.items():
            self._succeed(self.rows[source_id], next_poll)

    async def store_failure(
        self, source_id: str, error: str, next_poll: NextPoll, now: datetime, *, alerted: bool = False
    ) -> None:
        self.strike()
        row = self.rows[source_id]
        since = row.due.failing_since or now
        row.due = replace(row.due, failures=row.due.failures + 1, failing_since=since, alerted=alerted)
        self._settle(row, next_poll, error)

    async def store_gone(self, source_id: str, error: str, now: datetime) -> None:
        self.strike()
        row = self.rows[source_id]
        row.status, row.last_error, row.leased = "gone", error, False

    async def hasten(self, source_id: str, now: datetime) -> bool:
        row = self.rows.get(source_id)
        if row is not None:
            row.next_poll = now
        return row is not None

    async def add(self, source: Source, now: datetime, *, title: str = "") -> bool:
        if source.id in self.rows:
            return False
        await self.seed([source], now)
        return True

    async def remove(self, source_id: str, now: datetime) -> bool:
        return self.rows.pop(source_id, None) is not None

    def _succeed(self, row: SourceRow, next_poll: NextPoll) -> None:
        row.due = replace(row.due, failures=0, failing_since=None, alerted=False)
        self._settle(row, next_poll, "")

    def _settle(self, row: SourceRow, next_poll: NextPoll, error: str) -> None:
        row.next_poll, row.why, row.last_error = next_poll.at, next_poll.why, error
        row.leased, row.polls = False, row.polls + 1
        feed_url = next_poll.feed_url or row.due.feed_url
        row.due = replace(row.due, moved_to=next_poll.moved_to, moves=next_poll.moves, feed_url=feed_url)

    def _active(self) -> list[SourceRow]:
        return [row for row in self.rows.values() if row.status == "active"]

    async def next_due(self) -> datetime | None:
        return min((row.next_poll for row in self._active() if not row.leased), default=None)

    async def health(self, *, counted: bool = True) -> tuple[SourceHealth, ...]:
        return tuple(SourceHealth(row.due.source, "ok") for row in self.rows.values())

    async def languages(self) -> frozenset[str]:
        return frozenset(row.due.source.language for row in self.rows.values()) - {""}


class MemoryArticles(Trouble):
    """The port `Articles`, with an empty archive. `published` holds what was published together."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Batch] = []
        self.told = 0  # articles that stories are found by, all of them old
        self.forgotten: list[tuple[datetime, int]] = []
        self.leased: dict[int, tuple[int, Draft]] = {}
        self.published: list[list[Ready]] = []
        self.unstorable: set[int] = set()
        self.errors: dict[int, str] = {}
        self.missing: dict[int, datetime] = {}
        self.corrections: list[bool] = []

    def add(self, batch: int, *drafts: Draft) -> None:
        self.waiting.append(Batch(batch, drafts))

    def titles(self) -> list[str]:
        return [ready.title for together in self.published for ready in together]

    async def claim(
        self,
        now: datetime,
        lane: Lane | None = None,
        *,
        limit: int = 1000,
        held: Collection[int] = (),
        busy: Collection[str] = (),
    ) -> Batch | None:
        self.strike()
        for wanted in range(3) if lane is None else (0,) if lane == "news" else (1, 2):
            for batch in self.waiting:
                first = batch.drafts[0]
                if _rank(first) == wanted and batch.id not in held and first.source.id not in busy:
                    return self._lease(batch, limit)
        return None

    def _lease(self, batch: Batch, limit: int) -> Batch:
        at = self.waiting.index(batch)
        left = batch.drafts[limit:]
        self.waiting[at : at + 1] = [Batch(batch.id, left)] if left else []
        self.leased.update({draft.id: (batch.id, draft) for draft in batch.drafts[:limit]})
        return Batch(batch.id, batch.drafts[:limit])

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
        self.strike()
        self.corrections.append(corrections)
        if bad := self.unstorable & {each.draft.id for each in ready}:
            raise ValueError(f"article {bad} cannot be stored")
        for each in ready:
            del self.leased[each.draft.id]
        self.published.append(list(ready))
        return len(ready)

    async def postpone(self, draft_id: int, error: str, *, missing: datetime | None = None) -> None:
        self.strike()
        if missing:
            self.missing[draft_id] = missing
        batch, draft = self.leased.pop(draft_id)
        self.errors[draft_id] = error
        self.add(batch, replace(draft, attempts=draft.attempts + 1))

    async def show(self, ref: str) -> Record | None:
        return None

    async def find(self, query: Query, *, limit: int, offset: int = 0, languages: Sequence[str] = ()) -> Results:
        return Results((), 0)

    async def count(self, queries: Sequence[Query], *, most: int = 1) -> tuple[int, ...]:
        return (0,) * len(queries)

    async def near(self, word: Word, *, limit: int) -> tuple[str, ...]:
        return ()

    async def top(
        self, now: datetime, limit: int, languages: Sequence[str] = (), *, only: bool = False
    ) -> tuple[TopStory, ...]:
        return ()

    async def forget_stories(self, before: datetime, limit: int) -> int:
        self.strike()
        forgotten = min(limit, self.told)
        self.told -= forgotten
        self.forgotten.append((before, forgotten))
        return forgotten

    async def sections(self) -> Mapping[str, str]:
        return {}

    async def languages(self) -> tuple[str, ...]:
        return ()

    async def author(self, folded: str) -> str:
        return ""

    async def edition(self, article_id: int) -> Item | None:
        return None

    async def items(self, ids: Sequence[int]) -> tuple[Item, ...]:
        return ()


def _rank(draft: Draft) -> int:
    return 1 if draft.revision else 2 if draft.baseline else 0


class MemoryTakedowns(Trouble):
    """The port `Takedowns`. `beside` has the neighbours of each article; `settled` what was made of them, in order."""

    def __init__(self, *watched: Watched) -> None:
        super().__init__()
        self.watched = {each.id: each for each in watched}
        self.looks = {each.id: START for each in watched}
        self.beside: dict[int, tuple[str, ...]] = {}
        self.settled: list[Verdict] = []
        self.corrections: list[bool] = []
        self.max_ages: list[timedelta] = []

    async def due(self, now: datetime, limit: int) -> tuple[Watched, ...]:
        self.strike()
        due = sorted((look, each) for each, look in self.looks.items() if look <= now)
        return tuple(self.watched[each] for _, each in due[:limit])

    async def neighbours(self, article_id: int, limit: int) -> tuple[str, ...]:
        self.strike()
        return self.beside.get(article_id, ())

    async def settle(
        self,
        verdicts: Sequence[Verdict],
        now: datetime,
        *,
        max_age: timedelta = timedelta(days=2),
        corrections: bool = True,
    ) -> int:
        self.strike()
        self.max_ages.append(max_age)
        for verdict in verdicts:
            known = self.watched[verdict.article_id]
            gone = {name: getattr(verdict, name) for name in ("gone_since", "gone_status", "taken_down")}
            self.watched[known.id] = replace(known, **gone)
            self.looks[known.id] = verdict.look or datetime.max.replace(tzinfo=START.tzinfo)
        self.settled += verdicts
        self.corrections.append(corrections)
        return sum(bool(verdict.became) for verdict in verdicts) * corrections

    def became(self) -> list[tuple[int, str]]:
        """Which were struck and restored, in order."""
        return [(verdict.article_id, verdict.became) for verdict in self.settled if verdict.became]
