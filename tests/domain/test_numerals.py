"""Numbers, however they are written."""

import pytest

from bot.domain.faithful.naming import same_name
from bot.domain.faithful.numerals import Number, readings
from bot.domain.faithful.plainness import in_language, unplain
from bot.domain.faithful.statement import sentence


def numbers(text: str, language: str = "en") -> tuple[Number, ...]:
    return sentence(text, language).numbers


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("1 000 000 people", "en", 1e6, ""), ("2,5 млн рублей", "ru", 2.5e6, ""), ("$640m more", "en", 640e6, "$"),
        ("forty-seven miles", "en", 47, "mi"), ("three hundred and more", "en", 300, ""),
        ("on yeddi kənd", "az", 17, ""),
        ("двадцать три года", "ru", 23, "y"), ("четыреста двадцать человек", "ru", 420, ""),
        ("-18 degrees", "en", -18, ""),
        ("minus eight degrees", "en", -8, ""), ("siebenundzwanzig Tage", "de", 27, "d"), ("7 per cent", "en", 7, ""),
        ("soixante-dix ans", "fr", 70, "y"), ("quatre-vingt ans", "fr", 4, ""), ("5 %", "en", 5, "%"),
        ("€ 5", "en", 5, "€"),
        ("7-hour talks", "en", 7, "h"), ("100 млн. рублей", "ru", 1e8, "₽"), ("version 1.2.3", "en", 2, ""),
        ("1.234,5 kg", "de", 1234.5, "kg"), ("two", "en", 2, ""), ("five hundred", "en", 500, ""),
    ],
)  # fmt: skip
def test_it_is_read(text: str, language: str, value: float, unit: str) -> None:
    found = numbers(text, language)
    assert value in found[0].readings
    assert found[0].unit == unit or (unit == "" and found[0].unit not in {"%", "$"})


def test_separators_may_mean_two_things() -> None:
    assert readings("3.500") == readings("3,500") == {3.5, 3500}
    assert readings("2.5") == readings("2,5") == {2.5}
    assert readings("3:1") == {3, 1} and readings("1,234,567") == {1234567}
    assert readings("192.168.1.1") == {192, 168, 1}


def test_lists_share_their_scale_and_unit() -> None:
    first, second = numbers("30 and 36 million euros")
    assert first.readings == {30, 30e6} and first.unit == second.unit == "€"
    needed, there = numbers("It needs 740 million, and there are 55.")
    assert 55e6 in there.readings and needed.readings == {740e6}
    far, _ = numbers("30 people came from many towns, and 36 million euros were spent.")
    assert far.readings == {30} and far.unit == ""


def test_one_and_other_words_are_no_numbers() -> None:
    assert numbers("one of many") == () and numbers("kolm koera", "et") == ()


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("вересовои", "вересова", "ru"), ("павла", "павел", "ru"), ("камне", "камень", "ru"),
        ("вербівці", "вербівка", "uk"),
        ("melikovanin", "melikova", "az"), ("kitabi", "kitap", "tr"), ("akturk", "akturk", "tr"),
        ("orrins", "orrin", "en"),
        ("الحلبي", "حلبي", "ar"), ("մանասյանը", "մանասյան", "hy"), ("tamme", "tamm", "et"), ("xyzab", "xyz", "xx"),
    ],
)  # fmt: skip
def test_forms_of_a_name(one: str, other: str, language: str) -> None:
    if language == "ru":
        one, other = one.replace("ои", "ой"), other
    assert same_name(one, other, language) and same_name(other, one, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("kostan", "koston", "en"), ("ab", "ac", "en"), ("павел", "павлин", "ru"), ("зуев", "зубов", "ru"),
        ("rasad", "rafiq", "az"), ("kitap", "kitar", "tr"), ("ki", "kg", "tr"), ("سامر", "سالم", "ar"),
        ("вербівка", "вербом", "uk"),
    ],
)  # fmt: skip
def test_names_that_only_look_alike(one: str, other: str, language: str) -> None:
    assert not same_name(one, other, language)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It opened.", ""), ("It opened 😀.", "characters"), ("It opened!", "characters"),
        ("It op\u200bened.", "characters"),
        ("It оpened.", "characters"), ("It opened\u202e.", "characters"), ("See www.x.y.", "link"),
        ("See t . me.", "link"),
        ("See x.com/a.", "link"), ("Ask @me.", "mention"), ("It opened #now.", "tag"), ("It *opened*.", "markup"),
        ("- It opened.", "markup"), ("&lt;b&gt; It.", "markup"), ("It opened", "end"), ("Here is the news.", "leak"),
        ("As an AI model it opened.", "leak"), ("می\u200cخواهم برود.", ""), ("山のЯ.", "characters"),
        ("日本語かな。", ""),
        ("It ✓ opened.", "characters"),
    ],
)  # fmt: skip
def test_plain_text_is_told(text: str, kind: str) -> None:
    assert unplain(text) == kind


def test_languages_are_told_by_script_then_by_words() -> None:
    assert in_language("x", "xx") and not in_language("...", "en") and not in_language("Привет", "en")
    assert in_language("かなと漢字", "ja") and in_language("Բարեւ", "hy")
    assert in_language("Бағдарлама", "kk")
