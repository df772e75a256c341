"""Addresses of articles: readable, short, plain, and never the same twice."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.newsroom.slugs import slug


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ministers agree on a rail corridor", "ministers-agree-on-a-rail-corridor-7"),
        ("It’s 4–1: Seven Hills win", "it-4-1-seven-hills-win-7"),
        ("Şəhərdə yeni körpü açılıb", "seherde-yeni-korpu-acilib-7"),
        ("Съезд юных щёголей — объявлен", "sezd-yunykh-shchegoley-obyavlen-7"),
        ("市場", "7"),
    ],
)
def test_a_title_becomes_latin_letters_digits_and_hyphens(title: str, expected: str) -> None:
    assert slug(title, 7) == expected


@given(st.text(max_size=300), st.integers(1, 20_000))
def test_any_text_becomes_a_short_plain_slug_of_its_own(title: str, number: int) -> None:
    made = slug(title, number)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 70
    assert made != slug(title, number + 1)
