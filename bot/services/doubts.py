"""Asks the operators about what may have arrived and is not sent again unasked (`delivery.on_doubt = "hold"`):
posts of channels."""

import asyncio
import random as chance
from collections.abc import Awaitable, Callable

from bot.domain import alerts
from bot.domain.model import Notice
from bot.ports import Outbox
from bot.services.patience import Patience

TICK = 3.0  # seconds between two looks
OPEN = 100  # questions open at once: more would not be read


class Doubts:
    """Tells of each doubt once. A question's key is its row's and its moment's, so nobody is asked twice, however many
    processes ask and however often they are restarted."""

    def __init__(
        self,
        *,
        platform: str,
        outbox: Outbox,
        tell: Callable[[Notice], Awaitable[None]],
        random: Callable[[], float] = chance.random,
    ) -> None:
        self._platform = platform
        self._outbox = outbox
        self._tell = tell
        self._patiently = Patience(random)
        self._asked: frozenset[str] = frozenset()

    async def run(self) -> None:
        """For ever."""
        while True:
            await self.once()
            await asyncio.sleep(TICK)

    async def once(self) -> None:
        """Ask about what has become doubtful."""
        doubts = await self._patiently(self._outbox.doubts, self._platform, OPEN)
        questions = [alerts.doubt(doubt) for doubt in doubts]
        for question in questions:
            if question.key not in self._asked:
                await self._tell(question)
        self._asked = frozenset(question.key for question in questions)
