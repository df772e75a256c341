"""Hosts that asked to be left alone: 429 or 503 with Retry-After (RFC 9110 §10.2.3, RFC 6585 §4).

Who asks a host to wait means all its clients' requests, not one address: an article's page, a feed and a hub's
subscription share one pause. A source's own schedule obeys its feed's Retry-After for up to a day; what others of the
host are kept from lasts `LONGEST` at most, so that one page's absurd "come back in a week" silences no feed for long.
"""

from collections.abc import Callable

LONGEST = 3600.0  # seconds
MOST = 1024  # hosts


class Pauses:
    """Until when hosts are asked nothing. `clock`: seconds, never backwards."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[str, tuple[float, int]] = {}

    def keep(self, host: str, seconds: float, status: int) -> None:
        """Leave `host`, which answered `status`, alone for so long. In a full table the first to end is forgotten."""
        now = self._clock()
        self._until = {each: pause for each, pause in self._until.items() if pause[0] > now}
        ends = now + min(seconds, LONGEST)
        if ends <= now or (host in self._until and ends <= self._until[host][0]):
            return
        if host not in self._until and len(self._until) >= MOST:
            del self._until[min(self._until, key=self._until.__getitem__)]
        self._until[host] = (ends, status)

    def at(self, host: str) -> tuple[float, int] | None:
        """Seconds for which `host` is still to be left alone, and what it answered; None where it may be asked."""
        until, status = self._until.get(host, (0.0, 0))
        rest = until - self._clock()
        return (rest, status) if rest > 0 else None
