"""What the parsers get to see of documents made to be expensive."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.reading import bounds, feed, markup, page
from bot.domain.model import Page

NOW = datetime(2026, 11, 23, tzinfo=UTC)
URL = "https://site.example/a"
PARAGRAPH = "<p>The council said on Monday that the bridge would open in the spring, and trams would follow.</p>"


def rss(*items: str, end: str = "<ttl>5</ttl></channel></rss>") -> str:
    return f'<rss version="2.0"><channel><title>News</title>{"".join(items)}{end}'


def item(number: int, more: str = "") -> str:
    return f"<item><title>Tram {number}</title><link>https://site.example/{number}</link>{more}</item>"


def article(inner: str) -> Page:
    return Page(URL, f"<html><body><article><h1>Trams</h1>{inner}</article></body></html>".encode())


def test_a_page_is_cut_after_a_tag() -> None:
    body = "<p>ж</p>".encode() * 600_000
    seen = bounds.beginning(body)
    assert len(seen) <= bounds.LONGEST_BODY and seen.endswith(b">") and seen.decode()
    assert bounds.beginning(b"a" * 5_000_000) == b"a" * bounds.LONGEST_BODY
    assert bounds.beginning(b"<p>small") == b"<p>small"


def test_tags_that_no_template_writes_lose_their_attributes() -> None:
    many = " ".join(f"a{number}=1" for number in range(300))
    assert bounds.plain_tags(f"<article {many}>text</article>") == "<article>text</article>"
    assert bounds.plain_tags(f"<media:x {many}/>") == "<media:x/>"
    assert bounds.plain_tags(f'<img src="data:{"A" * 30_000}">') == "<img>"
    described = f'<meta content="{"a word " * 700}">'
    assert bounds.plain_tags(described) == described
    assert bounds.plain_tags("1 < 2 " + "a" * 30_000) == "1 < 2 " + "a" * 30_000


def test_no_element_of_a_tree_has_more_attributes_than_that() -> None:
    root = markup.parse(f"<p {' '.join(f'a{number}=1' for number in range(50_000))}>Trams.</p>")
    assert root is not None and max(len(each.attrib) for each in root.iter()) == 0


def test_texts_are_cut_but_scripts_are_not() -> None:
    long = "1." * bounds.LONGEST_TEXT
    root = markup.parse(f"<script>{long}</script><p>{long}<br>{long}</p>")
    bounds.cut_texts(root)
    assert root is not None
    lengths = {each.tag: (len(each.text or ""), len(each.tail or "")) for each in root.iter("script", "p", "br")}
    assert lengths == {"script": (len(long), 0), "p": (bounds.LONGEST_TEXT, 0), "br": (0, bounds.LONGEST_TEXT)}


def test_an_article_has_no_endless_text() -> None:
    found = page.extract(article("<p>" + "&#" * 500_000 + "</p>" + PARAGRAPH * 10), NOW)
    assert found.text.count("trams would follow") == 10 and len(found.text) < 2 * bounds.LONGEST_TEXT


def test_a_vast_page_is_read_without_a_second_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(page, "bare_extraction", asked.append)
    many = "".join(f"<p>Tram {number} was sent out again on day {number}.</p>" for number in range(bounds.MOST_VOTED))
    found = page.extract(article(many), NOW)
    assert not asked and len(found.text.split("\n")) > bounds.MOST_LINES - 10
    assert bounds.is_vast(markup.parse("<p>" + "a" * (bounds.LONGEST_VOTED + 1)))


@given(st.lists(st.text(max_size=9)))
def test_lines_within_the_bounds_are_all_kept(lines: list[str]) -> None:
    assert bounds.lines(lines) == lines


def test_lines_beyond_the_bounds_are_not() -> None:
    assert len(bounds.lines(["a"] * 9_000)) == bounds.MOST_LINES
    assert len(bounds.lines(["a" * 100_000] * 9)) == 4
    assert len(bounds.lines(["a" * 900_000, "b"])) == 1


def test_a_long_feed_keeps_its_first_entries_and_its_end() -> None:
    text = rss(*(item(number, f"<description>{'word ' * 2000}</description>") for number in range(700)))
    seen = bounds.whole_entries(text)
    assert len(seen) < bounds.LONGEST_FEED < len(text)
    assert seen.endswith("</item><ttl>5</ttl></channel></rss>") and seen.count("<item>") == seen.count("</item>") > 500
    wide = bounds.whole_entries(text.replace("Tram", "\U0001f68b"))
    assert len(wide) < bounds.LONGEST_FEED / 2


def test_a_feed_of_countless_elements_gives_those_that_stand_first() -> None:
    many = "".join(f"<category>c{number}</category>" for number in range(2000))
    found = feed.parse(Page(URL, rss(*(item(number, many) for number in range(40))).encode()), NOW)
    assert 5 < len(found.entries) < 40 and found.entries[0].title == "Tram 0"
    assert found.rhythm.every == 300  # what stands after the entries is read too


@pytest.mark.parametrize("end", ["", "</channel></rss>" + " " * 200_000])
def test_a_feed_without_a_usual_end_is_left_as_it_is(end: str) -> None:
    text = rss(item(1), "<x/>" * 50, end=end)
    assert bounds.whole_entries(text, 20) == text


def test_the_first_entry_is_kept_however_long_it_is() -> None:
    text = rss(item(1, "<x/>" * 50), item(2))
    assert bounds.whole_entries(text, 20) == rss(item(1, "<x/>" * 50))
    assert bounds.whole_entries(rss(item(1)), 20) == rss(item(1))
