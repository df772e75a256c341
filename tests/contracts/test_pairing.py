"""Port `Articles`: editions in several languages, the sections they make one, and two sources' one article."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.adapters.storage.store import Store
from bot.domain.model import Alternate, Facet, Query, Subscription
from tests.contracts.samples import DAY, NOW, ONE, TWO, begin, chat, entry, poll, publish, ready

WORDS = {"en": ("world", "World"), "ru": ("mir", "Мир"), "az": ("dunya", "Dünya")}


def address(number: int, language: str) -> str:
    return f"https://one.example/{language}/post/story-{number}"


async def edition(store: Store, number: int, language: str, *others: str, **fields: Any) -> int:
    """Publish one edition of story `number`, whose page names the others."""
    configured = fields.pop("configured", ())
    alternates = tuple(Alternate(other, address(number, other)) for other in (language, *others))
    section, label = WORDS[language]
    each = entry(number, title=f"{label} {number}", url=address(number, language), published=NOW)
    await store.sources.store_poll(poll(ONE, [each]), NOW)
    batch = await store.articles.claim(NOW)
    assert batch is not None
    known = {"language": language, "section": section, "section_label": label, "alternates": alternates, **fields}
    article = ready(batch.drafts[0], **known)
    return await store.articles.publish([article], NOW, max_age=DAY, settle=timedelta(), configured=configured)


async def test_sections_whose_articles_are_editions_become_one(store: Store) -> None:
    await begin(store)
    await chat(store, 1, Subscription("section", "mir"))
    await chat(store, 2, Subscription("section", "mir"), Subscription("section", "world"))
    await edition(store, 0, "en")
    for number in range(1, 4):
        assert await edition(store, number, "en", "ru") == 1
        assert set(await store.articles.sections()) == ({"world", "mir"} if number > 1 else {"world"})
        assert await edition(store, number, "ru") == 1  # the other chat has it already
    assert dict(await store.articles.sections()) == {"world": "World"}
    found = await store.articles.find(Query(sections=("world",)), limit=20)
    assert found.total == 4  # items, each once
    assert {item.section for item in found.items} == {"world"}
    assert await store.articles.find(Query(sections=("mir", "sport")), limit=20) == replace(
        found, query=Query(sections=("world", "sport"))
    )
    others = await store.articles.find(Query(without=(Facet("section", "mir"), Facet("lang", "mir"))), limit=20)
    assert others.total == 0
    subscribed = [(await store.addresses.subscriptions(number)) for number in (1, 2)]
    assert [[each.value for each in every] for every in subscribed] == [["world"], ["world"]]
    assert await edition(store, 9, "ru") == 2
    assert dict(await store.articles.sections()) == {"world": "World"}


async def test_a_filter_names_a_section_by_what_it_was_called_before(store: Store) -> None:
    await begin(store)
    await chat(store, 1, Subscription("filter", "section:mir"))
    await edition(store, 0, "en")
    for number in range(1, 4):
        assert await edition(store, number, "en", "ru") == 0
        assert await edition(store, number, "ru") == 1
    assert dict(await store.articles.sections()) == {"world": "World"}
    assert await edition(store, 8, "en") == await edition(store, 9, "ru") == 1


async def test_sections_that_become_one_call_whom_either_called(store: Store) -> None:
    await begin(store)
    await chat(store, 1, Subscription("section", "mir", mention="7"), Subscription("section", "world"))
    await chat(store, 2, Subscription("section", "mir", mention="7"), Subscription("section", "world", mention="8"))
    await chat(store, 3, Subscription("section", "mir", mention="7"))
    await edition(store, 0, "en")
    for number in range(1, 4):
        await edition(store, number, "en", "ru")
        await edition(store, number, "ru")
    called = [(await store.addresses.subscriptions(number)) for number in (1, 2, 3)]
    assert [[(each.value, each.mention) for each in every] for every in called] == [
        [("world", "7")],
        [("world", "8")],
        [("world", "7")],
    ]


async def test_three_languages_are_no_rivals_and_what_is_configured_keeps_its_name(store: Store) -> None:
    await begin(store)
    for number in range(3):
        for language in WORDS:
            await edition(store, number, language, *WORDS, configured=("dunya",))
    assert list(await store.articles.sections()) == ["dunya"]


async def test_two_configured_sections_stay_two(store: Store) -> None:
    await begin(store)
    for number in range(4):
        for language in ("en", "ru"):
            await edition(store, number, language, "en", "ru", configured=("world", "mir"))
    assert set(await store.articles.sections()) == {"world", "mir"}


async def test_a_rival_or_one_language_keeps_sections_apart(store: Store) -> None:
    await begin(store)
    for number in range(2):
        await edition(store, number, "en", "ru")
        await edition(store, number, "ru", section="sport")
    for number in range(2, 6):
        await edition(store, number, "en", "ru")
        await edition(store, number, "ru")
    assert set(await store.articles.sections()) == {"world", "mir", "sport"}
    await edition(store, 7, "en", section="mir")
    for number in range(8, 20):
        await edition(store, number, "en", "ru")
        await edition(store, number, "ru")
    assert set(await store.articles.sections()) == {"world", "mir", "sport"}


async def test_an_article_without_a_section_pairs_nothing(store: Store) -> None:
    await begin(store)
    for number in range(4):
        await edition(store, number, "en", "ru", section="", section_label="")
        await edition(store, number, "ru")
    assert set(await store.articles.sections()) == {"mir"}


# --- one article of two sources ------------------------------------------------------------------------------


async def through(store: Store, number: int, canonical: str, **fields: Any) -> int:
    """What source two carries behind a redirector, published."""
    each = entry(number, url=f"https://go.example/r/{number}", guid=f"r{number}", published=NOW)
    return await publish(store, each, source=TWO, canonical=canonical, **fields)


async def test_a_page_that_names_another_sources_article_is_that_article(store: Store) -> None:
    await begin(store, ONE, TWO)
    await chat(store)
    assert await publish(store, entry(1)) == 1
    assert await through(store, 1, "http://www.one.example/post/headline-1/") == 0
    for ref in ("https://go.example/r/1", "1"):
        record = await store.articles.show(ref)
        assert record is not None and record.sources == ("one", "two")
    assert await store.articles.show("2") is None
    assert await through(store, 1, "") == 0


async def test_what_only_a_baseline_had_is_news_through_the_other_source(store: Store) -> None:
    await store.sources.seed([ONE, TWO], NOW)
    await store.sources.store_poll(poll(TWO, ()), NOW)
    await chat(store)
    assert await publish(store, entry(1)) == 0
    assert await through(store, 1, "https://one.example/post/headline-1") == 1


async def test_a_doubtful_canonical_is_not_believed(store: Store) -> None:
    await begin(store, ONE, TWO)
    await chat(store)
    assert await publish(store, entry(1)) == 1
    for number, canonical in enumerate(("https://one.example/", "https://one.example/news", "no address"), 10):
        assert await through(store, number, canonical) == 1
    other = "Quite another thing altogether"
    assert await through(store, 20, "https://one.example/post/headline-1", title=other, body="Other words.") == 1
    assert await publish(store, entry(30), canonical="https://one.example/post/headline-1") == 1


async def test_a_canonical_is_learnt_and_two_drafts_of_one_source_may_share_it(store: Store) -> None:
    await begin(store, ONE, TWO)
    await chat(store)
    own = "https://one.example/articles/2026-10-06"
    assert await publish(store, entry(1), canonical=own) == 1
    assert await publish(store, entry(2), canonical=own) == 1
    record = await store.articles.show(own)
    assert record is not None and record.item.title == "Headline 1"
