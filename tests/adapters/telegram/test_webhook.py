"""Pushed updates, through the real web server and the stand-in."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.adapters.storage.store import Store
from bot.adapters.telegram import marks, webhook
from bot.adapters.telegram.updates import LEASE
from bot.adapters.telegram.webhook import CONNECTIONS, TelegramWebhook, WebhookPace
from bot.demo.botapi import BotApi
from bot.domain.errors import StoreBusy
from bot.domain.model import Place
from bot.services.readiness import Finding, Updates
from bot.web.hooks import telegram_route
from tests.adapters.telegram.conftest import Bench, Build
from tests.adapters.telegram.test_updates import told
from tests.web.serving import serving

SECRET = "a-secret-of-telegrams-own"
QUICK = WebhookPace(patience=0.3, drain=1.0)


@dataclass
class Pushed:
    """A bot that is pushed to: its loop runs, its web part serves."""

    bench: Bench
    hook: TelegramWebhook
    url: str
    task: "asyncio.Task[None]"

    async def finding(self) -> Finding:
        return await Updates(self.hook.reading, self.bench.clock)()

    async def ready(self) -> None:
        """Wait until the webhook is set."""
        await self.bench.api.until(lambda: self.bench.api.webhook.url == self.url)
        await self.looked()

    async def looked(self) -> None:
        """Let it look after the webhook once more."""
        before = len(self.bench.signals.waits)
        if before:
            self.bench.signals.ring("updates")
        await self.bench.signals.waited(before + 1)

    async def post(self, body: Any, secret: str | None = SECRET, kind: str = "application/json") -> int:
        """Push as Telegram, or as somebody else; the status."""
        headers = {"Content-Type": kind} | ({} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret})
        data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        async with aiohttp.ClientSession() as client, client.post(self.url, data=data, headers=headers) as answer:
            return answer.status


@asynccontextmanager
async def pushed(bench: Bench, *, pace: WebhookPace = QUICK, store: Store | None = None) -> AsyncIterator[Pushed]:
    bench.api.webhook.again = 0.02
    leases = store.leases if store else bench.leases
    later: list[TelegramWebhook] = []

    class Later:
        def knows(self, secret: str) -> bool:
            return later[0].knows(secret)

        async def take(self, body: bytes) -> Any:
            return await later[0].take(body)

    async with serving([telegram_route(Later())]) as served:
        url = f"{served.url}/hooks/telegram"
        later.append(TelegramWebhook(bench.answering, leases, url=url, secret=SECRET, pace=pace))
        task = asyncio.create_task(later[0].run())
        try:
            yield Pushed(bench, later[0], url, task)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await bench.api.webhook.close()


@pytest.fixture
async def hooked(build: Build) -> AsyncIterator[Pushed]:
    bench = await build(patient=True)
    async with pushed(bench) as hooked:
        await hooked.ready()
        yield hooked


def texts(hooked: Pushed, chat: int) -> list[str]:
    return [message.text for message in hooked.bench.api.sent(chat)]


def update(number: int, text: str = "/help", chat: int = 1) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "x"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    about = {"id": chat, "type": "private", "first_name": "x"}
    message = {"message_id": 5, "date": 1, "chat": about, "from": person, "text": text, "entities": entities}
    return {"update_id": number, "message": message}


# --- being set -----------------------------------------------------------------------------------------------------


async def test_the_webhook_is_set_once_with_all_it_needs(hooked: Pushed, build: Build) -> None:
    api = hooked.bench.api
    call = next(each for each in api.calls if each.method == "setWebhook")
    assert call.params.text("secret_token") == SECRET
    assert call.params.integer("max_connections") == CONNECTIONS
    assert call.params.document("allowed_updates") == ["message", "callback_query", "inline_query", "my_chat_member"]
    assert not call.params.flag("drop_pending_updates")
    await hooked.looked()
    assert api.counts["setwebhook"] == 1
    assert hooked.bench.leases.held == {f"{LEASE}:{api.bot.id}"}
    assert await hooked.finding() == Finding(True, "updates are pushed")


async def test_what_is_set_already_is_left_alone_unless_the_secret_is_another(build: Build, api: BotApi) -> None:
    bench = await build(patient=True)
    async with pushed(bench) as first:
        await first.ready()
        again = TelegramWebhook(bench.answering, bench.leases, url=first.url, secret=SECRET)
        await again._keep()
        assert api.counts["setwebhook"] == 1
        another = TelegramWebhook(bench.answering, bench.leases, url=first.url, secret=SECRET[::-1])
        await another._keep()
        assert api.counts["setwebhook"] == 2


async def test_what_waited_is_answered_and_the_bots_page_is_set(build: Build) -> None:
    bench = await build(patient=True)
    bench.api.say(1, 1, "/help")
    async with pushed(bench):
        await bench.api.wait_for(1)
        await bench.idle()
        await bench.api.until(lambda: bench.api.counts["setmyname"] == 4)


async def test_a_webhook_that_another_program_changes_is_set_again_and_said_once(
    hooked: Pushed, caplog: pytest.LogCaptureFixture
) -> None:
    api = hooked.bench.api
    for _ in range(2):
        await hooked.bench.platform.bot.delete_webhook()
        await hooked.looked()
        assert api.webhook.url == hooked.url
    assert told(caplog, "another program has changed this bot's webhook") == 1
    caplog.set_level(logging.INFO)
    await hooked.looked()
    assert told(caplog, "updates are pushed again") == 1


async def test_a_refused_webhook_is_told_with_its_remedy(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    bench = await build(patient=True)
    hook = TelegramWebhook(bench.answering, bench.leases, url="http://bot.example/", secret=SECRET)
    task = asyncio.create_task(hook.run())
    await bench.signals.waited(1)
    assert (
        told(caplog, "an https url must be provided for webhook; look at telegram.webhook_url or web.public_url") == 1
    )
    assert not (await Updates(hook.reading, bench.clock)()).ok
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_going_back_to_polling_removes_it(build: Build) -> None:
    bench = await build(patient=True)
    async with pushed(bench) as hooked:
        await hooked.ready()
    poller = await build(like=bench)
    bench.api.say(1, 1, "/help")
    async with poller.running():
        await bench.api.wait_for(1)
    assert bench.api.webhook.url == ""


async def test_what_was_polled_before_is_not_answered_again(build: Build) -> None:
    first = await build()
    async with first.running():
        first.api.say(1, 1, "/help")
        await first.api.wait_for(1)
    assert len(first.api.inbox)  # answered, and never confirmed
    second = await build(like=first, patient=True)
    async with pushed(second) as hooked:
        first.api.say(1, 1, "/about")
        await second.idle()
        await first.api.wait_for(1, 2)
        assert texts(hooked, 1) == ["help:", "about:"]


# --- who may push --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", [None, "", "x", SECRET[:-1], SECRET + "x", "й"])
async def test_who_does_not_know_the_secret_is_turned_away(hooked: Pushed, secret: str | None) -> None:
    assert await hooked.post(update(1), secret) == 403
    assert not hooked.bench.desk.asked


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        ([], "application/json", 400),
        ({"update_id": "1"}, "application/json", 400),
        ({"update_id": True}, "application/json", 400),
        (update(1), "text/plain", 400),
        (b" " * ((1 << 20) + 1), "application/json", 413),
        ({"update_id": 1}, "application/json; charset=utf-8", 200),  # of a kind that nobody asked for
        ({"update_id": 2, "message": {"message_id": "x"}}, "application/json", 200),  # cannot be read: left out
    ],
)
async def test_what_is_no_update_is_refused_and_one_that_says_nothing_is_taken(
    hooked: Pushed, body: Any, kind: str, status: int
) -> None:
    assert await hooked.post(body, kind=kind) == status
    assert not hooked.bench.desk.asked


async def test_only_posts_are_heard(hooked: Pushed) -> None:
    async with aiohttp.ClientSession() as client, client.get(hooked.url) as answer:
        assert answer.status == 405


# --- order and once ------------------------------------------------------------------------------------------------


async def test_a_chat_is_answered_in_order_and_delays_no_other(hooked: Pushed) -> None:
    bench = hooked.bench
    gate = bench.desk.gates["1"] = asyncio.Event()
    for n in range(3):
        bench.api.say(1, 1, f"/help {n}")
    bench.api.say(2, 2, "/help")
    await bench.api.wait_for(2)
    gate.set()
    await bench.api.wait_for(1, 3)
    await bench.idle()
    assert texts(hooked, 1) == ["help: 0", "help: 1", "help: 2"]
    assert bench.api.webhook.refused == 0


async def test_what_takes_long_is_taken_and_answered_later(hooked: Pushed) -> None:
    bench = hooked.bench
    bench.desk.gates["1"] = asyncio.Event()
    bench.api.say(1, 1, "/help")
    await bench.idle()  # Telegram has been told though it is not answered yet
    assert not bench.api.sent(1)
    bench.desk.gates["1"].set()
    await bench.api.wait_for(1)


async def test_an_update_that_is_pushed_twice_is_answered_once(hooked: Pushed) -> None:
    codes = await asyncio.gather(*(hooked.post(update(77)) for _ in range(5)))
    assert {200} <= set(codes) <= {200, 503}
    assert await hooked.post(update(77)) == 200
    assert [ask.command for ask in hooked.bench.desk.asked] == ["help"]


async def test_an_answer_that_was_lost_is_not_given_again(hooked: Pushed) -> None:
    bench = hooked.bench
    bench.api.webhook.patience = 0.1  # Telegram waits for less time than the answer takes
    gate = bench.desk.gates["1"] = asyncio.Event()
    bench.api.say(1, 1, "/help")
    await bench.api.until(lambda: bench.api.webhook.refused == 1)
    gate.set()
    await bench.idle()
    assert texts(hooked, 1) == ["help:"]


async def test_two_processes_answer_an_update_once(build: Build, store: Store) -> None:
    first, second = await build(store=store, patient=True), await build(store=store, patient=True)
    async with pushed(first, store=store) as one:
        await one.ready()
        async with pushed(second, store=store) as other:
            await second.signals.waited(1)
            gate = first.desk.gates["1"] = second.desk.gates["1"] = asyncio.Event()
            codes = asyncio.gather(*(each.post(update(n)) for n in range(5) for each in (one, other)))
            gate.set()
            assert set(await codes) <= {200, 503}
            for n in range(5):
                assert {await one.post(update(n)), await other.post(update(n))} == {200}
            assert len(first.desk.asked) + len(second.desk.asked) == 5


async def test_what_a_dead_process_had_begun_is_answered_by_another(hooked: Pushed) -> None:
    bench = hooked.bench
    until = int((bench.clock() + marks.CLAIM).timestamp())
    bench.notebook.facts[f"telegram:update:77:{bench.api.bot.id}"] = str(until)
    assert await hooked.post(update(77)) == 503  # it may be at it
    bench.clock.move(seconds=16)
    assert await hooked.post(update(77)) == 200
    assert len(bench.desk.asked) == 1


async def test_marks_do_not_stay(hooked: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    def kept() -> list[str]:
        return [key for key, value in hooked.bench.notebook.facts.items() if ":update:" in key and value]

    monkeypatch.setattr(marks, "MOST", 3)
    for number in range(5):
        assert await hooked.post(update(number)) == 200
    assert len(kept()) == 3
    hooked.bench.clock.move(seconds=timedelta(minutes=11).total_seconds())
    await hooked.looked()
    assert not kept()


async def test_marks_of_a_killed_process_do_not_stay(hooked: Pushed) -> None:
    bench = hooked.bench
    await bench.notebook.write(f"telegram:update:77:{bench.api.bot.id}", marks.DONE, bench.clock())
    bench.clock.move(seconds=timedelta(minutes=9).total_seconds())
    await hooked.looked()
    assert await hooked.post(update(77)) == 200 and not bench.desk.asked
    bench.clock.move(seconds=timedelta(minutes=2).total_seconds())
    await hooked.looked()
    assert f"telegram:update:77:{bench.api.bot.id}" not in bench.notebook.facts


# --- trouble -------------------------------------------------------------------------------------------------------


async def test_a_flood_is_pushed_again_later(hooked: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.telegram.queues.IN_ALL", 1)
    bench = hooked.bench
    bench.desk.gates["1"] = asyncio.Event()
    bench.api.say(1, 1, "/help")
    await bench.api.until(lambda: len(bench.desk.asked) == 1)
    bench.api.say(2, 2, "/help")
    await bench.api.until(lambda: bench.api.webhook.refused >= 2)
    bench.desk.gates["1"].set()
    await bench.api.wait_for(2)


async def test_one_chats_flood_is_dropped(hooked: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.telegram.queues.PER_CHAT", 1)
    gate = hooked.bench.desk.gates["1"] = asyncio.Event()
    waiting = asyncio.create_task(hooked.post(update(1)))
    await hooked.bench.desk.asked_of("1")
    assert await hooked.post(update(2)) == 200
    gate.set()
    assert await waiting == 200
    assert len(hooked.bench.desk.asked) == 1


async def test_a_busy_database_has_it_pushed_again(hooked: Pushed, caplog: pytest.LogCaptureFixture) -> None:
    first = hooked.bench.notebook.first

    async def busy(*_: object) -> bool:
        hooked.bench.notebook.first = first  # type: ignore[method-assign]
        raise StoreBusy("locked")

    hooked.bench.notebook.first = busy  # type: ignore[method-assign, assignment]
    assert await hooked.post(update(1)) == 503
    hooked.bench.notebook.busy = 1  # the mark of what is done
    assert await hooked.post(update(1)) == 200
    assert told(caplog, "waits for the database") == 1
    assert told(caplog, "could not be noted") == 1


async def test_nothing_is_taken_before_it_is_known_who_the_bot_is(build: Build) -> None:
    bench = await build(patient=True)
    bench.api.fail("server_error", method="getMe", times=None)
    async with pushed(bench) as hooked:
        await bench.signals.waited(1)
        assert await hooked.post(update(1)) == 503
        finding = await hooked.finding()
        assert not finding.ok and "updates cannot be read" in finding.reason
        bench.api.faults.clear()
        bench.signals.ring("updates")
        await hooked.ready()
        assert await hooked.post(update(1)) == 200


async def test_that_telegram_cannot_push_is_red_with_the_reason_and_turns_green(
    hooked: Pushed, caplog: pytest.LogCaptureFixture
) -> None:
    bench = hooked.bench
    bench.clock.now = bench.clock.now.fromtimestamp(bench.api.now(), bench.clock.now.tzinfo)
    bench.api.webhook.url = "http://127.0.0.1:1/"
    bench.api.say(1, 1, "/help")
    await bench.api.until(lambda: bench.api.webhook.refused >= 1)
    hooked.hook._url = bench.api.webhook.url
    await hooked.looked()
    finding = await hooked.finding()
    assert not finding.ok
    assert "updates cannot be pushed to 127.0.0.1 (1 wait): Connection refused; see that" in finding.reason
    hooked.hook._url = bench.api.webhook.url = hooked.url
    await bench.api.wait_for(1)
    await hooked.looked()
    assert (await hooked.finding()).ok


async def test_another_process_keeps_the_webhook_and_this_one_answers_and_takes_over(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    bench = await build(patient=True)
    bench.leases.free = False
    async with pushed(bench) as hooked:
        await bench.signals.waited(1)
        await hooked.looked()
        assert await hooked.post(update(1)) == 200
        assert len(bench.desk.asked) == 1
        assert bench.api.webhook.url == ""
        assert await hooked.finding() == Finding(True, "updates are pushed; another process keeps the webhook")
        bench.leases.free = True
        bench.signals.ring("updates")
        await hooked.ready()
    assert told(caplog, "another process keeps the webhook; this one answers what is pushed as well, and waits") == 1
    assert told(caplog, "this process keeps the webhook") == 1


# --- the end -------------------------------------------------------------------------------------------------------


async def test_what_is_being_answered_at_the_end_is_finished(hooked: Pushed) -> None:
    bench = hooked.bench
    gate = bench.desk.gates["1"] = asyncio.Event()
    bench.api.say(1, 1, "/help")
    await bench.idle()
    hooked.task.cancel()
    await asyncio.sleep(0)
    assert await hooked.post(update(5)) == 503
    gate.set()
    await asyncio.gather(hooked.task, return_exceptions=True)
    assert texts(hooked, 1) == ["help:"]


async def test_what_comes_too_late_gives_up_nobody_else(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    bench = await build(patient=True)
    first, late, going = bench.notebook.first, asyncio.Event(), asyncio.Event()

    async def slow(key: str, value: str, now: datetime) -> bool:
        if ":update:2:" in key:
            late.set()
            await going.wait()
        return await first(key, value, now)

    bench.notebook.first = slow  # type: ignore[method-assign]
    async with pushed(bench, pace=WebhookPace(patience=5.0, drain=5.0)) as hooked:
        await hooked.ready()
        gate = bench.desk.gates["1"] = asyncio.Event()
        begun = asyncio.create_task(hooked.post(update(1)))
        await bench.desk.asked_of("1")
        begins = asyncio.create_task(hooked.post(update(2, chat=2)))
        await late.wait()
        hooked.task.cancel()
        await asyncio.sleep(0)
        going.set()
        assert await begins == 503
        gate.set()
        assert await begun == 200
        await asyncio.gather(hooked.task, return_exceptions=True)
    facts = bench.notebook.facts
    assert facts[f"telegram:update:1:{bench.api.bot.id}"] == marks.DONE
    assert not facts[f"telegram:update:2:{bench.api.bot.id}"] and not told(caplog, "could not be handled")


async def test_what_cannot_be_finished_is_told_and_left_to_others(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    bench = await build(patient=True)
    async with pushed(bench, pace=WebhookPace(patience=5.0, drain=0.05)) as hooked:
        await hooked.ready()
        bench.desk.gates["1"] = asyncio.Event()
        posted = asyncio.create_task(hooked.post(update(1)))
        await bench.desk.asked_of("1")
        hooked.task.cancel()
        assert await posted == 503
        await asyncio.gather(hooked.task, return_exceptions=True)
    assert told(caplog, "1 updates were left unanswered") == 1
    assert not bench.notebook.facts[f"telegram:update:1:{bench.api.bot.id}"]


async def test_a_round_of_cron_has_nothing_to_push_to(build: Build) -> None:
    bench = await build()
    hook = TelegramWebhook(bench.answering, bench.leases, url="http://127.0.0.1/", secret=SECRET)
    await hook.once()
    assert not bench.api.calls


async def test_a_group_moves(hooked: Pushed) -> None:
    group = hooked.bench.api.group(owner=1)
    await hooked.bench.addresses.ensure(Place("telegram", str(group.id), kind="group"))
    new = hooked.bench.api.migrate(group, updates=("from", "to"))
    await hooked.bench.api.until(lambda: (str(new.id), "") in hooked.bench.addresses.known)


def test_telegram_is_answered_before_it_gives_up() -> None:
    assert WebhookPace().patience <= 10 < marks.CLAIM.total_seconds()
    assert webhook.RECENT.total_seconds() > WebhookPace().watch
