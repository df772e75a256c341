"""What happens to the bot's servers and channels, for the addresses: they close, open and change their names.

| event | what follows |
| --- | --- |
| put out of a server | all its channels are closed |
| let in | those that had been closed by that are open again; the server is greeted in its system channel |
| there, at a connection | the same, and nobody is greeted |
| a channel or a thread is deleted | it is closed |
| a channel changes | its name and kind follow |
| a thread is opened again | so is its address |
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

import discord

from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.discord.speech import NAME, place_of
from bot.domain.errors import SendFailed
from bot.domain.model import Ask, Closed, Person, Place
from bot.ports import Addresses, Clock, Desk, Signals

NOBODY: Final = Person("")

log = logging.getLogger(__name__)


class Events:
    """Handlers of the gateway's events. Each may raise `StoreBusy` before it has done anything: then call it again."""

    def __init__(
        self, platform: DiscordPlatform, desk: Desk, addresses: Addresses, signals: Signals, clock: Clock
    ) -> None:
        self._platform, self._desk = platform, desk
        self._addresses, self._signals, self._clock = addresses, signals, clock

    async def removed(self, server: int) -> None:
        """The bot was put out of a server."""
        if closed := await self._addresses.leave(NAME, str(server), Closed.KICKED, self._clock()):
            log.info("Discord: put out of server %d; %d channels are closed", server, closed)

    async def there(self, server: int) -> None:
        """The bot is in this server."""
        if await self._addresses.rejoin(NAME, str(server)):
            self._signals.ring("outbox")

    async def joined(self, guild: discord.Guild) -> None:
        """The bot was let in."""
        await self.there(guild.id)
        channel, me = guild.system_channel, guild.me
        if channel is None or not _writes(channel.permissions_for(me)):
            return
        place = Place(NAME, str(channel.id), kind="group", title=channel.name, server=str(guild.id))
        reply = await self._desk.answer(Ask(place, NOBODY, "start"))
        try:
            for post in reply.posts:
                await self._platform.send(place, post, once=f"greeting:{guild.id}")
        except SendFailed as error:
            log.info("Discord: server %d could not be greeted: %s", guild.id, error)

    async def channel_gone(self, channel: int) -> None:
        """A channel was deleted, with its threads."""
        await self._addresses.close(NAME, str(channel), Closed.NOT_FOUND, self._clock())

    async def thread_gone(self, parent: int, thread: int) -> None:
        """A thread was deleted."""
        await self._addresses.close(NAME, str(parent), Closed.TOPIC_GONE, self._clock(), topic=str(thread))

    async def changed(self, channel: Any) -> None:
        """A channel has another name or kind."""
        told = {"id": channel.id, "type": channel.type.value, "name": channel.name}
        await self._refresh(place_of(told, str(channel.guild.id)))

    async def thread_changed(self, told: Mapping[str, Any]) -> None:
        """A thread has another name, or was locked or opened: as Discord tells of it."""
        state = told.get("thread_metadata") or {}
        await self._refresh(place_of(told), opened=not (state.get("archived") or state.get("locked")))

    async def _refresh(self, place: Place, *, opened: bool = False) -> None:
        known = await self._addresses.get(place)
        if known is None:
            return
        closed = known.status == "closed"
        if closed and opened and known.reason == Closed.TOPIC_GONE:
            await self._addresses.ensure(place)
            self._signals.ring("outbox")
        elif not closed and known.place != place:
            await self._addresses.ensure(place)


def _writes(granted: discord.Permissions) -> bool:
    return granted.view_channel and granted.send_messages and granted.embed_links
