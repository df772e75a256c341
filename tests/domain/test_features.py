"""What an article is compared by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.features import ROOM, TERMS, Features, features, is_number, weight

HOSTILE = {
    "long": "Word and another word, 12,345 of them. " * 5_200,
    "one word": "spam " * 40_000,
    "no spaces": "x" * 200_000,
    "no words": "!?… — \n" * 30_000,
    "digits": "1" * 200_000,
    "separators": "1,000" * 40_000,
    "apostrophes": "a'" * 100_000,
    "Chinese": "外交部发言人表示希望各方保持克制" * 12_500,
    "Arabic": "قال المتحدث باسم الوزارة إن الاجتماع سيعقد غدا. " * 4_000,
    "ligatures": "ﷺ" * 200_000,
    "ligatures apart": "ﷺ " * 100_000,
    "surrogates": "\ud800\udfff" * 100_000,
    "NUL": "\0a" * 100_000,
}
TEXT = st.text(max_size=400)


@given(TEXT, TEXT, st.sampled_from(["en", "ru", "az", "hy", "tr", "ar", "zh", "de", ""]))
def test_what_is_stored_is_what_was_made(title: str, text: str, language: str) -> None:
    made = features(title, text, language)
    stored = Features.from_json(made.to_json())
    assert stored == made
    assert stored.terms == made.terms
    assert made == features(title, text, language)


@given(TEXT, TEXT)
def test_names_and_numbers_are_among_the_words(title: str, text: str) -> None:
    made = features(title, text, "en")
    assert made.names <= made.words
    assert made.numbers <= set(made.title)
    assert not any(is_number(name) for name in made.names)
    assert all(0 < weight(word) <= 1 for word in made.words)


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("language", ["en", "ru", "az", ""])
def test_whatever_is_sent_what_is_kept_is_small(kind: str, language: str) -> None:
    made = features(HOSTILE[kind], HOSTILE[kind], language)
    assert sum(map(len, made.words)) <= 2 * ROOM
    assert len(made.to_json().encode("utf-8", "surrogatepass")) <= 4 * 3 * ROOM
    assert len(made.terms) <= TERMS
    assert len(set(made.terms)) == len(made.terms)
    assert all(0 <= term < 2**48 for term in made.terms)


def test_numbers_are_told_in_one_way_however_they_are_written() -> None:
    for title in ("30,000 homes", "30.000 homes", "30 000 homes", "30\u00a0000 homes", "٣٠٠٠٠ homes"):
        assert features(title, "", "en").numbers == {"30000"}
    assert features("Rate at 7,5", "", "en").numbers == features("Rate at 7.5", "", "en").numbers == {"7.5"}
    assert features("0,125 at most", "", "en").numbers == {"0.125"}


@pytest.mark.parametrize(
    ("title", "language", "numbers"),
    [
        ("Two dead, three hurt", "en", {"2", "3"}),
        ("Погибли двое, ранены трое", "ru", {"2", "3"}),
        ("İki nəfər ölüb", "az", {"2"}),
        ("Forty saved, thirteen missing", "en", {"40", "13"}),
        ("Weather for Monday", "en", {"#1"}),
        ("Monday’s weather", "en", {"#1"}),
        ("Погода на понедельник", "ru", {"#1"}),
        ("Exchange rates, 3 November", "en", {"3", "#18"}),
        ("Rates may rise in one year", "en", set()),
        ("Valyuta məzənnələri: 14 may", "az", {"14", "#12"}),
    ],
)
def test_number_words_days_and_months_count_as_numbers(title: str, language: str, numbers: set[str]) -> None:
    assert features(title, "", language).numbers == numbers


@pytest.mark.parametrize(
    ("title", "text", "names"),
    [
        ("Fire in Marlow", "A fire broke out in Marlow.", {"marlow"}),
        (
            "Fire In Marlow Kills Dozens",
            "A fire killed dozens in Marlow, said Peter Lisle.",
            {"marlow", "peter", "lisl"},
        ),
        ("FIRE IN MARLOW", "A fire broke out.", set()),
        ("Marlow burns", "Marlow has not seen such a fire.", {"marlow"}),
        ("Burning", "Burning is quick. The Burning of houses.", {"burn"}),
        ("A visit", "He met Mr. Marlow and J. Orme.", {"marlow", "orm"}),
        ("A visit", "The President came. A president left.", set()),
    ],
)
def test_names_are_capitals_inside_sentences(title: str, text: str, names: set[str]) -> None:
    assert features(title, text, "en").names == names


def test_forms_of_a_word_are_one() -> None:
    one = features("Пожар в Ореховске", "", "ru")
    other = features("Пожары у Ореховска", "", "ru")
    assert one.title == other.title


def test_words_of_one_or_two_letters_are_left_out_but_not_pairs_of_signs() -> None:
    assert features("An ox is up", "", "en").title == ()
    assert features("外交部", "", "zh").title == ("外交", "交部")


def test_terms_are_of_one_language() -> None:
    one, other = features("Radio Marlow", "", "en"), features("Radio Marlow", "", "de")
    assert one.title == other.title
    assert not set(one.terms) & set(other.terms)
    assert features("Radio Marlow", "", "en-GB").terms == one.terms


def test_the_title_as_a_whole_is_a_term_and_small_words_and_days_are_none() -> None:
    assert len(features("Oil, gas for Monday", "", "en").terms) == 4  # the whole, oil, gas, for
    assert len(features("Monday", "", "en").terms) == 1
    assert features("", "", "en").terms == ()
