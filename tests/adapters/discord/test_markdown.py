"""Words as Discord's markdown: what was text stays text, whatever it holds, within every bound."""

from dataclasses import replace
from itertools import groupby
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.discord.markdown import escaped, link, plain, units, within, written
from bot.domain.model import Line, Span
from bot.domain.text import utf16_length
from tests.adapters.discord.reading import Shown, read

SIGNS = "\\*_~|`[]()<>@#&:!-+=.1234 \n\t/https://aé中😀\u2068\u2069\u202e\u200b\ud800"
TEXTS = st.one_of(st.text(SIGNS, max_size=60), st.text(max_size=60), st.text("*_`\\", max_size=12))
ADDRESSES = st.builds(
    lambda path: f"https://news.example/{path}",
    st.text("abc/_()[]*~|\\?&=%#ü😀'!,;", max_size=20).filter(str.isprintable),
)
SPANS = st.builds(
    Span, TEXTS, st.booleans(), st.booleans(), st.one_of(st.just(""), ADDRESSES), st.booleans(), st.booleans()
)
LINES = st.lists(SPANS, max_size=4).map(tuple)
ATTRIBUTION = Span("Caliber.Az", url="https://caliber.az/en/post/a_(b)")


def seen(text: str) -> str:
    return plain(text).replace("\u2060", "")


def clickable(shown: Shown) -> list[str]:
    """The addresses, but for those that stand in the text as they are."""
    return [url for words, url in shown.links if words != url]


@given(TEXTS)
@example("# heading")
@example("-# small")
@example(">>> quote")
@example("- item")
@example("12. item")
@example("https://a.example/a_b_c*d*")
@example("*a*b*")
@example("<@1> <@&2> <#3> <:e:4> <a:e:4> <t:5:R> </help:6> <https://a.example>")
@example("[words](https://evil.example)")
@example("```code```")
@example("||spoiler||")
@example("\\")
@example("_a_")
def test_any_text_stays_text(text: str) -> None:
    shown = read(written((Span(text),)))
    assert shown.text == seen(text)
    assert shown.acts == [] and shown.styles == [] and clickable(shown) == []


@given(LINES)
@example((Span(" ", bold=True), Span("# no heading")))
@example((Span("", url="https://a.example"), Span("> no quote")))
@example((Span("1", bold=True), Span("*2*", bold=True)))
@example((Span("a", italic=True), Span("b", bold=True)))
@example((Span("https://a.example", url="https://b.example"),))
@example((Span("[a", url="https://b.example"), Span("](https://c.example)")))
@example((Span("1"), Span(". x")))
@example((Span("https://a.example/x"), Span("bold", bold=True)))
@example((Span("a@b", outside=True), Span("@everyone", outside=True)))
def test_a_line_shows_its_words_and_opens_its_links(line: Line) -> None:
    shown = read(written(line))
    assert shown.text == "".join(seen(span.text) for span in line)
    assert shown.acts == []
    runs = [
        (url, "".join(seen(span.text) for span in run).strip()) for url, run in groupby(line, lambda span: span.url)
    ]
    wanted = [(url, words) for url, words in runs if url and words]
    assert [words for words, url in shown.links if words != url] == [words for _, words in wanted]
    for (asked, _), url in zip(wanted, clickable(shown), strict=True):
        assert unquote(url) == unquote(asked)


def test_neighbours_that_open_one_address_are_one_link() -> None:
    spans = Span("A rail "), Span("corridor", bold=True), Span(" (to the [sea])")
    line = tuple(replace(span, url="https://a.example/") for span in spans)
    assert written((*line, Span(" · "), replace(spans[1], url="https://b.example/"))) == (
        "[A rail **corridor** (to the \\[sea\\])](https://a.example/) · [**corridor**](https://b.example/)"
    )


@given(st.lists(LINES, max_size=5), st.integers(200, 4096))
def test_what_is_too_long_keeps_its_attribution(lines: list[Line], most: int) -> None:
    text = within([*lines, (Span("By somebody · "), ATTRIBUTION)], most)
    assert utf16_length(text) <= most
    assert ("Caliber.Az", "https://caliber.az/en/post/a_%28b%29") in read(text).links


@given(st.text("*_a 😀.", min_size=200, max_size=6000), st.integers(150, 400))
def test_a_long_text_is_cut_and_no_link_is(text: str, most: int) -> None:
    cut = within([(Span(text),), (), (ATTRIBUTION,)], most)
    assert utf16_length(cut) <= most
    assert cut.endswith("[Caliber.Az](https://caliber.az/en/post/a_%28b%29)")


def test_what_has_no_room_for_its_link_says_nothing() -> None:
    assert within([(Span("x", url=f"https://a.example/{'b' * 300}"),)], 100) == ""
    assert within([(Span("x" * 300),)], 100) == "x" * 99 + "…"


def test_lengths_are_of_what_is_written() -> None:
    line = (Span("a_b", bold=True), Span("😀", url="https://a.example/"))
    assert written(line) == "**a\\_b**[😀](https://a.example/)"
    assert units(line) == len("**a\\_b**[xx](https://a.example/)")


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "tg://x", "https://", "http://[", "data:,x", "not an address"]
)
def test_what_opens_nothing_stays_words(url: str) -> None:
    assert link("words", url) == "words"


def test_escaping_by_hand() -> None:
    assert escaped("a*b_c~d|e`f[g]h<i\\j") == r"a\*b\_c\~d\|e\`f\[g\]h\<i\\j"
    assert plain("a\x00b\nc\u202ed\ud800e") == "a b c d e"


def test_mentions_in_outside_words_are_broken() -> None:
    assert written((Span("@everyone @here a@b", outside=True),)) == "@\u2060everyone @\u2060here a@\u2060b"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ((Span("All commands: /help"),), "All commands: </help:11>"),
        ((Span("To stop: /unsubscribe world, or /pause"),), "To stop: </unsubscribe:12> world, or /pause"),
        ((Span("and/or /helpful /help/me x/help"),), "and/or /helpful /help/me x/help"),
        ((Span("see "), Span("/help", outside=True)), "see /help"),
        ((Span("About /help", url="https://news.example/"),), "[About /help](https://news.example/)"),
    ],
)
def test_commands_of_our_own_open_and_those_of_others_do_not(line: Line, expected: str) -> None:
    assert written(line, (("help", "11"), ("unsubscribe", "12"))) == expected


def test_an_address_that_is_shown_as_such_can_be_copied() -> None:
    url = "https://news.example/a_b(c)_*d*"
    assert written((Span(url, url=url),)) == url
    assert written((Span(url, url=url), Span(" ends"))).startswith("[https:")
