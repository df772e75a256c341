"""The port `Summaries`, kept in memory."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.domain.model import Spent
from tests.memory import Trouble


class MemorySummaries(Trouble):
    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, tuple[tuple[str, ...], datetime]] = {}
        self.days: dict[str, list[int]] = {}
        self.ways: defaultdict[str, Counter[str]] = defaultdict(Counter)

    async def read(self, key: str) -> tuple[str, ...] | None:
        self.strike()
        return self.kept[key][0] if key in self.kept else None

    async def keep(self, key: str, sentences: Sequence[str], now: datetime) -> None:
        self.strike()
        self.kept[key] = tuple(" ".join(each.split()) for each in sentences), now

    async def spend(self, day: str, tokens: int, *, requests_a_day: int, tokens_a_day: int) -> bool:
        self.strike()
        spent = self.days.setdefault(day, [0, 0])
        if (requests_a_day and spent[0] >= requests_a_day) or (tokens_a_day and spent[1] + tokens > tokens_a_day):
            return False
        spent[0], spent[1] = spent[0] + 1, spent[1] + tokens
        return True

    async def adjust(self, day: str, tokens: int) -> None:
        self.strike()
        if day in self.days:
            self.days[day][1] += tokens

    async def count(self, day: str, way: str) -> None:
        self.strike()
        self.ways[day][way] += 1

    async def spent(self, day: str) -> Spent:
        requests, tokens = self.days.get(day, (0, 0))
        return Spent(requests, tokens, dict(sorted(self.ways[day].items())))

    async def shrink(self, before: datetime, limit: int = 1000) -> int:
        self.strike()
        first = before.strftime("%Y-%m-%d")
        self.days = {day: spent for day, spent in self.days.items() if day >= first}
        for day in [day for day in self.ways if datetime.fromisoformat(f"{day}T12:00:00+00:00") < before]:
            del self.ways[day]
        old = sorted((key for key, (_, at) in self.kept.items() if at < before), key=lambda key: self.kept[key][1])
        for key in old[:limit]:
            del self.kept[key]
        return len(old[:limit])
