"""The third loop: what is owed → what stands in the chats.

    claim addresses whose head is due → pace → send → settle outcomes

One task turns the wheel (`_turn`); each send is one task beside it (`services.sending`), and every claim ends as
exactly one `Outcome`. At most `HELD` claims are out at any moment: that is what a crash can repeat. Outcomes are
settled in batches, within 50 ms of the first, and are kept until the store has taken them.
"""

import asyncio
import logging
import random as chance
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime, timedelta
from math import inf

from bot.domain import schedule
from bot.domain.errors import LeaseLost, StoreBusy
from bot.domain.model import Claim, Outcome, Place, PlaceKind
from bot.domain.pacing import PER_MINUTE, TELEGRAM_GAPS
from bot.ports import Clock, Fetcher, Leases, Outbox, Platform, Signals
from bot.services.patience import Busy
from bot.services.sending import Compose, Sender
from bot.services.tenure import Tenure
from bot.services.turnstile import moment

HELD = 128  # claims out at once: waiting, being sent, or answered and not yet settled
BATCH = 100  # rows claimed or settled at once
AHEAD = 0.25  # seconds of the token's rate that are claimed ahead of their turn
SETTLE_WITHIN = 0.05  # seconds from the first outcome of a batch
TICK = 30.0  # seconds: the safety net
LEASE_TICK = timedelta(seconds=2)  # between two tries to take over
LEASE_PATIENCE = timedelta(seconds=12)  # of `once`: the lease of a process that died elsewhere lapses in 7 s
STALE = timedelta(seconds=5)  # claims older than this are given back: a process silent for 7 s has lost them
DRAIN = 10.0  # seconds from the order to stop until what was sent is settled
SETTLING = 2.0  # seconds of them that are kept for settling
NOW = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)

_log = logging.getLogger(__name__)


class Courier:
    """Delivers one platform's outbox.

    `rate`: messages a second of its token. `in_flight`: sends at once. `give_up`: after so long from a row's first
    attempt. `burst`: more posts than this waiting for a private chat or a group become a digest; 0: never. `gaps` and
    `per_minute`: of each chat (`Turnstile`). `name`: of the lease, which one process at a time has. `hold_doubts`: what
    may stand in a channel is not sent again unasked. `fetcher`: brings pictures the platform cannot fetch itself.
    """

    def __init__(
        self,
        *,
        platform: Platform,
        outbox: Outbox,
        leases: Leases,
        signals: Signals,
        clock: Clock,
        composer: Compose,
        rate: int,
        in_flight: int = HELD,
        give_up: timedelta = timedelta(hours=24),
        name: str = "",
        burst: int = 0,
        gaps: Mapping[PlaceKind, float] = TELEGRAM_GAPS,
        random: Callable[[], float] = chance.random,
        hold_doubts: bool = False,
        fetcher: Fetcher | None = None,
        per_minute: int = PER_MINUTE,
    ) -> None:
        self._sender = Sender(
            platform=platform, clock=clock, composer=composer, rate=rate, give_up=give_up, gaps=gaps, random=random,
            hold_doubts=hold_doubts, fetcher=fetcher, per_minute=per_minute,
        )  # fmt: skip
        self._turnstile = self._sender.turnstile
        self._platform = platform.name
        self._outbox = outbox
        self._tenure = Tenure(leases, name or f"courier:{platform.name}", platform.name)
        self._signals = signals
        self._clock = clock
        self._in_flight = min(in_flight, HELD)
        self._burst = burst
        self._random = random
        self._waiting: deque[tuple[Claim, datetime]] = deque()  # with the time of claiming
        self._sending: set[asyncio.Task[None]] = set()
        self._broken: asyncio.Task[None] | None = None
        self._outcomes: list[Outcome] = []
        self._stir = asyncio.Event()
        self._look_at = NOW  # when a claim may give something
        self._settle_at, self._deadline = 0.0, inf  # in the event loop's time: of the next batch, and of all
        self._stopping = False
        self._empty = 0  # claims in a row that gave nothing though something seemed due
        self._busy = Busy(random)

    def turn(self, place: Place) -> AbstractAsyncContextManager[None]:
        """The turn of an answer to a person, which uses the same token; posts wait for it."""
        return self._turnstile.answer(place)

    async def run(self) -> None:
        """Deliver, for ever. When cancelled: finish what is being sent, settle it, give the rest back."""
        await self._work(NEVER)

    async def once(self, horizon: timedelta = timedelta(seconds=60)) -> None:
        """Deliver what is due now, or falls due within `horizon`."""
        await self._work(self._clock() + horizon)

    async def _work(self, until: datetime) -> None:
        self._look_at, self._tenure.held, self._stopping, self._deadline = NOW, False, False, inf
        lease_by = min(until, self._clock() + LEASE_PATIENCE) if until < NEVER else NEVER
        listener = asyncio.create_task(self._listen())
        try:
            while not (listener.done() or self._broken):
                await self._turn()
                if not self._held() and self._next() > (until if self._tenure.held else lease_by):
                    return
                await self._rest()
            (self._broken or listener).result()
        finally:
            listener.cancel()
            await self._drain()

    async def _listen(self) -> None:
        try:
            while True:
                await self._signals.wait("outbox", TICK)
                self._look_at = min(self._look_at, self._clock())
                self._stir.set()
        finally:
            self._stir.set()

    async def _turn(self) -> None:
        self._start()
        if self._outcomes and moment() >= self._settle_at:
            await self._whole(self._settle())
        now, appetite = self._clock(), self._appetite()
        self._sender.pause = self._sender.pause.seen_at(now)
        if appetite > 0 and now >= self._next():
            await self._whole(self._claim(appetite, now))

    async def _whole(self, transaction: Coroutine[object, object, None]) -> None:
        """Let a transaction end before its caller is cancelled, if it ever does: what it has done must be known.
        Meanwhile what is at hand goes out on time."""
        task = asyncio.create_task(transaction)
        try:
            while not task.done():
                await asyncio.wait([task], timeout=min(TICK, self._opens()))
                self._start()
        finally:
            if not task.done():
                self._deadline = moment() + DRAIN
                await asyncio.wait([task], timeout=DRAIN - SETTLING)
                task.cancel()
                task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # nobody else asks
        task.result()

    async def _rest(self) -> None:
        """Wait until a send ends, a signal comes or the next thing is due."""
        seconds = TICK
        if self._outcomes:
            seconds = min(seconds, self._settle_at - moment())
        seconds = min(seconds, self._opens())
        if self._appetite() > 0:
            seconds = min(seconds, (self._next() - self._clock()).total_seconds())
        alarm = asyncio.get_running_loop().call_later(max(0.0, seconds), self._stir.set)
        try:
            await self._stir.wait()
        finally:
            alarm.cancel()
            self._stir.clear()

    def _opens(self) -> float:
        """Seconds until the next send may begin, as far as time alone brings it."""
        return self._turnstile.opens() if self._waiting and len(self._sending) < self._in_flight else TICK

    def _held(self) -> int:
        return len(self._waiting) + len(self._sending) + len(self._outcomes)

    def _next(self) -> datetime:
        return max(self._look_at, self._sender.pause.until)

    def _appetite(self) -> int:
        """How many more claims there is room for. After trouble a single one probes."""
        if self._sender.pause.failures:
            return 0 if self._held() else 1
        ahead = self._turnstile.ahead(AHEAD)
        if 2 * len(self._waiting) > ahead:
            return 0  # a few at once: each claim is a transaction
        return min(HELD - self._held(), ahead - len(self._waiting), BATCH)

    # --- claiming ------------------------------------------------------------------------------------------

    async def _claim(self, limit: int, now: datetime) -> None:
        try:
            if not (self._tenure.held or await self._tenure.take()):
                self._look_at = now + LEASE_TICK
                return
            self._look_at = NEVER  # a signal that comes from here on says that there is more
            claims = await self._outbox.claim(self._platform, limit, now, self._burst)
            self._waiting.extend((claim, now) for claim in claims)
            self._busy.over()
            following = now if len(claims) == limit else await self._next_look(now, bool(claims))
            self._look_at = min(self._look_at, following)
        except StoreBusy as error:
            self._look_at = now + timedelta(seconds=self._busy.again(error))

    async def _next_look(self, now: datetime, found: bool) -> datetime:
        """When the next row falls due. Rows that seem due and cannot be claimed are looked at less and less often."""
        following = await self._outbox.next_due(self._platform) or NEVER
        self._empty = 0 if found or following > now else self._empty + 1
        if following > now:
            return following
        return now + timedelta(seconds=schedule.back_off(self._empty, SETTLE_WITHIN, TICK, self._random()))

    # --- sending -------------------------------------------------------------------------------------------

    def _start(self) -> None:
        """Begin as many sends as the gate lets through."""
        if not self._waiting or self._stopping:
            return
        now = self._clock()
        if now < self._sender.pause.until or now - self._waiting[0][1] > STALE:
            self._give_back()
            return
        room = min(self._in_flight - len(self._sending), self._turnstile.room())
        while room > 0 and self._waiting:
            claim, _ = self._waiting.popleft()
            if free := self._sender.reserve(claim, now):
                self._end(Outcome(claim, "pending", due=free, next_due=free, attempted=False))
                continue
            task = asyncio.create_task(self._send(claim, now))
            self._sending.add(task)
            task.add_done_callback(self._sent)
            room -= 1

    async def _send(self, claim: Claim, now: datetime) -> None:
        self._end(await self._sender.send(claim, now))

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        if task.cancelled() or task.exception():
            self._broken = task  # not a post that failed, which is an outcome: the courier itself
        self._start()
        self._stir.set()

    def _give_back(self) -> None:
        """What has not begun waits in the outbox: nothing can be sent just now, or not by this process."""
        due = max(self._clock(), self._sender.pause.until)
        while self._waiting:
            self._end(Outcome(self._waiting.popleft()[0], "pending", due=due, attempted=False))

    # --- settling ------------------------------------------------------------------------------------------

    def _end(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        if len(self._outcomes) == 1:
            self._settle_at = moment() + SETTLE_WITHIN
        elif len(self._outcomes) == BATCH and not self._busy:
            self._settle_at = moment()

    async def _settle(self) -> None:
        batch = self._outcomes[:BATCH]
        try:
            await self._outbox.settle(batch, self._clock())
        except StoreBusy as error:
            self._settle_at = moment() + self._busy.again(error)
            return
        except LeaseLost as error:
            _log.warning("another process has taken over deliveries of this one: %s", error)
            self._tenure.held = False
            self._give_back()
        self._busy.over()
        del self._outcomes[: len(batch)]
        self._settle_at = moment() + (SETTLE_WITHIN if len(self._outcomes) < BATCH else 0.0)
        self._look_at = min(self._look_at, *map(_free_again, batch))

    async def _drain(self) -> None:
        """Let what is being sent end, for a while, and settle all there is."""
        self._stopping, deadline = True, min(self._deadline, moment() + DRAIN)
        self._give_back()
        if self._sending:
            _, late = await asyncio.wait(self._sending, timeout=max(0.0, deadline - SETTLING - moment()))
            for task in late:
                task.cancel()
            await asyncio.gather(*late)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                while self._outcomes:
                    await self._settle()
                    if self._busy:
                        await asyncio.sleep(self._settle_at - moment())
        if self._outcomes:
            _log.error("%d outcomes could not be stored; these posts may be sent again", len(self._outcomes))


def _free_again(outcome: Outcome) -> datetime:
    """When the outcome's address may have something to claim."""
    return max(filter(None, (outcome.keeps_until, outcome.next_due, outcome.retry_after)), default=NOW)
