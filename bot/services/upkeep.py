"""The heartbeat, by which other processes know that this one lives, a look at the clock, and in its pauses the
shrinking of what is done.

A clock that is set back leaves whatever waits in the future: polls, posts, paces would stand still for as long. One
process, the holder of a lease, brings them forward by as much. A clock set forward only makes things due.
"""

import asyncio
import logging
import random as chance
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.domain.errors import LeaseLost, StoreBusy
from bot.domain.stories import WINDOW
from bot.ports import WORK, Clock, Leases, Outbox, Signals, Stories, Summaries
from bot.services.patience import Busy
from bot.services.readiness import Pulse

BEAT = 2.0  # seconds; a process silent for 7 is taken for dead: with a beat of the others', in 9
PAUSE = timedelta(hours=1)  # between two rounds of shrinking
KEEP_SUMMARIES = timedelta(days=30)  # an article is hardly read anew after that
SLIP = timedelta(seconds=2)  # a clock that was set, not one that is being corrected
APART = timedelta(minutes=1)  # a clock that was set while nobody looked, not one of two machines
CLOCK = "clock"  # the lease of who brings forward what waits
ROWS = 1000  # deleted at once: a few milliseconds
TOLD = 200  # articles forgotten at once, each with its terms: some ten milliseconds
STALE = WINDOW + timedelta(days=1)  # what comes a day late still finds its story
ROUNDS = 1000  # of `once`

_log = logging.getLogger(__name__)


class Upkeep:
    """Beats every 2 s, deletes deliveries settled longer than `keep_sent` ago, but at least `STALE`, since by them a
    follow-up finds its first post, leaving their counters, and forgets by what articles are found to tell one event,
    once they are older than four days, and what summaries have cost.

    Rings every loop when a dead process's work has become free: no loop can see that by itself. `pulse` says how the
    heart does.
    """

    def __init__(
        self,
        *,
        leases: Leases,
        outbox: Outbox,
        stories: Stories,
        summaries: Summaries | None = None,
        signals: Signals,
        clock: Clock,
        keep_sent: timedelta,
        pulse: Pulse | None = None,
        random: Callable[[], float] = chance.random,
    ) -> None:
        self._leases = leases
        self._signals = signals
        self._busy = Busy(random)
        self._outbox = outbox
        self._stories = stories
        self._summaries = summaries
        self._clock = clock
        self._keep_sent = max(keep_sent, STALE)
        self._zero: datetime | None = None  # when the event loop's time was 0, by the clock as it was at the last beat
        self._next_shrink = datetime.min.replace(tzinfo=UTC)
        self.pulse = pulse or Pulse()

    async def run(self) -> None:
        """For ever. Raises `LeaseLost` when another process has taken this one for dead: it must then stop, since
        what it holds may be at work elsewhere."""
        while True:
            await self._beat()
            await self._look_at_clock()
            await self._shrink()
            await asyncio.sleep(BEAT)

    async def once(self) -> None:
        """Beat, and shrink all there is."""
        await self._beat()
        for _ in range(ROUNDS):
            if not await self._shrink():
                break

    async def _beat(self) -> None:
        try:
            freed = await self._leases.beat()
        except StoreBusy as error:
            self._busy.again(error)
            self.pulse.trouble = str(error)
            return
        except LeaseLost as error:
            raise LeaseLost(f"{error}; it was asleep, or its disk was: start it again") from error
        self._busy.over()
        self.pulse.stored, self.pulse.trouble = self._clock(), ""
        for name in WORK if freed else ():
            self._signals.ring(name)

    async def _look_at_clock(self) -> None:
        now = self._clock()
        zero = now - timedelta(seconds=asyncio.get_running_loop().time())
        try:
            by = self._zero - zero if self._zero else await self._leases.behind(now)
            if by > (SLIP if self._zero else APART):
                await self._went_back(by, now)
        except StoreBusy as error:
            self._busy.again(error)  # the next beat sees it again
        else:
            self._zero = zero

    async def _went_back(self, by: timedelta, now: datetime) -> None:
        if await self._leases.acquire(CLOCK):
            await self._leases.bring_forward(by, now)
        _log.warning("the clock went back by %.0f s: what waits is brought forward", by.total_seconds())
        self._next_shrink = min(self._next_shrink, now)
        for name in WORK:
            self._signals.ring(name)

    async def _shrink(self) -> bool:
        """Delete one batch if it is time; true if there may be more."""
        now = self._clock()
        if now < self._next_shrink:
            return False
        try:
            deleted = await self._outbox.shrink(now - self._keep_sent, ROWS)
            forgotten = await self._stories.forget_stories(now - STALE, TOLD)
            if self._summaries is not None:
                deleted = max(deleted, await self._summaries.shrink(now - KEEP_SUMMARIES, ROWS))
        except StoreBusy:
            deleted = forgotten = 0  # nothing waits for this: the next round will do
        more = deleted >= ROWS or forgotten >= TOLD
        if not more:
            self._next_shrink = now + PAUSE
        return more
