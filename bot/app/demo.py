"""The demo's wiring: the whole bot, unchanged, between a sample newsroom and a stand-in for Telegram.

    newsroom, wire ──feeds, pages──► the bot ──Bot API──► stand-in ◄──what people do── chat page
        └────────── one web address: /newsroom, /wire, /chat, /healthz, /readyz ──────────┘

Nothing of it is kept: the database is in a temporary folder. Nothing of it leaves this machine.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute, Mount
from tzlocal import get_localzone_name

from bot.adapters.wording import GettextWording
from bot.app import assembled
from bot.app.lifetime import Loop, started, stopping, until
from bot.app.parts import now
from bot.config import Config
from bot.config.settings import Fetch, Settings, Site, SourceTable, Storage, Telegram
from bot.demo.botapi import BotApi, Limits
from bot.demo.chat.pages import routes as chat_routes
from bot.demo.chat.scene import READER, Scene
from bot.demo.narrator import Narrator, Say
from bot.demo.newsroom.newsroom import Newsroom
from bot.demo.newsroom.pages import Pages
from bot.demo.newsroom.site import robots
from bot.demo.newsroom.site import routes as newsroom_routes
from bot.demo.newsroom.wire import Wire
from bot.demo.newsroom.wirepages import routes as wire_routes
from bot.domain.errors import Refused
from bot.web.listening import address, listen_near

OWN: Final = ("web", "log")  # the tables of the settings that a demo heeds
BURST: Final = 5  # messages at once into one chat: what Telegram tolerates of one that is otherwise slow
OPENED: Final = timedelta(hours=3)  # the wire, before the demo
MESSAGES, CALLS = 5_000, 1_000  # that the stand-in keeps


@dataclass(frozen=True, slots=True)
class Stage:
    """All that is played around the bot."""

    origin: str
    api: BotApi
    newsroom: Newsroom
    wire: Wire
    scene: Scene
    narrator: Narrator

    @property
    def chat_page(self) -> str:
        """The address to open."""
        return f"{self.origin}/chat"


Opened = Callable[[Stage], None]


async def demo(config: Config, *, every: float, opened: Opened, say: Say) -> None:
    """The demo, until SIGTERM or SIGINT. Of `config` only `[web]` and `[log]` count.

    `every`: seconds between two articles. `opened` is called once the pages can be asked for, `say(who, what)` for each
    thing that is done. Raises `Refused` or `LoopDied`.
    """
    with stopping() as stopped:
        async with started(stopped, _staged(config, every, opened, say)) as loops:
            if loops:
                await until(stopped, loops)


@asynccontextmanager
async def _staged(config: Config, every: float, opened: Opened, say: Say) -> AsyncIterator[tuple[Loop, ...]]:
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(listen_near(config.web.host, config.web.port))
        folder = Path(stack.enter_context(_folder()))
        stage = await _stage(address(listening), say, stack)
        chat = chat_routes(stage.api, stage.newsroom, GettextWording(), stage.scene)
        sites = Mount("/newsroom", routes=newsroom_routes(stage.newsroom)), Mount("/wire", routes=_wire_routes(stage))
        pages = (robots(stage.newsroom), *sites, *chat)
        settings = _settings(config, stage, folder)
        loops = await stack.enter_async_context(assembled(settings, pages=pages, listening=listening))

        async def play() -> None:
            opened(stage)
            await stage.scene.open()
            await stage.newsroom.run(every)

        yield (*loops, Loop("newsroom", play, play), Loop("narrator", stage.narrator.run, stage.narrator.run))


async def _stage(origin: str, say: Say, stack: AsyncExitStack) -> Stage:
    limits = Limits.strict(BURST)
    api = await stack.enter_async_context(BotApi(limits=limits, max_messages=MESSAGES, max_calls=CALLS))
    wire = Wire(f"{origin}/wire", opened=now() - OPENED)
    newsroom = Newsroom(base_url=f"{origin}/newsroom", clock=now, wire=wire)
    narrator = Narrator(api, READER, say, wire.name)
    newsroom.on_publish, newsroom.on_correct = narrator.published, narrator.corrected
    wire.on_reprint = narrator.reprinted
    return Stage(origin, api, newsroom, wire, Scene(api), narrator)


def _wire_routes(stage: Stage) -> list[BaseRoute]:
    return wire_routes(stage.wire, Pages(stage.newsroom))


def _folder() -> TemporaryDirectory[str]:
    try:
        return TemporaryDirectory(prefix="crier-demo-", ignore_cleanup_errors=True)
    except OSError as error:
        raise Refused(f"no temporary folder can be written ({error.strerror}): set TMPDIR to one that can") from error


def _settings(config: Config, stage: Stage, folder: Path) -> Config:
    """What a newcomer would write, for this newsroom and this stand-in; none of it from `config` but its own tables."""
    own = {name: getattr(config, name) for name in OWN} | {"web": config.web.model_copy(update={"enabled": True})}
    host = urlsplit(stage.origin).hostname or ""
    homes = {edition: stage.newsroom.home(edition) for edition in stage.newsroom.editions}
    read = {f"herald-{edition}": (home, edition) for edition, home in homes.items()} | {"wire": (stage.wire.feed, "en")}
    settings = Settings(
        site=Site(name="Demo Herald", homepage=homes["en"], timezone=this_zone()),
        sources=tuple(
            SourceTable(id=name, url=url, language=language, poll_seconds=1, poll_max_seconds=2)
            for name, (url, language) in read.items()
        ),
        fetch=Fetch(allow_private_hosts=(host,)),
        storage=Storage(url=f"sqlite:///{folder}/crier.db"),
        telegram=Telegram(token=stage.api.token, api_base_url=stage.api.base_url),
        sections={key: _labels(stage.newsroom, key) for key in stage.newsroom.sections("en")},
    )
    return config.model_copy(update={name: getattr(settings, name) for name in Settings.model_fields} | own)


def _labels(newsroom: Newsroom, section: str) -> tuple[str, ...]:
    return tuple(newsroom.sections(edition)[section] for edition in newsroom.editions)


def this_zone() -> str:
    """The machine's time zone, so that posts and the page show the same time; a container's is mostly UTC."""
    try:
        return ZoneInfo(get_localzone_name()).key
    except (LookupError, OSError, TypeError, ValueError):  # it does not say, or says nonsense
        return "UTC"
