"""Where a row plays: a news site, a strict stand-in for a messenger, a database with chats in it, and bots."""

import asyncio
import os
import random
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bench.faults.messengers import PLATFORMS, StandIn
from bench.faults.score import Arrival, Score, count, stall
from bot.adapters.storage.store import open_store
from bot.domain.model import NextPoll, PlaceKind, Poll, Source, Subscription, Validators

LATENCY = 0.1  # seconds until the stand-in answers
GLANCE = 0.25  # seconds between two looks
START = 180.0  # seconds that a process may take to start
EPOCH_WITHIN = 60.0  # seconds: an owed row's time by a clock that is off is not believed
SUBJECTS = ("The council", "The harbour", "A museum", "The ministry", "The orchestra", "A court", "The observatory")
MAKING = asyncio.Lock()  # a process makes one database at a time
DEEDS = ("opens hall", "closes bridge", "mends road", "counts ships at pier", "finds letter", "elects board")


class Site:
    """A feed of the newest fifty items, at `url`; of each the token is its number and stands in its address."""

    def __init__(self, chance: random.Random) -> None:
        self.url = ""
        self._chance = chance
        self._items: list[tuple[int, datetime, str]] = []

    def publish(self, token: int) -> None:
        title = f"{self._chance.choice(SUBJECTS)} {self._chance.choice(DEEDS)} {token}"
        self._items.insert(0, (token, datetime.now(UTC), title))

    async def feed(self, _: web.Request) -> web.Response:
        items = "".join(self._item(*each) for each in self._items[:50])
        head = f"<title>News</title><description>News</description><language>en</language><link>{self.url}</link>"
        text = f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'
        return web.Response(text=text, content_type="application/rss+xml")

    def _item(self, token: int, published: datetime, title: str) -> str:
        link = f"{self.url}post/{token}"
        return (
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><category>World</category>"
            f"<pubDate>{format_datetime(published)}</pubDate><description>In session {token} it was decided after a "
            f"long debate. Work on number {token} begins in spring, and nothing closes meanwhile.</description></item>"
        )


class Bot:
    """A bot as a process; what it says is kept in a file."""

    def __init__(self, process: Process, log: Path, begun: int) -> None:
        self._process = process
        self._log = log
        self._begun = begun

    @property
    def said(self) -> str:
        return self._log.read_text(errors="replace")[self._begun :]

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def gone(self) -> bool:
        return self._process.returncode is not None

    async def says(self, words: str, seconds: float = START) -> bool:
        """Wait until it says so; false if it does not in that time, or ends."""
        deadline = time.monotonic() + seconds
        while words not in self.said:
            if self.gone or time.monotonic() > deadline:
                return words in self.said
            await asyncio.sleep(GLANCE)
        return True

    def signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def ended(self, seconds: float = START) -> int | None:
        """Its exit code; None if it does not end in that time."""
        try:
            async with asyncio.timeout(seconds):
                return await self._process.wait()
        except TimeoutError:
            return None

    async def stop(self) -> int | None:
        self.signal(signal.SIGTERM)
        return await self.ended()


@dataclass(slots=True)
class Scene:
    """What a row plays with. `chats`: id → kind; `owed`: what each chat has to get, with the time of publication."""

    folder: Path
    site: Site
    api: StandIn
    chance: random.Random
    score: Score
    quick: bool
    chats: dict[int, PlaceKind] = field(default_factory=dict)
    subscribed: set[int] = field(default_factory=set)  # of them: who is owed what is published from now on
    unconcerned: set[int] = field(default_factory=set)  # by the fault
    owed: dict[tuple[int, int], float] = field(default_factory=dict)
    excused: set[tuple[int, int]] = field(default_factory=set)
    bots: list[Bot] = field(default_factory=list)
    absent: list[tuple[float, float]] = field(default_factory=list)  # when no bot was there
    tokens: int = 100_000

    # --- making ----------------------------------------------------------------------------------------------

    async def open_chats(self, private: int, groups: int = 2, channels: int = 1) -> None:
        """Open chats at the stand-in; they are subscribed by `subscribe`."""
        self.chats |= await self.api.open(private, groups, channels)

    async def subscribe(self, chats: Sequence[int] | None = None, database: str = "crier.db") -> None:
        """Subscribe chats (all of them) to everything, in a database whose source is past its first poll."""
        now, source = datetime.now(UTC), Source("news", f"{self.site.url}feed.xml", full_text="never", origin="config")
        async with MAKING, open_store(f"sqlite:///{self.folder / database}", mode="run") as store:
            await store.sources.seed([source], now)
            baseline = Poll(source.id, source.url, "rss20", Validators(), "", (), NextPoll(now))
            await store.sources.store_poll(baseline, now)
            for chat in self.chats if chats is None else chats:
                address = await store.addresses.ensure(self.api.place(chat, self.chats[chat]))
                await store.addresses.subscribe(address.id, Subscription("all"), now - timedelta(minutes=1))
                self.subscribed.add(chat)

    async def bot(self, *hand: str, database: str = "crier.db", wait: bool = True, burst: int = 0) -> Bot:
        """Start a bot; `hand`: options of `bench.faults.bot`."""
        name = database.partition("/")[0].removesuffix(".db")
        config, log = self.folder / f"{name}.toml", self.folder / f"{name}-{len(self.bots)}.log"
        config.write_text(
            f'[site]\nname = "News"\nhomepage = "{self.site.url}"\n[fetch]\nallow_private_hosts = ["127.0.0.1"]\n'
            f'[storage]\nurl = "sqlite:///{database}"\n[delivery]\nburst = {burst}\n[web]\nenabled = false\n'
            f'{self.api.config()}[log]\nformat = "text"\n'
            f'[[sources]]\nid = "news"\nurl = "{self.site.url}feed.xml"\nfull_text = "never"\n'
            "poll_seconds = 1\npoll_max_seconds = 1\n"
        )
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CRIER_")}
        with log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bench.faults.bot", *hand, "run", "--config", str(config)),
                stdin=DEVNULL, stdout=DEVNULL, stderr=out, env=environment,
            )  # fmt: skip
        bot = Bot(process, log, 0)
        self.bots.append(bot)
        if wait and not await bot.says("runs: upkeep") and not hand:
            raise RuntimeError(f"the bot did not start: {bot.said[-300:]}")
        return bot

    # --- what happens ------------------------------------------------------------------------------------------

    def publish(self, number: int = 1) -> None:
        """Put items on the feed; everybody who is subscribed is owed each."""
        for _ in range(number):
            self.tokens += 1
            self.site.publish(self.tokens)
            self.owed |= {(chat, self.tokens): time.time() for chat in self.subscribed}

    async def publish_over(self, seconds: float, number: int) -> None:
        """Publish so many over a time, by chance alone or together."""
        moments = sorted(self.chance.uniform(0, seconds) for _ in range(number))
        for before, moment in zip([0.0, *moments], moments, strict=False):
            await asyncio.sleep(moment - before)
            self.publish()
        await asyncio.sleep(seconds - moments[-1])

    async def got(self) -> list[Arrival]:
        """What has arrived so far."""
        return await self.api.got()

    async def all_arrived(self, seconds: float, chats: set[int] | None = None) -> bool:
        """Wait until everything that these chats (all) are owed and not excused from is there; false if nothing has
        come for so many seconds."""
        before, deadline = 0, time.monotonic() + seconds
        while time.monotonic() < deadline:
            there = {(each.chat, token) for each in await self.got() for token in each.tokens}
            if len(there) > before:
                before, deadline = len(there), time.monotonic() + seconds
            wanted = {pair for pair in self.owed if chats is None or pair[0] in chats} - self.excused
            if wanted <= there:
                return True
            if all(bot.gone for bot in self.bots):
                self.score.notes.append("no bot was left")
                return False
            await asyncio.sleep(GLANCE)
        return False

    async def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until something holds, or so long."""
        for _ in range(int(seconds / GLANCE)):
            if condition():
                return
            await asyncio.sleep(GLANCE)

    async def killed(self, bot: Bot, database: str = "crier.db") -> int:
        """`kill -9`, if it has not happened. What was being sent may be sent again; how many posts."""
        bot.signal(signal.SIGKILL)
        await bot.ended()
        return self.may_repeat(database)

    def may_repeat(self, database: str = "crier.db") -> int:
        """What is claimed and not settled just now may be sent again: known by its name, or to stand there twice."""
        asked = "SELECT count(*) FROM outbox WHERE state = 'sending'"
        with closing(sqlite3.connect(f"file:{self.folder / database}?mode=rw", uri=True)) as connection:
            sending: int = connection.execute(asked).fetchone()[0]
        if self.api.names_posts:
            self.score.overrun += sending
        else:
            self.score.allowed += sending
        return sending

    def query(self, sql: str, *values: object, database: str = "crier.db") -> list[tuple[Any, ...]]:
        """Look into the database."""
        with closing(sqlite3.connect(f"file:{self.folder / database}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, values).fetchall()

    def demand(self, what: str, holds: bool) -> None:
        """A goal of this row alone."""
        if not holds:
            self.score.wrong.append(f"not {what}")

    # --- the end -----------------------------------------------------------------------------------------------

    async def finish(self) -> None:
        """Stop the bots, and count."""
        await self.stop_bots()
        got, (unheard, self.score.refused) = await self.got(), await self.api.figures()
        self.score.allowed += 0 if self.api.names_posts else unheard
        count(self.score, self.owed, self.excused, got)
        if self.unconcerned:
            kinds = {chat: self.chats[chat] for chat in self.unconcerned}
            self.score.stall = stall(kinds, self._owed_at(), got, self.api.gaps, self.absent)

    async def stop_bots(self) -> None:
        """As a supervisor would."""
        for bot in self.bots:
            if not bot.gone and await bot.stop() != 0:
                self.score.wrong.append("a bot did not stop with 0")

    def _owed_at(self) -> dict[tuple[int, int], float]:
        """When each was owed: as the database says; as published where its clock was off."""
        found = dict(self.owed)
        asked = (
            "SELECT addresses.chat, articles.url, outbox.created FROM outbox"
            " JOIN addresses ON address_id = addresses.id JOIN articles ON article_id = articles.id"
        )
        for file in self.folder.rglob("*.db"):
            for chat, url, created in self.query(asked, database=str(file.relative_to(self.folder))):
                pair = (int(chat), int(url.rpartition("/")[2]))
                if pair in found and abs(created / 1e6 - found[pair]) < EPOCH_WITHIN:
                    found[pair] = created / 1e6
        return found


Row = Callable[[Scene], Awaitable[None]]


@asynccontextmanager
async def scene(folder: Path, score: Score, seed: int, *, quick: bool, platform: str) -> AsyncIterator[Scene]:
    """A scene without chats or bots; everything ends with the block."""
    chance = random.Random(f"{seed} {score.name}")
    async with AsyncExitStack() as stack:
        site = Site(chance)
        application = web.Application()
        application.add_routes([web.get("/feed.xml", site.feed)])
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        made_by = PLATFORMS[platform]
        options = ("--port", "0", "--strict", "--latency", str(LATENCY), "--seed", str(chance.randrange(10**6)))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", made_by.module, *made_by.options, *options, stdout=PIPE, stdin=DEVNULL
        )
        stack.push_async_callback(_end, process)
        assert process.stdout is not None
        async with asyncio.timeout(START):
            base = (await process.stdout.readline()).decode().strip()
        session = await stack.enter_async_context(aiohttp.ClientSession())
        made = Scene(folder, site, made_by(process, base, session), chance, score, quick)
        try:
            yield made
        finally:
            for bot in made.bots:
                bot.signal(signal.SIGKILL)


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()
