from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.chat.linking import entities, previewed, shown

URL = "https://example.org/a"


def found(text: str, *given: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["type"], shown(text, each)) for each in entities(text, given)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", [("bot_command", "/start")]),
        ("😀 /help@crier_demo_bot, then", [("bot_command", "/help@crier_demo_bot")]),
        ("a/b and/or 1/2 </b", []),
        ("/\u2060start", []),  # a command of a site is no command of ours
        ("To stop: /unsubscribe @city_wire", [("bot_command", "/unsubscribe"), ("mention", "@city_wire")]),
        ("mail naila@example.org, @ab", []),
        ("#World · #2026 · #Dünya_2 a#b", [("hashtag", "#World"), ("hashtag", "#Dünya_2")]),
        ("See https://example.org/a_(b)?q=1#top.", [("url", "https://example.org/a_(b)?q=1#top")]),
        ("“https://example.org/a”, (http://example.org/b)", [("url", URL), ("url", "http://example.org/b")]),
        ("https://example.org/@naila/#tag", [("url", "https://example.org/@naila/#tag")]),
        ("https:// and example.org", []),
    ],
)
def test_what_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_nothing_is_found_inside_links_and_code() -> None:
    text = "a @naila b /top c #World"
    link = {"type": "text_link", "offset": 0, "length": 8, "url": URL}
    code = {"type": "code", "offset": 11, "length": 4}
    bold = {"type": "bold", "offset": 0, "length": 24}
    assert entities(text, [link, code, bold]) == [bold, link, code, {"type": "hashtag", "offset": 18, "length": 6}]


def test_which_address_is_shown_as_a_card() -> None:
    text = f"title and {URL}"
    plain = entities(text, [])
    linked = entities(text, [{"type": "text_link", "offset": 0, "length": 5, "url": "https://example.org/first"}])
    assert previewed(text, plain, {}) == URL
    assert previewed(text, linked, {}) == "https://example.org/first"
    assert previewed(text, linked, {"url": "https://example.org/chosen"}) == "https://example.org/chosen"
    assert previewed(text, linked, {"is_disabled": True, "url": URL}) == ""
    assert previewed("no link @naila", entities("no link @naila", []), {}) == ""


@given(st.text(st.sampled_from("ab1_ \n@#/:.😀ə-https<>)"), max_size=80))
def test_what_is_found_lies_within_the_text_and_apart(text: str) -> None:
    ends = 0
    for each in entities(text, []):
        assert each["offset"] >= ends
        ends = each["offset"] + each["length"]
        assert shown(text, each)[0] in "h@#/"
    assert ends <= len(text.encode("utf-16-le")) // 2
