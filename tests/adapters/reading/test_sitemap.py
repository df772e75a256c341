"""News sitemaps are feeds; plain ones are not; an index names parts."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.reading.entries import MOST_ENTRIES
from bot.adapters.reading.feed import parse
from bot.adapters.reading.sitemap import MOST_PARTS
from bot.domain.errors import Unreadable
from bot.domain.model import Alternate, Entry, Feed, Page

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
RAIL = """<url><loc>https://caliber.az/en/post/rail?a=1&amp;b=2</loc><lastmod>2026-10-06</lastmod>
<news:news><news:publication><news:name>Example Daily</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-10-06T22:04:00+04:00</news:publication_date>
<news:title>Ministers agree on rail &amp; &lt;road&gt;</news:title><news:keywords>World, Transport</news:keywords>
</news:news>
<xhtml:link rel="alternate" hreflang="ru" href="/ru/post/rail"/>
<xhtml:link rel="alternate" hreflang="x-default" href="/post/rail"/>
<image:image><image:loc>https://caliber.az/media/rail.jpg</image:loc></image:image></url>"""


def read(text: str | bytes, zone: str = "Asia/Baku") -> Feed:
    body = text.encode() if isinstance(text, str) else text
    return parse(Page(url="https://caliber.az/news-sitemap.xml", body=body), NOW, ZoneInfo(zone))


def urlset(*places: str, spaces: str = SPACES) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {spaces}>{"".join(places)}</urlset>'


def news(number: int, date: str = "2026-10-06") -> str:
    return (
        f"<url><loc>https://caliber.az/{number}</loc><news:news><news:title>Story {number}</news:title>"
        f"<news:publication_date>{date}</news:publication_date></news:news></url>"
    )


def index(*parts: str) -> str:
    return f"<sitemapindex {SPACES}>{''.join(f'<sitemap>{part}</sitemap>' for part in parts)}</sitemapindex>"


def test_a_news_sitemap_is_a_feed() -> None:
    feed = read(urlset(RAIL))
    assert (feed.kind, feed.title, feed.language) == ("sitemap", "Example Daily", "en")
    assert feed.entries == (
        Entry(
            title="Ministers agree on rail & <road>",
            url="https://caliber.az/en/post/rail?a=1&b=2",
            categories=("World", "Transport"),
            published=datetime(2026, 10, 6, 18, 4, tzinfo=UTC),
            image="https://caliber.az/media/rail.jpg",
            language="en",
            alternates=(Alternate("ru", "https://caliber.az/ru/post/rail"),),
        ),
    )


def test_a_date_alone_is_midnight_in_the_sites_zone() -> None:
    (entry,) = read(urlset(news(1))).entries
    assert entry.published == datetime(2026, 10, 5, 20, tzinfo=UTC)


def test_prefixes_need_not_be_declared_nor_ampersands_escaped() -> None:
    (entry,) = read(urlset(news(1).replace("Story", "Rail & road"), spaces="")).entries
    assert entry.title.split() in (["Rail", "&", "road", "1"], ["Rail", "road", "1"])


def test_pages_among_news_are_left_out() -> None:
    assert [entry.title for entry in read(urlset("<url><loc>https://caliber.az/</loc></url>", news(2))).entries] == [
        "Story 2"
    ]


def test_the_newest_of_too_many_are_kept_in_their_order() -> None:
    dates = [
        f"{NOW - timedelta(minutes=MOST_ENTRIES + 5 - number):%Y-%m-%dT%H:%MZ}" for number in range(MOST_ENTRIES + 5)
    ]
    entries = read(urlset(*(news(number, date) for number, date in enumerate(dates)))).entries
    assert len(entries) == MOST_ENTRIES
    assert entries[0].title == "Story 5"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (urlset("<url><loc>https://caliber.az/</loc></url>"), "a sitemap without news"),
        (urlset(), "a sitemap without news"),
        (index(), "names none"),
        (index("<loc>javascript:alert(1)</loc>"), "names none"),
        ("<urlset", "without news"),
    ],
)
def test_what_tells_of_no_news_is_said(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(text)


def test_of_an_index_those_of_news_come_first_then_the_newest() -> None:
    feed = read(
        index(
            "<loc>https://caliber.az/posts-1.xml</loc><lastmod>2026-09-01</lastmod>",
            "<loc>/posts-2.xml</loc><lastmod>2026-10-01T10:00:00Z</lastmod>",
            "<loc>/pages.xml</loc>",
            "<loc>/sitemap-news.xml</loc>",
        )
    )
    assert (feed.kind, feed.entries) == ("sitemapindex", ())
    assert [part.rpartition("/")[2] for part in feed.parts] == [
        "sitemap-news.xml",
        "posts-2.xml",
        "posts-1.xml",
        "pages.xml",
    ]


def test_without_dates_the_last_part_is_the_newest_and_parts_are_bounded() -> None:
    parts = read(index(*(f"<loc>/{number}.xml</loc>" for number in range(200)))).parts
    assert len(parts) == MOST_PARTS
    assert parts[0] == "https://caliber.az/199.xml"


def test_entities_never_expand() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "boom"}">' for n in range(12))
    feed = read(f"<!DOCTYPE urlset [{bomb}]>{urlset(news(1).replace('Story', '&e11; Story'))}")
    assert "boom" not in feed.entries[0].title
    outside = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert "root" not in read(outside + urlset(news(1).replace("Story", "&x;"))).entries[0].title


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_mutated_sitemap_is_read_or_refused(data: st.DataObject) -> None:
    text = urlset(RAIL, news(1))
    at = data.draw(st.integers(0, len(text)))
    junk = data.draw(st.text(max_size=10) | st.sampled_from(["<", "&", "]]>", "<!--", "</url>", "\0", "\ud800"]))
    cut = data.draw(st.integers(0, 20))
    try:
        feed = read((text[:at] + junk + text[at + cut :]).encode("utf-8", "surrogatepass"))
    except Unreadable:
        return
    assert all(entry.title or entry.url for entry in feed.entries)
