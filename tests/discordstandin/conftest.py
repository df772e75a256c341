"""The stand-in, a raw client of its REST API, and discord.py pointed at it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, NamedTuple

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discordapi import DiscordApi


class Reply(NamedTuple):
    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> int:
        return int(self.body["code"])

    def error(self, path: str) -> str:
        """The code of the first error of a field: "embeds.0.title"."""
        place = self.body["errors"]
        for part in path.split("."):
            place = place[part]
        return str(place["_errors"][0]["code"])


Ask = Callable[..., Awaitable[Reply]]


@pytest.fixture
async def api() -> AsyncIterator[DiscordApi]:
    async with DiscordApi() as standin:
        yield standin


def asking(session: aiohttp.ClientSession, api: DiscordApi) -> Ask:
    async def ask(method: str, path: str, body: Any = None, *, token: str | None = None, **more: Any) -> Reply:
        headers = {"Authorization": f"Bot {api.token if token is None else token}"} if token != "" else {}
        async with session.request(method, f"{api.base_url}{path}", json=body, headers=headers, **more) as response:
            text = await response.text()
            json = response.content_type == "application/json"
            return Reply(response.status, await response.json() if json else text, response.headers)

    return ask


@pytest.fixture
async def ask(api: DiscordApi) -> AsyncIterator[Ask]:
    async with aiohttp.ClientSession() as session:
        yield asking(session, api)


class Bot(discord.AutoShardedClient):
    """A bot with a few commands, that writes down what it hears."""

    def __init__(self, **options: Any) -> None:
        intents = options.pop("intents", discord.Intents(guilds=True))
        super().__init__(intents=intents, guild_ready_timeout=0.05, max_ratelimit_timeout=60.0, **options)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait 5 s."""

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        self.heard.append(event)
        super().dispatch(event, *args, **kwargs)


Start = Callable[[Bot], Awaitable[None]]


@pytest.fixture
async def start(api: DiscordApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Start]:
    """Starts a bot and waits until it is ready; it is closed in the end."""
    monkeypatch.setattr(Route, "BASE", api.base_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(api.gateway_url))
    running: list[tuple[Bot, asyncio.Task[None]]] = []

    async def begin(bot: Bot) -> None:
        running.append((bot, asyncio.create_task(bot.start(api.token))))
        ready = asyncio.create_task(bot.wait_until_ready()) if bot.is_ready() else None
        await api.until(lambda: bool(api.gateway.ready) or running[-1][1].done())
        if running[-1][1].done():
            await running[-1][1]
        await asyncio.wait_for(bot.wait_until_ready(), 5)
        del ready

    yield begin
    for bot, task in running:
        await bot.close()
        await asyncio.wait([task], timeout=5)
        if task.done() and not task.cancelled():
            task.exception()
