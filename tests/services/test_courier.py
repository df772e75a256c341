"""The courier in virtual time: order, pace, stopping."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import BadStore, StoreBusy, TryLater
from bot.domain.model import Notice, Place, Post
from bot.domain.notices import packed
from bot.services.courier import DRAIN, HELD
from tests.fakes import START, clock, in_any_window, virtual
from tests.services.newsroom import Newsroom

# --- the ordinary day --------------------------------------------------------------------------------------


@virtual
async def test_everything_owed_is_sent_once_and_in_order() -> None:
    room = Newsroom()
    for chat in range(40):
        room.outbox.owe_to(f"chat {chat}", 3)
    await room.courier.once(timedelta(minutes=5))
    assert room.outbox.states() == {"sent": 120}
    for chat in range(40):
        titles = room.platform.titles(f"chat {chat}")
        assert titles == sorted(titles, key=lambda title: int(title.split()[1])) and len(titles) == 3
    assert room.outbox.rows[0].receipt and room.outbox.rows[0].attempts == 1
    assert not room.outbox.leased


@virtual
async def test_a_signal_starts_delivery_at_once() -> None:
    room = Newsroom()
    running = asyncio.create_task(room.courier.run())
    await asyncio.sleep(5)
    room.outbox.owe_to("reader")
    room.signals.ring("outbox")
    await asyncio.sleep(0.1)
    assert room.platform.sent[0].asked == pytest.approx(5, abs=0.01)
    running.cancel()
    await asyncio.wait([running])


@virtual
async def test_a_lost_signal_costs_half_a_minute_at_most() -> None:
    room = Newsroom()
    running = asyncio.create_task(room.courier.run())
    await asyncio.sleep(5)
    room.outbox.owe_to("reader")
    await asyncio.sleep(31)
    assert len(room.platform.sent) == 1
    running.cancel()
    await asyncio.wait([running])


@virtual
async def test_an_idle_courier_leaves_the_database_alone() -> None:
    room = Newsroom()
    room.outbox.owe_to("reader")[0].due = START + timedelta(hours=2)
    await room.run_until(lambda: clock() > START + timedelta(hours=1), 4000, 5.0)
    assert len(room.outbox.claims) < 125


@pytest.mark.parametrize("chats", [3, 500])
@virtual
async def test_outcomes_are_settled_within_a_tenth_of_a_second_and_in_batches(chats: int) -> None:
    room = Newsroom()
    for chat in range(chats):
        room.outbox.owe_to(f"chat {chat}")
    settled_at: list[float] = []
    settle = room.outbox.settle

    async def timed(outcomes: Any, now: Any) -> None:
        settled_at.extend([asyncio.get_running_loop().time()] * len(outcomes))
        await settle(outcomes, now)

    room.outbox.settle = timed
    await room.courier.once()
    answered = sorted(each.answered for each in room.platform.sent)
    assert max(settled - answer for settled, answer in zip(settled_at, answered, strict=True)) < 0.1
    assert len(room.outbox.settles) < 15
    assert room.outbox.most_out <= HELD
    assert max(room.outbox.claims) <= 100


@virtual
async def test_no_more_are_sent_at_once_than_allowed() -> None:
    room = Newsroom(in_flight=7)
    for chat in range(100):
        room.outbox.owe_to(f"chat {chat}")
    await room.courier.once()
    assert room.platform.most_at_once == 7
    assert len(room.platform.sent) == 100


# --- pace --------------------------------------------------------------------------------------------------


@virtual
async def test_the_tokens_rate_holds_in_every_second() -> None:
    room = Newsroom(rate=30, latency=0.2)
    for chat in range(300):
        room.outbox.owe_to(f"chat {chat}")
    await room.courier.once()
    assert len(room.platform.sent) == 300
    assert in_any_window([each.asked for each in room.platform.sent], 1.0) <= 30
    assert in_any_window([each.answered for each in room.platform.sent], 1.0) <= 30
    assert room.platform.sent[-1].answered < 14  # 300 / 30, and the answers' own time


@virtual
async def test_the_whole_rate_is_used_though_people_are_answered_at_once() -> None:
    room = Newsroom(rate=30, latency=0.06)
    for chat in range(1000):
        room.outbox.owe_to(f"chat {chat}")
    delivery = asyncio.create_task(room.courier.once())
    waited: list[float] = []
    while not delivery.done():
        asked = asyncio.get_running_loop().time()
        place = Place("telegram", f"person {len(waited)}")
        async with room.courier.turn(place):
            waited.append(asyncio.get_running_loop().time() - asked)
            await room.platform.send(place, Post(()))
        await asyncio.sleep(0.7)
    took = max(each.answered for each in room.platform.sent)
    assert in_any_window([each.asked for each in room.platform.sent], 1.0) <= 30
    assert len(room.platform.sent) / took >= 28
    assert max(waited) < 0.2


@virtual
async def test_no_more_are_on_their_way_than_rate_and_latency_ask_for() -> None:
    room = Newsroom(rate=30, latency=0.06)
    for chat in range(200):
        room.outbox.owe_to(f"chat {chat}")
    await room.courier.once()
    assert room.platform.most_at_once <= 4  # 30/s for 60 ms, and what goes ahead of its turn


@virtual
async def test_claims_are_made_by_the_handful_though_only_a_few_are_needed_at_hand() -> None:
    room = Newsroom(rate=30)
    for chat in range(300):
        room.outbox.owe_to(f"chat {chat}")
    await room.courier.once()
    assert len(room.outbox.claims) < 100
    assert room.outbox.most_out < 20


@virtual
async def test_a_storm_of_refusals_slows_the_token_down_until_it_ends() -> None:
    room = Newsroom(rate=30)
    for chat in range(900):
        room.outbox.owe_to(f"chat {chat}")
        if chat < 200:
            room.platform.refuse(f"chat {chat}", TryLater("too many requests", retry_after=300))
    await room.courier.once(timedelta(minutes=10))
    asked = [at for at, _ in room.platform.asked]
    assert room.outbox.states() == {"sent": 900}
    assert sum(at < 10 for at in asked) < 100  # instead of nearly 300
    assert in_any_window([at for at in asked if at > 100], 1.0) > 25


@virtual
async def test_a_post_waits_while_its_chat_is_answered() -> None:
    room = Newsroom()
    room.outbox.owe_to("reader")
    place = Place("telegram", "reader")
    async with room.courier.turn(place):
        delivery = asyncio.create_task(room.courier.once())
        await asyncio.sleep(0.06)
    answered = asyncio.get_running_loop().time()
    await delivery
    [sent] = room.platform.sent
    assert sent.asked - answered > 1.0
    assert room.outbox.rows[0].attempts == 1


@virtual
async def test_a_chat_gets_one_message_a_second_and_a_group_twenty_a_minute() -> None:
    room = Newsroom()
    room.outbox.owe_to("reader", 30)
    room.outbox.owe_to("group", 45, kind="group")
    await room.courier.once(timedelta(minutes=5))
    reader = [each.asked for each in room.platform.sent if each.chat == "reader"]
    group = [each.asked for each in room.platform.sent if each.chat == "group"]
    assert len(reader) == 30 and in_any_window(reader, 1.0) == 1
    assert len(group) == 45 and in_any_window(group, 60.0) <= 20
    assert group[-1] < 150


@virtual
async def test_the_topics_of_a_group_share_its_pace() -> None:
    room = Newsroom()
    for topic in range(12):
        room.outbox.owe_to("forum", 2, kind="group", topic=str(topic))
    await room.courier.once(timedelta(minutes=5))
    assert len(room.platform.sent) == 24
    assert in_any_window([each.asked for each in room.platform.sent], 60.0) <= 20
    assert all(row.attempts == 1 for row in room.outbox.rows)


# --- stopping and dying ------------------------------------------------------------------------------------


@virtual
async def test_stopping_finishes_what_is_being_sent_and_gives_the_rest_back() -> None:
    room = Newsroom(in_flight=10, latency=2.0)
    for chat in range(100):
        room.outbox.owe_to(f"chat {chat}")
    await room.run_until(lambda: bool(room.platform.asked))
    assert room.outbox.states() == {"sent": 10, "pending": 90}
    assert not room.outbox.leased
    assert [row.attempts for row in room.outbox.rows] == [1] * 10 + [0] * 90
    assert asyncio.get_running_loop().time() < 3


@virtual
async def test_stopping_does_not_wait_for_an_answer_that_never_comes() -> None:
    room = Newsroom(latency=3600.0)
    [row] = room.outbox.owe_to("reader")
    await room.run_until(lambda: bool(room.platform.asked))
    assert (row.state, row.doubts) == ("pending", 1)
    assert asyncio.get_running_loop().time() < DRAIN + 1


@virtual
async def test_stopping_in_the_middle_of_a_claim_gives_it_back() -> None:
    room = Newsroom()
    room.outbox.owe_to("reader")
    claim, reached = room.outbox.claim, asyncio.Event()

    async def slowly(platform: str, limit: int, now: Any, burst: int) -> Any:
        claims = await claim(platform, limit, now, burst)
        reached.set()
        await asyncio.sleep(1)
        return claims

    room.outbox.claim = slowly
    running = asyncio.create_task(room.courier.run())
    await reached.wait()
    running.cancel()
    await asyncio.wait([running])
    assert room.outbox.states() == {"pending": 1}
    assert not room.outbox.leased and not room.platform.asked


@virtual
async def test_stopping_with_a_full_disk_ends_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    room = Newsroom()
    room.outbox.owe_to("reader")

    async def full(outcomes: Any, now: Any) -> None:
        raise StoreBusy("the disk is full")

    room.outbox.settle = full
    await room.run_until(lambda: bool(room.platform.sent))
    assert "1 outcomes could not be stored" in caplog.text


@virtual
async def test_stopping_takes_ten_seconds_at_most_whatever_does_not_answer() -> None:
    room = Newsroom(latency=3600.0)
    room.outbox.owe_to("reader")

    async def locked(outcomes: Any, now: Any) -> None:
        await asyncio.sleep(0.5)
        raise StoreBusy("locked")

    room.outbox.settle = locked
    await room.run_until(lambda: bool(room.platform.asked))
    assert asyncio.get_running_loop().time() < DRAIN + 1


@virtual
@pytest.mark.parametrize(("latency", "takes"), [(3600.0, "settle"), (0.1, "settle"), (0.1, "claim")])
async def test_stopping_takes_ten_seconds_at_most_whatever_the_database_does(latency: float, takes: str) -> None:
    room = Newsroom(latency=latency)
    room.outbox.owe_to("reader")
    reached = asyncio.Event()

    async def frozen(*_: Any) -> None:
        reached.set()
        await asyncio.Event().wait()

    setattr(room.outbox, takes, frozen)
    await room.run_until(lambda: bool(room.platform.asked if latency > 1 else reached.is_set()))
    assert asyncio.get_running_loop().time() < DRAIN + 1


@virtual
async def test_what_no_delivery_is_to_blame_for_ends_the_courier() -> None:
    room = Newsroom()
    room.outbox.coming = [BadStore("the database is corrupt; restore a backup")]
    with pytest.raises(BadStore):
        await room.courier.run()


@virtual
async def test_a_broken_signal_ends_the_courier() -> None:
    room = Newsroom()

    async def broken(name: str, seconds: float) -> bool:
        raise OSError("no more signals")

    room.signals.wait = broken  # type: ignore[method-assign]
    with pytest.raises(OSError, match="no more signals"):
        await room.courier.run()


@virtual
async def test_a_bug_in_the_courier_itself_ends_it() -> None:
    room = Newsroom(gaps={})
    room.outbox.owe_to("reader")
    with pytest.raises(KeyError):
        await room.courier.run()


@virtual
async def test_a_bug_beside_a_send_ends_it_too() -> None:
    room = Newsroom()
    room.outbox.owe_to("reader")

    async def broken(*_: object) -> None:
        raise KeyError("no outcome")

    room.courier._sender.send = broken  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyError, match="no outcome"):
        await room.courier.run()


@virtual
async def test_a_courier_can_be_used_again() -> None:
    room = Newsroom()
    room.outbox.owe_to("reader")
    await room.courier.once()
    room.outbox.owe_to("reader")
    await room.courier.once()
    assert room.platform.titles("reader") == ["Item 1", "Item 2"]


@virtual
async def test_a_notice_goes_the_way_of_the_posts_though_it_shows_no_item() -> None:
    room = Newsroom()
    room.outbox.owe_to("7")
    notice = Notice("gone:one", "{name} is gone", (("name", "One"),))
    assert await room.outbox.notify("telegram", ["7"], notice, clock()) == 1
    await room.run_until(lambda: room.outbox.states() == {"sent": 2})
    assert room.platform.titles("7") == ["Item 1", packed(notice)]
    first, second = room.platform.sent
    assert second.asked - first.answered >= 1  # at the chat's pace
