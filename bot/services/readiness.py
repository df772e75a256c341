"""Is this process fit for work just now? What a monitor asks, and `/readyz` answers.

    heartbeat → database     updates → telegram     schedule → sources     (each only where this process runs that part)

A check looks at what the loops have done lately, not at what could be done: a probe that reached the database by a way
of its own would stay green while the loops stand still. Reasons are one line each, bounded, and hold no secret: sources
are named by their ids, never by their addresses, which may hold passwords.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import CrierError
from bot.domain.model import SourceHealth
from bot.domain.text import cut_at_word
from bot.ports import Clock, Sources

PATIENCE = 2.0  # seconds for all checks together
SHARED = 1.0  # seconds for which an answer is everybody's
SILENCE = timedelta(seconds=15)  # between two heartbeats stored; one is tried every 2 s and may wait 5 s for a lock
SLACK = timedelta(seconds=10)  # a loop's own work between two polls of the platform
LATE = timedelta(seconds=60)  # for which nothing need be polled though something is due
REQUESTS = 8  # of the longest poll: a feed that is gone, the page, the feeds it announces
NAMED = 3  # sources
SHOWN = 300  # UTF-16 units of a reason
NAME = 64  # UTF-16 units of a source's id


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `reason` also says what is worth knowing where all is well."""

    ok: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, by the name of their check."""

    checks: Mapping[str, Finding]

    @property
    def ready(self) -> bool:
        """Is every part fit for work?"""
        return all(finding.ok for finding in self.checks.values())


Check = Callable[[], Awaitable[Finding]]


class Readiness:
    """Asks every check, one round at a time; who asks within a second of an answer gets the same."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._asking = asyncio.Lock()
        self._last = Report({})
        self._fresh_until = float("-inf")

    async def report(self) -> Report:
        """What the checks find, within about `PATIENCE` seconds; one that needs longer is not ok."""
        async with self._asking:
            time = asyncio.get_running_loop().time
            if time() >= self._fresh_until:
                found = await asyncio.gather(*map(_bounded, self._checks.values()))
                self._last = Report(dict(zip(self._checks, found, strict=True)))
                self._fresh_until = time() + SHARED
            return self._last


async def _bounded(check: Check) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE):
            found = await check()
    except TimeoutError:
        return Finding(False, f"no answer within {PATIENCE:g} s")
    except CrierError as error:
        found = Finding(False, str(error))
    return Finding(found.ok, one_line(found.reason, SHOWN))


def one_line(text: str, most: int) -> str:
    """Outside text on one line of `most` UTF-16 units: without control, format and direction characters."""
    printable = "".join(each if each.isprintable() else " " for each in text[: 2 * most])
    return cut_at_word(" ".join(printable.split()), most)


def _seconds(span: timedelta) -> str:
    return f"{span.total_seconds():.0f} s"


# --- the database ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Pulse:
    """When this process's heartbeat was last stored, and what has kept later ones from it ("": nothing)."""

    stored: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The check of the database: has the heart been written lately?"""

    pulse: Pulse
    clock: Clock

    async def __call__(self) -> Finding:
        if self.pulse.stored is None:
            return Finding(False, f"no heartbeat has been stored yet: {self.pulse.trouble or 'just started'}")
        since = self.clock() - self.pulse.stored
        if since <= SILENCE:
            return Finding(True, "heartbeats are stored")
        trouble = self.pulse.trouble or "it does not answer"
        return Finding(False, f"no heartbeat stored for {_seconds(since)}: {trouble}")


# --- a platform --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """How the reading of a platform's updates goes.

    `last`: when it last succeeded, or began; `longest`: that a healthy one takes; `trouble`: why it fails, with the
    remedy; `refused`: the operator must mend it; `elsewhere`: another process does it; `fine`: what is said where
    all is well.
    """

    last: datetime | None
    longest: timedelta
    trouble: str = ""
    refused: bool = False
    elsewhere: bool = False
    fine: str = "updates are read"


@dataclass(frozen=True, slots=True)
class Updates:
    """The check of a platform: are its updates read?"""

    reading: Callable[[], Reading]
    clock: Clock

    async def __call__(self) -> Finding:
        reading = self.reading()
        if reading.elsewhere:
            return Finding(True, "waiting: another process reads the updates; this one takes over when that ends")
        if reading.refused:
            return Finding(False, reading.trouble)
        if reading.last is None:
            return Finding(False, reading.trouble or "not reached yet")
        since = self.clock() - reading.last
        if since <= reading.longest + SLACK:
            return Finding(True, reading.fine)
        return Finding(False, f"no updates read for {_seconds(since)}: {reading.trouble or 'no answer'}")


# --- sources -----------------------------------------------------------------------------------------------


class Polling:
    """The check of the sources: does polling go on? `timeout` is that of one request.

    Red is when something is due and no source at all was polled for longer than a poll may last: many sources of one
    host wait long for their turn while all is well. One that fails is named, but is no reason to start the bot anew.
    """

    def __init__(self, sources: Sources, clock: Clock, timeout: timedelta) -> None:
        self._sources = sources
        self._clock = clock
        self._late = max(LATE, REQUESTS * timeout)
        self._started = clock()  # what fell due while no process ran counts from here

    async def __call__(self) -> Finding:
        known, now = await self._sources.health(counted=False), self._clock()
        active = [each for each in known if each.status not in ("paused", "gone")]
        first = min(active, key=self._due, default=None)
        if first is not None:
            polled = max((each.last_poll for each in known if each.last_poll), default=self._started)
            still = now - max(polled, self._due(first))
            if still > self._late:
                words = f"{_id(first)} is due, nothing polled for {_seconds(still)}"
                return Finding(False, f"polling stands still: {words}")
        return Finding(True, _summed_up(active))

    def _due(self, source: SourceHealth) -> datetime:
        return max(source.next_poll or self._started, self._started)


def _summed_up(active: list[SourceHealth]) -> str:
    failing = [each for each in active if each.status == "failing"]
    if not failing:
        return f"{len(active)} polled" if active else "there are none"
    named = ", ".join(map(_id, failing[:NAMED]))
    more = f" and {len(failing) - NAMED} more" if len(failing) > NAMED else ""
    return f"{len(active)} polled, of which {len(failing)} failing: {named}{more}; `crier sources list` says why"


def _id(health: SourceHealth) -> str:
    return one_line(health.source.id, NAME)
