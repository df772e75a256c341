"""The whole path: a site is polled, its articles are edited, and what is owed stands on the strict stand-in."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store
from bot.demo.botapi.records import Chat, SentMessage
from bot.domain.model import Entry, Feed, Notice, PageText
from bot.services.editor import Editor
from bot.services.lookout import Lookout
from bot.services.poller import Poller
from tests.contracts.samples import DAY, MINUTE, ONE, SECOND
from tests.failures.deliveries import World, world
from tests.fakes import FirstSentence, Site, no_jitter


class Press:
    """A world with a site that is polled."""

    def __init__(self, opened: World, url: str) -> None:
        self.world = opened
        self.url = url  # of the database
        self.site = Site()
        self.parts: dict[str, Any] = {
            "fetcher": self.site,
            "signals": LocalSignals(),
            "clock": opened.clock,
            "random": no_jitter,
        }
        self.told: list[Notice] = []
        self.chat: Chat = opened.api.private(42)
        self.show()

    @property
    def store(self) -> Store:
        return self.world.store

    def show(self, *entries: Entry) -> None:
        """What the feed holds from now on; each article has a page that says the same."""
        self.site.articles |= {each.url: PageText(each.summary, each.title) for each in entries}
        self.site.feeds[f"{ONE.url}rss.xml"] = Feed("rss20", entries=entries)

    async def poll(self, after: timedelta = MINUTE) -> None:
        """A later round of the poller and the editor; then what is owed is sent."""
        self.world.now += after
        await Poller(sources=self.store.sources, reader=self.site, **self.parts).once()
        await Editor(
            articles=self.store.articles,
            reader=self.site,
            summarizer=FirstSentence(),
            sections={},
            max_age=2 * DAY,
            settle=timedelta(),
            **self.parts,
        ).once()
        await self.deliver()

    async def look(self, after: timedelta = MINUTE, **options: Any) -> None:
        """A later round of looks at pages; then what is owed is sent."""
        self.world.now += after
        parts = {name: part for name, part in self.parts.items() if name != "fetcher"}
        await Lookout(
            takedowns=self.store.takedowns,
            leases=self.store.leases,
            fetcher=self.site,
            tell=self.tell,
            **parts,
            **options,
        ).once()
        await self.deliver()

    async def tell(self, notice: Notice) -> None:
        self.told.append(notice)

    async def deliver(self) -> None:
        """Send all that is owed."""
        for _ in range(10):
            await self.world.deliver(SECOND)

    def standing(self) -> SentMessage:
        """The one post."""
        (message,) = self.world.standing(self.chat)
        return message

    def titles(self) -> Sequence[str]:
        return [message.text.partition("\n")[0] for message in self.world.standing(self.chat)]


@asynccontextmanager
async def press(store: Store, url: str = "") -> AsyncIterator[Press]:
    """A site whose first poll is behind it, with a reader of its news."""
    async with world(store) as opened:
        found = Press(opened, url)
        await opened.subscribe(found.chat)
        await found.poll()
        yield found
