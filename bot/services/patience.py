"""Waiting for a busy database: the same transaction again, since nothing was changed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from bot.domain.errors import StoreBusy
from bot.domain.schedule import back_off

FIRST, LONGEST = 0.1, 5.0  # seconds between two tries

P = ParamSpec("P")
T = TypeVar("T")
_log = logging.getLogger(__name__)


class Patience:
    """Callable: (transaction, its arguments) → its result. `random` (0…1) spreads the tries."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random

    async def __call__(self, transaction: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result, however often it has to be tried while the store is busy, which is said once and once more when
        it is over. What else the transaction raises is raised."""
        failures = 0
        while True:
            try:
                result = await transaction(*args, **kwargs)
            except StoreBusy as error:
                failures += 1
                if failures == 1:
                    _log.warning("the database is busy; trying again until it is not: %s", error)
                await asyncio.sleep(back_off(failures, FIRST, LONGEST, self._random()))
            else:
                if failures:
                    _log.info("the database answers again")
                return result
