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


class Busy:
    """How often in a row the store has refused a transaction. Said once, and once more when it is over; true while it
    lasts. `random` (0…1) spreads the tries."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._times = 0

    def __bool__(self) -> bool:
        return self._times > 0

    def again(self, error: StoreBusy) -> float:
        """It has refused once more: the seconds until the next try."""
        self._times += 1
        if self._times == 1:
            _log.warning("the database is busy; trying again until it is not: %s", error)
        return back_off(self._times, FIRST, LONGEST, self._random())

    def over(self) -> None:
        """It has answered."""
        if self._times:
            _log.info("the database answers again")
            self._times = 0


class Patience:
    """Callable: (transaction, its arguments) → its result. `random`: see `Busy`."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random

    async def __call__(self, transaction: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result, however often it has to be tried while the store is busy. What else the transaction raises is
        raised."""
        busy = Busy(self._random)
        while True:
            try:
                result = await transaction(*args, **kwargs)
            except StoreBusy as error:
                await asyncio.sleep(busy.again(error))
            else:
                busy.over()
                return result
