"""Hears what people do on Discord and what becomes of its servers: one process per token, watched by itself.

    lease → may we connect? → shards, as many as Discord asks for → interactions and events …

discord.py keeps each connection alive, resumes it where Discord lets it, and begins anew where not. This loop begins
all of it anew when that does not come about: when nobody is ready in time, or the library gives up.
"""

import asyncio
import hashlib
import json
import logging
from datetime import datetime, timedelta
from typing import Any, Final

import discord

from bot.adapters.discord.answering import Answering
from bot.adapters.discord.client import FAILURES, Client, NotReady, Pace
from bot.adapters.discord.commands import slash_commands
from bot.adapters.discord.events import Events
from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.discord.refusals import TOKEN_REFUSED, translated
from bot.domain.errors import SendFailed, StoreBusy, TokenRefused, TryLater
from bot.ports import Clock, Leases, Notebook, Signals, Wording
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
USED_UP: Final = (
    "this bot has connected as often as Discord allows in a day; waiting {minutes} minutes: does something restart it "
    "again and again?"
)
_UNAUTHORIZED: Final = 4004
_FINAL: Final = frozenset({_UNAUTHORIZED, 4010, 4012, 4013})  # close codes after which nothing gets better

log = logging.getLogger(__name__)


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
            except (SendFailed, StoreBusy, NotReady, *FAILURES) as error:
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
        shards, wait = await self._may_connect()
        if wait:
            await self._signals.wait("updates", wait)
            return
        await self._introduce()
        client = Client(self._answering, self._events, self._pace, self._platform.api.trace(), self._may_begin)
        connection = asyncio.create_task(client.start(self._token), name="discord gateway")
        try:
            await self._watch(client, connection, shards)
        finally:
            await self._end(client, connection)

    async def _end(self, client: Client, connection: "asyncio.Task[None]") -> None:
        """Hear nothing new, finish what is being answered, leave no connection behind."""
        connection.cancel()
        closing = asyncio.create_task(client.leave(self._pace.farewell), name="discord farewell")
        try:
            await self._answering.settled(self._pace.drain)
        finally:
            await asyncio.gather(connection, closing, return_exceptions=True)

    async def _watch(self, client: Client, connection: "asyncio.Task[None]", shards: int) -> None:
        loop, patience = asyncio.get_running_loop(), self._pace.ready + shards * self._pace.between
        by = loop.time() + patience
        while await self._holds_lease():
            if client.connected():
                self.last_success, by = self._clock(), loop.time() + patience
                self._troubles.well()
            elif loop.time() > by:
                raise NotReady("the gateway does not connect; beginning anew")
            await asyncio.wait((connection,), timeout=self._pace.glance)
            if connection.done():
                raise _why(connection)

    async def _holds_lease(self) -> bool:
        """Is the lease still ours? While nobody can say, nobody else can take it: what is connected stays so."""
        while True:
            try:
                return await self._leases.acquire(self._lease)
            except StoreBusy as error:
                await self._signals.wait("updates", self._troubles.pause(_diagnosis(error)))

    async def _may_connect(self) -> tuple[int, float]:
        """How many shards to begin, and the seconds to wait before. Discord lets a bot begin some 1,000 sessions a day,
        and then takes its token away."""
        shards, _, remaining, seconds = await self._platform.api.gateway()
        if remaining >= shards:
            return shards, 0.0
        self._troubles.say(USED_UP.format(minutes=max(1, round(seconds / 60))))
        return shards, max(1.0, seconds)

    async def _may_begin(self) -> None:
        """Before another session of a shard. Raises `NotReady` where there is none left."""
        _, _, remaining, _ = await self._platform.api.gateway()
        if remaining < 1:
            raise NotReady("there are no sessions left for today")

    async def _introduce(self) -> None:
        """Register the commands, where they have changed, and learn by which ids they open."""
        api, application = self._platform.api, await self._platform.api.login()
        key, mark = f"discord:commands:{application}", _mark(self._commands)
        known, *named = (await self._notebook.read(key)).split() or [""]
        if known != mark:
            made = await api.call(
                "PUT", "/applications/{application_id}/commands", self._commands, application_id=application
            )
            named = [f"{each['name']}:{each['id']}" for each in made]
            await self._notebook.write(key, " ".join((mark, *named)), self._clock())
            log.info("Discord: %d commands registered; to invite the bot: %s", len(self._commands), invite(application))
        api.commands = tuple((name, number) for name, _, number in (each.partition(":") for each in named))


def invite(application: str) -> str:
    """The address by which somebody who runs a server lets the bot in, with the rights that it needs."""
    return discord.utils.oauth_url(int(application), permissions=PERMISSIONS, scopes=("bot", "applications.commands"))


def _mark(commands: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()[:32]


def _why(connection: "asyncio.Task[None]") -> Exception:
    """What has ended a connection. What discord.py does not understand of its events must not end the bot."""
    error = connection.exception() if not connection.cancelled() else None
    if isinstance(error, (SendFailed, StoreBusy, NotReady, *FAILURES)):
        return error
    if error is not None:
        log.error("Discord: discord.py has failed", exc_info=error)
    return NotReady("the gateway closed the connection; beginning anew")


def _diagnosis(error: Exception) -> Trouble:
    if isinstance(error, StoreBusy):
        return Trouble(f"what people do waits for the database: {error}", *AT_A_NETWORK)
    if isinstance(error, NotReady):
        return Trouble(str(error), *AT_A_NETWORK)
    if isinstance(error, discord.ConnectionClosed) and error.code in _FINAL:
        words = TOKEN_REFUSED if error.code == _UNAUTHORIZED else f"the gateway refuses this bot ({error.code})"
        return Trouble(words, *AT_A_REFUSAL)
    failed = _failed(error)
    if isinstance(failed, TokenRefused):
        return Trouble(TOKEN_REFUSED, *AT_A_REFUSAL)
    words = f"the gateway cannot be reached: {failed}; trying again"
    if isinstance(failed, TryLater) and failed.retry_after:
        return Trouble(words, failed.retry_after, 2 * failed.retry_after)
    return Trouble(words, *AT_A_NETWORK)


def _failed(error: Exception) -> Exception:
    """In words of ours, where discord.py has none."""
    if isinstance(error, discord.DiscordException) and not isinstance(
        error, discord.HTTPException | discord.LoginFailure | discord.RateLimited
    ):
        return error
    return translated(error)
