"""Subscribes to the hubs that feeds name (W3C WebSub §5), so that news comes at once; polling goes on, more slowly.

    wanted ──► asked ──POST──► hub ──GET──► `answer` ──► confirmed, denied
                                └──POST──► `find` ──► `services.pushing`

It is the hub that decides how often it is asked in vain, and whether a lease is given; nothing here waits for it.
"""

import asyncio
import logging
import random as chance
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from hmac import compare_digest
from typing import Final

from bot.domain import hubs
from bot.domain.errors import FetchFailed
from bot.domain.model import Push
from bot.domain.text import storable
from bot.ports import Clock, Fetcher, Pushes
from bot.services.patience import Patience

PATH: Final = "/hooks/websub/"
TICK: Final = 30.0  # seconds between two looks at what is wanted
AGAIN: Final = timedelta(hours=1)  # after a request in vain
LEASE: Final = timedelta(days=10)  # asked for; the hub decides
LONGEST: Final = timedelta(days=30)  # believed
AHEAD: Final = LEASE / hubs.LEFT  # of a lease's end
AT_ONCE: Final = 8  # hubs
LONGEST_CHALLENGE: Final = 4096  # characters
SECRET: Final = 32  # bytes: §5.1 wants fewer than 200, and chance enough

_log = logging.getLogger(__name__)


class Websub:
    """The subscriber. `public_url`: where hubs reach the web part."""

    def __init__(
        self,
        *,
        pushes: Pushes,
        fetcher: Fetcher,
        clock: Clock,
        public_url: str,
        random: Callable[[], float] = chance.random,
    ) -> None:
        self._pushes = pushes
        self._fetcher = fetcher
        self._clock = clock
        self._callback = f"{public_url.rstrip('/')}{PATH}"
        self._patiently = Patience(random)

    async def run(self) -> None:
        """Ask hubs for leases, and for longer ones, for ever."""
        while True:
            await self.once()
            await asyncio.sleep(TICK)

    async def once(self) -> None:
        """Ask every hub whose time has come, and tell those that are not needed any more."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def ask(asking: Callable[[Push], Awaitable[None]], push: Push) -> None:
            async with slots:
                await asking(push)

        now = self._clock()
        wanted = await self._patiently(self._pushes.wanted, now, again=AGAIN, ahead=AHEAD)
        unwanted = await self._patiently(self._pushes.unwanted, now)
        async with asyncio.TaskGroup() as group:
            for asking, pushes in ((self._subscribe, wanted), (self._unsubscribe, unwanted)):
                for push in pushes:
                    group.create_task(ask(asking, push))

    async def find(self, callback: str) -> Push | None:
        """The subscription whose hub was told this callback (the last part of the address); None if there is none."""
        source_id, _, token = callback.rpartition(".")
        if len(token) != hubs.TOKEN or not token.isascii():
            return None
        push = await self._patiently(self._pushes.get, source_id)
        return push if push and compare_digest(hubs.token(push.secret), token) else None

    async def answer(self, push: Push, said: Mapping[str, str]) -> str | None:
        """What the hub is answered that asks whether a request was ours, or denies it (§5.2, §5.3): its challenge, if
        we agree; None: we do not. `said`: the query's fields."""
        mode, challenge = said.get("hub.mode", ""), said.get("hub.challenge", "")
        if said.get("hub.topic") != push.topic or len(challenge) > LONGEST_CHALLENGE:
            return None
        if mode == "denied":
            reason = storable(said.get("hub.reason", ""))[:200] or "it does not say why"
            _log.info("source %s: its hub denies the subscription: %r", push.source_id, reason)
            await self._patiently(self._pushes.denied, push.source_id, self._clock())
            return ""
        if not challenge or mode != ("subscribe" if push.active else "unsubscribe"):
            return None
        if push.active:
            await self._confirm(push, said.get("hub.lease_seconds", ""))
        return challenge

    async def _confirm(self, push: Push, seconds: str) -> None:
        plain = seconds.isascii() and seconds.isdigit() and 0 < len(seconds) < 10
        lease = min(timedelta(seconds=int(seconds)), LONGEST) if plain else LEASE
        now = self._clock()
        await self._patiently(self._pushes.confirmed, push.source_id, now + lease, now)
        _log.info("source %s: its hub tells of news for %s", push.source_id, lease)

    async def _subscribe(self, push: Push) -> None:
        push = replace(push, secret=push.secret or secrets.token_hex(SECRET))
        await self._patiently(self._pushes.asked, push, self._clock())  # first: a hub may ask back before it answers
        more = {"hub.secret": push.secret, "hub.lease_seconds": str(int(LEASE.total_seconds()))}
        try:
            await self._fetcher.submit(push.hub, self._form("subscribe", push) | more)
        except FetchFailed as error:
            _log.info("source %s: its hub did not take the subscription; polling goes on: %s", push.source_id, error)

    async def _unsubscribe(self, push: Push) -> None:
        await self._patiently(self._pushes.denied, push.source_id, self._clock())  # told once: it will lapse
        try:
            await self._fetcher.submit(push.hub, self._form("unsubscribe", push))
        except FetchFailed as error:
            _log.info("source %s: its hub was not told that nobody listens: %s", push.source_id, error)

    def _form(self, mode: str, push: Push) -> dict[str, str]:
        callback = f"{self._callback}{hubs.callback(push)}"
        return {"hub.mode": mode, "hub.topic": push.topic, "hub.callback": callback}
