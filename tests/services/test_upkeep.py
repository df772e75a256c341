"""Heartbeat and shrinking in virtual time."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.adapters.signals import LocalSignals
from bot.domain.errors import LeaseLost, StoreBusy
from bot.ports import WORK, Clock
from bot.services.upkeep import Upkeep
from tests.fakes import START, Hands, clock, virtual
from tests.memory import MemoryArticles
from tests.memory_delivery import MemoryLeases, MemoryOutbox
from tests.memory_summaries import MemorySummaries


def upkeep(
    leases: MemoryLeases,
    outbox: MemoryOutbox,
    signals: LocalSignals | None = None,
    clock: Clock = clock,
    articles: MemoryArticles | None = None,
    keep_sent: timedelta = timedelta(days=30),
) -> Upkeep:
    return Upkeep(
        leases=leases,
        outbox=outbox,
        stories=articles or MemoryArticles(),
        signals=signals or LocalSignals(),
        clock=clock,
        keep_sent=keep_sent,
        random=lambda: 0.5,
    )


@virtual
async def test_the_heart_beats_every_two_seconds_whatever_else_there_is_to_do() -> None:
    leases, outbox = MemoryLeases(), MemoryOutbox()
    outbox.old = 20_500
    running = asyncio.create_task(upkeep(leases, outbox).run())
    await asyncio.sleep(2 * 3600)
    running.cancel()
    assert {later - earlier for earlier, later in pairwise(leases.beats)} == {2}
    assert outbox.old == 0
    assert len(outbox.shrinks) == 22  # 21 batches in the first hour, one look in the second
    before, deleted = outbox.shrinks[0]
    assert (before, deleted) == (START - timedelta(days=30), 1000)


@virtual
async def test_deliveries_are_kept_as_long_as_a_follow_up_may_answer_them() -> None:
    outbox = MemoryOutbox()
    await upkeep(MemoryLeases(), outbox, keep_sent=timedelta(days=1)).once()
    assert outbox.shrinks[0][0] == START - timedelta(days=4)


@virtual
async def test_what_stories_are_found_by_is_forgotten_after_four_days() -> None:
    articles = MemoryArticles()
    articles.told = 450
    running = asyncio.create_task(upkeep(MemoryLeases(), MemoryOutbox(), articles=articles).run())
    await asyncio.sleep(3601)
    running.cancel()
    assert [forgotten for _, forgotten in articles.forgotten] == [200, 200, 50]
    assert articles.forgotten[0][0] == START - timedelta(days=4)


@virtual
async def test_a_busy_store_is_no_reason_to_stop(caplog: pytest.LogCaptureFixture) -> None:
    leases, outbox = MemoryLeases(), MemoryOutbox()
    caplog.set_level("INFO")
    leases.coming = [StoreBusy("locked"), StoreBusy("locked")]
    outbox.coming = [StoreBusy("locked")]
    running = asyncio.create_task(upkeep(leases, outbox).run())
    await asyncio.sleep(7)
    running.cancel()
    assert len(leases.beats) == 2
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]  # said once, and once when it is over


@virtual
async def test_what_a_dead_process_held_is_taken_up_at_once() -> None:
    leases, signals = MemoryLeases(), LocalSignals()
    running = asyncio.create_task(upkeep(leases, MemoryOutbox(), signals).run())
    await asyncio.sleep(1)
    leases.died = True
    assert await asyncio.gather(*(signals.wait(name, 3) for name in WORK)) == [True] * 4
    assert not await signals.wait("sources", 60)
    running.cancel()


@virtual
async def test_a_process_taken_for_dead_stops_and_says_why() -> None:
    leases = MemoryLeases()
    leases.coming = [LeaseLost("gone")]
    with pytest.raises(LeaseLost, match="^gone; it was asleep, or its disk was: start it again$"):
        await upkeep(leases, MemoryOutbox()).run()


@virtual
async def test_once_beats_and_shrinks_everything() -> None:
    leases, outbox = MemoryLeases(), MemoryOutbox()
    outbox.old = 5000
    keeper = upkeep(leases, outbox)
    await keeper.once()
    assert (len(leases.beats), outbox.old) == (1, 0)
    await keeper.once()
    assert len(leases.beats) == 2


@virtual
async def test_once_is_bounded() -> None:
    outbox = MemoryOutbox()
    outbox.old = 2_000_000
    await upkeep(MemoryLeases(), outbox).once()
    assert outbox.old == 1_000_000


@virtual
async def test_a_clock_set_back_is_seen_once_and_what_waits_is_brought_forward(
    caplog: pytest.LogCaptureFixture,
) -> None:
    leases, signals, hands = MemoryLeases(), LocalSignals(), Hands()
    running = asyncio.create_task(upkeep(leases, MemoryOutbox(), signals, hands).run())
    await asyncio.sleep(10)
    hands.off = timedelta(seconds=3600)  # forward: nothing has to be done
    await asyncio.sleep(10)
    assert leases.brought == []
    hands.off = timedelta(seconds=-1)  # by one hour, and a second
    leases.coming = [StoreBusy("locked")] * 3  # a beat; a beat that is stored, then what follows it
    rung = await asyncio.gather(*(signals.wait(name, 30) for name in WORK))
    await asyncio.sleep(20)
    running.cancel()
    assert (rung, leases.brought) == ([True] * 4, [timedelta(seconds=3601)])
    assert [record.message for record in caplog.records if "clock" in record.message] == [
        "the clock went back by 3601 s: what waits is brought forward"
    ]


@virtual
async def test_a_clock_that_is_corrected_bit_by_bit_is_left_alone_and_one_process_is_enough() -> None:
    leases, hands = MemoryLeases(), Hands()
    leases.held_elsewhere = {"clock"}
    running = asyncio.create_task(upkeep(leases, MemoryOutbox(), clock=hands).run())
    for _ in range(10):
        await asyncio.sleep(3)
        hands.off -= timedelta(seconds=1)
    assert leases.asked == []
    hands.off -= timedelta(seconds=60)
    await asyncio.sleep(6)
    running.cancel()
    assert (leases.asked, leases.brought) == (["clock"], [])


@virtual
async def test_a_clock_set_back_while_nobody_looked_is_seen_at_the_start() -> None:
    for late, brought in ((timedelta(hours=1), [timedelta(hours=1)]), (timedelta(seconds=30), [])):
        leases = MemoryLeases()
        leases.late = late
        running = asyncio.create_task(upkeep(leases, MemoryOutbox()).run())
        await asyncio.sleep(10)
        running.cancel()
        assert leases.brought == brought


@virtual
async def test_summaries_that_are_old_go_as_well() -> None:
    summaries = MemorySummaries()
    for number in range(2500):
        await summaries.keep(str(number), ("Old.",), START - timedelta(days=31))
    await summaries.keep("new", ("New.",), START)
    keeper = Upkeep(
        leases=MemoryLeases(), outbox=MemoryOutbox(), stories=MemoryArticles(), summaries=summaries,
        signals=LocalSignals(), clock=clock, keep_sent=timedelta(days=30),
    )  # fmt: skip
    await keeper.once()
    assert [*summaries.kept] == ["new"]
