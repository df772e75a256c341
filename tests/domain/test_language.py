"""Scripts of words and languages of texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.language import languages_of, script_of
from bot.domain.text import detect_language, script

ANY = st.text(alphabet=st.characters(), max_size=120)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("word", "latin"), ("слово", "cyrillic"), ("բառ", "armenian"), ("كلمة", "arabic"), ("λέξη", "greek"),
        ("מילה", "hebrew"), ("სიტყვა", "georgian"), ("शब्द", "devanagari"), ("คำ", "thai"), ("字", "han"),
        ("かな", "kana"), ("말", "hangul"), ("42", ""), ("42nd", "latin"), ("", ""), ("…", ""), ("ə", "latin"),
        ("\U00020000", "han"), ("ｗ", "latin"), ("ʼn", "latin"), ("ʰ", ""),
    ],
)  # fmt: skip
def test_script(word: str, name: str) -> None:
    assert script(word) == name


def test_languages_and_scripts_agree() -> None:
    assert all(script_of(languages_of(name)[0]) == name for name in ("latin", "cyrillic", "armenian", "arabic"))
    assert languages_of("runic") == ()


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Prezident İlham Əliyev Bakıda çıxış edib", "en", "az"),
        ("Bakıda yanğın", "az", "az"),
        ("Bakıda yanğın", "tr", "tr"),
        ("Ankara'da bakanlar bu gün için bir araya geldi ve çok konuştu, ancak karar değil", "az", "tr"),
        ("The president said that he would not sign the bill", "az", "en"),
        ("Президент не подпишет закон", "en", "ru"),
        ("Київ і її мешканці", "ru", "uk"),
        ("Совет министров", "uk", "uk"),
        ("Вчера он был в городе и что-то искал, но не нашёл; это было его дело", "uk", "ru"),
        ("Нахапет", "", "ru"),
        ("Նախագահը", "ru", "hy"),
        ("رئيس الجمهورية", "", "ar"),
        ("این گزارش را چاپ کرد", "", "fa"),
        ("东京", "zh", "zh"),
        ("東京の天気", "zh", "ja"),
        ("カタカナ", "", "ja"),
        ("東京の東京の東京の", "ja", "ja"),
        ("서울 날씨", "en", "ko"),
        ("Le président de la République et les ministres dans une réunion", "en", "fr"),
        ("Der Minister ist nicht mit dem Zug gefahren, und das für eine Woche", "", "de"),
        ("Elections", "", "en"),
        ("Elections", "fr", "fr"),
        ("Vlada je rekla", "sr", "sr"),
        ("Hello there", "en-GB", "en"),
        ("Hello there", "English", "en"),
        ("123 …", "ru", "ru"),
        ("123 …", "", ""),
        ("ᚠᚢᚦ", "", ""),
    ],
)
def test_language(text: str, hint: str, language: str) -> None:
    assert detect_language(text, hint) == language


@given(ANY, ANY)
def test_language_of_anything(text: str, hint: str) -> None:
    assert len(detect_language(text, hint)) <= 3
