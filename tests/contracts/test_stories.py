"""Finding the articles that tell one event, on every engine."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, insert, literal, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import stories
from bot.adapters.storage.schema import articles, items, story_features, story_terms
from bot.adapters.storage.store import Store
from bot.domain.features import features
from bot.domain.model import Source
from bot.domain.stories import Tier
from tests.contracts.samples import DAY, HOUR, NOW, ONE, TWO, begin, entry, publish

T = TypeVar("T")
TABLES = story_terms, story_features
COPIED = [column.name for column in articles.c]
TITLE = "Two dead in apartment fire in Marlow"
TEXT = (
    "Two people died and five were injured when fire swept through a five-storey apartment block in Marlow early on "
    "Tuesday, the fire service said. Crews were called to Quarry Street and evacuated forty residents."
)
LATER = "Marlow blaze on Quarry Street: police suspect an electrical fault"
LATER_TEXT = "Police in Marlow said an electrical fault caused the fire on Quarry Street in which two people died."


def copy_of(article: int, number: int) -> Select[Any]:
    columns = [literal(number) if column.name == "id" else column for column in articles.c]
    return select(*columns).where(articles.c.id == article)


async def on(store: Store, work: Callable[[Connection], T]) -> T:
    return await store.articles._database.transact(work)


async def put(store: Store, number: int, title: str, text: str, **known: Any) -> int:
    """Publish an article, and let it be found."""
    published, source = known.get("published", NOW), known.get("source", ONE)
    url = f"{source.url}post/number-{number}"
    await publish(store, entry(number, title=title, published=published, url=url), source=source)

    def last(connection: Connection) -> int:
        article = int(connection.scalar(select(func.max(articles.c.id))) or 0)
        stories.put(connection, article, published, features(title, text, known.get("language", "en")))
        return article

    return await on(store, last)


async def find(
    store: Store,
    title: str,
    text: str,
    *,
    published: datetime = NOW,
    language: str = "en",
    source: Source = TWO,
    but: int = 0,
) -> list[tuple[int, Tier]]:
    asked = features(title, text, language)
    told = await on(store, lambda connection: stories.find(connection, asked, published, [source.id], but=but))
    return [(each.article_id, each.likeness.tier) for each in told]


async def rows(store: Store) -> tuple[int, int]:
    """How many terms and features are stored."""

    def count(connection: Connection) -> tuple[int, int]:
        terms, known = (connection.scalar(select(func.count()).select_from(table)) for table in TABLES)
        return int(terms or 0), int(known or 0)

    return await on(store, count)


async def test_reprints_come_before_follow_ups_and_other_events_not_at_all(store: Store) -> None:
    await begin(store, ONE, TWO)
    follow_up = await put(store, 1, LATER, LATER_TEXT)
    await put(store, 2, "Parliament passes budget after long night in Kelstone", "Members voted for the budget.")
    first = await put(store, 3, TITLE, TEXT)
    assert await find(store, TITLE, TEXT) == [(first, Tier.CERTAIN), (follow_up, Tier.LIKELY)]
    assert await find(store, "Horoscope for Aries", "A good day for plans.") == []
    assert await find(store, "", "") == []


async def test_what_is_found_says_its_item_and_story(store: Store) -> None:
    await begin(store, ONE, TWO)
    await put(store, 1, TITLE, TEXT)
    asked = features(TITLE, TEXT, "en")
    (told,) = await on(store, lambda connection: stories.find(connection, asked, NOW, ["two"]))
    told_of = select(articles.c.item_id, items.c.story_id).join(items, items.c.id == articles.c.item_id)
    assert await on(store, lambda connection: connection.execute(told_of).all()) == [(told.item_id, told.story_id)]


async def test_an_article_does_not_find_itself(store: Store) -> None:
    await begin(store, ONE, TWO)
    first = await put(store, 1, TITLE, TEXT)
    assert await find(store, TITLE, TEXT, source=ONE, but=first) == []


async def test_within_one_source_another_title_is_a_follow_up_at_most(store: Store) -> None:
    await begin(store, ONE, TWO)
    first = await put(store, 1, TITLE, TEXT)
    again = "Apartment fire in Marlow: two dead"
    assert await find(store, again, TEXT, source=ONE) == [(first, Tier.LIKELY)]
    assert await find(store, again, TEXT, source=TWO) == [(first, Tier.CERTAIN)]


async def test_only_three_days_and_one_language_are_looked_at(store: Store) -> None:
    await begin(store, ONE, TWO)
    first = await put(store, 1, TITLE, TEXT)
    for apart in (72 * HOUR, -72 * HOUR):
        assert await find(store, TITLE, TEXT, published=NOW + apart) == [(first, Tier.CERTAIN)]
        assert await find(store, TITLE, TEXT, published=NOW + apart + apart / 72) == []
    assert await find(store, TITLE, TEXT, language="de") == []


async def test_only_ready_articles_are_found(store: Store) -> None:
    await begin(store, ONE, TWO)
    await put(store, 1, TITLE, TEXT)
    await on(store, lambda connection: connection.execute(update(articles).values(stage="new")).close())
    assert await find(store, TITLE, TEXT) == []


async def test_words_that_have_changed_are_found_by_the_new_ones(store: Store) -> None:
    await begin(store, ONE, TWO)
    first = await put(store, 1, "Parliament passes budget", "Members voted for the budget after a long night.")
    await on(store, lambda connection: stories.put(connection, first, NOW, features(TITLE, TEXT, "en")))
    assert await find(store, TITLE, TEXT) == [(first, Tier.CERTAIN)]
    assert await find(store, "Parliament passes budget", "Members voted for the budget after a long night.") == []
    assert (await rows(store))[1] == 1


async def test_a_word_of_thousands_hides_nothing(store: Store) -> None:
    """The title's words are in more articles than are ever read; the name is in two."""
    await begin(store, ONE, TWO)
    first = await put(store, 1, TITLE, TEXT)

    def crowd(connection: Connection) -> None:
        common = features(TITLE.replace("Marlow", "town"), "", "en").terms
        for at in range(1, 402):
            connection.execute(insert(articles).from_select(COPIED, copy_of(first, first + at)))
            connection.execute(insert(story_terms), [{"term": term, "article_id": first + at} for term in common])

    await on(store, crowd)
    assert await find(store, TITLE, TEXT) == [(first, Tier.CERTAIN)]


async def test_old_articles_are_forgotten_a_few_at_a_time(store: Store) -> None:
    await begin(store, ONE, TWO)
    for number in range(5):
        await put(store, number, f"{TITLE} {number}", TEXT, published=NOW - number * DAY)
    before = NOW - 2 * DAY
    assert await on(store, lambda connection: stories.prune(connection, before, 1)) == 1
    assert await on(store, lambda connection: stories.prune(connection, before, 9)) == 1
    assert await on(store, lambda connection: stories.prune(connection, before, 9)) == 0
    terms, known = await rows(store)
    assert known == 3
    assert terms == sum(len(features(f"{TITLE} {number}", TEXT, "en").terms) for number in range(3))


async def test_an_article_that_goes_is_found_no_more(store: Store) -> None:
    await begin(store, ONE, TWO)
    first = await put(store, 1, TITLE, TEXT)
    await on(store, lambda connection: stories.remove(connection, first))
    assert await rows(store) == (0, 0)


async def test_the_port_forgets_them_too(store: Store) -> None:
    await begin(store, ONE, TWO)
    await put(store, 1, TITLE, TEXT, published=NOW - DAY)
    assert await store.articles.forget_stories(NOW - 2 * DAY, 10) == 0
    assert await store.articles.forget_stories(NOW, 10) == 1
    assert await rows(store) == (0, 0)
