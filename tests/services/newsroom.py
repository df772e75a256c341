"""A courier and all it works with, in virtual time."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest

from bot.adapters.signals import LocalSignals
from bot.domain.model import Address, Item, Post, Span
from bot.services.courier import Courier
from tests.fakes import FakePlatform, clock, no_jitter
from tests.memory_delivery import MemoryLeases, MemoryOutbox


class Compose:
    """A composer: the title, marked if it is an update, or the notice's payload."""

    def __call__(self, item: Item, address: Address, *, update: bool = False, since: datetime | None = None) -> Post:
        if item.title == "Unlucky":
            raise ValueError("a bug in composing")
        image = item.image if address.pictures else ""
        title = f"Update: {item.title}" if update else item.title
        return Post(((Span(title),),), image=image, preview="" if image else item.url)

    def struck(self, item: Item, address: Address, payload: str) -> Post:
        return Post(((Span(item.title, strike=True),), (Span(payload),)))

    def digest(self, items: Sequence[Item], address: Address) -> tuple[Post, int]:
        """Three titles at most."""
        if any(item.title == "Unlucky" for item in items):
            raise ValueError("a bug in composing")
        return Post(tuple((Span(item.title),) for item in items[:3])), len(items[:3])

    def notice(self, payload: str, address: Address) -> Post:
        return Post(((Span(payload),),))


class Newsroom:
    """A courier and all it works with."""

    def __init__(self, **options: Any) -> None:
        self.platform = FakePlatform(options.pop("latency", 0.06))
        self.outbox = options.pop("outbox", MemoryOutbox())
        self.leases = MemoryLeases()
        self.signals = LocalSignals()
        self.courier = Courier(
            platform=self.platform,
            outbox=self.outbox,
            leases=self.leases,
            signals=self.signals,
            clock=options.pop("clock", clock),
            composer=Compose(),
            random=no_jitter,
            **{"rate": 1000, **options},
        )

    async def run_until(self, done: Callable[[], bool], seconds: float = 3600, step: float = 0.1) -> None:
        """Run the courier until something holds, and stop it as the program would."""
        running = asyncio.create_task(self.courier.run())
        deadline = asyncio.get_running_loop().time() + seconds
        while not done() and not running.done():
            assert asyncio.get_running_loop().time() < deadline, self.outbox.rows
            await asyncio.sleep(step)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
