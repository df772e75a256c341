"""Which articles are one item in two languages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.editions import CLOSE, WINDOW, Candidate, find

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
EN = Candidate(1, 1, "en", "Port of Lakeport reopens", "https://herald.example/en/post/port-reopens-today", NOW)
RU = Candidate(2, 2, "ru", "Порт Лейкпорта открылся", "https://herald.example/post/port-otkrylsya", NOW)
PICTURE = "https://herald.example/media/port-71.jpg"


def test_nothing_in_common_is_no_edition() -> None:
    assert find(RU, [EN]) is None
    assert find(RU, []) is None


@pytest.mark.parametrize(
    "other",
    [
        replace(EN, url="https://herald.example/en/post/port-otkrylsya-segodnya.html"),
        replace(EN, url="https://herald.example/en/news/71542", published=NOW + CLOSE),
        replace(EN, image=PICTURE, published=NOW - CLOSE),
    ],
    ids=["slug", "number", "picture"],
)
def test_what_translators_leave_as_it_is(other: Candidate) -> None:
    new = replace(RU, url="https://herald.example/post/port-otkrylsya-segodnya", image=PICTURE)
    if other.url.endswith("71542"):
        new = replace(new, url="https://herald.example/news/71542-port")
    assert find(new, [other]) == other
    assert find(replace(new, language="en"), [other]) is None
    assert find(replace(new, language=""), [other]) is None
    assert find(new, [replace(other, language="")]) is None
    assert find(new, [replace(other, published=NOW + WINDOW + timedelta(seconds=1))]) is None
    assert find(new, [replace(other, url=other.url.replace("herald", "wire"))]) is None


def test_other_numbers_in_the_titles_are_another_article() -> None:
    new, other = (replace(each, image=PICTURE) for each in (RU, EN))
    two, three = replace(new, title="Погибли 2 человека"), replace(other, title="3 people died")
    assert find(two, [three]) is None
    assert find(two, [replace(three, title="2 people died")]) is not None
    assert find(two, [replace(three, title="People died")]) is not None


def test_a_picture_of_two_articles_says_nothing_unless_they_are_one_item() -> None:
    new = replace(RU, image=PICTURE)
    one, other = replace(EN, image=PICTURE), replace(EN, article_id=3, item_id=3, image=PICTURE)
    assert find(new, [one, other]) is None
    assert find(new, [one, replace(other, item_id=1, language="az")]) == one


@pytest.mark.parametrize("url", ["https://herald.example/2026/12/01/", "https://herald.example/news/20261201/"])
def test_a_date_is_no_number_of_an_article(url: str) -> None:
    assert find(replace(RU, url=url + "port"), [replace(EN, url=url + "harbour")]) is None


def test_a_short_slug_is_not_the_articles_own() -> None:
    url = "https://herald.example/{}/breaking-news"
    assert find(replace(RU, url=url.format("ru")), [replace(EN, url=url.format("en"))]) is None
