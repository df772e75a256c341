"""What is spelt nearly alike."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spelling import LONGEST, SHORTEST, Spelling, asked, is_spelt, keys, most_edits, nearest

LETTERS = st.sampled_from("abcd") | st.sampled_from("abcdefghijклмնոպق")
WORDS = st.text(LETTERS, min_size=SHORTEST, max_size=14)


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and what one or two slips have made of it."""
    word = draw(WORDS)
    typed = word
    for _ in range(draw(st.integers(1, 2))):
        at, letter = draw(st.integers(0, len(typed) - 1)), draw(LETTERS)
        before, after = typed[:at], typed[at + 1 :]
        slips = [before + after, f"{before}{letter}{after}", f"{before}{letter}{typed[at:]}", f"{typed}{letter}"]
        typed = draw(st.sampled_from([*slips, before + after[:1] + typed[at] + after[1:]]))
    return word, typed


def aligned(one: str, other: str) -> int:
    """The optimal string alignment by its definition, without a bound."""
    table = {(at, 0): at for at in range(len(one) + 1)} | {(0, to): to for to in range(len(other) + 1)}
    for at in range(1, len(one) + 1):
        for to in range(1, len(other) + 1):
            same = one[at - 1] == other[to - 1]
            ways = [table[at - 1, to] + 1, table[at, to - 1] + 1, table[at - 1, to - 1] + (not same)]
            if at > 1 and to > 1 and (one[at - 2], one[at - 1]) == (other[to - 1], other[to - 2]):
                ways.append(table[at - 2, to - 2] + 1)
            table[at, to] = min(ways)
    return table[len(one), len(other)]


@pytest.mark.parametrize(
    ("one", "other", "most"),
    [("baku", "bakku", 1), ("baku", "bauk", 1), ("baku", "naku", 1), ("sumqayit", "usmqaiyt", 2)],
)
def test_an_edit_is_a_letter_or_two_neighbours(one: str, other: str, most: int) -> None:
    assert nearest((one,), [Spelling(other)], most) == ((Spelling(other),),)
    assert nearest((one,), [Spelling(other)], most - 1) == ()


@given(pair=misspelt(), stranger=WORDS, most=st.integers(1, 2))
def test_what_is_near_is_so_by_the_definition(pair: tuple[str, str], stranger: str, most: int) -> None:
    for one, other in (pair, (pair[0], stranger)):
        near = 0 < aligned(one, other) <= min(most, most_edits(one))
        assert bool(nearest((one,), [Spelling(other)], most)) == near


@given(pair=misspelt(), most=st.integers(1, 2))
def test_whatever_is_near_has_a_key_that_is_asked_for(pair: tuple[str, str], most: int) -> None:
    word, typed = pair
    near = len(typed) >= SHORTEST and aligned(word, typed) <= most
    assert have_a_key(word, typed, most) or not near


def slips(word: str) -> Iterator[str]:
    """All that one edit can make of a word."""
    for at in range(len(word)):
        before, letter, after = word[:at], word[at], word[at + 1 :]
        yield from (before + after, f"{before}z{after}", f"{before}z{letter}{after}")
        yield before + after[:1] + letter + after[1:]


def have_a_key(word: str, typed: str, most: int) -> bool:
    return any(key in wanted for key, wanted in zip(keys(word), asked(typed, most), strict=True))


@pytest.mark.parametrize("length", range(SHORTEST, 13))
def test_no_place_of_a_slip_is_missed_nor_two_neighbours_that_changed_places_and_a_slip(length: int) -> None:
    word = "abcdefghijkl"[:length]
    for typed in slips(word):
        assert len(typed) < SHORTEST or have_a_key(word, typed, 1)
    for at in range(1, length if length >= 6 else 1):
        swapped = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        for typed in slips(swapped):
            assert aligned(word, typed) > 2 or have_a_key(word, typed, 2)


def test_keys_are_the_same_in_every_process_and_fit_a_column() -> None:
    assert keys("baku") == (-1549982061, 2116609597, -1014521458, 112069380, 1317137015, 2121680401)
    assert all(-(1 << 31) <= key < 1 << 31 for key in keys("президент"))


@pytest.mark.parametrize("word", ["бак", "a" * (LONGEST + 1), "g20summit", "中国", "rail corridor"])
def test_what_is_not_spelt_of_letters_is_not_mended(word: str) -> None:
    assert not is_spelt(word)


def test_long_words_may_have_two_edits() -> None:
    assert [most_edits(word) for word in ("baku", "corrido", "corridor")] == [1, 1, 2]


def ordered(typed: str, words: str) -> str:
    """The groups of the nearest."""
    found = nearest([typed], map(Spelling, words.split()), most_edits(typed))
    return " > ".join(" ".join(each.letters for each in group) for group in found)


@pytest.mark.parametrize(
    ("typed", "words", "order"),
    [
        ("corridor", "corridor koridor corridors corner", "corridors > koridor"),  # fewer edits; what was typed is none
        ("kitab", "sitab kirab kotab", "kotab > kirab > sitab"),  # sounds alike; begins alike
        ("rusia", "rustia russia", "russia > rustia"),  # a doubled letter is not heard
        ("город", "горот горок гором", "горот > горок гором"),
    ],
)
def test_near_words_stand_in_the_order_of_what_is_likely(typed: str, words: str, order: str) -> None:
    assert ordered(typed, words) == order


def test_a_stem_stands_for_its_word_and_a_word_for_itself_first() -> None:
    forms = ("президнта", "президнт")
    stem, word = Spelling("президент", "президентом"), Spelling("президента")
    assert nearest(forms, [stem, word], 2) == ((word,), (stem,))
    assert nearest(forms, [stem], 2) == ((stem,),)
    one, same = Spelling("президент", "президенту"), Spelling("президенту")
    assert nearest(("президенты",), [one, same], 2) == ((same,),)
