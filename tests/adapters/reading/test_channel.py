"""What a feed says of itself: how often to ask, and its hub."""

import json
from datetime import UTC, datetime

import pytest

from bot.adapters.reading.feed import parse
from bot.domain.model import NO_RHYTHM, Alternate, Feed, Page, Rhythm

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ITEM = "<item><title>One</title><ttl>1</ttl></item>"
SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
EVERY_SIX = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"


def read(text: str, *headers: str) -> Feed:
    return parse(Page(url="https://caliber.az/en/rss.xml", body=text.encode(), link_headers=headers), NOW)


def rss(head: str, tail: str = "") -> str:
    atom = 'xmlns:atom="http://www.w3.org/2005/Atom"'
    return f'<rss version="2.0" {SY} {atom}><channel><title>T</title>{head}{ITEM}{tail}</channel></rss>'


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", NO_RHYTHM),
        ("<ttl> 60 </ttl>", Rhythm(3600)),
        ("<ttl>0</ttl>", NO_RHYTHM),
        ("<ttl>soon</ttl>", NO_RHYTHM),
        (EVERY_SIX, Rhythm(21600)),
        ("<sy:updatePeriod>Hourly</sy:updatePeriod>", Rhythm(3600)),
        ("<sy:updateFrequency>0</sy:updateFrequency>", Rhythm(86400)),
        ("<sy:updatePeriod>never</sy:updatePeriod>", NO_RHYTHM),
        ("<ttl>5</ttl><sy:updatePeriod>daily</sy:updatePeriod>", Rhythm(300)),
        (
            "<skipHours><hour>0</hour><hour> 7</hour><hour>24</hour><hour>25</hour></skipHours>"
            "<skipDays><day>Sunday</day><day>Caturday</day></skipDays>",
            Rhythm(None, frozenset({0, 7}), frozenset({6})),
        ),
        (f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in range(24))}</skipHours>", NO_RHYTHM),
        ("<skipDays>" * 3, NO_RHYTHM),
    ],
)
def test_rhythm(head: str, expected: Rhythm) -> None:
    assert read(rss(head)).rhythm == expected
    assert read(rss("", head)).rhythm == expected  # after the entries


def test_rhythm_in_rdf_and_atom() -> None:
    rdf = (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {SY}>'
        f'<channel rdf:about="x"><title>T</title>{EVERY_SIX}</channel>'
        '<item rdf:about="y"><title>One</title></item></rdf:RDF>'
    )
    entry = "<entry><title>One</title></entry>"
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom" {SY}><title>T</title>{EVERY_SIX}{entry}</feed>'
    assert read(rdf).rhythm == read(atom).rhythm == Rhythm(21600)


def test_hub_and_topic_from_the_document_and_from_headers() -> None:
    links = '<atom:link href="https://hub.example/?a=1&amp;b=2" rel="hub"/><atom:link rel="self" href="/en/rss.xml" />'
    feed = read(rss(links))
    assert (feed.hub, feed.topic) == ("https://hub.example/?a=1&b=2", "https://caliber.az/en/rss.xml")
    headers = '<https://other.example/>; rel="hub", </topic>; rel=self'
    feed = read(rss(links), headers)
    assert (feed.hub, feed.topic) == ("https://other.example/", "https://caliber.az/topic")
    assert read(rss("<atom:link rel='hub' href='javascript:x'/>")).hub == ""


def test_an_entrys_links_are_not_the_feeds() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><link rel="self" href="https://caliber.az/atom"/>'
        '<entry><title>One</title><link rel="self" href="/1.atom"/><link rel="hub" href="https://evil.example/"/>'
        '<link rel="alternate" hreflang="en" href="/en/1"/><link rel="alternate" hreflang="ru" href="/ru/1"/>'
        "</entry></feed>"
    )
    feed = read(atom)
    assert (feed.hub, feed.topic) == ("", "https://caliber.az/atom")
    assert feed.entries[0].alternates == (
        Alternate("en", "https://caliber.az/en/1"),
        Alternate("ru", "https://caliber.az/ru/1"),
    )


def test_json_feeds_have_hubs_too() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "feed_url": "https://caliber.az/feed.json",
        "hubs": [
            "x",
            {"type": "rssCloud", "url": "https://no.example/"},
            {"type": "WebSub", "url": "https://hub.example/"},
        ],
        "items": [{"id": "1", "title": "One"}],
    }
    feed = read(json.dumps(document))
    assert (feed.hub, feed.topic) == ("https://hub.example/", "https://caliber.az/feed.json")
