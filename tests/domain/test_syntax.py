"""What a text asks for, whatever it is, and the same text with other words."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import Facet
from bot.domain.syntax import Asked, Term, lasting, loosened, read, rejoined, replaced
from bot.domain.text import words

TEXTS = st.lists(
    st.sampled_from(
        ["a", "b", "rail", "corridor", "Əliyev", "COVID-19", "foo/bar", "中国人", "C++", "OR", "|", "ИЛИ", "YA DA", "-",
         "-b", '"rail corridor"', "«a»", '"', "section:world", "by:", "-lang:ru", "after:7d", "re:", "—", "x" * 70]
    ),
    max_size=9,
).map(" ".join) | st.text(max_size=60)  # fmt: skip


def groups(text: str) -> list[str]:
    """The groups of a text, such as "a|b", "-c" and '"d e"'."""
    return ["|".join(map(_shown, group)) for group in read(text).groups]


def _shown(term: Term) -> str:
    told = " ".join(term.words)
    return "-" * term.excluded + (f'"{told}"' if term.phrase else told)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a OR b c", ["a|b", "c"]),
        ("a b OR c OR d e", ["a", "b|c|d", "e"]),
        ("a | b", ["a|b"]),
        ("a|b||c", ["a|b|c"]),
        ("a ИЛИ b VƏ YA c YA DA d YAXUD e VEYA f ԿԱՄ g", ["a|b|c|d|e|f|g"]),
        ("a or b", ["a", "or", "b"]),
        ("a OR B", ["a|b"]),
        ("(a OR b) c", ["a|b", "c"]),
        ('"a b" OR «c»', ['"a b"|"c"']),
        ("foo-bar OR c", ['"foo bar"|c']),
        ("foo-bar c", ["foo", "bar", "c"]),
        ("a OR — b", ["a|b"]),
        ("a OR a b", ["a", "b"]),
        ("a OR b b OR a a OR b", ["a|b", "b|a"]),
    ],
)
def test_alternatives(text: str, meant: list[str]) -> None:
    assert groups(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a OR", ["a"]),
        ("OR a", ["a"]),
        ("| a |", ["a"]),
        ("a OR OR b", ["a|b"]),
        ("a OR | ИЛИ b", ["a|b"]),
        ("-a OR b", ["-a", "b"]),
        ("a OR -b c", ["a", "-b", "c"]),
        ("a OR section:world b", ["a", "b"]),
        ("section:world OR b", ["b"]),
        ("a OR after:2020 OR b", ["a", "b"]),
        ("OR", ["or"]),
        ("OR ИЛИ |", ["or", "или"]),
        ("VƏ YA", ['"ve ya"']),
        ("-OR", ["-or"]),
        ("ORB a", ["orb", "a"]),
        ('a "OR" b', ["a", '"or"', "b"]),
        ("|", []),
    ],
)
def test_an_or_that_joins_nothing_says_nothing_and_alone_is_a_word(text: str, meant: list[str]) -> None:
    assert groups(text) == meant


def test_beside_words_facets_and_times() -> None:
    day = datetime(2020, 1, 1, tzinfo=UTC)
    assert read("section:мир OR -by:x a after:2020 before:2020", {"мир": "world"}) == Asked(
        ((Term(("a",)),),), (Facet("section", "world"),), (Facet("by", "x"),), day, day
    )


@pytest.mark.parametrize(
    ("text", "mended", "told"),
    [
        ("Goverment of baku", {"goverment": "government"}, "government of baku"),
        ('"the goverment" «goverment»', {"goverment": "government"}, '"the government" «government»'),
        ("goverment section:goverment -goverment", {"goverment": "x"}, "x section:goverment -goverment"),
        ("by:x  -y after:7d", {"x": "z", "y": "z", "after 7d": "z"}, "by:x -y after:7d"),
        ("after:all re:x", {"all": "now", "x": "y"}, "after:now re:y"),
        ("(elyev) foo/elyev covod-19", {"elyev": "eliyev", "covod": "covid"}, "eliyev foo/eliyev covid-19"),
        ("covid-19 “covid-19”", {"covid 19": "covid-20"}, "covid-20 “covid-20”"),
        ("AT&T «U.S.» C++", {"at t": "at", "us": "u.k.", "cplusplus": "c"}, "at «u.k.» c"),
        ("中国人 x", {"中国 国人": "中国"}, "中国 x"),
    ],
)
def test_words_are_replaced_where_they_stand(text: str, mended: dict[str, str], told: str) -> None:
    assert replaced(text, mended) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a xyz b", "a b"),
        ('"a xyz" b -xyz', "b -xyz"),
        ("xyz-19 foo/xyz b", "foo b"),
        ("a OR xyz OR b", "a OR b"),
        ("a OR xyz b", "a b"),
        ("a xyz OR b", "a b"),
        ("xyz | b", "b"),
        ("a OR section:xyz OR b", "a section:xyz b"),
        ("OR a OR", "a"),
        ("xyz", ""),
    ],
)
def test_words_are_left_out(text: str, told: str) -> None:
    assert replaced(text, {"xyz": ""}) == told


@given(TEXTS)
def test_every_text_is_read_and_the_same_without_what_says_nothing(text: str) -> None:
    asked = read(text)
    assert all(asked.groups)
    assert all(len(group) == 1 or not any(term.excluded for term in group) for group in asked.groups)
    told = replaced(text, {})
    if told or not words(text):  # a text of nothing but OR
        assert read(told) == asked
    assert replaced(told, {}) == told


@given(
    TEXTS, st.dictionaries(st.sampled_from(["a", "b", "rail", "eliyev", "rail corridor"]), st.sampled_from(["", "q"]))
)
def test_what_is_replaced_is_gone(text: str, mended: dict[str, str]) -> None:
    wanted = [term for group in read(replaced(text, mended)).groups for term in group if not term.excluded]
    assert not {" ".join(term.words) for term in wanted} & mended.keys()


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ('"Rail Corridor" baku', "Rail Corridor baku"),
        ("«железная дорога» -«узкая колея»", "железная дорога -«узкая колея»"),
        ("AT&T COVID-19 node.js", "AT T COVID 19 node js"),
        ("中国人 foo/bar", "中国 国人 foo/bar"),
        ('"rail corridor" OR road "over land"', '"rail corridor" OR road over land'),
        ('section:"rail news" "of today" after:7d', 'section:"rail news" of today after:7d'),
    ],
)
def test_a_phrase_becomes_its_words(text: str, loose: str) -> None:
    assert loosened(text) == loose


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Tram,  strike", "Tram,  strike"),
        ("после: 7d Tram,  strike before:2027", "Tram, strike"),
        ("tram OR after:7d bus -after:7d", "tram bus -after:7d"),
        ("after:7d", ""),
        ("OR", "OR"),
    ],
)
def test_what_lasts_has_no_times(text: str, left: str) -> None:
    assert lasting(text) == left


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("人民 民银 银行 降息", "人民银行 降息"),
        ("tram 中国 国人 -中国 国人 section:中国 国人", "tram 中国人 -中国 国人 section:中国 国人"),
        ('"人民 民银" ab bc', '"人民 民银" ab bc'),
        ("대한 한민", "대한민"),
        ("", ""),
    ],
)
def test_pairs_become_the_run_that_they_are_of(text: str, whole: str) -> None:
    assert rejoined(text) == whole
