"""Ports `Addresses` and `Outbox`: pauses, and what is owed meanwhile."""

from datetime import UTC, datetime

import pytest

from bot.adapters.storage.store import Store
from bot.domain.model import Address, Kind, Notice, OnReturn, Outcome, Status
from tests.contracts.samples import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    begin,
    chat,
    claim,
    entry,
    publish,
    sent,
)

BURST = 5


async def states(store: Store) -> dict[str, int]:
    return {state: count for state, count in (await store.figures.stats(NOW)).deliveries.items() if count}


async def again(store: Store, address: Address) -> Address:
    known = await store.addresses.get(address.place)
    assert known is not None
    return known


async def messages(store: Store, now: datetime = NOW) -> list[list[str]]:
    """Send everything; the keys of the items in each message."""
    shown = []
    while claims := await store.outbox.claim("telegram", 100, now, BURST):
        await store.outbox.settle([sent(each) for each in claims], now)
        shown += [[each.owed.key, *(str(item.id) for _, item in each.more)] for each in claims]
    return shown


async def test_while_paused_nothing_is_sent_and_what_is_published_is_held(store: Store) -> None:
    await begin(store)
    address = await chat(store, 1)
    await chat(store, 2)
    await publish(store, entry(1))
    assert await store.addresses.pause(address.id, None) == 1
    assert (await again(store, address)).status == "paused"
    await publish(store, entry(2))
    assert [each.address.place.chat for each in await claim(store)] == ["2"]
    assert await states(store) == {"held": 2, "pending": 2}


async def test_it_waits_for_ever_without_an_end(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await store.addresses.pause(address.id, None)
    await publish(store, entry(1))
    assert await claim(store, NOW + 3000 * DAY) == []
    assert await store.outbox.next_due("telegram") == datetime(9999, 1, 1, tzinfo=UTC)


async def test_a_pause_with_an_end_ends_by_itself(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await publish(store, entry(1))
    await store.addresses.pause(address.id, NOW + HOUR)
    await publish(store, entry(2))
    assert await store.outbox.next_due("telegram") == NOW + HOUR
    assert await messages(store, NOW + HOUR - SECOND) == []
    assert (await again(store, address)).paused_until == NOW + HOUR
    assert await messages(store, NOW + HOUR) == [["1"], ["2"]]
    known = await again(store, address)
    assert (known.status, known.paused_until) == ("active", None)


async def test_many_that_waited_for_its_end_are_one_digest(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await store.addresses.pause(address.id, NOW + HOUR)
    await publish(store, *map(entry, range(6)))
    assert await messages(store, NOW + HOUR) == [["1", "2", "3", "4", "5", "6"]]


async def test_what_settles_longer_than_the_pause_lasts_is_not_sent_before(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await store.addresses.pause(address.id, NOW + MINUTE)
    await publish(store, entry(1), settle=HOUR)
    assert await messages(store, NOW + HOUR - SECOND) == []
    assert await messages(store, NOW + HOUR) == [["1"]]


async def test_another_pause_takes_the_place_of_the_first(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await store.addresses.pause(address.id, NOW + HOUR)
    await publish(store, entry(1))
    assert await store.addresses.pause(address.id, NOW + DAY) == 1
    assert await messages(store, NOW + HOUR) == []
    assert await messages(store, NOW + DAY) == [["1"]]


@pytest.mark.parametrize(
    ("how", "waits", "arrive"),
    [
        ("skip", 7, []),
        ("digest", 7, [["1", "2", "3", "4", "5", "6", "7"]]),
        ("digest", 2, [["1", "2"]]),
        ("digest", 1, [["1"]]),
        ("all", 7, [["1"], ["2"], ["3"], ["4"], ["5"], ["6"], ["7"]]),
        ("all", 0, []),
    ],
)
async def test_on_return_what_waited_becomes_what_was_wished(
    store: Store, how: OnReturn, waits: int, arrive: list[list[str]]
) -> None:
    await begin(store)
    address = await chat(store, kind="group")
    await store.addresses.pause(address.id, None)
    await publish(store, *map(entry, range(waits)))
    assert await store.addresses.resume(address.id, how, NOW) == waits
    assert (await again(store, address)).status == "active"
    await publish(store, entry(99))
    assert await messages(store) == [*arrive, [str(waits + 1)]]


async def test_what_was_a_digest_before_the_pause_comes_post_by_post_if_that_is_wished(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await publish(store, *map(entry, range(6)))
    (whole,) = await store.outbox.claim("telegram", 100, NOW, BURST)
    await store.outbox.settle([Outcome(whole, "pending", attempted=False)], NOW)
    await store.addresses.pause(address.id, None)
    await store.addresses.resume(address.id, "all", NOW)
    assert await messages(store) == [["1"], ["2"], ["3"], ["4"], ["5"], ["6"]]


async def test_a_channel_gets_one_digest_if_that_is_wished_and_posts_otherwise(store: Store) -> None:
    await begin(store)
    address = await chat(store, kind="channel")
    await store.addresses.pause(address.id, None)
    await publish(store, *map(entry, range(6)))
    await store.addresses.resume(address.id, "digest", NOW)
    assert len(await messages(store)) == 1
    await store.addresses.pause(address.id, NOW + HOUR)
    await publish(store, *map(entry, range(10, 16)))
    assert len(await messages(store, NOW + HOUR)) == 6


async def test_what_was_skipped_says_so(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await store.addresses.pause(address.id, None)
    await publish(store, entry(1))
    await store.addresses.resume(address.id, "skip", NOW)
    assert await states(store) == {"skipped": 1}
    assert await store.outbox.next_due("telegram") is None


async def test_nothing_to_resume(store: Store) -> None:
    address = await chat(store)
    assert await store.addresses.resume(address.id, "all", NOW) is None
    await store.addresses.pause(address.id, None)
    assert await store.addresses.resume(address.id, "all", NOW) == 0
    assert await store.addresses.resume(address.id, "all", NOW) is None


async def test_a_closed_chat_cannot_be_paused(store: Store) -> None:
    address = await chat(store)
    await store.addresses.close("telegram", "1", "blocked", NOW)
    assert await store.addresses.pause(address.id, None) == 0
    assert (await again(store, address)).status == "closed"


async def test_what_is_being_sent_when_a_pause_begins_is_settled_and_no_more_is_sent(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await publish(store, entry(1), entry(2))
    (sending,) = await claim(store)
    assert await store.addresses.pause(address.id, None) == 1
    await store.outbox.settle([Outcome(sending, "pending", "5xx", due=NOW + SECOND)], NOW)
    assert await claim(store, NOW + DAY) == []
    assert await store.addresses.resume(address.id, "digest", NOW + DAY) == 2
    assert await messages(store, NOW + DAY) == [["1", "2"]]


async def test_what_has_to_be_tried_again_during_a_pause_waits_for_its_end_and_keeps_nobody_waiting(
    store: Store,
) -> None:
    await begin(store)
    address = await chat(store, 7)
    await publish(store, entry(1))
    (sending,) = await claim(store)
    await store.addresses.pause(address.id, NOW + HOUR)
    await store.outbox.notify("telegram", ["7"], Notice("word", "Something is wrong"), NOW)
    await store.outbox.settle([Outcome(sending, "pending", "5xx", due=NOW + SECOND)], NOW)
    assert await states(store) == {"held": 1, "pending": 1}
    assert await messages(store, NOW + SECOND) == [["word"]]
    assert await store.outbox.next_due("telegram") == NOW + HOUR
    assert await messages(store, NOW + HOUR) == [["1"]]


async def test_operators_are_told_though_they_paused(store: Store) -> None:
    await begin(store)
    address = await chat(store, 7)
    await publish(store, entry(1))
    await store.outbox.notify("telegram", ["7"], Notice("before", "Something is wrong"), NOW)
    await store.addresses.pause(address.id, None)
    assert await store.outbox.notify("telegram", ["7"], Notice("after", "All is well"), NOW) == 1
    assert await messages(store) == [["before"], ["after"]]
    assert await states(store) == {"held": 1, "sent": 2}


async def test_writing_to_the_bot_ends_no_pause(store: Store) -> None:
    address = await chat(store)
    await store.addresses.pause(address.id, NOW + HOUR)
    known = await store.addresses.ensure(address.place)
    assert (known.status, known.paused_until) == ("paused", NOW + HOUR)


@pytest.mark.parametrize(
    ("old", "new", "then"),
    [
        ("paused", "active", "paused"),
        ("active", "paused", "paused"),
        ("closed", "paused", "paused"),
        ("paused", "closed", "paused"),
        ("closed", "active", "active"),
        ("closed", "closed", "closed"),
    ],
)
async def test_a_pause_moves_with_its_group(store: Store, old: Status, new: Status, then: Status) -> None:
    await begin(store)
    for number, status in (("-100", old), ("-1001", new)):
        address = await chat(store, number, kind="group")
        await publish(store, entry(len(number)))
        if status == "paused":
            await store.addresses.pause(address.id, NOW + HOUR)
        if status == "closed":
            await store.addresses.close("telegram", number, "kicked", NOW)
    await store.addresses.move("telegram", "-100", "-1001")
    moved = await again(store, address)
    assert moved.status == then
    if then == "paused":
        assert moved.paused_until == NOW + HOUR
        assert await messages(store) == []
        assert len(await messages(store, NOW + HOUR)) > 0


async def test_what_is_held_for_too_long_is_skipped(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await store.addresses.pause(address.id, None)
    await publish(store, entry(1))
    await publish(store, entry(2), now=NOW + DAY)
    assert await store.outbox.shrink(NOW) == 0
    assert await store.outbox.shrink(NOW + SECOND) == 1
    assert await states(store) == {"skipped": 1, "held": 1}
    assert await store.addresses.resume(address.id, "all", NOW + DAY) == 1


async def test_what_a_pause_with_an_end_holds_is_kept_until_then(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await store.addresses.pause(address.id, NOW + 3 * DAY)
    await publish(store, entry(1))
    assert await store.outbox.shrink(NOW + 2 * DAY) == 0
    assert await messages(store, NOW + 3 * DAY) == [["1"]]


async def test_a_correction_waits_for_the_end_of_a_pause_and_one_is_enough(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await publish(store, entry(1))
    await messages(store)
    await store.addresses.pause(address.id, NOW + HOUR)
    assert await store.outbox.correct(1, Kind.EDIT, NOW) == 1
    assert await store.outbox.correct(1, Kind.EDIT, NOW + MINUTE) == 0
    assert await states(store) == {"sent": 1, "held": 1}
    (edit,) = await claim(store, NOW + HOUR)
    assert edit.owed.kind == Kind.EDIT


async def test_corrections_are_done_though_the_posts_that_waited_are_skipped(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await publish(store, entry(1))
    await messages(store)
    await store.addresses.pause(address.id, None)
    await store.outbox.correct(1, Kind.EDIT, NOW)
    await publish(store, entry(2))
    assert await store.addresses.resume(address.id, "skip", NOW) == 1
    assert [each.owed.kind for each in await claim(store)] == [Kind.EDIT]


async def test_an_edit_knows_that_its_item_stands_in_a_digest(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, *map(entry, range(6)))
    assert len(await messages(store)) == 1
    await store.outbox.correct(3, Kind.EDIT, NOW)
    (edit,) = await claim(store)
    assert edit.shown is not None and not edit.shown.alone
