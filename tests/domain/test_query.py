"""Every input is a query, and means what a person would mean by it."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import chain

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import query as q
from bot.domain.model import Facet, Query, Word

BAKU = timezone(timedelta(hours=4))
NOW = datetime(2026, 10, 6, 14, 30, tzinfo=BAKU)
SECTIONS = {"dunya": "world", "мир": "world", "мир новости": "world-news", "world": "world"}
LANGUAGES = ("en", "az", "ru")
PIECES = st.sampled_from(
    ['"', "“", "”", "„", "«", "»", "-", "–", ":", "section:", "source:", "after:", "before:",
     "7d", "2026-10-01", "0000",
     "9999", "31.02.2026", "it's", "C++", "AT&T", "foo-bar", "中国人", "ə",
     " ", "\t", "\x00", "\ud800", "*", "(", ")", "^",
     "AND", "OR", "|", "VƏ YA", "by:", "lang:", "NOT", "NEAR(", "{title}:", "a" * 80, "99999999mo", "9999y"]
)  # fmt: skip


def understood(text: str) -> Query:
    return q.parse(text, NOW, SECTIONS, LANGUAGES)


def plain(text: str) -> list[str]:
    return [word.folded for word in words(text)]


def words(text: str) -> list[Word]:
    """The words of a text that joins none by OR."""
    groups = understood(text).words
    assert all(len(group) == 1 for group in groups)
    return [word for (word,) in groups]


def test_words_with_their_stems_the_last_perhaps_unfinished() -> None:
    assert words("Seçkilər elections") == [
        Word("seckiler", ("seckil", "seck"), prefix=False),
        Word("elections", ("elect", "elections"), prefix=True),
    ]
    assert words("выборы") == [Word("выборы", ("выбор",), prefix=True)]


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [("eliyev", True), ("eli", True), ("el", False), ("2026", False), ("baku 5", False), ("中", True), ("中国", False)],
)
def test_what_may_be_the_beginning_of_a_word(text: str, unfinished: bool) -> None:
    assert [word.prefix for word in words(text)][-1:] == [unfinished]


def test_a_negation_or_phrase_at_the_end_leaves_the_words_before_it_whole() -> None:
    assert not any(word.prefix for word in words("baku -freight"))
    assert not any(word.prefix for word in understood("-freight").excluded)
    assert not any(word.prefix for word in words('baku "rail"'))


@pytest.mark.parametrize(
    "text", ['"rail corridor"', "“rail corridor”", "„rail corridor“", "„rail corridor”",
     "«Rail, Corridor»", "”rail corridor”"]
)  # fmt: skip
def test_phrases_in_the_quotes_of_any_country(text: str) -> None:
    assert words(f"new {text}") == [Word("new", ("new",)), Word("rail corridor")]


def test_what_writing_joins_is_a_phrase_where_its_parts_say_little() -> None:
    assert words("AT&T COVID-19 中国人 F-16") == [Word("at t"), Word("covid 19"), Word("中国 国人"), Word("f 16")]
    assert plain("foo-bar либерально-демократический") == ["foo", "bar", "либерально", "демократический"]
    assert plain("C++ U.S. it's a 7") == ["cplusplus", "us", "it", "a", "7"]


def test_exclusions() -> None:
    found = understood('baku -freight –rail -"new line" -foo-bar - -- -"')
    assert found.excluded == (
        Word("freight", ("freight",)),
        Word("rail", ("rail",)),
        Word("new line"),
        Word("foo bar"),
    )
    assert [word.folded for (word,) in found.words] == ["baku"]
    assert understood('-"rail"').excluded == (Word("rail"),)


def test_an_open_quote_is_no_phrase() -> None:
    assert plain('"rail corridor') == ["rail", "corridor"]
    assert plain('5" screen') == ["5", "screen"]


def test_sections_by_any_spelling() -> None:
    assert understood("section:world").sections == ("world",)
    assert understood("раздел:мир bölmə:DÜNYA section:World").sections == ("world",)
    assert understood('раздел:"Мир: новости"').sections == ("world-news",)
    assert understood("section:«Мир новости» baku").sections == ("world-news",)
    assert understood("section:Unknown").sections == ("unknown",)
    assert understood("section:world").words == ()


def test_sources() -> None:
    assert understood("source:Caliber-En источник:b mənbə:c").sources == ("caliber-en", "b", "c")
    assert understood("source:https://www.caliber.az/en/ source:caliber.az").sources == ("caliber-az-en", "caliber-az")
    assert plain("source:нет") == ["source", "нет"]


def test_authors() -> None:
    assert understood('by:Naila автор:"Ex, Naila" müəllif:Əliyev').authors == ("naila", "ex naila", "eliyev")
    assert plain("by:— x") == ["by", "x"]


@pytest.mark.parametrize(
    ("value", "code"),
    [("en", "en"), ("EN-GB", "en"), ("русский", "ru"), ("Azərbaycanca", "az"), ("eng", "en"), ("sw", "sw")],
)
def test_languages_by_code_or_name(value: str, code: str) -> None:
    assert understood(f"lang:{value} baku").languages == (code,)
    assert understood(f"язык:{value} baku").languages == (code,)


def test_a_language_that_is_none_is_plain_words() -> None:
    assert plain("lang:klingon") == ["lang", "klingon"]


def test_facets_may_be_excluded() -> None:
    found = understood("baku -section:Мир -source:two -by:naila -lang:ru section:sport")
    world, two, naila = Facet("section", "world"), Facet("source", "two"), Facet("by", "naila")
    assert found.without == (world, two, naila, Facet("lang", "ru"))
    assert (found.sections, found.excluded) == (("sport",), ())
    assert understood("-after:7d").excluded == (Word("after 7d"),)  # until then is "before:7d"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-10-01", datetime(2026, 10, 1, tzinfo=BAKU)),
        ("2026/10/1", datetime(2026, 10, 1, tzinfo=BAKU)),
        ("01.10.2026", datetime(2026, 10, 1, tzinfo=BAKU)),
        ("2026-10", datetime(2026, 10, 1, tzinfo=BAKU)),
        ("2025", datetime(2025, 1, 1, tzinfo=BAKU)),
        ('"2026-10-01"', datetime(2026, 10, 1, tzinfo=BAKU)),
        ("30m", NOW - timedelta(minutes=30)),
        ("5h", NOW - timedelta(hours=5)),
        ("7d", NOW - timedelta(days=7)),
        ("7д", NOW - timedelta(days=7)),
        ("2w", NOW - timedelta(days=14)),
        ("1mo", NOW - timedelta(days=30)),
        ("1y", NOW - timedelta(days=365)),
        ("today", datetime(2026, 10, 6, tzinfo=BAKU)),
        ("вчера", datetime(2026, 10, 5, tzinfo=BAKU)),
        ("dünən", datetime(2026, 10, 5, tzinfo=BAKU)),
    ],
)
def test_times(value: str, moment: datetime) -> None:
    found = understood(f"baku after:{value} до:{value}")
    assert found.after == found.before == moment
    assert found.after is not None
    assert found.after.tzinfo is UTC
    assert [word.folded for (word,) in found.words] == ["baku"]


def test_a_time_of_early_night_is_still_yesterday_elsewhere() -> None:
    assert understood("after:2026-10-01").after == datetime(2026, 9, 30, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["2026-02-31", "2026-13-01", "0000-01-01", "0001-01-01", "9999y", "soon", "7", "-7d", "1d2h"]
)
def test_a_time_that_is_none_is_plain_words(value: str) -> None:
    found = understood(f"after:{value}")
    assert found.after is None
    assert "after" in " ".join(word.folded for (word,) in found.words).split()


def test_an_unknown_key_is_plain_words() -> None:
    assert plain("foo:bar quux:") == ["foo", "bar", "quux"]
    assert plain("section:— world") == ["section", "world"]
    assert plain('section:"world') == ["section", "world"]
    assert plain("https://example.org/a") == ["https example org a"]


def test_a_space_before_a_value_that_can_be_nothing_else() -> None:
    assert understood("section: World lang: русский after: 7d") == understood("section:world lang:ru after:7d")
    assert understood("-section: World baku").without == (Facet("section", "world"),)
    for text in ("section: unknown", "lang: new", "after: all", "source: two", "by: naila", "re: visit"):
        assert plain(text) == text.replace(":", "").split()
    assert understood("re: section: world").sections == ("world",)


@pytest.mark.parametrize("text", ["section：world", "բաժին։world", "section:«world»", "section:「world」"])
def test_the_colons_and_quotes_of_any_country(text: str) -> None:
    assert understood(text) == Query(sections=("world",))


def test_the_alternatives_of_a_group_are_words_of_their_own() -> None:
    assert understood('elections OR "rail corridor" OR выбо') == Query(
        words=((Word("elections", ("elect", "elections")), Word("rail corridor"), Word("выбо", ("выб",), prefix=True)),)
    )


def test_an_archive_of_other_languages() -> None:
    assert "elect" in q.parse("élections", NOW, {}, ("fr",)).words[0][0].stems
    assert "выбор" in q.parse("выборы", NOW, {}, ()).words[0][0].stems


def test_a_query_is_bounded() -> None:
    assert len(understood("word " * 100).words) == 1
    assert len(understood(" ".join(f"w{n}w" for n in range(100))).words) == 20
    many = understood(" ".join(f"word{'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]}" for n in range(100)))
    assert len(many.words) == 20
    assert plain("x" * 600 + " tail") == ["x" * 64]
    assert plain('"' + "long " * 30 + '" baku') == [" ".join(["long"] * 20)]
    assert understood(" OR ".join(f"w{n}w" for n in range(30))).words[0][-1] == Word("w19w", ("w19w",))
    assert understood('-"' + "long " * 30 + '" baku') == Query()  # the beginning alone would exclude more


@given(st.text(max_size=200) | st.lists(PIECES, max_size=30).map("".join) | st.lists(PIECES, max_size=30).map(" ".join))
@example("after:0001-01-01")
def test_every_input_is_a_query(text: str) -> None:
    found = understood(text)
    asked = [*chain.from_iterable(found.words), *found.excluded]
    assert sum(len(word.folded.split()) for word in asked) <= 20
    assert all(word.folded for word in asked) and all(found.words)
    assert all(moment is None or moment.tzinfo is UTC for moment in (found.after, found.before))
