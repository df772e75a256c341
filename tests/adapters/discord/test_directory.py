"""Who manages a server is known for a while, of a bounded number of people."""

import asyncio

import pytest

from bot.adapters.discord import directory as adapter
from bot.adapters.discord.platform import DiscordPlatform
from bot.domain.errors import TryLater
from bot.domain.model import Person, Place
from tests.adapters.discord.conftest import place
from tests.discordapi import DiscordApi

HERE = Place("discord", "7", kind="group", server="2")


async def test_what_was_told_holds_for_a_quarter_of_an_hour(
    platform: DiscordPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = platform.directory
    directory.told(HERE, Person("1"), manages=True)
    assert await directory.manages(HERE, Person("1"))
    assert not await directory.manages(Place("discord", "7", kind="group"), Person("1"))
    later = asyncio.get_running_loop().time() + adapter.KEPT_SECONDS
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: later)
    assert not await directory.manages(HERE, Person("1"))


async def test_people_are_forgotten(platform: DiscordPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "KEPT", 1)
    for person in ("1", "2"):
        platform.directory.told(HERE, Person(person), manages=True)
    assert not await platform.manages(HERE, Person("1"))
    assert await platform.manages(HERE, Person("2"))
    platform.directory.told(HERE, Person("2"), manages=False)
    assert not await platform.manages(HERE, Person("2"))


async def test_what_is_seen_and_what_is_not(api: DiscordApi, platform: DiscordPlatform) -> None:
    guild = api.guild("Readers")
    news, hidden = api.channel(guild, "news"), api.channel(guild, "hidden")
    thread = api.thread(news, "talk")
    api.deny(hidden, "view_channel")
    assert await platform.look_up("discord", f" {news.id} ") == place(news)
    for name in (str(hidden.id), "news", "#news", "12", f"<@{news.id}>", "1100000000000000999"):
        assert await platform.look_up("discord", name) is None, name
    assert await platform.look_up("telegram", str(news.id)) is None
    assert not await platform.directory.is_locked(str(thread.id))
    assert not await platform.directory.is_locked("1100000000000000999")
    api.archive(thread, locked=True)
    assert await platform.directory.is_locked(str(thread.id))
    assert await platform.may_post(place(thread))
    api.delete_channel(thread)  # to who was not added to it, a private thread is as good as gone
    assert not await platform.may_post(place(thread)) and await platform.may_post(place(news))
    api.kick(guild)
    assert not await platform.may_post(place(news))
    api.fail("server_error")
    with pytest.raises(TryLater):
        await platform.may_post(place(news))
