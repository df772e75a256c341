"""Updates waiting for the bot, with the offsets of `getUpdates`.

An update is confirmed, and forgotten, once `getUpdates` is called with an offset above its id. A second call while
one waits ends the first with 409, as the real server does; so two pollers of one token disturb each other for ever.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection
from itertools import islice
from typing import Any

from bot.demo.botapi.errors import conflict

# what comes unasked when `allowed_updates` was never given or is empty
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LIMIT = 100
LONGEST_WAIT = 50.0


class Inbox:
    """The queue of updates. Beyond `bound` the oldest are dropped, as the real server does after 24 hours.

    `notice` is called when a long poll begins to wait.
    """

    def __init__(self, bound: int, notice: Callable[[], None]) -> None:
        self._notice = notice
        self.allowed: tuple[str, ...] = ()
        self.next_id = 700_000_001
        self._bound = bound
        self._updates: OrderedDict[int, dict[str, Any]] = OrderedDict()
        self._waiting: asyncio.Future[str] | None = None  # "": there is news; else the method that took over

    def __len__(self) -> int:
        return len(self._updates)

    @property
    def waiting(self) -> bool:
        """Whether a long poll is under way."""
        return self._waiting is not None and not self._waiting.done()

    def put(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update of `kind`; its id, or 0 where the bot did not ask for that kind."""
        if not self._wanted(kind):
            return 0
        update_id = self.next_id
        self.next_id += 1
        self._updates[update_id] = {"update_id": update_id, kind: content}
        if len(self._updates) > self._bound:
            self._updates.popitem(last=False)
        self._wake("")
        return update_id

    def find(self, update_id: int) -> dict[str, Any] | None:
        """An update that waits."""
        return self._updates.get(update_id)

    def waits(self) -> list[dict[str, Any]]:
        """All that wait, oldest first."""
        return list(self._updates.values())

    def done(self, update_id: int) -> None:
        """Forget one that was pushed."""
        self._updates.pop(update_id, None)

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in UNASKED

    def _wake(self, method: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(method)

    def clear(self) -> None:
        """Forget what waits (`drop_pending_updates`)."""
        self._updates.clear()

    def interrupt(self, method: str = "other getUpdates") -> None:
        """End a waiting call as a call of `method` would."""
        self._wake(method)

    def allow(self, kinds: Collection[str] | None) -> None:
        """Remember `allowed_updates`; None leaves what was."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    async def get(self, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:  # noqa: ASYNC109
        """The updates from `offset` on, waiting up to `timeout` seconds for one. Raises `ApiError` 409."""
        self.interrupt()
        self._confirm(offset)
        if not self._updates and timeout > 0:
            await self._wait(min(timeout, LONGEST_WAIT))
        limit = limit if 1 <= limit <= LIMIT else LIMIT
        return list(islice(self._updates.values(), limit))

    def _confirm(self, offset: int) -> None:
        if offset < 0:  # the last ones only, the others are forgotten
            while len(self._updates) > -offset:
                self._updates.popitem(last=False)
            return
        while self._updates and next(iter(self._updates)) < offset:
            self._updates.popitem(last=False)

    async def _wait(self, seconds: float) -> None:
        waiting: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        self._notice()
        try:
            method = await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return
        finally:
            if self._waiting is waiting:
                self._waiting = None
        if method:
            raise conflict(method)
