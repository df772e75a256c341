"""How fast a platform and a chat may be sent to. No clock: `now` is in seconds of one that never goes back.

A platform counts a message when it arrives, which is somewhere between the request and its answer. So a send counts
against a window from its request until the window's length after its *answer*; then no two moments of arrival that
share a window can have been missed, however slow the network is.

Within a window sends are spread evenly. So no more are on their way at once than rate and latency ask for, and who
has priority, a person's answer, waits for one turn and not for a second's burst to leave the window.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.domain.model import PlaceKind

WINDOW = 1.0  # seconds: rates are per second
MINUTE = 60.0  # seconds: the window of a group
ROUNDING = 0.0002  # seconds: what waits until a moment must find itself past it
SPREAD = 0.05  # seconds that a turn may be taken ahead of its time: no clock wakes anybody on the dot
STORM = 3  # chats that answer 429 within a window are no chat's fault: the token as a whole is too fast
RECOVERY = 60.0  # seconds in which all of the rate comes back

# Telegram, https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: "avoid sending more than
# one message per second" into a chat; "not be able to send more than 20 messages per minute" to a group. Kept a little
# below, and counted from the answer.
PER_MINUTE = 20  # messages into a group
TELEGRAM_GAPS: Mapping[PlaceKind, float] = MappingProxyType({"private": 1.05, "channel": 1.05, "group": 3.05})
# Discord, https://docs.discord.com/developers/topics/rate-limits: 50 requests a second; into a channel, as its headers
# say, 5 messages in 5 s. Other requests (threads, tags, who may do what) need some of the rate.
DISCORD_RATE = 40
DISCORD_GAPS: Mapping[PlaceKind, float] = MappingProxyType({"private": 1.05, "channel": 1.05, "group": 1.05})
NO_GAPS: Mapping[PlaceKind, float] = MappingProxyType({"private": 0.0, "channel": 0.0, "group": 0.0})


@dataclass(frozen=True, slots=True)
class Throttle:
    """The part of a token's rate that is used: halved when the token proves too fast, then growing back evenly, so
    that it finds by itself what the platform grants (additive increase, multiplicative decrease: RFC 5681 §3.1)."""

    part: float = 1.0  # as of `since`
    since: float = -math.inf
    refused: tuple[tuple[float, str], ...] = ()  # when which chat answered 429, within the last window

    def now(self, now: float) -> float:
        """The part at `now`."""
        return 1.0 if self.part == 1.0 else min(1.0, self.part + (now - self.since) / RECOVERY)

    def after(self, chat: str, now: float) -> "Throttle":
        """Once `chat` answered 429. One halving is given a window's time to show what it does."""
        if now - self.since < WINDOW:
            return self
        recent = (*((at, other) for at, other in self.refused if at > now - WINDOW and other != chat), (now, chat))
        return replace(self, refused=recent) if len(recent) < STORM else Throttle(self.now(now) / 2, now)


@dataclass(frozen=True, slots=True)
class Gate:
    """A token's rate: at most `limit` messages in any second, those that nobody asked for and answers together.

    `landed` are the moments at which messages were accepted, within the last second; `due` that of the next turn.
    """

    limit: int
    in_flight: int = 0
    landed: tuple[float, ...] = ()
    due: float = -math.inf
    throttle: Throttle = Throttle()

    def rate(self, now: float) -> int:
        """Messages a second, as far as the platform lets us."""
        return max(1, int(self.limit * self.throttle.now(now)))

    def room(self, now: float) -> int:
        """How many messages the window has room for."""
        return max(0, self.rate(now) - self.in_flight - len(self.landed) + bisect_right(self.landed, now - WINDOW))

    def turns(self, now: float) -> int:
        """How many posts may be begun now: those the window has room for, spread evenly."""
        even = (now + SPREAD - max(self.due, now)) * self.rate(now) + 1
        return min(self.room(now), max(0, int(even)))

    def opens(self, now: float) -> float:
        """Seconds until there may be a turn; infinite if only an answer can make room."""
        if self.room(now):
            return max(0.0, self.due - SPREAD - now) + ROUNDING
        at = bisect_right(self.landed, now - WINDOW)
        return self.landed[at] + WINDOW - now + ROUNDING if at < len(self.landed) else math.inf

    def begun(self, now: float) -> "Gate":
        """One more message is on its way."""
        due = max(self.due, now) + WINDOW / self.rate(now)
        return Gate(self.limit, self.in_flight + 1, self.landed, due, self.throttle)

    def ended(self, now: float) -> "Gate":
        """A message's answer has come, or it is known that none will."""
        landed = self.landed[bisect_right(self.landed, now - WINDOW) :] + (now,)
        return Gate(self.limit, self.in_flight - 1, landed, self.due, self.throttle)

    def refused(self, chat: str, now: float) -> "Gate":
        """A chat answered 429."""
        return replace(self, throttle=self.throttle.after(chat, now))


@dataclass(frozen=True, slots=True)
class Lane:
    """One chat: a message at a time, `landed` are the last ones. `per_minute`: at most so many in any 60 s; 0: any."""

    per_minute: int = 0
    busy: bool = False
    landed: tuple[float, ...] = ()

    def opens(self, now: float, gap: float) -> float:
        """Seconds until the next message may go, `gap` after the last; while one is on its way, at least so many."""
        if self.busy:
            return gap
        free = self.landed[-1] + gap if self.landed else now
        if self.per_minute and len(self.landed) >= self.per_minute:
            free = max(free, self.landed[-self.per_minute] + MINUTE)
        return max(0.0, free - now)

    def begun(self) -> "Lane":
        """A message is on its way."""
        return Lane(self.per_minute, True, self.landed)

    def ended(self, now: float) -> "Lane":
        """Its answer has come, or it is known that none will."""
        return Lane(self.per_minute, False, (*self.landed, now)[-max(1, self.per_minute) :])

    def passed(self, now: float) -> bool:
        """Is there nothing left to remember?"""
        window = MINUTE if self.per_minute else max(TELEGRAM_GAPS.values())
        return not self.busy and (not self.landed or self.landed[-1] <= now - window)
