"""Pictures that go along with a post."""

import pytest

from bot.adapters.discord.platform import DiscordPlatform
from bot.domain.errors import AddressClosed, PictureRejected
from bot.domain.model import Place, Post, Span
from tests.discordapi import DiscordApi

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
POST = Post(((Span("A headline"),),))


async def test_without_the_right_to_attach_files_only_the_picture_is_refused() -> None:
    async with DiscordApi() as api:
        guild = api.guild(may=("attach_files",))
        news = api.channel(guild, "news")
        place = Place("discord", str(news.id), kind="group", server=str(guild.id))
        async with DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="Herald") as platform:
            await platform.send(place, POST, picture=PNG)
            api.deny(news, "attach_files")
            with pytest.raises(PictureRejected) as refused:
                await platform.send(place, POST, picture=PNG)
            assert refused.value.here  # other chats may get it
            await platform.send(place, POST)
            api.deny(news, "send_messages")
            with pytest.raises(AddressClosed):
                await platform.send(place, POST)
        assert len(api.sent(news)) == 2
