"""Where feeds are looked for, and which of several is nearest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import links
from bot.domain.discovery import MOST_GUESSES, distance, language_on, well_known
from bot.domain.model import FeedLink


def paths(url: str) -> list[str]:
    return [guess.url.partition("://")[2].partition("/")[2] for guess in well_known(url)]


def test_below_the_pages_own_path_first_then_at_the_root() -> None:
    guesses = paths("https://caliber.az/en/")
    assert guesses[0] == "en/feed/"
    assert guesses.index("en/rss.xml") < guesses.index("rss.xml") < guesses.index("news-sitemap.xml")
    assert {guess.how for guess in well_known("https://caliber.az/en/")} == {"guess"}


def test_a_deep_page_belongs_to_its_folder_and_its_language() -> None:
    guesses = paths("https://caliber.az/en/world/asia/")
    assert guesses[0] == "en/world/asia/feed/"
    assert "en/feed/" in guesses
    assert "rss.xml" in guesses
    assert "en/world/feed/" not in guesses


@pytest.mark.parametrize("leaf", ["index.html", "ministers-agree-on-a-rail-corridor-and-a-tunnel"])
def test_nothing_lives_under_a_page(leaf: str) -> None:
    assert paths(f"https://caliber.az/en/{leaf}")[0] == "en/feed/"
    assert paths(f"https://caliber.az/{leaf}")[0] == "feed/"


def test_nothing_is_guessed_that_was_asked_or_is_no_address() -> None:
    assert "rss.xml" not in paths("https://caliber.az/rss.xml")
    assert well_known("ftp://caliber.az/") == well_known("caliber") == ()


@given(st.text(max_size=60))
def test_guesses_are_few_and_of_the_same_site(rest: str) -> None:
    guesses = well_known(f"https://caliber.az/{rest}")
    assert len({guess.url for guess in guesses}) == len(guesses) <= MOST_GUESSES
    assert all(links.host(guess.url) == "caliber.az" for guess in guesses)


def test_the_nearest_is_in_the_pages_language_and_below_its_path() -> None:
    page = "https://caliber.az/ru/mir/"
    near_to_far = [
        FeedLink("https://caliber.az/ru/mir/rss.xml"),
        FeedLink("https://caliber.az/ru/rss.xml"),
        FeedLink("https://caliber.az/rss.xml"),
        FeedLink("https://caliber.az/ru-ru/rss.xml"),
        FeedLink("https://caliber.az/en/rss.xml"),
        FeedLink("https://caliber.az/ru/rss.xml", how="body"),
        FeedLink("https://caliber.az/ru/comments/rss.xml"),
    ]
    far_to_near = near_to_far[::-1]  # sorting is stable
    ordered = sorted(far_to_near, key=lambda link: distance(link, page))
    assert [ordered[0], *ordered[-3:]] == [near_to_far[0], *near_to_far[-3:]]
    assert set(ordered[1:4]) == set(near_to_far[1:4])


def test_a_language_is_told_by_the_link_before_its_path_and_by_the_path_before_the_page() -> None:
    home = "https://caliber.az/"
    tagged, untagged = FeedLink("https://caliber.az/1.xml", language="az-az"), FeedLink("https://caliber.az/2.xml")
    assert distance(tagged, home, "az") == distance(untagged, home, "az")
    assert distance(tagged, home, "ru") > distance(untagged, home, "ru")
    assert distance(tagged, "https://caliber.az/az/", "ru") == distance(untagged, "https://caliber.az/az/", "ru")


@pytest.mark.parametrize(
    ("markup", "language"),
    [
        ('<!doctype html><html lang="az">', "az"),
        ("<!-- a page -->\n<HTML class=no-js\n LANG=RU-ru prefix='og: https://ogp.me/ns#'>", "ru"),
        ("<html xmlns='http://www.w3.org/1999/xhtml' xml:lang='hy'>", "hy"),
        ("<html lang=''>", ""),
        ("<html data-lang='ru'>", ""),
        ("<html lang='english'>", ""),
        ("<html><body lang='ru'>", ""),
        ("<html><p> lang=ru", ""),
        ("", ""),
    ],
)
def test_the_language_that_a_page_says_it_is_in(markup: str, language: str) -> None:
    assert language_on(markup) == language
