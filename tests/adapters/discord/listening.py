"""A gateway loop before the stand-in, with all it talks to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.adapters.discord.answering import Answering
from bot.adapters.discord.client import Pace
from bot.adapters.discord.events import Events
from bot.adapters.discord.gateway import DiscordGateway
from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.storage.store import Store
from bot.adapters.wording import GettextWording
from bot.domain.errors import StoreBusy
from bot.domain.model import Ask, Reply, Suggestion
from bot.ports import Addresses
from bot.services.readiness import Finding, Updates
from tests.adapters.telegram import fakes
from tests.adapters.telegram.fakes import Clock, Leases, Notebook, Signals
from tests.discordapi import DiscordApi

QUICK = Pace(ready=30.0, between=0.0, servers=0.02, heartbeat=20.0, glance=0.01, drain=1.0, farewell=0.5)
LOGIN = "discord login"  # the platform's, which goes on


class Desk(fakes.Desk):
    """Suggests what is typed; busy on demand."""

    busy = 0
    changed: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self) -> None:
        super().__init__()
        self.typed: list[Ask] = []
        self.finished: list[str] = []  # commands

    async def _pass(self, ask: Ask) -> None:
        self.changed()
        await super()._pass(ask)

    async def answer(self, ask: Ask) -> Reply:
        if self.busy:
            self.busy -= 1
            raise StoreBusy("the database is locked")
        reply = await super().answer(ask)
        self.finished.append(ask.command)
        return reply

    async def suggest(self, ask: Ask) -> tuple[Suggestion, ...]:
        self.typed.append(ask)
        return (Suggestion(ask.words, ask.words),)


class Lease(Leases):
    """Of this loop; busy on demand. `asked`: how often it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = self.asked = 0

    async def acquire(self, name: str) -> bool:
        self.asked += 1
        if self.busy:
            self.busy -= 1
            raise StoreBusy("the database is locked")
        return await super().acquire(name)


@dataclass
class Bench:
    """`like`: of another process on the same database."""

    api: DiscordApi
    store: Store
    platform: DiscordPlatform
    pace: Pace = QUICK
    language: str = "en"
    like: "Bench | None" = None
    desk: Desk = field(default_factory=Desk)
    leases: Lease = field(default_factory=Lease)
    signals: Signals = field(default_factory=lambda: Signals(patient=True))
    addresses: Addresses | None = None

    def __post_init__(self) -> None:
        self.clock: Clock = self.like.clock if self.like else Ticking(self.api)
        self.notebook: Notebook = self.like.notebook if self.like else Notebook()
        self.desk.changed = self.api.notice
        wording, addresses = GettextWording(), self.addresses or self.store.addresses
        self.answering = Answering(self.platform.api, self.platform.directory, self.desk, wording, self.language)
        self.gateway = DiscordGateway(
            self.platform,
            self.answering,
            Events(self.platform, self.desk, addresses, self.signals, self.clock),
            self.leases,
            self.notebook,
            self.signals,
            self.clock,
            token=self.platform.api._token,
            wording=wording,
            language=self.language,
            pace=self.pace,
        )

    async def ready(self) -> Finding:
        """What a monitor is told."""
        return await Updates(self.gateway.reading, self.clock)()

    @asynccontextmanager
    async def running(self, *, connected: bool = True) -> AsyncIterator["asyncio.Task[None]"]:
        """The loop runs; from when it is `connected`. Afterwards nothing of it is left."""
        before = asyncio.all_tasks()
        task = asyncio.create_task(self.gateway.run(), name="the gateway's loop")
        try:
            if connected:
                await self.well()
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        ours = {
            each for each in asyncio.all_tasks() - before if "/discord/" in _file(each) and each.get_name() != LOGIN
        }
        if ours:
            await asyncio.wait(ours, timeout=1)
        assert not [each for each in ours if not each.done()]

    async def well(self) -> None:
        """Wait until it is connected, and knows."""
        self.gateway.last_success = None
        await self.api.until(lambda: self.gateway.last_success is not None, 10)


class Ticking(Clock):
    """Tells the stand-in when it is looked at, so that what waits there for the loop is looked at too."""

    def __init__(self, api: DiscordApi) -> None:
        super().__init__()
        self._api = api

    def __call__(self) -> datetime:
        self._api.notice()
        return super().__call__()


def _file(task: "asyncio.Task[object]") -> str:
    code = getattr(task.get_coro(), "cr_code", None)
    return code.co_filename if code else ""


@asynccontextmanager
async def bench(api: DiscordApi, store: Store, *, token: str = "", **options: object) -> AsyncIterator[Bench]:
    """One that does not run yet."""
    made = DiscordPlatform(token=token or api.token, api_base_url=api.base_url, site_name="Herald")
    async with made as platform:
        yield Bench(api, store, platform, **options)  # type: ignore[arg-type]


def pace(**seconds: float) -> Pace:
    """`QUICK`, but for this."""
    return replace(QUICK, **seconds)
