"""What is the page's goes; what is the article's stays."""

import re

import pytest

from bot.domain.furniture import article_sentences, is_furniture, is_nothing_else
from bot.domain.sentences import split_sentences


@pytest.mark.parametrize(
    "line",
    [
        "By Naila Vale", "By Naila Vale and J. R. Ode", "by Naila Vale", "Автор: Наиля Вейл", "Müəllif: Nailə Veyl",
        "Views: 120", "120 views", "Просмотров: 1 204", "Baxış sayı: 120", "Oxunub: 77", "Comments (3)",
        "Share", "Share on Facebook", "Share this article", "Facebook Twitter WhatsApp Telegram", "Copy link",
        "Print", "A+ A-",
        "Поделиться", "Поделиться в Telegram", "Paylaş", "Read more", "Read more: Trains run",
        "Читайте также: Поезда",
        "Həmçinin oxuyun: Qatarlar", "Related: Trains", "Related", "See also: trains", "Photo: Naila Vale / Agency",
        "Фото: Агентство", "Foto: Agentlik", "Image credit: Agency", "© 2026 Agency", "All rights reserved.",
        "Copyright 2026 The Agency. All rights reserved.", "Все права защищены", "Bütün hüquqlar qorunur.",
        "При использовании материалов ссылка обязательна", "We use cookies to improve your experience.",
        "This website uses cookies", "Last updated at 3:21 PM on 6th October 2026", "06 October 2024 22:04", "22:04",
        "6 октября 2026, 22:04", "6 oktyabr 2026 22:04", "06.10.2026", "Published: 6 October 2026",
        "Опубликовано: 06.10.2026 22:04",
        "Tags: trains, tunnels", "Теги: поезда", "Source: Agency", "https://example.org/a", "www.example.org",
        "Caliber.Az",
        "news@example.org", "@naila", "* * *", "120", "Advertisement", "Реклама", "Reklam",
        "Subscribe to our newsletter",
        "Follow us on Telegram", "Подписывайтесь на наш канал", "Bizi Facebook-da izləyin"[:13],
    ],
)  # fmt: skip
def test_lines_that_are_furniture(line: str) -> None:
    assert is_furniture(line)
    assert article_sentences(f"Trains will run.\n{line}\nNobody came.") == ["Trains will run.", "Nobody came."]


@pytest.mark.parametrize(
    "line",
    [
        "By Monday, trains will run.", "By the river Amsel, a band played.", "Share prices fell on Tuesday.",
        "Views differ.",
        "Copyright law applies to trains, a court ruled.", "The court said cookies are data.",
        "Updated trains will run.",
        "Published in 2010, the book tells of trains.", "Print is dead, said the mayor.",
        "Search for the missing goes on.",
        "Related costs rose.", "Recommended by doctors, walking helps.", "Photographs show trains.",
        "Комментарии министра удивили.",
        "6 October is a holiday in Amsel.", "Home prices rose.", "Save the trains, said the mayor.",
        "Source of the fire unknown.",
        "Reklam bazarı böyüyür, deyib nazir.", "More on the way: trains.",
        "Listen to the band, said the mayor.", "W" * 300,
        "Monday, October 6, Smith, 40, was seen in Amsel.", "Tom Vale (left) - the mayor - smiled.",
        "UEFA — the governing body — agreed.", "The World Health Organization (WHO) - which met on Monday - agreed.",
    ],
)  # fmt: skip
def test_lines_that_are_news(line: str) -> None:
    assert article_sentences(line) == split_sentences(line)


@pytest.mark.parametrize(
    "head",
    [
        "(CNN) -- ", "(CNN)", "LONDON, England (Reuters) — ", "LONDON — ", "WASHINGTON -- ", "Beirut (AP) - ",
        "By Naila Vale. ",
        "By. Naila Vale. PUBLISHED:. 14:11 EST, 25 October 2026. |. UPDATED:. 15:36 EST, 25 October 2026. ",
        "By Naila Vale | Last updated at 3:21 PM on 6th October 2026. ",
        "Last updated at 3:21 PM on 6th October 2026. ",
        "МОСКВА, 6 окт — РИА Новости. ", "МОСКВА, 6 октября. /ТАСС/. ", "Баку, 6 октября, АЗЕРТАДЖ: ",
        "Bakı. 6 oktyabr. REPORT.AZ/ ",
        "BAKU, Azerbaijan, October 6. Trend: ", "@naila. ",
        "新华社北京10月6日电（记者王小明）", "本报讯 ",
    ],
)  # fmt: skip
def test_heads_are_peeled_off(head: str) -> None:
    assert article_sentences(f"{head}Trains will run in Amsel by spring. Nobody came.") == [
        "Trains will run in Amsel by spring.",
        "Nobody came.",
    ]


def test_sentences_to_the_reader_of_the_page_go() -> None:
    text = "Trains will run. Scroll down for video. Nobody came. Read more: Birds sang. "
    text += "Naila Vale contributed to this report."
    assert article_sentences(text) == ["Trains will run.", "Nobody came."]


@pytest.mark.parametrize(
    "text",
    [
        "Trains will run. CNN reports that nobody came.", "Поезда пошли. Об этом сообщает агентство.",
        "Поезда пошли, сообщает ТАСС.", "Qatar gəldi. Bu barədə nazirlik məlumat verib.",
        "Գնացքները մեկնեցին, հայտնում է «Արմենպրես»-ը։", "انطلقت القطارات، بحسب وكالة الأنباء.",
        "据新华社报道，火车开通了。",
    ],
)  # fmt: skip
def test_a_credited_source_stays(text: str) -> None:
    assert "".join(article_sentences(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "foot",
    [
        "The post Trains stop. Why? appeared first on The Amsel Post.", "The post Trains first appeared on Amsel.",
        "L’articolo Treni. Perché? proviene da Amsel.", "Der Beitrag Züge halten. Warum? erschien zuerst auf Amsel.",
    ],
)  # fmt: skip
def test_what_publishing_systems_add_goes_whole(foot: str) -> None:
    assert article_sentences(f"Trains will run. {foot}") == ["Trains will run."]
    assert article_sentences("The post in Amsel opened. It appeared first on Monday.") == [
        "The post in Amsel opened.",
        "It appeared first on Monday.",
    ]


def test_a_dateline_behind_an_introduction_goes() -> None:
    introduction = "Naila Vale says that trains matter, and that nobody in the north has seen one for years."
    text = f"{introduction} AMSEL, North (Reuters) -- Trains will run. The mayor (62) -- Rill -- agreed."
    assert article_sentences(text) == [
        introduction,
        "Trains will run.",
        "The mayor (62) -- Rill -- agreed.",
    ]


def test_a_long_line_is_more_than_furniture() -> None:
    assert is_nothing_else("Read more")
    assert not is_nothing_else("Read more " * 200)


def test_headings_go_unless_nothing_else_is_there() -> None:
    assert article_sentences("Background\nTrains will run.\nIn pictures") == ["Trains will run."]
    assert article_sentences("Background\nIn brief") == ["Background", "In brief"]


def test_heads_without_end_are_bounded() -> None:
    assert len(article_sentences("(CNN) -- " * 40 + "Trains will run.")) == 1
    assert re.search(r"CNN", article_sentences("(CNN) -- " * 40 + "Trains will run.")[0])


@pytest.mark.parametrize(
    "line",
    [
        "“We use cookies to improve your experience,” the first banner said.",
        "«Читайте также», — стояло под каждой новостью.", "Read more books, the minister told pupils.",
        "Subscribe to a newspaper, the teacher told them, and read it to the end.",
        "Don't miss the last boat, the captain says.", "Смотрите также под ноги, просят спасатели.",
        "Следите за нашими руками, сказал фокусник.", "Bizi izləyin, dedi bələdçi.",
        "Abunə olun, dedilər, biz də olduq.",
        "This site uses cookies, and that is the problem, the court found.",
        "Подробнее о реформе министр расскажет в среду.", "Daha ətraflı məlumat bazar ertəsi veriləcək.",
        "Использование материалов из бетона подорожало.", "Reproduction in captivity has failed so far.",
    ],
)  # fmt: skip
def test_a_sentence_that_quotes_furniture_or_begins_like_it_is_the_articles(line: str) -> None:
    assert not is_furniture(line)
    assert article_sentences(f"Trains will run.\n{line}\nNobody came.") == ["Trains will run.", line, "Nobody came."]


@pytest.mark.parametrize(
    "line",
    [
        "Подробнее", "Подробнее: Поезда пошли", "Подробнее о реформе", "Подробнее читайте на сайте.",
        "Daha ətraflı", "Ətraflı: qatarlar", "Daha ətraflı oxuyun", "Read more: Trains will run, the minister said",
        "Использование материалов сайта разрешено только со ссылкой.",
        "«Полустанок», 2026. Все права защищены.", "Reproduction in whole or in part is prohibited.",
        "Trains came early. Photo: P. Dunn", "Поезд прибыл. Фото: Лев Рудин",
        "图／本报记者 林晚舟", "编辑：赵一鸣", "来源：河口晚报",
        "When you buy through links on our site, we may earn an affiliate commission.",
        "点击上方蓝字关注我们",
        "İLGİLİ HABER: Dağören'de üç oyuncu sakat",
    ],
)  # fmt: skip
def test_pointers_rights_and_captions_are_furniture_still(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    ("text", "news"),
    [
        ("ԵՐԵՎԱՆ, 6 ՀՈԿՏԵՄԲԵՐԻ, ԱՐՄԵՆՊՐԵՍ։ Կամուրջը բացվեց։", "Կամուրջը բացվեց։"),
        ("القاهرة - (رويترز): افتتح الجسر.", "افتتح الجسر."),
        ("ANKARA (AA) - Köprü açıldı.", "Köprü açıldı."),
    ],
)
def test_agencies_datelines_in_armenian_arabic_and_turkish_go(text: str, news: str) -> None:
    assert article_sentences(text, "hy" if news.endswith("։") else "ar") == [news]


def test_the_mark_of_a_tables_export_goes() -> None:
    assert article_sentences('"МОСКВА, 6 октября. /ТАСС/. Поезд ""Заря"" ушёл.') == ['Поезд ""Заря"" ушёл.']
    assert article_sentences('"Trains run," she said.') == ['"Trains run," she said.']


@pytest.mark.parametrize("notice", ["Материал доступен только подписчикам.", "Davamı üçün daxil olun."])
def test_who_may_read_is_no_news(notice: str) -> None:
    assert article_sentences(f"{notice} 2026.") == []


@pytest.mark.parametrize(
    "page",
    ["Related stories. Top comments. View comments. Sponsored content.", "Похожие новости. Показать комментарии.",
     "Son xəbərlər. Şərhlər.", "Benzer haberler. Yorumlar."],
)  # fmt: skip
def test_what_heads_a_pages_other_lists_goes_inside_a_line_too(page: str) -> None:
    assert article_sentences(f"{page} Trains will run. Nobody came.") == ["Trains will run.", "Nobody came."]
    news = "Top comments came from the minister."
    assert article_sentences(f"{page} {news}") == [news]
