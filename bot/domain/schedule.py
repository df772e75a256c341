"""When to try again, and when to stop: (facts, now) → value. Chance comes in as an argument. Polling: `polling`.

Waiting grows exponentially, with jitter so that what failed together does not return together (RFC 8085 §3.1.2 for the
growth; "Exponential Backoff And Jitter", AWS Architecture Blog 2015, for the spread), and always between two bounds.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain import errors

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SEND_RETRY = (1.0, 300.0)  # seconds: the first and the longest wait of a row that was tried
NETWORK_PAUSE = (0.1, 30.0)  # nothing leaves this machine
TOKEN_PAUSE = (5.0, 300.0)  # the platform does not know the token
POISON_ATTEMPTS = 3  # a row that breaks the program itself is not tried more often than this


def back_off(failures: int, base: float, most: float, jitter: float) -> float:
    """Seconds to wait after `failures` in a row: doubled from `base` each time, up to half as much again by `jitter`
    (0…1), never more than `most`."""
    grown = base * 2.0 ** min(max(failures, 1) - 1, 62)
    return min(most, grown * (1 + jitter / 2))


# --- sending -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Retry:
    """The row is tried again at `at`. `retry_after`: the platform's order, for this chat alone. `aside`: the row alone
    has to wait, and those behind it do not."""

    at: datetime
    retry_after: datetime | None = None
    doubtful: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """It may have arrived: the row waits for somebody who can tell, and others pass it."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The row has failed, for the reason people will read."""

    reason: str


@dataclass(frozen=True, slots=True)
class Skip:
    """There is nothing to be done any more, and no harm in that."""

    reason: str


@dataclass(frozen=True, slots=True)
class Close:
    """The address is closed; `reason` is a `model.Closed` value."""

    reason: str


@dataclass(frozen=True, slots=True)
class Move:
    """The chat goes on as `chat`; the row is tried there at `at`."""

    chat: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Halt:
    """Nothing at all can be sent just now: the row was not tried, and all rows wait. Seconds bound the pause."""

    base: float
    most: float


Decision = Retry | Hold | Skip | GiveUp | Close | Move | Halt


def decide(
    error: Exception,
    *,
    attempts: int,
    first_attempt: datetime | None,
    now: datetime,
    give_up: timedelta,
    jitter: float,
    hold: bool = False,
) -> Decision:
    """What a failed send leads to. `attempts` were made before this one, the first at `first_attempt`. `hold`: what may
    have arrived is not sent again unasked.

    Retrying ends by time, not by tries: an outage of an hour must not use up a row's chances in its first minute.
    Only an error that no platform adapter foresaw, a bug, ends after `POISON_ATTEMPTS`.
    """
    match error:
        case errors.NotSent():
            return Halt(*NETWORK_PAUSE)
        case errors.TokenRefused():
            return Halt(*TOKEN_PAUSE)
        case errors.Doubtful() if hold:
            return Hold()
        case errors.MessageGone():
            return Skip(str(error))
        case errors.AddressClosed():
            return Close(error.reason)
        case errors.Rejected() | errors.PictureRejected():  # the latter: of a post that had no picture left to drop
            return GiveUp(str(error))
        case _:
            return _again(error, attempts, first_attempt or now, now, give_up, jitter)


def _again(
    error: Exception, attempts: int, first: datetime, now: datetime, give_up: timedelta, jitter: float
) -> Decision:
    last = first + give_up
    if now >= last:
        return GiveUp(f"given up after {give_up.total_seconds() / 3600:g} hours: {error}")
    at = min(last, now + timedelta(seconds=back_off(attempts + 1, *SEND_RETRY, jitter)))
    match error:
        case errors.AddressMoved():  # at once; but two chats that name each other must not spin
            return Move(error.chat, at if attempts >= POISON_ATTEMPTS else now)
        case errors.Doubtful():
            return Retry(at, doubtful=True)
        case errors.TryLater(alone=True):
            return Retry(max(at, now + timedelta(seconds=error.retry_after or 0.0)), aside=True)
        case errors.TryLater(retry_after=float() | int() as seconds):
            order = now + timedelta(seconds=seconds)
            return Retry(max(at, order), retry_after=order)
        case errors.SendFailed():
            return Retry(at)
        case _ if attempts + 1 >= POISON_ATTEMPTS:
            return GiveUp(f"cannot be sent: {type(error).__name__}: {error}")
        case _:
            return Retry(at)


def reached(error: Exception) -> bool:
    """Is it the platform's own answer to this chat or this post? Then the way there is open, and the token known."""
    match error:
        case errors.TryLater():
            return error.retry_after is not None
        case errors.Rejected() | errors.PictureRejected() | errors.MessageGone():
            return True
        case _:
            return isinstance(error, errors.AddressClosed | errors.AddressMoved)


@dataclass(frozen=True, slots=True)
class Pause:
    """Sending as a whole waits until `until`, longer with every failure in a row."""

    failures: int = 0
    until: datetime = EPOCH
    since: datetime = EPOCH

    def seen_at(self, now: datetime) -> "Pause":
        """The same; over at once where the clock has gone back behind its beginning."""
        return self if now >= self.since else Pause(self.failures)

    def after(self, halt: Halt, *, started: datetime, now: datetime, jitter: float) -> "Pause":
        """The pause once a send begun at `started` met `halt`. What had begun before the pause adds nothing to it."""
        if started < self.until:
            return self
        seconds = back_off(self.failures + 1, halt.base, halt.most, jitter)
        return Pause(self.failures + 1, now + timedelta(seconds=seconds), now)


NO_PAUSE = Pause()
