"""The judge of summaries (`bench.judge`) finds what is planted in them, and nothing in good ones."""

import pytest

from bench.articles import Article
from bench.judge import faults

TEXT = """By Naila Vale
The council of Amsel opened its new bridge on Monday, a year late. However, lorries must wait until spring.
"We are proud. We have waited long," said the mayor, Ode Rill. CNN reports that the old bridge will be torn down.
The bridge (pictured) cost 40 million crowns. Read more: Bridges of the north
All rights reserved. Subscribe to continue reading."""
OPENED = "The council of Amsel opened its new bridge on Monday, a year late."
LORRIES = "However, lorries must wait until spring."
CREDITED = "CNN reports that the old bridge will be torn down."


def kinds(*summary: str, title: str = "A bridge", text: str = TEXT, language: str = "en") -> set[str]:
    return {kind for kind, _ in faults(Article("test", title, text, language), summary, 3, 300)}


def test_a_good_summary_has_no_fault() -> None:
    assert kinds(OPENED, LORRIES, CREDITED) == set()
    assert kinds(OPENED, CREDITED) == set()


@pytest.mark.parametrize(
    ("summary", "kind"),
    [
        (["The council of Amsel opened its bridge."], "not verbatim"),
        ([CREDITED, OPENED], "not verbatim"),  # not in order
        (["By Naila Vale"], "byline"),
        (["The bridge (pictured) cost 40 million crowns."], "caption"),
        (["Read more: Bridges of the north"], "pointer"),
        (["All rights reserved."], "rights notice"),
        (["Subscribe to continue reading."], "paywall line"),
        (['"We are proud.'], "half a quotation"),
        ([LORRIES], "hangs without its predecessor"),
        ([CREDITED, OPENED, LORRIES, CREDITED], "too many"),
        ([], "empty"),
        (["opened its new bridge on Monday, a year late."], "begins inside a sentence"),
        (["The council of Amsel opened its new bridge"], "ends inside a sentence"),
    ],
)
def test_each_kind_is_found(summary: list[str], kind: str) -> None:
    assert kind in kinds(*summary)


def test_length_and_repeated_titles_are_found() -> None:
    long = "The council " + "and the mayor " * 30 + "met."
    assert "too long" in kinds(long, text=long)
    assert "title repeated" in kinds(OPENED, title="Council of Amsel: the new bridge opened its year late on Monday")
    assert "said twice" in kinds("A bridge opened today.", "A bridge opened today.", text="A bridge opened today. " * 2)


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("ru", "Однако грузовики подождут до весны."), ("az", "Lakin yük maşınları yaza qədər gözləyəcək."),
        ("hy", "Սակայն բեռնատարները կսպասեն մինչև գարուն։"), ("tr", "Ancak kamyonlar ilkbahara kadar bekleyecek."),
        ("ar", "لكن الشاحنات ستنتظر حتى الربيع."), ("zh", "但是卡车必须等到春天。"),
    ],
)  # fmt: skip
def test_hanging_sentences_are_found_in_every_language(language: str, opening: str) -> None:
    text = f"{OPENED} {opening} {CREDITED} " + "Rain fell on the town of Amsel. " * 3
    assert "hangs without its predecessor" in kinds(opening, text=text, language=language)
    assert "hangs without its predecessor" not in kinds(OPENED, opening, text=text, language=language)


@pytest.mark.parametrize(
    ("opened", "within", "closed"),
    [
        ("“We are proud of it.", "The town has waited long.", "Now it is here,” said the mayor."),
        ('"We are proud of it.', "The town has waited long.", 'Now it is here," said the mayor.'),
        ("'We are proud of it.", "The town has waited long.", "Now it is here,' said the mayor."),
        ("«Мы гордимся им.", "Город долго ждал моста.", "Вот он и пришёл», — сказал мэр."),
    ],
)
def test_a_sentence_inside_a_quotation_is_found_by_the_text_alone(opened: str, within: str, closed: str) -> None:
    text = f"{OPENED} {opened} {within} {closed} {CREDITED} Rain fell on the town of Amsel and its mayor."
    assert "inside a quotation" in kinds(within, text=text)
    assert kinds(opened, within, closed, text=text) == set()
    assert kinds(OPENED, CREDITED, text=text) == set()


def test_where_all_is_quoted_what_is_inside_may_stand() -> None:
    text = "“We are proud of it, and of us. The town has waited long for it. Now it is here,” said the mayor."
    assert "inside a quotation" not in kinds("The town has waited long for it.", text=text)


def test_dots_are_a_cut_only_at_the_texts_end() -> None:
    lost = "Two of the lorries are missing..."
    assert kinds(lost, text=f"{OPENED} {lost} {CREDITED} Rain fell on Amsel.") == set()
    assert "cut off by its publisher" in kinds(lost, text=f"{OPENED} {CREDITED} {lost}")


@pytest.mark.parametrize("label", ["BREAKING", "Update", "Police said"])
def test_a_newsrooms_label_may_stand(label: str) -> None:
    assert kinds(f"{label}: A bridge fell in Amsel.", text=f"{label}: A bridge fell in Amsel. {CREDITED}") == set()


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("byline", "Автор: Наиля Вейл"), ("byline", "作者：王小明"), ("byline", "Müəllif: Nailə Veyl"),
        ("caption", "Фото: Наиля Вейл"), ("caption", "图：新桥"), ("caption", "Şəkil: körpü"),
        ("pointer", "Читайте также: мосты севера"), ("pointer", "Həmçinin oxuyun: körpülər"),
        ("pointer", "Կարդացեք նաև կամուրջների մասին"), ("pointer", "اقرأ أيضا: الجسور"), ("pointer", "点击查看全文"),
        ("rights notice", "Все права защищены."), ("rights notice", "版权所有，翻印必究。"),
        ("rights notice", "جميع الحقوق محفوظة"), ("rights notice", "Tüm hakları saklıdır."),
        ("paywall line", "Материал доступен только для подписчиков."), ("paywall line", "本文仅限订阅用户阅读。"),
        ("paywall line", "Yalnız abunəçilər üçün."), ("paywall line", "Միայն բաժանորդների համար։"),
    ],
)  # fmt: skip
def test_furniture_is_found_in_every_language(kind: str, line: str) -> None:
    assert kind in kinds(line, text=f"{OPENED}\n{line}\n{CREDITED}")


def test_a_text_given_whole_may_hang() -> None:
    assert kinds(LORRIES, text=LORRIES) == set()
    assert kinds("“Half.", text="“Half.") == set()
