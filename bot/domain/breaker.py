"""A circuit breaker: who fails again and again is left alone for a while (Nygard, "Release It!", 2007).

    closed ──FAILURES in a row──► open ──the pause is over──► half open ──one probe works──► closed
                                    ▲                              │
                                    └──────the probe fails─────────┘   (each pause twice as long, within bounds)

A value: (facts, now) → value, as everything in `domain.schedule`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.schedule import EPOCH, back_off

FAILURES: Final = 3
PAUSE: Final = (15.0, 900.0)  # seconds: the first and the longest


@dataclass(frozen=True, slots=True)
class Breaker:
    """How somebody does who is asked things. `failures`: in a row; `until`: asked nothing before; `probing`: since when
    one question is under way that tells whether they are back."""

    failures: int = 0
    until: datetime = EPOCH
    probing: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Is it left alone, but for probes?"""
        return self.failures >= FAILURES or self.until > EPOCH

    def may(self, now: datetime, patience: timedelta) -> bool:
        """May it be asked? Of a probe that has been under way for longer than `patience` nothing is expected."""
        if not self.is_open:
            return True
        return now >= self.until and (self.probing is None or now - self.probing > patience)

    def asked(self, now: datetime) -> "Breaker":
        """It is being asked: where it is left alone, this is the probe."""
        return replace(self, probing=now) if self.is_open else self

    def worked(self) -> "Breaker":
        """It answered."""
        return Breaker()

    def left(self) -> "Breaker":
        """The question was given up without telling anything about it."""
        return replace(self, probing=None)

    def failed(self, now: datetime, jitter: float, retry_after: float | None = None) -> "Breaker":
        """It did not answer; `retry_after`: seconds for which it asked to be left alone, whose end it is believed up to
        the longest pause."""
        failures = self.failures + 1
        wait = back_off(failures - FAILURES + 1, *PAUSE, jitter) if failures >= FAILURES else 0.0
        wait = max(wait, min(retry_after or 0.0, PAUSE[1]))
        return Breaker(failures, now + timedelta(seconds=wait) if wait else EPOCH)
