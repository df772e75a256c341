"""The courier in virtual time: trouble of every kind, with one delivery and with everything."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.errors import (
    AddressClosed,
    AddressMoved,
    Doubtful,
    NotSent,
    PictureRejected,
    Rejected,
    SendFailed,
    StoreBusy,
    TokenRefused,
    TryLater,
)
from bot.domain.model import Claim, Closed, Item
from bot.services.courier import HELD
from tests.fakes import START, Hands, clock, in_any_window, virtual
from tests.memory_delivery import MemoryOutbox
from tests.services.newsroom import Newsroom

TOKEN_TROUBLE = TokenRefused("the token is not known; write the right one into telegram.token")


class Recounting(MemoryOutbox):
    """Counts the claims it hands out."""

    handed = 0

    async def claim(self, platform: str, limit: int, now: datetime, burst: int = 0) -> tuple[Claim, ...]:
        claims = await super().claim(platform, limit, now, burst)
        self.handed += len(claims)
        return claims


# --- trouble with one delivery -----------------------------------------------------------------------------


@virtual
async def test_a_refused_post_fails_with_its_reason_and_the_next_goes_out() -> None:
    room = Newsroom()
    room.outbox.owe_to("reader", 2)
    room.platform.refuse("reader", Rejected("the platform refuses this post: \udc80"))
    await room.courier.once()
    assert [row.state for row in room.outbox.rows] == ["failed", "sent"]
    assert room.outbox.rows[0].reason == "the platform refuses this post: ?"


@virtual
async def test_what_is_sent_again_goes_by_the_same_name() -> None:
    room = Newsroom()
    first, second = room.outbox.owe_to("reader", 2)
    room.platform.refuse("reader", Doubtful("the answer was lost"))
    await room.courier.once()
    one, again, other = room.platform.named
    assert one == again != other


@virtual
async def test_trouble_on_the_platform_for_two_minutes_loses_nothing() -> None:
    room = Newsroom()
    for chat in range(20):
        room.outbox.owe_to(f"chat {chat}", 2)
    room.platform.ailing = TryLater("502 Bad Gateway")
    asyncio.get_running_loop().call_later(120, setattr, room.platform, "ailing", None)
    await room.run_until(lambda: len(room.platform.sent) == 40)
    assert len(room.platform.asked) < 400
    assert room.platform.titles("chat 3") == ["Item 7", "Item 8"]


@virtual
async def test_a_long_retry_after_delays_its_chat_alone() -> None:
    room = Newsroom()
    room.outbox.owe_to("flooded", 2)
    for chat in range(10):
        room.outbox.owe_to(f"chat {chat}")
    room.platform.refuse("flooded", TryLater("too many requests", retry_after=43_838))
    await room.courier.once()
    assert room.outbox.states() == {"pending": 2, "sent": 10}
    assert max(each.answered for each in room.platform.sent) < 1
    assert room.outbox.addresses[1].retry_after == START + timedelta(seconds=43_838.06)
    await room.run_until(lambda: len(room.platform.sent) == 12, 50_000, 60.0)
    assert room.platform.sent[-2].asked > 43_838


@virtual
async def test_a_lost_answer_is_doubtful_and_sent_again() -> None:
    room = Newsroom()
    [row] = room.outbox.owe_to("reader")
    room.platform.refuse("reader", Doubtful("the connection broke before the answer"))
    await room.courier.once()
    assert (row.state, row.doubts, row.attempts) == ("sent", 1, 2)


async def name_of(**changed: Any) -> str:
    """What the first row's send is called."""
    room = Newsroom()
    [row] = room.outbox.owe_to("reader")
    assert row.item is not None
    row.item = replace(row.item, **changed)
    await room.courier.once()
    return room.platform.named[0]


@virtual
async def test_what_was_corrected_is_sent_again_under_its_name_and_another_article_is_not() -> None:
    name = await name_of()
    assert name == await name_of(title="Corrected", summary=("Other words",), image="https://news.example/other.jpg")
    # Numbers begin anew in a database that was brought back.
    assert name != await name_of(url="https://news.example/another")


@virtual
async def test_a_row_is_given_up_by_time() -> None:
    room = Newsroom(give_up=timedelta(hours=1))
    [row] = room.outbox.owe_to("reader")
    room.platform.ailing = TryLater("500 Internal Server Error")
    await room.run_until(lambda: row.state == "failed", 5000, 1.0)
    assert row.reason == "given up after 1 hours: 500 Internal Server Error"
    assert row.attempts > 10
    assert 3600 <= (clock() - START).total_seconds() < 3700


@virtual
async def test_a_refused_picture_does_not_cost_the_post() -> None:
    room = Newsroom(rate=1)
    [row] = room.outbox.owe_to("reader")
    row.item = Item(1, 1, "Bridge", "https://news.example/1", "news", "en", START, image="https://news.example/1.webp")
    room.platform.refuse("reader", PictureRejected("wrong type of the web page content"))
    await room.courier.once()
    [sent] = room.platform.sent
    assert (sent.post.image, sent.post.preview) == ("", "https://news.example/1")
    assert row.attempts == 1
    assert in_any_window([moment for moment, _ in room.platform.asked], 1.0) == 1


@virtual
async def test_a_picture_refused_where_there_is_none_fails() -> None:
    room = Newsroom()
    [row] = room.outbox.owe_to("reader")
    room.platform.refuse("reader", PictureRejected("wrong type of the web page content"))
    await room.courier.once()
    assert row.state == "failed"


@virtual
async def test_a_closed_address_is_closed_with_its_reason() -> None:
    room = Newsroom()
    room.outbox.owe_to("reader", 2)
    room.outbox.owe_to("other")
    room.platform.refuse("reader", AddressClosed("bot was blocked by the user", reason=Closed.BLOCKED))
    await room.courier.once()
    assert (room.outbox.addresses[1].status, room.outbox.addresses[1].reason) == ("closed", "blocked")
    assert len(room.platform.titles("other")) == 1


@virtual
async def test_a_chat_that_moved_gets_its_post_at_its_new_place() -> None:
    room = Newsroom()
    room.outbox.owe_to("-1", kind="group")
    room.platform.refuse("-1", AddressMoved("group upgraded to a supergroup", chat="-1001"))
    await room.courier.once()
    assert room.platform.titles("-1001") == ["Item 1"]


@virtual
async def test_two_chats_that_name_each_other_do_not_spin() -> None:
    room = Newsroom()
    room.outbox.owe_to("a")
    for chat, other in (("a", "b"), ("b", "a")):
        room.platform.refuse(chat, *[AddressMoved("moved", chat=other)] * 1000)
    await room.courier.once(timedelta(minutes=10))
    assert len(room.platform.asked) < 20


@virtual
async def test_a_bug_fails_its_own_row_after_three_tries(caplog: pytest.LogCaptureFixture) -> None:
    room = Newsroom()
    poison, _ = room.outbox.owe_to("reader", 2)
    poison.item = Item(1, 1, "Unlucky", "https://news.example/1", "news", "en", START)
    room.outbox.owe_to("other")
    await room.courier.once()
    assert (poison.state, poison.attempts) == ("failed", 3)
    assert poison.reason == "cannot be sent: ValueError: a bug in composing"
    assert room.platform.titles("reader") + room.platform.titles("other") == ["Item 2", "Item 3"]
    assert "delivery 1: unexpected error" in caplog.text


@virtual
async def test_a_row_without_an_item_is_skipped() -> None:
    room = Newsroom()
    gone, _ = room.outbox.owe_to("reader", 2)
    gone.item = None
    await room.courier.once()
    assert (gone.state, gone.attempts) == ("skipped", 0)
    assert room.platform.titles("reader") == ["Item 2"]


@virtual
async def test_an_unforeseen_refusal_is_tried_again() -> None:
    room = Newsroom()
    [row] = room.outbox.owe_to("reader")
    room.platform.refuse("reader", SendFailed("something new"))
    await room.courier.once()
    assert (row.state, row.attempts) == ("sent", 2)


# --- trouble with everything -------------------------------------------------------------------------------


@virtual
async def test_a_dead_network_uses_up_nothing_and_is_probed_gently(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    room = Newsroom()
    for chat in range(1000):
        room.outbox.owe_to(f"chat {chat}")
    room.platform.ailing = NotSent("no route to host")
    asyncio.get_running_loop().call_later(600, setattr, room.platform, "ailing", None)
    await room.run_until(lambda: len(room.platform.sent) == 1000)
    assert all(row.attempts == 1 for row in room.outbox.rows)
    assert len([moment for moment, _ in room.platform.asked if moment < 600]) < HELD + 40
    assert room.platform.sent[-1].answered < 650
    assert caplog.text.count("nothing can be sent to telegram") == 1
    assert caplog.text.count("telegram can be reached again") == 1


@pytest.mark.parametrize("error", [Rejected("400"), AddressClosed("403", reason=Closed.BLOCKED)])
@virtual
async def test_any_answer_says_that_the_way_is_open(error: SendFailed) -> None:
    room = Newsroom()
    for chat in range(100):
        room.outbox.owe_to(f"chat {chat}")
    room.platform.ailing = NotSent("no route to host")
    asyncio.get_running_loop().call_later(10, setattr, room.platform, "ailing", error)
    await room.run_until(lambda: not {"pending", "sending"} & room.outbox.states().keys())
    asked = [moment for moment, _ in room.platform.asked if moment >= 10]
    assert len(asked) == 100 and asked[-1] - asked[0] < 1


@virtual
async def test_what_has_not_begun_goes_back_when_nothing_can_be_sent() -> None:
    room = Newsroom(in_flight=5)
    for chat in range(50):
        room.outbox.owe_to(f"chat {chat}")
    room.platform.ailing = TOKEN_TROUBLE
    await room.run_until(lambda: clock() > START + timedelta(seconds=2))
    assert len(room.platform.asked) == 5
    assert room.outbox.states() == {"pending": 50}
    assert {row.attempts for row in room.outbox.rows} == {0}


@virtual
async def test_a_refused_token_is_said_once_and_waited_out(caplog: pytest.LogCaptureFixture) -> None:
    room = Newsroom()
    for chat in range(300):
        room.outbox.owe_to(f"chat {chat}")
    room.platform.ailing = TOKEN_TROUBLE
    asyncio.get_running_loop().call_later(7200, setattr, room.platform, "ailing", None)
    await room.run_until(lambda: len(room.platform.sent) == 300, 8000, 1.0)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert len([moment for moment, _ in room.platform.asked if moment < 7200]) < HELD + 40
    assert room.platform.sent[0].asked < 7200 + 301
    assert all((row.attempts, row.state) == (1, "sent") for row in room.outbox.rows)


@virtual
async def test_once_ends_though_the_token_is_refused() -> None:
    room = Newsroom()
    room.outbox.owe_to("reader")
    room.platform.ailing = TOKEN_TROUBLE
    await room.courier.once()
    assert room.outbox.states() == {"pending": 1} and not room.outbox.leased
    assert asyncio.get_running_loop().time() < 61


@virtual
async def test_a_second_process_waits_says_so_once_and_takes_over(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    room = Newsroom()
    room.outbox.owe_to("reader")
    room.leases.held_elsewhere.add("courier:telegram")
    asyncio.get_running_loop().call_later(100, room.leases.held_elsewhere.clear)
    await room.run_until(lambda: len(room.platform.sent) == 1)
    assert 99.9 < room.platform.sent[0].asked < 103
    assert caplog.text.count("waiting to take over") == 1
    assert caplog.text.count("this process delivers to telegram now") == 1


@virtual
async def test_once_does_not_wait_for_ever_for_the_lease() -> None:
    room = Newsroom(name="courier:other")
    room.outbox.owe_to("reader")
    room.leases.held_elsewhere.add("courier:other")
    await room.courier.once()
    assert not room.platform.sent and asyncio.get_running_loop().time() < 15


@virtual
async def test_outcomes_outlive_a_busy_store(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    room = Newsroom()
    for chat in range(300):
        room.outbox.owe_to(f"chat {chat}")
    settle, until = room.outbox.settle, 40.0

    async def busy(outcomes: Any, now: Any) -> None:
        if asyncio.get_running_loop().time() < until:
            raise StoreBusy("the disk is full")
        await settle(outcomes, now)

    room.outbox.settle = busy
    await room.run_until(lambda: len(room.platform.sent) == 300)
    assert len({each.chat for each in room.platform.sent}) == 300
    assert len([each for each in room.platform.sent if each.answered < until]) <= HELD
    assert caplog.text.count("the database is busy") == 1
    assert caplog.text.count("the database answers again") == 1


@virtual
async def test_a_busy_store_is_asked_again_for_work() -> None:
    room = Newsroom()
    room.outbox.owe_to("reader")
    room.outbox.coming = [StoreBusy("locked")] * 5
    await room.courier.once()
    assert len(room.platform.sent) == 1


@virtual
async def test_lost_leases_are_dropped_and_the_rest_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    room = Newsroom(rate=40)
    for chat in range(100):
        room.outbox.owe_to(f"chat {chat}")
    asyncio.get_running_loop().call_later(0.03, room.outbox.leased.discard, 1)
    asyncio.get_running_loop().call_later(0.03, room.outbox.fences.update, {1: 77})
    await room.courier.once()
    assert "has taken over" in caplog.text
    assert room.outbox.states() == {"sending": 1, "sent": 99}
    assert len(room.leases.asked) == 2


@virtual
async def test_rows_that_only_seem_due_are_not_asked_for_in_a_hurry() -> None:
    room = Newsroom()
    room.outbox.owe_to("reader")
    room.outbox.leased.add(1)  # by another process that does not settle
    await room.run_until(lambda: clock() > START + timedelta(hours=1), 4000, 5.0)
    assert len(room.outbox.claims) < 300


@virtual
async def test_a_process_that_slept_sends_nothing_it_claimed_before() -> None:
    """Another may have taken its chats over meanwhile: only a new claim can tell."""
    slept = [timedelta()]
    room = Newsroom(in_flight=1, outbox=Recounting(), clock=lambda: clock() + slept[0])
    for chat in range(5):
        room.outbox.owe_to(f"chat {chat}")
    asyncio.get_running_loop().call_later(0.03, slept.__setitem__, 0, timedelta(seconds=20))  # amid the first send
    await room.run_until(lambda: len(room.platform.sent) == 5)
    assert room.outbox.handed == 5 + 4


@virtual
async def test_an_outage_is_said_once_and_its_end_as_well(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    room = Newsroom()
    for chat in range(10):
        room.outbox.owe_to(f"chat {chat}")
    room.platform.ailing = TryLater("502 Bad Gateway")
    asyncio.get_running_loop().call_later(60, setattr, room.platform, "ailing", None)
    await room.run_until(lambda: len(room.platform.sent) == 10)
    assert [record.getMessage() for record in caplog.records] == [
        "telegram does not take messages; trying again until it does: 502 Bad Gateway",
        "telegram takes messages again",
    ]


@virtual
async def test_a_clock_set_back_prolongs_neither_a_pause_nor_a_groups_pace() -> None:
    hands = Hands()
    room = Newsroom(clock=hands)
    room.outbox.owe_to("group", 2, kind="group")
    loop = asyncio.get_running_loop()
    loop.call_later(1, setattr, hands, "off", timedelta(hours=-1))
    loop.call_later(1, room.outbox.bring_forward, timedelta(hours=1))
    loop.call_later(1.1, room.signals.ring, "outbox")
    await room.run_until(lambda: len(room.platform.sent) == 2, 10)
    room.platform.ailing = TOKEN_TROUBLE
    room.outbox.owe_to("reader")
    room.outbox.bring_forward(timedelta(hours=1))
    loop.call_later(20, setattr, room.platform, "ailing", None)
    loop.call_later(21, setattr, hands, "off", timedelta(hours=-2))
    loop.call_later(21, room.outbox.bring_forward, timedelta(hours=1))
    loop.call_later(22, room.signals.ring, "outbox")
    await room.run_until(lambda: len(room.platform.sent) == 3, 40)
