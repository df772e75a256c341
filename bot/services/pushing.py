"""What hubs push (W3C WebSub §7): answered at once, then read and stored as a poll would.

    hub ──POST──► `take` ──► signature ──► queue ──► read ──► identify ──► store ──► editor
                               │ wrong: ignored  └ full, or too fast   └ unreadable
                               ▼                   ▼                     ▼
                             counted             the source is polled soon instead

A flood stops nothing: what is kept waiting has a bound in number and size, each source has a rate of its own, and
what goes beyond costs one poll a minute.
"""

import asyncio
import logging
import random as chance
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain import hubs
from bot.domain.errors import Refused, Unreadable
from bot.domain.identity import identify
from bot.domain.model import Page, Push
from bot.ports import Clock, Pushes, Reader, Signals, Sources
from bot.services.patience import Patience

MOST_BYTES: Final = 2 << 20  # of a pushed document
WAITING: Final = 32  # documents
WAITING_BYTES: Final = 8 << 20
READERS: Final = 2  # documents read at once
BURST: Final = 20  # documents of one source at once
REFILL: Final = 3.0  # seconds until one more is allowed
POLLS: Final = timedelta(minutes=1)  # between two polls of one source that pushes have asked for
COUNTED: Final = timedelta(hours=1)  # between two log lines on one source's wrong signatures

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Account:
    """How a source's hub behaves. There are as many as there are subscriptions."""

    allowed: float = BURST
    counted: datetime = _LONG_AGO  # `allowed`
    polled: datetime = _LONG_AGO  # or will be
    wrong: int = 0  # signatures since `said`
    said: datetime = _LONG_AGO


@dataclass(frozen=True, slots=True)
class _Document:
    source_id: str
    page: Page = field(repr=False)


class Pushing:
    """Takes documents that are pushed, and works on them in a loop of its own."""

    def __init__(
        self,
        *,
        pushes: Pushes,
        sources: Sources,
        reader: Reader,
        signals: Signals,
        clock: Clock,
        random: Callable[[], float] = chance.random,
    ) -> None:
        self._pushes = pushes
        self._sources = sources
        self._reader = reader
        self._signals = signals
        self._clock = clock
        self._patiently = Patience(random)
        self._accounts: dict[str, _Account] = {}
        self._queue: asyncio.Queue[_Document] = asyncio.Queue(WAITING)
        self._bytes = 0  # in the queue, and being read

    async def take(self, push: Push, body: bytes, content_type: str, signature: str) -> None:
        """Believe a document that its hub has signed, and ignore any other (§7.1). It is read later."""
        if not push.active:
            return
        account = self._accounts.setdefault(push.source_id, _Account())
        if not hubs.signed(push.secret, body, signature):
            self._wrong(push.source_id, account)
        elif self._may(account) and not self._queue.full() and self._bytes + len(body) <= WAITING_BYTES:
            self._bytes += len(body)
            self._queue.put_nowait(_Document(push.source_id, Page(push.topic, body, content_type[:200])))
        else:
            await self.poll(push)

    async def poll(self, push: Push) -> None:
        """Let the source be polled soon, since what was pushed cannot be used: now, or a minute after the last time."""
        if push.active:
            await self._hasten(push.source_id)

    async def run(self) -> None:
        """Read what was pushed, for ever. Raises what no single document is to blame for."""
        async with asyncio.TaskGroup() as group:
            for _ in range(READERS):
                group.create_task(self._read_all())

    async def _read_all(self) -> None:
        while True:
            document = await self._queue.get()
            try:
                await self._read(document)
            except Refused:
                raise
            except Exception:  # the loop's boundary: one document must not stop the others
                _log.exception("source %s: what was pushed could not be stored", document.source_id)
                await self._hasten(document.source_id)
            finally:
                self._bytes -= len(document.page.body)

    async def _read(self, document: _Document) -> None:
        source_id = document.source_id
        try:
            feed = await self._reader.feed(document.page)
        except Unreadable as error:
            _log.info("source %s: what was pushed is no feed; polling it instead: %s", source_id, error)
            await self._hasten(source_id)
            return
        now = self._clock()
        found = identify(source_id, feed.entries, now)
        new = await self._patiently(self._pushes.store, source_id, found, now)
        _log.log(logging.INFO if new else logging.DEBUG, "source %s: %d new, pushed", source_id, new)
        self._signals.ring("articles")  # known ones may have changed
        self._signals.ring("outbox")  # or be owed to this source's own readers now

    async def _hasten(self, source_id: str) -> None:
        account, now = self._accounts.setdefault(source_id, _Account()), self._clock()
        if account.polled > now:
            return  # it will be
        account.polled = max(now, account.polled + POLLS)
        await self._patiently(self._sources.hasten, source_id, account.polled)
        self._signals.ring("sources")

    def _may(self, account: _Account) -> bool:
        now = self._clock()
        passed = (now - account.counted).total_seconds()
        account.allowed, account.counted = min(BURST, account.allowed + passed / REFILL), now
        if account.allowed < 1:
            return False
        account.allowed -= 1
        return True

    def _wrong(self, source_id: str, account: _Account) -> None:
        account.wrong += 1
        if self._clock() - account.said >= COUNTED:
            _log.warning("source %s: ignored %d pushes without its hub's signature", source_id, account.wrong)
            account.wrong, account.said = 0, self._clock()
