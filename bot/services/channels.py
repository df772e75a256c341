"""What no platform tells by itself, asked now and then: what channels are called, what they are, and where the bot may
write again.

A post with buttons takes away its comments (`domain.post`), so a channel that gets a discussion later has to be known
as one that has.
"""

import asyncio
import logging
from dataclasses import replace

from bot.domain.errors import SendFailed, StoreBusy
from bot.domain.model import Place
from bot.ports import Addresses, Directory

PAUSE = 300.0  # seconds between two rounds
GAP = 0.2  # seconds between two questions: what people say and get comes first
PAGE = 100  # channels read at once

_log = logging.getLogger(__name__)


class Channels:
    """Keeps a platform's active channels as the platform has them (title, username, comments, shape), and opens chats
    that were closed for want of rights: a group's own permissions change without a word to its bots."""

    def __init__(self, *, platform: str, addresses: Addresses, directory: Directory) -> None:
        self._platform = platform
        self._addresses = addresses
        self._directory = directory

    async def run(self) -> None:
        """For ever."""
        while True:
            await self.once()
            await asyncio.sleep(PAUSE)

    async def once(self) -> None:
        """Ask about each channel. Trouble ends the round: the next one will do."""
        try:
            await self._round()
        except (SendFailed, StoreBusy) as error:
            _log.info("channels are not looked up for now: %s", error)

    async def _round(self) -> None:
        after = ""
        while page := await self._addresses.channels(self._platform, PAGE, after=after):
            for place in page:
                await self._refresh(place)
                await asyncio.sleep(GAP)
            after = page[-1].chat
        last: Place | None = None
        while page := await self._addresses.muted(self._platform, PAGE, after=last):
            for place in page:
                if await self._directory.may_post(place):
                    topic = place.topic if place.server else None  # else the chat's rights are its topics'
                    await self._addresses.reopen(place.platform, place.chat, topic=topic)
                await asyncio.sleep(GAP)
            last = page[-1]

    async def _refresh(self, place: Place) -> None:
        found = await self._directory.look_up(place.platform, place.chat)
        if found is None or found.chat != place.chat:
            return
        known = await self._addresses.get(place)
        if known is None or known.status != "active":
            return  # forgotten or closed meanwhile: `ensure` would bring it back
        now = replace(
            known.place,
            title=found.title or known.place.title,
            username=found.username or known.place.username,
            comments=found.comments,
            server=found.server or known.place.server,
            shape=found.shape,
        )
        if now != known.place:
            await self._addresses.ensure(now)
