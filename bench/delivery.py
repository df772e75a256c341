"""Delivery to the stand-in for the Bot API: `python -m bench.delivery [--chats 5000] [--runs 3] [--in-flight 128 64]`.

One article is owed to many private chats. The real courier, store and platform deliver it with so many requests in
flight, limits lifted, to a stand-in in a process of its own that answers after 60 ms: claiming, composing, sending and
settling included. Beside it, python-telegram-bot's default client (its HTTPXRequest, as many connections) only sends
the same message as often. CPU is this process's, all threads.
"""

import argparse
import asyncio
import resource
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from sqlite3 import connect
from time import perf_counter
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.request import HTTPXRequest

from bench.owe import owe, prepare
from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import open_store
from bot.adapters.telegram.markup import render
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.wording import GettextWording
from bot.app.parts import now
from bot.demo.botapi import TOKEN
from bot.domain.model import Address, Item, Outcome, Place, Post, Receipt
from bot.domain.pacing import NO_GAPS
from bot.domain.style import Style
from bot.ports import Outbox
from bot.services.composer import Composer
from bot.services.courier import Courier

IN_FLIGHT = (128, 64)
UNLIMITED = 1_000_000  # messages a second
STYLE = Style("Example News", "https://news.example/")
GOALS = "≥ 1,000 messages/s, ≤ 0.6 ms"


@dataclass(frozen=True, slots=True)
class Run:
    rate: float  # messages a second
    cpu: float  # milliseconds a message
    settled: float = 0.0  # milliseconds from an answer until it is committed, p99


class Watched(TelegramPlatform):
    """The platform, with the time from each answer until the outbox has settled it."""

    def __init__(self, api: str) -> None:
        super().__init__(token=TOKEN, api_base_url=api)
        self._answered: dict[str, float] = {}
        self.took: list[float] = []

    async def send(self, place: Place, post: Post, **more: Any) -> Receipt:
        receipt = await super().send(place, post, **more)
        self._answered[place.chat] = perf_counter()
        return receipt

    def watch(self, outbox: Outbox) -> None:
        settle = outbox.settle

        async def settled(outcomes: Sequence[Outcome], now: datetime) -> None:
            await settle(outcomes, now)
            committed = perf_counter()
            self.took += [committed - self._answered[outcome.claim.address.place.chat] for outcome in outcomes]

        setattr(outbox, "settle", settled)  # noqa: B010 - a method, which mypy would not have replaced


async def timed(count: int, work: Callable[[], Awaitable[None]]) -> Run:
    before, start = resource.getrusage(resource.RUSAGE_SELF), perf_counter()
    await work()
    took, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(count / took, cpu * 1000 / count)


@asynccontextmanager
async def stand_in(chats: int, latency: float) -> AsyncIterator[str]:
    """The stand-in in its own process; yields its base address."""
    arguments = ("-m", "bot.demo.botapi", "--port", "0", "--latency", str(latency), "--chats", str(chats))
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            address = (await process.stdout.readline()).decode().strip()
        yield address
    finally:
        process.terminate()
        await process.wait()


def number_chats(file: Path) -> None:
    """The stand-in knows its chats by the numbers from 1."""
    with closing(connect(file)) as connection, connection:
        for numbering in ("-id", "id"):  # no number may ever be there twice
            connection.execute(f"UPDATE addresses SET chat = {numbering}")


async def crier(folder: Path, api: str, chats: int, in_flight: int) -> Run:
    file = folder / "crier.db"
    await prepare(f"sqlite:///{file}", chats)
    await asyncio.to_thread(number_chats, file)
    await owe(f"sqlite:///{file}", chats, 1)
    async with (
        open_store(f"sqlite:///{file}", mode="run") as store,
        Watched(api) as platform,
    ):
        await store.leases.beat()
        platform.watch(store.outbox)
        courier = Courier(
            platform=platform,
            outbox=store.outbox,
            leases=store.leases,
            signals=LocalSignals(),
            clock=now,
            composer=Composer(STYLE, GettextWording(), now),
            rate=UNLIMITED,
            in_flight=in_flight,
            gaps=NO_GAPS,
        )
        result = await timed(chats, courier.once)
        sent = (await store.figures.stats(now())).deliveries.get("sent", 0)
    if sent != chats:
        raise SystemExit(f"{sent} posts stand in chats instead of {chats}")
    return replace(result, settled=sorted(platform.took)[int(len(platform.took) * 0.99)] * 1000)


async def default_client(api: str, count: int, chats: int, in_flight: int) -> Run:
    """The same message through python-telegram-bot as it comes."""
    item = Item(1, 1, "Council agrees on budget", "https://news.example/1", "bench", "en", now(), section_label="World")
    place = Place("telegram", "1")
    message = render(Composer(STYLE, GettextWording(), now)(item, Address(1, place)))
    keyboard = InlineKeyboardMarkup.de_json(message.keyboard) if message.keyboard else None
    preview = LinkPreviewOptions.de_json(message.preview)
    bot = Bot(TOKEN, base_url=f"{api}/bot", request=HTTPXRequest(connection_pool_size=in_flight, pool_timeout=60))
    waiting = iter(range(count))

    async def sender() -> None:
        for number in waiting:
            await bot.send_message(
                number % chats + 1, message.html, "HTML", reply_markup=keyboard, link_preview_options=preview
            )

    async def all_senders() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(in_flight):
                group.create_task(sender())

    async with bot:
        return await timed(count, all_senders)


def row(name: str, runs: list[Run], goal: str = "") -> str:
    rates, cpus = [run.rate for run in runs], [run.cpu for run in runs]
    spread = f"{min(rates):,.0f}–{max(rates):,.0f}"
    return f"{name:44} {statistics.median(rates):>10,.0f} {spread:>13} {statistics.median(cpus):>9.2f}   {goal}"


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--baseline", type=int, default=5000, help="messages of the default client; 0 leaves it out")
    parser.add_argument("--in-flight", type=int, nargs="+", default=IN_FLIGHT, help="requests at once")
    parser.add_argument("--latency", type=float, default=0.06, help="seconds until the stand-in answers")
    args = parser.parse_args()
    print(f"{args.chats:,} chats, answers after {args.latency * 1000:.0f} ms, {args.runs} runs")
    print(f"{'':44} {'messages/s':>10} {'spread':>13} {'CPU ms':>9}   goal")
    for in_flight in args.in_flight:
        ours, theirs = [], []
        for _ in range(args.runs):
            async with stand_in(args.chats, args.latency) as api:
                with tempfile.TemporaryDirectory() as folder:
                    ours.append(await crier(Path(folder), api, args.chats, in_flight))
                if args.baseline:
                    theirs.append(await default_client(api, args.baseline, args.chats, in_flight))
        print(row(f"crier, settled and all, {in_flight} in flight", ours, GOALS))
        late = statistics.median(run.settled for run in ours)
        print(f"{'settled after the answer within, p99':44} {late:>7.0f} ms {'':>23}   ≤ 100 ms")
        if theirs:
            print(row(f"python-telegram-bot's own client, {in_flight}", theirs))
            ratios = [mine.rate / its.rate for mine, its in zip(ours, theirs, strict=True)]
            print(f"{'ratio':44} {statistics.median(ratios):>9.1f}× {'':>23}   ≥ 8×")


if __name__ == "__main__":
    asyncio.run(main())
