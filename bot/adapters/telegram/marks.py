"""Which pushed updates are begun and done, by whichever process: marks in the notebook.

Who begins with an update leaves a mark that is good for `CLAIM`, and another when it is done. They go after
`REMEMBERED`: what was answered is pushed again only where our answer was lost, and then soon.
"""

from collections import deque
from datetime import datetime, timedelta
from typing import Final

from bot.adapters.telegram.answering import Answering
from bot.adapters.telegram.bookmark import Bookmark
from bot.ports import Taken

CLAIM: Final = timedelta(seconds=15)  # longer than anybody waits for an answer
REMEMBERED: Final = timedelta(minutes=10)
MOST: Final = 5_000  # of this process
DONE: Final = "done"
PREFIX: Final = "telegram:update:"


class Marks:
    """Every method but `forget` concerns one update, by its id. Raises `StoreBusy`."""

    def __init__(self, answering: Answering) -> None:
        self._notebook, self._clock, self._key = answering.notebook, answering.clock, answering.key
        self._ours: deque[tuple[datetime, str]] = deque()
        self._polled = Bookmark()

    async def recall(self) -> None:
        """Learn what was answered before updates were pushed: it may not have been confirmed."""
        self._polled = Bookmark.loaded(await self._notebook.read(await self._key("offset")))

    async def begin(self, number: int) -> Taken | None:
        """Leave the first mark; or say what became of one that was begun before."""
        if self._was_polled(number):
            return "known"
        now, key = self._clock(), await self._of(number)
        until = str(int((now + CLAIM).timestamp()))
        if not await self._notebook.first(key, until, now):
            mark = await self._notebook.read(key)
            if mark == DONE:
                return "known"
            if mark and int(mark) > now.timestamp():
                return "busy"  # somebody is at it
            await self._notebook.write(key, until, now)  # who had begun is gone
        self._ours.append((now, key))
        if len(self._ours) > MOST:
            await self._notebook.write(self._ours[0][1], "", now)
            self._ours.popleft()
        return None

    async def done(self, number: int) -> None:
        """Leave the second mark."""
        await self._notebook.write(await self._of(number), DONE, self._clock())

    async def undo(self, number: int) -> None:
        """Take the mark back: whoever gets it next may begin."""
        await self._notebook.write(await self._of(number), "", self._clock())

    async def forget(self, *, keeper: bool) -> None:
        """What is old is no longer counted. The keeper deletes it, everybody's: a killed process deletes nothing."""
        old = self._clock() - REMEMBERED
        if keeper:
            await self._notebook.forget(PREFIX, old)
        while self._ours and self._ours[0][0] < old:
            self._ours.popleft()

    async def _of(self, number: int) -> str:
        return await self._key(f"update:{number}")

    def _was_polled(self, number: int) -> bool:
        self._polled = self._polled.fresh(self._clock())
        return number < self._polled.seen and number not in self._polled.left
