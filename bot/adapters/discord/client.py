"""discord.py's client of the gateway: what it hears is handed on, and it begins no more sessions than it may.

It keeps nothing but what the bot's servers are. Its log is kept silent (`cli.logs`): what it comes to is said by
`gateway`, and in its own words there are tokens.
"""

import asyncio
import logging
import random
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import aiohttp
import discord
from discord.gateway import KeepAliveHandler

from bot.adapters.discord.answering import Answering
from bot.adapters.discord.events import Events
from bot.adapters.discord.refusals import ServerTrouble
from bot.services.patience import Patience

FAILURES: Final = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, ServerTrouble)

log = logging.getLogger(__name__)


class NotReady(Exception):
    """The gateway is not connected."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds. `ready`: for the first shard to connect; `between`: two shards of one bot; `servers`: after
    the last of a shard's servers was told of; `heartbeat`: of silence, until a connection is given up (Discord itself
    may be silent for 41); `glance`: between two looks at it; `drain`: for what is being answered at the end;
    `farewell`: for closing the connection."""

    ready: float = 60.0
    between: float = 5.0
    servers: float = 0.5
    heartbeat: float = 60.0
    glance: float = 2.0
    takeover: float = 3.0
    drain: float = 5.0
    farewell: float = 2.0


class Client(discord.AutoShardedClient):
    """discord.py's client, with no cache but what its servers are, and every event handed on. `may_begin` is asked
    before a shard begins another session."""

    def __init__(
        self,
        answering: Answering,
        events: Events,
        pace: Pace,
        trace: aiohttp.TraceConfig,
        may_begin: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=pace.servers,
            allowed_mentions=discord.AllowedMentions.none(),
            heartbeat_timeout=pace.heartbeat,
            shard_connect_timeout=pace.heartbeat,
            enable_debug_events=False,
            http_trace=trace,
            max_ratelimit_timeout=pace.ready,
        )
        self._answering, self._events, self._may_begin = answering, events, may_begin
        self._between = pace.between
        self._patiently = Patience(random.random)
        self._begun: set[int] = set()  # shards that have had a session
        self._heard: set[int] = set()  # shards whose session goes on
        self._connections: list[aiohttp.ClientResponse] = []
        trace.on_request_end.append(self._connects)

    def connected(self) -> bool:
        """Are all shards there and heard of?"""
        return len(self._heard) == self.shard_count and not any(each.is_closed() for each in self.shards.values())

    async def leave(self, seconds: float) -> None:
        """Close all connections: with a farewell, which may take so long."""
        closing = asyncio.create_task(self.close(), name="discord closing")
        if not (await asyncio.wait((closing,), timeout=seconds))[0]:
            await self.http.close()  # cuts what does not answer: so the rest comes to its end
        await asyncio.gather(closing, return_exceptions=True)
        for connection in self._connections:
            connection.close()
        for thread in threading.enumerate():  # discord.py forgets that of a connection which it has not finished
            if isinstance(thread, KeepAliveHandler) and thread.ws._connection is self._connection:
                thread.stop()

    async def _connects(
        self, session: aiohttp.ClientSession, context: object, answer: aiohttp.TraceRequestEndParams
    ) -> None:
        """Keep the connections, since aiohttp leaves those open that are cut, and discord.py those it has not
        finished; close what is cut."""
        if answer.response.status != HTTPStatus.SWITCHING_PROTOCOLS:
            return
        for each in self._connections:
            if each.connection is not None and each.connection.transport is None:
                each.close()
        self._connections = [each for each in self._connections if each.connection is not None] + [answer.response]

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """A session is about to be begun, of which there are few."""
        if not initial:
            await asyncio.sleep(self._between)
        if shard_id in self._begun:
            await self._may_begin()
        self._begun.add(shard_id or 0)

    async def on_shard_ready(self, shard: int) -> None:
        """A session has begun, and its servers are known: what else comes is new."""
        self._heard.add(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """It goes on over another connection."""
        self._heard.add(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        """The connection is lost."""
        self._heard.discard(shard)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody asks."""
        await self._answering(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Let into a server."""
        await self._patiently(self._events.joined, guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server that the bot is in, as it finds when it connects."""
        await self._patiently(self._events.there, guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Put out of one."""
        await self._patiently(self._events.removed, guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is no more."""
        await self._patiently(self._events.channel_gone, channel.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread is no more."""
        await self._patiently(self._events.thread_gone, payload.parent_id, payload.thread_id)

    async def on_guild_channel_update(self, before: object, after: discord.abc.GuildChannel) -> None:
        """A channel has changed."""
        await self._patiently(self._events.changed, after)

    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """A thread has changed: archived ones too, of which discord.py keeps nothing."""
        await self._patiently(self._events.thread_changed, payload.data)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """The boundary of every event: the next one is not this one's fault."""
        log.exception("Discord: %s could not be followed", event_method)
