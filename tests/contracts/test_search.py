"""`Articles.find`."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.storage.search import RANKED
from bot.adapters.storage.store import Store
from bot.domain.model import Facet, Query, Word
from bot.domain.query import parse
from bot.domain.text import stems
from tests.contracts.samples import DAY, HOUR, MINUTE, NOW, ONE, SECOND, TWO, begin, entry, publish
from tests.postgres import sql

SECTIONS = {"world": "World", "sport": "Sport"}
PIECES = [
    '"', "“", "»", "'", "*", "(", ")", "^", "-", "+", ":", "::", "{", "}", "&", "|", "||", "!", "<->", ":*", "~", "\\",
    "\x00", "\ud800", "%", "_", ";", "--", "it's", "C++", "AT&T", "foo-bar", "AND", "OR", "ИЛИ", "VƏ YA", "NOT",
    "NEAR(a b)", "title_words", "council", "中国人", "section:", "section:world", "-section:x", "by:", 'by:"naila ex"',
    "lang:ru", "-lang:", "source:%", "after:7d", "after:2026-02-31", "before:9999y", "x" * 300,
]  # fmt: skip


async def found(store: Store, words: str, limit: int = 20) -> list[str]:
    query = parse(words, NOW, SECTIONS, ("en", "ru", "az"))
    return [item.title for item in (await store.articles.find(query, limit=limit)).items]


@pytest.fixture
async def library(store: Store) -> AsyncIterator[Store]:
    """A small archive in three languages and two sections."""
    await begin(store, ONE, TWO)
    await publish(store, entry(1, title="Əliyev opens a railway"), body="Trains run to the mountains.", language="en")
    await publish(store, entry(2, title="Новая ёлка в центре"), body="Ёлку поставили вчера.", language="ru")
    await publish(store, entry(3, title="IŞIQ şəhərə qayıtdı"), body="Enerji bərpa edildi.", language="az")
    await publish(store, entry(4, title="Match ends in a draw"), body="C++ and AT&T agree.", section="sport")
    other = entry(5, title="Council agrees on budget", url="https://two.example/post/budget", authors=("Naila Ex",))
    await publish(store, other, source=TWO, body="A railway is planned.")
    yield store


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("eliyev", ["Əliyev opens a railway"]),
        ("ƏLİYEV", ["Əliyev opens a railway"]),
        ("елка", ["Новая ёлка в центре"]),
        ("ёлки", ["Новая ёлка в центре"]),
        ("işıq", ["IŞIQ şəhərə qayıtdı"]),
        ("railways", ["Əliyev opens a railway", "Council agrees on budget"]),
        ("railway budget", ["Council agrees on budget"]),
        ('"opens a railway"', ["Əliyev opens a railway"]),
        ('"railway opens"', []),
        ("railway -budget", ["Əliyev opens a railway"]),
        ("railway source:two", ["Council agrees on budget"]),
        ("c++", ["Match ends in a draw"]),
        ("draw OR budgets", ["Match ends in a draw", "Council agrees on budget"]),
        ("draw|budget railway", ["Council agrees on budget"]),
        ('"in a draw" ИЛИ елка | nowhere', ["Match ends in a draw", "Новая ёлка в центре"]),
        ("railway by:naila", ["Council agrees on budget"]),
        ("railway -by:naila", ["Əliyev opens a railway"]),
        ("nowhere", []),
    ],
)
async def test_words(library: Store, words: str, titles: list[str]) -> None:
    assert await found(library, words) == titles


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("section:sport", ["Match ends in a draw"]),
        ("source:two", ["Council agrees on budget"]),
        ("-railway -draw -елка", ["IŞIQ şəhərə qayıtdı"]),
        ("section:sport -draw", []),
        ("-section:world", ["Match ends in a draw"]),
        ("-source:one", ["Council agrees on budget"]),
        ("-lang:en", ["IŞIQ şəhərə qayıtdı", "Новая ёлка в центре"]),
        ('by:"Ex, Naila"', ["Council agrees on budget"]),
        ("lang:русский lang:az", ["IŞIQ şəhərə qayıtdı", "Новая ёлка в центре"]),
    ],
)
async def test_without_words_newest_first(library: Store, words: str, titles: list[str]) -> None:
    assert await found(library, words) == titles


async def test_an_empty_query_is_newest_first_by_publication(store: Store) -> None:
    await begin(store)
    await publish(store, entry(3), entry(5))
    await publish(store, entry(1), entry(4))
    assert await found(store, "") == ["Headline 5", "Headline 4", "Headline 3", "Headline 1"]
    page = await store.articles.find(Query(), limit=2, offset=1)
    assert [item.title for item in page.items] == ["Headline 4", "Headline 3"]
    assert (page.total, page.total_capped, page.showing) == (4, False, "")


async def test_title_above_body_exact_above_stem_newer_above_older(store: Store) -> None:
    await begin(store)
    titles = [(title, "x") for title in ("The railway", "Railways of old", "Railwayman speaks", "Else")]
    bodies = [("Word in body", "a railway"), ("Two", "a railway"), ("Stem in body", "many railways")]
    for number, (title, body) in enumerate([*titles, *bodies]):
        await publish(store, entry(number, title=title), body=body)
    expected = ["The railway", "Railwayman speaks", "Railways of old", "Two", "Word in body", "Stem in body"]
    assert await found(store, "railway") == expected
    assert await found(store, "railway", limit=2) == expected[:2]
    query = Query(words=((Word("railway", stems("railway", ("en",))),),))
    rest = await store.articles.find(query, limit=10, offset=2)
    assert ([item.title for item in rest.items], rest.total) == (expected[3:], 5)


async def test_newer_is_by_publication(store: Store) -> None:
    await begin(store)
    await publish(store, entry(900, title="Headline 900"))
    late = [entry(number, published=NOW - 9 * DAY + number * SECOND) for number in range(RANKED + 1)]
    await publish(store, *late)  # more than are ranked
    assert await found(store, "headline", limit=3) == ["Headline 900", "Headline 500", "Headline 499"]


async def test_a_prefix_is_the_beginning_of_a_word(store: Store) -> None:
    await begin(store)
    await publish(store, entry(1, title="Railway opens"))
    beginning = Query(words=((Word("rail", prefix=True),),))
    assert (await store.articles.find(beginning, limit=5)).total == 1
    assert (await store.articles.find(Query(words=((Word("rail"),),)), limit=5)).total == 0


@pytest.mark.parametrize("words", [(), ((Word("headline"),),)])
async def test_times_are_exact_though_the_index_knows_months(store: Store, words: tuple[tuple[Word, ...], ...]) -> None:
    await begin(store)
    times = [NOW - 2000 * DAY, NOW - 40 * DAY, NOW - 2 * HOUR, NOW - HOUR, NOW]
    await publish(store, *(entry(number, published=time) for number, time in enumerate(times)))

    async def numbers(**fields: object) -> list[str]:
        query = Query(words=words, **fields)  # type: ignore[arg-type]
        return sorted(item.title[-1] for item in (await store.articles.find(query, limit=9)).items)

    assert await numbers(after=NOW - 2 * HOUR) == ["2", "3", "4"]
    assert await numbers(before=NOW - 2 * HOUR) == ["0", "1"]
    assert await numbers(after=NOW - 2 * HOUR, before=NOW) == ["2", "3"]
    assert await numbers(after=NOW - 50 * DAY, before=NOW - 30 * DAY) == ["1"]
    assert await numbers(after=NOW - 3000 * DAY) == ["0", "1", "2", "3", "4"]
    assert await numbers(after=NOW, before=NOW - DAY) == []
    assert await numbers(after=NOW + DAY) == []


async def test_of_a_group_any_word_is_enough(library: Store) -> None:
    async def titles(*groups: tuple[Word, ...]) -> list[str]:
        return [item.title for item in (await library.articles.find(Query(words=groups), limit=9)).items]

    budget, draw, railway = Word("budget"), Word("draw"), Word("railway")
    both = ["Council agrees on budget", "Match ends in a draw"]
    assert await titles((budget, draw)) == both
    assert await titles((Word("agrees on"), Word("dra", prefix=True))) == both
    assert await titles((budget, draw), (railway, Word("nowhere"))) == ["Council agrees on budget"]


@pytest.mark.parametrize("names", [("naila",), ("naila ex",), ("ex naila",), ("nobody", "ex")])
async def test_authors_by_their_names_in_part(library: Store, names: tuple[str, ...]) -> None:
    for name in (("nail",), ("naila nobody",), ("naila%20ex",)):
        assert (await library.articles.find(Query(authors=name), limit=9)).total == 0
    found = await library.articles.find(Query(authors=names), limit=9)
    assert [item.title for item in found.items] == ["Council agrees on budget"]


async def test_of_editions_that_match_alike_the_reader_s_is_shown(store: Store, store_url: str) -> None:
    await begin(store)
    for number, language in enumerate(("en", "az"), 1):
        await publish(store, entry(number, title="Erdogan speaks", published=NOW + number * MINUTE), language=language)
    await publish(store, entry(3, title="Речь"), body="Erdogan.", language="ru")
    for table in ("articles", "indexed"):
        await sql(store_url, f"UPDATE {table} SET item_id = 1")  # noqa: S608

    async def shown(words: str, *languages: str) -> list[str]:
        asked = parse(words, NOW, SECTIONS, ("en", "ru", "az"))
        return [item.language for item in (await store.articles.find(asked, limit=9, languages=languages)).items]

    assert await shown("erdogan") == ["az"]
    assert await shown("erdogan", "en", "az") == await shown("erdogan", "tr", "en") == ["en"]
    assert await shown("erdogan", "ru") == ["az"], "it is said in its text alone"
    assert await shown("erdogan lang:ru", "en") == ["ru"]


async def test_languages(library: Store) -> None:
    found = await library.articles.find(Query(languages=("az", "ru")), limit=9)
    assert {item.language for item in found.items} == {"az", "ru"}
    assert found.total == 2


async def test_results_tell_what_was_looked_for_and_what_the_items_say(
    library: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.storage.search.SHOWN", 11)
    query = Query(words=((Word("railway"),),))
    found = await library.articles.find(query, limit=9)
    assert [item.title for item in found.items] == ["Əliyev opens a railway", "Council agrees on budget"]
    assert (found.query, found.texts) == (query, ("Trains run ", "A railway i"))
    assert (await library.articles.find(query, limit=1, offset=1)).texts == ("A railway i",)
    assert (await library.articles.find(Query(sections=("world",)), limit=9)).texts == ()


async def test_times_in_an_empty_archive(store: Store) -> None:
    assert (await store.articles.find(Query(after=NOW), limit=5)).total == 0
    assert (await store.articles.find(Query(before=NOW, words=((Word("x"),),)), limit=5)).total == 0


async def test_sections_with_any_characters(store: Store) -> None:
    await begin(store)
    for number, key in enumerate(['a"b', "ab", "dünya xəbərləri", "a b", "*", "s:a%20b"]):
        await publish(store, entry(number), section=key)
    for number, key in enumerate(['a"b', "ab", "dünya xəbərləri", "a b", "*", "s:a%20b"]):
        items = (await store.articles.find(Query(sections=(key,)), limit=9)).items
        assert [item.title for item in items] == [f"Headline {number}"]
    assert (await store.articles.find(Query(sections=("ab", "a b", "none")), limit=9)).total == 2


async def test_totals_are_counted_so_far_and_pages_go_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.storage.search.COUNTED", 30)
    monkeypatch.setattr("bot.adapters.storage.search.RANKED", 10)
    await begin(store)
    await publish(store, *(entry(number) for number in range(32)))
    for query in (Query(), Query(words=((Word("headline"),),)), Query(sections=("world",))):
        results = await store.articles.find(query, limit=3, offset=29)
        assert (results.total, results.total_capped, len(results.items)) == (30, True, 3)
    all_of_them = await store.articles.find(Query(words=((Word("headline"),),)), limit=10_000)
    assert [item.title for item in all_of_them.items] == [f"Headline {number}" for number in reversed(range(32))]
    assert (await store.articles.find(Query(), limit=0)).items == ()
    assert (await store.articles.find(Query(), limit=-1, offset=-1)).items == ()


@pytest.mark.parametrize(
    "text",
    ["it's", "C++", "AT&T", "foo-bar", '"it\'s foo-bar"', "-C# c++", "AT&T OR *", 'foo" "bar', "(it's | C++) by:{ex}"],
)
async def test_row_29_the_signs_of_words_find_them(store: Store, text: str) -> None:
    await begin(store)
    await publish(store, entry(1, title="It's foo-bar", authors=("Naila Ex",)), body="C++ at AT&T.")
    assert await found(store, text) == ["It's foo-bar"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25), st.sampled_from(["", " "]))
async def test_row_29_no_text_is_an_error(store: Store, pieces: list[str], between: str) -> None:
    await found(store, between.join(pieces))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.text(st.characters(), max_size=20), other=st.text('"* \x00:\udcff', max_size=5), prefix=st.booleans())
async def test_no_query_is_an_error(store: Store, raw: str, other: str, prefix: bool) -> None:
    word = Word(raw, (other, raw), prefix)
    for query in (
        Query(words=((word, Word(f"{raw} {other}")), ()), excluded=(Word(other),), sections=(raw,), sources=(other,)),
        Query(words=((Word(other),),), authors=(raw, "", f"{raw} {other}"), languages=(other,)),
        Query(excluded=(word, Word("")), without=(Facet("section", raw), Facet("by", f"{raw} {other}"))),
        Query(without=(Facet("by", ""), Facet("lang", other))),
    ):
        await store.articles.find(query, limit=5, offset=2)


async def test_an_article_known_twice_is_found_once(store: Store) -> None:
    await store.sources.seed([ONE, TWO], NOW)
    await publish(store, source=ONE)
    await publish(store, entry(1, title="First words"), source=TWO)  # in the baseline of TWO
    await publish(store, entry(1, title="Second words"), now=NOW + MINUTE)  # and news to the readers of ONE
    assert await found(store, "first") == []
    assert await found(store, "second") == ["Second words"]


async def test_what_only_the_summary_says_is_found_and_again_once_the_index_is_made_anew(store: Store) -> None:
    await begin(store)
    await publish(store, entry(1, title="Talks"), body="They met.", summary=("A corridor was agreed.",))
    assert await found(store, "corridors") == ["Talks"]
    await store.index.make()
    assert await store.index.fill(None, 9) is None
    assert await found(store, "corridors") == ["Talks"]
    assert (await store.index.look_over()).wrong == 0
