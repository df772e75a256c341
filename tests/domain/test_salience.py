"""Which sentences say most, by place, centroid and numbers."""

import pytest

from bot.domain.common_words import common, speaking
from bot.domain.salience import likeness, weigh
from bot.domain.text import words


def scores(*sentences: str, language: str = "en") -> list[float]:
    return weigh([words(sentence) for sentence in sentences], language)[1]


def test_what_the_article_comes_back_to_weighs_most() -> None:
    found = scores(*["The bridge of Amsel is new."] * 3, "Birds sang in trees.")
    assert found[2] > found[3]


def test_place_weighs_more_than_words() -> None:
    found = scores("Rain fell on hills.", *["Nobody came there."] * 8, "The bridge and the bridge.")
    assert found[0] > found[-1]


def test_numbers_weigh_more_than_words_and_common_words_less() -> None:
    number, word = weigh([("120",), ("bridge",)], "en")[1]
    assert number > word
    common_word, other = weigh([("they",), ("bridge",)], "en")[1]
    assert common_word - 1 < other


def test_a_voice_weighs_less() -> None:
    assert scores("We saw bridges.")[0] < scores("Towns saw bridges.")[0]
    assert scores("Мы видели мосты.", language="ru")[0] < scores("Все видели мосты.", language="ru")[0] + 1


@pytest.mark.parametrize("language", ["en", "ru", "az", "hy", "tr", "ar", "zh", "uk", "de", "fr"])
def test_each_language_has_its_common_words(language: str) -> None:
    assert len(common(language, 6)) > 25
    assert speaking(language)


def test_a_language_without_lists() -> None:
    assert common("xx", 6) == speaking("xx") == frozenset()
    assert weigh([], "xx") == ([], [])
    assert len(weigh([()], "xx")[0]) == 1


def test_likeness() -> None:
    (one, same, other), _ = weigh([("bridge", "opens"), ("bridge", "opens"), ("rain",)], "en")
    assert likeness(one, same) == pytest.approx(1)
    assert likeness(one, other) == 0
