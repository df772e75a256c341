"""Requests that Discord counts as invalid: with more than 10,000 in ten minutes it bans the address they come from.

docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans: answers with 401, 403 and 429
count, but for 429s whose `X-RateLimit-Scope` is "shared".
"""

from collections import deque
from typing import Final

WINDOW: Final = 600.0  # seconds
BAN: Final = 10_000
STOP: Final = BAN // 2  # other programs may share the address
COUNTED: Final = frozenset({401, 403, 429})
SLOT: Final = 10.0  # seconds that are counted together


class InvalidRequests:
    """Counts them, by the time of the event loop. Bounded: a count for each `SLOT` of the window."""

    def __init__(self, stop: int = STOP) -> None:
        self._stop = stop
        self._slots: deque[tuple[float, int]] = deque()  # when a slot began, and how many were in it

    def count(self, status: int, scope: str, now: float) -> None:
        """An answer has come."""
        if status not in COUNTED or (status == 429 and scope == "shared"):
            return
        if self._slots and now < self._slots[-1][0] + SLOT:
            began, number = self._slots[-1]
            self._slots[-1] = (began, number + 1)
        else:
            self._slots.append((now, 1))
        self._forget(now)

    def wait(self, now: float) -> float:
        """Seconds until there is room for another; 0 if there is."""
        self._forget(now)
        over = sum(number for _, number in self._slots) - self._stop
        for began, number in self._slots if over >= 0 else ():
            over -= number
            if over < 0:
                return began + SLOT + WINDOW - now
        return 0.0

    def _forget(self, now: float) -> None:
        while self._slots and self._slots[0][0] + SLOT <= now - WINDOW:
            self._slots.popleft()
