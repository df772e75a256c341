"""A strict stand-in for a hub (W3C WebSub §5–7) on the loopback interface.

It refuses what the specification refuses, believes nobody before it has asked back at the callback, lets leases lapse,
and signs what it distributes. It can be `down`, `deny` everybody, and sign wrongly.
"""

import asyncio
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

import aiohttp
from aiohttp import web

PATIENCE = 20.0  # seconds
LONGEST_SECRET = 200  # bytes: §5.1


@dataclass
class Subscription:
    """A verified one. `until` is in the loop's time."""

    topic: str
    callback: str
    secret: str
    until: float
    answers: list[int] = field(default_factory=list)  # to what was distributed


class Hub:
    """`async with Hub() as hub:` serves `hub.url`."""

    def __init__(self, *, lease: float = 864_000.0) -> None:
        self.lease = lease  # seconds: the longest it gives
        self.url = ""
        self.down = False
        self.deny = ""  # the reason given to everybody
        self.method = "sha256"
        self.subscriptions: dict[tuple[str, str], Subscription] = {}
        self.requests: list[Mapping[str, str]] = []  # forms, refused ones too
        self.told: list[tuple[str, int]] = []  # mode asked back, and the answer's status
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.add_routes([web.post("/", self._request)])
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:  # whom it would ask back is gone by now, perhaps without a word
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        assert self._client and self._runner
        await self._client.close()
        await self._runner.cleanup()

    async def heard(self, times: int = 1) -> None:
        """Wait until so many requests have come in all."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: len(self.requests) >= times)

    async def asked_back(self, times: int = 1) -> None:
        """Wait until it has asked back so often in all."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: len(self.told) >= times)

    async def _request(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        async with self._changed:
            self.requests.append(form)
            self._changed.notify_all()
        if self.down:
            raise web.HTTPServiceUnavailable(text="the hub is down")
        if wrong := _wrong(request.content_type, form):
            raise web.HTTPBadRequest(text=wrong)
        task = asyncio.create_task(self._ask_back(form))  # §5.1.1: 202, and the verification comes later
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return web.Response(status=202)

    async def _ask_back(self, form: Mapping[str, str]) -> None:
        """§5.2, §5.3: a GET at the callback with all that was asked for, and a challenge to be repeated."""
        mode, topic, callback = (form[f"hub.{name}"] for name in ("mode", "topic", "callback"))
        lease = min(float(form.get("hub.lease_seconds", self.lease)), self.lease)
        challenge = secrets.token_urlsafe(32)
        asked = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": challenge}
        if self.deny:
            mode = "denied"
            asked = {"hub.mode": mode, "hub.topic": topic, "hub.reason": self.deny}
        elif mode == "subscribe":
            asked["hub.lease_seconds"] = str(int(lease))
        assert self._client is not None
        joint = "&" if urlsplit(callback).query else "?"  # what the callback's query says stays
        async with self._client.get(f"{callback}{joint}{urlencode(asked)}", allow_redirects=False) as answer:
            agreed = 200 <= answer.status < 300 and await answer.text() == challenge and mode != "denied"
        if agreed and mode == "subscribe":
            until = asyncio.get_running_loop().time() + lease
            self.subscriptions[topic, callback] = Subscription(topic, callback, form.get("hub.secret", ""), until)
        elif agreed:
            self.subscriptions.pop((topic, callback), None)
        async with self._changed:
            self.told.append((mode, answer.status))
            self._changed.notify_all()

    async def publish(
        self, topic: str, body: bytes, content_type: str = "application/rss+xml", *, secret: str | None = None
    ) -> list[int]:
        """Distribute to whoever has a lease on the topic (§7); the statuses answered. `secret` in the place of theirs;
        "" leaves the signature out."""
        assert self._client is not None
        statuses = []
        now = asyncio.get_running_loop().time()
        for key, each in list(self.subscriptions.items()):
            if each.topic != topic or each.until <= now:
                continue
            signing = each.secret if secret is None else secret
            headers = {"Content-Type": content_type, "Link": f'<{self.url}>; rel="hub", <{topic}>; rel="self"'}
            if signing:  # §7.1
                headers["X-Hub-Signature"] = f"{self.method}={hmac.digest(signing.encode(), body, self.method).hex()}"
            sent = self._client.post(each.callback, data=BytesIO(body), headers=headers, allow_redirects=False)
            async with sent as answer:
                each.answers.append(answer.status)
                statuses.append(answer.status)
            if answer.status == 410:
                del self.subscriptions[key]
        return statuses


def _wrong(content_type: str, form: Mapping[str, str]) -> str:
    """What §5.1 does not allow; "" if all is well."""
    if content_type != "application/x-www-form-urlencoded":
        return "it must be a form"
    if form.get("hub.mode") not in ("subscribe", "unsubscribe"):
        return "hub.mode must be subscribe or unsubscribe"
    if urlsplit(form.get("hub.topic", "")).scheme not in ("http", "https"):
        return "hub.topic must be an address"
    if urlsplit(form.get("hub.callback", "")).scheme not in ("http", "https"):
        return "hub.callback must be an address"
    if len(form.get("hub.secret", "").encode()) >= LONGEST_SECRET:
        return "hub.secret must be under 200 bytes"
    if not form.get("hub.lease_seconds", "1").isdigit():
        return "hub.lease_seconds must be a number"
    return ""
