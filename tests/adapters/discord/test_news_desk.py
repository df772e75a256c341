"""The desk's newer answers as Discord takes and shows them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.adapters.storage.store import Store
from bot.domain.model import Coverage, Place
from tests.adapters.discord import listening
from tests.adapters.discord.conftest import place
from tests.adapters.discord.listening import Bench
from tests.adapters.discord.reading import shown_of
from tests.adapters.newsdesk import RealDesk
from tests.discordapi import Channel, DiscordApi
from tests.discordapi.answers import Answer
from tests.services.fakes_desk import NOW, Newsroom, item


@pytest.fixture
def room() -> Newsroom:
    return Newsroom(item(1), item(2, "Сообщение 2 из гавани", language="ru"))


@pytest.fixture
async def bench(api: DiscordApi, store: Store, room: Newsroom) -> AsyncIterator[Bench]:
    async with listening.bench(api, store, desk=RealDesk(room)) as made, made.running():
        yield made


@pytest.fixture
def news(bench: Bench) -> Channel:
    return bench.api.channel(bench.api.guild("Readers"), "news")


def text(answer: Answer) -> str:
    return "\n".join(shown_of(embed).text for embed in answer.embeds)


async def test_top(bench: Bench, room: Newsroom, news: Channel) -> None:
    room.articles.stories = [(Coverage(1, 3, 2, NOW - timedelta(minutes=40)), (item(1),))]
    answer = await bench.api.slash(bench.api.owner, news, "top", {"count": 3, "show": True})
    assert not answer.ephemeral
    assert "3 sources · 2 updates · 40 minutes ago" in text(answer)
    assert "[Caliber.Az](https://caliber.az/en/post/report-1)" in answer.embeds[0]["description"]


async def test_settings_of_the_channel_and_of_another_by_parameters_and_buttons(
    bench: Bench, room: Newsroom, news: Channel
) -> None:
    owner, other = bench.api.owner, bench.api.channel(news.guild, "tram-news")  # type: ignore[arg-type]
    room.directory.managers |= {(str(news.id), str(owner.id)), (str(other.id), str(owner.id))}
    answer = await bench.api.slash(owner, news, "settings")
    assert answer.ephemeral and text(answer).startswith("Settings\nLanguage: English\nLayout: Standard")
    for data, then in (("c:layout:", "For example:"), ("c:layout:brief", "Layout: Brief"), ("c::", "Sound: off")):
        await bench.api.press(owner, answer, data)
        await bench.api.until(lambda then=then: then in text(answer))  # type: ignore[misc]
    await bench.api.slash(owner, news, "settings", {"choice": "sound on", "channel": other})
    here, there = [await room.addresses.get(place(each)) for each in (news, other)]
    assert here is not None and (here.layout, here.sound) == ("brief", False)
    assert there is not None and (there.layout, there.sound) == ("standard", True)
    found = await bench.api.complete(owner, news, "settings", "choice", "layout")
    assert {"name": "Layout: Full", "value": "layout full"} in found


async def test_who_does_not_manage_the_server_changes_nothing(bench: Bench, room: Newsroom, news: Channel) -> None:
    reader = bench.api.person("Rauf")
    refused = await bench.api.slash(reader, news, "settings", {"choice": "layout brief"})
    assert refused.ephemeral and "Only administrators can change" in text(refused)  # Telegram's manners, in this room
    assert room.addresses.rows == {}
    answer = await bench.api.slash(reader, bench.api.dm(reader), "settings", {"choice": "layout brief"})
    assert "Layout: Brief" in text(answer)
    assert await room.addresses.get(Place("discord", str(reader.id))) is not None
