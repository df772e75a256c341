"""discord.py pointed at the stand-in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discordapi import DiscordApi


class Bot(discord.AutoShardedClient):
    """A bot with a command tree."""

    def __init__(self, **options: Any) -> None:
        intents = options.pop("intents", discord.Intents(guilds=True))
        super().__init__(intents=intents, guild_ready_timeout=0.05, max_ratelimit_timeout=60.0, **options)
        self.tree = app_commands.CommandTree(self)
        self._news = asyncio.Event()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait 5 s."""

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        super().dispatch(event, *args, **kwargs)
        self._news.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition holds; it is looked at after every event."""
        async with asyncio.timeout(5):
            while not condition():
                self._news.clear()
                await self._news.wait()


Start = Callable[[discord.Client], Awaitable[None]]


@pytest.fixture
async def start(api: DiscordApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Start]:
    """Starts a bot and waits until it is ready; it is closed in the end."""
    monkeypatch.setattr(Route, "BASE", api.base_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(api.gateway_url))
    running: list[tuple[discord.Client, asyncio.Task[None]]] = []

    async def begin(bot: discord.Client) -> None:
        task = asyncio.create_task(bot.start(api.token))
        running.append((bot, task))
        await api.until(lambda: bool(api.gateway.ready) or task.done())
        if task.done():
            await task
        await asyncio.wait_for(bot.wait_until_ready(), 5)

    yield begin
    for bot, task in running:
        await bot.close()
        await asyncio.wait([task], timeout=5)
