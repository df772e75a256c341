"""Trying addresses: the poller and the editor at work on a database that is thrown away.

What is shown is what would happen, since the same code does it. Between them and the outside stand a fetcher and a
reader that remember what came: the errors with their kind, the feeds whole, and what each article's page gave.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from bot.domain import links
from bot.domain.errors import CrierError, FetchFailed, Unreadable
from bot.domain.model import NO_VALIDATORS, Feed, FeedLink, Page, PageText, Source, SourceHealth, Validators

if TYPE_CHECKING:
    from bot.adapters.storage.store import Store
    from bot.config import Config
    from bot.ports import Fetcher, Reader
    from bot.services.editor import Editor
    from bot.services.poller import Poller

T = TypeVar("T")

LONG = 2.0  # seconds without an answer, after which it is said what is waited for
SLOW = "waiting for {} to answer"
PAUSED = "waiting: robots.txt of {} asks for pauses between pages (Crawl-delay)"
MOST = 100  # of everything that is remembered
_EPOCH = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Memory:
    """What came, by address. Bounded: the first `MOST` of each are kept."""

    first: Page | None = None
    landed: dict[str, str] = field(default_factory=dict)  # where an address led
    failures: dict[str, CrierError] = field(default_factory=dict)
    feeds: dict[str, Feed] = field(default_factory=dict)  # in the order in which they were read
    pages: dict[str, PageText] = field(default_factory=dict)

    def failure(self, url: str) -> CrierError | None:
        """Why there is nothing of an address, however it is spelled."""
        return self.failures.get(self._asked(url, self.failures))

    def page(self, url: str) -> PageText | None:
        """The article at an address, or the one that says that this is its address."""
        own = links.key(url)
        stated = (text for text in self.pages.values() if text.canonical and links.key(text.canonical) == own)
        return self.pages.get(self.landed.get(self._asked(url, self.landed), "")) or next(stated, None)

    def _asked(self, url: str, where: Mapping[str, object]) -> str:
        own = links.key(url)
        return next((asked for asked in where if links.key(asked) == own), "")

    def keep(self, where: dict[str, T], url: str, what: T) -> None:
        """Remember what stood at an address, if there is room."""
        if len(where) < MOST or url in where:
            where[url] = what


class Ear:
    """A fetcher (port `Fetcher`) that remembers what did not come."""

    def __init__(self, fetcher: "Fetcher", memory: Memory) -> None:
        self._fetcher = fetcher
        self._memory = memory

    async def get(self, url: str, validators: Validators = NO_VALIDATORS) -> Page:
        """As the fetcher does."""
        try:
            page = await self._fetcher.get(url, validators)
        except FetchFailed as error:
            self._memory.keep(self._memory.failures, url, error)
            raise
        self._memory.first = self._memory.first or page
        self._memory.keep(self._memory.landed, url, page.url)
        return page

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        """As the fetcher does."""
        return await self._fetcher.submit(url, form)


class Watch:
    """A fetcher (port `Fetcher`) that says, once, what is waited for while nothing comes. `unless` another is asking:
    then that one says it."""

    def __init__(
        self, fetcher: "Fetcher", say: Callable[[str], None], words: str, unless: "Watch | None" = None
    ) -> None:
        self._fetcher, self._say, self._words, self._unless = fetcher, say, words, unless
        self._said = False
        self.asking = 0

    async def get(self, url: str, validators: Validators = NO_VALIDATORS) -> Page:
        """As the fetcher does."""
        waiting = asyncio.get_running_loop().call_later(LONG, self._tell, url)
        self.asking += 1
        try:
            return await self._fetcher.get(url, validators)
        finally:
            self.asking -= 1
            waiting.cancel()

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        """As the fetcher does."""
        return await self._fetcher.submit(url, form)

    def _tell(self, url: str) -> None:
        if not self._said and not (self._unless and self._unless.asking):
            self._said = True
            self._say(self._words.format(links.host(url)))


class Glance:
    """A reader (port `Reader`) that leaves of a feed only its newest entries, and remembers the whole."""

    def __init__(self, reader: "Reader", memory: Memory, count: int) -> None:
        self._reader = reader
        self._memory = memory
        self._count = count

    async def feed(self, page: Page) -> Feed:
        """The newest entries, in document order."""
        feed = await self._reader.feed(page)
        self._memory.keep(self._memory.feeds, page.url, feed)
        newest = sorted(feed.entries, key=lambda entry: entry.published or _EPOCH, reverse=True)[: self._count]
        return replace(feed, entries=tuple(entry for entry in feed.entries if entry in newest))

    async def announced(self, page: Page) -> tuple[FeedLink, ...]:
        """As the reader says."""
        return await self._reader.announced(page)

    async def sitemaps(self, page: Page) -> tuple[FeedLink, ...]:
        """As the reader says."""
        return await self._reader.sitemaps(page)

    async def article(self, page: Page) -> PageText:
        """As the reader says."""
        try:
            text = await self._reader.article(page)
        except Unreadable as error:
            self._memory.keep(self._memory.failures, page.url, error)
            raise
        self._memory.keep(self._memory.pages, page.url, text)
        return text


@dataclass(frozen=True, slots=True)
class Trial:
    """The parts at work, and what they have heard."""

    store: "Store"
    poller: "Poller"
    editor: "Editor"
    reader: "Reader"
    memory: Memory

    async def health(self, *, counted: bool = True) -> tuple[SourceHealth, ...]:
        """The sources on trial, by id."""
        return await self.store.sources.health(counted=counted)

    def feed(self, health: SourceHealth) -> Feed | None:
        """A source's feed with all of its entries, those of an index's parts included; None if none was read."""
        feeds = self.memory.feeds
        whole = feeds.get(health.feed_url) or next(iter(reversed(feeds.values())), None)
        if whole is None or not whole.parts:
            return whole
        parts = [entry for part in whole.parts for entry in feeds.get(part, Feed("")).entries]
        return replace(whole, entries=tuple(parts))


@asynccontextmanager
async def trial(
    config: "Config", sources: Sequence[Source], entries: int, say: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Trial]:
    """Have `sources` in a database of their own, of whose feeds the newest `entries` are taken. `say` is told what is
    waited for, if that takes long."""
    from bot import app
    from bot.adapters.fetching import PoliteFetcher
    from bot.adapters.signals import LocalSignals
    from bot.adapters.storage.store import open_store
    from bot.app import parts

    memory = Memory()
    async with parts.http_fetcher(config) as fetcher, parts.web_reader(config) as reader:
        with TemporaryDirectory(prefix="crier-", ignore_cleanup_errors=True) as folder:
            async with open_store(f"sqlite:///{folder}/trial.db", mode="run") as store:
                await store.leases.beat()
                await store.sources.seed(sources, parts.now())
                asked, glance = Watch(fetcher, say, SLOW), Glance(reader, memory, entries)
                polite = Watch(PoliteFetcher(asked, parts.user_agent(config)), say, PAUSED, unless=asked)
                ear, pages = Ear(asked, memory), Ear(polite, memory)
                poller, editor = app.newsroom(config, store, ear, glance, LocalSignals(), pages=pages)
                yield Trial(store, poller, editor, glance, memory)
