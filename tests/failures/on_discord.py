"""As `deliveries`, before the stand-in for Discord. What the gateway tells is heard while `listening`."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.discord.answering import Answering
from bot.adapters.discord.client import Pace
from bot.adapters.discord.events import Events
from bot.adapters.discord.gateway import DiscordGateway
from bot.adapters.discord.markdown import units
from bot.adapters.discord.markup import MAX_LINK
from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.discord.speech import place_of
from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store
from bot.adapters.wording import GettextWording
from bot.domain.model import Address, Place
from bot.domain.pacing import NO_GAPS
from bot.domain.style import Style
from bot.ports import Fetcher
from bot.services.channels import Channels
from bot.services.composer import Composer
from bot.services.courier import Courier
from bot.services.desk import DISCORD, NewsDesk
from tests.contracts.samples import ALL, MINUTE, NOW, begin, entry, publish
from tests.discordapi import Channel, DiscordApi, Message, User, records
from tests.discordapi.payloads import channel as payload
from tests.failures.deliveries import SITE

PACE = Pace(ready=30.0, between=0.0, servers=0.02, heartbeat=20.0, glance=0.01, drain=1.0, farewell=0.5)
FORUM = records.FORUM
HEADLINE = re.compile(r"Headline (\d+)")


@dataclass
class World:
    """`options` are the courier's."""

    api: DiscordApi
    store: Store
    platform: DiscordPlatform
    fetcher: Fetcher | None = None
    options: dict[str, Any] = field(default_factory=dict)
    now: datetime = NOW
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 1000)))

    def __post_init__(self) -> None:
        self.signals = LocalSignals()
        self.wording = GettextWording()
        style = Style(SITE.name, SITE.homepage, platform="discord", cards=True, link_units=MAX_LINK)
        self.composer = Composer(style, self.wording, self.clock, units=units)
        self.courier = Courier(
            platform=self.platform,
            outbox=self.store.outbox,
            leases=self.store.leases,
            signals=self.signals,
            clock=self.clock,
            composer=self.composer,
            rate=1000,
            gaps=NO_GAPS,
            per_minute=0,
            fetcher=self.fetcher,
            **self.options,
        )
        self.desk = NewsDesk(
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
            admins=frozenset(),
            outbox=self.store.outbox,
            manners=DISCORD,
        )
        self.gateway = DiscordGateway(
            self.platform,
            Answering(self.platform.api, self.platform.directory, self.desk, self.wording, SITE.language),
            Events(self.platform, self.desk, self.store.addresses, self.signals, self.clock),
            self.store.leases,
            self.store.notebook,
            self.signals,
            self.clock,
            token=self.api.token,
            wording=self.wording,
            language=SITE.language,
            pace=PACE,
        )
        self.channels = Channels(platform="discord", addresses=self.store.addresses, directory=self.platform)

    def clock(self) -> datetime:
        self.api.notice()
        return self.now

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Meanwhile people are answered, and what becomes of servers is followed."""
        task = asyncio.create_task(self.gateway.run())
        try:
            await self.api.until(lambda: self.gateway.last_success is not None, 10)
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def place(self, to: Channel | User) -> Place:
        """Where posts for a channel, a thread or a person go."""
        return Place("discord", str(to.id)) if isinstance(to, User) else place_of(payload(to))

    async def subscribe(self, to: Channel | User) -> Address:
        address = await self.store.addresses.ensure(self.place(to))
        await self.store.addresses.subscribe(address.id, ALL, self.now)
        return address

    async def publish(self, **fields: Any) -> int:
        """The next article. Returns to how many it is owed."""
        return await publish(self.store, entry(next(self._numbers), **fields), now=self.now)

    async def deliver(self, after: timedelta = MINUTE) -> None:
        """Send what is due by then, and nothing that falls due later."""
        self.now += after
        await self.courier.once(timedelta())

    async def status(self, of: Channel | User) -> tuple[str, str]:
        known = await self.store.addresses.get(self.place(of))
        assert known is not None
        return known.status, known.reason

    async def becomes(self, of: Channel | User, *expected: str) -> None:
        """Wait until an event has been followed: nothing else tells."""
        async with asyncio.timeout(5):
            while await self.status(of) != expected:
                pass

    async def deliveries(self) -> dict[str, int]:
        stats = await self.store.figures.stats(self.now)
        return {state: count for state, count in stats.deliveries.items() if count}

    def standing(self, to: Channel | User) -> list[Message]:
        """The bot's messages there; in a forum those that its threads begin with."""
        channel = self.api.dm(to) if isinstance(to, User) else to
        threads = [each for each in self.api.channels.values() if each.parent is channel and channel.type == FORUM]
        found = [message for each in (channel, *threads) for message in self.api.sent(each)]
        return [message for message in found if not message.deleted]

    def posts(self, to: Channel | User) -> list[str]:
        """The posts there, by the numbers of their articles; a digest's are of one message."""
        return [number for each in self.standing(to) for number in numbers(each)]


def numbers(message: Message) -> list[str]:
    """Of the articles that a message shows, in their order."""
    words = " ".join(
        [message.content, *(f"{each.get('title', '')} {each.get('description', '')}" for each in message.embeds)]
    )
    return list(dict.fromkeys(HEADLINE.findall(words)))


@asynccontextmanager
async def world(store: Store, *, fetcher: Fetcher | None = None, **options: Any) -> AsyncIterator[World]:
    """A source whose first poll is behind it, and nobody subscribed yet."""
    async with DiscordApi() as api, around(api, store, fetcher=fetcher, **options) as opened:
        await begin(store)
        yield opened


@asynccontextmanager
async def around(
    api: DiscordApi, store: Store, *, fetcher: Fetcher | None = None, **options: Any
) -> AsyncIterator[World]:
    """Another process before the same Discord."""
    async with DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name=SITE.name) as platform:
        yield World(api, store, platform, fetcher, options=options)
