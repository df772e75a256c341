"""The first loop: sources that are due → new articles.

    due → (discover) → fetch → parse → identify → store

A poll ends in exactly one transaction: new articles with the source's validators, or "unchanged" (settled in batches),
or a failure with its reason in words for people. Until then the source is leased and nobody else polls it.
"""

import asyncio
import hashlib
import logging
import random as chance
from collections.abc import Callable
from datetime import datetime

from bot.domain import schedule
from bot.domain.errors import FetchFailed, Missing, Refused, Unreachable, Unreadable
from bot.domain.identity import identify
from bot.domain.model import DueSource, Feed, NextPoll, Page, Poll
from bot.domain.text import storable
from bot.ports import Clock, Fetcher, Reader, Signals, Sources
from bot.services.patience import Patience

TICK = 30.0  # seconds: the safety net
GLANCE = 1.0  # seconds between two looks at the schedule while polls are running
LEAST = 0.25  # seconds: a source may be due and leased by another process
UNCHANGED = 50  # sources settled at once
ALL = 10_000  # sources that `once` takes
CANDIDATES = 5  # announced feeds that are tried
GIVING_UP_ON_FEED = 3  # polls in a row of a remembered feed that is no feed any more

_log = logging.getLogger(__name__)


class Poller:
    """Polls each source at its time, several at once; one that fails leaves the others alone."""

    def __init__(
        self,
        *,
        sources: Sources,
        fetcher: Fetcher,
        reader: Reader,
        signals: Signals,
        clock: Clock,
        concurrency: int = 32,
        random: Callable[[], float] = chance.random,
    ) -> None:
        self._sources = sources
        self._fetcher = fetcher
        self._reader = reader
        self._signals = signals
        self._clock = clock
        self._concurrency = concurrency
        self._random = random
        self._patiently = Patience(random)
        self._polling: set[asyncio.Task[None]] = set()
        self._unchanged: dict[str, NextPoll] = {}

    async def run(self) -> None:
        """Poll what is due, for ever. Raises what no single source is to blame for."""
        async with asyncio.TaskGroup() as group:
            while True:
                if room := self._concurrency - len(self._polling):
                    for due in await self._patiently(self._sources.due, self._clock(), room):
                        task = group.create_task(self._poll(due))
                        self._polling.add(task)
                        task.add_done_callback(self._polling.discard)
                await self._rest()
                await self._settle_unchanged()

    async def once(self) -> None:
        """Poll every source, due or not."""
        slots = asyncio.Semaphore(self._concurrency)

        async def poll(due: DueSource) -> None:
            async with slots:
                await self._poll(due)

        everything = await self._patiently(self._sources.due, self._clock(), ALL, every=True)
        async with asyncio.TaskGroup() as group:
            for due in everything:
                group.create_task(poll(due))
        await self._settle_unchanged()

    async def _rest(self) -> None:
        if len(self._polling) >= self._concurrency:
            await asyncio.wait(self._polling, timeout=GLANCE, return_when=asyncio.FIRST_COMPLETED)
            return
        seconds = GLANCE if self._polling or self._unchanged else TICK
        if following := await self._patiently(self._sources.next_due):
            seconds = min(seconds, max(LEAST, (following - self._clock()).total_seconds()))
        await self._signals.wait("sources", seconds)

    async def _settle_unchanged(self) -> None:
        settled, self._unchanged = self._unchanged, {}
        if settled:
            await self._patiently(self._sources.store_unchanged, settled, self._clock())

    # --- one poll ------------------------------------------------------------------------------------------

    async def _poll(self, due: DueSource) -> None:
        try:
            await self._visit(due)
        except (FetchFailed, Unreadable) as error:
            _log.warning("source %s could not be read: %s", due.source.id, error)
            await self._fail(due, str(error), error.retry_after if isinstance(error, Unreachable) else None)
        except Refused:
            raise
        except Exception as error:  # the loop's boundary: one source must not stop the others
            _log.exception("source %s: unexpected error", due.source.id)
            await self._fail(due, f"unexpected error: {type(error).__name__}: {error}")

    async def _fail(self, due: DueSource, reason: str, retry_after: float | None = None) -> None:
        now, source = self._clock(), due.source
        next_poll = schedule.next_poll_after_failure(
            now, due.failures + 1, source.poll_seconds, source.poll_max_seconds, self._random(), retry_after
        )
        await self._patiently(self._sources.store_failure, source.id, storable(reason), NextPoll(next_poll), now)

    async def _visit(self, due: DueSource) -> None:
        brought = await self._bring(due)
        if brought is None:
            self._unchanged[due.source.id] = NextPoll(self._next_poll(due, due.newest))
            if len(self._unchanged) >= UNCHANGED:
                await self._settle_unchanged()
            return
        feed_url, page, feed = brought
        now = self._clock()
        found = identify(due.source.id, feed.entries, now)
        dates = [date for date in (due.newest, *(each.entry.published for each in found)) if date and date <= now]
        poll = Poll(
            source_id=due.source.id,
            feed_url=feed_url,
            feed_kind=feed.kind,
            validators=page.validators,
            body_hash=_hash(page),
            found=found,
            next=NextPoll(self._next_poll(due, max(dates, default=None))),
            language=feed.language,
            title=feed.title,
        )
        new = await self._patiently(self._sources.store_poll, poll, now)
        if new:
            _log.info("source %s: %d new", due.source.id, new)
            self._signals.ring("articles")

    def _next_poll(self, due: DueSource, newest: datetime | None) -> datetime:
        return schedule.next_poll(self._clock(), newest, due.source.poll_seconds, due.source.poll_max_seconds)

    async def _bring(self, due: DueSource) -> tuple[str, Page, Feed] | None:
        """The feed with its address, or None if it has not changed."""
        if not due.feed_url:
            return await self._discover(due)
        try:
            page = await self._fetcher.get(due.feed_url, due.validators)
            if page.not_modified or _hash(page) == due.body_hash:
                return None
            return due.feed_url, page, await self._reader.feed(page)
        except (Missing, Unreadable) as error:
            if isinstance(error, Unreadable) and due.failures < GIVING_UP_ON_FEED:
                raise  # an error page with status 200 usually passes
            _log.info("source %s: its feed is gone (%s), looking for another", due.source.id, error)
            return await self._discover(due)

    async def _discover(self, due: DueSource) -> tuple[str, Page, Feed]:
        """The source's address if it is a feed itself, else the best feed that it announces and that can be read."""
        url, hint = due.source.url, due.source.language
        page = await self._fetcher.get(url)
        try:
            return url, page, await self._reader.feed(page)
        except Unreadable as error:
            tried = [f"{url} is not a feed itself ({error})"]
        links = (await self._reader.announced(page))[:CANDIDATES]
        for link in sorted(links, key=lambda link: bool(hint and link.language) and link.language[:2] != hint[:2]):
            try:
                page = await self._fetcher.get(link.url)
                return link.url, page, await self._reader.feed(page)
            except (FetchFailed, Unreadable) as error:
                tried.append(f"{link.url}: {error}")
        if len(tried) == 1:
            tried.append("the page announces no feed; give the feed's own address")
        raise Unreadable("no feed found: " + "; ".join(tried))


def _hash(page: Page) -> str:
    return hashlib.sha256(page.body).hexdigest()
