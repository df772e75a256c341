"""Port `Articles`: the stories of the last day."""

from datetime import timedelta
from typing import Any

from bot.adapters.storage.store import Store
from bot.domain.model import Coverage, Source, TopStory
from tests.contracts.samples import DAY, HOUR, MINUTE, NOW, ONE, TWO, begin, entry, poll, publish
from tests.postgres import sql


async def tell(store: Store, number: int, age: timedelta, **fields: Any) -> None:
    """Publish article `number`, which is a story of its own so far."""
    source = fields.pop("source", ONE)
    url = f"{source.url}post/headline-{number}"
    await publish(store, entry(number, url=url, published=NOW - age), source=source, max_age=9 * DAY, **fields)


async def join(url: str, item: int, *, story: int) -> None:
    await sql(url, "UPDATE items SET story_id = ? WHERE id = ?", story, item)


async def become(url: str, article: int, relation: str, *, item: int) -> None:
    """Let an article be another one of an item."""
    await sql(url, "UPDATE articles SET item_id = ?, relation = ? WHERE id = ?", item, relation, article)


def told(stories: tuple[TopStory, ...]) -> list[tuple[str, int, int]]:
    return [(each.item.title, each.coverage.sources, each.coverage.updates) for each in stories]


async def top(store: Store, limit: int = 10, *languages: str, only: bool = False) -> tuple[TopStory, ...]:
    return await store.articles.top(NOW, limit, languages, only=only)


async def test_nothing_is_told_yet(store: Store) -> None:
    await begin(store)
    await tell(store, 1, DAY + MINUTE)
    await store.sources.store_poll(poll(ONE, [entry(2)]), NOW)  # not ready
    assert await top(store) == ()


async def test_what_several_tell_stands_above_what_one_does(store: Store, store_url: str) -> None:
    await begin(store, ONE, TWO)
    await tell(store, 1, 3 * HOUR)
    await tell(store, 2, 2 * HOUR, source=TWO)
    await tell(store, 3, HOUR)
    await join(store_url, 2, story=1)
    first, second = await top(store)
    assert first.coverage == Coverage(1, 2, 1, NOW - 2 * HOUR)
    assert second.coverage == Coverage(3, 1, 0, NOW - HOUR)
    assert first.item.title == "Headline 2", "the newest shows it"
    assert (await top(store, 1)) == (first,)
    assert (await top(store, 0)) == ()


async def test_a_source_that_carries_the_same_article_counts(store: Store) -> None:
    await begin(store, ONE, TWO)
    await publish(store, entry(1))
    await publish(store, entry(1), source=TWO)
    await publish(store, entry(2))
    assert told(await top(store)) == [("Headline 1", 2, 0), ("Headline 2", 1, 0)]


async def test_several_feeds_of_one_site_are_one_source(store: Store) -> None:
    sport = Source("sport", "http://www.one.example/sport/")
    await begin(store, ONE, sport, TWO)
    await publish(store, entry(1))
    await publish(store, entry(1), source=sport)
    assert told(await top(store)) == [("Headline 1", 1, 0)]
    await publish(store, entry(1), source=TWO)
    assert told(await top(store)) == [("Headline 1", 2, 0)]


async def test_a_reprint_is_a_source_but_no_update_and_shows_nothing(store: Store, store_url: str) -> None:
    await begin(store, ONE, TWO)
    await tell(store, 1, 2 * HOUR)
    await tell(store, 2, HOUR, source=TWO)
    await become(store_url, 2, "reprint", item=1)
    (story,) = await top(store)
    assert story.coverage == Coverage(1, 2, 0, NOW - HOUR)
    assert story.item.title == "Headline 1"
    assert told(await store.articles.top(NOW + 22 * HOUR + MINUTE, 9)) == [("Headline 2", 1, 0)], "but if it is alone"


async def test_an_edition_is_no_source_and_shows_the_story_in_its_language(store: Store, store_url: str) -> None:
    await begin(store, ONE, TWO)
    await tell(store, 1, 2 * HOUR, language="ru")
    await tell(store, 2, HOUR, source=TWO, language="en")
    await become(store_url, 2, "edition", item=1)
    for languages, shown in (((), 1), (("ru",), 1), (("en",), 2), (("hy", "en", "ru"), 2), (("hy",), 1)):
        assert told(await top(store, 9, *languages)) == [(f"Headline {shown}", 1, 0)], languages


async def test_an_edition_counts_where_nothing_else_is_left(store: Store, store_url: str) -> None:
    await begin(store, ONE, TWO)
    await tell(store, 1, 2 * HOUR, language="ru")
    await tell(store, 2, HOUR, source=TWO, language="en")
    await become(store_url, 2, "edition", item=1)
    await sql(store_url, "UPDATE articles SET taken_down = 1 WHERE id = 1")
    assert told(await top(store)) == [("Headline 2", 1, 0)]


async def test_any_number_of_sources(store: Store, store_url: str) -> None:
    await begin(store, ONE, TWO)
    await tell(store, 1, HOUR)
    await tell(store, 2, HOUR, source=TWO)
    await join(store_url, 2, story=1)
    await sql(
        store_url,
        "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 17000)"
        "INSERT INTO sources (id, url, poll_seconds, poll_max_seconds, origin, created, next_poll)"
        "SELECT 's' || n, 'https://s' || n || '.example/', 300, 3600, 'command', 1, 1 FROM counted",
    )
    assert told(await top(store)) == [("Headline 2", 2, 1)]


async def test_a_reader_of_some_languages_alone_gets_no_others(store: Store, store_url: str) -> None:
    await begin(store, ONE, TWO)
    await tell(store, 1, 3 * HOUR, language="ru")
    await tell(store, 2, 2 * HOUR, language="en")
    await tell(store, 3, HOUR, language="")
    assert [title for title, *_ in told(await top(store, 9, "ru", only=True))] == ["Headline 3", "Headline 1"]
    assert len(await top(store, 9, "ru")) == len(await top(store, 9, only=True)) == 3
    await join(store_url, 2, story=1)
    assert [title for title, *_ in told(await top(store, 9, "en", only=True))] == ["Headline 2", "Headline 3"]


async def test_what_was_taken_down_counts_for_nothing(store: Store, store_url: str) -> None:
    await begin(store, ONE, TWO)
    await tell(store, 1, 2 * HOUR)
    await tell(store, 2, HOUR, source=TWO)
    await join(store_url, 2, story=1)
    await sql(store_url, "UPDATE articles SET taken_down = 1 WHERE id = 2")
    assert told(await top(store)) == [("Headline 1", 1, 0)]


async def test_only_the_newest_of_a_kind_are_needed_for_the_first(store: Store, store_url: str) -> None:
    await begin(store, ONE, TWO)
    for number in range(1, 9):
        await tell(store, number, number * HOUR)
    await tell(store, 9, 20 * HOUR, source=TWO)
    await join(store_url, 9, story=8)
    assert [title for title, *_ in told(await top(store, 3))] == ["Headline 8", "Headline 1", "Headline 2"]
