"""The search index: what is found, against a look at every article; making it anew."""

import random
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.adapters.storage.store import Store
from bot.domain.filters import normalise
from bot.domain.model import Facet, Query, Subscription, Word
from bot.domain.text import index, stems
from tests.contracts.conftest import Opener
from tests.contracts.samples import DAY, HOUR, NOW, ONE, TWO, begin, chat, entry, publish
from tests.postgres import sql

WORDS = ("port", "ports", "porter", "harbour", "harbours", "opens", "the", "of", "ёлка", "ёлки", "liman", "limanlar")
SECTIONS = ("world", "sport")
ARTICLES = 60


@dataclass(frozen=True)
class Known:
    """An article of the archive, and how it answers."""

    title: str
    words: tuple[tuple[str, ...], tuple[str, ...]]  # of title and body
    stems: tuple[frozenset[str], frozenset[str]]
    section: str
    source: str
    published: datetime

    def says(self, word: Word, *, title: bool = False, exact: bool = False) -> bool:
        parts = (0,) if title else (0, 1)
        if " " in word.folded:  # met two by two, wherever each two stand (`storage.tokens`)
            return set(pairwise(word.folded.split())) <= {pair for part in parts for pair in pairwise(self.words[part])}
        return any(self._part(part, word, exact=exact) for part in parts)

    def _part(self, part: int, word: Word, *, exact: bool) -> bool:
        words = self.words[part]
        if word.folded in words or exact:
            return word.folded in words
        begun = word.prefix and any(each.startswith(word.folded) for each in words)
        return begun or any(stem in words or stem in self.stems[part] for stem in word.stems)

    def meets(self, query: Query) -> bool:
        facets = {"section": self.section, "source": self.source, "lang": "en"}
        wanted = (("section", query.sections), ("source", query.sources), ("lang", query.languages))
        return (
            all(any(map(self.says, group)) for group in query.words)
            and not any(map(self.says, query.excluded))
            and all(not values or facets[key] in values for key, values in wanted)
            and not any(facets[each.key] == each.value for each in query.without)
            and (query.after is None or query.after <= self.published)
            and (query.before is None or self.published < query.before)
        )

    def rank(self, query: Query) -> tuple[bool, bool, bool, datetime]:
        def all_say(**how: bool) -> bool:
            return all(any(self.says(word, **how) for word in group) for group in query.words)

        return all_say(title=True, exact=True), all_say(title=True), all_say(exact=True), self.published


def archive() -> list[Known]:
    """The same articles in every test."""
    chance = random.Random(8)  # noqa: S311
    known = []
    for number in range(ARTICLES):
        title, body = (" ".join(chance.choices(WORDS, k=length)) for length in (3, 9))
        words = index(title, body, "en")
        known.append(
            Known(
                title,
                (tuple(words.title_words.split()), tuple(words.body_words.split())),
                (frozenset(words.title_stems.split()), frozenset(words.body_stems.split())),
                chance.choice(SECTIONS),
                chance.choice(("one", "two")),
                NOW - number * 9 * DAY,
            )
        )
    return known


KNOWN = archive()


async def fill(store: Store) -> None:
    await begin(store, ONE, TWO)
    for number, each in enumerate(KNOWN):
        words = {"title": f"{each.title} {number}", "published": each.published}
        source = ONE if each.source == "one" else TWO
        found = entry(number, url=f"https://{each.source}.example/{number}", **words)
        await publish(store, found, source=source, body=" ".join(each.words[1]), section=each.section)


words = st.builds(
    lambda word, prefix: Word(word[:3] if prefix else word, stems(word, ("en", "ru", "az")), prefix),
    st.sampled_from(tuple(index(" ".join(WORDS), "", "en").title_words.split())),
    st.booleans(),
)
phrases = st.lists(st.sampled_from(WORDS[:7]), min_size=2, max_size=3).map(lambda each: Word(" ".join(each)))
moments = st.none() | st.integers(-1, 600).map(lambda days: NOW - days * DAY)
queries = st.builds(
    Query,
    words=st.lists(st.lists(words | phrases, min_size=1, max_size=2).map(tuple), max_size=3).map(tuple),
    excluded=st.lists(words | phrases, max_size=1).map(tuple),
    sections=st.lists(st.sampled_from(SECTIONS), max_size=1).map(tuple),
    sources=st.lists(st.sampled_from(("one", "two")), max_size=2).map(tuple),
    languages=st.sampled_from(((), ("en",), ("ru",))),
    without=st.lists(st.sampled_from((Facet("section", "sport"), Facet("source", "one"))), max_size=1).map(tuple),
    after=moments,
    before=moments,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries)
@example(query=Query(excluded=(Word("harbours porter port"),)))  # of which two words are in a title, two in the body
async def test_what_is_found_is_what_a_look_at_every_article_finds(filled: Store, query: Query) -> None:
    results = await filled.articles.find(query, limit=ARTICLES)
    wanted = [each for each in KNOWN if each.meets(query)]
    wanted.sort(key=(lambda each: each.rank(query)) if query.words else (lambda each: each.published), reverse=True)
    assert [item.published for item in results.items] == [each.published for each in wanted]
    assert results.total == len(wanted)


@pytest.fixture
async def filled(store: Store) -> AsyncIterator[Store]:
    await fill(store)
    yield store


async def everything(store: Store, words: Iterable[str] = ("port",)) -> list[str]:
    query = Query(words=tuple((Word(word),) for word in words))
    return [item.title for item in (await store.articles.find(query, limit=100)).items]


async def refilled(store: Store, piece: int = 7) -> None:
    if await store.index.state() == "missing":
        await store.index.make()
    last = None
    while last := await store.index.fill(last, piece):
        pass


async def test_an_index_made_anew_finds_the_same(filled: Store) -> None:
    before = await everything(filled)
    assert await filled.index.make() >= ARTICLES
    assert (await everything(filled), await filled.index.state()) == ([], "unfinished")
    await refilled(filled)
    assert (await everything(filled), await filled.index.state()) == (before, "whole")
    health = await filled.index.look_over()
    assert (health.looked_at, health.missing, health.wrong) == (ARTICLES, 0, 0)


async def test_the_newest_are_found_first_while_others_publish(filled: Store, another: Opener) -> None:
    before = await everything(filled)
    elsewhere = await another()
    await filled.index.make()
    last = await filled.index.fill(None, 20)
    assert await everything(filled) == [title for title in before if int(title.split()[-1]) < 20]
    await publish(elsewhere, entry(900, title="port 900", published=NOW + HOUR))
    assert (await everything(filled))[0] == "port 900"
    await filled.index.fill(last, ARTICLES)
    assert set(await everything(filled)) == {"port 900", *before}


async def test_who_goes_on_after_a_crash_puts_in_only_what_is_missing(filled: Store, store_url: str) -> None:
    before = await everything(filled)
    await filled.index.make()
    await filled.index.fill(None, 20)
    await refilled(filled)
    assert await everything(filled) == before
    assert await sql(store_url, "SELECT count(article_id) FROM indexed") == [(ARTICLES,)]


async def test_an_index_that_was_never_made_or_by_another_version_is_told(filled: Store, store_url: str) -> None:
    assert await filled.index.state() == "missing"
    for noted, state in (("1 x", "missing"), ("", "missing"), ("?", "missing"), ("1", "old"), ("99 x", "old")):
        await sql(store_url, "DELETE FROM notes WHERE key = 'search'")
        await sql(store_url, "INSERT INTO notes (key, value, written) VALUES ('search', ?, 0)", noted)
        assert await filled.index.state() == state
    assert (await filled.index.look_over()).looked_at == 0


async def test_who_fills_an_index_that_another_process_has_emptied_meanwhile_begins_again(
    filled: Store, another: Opener
) -> None:
    before = await everything(filled)
    elsewhere = await another()
    await filled.index.make()
    last = await filled.index.fill(None, 20)
    await elsewhere.index.make()
    await elsewhere.index.fill(None, 7)  # and dies
    while last := await filled.index.fill(last, 20):
        assert await filled.index.state() == "unfinished"
    assert (await everything(filled), await filled.index.state()) == (before, "whole")
    assert await elsewhere.index.fill(None, 7) is None, "it is whole already"


async def test_articles_that_are_missing_or_not_found_by_their_words_are_told(filled: Store, store_url: str) -> None:
    await filled.index.make()
    await refilled(filled)
    await sql(store_url, "UPDATE indexed SET article_id = NULL WHERE article_id IN (1, 59)")  # the newest, an old one
    await sql(store_url, "UPDATE articles SET text = 'rewritten behind its back' WHERE id = 2")
    health = await filled.index.look_over()
    assert (health.missing, health.wrong) == (2, 1)


async def test_subscriptions_that_another_version_stemmed_are_found_again(store: Store, store_url: str) -> None:
    await begin(store)
    for number, words in enumerate(("harbour", "election", "section:sport")):
        await chat(store, number, Subscription("filter", normalise(words)))
    await sql(store_url, "DELETE FROM filter_terms")  # those of today
    assert await publish(store, entry(1, title="Harbours open")) == 0
    passed = [0]
    while (last := await store.index.anchor(passed[-1], 1)) is not None:
        passed.append(last)
    assert len(passed) == 1 + 3
    assert await publish(store, entry(2, title="Harbours closed")) == 1


async def test_sections_that_became_one_are_found_by_its_name_without_being_put_in_anew(
    filled: Store, store_url: str
) -> None:
    async def count(query: Query) -> int:
        return (await filled.articles.find(query, limit=1)).total

    assert await count(Query(sections=("world",))) not in (0, ARTICLES)
    await refilled(filled)
    await sql(store_url, "UPDATE sections SET same_as = 'world' WHERE key = 'sport'")
    await sql(store_url, "UPDATE articles SET section = 'world'")
    assert await count(Query(sections=("world",))) == ARTICLES
    assert await count(Query(without=(Facet("section", "world"), Facet("source", "two")))) == 0
    assert (await filled.index.look_over()).wrong == 0
