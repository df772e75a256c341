"""One at a time per host: its requests, and the polls of its sources."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Turns:
    """One at a time per host. The table holds only hosts that are being asked or waited for."""

    def __init__(self) -> None:
        self._queues: dict[Hashable, _Queue] = {}

    @asynccontextmanager
    async def turn(self, server: Hashable) -> AsyncIterator[None]:
        """Wait for the turn at `server`, and hold it."""
        queue = self._queues.get(server)
        if queue is None:
            queue = self._queues[server] = _Queue()
        queue.length += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.length -= 1
            if not queue.length:
                del self._queues[server]
