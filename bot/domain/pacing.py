"""How fast a platform and a chat may be sent to. No clock: `now` is in seconds of one that never goes back.

A platform counts a message when it arrives, which is somewhere between the request and its answer. So a send counts
against a window from its request until the window's length after its *answer*; then no two moments of arrival that
share a window can have been missed, however slow the network is.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.model import PlaceKind

WINDOW = 1.0  # seconds: rates are per second
ROUNDING = 0.001  # seconds: what waits until a moment must find itself past it
RESERVE = 0.2  # of a token's rate, for answers while people are being answered
AROUND = 10.0  # seconds after an answer in which more are expected

# Telegram, https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: "avoid sending more than
# one message per second" into a chat; "not be able to send more than 20 messages per minute" to a group. Kept a little
# below, and counted from the answer.
TELEGRAM_GAPS: Mapping[PlaceKind, float] = MappingProxyType({"private": 1.05, "channel": 1.05, "group": 3.05})
NO_GAPS: Mapping[PlaceKind, float] = MappingProxyType({"private": 0.0, "channel": 0.0, "group": 0.0})


@dataclass(frozen=True, slots=True)
class Gate:
    """A token's rate: at most `limit` messages in any second, those that nobody asked for and answers together.

    `landed` and `spoken` are the moments at which posts and answers to people were accepted, within the last seconds.
    """

    limit: int
    in_flight: int = 0
    landed: tuple[float, ...] = ()
    spoken: tuple[float, ...] = ()

    def room(self, now: float) -> int:
        """How many posts may be begun now. While people are being answered, a fifth of the rate is kept for them."""
        posts = self.in_flight + len(self.landed) - bisect_right(self.landed, now - WINDOW)
        if not self.spoken or self.spoken[-1] <= now - AROUND:
            return max(0, self.limit - posts)
        answers = len(self.spoken) - bisect_right(self.spoken, now - WINDOW)
        kept = max(answers, int(self.limit * RESERVE))
        return max(0, self.limit - posts - kept)

    def opens(self, now: float) -> float:
        """Seconds until the oldest of what is counted leaves its window; infinite if only an answer can make room."""
        oldest = min((at for at in (*self.landed, *self.spoken) if at > now - WINDOW), default=math.inf)
        return oldest + WINDOW - now + ROUNDING

    def begun(self) -> "Gate":
        """One more post is on its way."""
        return Gate(self.limit, self.in_flight + 1, self.landed, self.spoken)

    def ended(self, now: float) -> "Gate":
        """A post's answer has come, or it is known that none will."""
        return Gate(self.limit, self.in_flight - 1, _recent(self.landed, now), self.spoken)

    def spoke(self, now: float) -> "Gate":
        """An answer to a person was sent. Answers are never held back: posts make room for them."""
        return Gate(self.limit, self.in_flight, self.landed, _recent(self.spoken, now)[-self.limit :])


def _recent(line: tuple[float, ...], now: float) -> tuple[float, ...]:
    return line[bisect_right(line, now - WINDOW) :] + (now,)
