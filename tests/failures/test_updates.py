"""Rows 19, 20 and 30 of failures.md: polling never dies silently; of two instances with one token the second waits;
strangers who type in line, however many, keep nobody's command waiting."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import Update

from bot.adapters.telegram.inline import AT_ONCE
from bot.adapters.telegram.request import RequestUnsent
from bot.adapters.telegram.trouble import CONFLICT, RIVAL
from bot.adapters.telegram.updates import Pace
from bot.domain.model import Place
from bot.services.readiness import Finding
from tests.adapters.telegram.conftest import Bench, Build
from tests.adapters.telegram.fakes import impatient, words
from tests.adapters.telegram.test_reading import check
from tests.adapters.telegram.test_updates import told

# --- row 19 --------------------------------------------------------------------------------------------------------


async def test_row_19_a_platform_that_answers_nothing_turns_red_and_polling_starts_again_by_itself(
    build: Build,
) -> None:
    bench = await build()
    assert await check(bench)() == Finding(False, "not reached yet")
    async with bench.running():
        bench.api.say(1, 1, "/help")
        await bench.api.wait_for(1)
        assert await check(bench)() == Finding(True, "updates are read")
        hole = bench.api.fail("black_hole", method="getUpdates", times=None)
        bench.api.inbox.interrupt()
        await bench.api.until(lambda: bench.updates.trouble != "")
        assert (await check(bench)()).ok  # for a while: one lost poll is nothing
        bench.clock.move(seconds=60)
        found = await check(bench)()
        assert not found.ok and found.reason.startswith("no updates read for 60 s: updates cannot be read: ")
        assert bench.api.token not in found.reason
        bench.api.faults.active.remove(hole)
        bench.api.say(1, 1, "/help")
        await bench.api.until(lambda: bench.updates.trouble == "")
        assert await check(bench)() == Finding(True, "updates are read")


async def test_row_19_a_black_holed_socket_is_left_for_a_new_one(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    bench = await build(pace=Pace(poll=0, silence=0.2))
    hole = bench.api.fail("black_hole", method="getUpdates", times=None)
    connections = bench.platform._reading._session
    async with bench.running():
        await bench.api.until(lambda: bench.api.counts["getupdates"] >= 2)
        bench.api.faults.active.remove(hole)
        bench.api.say(1, 1, "/help")
        await bench.api.wait_for(1)
        assert bench.platform._reading._session not in (None, connections)
    assert told(caplog, "updates cannot be read") == 1


async def test_row_19_a_poll_that_nothing_else_bounds_is_cancelled(
    build: Build, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = await build(pace=Pace(poll=0, silence=0.05))
    read = bench.platform.read_updates
    asked = 0

    async def wedged(*args: object, **kwargs: object) -> tuple[tuple[Update, ...], int | None]:
        nonlocal asked
        asked += 1
        if asked == 1:
            await asyncio.Event().wait()
        return await read(None, 0, silence=1, kinds=("message",))

    monkeypatch.setattr(bench.platform, "read_updates", wedged)
    bench.api.say(1, 1, "/help")
    async with bench.running():
        await bench.api.wait_for(1)
    assert told(caplog, "no answer") == 1


async def test_row_19_a_wedged_pool_of_connections_keeps_nobody_from_reading(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    """Every connection for sending is stuck in a black hole; updates have connections of their own."""
    bench = await build()
    bench.platform._sending._connections = 1
    await bench.platform._sending.renew()
    impatient(bench.platform._sending, pool=0.1, connect=0.1, read=0.2)
    await bench.platform.me()
    bench.api.private(1)
    bench.api.fail("black_hole", method="sendMessage", times=None)
    async with bench.running():
        stuck = [asyncio.create_task(bench.platform.send(Place("telegram", "1"), words("x"))) for _ in range(3)]
        failures = await asyncio.gather(*stuck, return_exceptions=True)
        assert all(isinstance(each, Exception) for each in failures)
        assert any(isinstance(each.__cause__, RequestUnsent) for each in failures if isinstance(each, Exception))
        bench.api.faults.clear()
        bench.api.say(1, 1, "/help")
        await bench.api.wait_for(1)
        assert (await check(bench)()).ok


# --- row 20 --------------------------------------------------------------------------------------------------------

SLOWLY = Pace(poll=30, silence=5)


async def test_row_20_of_two_with_one_token_the_second_says_so_waits_and_takes_over(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    """On two databases, so that only Telegram's 409 tells them of each other."""
    caplog.set_level(logging.INFO)
    first, second = await build(patient=True, pace=SLOWLY), await build(patient=True, pace=SLOWLY)
    api = first.api
    async with second_later(second) as begin:
        async with first.running():
            api.say(1, 1, "/help 0")
            await api.wait_for(1)
            await api.until(lambda: api.inbox.waiting and not len(api.inbox))
            first.clock.move(minutes=10)
            begin()
            for turn in range(1, 4):
                await first.signals.waited(turn)  # its poll was ended by the second's
                first.signals.ring("updates")
                await second.signals.waited(turn)  # and the other way round
                api.say(1, 1, f"/help {turn}")
                await api.wait_for(1, turn + 1)
                await api.until(lambda: api.inbox.waiting)
                second.signals.ring("updates")
            await first.signals.waited(4)
        assert (told(caplog, RIVAL), told(caplog, CONFLICT)) == (1, 1)
        assert max(first.signals.waits) <= 5 <= min(second.signals.waits)
        for text in ("/about", "/help"):
            api.say(1, 1, text)
            second.clock.move(minutes=2)
            await api.until(lambda: not len(api.inbox))
        await api.until(lambda: not second.updates.trouble)
        assert (await check(second)()).ok
    assert [message.text for message in api.sent(1)] == [*(f"help: {n}" for n in range(4)), "about:", "help:"]
    assert told(caplog, "updates are read again") == 1


@asynccontextmanager
async def second_later(bench: Bench) -> AsyncIterator[Callable[[], None]]:
    """Run a bot from when it is told to."""
    begun = asyncio.Event()

    async def wait_and_run() -> None:
        await begun.wait()
        await bench.updates.run()

    task = asyncio.create_task(wait_and_run())
    try:
        yield begun.set
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_row_20_of_two_processes_on_one_database_the_second_waits_and_takes_over(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    second = await build(patient=True)
    second.leases.free = False
    second.api.say(1, 1, "/help")
    async with second.running():
        for _ in range(3):
            waits = len(second.signals.waits)
            second.signals.ring("updates")
            await second.signals.waited(waits + 1)
        assert (await check(second)()).ok
        assert not second.api.calls
        second.leases.free = True
        second.signals.ring("updates")
        await second.api.wait_for(1)
        await second.api.until(lambda: not second.updates.trouble)
    assert told(caplog, "another process reads the updates; waiting to take over") == 1
    assert told(caplog, "this process reads the updates now") == 1


async def test_another_bots_database_is_told_once(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    first = await build()
    await first.updates.once()
    assert told(caplog, "another bot") == 0
    first.api.token = "7000000002:another"
    second = await build(like=first)
    await second.updates.once()
    third = await build(like=first)
    await third.updates.once()
    assert told(caplog, "this database's chats are those of another bot (7000000001): stop that one") == 1


# --- row 30 --------------------------------------------------------------------------------------------------------


async def test_row_30_a_crowd_that_types_in_line_keeps_no_command_waiting(
    build: Build, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The archive answers none of them, and more type than may wait in all chats."""
    monkeypatch.setattr("bot.adapters.telegram.queues.IN_ALL", 40)
    monkeypatch.setattr("bot.adapters.telegram.inline.WAITING", 10)
    bench = await build()
    bench.api.inline = True
    crowd = range(100, 200)
    bench.desk.gates = {str(person): asyncio.Event() for person in crowd}
    async with bench.running():
        for person in crowd:
            bench.api.ask_inline(bench.api.private(person), person, "rail")
        bench.api.say(1, 1, "/help")
        await bench.api.wait_for(1)
        assert len(bench.desk.lines) <= AT_ONCE
    assert told(caplog, "more is typed in line than can be looked for") == 1
