"""The worker: three kinds of work, one at a time, beside a loop that goes on."""

import asyncio
import threading
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.reading import WebReader
from bot.adapters.reading.reader import LARGE, MOST_STUCK
from bot.domain.errors import TooSlow, Unreadable
from bot.domain.model import Page
from bot.ports import Reader
from tests.adapters.reading.pages import PARAGRAPHS, caliber

ITEM = b"<item><title>One</title><pubDate>6 October 2024 22:04</pubDate></item>"
FEED = b"<rss version='2.0'><channel>" + ITEM + b"</channel></rss>"
EVENING = datetime(2024, 10, 6, 18, 4, tzinfo=UTC)


def page(body: bytes) -> Page:
    return Page(url="https://caliber.az/en/", body=body)


async def test_the_three_readings() -> None:
    async with WebReader(zone=ZoneInfo("Asia/Baku")) as opened:
        reader: Reader = opened
        feed = await reader.feed(page(FEED))
        assert [(entry.title, entry.published) for entry in feed.entries] == [("One", EVENING)]
        article = await reader.article(page(caliber().encode()))
        assert article.text == "\n".join(PARAGRAPHS)
        assert article.published == EVENING
        links = await reader.announced(page(b"<link rel='alternate' type='application/rss+xml' href='/rss.xml'>"))
        assert [link.url for link in links] == ["https://caliber.az/rss.xml"]
        assert await reader.announced(page(FEED)) == ()


async def test_what_cannot_be_read_is_said_and_the_worker_goes_on() -> None:
    async with WebReader() as reader:
        for size in (0, LARGE // 2, LARGE // 2, LARGE + 1):  # memory is given back twice
            with pytest.raises(Unreadable):
                await reader.feed(page(caliber().encode() + b" " * size))
            with pytest.raises(Unreadable):
                await reader.article(page(FEED))
        assert (await reader.feed(page(FEED))).kind == "rss20"


async def test_the_loop_goes_on_while_a_page_is_read() -> None:
    items = b"".join(b"<item><title>%d</title><description>words</description></item>" % i for i in range(1500))
    turns = 0
    done = asyncio.Event()

    async def turn() -> None:
        nonlocal turns
        while not done.is_set():
            turns += 1
            await asyncio.sleep(0)

    async with WebReader() as reader:
        turning = asyncio.create_task(turn())
        await reader.feed(page(b"<rss version='2.0'><channel>" + items + b"</channel></rss>"))
        done.set()
        await turning
    assert turns > 3


async def test_leaving_ends_the_worker() -> None:
    before = threading.active_count()
    async with WebReader() as reader:
        await reader.feed(page(FEED))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("reader")]
    assert threading.active_count() <= before + 1  # the loop's own executor


class Endless:
    """A clock that never answers, asked in the midst of reading."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.released = threading.Event()

    def clock(self) -> datetime:
        self.begun.set()
        while not self.released.is_set():
            sum(range(100))
        return EVENING


async def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    endless = Endless()
    async with WebReader(clock=endless.clock, seconds=0.05) as reader:
        with pytest.raises(Unreadable, match="took longer than 0.05 s"):
            await reader.feed(page(FEED))
        assert await reader.sitemaps(page(b"Sitemap: /news.xml"))
    stopped = [thread for thread in threading.enumerate() if thread.name == "reader"]
    for thread in stopped:
        await asyncio.to_thread(thread.join, 5)
        assert not thread.is_alive()  # it was interrupted, not only left alone


async def test_workers_that_do_not_stop_are_few() -> None:
    news, gate = threading.Event(), threading.Event()
    begun: set[int] = set()

    def hold() -> datetime:
        while not gate.is_set():
            begun.add(threading.get_ident())
            news.set()
            gate.wait(
                0.001
            )  # briefly: while an exception waits for one thread, CPython 3.11 runs in circles in another
        return EVENING  # that is traced (ceval.c, DO_TRACING)

    def stuck() -> datetime:
        with suppress(BaseException):  # as in a call of C, which no exception interrupts
            return hold()
        return hold()

    async with WebReader(clock=stuck) as reader:
        for number in range(MOST_STUCK):
            reading = asyncio.create_task(reader.feed(page(FEED)))
            while len(begun) <= number:  # the others go on telling
                assert await asyncio.to_thread(news.wait, 30)
                news.clear()
            reading.cancel()
            await asyncio.wait([reading])
        with pytest.raises(TooSlow, match="others take too long"):
            await reader.sitemaps(page(b""))
        threads = [thread for thread in threading.enumerate() if thread.name == "reader"]
        gate.set()
        for thread in threads:
            await asyncio.to_thread(thread.join, 30)
        assert await reader.sitemaps(page(b"")) == ()


async def test_what_nobody_waits_for_any_more_is_broken_off() -> None:
    endless = Endless()
    async with WebReader(clock=endless.clock) as reader:
        reading = asyncio.create_task(reader.feed(page(FEED)))
        await asyncio.to_thread(endless.begun.wait, 5)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await reader.announced(page(FEED)) == ()


async def test_a_mistake_of_our_own_is_told_and_the_worker_goes_on() -> None:
    def mistaken() -> datetime:
        raise ZeroDivisionError

    async with WebReader(clock=mistaken) as reader:
        with pytest.raises(ZeroDivisionError):
            await reader.feed(page(FEED))
        assert await reader.sitemaps(page(b"")) == ()
