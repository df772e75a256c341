"""`Articles.near` and `Articles.count`: what is asked where a search found nothing."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from bot.adapters.storage import vocabulary
from bot.adapters.storage.store import Store
from bot.domain.model import Query, Word
from bot.domain.spelling import SHORTEST
from bot.domain.text import fold, index, stems
from tests.contracts.samples import DAY, MINUTE, NOW, ONE, TWO, begin, entry, publish

TITLES = (
    ("en", "Corridor of railways reopens after governments agree"),
    ("az", "Azərbaycan prezidenti Bakıda çıxış etdi"),
    ("ru", "Правительство одобрило железную дорогу с президентом"),
    ("hy", "Հայաստանի կառավարությունը Երևանում"),
    ("tr", "Cumhurbaşkanı İstanbul görüşmelerinde"),
    ("ar", "الحكومة تناقش الميزانية"),
)
WORDS = sorted({word for _, title in TITLES for word in fold(title).split() if len(word) >= SHORTEST})
FUZZED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
async def library(store: Store) -> AsyncIterator[Store]:
    await begin(store, ONE, TWO)
    for number, (language, title) in enumerate(TITLES):
        await publish(store, entry(number, title=title), body="x", language=language)
    yield store


async def near(store: Store, word: str, language: str = "en", limit: int = 5) -> list[str]:
    folded = fold(word)
    return list(await store.articles.near(Word(folded, stems(folded, (language,))), limit=limit))


@pytest.mark.parametrize(
    ("typed", "language", "found"),
    [
        ("coridor", "en", "corridor"),
        ("corirdor", "en", "corridor"),
        ("korridor", "en", "corridor"),
        ("coridoor", "en", "corridor"),
        ("azerbajcan", "az", "azerbaycan"),
        ("prezdenti", "az", "prezidenti"),
        ("провительство", "ru", "правительство"),
        ("правитилство", "ru", "правительство"),
        ("Հայասատնի", "hy", "հայաստանի"),
        ("istambul", "tr", "istanbul"),
        ("الميزنية", "ar", "الميزانية"),
    ],
)
async def test_the_nearest_spelling(library: Store, typed: str, language: str, found: str) -> None:
    assert (await near(library, typed, language))[0] == fold(found)


@pytest.mark.parametrize(
    ("typed", "language", "found"),
    [("президнта", "ru", "президентом"), ("goverment", "en", "governments"), ("railwya", "en", "railways")],
)
async def test_another_form_of_the_word_that_was_meant(library: Store, typed: str, language: str, found: str) -> None:
    assert await near(library, typed, language) == [found]


async def test_a_word_stands_for_itself_though_its_stem_was_there_first(library: Store) -> None:
    await publish(library, entry(9, title="Президент"), body="x", language="ru")
    assert (await near(library, "президнт", "ru"))[0] == "президент"


@pytest.mark.parametrize("typed", ["xyzzyxyz", "qat", "中国", "g20", "c" * 60, ""])
async def test_nothing_is_near(library: Store, typed: str) -> None:
    assert await near(library, typed) == []


@FUZZED
@given(data=st.data())
async def test_every_word_is_found_from_one_edit_away(library: Store, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(WORDS))
    at, letter = data.draw(st.integers(0, len(word) - 1)), data.draw(st.sampled_from("aeokптմا"))
    before, after = word[:at], word[at + 1 :]
    swapped = before + after[:1] + word[at] + after[1:]
    typed = data.draw(st.sampled_from([before + after, before + letter + after, before + letter + word[at:], swapped]))
    if len(typed) >= SHORTEST and typed not in WORDS:
        assert word in await library.articles.near(Word(typed), limit=50)


async def test_of_equally_near_words_the_one_in_most_articles_goes_first(store: Store) -> None:
    await begin(store)
    await publish(store, *(entry(number, title=title) for number, title in enumerate(["battle", "bottle", "bottle"])))
    assert await near(store, "bittle") == ["bottle", "battle"]
    assert await near(store, "bittle", limit=1) == ["bottle"]


async def test_words_that_no_article_has_any_more_are_not_offered(store: Store) -> None:
    await store.sources.seed([ONE, TWO], NOW)
    await publish(store, source=ONE)
    await publish(store, entry(1, title="Prezidant speaks"), source=TWO)
    assert await near(store, "prezidnt") == ["prezidant"]
    await publish(store, entry(1, title="President speaks"), now=NOW + MINUTE)
    assert await near(store, "prezidnt") == ["president"]


def learn(connection: Connection, text: str) -> None:
    vocabulary.learn(connection, [(index(text, "", "en"), "en")])


async def test_the_vocabulary_is_kept_and_undone_with_the_article(library: Store) -> None:
    database = library.articles._database

    def fail(connection: Connection) -> None:
        learn(connection, "zeppelins")
        learn(connection, "zeppelins")  # known in this transaction alone
        raise ValueError("no")

    held = "SELECT count(*) FROM vocabulary"
    before = await database.transact(lambda connection: connection.exec_driver_sql(held).scalar())
    with pytest.raises(ValueError, match="no"):
        await database.transact(fail)
    await database.transact(lambda connection: learn(connection, "corridor railways"))
    assert await database.transact(lambda connection: connection.exec_driver_sql(held).scalar()) == before
    await database.transact(lambda connection: learn(connection, "zeppelins"))
    assert await database.transact(lambda connection: connection.exec_driver_sql(held).scalar()) != before
    await database.transact(vocabulary.forget_all)
    assert await near(library, "coridor") == []
    for _ in range(2):
        await database.transact(lambda connection: learn(connection, "corridor"))
        assert await near(library, "coridor") == ["corridor"]


async def test_matches_are_counted_as_far_as_wanted(library: Store) -> None:
    word, none = Query(words=((Word("x"),),)), Query(words=((Word("nothing"),),))
    times = Query(words=word.words, after=NOW - DAY), Query(words=word.words, after=NOW + DAY)
    assert await library.articles.count([word, none, *times]) == (1, 0, 1, 0)
    assert await library.articles.count([word, none, *times], most=4) == (4, 0, 4, 0)
    assert await library.articles.count([]) == ()
    assert await library.articles.count([Query()], most=4) == (4,)


@FUZZED
@given(text=st.text(max_size=40) | st.text("авбaə'\"*-\x00", max_size=40))
async def test_no_word_is_an_error(library: Store, text: str) -> None:
    word = Word(text, stems(fold(text)))
    await library.articles.near(word, limit=5)
    await library.articles.count([Query(words=((word,),))])
