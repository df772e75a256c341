"""The adapter against the strict stand-in, through the real discord.py."""

from collections.abc import AsyncIterator, Iterator

import discord.http
import pytest
from discord.gateway import DiscordWebSocket

from bot.adapters.discord.markup import render
from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.storage.store import Store
from bot.domain.model import Place
from tests.adapters.discord import listening
from tests.adapters.discord.listening import Bench
from tests.discordapi import Channel, DiscordApi


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


@pytest.fixture
async def bench(api: DiscordApi, store: Store) -> AsyncIterator[Bench]:
    """A bot that hears."""
    async with listening.bench(api, store) as made, made.running():
        yield made
