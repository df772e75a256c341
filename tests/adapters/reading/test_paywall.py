"""Teasers told from articles."""

import json

import pytest

from bot.adapters.reading.paywall import is_invitation, told, without_offer
from bot.domain.errors import Unreadable
from tests.adapters.reading.pages import PARAGRAPHS, caliber
from tests.adapters.reading.test_page import TEXT, read

OFFER = "<div class=offer><h2>{}</h2><p>From 1 dollar a month, and all is yours without limits.</p></div>"


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to continue reading",
        "Log in or subscribe to read the full story",
        "This article is for subscribers only",
        "Подпишитесь, чтобы продолжить чтение",
        "Чтобы дочитать, оформите подписку",
        "Материал доступен только подписчикам",
        "Davamını oxumaq üçün abunə olun",
        "Bu material yalnız abunəçilər üçündür.",
        "Բաժանորդագրվեք՝ կարդալը շարունակելու համար",
        "Okumaya devam etmek için abone olun",
    ],
)
def test_invitations(line: str) -> None:
    assert is_invitation(line)
    paid = read(caliber().replace("</div>\n<div>By", OFFER.format(line) + "</div>\n<div>By"))
    assert paid.paywalled
    assert paid.text == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to our Telegram channel",
        "Подпишитесь на наш канал",
        "Readers who subscribe to continue reading are told to pay twice, a court has found, and "
        "the site has to mend it "
        "within a month, or to pay a fine that is ten times as high.",
        "Abunə olun",
    ],
)
def test_no_invitations(line: str) -> None:
    assert not is_invitation(line)
    assert not read(caliber().replace("<div>By Naila", f"<div>{line}</div><div>By Naila")).paywalled


def test_what_the_page_says_of_itself() -> None:
    node = {"@type": "NewsArticle", "headline": "T", "isAccessibleForFree": False}
    script = f"<script type='application/ld+json'>{json.dumps(node)}</script>"
    assert read(caliber(head=script)).paywalled
    assert told({"isAccessibleForFree": "https://schema.org/False"}, {})
    assert told({}, {"article:content_tier": "locked"})
    assert not told({"isAccessibleForFree": "True"}, {"article:content_tier": "metered"})
    assert not told({}, {})


def test_a_plea_in_the_midst_of_an_article_cuts_nothing() -> None:
    lines = ["A beginning.", "Subscribe to continue reading", *PARAGRAPHS * 9]
    assert without_offer(lines) == (["A beginning.", *PARAGRAPHS * 9], False)
    assert without_offer(["A beginning.", "Subscribe to continue reading", "From 1 dollar"]) == (["A beginning."], True)


def test_the_box_with_its_known_class() -> None:
    assert read(
        caliber().replace("<div>By Naila", "<div><div class='paywall-box'>Plans</div></div><div>By Naila")
    ).paywalled


def test_one_sentence_before_a_paywall_is_a_teaser() -> None:
    node = {"@type": "NewsArticle", "headline": "A bridge opens", "isAccessibleForFree": False}
    script = f"<script type='application/ld+json'>{json.dumps(node)}</script>"
    page = "<html><head>{}</head><body><h1>A bridge opens</h1><article><p>Trams cross the river again.</p></article>{}"
    teaser = read(page.format(script, "<p>Subscribe to read on.</p>"))
    assert (teaser.text, teaser.paywalled) == ("Trams cross the river again.", True)
    with pytest.raises(Unreadable):
        read(page.format("", ""))
