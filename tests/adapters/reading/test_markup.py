"""HTML → text: what is meant to be read, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.reading.markup import MOST_TAGS, absolute, line, parse, read


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain  text\n and  more", "plain text\nand more"),
        ("<p>One</p><p>Two<br>Three</p>", "One\nTwo\nThree"),
        ("<p>One<p>Two", "One\nTwo"),
        ("AT&amp;T &ndash; caf&eacute; &#8212; &nbsp;x", "AT&T – café — x"),
        ("a < b & c > d", "a < b & c > d"),
        ("I <3 news", "I <3 news"),
        ("<b>bold</b><i>italic</i> <a href='/x'>link</a>", "bolditalic link"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<script>alert(1)</script>text<style>p{}</style><!-- hidden -->", "text"),
        ("<p>Text</p><figure><img src=x><figcaption>Photo: A. B.</figcaption></figure>", "Text"),
        ("<pre>one\ntwo</pre>", "one\ntwo"),
        ("<div>unclosed <b>tags", "unclosed tags"),
        ("&lt;b&gt;shown&lt;/b&gt;", "<b>shown</b>"),
        ("<?php echo 1 ?><p>x</p>", "x"),
        ("<!-- only -->", ""),
    ],
)
def test_text(html: str, text: str) -> None:
    assert read(html).text == text


def test_a_title_is_one_line() -> None:
    assert line("Rock &amp; <b>roll</b><br/>\n again") == "Rock & roll again"


@pytest.mark.parametrize(
    ("html", "image"),
    [
        ('<img src="/a.jpg">', "https://a.az/a.jpg"),
        ('<img src="data:image/gif;base64,x" data-src="b.jpg">', "https://a.az/en/b.jpg"),
        ('<img src="/dot.gif" width="1" height="1"><img src="/a.jpg" width="640px">', "https://a.az/a.jpg"),
        ('<img src="https://feeds.feedburner.com/~r/x"><p>x', ""),
        ('<img src="https://[bad/"><img><img src="   ">', ""),
        ('<img src="javascript:alert(1)">', ""),
    ],
)
def test_first_picture(html: str, image: str) -> None:
    assert read(html, "https://a.az/en/post").image == image


def test_addresses() -> None:
    assert absolute("../x", "https://a.az/b/c") == "https://a.az/x"
    assert absolute("//cdn.az/x", "https://a.az/") == "https://cdn.az/x"
    assert absolute("x" * 5000, "https://a.az/") == ""
    assert absolute("/x", "") == ""


def test_size_is_bounded() -> None:
    root = parse("<p>first</p>" + "<p>x</p>" * 100_000)
    assert root is not None
    assert sum(1 for _ in root.iter()) < MOST_TAGS
    assert root.text_content().startswith("first")


def test_depth_is_bounded() -> None:
    root = parse("<div>" * 50_000 + "deep")
    assert root is None or sum(1 for _ in root.iter()) < 1000


@given(
    st.text()
    | st.lists(
        st.sampled_from(["<p>", "</p>", "<", "&", "&amp;", "<img src=", '"', "x", "<![CDATA[", "]]>", "\0", "\ud800"])
    ).map("".join)
)
def test_anything_is_some_text(html: str) -> None:
    text = read(html, "https://a.az/").text
    assert "\n\n" not in text
    assert text == text.strip()
