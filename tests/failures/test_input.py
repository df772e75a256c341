"""Rows 22, 23 and 25 of what breaks news bots: hostile text, parsers that raise, charsets that lie."""

import codecs
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.reading import WebReader
from bot.adapters.reading.entries import LONGEST_CONTENT, LONGEST_TITLE
from bot.adapters.reading.feed import parse
from bot.domain.errors import Unreadable
from bot.domain.model import Entry, Page

NOW = datetime(2026, 11, 20, tzinfo=UTC)
URL = "https://site.example/feed.xml"
RUSSIAN = "Совет города Верхнеозерска закрыл старый мост, движение трамваев восстановят весной"


def page(text: str | bytes, content_type: str = "") -> Page:
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return Page(url=URL, body=body, content_type=content_type)


def rss(title: str, body: str = "Trams cross the river again.") -> str:
    return (
        f"<rss version='2.0'><channel><item><title>{title}</title><link>{URL}/1</link><description>{body}</description>"
        "</item><item><title>The next one</title></item></channel></rss>"
    )


def is_clean(entry: Entry) -> bool:
    text = "".join((entry.title, entry.summary, entry.content, entry.guid, *entry.authors, *entry.categories))
    text.encode()  # no lone surrogate
    return not any(sign in text for sign in ("\0", "\x0b", "\u202e", "\ufeff", "\x1b"))


@pytest.mark.parametrize(
    "title",
    [
        "Bread & butter",
        "Prices < last year",
        "A <b>bridge opens",
        "A \0bridge \x0b\x1bopens",
        "A \ud800bridge opens",
        "A \u202ebridge\u202c opens",
        "<![CDATA[A bridge <b>opens]]>",
        "&lt;script&gt;alert(1)&lt;/script&gt;A bridge opens",
        "bridge " * 100_000,
    ],
    ids=["ampersand", "less-than", "unclosed", "nul", "surrogate", "right-to-left", "cdata", "script", "long"],
)
def test_row_22_hostile_text_becomes_a_clean_item_and_the_next_is_read(title: str) -> None:
    first, second = parse(page(rss(title)), NOW).entries
    assert first.title
    assert len(first.title) <= LONGEST_TITLE
    assert is_clean(first)
    assert "alert(1)" not in first.title
    assert second.title == "The next one"


@pytest.mark.parametrize("body", ["Trams cross the river. " * 220_000, "&lt;b&gt;x&lt;/b&gt;" * 250_000])
def test_row_22_an_item_of_five_megabytes_is_cut(body: str) -> None:
    first, second = parse(page(rss("A bridge opens", body)), NOW).entries
    assert (first.title, second.title) == ("A bridge opens", "The next one")
    assert max(len(first.summary), len(first.content)) <= LONGEST_CONTENT


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE rss "\\">' + rss("A bridge opens"),
        rss("A bridge &#1114112;opens"),
        rss("A bridge &#xD800;opens"),
        rss(f"A bridge &#{'9' * 9000};opens"),
        "<!DOCTYPE rss [" + rss("A bridge opens"),
        '<?xml version="1.0" encoding="utf-7"?>' + rss("A bridge opens"),
    ],
    ids=["backslash", "beyond-unicode", "surrogate", "digits", "unclosed", "utf-7"],
)
def test_row_23_what_makes_a_parser_raise_is_read(document: str) -> None:
    first, second = parse(page(document), NOW).entries
    assert (first.title, second.title) == ("A bridge opens", "The next one")


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_row_23_no_mutation_of_a_feed_raises_anything_but_unreadable(data: st.DataObject) -> None:
    text = '<!DOCTYPE rss [<!ENTITY a "b">]>' + rss("A &amp; B &#65;", "<![CDATA[<p>x</p>]]>")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        junk = st.sampled_from(
            ["<", ">", "&", "&#", "]]>", "<![CDATA[", "<!", "<?", "\\", "'", '"', "\0", "\udfff", "{"]
        )
        cut = data.draw(st.integers(0, 30))
        text = text[:at] + data.draw(junk | st.text(max_size=5)) + text[at + cut :]
    try:
        feed = parse(page(text), NOW)
    except Unreadable as error:
        assert "\n" not in str(error)
        return
    assert all(map(is_clean, feed.entries))


async def test_row_23_a_source_that_cannot_be_read_leaves_the_others_alone() -> None:
    async with WebReader() as reader:
        for broken in ("<rss><channel><title>", "<" * 100, "[" * 100_000, "\0\0\0"):
            with pytest.raises(Unreadable):
                await reader.feed(page(broken))
            assert len((await reader.feed(page(rss("A bridge opens")))).entries) == 2


@pytest.mark.parametrize(
    "document",
    [
        rss("x", "<a>" * 20_000),
        rss("x", "&" * 300_000),
        rss("x", "<" * 300_000),
        "<!--" * 200_000,
        "<urlset>" + "<url><loc>/1</loc></url>" * 30_000,
        "<sitemapindex>" + "<sitemap><loc>/1</loc></sitemap>" * 20_000,
        "<rss version='2.0'><channel><item><title>x</title>"
        + "<author>a</author>" * 40_000
        + "</item></channel></rss>",
    ],
    ids=["deep", "ampersands", "less-thans", "comments", "sitemap", "index", "authors"],
)
def test_row_22_no_text_is_quadratic(document: str) -> None:
    started = time.thread_time()
    with suppress(Unreadable):
        parse(page(document), NOW)
    assert time.thread_time() - started < 8  # most take a tenth of a second; quadratic ones took a minute


def labelled(label: str) -> str:
    return (f'<?xml version="1.0" encoding="{label}"?>' if label else "") + rss(RUSSIAN, RUSSIAN)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (labelled("windows-1251").encode("cp1251"), "text/xml; charset=windows-1251"),
        (labelled("windows-1251").encode("cp1251"), "text/xml; charset=utf-8"),
        (labelled("").encode("cp1251"), "text/xml; charset=iso-8859-1"),
        (labelled("koi8-r").encode("koi8-r"), "application/rss+xml"),
        (labelled("utf-8").encode("koi8-r"), "text/xml; charset=windows-1251"),
        (labelled("").encode("koi8-r"), ""),
        (labelled("windows-1251").encode(), "text/xml; charset=windows-1251"),
        (codecs.BOM_UTF8 + labelled("koi8-r").encode(), "text/xml; charset=koi8-r"),
        (labelled("utf-16").encode("utf-16"), "text/xml; charset=utf-8"),
        (labelled("").encode("utf-16-le"), "text/html"),
        (codecs.BOM_UTF16_BE + labelled("").encode("utf-16-be"), ""),
    ],
)
def test_row_25_the_same_text_whatever_the_charset_and_its_labels(body: bytes, content_type: str) -> None:
    first = parse(page(body, content_type), NOW).entries[0]
    assert first.title == first.summary == RUSSIAN
