"""Rows 4 and 7 to 12: what is lost or repeated. Poller, editor and courier's outbox at work on the real database."""

import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.signals import LocalSignals
from bot.adapters.storage.backup import backup, restore
from bot.adapters.storage.store import Store, open_store
from bot.domain.identity import identify
from bot.domain.model import Entry, Feed, PageText, Source
from bot.services.editor import Editor
from bot.services.poller import Poller
from tests.contracts.samples import ALL, DAY, HOUR, MINUTE, NOW, ONE, TWO, chat, deliver
from tests.fakes import FirstSentence, Site, no_jitter

SITES = (ONE, TWO)


@dataclass
class Bot:
    """A store and the loops on it, at a time that is told."""

    store: Store
    site: Site
    now: datetime = NOW

    async def begin(self) -> None:
        await self.store.sources.seed(SITES, self.now)
        await chat(self.store, 1, ALL)
        for source in SITES:
            self.site.feeds[source.url] = Feed("rss20")
        await self.round()

    async def round(self, *entries: Entry, source: Source = ONE, after: timedelta = HOUR) -> list[str]:
        """Poll everything once, edit and send. Returns the titles posted."""
        self.now += after
        if entries:
            self.site.feeds[source.url] = Feed("rss20", entries=entries)
        parts = {"fetcher": self.site, "signals": LocalSignals(), "clock": lambda: self.now, "random": no_jitter}
        await Poller(sources=self.store.sources, reader=self.site, **parts).once()  # type: ignore[arg-type]
        await Editor(
            articles=self.store.articles,
            reader=self.site,
            summarizer=FirstSentence(),
            sections={},
            max_age=2 * DAY,
            settle=timedelta(),
            **parts,  # type: ignore[arg-type]
        ).once()
        return [item.title for _, item in await deliver(self.store, self.now)]


@asynccontextmanager
async def running(url: str, site: Site, now: datetime = NOW) -> AsyncIterator[Bot]:
    async with open_store(url, mode="run") as store:
        yield Bot(store, site, now)


@pytest.fixture
async def bot(store: Store) -> Bot:
    found = Bot(store, Site())
    await found.begin()
    return found


def news(number: int, **changes: object) -> Entry:
    """Article `number`, an hour younger than the one before."""
    words = ("bridge", "harvest", "railway", "museum", "orchestra", "budget", "glacier", "library")
    each = Entry(
        title=f"The {words[number % 8]} of Sandrow, part {number}",
        url=f"https://one.example/post/{number}-{words[number % 8]}",
        guid=f"https://one.example/?p={4000 + number}",
        summary=f"What the council says of the {words[number % 8]}: {number} votes.",
        published=NOW + number * MINUTE,
    )
    return replace(each, **changes)  # type: ignore[arg-type]


TEN = tuple(news(number) for number in range(10, 0, -1))


def titles(entries: Sequence[Entry]) -> list[str]:
    return [each.title for each in reversed(entries)]


async def test_row_04_a_feed_without_guids_is_known_again(bot: Bot) -> None:
    """Collisions are in tests/domain/test_identity.py; here a feed of which each item has something else left."""
    bare = [
        Entry(title="Only a title and a day", published=NOW),
        Entry(title="A title", summary="And a text."),
        Entry(title="", summary="A text alone, of some length.", published=NOW),
        replace(news(7), guid=""),
        replace(news(8), url=""),
    ]
    assert len(await bot.round(*bare)) == 5
    assert await bot.round(*reversed(bare), news(9)) == [news(9).title]


async def test_row_07_the_newest_is_deleted_the_feed_reordered_shrunk_and_grown(bot: Bot) -> None:
    assert await bot.round(*TEN[2:]) == titles(TEN[2:])
    assert await bot.round(*TEN) == titles(TEN[:2])
    shuffled = random.Random(7).sample(TEN, 10)
    for document in (TEN[1:], shuffled, TEN[:1], TEN[:3], TEN, TEN[::-1], (*TEN, TEN[0])):
        assert await bot.round(*document) == []
    assert await bot.round(news(11), *TEN[:2]) == [news(11).title]


CHANGES: dict[str, Callable[[Entry], Entry]] = {
    "date": lambda each: replace(each, published=NOW + 2 * HOUR),
    "title": lambda each: replace(each, title=f"Update: {each.title}"),
    "tracking": lambda each: replace(each, url=f"{each.url}?utm_source=x&fbclid=7"),
    "https": lambda each: replace(each, url=each.url.replace("https", "http")),
    "host": lambda each: replace(each, url=each.url.replace("one", "new-one"), guid=each.guid.replace("one", "two")),
    "guid": lambda each: replace(each, guid=f"cms-{each.guid[-2:]}-new"),
    "guid lost": lambda each: replace(each, guid=""),
    "mobile": lambda each: replace(each, url=each.url.replace("https://", "https://m.")),
    "one link": lambda each: replace(each, url="https://one.example/live"),
    "one guid": lambda each: replace(each, guid="feed"),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_row_08_a_changed_item_is_not_posted_again(bot: Bot, change: str) -> None:
    assert len(await bot.round(*TEN)) == 10
    changed = [CHANGES[change](each) for each in TEN]
    new = CHANGES[change](news(21))
    assert await bot.round(new, *changed) == [new.title]
    assert await bot.round(new, *TEN) == []


DATES: dict[str, Callable[[Entry], datetime | None]] = {
    "equal": lambda each: NOW,
    "missing": lambda each: None,
    "future": lambda each: NOW + 400 * DAY,
    "1970": lambda each: datetime(1970, 1, 1, tzinfo=UTC),
}


@pytest.mark.parametrize("dates", DATES)
async def test_row_09_whatever_the_dates_are_order_is_right_and_nothing_repeats(bot: Bot, dates: str) -> None:
    """How dates without zone and with foreign months are read is shown by tests/adapters/reading/test_dates.py."""
    odd = [replace(each, published=DATES[dates](each)) for each in TEN]
    assert await bot.round(*odd) == titles(TEN)
    assert await bot.round(*TEN) == []
    assert await bot.round(*odd[3:]) == []


async def test_row_10_a_burst_is_posted_whole(bot: Bot) -> None:
    assert await bot.round(*TEN[5:]) == titles(TEN[5:])
    assert await bot.round(*TEN) == titles(TEN[:5])
    assert await bot.round(news(11), *TEN[:5], after=3 * HOUR) == [news(11).title]
    many = tuple(news(number, published=bot.now) for number in range(300, 100, -1))
    assert await bot.round(*many) == titles(many)


async def test_row_11_ten_restarts_and_a_week_announce_nothing(store_url: str) -> None:
    site, now = Site(), NOW
    async with running(store_url, site) as bot:
        await bot.begin()
        assert len(await bot.round(*TEN)) == 10
        now = bot.now
    for _ in range(10):
        async with running(store_url, site, now) as bot:
            await bot.store.sources.seed(SITES, now)
            assert await bot.round(*TEN, after=MINUTE) == []
    async with running(store_url, site, now + 7 * DAY) as bot:
        late = news(31, published=now + 7 * DAY)
        assert await bot.round(late, *TEN) == [late.title]


async def test_row_11_yesterdays_file_announces_nothing(store_url: str, tmp_path: Path) -> None:
    site = Site()
    async with running(store_url, site) as bot:
        await bot.begin()
        await bot.round(*TEN[2:])
        await backup(store_url, tmp_path / "copy.db")
        assert await bot.round(*TEN) == titles(TEN[:2])
        now = bot.now
    await restore(tmp_path / "copy.db", store_url, force=True)
    later = datetime.now(UTC) + HOUR
    new = news(41, published=later)
    async with running(store_url, site, max(now, later)) as bot:
        assert await bot.round(new, *TEN) == [new.title]
        assert await bot.store.articles.show(TEN[0].url) is not None  # archived
        assert await bot.round(news(42, published=bot.now), *TEN) == [news(42).title]


async def test_row_11_yesterdays_file_announces_nothing_that_is_pushed(store_url: str, tmp_path: Path) -> None:
    site, began = Site(), datetime.now(UTC) - 6 * HOUR
    old, lost = (news(number, published=began + number * MINUTE) for number in (1, 2))
    async with running(store_url, site, began) as bot:
        await bot.begin()
        assert await bot.round(old) == [old.title]
        await backup(store_url, tmp_path / "copy.db")
        assert await bot.round(lost, old) == [lost.title]
    await restore(tmp_path / "copy.db", store_url, force=True)
    later = datetime.now(UTC) + HOUR
    async with running(store_url, site, later) as bot:
        assert {due.source.id for due in await bot.store.sources.due(later, 5)} == {"one", "two"}
        since = news(41, published=later)
        await bot.store.pushes.store("one", identify("one", (since, lost, old), later), later)
        assert await bot.round() == [since.title]


async def test_row_12_one_article_of_two_sources_is_posted_once_and_credits_both(bot: Bot) -> None:
    assert await bot.round(news(1)) == [news(1).title]
    theirs = news(1, title="As we hear: the harvest", guid="two-1", url=news(1).url + "?utm_source=two")
    assert await bot.round(theirs, source=TWO) == []
    record = await bot.store.articles.show(news(1).url)
    assert record is not None and record.sources == ("one", "two")


async def test_row_12_a_redirectors_page_names_the_other_sources_article(bot: Bot) -> None:
    assert await bot.round(news(1)) == [news(1).title]
    through = news(1, guid="two-1", url="https://go.example/r/77")
    bot.site.articles[through.url] = PageText("The council voted on the harvest.", canonical=news(1).url)
    assert await bot.round(through, source=TWO) == []
    record = await bot.store.articles.show(through.url)
    assert record is not None and record.sources == ("one", "two")
    assert await bot.round(through, source=TWO) == []


async def test_row_12_a_template_that_names_one_canonical_for_all_swallows_nothing(bot: Bot) -> None:
    for each in TEN:
        bot.site.articles[each.url] = PageText(f"Of {each.title}.", canonical="https://one.example/post/1-harvest")
    assert await bot.round(*TEN) == titles(TEN)


def test_row_04_identity_needs_no_guid() -> None:
    found = identify("s", [replace(each, guid="") for each in TEN], NOW)
    assert len({key for each in found for key in each.keys if key[0] == "u"}) == 10
