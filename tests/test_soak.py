"""Ten minutes of mixed faults in simulated time: the real courier, store and Telegram adapter, a strict stand-in.

Sockets, threads and the database are real. Time stands still while any of them is at work, and when all are idle it is
at once the time of the next thing to do; pace, windows, latency and time-outs all go by it, at their true length. So
nothing depends on how fast the machine is, and chance only on the seed.
"""

import asyncio
import random
import selectors
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from itertools import pairwise
from typing import Any

import aiosqlite
import pytest

from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store, open_store
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.wording import GettextWording
from bot.demo.botapi import BotApi, Limits
from bot.demo.botapi.faults import FaultKind
from bot.domain.style import Style
from bot.services.composer import Composer
from bot.services.courier import Courier
from bot.services.upkeep import Upkeep
from tests.contracts.samples import DAY, MINUTE, begin, chat, entry, publish
from tests.fakes import START, Hands, VirtualLoop, clock

SEED = 5
LENGTH = 600.0  # seconds
AFTERWARDS = 900.0  # seconds in which what was put off last must come
STYLE = Style("Example News", "https://one.example/")
PASSING: tuple[FaultKind, ...] = ("bad_gateway", "server_error", "drop", "drop_answer", "reset", "reset_answer")
SILENT: tuple[FaultKind, ...] = ("black_hole", "half_open")


class SoakLoop(VirtualLoop):
    """Time passes only while nothing is at work. `at_work`: calls that threads have not answered yet."""

    def __init__(self) -> None:
        self.at_work = 0
        super().__init__(_Idling(self))


class _Idling(selectors.DefaultSelector):
    def __init__(self, loop: SoakLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        if ready or timeout == 0:
            return ready
        if self._loop.at_work or timeout is None:
            return super().select(0.1)
        if ready := super().select(0.003):  # the kernel may have had it on its way
            return ready
        self._loop.elapsed += timeout
        return []


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop knows of every call that is with a database's thread."""
    execute: Any = aiosqlite.Connection._execute

    async def counting(self: aiosqlite.Connection, *args: Any, **kwargs: Any) -> Any:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SoakLoop)
        loop.at_work += 1
        try:
            return await execute(self, *args, **kwargs)
        finally:
            loop.at_work -= 1

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counting)


@asynccontextmanager
async def delivering(url: str, api: BotApi, hands: Hands, signals: LocalSignals) -> AsyncIterator[Store]:
    """One process that delivers, until the end of the block."""
    loop = asyncio.get_running_loop()
    async with (
        open_store(url, mode="run", clock=lambda _: START + timedelta(seconds=loop.time())) as store,
        TelegramPlatform(token=api.token, api_base_url=api.base_url) as platform,
    ):
        common: dict[str, Any] = {"outbox": store.outbox, "leases": store.leases, "signals": signals, "clock": hands}
        await store.leases.beat()
        composer = Composer(STYLE, GettextWording(), hands)
        courier = Courier(platform=platform, composer=composer, rate=30, random=random.Random(SEED).random, **common)
        loops = [courier.run, Upkeep(keep_sent=DAY, stories=store.articles, **common).run]
        running = [asyncio.ensure_future(loop()) for loop in loops]
        await asyncio.sleep(1)  # it has looked at the clock before anybody polls
        try:
            yield store
            assert not any(task.done() for task in running)
        finally:
            for task in running:
                task.cancel()
            await asyncio.wait(running)


async def trouble(api: BotApi, chance: random.Random, chats: list[int]) -> None:
    """One fault after the other, each for some seconds, some of them for some chats alone."""
    while True:
        await asyncio.sleep(chance.uniform(2, 15))
        kind = chance.choice((*PASSING, *SILENT, "too_many"))
        alone = chance.sample(chats, 4) if kind in ("too_many", "black_hole") else [None]
        for chat_id in alone:
            api.fail(
                kind, times=None, method="sendMessage", chat=chat_id, seconds=1, up_to=40, share=chance.uniform(0.1, 1)
            )
        await asyncio.sleep(chance.uniform(3, 20))
        api.faults.clear()


async def soak(url: str) -> None:
    chance, hands, signals = random.Random(SEED), Hands(), LocalSignals()
    clock_of_telegram: Callable[[], float] = lambda: clock().timestamp()  # noqa: E731
    async with BotApi(latency=0.06, limits=Limits.strict(), clock=clock_of_telegram) as api:
        api.faults.chance.seed(SEED)
        private, groups = [api.private(number).id for number in range(1, 41)], [api.group().id for _ in range(3)]
        channel = api.channel().id
        async with open_store(url, mode="run") as store:
            await begin(store)
            for number in private:
                await chat(store, number)
            for number in groups:
                await chat(store, number, kind="group")
            await chat(store, channel, kind="channel")
        chats = [*private, *groups, channel]
        troubled = asyncio.create_task(trouble(api, chance, chats))
        number = 0
        while clock() - START < timedelta(seconds=LENGTH):
            async with delivering(url, api, hands, signals) as store:
                for _ in range(chance.randint(2, 5)):
                    number += 1
                    await publish(store, entry(number), now=hands())
                    signals.ring("outbox")
                    await asyncio.sleep(chance.uniform(5, 40))
                    hands.off = {6: 60 * MINUTE, 12: -60 * MINUTE}.get(number, hands.off)
        async with delivering(url, api, hands, signals) as store:
            troubled.cancel()
            with suppress(asyncio.CancelledError):
                await troubled
            api.faults.clear()
            wanted = number * len(chats)
            with suppress(TimeoutError):
                await api.until(lambda: len(posts(api, chats)) >= wanted, AFTERWARDS)
        check(api, chats, number)


def posts(api: BotApi, chats: list[int]) -> Counter[tuple[int, int]]:
    """How often each of a chat's posts stands there, by chat and number of the article."""
    return Counter((each, of) for each in chats for of in shown(api, each))


def shown(api: BotApi, chat_id: int) -> list[int]:
    return [int(message.html.partition("headline-")[2].partition('"')[0]) for message in api.sent(chat_id)]


def check(api: BotApi, chats: list[int], number: int) -> None:
    times = posts(api, chats)
    lost = [(each, of) for each in chats for of in range(1, number + 1) if (each, of) not in times]
    repeated = sum(count - 1 for count in times.values())
    orders = [list(dict.fromkeys(shown(api, each))) for each in chats]
    assert number >= 15 and api.faults.struck > 50  # there was something to stand
    assert not lost
    assert repeated <= api.unheard
    assert not [order for order in orders if any(later < earlier for earlier, later in pairwise(order))]
    assert api.meter.refused == 0


def test_ten_minutes_of_mixed_faults_lose_repeat_and_reorder_nothing(store_url: str, counted: None) -> None:
    with asyncio.Runner(loop_factory=SoakLoop) as runner:
        runner.run(soak(store_url))
