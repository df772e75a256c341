"""The desk's newer answers as Discord takes and shows them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.discord.markup import EPHEMERAL
from bot.adapters.discord.references import Reference
from bot.adapters.storage.store import Store
from bot.domain.model import Address, Coverage, Place, Standing
from bot.domain.style import Style
from bot.services.composer import Composer
from bot.services.desk import DISCORD
from tests.adapters.discord import listening
from tests.adapters.discord.conftest import place
from tests.adapters.discord.listening import Bench
from tests.adapters.discord.reading import shown_of
from tests.adapters.newsdesk import RealDesk
from tests.discordapi import Channel, DiscordApi, Message
from tests.discordapi.answers import Answer
from tests.services.fakes_desk import NOW, WORDING, Newsroom, item
from tests.services.test_desk_switching import ENGLISH, RUSSIAN, switchable

PICTURE = "https://caliber.az/1.jpg"
PNG = b"\x89PNG\r\n\x1a\n"


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


# --- another language in the same place ----------------------------------------------------------------------------


@pytest.fixture
def room_of_editions() -> Newsroom:
    style = Style("Caliber.Az", "https://caliber.az/", platform="discord", cards=True)
    composer = Composer(style, WORDING, lambda: NOW)
    made = switchable(manners=DISCORD, composer=composer)
    made.articles.archive = [replace(ENGLISH, image=PICTURE), replace(RUSSIAN, image="https://caliber.az/2.jpg")]
    return made


@pytest.fixture
async def editions(api: DiscordApi, store: Store, room_of_editions: Newsroom) -> AsyncIterator[Bench]:
    async with listening.bench(api, store, desk=RealDesk(room_of_editions)) as made, made.running():
        yield made


async def post(bench: Bench, room: Newsroom, where: Place, *, picture: bytes = b"", webhook: bool = False) -> Message:
    """The English post in a place."""
    address = Address(1, where, webhook=webhook)
    composed = room.desk._office.composer(room.articles.archive[0], address)
    receipt = await bench.platform.send(where, replace(composed, branded=webhook), picture=picture)
    stands = Reference.loaded(receipt.messages[0])
    room.outbox.stands["discord", where.chat, f"{stands.channel}/{stands.message}"] = Standing(address, (1,), NOW)
    channel = bench.api.channels[int(stands.channel)]
    return next(each for each in bench.api.sent(channel) if each.id == int(stands.message))


def title(message: Message) -> str:
    return str(message.embeds[0]["title"])


@pytest.mark.parametrize("webhook", [False, True])
@pytest.mark.parametrize("picture", [b"", PNG])
async def test_who_manages_the_server_switches_a_post_for_all(
    editions: Bench, room_of_editions: Newsroom, picture: bytes, webhook: bool
) -> None:
    news = editions.api.channel(editions.api.guild("Readers"), "news")
    owner = editions.api.owner
    room_of_editions.directory.managers.add((str(news.id), str(owner.id)))
    shown = await post(editions, room_of_editions, place(news), picture=picture, webhook=webhook)
    for data, words, label, number in (("e:2", "Сообщение 1", "EN", 2), ("e:1", "Report 1", "RU", 1)):
        await editions.api.press(owner, shown, data)
        assert title(shown).startswith(words)
        assert [part["label"] for part in shown.parts][-1] == label
        expected = "attachment://picture.png" if picture else room_of_editions.articles.archive[number - 1].image
        assert shown.embeds[0]["image"] == {"url": expected}
        assert len(shown.attachments) == bool(picture)
    assert list(room_of_editions.outbox.shown.values()) == [1]
    room_of_editions.articles.archive[1] = RUSSIAN  # without a picture
    await editions.api.press(owner, shown, "e:2")
    assert "image" not in shown.embeds[0] and not shown.attachments


async def test_any_other_reader_is_shown_the_edition_alone(editions: Bench, room_of_editions: Newsroom) -> None:
    news = editions.api.channel(editions.api.guild("Readers"), "news")
    shown = await post(editions, room_of_editions, place(news))
    answer = await editions.api.press(editions.api.person("Rauf"), shown, "e:2")
    assert answer.ephemeral and answer.message is not None and answer.message.flags & EPHEMERAL
    assert title(answer.message).startswith("Сообщение 1") and title(shown).startswith("Report 1")
    assert "EN" not in [part["label"] for part in answer.message.parts]


async def test_a_post_in_a_forum_and_in_a_direct_message(editions: Bench, room_of_editions: Newsroom) -> None:
    guild = editions.api.guild("Readers")
    forum = editions.api.channel(guild, "stories", "forum")
    owner = editions.api.owner
    room_of_editions.directory.managers.add((str(forum.id), str(owner.id)))
    for where in (place(forum), Place("discord", str(owner.id))):
        shown = await post(editions, room_of_editions, where)
        await editions.api.press(owner, shown, "e:2")
        assert title(shown).startswith("Сообщение 1")
