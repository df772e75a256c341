"""A small news site on the loopback interface: a home page, its feed, and article pages with furniture."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from types import TracebackType
from typing import Self

from aiohttp import web

PATIENCE = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Story:
    """One article of the site; `text` has a paragraph a line."""

    slug: str
    title: str
    text: str
    section: str = "World"
    author: str = "Naila Example"
    image: str = ""
    published: datetime = field(default_factory=lambda: datetime.now(UTC))


class Newsroom:
    """`async with Newsroom() as site:` serves `site.url`; `publish` puts a story on top of the feed."""

    def __init__(self) -> None:
        self.stories: list[Story] = []
        self.url = ""
        self.hub = ""  # named by the feed (W3C WebSub §4)
        self.feed_asked = 0
        self.gone = False  # 410 to everything but articles
        self._asked = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.add_routes(
            [web.get("/", self._home), web.get("/rss.xml", self._feed), web.get("/post/{slug}", self._article)]
        )
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def publish(self, story: Story) -> str:
        """Put a story on top; its address."""
        self.stories.insert(0, story)
        return self.address(story)

    def address(self, story: Story) -> str:
        """Where the story stands."""
        return f"{self.url}post/{story.slug}"

    async def polled(self, times: int = 1) -> None:
        """Wait until the feed has been asked for so many times from now on."""
        wanted = self.feed_asked + times
        async with asyncio.timeout(PATIENCE), self._asked:
            await self._asked.wait_for(lambda: self.feed_asked >= wanted)

    async def _home(self, request: web.Request) -> web.Response:
        if self.gone:
            raise web.HTTPGone
        body = '<html><head><title>News</title><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head>'
        return web.Response(text=f"{body}<body><p>Today</p></body></html>", content_type="text/html")

    async def _feed(self, request: web.Request) -> web.Response:
        async with self._asked:
            self.feed_asked += 1
            self._asked.notify_all()
        if self.gone:
            raise web.HTTPGone
        return web.Response(text=self.document(), content_type="application/rss+xml")

    @property
    def topic(self) -> str:
        """The feed's own address."""
        return f"{self.url}rss.xml"

    def document(self) -> str:
        """The feed as it is now."""
        items = "".join(map(self._item, self.stories))
        head = "<title>Example News</title><description>News</description><language>en</language>"
        if self.hub:
            head += f'<atom:link rel="hub" href="{self.hub}"/><atom:link rel="self" href="{self.topic}"/>'
        spaces = 'version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        return f'<?xml version="1.0"?><rss {spaces}><channel>{head}<link>{self.url}</link>{items}</channel></rss>'

    def _item(self, story: Story) -> str:
        picture = f'<enclosure url="{escape(story.image)}" type="image/jpeg" length="1"/>' if story.image else ""
        address = self.address(story)
        return (
            f"<item><title>{escape(story.title)}</title><link>{address}</link><guid>{address}</guid>"
            f"<category>{escape(story.section)}</category><author>{escape(story.author)}</author>"
            f"<pubDate>{format_datetime(story.published)}</pubDate>{picture}</item>"
        )

    async def _article(self, request: web.Request) -> web.Response:
        found = [story for story in self.stories if story.slug == request.match_info["slug"]]
        if not found:
            raise web.HTTPNotFound
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in found[0].text.splitlines())
        body = (
            f'<html lang="en"><head><title>{escape(found[0].title)}</title></head><body>'
            "<nav><a href='/'>Home</a> <a href='/login'>Log in</a></nav>"
            f"<article><h1>{escape(found[0].title)}</h1>{paragraphs}</article>"
            "<footer>Follow us on every network. Views: 120</footer></body></html>"
        )
        return web.Response(text=body, content_type="text/html")
