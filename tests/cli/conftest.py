"""An archive to ask: two articles of one source, one of them posted nowhere yet."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app
from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import open_store
from bot.app import parts
from bot.config import load
from bot.domain.model import NO_VALIDATORS as NONE
from bot.domain.model import Entry, Feed, FeedLink, Page, PageText, Place, Subscription, Validators

TITLES = ("Əliyev opens a new railway in the mountains", "Harvest begins early in the lowlands")


@dataclass(frozen=True, slots=True)
class Archive:
    """Where it is, and how to name its settings to a verb."""

    folder: Path

    @property
    def config(self) -> tuple[str, str]:
        return ("--config", str(self.folder / "config.toml"))


class OnePage:
    """A web (port `Fetcher`) of one address."""

    async def get(self, url: str, validators: Validators = NONE) -> Page:
        return Page(url)

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        raise AssertionError("nothing is submitted here")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A reader (port `Reader`) that finds the same entries everywhere."""

    entries: tuple[Entry, ...]

    async def feed(self, page: Page) -> Feed:
        return Feed("rss20", "Example", "en", self.entries)

    async def announced(self, page: Page) -> tuple[FeedLink, ...]:
        return ()

    async def sitemaps(self, page: Page) -> tuple[FeedLink, ...]:
        return ()

    async def article(self, page: Page) -> PageText:
        return PageText()


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("archive")
    (folder / "config.toml").write_text(
        '[storage]\nurl = "sqlite:///crier.db"\n[sections]\nworld = ["Мир"]\n'
        '[[sources]]\nid = "example"\nurl = "https://news.example/"\n'
    )
    asyncio.run(fill(folder, *two_entries(datetime.now(UTC))))
    return Archive(folder)


def two_entries(now: datetime) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            title=title,
            url=f"https://news.example/{number}",
            guid=str(number),
            content=f"{title}, an official said on Monday. The work took three years and ended in spring. " * 12,
            authors=("Naila Example",),
            categories=(section,),
            published=now - timedelta(minutes=number),
        )
        for number, (title, section) in enumerate(zip(TITLES, ("World", "Economy"), strict=True))
    )


async def fill(folder: Path, *entries: Entry) -> None:
    """Poll a feed of these entries into the folder's archive."""
    config = load(folder / "config.toml")
    async with open_store(config.storage.url, mode="run") as store:
        await store.leases.beat()
        await store.sources.seed(parts.sources(config), parts.now())
        address = await store.addresses.ensure(Place("telegram", "42"))
        await store.addresses.subscribe(address.id, Subscription("all"), parts.now())
        poller, editor = app.newsroom(config, store, OnePage(), Shelf(entries), LocalSignals(), pages=OnePage())
        await poller.once()
        await editor.once()
