"""Updates that are pushed: `setWebhook`, `deleteWebhook`, `getWebhookInfo`, and the posts themselves.

    update → its chat's queue → one of `max_connections` → POST → 2xx: forgotten; else again, later and later

As the real server: one chat's updates of a kind come one after the other, those of others beside them; what is
refused is repeated with a growing pause and holds up its own queue alone. A webhook on this machine may be plain http,
as with a server run with --local (core.telegram.org/bots/api#using-a-local-bot-api-server); elsewhere it may not.
"""

import asyncio
import json
import re
from collections import deque
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import aiohttp

from bot.demo.botapi.errors import ApiError, bad_request
from bot.demo.botapi.params import Params

if TYPE_CHECKING:
    from bot.demo.botapi.world import World

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
PORTS: Final = frozenset({80, 88, 443, 8443})
CONNECTIONS: Final = 40  # where the bot does not say
MOST_CONNECTIONS: Final = 100
SECRET: Final = re.compile(r"[A-Za-z0-9_-]{0,256}")
ACTIVE: Final = (
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
)
_Queue = tuple[int, str]


class Webhook:
    """Where updates are pushed to; "" nowhere.

    `again` and `longest`: seconds of the first pause after a refusal, and of the longest; `patience`: for an answer.
    `posts` counts what was sent, `refused` what was not taken.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self.url = ""
        self.secret = ""
        self.again, self.longest, self.patience = 1.0, 60.0, 60.0
        self.posts = self.refused = 0
        self.most_at_once = self._at_once = 0
        self._connections = CONNECTIONS
        self._free = asyncio.Semaphore(CONNECTIONS)
        self._trouble: tuple[int, str] | None = None
        self._queues: dict[_Queue, deque[int]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._client: aiohttp.ClientSession | None = None

    # --- methods -----------------------------------------------------------------------------------------

    def set(self, params: Params) -> bool:
        """`setWebhook`; an empty address is `deleteWebhook`."""
        url, secret = params.text("url"), params.text("secret_token")
        if not url:
            return self.delete(params)
        _check(url)
        if not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        kinds = params.document("allowed_updates")
        self._world.inbox.allow(kinds if isinstance(kinds, list) else None)
        if params.flag("drop_pending_updates"):
            self._world.inbox.clear()
        connections = min(max(1, params.integer("max_connections", CONNECTIONS)), MOST_CONNECTIONS)
        if (url, secret, connections) == (self.url, self.secret, self._connections):
            return True  # it goes on as it was
        self._stop()
        self._connections, self._free = connections, asyncio.Semaphore(connections)
        self.url, self.secret, self._trouble = url, secret, None
        self._world.inbox.interrupt("setWebhook")
        for update in self._world.inbox.waits():
            self.push(update)
        return True

    def delete(self, params: Params) -> bool:
        """`deleteWebhook`; what waits can be polled."""
        if params.flag("drop_pending_updates"):
            self._world.inbox.clear()
        self._stop()
        self.url = self.secret = ""
        return True

    def info(self, _params: Params) -> dict[str, Any]:
        """`getWebhookInfo`."""
        inbox = self._world.inbox
        told: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(inbox),
        }
        if self.url:
            told |= {"max_connections": self._connections, "ip_address": "127.0.0.1"}
            told |= {"allowed_updates": list(inbox.allowed)} if inbox.allowed else {}
            if self._trouble is not None:
                told |= {"last_error_date": self._trouble[0], "last_error_message": self._trouble[1]}
        return told

    # --- posting -----------------------------------------------------------------------------------------

    def push(self, update: dict[str, Any]) -> None:
        """Post an update after those of its queue; nothing where there is no webhook."""
        if not self.url:
            return
        name = _queue(update)
        queue = self._queues.get(name)
        if queue is not None:
            queue.append(update["update_id"])
            return
        self._queues[name] = deque([update["update_id"]])
        worker = asyncio.create_task(self._work(name))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def close(self) -> None:
        """Post nothing more, and close the connections."""
        workers = self._stop()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    def _stop(self) -> list[asyncio.Task[None]]:
        workers = list(self._workers)
        for worker in workers:
            worker.cancel()
        self._queues = {}
        return workers

    async def _work(self, name: _Queue) -> None:
        queues, queue, pause = self._queues, self._queues[name], self.again
        while queue:
            update = self._world.inbox.find(queue[0])
            trouble = await self._post(update) if update is not None else ""
            if trouble:
                self.refused += 1
                self._trouble = (self._world.now(), trouble)
                self._world.notice()
                await asyncio.sleep(pause)
                pause = min(2 * pause, self.longest)
                continue
            self._world.inbox.done(queue.popleft())
            self._world.notice()
            pause = self.again
        del queues[name]

    async def _post(self, update: dict[str, Any]) -> str:
        """What went wrong; "" if it was taken."""
        async with self._free:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            try:
                return await self._send(update)
            finally:
                self._at_once -= 1

    async def _send(self, update: dict[str, Any]) -> str:
        self.posts += 1
        self._world.notice()
        headers = {"Content-Type": "application/json"}
        headers |= {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        if self._client is None:
            self._client = aiohttp.ClientSession(trust_env=False)
        try:
            async with self._client.post(
                self.url,
                data=json.dumps(update).encode(),
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self.patience),
            ) as answer:
                taken = answer.status // 100 == 2  # noqa: PLR2004 - 2xx
                return "" if taken else f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Connection closed"


def _queue(update: dict[str, Any]) -> _Queue:
    """Whose order it keeps: a chat's messages, a person's presses, a chat's memberships."""
    kind = next(name for name in update if name != "update_id")
    about = update[kind]
    return int((about.get("chat") or about["from"])["id"]), kind


def _check(url: str) -> None:
    """Raises `ApiError` for an address that the real server refuses."""
    parts = urlsplit(url)
    if parts.hostname in LOOPBACK and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https" or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def refuse_polling(webhook: Webhook) -> None:
    """Raises `ApiError` 409 where updates are pushed."""
    if webhook.url:
        raise ApiError(*ACTIVE)
