"""Row 21: what is too long, empty or would ring somebody is within Discord's limits, and rings nobody."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import discord.http
import pytest

from bot.adapters.discord.markup import render
from bot.adapters.discord.platform import DiscordPlatform
from bot.domain.model import Address, Button, Item, Place, Post, Span
from tests.adapters.discord.reading import shown_of
from tests.contracts.platforms import composer
from tests.contracts.samples import NOW
from tests.discordapi import Channel, DiscordApi, Message

ARTICLE = "https://caliber.az/en/post/rail"
ITEM = Item(
    1, 1, "Ministers agree", ARTICLE, "caliber-en", language="en", published=NOW, section="world",
    section_label="WORLD", summary=("A rail corridor is to be built.",), authors=("Naila Example",),
)  # fmt: skip
RINGING = "@everyone @here <@1> <@!1> <@&{role}> @\u200beveryone <@&1>"


@pytest.fixture(autouse=True)
def _one_discord(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    yield


@pytest.fixture
async def api() -> AsyncIterator[DiscordApi]:
    async with DiscordApi() as standin:
        yield standin


@pytest.fixture
def news(api: DiscordApi) -> Channel:
    return api.channel(api.guild("Readers", may=["mention_everyone"]), "news")


async def posted(api: DiscordApi, news: Channel, *posts: Post) -> list[Message]:
    """What stands in the channel, once all have been sent."""
    place = Place("discord", str(news.id), kind="group", server=str(news.guild_id))
    async with DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="Caliber.Az") as platform:
        for post in posts:
            await platform.send(place, post)
    return api.sent(news)


def composed(item: Item) -> Post:
    return composer("discord")(item, Address(1, Place("discord", "1", kind="group", server="2"), layout="full"))


@pytest.mark.parametrize("sign", ["a", "*", "ж", "😀", "_ ", "[", "@everyone "])
async def test_row_21_what_is_too_long_is_cut(api: DiscordApi, news: Channel, sign: str) -> None:
    long = sign * 7000
    item = replace(ITEM, title=long, summary=(long,), authors=(long, long), section=long, section_label=long)
    own = Post(((Span(long),), (Span(long, bold=True),), (Span("Caliber.Az", url=ARTICLE),)))
    for message in await posted(api, news, composed(item), own):
        (embed,) = message.embeds
        assert len(embed.get("title", "")) <= 256 and len(embed["description"]) <= 4096
        assert (
            len(embed.get("title", "")) + len(embed["description"]) + len(embed.get("author", {}).get("name", ""))
            <= 6000
        )
        assert ("Caliber.Az", ARTICLE) in shown_of(embed).links


async def test_row_21_what_is_empty_says_at_least_something(api: DiscordApi, news: Channel) -> None:
    empty = replace(ITEM, title="", url="", summary=(), authors=(), section="", section_label="")
    blank = replace(ITEM, title=" \u200b\x00", summary=("",))
    messages = await posted(api, news, composed(empty), composed(blank), Post(()), Post(((Span(""),), ())))
    assert len(messages) == 4 and all(message.embeds for message in messages)
    assert all("Caliber.Az" in shown_of(message.embeds[0]).text for message in messages[:2])


@pytest.mark.parametrize("length", [300, 480, 513, 1500, 2100])
async def test_row_21_an_address_is_whole_or_not_there(api: DiscordApi, news: Channel, length: int) -> None:
    url = f"https://caliber.az/en/post/{'a' * (length - 27)}"
    item = replace(ITEM, title="Слово " * 60, url=url)
    (message,) = await posted(api, news, composed(item))
    opened = [part["url"] for part in message.parts if "url" in part]
    assert all(len(each) <= 512 and "…" not in each for each in opened)
    assert (url in opened) is (length <= 512)
    links = [address for _, address in shown_of(message.embeds[0]).links]
    assert (url in links) is (length <= 2048)  # Discord takes no longer one anywhere
    assert length > 450 or any(each.startswith("https://t.me/share/url?url=") for each in opened)


async def test_row_21_nobody_is_rung(api: DiscordApi, news: Channel) -> None:
    assert news.guild is not None
    role = api.role(news.guild, "Readers", mentionable=True)
    ringing = RINGING.format(role=role.id)
    item = replace(ITEM, title=ringing, summary=(ringing,), authors=(ringing,), section_label=ringing, section="x")
    own = Post(((Span(ringing),),), rows=((Button(ringing, data="x"),),))
    posts = (composed(item), own, replace(composed(item), mentions=("@everyone", "everyone", "<@1>")))
    for message in await posted(api, news, *posts):
        assert message.pings == () and message.content == ""
        assert shown_of(message.embeds[0]).acts == []
    for post in posts:
        assert render(post)["allowed_mentions"]["parse"] == []
        assert "users" not in render(post)["allowed_mentions"]


async def test_row_21_only_a_role_that_a_subscription_names_is_called(api: DiscordApi, news: Channel) -> None:
    assert news.guild is not None
    role, other = api.role(news.guild, "Readers"), api.role(news.guild, "Others")
    title = f"{other.mention} @everyone"
    (message,) = await posted(api, news, replace(composed(replace(ITEM, title=title)), mentions=(str(role.id),)))
    assert message.pings == (role.mention,)
