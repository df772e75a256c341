"""The wire: what it makes of a report, its feed and its pages."""

from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest
from lxml import html

from bot.demo.newsroom import Wire
from bot.demo.newsroom.wire import MOST_NOTES, NAME
from tests.demo.newsroom.press import START, WIRE, browser, opened


@dataclass(frozen=True, slots=True)
class Said:
    title: str = "Library in Lakeport lends 9 tools"
    slug: str = "library-7"
    section_label: str = "Culture"
    paragraphs: tuple[str, ...] = ("One & <all>.", "Two.", "Three.", "Four. More.", "Five.")
    picture: str = "library"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Library in Lakeport lends 9 tools", "Library in Lakeport now lends 9 tools"),
        ("Night train returns after 9 years", "Night train is back after 9 years"),
        ("Robot swims", "Robot swims, the Demo Herald reports"),
    ],
)
def test_a_title_is_told_in_other_words_or_with_its_source(theirs: str, ours: str) -> None:
    assert Wire(WIRE, START).reprint(Said(theirs), START).title == ours


def test_the_beginning_is_kept_and_its_source_named() -> None:
    wire = Wire(WIRE, START)
    note = wire.reprint(Said(), START)
    assert note.paragraphs == ("One & <all>.", "The news was first told by the Demo Herald.", "Two.", "Three.", "Four.")
    assert wire.address(note) == f"{WIRE}/r-library-7" and wire.find("r-library-7") == note
    assert (wire.home, wire.feed, wire.mount) == (f"{WIRE}/", f"{WIRE}/feed.atom", "/wire")


def test_old_notes_go() -> None:
    wire = Wire(WIRE, START)
    for number in range(MOST_NOTES + 3):
        wire.reprint(Said(slug=str(number)), START)
    assert len(wire.latest()) == MOST_NOTES and wire.latest()[0].slug == f"r-{MOST_NOTES + 2}"
    assert wire.find("r-2") is None


async def test_the_feed_tells_the_beginning(tmp_path: Path) -> None:
    wire = Wire(WIRE, START)
    site = browser(opened(tmp_path, wire=wire), wire)
    note = wire.reprint(Said(), START)
    answer = await site.get(wire.feed)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo and feed.feed.title == NAME and len(feed.entries) == 2
    entry = feed.entries[0]
    assert (entry.title, entry.link, entry.tags[0].term) == (note.title, wire.address(note), "Culture")
    assert entry.summary == "One & <all>."
    assert entry.enclosures[0].href.endswith("/newsroom/pictures/library.jpg")


def test_it_has_something_to_tell_from_the_start() -> None:
    (own,) = Wire(WIRE, START).latest()
    assert own.published == START and NAME in own.title and NAME in own.paragraphs[0]


async def test_its_pages_lead_to_each_other_and_nowhere_else(tmp_path: Path) -> None:
    wire = Wire(WIRE, START)
    site = browser(opened(tmp_path, wire=wire), wire)
    note = wire.reprint(Said(), START)
    front = html.fromstring((await site.get(wire.home)).text)
    assert f"/wire/{note.slug}" in front.xpath("//main//a/@href")
    page = html.fromstring((await site.get(wire.address(note))).text)
    assert page.xpath("string(//h1)") == note.title
    assert page.xpath("//link[@rel='canonical']/@href") == [wire.address(note)]
    assert [each.text_content() for each in page.xpath("//article//div/p")] == list(note.paragraphs)
    for link in (*front.xpath("//a/@href"), *page.xpath("//a/@href | //img/@src | //link[@rel='stylesheet']/@href")):
        assert (await site.get(link)).status_code == 200, link
    assert (await site.get(f"{WIRE}/none")).status_code == 404
