"""Addresses as people type them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.typed import Mistyped, address


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (" https://caliber.az/en/ ", "https://caliber.az/en/"),
        ("caliber.az", "https://caliber.az"),
        ("//caliber.az/x", "https://caliber.az/x"),
        ("caliber.az:8080/x", "https://caliber.az:8080/x"),
        ("новости.рф/лента", "https://новости.рф/лента"),
        ("localhost:8080/newsroom", "http://localhost:8080/newsroom"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("[::1]:8080/x", "http://[::1]:8080/x"),
        ("feed://caliber.az/rss", "https://caliber.az/rss"),
        ("feed:https://caliber.az/rss", "https://caliber.az/rss"),
        ("HTTP://0/", "HTTP://0/"),
    ],
)
def test_what_is_left_out_is_understood(text: str, meant: str) -> None:
    assert address(text) == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("htp://caliber.az/", "did you mean http://caliber.az/?"),
        ("htps://caliber.az/", "did you mean https://caliber.az/?"),
        ("https:/caliber.az", "did you mean https://caliber.az?"),
        ("http//caliber.az", "did you mean http://caliber.az?"),
        ("ftp://caliber.az/", "only http and https are fetched"),
        ("mailto:desk", "only http and https are fetched"),
        ("https://", "names no host"),
        ("http://[::1", "names no host"),
        ("http://a:99999/", "names no host"),
        ("two words", "is no address"),
        ("", "is no address"),
        ("a" * 3000, "…' is no address"),
        ("./feed.xml", "is a file"),
        ("file:///srv/list.opml", "crier sources import /srv/list.opml reads it"),
        ("~/list.OPML", "crier sources import ~/list.OPML reads it"),
    ],
)
def test_a_mistake_has_its_remedy(text: str, told: str) -> None:
    with pytest.raises(Mistyped, match=".") as refused:
        address(text)
    assert told in str(refused.value) and len(str(refused.value)) < 200


@pytest.mark.parametrize("text", ["https://desk:hush@a.example/", "desk:hush@a.example", "https://hush@a.example"])
def test_a_password_is_not_repeated(text: str) -> None:
    with pytest.raises(Mistyped) as refused:
        address(text)
    assert "hush" not in str(refused.value)


def test_a_file_that_is_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert address("feed.xml") == "https://feed.xml"
    (tmp_path / "feed.xml").touch()
    with pytest.raises(Mistyped, match="is a file"):
        address("feed.xml")


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_address_or_a_mistake(text: str) -> None:
    try:
        whole = address(text)
    except Mistyped:
        return
    assert whole.lower().startswith(("http://", "https://")) and whole.isprintable()
