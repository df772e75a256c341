"""Hears what people do on Discord and what becomes of its servers: one process per token, watched by itself.

    lease → may we connect? → shards, as many as Discord asks for → interactions and events …

discord.py keeps each connection alive, resumes it where Discord lets it, and begins anew where not. This loop begins
all of it anew when that does not come about: when nobody is ready in time, or the library gives up.
"""

import asyncio
import hashlib
import json
import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import discord

from bot.adapters.discord.answering import Answering
from bot.adapters.discord.commands import slash_commands
from bot.adapters.discord.events import Events
from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.discord.refusals import TOKEN_REFUSED, ServerTrouble, translated
from bot.domain.errors import SendFailed, StoreBusy, TokenRefused
from bot.ports import Clock, Leases, Notebook, Signals, Wording
from bot.services.patience import Patience
from bot.services.readiness import Reading
from bot.services.troubles import AT_A_NETWORK, AT_A_REFUSAL, ELSEWHERE, Trouble, Troubles

LEASE: Final = "updates:discord"  # and the bot's account
PERMISSIONS: Final = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    manage_webhooks=True,
    mention_everyone=True,
)
_FAILURES: Final = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, ServerTrouble)

log = logging.getLogger(__name__)


class NotReady(Exception):
    """The gateway is not connected."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds. `ready`: for all shards to connect; `heartbeat`: of silence, until a connection is given up;
    `glance`: between two looks at it; `drain`: for what is being answered at the end."""

    ready: float = 60.0
    heartbeat: float = 30.0
    glance: float = 2.0
    takeover: float = 3.0
    drain: float = 5.0


class DiscordGateway:
    """The loop. `operators`: are there any, who have commands of their own?"""

    def __init__(
        self,
        platform: DiscordPlatform,
        answering: Answering,
        events: Events,
        leases: Leases,
        notebook: Notebook,
        signals: Signals,
        clock: Clock,
        *,
        token: str,
        wording: Wording,
        language: str,
        operators: bool = False,
        pace: Pace | None = None,
    ) -> None:
        self._platform, self._answering, self._events = platform, answering, events
        self._leases, self._notebook, self._signals, self._clock = leases, notebook, signals, clock
        self._token, self._pace = token, pace or Pace()
        self._commands = slash_commands(wording, language, operators=operators)
        self._lease = f"{LEASE}:{platform.account}"
        self._troubles = Troubles("Discord", "the gateway is connected again")
        self.last_success: datetime | None = None

    def reading(self) -> Reading:
        """How it goes, for who asks whether this process is fit for work."""
        why, longest = self._troubles.words, timedelta(seconds=self._pace.glance + self._pace.heartbeat)
        return Reading(
            self.last_success, longest, why, why == TOKEN_REFUSED, why == ELSEWHERE, fine="the gateway is connected"
        )

    async def run(self) -> None:
        """Listen and answer for ever. What is being answered when it is cancelled is finished within `drain`."""
        while True:
            try:
                if await self._leases.acquire(self._lease):
                    await self._listen()
                else:
                    self._troubles.say(ELSEWHERE)
                    await self._signals.wait("updates", self._pace.takeover)
            except (SendFailed, StoreBusy, NotReady, *_FAILURES) as error:
                await self._signals.wait("updates", self._troubles.pause(_diagnosis(error)))

    async def once(self) -> None:
        """Nobody waits for an answer in cron mode; but the commands are kept as they should be."""
        try:
            await self._introduce()
        except (SendFailed, StoreBusy) as error:
            log.warning("Discord: the commands are not up to date: %s", error)

    # --- a connection ----------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        """Connect, and stay for as long as all goes well and the lease is ours."""
        await self._platform.api.login()
        await self._may_connect()
        await self._introduce()
        client = _Client(self._answering, self._events, self._pace.heartbeat)
        try:
            await client.login(self._token)
            connection = asyncio.create_task(client.connect(), name="discord gateway")
            try:
                await self._watch(client, connection)
            finally:
                connection.cancel()
                await self._answering.settled(self._pace.drain)
                await client.close()
                await asyncio.gather(connection, return_exceptions=True)
        finally:
            if not client.is_closed():
                await client.close()

    async def _watch(self, client: "_Client", connection: "asyncio.Task[None]") -> None:
        loop = asyncio.get_running_loop()
        by = loop.time() + self._pace.ready
        while await self._leases.acquire(self._lease):
            if client.connected():
                self.last_success, by = self._clock(), loop.time() + self._pace.ready
                self._troubles.well()
            elif loop.time() > by:
                raise NotReady("the gateway does not connect; beginning anew")
            await asyncio.wait((connection,), timeout=self._pace.glance)
            if connection.done():
                connection.result()
                raise NotReady("the gateway closed the connection; beginning anew")

    async def _may_connect(self) -> None:
        """Discord lets a bot begin a connection some 1,000 times a day, and then revokes its token."""
        shards, _, remaining, seconds = await self._platform.api.gateway()
        if remaining < shards:
            self._troubles.say(
                f"this bot has connected as often as Discord allows in a day; waiting {seconds / 60:.0f} minutes: does "
                "something restart it again and again?"
            )
            await asyncio.sleep(seconds)

    async def _introduce(self) -> None:
        """Register the commands, where they have changed."""
        application = await self._platform.api.login()
        key, mark = f"discord:commands:{application}", _mark(self._commands)
        if await self._notebook.read(key) != mark:
            await self._platform.api.call(
                "PUT", "/applications/{application_id}/commands", self._commands, application_id=application
            )
            await self._notebook.write(key, mark, self._clock())
            log.info("Discord: %d commands registered; to invite the bot: %s", len(self._commands), invite(application))


class _Client(discord.AutoShardedClient):
    """discord.py's client, with no cache but what its servers are, and every event handed on."""

    def __init__(self, answering: Answering, events: Events, heartbeat: float) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            heartbeat_timeout=heartbeat,
            shard_connect_timeout=heartbeat,
            enable_debug_events=False,
        )
        self._answering = answering
        self._events = events
        self._patiently = Patience(random.random)

    def connected(self) -> bool:
        """Are all shards there and heard of?"""
        return self.is_ready() and all(not shard.is_closed() for shard in self.shards.values())

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody asks."""
        await self._answering(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Let into a server."""
        await self._patiently(self._events.joined, guild)

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

    async def on_thread_update(self, before: object, after: discord.Thread) -> None:
        """A thread has changed."""
        await self._patiently(self._events.changed, after)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """The boundary of every event: the next one is not this one's fault."""
        log.exception("Discord: %s could not be followed", event_method)


def invite(application: str) -> str:
    """The address by which somebody who runs a server lets the bot in, with the rights that it needs."""
    return discord.utils.oauth_url(int(application), permissions=PERMISSIONS, scopes=("bot", "applications.commands"))


def _mark(commands: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()[:32]


def _diagnosis(error: Exception) -> Trouble:
    if isinstance(error, StoreBusy):
        return Trouble(f"what people do waits for the database: {error}", *AT_A_NETWORK)
    if isinstance(error, NotReady):
        return Trouble(str(error), *AT_A_NETWORK)
    failed = _failed(error)
    if isinstance(failed, TokenRefused):
        return Trouble(TOKEN_REFUSED, *AT_A_REFUSAL)
    return Trouble(f"the gateway cannot be reached: {failed}; trying again", *AT_A_NETWORK)


def _failed(error: Exception) -> Exception:
    """In words of ours, where discord.py has none."""
    if isinstance(error, discord.DiscordException) and not isinstance(
        error, discord.HTTPException | discord.LoginFailure | discord.RateLimited
    ):
        return error
    return translated(error)
