"""Updates in order within a chat, side by side across chats; nobody's flood costs more than its own queue.

What a person types in line waits for nothing but the same person's typing, and only the newest of it is worth an
answer.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from telegram import Update

log = logging.getLogger(__name__)

PER_CHAT: Final = 200  # updates that wait in one chat, twice what one poll can bring; more are dropped
IN_ALL: Final = 2_000  # updates that wait in all chats, before no more are read


@dataclass(frozen=True, slots=True)
class _Waiting:
    update: Update
    since: float  # the loop's time


class ChatQueues:
    """One short-lived task for each chat that has something waiting. `essential` updates are never dropped."""

    def __init__(self, handle: Callable[[Update], Awaitable[None]], essential: Callable[[Update], bool]) -> None:
        self._handle = handle
        self._essential = essential
        self._waiting: dict[str, deque[_Waiting]] = {}
        self._flooded: set[str] = set()  # said once, until the chat's queue is empty again
        self._workers: set[asyncio.Task[None]] = set()

    @property
    def full(self) -> bool:
        """Do so many wait that no more should be read?"""
        return sum(map(len, self._waiting.values())) >= IN_ALL

    @property
    def unfinished(self) -> frozenset[int]:
        """The ids of all that wait or are being handled."""
        return frozenset(each.update.update_id for queue in self._waiting.values() for each in queue)

    def oldest(self, seconds: float) -> int | None:
        """The lowest id of what is unfinished, but for chats that are more than `seconds` behind."""
        since = asyncio.get_running_loop().time() - seconds
        heads = (queue[0] for queue in self._waiting.values() if queue)
        return min((head.update.update_id for head in heads if head.since >= since), default=None)

    def put(self, update: Update) -> bool:
        """Queue an update; False if it was dropped, because too many of its chat wait."""
        chat, waiting = _chat(update), _Waiting(update, asyncio.get_running_loop().time())
        queue = self._waiting.get(chat)
        if queue is None:
            self._waiting[chat] = deque([waiting])
            worker = asyncio.create_task(self._work(chat), name=f"telegram chat {chat}")
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
            return True
        if len(queue) >= PER_CHAT and not self._essential(update):
            if chat not in self._flooded:
                self._flooded.add(chat)
                log.warning("Chat %s writes faster than it can be answered: the rest is dropped for now", chat)
            return False
        queue.append(waiting)
        return True

    async def settled(self, seconds: float) -> bool:
        """Wait until nothing waits, at most so long; was that reached?"""
        if self._workers:
            await asyncio.wait(set(self._workers), timeout=seconds)
        return not self._workers

    async def stop(self) -> None:
        """Drop what waits and what is being handled."""
        workers = set(self._workers)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, chat: str) -> None:
        queue = self._waiting[chat]
        try:
            while queue:
                update = queue[0].update
                try:
                    if update.inline_query is None or len(queue) == 1:
                        await self._handle(update)
                except Exception:  # the loop's boundary: the next update is not this one's fault
                    log.exception("Update %s could not be handled", update.update_id)
                queue.popleft()
        finally:
            del self._waiting[chat]
            self._flooded.discard(chat)


def _chat(update: Update) -> str:
    if update.inline_query is not None:
        return f"of the line of {update.inline_query.from_user.id}"
    if update.effective_chat is not None:
        return str(update.effective_chat.id)
    return str(update.effective_user.id if update.effective_user is not None else 0)
