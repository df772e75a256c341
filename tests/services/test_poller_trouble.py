"""The poller's sources that move, end, fail for long, and say how often they want to be asked."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import Missing, Unreachable
from bot.domain.model import Feed, FeedLink, Notice, PageText, Rhythm, Source
from tests.fakes import START, Site, clock, virtual
from tests.services.test_poller import FEED, HOME, Newsroom, feed

NEW = "https://new.example/rss.xml"
GONE = Missing("news.example answered 410: gone for good", status=410)


class Told(list[Notice]):
    """What operators were told."""

    async def tell(self, notice: Notice) -> None:
        self.append(notice)

    def kinds(self) -> list[str]:
        return [notice.key.partition(":")[0] for notice in self]


def newsroom(*sources: Source, **options: Any) -> tuple[Newsroom, Told]:
    told = Told()
    return Newsroom(*sources, tell=told.tell, **options), told


async def polls(room: Newsroom, times: int) -> None:
    for _ in range(times):
        await room.poller.once()


# --- moves and ends ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("changing", [True, False])
@virtual
async def test_a_feed_is_read_elsewhere_once_three_polls_in_a_row_were_led_there(changing: bool) -> None:
    room, told = newsroom(site=Site(feeds={NEW: feed(1)}, moved={FEED: NEW}))
    for number in (1, 2):
        await room.poller.once()
        assert (room.row().due.feed_url, room.row().due.moved_to, room.row().due.moves) == (FEED, NEW, number)
        room.site.feeds[NEW] = feed(1, 2, number + 2) if changing else feed(1)
    await room.poller.once()
    assert (room.row().due.feed_url, room.row().due.moved_to, room.row().due.moves) == (NEW, "", 0)
    assert told.kinds() == ["moved"] and NEW in dict(told[0].values).values()
    room.site.asked.clear()
    await polls(room, 3)
    assert room.site.asked == [NEW] * 3
    assert len(told) == 1


@virtual
async def test_what_the_site_takes_back_was_no_move() -> None:
    room, told = newsroom(site=Site(feeds={NEW: feed(1), FEED: feed(1)}))
    for moved in ({FEED: NEW}, {FEED: NEW}, {}, {FEED: NEW}, {FEED: NEW}, {}):
        room.site.moved = moved
        await room.poller.once()
    assert (room.row().due.feed_url, room.row().due.moves, told) == (FEED, 0, [])


@virtual
async def test_a_failure_between_says_nothing_about_a_move() -> None:
    room, _ = newsroom(site=Site(feeds={NEW: feed(1)}, moved={FEED: NEW}))
    await polls(room, 2)
    room.site.broken[FEED] = Unreachable("no answer")
    await room.poller.once()
    assert room.row().due.moves == 2
    room.site.broken.clear()
    await room.poller.once()
    assert room.row().due.feed_url == NEW


@virtual
async def test_what_is_gone_is_told_once_and_polled_no_more() -> None:
    room, told = newsroom()
    await room.poller.once()
    room.site.broken[FEED] = GONE
    await room.run_for(3 * 86_400)
    assert (room.row().status, room.row().last_error) == ("gone", str(GONE))
    assert told.kinds() == ["gone"]
    assert room.site.asked == [FEED, FEED]


@pytest.mark.parametrize("status", [404, 410])
@virtual
async def test_a_discovered_feed_that_is_gone_is_looked_for_at_once(status: int) -> None:
    room, told = newsroom(Source("news", HOME), site=Site(feeds={FEED: feed(1)}, homes={HOME: (FeedLink(FEED),)}))
    await room.poller.once()
    room.site.broken[FEED] = Missing("gone", status=status)
    await room.poller.once()
    assert room.row().last_error.startswith("gone; no feed found: ")
    room.site.feeds["https://news.example/feed/"] = feed(1, 2)
    room.site.homes[HOME] = (FeedLink("https://news.example/feed/"),)
    await room.poller.once()
    assert (room.row().due.feed_url, room.row().due.failures) == ("https://news.example/feed/", 0)
    assert room.row().last.links[0].outcome == "chosen"
    assert told == []


@virtual
async def test_a_feed_that_is_missing_though_its_site_names_it_is_waited_for() -> None:
    other = "https://news.example/sport.xml"
    site = Site(feeds={FEED: feed(1), other: feed(7)}, homes={HOME: (FeedLink(FEED), FeedLink(other))})
    room, told = newsroom(Source("news", HOME), site=site)
    await room.poller.once()
    room.site.broken[FEED] = Missing("news.example answered 404", status=404)
    await polls(room, 3)
    assert (room.row().due.feed_url, room.row().due.failures) == (FEED, 3)
    assert room.row().last_error == "news.example answered 404"
    room.site.broken.clear()
    await room.poller.once()
    assert (room.row().due.feed_url, room.row().due.failures) == (FEED, 0)
    room.site.broken[FEED] = Missing("news.example answered 404", status=404)
    await polls(room, 4)
    assert room.row().due.feed_url == other


@virtual
async def test_no_feed_in_another_language_is_taken_in_a_feeds_stead() -> None:
    other = "https://news.example/ru.xml"
    room, _ = newsroom(
        Source("news", HOME, language="en"), site=Site(feeds={FEED: feed(1)}, homes={HOME: (FeedLink(FEED),)})
    )
    await room.poller.once()
    room.site.feeds = {other: replace(feed(7), language="ru")}
    room.site.homes[HOME] = (FeedLink(other),)
    await polls(room, 5)
    assert room.row().due.feed_url == FEED
    assert "in another language (ru)" in room.row().last_error


@virtual
async def test_a_feed_without_dates_is_asked_soon_again_when_it_had_news() -> None:
    undated = replace(feed(1, 2), entries=tuple(replace(each, published=None) for each in feed(1, 2).entries))
    room, _ = newsroom(site=Site(feeds={FEED: replace(undated, entries=undated.entries[:1])}))
    await room.poller.once()
    room.site.feeds[FEED] = undated
    await room.poller.once()
    last = room.row().last
    assert last.next_if_new is not None and last.next_if_new.at < clock() + timedelta(minutes=10)


@virtual
async def test_a_home_page_that_is_gone_ends_its_source() -> None:
    room, told = newsroom(Source("news", HOME), site=Site(feeds={FEED: feed(1)}, homes={HOME: (FeedLink(FEED),)}))
    await room.poller.once()
    room.site.broken |= {FEED: GONE, HOME: GONE}
    await room.poller.once()
    assert (room.row().status, told.kinds()) == ("gone", ["gone"])


@virtual
async def test_a_feed_that_is_missing_where_its_owner_said_it_was_is_waited_for() -> None:
    room, _ = newsroom()
    await room.poller.once()
    room.site.broken[FEED] = Missing("news.example answered 404", status=404)
    await polls(room, 6)
    assert room.site.asked == [FEED] * 7
    assert (room.row().last_error, room.row().due.failures) == ("news.example answered 404", 6)


@virtual
async def test_usual_places_are_asked_only_at_every_third_failure() -> None:
    site = Site(articles={HOME: PageText("Just words.")})
    room, _ = newsroom(Source("news", HOME), site=site)
    asked = []
    for _ in range(6):
        site.asked.clear()
        await room.poller.once()
        asked.append(len(site.asked))
    assert asked == [16, 2, 2, 16, 2, 2]


# --- outages -----------------------------------------------------------------------------------------------


@virtual
async def test_an_outage_is_told_once_and_so_is_its_end() -> None:
    room, told = newsroom(Source("news", FEED, poll_seconds=300, poll_max_seconds=600))
    running = asyncio.create_task(room.poller.run())
    await asyncio.sleep(10)
    for outage in (1, 2):
        room.site.broken[FEED] = Unreachable("news.example does not answer")
        await asyncio.sleep(3590)
        assert len(told) == 2 * outage - 2
        await asyncio.sleep(86_400)
        assert len(told) == 2 * outage - 1
        room.site.broken.clear()
        await asyncio.sleep(86_400)
    running.cancel()
    await asyncio.wait([running])
    assert told.kinds() == ["outage", "recovery", "outage", "recovery"]
    assert len({notice.key for notice in told}) == 4
    assert dict(told[0].values)["error"].startswith("news.example does not answer; ")


@virtual
async def test_a_short_trouble_is_told_to_nobody_but_the_log() -> None:
    room, told = newsroom(Source("news", FEED, poll_seconds=60, poll_max_seconds=60))
    room.site.broken[FEED] = Unreachable("no answer")
    running = asyncio.create_task(room.poller.run())
    await asyncio.sleep(3500)
    assert room.row().due.failures > 50
    room.site.broken.clear()
    await asyncio.sleep(3600)
    running.cancel()
    await asyncio.wait([running])
    assert told == []


@virtual
async def test_the_log_is_told_where_nobody_else_is(caplog: pytest.LogCaptureFixture) -> None:
    room = Newsroom()
    room.site.broken[FEED] = GONE
    await room.poller.once()
    assert "The source news is gone for good" in caplog.text


# --- politeness --------------------------------------------------------------------------------------------


@virtual
async def test_a_site_says_how_long_its_answer_stays_fresh() -> None:
    room, _ = newsroom(site=Site(feeds={FEED: feed(1)}, fresh={FEED: 1800.0}))
    for _ in range(2):  # 200, then 304
        await room.poller.once()
        assert (room.row().next_poll, room.row().why) == (
            START + timedelta(minutes=30),
            "the site's Cache-Control asks for it",
        )


@virtual
async def test_a_feeds_own_rhythm_holds_while_it_is_unchanged() -> None:
    calm = replace(feed(1), rhythm=Rhythm(every=7200.0))
    room, _ = newsroom(site=Site(feeds={FEED: calm}))
    for _ in range(2):
        await room.poller.once()
        assert (room.row().next_poll, room.row().why) == (START + timedelta(hours=2), "the feed asks for it (ttl)")


@virtual
async def test_a_hub_makes_polling_slower_until_its_lease_ends() -> None:
    room, _ = newsroom()
    await room.poller.once()
    room.row().due = replace(room.row().due, pushed_until=clock() + timedelta(minutes=30))
    await room.poller.once()
    assert room.row().next_poll == START + timedelta(minutes=20)
    await asyncio.sleep(1800)
    await room.poller.once()
    assert room.row().next_poll == clock() + timedelta(minutes=5)


@virtual
async def test_what_a_feed_says_of_hubs_is_kept() -> None:
    pushed = replace(feed(1), hub="https://hub.example/", topic=FEED)
    room, _ = newsroom(site=Site(feeds={FEED: pushed}))
    await room.poller.once()
    assert (room.row().last.hub, room.row().last.topic) == ("https://hub.example/", FEED)


@virtual
async def test_an_index_of_sitemaps_is_unchanged_only_when_its_parts_are() -> None:
    part = "https://news.example/news-1.xml"
    site = Site(feeds={FEED: Feed("sitemapindex", parts=(part,)), part: feed(1)})
    room, _ = newsroom(site=site)
    await polls(room, 2)
    assert (len(room.row().articles), len(room.sources.settled)) == (1, 1)
    site.feeds[part] = feed(1, 2)
    await room.poller.once()
    assert (len(room.row().articles), len(room.sources.settled)) == (2, 1)


@virtual
async def test_many_sources_are_leased_a_few_at_a_time_and_all_are_polled() -> None:
    urls = [f"https://site{number}.example/rss" for number in range(300)]
    site = Site(feeds={url: feed(number) for number, url in enumerate(urls)}, slow=dict.fromkeys(urls, 0.1))
    room, _ = newsroom(*(Source(f"s{number}", url) for number, url in enumerate(urls)), site=site, concurrency=8)
    running = asyncio.create_task(room.poller.run())
    await asyncio.sleep(2)
    assert sum(row.leased for row in room.sources.rows.values()) <= 8 + 64
    await asyncio.sleep(300 / 8 * 0.1)
    assert all(row.polls == 1 for row in room.sources.rows.values())
    running.cancel()
    await asyncio.wait([running])


@virtual
async def test_slow_sources_do_not_keep_others_from_being_stored() -> None:
    urls = [f"https://site{number}.example/rss" for number in range(100)]
    site = Site(feeds={url: feed(number) for number, url in enumerate(urls)})
    room, _ = newsroom(*(Source(f"s{number}", url) for number, url in enumerate(urls)), site=site, concurrency=8)
    await room.poller.once()
    room.site.slow = dict.fromkeys(urls[8:], 3600.0)
    await room.run_for(305)
    assert [row.polls for row in room.sources.rows.values()][:8] == [2] * 8


@virtual
async def test_many_sources_of_one_slow_host_take_one_place_only() -> None:
    slow = [f"https://slow.example/{number}/rss" for number in range(20)]
    urls = [*slow, "https://quick.example/rss"]
    site = Site(feeds={url: feed(number) for number, url in enumerate(urls)}, slow=dict.fromkeys(slow, 20.0))
    room, _ = newsroom(*(Source(f"s{number:02}", url) for number, url in enumerate(urls)), site=site, concurrency=2)
    await room.run_for(10)
    assert room.row("s20").polls == 1
    assert len([url for url in site.asked if url in slow]) == 1  # as politeness wants, too
