"""Port `Outbox`: what may have arrived and is not sent again unasked."""

from collections.abc import AsyncIterator

import pytest

from bot.adapters.storage.store import Store, open_store
from bot.domain.model import Claim, Doubt, Kind, Notice, Outcome, PlaceKind
from tests.contracts.conftest import DEAD
from tests.contracts.samples import DAY, NOW, SECOND, begin, chat, claim, deliver, entry, publish, sent
from tests.contracts.test_outbox import deliveries
from tests.postgres import sql


def doubtful(owed: Claim) -> Outcome:
    return Outcome(owed, "doubtful", "the answer was lost", doubtful=True)


async def test_a_doubt_lets_the_others_pass_and_waits_to_be_decided(store: Store) -> None:
    await begin(store)
    await chat(store, "-1001", kind="channel", title="News")
    await publish(store, entry(1), entry(2), entry(3))
    (first,) = await claim(store)
    await store.outbox.settle([doubtful(first)], NOW)
    assert [item.title for _, item in await deliver(store)] == ["Headline 2", "Headline 3"]
    assert await deliveries(store) == {"doubtful": 1, "sent": 2}
    assert await store.outbox.next_due("telegram") is None
    assert await store.outbox.doubts("telegram", 5) == (Doubt(first.owed.id, "Headline 1", "News", NOW),)
    assert await store.outbox.doubts("telegram", 0) == await store.outbox.doubts("discord", 5) == ()


async def test_it_has_arrived(store: Store) -> None:
    await begin(store)
    await chat(store, 7)
    await publish(store, entry(1))
    (first,) = await claim(store)
    await store.outbox.settle([doubtful(first)], NOW)
    assert await store.outbox.decide(first.owed.id, NOW, arrived=True) == Doubt(first.owed.id, "Headline 1", "7", NOW)
    assert await deliveries(store) == {"sent": 1}
    assert await deliver(store, NOW + DAY) == [] and await store.outbox.doubts("telegram", 5) == ()
    assert await store.outbox.decide(first.owed.id, NOW, arrived=False) is None
    assert await deliveries(store) == {"sent": 1}


async def test_it_is_sent_again_as_if_for_the_first_time(store: Store) -> None:
    await begin(store)
    await chat(store, 7)
    await publish(store, entry(1), entry(2))
    (first,) = await claim(store)
    await store.outbox.settle([doubtful(first)], NOW)
    assert await store.outbox.decide(first.owed.id, NOW + DAY, arrived=False) is not None
    assert await deliveries(store) == {"pending": 2}
    (again,) = await claim(store, NOW + DAY)
    assert (again.owed.id, again.owed.attempts, again.owed.first_attempt) == (first.owed.id, 0, None)
    await store.outbox.settle([doubtful(again)], NOW + DAY)
    assert await deliveries(store) == {"pending": 1, "doubtful": 1}
    assert await store.outbox.doubts("telegram", 5) == (Doubt(first.owed.id, "Headline 1", "7", NOW + DAY),)


async def test_what_is_owed_to_a_paused_chat_waits_for_the_end_of_the_pause(store: Store) -> None:
    await begin(store)
    address = await chat(store, 7)
    await publish(store, entry(1))
    (first,) = await claim(store)
    await store.outbox.settle([doubtful(first)], NOW)
    await store.addresses.pause(address.id, NOW + DAY)
    assert await store.outbox.decide(first.owed.id, NOW, arrived=False) is not None
    assert await deliveries(store) == {"held": 1}
    assert len(await claim(store, NOW + DAY)) == 1


async def test_what_is_owed_to_a_closed_chat_is_not_sent_again(store: Store) -> None:
    await begin(store)
    await chat(store, 7)
    await publish(store, entry(1))
    (first,) = await claim(store)
    await store.outbox.settle([doubtful(first)], NOW)
    await store.addresses.close("telegram", "7", "blocked", NOW)
    assert await store.outbox.decide(first.owed.id, NOW, arrived=False) is not None
    assert await deliveries(store) == {"skipped": 1}


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_digest_is_one_doubt(store: Store, store_url: str, arrived: bool) -> None:
    await begin(store)
    await chat(store, 7)
    await publish(store, *(entry(number) for number in range(1, 5)))
    await sql(store_url, "UPDATE outbox SET digest = true")
    (digest,) = await claim(store)
    assert len(digest.more) == 3
    await store.outbox.settle([doubtful(digest)], NOW)
    (doubt,) = await store.outbox.doubts("telegram", 5)
    assert doubt == Doubt(digest.owed.id, "Headline 1", "7", NOW, 3) and doubt.what == "Headline 1 (+3)"
    assert await deliveries(store) == {"doubtful": 4}
    assert await store.outbox.decide(doubt.id, NOW, arrived=arrived) == doubt
    assert await deliveries(store) == ({"sent": 4} if arrived else {"pending": 4})
    assert await store.outbox.doubts("telegram", 5) == ()
    again = await claim(store)
    assert [len(each.more) for each in again] == ([] if arrived else [3])


async def test_what_nobody_decides_is_forgotten_in_the_end(store: Store) -> None:
    await begin(store)
    await chat(store, 7)
    await publish(store, entry(1))
    (first,) = await claim(store)
    await store.outbox.settle([doubtful(first)], NOW)
    assert await store.outbox.shrink(NOW + DAY) == 1
    assert await deliveries(store) == {"failed": 1}
    assert await store.outbox.decide(first.owed.id, NOW, arrived=True) is None


async def test_a_group_that_moved_keeps_its_doubts(store: Store) -> None:
    await begin(store)
    await chat(store, "-100", kind="group")
    await publish(store, entry(1))
    (first,) = await claim(store)
    await store.outbox.settle([doubtful(first)], NOW)
    await chat(store, "-1001", kind="group")
    await store.outbox.owe(2, [1], NOW)  # in the new chat nobody knows of the doubt
    await store.addresses.move("telegram", "-100", "-1001")
    assert await deliver(store) == []
    assert await store.outbox.doubts("telegram", 5) == (Doubt(first.owed.id, "Headline 1", "-1001", NOW),)


# --- processes that died -----------------------------------------------------------------------------------


@pytest.fixture
async def holding(store_url: str) -> AsyncIterator[Store]:
    async with open_store(store_url, mode="run", hold_doubts=True) as store:
        yield store


async def test_what_a_dead_process_was_sending_is_in_doubt(holding: Store, store_url: str) -> None:
    await begin(holding)
    await chat(holding, "-1001", kind="channel")
    await publish(holding, entry(1), entry(2))
    async with open_store(store_url, mode="run", process=DEAD, hold_doubts=True) as dead:
        (lost,) = await claim(dead)
        assert await claim(dead, NOW + SECOND) == []
        assert await holding.leases.beat()
        assert await deliveries(holding) == {"doubtful": 1, "pending": 1}
        (following,) = await claim(holding, NOW)
        await holding.outbox.settle([sent(following)], NOW)
        assert [doubt.id for doubt in await holding.outbox.doubts("telegram", 5)] == [lost.owed.id]


@pytest.mark.parametrize("kind", ["private", "group"])
async def test_out_of_channels_a_dead_process_leaves_nothing_to_decide(
    holding: Store, store_url: str, kind: PlaceKind
) -> None:
    await begin(holding)
    await chat(holding, 7, kind=kind)
    await publish(holding, entry(1))
    async with open_store(store_url, mode="run", process=DEAD, hold_doubts=True) as dead:
        assert len(await claim(dead)) == 1
        assert await holding.leases.beat()
    assert await holding.outbox.doubts("telegram", 5) == ()
    assert await deliveries(holding) == {"pending": 1, "doubtful": 1}


async def test_a_digest_of_a_dead_process_is_sent_again(holding: Store, store_url: str) -> None:
    """Its message may have had no room for all of its rows."""
    await begin(holding)
    await chat(holding, "-1001", kind="channel")
    await publish(holding, entry(1), entry(2))
    await sql(store_url, "UPDATE outbox SET digest = true")
    async with open_store(store_url, mode="run", process=DEAD, hold_doubts=True) as dead:
        (digest,) = await claim(dead)
        assert len(digest.more) == 1
        assert await holding.leases.beat()
    assert await holding.outbox.doubts("telegram", 5) == ()
    assert [item.title for _, item in await deliver(holding)] == ["Headline 1"]


async def test_a_notice_of_a_dead_process_is_sent_again(holding: Store, store_url: str) -> None:
    await holding.outbox.notify("telegram", ["7"], Notice("k", "Words"), NOW)
    async with open_store(store_url, mode="run", process=DEAD, hold_doubts=True) as dead:
        assert len(await claim(dead)) == 1
        await holding.leases.beat()
        (again,) = await claim(holding)
        assert again.owed.kind is Kind.NOTICE
