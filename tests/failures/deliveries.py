"""The real courier, desk, platform and store before the strict stand-in, at times that the test sets."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store
from bot.adapters.telegram.answering import Answering
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.telegram.updates import Pace, TelegramUpdates
from bot.adapters.wording import GettextWording
from bot.demo.botapi import BotApi
from bot.demo.botapi.records import Chat, SentMessage
from bot.domain.model import Address, Place
from bot.domain.pacing import NO_GAPS
from bot.domain.style import Style
from bot.ports import Fetcher
from bot.services.announcer import Announcer
from bot.services.composer import Composer
from bot.services.courier import Courier
from bot.services.desk import NewsDesk, SiteFacts
from bot.services.doubts import Doubts
from tests.contracts.samples import ALL, MINUTE, NOW, begin, entry, publish

SITE = SiteFacts("One", "https://one.example/", "en", "", {}, "UTC")
PACE = Pace(poll=1, silence=1.0, glance=0.01, patience=1.0, drain=1.0)


@dataclass
class World:
    """`options` are the courier's; `admin` is the operators' one chat."""

    api: BotApi
    store: Store
    platform: TelegramPlatform
    fetcher: Fetcher | None = None
    admin: int = 1
    options: dict[str, Any] = field(default_factory=dict)
    now: datetime = NOW
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 1000)))

    def __post_init__(self) -> None:
        self.signals = LocalSignals()
        self.wording = GettextWording()
        self.composer = Composer(Style(SITE.name, SITE.homepage), self.wording, self.clock)
        self.courier = Courier(
            platform=self.platform,
            outbox=self.store.outbox,
            leases=self.store.leases,
            signals=self.signals,
            clock=self.clock,
            composer=self.composer,
            rate=1000,
            gaps=NO_GAPS,
            fetcher=self.fetcher,
            **self.options,
        )
        answering = Answering(
            self.platform,
            self._desk(),
            self.store.addresses,
            self.store.notebook,
            self.signals,
            self.clock,
            wording=self.wording,
            site_name=SITE.name,
            language=SITE.language,
            turn=self.courier.turn,
        )
        self.updates = TelegramUpdates(answering, self.store.leases, pace=PACE)
        tell = Announcer(
            outbox=self.store.outbox,
            chats={"telegram": [str(self.admin)]},
            clock=self.clock,
            signals=self.signals,
        ).tell
        self.doubts = Doubts(platform="telegram", outbox=self.store.outbox, tell=tell)

    def _desk(self) -> NewsDesk:
        return NewsDesk(
            addresses=self.store.addresses,
            articles=self.store.articles,
            sources=self.store.sources,
            notebook=self.store.notebook,
            figures=self.store.figures,
            directory=self.platform,
            wording=self.wording,
            clock=self.clock,
            composer=self.composer,
            site=SITE,
            sections={},
            version="1",
            admins=frozenset({str(self.admin)}),
            outbox=self.store.outbox,
        )

    def clock(self) -> datetime:
        return self.now

    async def subscribe(self, chat: Chat, topic: int = 0, language: str = "") -> Address:
        kind = "group" if "group" in chat.type else chat.type
        place = Place("telegram", str(chat.id), str(topic or ""), kind, chat.title)  # type: ignore[arg-type]
        address = await self.store.addresses.ensure(place, language=language)
        await self.store.addresses.subscribe(address.id, ALL, self.now)
        return address

    async def publish(self, **fields: Any) -> int:
        """The next article. Returns to how many it is owed."""
        return await publish(self.store, entry(next(self._numbers), **fields), now=self.now)

    async def deliver(self, after: timedelta = MINUTE) -> None:
        """Send what is due by then, and nothing that falls due later."""
        self.now += after
        await self.courier.once(timedelta())

    async def hear(self) -> None:
        """Take in all that people and chats did."""
        await self.updates.once()

    @asynccontextmanager
    async def unreachable(self) -> AsyncIterator[None]:
        """Meanwhile nothing that is sent leaves this machine."""
        sending = self.platform._sending
        await sending.shutdown()
        try:
            yield
        finally:
            await sending.initialize()

    async def address(self, chat: Chat, topic: int = 0) -> Address:
        found = await self.store.addresses.get(Place("telegram", str(chat.id), str(topic or "")))
        assert found is not None
        return found

    async def status(self, chat: Chat, topic: int = 0) -> tuple[str, str]:
        known = await self.address(chat, topic)
        return known.status, known.reason

    async def deliveries(self) -> dict[str, int]:
        stats = await self.store.figures.stats(self.now)
        return {state: count for state, count in stats.deliveries.items() if count}

    def standing(self, chat: Chat) -> list[SentMessage]:
        return [message for message in self.api.sent(chat) if not message.deleted]

    def posts(self, chat: Chat) -> list[str]:
        """The posts in a chat, by the numbers of their articles."""
        return [
            words.removeprefix("Headline ")
            for message in self.api.sent(chat)
            if (words := message.text.partition("\n")[0]).startswith("Headline ")
        ]


@asynccontextmanager
async def world(store: Store, *, fetcher: Fetcher | None = None, **options: Any) -> AsyncIterator[World]:
    """A source whose first poll is behind it, and nobody subscribed yet."""
    async with BotApi() as api, TelegramPlatform(token=api.token, api_base_url=api.base_url) as platform:
        await begin(store)
        yield World(api, store, platform, fetcher, options=options)
