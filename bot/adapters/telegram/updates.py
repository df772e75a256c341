"""Reads what people write to the bot and has it answered: one process per token, watched by itself.

    lease → who am I → (long poll → queues per chat → a glance at them → bookmark) …

An update is finished before Telegram is told so (by the next poll's offset), unless its chat is more than `patience`
seconds behind. One slow chat does not stop the others: while something is unfinished, Telegram is asked again at every
glance and gives what is new together with what was not confirmed, which is in a queue already. Where that fills an
answer, so that nothing new would come, it is confirmed unfinished. The bookmark is kept in the notebook, so that a
restart neither answers twice nor misses anything.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from telegram.error import TelegramError

from bot.adapters.telegram.answering import Answering
from bot.adapters.telegram.bookmark import Bookmark
from bot.adapters.telegram.handlers import ALLOWED_UPDATES, is_essential
from bot.adapters.telegram.queues import ChatQueues
from bot.adapters.telegram.refusals import TOKEN_REFUSED
from bot.adapters.telegram.request import AnswerLost
from bot.adapters.telegram.trouble import CONFLICT, RIVAL, Rivalry, diagnosis, is_of_a_webhook
from bot.domain.errors import SendFailed, StoreBusy
from bot.ports import Leases
from bot.services.readiness import Reading
from bot.services.troubles import ELSEWHERE, Troubles

log = logging.getLogger(__name__)

LEASE: Final = "updates:telegram"  # and the bot's id
_CALM: Final = ("", CONFLICT, RIVAL)  # after other trouble a short poll shows at once that it is over
_MOST: Final = 100  # updates in one answer: core.telegram.org/bots/api#getupdates


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds. A poll silent for `poll + silence` is given up, its connection with it."""

    poll: int = 30
    silence: float = 15.0
    glance: float = 0.3  # how long what was read is waited for before more is
    patience: float = 10.0
    drain: float = 5.0
    takeover: float = 3.0


class TelegramUpdates:
    """The loop of polling."""

    def __init__(self, answering: Answering, leases: Leases, *, pace: Pace | None = None) -> None:
        self._answering, self._leases, self._pace = answering, leases, pace or Pace()
        self._platform, self._notebook = answering.platform, answering.notebook
        self._signals, self._clock = answering.signals, answering.clock
        self._lease = f"{LEASE}:{self._platform.account}"
        self._queues = ChatQueues(answering.answer, is_essential)
        self._mark, self._noted = Bookmark(), Bookmark()
        self._again: frozenset[int] = frozenset()  # read by the process before, and left unfinished
        self._reading = False  # the lease is ours and the offset known
        self._troubles = Troubles("Telegram", "updates are read again")
        self._rivalry = Rivalry()
        self.last_success: datetime | None = None  # or since when it is tried

    @property
    def trouble(self) -> str:
        """Why nothing is read; "" if it is."""
        return self._troubles.words

    def reading(self) -> Reading:
        """How it goes, for who asks whether this process is fit for work."""
        longest, why = timedelta(seconds=self._pace.poll + self._pace.silence), self.trouble
        return Reading(self.last_success, longest, why, why == TOKEN_REFUSED, why == ELSEWHERE)

    # --- the loop --------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Read and answer for ever. What is being answered when it is cancelled is finished within `drain`."""
        try:
            while True:
                await self._turn()
        finally:
            await self._close()
            self._answering.leave()

    async def once(self) -> None:
        """Answer everything that waits, and return; trouble is logged."""
        try:
            if not await self._ready():
                log.warning("Telegram: another process reads the updates; they are left to it")
                return
            while await self._poll(0):
                await self._queues.settled(self._pace.poll)
            await self._answering.introduced()
        except (TelegramError, TimeoutError, SendFailed, StoreBusy) as error:
            log.warning("Telegram: %s", diagnosis(error).words)
        finally:
            await self._close()

    async def _turn(self) -> None:
        try:
            if await self._ready():
                await self._poll(self._pace.poll if self.trouble in _CALM else 0)
                if self._rivalry.read(self._clock()):
                    self._troubles.well()
            else:
                self._troubles.say(ELSEWHERE)
                await self._signals.wait("updates", self._pace.takeover)
        except (TelegramError, TimeoutError, SendFailed, StoreBusy) as error:
            await self._recover(error)

    async def _ready(self) -> bool:
        """Is the lease ours, and is everything known that is needed to read?"""
        if not await self._leases.acquire(self._lease):
            self._reading = False
            return False
        if not self._reading:
            await self._answering.initialize()
            await self._recall()
            self._answering.introduce()
            self._reading, self.last_success = True, self._clock()
        return True

    async def _poll(self, seconds: int) -> bool:
        """One poll and what follows from it. Were there any new updates?"""
        await self._confirm()
        async with asyncio.timeout(seconds + 2 * self._pace.silence):  # should the request's own bound fail
            updates, after = await self._platform.read_updates(
                self._mark.offset or None, seconds, silence=self._pace.silence, kinds=ALLOWED_UPDATES
            )
        self.last_success = self._clock()
        if after is None:
            return False
        new = [each for each in updates if each.update_id >= self._mark.seen or each.update_id in self._again]
        self._mark, self._again = self._mark.read(after, self._clock()), frozenset()
        for update in new:
            if self._answering.concerns(update):
                self._queues.put(update)
        if not new and len(updates) >= _MOST:
            self._mark = self._mark.finished(None, ())
        await self._queues.settled(self._pace.glance)
        while self._queues.full:
            await self._queues.settled(self._pace.glance)
        return bool(new)

    async def _close(self) -> None:
        """Finish what has begun, and note what could not be finished."""
        await self._queues.settled(self._pace.drain)
        try:
            if self._reading:
                await self._note(self._mark_of(min(self._unfinished(), default=None)))
        except StoreBusy as error:
            log.warning("Telegram: what was answered last could not be noted and is answered again: %s", error)
        finally:
            self._reading = False
            await self._queues.stop()

    # --- the bookmark ----------------------------------------------------------------------------------------------

    async def _confirm(self) -> None:
        """Turn the bookmark to what may be confirmed by the next poll."""
        self._mark = self._mark.fresh(self._clock())
        await self._note(self._mark_of(min(self._again, default=self._queues.oldest(self._pace.patience))))

    def _unfinished(self) -> frozenset[int]:
        return self._queues.unfinished | self._again

    def _mark_of(self, oldest: int | None) -> Bookmark:
        return self._mark.finished(oldest, self._unfinished())

    async def _note(self, mark: Bookmark) -> None:
        if mark != self._noted:
            await self._notebook.write(await self._answering.key("offset"), mark.dumped(), self._clock())
        self._mark = self._noted = mark

    async def _recall(self) -> None:
        self._mark = self._noted = Bookmark.loaded(await self._notebook.read(await self._answering.key("offset")))
        self._again = self._mark.left - self._queues.unfinished

    # --- trouble ---------------------------------------------------------------------------------------------------

    async def _recover(self, error: Exception) -> None:
        """Say what is wrong, once; wait, longer each time; mend what can be mended."""
        trouble = diagnosis(error)
        pause = self._troubles.pause(self._rivalry.conflict(self._clock()) if trouble.words == CONFLICT else trouble)
        if isinstance(error, AnswerLost | TimeoutError):
            await self._platform.renew_reading()
        if is_of_a_webhook(error):
            await self._leave_webhook()
        await self._signals.wait("updates", pause)

    async def _leave_webhook(self) -> None:
        try:
            await self._platform.bot.delete_webhook()
        except TelegramError as error:
            log.warning("Telegram: the webhook could not be removed: %s", error)
