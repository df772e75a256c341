"""How updates are answered, whether they are polled or pushed; and the bot's own page, which goes with them."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final

from telegram import Update
from telegram.ext import Application

from bot.adapters.telegram import inline
from bot.adapters.telegram.handlers import Handlers
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.telegram.profile import Profile
from bot.adapters.telegram.replies import Turn
from bot.domain.errors import SendFailed, StoreBusy
from bot.ports import Addresses, Clock, Desk, Notebook, Signals, Wording
from bot.services.desk import commands, profile
from bot.services.desk.news_desk import COMMANDS, FOR_OPERATORS

log = logging.getLogger(__name__)

_BOT: Final = "telegram:bot"  # a note: whose chats these are
_ANOTHER: Final = (
    "this database's chats are those of another bot ({bot}): stop that one, if this is its successor, which private "
    "chats have to start; else give this one a database of its own"
)


class Answering:
    """`language` is that of people whose own has no catalogue; `turn` is waited for before each answer."""

    def __init__(
        self,
        platform: TelegramPlatform,
        desk: Desk,
        addresses: Addresses,
        notebook: Notebook,
        signals: Signals,
        clock: Clock,
        *,
        wording: Wording,
        site_name: str,
        language: str,
        turn: Turn,
    ) -> None:
        self.platform, self.notebook, self.signals, self.clock = platform, notebook, signals, clock
        self._profiles = _profiles(wording, site_name, language)
        self._application: Application[Any, Any, Any, Any, Any, Any] = (
            Application.builder().bot(platform.bot).updater(None).job_queue(None).build()
        )
        known = {*COMMANDS, *FOR_OPERATORS}
        self._handlers = Handlers(platform, desk, addresses, signals, clock, known, turn)
        self._handlers.install(self._application)
        self._introduction: asyncio.Task[None] | None = None
        self._told_inline = False

    async def initialize(self) -> None:
        """Ask who the bot is: nothing can be answered before. Never undone: the platform owns the connections.

        Raises `TelegramError`, `SendFailed` and `StoreBusy`.
        """
        await self._application.initialize()
        bot, before = self.platform.account, await self.notebook.read(_BOT)
        if before != bot:
            if before:
                log.warning("Telegram: %s", _ANOTHER.format(bot=before))
            await self.notebook.write(_BOT, bot, self.clock())
        me = await self.platform.me()
        if not (me.inline or self._told_inline):
            self._told_inline = True
            log.info("Telegram: %s; to let people, %s", inline.OFF.format(name=me.username), inline.SWITCH_ON)

    def concerns(self, update: Update) -> bool:
        """Can it have any effect?"""
        return self._handlers.concerns(update)

    async def answer(self, update: Update) -> None:
        """Have it answered; what goes wrong is logged."""
        await self._application.process_update(update)

    async def key(self, what: str) -> str:
        """Of a note about this bot."""
        return f"telegram:{what}:{(await self.platform.me()).id}"

    # --- the bot's own page ----------------------------------------------------------------------------------------

    def introduce(self) -> None:
        """Begin to set its name, descriptions and menus, where they have changed."""
        self._introduction = asyncio.create_task(self._introduce(), name="telegram profile")

    async def introduced(self) -> None:
        """Wait until that is done."""
        if self._introduction is not None:
            await self._introduction

    def leave(self) -> None:
        """Stop what has begun."""
        if self._introduction is not None:
            self._introduction.cancel()

    async def _introduce(self) -> None:
        try:
            key = await self.key("profile")
            known = await self.notebook.read(key)
            shown = await self.platform.set_profile(self._profiles, known)
            if shown != known:
                await self.notebook.write(key, shown, self.clock())
        except (SendFailed, StoreBusy) as error:
            log.warning("Telegram: the bot's name and menu are not up to date: %s", error)


def _profiles(wording: Wording, site_name: str, language: str) -> Mapping[str, Profile]:
    """By language; "" (everybody else's) is the site's own."""

    def in_language(code: str) -> Profile:
        words = wording.words(code)
        name, description, short = profile(words, site_name)
        return Profile(name, description, short, commands(words))

    return {"": in_language(language)} | {code: in_language(code) for code in wording.languages}
