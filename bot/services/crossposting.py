"""Publishes what stands in channels to the channels that follow them, where their people asked for it: the oldest
message of each first, and never more in an hour than the platform takes."""

import asyncio
import logging
import random as chance
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.domain.errors import Doubtful, NotSent, SendFailed, TokenRefused, TryLater
from bot.domain.model import Crosspost
from bot.ports import Clock, Leases, Outbox, Publisher
from bot.services.patience import Patience

TICK: Final = 5.0  # seconds between two looks
CHANNELS: Final = 100  # looked at once
WAITING: Final = 10_000  # channels that are known to take nothing yet
PER_HOUR: Final = 10  # of a channel: about what Discord takes
LATER: Final = 60.0  # seconds until a channel is tried again that names no time
PASSING: Final = (NotSent, Doubtful, TryLater, TokenRefused)  # to publish twice does no harm

_log = logging.getLogger(__name__)


class Crossposting:
    """Publishes what waits in one platform's outbox. `name`: of the lease, which one process at a time has."""

    def __init__(
        self,
        *,
        platform: str,
        outbox: Outbox,
        publisher: Publisher,
        leases: Leases,
        clock: Clock,
        name: str = "",
        per_hour: int = PER_HOUR,
        random: Callable[[], float] = chance.random,
    ) -> None:
        self._platform = platform
        self._outbox = outbox
        self._publisher = publisher
        self._leases = leases
        self._clock = clock
        self._name = name or f"crossposts:{platform}"
        self._per_hour = per_hour
        self._patiently = Patience(random)
        self._not_before: dict[str, datetime] = {}  # by channel

    async def run(self) -> None:
        """For ever."""
        while True:
            await self.once()
            await asyncio.sleep(TICK)

    async def once(self) -> None:
        """Publish what each channel may have published now: one message."""
        if not await self._patiently(self._leases.acquire, self._name):
            return
        now = self._clock()
        later = [(chat, moment) for chat, moment in self._not_before.items() if moment > now]
        self._not_before = dict(later[-WAITING:])
        ready = await self._patiently(
            self._outbox.crossposts,
            self._platform,
            now,
            per_hour=self._per_hour,
            limit=CHANNELS,
            but=self._not_before.keys(),
        )
        for crosspost in ready:
            await self._publish(crosspost)

    async def _publish(self, crosspost: Crosspost) -> None:
        failed = False
        try:
            await self._publisher.publish(crosspost.place, crosspost.message)
        except PASSING as error:
            self._wait(crosspost, error)
            return
        except Exception as error:  # the loop's boundary: one message must not stop the others
            failed = True
            report = _log.warning if isinstance(error, SendFailed) else _log.exception
            report("message %s of channel %s is not published: %s", crosspost.message, crosspost.place.chat, error)
        await self._patiently(self._outbox.crossposted, crosspost, self._clock(), failed=failed)

    def _wait(self, crosspost: Crosspost, error: SendFailed) -> None:
        order = error.retry_after if isinstance(error, TryLater) else None
        self._not_before[crosspost.place.chat] = self._clock() + timedelta(seconds=LATER if order is None else order)
        _log.info("message %s of channel %s is published later: %s", crosspost.message, crosspost.place.chat, error)
