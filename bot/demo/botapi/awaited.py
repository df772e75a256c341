"""What people wait for the bot to answer."""

import asyncio
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Awaited(Generic[T]):
    """What a person has asked in a chat. The answer comes once; after `expires`, by the stand-in's clock, no more."""

    id: str
    user: int
    chat: int
    expires: float
    answer: T | None = None
    _answered: asyncio.Event = field(default_factory=asyncio.Event)

    def settle(self, answer: T) -> None:
        self.answer = answer
        self._answered.set()

    async def answered(self, timeout: float = 5.0) -> T:  # noqa: ASYNC109
        """Wait for the answer. Raises `TimeoutError`."""
        await asyncio.wait_for(self._answered.wait(), timeout)
        assert self.answer is not None  # noqa: S101 - settled
        return self.answer
