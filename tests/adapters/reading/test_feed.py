"""Feeds of every kind and in every state: entries, or words on what it is instead."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.reading.entries import LONGEST_CONTENT, LONGEST_TITLE, MOST_ENTRIES
from bot.adapters.reading.feed import parse
from bot.domain.errors import Unreadable
from bot.domain.model import Entry, Feed, Page

NOW = datetime(2026, 11, 1, tzinfo=UTC)
URL = "https://caliber.az/en/rss.xml"
EVENING = datetime(2026, 10, 6, 18, 4, tzinfo=UTC)


def read(text: str | bytes, content_type: str = "", zone: str = "UTC") -> Feed:
    body = text.encode() if isinstance(text, str) else text
    return parse(Page(url=URL, body=body, content_type=content_type), NOW, ZoneInfo(zone))


def rss(*items: str, head: str = "<title>News</title><language>en-GB</language>") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    namespaces = (
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    return f'<?xml version="1.0"?><rss version="2.0" {namespaces}><channel>{head}{inner}</channel></rss>'


def one(item: str, **options: str) -> Entry:
    (entry,) = read(rss(item), **options).entries
    return entry


FULL = """<title>Ministers agree on a rail corridor &amp; a tunnel</title>
<link>/en/post/rail?utm_source=rss</link><guid isPermaLink="false">caliber-4711</guid>
<description><![CDATA[<p>Negotiators <b>signed</b> it.</p><p>Trains follow.</p>]]></description>
<content:encoded><![CDATA[<p><img src="/media/rail.jpg" width="800">Negotiators signed it late on Sunday.</p>
<p>Read more: <a href="/x">Another story</a></p>]]></content:encoded>
<dc:creator>By Naila Example</dc:creator><category>World</category><category><![CDATA[Transport]]></category>
<category>World</category><pubDate>Tue, 06 Oct 2026 22:04:00 +0400</pubDate>"""


def test_an_rss_entry_becomes_plain() -> None:
    feed = read(rss(FULL))
    assert (feed.kind, feed.title, feed.language) == ("rss20", "News", "en-gb")
    assert feed.entries == (
        Entry(
            title="Ministers agree on a rail corridor & a tunnel",
            url="https://caliber.az/en/post/rail?utm_source=rss",
            guid="caliber-4711",
            summary="Negotiators signed it.\nTrains follow.",
            content="Negotiators signed it late on Sunday.",
            authors=("Naila Example",),
            categories=("World", "Transport"),
            published=EVENING,
            image="https://caliber.az/media/rail.jpg",
            language=feed.entries[0].language,
        ),
    )


def test_an_atom_entry() -> None:
    feed = read(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="az" xml:base="https://caliber.az/blog/"><title>News</title>
        <entry><title type="html">Rock &amp;amp; roll</title><id>tag:caliber.az,2026:1</id><link href="post-1"/>
        <link rel="enclosure" type="video/mp4" href="v.mp4"/><updated>2026-10-06T22:04:00+04:00</updated>
        <author><name>A. Example</name></author><author><name>B. Sample</name></author>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>Two</p></div></content></entry>
        <entry><title>1 &lt; 2 &amp;amp; literal</title><id>2</id></entry></feed>"""
    )
    first, second = feed.entries
    assert feed.kind == "atom10"
    assert (first.title, first.url, first.guid) == (
        "Rock & roll",
        "https://caliber.az/blog/post-1",
        "tag:caliber.az,2026:1",
    )
    assert (first.content, first.authors, first.published) == ("One\nTwo", ("A. Example", "B. Sample"), EVENING)
    assert (first.media, first.language) == ("video", "az")
    assert second.title == "1 < 2 &amp; literal"


def test_rdf_is_told_by_name() -> None:
    feed = read(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
        <channel rdf:about="/"><title>News</title><items><rdf:Seq/></items></channel>
        <item rdf:about="https://caliber.az/1"><title>One</title><link>https://caliber.az/1</link></item></rdf:RDF>"""
    )
    assert feed.kind == "rdf"
    assert [entry.url for entry in feed.entries] == ["https://caliber.az/1"]


def test_an_empty_feed_is_a_feed() -> None:
    assert read(rss()).entries == ()
    assert read(rss("")).entries == ()


# --- what it is instead ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("<!DOCTYPE html><html><body>Not found</body></html>", "an HTML page"),
        ("<html><form><input type='password'></form></html>", "a login page"),
        ("<!-- x --><body>x</body>", "an HTML page"),
        ("Fatal error: out of memory", "neither XML nor JSON"),
        ("<!DOCTYPE x", "neither XML nor JSON"),
        ("<!-- never closed", "neither XML nor JSON"),
        ("<?never closed", "neither XML nor JSON"),
        ("<urlset><url><loc>https://caliber.az/</loc></url></urlset>", "without news"),
        ('<rss version="2.0"><channel><title>Broken o', "broken"),
        ("\x89PNG\r\n", "neither XML nor JSON"),
        ('{"error": "login required"}', "no JSON Feed"),
        ("{broken", "broken"),
    ],
)
def test_what_is_no_feed_is_told_apart(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as failed:
        read(text)
    assert URL in str(failed.value)


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE html PUBLIC "-//W3C//DTD\\ XHTML" [<!ENTITY \\ "x">]>' + rss(FULL),
        rss(FULL, "<title>Odd &#1114112; &#0; &#xD800; &#x6; one</title><link>/2</link>"),
        rss(FULL).replace("Trains", "Tra\x06\x00ins"),
        "Notice: undefined variable\n" + rss(FULL),
        rss(FULL).replace("</channel></rss>", ""),
        rss(FULL).replace("Trains", "Tra&nbsp;ins & so on"),
        "\ufeff" + rss(FULL),
        "<?xml-stylesheet href='x'?><!-- <rss> -->" + rss(FULL),
    ],
)
def test_broken_feeds_are_read_as_far_as_they_go(text: str) -> None:
    assert read(text).entries[0].title == "Ministers agree on a rail corridor & a tunnel"


def test_an_entry_that_is_broken_off_is_left_for_the_next_poll() -> None:
    whole = rss(FULL, FULL.replace("4711", "4712"))
    broken = whole[: whole.index("4712") + 40]
    assert [entry.guid for entry in read(broken).entries] == ["caliber-4711"]


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-8", "utf-16"])
@pytest.mark.parametrize("label", ["", "utf-8", "windows-1251", "koi8-r", "iso-8859-1", "us-ascii"])
def test_encodings(encoding: str, label: str) -> None:
    text = rss("<title>Министры договорились о железной дороге</title><link>/1</link>")
    entry = read(text.encode(encoding), f"text/xml; charset={label}").entries[0]
    assert entry.title == "Министры договорились о железной дороге"


# --- bombs and bounds --------------------------------------------------------------------------------------


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{laughs}]>' + rss("<title>Ha &l11;</title>")
    assert len(read(bomb).entries[0].title) < 20
    quadratic = f'<!DOCTYPE q [<!ENTITY a "{"a" * 50_000}">]>' + rss(
        f"<title>x</title><description>{'&a;' * 50_000}</description>"
    )
    assert len(read(quadratic).entries[0].summary) <= LONGEST_CONTENT
    outside = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + rss("<title>Out &f;</title>")
    assert "root" not in read(outside).entries[0].title


def test_what_is_made_to_be_expensive_is_not_read() -> None:
    with pytest.raises(Unreadable, match="intricate"):
        read(rss("<a/>" * 120_000))


def test_attributes_beyond_number_are_not_read() -> None:
    many = " ".join(f"b{number}='1'" for number in range(5000))
    assert [each.title for each in read(rss(f"<item><title {many}>Trams</title></item>")).entries] == ["Trams"]


def test_bounds() -> None:
    many = read(rss(*(f"<title>{i}</title><guid>{i}</guid>" for i in range(MOST_ENTRIES + 500))))
    assert [entry.title for entry in many.entries] == [str(i) for i in range(MOST_ENTRIES)]
    entry = one(f"<title>{'t ' * 5000}</title><description>{'d ' * 400_000}</description><guid>{'g' * 9000}</guid>")
    assert len(entry.title) <= LONGEST_TITLE
    assert len(entry.summary) <= LONGEST_CONTENT
    assert len(entry.guid) <= 2000
    assert len(one("<title>x</title>" + "".join(f"<category>c{i}</category>" for i in range(90))).categories) == 20


# --- fields ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<![CDATA[A <b>bold</b> claim]]>", "A bold claim"),
        ("Q&amp;amp;A", "Q&A"),
        ("5 &lt; 6", "5 < 6"),
        ("<![CDATA[<p>Unclosed]]>", "Unclosed"),
        ("line\n  break", "line break"),
        ("safe\u202egnp.exe\u2069", "safegnp.exe"),
        ("<![CDATA[<script>alert(1)</script>Text]]>", "Text"),
    ],
)
def test_titles(markup: str, title: str) -> None:
    assert one(f"<title>{markup}</title><link>/1</link>").title == title


def test_an_entry_without_title_gets_one() -> None:
    text = "A note without a title, " + "and long enough to be cut at a word " * 5
    entry = one(f"<description>{text}</description>")
    assert entry.title.startswith("A note without a title")
    assert entry.title.endswith("…")
    assert len(entry.title) <= 120


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>https://caliber.az/1</link>", "https://caliber.az/1"),
        ("<link>post/1</link>", "https://caliber.az/en/post/1"),
        ("<guid>https://caliber.az/2</guid>", "https://caliber.az/2"),
        ('<guid isPermaLink="false">x</guid>', ""),
        ('<enclosure url="https://caliber.az/a.mp3" type="audio/mpeg" length="1"/>', "https://caliber.az/a.mp3"),
        ("<link>javascript:alert(1)</link>", ""),
        (
            '<fb:origLink xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0">https://caliber.az/3</fb:origLink>',
            "https://caliber.az/3",
        ),
    ],
)
def test_addresses(item: str, url: str) -> None:
    assert one(f"<title>x</title>{item}").url == url


@pytest.mark.parametrize(
    ("item", "image", "media"),
    [
        (
            '<media:content url="/s.jpg" medium="image" width=""/><media:content url="/l.jpg" width="90"/>',
            "/l.jpg",
            "",
        ),
        ('<media:thumbnail url="/t.jpg" width="75"/><media:thumbnail url="/u.jpg" width="300"/>', "/u.jpg", ""),
        ('<enclosure url="/e.png" type="image/png" length="1"/>', "/e.png", ""),
        ('<media:content url="/plain.webp?x=1"/>', "/plain.webp?x=1", ""),
        ('<media:content url="/v.mp4" type="video/mp4"/><media:thumbnail url="/t.jpg"/>', "/t.jpg", "video"),
        ('<enclosure url="/a.mp3" type="audio/mpeg" length="1"/>', "", "audio"),
        ("<description><![CDATA[<img src='/in.jpg'>Text]]></description>", "/in.jpg", ""),
        ('<media:content url="/odd.jpg" width="wide"/>', "/odd.jpg", ""),
        (
            '<itunes:image xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" href="https://caliber.az/i.jpg"/>',
            "/i.jpg",
            "",
        ),
    ],
)
def test_pictures_and_media(item: str, image: str, media: str) -> None:
    entry = one(f"<title>x</title>{item}")
    assert entry.image == (f"https://caliber.az{image}" if image else "")
    assert entry.media == media


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("<author>naila@caliber.az (Naila Example)</author>", ("Naila Example",)),
        (
            "<dc:creator>Naila Example, Murad Sample and Leyla Third</dc:creator>",
            ("Naila Example", "Murad Sample", "Leyla Third"),
        ),
        ("<dc:creator>Автор: Наиля Пример</dc:creator>", ("Наиля Пример",)),
        ("<dc:creator>Reuters, AP</dc:creator>", ("Reuters, AP",)),
        ("<author>desk@caliber.az</author>", ()),
        ("", ()),
    ],
)
def test_authors(author: str, names: tuple[str, ...]) -> None:
    assert one(f"<title>x</title>{author}").authors == names


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("Tue, 06 Oct 2026 18:04:00 GMT", EVENING),
        ("06 October 2026 22:04", EVENING),
        ("6 октября 2026, 22:04", EVENING),
        ("6 oktyabr 2026 22:04", EVENING),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Tue, 06 Oct 2036 18:04:00 GMT", None),
        ("yesterday", None),
        ("", None),
        ("2026-W41-2", datetime(2026, 10, 6, tzinfo=UTC) - timedelta(hours=4)),
        ("20261006T180400Z", EVENING),
    ],
)
def test_dates(date: str, published: datetime | None) -> None:
    assert one(f"<title>x</title><pubDate>{date}</pubDate>", zone="Asia/Baku").published == published


def test_the_first_usable_date_counts() -> None:
    entry = one("<title>x</title><pubDate>soon</pubDate><dc:date>2026-10-06T18:04:00Z</dc:date>")
    assert entry.published == EVENING


# --- fuzz --------------------------------------------------------------------------------------------------

PIECES = r"""<?xml version='1.0'?>|<!DOCTYPE rss [|<!ENTITY a 'b'>|]>|<rss version='2.0'>|<channel>|<item>|<title>
</title>|</item>|<![CDATA[|]]>|&#1114112;|&a;|&|<|\\|<!--|-->|<feed xmlns='http://www.w3.org/2005/Atom'>|<entry>|'/>
<link href='|<pubDate>|99999|é|</rss>|<media:content url='x' width='9'/>|<content type='xhtml'>|<div>|{|[|"items":|x"""


@given(st.lists(st.sampled_from(PIECES.replace("\n", "|").split("|")), max_size=30).map("".join) | st.text(max_size=80))
def test_anything_is_a_feed_or_unreadable(text: str) -> None:
    try:
        assert isinstance(read(text.encode("utf-8", "replace")), Feed)
    except Unreadable as error:
        assert str(error)


@given(st.binary(max_size=200), st.integers(0, 800), st.integers(0, 800))
def test_a_damaged_feed_is_a_feed_or_unreadable(noise: bytes, start: int, length: int) -> None:
    body = rss(FULL).encode()
    try:
        assert isinstance(read(body[:start] + noise + body[start + length :]), Feed)
    except Unreadable as error:
        assert str(error)
