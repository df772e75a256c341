import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.adapters.storage.store import Store
from bot.adapters.telegram.answering import Answering
from bot.adapters.telegram.markup import render
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.telegram.updates import Pace, TelegramUpdates
from bot.adapters.wording import GettextWording
from bot.demo.botapi import BotApi
from bot.domain.model import Place
from tests.adapters.telegram.fakes import Addresses, Clock, Desk, Leases, Notebook, Signals

QUICK = Pace(poll=1, silence=0.3, patience=0.5, drain=1.0)


@pytest.fixture(autouse=True)
def nothing_rendered() -> Iterator[None]:
    render.cache_clear()
    yield


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api
        api.inbox.interrupt()  # a poll that waits would hold the server up
        await asyncio.sleep(0)


@pytest.fixture
async def platform(api: BotApi) -> AsyncIterator[TelegramPlatform]:
    async with TelegramPlatform(token=api.token, api_base_url=api.base_url) as platform:
        yield platform


@dataclass
class Bench:
    """A bot that reads from the stand-in, with all it talks to."""

    api: BotApi
    platform: TelegramPlatform
    updates: TelegramUpdates
    desk: Desk
    addresses: Addresses
    notebook: Notebook
    leases: Leases
    signals: Signals
    clock: Clock
    answering: Answering
    answers: list[float]  # when the courier was to make room, in the loop's time

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.updates.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def idle(self) -> None:
        """Wait until everything that was said is handled and confirmed."""
        await self.api.until(lambda: len(self.api.inbox) == 0)


Build = Callable[..., Awaitable[Bench]]


@pytest.fixture
async def build(api: BotApi) -> AsyncIterator[Build]:
    """Make a bot; `like`: another one's neighbours, as after a restart; `store`: real ones."""
    async with AsyncExitStack() as stack:

        async def make(
            *,
            token: str = "",
            like: Bench | None = None,
            store: Store | None = None,
            pace: Pace = QUICK,
            patient: bool = False,
            desk: Desk | None = None,
        ) -> Bench:
            made = TelegramPlatform(token=token or api.token, api_base_url=api.base_url)
            platform = await stack.enter_async_context(made)
            clock = like.clock if like else Clock()
            desk = desk or Desk()
            addresses = like.addresses if like else Addresses()
            addresses.changed = api.notice
            notebook = like.notebook if like else Notebook()
            leases, signals, answers = Leases(), Signals(patient=patient), list[float]()

            @asynccontextmanager
            async def turn(place: Place) -> AsyncIterator[None]:
                answers.append(asyncio.get_running_loop().time())
                yield

            answering = Answering(
                platform,
                desk,
                store.addresses if store else addresses,
                store.notebook if store else notebook,
                signals,
                clock,
                wording=GettextWording(),
                site_name="Example Site",
                language="en",
                turn=turn,
            )
            updates = TelegramUpdates(answering, store.leases if store else leases, pace=pace)
            return Bench(api, platform, updates, desk, addresses, notebook, leases, signals, clock, answering, answers)

        yield make


@pytest.fixture
async def bench(build: Build) -> AsyncIterator[Bench]:
    bench = await build()
    async with bench.running():
        yield bench
