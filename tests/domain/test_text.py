"""Folding, stems, sentences and lengths, in the scripts that news is written in."""

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import text as t

ANY = st.text(alphabet=st.characters(), max_size=120)  # surrogates, controls and marks included
LETTERS = (
    "aəıİIğşß'’.-+# \n\t\u0301\u0306\u0308\u0327ийіїгкёևեվՎمٱأـ۳かがﾞ゙中국한가각ᆨहि्ﬁ½㏗C+𝔘😀\u200d\u200f\ud83d\u00ad_ŉǿϓ"
)
NASTY = st.text(alphabet=LETTERS, max_size=40)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Əliyev", "eliyev"),
        ("IŞIQ", "isiq"),
        ("işıq", "isiq"),
        ("İstanbul'da Ankara’nın ABD'nin AB'deki Erdoğan'ın Erdoğan'a", "istanbul ankara abd ab erdogan erdogan"),
        ("Bakanlığı'ndan TRT'ye NATO'nun Trump'ı Türkiye'dekiler", "bakanligi trt nato trump turkiye"),
        (
            "Sana'a Shi'a al-Qa'ida Hawai'i Isma'il Qur'an D'Angelo d'accord",
            "sanaa shia al qaida hawaii ismail quran dangelo daccord",
        ),
        ("Baku's the states' James's don't we'll", "baku the states james dont well"),
        ("Çağ şöü", "cag sou"),
        ("Ёлка", "елка"),
        ("майка", "майка"),
        ("мои\u0306", "мой"),
        ("Ма\u0301ма", "мама"),
        ("Київ ўсё", "київ ўсе"),
        ("և արև ԱՐԵՎ", "եւ արեւ արեւ"),
        ("أحمد إلى آخر مـحـمـد", "احمد الي اخر محمد"),
        ("مُحَمَّد", "محمد"),
        ("حكومة المسؤول رئيس على شيء", "حكومه المسوول رييس علي شيء"),
        ("یک", "يك"),
        ("שָׁלוֹם", "שלום"),
        ("Άνθρωπος", "ανθρωποσ"),
        ("हिन्दी की", "हिन्दी की"),
        ("Straße Œuvre Łódź Ægir Þór", "strasse oeuvre lodz aegir thor"),
        ("it's O’Brien rock 'n' roll `x`", "it obrien rock n roll x"),
        ("C++ C# F# AT&T foo-bar x_y", "cplusplus csharp fsharp at t foo bar x y"),
        ("U.S. т.е. U.S.A.! e.g. A. Eliyev", "us те usa eg a eliyev"),
        ("3.5 % ½ ٣٤ ①", "3 5 1 2 34 1"),
        ("中国人 東 東京タワー 서울에서", "中国 国人 東 東京 京タ タワ ワー 서울 울에 에서"),
        ("iPhone15中国abc", "iphone15 中国 abc"),
        ("zero\u00adwidth\u200cjoin", "zerowidthjoin"),
        ("ｆｕｌｌ ﬁne", "full fine"),
        ("", ""),
        ("—!?", ""),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert t.fold(written) == folded


@given(ANY | NASTY)
@example("ŉ ᄀ'ᅡ ㄱ.ㅏ")
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = t.fold(text)
    assert t.fold(folded) == folded
    assert tuple(folded.split(" ")) == t.words(text) or not folded


@given(ANY | NASTY)
def test_folding_ignores_case_and_composition(text: str) -> None:
    assert t.fold(unicodedata.normalize("NFD", text)) == t.fold(unicodedata.normalize("NFC", text))


def test_words_are_bounded() -> None:
    assert t.words("a" * 1000) == ("a" * t.LONGEST_WORD,)
    assert t.words("é" * 1000 + "中") == ("e" * t.LONGEST_WORD, "中")


def test_index_holds_words_and_beside_them_stems_each_once() -> None:
    indexed = t.index("Elections in Bakı", "Voters were voting. Выборы прошли. A voter voted, and voters vote.", "en")
    assert indexed.title_words == "elections in baki"
    assert indexed.title_stems == "elect"
    assert indexed.body_words == "voters were voting выборы прошли a voter voted and voters vote"
    assert indexed.body_stems == "выбор прошл"
    assert {"elections", "elect", "voting", "vote", "выборы", "выбор"} <= t.terms(indexed)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("COVID-19 and F‑16", "covid19 f16"),
        ("A trans-Caspian line", "transcaspian"),
        ("Cease-fires held", "ceas fire ceasefires ceasefir"),
        ("От какой-то стороны", "какойт"),
        ("3-0 in 2020-2021, 5-ci", ""),
        ("x" * 50 + "-" + "y" * 50, "x" * 50 + "y" * 14),
    ],
)
def test_what_a_hyphen_joins_is_also_found_as_one_word(text: str, beside: str) -> None:
    assert set(beside.split()) <= set(t.index(text, "", "en").title_stems.split())
    assert bool(beside) == bool(t.index(text, "", "en").title_stems)
    assert t.index("", f"{'word ' * 300}{text}", "en").body_stems == ""


@given(st.text(LETTERS + "elections выборы ", max_size=60), st.text(LETTERS, max_size=60))
def test_every_stem_is_among_words_and_stems(title: str, body: str) -> None:
    indexed = t.index(title, body, "en")
    for words, beside in ((indexed.title_words, indexed.title_stems), (indexed.body_words, indexed.body_stems)):
        own, others = words.split(), beside.split()
        assert len(others) == len({*others, *own}) - len({*own})
        assert {stem for word in own for stem in t.stems(word, ("en",))} <= {*own, *others}


def test_index_holds_what_a_summary_says_besides() -> None:
    body = f"The council met. {'word ' * 300}The bridge opens."
    indexed = t.index("Title", body, "en", ("The council met.", "Bridges open; COVID-19 rules go."))
    assert indexed.body_words.startswith("the council met word word")
    assert indexed.body_words.endswith("word bridges open covid 19 rules go")
    assert {"bridg", "covid19"} <= set(indexed.body_stems.split())
    assert len(t.index("", body, "en", ("longer " * 1000,)).body_words) <= 2 * t.BODY_CHARACTERS
    assert t.unsaid(indexed.body_words, ("The council met.", "THE COUNCIL met word", "council", "met.")) == []


def test_index_is_bounded() -> None:
    indexed = t.index("Title", "word " * 10_000, "en")
    assert t.BODY_CHARACTERS - 10 < len(indexed.body_words) <= t.BODY_CHARACTERS
    assert len(t.index("Title", "中国人" * 10_000, "zh").body_words) <= t.BODY_CHARACTERS


# --- showing -----------------------------------------------------------------------------------------------


def test_cleaning() -> None:
    assert t.clean("a\x00b\x07c\td\r\ne\rf\u2028g\x85h") == "abc d\ne\nf\ngh"
    assert t.clean("\ufeffa\u202eb\u202cc\u2066d\u2069\ud83de") == "abcde"
    assert t.clean("e\u0301 \u0645\u06cc\u200c\u062e 👩\u200d💻") == "é \u0645\u06cc\u200c\u062e 👩\u200d💻"


@given(ANY | NASTY)
def test_cleaned_text_is_safe(text: str) -> None:
    cleaned = t.clean(text)
    cleaned.encode()
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in cleaned.replace("\n", ""))
    assert t.clean(cleaned) == cleaned


def test_lengths_are_in_utf16() -> None:
    assert [t.utf16_length(text) for text in ("", "abc", "жşə", "😀", "\ud83d")] == [0, 3, 3, 2, 1]


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("One two. Three four. Five", 25, "One two. Three four. Five"),
        ("One two. Three four. Five", 24, "One two. Three four."),
        ("One two. Three four. Five", 20, "One two. Three four."),
        ("One two. Three four. Five", 19, "One two."),
        ("One two. Three four. Five", 7, "One…"),
        ("One, two, three", 11, "One, two…"),
        ("It costs 3.5 million now", 11, "It costs…"),
        ("One two.     ", 10, "One two."),
        ("Line one\nLine two", 12, "Line one"),
        ("abcdefgh", 4, "abc…"),
        ("abcdefgh", 1, "…"),
        ("abcdefgh", 0, ""),
        ("abcdefgh", -5, ""),
        ("😀😀😀", 4, "😀…"),
        ("e\u0301e\u0301e\u0301", 5, "e\u0301e\u0301…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("👩\u200d💻👩\u200d💻", 8, "👩\u200d💻…"),
        ("👍🏽👍🏽", 7, "👍🏽…"),
        ("🇦🇿🇦🇿🇦🇿", 8, "🇦🇿…"),
        ("🇦🇿🇦🇿🇦🇿", 9, "🇦🇿🇦🇿…"),
    ],
)
def test_cutting(text: str, limit: int, kept: str) -> None:
    assert t.cut(text, limit) == kept


def test_a_cut_looks_only_as_far_as_it_must() -> None:
    long = "A sentence of some words. " * 20_000
    started = time.perf_counter()
    assert t.cut(long, 60) == "A sentence of some words. A sentence of some words."
    assert t.cut("word " * 100_000, 100).endswith("word…")
    assert time.perf_counter() - started < 0.5


def test_a_reason_is_cut_before_it_is_stored() -> None:
    assert t.storable("answered 404: the page is gone") == "answered 404: the page is gone"
    assert t.storable("a\udc80b\0c") == "a?b?c"


def test_of_a_long_reason_the_middle_goes() -> None:
    tried = "; ".join(f"https://news.example/{number}/ is no feed" for number in range(40))
    stored = t.storable(f"no feed found: {tried}; give the address of its feed, or ask the site for one")
    assert stored.startswith("no feed found: https://news.example/0/ is no feed; https://news.example/1/")
    assert stored.endswith("; give the address of its feed, or ask the site for one")
    assert stored.count(" … ") == 1 and 450 < len(stored) <= 500
    before, _, after = stored.partition(" … ")
    assert f"{tried};".find(f"{before.removeprefix('no feed found: ')}") == 0 and f" {after.split('; ')[0]}" in tried
    assert t.storable("x" * 600) == "x" * 248 + " … " + "x" * 248


@given(ANY | NASTY, st.integers(-2, 60))
def test_what_loses_its_middle_fits_and_keeps_both_ends(text: str, limit: int) -> None:
    kept = t.cut_middle(text, limit)
    assert t.utf16_length(kept) <= max(0, limit)
    if " … " not in text and " … " in kept:
        before, _, after = kept.partition(" … ")
        assert text.startswith(before) and text.endswith(after)


@given(ANY | NASTY)
def test_any_reason_can_be_stored(reason: str) -> None:
    stored = t.storable(reason * 100)
    assert len(stored) <= 500 and "\0" not in stored
    assert stored.encode("utf-8").decode("utf-8") == stored


@given(ANY | NASTY, st.integers(-2, 60))
def test_a_cut_fits_and_begins_the_text(text: str, limit: int) -> None:
    for kept in (t.cut(text, limit), t.cut_at_word(text, limit)):
        assert t.utf16_length(kept) <= max(0, limit)
        assert text.startswith(kept.removesuffix("…")) or text.startswith(kept)
        assert kept == text or len(kept) <= len(text)


def test_direction_and_isolation() -> None:
    assert t.direction("12 — שלום abc") == "rtl"
    assert t.direction("(مرحبا)") == "rtl"
    assert t.direction("12 abc שלום") == "ltr"
    assert t.direction("12…") == "ltr"
    assert t.isolate("שלום") == "\u2068שלום\u2069"
    assert t.isolate("") == ""


@pytest.mark.parametrize(
    ("message", "value", "shown"),
    [
        ("Found “{it}”: 5", "שלום", "Found “\u2068שלום\u2069”: 5"),
        ("Found “{it}”: 5", "tram שלום", "Found “\u2068tram שלום\u2069”: 5"),  # else the 5 would stand before it
        ("Found “{it}”: 5", "a שלום b", "Found “a שלום b”: 5"),
        ("Found “{it}”: 5", "{tram}", "Found “{tram}”: 5"),
        ("נמצא {it}", 5, "נמצא \u20685\u2069"),
        ("Stop: {it}", "/stop שלום", "Stop: /stop שלום"),  # nothing comes behind it
        ("Stopped: {it}.", "the section \u2068שלום\u2069", "Stopped: the section \u2068שלום\u2069."),
    ],
)
def test_what_is_put_into_a_message_disturbs_nothing_around_it(message: str, value: str | int, shown: str) -> None:
    assert t.filled(message, it=value) == shown


def test_a_hostile_text_takes_no_longer() -> None:
    started = time.perf_counter()
    for hostile in ("." * 50_000, "a. " * 20_000, '."' * 20_000, "'a" * 30_000, "a." * 30_000, "\u0301" * 50_000):
        t.split_sentences(hostile, "en")
        t.fold(hostile)
        t.cut(hostile, 4096)
        t.clean(hostile)
        t.detect_language(hostile, "")
    assert time.perf_counter() - started < 3
