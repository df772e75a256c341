"""Pictures that a platform refuses: learnt once, for all chats; what one chat may not show is another matter."""

from datetime import timedelta

import pytest

from bot.domain.errors import PictureRejected
from bot.domain.model import Item
from bot.services.pictures import DOUBT, KEPT, MEMORY, Pictures
from tests.fakes import START, virtual
from tests.services.newsroom import Newsroom

URL = "https://news.example/1.webp"
NO_RIGHT = PictureRejected("not enough rights to send photos to the chat")


def illustrated(room: Newsroom, *chats: str) -> None:
    item = Item(1, 1, "Bridge", "https://news.example/1", "news", "en", START, image=URL)
    for chat in chats:
        for row in room.outbox.owe_to(chat):
            row.item = item


@virtual
async def test_a_picture_the_platform_cannot_use_is_not_offered_to_a_thousand_chats() -> None:
    room = Newsroom(rate=30)
    room.platform.unusable.add(URL)
    illustrated(room, *(f"chat {number}" for number in range(1000)))
    await room.courier.once()
    assert len(room.platform.sent) == 1000
    assert {(each.post.image, each.post.preview) for each in room.platform.sent} == {("", "https://news.example/1")}
    assert len(room.platform.asked) < 1000 + 40  # those on their way before the platform had answered


@virtual
async def test_groups_that_allow_no_pictures_do_not_cost_the_others_theirs() -> None:
    room = Newsroom(in_flight=1)
    plain = [f"plain {number}" for number in range(10)]
    for chat in plain:
        room.platform.refuse(chat, NO_RIGHT)
    illustrated(room, *plain[:1], "reader", *plain[1:], "other")
    await room.courier.once()
    with_picture = {each.chat for each in room.platform.sent if each.post.image}
    assert with_picture == {"reader", "other"}


def test_one_chat_proves_nothing() -> None:
    pictures = Pictures()
    for _ in range(10):
        pictures.refused(URL, "group", START)
    assert pictures.usable(URL, START)


@pytest.fixture
def refused() -> Pictures:
    pictures = Pictures()
    for number in range(DOUBT):
        assert pictures.usable(URL, START)
        pictures.refused(URL, f"chat {number}", START)
    return pictures


def test_several_chats_do_until_it_may_have_been_mended(refused: Pictures) -> None:
    assert not refused.usable(URL, START + MEMORY - timedelta(seconds=1))
    assert refused.usable("https://news.example/2.webp", START)
    assert refused.usable(URL, START + MEMORY)
    refused.refused(URL, "chat 0", START + MEMORY)
    assert refused.usable(URL, START + MEMORY)


def test_no_more_is_remembered_than_there_is_room_for(refused: Pictures) -> None:
    for number in range(KEPT - 1):
        refused.accepted(f"https://news.example/good-{number}.jpg", START)
    assert not refused.usable(URL, START)
    refused.accepted("https://news.example/one-more.jpg", START)
    assert refused.usable(URL, START)
