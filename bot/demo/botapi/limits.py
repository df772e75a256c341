"""How often the bot may send: sliding windows that answer 429 with `retry_after`.

The real limits are unspecified; these are the numbers Telegram's FAQ gives ("Broadcasting to Users"): about 30
messages a second over all chats, one a second into a chat, 20 a minute into a group. Edits count as messages do.
"""

import math
from collections import OrderedDict, deque
from dataclasses import dataclass, field

from bot.demo.botapi.errors import too_many

CHATS_WATCHED = 100_000


@dataclass(frozen=True, slots=True)
class Limits:
    """At most so many messages; 0 lifts a limit.

    `per_chat` is one message a second on average with bursts of that many; `per_minute` holds for groups alone.
    """

    per_second: int = 0
    per_chat: int = 0
    per_minute: int = 0

    @classmethod
    def off(cls) -> "Limits":
        return cls()

    @classmethod
    def strict(cls, burst: int = 1) -> "Limits":
        """Telegram's own numbers; `burst` messages at once into one chat."""
        return cls(per_second=30, per_chat=burst, per_minute=20)


@dataclass(slots=True)
class Meter:
    """Counts what was accepted. A refused message does not count."""

    limits: Limits
    refused: int = 0
    _all: deque[float] = field(default_factory=deque)
    _chats: OrderedDict[int, deque[float]] = field(default_factory=OrderedDict)

    def admit(self, chat: int, *, group: bool, now: float) -> None:
        """Count one message to `chat` at `now` (seconds). Raises `ApiError` 429 where a window is full."""
        limits = self.limits
        if not (limits.per_second or limits.per_chat or limits.per_minute):
            return
        times = self._times(chat)
        waits = (
            _wait(self._all, limits.per_second, 1.0, now),
            _wait(times, limits.per_chat, float(limits.per_chat), now),
            _wait(times, limits.per_minute, 60.0, now) if group else 0.0,
        )
        if (wait := max(waits)) > 0:
            self.refused += 1
            raise too_many(max(1, math.ceil(wait)))
        self._all.append(now)
        times.append(now)

    def _times(self, chat: int) -> deque[float]:
        times = self._chats.setdefault(chat, deque(maxlen=max(self.limits.per_chat, self.limits.per_minute, 1)))
        self._chats.move_to_end(chat)
        if len(self._chats) > CHATS_WATCHED:
            self._chats.popitem(last=False)
        return times


def _wait(times: deque[float], limit: int, seconds: float, now: float) -> float:
    """How long until one more fits: of the last `limit` messages the first must be older than `seconds`."""
    if not limit or len(times) < limit:
        return 0.0
    wait = times[-limit] - (now - seconds)  # in this order no rounding lets one too many through
    if wait <= 0 and times.maxlen is None:
        while len(times) > limit:
            times.popleft()
    return wait
