"""Articles on their pages: the words of the article, and none of the furniture."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.reading.page import extract
from bot.domain.errors import Unreadable
from bot.domain.model import Page, PageText
from tests.adapters.reading.pages import OTHERS, PARAGRAPHS, caliber

NOW = datetime(2026, 11, 1, tzinfo=UTC)
URL = "https://caliber.az/en/post/rail"
EVENING = datetime(2024, 10, 6, 18, 4, tzinfo=UTC)
TEXT = "\n".join(PARAGRAPHS)


def read(html: str | bytes, *, url: str = URL, content_type: str = "text/html; charset=utf-8") -> PageText:
    body = html.encode() if isinstance(html, str) else html
    return extract(Page(url=url, body=body, content_type=content_type), NOW, ZoneInfo("Asia/Baku"))


def test_a_page_full_of_furniture_gives_the_article_alone() -> None:
    assert read(caliber()) == PageText(
        text=TEXT,
        title="Ministers agree on a rail corridor through the mountains",
        authors=("Naila Example",),
        published=EVENING,
        image="https://caliber.az/media/rail.jpg",
        section="WORLD",
        language="en",
        canonical=URL,
    )


@pytest.mark.parametrize("many", [1, 2, 3])
def test_short_news_too(many: int) -> None:
    assert read(caliber(paragraphs=PARAGRAPHS[:many])).text == "\n".join(PARAGRAPHS[:many])


def test_in_russian_and_azerbaijani() -> None:
    russian = (
        "Министры трёх стран договорились построить железную дорогу через северные горы, завершив переговоры.",
        "Линия протянется на 214 километров; первые грузовые поезда пойдут весной, сообщил министр транспорта.",
    )
    page = caliber("Министры договорились", "Мир", "6 октября 2024, 22:04", paragraphs=russian)
    for english, word in (
        ("By Naila Example", "Автор: Наиля Пример"),
        ("Views:", "Просмотров:"),
        ("Share:", "Поделиться:"),
    ):
        page = page.replace(english, word)
    page = (
        page.replace("Related news", "Другие новости")
        .replace("Latest news", "Последние новости")
        .replace("Print", "Печать")
    )
    found = read(page)
    assert (found.text, found.authors, found.published) == ("\n".join(russian), ("Наиля Пример",), EVENING)

    azerbaijani = (
        "Üç ölkənin nazirləri şimal dağlarından keçən dəmir yolunun çəkilməsi barədə razılığa gəliblər.",
        "Xəttin uzunluğu 214 kilometr olacaq, ilk yük qatarları gələn yaz yola düşəcək, deyə nazir bildirib.",
    )
    page = caliber("Nazirlər razılığa gəldilər", "Dünya", "6 oktyabr 2024 22:04", paragraphs=azerbaijani)
    for english, word in (
        ("By Naila Example", "Müəllif: Nailə Nümunə"),
        ("Views:", "Baxış sayı:"),
        ("Share:", "Paylaş:"),
    ):
        page = page.replace(english, word)
    found = read(page.replace("Related news", "Digər xəbərlər").replace("Latest news", "Son xəbərlər"))
    assert (found.text, found.authors, found.published) == ("\n".join(azerbaijani), ("Nailə Nümunə",), EVENING)


def test_no_other_story_survives() -> None:
    text = read(caliber()).text
    assert not any(other in text for other in OTHERS)


def test_windows_1251_page_without_a_label() -> None:
    paragraph = "Министры трёх стран договорились построить железную дорогу через северные горы, завершив переговоры."
    html = f"<html><body><article><h1>Заголовок</h1><p>{paragraph}</p><p>{paragraph[::-1]}</p></article></body></html>"
    assert paragraph in read(html.encode("windows-1251"), content_type="text/html").text


BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
FURNITURE = (
    "<p>By Naila Example</p><p>Caliber.Az</p><p>Views: 120</p><p>Share: Facebook X</p><p>06 October 2024 22:04</p>"
)


@pytest.mark.parametrize(
    ("this", "becomes"),
    [
        (BODY, "<br><br>".join(PARAGRAPHS)),
        (BODY, "".join(f"<div>{paragraph}</div>" for paragraph in PARAGRAPHS)),
        (BODY, "".join(f"<p><span>{paragraph}</span></p><p>&nbsp;</p>" for paragraph in PARAGRAPHS)),
        (BODY, BODY + FURNITURE),
        (BODY, BODY + "<p><b>More news:</b></p>" + "".join(f"<p><a href='/x'>{other}</a></p>" for other in OTHERS)),
        (
            BODY,
            BODY + "<h3>Related stories</h3><ul>" + "".join(f"<li><a>{other}</a></li>" for other in OTHERS) + "</ul>",
        ),
        (BODY, "<figure><img src='/media/rail.jpg'><figcaption>Photo: Agency</figcaption></figure>" + BODY),
        (BODY, BODY.replace("<p>The line", "<p><b>Read also:</b> <a href='/x'>A museum opens</a></p><p>The line")),
        ("<div>06 October 2024 22:04</div>", "<div><i></i> 06 October 2024 22:04</div>"),
        ("<div>06 October 2024 22:04</div>", "<div><span>6 October 2024</span> <span>22:04</span></div>"),
        (
            BODY,
            BODY.replace("<p>The line", "<blockquote class='twitter-tweet'><p>So it is!</p></blockquote><p>The line"),
        ),
        ("<h1>", "<div class='headline'>"),
    ],
)
def test_other_shapes_of_the_same_page(this: str, becomes: str) -> None:
    page = caliber().replace(this, becomes)
    found = read(page.replace("</h1>", "</div>") if "headline" in becomes else page)
    assert found == read(caliber())


# --- the head ----------------------------------------------------------------------------------------------


def test_json_ld_speaks_first() -> None:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "name": "x"},
            {
                "@type": ["NewsArticle"],
                "headline": "A headline &amp; more",
                "author": [{"@type": "Person", "name": "By A. Example"}, "B. Sample"],
                "datePublished": "2024-10-06T22:04:00+04:00",
                "image": {"@type": "ImageObject", "url": "/ld.jpg"},
                "articleSection": ["Economy"],
                "inLanguage": "en-GB",
                "publisher": {"name": "Caliber.Az"},
            },
        ],
    }
    head = f"""<script type="application/ld+json">{json.dumps(data)}</script>
    <script type="application/ld+json">{{broken</script>
    <link rel="canonical" href="/en/post/rail-corridor?utm_source=x">
    <meta property="og:title" content="Another">"""
    found = read(caliber(head=head))
    assert found.title == "A headline & more"
    assert found.authors == ("A. Example", "B. Sample")
    assert found.published == EVENING
    assert found.image == "https://caliber.az/ld.jpg"
    assert found.section == "Economy"
    assert found.language == "en-gb"
    assert found.canonical == "https://caliber.az/en/post/rail-corridor?utm_source=x"
    assert found.text == TEXT


def test_open_graph_and_meta() -> None:
    head = """<meta property="og:title" content="Ministers agree on a rail corridor through the mountains | Caliber.Az">
    <meta property="og:url" content="https://caliber.az/en/post/rail">
    <meta property="og:image" content="//cdn.caliber.az/og.jpg">
    <meta name="author" content="Naila Example">
    <meta property="article:published_time" content="2024-10-06T18:04:00Z">
    <meta property="article:section" content="World"><meta property="og:site_name" content="Caliber.Az">
    <meta name="empty" content=""><meta content="nameless">"""
    found = read(caliber(head=head, date="", author="Somebody Else"))
    assert found.title == "Ministers agree on a rail corridor through the mountains"
    assert found.image == "https://cdn.caliber.az/og.jpg"
    assert found.authors == ("Naila Example",)
    assert (found.published, found.section, found.canonical) == (EVENING, "World", URL)


def test_a_time_element() -> None:
    page = caliber(date='<time datetime="2024-10-06T22:04">two years ago</time>')
    assert read(page).published == EVENING


def test_a_canonical_address_that_is_the_front_page_is_a_mistake() -> None:
    assert read(caliber(head='<link rel="canonical" href="/en/">')).canonical == URL


def test_a_bare_page_says_little() -> None:
    html = "<title>Only a title</title>" + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    found = read(html)
    assert (found.text, found.title) == (TEXT, "Only a title")
    assert (found.authors, found.published, found.image, found.section, found.language) == ((), None, "", "", "")


def test_byline_in_the_foot_of_an_article() -> None:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    foot = "<footer><p>By <a href='/n'>Naila Example</a></p></footer>"
    html = f"<html><body><article><h1>T</h1>{paragraphs}{foot}</article></body></html>"
    assert read(html).authors == ("Naila Example",)


# --- what is no article ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"%PDF-1.7", "no web page"),
        (b"\x89PNG\r\n\x1a\n", "no web page"),
        (b"just words, no page", "no web page"),
        (b'{"json": true}', "no web page"),
        (b"<html><body></body></html>", "no article"),
        (b"<html><!-- x --></html>", "no article|empty"),
        (b"<html><body><form><input type=password><p>Log in</p></form></body></html>", "login page"),
        (b"<html><body><nav><a href=/>Home</a></nav><p>404</p></body></html>", "no article"),
    ],
)
def test_what_is_no_article(body: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(body)


def test_very_short_news_is_found_where_the_page_marks_it() -> None:
    text = "The bridge was opened on Monday, two months ahead of its schedule."
    assert read(f"<html><body><div itemprop='articleBody'>{text}</div></body></html>").text == text


def test_a_deep_page_is_no_danger() -> None:
    with pytest.raises(Unreadable):
        read("<html><body>" + "<div>" * 100_000 + "x")


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=100), st.integers(0, 3000), st.integers(0, 400))
def test_damaged_pages_are_articles_or_unreadable(noise: bytes, start: int, length: int) -> None:
    body = caliber().encode()
    try:
        assert read(body[:start] + noise + body[start + length :]).text
    except Unreadable as error:
        assert str(error)
