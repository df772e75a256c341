"""Rows 24 and 34 of failures.md: what is no feed is not taken for one, and what moved or ended is followed once."""

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.adapters.fetching import HttpFetcher
from bot.adapters.reading import WebReader
from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store
from bot.domain.model import Notice, Source, SourceHealth
from bot.services.poller import Poller
from tests.adapters.fetching.site import Names, Site, respond, site
from tests.contracts.samples import HOUR, NOW, chat, deliver, edit

HTML = "<!doctype html><html><head><title>{}</title></head><body>{}</body></html>"
ERROR = HTML.format(
    "Something went wrong", "<h1>Sorry</h1><p>Our engineers have been told. Try again later.</p>"
).encode()
LOGIN = HTML.format(
    "Log in", "<form><input name=user type=text><input type=password><button>Log in</button></form>"
).encode()
CHALLENGE = HTML.format("Just a moment...", "<p>Checking your browser</p><script>_cf_chl_opt={}</script>").encode()


def rss(*numbers: int) -> bytes:
    items = "".join(
        f"<item><title>The lamps of Vardan, part {number}</title><link>https://vardan.example/lamps-{number}</link>"
        f"<guid>lamps-{number}</guid><pubDate>{NOW - HOUR + number * timedelta(minutes=1):%a, %d %b %Y %H:%M:%S +0000}"
        "</pubDate></item>"
        for number in numbers
    )
    return f"<rss version='2.0'><channel><title>Lamps</title>{items}</channel></rss>".encode()


def packed(body: bytes) -> bytes:
    return respond(body, Content_Encoding="gzip", Content_Type="application/rss+xml")


@dataclass
class World:
    """The real poller, fetcher, reader and store before a site that answers with any bytes."""

    server: Site
    store: Store
    now: datetime = NOW
    told: list[Notice] = field(default_factory=list)
    poller: Poller = field(init=False)

    async def tell(self, notice: Notice) -> None:
        self.told.append(notice)

    async def poll(self, times: int = 1, *, every: timedelta = HOUR) -> SourceHealth:
        """Poll in the course of hours, and publish what came. Returns the source's health."""
        for _ in range(times):
            self.now += every
            await self.poller.once()
            await edit(self.store, self.now)
        (health,) = await self.store.sources.health()
        return health

    async def posted(self) -> list[str]:
        return [item.title[-1] for _, item in await deliver(self.store, self.now + HOUR)]

    def kinds(self) -> list[str]:
        return [notice.key.partition(":")[0] for notice in self.told]


@asynccontextmanager
async def world(store: Store, path: str = "/rss.xml") -> AsyncIterator[World]:
    """One source, a chat that wants all of it, and the first poll behind them."""
    opened = World(Site(), store)
    async with (
        site() as server,
        HttpFetcher(
            user_agent="Crier/1.0", timeout_seconds=5, max_bytes=1 << 20, allow_private_hosts=("127.0.0.1",),
            proxy="", resolver=Names(), clock=lambda: opened.now.timestamp(),
        ) as fetcher,
        WebReader() as reader,
    ):  # fmt: skip
        opened.server = server
        opened.poller = Poller(
            sources=store.sources,
            fetcher=fetcher,
            reader=reader,
            signals=LocalSignals(),
            clock=lambda: opened.now,
            tell=opened.tell,
        )

        server.answers["/rss.xml"] = respond(rss(1, 2))
        server.answers["/"] = respond(
            b"<html><head><link rel=alternate type=application/rss+xml href=/rss.xml></head></html>"
        )
        await store.sources.seed([Source("lamps", f"{server.url}{path}")], NOW)
        await chat(store)
        await opened.poll()
        server.answers["/rss.xml"] = respond(rss(1, 2, 3))
        await opened.poll()
        assert await opened.posted() == ["3"]
        yield opened


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (respond(ERROR), "HTML page"),
        (respond(LOGIN), "login page"),
        (respond(CHALLENGE), "blocks this server"),
        (respond(CHALLENGE, status="403 Forbidden"), "blocks this server"),
        (respond(b""), "is empty"),
        (respond(b" \r\n\t"), "is empty"),
        (packed(gzip.compress(rss(1, 2, 3, 4))[:-30]), "ends too early"),
        (respond(rss(1, 2, 3)[:300], length=9000), "broke off"),
        (respond(b'{"error": "quota"}', Content_Type="application/json"), "JSON"),
        (respond(b"", status="503 Busy", Retry_After="60"), "503"),
    ],
    ids=["error", "login", "challenge", "forbidden", "empty", "blank", "gzip", "broken", "json", "busy"],
)
async def test_row_24_what_stands_where_a_feed_was_is_told_apart_and_nothing_is_lost_or_repeated(
    store: Store, answer: bytes, words: str
) -> None:
    async with world(store) as opened:
        opened.server.answers["/rss.xml"] = answer
        health = await opened.poll(5)
        assert words in health.last_error
        assert (health.status, health.failures, health.articles) == ("failing", 5, 3)
        assert health.failing_since == NOW + 3 * HOUR
        assert opened.kinds() == ["outage"]
        assert words in dict(opened.told[0].values)["error"]

        opened.server.answers["/rss.xml"] = respond(rss(1, 2, 3, 4))
        health = await opened.poll(2)
        assert (health.status, health.last_error, health.articles) == ("ok", "", 4)
        assert await opened.posted() == ["4"]
        assert opened.kinds() == ["outage", "recovery"]


async def test_row_24_a_page_of_errors_that_passes_is_told_to_nobody(store: Store) -> None:
    async with world(store, "/") as opened:
        opened.server.answers["/rss.xml"] = respond(ERROR)
        health = await opened.poll(2, every=timedelta(minutes=20))
        assert (health.failures, health.feed_url) == (2, f"{opened.server.url}/rss.xml")
        opened.server.answers["/rss.xml"] = respond(rss(2, 3, 4))
        await opened.poll()
        assert (await opened.posted(), opened.told) == (["4"], [])


async def test_row_34_a_feed_moves_after_three_redirects_in_a_row(store: Store) -> None:
    async with world(store) as opened:
        opened.server.answers["/new.xml"] = respond(rss(1, 2, 3), ETag='"new"')
        moved = respond(status="301 Moved Permanently", Location="/new.xml")
        back = respond(rss(1, 2, 3))
        for answer in (moved, moved, back, moved, moved):
            opened.server.answers["/rss.xml"] = answer
            health = await opened.poll()
            assert health.feed_url.endswith("/rss.xml")
        assert (health.moved_to, opened.told) == (f"{opened.server.url}/new.xml", [])
        opened.server.answers["/new.xml"] = respond(rss(1, 2, 3, 4))
        health = await opened.poll()
        assert (health.feed_url, health.source.url) == (
            f"{opened.server.url}/new.xml",
            f"{opened.server.url}/rss.xml",  # the config's: its owner is told to write the new one
        )
        assert opened.kinds() == ["moved"] and "configuration" in opened.told[0].words
        assert await opened.posted() == ["4"]
        opened.server.requests.clear()
        await opened.poll(2)
        assert [request.target for request in opened.server.requests] == ["/new.xml"] * 2
        assert len(opened.told) == 1


async def test_row_34_a_temporary_redirect_moves_nothing(store: Store) -> None:
    async with world(store) as opened:
        opened.server.answers["/new.xml"] = respond(rss(1, 2, 3))
        opened.server.answers["/rss.xml"] = respond(status="302 Found", Location="/new.xml")
        health = await opened.poll(4)
        assert (health.feed_url, health.moved_to, opened.told) == (f"{opened.server.url}/rss.xml", "", [])


async def test_row_34_what_is_gone_is_stopped_and_told(store: Store) -> None:
    async with world(store) as opened:
        opened.server.answers["/rss.xml"] = respond(status="410 Gone")
        opened.server.requests.clear()
        health = await opened.poll(5)
        assert (health.status, health.articles, len(opened.server.requests)) == ("gone", 3, 1)
        assert "gone for good" in health.last_error
        assert opened.kinds() == ["gone"]


async def test_row_34_what_is_gone_behind_a_temporary_redirect_is_asked_for_again(store: Store) -> None:
    async with world(store) as opened:
        opened.server.answers["/new.xml"] = respond(status="410 Gone")
        opened.server.answers["/rss.xml"] = respond(status="302 Found", Location="/new.xml")
        health = await opened.poll()
        assert health.status == "failing" and "is gone (410)" in health.last_error
        opened.server.answers["/rss.xml"] = respond(rss(1, 2, 3, 4))
        health = await opened.poll()
        assert (health.status, await opened.posted(), opened.told) == ("ok", ["4"], [])


async def test_row_34_a_discovered_feed_that_is_gone_is_looked_for_at_its_site(store: Store) -> None:
    async with world(store, "/") as opened:
        opened.server.answers["/rss.xml"] = respond(status="410 Gone")
        opened.server.answers["/feed/"] = respond(rss(2, 3, 4))
        health = await opened.poll()
        assert (health.status, health.feed_url) == ("ok", f"{opened.server.url}/feed/")
        assert [link.outcome for link in health.links][0] == "chosen"
        assert (await opened.posted(), opened.told) == (["4"], [])
