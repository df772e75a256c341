"""The port `Reader`: parsing in a worker thread, so that the event loop is never held.

feedparser, lxml and trafilatura are imported by the worker on first use: `crier --help` need not wait for them.
One worker is enough (parsing is CPU-bound, and threads share one interpreter) and keeps memory in one arena.
"""

import asyncio
import ctypes
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, tzinfo
from types import TracebackType
from typing import Self, TypeVar

from bot.domain.model import Feed, FeedLink, Page, PageText

T = TypeVar("T")

PAGES_BETWEEN_CLEANINGS = 10
LARGE = 500_000  # bytes; after such a page memory is given back at once


def _now() -> datetime:
    return datetime.now(UTC)


class WebReader:
    """Makes sense of pages. Use it as an async context manager; leaving waits for the page at hand."""

    def __init__(self, *, zone: tzinfo = UTC, clock: Callable[[], datetime] = _now) -> None:
        """`zone`: the site's, in which dates that name none are meant. `clock` tells which dates are absurd."""
        self._zone = zone
        self._clock = clock
        self._pages = 0
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="reader")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self._worker.shutdown, cancel_futures=True)

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
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._work, work, page)

    # What follows runs in the worker.

    def _work(self, work: Callable[[Page], T], page: Page) -> T:
        try:
            return work(page)
        finally:
            self._pages += 1
            if self._pages % PAGES_BETWEEN_CLEANINGS == 0 or len(page.body) > LARGE:
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
    """Return freed memory to the system: 10–15 MB of 120 after some feeds and pages.

    trafilatura's caches hold lines of pages that never come again; glibc keeps the heap of a thread's arena until it
    is told otherwise (malloc_trim(3); other C libraries have no such function and need none).
    """
    if "trafilatura" in sys.modules:
        from trafilatura.meta import reset_caches

        reset_caches()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
