"""The common feed is read as feedparser reads it; the odd feeds become what was wanted of them."""

import pytest

from bench.odd import NOW, ZONE, Odd, feeds
from bot.adapters.reading import common, document, feed
from bot.adapters.reading.charset import decode
from bot.domain.errors import Unreadable
from bot.domain.links import canonical
from bot.domain.model import Feed, Page

URL = "https://site.example/feed.xml"
ODD = [odd for odd in feeds() if len(odd.body) < 1_000_000]  # longer ones: tests/failures/test_input.py
BETTER = ("image-with-title",)  # feedparser takes the title of an item's picture for the item's


def read(odd: Odd) -> Feed:
    return feed.parse(Page(url=URL, body=odd.body, content_type=odd.content_type), NOW, ZONE)


def test_odd_feeds_become_what_was_wanted() -> None:
    for odd in ODD:
        if odd.refused:
            with pytest.raises(Unreadable, match=odd.refused):
                read(odd)
            continue
        entries = read(odd).entries
        assert len(entries) == len(odd.wanted), odd.name
        for entry, wanted in zip(entries, odd.wanted, strict=True):
            assert entry.title == wanted.title or (wanted.title is None and entry.title), odd.name
            assert canonical(entry.url) == canonical(wanted.url), odd.name
            assert (entry.published, entry.media) == (wanted.published, wanted.media), (odd.name, entry.title)


def test_what_is_read_fast_is_what_feedparser_reads() -> None:
    fast = 0
    for odd in ODD:
        text = decode(odd.body, odd.content_type).strip("\ufeff \t\r\n\0")
        if odd.refused or text[0] == "{" or document.name(text) == "urlset" or odd.name in BETTER:
            continue
        lawful = document.lawful(text)
        found = common.read(lawful, 2000)
        if found is not None:
            fast += 1
            slow = feed.by_feedparser(document.whole(lawful))
            assert feed.assembled(found, URL, NOW, ZONE) == feed.assembled(slow, URL, NOW, ZONE), odd.name
    assert fast > 100


def test_no_more_than_asked_for() -> None:
    found = common.read("<rss version='2.0'><channel>" + "<item><title>x</title></item>" * 9 + "</channel></rss>", 4)
    assert found is not None
    assert len(found.entries) == 4


@pytest.mark.parametrize(
    "item",
    [
        "<title>A <b>bridge</b></title>",
        "<title>One</title><title>Two</title>",
        "<description>One</description><description>Two</description>",
        "<author>desk@site.example (Naila)</author>",
        "<foo><title>inner</title></foo>",
        "<title>&unknown;</title>",
        "<link xml:base='/en/'>1</link>",
        "<a" + " b=''" * 9000 + "/>",
        "<x/>" * 100_000,
        "<title>",
        '<d:title xmlns:d="http://purl.org/dc/elements/1.1/">x</d:title>',
        '<m:title xmlns:m="http://search.yahoo.com/mrss/">x</m:title>',
        '<m:content xmlns:m="http://search.yahoo.com/mrss/"><x/></m:content>',
        '<i:keywords xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd">a</i:keywords>',
        '<x:body xmlns:x="http://www.w3.org/1999/xhtml">a</x:body>',
        "<image>/x.png</image>",
        "<category term='a'>b</category>",
        "<author><uri>x</uri></author>",
        "<content type='html'>x</content>",
    ],
)
def test_what_is_uncommon_is_left_to_feedparser(item: str) -> None:
    assert common.read(f"<rss version='2.0'><channel><item>{item}</item></channel></rss>", 2000) is None


@pytest.mark.parametrize(
    "content", ['<content src="/1.html"/>', '<content type="xhtml">x</content>', '<summary mode="xml">x</summary>']
)
def test_uncommon_atom_too(content: str) -> None:
    assert common.read(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{content}</entry></feed>', 2000) is None
