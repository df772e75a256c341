"""Room in memory for large pages.

Many sources are polled at once, each may send as much as is allowed, and one worker reads them, one after the other: 32
pages of 8 MiB would be 256 MiB. So what is large has to wait for room, its sender with it (TCP slows it down), until
those before it have been read and let go. What is small never waits. Room is taken for the largest page that is
allowed, all at once: if it were taken bit by bit, all could hold some, and none enough.
"""

import asyncio
import weakref
from collections import deque
from contextlib import suppress

from bot.domain.model import Page

SMALL = 192 << 10  # bytes of a page that never waits
WAITING = 1 << 20  # bytes of large pages that wait to be read, while one of the largest comes
PATIENCE = 60.0  # seconds


class Room:
    """Counts the bytes of large pages from when they come until nobody holds them."""

    def __init__(self, largest: int) -> None:
        """`largest`: bytes of the largest page that is allowed."""
        self.largest = largest
        self._free = largest + WAITING
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._loop = asyncio.get_running_loop()

    async def take(self) -> None:
        """Wait for room for one of the largest. Raises `TimeoutError` after `PATIENCE`."""
        turn = self._loop.create_future()
        self._waiting.append(turn)
        self._let_in()
        try:
            async with asyncio.timeout(PATIENCE):
                await turn
        except BaseException:
            if turn in self._waiting:
                self._waiting.remove(turn)
            else:  # it came when nobody wanted it any more
                self.give_back(self.largest)
            raise

    def give_back(self, count: int) -> None:
        """Let others have `count` bytes."""
        self._free += count
        self._let_in()

    def keep(self, page: Page) -> None:
        """Of the room taken, give back at once what a page does not need, and the rest with its end."""
        self.give_back(self.largest - len(page.body))
        weakref.finalize(page, self._forgotten, len(page.body)).atexit = False

    def _forgotten(self, count: int) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self.give_back, count)  # its last holder may be the reader's thread

    def _let_in(self) -> None:
        while self._waiting and self._free >= self.largest:
            self._free -= self.largest
            self._waiting.popleft().set_result(None)
