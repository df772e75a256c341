"""The HTTP side: one address, `/bot<token>/<method>`, on loopback.

    request → parameters → faults → method (its checks, then the limits) → latency → answer

A method is a plain function from parameters to result; whatever it accepts is accepted at once, and `latency` only
delays the answer. So a client that dies waiting has still sent.
"""

import asyncio
import re
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

from bot.demo.botapi import profile, requests
from bot.demo.botapi.answering import CUT, answer, cut, half
from bot.demo.botapi.chats import Chats
from bot.demo.botapi.control import Control
from bot.demo.botapi.errors import NOT_FOUND, UNAUTHORIZED, ApiError, bad_request, too_many
from bot.demo.botapi.faults import LOSING, Fault, FaultKind, Faults
from bot.demo.botapi.inline import Inline
from bot.demo.botapi.limits import Limits, Meter
from bot.demo.botapi.params import Params
from bot.demo.botapi.profile import Profile
from bot.demo.botapi.records import Chat
from bot.demo.botapi.sending import Sending
from bot.demo.botapi.webhook import refuse_polling

TOKEN = "7000000001:AAstand-in-token-for-tests-only_000"  # noqa: S105 - it opens nothing
BODY_BYTES = 52 * 1024 * 1024
_PATH = re.compile(r"/bot([^/]+)/([A-Za-z]+)/?")
_TOKEN = re.compile(r"\d+:[\w-]+")
_PROXY_PAGE = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"


class Call(NamedTuple):
    """One call of the bot as it came in. `status` is the HTTP status; 0: the connection was cut, or never answered."""

    time: float
    method: str
    chat: int | None
    status: int
    description: str
    params: Params


class BotApi(Inline):
    """A strict stand-in for the Bot API, in this process: `async with BotApi() as api: ... api.base_url`.

    Give `api.base_url` where `https://api.telegram.org` would stand, and `api.token` as the token.

    - `latency`: seconds before every answer; `limits`: see `limits.Limits`; `clock`: Unix seconds, for windows,
      expiry and dates.
    - `max_calls`, `max_messages`, `max_updates` bound what is kept; the counters go on (`counts`, `accepted`).
    - `calls`: what the bot called, oldest first; `counts`: the number of calls by method (lower case).
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "crier_demo_bot",
        host: str = "127.0.0.1",
        port: int = 0,
        latency: float = 0.0,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        max_calls: int = 50_000,
        max_messages: int = 100_000,
        max_updates: int = 10_000,
    ) -> None:
        super().__init__(
            token=token, username=username, clock=clock, max_messages=max_messages, max_updates=max_updates
        )
        self.host, self.port, self.latency = host, port, latency
        self.meter = Meter(limits or Limits.off())
        self.faults = Faults()
        self.profile = Profile(self)
        self.calls: deque[Call] = deque(maxlen=max_calls)
        self.counts: Counter[str] = Counter()
        self.unheard = 0  # messages accepted whose answer a fault withheld
        self._photo_rules: list[tuple[re.Pattern[str], str]] = []
        self._methods = self._table()
        self._control = Control(self)
        self._runner: web.ServerRunner | None = None

    def _table(self) -> dict[str, Callable[[Params], Any]]:
        sending, chats, me = Sending(self, self._check_photo, self._admit), Chats(self), self.profile
        return {
            "getme": me.get_me,
            "sendmessage": sending.send_message,
            "sendphoto": sending.send_photo,
            "editmessagetext": sending.edit_text,
            "editmessagecaption": sending.edit_caption,
            "editmessagereplymarkup": sending.edit_markup,
            "deletemessage": sending.delete,
            "answercallbackquery": sending.answer_callback,
            "answerinlinequery": self.answer_inline,
            "sendchataction": sending.chat_action,
            "getchat": chats.get_chat,
            "getchatmember": chats.get_member,
            "getchatadministrators": chats.get_administrators,
            "getchatmembercount": chats.get_count,
            "leavechat": chats.leave,
            "setmycommands": me.set_commands,
            "getmycommands": me.get_commands,
            "deletemycommands": me.delete_commands,
            "setmyname": me.setter("name", profile.NAME),
            "getmyname": me.getter("name"),
            "setmydescription": me.setter("description", profile.DESCRIPTION),
            "getmydescription": me.getter("description"),
            "setmyshortdescription": me.setter("short_description", profile.SHORT_DESCRIPTION),
            "getmyshortdescription": me.getter("short_description"),
            "setchatmenubutton": me.set_menu,
            "setwebhook": self.webhook.set,
            "deletewebhook": self.webhook.delete,
            "getwebhookinfo": self.webhook.info,
        }

    # --- running -----------------------------------------------------------------------------------------

    @property
    def base_url(self) -> str:
        """What stands for `https://api.telegram.org`, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    async def __aenter__(self) -> Self:
        server = web.Server(self._handle, request_factory=_request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port, backlog=1024)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        await self.webhook.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # --- for tests ---------------------------------------------------------------------------------------

    def fail(
        self,
        kind: FaultKind,
        *,
        times: int | None = 1,
        method: str = "",
        chat: int | None = None,
        seconds: float = 0.0,
        status: int = 400,
        description: str = "",
        share: float = 1.0,
        up_to: float = 0.0,
    ) -> Fault:
        """Let the next `times` calls (None: all, until `faults.active` is emptied) that match fail as `Fault` says."""
        return self.faults.add(Fault(kind, times, method, chat, seconds, status, description, share, up_to))

    def refuse_photos(self, pattern: str, reason: str = "failed to get HTTP URL content") -> None:
        """Refuse pictures whose address matches `pattern` (a search), as the server does where it cannot get them."""
        self._photo_rules.append((re.compile(pattern), reason))

    def _check_photo(self, url: str) -> None:
        for pattern, reason in self._photo_rules:
            if pattern.search(url):
                raise bad_request(reason)

    # --- a request ---------------------------------------------------------------------------------------

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.raw_path.partition("?")[0]
        if path.startswith("/control/"):
            return await self._control.handle(request)
        match = _PATH.fullmatch(path)
        if match is None or not _TOKEN.fullmatch(match[1]):
            return answer(ApiError(*NOT_FOUND).body(), 404)
        if match[1] != self.token:
            return answer(ApiError(*UNAUTHORIZED).body(), 401)
        try:
            params = await requests.read(request)
        except ApiError as error:
            return answer(error.body(), error.status)
        return await self._call(request, match[2], params)

    async def _call(self, request: web.BaseRequest, method: str, params: Params) -> web.StreamResponse:
        name, chat = method.lower(), self._chat_id(params)
        self.counts[name] += 1
        fault = self.faults.strike(name, chat) if self.faults.active else None
        if fault is not None:
            self.notice()
        if fault is not None and (early := await self._before(fault, request)) is not None:
            self._record(method, chat, early.status if early.status != CUT else 0, fault.kind, params)
            return early
        before = self.accepted
        try:
            result, status, description = await self._run(name, params, chat), 200, ""
            body = {"ok": True, "result": result}
        except ApiError as error:
            body, status, description = error.body(), error.status, error.description
        lost = fault if fault is not None and fault.kind in LOSING else None
        self._record(method, chat, 0 if lost else status, description, params)
        if lost:
            self.unheard += self.accepted - before
            return await self._lose(lost, request, body, status)
        if delay := self.latency + (fault.seconds if fault is not None and fault.kind == "slow" else 0.0):
            await asyncio.sleep(delay)
        return answer(body, status)

    async def _run(self, name: str, params: Params, chat: int | None) -> Any:
        if name == "getupdates":
            refuse_polling(self.webhook)
            kinds = params.document("allowed_updates")
            self.inbox.allow(kinds if isinstance(kinds, list) else None)
            return await self.inbox.get(
                params.integer("offset"), params.integer("limit", 100), float(params.integer("timeout"))
            )
        method = self._methods.get(name)
        if method is None:
            raise ApiError(*NOT_FOUND)
        return method(params)

    def _admit(self, chat: Chat) -> None:
        self.meter.admit(chat.id, group=chat.type in {"group", "supergroup"}, now=self.clock())

    def _chat_id(self, params: Params) -> int | None:
        name = params.text("chat_id")
        try:
            return self.chat(name).id if name.startswith("@") else int(name)
        except (KeyError, ValueError):
            return None

    async def _before(self, fault: Fault, request: web.BaseRequest) -> web.Response | None:
        """What a fault answers instead of the method, if it does."""
        if fault.kind == "bad_gateway":
            return web.Response(body=_PROXY_PAGE, status=502, content_type="text/html")
        if fault.kind == "black_hole":
            await self.faults.over.wait()
            return cut(request)
        if fault.kind in ("drop", "reset"):
            return cut(request, reset=fault.kind == "reset")
        refusals = {
            "server_error": ApiError(500, "Internal Server Error"),
            "too_many": too_many(self.faults.wait_of(fault)),
            "refuse": ApiError(fault.status, fault.description),
        }
        refusal = refusals.get(fault.kind)
        return answer(refusal.body(), refusal.status) if refusal else None

    async def _lose(self, fault: Fault, request: web.BaseRequest, body: dict[str, Any], status: int) -> web.Response:
        """The end of a call that was carried out without its client hearing of it."""
        if fault.kind == "half_open":
            await self.faults.over.wait()
        if fault.kind == "reset_answer":
            half(request, body, status)
        return cut(request, reset=fault.kind == "reset_answer")

    def _record(self, method: str, chat: int | None, status: int, description: str, params: Params) -> None:
        self.calls.append(Call(self.clock(), method, chat, status, description, params))
        self.notice()


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=BODY_BYTES)
