"""Lists of feeds as other programs write them, and as Crier does."""

from contextlib import suppress
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import opml
from bot.cli.opml import Outline
from bot.domain.errors import Unreadable
from bot.domain.model import Source, SourceHealth

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def listed(outlines: str, head: str = "") -> bytes:
    return f"{head}<opml version='2.0'><body>{outlines}</body></opml>".encode()


def test_feeds_are_read_with_their_folder_language_and_title() -> None:
    found = opml.read(
        listed(
            "<outline text='World'><outline text='Europe'>"
            "<outline type='rss' text='A' xmlUrl='https://a.example/feed?x=1&amp;y=2' language='ru'/>"
            "</outline></outline>"
            "<outline TITLE='B' XMLURL='https://b.example/' category='/Sport/Chess,/Games'/>"
            "<outline text='Home' htmlUrl='https://home.example/'/><outline text='A again' xmlUrl='https://b.example/'/>"
        )
    )
    assert found == (
        Outline("https://a.example/feed?x=1&y=2", "A", "ru", "Europe"),
        Outline("https://b.example/", "B", "", "Chess"),
        Outline("https://home.example/", "Home"),
    )


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16", "utf-8-sig", "koi8-r"])
def test_lists_come_in_any_encoding(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?>"
    text += "<opml><body><outline text='Вести' xmlUrl='https://a.example/'/></body></opml>"
    assert opml.read(text.encode(encoding)) == (Outline("https://a.example/", "Вести"),)


def test_broken_lists_are_read_as_far_as_they_go() -> None:
    broken = "<outline text='A & B' xmlUrl='https://a.example/?a&b'/></outline></outline><outline text='open'>"
    assert opml.read(listed(f"{broken}<outline xmlUrl=https://b.example/>")) == (
        Outline("https://a.example/?a&b", "A & B"),
        Outline("https://b.example/", "", "", "open"),
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no OPML"),
        (b"<html><body>Hello</body></html>", "no OPML"),
        (b"\x00\xff" * 100, "no OPML"),
        (listed("", "<!DOCTYPE opml [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"), "entities"),
        (b"<opml>" + b" " * opml.MOST_BYTES, "larger than 5 MB"),
        (listed("<outline xmlUrl='https://a.example/'/>" * (opml.MOST + 1)), "more than 10,000"),
        (listed("<outline text='a'>" * 100), "folders within folders"),
    ],
)
def test_what_is_no_list_or_too_much_is_said(content: bytes, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        opml.read(content)


@settings(max_examples=60)
@given(st.one_of(st.binary(max_size=200), st.text(alphabet="<>/&;'\"= outlinexmlurlOPML!?[]-\0é", max_size=200)))
def test_whatever_is_given_is_read_or_refused(content: bytes | str) -> None:
    with suppress(Unreadable):
        assert isinstance(opml.read(content if isinstance(content, bytes) else listed(content)), tuple)


@settings(max_examples=60)
@given(st.text(max_size=40), st.text(max_size=20))
def test_what_is_written_is_valid_and_read_again(title: str, section: str) -> None:
    source = Source("a", "https://a.example/?q=1&r=«»", "en", section, origin="terminal")
    health = SourceHealth(source, "ok", feed_url="https://a.example/feed?x=1&y=<2>", title=title)
    written = opml.write([health, SourceHealth(source, "gone")], f"The {title}", NOW)
    (outline,) = ET.fromstring(written).iter("outline")  # noqa: S314 - our own
    assert (outline.get("xmlUrl"), outline.get("htmlUrl")) == (health.feed_url, source.url)
    (again,) = opml.read(written)
    assert (again.url, again.language) == (health.feed_url, "en")
    assert again.title == outline.get("text") != ""
