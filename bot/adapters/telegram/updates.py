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
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application

from bot.adapters.telegram.bookmark import Bookmark
from bot.adapters.telegram.handlers import ALLOWED_UPDATES, Handlers, is_essential
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.telegram.profile import Profile
from bot.adapters.telegram.queues import ChatQueues
from bot.adapters.telegram.refusals import TOKEN_REFUSED
from bot.adapters.telegram.replies import Turn
from bot.adapters.telegram.request import AnswerLost, FloodWait
from bot.domain.errors import SendFailed, StoreBusy, TokenRefused
from bot.domain.schedule import back_off
from bot.ports import Addresses, Clock, Desk, Leases, Notebook, Signals, Wording
from bot.services.desk import commands, profile
from bot.services.desk.news_desk import COMMANDS, FOR_OPERATORS
from bot.services.readiness import Reading

log = logging.getLogger(__name__)

LEASE: Final = "updates:telegram"
_MOST: Final = 100  # updates in one answer: core.telegram.org/bots/api#getupdates
_CONFLICT: Final = (
    "another program reads this bot's updates with the same token: stop it, or revoke the token with @BotFather; "
    "trying again"
)
_ELSEWHERE: Final = "another process reads the updates; waiting to take over"
_WEBHOOK: Final = "a webhook was set for this bot; it is removed, since updates are polled"


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds. A poll silent for `poll + silence` is given up, its connection with it."""

    poll: int = 30
    silence: float = 15.0
    glance: float = 0.3  # how long what was read is waited for before more is
    patience: float = 10.0
    drain: float = 5.0
    takeover: float = 3.0
    network: tuple[float, float] = (0.5, 30.0)  # back-off: the first and the longest pause
    conflict: tuple[float, float] = (5.0, 60.0)
    token: tuple[float, float] = (5.0, 300.0)


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Why updates are not read just now: what is said about it, once, and how long to wait."""

    words: str
    base: float
    most: float


class TelegramUpdates:
    """The loop. `language`: of people whose own has no catalogue; `turn`: waited for before each answer."""

    def __init__(
        self,
        platform: TelegramPlatform,
        desk: Desk,
        addresses: Addresses,
        notebook: Notebook,
        leases: Leases,
        signals: Signals,
        clock: Clock,
        *,
        wording: Wording,
        site_name: str,
        language: str,
        turn: Turn,
        pace: Pace | None = None,
    ) -> None:
        self._platform = platform
        self._notebook = notebook
        self._leases = leases
        self._signals = signals
        self._clock = clock
        self._profiles = _profiles(wording, site_name, language)
        self._pace = pace or Pace()
        self._application: Application[Any, Any, Any, Any, Any, Any] = (
            Application.builder().bot(platform.bot).updater(None).job_queue(None).build()
        )
        known = {*COMMANDS, *FOR_OPERATORS}
        self._handlers = Handlers(platform, desk, addresses, signals, clock, known, turn)
        self._handlers.install(self._application)
        self._queues = ChatQueues(self._application.process_update, is_essential)
        self._mark, self._noted = Bookmark(), Bookmark()
        self._again: frozenset[int] = frozenset()  # read by the process before, and left unfinished
        self._reading = False  # the lease is ours and the offset known
        self._introduction: asyncio.Task[None] | None = None
        self._failures = 0
        self.trouble = ""
        self.last_success: datetime | None = None  # or since when it is tried

    def reading(self) -> Reading:
        """How it goes, for who asks whether this process is fit for work."""
        longest, why = timedelta(seconds=self._pace.poll + self._pace.silence), self.trouble
        return Reading(self.last_success, longest, why, why == TOKEN_REFUSED, why == _ELSEWHERE)

    # --- the loop --------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Read and answer for ever. What is being answered when it is cancelled is finished within `drain`."""
        try:
            while True:
                await self._turn()
        finally:
            await self._close()
            if self._introduction is not None:
                self._introduction.cancel()

    async def once(self) -> None:
        """Answer everything that waits, and return; trouble is logged."""
        try:
            if not await self._ready():
                log.warning("Telegram: another process reads the updates; they are left to it")
                return
            while await self._poll(0):
                await self._queues.settled(self._pace.poll)
            if self._introduction is not None:
                await self._introduction
        except (TelegramError, TimeoutError, SendFailed, StoreBusy) as error:
            log.warning("Telegram: %s", self._diagnosis(error).words)
        finally:
            await self._close()

    async def _turn(self) -> None:
        try:
            if await self._ready():
                calm = self.trouble in ("", _CONFLICT)  # after other trouble a short poll shows at once that it is over
                await self._poll(self._pace.poll if calm else 0)
                self._well()
            else:
                self._say(_ELSEWHERE)
                await self._signals.wait("updates", self._pace.takeover)
        except (TelegramError, TimeoutError, SendFailed, StoreBusy) as error:
            await self._recover(error)

    async def _ready(self) -> bool:
        """Is the lease ours, and is everything known that is needed to read?"""
        if not await self._leases.acquire(LEASE, self._clock()):
            self._reading = False
            return False
        if not self._reading:
            await self._application.initialize()  # asks who the bot is; never undone: the platform owns the connections
            await self._recall()
            self._introduction = asyncio.create_task(self._introduce(), name="telegram profile")
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
            if self._handlers.concerns(update):
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
            await self._notebook.write(await self._key("offset"), mark.dumped(), self._clock())
        self._mark = self._noted = mark

    async def _key(self, what: str) -> str:
        return f"telegram:{what}:{(await self._platform.me()).id}"

    async def _recall(self) -> None:
        self._mark = self._noted = Bookmark.loaded(await self._notebook.read(await self._key("offset")))
        self._again = self._mark.left - self._queues.unfinished

    # --- the bot's own page ----------------------------------------------------------------------------------------

    async def _introduce(self) -> None:
        try:
            key = await self._key("profile")
            known = await self._notebook.read(key)
            shown = await self._platform.set_profile(self._profiles, known)
            if shown != known:
                await self._notebook.write(key, shown, self._clock())
        except (SendFailed, StoreBusy) as error:
            log.warning("Telegram: the bot's name and menu are not up to date: %s", error)

    # --- trouble ---------------------------------------------------------------------------------------------------

    async def _recover(self, error: Exception) -> None:
        """Say what is wrong, once; wait, longer each time; mend what can be mended."""
        trouble = self._diagnosis(error)
        self._say(trouble.words)
        self._failures += 1
        if isinstance(error, AnswerLost | TimeoutError):
            await self._platform.renew_reading()
        if isinstance(error, Conflict) and "webhook" in error.message.lower():
            await self._leave_webhook()
        jitter = random.random()  # noqa: S311 - no secret
        await self._signals.wait("updates", back_off(self._failures, trouble.base, trouble.most, jitter))

    async def _leave_webhook(self) -> None:
        try:
            await self._platform.bot.delete_webhook()
        except TelegramError as error:
            log.warning("Telegram: the webhook could not be removed: %s", error)

    def _diagnosis(self, error: Exception) -> _Trouble:
        pace = self._pace
        match error:
            case InvalidToken() | TokenRefused():
                return _Trouble(TOKEN_REFUSED, *pace.token)
            case Conflict() if "webhook" in error.message.lower():
                return _Trouble(_WEBHOOK, *pace.network)
            case Conflict():
                return _Trouble(_CONFLICT, *pace.conflict)
            case FloodWait():
                wait = max(error.seconds, pace.network[0])
                return _Trouble(f"updates cannot be read: {error}; trying again", wait, wait)
            case StoreBusy():
                return _Trouble(f"updates wait for the database: {error}", *pace.network)
            case TimeoutError():
                return _Trouble("updates cannot be read: no answer; trying again", *pace.network)
            case _:
                return _Trouble(f"updates cannot be read: {error}; trying again", *pace.network)

    def _say(self, words: str) -> None:
        if words != self.trouble:
            log.warning("Telegram: %s", words)
        self.trouble = words

    def _well(self) -> None:
        if self.trouble:
            log.info("Telegram: updates are read again")
        self.trouble, self._failures = "", 0


def _profiles(wording: Wording, site_name: str, language: str) -> Mapping[str, Profile]:
    """By language; "" (everybody else's) is the site's own."""

    def in_language(code: str) -> Profile:
        words = wording.words(code)
        name, description, short = profile(words, site_name)
        return Profile(name, description, short, commands(words))

    return {"": in_language(language)} | {code: in_language(code) for code in wording.languages}
