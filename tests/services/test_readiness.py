"""Readiness: what turns red, with which words, and what does not. Sources stand in a real store."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store
from bot.domain.errors import StoreBusy
from bot.domain.model import NextPoll, Source
from bot.services.readiness import (
    NAMED,
    PATIENCE,
    SHARED,
    SHOWN,
    Finding,
    Heartbeat,
    Polling,
    Pulse,
    Readiness,
    Reading,
    Updates,
    one_line,
)
from bot.services.upkeep import Upkeep
from tests.fakes import START, clock, virtual
from tests.memory import MemoryArticles
from tests.memory_delivery import MemoryLeases, MemoryOutbox

TIMEOUT = timedelta(seconds=20)
LONG_POLL = timedelta(seconds=45)


class Clock:
    """The port `Clock`, moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


# --- asking ------------------------------------------------------------------------------------------------


class Probe:
    """A check that counts how often it is asked, and takes its time."""

    def __init__(self, seconds: float = 0.0, finding: Finding | None = None) -> None:
        self.asked = self.asking = self.most = 0
        self.seconds = seconds
        self.finding = finding or Finding(True, "fine")

    async def __call__(self) -> Finding:
        self.asked += 1
        self.asking += 1
        self.most = max(self.most, self.asking)
        await asyncio.sleep(self.seconds)
        self.asking -= 1
        return self.finding


@virtual
async def test_ready_is_what_every_check_says() -> None:
    good, bad = Probe(), Probe(finding=Finding(False, "broken"))
    assert (await Readiness({"a": good}).report()).ready
    report = await Readiness({"a": good, "b": bad}).report()
    assert not report.ready
    assert report.checks == {"a": Finding(True, "fine"), "b": Finding(False, "broken")}


@virtual
async def test_a_flood_of_questions_is_one_probe() -> None:
    probe = Probe(0.5)
    readiness = Readiness({"database": probe})
    await asyncio.gather(*(readiness.report() for _ in range(200)))
    assert (probe.asked, probe.most) == (1, 1)
    await asyncio.sleep(SHARED)
    await readiness.report()
    assert probe.asked == 2


@virtual
async def test_a_check_that_hangs_is_red_in_time_and_keeps_nobody_waiting() -> None:
    readiness = Readiness({"database": Probe(3600), "telegram": Probe()})
    begun = asyncio.get_running_loop().time()
    reports = await asyncio.gather(*(readiness.report() for _ in range(50)))
    assert asyncio.get_running_loop().time() - begun == PATIENCE
    assert reports[49].checks["database"] == Finding(False, "no answer within 2 s")
    assert reports[49].checks["telegram"].ok


@virtual
async def test_a_store_that_refuses_is_red_in_its_own_words() -> None:
    async def refused() -> Finding:
        raise StoreBusy("crier.db: all connections are taken")

    report = await Readiness({"sources": refused}).report()
    assert report.checks["sources"] == Finding(False, "crier.db: all connections are taken")


@given(st.text(max_size=1000), st.integers(1, 300))
def test_outside_text_is_one_bounded_line(text: str, most: int) -> None:
    shown = one_line(text, most)
    assert shown.isprintable() and len(shown.encode("utf-16-le")) // 2 <= most


@virtual
async def test_reasons_are_bounded() -> None:
    report = await Readiness({"telegram": Probe(finding=Finding(False, "no\u202e\n" * 10_000))}).report()
    assert report.checks["telegram"].reason.startswith("no no no") and len(report.checks["telegram"].reason) <= SHOWN


# --- the database ------------------------------------------------------------------------------------------


@virtual
async def test_a_heart_that_cannot_be_written_is_red_and_green_again_by_itself() -> None:
    leases = MemoryLeases()
    upkeep = Upkeep(
        leases=leases,
        outbox=MemoryOutbox(),
        stories=MemoryArticles(),
        signals=LocalSignals(),
        clock=clock,
        keep_sent=timedelta(days=30),
    )
    check = Heartbeat(upkeep.pulse, clock)
    assert await check() == Finding(False, "no heartbeat has been stored yet: just started")
    running = asyncio.create_task(upkeep.run())
    await asyncio.sleep(1)
    assert await check() == Finding(True, "heartbeats are stored")
    leases.coming = [StoreBusy("crier.db: the disk is full; make room")] * 10
    await asyncio.sleep(14)
    assert (await check()).ok
    await asyncio.sleep(5)
    assert await check() == Finding(False, "no heartbeat stored for 20 s: crier.db: the disk is full; make room")
    await asyncio.sleep(15)
    assert (await check()).ok
    running.cancel()


@virtual
async def test_a_heart_that_stands_still_is_red() -> None:
    pulse = Pulse(clock())
    await asyncio.sleep(3600)
    assert await Heartbeat(pulse, clock)() == Finding(False, "no heartbeat stored for 3600 s: it does not answer")


# --- a platform --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reading", "finding"),
    [
        (Reading(START, LONG_POLL), Finding(True, "updates are read")),
        (Reading(START - timedelta(seconds=55), LONG_POLL), Finding(True, "updates are read")),
        (
            Reading(START - timedelta(seconds=56), LONG_POLL),
            Finding(False, "no updates read for 56 s: no answer"),
        ),
        (
            Reading(START - timedelta(hours=1), LONG_POLL, "updates cannot be read: refused; trying again"),
            Finding(False, "no updates read for 3600 s: updates cannot be read: refused; trying again"),
        ),
        (Reading(None, LONG_POLL), Finding(False, "not reached yet")),
        (Reading(None, LONG_POLL, "no network"), Finding(False, "no network")),
        (Reading(START, LONG_POLL, "revoke it", refused=True), Finding(False, "revoke it")),
        (
            Reading(None, LONG_POLL, "waiting", elsewhere=True),
            Finding(True, "waiting: another process reads the updates; this one takes over when that ends"),
        ),
    ],
)
async def test_a_platform(reading: Reading, finding: Finding) -> None:
    assert await Updates(lambda: reading, lambda: START)() == finding


# --- sources -----------------------------------------------------------------------------------------------


async def polling(store: Store, *ids: str) -> tuple[Clock, Polling]:
    """Sources that are due since yesterday, and the check of a process that starts now."""
    sources = [Source(id, f"https://user:word@{id}.example/") for id in ids]
    await store.sources.seed(sources, START - timedelta(days=1))
    moved = Clock()
    return moved, Polling(store.sources, moved, TIMEOUT)


async def polled(store: Store, at: Clock, seconds: int = 300) -> None:
    later = at.now + timedelta(seconds=seconds)
    due = await store.sources.due(at.now, 100)
    await store.sources.store_unchanged({each.source.id: NextPoll(later) for each in due}, at.now)


async def failed(store: Store, at: Clock, ids: Sequence[str]) -> None:
    for each in ids:
        await store.sources.store_failure(
            each, "https://user:word@x.example/ answers 404", NextPoll(at.now + timedelta(hours=6)), at.now
        )


async def test_polling_that_goes_on_is_green(store: Store) -> None:
    at, check = await polling(store, "a", "b")
    assert await check() == Finding(True, "2 polled")  # due since yesterday, but nobody was there
    at.move(2)
    await polled(store, at)
    at.move(300)
    assert (await check()).ok


async def test_polling_that_stands_still_is_red_with_the_one_that_waits_longest(store: Store) -> None:
    at, check = await polling(store, "a", "b")
    await polled(store, at, 300)
    await store.sources.store_failure("b", "gone", NextPoll(at.now + timedelta(seconds=100)), at.now)
    at.move(100 + 161)
    assert await check() == Finding(False, "polling stands still: b is due, nothing polled for 161 s")
    await polled(store, at)
    assert (await check()).ok


async def test_a_process_that_never_polls_is_red(store: Store) -> None:
    at, check = await polling(store, "a")
    at.move(160)
    assert (await check()).ok
    at.move(1)
    assert await check() == Finding(False, "polling stands still: a is due, nothing polled for 161 s")


@pytest.mark.parametrize("fails", [True, False])
async def test_many_sources_of_one_host_may_wait_long_for_their_turn(store: Store, fails: bool) -> None:
    ids = [f"s{number:03}" for number in range(8)]
    at, check = await polling(store, *ids)
    for each in ids:  # the last of them 20 minutes after the start
        at.move(150)
        assert (await check()).ok
        if fails:
            await failed(store, at, [each])
        else:
            await store.sources.store_unchanged({each: NextPoll(at.now + timedelta(days=1))}, at.now)


async def test_a_poll_that_was_taken_may_last_but_not_for_ever(store: Store) -> None:
    at, check = await polling(store, "slow")
    await store.sources.due(at.now, 10)
    at.move(8 * TIMEOUT.total_seconds())
    assert (await check()).ok
    at.move(1)
    assert await check() == Finding(False, "polling stands still: slow is due, nothing polled for 161 s")


async def test_the_fetchers_patience_is_what_is_waited_for(store: Store) -> None:
    at, check = await polling(store, "a")
    hasty, patient = (Polling(store.sources, at, timedelta(seconds=seconds)) for seconds in (1, 60))
    at.move(61)
    assert ((await hasty()).ok, (await check()).ok) == (False, True)
    at.move(100)
    assert ((await check()).ok, (await patient()).ok) == (False, True)


async def test_sources_that_fail_are_named_without_turning_it_red(store: Store) -> None:
    ids = [f"s{number}" for number in range(NAMED + 3)]
    at, check = await polling(store, *ids)
    await polled(store, at)
    await failed(store, at, ids[:1])
    assert await check() == Finding(True, "6 polled, of which 1 failing: s0; `crier sources list` says why")
    await failed(store, at, ids[1:-1])
    found = await check()
    assert found == Finding(True, "6 polled, of which 5 failing: s0, s1, s2 and 2 more; `crier sources list` says why")


async def test_paused_sources_are_nobodys_business(store: Store) -> None:
    at, check = await polling(store, "a")
    await store.sources.seed([], at.now)
    at.move(3600)
    assert await check() == Finding(True, "there are none")
