"""Which articles are one item in two languages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.editions import WINDOW, Candidate, find

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SITE = "https://herald.example"
EN = Candidate(1, 1, "en", "Port of Lakeport reopens", f"{SITE}/en/post/port-reopens-today", NOW)
RU = Candidate(2, 2, "ru", "Порт Лейкпорта открылся", f"{SITE}/post/port-otkrylsya", NOW)
PICTURE = f"{SITE}/media/port-71.jpg"
FIGURES = "Of 119 ships 84 left by noon in 2026."
SAME_FIGURES = "В 2026 году из 119 судов 84 вышли до полудня, ещё 5 ждут."
SLUG = "port-of-lakeport"
LONG = "port-of-lakeport-reopens-after-repairs"


def test_nothing_in_common_is_no_edition() -> None:
    assert find(RU, [EN]) is None
    assert find(RU, []) is None


@pytest.mark.parametrize(
    ("new", "other"),
    [
        (replace(RU, url=f"{SITE}/{LONG}"), replace(EN, url=f"{SITE}/en/{LONG}.html")),
        (replace(RU, url=f"{SITE}/{SLUG}", image=PICTURE), replace(EN, url=f"{SITE}/en/{SLUG}", image=PICTURE)),
        (replace(RU, url=f"{SITE}/71542-port", image=PICTURE), replace(EN, url=f"{SITE}/en/71542", image=PICTURE)),
        (replace(RU, url=f"{SITE}/71542", text=SAME_FIGURES), replace(EN, url=f"{SITE}/en/71542", text=FIGURES)),
        (replace(RU, image=PICTURE, text=SAME_FIGURES), replace(EN, image=PICTURE, text=FIGURES)),
    ],
    ids=["long slug", "slug and picture", "number and picture", "number and figures", "picture and figures"],
)
def test_what_translators_leave_as_it_is(new: Candidate, other: Candidate) -> None:
    assert find(new, [other]) == other
    assert find(replace(new, language="en"), [other]) is None
    assert find(replace(new, language=""), [other]) is None
    assert find(new, [replace(other, language="")]) is None
    assert find(new, [replace(other, published=NOW + WINDOW)]) is not None
    assert find(new, [replace(other, published=NOW - WINDOW - timedelta(seconds=1))]) is None
    assert find(new, [replace(other, url=other.url.replace("herald", "wire"))]) is None
    two, three = replace(new, title="Погибли 2 человека"), replace(other, title="3 people died")
    assert find(two, [three]) is None
    assert find(two, [replace(three, title="2 people died")]) is not None


@pytest.mark.parametrize(
    ("new", "other"),
    [
        (replace(RU, image=PICTURE), replace(EN, image=PICTURE)),
        (replace(RU, url=f"{SITE}/ru/4021"), replace(EN, url=f"{SITE}/en/4021")),
        (
            replace(RU, url=f"{SITE}/ru/topic-1000/pogoda", image=PICTURE),
            replace(EN, url=f"{SITE}/en/topic-1000/budget", image=PICTURE),
        ),
        (replace(RU, url=f"{SITE}/ru/2/news-of-the-day"), replace(EN, url=f"{SITE}/en/9/news-of-the-day")),
        (replace(RU, text=SAME_FIGURES), replace(EN, text=FIGURES)),
        (replace(RU, image=PICTURE, text="In 2026, 119."), replace(EN, image=PICTURE, text="In 2026, 119.")),
        (
            replace(RU, image=PICTURE, url=f"{SITE}/20261201-pogoda"),
            replace(EN, image=PICTURE, url=f"{SITE}/en/20261201-budget"),
        ),
    ],
    ids=["stock picture", "counters", "number of a topic", "rubric", "figures alone", "one figure", "date"],
)
def test_one_sign_alone_joins_nothing(new: Candidate, other: Candidate) -> None:
    assert find(new, [other]) is None


def test_where_more_than_one_item_would_do_none_does() -> None:
    new = replace(RU, image=PICTURE, text=SAME_FIGURES)
    one, other = replace(EN, image=PICTURE, text=FIGURES), replace(EN, item_id=3, image=PICTURE, text=FIGURES)
    assert find(new, [one, other]) is None
    assert find(new, [one, replace(other, item_id=1, language="az")]) == one
