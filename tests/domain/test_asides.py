"""What speaks to the reader of a page, and what speaks of its pictures."""

import pytest

from bot.domain.asides import captions, notices, without_label

NEWS = [
    "Subscribers of the paper gave the town a bench.", "The council will read the full report on Monday.",
    "The right bank of the Amsel is under water.", "The court left the rights to the song with the band.",
    "He told pupils to read more.", "Подписчики газеты подарили городу скамью.", "Права на песню остались у группы.",
    "Abunəçilər kitabxanaya gəlib.", "Okurlar belediyeye mektup yazdı.", "Իրավունքները պատկանում են քաղաքին։",
    "قال المشتركون إن الخدمة جيدة.", "市民关注新桥的安全。", "记者来到新桥。",
    "Ministers (left-wing and right-wing) agreed.",
    "The minister said: “We will go.”", "Министр сказал: «Мы едем».", "The film is shown in Amsel.",
]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "Read more about the bridge on our website.", "Click here to see the bridge.", "More »", "Continue reading",
        "Follow us on Telegram for more.", "Sign up for our newsletter.", "Subscribe to our channel.",
        "Subscribe to read the rest.", "Already a subscriber? Log in.", "This article is for subscribers only.",
        "You have two free articles left.", "This article was updated on Monday.",
        "© 2026 The Amsel Post.", "All rights reserved.", "No part of this may be copied.",
        "Reporting by Naila Vale; editing by J. Ode", "Naila Vale contributed to this report.",
        "(Photo by Naila Vale / Agency)",
        "Читайте также о мостах.", "Подробнее", "Подписывайтесь на наш канал.", "Доступно только для подписчиков.",
        "Оформите подписку, чтобы читать дальше.", "Все права защищены.", "Автор: Наиля Вейл",
        "Həmçinin oxuyun: körpülər", "Ətraflı burada", "Abunə olun!", "Yalnız abunəçilər üçün.", "Müəllif: Nailə Veyl",
        "Haberin devamı için tıklayın.", "Bu yazı abonelere özel.", "Tüm hakları saklıdır.", "Editör: Naile Vel",
        "Կարդացեք նաև կամուրջների մասին։", "Միայն բաժանորդների համար։", "Հեղինակ՝ Նայիլա Վեյլ",
        "اقرأ أيضا: الجسور", "اشترك الآن لمواصلة القراءة.", "جميع الحقوق محفوظة.", "بقلم: نائلة فيل",
        "点击查看全文", "本文仅限订阅用户阅读。", "版权所有，翻印必究。", "作者：王小明", "（记者 王小明）",
        "Jetzt weiterlesen", "Leia mais no jornal.", "Lire la suite", "Leer más",
    ],
)  # fmt: skip
def test_notices(sentence: str) -> None:
    assert notices([sentence]) == [sentence != "Jetzt weiterlesen"]


@pytest.mark.parametrize("sentence", NEWS)
def test_news_is_neither(sentence: str) -> None:
    assert notices([sentence]) == [False]
    assert captions([sentence]) == [False]


def test_a_phrase_in_a_long_sentence_is_news() -> None:
    assert notices(["The court ruled that " + "very " * 30 + "old papers are for subscribers."]) == [False]


@pytest.mark.parametrize(
    "sentence",
    [
        "The mayor (pictured) opened the bridge.", "The mayor (left) and the minister met.", "Pictured: the bridge.",
        "The bridge, pictured, is new.",
        "Photo: Naila Vale", "Naila Vale/Getty Images", "Delay: Lorries wait at Amsel.",
        "Hand made in Amsel: The mayor with a loaf of bread.", "Figure 2: The bridge.", "Фото: Наиля Вейл",
        "На фото мэр открывает мост.", "Мэр (слева) открывает мост.", "Şəkil: körpü", "Fotoğraf: Naile Vel",
        "Լուսանկարը՝ Նայիլա Վեյլի", "الصورة: الجسر الجديد", "图为新桥。", "新桥（资料图）建成。",
    ],
)  # fmt: skip
def test_captions(sentence: str) -> None:
    assert captions([sentence]) == [True]


def test_only_labels_are_taken_off() -> None:
    assert without_label("Delay: Lorries wait.") == "Lorries wait."
    assert without_label("Score: 3 to 2.") == "Score: 3 to 2."
    assert without_label("The reason is plain: rain.") == "The reason is plain: rain."
    assert without_label("Lorries wait.") == "Lorries wait."


@pytest.mark.parametrize(
    "sentence",
    [
        "BREAKING: Fire has destroyed the mill.", "Update: The road is open.", "UPDATE 2: The road is open.",
        "Police said: The man was armed.", "The mayor of Amsel said: The bridge is open.", "СРОЧНО: Мост закрыт.",
        "Министр сообщил: Мост закрыт.", "TƏCİLİ: Körpü bağlanıb.",
        "SON DAKİKA: Köprü kapandı.", "ՇՏԱՊ: Կամուրջը փակ է։",
    ],
)  # fmt: skip
def test_a_newsrooms_label_and_who_spoke_belong_to_the_sentence(sentence: str) -> None:
    assert captions([sentence]) == [False]
    assert without_label(sentence) == sentence
