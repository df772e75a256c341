"""What readiness hears of the reading of updates, from a real loop on the stand-in."""

import asyncio

from bot.adapters.telegram.updates import Pace
from bot.services.readiness import Finding, Updates
from tests.adapters.telegram.conftest import Bench, Build


def check(bench: Bench) -> Updates:
    return Updates(bench.updates.reading, bench.clock)


async def test_a_refused_token_is_red_at_once_with_its_remedy(build: Build) -> None:
    bench = await build(token="999:wrong", patient=True)
    async with bench.running():
        await bench.signals.waited(1)
        found = await check(bench)()
    assert not found.ok and "@BotFather" in found.reason and "999:wrong" not in found.reason


async def test_what_another_process_reads_is_nobody_elses_trouble(build: Build) -> None:
    bench = await build(patient=True)
    bench.leases.free = False
    async with bench.running():
        await bench.signals.waited(1)
        bench.clock.move(hours=1)
        assert await check(bench)() == Finding(
            True, "waiting: another process reads the updates; this one takes over when that ends"
        )
        bench.leases.free = True
        bench.signals.ring("updates")
        bench.api.say(1, 1, "/help")
        await bench.api.wait_for(1)
        await bench.api.until(lambda: bench.updates.trouble == "")
        assert await check(bench)() == Finding(True, "updates are read")


async def test_what_only_begins_has_time_for_its_first_poll(build: Build) -> None:
    bench = await build()
    bench.api.fail("black_hole", method="getUpdates", times=None)
    async with bench.running():
        await bench.api.until(lambda: bench.api.counts["getupdates"] >= 1)
        assert await check(bench)() == Finding(True, "updates are read")
        bench.clock.move(minutes=1)
        await asyncio.sleep(0)
        assert not (await check(bench)()).ok


async def test_that_trouble_is_over_shows_at_once_though_nobody_writes(build: Build) -> None:
    bench = await build(pace=Pace(poll=30))
    bench.api.fail("server_error", method="getUpdates", times=2)
    async with bench.running():
        await bench.api.until(lambda: bench.api.counts["getupdates"] >= 4)  # the last of them is a long one
        assert bench.updates.trouble == ""
        bench.api.inbox.interrupt()
