"""Rows 1, 2, 3, 13, 14 and 31: what is owed arrives, whatever breaks. (The whole bot as a process: `bench.faults`.)"""

import asyncio
import os
import re
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store, open_store
from bot.domain.errors import BadStore, Rejected, TryLater
from bot.domain.model import Entry, Feed, Outcome
from bot.domain.pacing import NO_GAPS
from bot.services.courier import Courier
from bot.services.editor import Editor
from bot.services.poller import Poller
from bot.services.readiness import SILENCE, Heartbeat, Pulse
from bot.services.upkeep import Upkeep
from tests.contracts.conftest import DEAD
from tests.contracts.samples import (
    ALL,
    DAY,
    MINUTE,
    NOW,
    ONE,
    SECOND,
    begin,
    chat,
    claim,
    deliver,
    entry,
    publish,
    sent,
)
from tests.failures.deliveries import world
from tests.fakes import START, FakePlatform, FirstSentence, Site, clock, in_any_window, no_jitter, virtual
from tests.memory_delivery import MemoryOutbox
from tests.services.newsroom import Compose, Newsroom

PIDS = count(2**22 + 100)  # no kernel gives these
READERS = ("1", "2", "3")

# --- row 1: kill -9 ----------------------------------------------------------------------------------------


class Killed(BaseException):
    """As SIGKILL: nothing that comes after it has any effect."""


@dataclass
class Life:
    """Of a process that dies when it comes to `step` for the n-th time."""

    step: str = ""
    times: int = 1
    passed: int = 0
    over: bool = False

    def reach(self, step: str) -> None:
        self.passed += step == self.step
        self.over |= self.passed == self.times
        if self.over:
            raise Killed(step)


class Mortal:
    """Some port of a process: between two of its steps the process may die, and then it does nothing any more."""

    def __init__(self, life: Life, port: Any, name: str) -> None:
        self._life, self._port, self._name = life, port, name

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._port, method)
        if not callable(found):
            return found

        async def call(*args: Any, **kwargs: Any) -> Any:
            self._life.reach(f"before {self._name}.{method}")
            result = await found(*args, **kwargs)
            self._life.reach(f"after {self._name}.{method}")
            return result

        return call


@asynccontextmanager
async def a_process(url: str) -> AsyncIterator[Store]:
    """A store for a process that ends without a word: nothing is given back."""
    async with open_store(url, mode="run", process=replace(DEAD, pid=next(PIDS))) as store:
        try:
            yield store
        finally:
            store.leases._me.leave()


async def work(store: Store, site: Site, platform: FakePlatform, life: Life) -> None:
    """Poll, edit and send what there is, as one process with `crier run --once`."""
    sources, articles, outbox = (Mortal(life, getattr(store, name), name) for name in ("sources", "articles", "outbox"))
    common: Any = {"signals": LocalSignals(), "clock": now, "random": no_jitter}
    await store.leases.beat()
    await Poller(sources=sources, fetcher=site, reader=site, **common).once()
    editor = Editor(
        articles=articles, fetcher=site, reader=site, summarizer=FirstSentence(), sections={}, max_age=2 * DAY,
        settle=timedelta(), **common,
    )  # fmt: skip
    await editor.once()
    messenger: Any = Mortal(life, platform, "platform")
    leases = store.leases
    await Courier(
        platform=messenger, outbox=outbox, leases=leases, composer=Compose(), rate=1000, gaps=NO_GAPS, **common
    ).once()


def now() -> datetime:
    return datetime.now(UTC)


def news(number: int) -> Entry:
    return replace(entry(number), published=now() - MINUTE * (10 - number))


STEPS = [
    f"{when} {step}"
    for step in (
        "sources.store_poll", "articles.claim", "articles.publish", "outbox.claim", "platform.send", "outbox.settle",
    )
    for when in ("before", "after")
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
async def test_row_01_killed_between_any_two_steps_nothing_is_lost(store_url: str, step: str) -> None:
    site, platform = Site(), FakePlatform(latency=0.0)
    site.feeds[ONE.url] = Feed("rss20")
    async with a_process(store_url) as store:
        await store.sources.seed([ONE], now())
        for reader in READERS:
            await chat(store, reader, ALL)
        await work(store, site, platform, Life())
    killed = in_flight = 0
    for times in (1, 2):
        site.feeds[ONE.url] = Feed("rss20", entries=tuple(news(number) for number in range(2 * times, 0, -1)))
        async with a_process(store_url) as store:
            try:
                await work(store, site, platform, Life(step, times))
            except* Killed:
                killed += 1
        in_flight += sending(store_url)
    async with a_process(store_url) as store:
        await work(store, site, platform, Life())
    for reader in READERS:
        arrived = platform.titles(reader)
        assert list(dict.fromkeys(arrived)) == [news(number).title for number in range(1, 5)]
    repeated = len(platform.sent) - 4 * len(READERS)
    assert repeated <= in_flight
    assert killed


def sending(url: str) -> int:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        found: int = connection.execute("SELECT count(*) FROM outbox WHERE state = 'sending'").fetchone()[0]
        return found


# --- rows 2, 3, 13 and 14: what the platform says ------------------------------------------------------------


@virtual
@pytest.mark.parametrize("error", [Rejected("Telegram: Bad Request: no"), TimeoutError(), OSError("a bug")])
async def test_row_02_an_error_with_the_first_chat_costs_the_others_nothing(error: Exception) -> None:
    room = Newsroom()
    for number in range(1, 51):
        room.outbox.owe_to(f"chat {number}", 2)
    room.platform.refuse("chat 1", error)
    await room.run_until(lambda: len(room.platform.sent) >= 98)
    assert all(len(room.platform.titles(f"chat {number}")) == 2 for number in range(2, 51))
    assert asyncio.get_running_loop().time() < 5


@virtual
async def test_row_03_two_minutes_of_5xx_lose_nothing_and_repeat_nothing() -> None:
    room = Newsroom()
    for number in range(100):
        room.outbox.owe_to(f"chat {number}", 3)
    room.platform.ailing = TryLater("Telegram: the server failed (502)")
    asyncio.get_running_loop().call_later(120, setattr, room.platform, "ailing", None)
    await room.run_until(lambda: len(room.platform.sent) == 300)
    titles = [room.platform.titles(f"chat {number}") for number in range(100)]
    assert all(each == sorted(each, key=lambda title: int(title.split()[1])) for each in titles)
    assert room.outbox.states() == {"sent": 300}


async def test_row_13_half_a_day_of_waiting_outlives_a_restart_and_delays_nobody_else(store_url: str) -> None:
    wait = timedelta(seconds=43_838)
    async with open_store(store_url, mode="run") as store:
        await begin(store)
        for reader in READERS:
            await chat(store, reader)
        await publish(store, entry(1), entry(2))
        muted, *others = await claim(store)
        order = Outcome(muted, "pending", "asked to wait", due=NOW + wait, retry_after=NOW + wait)
        await store.outbox.settle([order, *map(sent, others)], NOW)
    async with open_store(store_url, mode="run") as store:
        assert {where for where, _ in await deliver(store, NOW + SECOND)} == {
            each.address.place.chat for each in others
        }
        assert await deliver(store, NOW + wait - SECOND) == []
        assert await store.outbox.next_due("telegram") == NOW + wait
        late = await deliver(store, NOW + wait)
        assert [(where, item.title) for where, item in late] == [
            (muted.address.place.chat, f"Headline {number}") for number in (1, 2)
        ]


@virtual
async def test_row_14_a_burst_into_a_group_is_paced_and_whole() -> None:
    room = Newsroom(outbox=MemoryOutbox())
    rows = room.outbox.owe_to("group", 60, kind="group")
    room.outbox.owe_to("reader")
    await room.run_until(lambda: len(room.platform.sent) == 61)
    asked = [each.asked for each in room.platform.sent if each.chat == "group"]
    assert in_any_window(asked, 60.0) <= 20
    assert room.platform.titles("group") == [row.item.title for row in rows if row.item]
    assert next(each.asked for each in room.platform.sent if each.chat == "reader") < 1
    assert clock() - START < timedelta(minutes=3.5)


async def test_row_14_a_burst_above_the_threshold_is_one_digest_of_every_item(store: Store) -> None:
    async with world(store, burst=5) as opened:
        group, reader, channel = opened.api.group(), opened.api.private(42), opened.api.channel()
        for each in (group, reader, channel):
            await opened.subscribe(each)
        for _ in range(12):
            await opened.publish()
        await opened.deliver()
        every = [str(number) for number in range(1, 13)]
        for each in (group, reader):
            (digest,) = opened.api.sent(each)
            assert list(dict.fromkeys(re.findall(r'/post/headline-(\d+)"', digest.html))) == every
        assert opened.posts(channel) == every  # one by one


# --- row 31: the database -----------------------------------------------------------------------------------

Trouble = Callable[[Store, Path], Any]


@asynccontextmanager
async def full(store: Store, file: Path) -> AsyncIterator[None]:
    """No file of this process may grow."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def locked(store: Store, file: Path) -> AsyncIterator[None]:
    store.leases._database.hurry()  # the test does not wait 5 s
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@asynccontextmanager
async def deleted(store: Store, file: Path) -> AsyncIterator[None]:
    aside = file.with_name("aside")
    os.rename(file, aside)  # noqa: PTH104
    yield
    os.rename(aside, file)  # noqa: PTH104


@pytest.mark.parametrize(
    ("trouble", "words"),
    [(full, "the disk"), (locked, "locked by another process"), (deleted, "deleted or moved away")],
)
async def test_row_31_the_heart_is_red_with_a_clear_line_and_nothing_is_lost(
    store_url: str, trouble: Trouble, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = Path(store_url.removeprefix("sqlite:///"))
    later = NOW
    async with open_store(store_url, mode="run") as store:
        upkeep = Upkeep(
            leases=store.leases, outbox=store.outbox, stories=store.articles, signals=LocalSignals(),
            clock=lambda: later, keep_sent=DAY, pulse=Pulse(NOW), random=no_jitter,
        )  # fmt: skip
        ready = Heartbeat(upkeep.pulse, lambda: later)
        await begin(store)
        await chat(store)
        await publish(store, entry(1))
        async with trouble(store, file):
            later = NOW + SILENCE + SECOND
            await upkeep.once()
            finding = await ready()
            assert (finding.ok, words in finding.reason) == (False, True)
            assert caplog.text.count(words) == 1
        await upkeep.once()
        assert (await ready()).ok
        assert [item.title for _, item in await deliver(store, later)] == ["Headline 1"]


async def test_row_31_what_an_operator_has_to_mend_ends_the_bot_with_its_remedy(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store:
        upkeep = Upkeep(
            leases=store.leases, outbox=store.outbox, stories=store.articles, signals=LocalSignals(), clock=now,
            keep_sent=DAY,
        )  # fmt: skip
        writer = store.leases._database
        await writer.transact(lambda connection: connection.exec_driver_sql("PRAGMA query_only = 1").close())
        with pytest.raises(BadStore, match="may not be written; give this user write access"):
            await upkeep.run()
