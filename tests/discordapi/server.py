"""The HTTP side: `/api/v10/...` and the gateway at `/gateway`, on loopback.

    request → token → body → faults → limits → method → latency → answer

A method is a plain function from a call to a reply; whatever it accepts is accepted at once, and `latency` only delays
the answer. So a client that dies waiting has still sent.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple, Self

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler

from bot.demo.botapi.answering import CUT, cut
from tests.discordapi import calls
from tests.discordapi.answering import answer, bad_gateway, cloudflare, half, refuse
from tests.discordapi.control import Control
from tests.discordapi.errors import NO_METHOD, UNAUTHORIZED, ApiError, TooMany, refusal
from tests.discordapi.faults import LOSING, Fault, FaultKind, Faults, Scope
from tests.discordapi.limits import Limits
from tests.discordapi.people import People
from tests.discordapi.routes import Route, Routes
from tests.discordapi.world import TOKEN

API = "/api/v10"
BODY_BYTES = 32 * 1024 * 1024
INVALID = frozenset({401, 403, 429})  # "Rate Limits" (Invalid Request Limit)


class Called(NamedTuple):
    """One call of the bot as it came in. `status` is HTTP's; 0: the connection was cut, or never answered.

    `route` is the template of its path; `code` the JSON error code, or the kind of the fault that struck; `body` what
    came as JSON.
    """

    time: float
    method: str
    route: str
    path: str
    channel: int | None
    status: int
    code: int | str
    body: Any


class DiscordApi(People):
    """A strict stand-in for Discord, in this process: `async with DiscordApi() as api: ... api.base_url`.

    Give `api.base_url` where `https://discord.com/api/v10` would stand, `api.gateway_url` for the gateway, and
    `api.token` as the token.

    - `latency`: seconds before every answer; `limits`: see `limits.Limits`; `clock`: Unix seconds, for ids, windows,
      expiry and dates; `shards`: how many the gateway recommends; `heartbeat`: seconds between heartbeats.
    - `max_calls`, `max_messages` bound what is kept; the counters go on (`counts`, `accepted`).
    - `calls`: what the bot called, oldest first; `counts`: the number of calls by "METHOD /route/{template}".
    - `invalid`: answers that count towards a ban: 401, 403, and 429 of a scope other than shared.
    - `webhook_404s`: repeated calls to webhooks that had already answered 404.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        latency: float = 0.0,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        shards: int = 1,
        heartbeat: float = 41.25,
        max_calls: int = 50_000,
        max_messages: int = 100_000,
    ) -> None:
        limits = limits or Limits.off()
        super().__init__(
            token=token, clock=clock, limits=limits, max_messages=max_messages, shards=shards, heartbeat=heartbeat
        )
        self.host, self.port, self.latency = host, port, latency
        self.faults = Faults()
        self.calls: deque[Called] = deque(maxlen=max_calls)
        self.counts: Counter[str] = Counter()
        self.invalid = 0
        self.unheard = 0  # messages accepted whose answer a fault withheld
        self._routes = Routes(self)
        self._control = Control(self)
        self._runner: web.ServerRunner | None = None

    # --- running -----------------------------------------------------------------------------------------

    @property
    def base_url(self) -> str:
        """What stands for `https://discord.com/api/v10`."""
        return f"http://{self.host}:{self.port}{API}"

    @property
    def gateway_url(self) -> str:
        """What stands for `wss://gateway.discord.gg/`."""
        return f"ws://{self.host}:{self.port}/gateway"

    @property
    def webhook_404s(self) -> int:
        return self._routes.webhooks.gone.total()

    async def __aenter__(self) -> Self:
        server = web.Server(self._handle, request_factory=_request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port, backlog=1024)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.gateway.url = self.gateway_url
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def fail(
        self,
        kind: FaultKind,
        *,
        times: int | None = 1,
        method: str = "",
        path: str = "",
        channel: int | None = None,
        seconds: float = 0.0,
        status: int = 400,
        code: int = 0,
        message: str = "",
        share: float = 1.0,
        up_to: float = 0.0,
        scope: Scope = "user",
    ) -> Fault:
        """Let the next `times` calls (None: all, until `faults.clear()`) that match fail as `Fault` says."""
        fault = Fault(kind, times, method, path, channel, seconds, status, code, message, share, up_to, scope)
        return self.faults.add(fault)

    # --- a request ---------------------------------------------------------------------------------------

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/control/"):
            return await self._control.handle(request)
        if wait := self.meter.wait("invalid", self.clock()):
            return cloudflare(wait)
        if path == "/gateway":
            return await self.gateway.handle(request)
        found = self._routes.find(request.method, path.removeprefix(API)) if path.startswith(API) else False
        if isinstance(found, bool):
            return self._refuse(request, "", None, ApiError(*NO_METHOD) if found else refusal(0), None)
        route, ids = found
        given = request.headers.get("Authorization")
        if given != f"Bot {self.token}" and (given or not route.open):
            return self._refuse(request, route.template, None, ApiError(*UNAUTHORIZED), None)
        try:
            call = await calls.read(request, ids, path.removeprefix(API))
        except ApiError as error:
            return self._refuse(request, route.template, None, error, None)
        return await self._call(request, route, call)

    async def _call(self, request: web.BaseRequest, route: Route, call: calls.Call) -> web.StreamResponse:
        channel = self._channel_of(call)
        fault = self.faults.strike(call.method, call.path, channel) if self.faults.active else None
        if fault is not None:
            self.notice()
        if fault is not None and (early := await self._before(fault, request)) is not None:
            self._record(call.method, route.template, call.path, channel, early, fault.kind, call.body)
            return early
        before = self.accepted
        response, code = self._run(route, call)
        lost = fault if fault is not None and fault.kind in LOSING else None
        seen = web.Response(status=CUT) if lost else response
        self._record(call.method, route.template, call.path, channel, seen, lost.kind if lost else code, call.body)
        if lost:
            self.unheard += self.accepted - before
            return await self._lose(lost, request, response)
        if delay := self.latency + (fault.seconds if fault is not None and fault.kind == "slow" else 0.0):
            await asyncio.sleep(delay)
        return response

    def _run(self, route: Route, call: calls.Call) -> tuple[web.Response, int]:
        headers: dict[str, str] = {}
        try:
            headers = self.meter.admit(route.bucket, _resource(call), self.clock(), free=route.free)
            status, body = route.handler(call)
        except ApiError as error:
            response = refuse(error)
            for name, value in headers.items():
                response.headers.setdefault(name, value)
            return response, error.code
        return answer(status, body, headers), 0

    def _channel_of(self, call: calls.Call) -> int | None:
        """The channel that a call is about."""
        ids = call.ids
        if "channel" in ids:
            return int(ids["channel"])
        interaction = self.interactions.get(ids.get("token", ""))
        if interaction is not None:
            return interaction.channel.id
        hook = self.webhooks.get(int(ids.get("webhook", 0)))
        return int(call.query.get("thread_id", hook.channel.id)) if hook else None

    async def _before(self, fault: Fault, request: web.BaseRequest) -> web.Response | None:
        """What a fault answers instead of the method, if it does."""
        if fault.kind == "black_hole":
            await self.faults.over.wait()
            return cut(request)
        if fault.kind in ("drop", "reset"):
            return cut(request, reset=fault.kind == "reset")
        if fault.kind in ("bad_gateway", "cloudflare"):
            return bad_gateway() if fault.kind == "bad_gateway" else cloudflare(self.faults.wait_of(fault))
        refusals = {
            "server_error": ApiError(500, 0, "500: Internal Server Error"),
            "too_many": TooMany(self.faults.wait_of(fault), fault.scope, code=fault.code),
            "refuse": ApiError(fault.status, fault.code, fault.message),
        }
        error = refusals.get(fault.kind)
        return refuse(error) if error else None

    async def _lose(self, fault: Fault, request: web.BaseRequest, response: web.Response) -> web.Response:
        """The end of a call that was carried out without its client hearing of it."""
        if fault.kind == "half_open":
            await self.faults.over.wait()
        if fault.kind == "reset_answer":
            half(request, response)
        return cut(request, reset=fault.kind == "reset_answer")

    def _refuse(
        self, request: web.BaseRequest, route: str, channel: int | None, error: ApiError, body: Any
    ) -> web.Response:
        response = refuse(error)
        self._record(request.method, route, request.path.removeprefix(API), channel, response, error.code, body)
        return response

    def _record(
        self,
        method: str,
        route: str,
        path: str,
        channel: int | None,
        response: web.Response,
        code: int | str,
        body: Any,
    ) -> None:
        status = 0 if response.status == CUT else response.status
        self.counts[f"{method} {route}"] += 1
        if status in INVALID and response.headers.get("X-RateLimit-Scope") != "shared":
            self.invalid += 1
            self.meter.spend("invalid", self.clock())
        self.calls.append(Called(self.clock(), method, route, path, channel, status, code, body))
        self.notice()


def _resource(call: calls.Call) -> str:
    """The top-level resource that a bucket is counted for."""
    return call.ids.get("channel") or call.ids.get("webhook") or ""


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=BODY_BYTES)
