"""A filter sends what says its words, in any of their forms, and nothing else."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain import filters as f
from bot.domain.text import index, terms

ARTICLE = index(
    "Prezident Əliyev Bakıda çıxış etdi",
    "Leaders discussed the rail corridor. В столице прошли выборы. COVID-19 cases fell at AT&T. 中国人来了",
    "az",
)
FACTS = f.facts(sections=("world", "Мир"), sources=("one", "two"), authors=("naila ex", "aysel"), language="az")
SECTIONS = {"мир": "world", "world": "world"}
VOCABULARY = st.sampled_from(
    ["rail", "rails", "corridor", "Əliyev", "eliyev", "Bakıda", "Bakının",
     "выборы", "выборов", "leader", "the", "covid-19",
     "中国", "AT&T", '"rail corridor"', '"corridor rail"', "-freight", "-rail", '-"rail corridor"', "nothing",
     "OR", "|", "section:world", "-section:sport", "lang:az", "by:Naila", 'by:"Ex Naila"', "-source:one", "after:7d",
     "x", '"', "-"]
)  # fmt: skip
FILTERS = st.lists(VOCABULARY, max_size=5).map(" ".join) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("Rail  CORRIDOR", "rail corridor"),
        ("Əliyev, Bakı!", "eliyev baki"),
        ('«Rail, corridor» -Freight –"New Line"', '"rail corridor" -freight -"new line"'),
        ("AT&T", '"at t"'),
        ("foo-bar foo", "foo bar"),
        ('"baku"', '"baku"'),
        ('Rail OR "New Line"|Baku x', 'rail OR "new line" OR baku x'),
        ("rail OR -x", "rail -x"),
        ('after:7d Раздел:"World, news" rail -lang:русский', 'rail section:"world news" -lang:ru'),
        ('by:"Naila Ex" source:two by:"Naila Ex"', 'by:"naila ex" source:two'),
        ("раздел:Мир section:other-key", 'section:world section:"other key"'),
        ("section: мир", "section:world"),
        ("after:7d", ""),
        ("-section:world -x", ""),
        ("-freight", ""),
        ("— !", ""),
        ("", ""),
    ],
)
def test_normalising(text: str, normalised: str) -> None:
    assert f.normalise(text, SECTIONS) == normalised


def test_an_operators_key_of_several_words() -> None:
    assert f.normalise("section:Economy", {"economy": "Money-Matters"}) == 'section:"money matters"'


@given(FILTERS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert f.normalise(f.normalise(text)) == f.normalise(text)
    assert f.normalise(f.normalise(text, SECTIONS), SECTIONS) == f.normalise(text, SECTIONS)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("eliyev", True),
        ("Bakının", True),  # a form of what the title says
        ("corridors", True),
        ("corridor", True),
        ("выбор", True),
        ("rail prezident", True),
        ("rail steamship", False),
        ('"rail corridor"', True),
        ('"corridor rail"', False),
        ('"etdi leaders"', False),  # from the title into the text
        ('"çıxış etdi"', True),
        ("covid-19", True),
        ("covid-20", False),
        ("中国", True),
        ("国中", False),
        ("rail -corridor", False),
        ("rail -corrid", True),
        ('rail -"corridor rail"', True),
        ('rail -"rail corridor"', False),
        ("-steamship", False),  # asks for nothing
        ("", False),
        ("corr", False),  # no beginnings of words, unlike a search being typed
    ],
)
def test_matching(text: str, sent: bool) -> None:
    assert f.matches(f.normalise(text), ARTICLE) is sent


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("steamship OR rail", True),
        ('"corridor rail" OR выборов | steamship', True),
        ("steamship OR balloon", False),
        ("steamship OR rail balloon", False),
        ("steamship OR rail prezident", True),
        ("steamship OR rail -corridor", False),
    ],
)
def test_any_of_a_group_is_enough(text: str, sent: bool) -> None:
    assert f.matches(f.normalise(text), ARTICLE) is sent


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("section:world", True),
        ("section:мир rail", True),
        ("section:world steamship", False),
        ("section:sport rail", False),
        ("section:sport section:world", True),
        ("source:two lang:az", True),
        ("source:two lang:en", False),
        ("by:naila", True),
        ('by:"Ex Naila" rail', True),
        ('by:"Naila Aysel" rail', True),  # told by words, as in a search
        ("by:nail", False),
        ("rail -section:world", False),
        ("rail -section:sport -lang:ru", True),
        ("rail -by:aysel", False),
        ('rail -by:"naila nobody"', True),
        ("section:world after:7d", True),
    ],
)
def test_facets(text: str, sent: bool) -> None:
    assert f.matches(f.normalise(text), ARTICLE, FACTS) is sent


def test_english_forms_in_an_english_article() -> None:
    assert f.matches("corridor", index("New corridors", "", "en"))
    assert f.matches("corridors", index("The corridor", "", "en"))
    assert f.matches("corridors", index("The corridor and other corridors", "", "en"))
    assert not f.matches('"corridors"', index("The corridor", "", "en"))


def test_anchors_are_those_of_the_longest_word() -> None:
    assert f.anchors(f.normalise("the elections -government")) == ("elections", "elect")
    assert f.anchors(f.normalise('the "railways corridors"')) == ("corridors",)
    assert f.anchors("") == f.anchors("-rail") == ()


def test_anchors_of_alternatives_are_those_of_each() -> None:
    assert f.anchors("railways OR corridors of") == ("railways", "railway", "corridors", "corridor")
    assert f.anchors("ab OR corridors railways") == ("railways", "railway")
    assert f.anchors('ab OR "the corridors" of') == ("ab", "corridors")
    assert f.anchors("rail section:world") == ("rail",)


def test_anchors_where_there_are_no_words() -> None:
    assert f.anchors('lang:az section:"world news" section:sport') == ("section:world news", "section:sport")
    assert f.anchors('lang:az by:"naila ex"') == ("by:naila",)


@given(FILTERS, FILTERS, FILTERS, st.sampled_from(["en", "az", "ru", "fr", "zh", ""]))
def test_a_matching_article_has_an_anchor(text: str, title: str, body: str, language: str) -> None:
    normalised = f.normalise(text)
    for indexed in (ARTICLE, index(title, f"{body} {text}", language)):
        if f.matches(normalised, indexed, FACTS):
            assert set(f.anchors(normalised)) & (terms(indexed) | FACTS)


@given(FILTERS)
def test_an_article_that_says_the_filter_matches_it(text: str) -> None:
    assume("-" not in text and "–" not in text and "—" not in text and "−" not in text)
    assume(":" not in text)
    normalised = f.normalise(text)
    assume(normalised)
    assert f.matches(normalised, index("", normalised.replace('"', " "), "en"))
