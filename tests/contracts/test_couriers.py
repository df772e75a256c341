"""Port `Outbox` under several couriers: fences, lost leases, killed and sleeping processes."""

import asyncio

import pytest

from bot.adapters.storage.store import Store
from bot.domain.errors import LeaseLost
from bot.domain.model import Outcome
from tests.contracts.conftest import DEAD, ELSEWHERE, Hands, Opener
from tests.contracts.samples import (
    NOW,
    SECOND,
    begin,
    chat,
    claim,
    deliver,
    entry,
    publish,
    sent,
)


async def deliveries(store: Store) -> dict[str, int]:
    """The states that are not empty."""
    return {state: count for state, count in (await store.figures.stats(NOW)).deliveries.items() if count}


async def test_a_chat_moved_while_it_was_sent_to_is_settled_all_the_same(store: Store) -> None:
    await begin(store)
    await chat(store, "-100", kind="group")
    await publish(store, entry(1))
    (owed,) = await claim(store)
    await chat(store, "-1001", kind="group")
    await store.addresses.move("telegram", "-100", "-1001")
    await store.outbox.settle([sent(owed)], NOW)
    assert await deliveries(store) == {"sent": 1}


async def test_what_was_owed_to_a_forgotten_chat_is_let_go(store: Store) -> None:
    await begin(store)
    await chat(store, 1)
    await chat(store, 2)
    await publish(store, entry(1))
    claims = await claim(store)
    await store.addresses.forget("telegram", "1")
    await store.outbox.settle([sent(each) for each in claims], NOW)
    assert await deliveries(store) == {"sent": 1}


async def test_settling_twice_fails_and_changes_nothing(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1))
    (owed,) = await claim(store)
    await store.outbox.settle([sent(owed)], NOW)
    with pytest.raises(LeaseLost):
        await store.outbox.settle([Outcome(owed, "pending")], NOW)
    assert await deliveries(store) == {"sent": 1}


async def test_a_courier_that_slept_fails_at_its_first_settle_and_keeps_what_is_still_its(
    store: Store, another: Opener, hands: Hands
) -> None:
    await begin(store)
    await chat(store, 1)
    await chat(store, 2)
    await publish(store, entry(1))
    sleeper = await another(ELSEWHERE)
    (slept,) = await claim(sleeper, limit=1)
    hands.now += 8 * SECOND  # nothing was heard of the sleeper for longer than seven
    await store.leases.beat()
    (taken,) = [each for each in await claim(store, NOW + 11 * SECOND) if each.owed.id == slept.owed.id]
    with pytest.raises(LeaseLost):
        await sleeper.outbox.settle([sent(slept, "from the sleeper")], NOW + 12 * SECOND)
    await store.outbox.settle([sent(taken, "from the other")], NOW + 12 * SECOND)
    shown = await store.articles.show("1")
    assert shown is not None and [each.message for each in shown.posts] == ["from the other"]


async def test_valid_outcomes_are_stored_before_the_loss_is_told(store: Store, another: Opener) -> None:
    await begin(store)
    await chat(store, 1)
    await chat(store, 2)
    await publish(store, entry(1))
    first, second = await claim(store)
    await store.outbox.settle([sent(first)], NOW)
    with pytest.raises(LeaseLost, match="1 of 2"):
        await store.outbox.settle([sent(first), sent(second)], NOW)
    assert await deliveries(store) == {"sent": 2}


async def test_a_killed_courier_loses_nothing(store: Store, another: Opener) -> None:
    await begin(store)
    for number in range(3):
        await chat(store, number)
    await publish(store, entry(1), entry(2))
    killed = await another(DEAD)
    one, *_ = await claim(killed)
    await killed.outbox.settle([sent(one)], NOW)
    await claim(killed)
    assert await claim(store) == []  # all under lease
    await store.leases.beat()
    delivered = await deliver(store)
    assert sorted((chat_id, item.title) for chat_id, item in delivered) == [
        ("0", "Headline 2"),
        ("1", "Headline 1"),
        ("1", "Headline 2"),
        ("2", "Headline 1"),
        ("2", "Headline 2"),
    ]
    assert await deliveries(store) == {"sent": 6, "doubtful": 3}


async def test_couriers_side_by_side_send_everything_once(store: Store, another: Opener) -> None:
    await begin(store)
    for number in range(40):
        await chat(store, number)
    await publish(store, entry(1), entry(2))
    other = await another()
    got: list[int] = []

    async def courier(of: Store) -> None:
        while claims := await claim(of, limit=7):
            got.extend(each.owed.id for each in claims)
            await of.outbox.settle([sent(each) for each in claims], NOW)

    await asyncio.gather(courier(store), courier(other))
    await courier(store)
    assert sorted(got) == list(range(1, 81))
