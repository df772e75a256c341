"""The port `Index`, kept in memory: numbers of articles, the newest the greatest."""

from datetime import timedelta

from bot.domain.model import Filled, IndexHealth, IndexState
from tests.fakes import START
from tests.memory import Trouble


class MemoryIndex(Trouble):
    def __init__(self, articles: int = 0, noted: IndexState = "missing", filters: int = 0) -> None:
        super().__init__()
        self.filters = range(1, filters + 1)
        self.anchored: list[int] = []
        self.articles = range(articles)
        self.noted = noted
        self.held: list[int] = []

    async def state(self) -> IndexState:
        self.strike()
        return self.noted

    async def anchor(self, after: int, limit: int) -> int | None:
        self.strike()
        piece = [number for number in self.filters if number > after][:limit]
        self.anchored += piece
        return piece[-1] if piece else None

    async def make(self) -> int:
        self.strike()
        self.noted, self.held = "unfinished", []
        return len(self.articles)

    async def fill(self, last: Filled | None, limit: int) -> Filled | None:
        self.strike()
        below = last.article_id if last else len(self.articles)
        piece = [number for number in reversed(self.articles) if number < below][:limit]
        missing = [number for number in piece if number not in self.held]
        self.held += missing
        if len(piece) < limit:
            self.noted = "whole"
            return None
        return Filled(START - timedelta(minutes=len(self.held)), piece[-1], bool(missing), "filling")

    async def look_over(self) -> IndexHealth:
        return IndexHealth(self.noted, len(self.articles), len(self.articles) - len(self.held))
