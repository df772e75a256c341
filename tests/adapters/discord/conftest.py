"""The adapter against the strict stand-in, through the real discord.py."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import discord.http
import pytest
from discord.gateway import DiscordWebSocket

from bot.adapters.discord.answering import Answering
from bot.adapters.discord.events import Events
from bot.adapters.discord.gateway import DiscordGateway, Pace
from bot.adapters.discord.markup import render
from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.storage.store import Store
from bot.adapters.wording import GettextWording
from bot.domain.model import Ask, Place, Suggestion
from tests.adapters.telegram import fakes
from tests.adapters.telegram.fakes import Clock, Leases, Notebook, Signals
from tests.discordapi import Channel, DiscordApi

QUICK = Pace(ready=8.0, heartbeat=1.0, glance=0.05, takeover=0.05, drain=1.0)


class Desk(fakes.Desk):
    """Also suggests what it was asked for; `changed` is called whenever it is asked."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self._changed = changed

    async def _pass(self, ask: Ask) -> None:
        self._changed()
        await super()._pass(ask)

    async def suggest(self, ask: Ask) -> tuple[Suggestion, ...]:
        self.asked.append(ask)
        return (Suggestion(f"{ask.words}…", ask.words or "nothing"),)


@pytest.fixture(autouse=True)
def _as_new(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is kept for the whole process is put back."""
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    render.cache_clear()
    yield


@pytest.fixture
async def api() -> AsyncIterator[DiscordApi]:
    async with DiscordApi() as standin:
        yield standin


@pytest.fixture
async def platform(api: DiscordApi) -> AsyncIterator[DiscordPlatform]:
    async with DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="Caliber.Az") as made:
        yield made


def place(channel: Channel) -> Place:
    """A channel or thread as the bot names it."""
    home = channel.parent if channel.is_thread else channel
    assert home is not None
    topic = str(channel.id) if channel.is_thread else ""
    shape = "forum" if home.type == 15 else "announcement" if home.type == 5 else ""
    return Place(
        "discord", str(home.id), topic, "channel" if shape and not topic else "group", channel.name,
        server=str(channel.guild_id), shape="" if topic else shape,  # type: ignore[arg-type]
    )  # fmt: skip


@dataclass
class Bench:
    """A bot that hears, with all it talks to."""

    api: DiscordApi
    platform: DiscordPlatform
    desk: Desk
    gateway: DiscordGateway
    answering: Answering
    notebook: Notebook
    leases: Leases
    signals: Signals
    clock: Clock
    task: "asyncio.Task[None]"


Build = Callable[..., Awaitable[Bench]]


@pytest.fixture
async def build(api: DiscordApi, store: Store) -> AsyncIterator[Build]:
    """Make a bot and wait until it hears (`ready`)."""
    async with AsyncExitStack() as stack:

        async def make(*, token: str = "", ready: bool = True, pace: Pace = QUICK, free: bool = True) -> Bench:
            platform = await stack.enter_async_context(
                DiscordPlatform(token=token or api.token, api_base_url=api.base_url, site_name="Caliber.Az")
            )
            desk, clock, notebook, leases, signals = Desk(api.notice), Clock(), Notebook(), Leases(), Signals()
            leases.free = free
            wording = GettextWording()
            answering = Answering(platform.api, platform.directory, desk, wording, "en")
            events = Events(platform, desk, store.addresses, signals, clock)
            gateway = DiscordGateway(
                platform, answering, events, leases, notebook, signals, clock, token=token or api.token,
                wording=wording, language="en", operators=True, pace=pace,
            )  # fmt: skip
            task = asyncio.create_task(gateway.run())
            stack.push_async_callback(_ended, task)
            if ready:
                await api.until(lambda: bool(api.gateway.ready) and bool(api.commands))
            return Bench(api, platform, desk, gateway, answering, notebook, leases, signals, clock, task)

        yield make


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def bench(build: Build) -> Bench:
    return await build()
