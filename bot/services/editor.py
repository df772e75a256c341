"""The second loop: stored drafts → articles that are ready, and all that is owed for them.

    claim a poll's drafts → fetch pages where the feed's text is short → choose text → summarise, index → publish

The drafts of one poll become ready together, oldest first, or after `wait` without the stragglers, which follow when
they come. A page that does not come costs its text only: the feed's own is used. A draft that breaks the program is
tried three times and then published from the feed's entry alone: never lost, never in the way of the others.

A revision is an article that is public already: its page is read anew, and where that does not come, it is tried again
later, for the feed's teaser is no new wording. It is never published plainly. With `corrections` its posts are edited.
A page that is missing by then hints that the article was taken down (`lookout`).

Two lanes
---------
Somebody waits for news; nobody waits for the archive that a first poll brings, hundreds of pages a site, nor for a
revision. Each lane has its own slots, so that news passes. What slots cost is memory, for a page in waiting is no work;
there are as many for news as polls may run at once.

A slot is held by a piece of a poll, `CHUNK` drafts at most, and never for longer than its lane's patience: the pages
that have not come by then are done without. A source holds few slots at once, a poll one, so that pieces are published
in order; what is slow holds up itself. A piece asks a host for one page at a time: the fetcher, which queues whatever
is for one host, has at most one page of each piece in front of a poll, or of the page of another piece.

What has been read is shortened beside all that: a model that is slow takes its own time, which the summarizer bounds,
and no page's. All of a piece are shortened at once, so a piece waits for a model no longer than one article does.
"""

import asyncio
import logging
import random as chance
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from bot.domain.article import draw_up, plainly, summarised, wants_page
from bot.domain.errors import FetchFailed, Refused, Unreachable, Unreadable
from bot.domain.model import Batch, Draft, Lane, Page, PageText, Ready
from bot.domain.takedown import is_gone
from bot.domain.text import storable
from bot.ports import Articles, Clock, Fetcher, Reader, Signals, Summarizer
from bot.services.patience import Patience
from bot.services.turns import Turns

TICK: Final = 30.0  # seconds: the safety net
CHUNK: Final = 50  # drafts in a slot, published at once
ATTEMPTS: Final = 3  # then plainly
SHORT: Final = 15.0  # seconds: a pause that a host asks for and that is waited for

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Working:
    """A lane and the batches in its slots, by their tasks."""

    lane: Lane
    slots: int
    each: int  # slots of one source
    pages: int  # of one piece that are fetched or read at once
    patience: float  # seconds that all pages of a piece may take
    batches: dict[asyncio.Task[bool], Batch] = field(default_factory=dict)

    def is_full(self) -> bool:
        return len(self.batches) >= self.slots

    def held(self) -> set[int]:
        return {batch.id for batch in self.batches.values()}

    def busy(self) -> list[str]:
        """The sources that hold all they may."""
        holding = Counter(source for batch in self.batches.values() for source in _sources(batch))
        return [source for source, times in holding.items() if times >= self.each]


@dataclass(frozen=True, slots=True)
class _Pages:
    """How the pages of one piece are asked for."""

    few: asyncio.Semaphore
    until: float  # in the loop's time
    hosts: Turns = field(default_factory=Turns)
    waited: set[str] = field(default_factory=set)  # for hosts that asked to

    async def fetch(self, fetcher: Fetcher, url: str) -> Page:
        """Raises as the fetcher does, and `Unreachable` where the page did not come in time."""
        try:
            async with asyncio.timeout_at(self.until), self.hosts.turn(_host(url)):
                return await self._get(fetcher, url)
        except TimeoutError as error:
            raise Unreachable(f"{_host(url)} is slow, and other pages were before this one") from error

    async def _get(self, fetcher: Fetcher, url: str) -> Page:
        """Once more after a short pause that the host asks for: else one page would cost all the others theirs, for
        nothing of the host is asked meanwhile. Whoever asks for another is not believed."""
        try:
            return await fetcher.get(url)
        except Unreachable as error:
            wait, host = error.retry_after, _host(url)
            if wait is None or wait > SHORT or host in self.waited:
                raise
        self.waited.add(host)
        await asyncio.sleep(wait)
        return await fetcher.get(url)


def _sources(batch: Batch) -> set[str]:
    return {draft.source.id for draft in batch.drafts}


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:  # the fetcher says what is wrong with it
        return ""


class _NotNow(Exception):
    """A revision's page did not come; `missing`: there is none."""

    def __init__(self, message: str, *, missing: bool) -> None:
        super().__init__(message)
        self.missing = missing


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
        corrections: bool = True,
        language: str = "en",
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
        self._corrections = corrections
        self._language = language
        self._wait: float | None = wait.total_seconds()
        self._lanes = (
            _Working("news", slots=32, each=2, pages=4, patience=120.0),
            _Working("backlog", slots=4, each=1, pages=2, patience=600.0),
        )
        self._patiently = Patience(random)
        self._storing = asyncio.Lock()

    async def run(self) -> None:
        """Edit what comes, for ever. Raises what no single draft is to blame for."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._take(group)
                await self._signals.wait("articles", TICK)

    async def once(self) -> None:
        """Edit until no batch is left."""
        async with asyncio.TaskGroup() as group:
            while working := await self._take(group):
                await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED)

    async def _take(self, group: asyncio.TaskGroup) -> list[asyncio.Task[bool]]:
        """Fill the slots with what there is. Returns all that were or are at work, done meanwhile or not: what waits
        behind a piece that has just been done is still to be taken."""
        at_work = [task for working in self._lanes for task in working.batches]
        for working in self._lanes:
            while not working.is_full():
                batch = await self._patiently(
                    self._articles.claim,
                    self._clock(),
                    working.lane,
                    limit=CHUNK,
                    held=working.held(),
                    busy=working.busy(),
                )
                if batch is None:
                    break
                task = group.create_task(self._edit(batch.drafts, working))
                working.batches[task] = batch
                task.add_done_callback(partial(self._leave, working))
                at_work.append(task)
        return at_work

    def _leave(self, working: _Working, task: asyncio.Task[bool]) -> None:
        del working.batches[task]
        if not task.cancelled() and not task.exception() and task.result():
            self._signals.ring("articles")

    async def _edit(self, drafts: Sequence[Draft], working: _Working) -> bool:
        """Edit one piece; true if what waits is to be looked for at once: not where all of it did not come now."""
        pages = _Pages(asyncio.Semaphore(working.pages), asyncio.get_running_loop().time() + working.patience)
        ready = 0
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._attempt(draft, pages)) for draft in drafts]
            late, timeout, when = set(tasks), self._wait, asyncio.ALL_COMPLETED
            while late:
                done, late = await asyncio.wait(late, timeout=timeout, return_when=when)
                together = [made for task in tasks if task in done and (made := task.result())]
                await self._publish(together)
                ready += len(together)
                timeout, when = None, asyncio.FIRST_COMPLETED
        return ready > 0 or working.lane == "news"

    async def _attempt(self, draft: Draft, pages: _Pages) -> Ready | None:
        """The draft made ready, or None if it has been given back."""
        if draft.attempts >= ATTEMPTS and not draft.revision:
            return plainly(draft)
        try:
            async with pages.few:
                article = await self._read(draft, pages)
            return await self._shorten(article)
        except _NotNow as error:
            missing = self._clock() if error.missing else None
            await self._patiently(self._articles.postpone, draft.id, storable(str(error)), missing=missing)
            return None
        except Exception as error:  # the loop's boundary: one draft must not stop the others
            _log.exception("article %d (%s): unexpected error", draft.id, draft.url)
            await self._postpone(draft, error)
            return None

    async def _postpone(self, draft: Draft, error: Exception) -> None:
        if draft.attempts >= ATTEMPTS and not draft.revision:
            return  # not even plainly: it stays under lease, until the next start
        reason = storable(f"{type(error).__name__}: {error}")
        await self._patiently(self._articles.postpone, draft.id, reason)

    async def _read(self, draft: Draft, pages: _Pages) -> Ready:
        """The article, its summary wanting."""
        page = await self._page(draft, pages) if wants_page(draft) else PageText()
        return draw_up(draft, page, self._sections)

    async def _shorten(self, article: Ready) -> Ready:
        draft, known = article.draft, article.draft.summary if article.draft.automatic else ()
        summary = await self._summarizer.summarize(
            article.title, article.text, article.language, news=not draft.baseline, known=known
        )
        return summarised(article, summary.sentences, automatic=summary.automatic)

    async def _page(self, draft: Draft, pages: _Pages) -> PageText:
        try:
            return await self._reader.article(await pages.fetch(self._fetcher, draft.entry.url or draft.url))
        except (FetchFailed, Unreadable) as error:
            if draft.revision:
                raise _NotNow(str(error), missing=is_gone(error)) from error
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
        async with self._storing:  # what a busy store has refused is not overtaken by what was found later
            owed = await self._patiently(
                self._articles.publish,
                ready,
                self._clock(),
                max_age=self._max_age,
                settle=self._settle,
                configured=self._configured,
                corrections=self._corrections,
                language=self._language,
            )
        _log.info("%d articles ready, %d posts and edits owed", len(ready), owed)
        self._signals.ring("outbox")
