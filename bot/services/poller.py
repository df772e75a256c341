"""The first loop: sources that are due → new articles.

    due → (discover) → fetch → parse → identify → store

A poll ends in exactly one transaction: new articles with the source's validators, or "unchanged" (settled in batches),
or a failure with its reason in words for people, or the source's end. Until then the source is leased and nobody else
polls it. Sources are leased a few ahead of those being polled: one by one they would cost a transaction each.
"""

import asyncio
import hashlib
import logging
import random as chance
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.domain import alerts, polling
from bot.domain.discovery import language_of
from bot.domain.errors import FetchFailed, Missing, Refused, Unreachable, Unreadable
from bot.domain.identity import identify
from bot.domain.model import DueSource, NextPoll, Notice, Page, Poll, Rhythm, Source
from bot.domain.notices import plain
from bot.domain.text import storable
from bot.ports import Clock, Fetcher, Reader, Signals, Sources
from bot.services.discovery import Discovery, Reading
from bot.services.patience import Patience
from bot.services.turns import Turns

TICK = 30.0  # seconds: the safety net
GLANCE = 1.0  # seconds between two looks at the schedule while polls are running
LEAST = 0.25  # seconds: a source may be due and leased by another process
AHEAD = 64  # sources leased while others are polled
UNCHANGED = 100  # sources settled at once
ALL = 10_000  # sources that `once` takes
GIVING_UP_ON_FEED = (
    3  # polls in a row of a remembered feed that is missing though the site names it, or no feed any more
)
GUESSING = 3  # only every so many failures in a row feeds are looked for at usual places

GONE = 410  # for good (RFC 9110 §15.5.11)

_log = logging.getLogger(__name__)


async def only_log(notice: Notice) -> None:
    """Tells nobody but the log."""
    _log.warning("%s", plain(notice))


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
        max_age: timedelta = timedelta(days=2),
        random: Callable[[], float] = chance.random,
        tell: Callable[[Notice], Awaitable[None]] = only_log,
    ) -> None:
        """`tell`: operators, of an outage, its end, a move, and what is gone. `random` (0…1) spreads what failed."""
        self._sources = sources
        self._fetcher = fetcher
        self._discover = Discovery(fetcher, reader)
        self._signals = signals
        self._clock = clock
        self._hosts = Turns()  # a slow host with many sources takes one slot, not all
        self._slots = asyncio.Semaphore(concurrency)
        self._most = concurrency + AHEAD
        self._max_age = max_age
        self._random = random
        self._tell = tell
        self._patiently = Patience(random)
        self._polling: set[asyncio.Task[None]] = set()
        self._room = asyncio.Event()
        self._unchanged: dict[str, NextPoll] = {}
        self._settled = 0.0  # when that was last stored, in the loop's time

    async def run(self) -> None:
        """Poll what is due, for ever. Raises what no single source is to blame for."""
        async with asyncio.TaskGroup() as group:
            while True:
                for due in await self._patiently(self._sources.due, self._clock(), self._most - len(self._polling)):
                    task = group.create_task(self._poll(due))
                    self._polling.add(task)
                    task.add_done_callback(self._done)
                await self._rest()
                if self._loop_time() >= self._settled + GLANCE:
                    await self._settle_unchanged()

    async def once(self) -> None:
        """Poll every source, due or not."""
        everything = await self._patiently(self._sources.due, self._clock(), ALL, every=True)
        async with asyncio.TaskGroup() as group:
            for due in everything:
                group.create_task(self._poll(due))
        await self._settle_unchanged()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._polling.discard(task)
        if self._most - len(self._polling) >= AHEAD // 2:
            self._room.set()

    async def _rest(self) -> None:
        if len(self._polling) >= self._most:  # there may be more: go on as soon as there is room for a good number
            self._room.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(GLANCE):
                    await self._room.wait()
            return
        seconds = GLANCE if self._polling or self._unchanged else TICK
        if following := await self._patiently(self._sources.next_due):
            seconds = min(seconds, max(LEAST, (following - self._clock()).total_seconds()))
        await self._signals.wait("sources", seconds)

    async def _settle_unchanged(self) -> None:
        self._settled = self._loop_time()
        settled, self._unchanged = self._unchanged, {}
        if settled:
            await self._patiently(self._sources.store_unchanged, settled, self._clock())

    def _loop_time(self) -> float:
        return asyncio.get_running_loop().time()

    # --- one poll ------------------------------------------------------------------------------------------

    async def _poll(self, due: DueSource) -> None:
        async with self._hosts.turn(urlsplit(due.feed_url or due.source.url).netloc), self._slots:
            try:
                await self._visit(due)
            except (FetchFailed, Unreadable) as error:
                if isinstance(error, Missing) and error.status == GONE:
                    await self._end(due, str(error))
                else:
                    _log.warning("source %s could not be read: %s", due.source.id, error)
                    await self._fail(due, str(error), error.retry_after if isinstance(error, Unreachable) else None)
            except Refused:
                raise
            except Exception as error:  # the loop's boundary: one source must not stop the others
                _log.exception("source %s: unexpected error", due.source.id)
                await self._fail(due, f"unexpected error: {type(error).__name__}: {error}; please report it")

    async def _visit(self, due: DueSource) -> None:
        page, reading = await self._bring(due)
        if reading is None:
            following = self._following(due, page, due.newest, due.rhythm)
            await self._tell_of_success(due, following)
            self._unchanged[due.source.id] = following
            if len(self._unchanged) >= UNCHANGED:
                await self._settle_unchanged()
            return
        now, feed = self._clock(), reading.feed
        found = identify(due.source.id, feed.entries, now)
        dates = [date for date in (due.newest, *(each.entry.published for each in found)) if date and date <= now]
        following = self._following(due, page, max(dates, default=None), feed.rhythm)
        dated = any(each.entry.published for each in found)
        poll = Poll(
            source_id=due.source.id,
            feed_url=reading.url,
            feed_kind=feed.kind,
            validators=reading.page.validators,
            body_hash=reading.digest,
            found=found,
            next=following,
            language=feed.language,
            title=feed.title,
            hub=feed.hub,
            topic=feed.topic,
            links=reading.links,
            rhythm=feed.rhythm,
            max_age=self._max_age,
            next_if_new=None if dated else self._following(due, page, now, feed.rhythm),
        )
        await self._tell_of_success(due, following)
        new = await self._patiently(self._sources.store_poll, poll, now)
        if new:
            _log.info("source %s: %d new", due.source.id, new)
            self._signals.ring("articles")
        self._signals.ring("outbox")  # what another source had brought may be owed to this one's own readers now

    def _following(self, due: DueSource, page: Page, newest: datetime | None, rhythm: Rhythm) -> NextPoll:
        now, source = self._clock(), due.source
        pushed = due.pushed_until is not None and due.pushed_until > now
        following = polling.next_poll(
            now, newest, source.poll_seconds, source.poll_max_seconds,
            fresh_for=page.fresh_for, rhythm=rhythm, pushed=pushed,
        )  # fmt: skip
        return polling.Move(due.moved_to, due.moves).seen(page.moved_to).onto(following)

    async def _bring(self, due: DueSource) -> tuple[Page, Reading | None]:
        """The answer, and the feed that it holds; None for the feed if it has not changed.

        A `Missing` that says "gone for good" is of the source's own address if it leaves here.
        """
        if not due.feed_url:
            return await self._look(due)
        try:
            page = await self._fetcher.get(due.feed_url, due.validators)
            if page.not_modified or hashlib.sha256(page.body).hexdigest() == due.body_hash:
                return page, None
            reading = await self._discover.read(due.feed_url, page)
        except (Missing, Unreadable) as error:
            if not _worth_looking(due, error):
                raise
            return await self._look_again(due, error)
        return page, None if reading.digest == due.body_hash else reading

    async def _look(self, due: DueSource, before: str = "") -> tuple[Page, Reading]:
        try:
            reading = await self._discover(due.source, guess=due.failures % GUESSING == 0)
        except Unreadable as error:
            raise Unreadable(f"{before}{error}") from error
        return reading.page, reading

    async def _look_again(self, due: DueSource, error: Missing | Unreadable) -> tuple[Page, Reading]:
        """Another feed in the old one's stead. Raises `error` while the site names the old one: most errors pass, and
        the other feed may be another section's."""
        _log.info("source %s: its feed is gone (%s), looking for another", due.source.id, error)
        page, reading = await self._look(due, f"{error}; ")
        passing = isinstance(error, Missing) and error.status != GONE and due.failures < GIVING_UP_ON_FEED
        if passing and any(link.url == due.feed_url for link in reading.links or ()):
            raise error
        spoken, wanted = (each[:2].lower() for each in (reading.feed.language, _language(due.source)))
        if spoken and wanted and spoken != wanted:
            raise Unreadable(f"{error}; all that was found in its stead is in another language ({spoken})")
        _log.warning("source %s: %s is read in the stead of %s", due.source.id, reading.url, due.feed_url)
        return page, reading

    # --- how it ends ---------------------------------------------------------------------------------------
    # What is told is told before it is stored: a crash between the two tells it again, and its key keeps it single.

    async def _tell_of_success(self, due: DueSource, following: NextPoll) -> None:
        if due.alerted and due.failing_since:
            await self._tell(alerts.recovery(due.source, due.failing_since))
        if following.feed_url:
            itself = due.feed_url == due.source.url
            await self._tell(alerts.moved(due.source, following.feed_url, self._clock(), itself=itself))

    async def _fail(self, due: DueSource, reason: str, retry_after: float | None = None) -> None:
        now, source, failures, reason = self._clock(), due.source, due.failures + 1, storable(reason)
        following = polling.next_poll_after_failure(
            now, failures, source.poll_seconds, source.poll_max_seconds, self._random(), retry_after
        )
        since = due.failing_since or now
        alerted = due.alerted or polling.is_outage(failures, since, now)
        if alerted and not due.alerted:
            await self._tell(alerts.outage(source, reason, since))
        following = polling.Move(due.moved_to, due.moves).onto(following)
        await self._patiently(self._sources.store_failure, source.id, reason, following, now, alerted=alerted)

    async def _end(self, due: DueSource, reason: str) -> None:
        now = self._clock()
        await self._tell(alerts.gone(due.source, storable(reason), now))
        await self._patiently(self._sources.store_gone, due.source.id, storable(reason), now)


def _language(source: Source) -> str:
    return source.language or language_of(source.url)


def _worth_looking(due: DueSource, error: Exception) -> bool:
    """Whether another feed is looked for now. An error page with status 200 usually passes; what is missing where the
    source's owner said it was is theirs to mend."""
    if isinstance(error, Missing) and (due.feed_url == due.source.url or error.status in (404, GONE)):
        return due.feed_url != due.source.url
    return due.failures >= GIVING_UP_ON_FEED
