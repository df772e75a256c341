"""What has changed between two wordings."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import difference as module
from bot.domain.difference import CONTEXT, Difference, Passage, Piece, difference, pieces

LETTERS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
FEW = st.lists(st.sampled_from(["the", "council", "met", "on", "Monday", ".", ",", "\n", "12", "мост", "橋", "を"]))
WORDS = st.one_of(FEW.map(" ".join), st.text(max_size=80))


def written(found: tuple[Piece, ...]) -> str:
    return "".join(LETTERS[piece.kind].format(piece.text) for piece in found)


def side(found: tuple[Piece, ...], kind: str) -> str:
    return "".join("".join(piece.text for piece in found if piece.kind in ("same", kind)).split())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", ""),
        ("It met.", "It met.", "It met."),
        ("It met.", "It  met.", "It  met."),
        ("", "It met.", "{+It met.+}"),
        ("It met.", "", "[-It met.-]"),
        ("It builds 12 bridges.", "It builds 13 bridges.", "It builds [-12-]{+13+} bridges."),
        ("It will be built.", "It will not be built.", "It will{+ not+} be built."),
        ("It met.\nIt agreed.", "It met.\nThe mayor left.\nIt agreed.", "It met.\n{+The mayor left.\n+}It agreed."),
        ("It met.\nIt agreed.", "It met.", "It met.\n[-It agreed.-]"),
        ("橋を作る", "橋を壊す", "橋を[-作る-]{+壊す+}"),
        (
            "The mayor of the town spoke.",
            "A report by the ministry says otherwise.",
            "[-The mayor of the town spoke-]{+A report by the ministry says otherwise+}.",
        ),
        (
            "One was said here. Two was said there, by others. Three was kept.",
            "Uno was said here. Two was said there, by others. Tres was kept.",
            "[-One-]{+Uno+} was said here. Two was said there, by others. [-Three-]{+Tres+} was kept.",
        ),
    ],
)
def test_word_by_word(old: str, new: str, told: str) -> None:
    assert written(pieces(old, new)) == told


@given(WORDS, WORDS)
def test_both_wordings_are_there(old: str, new: str) -> None:
    found = pieces(old, new)
    assert side(found, "gone") == "".join(old.split())
    assert side(found, "new") == "".join(new.split())
    assert all(piece.text for piece in found)
    assert all(one.kind != other.kind for one, other in zip(found, found[1:], strict=False))


@given(WORDS)
def test_the_same_has_no_difference(text: str) -> None:
    assert difference(text, text) == Difference(())


@given(st.lists(WORDS, max_size=8).map("\n".join), st.lists(WORDS, max_size=8).map("\n".join), st.integers(1, 300))
def test_what_is_shown_is_bounded(old: str, new: str, shown: int) -> None:
    found = difference(old, new, shown=shown, each=50)
    size = sum(len(piece.text) for passage in found.passages for piece in passage.pieces)
    assert size <= shown + 50 + 3 * CONTEXT
    changed = [piece for passage in found.passages for piece in passage.pieces if piece.kind != "same"]
    assert all(len(piece.text) <= 50 for piece in changed)
    assert all(any(piece.kind != "same" for piece in passage.pieces) for passage in found.passages)


LONG = " ".join(f"Word {number} stands here." for number in range(100))


def test_a_change_is_shown_with_some_words_around_it() -> None:
    (passage,) = difference(LONG, LONG.replace("Word 50 ", "Word fifty ")).passages
    assert (passage.opens, passage.closes) == (False, False)
    assert written(passage.pieces) == (
        "stands here. Word 48 stands here. Word 49 stands here. Word [-50-]{+fifty+} stands here. "
        "Word 51 stands here. Word 52 stands here. Word"
    )


def test_changes_that_are_near_are_one_passage_and_others_are_not() -> None:
    new = LONG.replace("Word 10 ", "Word ten ").replace("Word 12 ", "Word twelve ").replace("Word 90 ", "Word ninety ")
    first, second = difference(LONG, new).passages
    assert [piece.text for piece in first.pieces if piece.kind == "new"] == ["ten", "twelve"]
    assert [piece.text for piece in second.pieces if piece.kind == "new"] == ["ninety"]


def test_where_a_text_begins_and_ends() -> None:
    assert difference("It met.", "It met again.").passages == (
        Passage((Piece("same", "It met"), Piece("new", " again"), Piece("same", ".")), opens=True, closes=True),
    )
    (first,) = difference(f"Old words. {LONG}", f"New words. {LONG}").passages
    (last,) = difference(f"{LONG} Old words.", f"{LONG} New words.").passages
    assert (first.opens, first.closes, last.opens, last.closes) == (True, False, False, True)


def test_of_many_changes_the_first_are_shown_and_of_long_ones_the_beginning() -> None:
    new = LONG.replace(" stands", " lies")
    for changed in (new, LONG.replace("0 stands", "0 lies")):
        found = difference(LONG, changed, shown=60)
        assert found.more and len(found.passages) == 1
    replaced = difference(LONG, "Nothing of that is so. " * 40)
    assert replaced.more and {len(piece.text) > 400 for piece in replaced.passages[0].pieces} == {False}
    assert not difference(LONG, LONG.replace("Word 50 ", "Word fifty ")).more


@pytest.mark.parametrize("unit", ["a\n", "ab ", "one. two, "])
def test_the_longest_texts_take_no_time(unit: str) -> None:
    chance = random.Random(7)  # noqa: S311
    old = (unit * 200_000)[:200_000]
    letters = list(old)
    for _ in range(5000):
        letters[chance.randrange(len(letters))] = chance.choice("ab \nxyz")
    for new in ("".join(letters), old[::-1], old[:100_000], "x".join(old[::2])[:200_000]):
        begun = time.process_time()
        difference(old, new)
        assert time.process_time() - begun < 3  # some tenths of a second


def test_what_takes_too_long_to_compare_is_one_text_in_the_place_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STEPS", 10)
    old, new = " ".join("abcdefghij" * 3), " ".join("jihgfedcba" * 3)
    assert [piece.kind for piece in pieces(f"A {old} z", f"A {new} z")] == ["same", "gone", "new", "same"]
