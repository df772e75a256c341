"""Discord's REST API through discord.py's own HTTP client, which keeps to the limits that its answers tell of.

It is pointed at a stand-in by `Route.BASE` and at its gateway by `DiscordWebSocket.DEFAULT_GATEWAY`: both are the
library's, for the whole process, which has one bot.

discord.py repeats a request that met a 5xx and sleeps through a 429. Here it repeats nothing, and sleeps for `PATIENCE`
at most: what failed is told, so that the courier decides, and a chat that has to wait keeps no slot from the others.
"""

import asyncio
import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route
from yarl import URL

from bot.adapters.discord.budget import InvalidRequests
from bot.adapters.discord.limits import PATIENCE, LimitedClient
from bot.adapters.discord.markdown import Commands
from bot.adapters.discord.refusals import NOT_DISCORD, SPAM, SPAMMER, ServerTrouble, code_of, translated
from bot.adapters.discord.uploads import multipart
from bot.domain.errors import Doubtful, NotSent, TryLater

TIMEOUT: Final = 30.0  # seconds for one request
CLOUDFLARE: Final = 120.0  # seconds without requests, once the address is banned and nobody says for how long
NO_QUERY: Final[Mapping[str, str]] = MappingProxyType({})

_Json = dict[str, Any]
_log = logging.getLogger(__name__)


class Api:
    """Requests of one bot. As a context manager it owns the connections; entering it asks nothing of Discord."""

    def __init__(self, token: str, base_url: str) -> None:
        self._token = token
        self._http: HTTPClient | None = None
        self._opening: asyncio.Task[HTTPClient] | None = None
        self._invalid = InvalidRequests()
        self._flagged = False  # as a spammer, which is said once
        self._quiet_until = 0.0  # by the event loop's time
        self.me: Mapping[str, Any] = {}  # the bot's user, once known
        self.commands: Commands = ()  # those that are registered, once known
        Route.BASE = base_url.rstrip("/")

    async def close(self) -> None:
        """End the connections."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.wait((self._opening,))
        if self._http is not None:
            await self._http.close()

    async def login(self) -> str:
        """Who the bot is: its id, which is that of its application. Asked once. Raises a branch of `SendFailed`."""
        await self._ready()
        return str(self.me["id"])

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        picture: bytes = b"",
        query: Mapping[str, str] = NO_QUERY,
        **ids: Any,
    ) -> Any:
        """Call `path`, in which `ids` stand in braces, with `body` as JSON, and with a picture that it speaks of as
        `attachment://name`. What differs from call to call belongs into `ids` or `query`, not into the path: discord.py
        keeps something for each. Raises a branch of `SendFailed`."""
        sent: _Json = multipart(body, picture) if picture else {} if body is None else {"json": body}
        return await self._call(Route(method, path, **ids), sent | ({"params": query} if query else {}))

    async def _call(self, route: Route, wanted: _Json) -> Any:
        try:
            http = await self._ready()
            await self._admit()
            async with asyncio.timeout(TIMEOUT):
                return await http.request(route, **wanted)
        except Exception as error:  # told apart there; what is a bug is raised on
            failed = translated(error)
            if code_of(error) == SPAMMER and not self._flagged:
                self._flagged = True
                _log.warning(SPAM)
            if isinstance(failed, Doubtful) and route.method == "GET":
                failed = TryLater(str(failed))  # nothing was to be changed
            raise failed from error

    async def gateway(self) -> tuple[int, str, int, float]:
        """How many shards are asked for, where they connect to, how many more times they may today, and the seconds
        until that begins anew. Raises a branch of `SendFailed`."""
        told = await self.call("GET", "/gateway/bot")
        url, limit = str(told["url"]), told["session_start_limit"]
        DiscordWebSocket.DEFAULT_GATEWAY = URL(url)
        return int(told["shards"]), url, int(limit["remaining"]), limit["reset_after"] / 1000

    # --- the library's client --------------------------------------------------------------------------------------

    async def _ready(self) -> HTTPClient:
        """The client, logged in. All who wait for that share one try, and what becomes of it."""
        if self._http is not None:
            return self._http
        if self._opening is None:
            self._opening = asyncio.create_task(self._open(), name="discord login")
            self._opening.add_done_callback(self._opened)
        return await asyncio.shield(self._opening)

    def _opened(self, task: "asyncio.Task[HTTPClient]") -> None:
        self._opening = None
        if not task.cancelled() and not task.exception():  # which nobody else may ask for
            self._http = task.result()

    async def _open(self) -> HTTPClient:
        await self._admit()
        http = LimitedClient(asyncio.get_running_loop(), http_trace=self.trace())
        try:
            async with asyncio.timeout(TIMEOUT):
                self.me = dict(await http.static_login(self._token))
        except BaseException as error:
            await http.close()
            if isinstance(error, Exception):
                failed = translated(error)
                raise (NotSent(str(failed)) if isinstance(failed, Doubtful) else failed) from error
            raise
        return http

    async def _admit(self) -> None:
        """Wait for a short silence to be over. Raises `NotSent` in a long one."""
        now = asyncio.get_running_loop().time()
        if (wait := self._quiet_until - now) > PATIENCE:
            raise NotSent(f"Discord wants no requests at all; nothing is sent for {wait:.0f} s")
        if wait > 0:
            await asyncio.sleep(wait)
        if wait := self._invalid.wait(now):
            raise NotSent(
                f"Discord has refused so many requests that it would ban this machine; nothing is sent for {wait:.0f} s"
            )

    # --- what all answers tell -------------------------------------------------------------------------------------

    def trace(self) -> aiohttp.TraceConfig:
        """For each client of this bot: its answers are looked at here before discord.py acts on them."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._answered)
        return trace

    async def _answered(
        self, session: aiohttp.ClientSession, context: object, answer: aiohttp.TraceRequestEndParams
    ) -> None:
        """Count what is refused; keep discord.py from repeating what Discord could not do, from sleeping for long, and
        from going on where Discord, or Cloudflare before it (whose answers lack `Via`), wants no requests at all."""
        if not str(answer.url).startswith(Route.BASE):
            return  # the gateway
        response, now = answer.response, asyncio.get_running_loop().time()
        status, headers = response.status, response.headers
        scope = headers.get("X-RateLimit-Scope", "")
        self._invalid.count(status, scope, now)
        if status == 429 and (scope == "global" or not headers.get("Via")):
            self._quiet_until = max(self._quiet_until, now + _seconds(headers.get("Retry-After")))
            response.release()
            raise NotSent("Discord wants no requests at all for a while: there were too many")
        if status == 429 and scope != "shared" and (wait := _seconds(headers.get("Retry-After"))) > PATIENCE:
            response.release()  # of a shared one only the body tells how long
            raise discord.RateLimited(wait)
        if status >= 500:
            response.release()
            raise ServerTrouble(f"HTTP {status}")
        if status < 300 and status != 204 and response.content_type != "application/json":
            response.release()
            raise NotSent(f"Discord: HTTP {status} with {response.content_type}: {NOT_DISCORD}")


def _seconds(text: str | None) -> float:
    try:
        return float(text or "")
    except ValueError:
        return CLOUDFLARE
