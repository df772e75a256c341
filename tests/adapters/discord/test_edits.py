"""What Discord takes only so much of: edits of what was published, messages into a channel."""

from dataclasses import replace

import pytest

from bot.adapters.discord.platform import DiscordPlatform
from bot.domain.errors import TryLater
from bot.domain.model import Place, Post, Span
from tests.discordapi import DiscordApi, Limits, Rate

POST = Post(((Span("Words"),),))


async def test_an_edit_that_would_have_to_wait_for_an_hour_keeps_no_post_waiting() -> None:
    async with (
        DiscordApi(limits=Limits(published=Rate(3, 3600.0))) as api,
        DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="Herald") as platform,
    ):
        guild = api.guild()
        news = api.channel(guild, "news", "announcement")
        place = Place("discord", str(news.id), kind="channel", server=str(guild.id), shape="announcement")
        (message,) = (await platform.send(place, POST)).messages
        await platform.publish(place, message)
        for number in range(3):
            await platform.edit(place, message, replace(POST, lines=((Span(f"Words {number}"),),)))
        with pytest.raises(TryLater, match="takes no edits of this message for") as told:
            await platform.edit(place, message, POST)
        assert told.value.alone and told.value.retry_after is not None and told.value.retry_after > 3000
        await platform.send(place, POST)
        assert [each.embeds[0]["description"] for each in api.sent(news)] == ["Words 2", "Words"]


async def test_what_names_a_send_holds_in_the_same_channel_alone_whatever_it_says_by_then() -> None:
    async with (
        DiscordApi() as api,
        DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="Herald") as platform,
    ):
        guild = api.guild()
        channels = [api.channel(guild, name) for name in ("news", "sport")]
        places = [Place("discord", str(each.id), kind="group", server=str(guild.id)) for each in channels]
        for place in (*places, *places):
            await platform.send(place, POST, once="7")
        await platform.send(places[0], replace(POST, lines=((Span("Other words"),),)), once="7")
        assert [len(api.sent(channel)) for channel in channels] == [1, 1]


async def test_what_a_channel_has_room_for_is_sent_at_once_and_a_long_wait_is_told() -> None:
    async with (
        DiscordApi(limits=Limits(messages=Rate(6, 20.0))) as api,
        DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="Herald") as platform,
    ):
        news = api.channel(api.guild(), "news")
        place = Place("discord", str(news.id), kind="group", server="1")
        for _ in range(5):
            await platform.send(place, POST)
        api.fail("too_many", method="GET", seconds=9)
        with pytest.raises(TryLater) as told:
            await platform.look_up("discord", str(news.id))
        assert (told.value.retry_after, len(api.sent(news))) == (9, 5)
