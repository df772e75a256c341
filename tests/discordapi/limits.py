"""How often the bot may call: fixed windows that answer 429 with the headers of their bucket.

docs.discord.com, "Rate Limits": 50 requests a second over all, interaction endpoints excepted; limits of routes come
from headers alone. Those of routes here are what the live service's headers have said for years: 5 in 5 s for
messages into a channel, 5 in 2 s for a webhook. Within them, 10 crossposts an hour and channel, and 3 edits an hour of
a crossposted message: those answer 429 with code 20028, scope `shared`, the headers of the route's own bucket, and the
real wait in the body alone (discord/discord-api-docs#6109).
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.discordapi.errors import TooMany

BUCKETS_WATCHED = 100_000


class Rate(NamedTuple):
    """At most `calls` in `seconds`; 0 calls: no limit."""

    calls: int = 0
    seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """`messages` holds per channel, for each of sending, editing and deleting; `webhooks` per webhook.

    `identifies` holds per concurrency bucket of the gateway, `payloads` per connection ("Gateway", Rate Limiting);
    `invalid`: answers of 401, 403 and 429 before the address is banned ("Rate Limits", Invalid Request Limit).
    """

    everything: Rate = Rate()
    messages: Rate = Rate()
    webhooks: Rate = Rate()
    crossposts: Rate = Rate()
    published: Rate = Rate()
    identifies: Rate = Rate()
    payloads: Rate = Rate()
    invalid: Rate = Rate()

    @classmethod
    def off(cls) -> "Limits":
        return cls()

    @classmethod
    def strict(cls) -> "Limits":
        """Discord's own numbers."""
        return cls(
            everything=Rate(50, 1.0),
            messages=Rate(5, 5.0),
            webhooks=Rate(5, 2.0),
            crossposts=Rate(10, 3600.0),
            published=Rate(3, 3600.0),
            identifies=Rate(1, 5.0),
            payloads=Rate(120, 60.0),
            invalid=Rate(10_000, 600.0),
        )

    def rate_of(self, bucket: str) -> Rate:
        """The rate of a route's bucket."""
        rate: Rate = getattr(self, bucket.partition("-")[0]) if bucket else Rate()
        return rate


@dataclass(slots=True)
class Meter:
    """Counts calls. A refused call does not use its bucket up."""

    limits: Limits
    refused: int = 0
    _windows: OrderedDict[tuple[str, str], list[float]] = field(default_factory=OrderedDict)  # [start, calls]

    def admit(self, bucket: str, resource: str, now: float, *, free: bool = False) -> dict[str, str]:
        """Count one call on `bucket` for a channel or webhook; its headers. Raises `TooMany`.

        `free`: not bound to the limit over all.
        """
        if not free and self._full("", "", self.limits.everything, now):
            self.refused += 1
            wait = self._left("", "", self.limits.everything, now)
            raise TooMany(wait, "global", {"X-RateLimit-Global": "true"})
        rate = self.limits.rate_of(bucket)
        if not rate.calls:
            self._count("", "", self.limits.everything, now, free)
            return {}
        if self._full(bucket, resource, rate, now):
            self.refused += 1
            raise TooMany(self._left(bucket, resource, rate, now), "user", self._headers(bucket, resource, rate, now))
        self._count("", "", self.limits.everything, now, free)
        self._count(bucket, resource, rate, now, False)
        return self._headers(bucket, resource, rate, now)

    def admit_write(self, bucket: str, resource: int, now: float) -> None:
        """Count a call on a limit within that of its route. Raises `TooMany` 20028."""
        rate = self.limits.rate_of(bucket)
        if self._full(bucket, str(resource), rate, now):
            self.refused += 1
            raise TooMany(self._left(bucket, str(resource), rate, now), "shared", {"Retry-After": "1"}, 20028)
        self._count(bucket, str(resource), rate, now, False)

    def spend(self, bucket: str, now: float) -> None:
        """Count what nothing stops."""
        self._count(bucket, "", self.limits.rate_of(bucket), now, False)

    def wait(self, bucket: str, now: float) -> float:
        """Seconds until a bucket is open again; 0: it is."""
        rate = self.limits.rate_of(bucket)
        return self._left(bucket, "", rate, now) if self._full(bucket, "", rate, now) else 0.0

    def _window(self, bucket: str, resource: str, rate: Rate, now: float) -> list[float]:
        window = self._windows.setdefault((bucket, resource), [now, 0])
        self._windows.move_to_end((bucket, resource))
        if now >= window[0] + rate.seconds:
            window[:] = [now, 0]
        if len(self._windows) > BUCKETS_WATCHED:
            self._windows.popitem(last=False)
        return window

    def _full(self, bucket: str, resource: str, rate: Rate, now: float) -> bool:
        return bool(rate.calls) and self._window(bucket, resource, rate, now)[1] >= rate.calls

    def _count(self, bucket: str, resource: str, rate: Rate, now: float, free: bool) -> None:
        if rate.calls and not free:
            self._window(bucket, resource, rate, now)[1] += 1

    def _left(self, bucket: str, resource: str, rate: Rate, now: float) -> float:
        start, _ = self._window(bucket, resource, rate, now)
        return max(0.001, round(start + rate.seconds - now, 3))

    def _headers(self, bucket: str, resource: str, rate: Rate, now: float) -> dict[str, str]:
        start, calls = self._window(bucket, resource, rate, now)
        return {
            "X-RateLimit-Limit": str(rate.calls),
            "X-RateLimit-Remaining": str(int(max(0, rate.calls - calls))),
            "X-RateLimit-Reset": f"{start + rate.seconds:.3f}",
            "X-RateLimit-Reset-After": f"{self._left(bucket, resource, rate, now):.3f}",
            "X-RateLimit-Bucket": bucket,
        }
