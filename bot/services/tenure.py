"""A loop that one process at a time turns: the lease it has or waits for, and what is said about that, once."""

import logging

from bot.ports import Leases

_log = logging.getLogger(__name__)


class Tenure:
    """The lease `name`, for who delivers to `platform`. `held`: as far as is known."""

    def __init__(self, leases: Leases, name: str, platform: str) -> None:
        self._leases = leases
        self._name = name
        self._platform = platform
        self._waits = False
        self.held = False

    async def take(self) -> bool:
        """Take, or still hold, the lease."""
        self.held = await self._leases.acquire(self._name)
        if self.held and self._waits:
            _log.info("this process delivers to %s now", self._platform)
        elif not (self.held or self._waits):
            _log.info("another process delivers to %s; waiting to take over", self._platform)
        self._waits = not self.held
        return self.held
