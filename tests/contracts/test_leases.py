"""Port `Leases`."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace

import asyncpg
import pytest
from sqlalchemy import Connection, Engine, event

from bot.adapters.storage.process import Process, started, this_process
from bot.adapters.storage.store import Store, open_store
from bot.domain.errors import LeaseLost, StoreBusy
from bot.domain.model import NextPoll, Outcome
from tests.contracts.conftest import DEAD, Hands, Opener
from tests.contracts.samples import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    ONE,
    SECOND,
    TWO,
    begin,
    chat,
    claim,
    entry,
    poll,
    publish,
    sent,
)  # fmt: skip


async def test_a_lease_has_one_holder(store: Store, another: Opener) -> None:
    other = await another()
    assert await store.leases.acquire("courier:telegram")
    assert await store.leases.acquire("courier:telegram")
    assert not await other.leases.acquire("courier:telegram")
    assert await other.leases.acquire("updates:telegram")


async def test_a_released_lease_is_free_at_once(store: Store, another: Opener) -> None:
    other = await another()
    assert await store.leases.acquire("courier:telegram")
    await store.leases.release()
    await store.leases.release()
    assert await other.leases.acquire("courier:telegram")
    assert not await store.leases.acquire("courier:telegram")


async def test_closing_the_store_releases(store: Store, store_url: str) -> None:
    async with open_store(store_url, mode="run") as other:
        assert await other.leases.acquire("courier:telegram")
    assert await store.leases.acquire("courier:telegram")


async def test_release_gives_back_what_was_being_sent(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1))
    await claim(store)
    await store.leases.release()
    (again,) = await claim(store)
    assert again.owed.attempts == 0
    assert (await store.figures.stats(NOW)).deliveries["doubtful"] == 1


async def test_a_dead_process_is_seen_at_once_on_its_own_machine(store: Store, another: Opener) -> None:
    dead = await another(DEAD)
    assert await dead.leases.acquire("courier:telegram")
    assert not await store.leases.acquire("courier:telegram")
    await store.leases.beat()
    assert await store.leases.acquire("courier:telegram")


async def test_a_pid_used_again_is_not_the_same_process(store: Store, another: Opener) -> None:
    await (await another(replace(this_process(), started="1"))).leases.acquire("courier:telegram")
    await store.leases.beat()
    assert await store.leases.acquire("courier:telegram")


async def test_a_live_process_keeps_its_lease_as_long_as_it_beats(store: Store, another: Opener, hands: Hands) -> None:
    other = await another()
    assert await other.leases.acquire("courier:telegram")
    for _ in range(10):
        hands.now += SECOND
        await other.leases.beat()
        hands.now += 6 * SECOND
        await store.leases.beat()
        assert not await store.leases.acquire("courier:telegram")


@pytest.mark.parametrize("where", ["elsewhere", "here"])
async def test_a_silent_process_lapses_after_seven_seconds_and_learns_it_when_it_wakes(
    store: Store, another: Opener, hands: Hands, where: str
) -> None:
    other = await (another(this_process()) if where == "here" else another())
    assert await other.leases.acquire("courier:telegram")
    hands.now += 6 * SECOND
    assert not await store.leases.beat()
    assert not await store.leases.acquire("courier:telegram")
    hands.now += SECOND
    assert await store.leases.beat()
    assert not await store.leases.beat()
    assert await store.leases.acquire("courier:telegram")
    with pytest.raises(LeaseLost):
        await other.leases.beat()
    await other.leases.beat()  # it may begin again, as another
    assert not await other.leases.acquire("courier:telegram")


async def test_a_process_taken_for_dead_gets_nothing_more(store: Store, another: Opener, hands: Hands) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1))
    await store.sources.store_poll(poll(ONE, [entry(2)]), NOW)
    other = await another()
    await other.leases.beat()
    hands.now += HOUR
    await store.leases.beat()
    assert await claim(other, NOW + HOUR) == []
    assert await other.articles.claim(NOW + HOUR) is None
    assert await other.sources.due(NOW + HOUR, 5, every=True) == ()
    assert not await other.leases.acquire("courier:telegram")
    assert len(await claim(store, NOW + HOUR)) == 1


async def test_after_a_doubtful_row_was_sent_it_is_sent(store: Store, another: Opener) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1))
    await claim(await another(DEAD))
    await store.leases.beat()
    (again,) = await claim(store)
    await store.outbox.settle([sent(again)], NOW)
    stats = (await store.figures.stats(NOW)).deliveries
    assert (stats["sent"], stats["pending"], stats["doubtful"]) == (1, 0, 1)


def test_a_process_is_alive_until_it_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        process = replace(this_process(), pid=child.pid, started=started(child.pid))
        assert process.alive()
        child.kill()
        child.wait()
    assert not process.alive()
    assert this_process().alive()
    assert not Process("h", "b", os.getpid(), "").alive()


async def test_who_could_not_be_registered_for_want_of_room_is_registered_at_the_next_beat(store: Store) -> None:
    def no_room(connection: Connection) -> None:
        connection.connection.rollback()
        if connection.dialect.name == "postgresql":
            raise asyncpg.DiskFullError("no space left on device")
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    event.listen(Engine, "commit", no_room)
    try:
        with pytest.raises(StoreBusy):
            await store.leases.beat()
    finally:
        event.remove(Engine, "commit", no_room)
    await store.leases.beat()
    assert await store.leases.acquire("courier:telegram")
    assert not await store.leases.beat()


async def test_a_clock_that_went_back_makes_nobody_wait_for_it(store: Store) -> None:
    """An hour: what would have come a minute later comes a minute later."""
    await begin(store, ONE, TWO)
    await store.sources.store_failure("two", "time-out", NextPoll(NOW + 2 * HOUR), NOW)
    retried, ordered, paced = [await chat(store, number) for number in (1, 2, 3)]
    await publish(store, entry(1))
    await publish(store, entry(2), settle=2 * HOUR)  # held
    claims = {each.address.id: each for each in await claim(store)}
    outcomes = [
        Outcome(claims[retried.id], "pending", due=NOW + MINUTE),
        Outcome(claims[ordered.id], "pending", due=NOW + HOUR, retry_after=NOW + HOUR),
        sent(claims[paced.id], next_due=NOW + 3 * SECOND),
    ]
    await store.outbox.settle(outcomes, NOW)
    earlier = NOW - HOUR
    await store.leases.bring_forward(HOUR, earlier)
    assert await store.outbox.next_due("telegram") == earlier + MINUTE
    assert [each.address.id for each in await claim(store, earlier + MINUTE)] == [retried.id]
    assert [each.address.id for each in await claim(store, NOW)] == [ordered.id]
    known = await store.addresses.get(paced.place)
    assert known is not None and known.next_due == earlier + 3 * SECOND
    assert (await store.figures.stats(NOW)).deliveries["held"] == 3
    polls = {each.source.id: each.next_poll for each in await store.sources.health()}
    assert polls == {"one": earlier + 5 * MINUTE, "two": NOW + HOUR}


async def test_a_clock_that_went_back_lets_settle_what_settles_and_ends_no_pause(store: Store) -> None:
    await begin(store)
    await chat(store, 1)
    paused = await chat(store, 2)
    await store.addresses.pause(paused.id, NOW + DAY)
    await publish(store, entry(1), settle=MINUTE)
    earlier = NOW - HOUR
    await store.leases.bring_forward(HOUR, earlier)
    assert len(await claim(store, earlier + MINUTE)) == 1
    assert await claim(store, NOW + DAY - SECOND) == []
    assert len(await claim(store, NOW + DAY)) == 1


async def test_a_clock_that_was_set_back_meanwhile_is_seen_by_the_latest_poll(store: Store) -> None:
    assert await store.leases.behind(NOW) == 0 * SECOND
    await begin(store)
    assert await store.leases.behind(NOW + SECOND) == 0 * SECOND
    assert await store.leases.behind(NOW - HOUR) == HOUR
