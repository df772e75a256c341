"""What a page's head says: broken JSON-LD, editions, media, and what is never taken for what."""

import json

import pytest

from bot.adapters.reading import markup
from bot.adapters.reading.jsonld import LONGEST, nodes
from bot.domain.model import Alternate
from tests.adapters.reading.pages import PARAGRAPHS, caliber
from tests.adapters.reading.test_page import EVENING, URL, read


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "A // headline, ]", }',
        '/* made by us */ {"@type": "NewsArticle", "headline": "A // headline, ]"};',
        '// a line\n{"@type": "NewsArticle", // another\n"headline": "A // headline, ]", "x": [1, 2, ]}',
        '[{"@graph": [{"@type": "NewsArticle", "headline": "A // headline, ]"}]}]',
        '<![CDATA[ {"@type": "NewsArticle", "headline": "A // headline, ]"} ]]>',
    ],
)
def test_slightly_broken_json_is_mended(text: str) -> None:
    assert read(caliber(head=script(text))).title == "A // headline, ]"


@pytest.mark.parametrize("text", ["{broken", "[" * 100_000, '"' * 5000, "{}" + " " * LONGEST, "null", "[1, []]"])
def test_what_is_no_json_is_left_alone(text: str) -> None:
    root = markup.parse(script(text) + "<p>x</p>")
    assert not [node for node in nodes(root) if node]


def test_modified_is_never_published() -> None:
    node = {"@type": "NewsArticle", "headline": "T", "dateModified": "2024-10-08T10:00:00Z"}
    head = script(json.dumps(node)) + '<meta property="article:modified_time" content="2024-10-08T10:00:00Z">'
    assert read(caliber(head=head)).published == EVENING
    time = '<time class="updated" datetime="2024-10-08T10:00:00Z">8 October 2024 14:00</time>'
    assert read(caliber(head=head, date=time)).published is None
    assert read(caliber(head='<meta name="date" content="2024-10-06">')).published == EVENING
    assert read(caliber(date="Updated: 8 October 2024 14:00")).published is None


def test_a_site_and_its_software_are_no_authors() -> None:
    node = {"@type": "NewsArticle", "author": {"name": "Caliber.Az"}, "publisher": {"name": "Caliber.Az"}}
    head = script(json.dumps(node)) + '<meta name="author" content="admin">'
    assert read(caliber(head=head)).authors == ("Naila Example",)


def test_editions_are_of_other_languages_absolute_and_few() -> None:
    head = "".join(f'<link rel="alternate" hreflang="{tag}" href="{href}">' for tag, href in [
        ("en", "/en/post/rail-2"), ("x-default", "/"), ("ru", "/post/rail"), ("az", "https://caliber.az/az/post/rail"),
        ("fr", "/fr/"), ("de", "javascript:x"), ("tr", URL), ("not a tag", "/x"), ("ru", "/post/second"),
    ])  # fmt: skip
    head += '<link rel="alternate" type="application/rss+xml" hreflang="hy" href="/hy/rss">'
    assert read(caliber(head=head)).alternates == (
        Alternate("ru", "https://caliber.az/post/rail"),
        Alternate("az", "https://caliber.az/az/post/rail"),
    )
    many = "".join(f"<link rel=alternate hreflang=qa{chr(97 + n)} href=/q/{n}>" for n in range(26))
    assert len(read(caliber(head=many)).alternates) == 20


@pytest.mark.parametrize(
    ("head", "media"),
    [
        ('<meta property="og:type" content="video.other">', "video"),
        ('<meta property="og:type" content="music.song">', "audio"),
        (script('{"@type": "VideoObject", "name": "V"}'), "video"),
        (script('{"@type": "PodcastEpisode", "name": "V"}'), "audio"),
        (script('{"@type": "ImageGallery", "name": "V"}'), "gallery"),
        (script('[{"@type": "VideoObject", "name": "V"}, {"@type": "NewsArticle", "headline": "T"}]'), ""),
        ('<meta property="og:type" content="article">' + script('{"@type": "VideoObject", "name": "V"}'), ""),
        ("", ""),
    ],
)
def test_media_are_marked_where_they_are_the_main_thing(head: str, media: str) -> None:
    assert read(caliber(head=head)).media == media


@pytest.mark.parametrize(
    ("player", "media"),
    [
        ("<video src=/v.mp4></video>", "video"),
        ("<iframe src='https://www.youtube.com/embed/x'></iframe>", "video"),
        ("<audio src=/a.mp3></audio>", "audio"),
    ],
)
def test_a_page_that_is_a_player_needs_no_text(player: str, media: str) -> None:
    found = read(f"<html><body><h1>A bridge is opened</h1>{player}<p>Watch it.</p></body></html>")
    assert (found.media, found.title) == (media, "A bridge is opened")
    long = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 3)
    assert read(f"<html><body><h1>A bridge is opened</h1>{player}{long}</body></html>").media == ""
