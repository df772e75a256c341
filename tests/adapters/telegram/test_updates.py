import asyncio
import logging
from dataclasses import replace

import pytest
from telegram import Update

from bot.adapters.storage.store import Store
from bot.adapters.telegram.queues import ChatQueues
from bot.adapters.telegram.updates import LEASE, Pace
from bot.demo.botapi import BotApi
from bot.domain.errors import StoreBusy
from bot.domain.model import Place, Subscription
from tests.adapters.telegram.conftest import QUICK, Bench, Build
from tests.adapters.telegram.fakes import words


def told(caplog: pytest.LogCaptureFixture, words: str) -> int:
    return sum(words in record.getMessage() for record in caplog.records if record.name.startswith("bot."))


def texts(bench: Bench, chat: int) -> list[str]:
    return [message.text for message in bench.api.sent(chat)]


# --- order and slowness --------------------------------------------------------------------------------------------


async def test_one_chat_is_answered_in_order_and_delays_no_other(bench: Bench) -> None:
    gate = bench.desk.gates["1"] = asyncio.Event()
    for n in range(10):
        bench.api.say(1, 1, f"/help {n}")
    bench.api.say(2, 2, "/help")
    await bench.api.wait_for(2)
    assert len(bench.desk.asked) == 2  # the first of chat 1 holds the others
    bench.api.say(2, 2, "/about")
    await bench.api.wait_for(2, 2)  # read though chat 1 still waits
    gate.set()
    await bench.api.wait_for(1, 10)
    assert texts(bench, 1) == [f"help: {n}" for n in range(10)]


SLOW = Pace(poll=1, silence=0.3, glance=0.05, patience=10.0, drain=0.1)


async def test_a_slow_chat_delays_nobody_and_is_not_confirmed_for_a_while(build: Build) -> None:
    bench = await build(pace=SLOW)
    gate = bench.desk.gates["1"] = asyncio.Event()
    async with bench.running():
        bench.api.say(1, 1, "/help 1")
        await bench.api.until(lambda: len(bench.desk.asked) == 1)
        for n in range(3):
            bench.api.say(1, 1, f"/help {n + 2}")
            bench.api.say(2, 2, f"/help {n}")
            await bench.api.wait_for(2, n + 1, timeout=1.0)
        assert len(bench.api.inbox) == 7  # whoever kills us now has them answered by the next process
        began, asked = asyncio.get_running_loop().time(), bench.api.counts["getupdates"]
        await bench.api.until(lambda: bench.api.counts["getupdates"] >= asked + 6)
        assert asyncio.get_running_loop().time() - began > 4 * SLOW.glance  # asked again, but gently
        gate.set()
        await bench.api.wait_for(1, 4)
        await bench.idle()
    assert texts(bench, 1) == [f"help: {n}" for n in (1, 2, 3, 4)]
    assert texts(bench, 2) == ["help: 0", "help: 1", "help: 2"]


async def test_a_chat_too_far_behind_is_confirmed_and_answered_all_the_same(build: Build) -> None:
    bench = await build(pace=replace(SLOW, patience=0.2))
    bench.desk.gates["1"] = asyncio.Event()
    async with bench.running():
        bench.api.say(1, 1, "/help")
        await bench.idle()
        bench.desk.gates["1"].set()
        await bench.api.wait_for(1)


async def test_a_whole_answer_of_unfinished_updates_hides_no_new_one(build: Build) -> None:
    bench = await build(pace=SLOW)
    bench.desk.gates["1"] = asyncio.Event()
    for n in range(130):
        bench.api.say(1, 1, f"/help {n}")
    bench.api.say(2, 2, "/help")
    async with bench.running():
        await bench.api.wait_for(2, timeout=2.0)
        bench.desk.gates["1"].set()
        await bench.api.wait_for(1, 130)
    assert texts(bench, 1) == [f"help: {n}" for n in range(130)]


async def test_a_bug_costs_one_update(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.desk.broken.add("search")
    for text in ("/search", "/help"):
        bench.api.say(1, 1, text)
    await bench.api.wait_for(1)
    assert texts(bench, 1) == ["help:"]
    assert told(caplog, "could not be handled") == 1


async def test_what_a_busy_group_says_meanwhile_hides_no_command(build: Build) -> None:
    bench = await build()
    group = bench.api.supergroup(owner=42, bot="administrator")  # hears everything
    ours = int((await bench.platform.send(Place("telegram", str(group.id)), words("Hello"))).messages[0])
    for n in range(30):
        bench.api.say(group, 77, f"chatter {n}")
        bench.api.say(group, 77, f"/roll {n}")  # another bot's
    bench.api.say(group, 42, "/subscribe")
    bench.api.say(group, 42, "rail", reply_to=ours)
    await bench.updates.once()
    assert [ask.command for ask in bench.desk.asked] == ["subscribe"]
    assert [ask.words for ask in bench.desk.heard] == ["rail"]


async def test_all_that_a_chat_asked_while_the_bot_was_down_is_answered(build: Build) -> None:
    bench = await build()
    for n in range(150):
        bench.api.say(1, 1, f"/help {n}")
    await bench.updates.once()
    assert texts(bench, 1) == [f"help: {n}" for n in range(150)]


async def test_a_flood_is_cut_off_and_said_once(
    bench: Bench, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 20
    monkeypatch.setattr("bot.adapters.telegram.queues.PER_CHAT", most)
    gate = bench.desk.gates["1"] = asyncio.Event()
    await bench.addresses.ensure(Place("telegram", "1"))
    for n in range(40):
        bench.api.say(1, 1, f"/help {n}")
    bench.api.block(1)  # never dropped
    bench.api.unblock(1)
    bench.api.say(2, 2, "/help")
    await bench.api.wait_for(2)
    gate.set()
    await bench.api.wait_for(1, most)
    await bench.api.until(lambda: "outbox" in bench.signals.rung)
    bench.api.say(1, 1, "/about")
    await bench.api.wait_for(1, most + 1)
    assert told(caplog, "faster than it can be answered") == 1


async def test_no_more_is_read_while_too_many_wait(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.telegram.queues.IN_ALL", 3)
    for chat in (1, 2, 3):
        bench.desk.gates[str(chat)] = asyncio.Event()
        bench.api.say(chat, chat, "/help")
    await bench.api.until(lambda: len(bench.desk.asked) == 3)
    bench.api.say(4, 4, "/help")
    for chat in (1, 2, 3):
        bench.desk.gates[str(chat)].set()
    await bench.api.wait_for(4)


async def test_queues_keep_going_after_a_failure_and_stop_when_told(caplog: pytest.LogCaptureFixture) -> None:
    handled: list[int] = []
    gate = asyncio.Event()

    async def handle(update: Update) -> None:
        handled.append(update.update_id)
        if update.update_id == 1:
            raise RuntimeError("broken")
        if update.update_id == 3:
            await gate.wait()

    queues = ChatQueues(handle, lambda update: False)
    assert await queues.settled(1)
    for number in (1, 2, 3):
        assert queues.put(Update(number))  # of no chat at all
    assert not await queues.settled(0.05)
    await queues.stop()
    assert await queues.settled(0)
    assert handled == [1, 2, 3]
    assert told(caplog, "could not be handled") == 1


# --- restarts ------------------------------------------------------------------------------------------------------


async def test_a_restart_answers_nothing_twice_and_misses_nothing(build: Build) -> None:
    first = await build()
    async with first.running():
        first.api.say(1, 1, "/help 1")
        await first.api.wait_for(1)
    assert len(first.api.inbox)  # handled, but the server was not told: the process ended before its next poll
    first.api.say(1, 1, "/help 2")
    second = await build(like=first)
    async with second.running():
        await second.api.wait_for(1, 2)
        await second.idle()
    assert texts(second, 1) == ["help: 1", "help: 2"]


async def test_what_could_not_be_finished_is_the_next_process_to_answer_and_nothing_else(build: Build) -> None:
    first = await build(pace=SLOW)
    first.desk.gates["1"] = asyncio.Event()
    async with first.running():
        first.api.say(1, 1, "/help 1")
        first.api.say(2, 2, "/help")
        first.api.say(1, 1, "/help 2")
        await first.api.wait_for(2)
    second = await build(like=first)
    async with second.running():
        await second.api.wait_for(1, 2)
        second.api.say(2, 2, "/about")
        await second.api.wait_for(2, 2)
        await second.idle()
    assert texts(second, 1) == ["help: 1", "help: 2"]
    assert texts(second, 2) == ["help:", "about:"]


async def test_an_end_that_cannot_be_noted_is_an_end(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    bench = await build(pace=SLOW)
    async with bench.running():
        bench.desk.gates["1"] = asyncio.Event()
        bench.api.say(1, 1, "/help")
        await bench.api.until(lambda: len(bench.desk.asked) == 1)
        bench.notebook.busy = 1000
    assert told(caplog, "could not be noted") == 1


async def test_what_is_being_answered_at_the_end_is_finished(build: Build) -> None:
    bench = await build(pace=Pace(poll=1, patience=10, drain=5))
    bench.desk.gates["1"] = asyncio.Event()
    task = asyncio.create_task(bench.updates.run())
    bench.api.say(1, 1, "/help")
    await bench.api.until(lambda: bool(bench.desk.asked))
    offset = f"telegram:offset:{bench.api.bot.id}"
    noted: list[bool] = []

    def let_go() -> None:
        noted.append(offset in bench.notebook.facts)
        bench.desk.gates["1"].set()

    task.cancel()
    asyncio.get_running_loop().call_later(0.05, let_go)
    await asyncio.gather(task, return_exceptions=True)
    assert texts(bench, 1) == ["help:"]
    assert noted == [False]  # not before it was answered: who kills us now has it answered by the next process
    assert offset in bench.notebook.facts


async def test_an_offset_of_long_ago_is_not_used(build: Build) -> None:
    """After a week without updates Telegram numbers them anew, perhaps lower."""
    bench = await build()
    moved = int(bench.clock().timestamp())
    bench.notebook.facts[f"telegram:offset:{bench.api.bot.id}"] = f"4000000000 {moved} 4000000000"
    bench.clock.move(days=7)
    bench.api.say(1, 1, "/help")
    await bench.updates.once()
    assert texts(bench, 1) == ["help:"]


async def test_once_answers_everything_and_returns(build: Build) -> None:
    bench = await build()
    for chat in range(1, 251):
        bench.api.say(chat, chat, "/help")
    await bench.updates.once()
    assert bench.api.accepted == 250
    assert len(bench.api.inbox) == 0
    assert bench.api.counts["setmyname"] == 4  # the site's language and three catalogues
    again = await build(like=bench)
    await again.updates.once()
    assert (bench.api.accepted, bench.api.counts["setmyname"]) == (250, 4)


async def test_once_says_what_stops_it(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    stranger = await build(token="1:x")
    await stranger.updates.once()
    assert told(caplog, "token was refused") == 1
    second = await build()
    second.leases.free = False
    await second.updates.once()
    assert told(caplog, "another process") == 1


async def test_a_move_and_a_restart_on_the_real_store(build: Build, store: Store) -> None:
    first = await build(store=store)
    await store.leases.beat()
    group = first.api.group(owner=1)
    address = await store.addresses.ensure(Place("telegram", str(group.id), kind="group"))
    await store.addresses.subscribe(address.id, Subscription("all"), first.clock())
    new = first.api.migrate(group, updates=("from", "to"))
    first.api.say(1, 1, "/help 1")
    await first.updates.once()
    moved = await store.addresses.get(Place("telegram", str(new.id), kind="group"))
    assert moved is not None
    assert [each.kind for each in await store.addresses.subscriptions(moved.id)] == ["all"]
    assert await store.addresses.get(Place("telegram", str(group.id), kind="group")) is None
    second = await build(store=store)
    second.api.say(1, 1, "/help 2")
    async with second.running():
        await second.api.wait_for(1, 2)
    assert texts(second, 1) == ["help: 1", "help: 2"]
    assert second.api.counts["setmyname"] == 4  # once for each language, though there were two starts


# --- one reader ----------------------------------------------------------------------------------------------------


async def test_the_second_process_says_so_once_and_takes_over(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    bench = await build()
    bench.leases.free = False
    bench.api.say(1, 1, "/help")
    async with bench.running():
        await bench.signals.waited(5)
        assert not bench.api.calls
        assert bench.updates.trouble
        bench.leases.free = True
        await bench.api.wait_for(1)
        await bench.api.until(lambda: not bench.updates.trouble)
    assert told(caplog, "another process reads the updates; waiting to take over") == 1
    assert told(caplog, "this process reads the updates now") == 1
    assert bench.leases.held == {f"{LEASE}:{bench.api.bot.id}"}


async def test_a_webhook_is_removed(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    bench = await build()
    words = (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    bench.api.fail("refuse", method="getUpdates", times=2, status=409, description=words)
    bench.api.fail("server_error", method="deleteWebhook")
    bench.api.say(1, 1, "/help")
    async with bench.running():
        await bench.api.wait_for(1)
    assert bench.api.counts["deletewebhook"] == 2
    assert told(caplog, "webhook was set") == 1


# --- trouble -------------------------------------------------------------------------------------------------------


async def test_a_refused_token_is_said_once_and_waited_for(
    build: Build, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    right, api.token = api.token, "7000000001:another"
    bench = await build(token=right)
    api.say(1, 1, "/help")
    async with bench.running():
        await bench.signals.waited(6)
        api.token = right
        await api.wait_for(1)
    assert told(caplog, "the token was refused by Telegram: check telegram.token") == 1
    assert bench.signals.waits[0] >= 5
    assert 60 < max(bench.signals.waits) <= 300


@pytest.mark.parametrize("fault", ["bad_gateway", "drop", "drop_answer", "too_many"])
async def test_network_trouble_is_said_once_and_survived(
    build: Build, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    bench = await build()
    caplog.set_level(logging.INFO)
    bench.api.fail(fault, method="getUpdates", times=3, seconds=7)  # type: ignore[arg-type]
    bench.api.say(1, 1, "/help")
    async with bench.running():
        await bench.api.wait_for(1)
        await bench.api.until(lambda: not bench.updates.trouble)
    assert texts(bench, 1) == ["help:"]
    said = [
        record for record in caplog.records if record.levelno == logging.WARNING and "updates" in record.getMessage()
    ]
    assert len(said) == 1
    assert told(caplog, "read again") == 1
    if fault == "too_many":
        assert set(bench.signals.waits) == {7}


async def test_the_database_is_waited_for(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    bench = await build()
    bench.notebook.busy = 3
    bench.api.say(1, 1, "/help")
    async with bench.running():
        await bench.api.wait_for(1)
        await bench.idle()
    assert texts(bench, 1) == ["help:"]
    assert told(caplog, "wait for the database") == 1


async def test_a_profile_that_cannot_be_noted_is_no_trouble(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    bench = await build()
    await bench.updates.once()

    async def busy(key: str) -> str:
        if "profile" in key:
            raise StoreBusy("locked")
        return ""

    bench.notebook.read = busy  # type: ignore[method-assign]
    again = await build(like=bench)
    again.api.say(1, 1, "/help")
    await again.updates.once()
    assert texts(again, 1) == ["help:"]
    assert told(caplog, "not up to date") == 1


async def test_readiness_can_see_when_it_last_worked(build: Build) -> None:
    bench = await build(patient=True)
    assert bench.updates.last_success is None
    async with bench.running():
        bench.api.say(1, 1, "/help")
        await bench.api.wait_for(1)
        assert bench.updates.last_success == bench.clock()
        assert bench.updates.trouble == ""
        bench.api.fail("server_error", method="getUpdates", times=None)
        bench.api.say(1, 1, "/help")
        await bench.api.until(lambda: bench.updates.trouble != "")
        bench.clock.move(minutes=5)
        assert bench.updates.last_success is not None
        assert bench.updates.last_success < bench.clock()


def test_the_defaults_leave_a_poll_alone_for_a_while() -> None:
    assert 25 <= Pace().poll <= 50
    assert QUICK.poll < Pace().poll
