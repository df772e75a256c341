"""The poller in virtual time, over a web site that can be set and broken at will."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.signals import LocalSignals
from bot.domain.errors import BadStore, Missing, StoreBusy, TooMuch, Unreachable, Unreadable
from bot.domain.model import Feed, FeedLink, Page, PageText, Source
from bot.services.poller import Poller
from tests.fakes import START, Site, clock, entry, no_jitter, virtual
from tests.memory import MemorySources

FEED = "https://news.example/rss.xml"
HOME = "https://news.example/"


def feed(*numbers: int, **changes: Any) -> Feed:
    return Feed("rss20", "News", "en", tuple(entry(number, **changes) for number in numbers))


class Newsroom:
    """A poller and all it works with."""

    def __init__(self, *sources: Source, site: Site | None = None, **options: Any) -> None:
        self.site = site or Site(feeds={FEED: feed(1, 2)})
        self.sources = MemorySources(*(sources or (Source("news", FEED),)))
        self.signals = LocalSignals()
        self.poller = Poller(
            sources=self.sources,
            fetcher=self.site,
            reader=self.site,
            signals=self.signals,
            clock=clock,
            random=no_jitter,
            **{"concurrency": 4, **options},
        )

    async def run_for(self, seconds: float) -> None:
        running = asyncio.create_task(self.poller.run())
        await asyncio.sleep(seconds)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    def row(self, source_id: str = "news") -> Any:
        return self.sources.rows[source_id]


@virtual
async def test_a_feed_is_stored_with_what_is_needed_to_ask_again() -> None:
    room = Newsroom()
    await room.poller.once()
    row = room.row()
    assert len(row.articles) == 2
    assert row.due.feed_url == FEED
    assert row.due.validators.etag and row.due.body_hash
    assert row.next_poll == START + timedelta(seconds=300)
    assert await room.signals.wait("articles", 0)


@virtual
async def test_an_unchanged_feed_is_not_parsed_again() -> None:
    room = Newsroom()
    await room.poller.once()
    await room.signals.wait("articles", 0)

    async def never(page: Page) -> Feed:
        raise AssertionError("parsed again")

    room.site.feed = never  # type: ignore[method-assign]
    await room.poller.once()
    assert (room.row().polls, room.row().last_error) == (2, "")
    room.row().due = replace(room.row().due, validators=replace(room.row().due.validators, etag='"old"'))
    await room.poller.once()  # 200 with the same bytes
    assert (room.row().polls, room.row().last_error) == (3, "")
    assert not await room.signals.wait("articles", 0)


@virtual
async def test_new_entries_are_found_in_a_changed_feed_and_wake_the_editor() -> None:
    room = Newsroom()
    await room.poller.once()
    room.site.feeds[FEED] = feed(1, 2, 3)
    await room.poller.once()
    assert len(room.row().articles) == 3
    room.site.feeds[FEED] = feed(3, 2, 1)
    await room.signals.wait("articles", 0)
    await room.poller.once()
    assert not await room.signals.wait("articles", 0)


@virtual
async def test_a_changed_feed_wakes_the_courier_and_an_unchanged_one_does_not() -> None:
    room = Newsroom()
    await room.poller.once()
    assert await room.signals.wait("outbox", 0)
    await room.poller.once()
    assert not await room.signals.wait("outbox", 0)
    room.site.feeds[FEED] = feed(2, 1)  # nothing for the editor, but another source may have brought these
    await room.poller.once()
    assert await room.signals.wait("outbox", 0)


@virtual
async def test_sources_are_polled_at_their_time_for_ever() -> None:
    site = Site(feeds={FEED: feed(1), "https://old.example/rss": feed(7, published=START - timedelta(hours=10))})
    room = Newsroom(Source("news", FEED, poll_seconds=60), Source("old", "https://old.example/rss"), site=site)
    await room.run_for(3630)
    assert room.row().polls == 29  # ten in as many minutes, then ln(6) / ln(1.1): a tenth of a growing age
    assert room.row("old").polls == 2


@virtual
async def test_a_signal_makes_a_new_source_known_at_once() -> None:
    room = Newsroom()
    running = asyncio.create_task(room.poller.run())
    await asyncio.sleep(5)
    room.site.feeds["https://new.example/rss"] = feed(9)
    await room.sources.seed([Source("new", "https://new.example/rss")], clock())
    room.signals.ring("sources")
    await asyncio.sleep(0.1)
    assert room.row("new").polls == 1
    running.cancel()
    await asyncio.wait([running])


@virtual
async def test_unchanged_sources_are_settled_together() -> None:
    urls = [f"https://site{number}.example/rss" for number in range(120)]
    site = Site(feeds={url: feed(number) for number, url in enumerate(urls)})
    room = Newsroom(*(Source(f"s{number}", url) for number, url in enumerate(urls)), site=site, concurrency=32)
    await room.poller.once()
    await room.poller.once()
    assert [len(polls) for polls in room.sources.settled] == [100, 20]


@virtual
async def test_no_more_sources_are_polled_at_once_than_allowed() -> None:
    urls = [f"https://site{number}.example/rss" for number in range(20)]
    site = Site(feeds={url: feed(number) for number, url in enumerate(urls)}, slow=dict.fromkeys(urls, 10.0))
    room = Newsroom(*(Source(f"s{number}", url) for number, url in enumerate(urls)), site=site)
    await room.run_for(10.5)
    assert len(site.asked) == 8
    assert sum(row.polls for row in room.sources.rows.values()) == 4


@virtual
async def test_a_slow_source_holds_nobody_up() -> None:
    site = Site(feeds={FEED: feed(1), "https://slow.example/rss": feed(2)}, slow={"https://slow.example/rss": 3600})
    room = Newsroom(Source("news", FEED, poll_seconds=10, poll_max_seconds=10), site=site, concurrency=2)
    await room.sources.seed([Source("slow", "https://slow.example/rss")], START)
    await room.run_for(100)
    assert room.row().polls >= 9
    assert room.row("slow").polls == 0


# --- discovery ---------------------------------------------------------------------------------------------


@virtual
async def test_the_best_announced_feed_that_can_be_read_is_taken() -> None:
    links = (FeedLink("https://news.example/broken"), FeedLink("https://news.example/gone"), FeedLink(FEED))
    site = Site(feeds={FEED: feed(1)}, homes={HOME: links}, articles={"https://news.example/broken": PageText("no")})
    room = Newsroom(Source("news", HOME), site=site)
    await room.poller.once()
    assert room.row().due.feed_url == FEED
    assert len(room.row().articles) == 1
    site.asked.clear()
    await room.poller.once()
    assert site.asked == [FEED]


@virtual
async def test_a_feed_in_the_sources_language_comes_first() -> None:
    links = (FeedLink("https://news.example/ru.xml", language="ru-RU"), FeedLink(FEED, language="en-GB"))
    site = Site(feeds={FEED: feed(1), "https://news.example/ru.xml": feed(2)}, homes={HOME: links})
    room = Newsroom(Source("news", HOME, language="en"), site=site)
    await room.poller.once()
    assert room.row().due.feed_url == FEED


@virtual
async def test_what_was_tried_is_told() -> None:
    links = (FeedLink("https://news.example/gone"),)
    room = Newsroom(Source("news", HOME), site=Site(homes={HOME: links}))
    await room.poller.once()
    assert room.row().last_error == (
        "no feed found: this is not a feed; of 1 announced none is one: https://news.example/gone answered 404; "
        "robots.txt names no sitemap; none at 14 usual places such as /feed/; "
        "give the address of its feed or news sitemap, or ask the site for one"
    )


@virtual
async def test_a_page_without_feeds_tells_what_to_do() -> None:
    room = Newsroom(Source("news", HOME), site=Site(articles={HOME: PageText("Just words.")}))
    await room.poller.once()
    assert "give the address of its feed" in room.row().last_error


@virtual
async def test_a_feed_that_moved_is_discovered_again() -> None:
    site = Site(feeds={FEED: feed(1)}, homes={HOME: (FeedLink(FEED),)})
    room = Newsroom(Source("news", HOME), site=site)
    await room.poller.once()
    site.feeds = {"https://news.example/feed": feed(1, 2)}
    site.homes[HOME] = (FeedLink("https://news.example/feed"),)
    await room.poller.once()
    assert room.row().due.feed_url == "https://news.example/feed"
    assert len(room.row().articles) == 2


@virtual
async def test_an_error_page_in_place_of_the_feed_is_waited_out_before_another_feed_is_looked_for() -> None:
    site = Site(feeds={FEED: feed(1)}, homes={HOME: (FeedLink(FEED),)})
    room = Newsroom(Source("news", HOME), site=site)
    await room.poller.once()
    site.feeds = {"https://news.example/feed": feed(1)}
    site.homes[HOME] = (FeedLink("https://news.example/feed"),)
    site.articles[FEED] = PageText("We are sorry.")
    for failures in range(1, 4):
        await room.poller.once()
        assert room.row().due.failures == failures
    await room.poller.once()
    assert room.row().due.failures == 0
    assert room.row().due.feed_url == "https://news.example/feed"


# --- trouble -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (Unreachable("news.example does not answer"), 300),
        (Unreachable("news.example is busy", retry_after=7200), 7200),
        (Missing("news.example answered 404", status=404), 300),
        (TooMuch("more than 8 MB"), 300),
        (Unreadable("\udcffnot a feed"), 300),
        (RuntimeError("a bug"), 300),
    ],
)
@virtual
async def test_a_failing_source_keeps_its_reason_and_leaves_the_others_alone(error: Exception, seconds: int) -> None:
    site = Site(feeds={FEED: feed(1)}, broken={"https://bad.example/rss": error})
    room = Newsroom(Source("bad", "https://bad.example/rss"), Source("news", FEED), site=site)
    await room.poller.once()
    assert str(error).lstrip("\udcff") in room.row("bad").last_error
    assert room.row("bad").due.failures == 1
    assert room.row("bad").next_poll == START + timedelta(seconds=seconds)
    assert len(room.row().articles) == 1


@virtual
async def test_failures_are_polled_less_and_less_often_and_recover() -> None:
    room = Newsroom(Source("news", FEED, poll_seconds=60, poll_max_seconds=600))
    room.site.broken[FEED] = Unreachable("down")
    running = asyncio.create_task(room.poller.run())
    await asyncio.sleep(60 + 120 + 240 + 480 + 10)
    assert len(room.site.asked) == 5
    del room.site.broken[FEED]
    await asyncio.sleep(600)
    assert room.row().due.failures == 0
    running.cancel()
    await asyncio.wait([running])


@virtual
async def test_a_bug_is_logged_with_the_source(caplog: pytest.LogCaptureFixture) -> None:
    room = Newsroom()
    room.site.broken[FEED] = ZeroDivisionError("a bug")
    await room.run_for(1)
    assert "source news: unexpected error" in caplog.text
    assert room.row().last_error == "unexpected error: ZeroDivisionError: a bug; please report it"


@virtual
async def test_a_busy_store_is_asked_again_and_the_poll_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    room = Newsroom()
    store_poll, times = room.sources.store_poll, 0

    async def busy(poll: Any, now: Any) -> int:
        nonlocal times
        times += 1
        if times < 6:
            raise StoreBusy("the disk is full")
        return await store_poll(poll, now)

    room.sources.store_poll = busy  # type: ignore[method-assign]
    await room.poller.once()
    assert len(room.row().articles) == 2
    assert len(room.site.asked) == 1
    assert caplog.text.count("the database is busy") == 1
    assert caplog.text.count("the database answers again") == 1


@virtual
async def test_what_no_source_is_to_blame_for_ends_the_poller() -> None:
    room = Newsroom()

    async def corrupt(poll: Any, now: Any) -> int:
        raise BadStore("the database is corrupt; restore a backup")

    room.sources.store_poll = corrupt  # type: ignore[method-assign]
    with pytest.raises(ExceptionGroup) as raised:
        await room.poller.run()
    assert raised.group_contains(BadStore)
