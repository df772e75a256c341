"""Row 24, for article pages: what comes with status 200 and is no article is told apart, and loses nothing."""

import json

import pytest

from bot.domain.article import draw_up
from bot.domain.errors import Unreadable
from bot.domain.model import Entry, PageText
from tests.adapters.reading.pages import PARAGRAPHS, caliber
from tests.adapters.reading.test_page import TEXT, read
from tests.domain.test_article import draft

ERROR = "<html><head><title>{0} | Caliber.Az</title></head><body><h1>{0}</h1><p>It may have been moved, or its address "
ERROR += "was mistyped. Go to the front page and look for it there, or write to us.</p></body></html>"


@pytest.mark.parametrize(
    "title",
    ["404 Not Found", "Page not found", "Error 404", "Страница не найдена", "Səhifə tapılmadı", "Էջը չի գտնվել"]
    + ["Sayfa bulunamadı", "404", "This page does not exist"],
)
def test_row_24_an_error_page_is_no_article(title: str) -> None:
    with pytest.raises(Unreadable, match="no such page"):
        read(ERROR.format(title))


def test_row_24_an_article_about_an_error_is_one() -> None:
    for title in ("404 days without rain", "Not found for ninety years: a painter", "Страница истории перевёрнута"):
        assert read(caliber(title)).text == TEXT


def test_row_24_a_check_of_browsers_and_a_login_are_told_apart() -> None:
    challenge = (
        "<html><head><title>Just a moment...</title></head><body><p>Enable JavaScript and cookies to continue</p>"
    )
    challenge += "<script>window._cf_chl_opt={};</script></body></html>"
    with pytest.raises(Unreadable, match="blocks this server"):
        read(challenge)
    with pytest.raises(Unreadable, match="login page"):
        read("<html><title>Log in</title><body><form><input name=login><input type=password></form></body></html>")


@pytest.mark.parametrize(
    "root", ["<div id=root></div>", "<div id=__next></div>", "<noscript>Enable JavaScript</noscript>"]
)
def test_row_24_an_empty_shell_says_what_it_waits_for(root: str) -> None:
    with pytest.raises(Unreadable, match="JavaScript"):
        read(f"<html><head><title>News</title></head><body>{root}<script src=/app.js></script></body></html>")


def test_row_24_a_shell_whose_json_ld_carries_the_text_is_read() -> None:
    node = {"@type": "NewsArticle", "headline": "Ministers agree", "articleBody": "\n".join(PARAGRAPHS)}
    head = f"<script type='application/ld+json'>{json.dumps(node)}</script>"
    assert read(f"<html><head>{head}</head><body><div id=root></div></body></html>").text.startswith(PARAGRAPHS[0])


def test_row_24_an_unreadable_page_loses_no_item() -> None:
    article = draw_up(draft(Entry("A bridge opens", summary="It is long.", media="video")), PageText(), {})
    assert (article.title, article.text, article.media) == ("A bridge opens", "It is long.", "video")
