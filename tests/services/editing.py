"""An editor with all it works with, in memory."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.adapters.signals import LocalSignals
from bot.domain.model import Draft, PageText, Source
from bot.services.editor import Editor
from tests.fakes import START, FirstSentence, Site, clock, entry, no_jitter
from tests.memory import MemoryArticles

LONG = "The minister spoke for an hour about the bridge. " * 20


def draft(number: int, *, source: Source | None = None, attempts: int = 0, **changes: Any) -> Draft:
    source = source or Source("news", "https://news.example/rss.xml", language="en")
    each = entry(number, **changes)
    return Draft(number, number, source, each, each.url, START, baseline=False, attempts=attempts)


def url(number: int) -> str:
    return entry(number).url


def elsewhere(number: int, host: str, **changes: Any) -> Draft:
    """A draft of another source, on a host of its own."""
    source = Source(host, f"https://{host}.example/rss.xml", language="en")
    return draft(number, source=source, url=f"https://{host}.example/{number}", **changes)


def archived(number: int, host: str) -> Draft:
    return replace(elsewhere(number, host), baseline=True)


class Newsroom:
    """An editor and all it works with. Pages are there for drafts 0…99."""

    def __init__(self, articles: MemoryArticles | None = None, **options: Any) -> None:
        text = "The bridge number {} was agreed on at night. " + LONG
        self.site = Site(articles={url(number): PageText(text.format(number)) for number in range(100)})
        self.articles = articles or MemoryArticles()
        self.signals = LocalSignals()
        self.summarizer = FirstSentence()
        self.editor = Editor(
            articles=self.articles,
            fetcher=self.site,
            reader=self.site,
            signals=self.signals,
            clock=clock,
            random=no_jitter,
            **{
                "sections": {},
                "summarizer": self.summarizer,
                "max_age": timedelta(hours=48),
                "settle": timedelta(0),
                **options,
            },
        )

    def timed(self) -> list[float]:
        """When each of `ids` is published, in the loop's time."""
        published_at: list[float] = []
        publish = self.articles.publish

        async def timed(*args: Any, **kwargs: Any) -> int:
            published_at.append(asyncio.get_running_loop().time())
            return await publish(*args, **kwargs)

        self.articles.publish = timed  # type: ignore[method-assign]
        return published_at

    def ids(self) -> list[list[int]]:
        return [[ready.draft.id for ready in together] for together in self.articles.published]
