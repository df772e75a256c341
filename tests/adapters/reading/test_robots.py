"""Sitemaps that robots.txt names."""

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.reading.robots import MOST_SITEMAPS, sitemaps
from bot.domain.model import FeedLink, Page


def found(text: str | bytes) -> list[str]:
    body = text.encode() if isinstance(text, str) else text
    return [link.url for link in sitemaps(Page(url="https://caliber.az/robots.txt", body=body))]


def test_those_of_news_come_first() -> None:
    text = (
        "User-agent: *\nDisallow: /admin\nSitemap: https://caliber.az/sitemap.xml\r\nsitemap: /news-sitemap.xml # x\n"
    )
    assert found(text) == ["https://caliber.az/news-sitemap.xml", "https://caliber.az/sitemap.xml"]
    page = Page(url="https://news.example/robots.txt", body=b"Sitemap: /a.xml")
    assert sitemaps(page) == (FeedLink("https://news.example/a.xml", how="robots"),)


def test_each_once_and_not_too_many() -> None:
    assert found("Sitemap: /a.xml\nSITEMAP : /a.xml\nSitemap: javascript:x\n# Sitemap: /b.xml") == [
        "https://caliber.az/a.xml"
    ]
    assert len(found("\n".join(f"Sitemap: /{i}.xml" for i in range(300)))) == MOST_SITEMAPS


@given(st.binary(max_size=200))
def test_never_raises(body: bytes) -> None:
    assert isinstance(found(b"Sitemap:" + body), list)
