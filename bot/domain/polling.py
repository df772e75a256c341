"""When a source is asked again, and why then; when a move is believed, and when an outage is one.

The theory
----------
News comes in bursts: what has just moved will move again, what has rested for a day will rest for another hour. So a
source is asked again after a tenth of its newest item's age, which finds each item within a tenth of the pause before
it (the idea of adaptive TTLs: Cate, "Alex, a Global Filesystem", 1992; the same tenth is the heuristic freshness that
RFC 9111 §4.2.2 names). The operator's two bounds hold whatever else is said.

Within them the site's own wishes make the pause longer, never shorter: how long its answer stays fresh (RFC 9111
§4.2), how often the feed wants to be asked (RSS 2.0 `ttl`, RSS 1.0 `sy:*`), at which hours and on which days it does
not (`skipHours`, `skipDays`). A hub that pushes makes asking a safety net, four times as wide: hubs forget too.

Errors space polls out (`schedule.back_off`), or the site says itself how long (Retry-After, RFC 9110 §10.2.3), up to a
day. Nothing that a site says stops polling, save 410 (RFC 9110 §15.5.11).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

from bot.domain.model import NO_RHYTHM, NextPoll, Rhythm
from bot.domain.schedule import back_off

AGE_SHARE = 10  # a source is polled after about a tenth of its newest item's age
PUSHED = 4  # times the pause while a hub tells of news
LONGEST_RETRY_AFTER = 86_400.0  # seconds; a site that asks for more than a day is asked again after a day
MOVES = 3  # polls in a row that a permanent redirect leads to the same address until it is believed
OUTAGE_FAILURES, OUTAGE_LASTS = 3, timedelta(hours=1)  # of both at least: then people are told
HOUR = timedelta(hours=1)


# --- after a success ---------------------------------------------------------------------------------------


def next_poll(
    now: datetime,
    newest: datetime | None,
    shortest: float,
    longest: float,
    *,
    fresh_for: float | None = None,
    rhythm: Rhythm = NO_RHYTHM,
    pushed: bool = False,
) -> NextPoll:
    """After a success: in a tenth of the newest item's age, or later if the site wishes, within the source's bounds
    (seconds). `pushed`: a hub tells of news just now."""
    longest = max(longest, shortest)
    wait, why = _by_age(now, newest, shortest, longest)
    wishes = (
        (fresh_for, "the site's Cache-Control asks for it"),
        (rhythm.every, "the feed asks for it (ttl)"),
        (wait * PUSHED if pushed else None, "a hub tells of news; this is the safety net"),
    )
    for asked, reason in wishes:
        wished = min(_sane(asked), longest)
        if wished > wait:
            wait, why = wished, reason
    return _outside(now, timedelta(seconds=wait), timedelta(seconds=longest), rhythm, why)


def _by_age(now: datetime, newest: datetime | None, shortest: float, longest: float) -> tuple[float, str]:
    wait = (now - newest).total_seconds() / AGE_SHARE if newest else 0.0
    if wait >= longest:
        return longest, "the longest pause (poll_max_seconds)"
    if wait <= shortest:
        return shortest, "the shortest pause (poll_seconds)"
    return wait, "a tenth of the newest item's age"


def _sane(seconds: float | None) -> float:
    return seconds if seconds is not None and isfinite(seconds) else 0.0


def _outside(now: datetime, wait: timedelta, longest: timedelta, rhythm: Rhythm, why: str) -> NextPoll:
    """The first moment from then on that the feed does not want to be left alone at, within the longest pause."""
    at = now + wait
    if not _skipped(at, rhythm):
        return NextPoll(at, why)
    last = now + longest
    while _skipped(at, rhythm) and at < last:
        at = at.replace(minute=0, second=0, microsecond=0) + HOUR
    return NextPoll(min(at, last), f"the feed wants to be left alone {_left_alone(rhythm)}")


def _skipped(at: datetime, rhythm: Rhythm) -> bool:
    return at.hour in rhythm.skip_hours or at.weekday() in rhythm.skip_days


def _left_alone(rhythm: Rhythm) -> str:
    days = ", ".join(
        name for day, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")) if day in rhythm.skip_days
    )
    if not rhythm.skip_hours:
        return f"on {days}"
    hours = ", ".join(_spans(rhythm.skip_hours))
    return f"{hours} UTC and on {days}" if days else f"{hours} UTC"


def _spans(hours: frozenset[int]) -> list[str]:
    """Runs of hours in words, across midnight too: "from 22 to 6"."""
    if len(hours) >= 24:
        return ["at all hours"]
    starts = sorted(hour for hour in hours if (hour - 1) % 24 not in hours)
    return [f"from {start} to {_end(start, hours)}" for start in starts]


def _end(hour: int, hours: frozenset[int]) -> int:
    while hour in hours:
        hour = (hour + 1) % 24
    return hour


# --- after a failure ---------------------------------------------------------------------------------------


def next_poll_after_failure(
    now: datetime, failures: int, shortest: float, longest: float, jitter: float, retry_after: float | None = None
) -> NextPoll:
    """After `failures` in a row: the site's own Retry-After up to a day, else back-off within bounds (seconds)."""
    if retry_after is not None and isfinite(retry_after):
        wait = max(shortest, min(retry_after, LONGEST_RETRY_AFTER))
        return NextPoll(now + timedelta(seconds=wait), "the site asked to wait (Retry-After)")
    wait = back_off(failures, shortest, max(longest, shortest), jitter)
    counted = "a failure" if failures == 1 else f"{failures} failures"
    return NextPoll(now + timedelta(seconds=wait), f"backing off after {counted}")


def is_outage(failures: int, since: datetime, now: datetime) -> bool:
    """Whether failures in a row, the first at `since`, are worth telling people of: most pass by themselves."""
    return failures >= OUTAGE_FAILURES and now - since >= OUTAGE_LASTS


# --- moves -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """Where permanent redirects lead, as far as `times` polls in a row agree; `believed`: they have sufficed."""

    to: str = ""
    times: int = 0

    def seen(self, to: str) -> "Move":
        """After another poll, which led to `to` ("": it was not redirected for good)."""
        return Move(to, self.times + 1 if to == self.to else 1) if to else Move()

    @property
    def believed(self) -> bool:
        """RFC 9110 §15.4.2 lets a client follow at once; sites redirect by mistake too, and mend it."""
        return self.times >= MOVES

    def onto(self, next_poll: NextPoll) -> NextPoll:
        """The next poll with what is known of the move: a believed one is over."""
        if self.believed:
            return NextPoll(next_poll.at, next_poll.why, feed_url=self.to)
        return NextPoll(next_poll.at, next_poll.why, self.to, self.times)
