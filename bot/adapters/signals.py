"""Signals within one process."""

import asyncio
from collections import defaultdict


class LocalSignals:
    """The port `Signals` for loops that share an event loop: one waiter per name."""

    def __init__(self) -> None:
        self._rung: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)  # as many as there are names in code

    def ring(self, name: str) -> None:
        """Wake who waits for `name`, now or when it next waits."""
        self._rung[name].set()

    async def wait(self, name: str, seconds: float) -> bool:
        """True once `name` was rung since the last wait; False after `seconds`."""
        event = self._rung[name]
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return False
        event.clear()
        return True
