"""To which source an address belongs."""

import pytest

from bot.domain.belonging import is_own_address, source_of
from bot.domain.model import Source, SourceHealth


def known(source_id: str, url: str, feed_url: str = "") -> SourceHealth:
    return SourceHealth(Source(source_id, url), "ok", feed_url=feed_url)


SOURCES = (
    known("ru", "https://news.example/", "https://news.example/rss.xml"),
    known("en", "https://www.news.example/en/", "https://news.example/en/rss.xml"),
    known("sport", "https://news.example/en/sport"),
    known("fed", "https://fed.example/index.html", "https://feeds.example/fed/all.xml?x=1"),
    known("port", "http://news.example:8080/"),
    known("odd", "not an address"),
)


@pytest.mark.parametrize(
    ("url", "source_id"),
    [
        ("https://news.example/post/a", "ru"),
        ("https://news.example/", "ru"),
        ("http://m.news.example/en/post/a?utm_source=x", "en"),
        ("https://news.example/en/sport/a", "sport"),
        ("https://news.example/english/a", "ru"),
        ("https://fed.example/2026/a.html", "fed"),
        ("https://feeds.example/other/a", "fed"),
        ("http://news.example:8080/en/a", "port"),
        ("https://elsewhere.example/en/a", ""),
        ("nowhere", ""),
    ],
)
def test_the_source_that_shares_most_of_the_path(url: str, source_id: str) -> None:
    found = source_of(url, SOURCES)
    assert (found.source.id if found else "") == source_id


def test_a_source_knows_its_own_addresses() -> None:
    assert is_own_address("http://news.example/rss.xml?utm_medium=x", SOURCES[0])
    assert is_own_address("https://news.example", SOURCES[0])
    assert not is_own_address("https://news.example/post/a", SOURCES[0])
    assert not is_own_address("https://news.example/post/a", SOURCES[4])
