"""Where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sentences import sentence_spans, split_sentences

ANY = st.text(alphabet=st.characters(), max_size=120)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Mr. Vale met Sen. A. B. Rowe at 3 p.m. Monday in the U.S.", "The deal is worth $3.5 million."]),
        ("en", ['"Go!" he said.', '"Stop."', "They left...", "Then what?!", "Nothing"]),
        ("en", ["He works for Acme Inc.", "The firm is old.", "So is J. R. Ode of St. Amo vs. the town."]),
        ("en", ["1. Open the door.", "Visit Caliber.Az or example.org today.", "(It works.)", "“Yes.”", "Done."]),
        ("en", ["The U.S. Navy came", "Next line", "Third"]),
        ("ru", ["6 октября 1990 г. в Баку прошла встреча.", "Это было в г. Баку, т.е. в столице.", "Конец."]),
        ("ru", ["Завод достроят в конце 2024 г.", "Компания молчит.", "В 1990 г. Баку рос."]),
        ("ru", ["«Да!» — сказал А. С. Перов.", "Он ушёл, и т. д. и т. п.", "Всё…", "Так и было."]),
        ("ru", ["Цены выросли на 5 млн руб.", "Иванов против.", "В 1990 г. он приехал."]),
        ("ru", ["Выделят 2 млрд.", "Эксперты против.", "Длина 120 м.", "Доллар стоит 92,4 руб.", "Евро подорожал."]),
        ("ru", ["Дом в 40 кв. м.", "Строили его 5 тыс. рабочих на ул. Мира.", "До г. Баку 5 км.", "Конец."]),
        ("en", ["“Is it late?” Naila Vale asked.", '"Trains!" Vale said on Monday.']),
        ("en", ['"Trains run!"', "Vale said they do.", '"It is late."', "Vale said nothing."]),
        ("zh", ["“火车开了。", "火车快。”专家李强说。", "他说：“好！”", "专家李强说火车晚点。"]),
        ("az", ["Nazir məs. bunu dedi.", "2. Dünya müharibəsi bitdi.", "Bu gün 15.", "Onlar getdi."]),
        ("en", ["They won 12.", "Jones was glad."]),
        ("hy", ["Սա առաջինն է։", "Սա երկրորդն է:", "Ժամը 12:30 էր։", "Երրորդ"]),
        ("ar", ["هل هذا صحيح؟", "نعم.", "انتهى"]),
        ("zh", ["你好。", "他说：“好！”", "我们走吧？", "走"]),
        ("hi", ["यह पहला है।", "यह दूसरा है।"]),
    ],
)
def test_sentences(language: str, sentences: list[str]) -> None:
    glue = "" if language == "zh" else "\n" if sentences[1] == "Next line" else " "
    assert split_sentences(glue.join(sentences), language) == sentences


@pytest.mark.parametrize("line", ["\n", "\r\n", "\u2028", "\x85", "\x0b"])
def test_a_line_ends_a_sentence(line: str) -> None:
    assert split_sentences(f" one{line}two {line}{line} three", "en") == ["one", "two", "three"]


@given(ANY | st.text(alphabet='aB.!?…"”»)( \n։:。г1', max_size=60), st.sampled_from(["", "en", "ru", "hy", "az"]))
def test_sentences_are_the_text_in_order(text: str, language: str) -> None:
    at = 0
    for start, end in sentence_spans(text, language):
        assert at <= start < end
        assert not text[at:start].strip()  # nothing between sentences but white space
        at = end
    assert not text[at:].strip()
    assert all(sentence == sentence.strip() for sentence in split_sentences(text, language))
