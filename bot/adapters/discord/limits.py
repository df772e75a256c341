"""Discord's limits of single routes, as its answers tell of them; discord.py's way of keeping to them, mended.

discord.py refuses whatever falls into a window that ends later than it would wait, even while there is room in it; and
who has used a window up waits for its end after his answer has come. Both would cost a channel most of its pace, which
the courier keeps by itself. Here nobody waits who has room, nor afterwards.
"""

import asyncio
from collections import OrderedDict
from typing import Any, Final

from discord.errors import RateLimited
from discord.http import HTTPClient, Ratelimit

PATIENCE: Final = 2.0  # seconds: longer waits are told
KEPT: Final = 10_000  # buckets


class Bucket(Ratelimit):
    """A window of one route in one channel (docs.discord.com/developers/topics/rate-limits#header-format)."""

    async def acquire(self) -> None:
        """Take a place. Raises `RateLimited` where it would have to be waited for longer than `PATIENCE`."""
        self._last_request = self._loop.time()
        while self.remaining <= 0 and self.expires is not None:
            if (wait := self.expires - self._loop.time()) > PATIENCE:
                raise RateLimited(wait)
            if wait > 0:
                await asyncio.sleep(wait)
            else:
                self.remaining, self.expires, self.dirty = self.limit - self.outgoing, None, False
        self.remaining -= 1
        self.outgoing += 1

    async def __aexit__(self, *_: object) -> None:
        self.outgoing -= 1


class LimitedClient(HTTPClient):
    """discord.py's client of the REST API with such buckets, the latest of them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options, max_ratelimit_timeout=PATIENCE)
        self.max_ratelimit_timeout = PATIENCE  # its constructor takes no less than 30 s
        self._buckets: OrderedDict[str, Ratelimit] = OrderedDict()

    def get_ratelimit(self, key: str) -> Ratelimit:
        """The bucket of a route's key."""
        bucket = self._buckets.setdefault(key, Bucket(None))
        self._buckets.move_to_end(key)
        while len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        return bucket
