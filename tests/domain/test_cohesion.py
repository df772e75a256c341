"""Which sentences need another beside them."""

import pytest

from bot.domain.cohesion import halves, hangs, is_whole


@pytest.mark.parametrize(
    "sentence",
    [
        "However, trains run.", "They also run.", "“But it is late,” said the mayor.", "It's late.",
        "For example, trains.",
        "In addition, trains run.", "This will change.", "He said so.", "Last week he left.", "In 2019 they won.",
        "When he failed to answer, the mayor left.", '"Trains are late," he said.', "'Trains are late,' she added.",
        "“Trains will run,” said he.", "Also on Tuesday, trains ran.", "According to him, trains run.",
        "Однако поезда идут.", "При этом поезда идут.", "Он ушёл.", "Также идут поезда.",
        "По его словам, поезда идут.",
        "Вчера он ушёл.", "«Поезда идут», — сказал он.", "Об этом сообщает министр.", "Ещё один поезд ушёл.",
        "Lakin qatarlar gecikir.", "Amma o gəldi.", "Bu gün qatar yoxdur.", "Onlar getdi.", "Həmçinin qatarlar.",
        "Ancaq gecdir.", "Bununla yanaşı, qatarlar gecikir.", "Daha sonra getdi.",
        "Սակայն գնացքները ուշանում են։", "Նա գնաց։",
        "但是火车晚点。", "この列車は遅い。", "ولكن القطارات تتأخر.",
        "وأضاف أن القطارات تتأخر.", "على سبيل المثال، القطارات.", "不过，火车晚点。", "Nitekim tren gecikti.",
        "Ուստի գնացքը ուշանում է։", "An engineer by trade, he runs trains.", "As everybody knew, this was late.",
        "The judge, however, disagreed.", "Министр, однако, возразил.", "Как отметил он, поезда идут.", "Vale asked.",
        "Более того, поезда идут.", "Между тем поезда идут.", "Сам он молчит.", "Напомним, поезда идут.",
        "专家李强说。",
        "Ancak kamyonlar bekleyecek.", "Böylece tren gecikti.", "Qeyd edək ki, qatar gecikir.", "接着，火车晚点。",
        "Ըստ նրա՝ գնացքը ուշանում է։", "كذلك تتأخر القطارات.", "For him, trains are late.",
        "Of all these trains, none came.", "По данным издания, поезда идут.", "Aber der Zug kommt.",
        "The minister also said so.", "Trains run late, too.", "Buses ran as well.", "Three others came.",
        "Four other trains came.", "The other two came.", "Some were late.", "None of them came.",
        "With them came a band.",
        "There, trains run.", "“Trains run,” added the mayor.", "The firm added that trains run.",
        "Of it, little is left.",
        "Министр также молчит.", "Министр же молчит.", "Другой поезд ушёл.", "Трое других ушли.", "С ним согласен мэр.",
        "Политик добавил, что поезда идут.", "Некоторые из них ушли.", "Правда, поезда идут.",
        "Ранее сообщалось о поезде.",
        "Nazir isə susur.", "Nazir həmçinin susur.", "Digər iki qatar gecikir.", "Nazir əlavə edib ki, qatar gecikir.",
        "Nazir də bunu bilir.", "Bakan da bunu yalanladı.", "Bakan ise sustu.", "Diğer iki tren gecikti.",
        "Նախարարը նաև լռում է։", "Մյուս գնացքը ուշանում է։", "Նշենք, որ գնացքը ուշանում է։",
        "الوزير أيضا صامت.", "وقتل آخرون.", "يذكر أن القطار تأخر.", "بينما تأخر القطار.",
        "双方同意合作。", "此前，火车晚点。", "其他人受伤。", "教练也表示满意。", "市长还说，火车晚点。",
    ],
)  # fmt: skip
def test_sentences_that_hang(sentence: str) -> None:
    assert hangs(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Trains run.", "The minister said he would leave.", "“Trains run,” said the mayor.", "Shell sold its trains.",
        "Thessaly has trains.", "Vale said trains run.", "专家李强说火车晚点。",
        "Поезда идут.", "Министр сказал, что он уйдёт.", "Онкологи собрались в Баку.",
        "Qatarlar gecikir.", "Onlayn satış başladı.", "Butan sərhədi bağladı.",
        "When Naila Vale came, she was glad.", "火车晚点。", "2026 was late.", "…", "",
        "Naila Vale, also known as Nell, left.", "Trains and other things run.", "Trains, but also buses, run.",
        "Some trains were late.", "The firm added 300 jobs.", "Trains met each other.",
        "Баку, а также Гянджа получат поезда.", "Азия и другие ждут.", "Qatarlar və digər yollar gecikir.",
        "Il treno da Roma arriva.", "El tren de Roma llega.", "公司归还了火车。", "There were trains.",
    ],
)  # fmt: skip
def test_sentences_that_stand_alone(sentence: str) -> None:
    assert not hangs(sentence)


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("Plain.", True), ("“Whole.”", True), ("“Half.", False), ("Half.”", False), ("«Да»", True), ("«Да", False),
        ("„Ja“, sagt sie", True), ("„Ja, sagt sie", False), ("”Ja”, säger hon", True), ("”Ja, säger hon", False),
        ('"Yes"', True), ('"Yes', False), ("'Yes,' he said", True), ("'Yes, he said", False),
        ("he would stay.'", False),
        ("the boys' train", True), ("It's the boys' train.", True), ("(so", False), ("so) it", False), ("「是」", True),
        ("‘Yes’", True), ("‘Yes", False),
    ],
)  # fmt: skip
def test_whole_quotations(sentence: str, whole: bool) -> None:
    assert is_whole(sentence) is whole


def test_halves_of_quotations() -> None:
    assert halves(["One.", "“Two.", "Three.", "Four.”", "Five."]) == [False, True, True, True, False]
    assert halves(["«One.", *("Within.",) * 8, "Ten», she said.", "After."]) == [True] * 10 + [False]
    assert halves(['"One,', 'two," she said.', '"Three.', 'Four," he said.', "Five."]) == [True] * 4 + [False]
    assert halves(['Half."', "'One.", "Two.", "Three.'", "Four."]) == [True] * 4 + [False]  # opened anew
    assert halves(["“One.", *("Lost.",) * 6])[4:] == [True, False, False]  # the closing mark was forgotten
