"""Articles that change after they were posted, from the poll to what stands in a chat."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.adapters.storage.store import Store
from bot.domain.errors import Blocked, Forbidden, Missing, Unreachable
from bot.domain.model import Entry, Feed, FeedLink, Query
from tests.contracts.samples import DAY, HOUR, MINUTE, NOW
from tests.failures.publishing import Press, press
from tests.postgres import sql

GOALS = Entry(
    title="The cup final as it happens",
    url="https://one.example/post/the-cup-final-as-it-happens",
    guid="final",
    summary="The teams are on the grass. Sandrow plays in red.",
    published=NOW,
)


def told(minute: int) -> Entry:
    """The live blog in that minute; it grows as live blogs do."""
    return replace(GOALS, summary=f"Minute {minute} is played. " + " ".join(f"Shot {each}." for each in range(minute)))


async def live(opened: Press, minutes: int) -> list[datetime]:
    """A live blog that says something else at every poll, one a minute. Returns when its post changed."""
    changes: list[datetime] = []
    opened.show(GOALS)
    await opened.poll()
    for minute in range(minutes):
        before = opened.standing().edits
        opened.show(told(minute))
        await opened.poll(MINUTE - timedelta(seconds=10))
        changes += [opened.world.now] * (opened.standing().edits - before)
    return changes


async def test_a_live_blog_is_edited_at_most_once_in_ten_minutes_all_day(store: Store) -> None:
    async with press(store) as opened:
        changes = await live(opened, 150)
        assert all(later - earlier >= 10 * MINUTE for earlier, later in pairwise(changes))
        assert len(changes) >= 14  # and not ever rarer, as an article in which nothing has changed
        last = opened.standing().text
        assert "Minute 14" in last
        await opened.poll(HOUR)
        assert "Minute 149 is played." in opened.standing().text  # though the feed never changed again
        assert len(opened.world.standing(opened.chat)) == 1


async def test_the_last_words_come_though_the_entry_has_left_the_feed(store: Store) -> None:
    async with press(store) as opened:
        await live(opened, 4)
        opened.show()
        await opened.poll(HOUR)
        assert "Minute 3 is played." in opened.standing().text


async def test_a_typo_changes_nothing_in_the_chat_and_a_correction_notifies_nobody(store: Store) -> None:
    async with press(store) as opened:
        opened.show(replace(GOALS, summary="The tems are on the grass. Sandrow plays in red."))
        await opened.poll()
        opened.show(GOALS)
        await opened.poll()
        record = await store.articles.show(GOALS.url)
        assert record is not None and record.text == GOALS.summary and record.item.corrected is None
        assert opened.standing().edits == 0 and "tems" in opened.standing().text
        opened.show(replace(GOALS, title="The cup final is put off"))
        await opened.poll(HOUR)
        assert opened.titles() == ["The cup final is put off"] and opened.standing().edits == 1
        assert [each.method for each in opened.world.api.calls if each.method.startswith("send")] == ["sendMessage"]


# --- takedowns ---------------------------------------------------------------------------------------------

HOME = "https://one.example/"
PAGES = [
    Entry(
        f"Bridge {number} opens", f"https://one.example/post/bridge-{number}-opens", f"bridge-{number}", published=NOW
    )
    for number in range(1, 8)
]


async def posted(opened: Press) -> None:
    """Seven articles stand in the chat, and the site has a home page."""
    opened.site.homes[HOME] = (FeedLink(f"{HOME}rss.xml"),)
    opened.show(*(replace(each, summary=f"{each.title} with music.") for each in PAGES))
    await opened.poll()
    assert len(opened.titles()) == 7
    watched = "UPDATE articles SET look = first_seen + 86400000000 WHERE look IS NULL"
    await sql(opened.url, watched)


def struck(opened: Press) -> list[str]:
    """The titles of the posts that are struck through."""
    return [
        message.text.partition("\n")[0]
        for message in opened.world.standing(opened.chat)
        if any(each["type"] == "strikethrough" for each in message.entities)
    ]


async def test_an_article_that_is_gone_twice_a_day_apart_is_struck_and_restored_when_it_is_back(
    store: Store, store_url: str
) -> None:
    async with press(store, store_url) as opened:
        await posted(opened)
        taken = opened.site.articles.pop(PAGES[3].url)
        await opened.look(DAY)
        assert struck(opened) == []
        await opened.look(DAY - HOUR)
        assert struck(opened) == []
        await opened.look(HOUR)
        assert struck(opened) == ["Bridge 4 opens"] and not opened.told
        (message,) = [each for each in opened.world.standing(opened.chat) if each.text.startswith("Bridge 4")]
        assert "taken down" in message.text and message.edits == 1
        found = await store.articles.find(Query(), limit=10)
        assert "Bridge 4 opens" not in [item.title for item in found.items] and found.total == 6
        await opened.look(DAY)
        assert message.edits == 1
        opened.site.articles[PAGES[3].url] = taken
        await opened.look(DAY)
        assert struck(opened) == [] and message.edits == 2
        assert (await store.articles.find(Query(), limit=10)).total == 7


async def test_an_article_that_its_feed_dropped_is_struck_a_day_after_that(store: Store, store_url: str) -> None:
    async with press(store, store_url) as opened:
        await posted(opened)
        del opened.site.articles[PAGES[1].url]  # the newest but one: a feed begins with its newest
        opened.site.feeds[f"{HOME}rss.xml"] = Feed("rss20", entries=(PAGES[0], *PAGES[2:]))
        await opened.poll()
        await opened.look()
        await opened.look(DAY)
        assert struck(opened) == ["Bridge 2 opens"]


async def test_a_site_that_is_rebuilt_strikes_no_archive(store: Store, store_url: str) -> None:
    async with press(store, store_url) as opened:
        await posted(opened)
        pages, opened.site.articles = opened.site.articles, {}
        for _ in range(3):
            await opened.look(DAY)
        assert struck(opened) == [] and {notice.key for notice in opened.told} == {"sitewide:2026-10:one.example"}
        opened.site.articles = pages
        await opened.look(DAY)
        del opened.site.articles[PAGES[0].url], opened.site.homes[HOME]  # later it breaks in another way
        for _ in range(5):
            await opened.look(DAY)
        assert struck(opened) == []


async def test_what_is_refused_is_not_gone(store: Store, store_url: str) -> None:
    async with press(store, store_url) as opened:
        await posted(opened)
        for error in (Unreachable("503"), Blocked("403"), Forbidden("robots.txt"), Missing("401", status=401)):
            opened.site.broken = {each.url: error for each in PAGES}
            for _ in range(3):
                await opened.look(DAY / 2)
        assert struck(opened) == [] and opened.told == []


async def test_posts_that_are_not_to_be_corrected_stand(store: Store, store_url: str) -> None:
    async with press(store, store_url) as opened:
        await posted(opened)
        del opened.site.articles[PAGES[3].url]
        for _ in range(3):
            await opened.look(DAY, corrections=False)
        assert struck(opened) == [] and (await store.articles.find(Query(), limit=10)).total == 6
