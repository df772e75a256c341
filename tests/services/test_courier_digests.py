"""The courier and bursts, in virtual time."""

from typing import Any

import pytest

from bot.domain import corrections
from bot.domain.errors import Doubtful, Rejected, TryLater
from bot.domain.model import Item
from bot.services.courier import DRAIN
from tests.fakes import START, virtual
from tests.services.newsroom import Newsroom


def messages(room: Newsroom, chat: str = "reader") -> list[list[str]]:
    """The titles in each message."""
    return [[line[0].text for line in each.post.lines] for each in room.platform.sent if each.chat == chat]


@virtual
async def test_a_burst_is_as_many_messages_as_it_needs_at_the_chats_pace() -> None:
    room = Newsroom(burst=5)
    rows = room.outbox.owe_to("reader", 7)
    await room.courier.once()
    assert messages(room) == [["Item 1", "Item 2", "Item 3"], ["Item 4", "Item 5", "Item 6"], ["Item 7"]]
    assert [row.receipt and row.receipt.messages for row in rows] == [*[("1",)] * 3, *[("2",)] * 3, ("3",)]
    first, second, _ = room.platform.sent
    assert second.asked - first.answered >= 1


@pytest.mark.parametrize(("burst", "kind"), [(0, "private"), (6, "private"), (5, "channel")])
@virtual
async def test_no_burst_no_digest(burst: int, kind: Any) -> None:
    room = Newsroom(burst=burst)
    room.outbox.owe_to("reader", 6, kind=kind)
    await room.courier.once()
    assert messages(room) == [[f"Item {number}"] for number in range(1, 7)]


@virtual
async def test_a_digest_calls_the_roles_of_its_posts() -> None:
    room = Newsroom(burst=2)
    for row, role in zip(room.outbox.owe_to("reader", 3), "778", strict=True):
        row.payload = corrections.calling([role])
    await room.courier.once()
    assert [each.post.mentions for each in room.platform.sent] == [("7", "8")]


@virtual
async def test_a_digest_that_does_not_arrive_is_tried_again() -> None:
    room = Newsroom(burst=5)
    rows = room.outbox.owe_to("reader", 6)
    room.platform.refuse("reader", TryLater("502"), Doubtful("no answer"))
    await room.courier.once()
    assert messages(room) == [["Item 1", "Item 2", "Item 3"], ["Item 4", "Item 5", "Item 6"]]
    assert [(row.attempts, row.doubts) for row in rows] == [*[(3, 1)] * 3, *[(1, 0)] * 3]


@virtual
async def test_a_refused_digest_becomes_posts_of_which_one_may_fail(caplog: pytest.LogCaptureFixture) -> None:
    room = Newsroom(burst=5)
    rows = room.outbox.owe_to("reader", 7)
    room.platform.refuse("reader", Rejected("bad"), Rejected("bad"))
    with caplog.at_level("INFO"):
        await room.courier.once()
    assert messages(room) == [["Item 2"], ["Item 3"], ["Item 4", "Item 5", "Item 6"], ["Item 7"]]
    assert [row.state for row in rows] == ["failed", *["sent"] * 6]
    assert "delivery 1 was a digest and is made posts again: bad" in caplog.text


@virtual
async def test_a_bug_in_composing_takes_no_other_item_with_it() -> None:
    room = Newsroom(burst=5)
    rows = room.outbox.owe_to("reader", 6)
    rows[3].item = Item(4, 4, "Unlucky", "https://news.example/4", "news", "en", START)
    await room.courier.once()
    assert [row.state for row in rows] == [*["sent"] * 3, "failed", *["sent"] * 2]
    assert messages(room) == [[f"Item {number}"] for number in (1, 2, 3, 5, 6)]


@virtual
async def test_stopping_leaves_only_what_was_shown_in_doubt() -> None:
    room = Newsroom(hold_doubts=True, latency=1000)
    rows = room.outbox.owe_to("reader", 6, kind="channel")
    for row in rows:
        row.digest = True
    await room.run_until(lambda: bool(room.platform.asked), DRAIN * 3)
    assert [(row.state, row.doubts) for row in rows] == [*[("doubtful", 1)] * 3, *[("pending", 0)] * 3]


@virtual
async def test_stopping_gives_a_waiting_digest_back() -> None:
    room = Newsroom(burst=5, in_flight=1, latency=2.0)
    room.outbox.owe_to("other")
    rows = room.outbox.owe_to("reader", 6)
    await room.run_until(lambda: bool(room.platform.asked))
    assert {(row.state, row.attempts) for row in rows} == {("pending", 0)}
