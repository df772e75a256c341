"""The port `Reader`: parsing in a worker thread, so that the event loop is never held.

feedparser, lxml and trafilatura are imported by the worker on first use: `crier --help` need not wait for them.
One worker is enough (parsing is CPU-bound, and threads share one interpreter) and keeps memory in one arena. A page
that takes too long is given up and its worker replaced (see `worker`), so that the others are read.
"""

import asyncio
import ctypes
import gc
import sys
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from types import TracebackType
from typing import Self, TypeVar

from bot.adapters.reading.worker import Worker
from bot.domain.errors import TooSlow
from bot.domain.model import Feed, FeedLink, Page, PageText

T = TypeVar("T")

SECONDS = 10.0  # for one page: the largest feed of 109 real ones takes 0.4
MOST_STUCK = 3  # workers that were told to stop and have not yet
SWITCH = 0.001  # seconds for which one thread may hold the interpreter while others wait
LARGE = 500_000  # bytes of pages, after which memory is given back


def _now() -> datetime:
    return datetime.now(UTC)


class WebReader:
    """Makes sense of pages. Use it as an async context manager; leaving waits for the page at hand."""

    def __init__(self, *, zone: tzinfo = UTC, clock: Callable[[], datetime] = _now, seconds: float = SECONDS) -> None:
        """`zone`: the site's, in which dates that name none are meant. `clock` tells which dates are absurd.

        `seconds`: how long one page may take.
        """
        self._zone = zone
        self._clock = clock
        self._since = 0  # memory was given back: bytes of pages
        self._seconds = seconds
        self._turn = asyncio.Lock()  # so that a page's time is its own, not that of the one before it
        self._worker: Worker | None = None
        self._stuck: list[Worker] = []

    async def __aenter__(self) -> Self:
        # What lives by now lives as long as the bot. Walked by the collector whenever a page makes many objects, it
        # holds the interpreter, and with it the event loop, for 90 ms; frozen, for less than one.
        gc.freeze()
        # The event loop and the database wait for the worker's next switch whenever they come back from the system:
        # by default 5 ms each time, a dozen times a poll.
        sys.setswitchinterval(SWITCH)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._worker is not None:
            self._worker.end()
            await asyncio.to_thread(self._worker.join, self._seconds)

    async def feed(self, page: Page) -> Feed:
        """Parse a feed. Raises `Unreadable`, saying what the page is instead."""
        return await self._run(self._feed, page)

    async def announced(self, page: Page) -> tuple[FeedLink, ...]:
        """The feeds an HTML page announces, best first. Never raises."""
        return await self._run(self._announced, page)

    async def sitemaps(self, page: Page) -> tuple[FeedLink, ...]:
        """The sitemaps that a robots.txt names, those of news first. Never raises."""
        return await self._run(self._sitemaps, page)

    async def article(self, page: Page) -> PageText:
        """The article on a page, without furniture. Raises `Unreadable` if there is none."""
        return await self._run(self._article, page)

    async def _run(self, work: Callable[[Page], T], page: Page) -> T:
        async with self._turn:
            worker = self._ready(page)
            future = worker.do(lambda: self._work(work, page))
            try:
                done, _ = await asyncio.wait({future}, timeout=self._seconds)
            finally:
                if not future.done():  # too late, or nobody waits for it any more
                    worker.stop()
                    self._stuck.append(worker)
                    self._worker = None
            if not done:
                raise TooSlow(f"{page.url} took longer than {self._seconds:g} s to read; it is tried again later")
            try:
                return await future  # type: ignore[no-any-return]
            finally:
                del future, done  # else an error, its frames and the page in them hold each other until collected

    def _ready(self, page: Page) -> Worker:
        self._stuck = [worker for worker in self._stuck if worker.alive]
        if len(self._stuck) >= MOST_STUCK:
            raise TooSlow(f"{page.url} was not read: {MOST_STUCK} others take too long; it is tried again later")
        if self._worker is None:
            self._worker = Worker("reader")
        return self._worker

    # What follows runs in the worker.

    def _work(self, work: Callable[[Page], T], page: Page) -> T:
        self._since += len(page.body)
        if len(page.body) > LARGE:
            give_back()  # what the last one's error still held when it was done
        try:
            return work(page)
        finally:
            if self._since > LARGE:
                self._since = 0
                give_back()

    def _feed(self, page: Page) -> Feed:
        from bot.adapters.reading import feed

        return feed.parse(page, self._clock(), self._zone)

    def _announced(self, page: Page) -> tuple[FeedLink, ...]:
        from bot.adapters.reading import discovery

        return discovery.announced(page)

    def _sitemaps(self, page: Page) -> tuple[FeedLink, ...]:
        from bot.adapters.reading import robots

        return robots.sitemaps(page)

    def _article(self, page: Page) -> PageText:
        from bot.adapters.reading import page as pages

        return pages.extract(page, self._clock(), self._zone)


def give_back() -> None:
    """Return freed memory to the system: 10–15 MB of 120 after some feeds and pages. It takes 5 ms.

    trafilatura's caches hold lines of pages that never come again; glibc keeps the heap of a thread's arena until it
    is told otherwise (malloc_trim(3); other C libraries have no such function and need none).
    """
    if "trafilatura" in sys.modules:
        from trafilatura.meta import reset_caches

        reset_caches()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
