"""`crier preview`: what a site would post. The poller and the editor at work on a database that is thrown away."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import config_option, json_option, settings
from bot.domain.errors import Unreadable
from bot.domain.model import Address, Feed, FeedLink, Item, Page, PageText, Place, Source

if TYPE_CHECKING:
    from bot.config import Config
    from bot.ports import Fetcher, Reader

SHOWN = 3  # posts, for people
GIVEN = 10  # items, in JSON
SECTIONS = 50


@dataclass(frozen=True, slots=True)
class Preview:
    """What an address leads to. `kind`: feed, sitemap, home (a page that announces a feed) or page (one article)."""

    kind: str
    url: str  # of the feed, or of the page
    feed_kind: str
    language: str
    sections: tuple[str, ...]
    items: tuple[Item, ...]


class Glance:
    """A reader (port `Reader`) that leaves of a feed only its newest entries, and remembers the whole."""

    def __init__(self, reader: "Reader", count: int) -> None:
        self._reader = reader
        self._count = count
        self.whole: Feed | None = None

    async def feed(self, page: Page) -> Feed:
        """The newest entries, in document order."""
        feed = self.whole = await self._reader.feed(page)
        epoch = datetime.min.replace(tzinfo=UTC)
        newest = sorted(feed.entries, key=lambda entry: entry.published or epoch, reverse=True)[: self._count]
        return replace(feed, entries=tuple(entry for entry in feed.entries if entry in newest))

    async def announced(self, page: Page) -> tuple[FeedLink, ...]:
        """As the reader says."""
        return await self._reader.announced(page)

    async def article(self, page: Page) -> PageText:
        """As the reader says."""
        return await self._reader.article(page)


@click.command(
    epilog="""
\b
Examples:
  crier preview https://caliber.az/
  crier preview https://example.com/feed.xml --json | jq '.items[0]'
"""
)
@config_option
@click.argument("url")
@json_option
def preview(*, url: str, as_json: bool) -> None:
    """What a site, a feed or an article at URL would post: found, read, summarised, laid out. Stores nothing."""
    config = settings(optional=True, quiet=True)
    seen = asyncio.run(_preview(config, url if "://" in url else f"https://{url}", GIVEN if as_json else SHOWN))
    if as_json:
        from bot.cli import shapes

        shapes.show_json(
            {
                "kind": seen.kind,
                "url": seen.url,
                "language": seen.language,
                "sections": list(seen.sections),
                "items": [shapes.item(item) for item in seen.items],
            }
        )
    else:
        _show(seen, config)


# --- looking -----------------------------------------------------------------------------------------------


async def _preview(config: "Config", url: str, count: int) -> Preview:
    from bot.app import parts

    async with parts.http_fetcher(config) as fetcher, parts.web_reader(config) as reader:
        glance = Glance(reader, count)
        known = next((source for source in parts.sources(config) if source.url == url), Source("preview", url))
        with TemporaryDirectory(prefix="crier-") as folder:
            seen, problem = await _polled(config, known, fetcher, glance, Path(folder))
        return seen or await _page(config, known, fetcher, reader, problem)


async def _polled(
    config: "Config", source: Source, fetcher: "Fetcher", reader: Glance, folder: Path
) -> tuple[Preview | None, str]:
    """What one poll of the source gives, or why it gives nothing."""
    from bot import app
    from bot.adapters.signals import LocalSignals
    from bot.adapters.storage.store import open_store
    from bot.app import parts
    from bot.domain.model import Query

    async with open_store(f"sqlite:///{folder}/preview.db", mode="run") as store:
        await store.leases.beat(parts.now())
        await store.sources.seed((source,), parts.now())
        poller, editor = app.newsroom(config, store, fetcher, reader, LocalSignals())
        await poller.once()
        await editor.once()
        (health,) = await store.sources.health()
        found = await store.articles.find(Query(), limit=reader.whole and len(reader.whole.entries) or 1)
    if reader.whole is None or health.last_error:
        return None, health.last_error
    kind = "sitemap" if health.feed_kind == "sitemap" else "feed" if health.feed_url == source.url else "home"
    language = source.language or reader.whole.language or next((item.language for item in found.items), "")
    sections = dict.fromkeys(entry.categories[0] for entry in reader.whole.entries if entry.categories)
    named = tuple(sections)[:SECTIONS]
    return Preview(kind, health.feed_url, health.feed_kind, language, named, found.items), ""


async def _page(config: "Config", source: Source, fetcher: "Fetcher", reader: "Reader", problem: str) -> Preview:
    """The article at the address itself. Raises `FetchFailed`, or `Unreadable` with the feed's problem."""
    from bot.app import parts

    page = await fetcher.get(source.url)
    try:
        text = await reader.article(page)
    except Unreadable as error:
        raise Unreadable(f"{problem}; and it is not an article either ({error})") from error
    summary = await parts.summarizer(config).summarize(text.title, text.text, text.language)
    item = Item(
        id=0,
        article_id=0,
        title=text.title,
        url=text.canonical or page.url,
        source_id=source.id,
        language=text.language,
        published=text.published or parts.now(),
        dated=text.published is not None,
        section_label=text.section,
        summary=summary,
        authors=text.authors,
        image=text.image,
    )
    return Preview("page", page.url, "page", text.language, (text.section,) if text.section else (), (item,))


# --- showing -----------------------------------------------------------------------------------------------


def _show(seen: Preview, config: "Config") -> None:
    from bot.adapters.wording import GettextWording
    from bot.app import parts
    from bot.cli import paper
    from bot.services.composer import Composer

    facts: dict[str, Any] = {
        "kind": seen.kind if seen.kind in {"page", "sitemap"} else f"{seen.kind} ({seen.feed_kind})",
        "address": seen.url,
        "language": seen.language or "not said",
        "sections": ", ".join(seen.sections) or "none",
    }
    for name, value in facts.items():
        paper.say(paper.plain(f"{name + ':':10}{value}") if name == "address" else paper.wrapped(f"{name}: {value}"))
    composer = Composer(parts.style(config), GettextWording(), parts.now)
    reader = Address(0, Place("terminal", "preview"))
    for item in seen.items[:SHOWN]:
        paper.say()
        paper.post(composer(item, reader))
    if not seen.items:
        paper.note("it holds no items now")
