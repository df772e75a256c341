"""Has what Telegram pushes answered: in any number of processes, of which one keeps the webhook set and watched.

    POST → begun before? → the chat's queue → answered → 200        (not within `patience`: 200, and answered later)

Telegram pushes one chat's messages one after the other, and one that was not answered with 2xx again, later and later.
So order within a chat is kept by Telegram across processes, and by the queue within one; an update that is pushed twice
is answered once (`marks.py`). What waits when the loop is cancelled is finished within `drain`; the mark of what cannot
be is taken back, so that another process answers, where Telegram has not been told that it is taken.
"""

import asyncio
import hashlib
import hmac
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from telegram import Update, WebhookInfo
from telegram.error import BadRequest, TelegramError

from bot.adapters.telegram.answering import Answering
from bot.adapters.telegram.handlers import ALLOWED_UPDATES, is_essential
from bot.adapters.telegram.marks import Marks
from bot.adapters.telegram.queues import ChatQueues
from bot.adapters.telegram.refusals import TOKEN_REFUSED
from bot.adapters.telegram.trouble import diagnosis
from bot.adapters.telegram.updates import LEASE
from bot.domain.errors import SendFailed, StoreBusy
from bot.domain.text import cut_at_word
from bot.ports import Leases, Taken
from bot.services.readiness import Reading
from bot.services.troubles import AT_A_REFUSAL, Trouble, Troubles

log = logging.getLogger(__name__)

CONNECTIONS: Final = 40  # at once, as Telegram's default
RECENT: Final = timedelta(minutes=3)  # Telegram tries again at least once a minute
SHOWN: Final = 150  # UTF-16 units of Telegram's words
_KEEPER: Final = "this process keeps the webhook, and answers what is pushed"
_FOLLOWER: Final = "another process keeps the webhook; this one answers what is pushed as well, and waits to take over"
_CHANGED: Final = (
    "another program has changed this bot's webhook, which is set again: stop that program, or revoke the token with "
    "@BotFather"
)


@dataclass(frozen=True, slots=True)
class WebhookPace:
    """Times in seconds. `patience`: for an answer, until Telegram is told that it is taken."""

    watch: float = 60.0
    takeover: float = 3.0
    patience: float = 10.0
    drain: float = 5.0


class TelegramWebhook:
    """The port `Hook`, and the loop beside it. `url` is where Telegram reaches the web part, `secret` what it says."""

    def __init__(
        self, answering: Answering, leases: Leases, *, url: str, secret: str, pace: WebhookPace | None = None
    ) -> None:
        self._answering, self._leases, self._pace = answering, leases, pace or WebhookPace()
        self._platform, self._notebook = answering.platform, answering.notebook
        self._signals, self._clock = answering.signals, answering.clock
        self._url, self._secret = url, secret
        self._lease = f"{LEASE}:{self._platform.account}"
        self._queues = ChatQueues(self._answer, is_essential)
        self._underway: dict[int, asyncio.Future[None]] = {}  # as many as wait in the queues
        self._marks = Marks(answering)
        self._open = self._set = False
        self._keeper: bool | None = None  # not known yet
        self._troubles = Troubles("Telegram", "updates are pushed again")
        self._failing = False  # Telegram cannot push
        self.last_update: datetime | None = None
        self.last_success: datetime | None = None

    def reading(self) -> Reading:
        """How it goes, for who asks whether this process is fit for work."""
        words = "updates are pushed" if self._keeper else "updates are pushed; another process keeps the webhook"
        longest, why = timedelta(seconds=2 * self._pace.watch), self._troubles.words
        refused = why == TOKEN_REFUSED or self._failing
        return Reading(self.last_success, longest, why, refused, fine=words)

    # --- what is pushed --------------------------------------------------------------------------------------------

    def knows(self, secret: str) -> bool:
        """See the port."""
        return hmac.compare_digest(secret.encode(errors="replace"), self._secret.encode())

    async def take(self, body: bytes) -> Taken:
        """See the port."""
        raw = _document(body)
        if raw is None:
            return "malformed"
        if not self._open or self._queues.full:
            return "busy"
        self.last_update = self._clock()
        update = self._platform.understood(raw)
        if update is None or not self._answering.concerns(update):
            return "taken"
        if update.inline_query is not None:  # good for seconds, and twice does no harm: no mark is worth its writes
            self._queues.put(update)
            return "taken"
        try:
            return await self._once(update)
        except StoreBusy as error:
            log.warning("Telegram: an update waits for the database: %s", error)
            return "busy"

    async def _once(self, update: Update) -> Taken:
        number = update.update_id
        if number not in self._underway:
            if (before := await self._marks.begin(number)) is not None:
                return before
            self._underway[number] = asyncio.get_running_loop().create_future()
            if not self._open:
                await self._give_up(number)
            elif not self._queues.put(update):  # dropped: its chat floods
                await self._end(number)
                return "taken"
        finished = self._underway.get(number)
        if finished is None:
            return "busy"
        await asyncio.wait({finished}, timeout=self._pace.patience)
        return "busy" if finished.cancelled() else "taken"

    async def _answer(self, update: Update) -> None:
        await self._answering.answer(update)
        if update.inline_query is None:
            await self._end(update.update_id)

    async def _end(self, number: int) -> None:
        finished = self._underway.pop(number)
        try:
            await self._marks.done(number)
        except StoreBusy as error:
            log.warning("Telegram: that update %s was answered could not be noted: %s", number, error)
        finally:
            finished.set_result(None)

    # --- the loop --------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Keep the webhook set for ever. What is being answered when it is cancelled is finished within `drain`."""
        try:
            while True:
                await self._turn()
        finally:
            await self._close()
            self._answering.leave()

    async def once(self) -> None:
        """Nothing: what is pushed, is pushed to who stays."""

    async def _turn(self) -> None:
        try:
            await self._ready()
            await self._keep()
            await self._marks.forget(keeper=bool(self._keeper))
        except (TelegramError, TimeoutError, SendFailed, StoreBusy) as error:
            await self._signals.wait("updates", self._troubles.pause(_diagnosis(error)))
        else:
            await self._signals.wait("updates", self._pace.watch if self._keeper else self._pace.takeover)

    async def _ready(self) -> None:
        if not self._open:
            await self._answering.initialize()
            await self._marks.recall()
            self._open = True

    async def _keep(self) -> None:
        """Set and look after the webhook, if that is this process's part."""
        keeper = await self._leases.acquire(self._lease)
        if keeper != self._keeper:
            log.info("Telegram: %s", _KEEPER if keeper else _FOLLOWER)
            self._keeper, self._set, self._failing = keeper, False, False
            if keeper:
                self._answering.introduce()
        if keeper:
            await self._watch(await self._platform.bot.get_webhook_info())
        else:
            self._troubles.well()
        self.last_success = self._clock()

    async def _watch(self, told: WebhookInfo) -> None:
        trouble, changed = self._undelivered(told), not self._is_ours(told)
        if changed or not (self._set or await self._has_our_secret()):
            await self._platform.bot.set_webhook(**self._wanted())
            await self._notebook.write(await self._answering.key("webhook"), self._fingerprint(), self._clock())
        if changed and self._set:
            trouble = _CHANGED
        self._set, self._failing = True, bool(trouble)
        if trouble:
            self._troubles.say(trouble)
        else:
            self._troubles.well()

    async def _has_our_secret(self) -> bool:
        """Telegram does not tell, so what it was last given is noted."""
        return await self._notebook.read(await self._answering.key("webhook")) == self._fingerprint()

    def _wanted(self) -> dict[str, Any]:
        return {
            "url": self._url,
            "secret_token": self._secret,
            "max_connections": CONNECTIONS,
            "allowed_updates": list(ALLOWED_UPDATES),
            "drop_pending_updates": False,
        }

    def _is_ours(self, told: WebhookInfo) -> bool:
        kinds = set(told.allowed_updates or ())
        return (told.url, told.max_connections, kinds) == (self._url, CONNECTIONS, set(ALLOWED_UPDATES))

    def _fingerprint(self) -> str:
        return hashlib.sha256(f"{self._url} {self._secret}".encode()).hexdigest()[:32]

    def _undelivered(self, told: WebhookInfo) -> str:
        """Why Telegram cannot push just now; "" if it can, as far as it says."""
        when, waiting = told.last_error_date, told.pending_update_count
        if when is None or not waiting or when < self._clock() - RECENT:
            return ""
        if self.last_update is not None and self.last_update > when:
            return ""
        words = cut_at_word(" ".join((told.last_error_message or "no reason given").split()), SHOWN)
        host = urlsplit(self._url).hostname
        return f"updates cannot be pushed to {host} ({waiting} wait): {words}; see that it leads to the web part"

    # --- the end ---------------------------------------------------------------------------------------------------

    async def _close(self) -> None:
        """Finish what has begun, and tell what could not be finished."""
        self._open = False
        await self._queues.settled(self._pace.drain)
        await self._queues.stop()
        await self._give_up(*self._underway)

    async def _give_up(self, *left: int) -> None:
        for number in left:
            self._underway.pop(number).cancel()
        try:
            for number in left:
                await self._marks.undo(number)
        except StoreBusy:
            pass  # the marks lapse
        if left:
            log.warning("Telegram: %d updates were left unanswered", len(left))


def _document(body: bytes) -> dict[str, Any] | None:
    """An update's JSON; None if it is none."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) and type(raw.get("update_id")) is int else None


def _diagnosis(error: Exception) -> Trouble:
    if isinstance(error, BadRequest):
        words = cut_at_word(error.message, SHOWN)
        return Trouble(
            f"the webhook is refused: {words}; look at telegram.webhook_url or web.public_url", *AT_A_REFUSAL
        )
    return diagnosis(error)
