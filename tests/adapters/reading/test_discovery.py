"""Which feed belongs to a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.reading.discovery import MOST_LINKS, announced
from bot.domain.model import FeedLink, Page

RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"


def found(
    head: str, *, url: str = "https://caliber.az/en/", body: str = "", lang: str = "", headers: tuple[str, ...] = ()
) -> list[str]:
    html = f"<!DOCTYPE html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>"
    return [link.url for link in announced(Page(url=url, body=html.encode(), link_headers=headers))]


def link(href: str, kind: str = RSS, rest: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" {rest}>'


def test_what_a_head_announces() -> None:
    page = Page(
        url="https://caliber.az/en/", body=link("/rss.xml", rest='title="All &amp; news" hreflang="en-GB"').encode()
    )
    assert announced(page) == (FeedLink("https://caliber.az/rss.xml", "All & news", "en-gb"),)


@pytest.mark.parametrize(
    "tag",
    [
        link("rss.xml"),
        link("rss.xml", ATOM),
        link("rss.xml", JSON),
        link("rss.xml", "APPLICATION/RSS+XML; charset=utf-8"),
        link("rss.xml", "text/xml"),
        '<link rel="feed" href="rss.xml">',
        '<link rel="home Alternate" type="application/rss+xml" href="//caliber.az/en/rss.xml">',
        '<base href="/en/sub/"><link rel="alternate" type="application/rss+xml" href="../rss.xml">',
        '<a href="rss.xml">RSS</a>',
    ],
)
def test_ways_to_announce(tag: str) -> None:
    assert found(tag) == ["https://caliber.az/en/rss.xml"]


@pytest.mark.parametrize(
    "tag",
    [
        link("/en/", "text/html"),
        link("/wp-json/posts/1", "application/json"),
        link("javascript:alert(1)"),
        link(""),
        link("https://caliber.az/en/"),  # the page itself
        '<link rel="stylesheet" type="text/css" href="/feed.css">',
        '<a href="/about">About our feeds</a>',
        '<a href="https://other.example/rss.xml">a neighbour</a>',
    ],
)
def test_what_is_no_feed(tag: str) -> None:
    assert found(tag) == []


def test_link_headers() -> None:
    first = f'</feed>; rel="alternate"; type="{RSS}"; title="News, all"'
    header = f"{first}, <https://hub.example/>; rel=hub, </f>; rel=alternate; type={JSON}"
    assert found("", headers=(header, "nonsense", "<x>;;;")) == ["https://caliber.az/feed", "https://caliber.az/f"]


@pytest.mark.parametrize("order", [1, -1])
def test_the_best_is_the_pages_own(order: int) -> None:
    tags = [
        link("/rss.xml"),
        link("/en/rss.xml"),
        link("/ru/rss.xml"),
        link("/en/comments/feed/"),
        link("/en/world/rss.xml"),
    ][::order]
    assert found("".join(tags))[0] == "https://caliber.az/en/rss.xml"
    assert found("".join(tags))[-1] == "https://caliber.az/en/comments/feed/"
    assert found("".join(tags), url="https://caliber.az/ru/x")[0] == "https://caliber.az/ru/rss.xml"
    assert found("".join(tags), url="https://caliber.az/")[0] == "https://caliber.az/rss.xml"
    assert found("".join(tags), url="https://caliber.az/en/world/")[0] == "https://caliber.az/en/world/rss.xml"


@pytest.mark.parametrize("order", [1, -1])
def test_the_pages_language_decides_where_paths_do_not(order: int) -> None:
    tags = [link("/feed-1", rest='hreflang="az"'), link("/feed-2", rest='hreflang="ru"')][::order]
    assert found("".join(tags), url="https://caliber.az/", lang="ru")[0] == "https://caliber.az/feed-2"


def test_what_is_announced_comes_before_what_is_only_linked() -> None:
    assert found(link("/a/b/c/feed.xml"), body='<a href="/rss.xml">RSS</a>') == [
        "https://caliber.az/a/b/c/feed.xml",
        "https://caliber.az/rss.xml",
    ]


def test_each_once_and_not_too_many() -> None:
    assert found(link("/rss.xml") + link("https://www.caliber.az/rss.xml?utm_source=x")) == [
        "https://caliber.az/rss.xml"
    ]
    assert len(found("".join(link(f"/{i}/rss.xml") for i in range(300)))) == MOST_LINKS


@given(st.binary(max_size=200), st.lists(st.text(max_size=60), max_size=3))
def test_never_raises(body: bytes, headers: list[str]) -> None:
    page = Page(url="https://caliber.az/", body=b"<link rel=alternate " + body, link_headers=tuple(headers))
    assert isinstance(announced(page), tuple)


@pytest.mark.parametrize("body", [b"", b"\0", b"plain text", b"\x89PNG", b"<", b"{}"])
def test_what_is_no_page_announces_nothing(body: bytes) -> None:
    assert announced(Page(url="https://caliber.az/", body=body)) == ()
