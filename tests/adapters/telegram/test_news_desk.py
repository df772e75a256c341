"""The desk's newer answers as Telegram takes and shows them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.botapi.records import SentMessage
from bot.domain.model import Address, Coverage, Place, Standing
from tests.adapters.newsdesk import RealDesk
from tests.adapters.telegram.conftest import Bench, Build
from tests.services.fakes_desk import NOW, Newsroom, item
from tests.services.test_desk_switching import ENGLISH, RUSSIAN, switchable

PICTURE = "https://caliber.az/1.jpg"


@pytest.fixture
def room() -> Newsroom:
    return Newsroom(item(1), item(2, "Сообщение 2 из гавани", language="ru"))


@pytest.fixture
async def bench(build: Build, room: Newsroom) -> AsyncIterator[Bench]:
    made = await build(desk=RealDesk(room))
    async with made.running():
        yield made


def labels(markup: dict[str, list[list[dict[str, str]]]]) -> list[list[str]]:
    return [[button["text"] for button in row] for row in markup["inline_keyboard"]]


async def test_top(bench: Bench, room: Newsroom) -> None:
    room.articles.stories = [(Coverage(1, 3, 2, NOW - timedelta(minutes=40)), (item(1),))]
    bench.api.say(42, 42, "/top")
    (shown,) = await bench.api.wait_for(42)
    assert shown.text.endswith("World · 22:01 · Caliber.Az\n3 sources · 2 updates · 40 minutes ago")
    assert [entity["url"] for entity in shown.entities if entity["type"] == "text_link"] == [
        "https://caliber.az/en/post/report-1", "https://caliber.az/en/post/report-1",
    ]  # fmt: skip


async def test_settings_change_in_place(bench: Bench, room: Newsroom) -> None:
    chat = bench.api.private(42)
    bench.api.say(42, 42, "/settings")
    (shown,) = await bench.api.wait_for(42)
    assert shown.text.startswith("Settings\nLanguage: English\n")
    assert labels(shown.markup) == [["Language", "Layout", "News", "Time zone"], ["✓ Pictures", "✕ Sound"]]
    for data, then in (
        ("c:sound:on", "Sound: on"),
        ("c:layout:", "For example:"),
        ("c:layout:brief", "Layout: Brief"),
        ("c::", "Sound: on"),
        ("c:news:", "What is published"),
        ("c:news:ru", "News: Русский"),
        ("c::", "Sound: on"),
        ("c:timezone:", "Any other"),
        ("c:timezone:Europe/London", "Time zone: Europe/London"),
    ):
        await bench.api.press(chat, shown.id, 42, data).answered()
        await bench.api.until(lambda then=then: then in bench.api.sent(chat)[0].text)  # type: ignore[misc]
    assert len(bench.api.sent(chat)) == 1
    address = await room.addresses.get(Place("telegram", "42"))
    assert address is not None
    assert (address.sound, address.layout, address.languages, address.timezone) == (
        True, "brief", ("ru",), "Europe/London",
    )  # fmt: skip


async def test_only_administrators_change_a_groups_settings(bench: Bench, room: Newsroom) -> None:
    group = bench.api.supergroup("Readers")
    bench.api.say(group, 7, "/settings")
    (shown,) = await bench.api.wait_for(group)
    answer = await bench.api.press(group, shown.id, 7, "c:sound:on").answered()
    assert (answer.show_alert, "administrators" in answer.text) == (True, True)
    room.directory.managers.add((str(group.id), "7"))
    await bench.api.press(group, shown.id, 7, "c:sound:on").answered()
    await bench.api.until(lambda: "Sound: on" in bench.api.sent(group)[0].text)


# --- another language in the same place ----------------------------------------------------------------------------


@pytest.fixture
def room_of_editions() -> Newsroom:
    return switchable()


@pytest.fixture
async def editions(build: Build, room_of_editions: Newsroom) -> AsyncIterator[Bench]:
    made = await build(desk=RealDesk(room_of_editions))
    async with made.running():
        yield made


async def post(bench: Bench, room: Newsroom, address: Address, *, english: str, russian: str) -> SentMessage:
    """The English post in a chat; the addresses of the two pictures."""
    first, second = replace(ENGLISH, image=english), replace(RUSSIAN, image=russian)
    room.articles.archive = [first, second]
    place = address.place
    receipt = await bench.platform.send(place, room.desk._office.composer(first, address))
    room.outbox.stands["telegram", place.chat, receipt.messages[0]] = Standing(address, (1,), NOW)
    return bench.api.sent(int(place.chat))[-1]


@pytest.mark.parametrize("english", ["", PICTURE])
@pytest.mark.parametrize("russian", ["", "https://caliber.az/2.jpg"])
async def test_a_post_changes_its_language_as_a_photo_and_as_a_text(
    editions: Bench, room_of_editions: Newsroom, english: str, russian: str
) -> None:
    address = Address(1, Place("telegram", "42"))
    chat = editions.api.private(42)
    shown = await post(editions, room_of_editions, address, english=english, russian=russian)
    assert labels(shown.markup)[-1] == ["Copy link", "RU"]
    for data, title, label in (("e:2", "Сообщение 1", "EN"), ("e:1", "Report 1", "RU")):
        await editions.api.press(chat, shown.id, 42, data).answered()
        await editions.api.until(lambda title=title: editions.api.sent(chat)[0].text.startswith(title))  # type: ignore[misc]
        (stands,) = editions.api.sent(chat)
        assert labels(stands.markup)[-1] == ["Copy link", label]
        assert stands.photo == english, "a picture stays, and no text becomes one"
        assert room_of_editions.outbox.shown[str(shown.id)] == int(data[-1])


async def test_in_a_group_a_reader_sees_the_other_title_and_an_administrator_switches(
    editions: Bench, room_of_editions: Newsroom
) -> None:
    group = editions.api.supergroup("Readers")
    address = Address(1, Place("telegram", str(group.id), kind="group"))
    shown = await post(editions, room_of_editions, address, english=PICTURE, russian="")
    answer = await editions.api.press(group, shown.id, 7, "e:2").answered()
    assert (answer.text, answer.show_alert) == ("Сообщение 1 из гавани", True)
    assert editions.api.sent(group)[0].text.startswith("Report 1") and len(editions.api.sent(group)) == 1
    room_of_editions.directory.managers.add((str(group.id), "7"))
    await editions.api.press(group, shown.id, 7, "e:2").answered()
    await editions.api.until(lambda: editions.api.sent(group)[0].text.startswith("Сообщение 1"))


async def test_a_long_title_is_an_alert_all_the_same(editions: Bench, room_of_editions: Newsroom) -> None:
    group = editions.api.supergroup("Readers")
    address = Address(1, Place("telegram", str(group.id), kind="group"))
    shown = await post(editions, room_of_editions, address, english="", russian="")
    room_of_editions.articles.archive[1] = replace(RUSSIAN, title="Сообщение " * 40)
    answer = await editions.api.press(group, shown.id, 7, "e:2").answered()
    assert 100 < len(answer.text) <= 200


async def test_a_press_under_what_shows_nothing_of_ours(editions: Bench, room_of_editions: Newsroom) -> None:
    address, chat = Address(1, Place("telegram", "42")), editions.api.private(42)
    shown = await post(editions, room_of_editions, address, english="", russian="")
    room_of_editions.outbox.stands.clear()
    answer = await editions.api.press(chat, shown.id, 42, "e:2").answered()
    assert "out of date" in answer.text
