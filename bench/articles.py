"""Every article that is at hand, as the summariser gets it: titles, texts, languages.

DATA/summaries/dev.jsonl (news pages with their furniture), DATA/stories/pairs.jsonl (clean pages in English and
Russian), DATA/feeds (items as the reader and the editor make them, in the languages of the world), and the demo's
newsroom in each of its editions: its archive, and what it publishes in its first half hour. And `written/`: articles
in seven languages that were written for this, with the furniture and the traps of news: `trap` says which.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.adapters.reading import WebReader
from bot.demo.newsroom.stories import EDITIONS, load
from bot.demo.newsroom.writing import Writer
from bot.domain.article import draw_up
from bot.domain.errors import Unreadable
from bot.domain.identity import identify
from bot.domain.language import detect_language
from bot.domain.model import Draft, Page, PageText, Source

LIVE = 300  # stories of the newsroom, told in each edition
WRITTEN = Path(__file__).parent / "written/articles.jsonl"
SITE = "https://news.example"


@dataclass(frozen=True, slots=True)
class Article:
    """What a summary is made of. `origin` names the set, for the report."""

    origin: str
    title: str
    text: str
    language: str


def read_rows(file: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def everything(data: Path) -> list[Article]:
    """All sets together; of a single file of pages, those and the newsroom's."""
    if data.is_file():
        return [*pages(data), *written(), *newsroom()]
    return [*pages(data), *pairs(data), *asyncio.run(feeds(data)), *written(), *newsroom()]


def written() -> Iterator[Article]:
    """The articles that were written to go wrong."""
    for row in read_rows(WRITTEN):
        yield Article(f"written/{row['trap']}", row["title"], row["text"], row["language"])


def pages(data: Path) -> Iterator[Article]:
    """News pages, which come without titles."""
    file = data if data.is_file() else data / "summaries/dev.jsonl"
    yield from (Article("pages", "", row["text"], "en") for row in read_rows(file))


def pairs(data: Path) -> Iterator[Article]:
    """Both articles of each pair."""
    for row in read_rows(data / "stories/pairs.jsonl"):
        for side in ("a", "b"):
            title, text = row[f"{side}_title"], row[f"{side}_text"]
            yield Article("pairs", title, text, detect_language(f"{title}\n{text}", "en"))


async def feeds(data: Path) -> list[Article]:
    """The items of real feeds, without their pages."""
    found: list[Article] = []
    now = datetime.now(UTC)
    async with WebReader(zone=UTC, clock=lambda: now, seconds=60) as reader:
        for file in sorted((data / "feeds").iterdir()):
            source = Source(id="bench", url=f"{SITE}/{file.name}")
            try:
                feed = await reader.feed(Page(url=source.url, body=file.read_bytes(), content_type=""))
            except Unreadable:
                continue
            for number, each in enumerate(identify("bench", feed.entries, now)):
                draft = Draft(
                    id=number, item_id=number, source=source, entry=each.entry, url=each.url,
                    first_seen=now, baseline=False,
                )  # fmt: skip
                ready = draw_up(draft, PageText(), {})
                found.append(Article(f"feeds/{file.name}", ready.title, ready.text, ready.language))
    return found


def newsroom(live: int = LIVE) -> Iterator[Article]:
    """The demo's articles in each edition."""
    writer = Writer(load(), seed=1)
    stories = [*writer.archive(), *(writer.next() for _ in range(live))]
    for edition in EDITIONS:
        for story in stories:
            told = story.tellings[edition]
            yield Article(f"newsroom/{edition}", told.title, "\n".join(told.paragraphs), edition)
