"""The subscriber of hubs. With a strict hub, and the whole bot: tests/web/test_hooks.py."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import hubs
from bot.domain.errors import Unreachable
from bot.domain.model import Push
from bot.services.websub import AGAIN, LEASE, LONGEST, TICK, Websub
from tests.fakes import START, clock, no_jitter, virtual
from tests.services.pushed import HUB, TOPIC, MemoryPushes, Watch, Web

URL = "https://bot.example/"


class Bench:
    def __init__(self, *source_ids: str) -> None:
        self.pushes, self.web, self.watch = MemoryPushes(*source_ids), Web(), Watch()
        self.websub = Websub(
            pushes=self.pushes, fetcher=self.web, clock=self.watch, public_url=URL, random=no_jitter
        )  # fmt: skip

    async def push(self, source_id: str = "one") -> Push:
        push = await self.pushes.get(source_id)
        assert push
        return push

    async def said(self, **changes: str) -> str | None:
        told = {"mode": "subscribe", "topic": TOPIC, "challenge": "prove it", "lease_seconds": "864000"} | changes
        return await self.websub.answer(await self.push(), {f"hub.{name}": value for name, value in told.items()})


@pytest.fixture
def bench() -> Bench:
    return Bench("one")


async def test_a_hub_is_asked_once_with_a_secret_of_its_own(bench: Bench) -> None:
    bench.pushes.offers["two"] = (HUB, TOPIC)
    await bench.websub.once()
    await bench.websub.once()
    (url, form), (_, other) = bench.web.forms
    push = await bench.push()
    assert url == HUB and form == {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": f"https://bot.example/hooks/websub/one.{hubs.token(push.secret)}",
        "hub.secret": push.secret,
        "hub.lease_seconds": "864000",
    }
    assert len(bytes.fromhex(push.secret)) == 32 and other["hub.secret"] != push.secret


async def test_a_confirmed_lease_is_renewed_with_the_same_secret_at_four_fifths(bench: Bench) -> None:
    await bench.websub.once()
    assert await bench.said() == "prove it"
    before = await bench.push()
    assert before.until == START + LEASE
    bench.watch.later(days=7, hours=23)
    await bench.websub.once()
    assert len(bench.web.forms) == 1
    bench.watch.later(hours=1)
    await bench.websub.once()
    assert [form["hub.secret"] for _, form in bench.web.forms] == [before.secret] * 2


@pytest.mark.parametrize(
    ("seconds", "lease"),
    [
        ("3600", timedelta(hours=1)),
        ("999999999", LONGEST),
        ("", LEASE),
        ("-5", LEASE),
        ("soon", LEASE),
        ("9" * 5000, LEASE),
        ("²", LEASE),
        ("0", timedelta()),
    ],
)
async def test_the_hub_decides_on_the_lease_within_bounds(bench: Bench, seconds: str, lease: timedelta) -> None:
    await bench.websub.once()
    assert await bench.said(lease_seconds=seconds) == "prove it"
    assert (await bench.push()).until == START + lease


async def test_what_was_not_asked_for_is_not_confirmed(bench: Bench) -> None:
    await bench.websub.once()
    for changes in (
        {"topic": "https://elsewhere.example/"},
        {"mode": "unsubscribe"},
        {"mode": ""},
        {"challenge": ""},
        {"challenge": "x" * 5000},
    ):
        assert await bench.said(**changes) is None
    assert (await bench.push()).until is None


async def test_a_hub_may_deny_and_is_asked_later_and_later(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    await bench.websub.once()
    await bench.said()
    assert await bench.said(mode="denied", reason="for \ud800 members\nonly") == ""
    assert (await bench.push()).until is None and "members\\nonly" in caplog.text
    assert await bench.said(mode="denied") == "" and "does not say why" in caplog.text
    hours = []
    for hour in range(8):
        before = len(bench.web.forms)
        await bench.websub.once()
        hours += [hour] * (len(bench.web.forms) - before)
        bench.watch.later(seconds=AGAIN.total_seconds())
    assert hours == [1, 2, 4]


async def test_a_hub_that_cannot_be_reached_costs_nothing(bench: Bench) -> None:
    bench.web.refusal = Unreachable("the hub is down")
    await bench.websub.once()
    await bench.websub.once()
    assert len(bench.web.forms) == 1
    await bench.said()
    bench.pushes.offers.clear()
    await bench.websub.once()
    assert [form["hub.mode"] for _, form in bench.web.forms] == ["subscribe", "unsubscribe"]


async def test_nobody_listens_any_more(bench: Bench) -> None:
    await bench.websub.once()
    await bench.said()
    bench.pushes.offers.clear()
    await bench.websub.once()
    await bench.websub.once()
    assert [form["hub.mode"] for _, form in bench.web.forms] == ["subscribe", "unsubscribe"]
    assert "hub.secret" not in bench.web.forms[-1][1]
    assert await bench.said() is None
    assert await bench.said(mode="unsubscribe") == "prove it"


async def test_a_callback_is_found_by_its_token_only(bench: Bench) -> None:
    await bench.websub.once()
    push = await bench.push()
    callback = hubs.callback(push)
    assert await bench.websub.find(callback) == push
    for wrong in ("", "one", "one.", f"two.{hubs.token(push.secret)}", f"{callback[:-1]}é", f"one.{'0' * 32}"):
        assert await bench.websub.find(wrong) is None


@virtual
async def test_it_looks_again_and_again() -> None:
    bench = Bench()
    websub = Websub(pushes=bench.pushes, fetcher=bench.web, clock=clock, public_url=URL)
    task = asyncio.create_task(websub.run())
    await asyncio.sleep(TICK / 2)
    assert not bench.web.forms
    bench.pushes.offers["one"] = (HUB, TOPIC)
    await asyncio.sleep(TICK)
    assert len(bench.web.forms) == 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_push_shows_no_secret_where_it_is_printed() -> None:
    push = Push("one", HUB, TOPIC, "s" * 64)
    assert "s" * 64 not in repr(replace(push, tries=1))
