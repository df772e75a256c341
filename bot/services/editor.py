"""The second loop: stored drafts → articles that are ready, and all that is owed for them.

    claim a poll's drafts → fetch pages where the feed's text is short → choose text → summarise, index → publish

The drafts of one poll become ready together, oldest first, or after `wait` without the stragglers, which follow when
they come. A page that does not come costs its text only: the feed's own is used. A draft that breaks the program is
tried three times and then published from the feed's entry alone: never lost, never in the way of the others.

A revision is an article that is public already: its page is read anew, and where that does not come, it is tried again
later, for the feed's teaser is no new wording. It is never published plainly.
"""

import asyncio
import logging
import random as chance
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.article import draw_up, plainly, wants_page
from bot.domain.errors import FetchFailed, Refused, Unreadable
from bot.domain.model import Batch, Draft, PageText, Ready
from bot.domain.text import storable
from bot.ports import Articles, Clock, Fetcher, Reader, Signals, Summarizer
from bot.services.patience import Patience

TICK = 30.0  # seconds: the safety net
BATCHES = 4  # polls edited at once, so that a slow site does not hold up the others
PAGES = 8  # pages of one poll asked for at once; the fetcher asks each host one at a time
CHUNK = 50  # articles published at once: a first poll may bring hundreds
ATTEMPTS = 3  # then plainly

_log = logging.getLogger(__name__)


class _NotNow(Exception):
    """A revision's page did not come."""


class Editor:
    """Makes articles ready. `sections`: folded spelling → key. Durations: see `ports.Articles.publish`."""

    def __init__(
        self,
        *,
        articles: Articles,
        fetcher: Fetcher,
        reader: Reader,
        summarizer: Summarizer,
        signals: Signals,
        clock: Clock,
        sections: Mapping[str, str],
        max_age: timedelta,
        settle: timedelta,
        wait: timedelta = timedelta(seconds=30),
        random: Callable[[], float] = chance.random,
    ) -> None:
        self._articles = articles
        self._fetcher = fetcher
        self._reader = reader
        self._summarizer = summarizer
        self._signals = signals
        self._clock = clock
        self._sections = sections
        self._configured = frozenset(sections.values())
        self._max_age = max_age
        self._settle = settle
        self._wait: float | None = wait.total_seconds()
        self._slots = asyncio.Semaphore(BATCHES)
        self._patiently = Patience(random)

    async def run(self) -> None:
        """Edit what comes, for ever. Raises what no single draft is to blame for."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._take(group)
                await self._signals.wait("articles", TICK)

    async def once(self) -> None:
        """Edit until no batch is left."""
        taken = True
        while taken:  # what was given back after a failure is a batch again
            async with asyncio.TaskGroup() as group:
                taken = await self._take(group)

    async def _take(self, group: asyncio.TaskGroup) -> bool:
        """Begin to edit every batch there is; true if there was one."""
        taken = False
        while True:
            await self._slots.acquire()
            batch = await self._patiently(self._articles.claim, self._clock())
            if batch is None:
                self._slots.release()
                return taken
            taken = True
            group.create_task(self._edit(batch))

    async def _edit(self, batch: Batch) -> None:
        try:
            for at in range(0, len(batch.drafts), CHUNK):
                await self._edit_together(batch.drafts[at : at + CHUNK])
        finally:
            self._slots.release()

    async def _edit_together(self, drafts: Sequence[Draft]) -> None:
        pages = asyncio.Semaphore(PAGES)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._attempt(draft, pages)) for draft in drafts]
            late, timeout, when = set(tasks), self._wait, asyncio.ALL_COMPLETED
            while late:
                done, late = await asyncio.wait(late, timeout=timeout, return_when=when)
                await self._publish([ready for task in tasks if task in done and (ready := task.result())])
                timeout, when = None, asyncio.FIRST_COMPLETED

    async def _attempt(self, draft: Draft, pages: asyncio.Semaphore) -> Ready | None:
        """The draft made ready, or None if it has been given back."""
        if draft.attempts >= ATTEMPTS and not draft.revision:
            return plainly(draft)
        async with pages:
            try:
                return await self._make_ready(draft)
            except _NotNow as error:
                await self._patiently(self._articles.postpone, draft.id, storable(str(error)))
                return None
            except Exception as error:  # the loop's boundary: one draft must not stop the others
                _log.exception("article %d (%s): unexpected error", draft.id, draft.url)
                await self._postpone(draft, error)
                return None

    async def _postpone(self, draft: Draft, error: Exception) -> None:
        if (
            draft.attempts >= ATTEMPTS and not draft.revision
        ):  # not even plainly: it stays under lease, until the next start
            return
        reason = storable(f"{type(error).__name__}: {error}")
        await self._patiently(self._articles.postpone, draft.id, reason)
        self._signals.ring("articles")

    async def _make_ready(self, draft: Draft) -> Ready:
        page = await self._page(draft) if wants_page(draft) else PageText()
        article = draw_up(draft, page, self._sections)
        summary = await self._summarizer.summarize(article.title, article.text, article.language)
        return replace(article, summary=summary)

    async def _page(self, draft: Draft) -> PageText:
        try:
            return await self._reader.article(await self._fetcher.get(draft.entry.url or draft.url))
        except (FetchFailed, Unreadable) as error:
            if draft.revision:
                raise _NotNow(str(error)) from error
            _log.info("article %d: the feed's own text is used: %s", draft.id, error)
            return PageText()

    async def _publish(self, ready: Sequence[Ready]) -> None:
        """Publish together; if that breaks the program, one by one, so that only the culprit stays behind."""
        if not ready:
            return
        try:
            await self._store(ready)
        except Refused:
            raise
        except Exception as error:
            _log.exception("%d articles could not be stored", len(ready))
            if len(ready) == 1:
                await self._postpone(ready[0].draft, error)
                return
            for each in ready:
                await self._publish([each])

    async def _store(self, ready: Sequence[Ready]) -> None:
        owed = await self._patiently(
            self._articles.publish,
            ready,
            self._clock(),
            max_age=self._max_age,
            settle=self._settle,
            configured=self._configured,
        )
        _log.info("%d articles ready, %d posts owed", len(ready), owed)
        self._signals.ring("outbox")
