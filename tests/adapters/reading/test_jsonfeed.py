"""JSON Feed, as specified and as written."""

import json
from datetime import UTC, datetime

import pytest

from bot.adapters.reading.feed import parse
from bot.domain.errors import Unreadable
from bot.domain.model import Entry, Feed, Page

NOW = datetime(2026, 11, 1, tzinfo=UTC)
VERSION = "https://jsonfeed.org/version/1.1"


def read(document: object) -> Feed:
    body = document if isinstance(document, str) else json.dumps(document)
    return parse(Page(url="https://caliber.az/feed.json", body=body.encode()), NOW)


def test_an_item_with_everything() -> None:
    feed = read(
        {
            "version": VERSION,
            "title": "News &amp; more",
            "language": "en",
            "items": [
                {
                    "id": 4711,
                    "url": "/en/post/rail",
                    "title": "1 < 2 & so on",
                    "content_html": "<p>One</p><p>Two</p>",
                    "summary": "In short.",
                    "image": "/media/rail.jpg",
                    "date_published": "2026-10-06T22:04:00+04:00",
                    "authors": [{"name": "Naila Example"}, {"url": "x"}, "odd"],
                    "tags": ["World", 7, None],
                    "language": "en-GB",
                    "attachments": [{"url": "v.mp4", "mime_type": "video/mp4"}, "odd"],
                }
            ],
        }
    )
    assert (feed.kind, feed.title, feed.language) == ("json", "News & more", "en")
    assert feed.entries == (
        Entry(
            title="1 < 2 & so on",
            url="https://caliber.az/en/post/rail",
            guid="4711",
            summary="In short.",
            content="One\nTwo",
            authors=("Naila Example",),
            categories=("World", "7"),
            published=datetime(2026, 10, 6, 18, 4, tzinfo=UTC),
            image="https://caliber.az/media/rail.jpg",
            media="video",
            language="en-gb",
        ),
    )


def test_version_1_and_sparse_items() -> None:
    items = [
        {"id": True, "content_text": "One\nTwo <b>", "external_url": "https://b.az/", "author": {"name": "A. B."}},
        {
            "title": "x",
            "date_modified": "2026-10-06T18:04:00Z",
            "attachments": [{"url": "/p.png", "mime_type": "image/png"}],
        },
        {},
        "odd",
    ]
    first, second = read({"version": "https://jsonfeed.org/version/1", "items": items}).entries
    assert (first.title, first.guid, first.content) == ("One", "", "One\nTwo <b>")
    assert (first.url, first.authors) == ("https://b.az/", ("A. B.",))
    assert second.published == datetime(2026, 10, 6, 18, 4, tzinfo=UTC)
    assert (second.image, second.media) == ("https://caliber.az/p.png", "")


@pytest.mark.parametrize(
    "document",
    [
        "[",
        "[]",
        "{}",
        '{"items": []}',
        '{"items": [], "version": 1}',
        {"version": VERSION, "items": {}},
        {"version": "https://api.example/v2", "items": []},
        "[" * 100_000,
        '{"items": [' + "{}," * 300_000 + "{}]}",
    ],
)
def test_other_json(document: object) -> None:
    with pytest.raises(Unreadable, match="JSON"):
        read(document)
