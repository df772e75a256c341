"""The desk's newer answers as Telegram takes and shows them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.model import Coverage, Place
from tests.adapters.newsdesk import RealDesk
from tests.adapters.telegram.conftest import Bench, Build
from tests.services.fakes_desk import NOW, Newsroom, item


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
