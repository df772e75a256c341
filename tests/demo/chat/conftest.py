"""The chat page served for real, on loopback, over a real stand-in; its reader is a client, so is the bot."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.adapters.wording import GettextWording
from bot.demo.botapi import BotApi
from bot.demo.chat.asked import Bucket
from bot.demo.chat.events import Streams
from bot.demo.chat.pages import routes
from bot.demo.chat.scene import Scene
from bot.demo.chat.view import View
from bot.domain.errors import Missing
from tests.browser import chromium
from tests.demo.chat.touching import unread
from tests.demonstration import Demonstration
from tests.web.serving import Served, serving

Json = dict[str, Any]
Event = tuple[str, Any]
PATIENCE = 5.0  # seconds
SOON = aiohttp.ClientTimeout(total=PATIENCE)


@dataclass(frozen=True, slots=True)
class Card:
    url: str
    site: str = "Demo Herald"
    title: str = "A title"
    description: str = "A beginning"
    image: str = "/newsroom/pictures/harbour.jpg"
    edition: str = "en"


@dataclass(slots=True)
class Outlet:
    """A newsroom of one page, with `left` articles to publish."""

    base_url: str = "http://127.0.0.1:8080/newsroom"
    left: int = 100

    @property
    def page(self) -> str:
        return f"{self.base_url}/en/post/rail"

    def preview(self, url: str) -> Card | None:
        return Card(url) if url == self.page else None

    def publish_news(self) -> Card:
        if not self.left:
            raise Missing("all told", status=404)
        self.left -= 1
        return Card(self.page)


@dataclass(slots=True)
class Listener:
    """One open stream, read event by event."""

    answer: aiohttp.ClientResponse
    _events: AsyncIterator[Event] = field(init=False)

    def __post_init__(self) -> None:
        self._events = self._read()

    async def _read(self) -> AsyncIterator[Event]:
        name = ""
        while raw := await self.answer.content.readline(max_line_length=1 << 24):
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))
            elif line.startswith(":"):
                yield "comment", line

    async def next(self) -> Event:
        return await asyncio.wait_for(anext(self._events), PATIENCE)

    async def until(self, name: str, fits: Callable[[Any], bool] = lambda _: True) -> Any:
        """The data of the next event of that name that fits."""
        while True:
            found, data = await self.next()
            if found == name and fits(data):
                return data


@dataclass(frozen=True, slots=True)
class Page:
    """The reader's browser."""

    url: str
    session: aiohttp.ClientSession

    async def post(self, what: str, headers: dict[str, str] | None = None, **body: object) -> tuple[int, Json]:
        async with self.session.post(f"{self.url}/chat/{what}", json=body, headers=headers, timeout=SOON) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else {}

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.session.get(f"{self.url}{path}", headers=headers, timeout=SOON) as answer:
            return answer.status, await answer.text()

    @asynccontextmanager
    async def listening(self, lang: str = "en") -> AsyncIterator[Listener]:
        async with self.session.get(f"{self.url}/chat/events?lang={lang}") as answer:
            assert answer.status == 200
            yield Listener(answer)


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def demo() -> AsyncIterator[Demonstration]:
    """One for all stories in the browser."""
    async with unread() as running:
        yield running


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture
def scene(api: BotApi) -> Scene:
    return Scene(api)


@pytest.fixture
def outlet() -> Outlet:
    return Outlet()


@pytest.fixture
def view(api: BotApi, scene: Scene, outlet: Outlet) -> View:
    return View(api, scene, outlet, GettextWording().words("en"))


@pytest.fixture
def streams() -> Streams:
    return Streams()


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


@pytest.fixture
def patience() -> float:
    """Seconds a press may wait."""
    return PATIENCE


@pytest.fixture
async def server(
    api: BotApi, scene: Scene, outlet: Outlet, streams: Streams, bucket: Bucket, patience: float
) -> AsyncIterator[Served]:
    pages = routes(api, outlet, GettextWording(), scene, streams=streams, bucket=bucket, patience=patience)
    async with serving(pages) as served:
        yield served


@pytest.fixture
def page(server: Served, session: aiohttp.ClientSession) -> Page:
    return Page(server.url, session)
