"""Filling the search index: after an update of Crier has emptied it, or because an operator has it made anew.

It is done in short transactions with pauses between them, so that whoever publishes meanwhile comes in, and with the
newest articles first, so that they are found again at once. Before that come the subscriptions by words: they too are
found by stems, which may be others than before.
"""

import asyncio
import logging
import random as chance
from collections.abc import Callable

from bot.ports import Index
from bot.services.patience import Patience

PIECE = 50  # articles, or subscriptions, in one transaction: some tens of milliseconds
REST = 0.02  # seconds between two, in which a writer that waits may come in
LOOK = 600.0  # seconds between two looks whether there is something to fill

_log = logging.getLogger(__name__)


class Reindexing:
    """Fills an index that is not whole. One that another version has made stays as it is, so that two versions on one
    database do not undo each other's work; the operator is told."""

    def __init__(self, index: Index, random: Callable[[], float] = chance.random) -> None:
        self._index = index
        self._patiently = Patience(random)
        self._told = False

    async def run(self) -> None:
        """For ever."""
        while True:
            await self.once()
            await asyncio.sleep(LOOK)

    async def once(self) -> None:
        """Fill all there is to fill."""
        state = await self._patiently(self._index.state)
        if state == "old" and not self._told:
            self._told = True
            await self._anchor()
            _log.warning("another version of Crier has made the search index; make it anew with `crier reindex`")
        if state == "missing":
            await self.make()
        if state in ("missing", "unfinished"):
            _log.info("the search index is being filled, from the newest article to the oldest")
            await self.fill()
            _log.info("the search index is whole")

    async def make(self) -> int:
        """See to the subscriptions, and empty the index. Returns how many articles `fill` will pass at most."""
        await self._anchor()
        return await self._patiently(self._index.make)

    async def fill(self, passed: Callable[[int], None] = lambda _: None) -> None:
        """Put in what is missing, down to the oldest article; `passed` hears of each piece."""
        last = None
        while last := await self._patiently(self._index.fill, last, PIECE):
            passed(PIECE)
            await asyncio.sleep(REST * last.wrote)

    async def _anchor(self) -> None:
        last: int | None = 0
        while last is not None:
            last = await self._patiently(self._index.anchor, last, PIECE)
