"""The whole bot as a process, on Telegram and Discord at once, from one store."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.botapi import BotApi
from tests.discordapi import Channel, DiscordApi, Message, User
from tests.newsroom import Newsroom
from tests.process import running
from tests.test_end_to_end import BRIDGE, NAILA, OLD, PATIENCE, RAIL, baseline, settings, subscribed, titles

MENDED = "Ministers agree on a road and rail corridor through the mountains"


@pytest.fixture
async def site() -> AsyncIterator[Newsroom]:
    async with Newsroom() as newsroom:
        for story in OLD:
            newsroom.publish(story)
        yield newsroom


@pytest.fixture
async def telegram() -> AsyncIterator[BotApi]:
    async with BotApi() as stand_in:
        yield stand_in


@pytest.fixture
async def discord() -> AsyncIterator[DiscordApi]:
    async with DiscordApi() as stand_in:
        yield stand_in


class Server:
    """A server on Discord, its news channel, and who runs it."""

    def __init__(self, api: DiscordApi) -> None:
        self.api = api
        guild = api.guild("Herald readers")
        self.news: Channel = api.channel(guild, "news")
        self.owner: User = api.person("Naila")
        api.member(guild, self.owner, manage_guild=True)

    async def asks(self, command: str, **options: str) -> str:
        """What a command is answered with."""
        answer = await self.api.slash(self.owner, self.news, command, options)
        return "\n".join(embed["description"] for embed in answer.embeds)


def both(folder: Path, site: Newsroom, telegram: BotApi, discord: DiscordApi) -> Path:
    table = f'[discord]\ntoken = "{discord.token}"\napi_base_url = "{discord.base_url}"\n'
    return settings(folder, site, telegram, more=table)


def headlines(messages: list[Message]) -> list[str]:
    return [message.embeds[0].get("title", "") for message in messages]


def named(listing: str) -> list[str]:
    """The titles in a list, as either platform shows it: Discord writes what is bold between asterisks."""
    listing = listing.replace("**", "")
    known = [MENDED, RAIL.title, BRIDGE.title, *(story.title for story in OLD)]
    found = sorted((listing.find(title), title) for title in known if title in listing)
    return [title for _, title in found]


async def test_one_item_is_one_post_on_each_and_a_correction_one_edit(
    tmp_path: Path, site: Newsroom, telegram: BotApi, discord: DiscordApi
) -> None:
    server = Server(discord)
    config = both(tmp_path, site, telegram, discord)
    async with running(config) as bot:
        await baseline(bot)
        await discord.until(lambda: discord.gateway.ready == {0}, PATIENCE)
        await subscribed(telegram, NAILA)
        assert "Subscribed: everything Example News publishes." in await server.asks("subscribe")
        site.publish(RAIL)
        _, post = await telegram.wait_for(NAILA, 2, PATIENCE)
        (message,) = await discord.wait_for(server.news, 1, PATIENCE)
        assert titles([post]) == headlines([message]) == [RAIL.title]
        assert f"[Example News]({site.address(RAIL)})" in message.embeds[0]["description"]

        site.stories[0] = replace(RAIL, title=MENDED)
        await telegram.until(lambda: titles([telegram.sent(NAILA)[1]]) == [MENDED], PATIENCE)
        await discord.until(lambda: headlines(discord.sent(server.news)) == [MENDED], PATIENCE)

        site.publish(BRIDGE)
        await telegram.wait_for(NAILA, 3, PATIENCE)
        await discord.wait_for(server.news, 2, PATIENCE)
        for command, words in (("latest", ""), ("top", ""), ("search", "corridor")):
            before = telegram.private(NAILA).accepted
            telegram.say(NAILA, NAILA, f"/{command} {words}")
            there = (await telegram.wait_for(NAILA, before + 1, PATIENCE))[-1].text
            here = await server.asks(command, **({"words": words} if words else {}))
            assert named(there) == named(here) != []
        assert await bot.stop() == 0
    accepted = telegram.private(NAILA).accepted
    async with running(config) as bot:
        await site.polled(3)
        await discord.until(lambda: discord.gateway.ready == {0}, PATIENCE)
        assert await bot.stop() == 0
    assert telegram.private(NAILA).accepted == accepted
    assert headlines(discord.sent(server.news)) == [MENDED, BRIDGE.title]
