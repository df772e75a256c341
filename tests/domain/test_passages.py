"""The words of a query in a text as it is written, and the passage around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import Query, Word
from bot.domain.passages import MOST, PASSAGE, Marked, Piece, passage, wanted
from bot.domain.spots import spots
from bot.domain.text import clean, stems, utf16_length, words

RAIL = (
    "Ministers met in the old theatre on Monday. Negotiators signed the agreement on a rail corridor after running "
    "late into the night, and nobody slept. Freight trains should be moving by spring, the transport minister said, "
    "and passenger services a year later. The corridor will be open to all."
)


def word(typed: str, *, prefix: bool = False) -> Word:
    folded = " ".join(words(typed))
    return Word(folded, () if " " in folded else stems(folded, ("en", "ru", "az", "hy")), prefix)


def shown(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{text}]" if matched else text for text, matched in pieces)


def marked(text: str, *wanted: str, language: str = "en", units: int = 500) -> str:
    return shown(Marked(text, tuple(map(word, wanted)), language).within(units))


# --- what is marked ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "text", "language", "expected"),
    [
        ("eliyev", "Cənab Əliyev danışdı", "az", "Cənab [Əliyev] danışdı"),
        ("eliyev", "Əliyevin sözləri", "az", "[Əliyevin] sözləri"),
        ("елка", "Где «ёлка»?", "ru", "Где «[ёлка]»?"),
        ("президент", "слова президента.", "ru", "слова [президента]."),
        ("Երեւան", "«Երևան» բառը", "hy", "«[Երևան]» բառը"),
        ("corridors", "a rail corridor", "en", "a rail [corridor]"),
        ("istanbul", "İSTANBUL’da", "tr", "[İSTANBUL’da]"),
        ("finance", "ﬁnance, ＦＩＮＡＮＣＥ", "en", "[ﬁnance], [ＦＩＮＡＮＣＥ]"),
        ("us", "the U.S.-led talks, us", "en", "the [U.S].-led talks, [us]"),
        ("its", "“it’s”, they said", "en", "“[it’s]”, they said"),
        ("c++", "C++, or C?", "en", "[C++], or C?"),
        ("c#", "(C#)", "en", "([C#])"),
        ("at&t", "AT&T and T", "en", "[AT&T] and T"),
        ("人民", "中国人民银行", "zh", "中国[人民]银行"),
        ("中国人", "中国人民银行5G网", "zh", "[中国人]民银行5G网"),
        ("网络", "5G网络", "zh", "5G[网络]"),
        ("ガキ", "ｶﾞｷだ", "ja", "[ｶﾞｷだ]"),
        ("محمد", "قال مُحَمَّد", "ar", "قال [مُحَمَّد]"),
        ("नमस्ते", "नमस्ते।", "hi", "[नमस्ते]।"),
        ("café", "un cafe\u0301 !", "fr", "un [café] !"),
        ("cooperation", "co\u00adoperation", "en", "[co\u00adoperation]"),
        ("b", "a_b", "en", "a_[b]"),
        ("c++", "(C＋＋) or", "en", "[(C＋＋)] or"),
    ],
)
def test_words_are_found_however_they_are_written(typed: str, text: str, language: str, expected: str) -> None:
    assert marked(text, typed, language=language) == expected


def test_the_words_of_a_phrase_are_marked_side_by_side() -> None:
    text = "The rail corridor, a corridor of rail: RAIL — corridor. Rail"
    assert marked(text, "rail corridor") == "The [rail corridor], a corridor of rail: [RAIL — corridor]. Rail"
    assert marked("A dog barks", "dogs bark") == "A dog barks", "a phrase is met as it stands"


def test_the_beginning_of_a_word_marks_it_whole() -> None:
    begun = Word("corr", prefix=True)
    assert shown(Marked("Corridors correct", (begun,), "en").within(99)) == "[Corridors correct]"
    assert shown(Marked("rail corridors", (Word("rail corr", prefix=True),), "en").within(99)) == "[rail corridors]"
    assert shown(Marked("Corridors", (Word("corr"),), "en").within(99)) == "Corridors"


def test_overlapping_marks_are_one() -> None:
    assert marked("a rail corridor deal", "rail corridor", "corridor deal", "rail") == "a [rail corridor deal]"


def test_a_word_without_letters_marks_nothing() -> None:
    assert shown(Marked("a – b", (Word(""),), "en").within(99)) == "a – b"


def test_of_a_query_what_it_wants_is_marked_and_not_what_it_excludes() -> None:
    rail, train, freight = word("rail"), word("train"), word("freight")
    query = Query(words=((rail, train), (rail,)), excluded=(freight,))
    assert wanted(query) == (rail, train)


# --- what is shown -----------------------------------------------------------------------------------------


def test_what_fits_is_shown_whole_on_one_line() -> None:
    assert marked(" Rail\n\n and\tmore ", "rail") == "[Rail] and more"


def test_a_passage_is_where_most_of_the_words_stand_from_sentence_to_sentence() -> None:
    assert marked(RAIL, "trains", "minister", units=120) == (
        "Freight [trains] should be moving by spring, the transport [minister] said, and passenger services a year "
        "later."
    )
    assert marked(RAIL, "corridor", "trains", "minister", units=120) == (
        "…[trains] should be moving by spring, the transport [minister] said, and passenger services a year later. The "
        "[corridor] will…"
    )
    assert marked(RAIL, "corridor", units=150) == (
        "Negotiators signed the agreement on a rail [corridor] after running late into the night, and nobody slept."
    )


def test_more_of_the_same_word_is_no_reason_to_give_up_a_beginning() -> None:
    text = (
        "The rail line opens in spring. "
        + "Old rail and new rail meet where no rail has been before, says the report. "
    )
    assert marked(text, "rail", units=60) == "The [rail] line opens in spring. Old [rail] and new [rail] meet…"


def test_what_is_longer_is_cut_between_words_and_says_so() -> None:
    assert marked(RAIL, "corridor", units=60) == "Negotiators signed the agreement on a rail [corridor] after…"
    assert marked(RAIL, "passenger", "services", units=50) == "…said, and [passenger services] a year later."


def test_the_end_is_shown_with_the_sentences_before_it_that_have_room() -> None:
    text = "One two. " * 20 + "The last word."
    assert marked(text, "last", units=60) == "One two. " * 5 + "The [last] word."


def test_a_quotation_mark_stays_with_its_word() -> None:
    text = "It was said that nobody who came there knew of «northern» corridors and of all that they cost the city"
    assert marked(text, "corridor", units=44) == "…«northern» [corridors] and of all that they…"


def test_paragraphs_end_sentences() -> None:
    text = "A heading without a stop\nThe corridor opens in spring. " + "More follows here. " * 20
    assert marked(text, "corridor", units=40) == "The [corridor] opens in spring."


def test_a_match_longer_than_the_room_is_cut_itself() -> None:
    long = "a" * 64
    text = f"It begins. {long} and then it ends at last"
    assert shown(Marked(text, (Word(long),), "en").within(30)) == f"…[{'a' * 28}]…"


def test_no_word_is_cut_where_its_languages_have_no_spaces() -> None:
    text = "他们说" * 60 + "中国人民银行。" + "他们说" * 60
    found = marked(text, "人民银行", language="zh", units=40)
    assert "[人民银行]" in found
    assert 30 <= len(found) <= 42


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    text = "One two. " * (MOST // 9 - 2) + "The corridor is cut off here, where nobody looks any more"
    assert marked(text, "corridor", units=40).endswith("The [corridor] is cut off…")
    assert marked("x " * MOST + "corridor", "corridor").endswith("x…")


def test_without_a_mark_the_beginning_is_shown() -> None:
    assert marked(RAIL, "zeppelin", units=60) == "Ministers met in the old theatre on Monday."
    assert marked(RAIL, "corridor", units=2) == ""
    assert marked("", "corridor", units=0) == ""


def test_a_passage_is_of_the_text_else_of_the_summary_else_its_beginning() -> None:
    text, summary, rail = "Nothing of it. The rail is laid.", "Rail news.", (word("rail"),)
    assert shown(passage(text, summary, rail, "en").within(20)) == "The [rail] is laid."
    assert shown(passage("Nothing.", summary, rail, "en").within(PASSAGE)) == "[Rail] news."
    assert shown(passage("Nothing.", "Other news.", rail, "en").within(PASSAGE)) == "Other news."
    assert shown(passage("Nothing. At all.", "", rail, "en").within(10)) == "Nothing."
    assert passage("", "", rail, "en").within(PASSAGE) == ()


# --- whatever is written -----------------------------------------------------------------------------------

ANY = st.text(max_size=300) | st.text(alphabet="aAb Վև ﬁß中国ｶﾞ.'’+#_-«»\n\u0301\u200d😀", max_size=300)
TYPED = st.lists(st.text(alphabet="abվև中国fiss '.", min_size=1, max_size=8), max_size=4)


@given(ANY)
def test_every_word_has_its_place_in_the_order_of_the_text(text: str) -> None:
    found = list(spots(text))
    assert tuple(spot.word for spot in found) == words(text)
    assert all(0 <= spot.start < spot.end <= len(text) for spot in found)
    assert [spot.start for spot in found] == sorted(spot.start for spot in found)


@given(ANY, TYPED, st.integers(0, 200), st.booleans())
def test_pieces_are_the_text_or_a_part_of_it(text: str, typed: list[str], units: int, prefix: bool) -> None:
    found = Marked(text, tuple(word(each, prefix=prefix) for each in typed), "hy")
    pieces = found.within(units)
    joined = "".join(piece.text for piece in pieces)
    assert found.text.split() == clean(text[:MOST]).split()
    assert utf16_length(joined) <= units
    assert all(piece.text for piece in pieces)
    assert all(one.matched is not other.matched for one, other in zip(pieces, pieces[1:], strict=False))
    if utf16_length(found.text) <= units:
        assert joined == found.text
    else:
        assert joined.strip("…") in found.text
    if found.marks and units > 3:
        assert any(piece.matched for piece in pieces)
