import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.botapi.errors import ApiError
from bot.demo.botapi.markup import ENTITIES_KEPT, Formatted, parse_html, tidy, units

PREFIX = "Bad Request: can't parse entities: "


def only(formatted: Formatted) -> dict[str, Any]:
    (entity,) = formatted.entities
    return entity


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
        ("B", "bold"),
    ],
)
def test_every_tag_makes_its_entity(tag: str, kind: str) -> None:
    formatted = parse_html(f"a<{tag}>😀b</{tag}>")
    assert formatted.text == "a😀b"
    assert only(formatted) == {"type": kind, "offset": 1, "length": 3}


@pytest.mark.parametrize(
    ("source", "extra"),
    [
        ('<a href="https://Example.org">x</a>', {"type": "text_link", "url": "https://example.org/"}),
        ("<a href='https://e.org/?a=1&amp;b=2'>x</a>", {"type": "text_link", "url": "https://e.org/?a=1&b=2"}),
        ("<a href=e.org>x</a>", {"type": "text_link", "url": "http://e.org/"}),
        ('<a href="tg://user?id=7">x</a>', {"type": "text_mention", "user": {"id": 7}}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', {"custom_emoji_id": "5368324170671202286"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ('<pre><code class="language-python">x</code></pre>', {"type": "pre", "language": "python"}),
        ('<code class="language-python">x</code>', {"type": "code"}),
        ("<b title='t'>x</b>", {"type": "bold"}),
        ("<b>x</>", {"type": "bold"}),
        ("<b>x</b >", {"type": "bold"}),
    ],
)
def test_attributes(source: str, extra: dict[str, Any]) -> None:
    entity = only(parse_html(source))
    assert entity["length"] == 1
    assert extra.items() <= entity.items()
    assert ("language" in entity) == (entity["type"] == "pre")


def test_a_link_without_an_address_links_its_own_text() -> None:
    assert only(parse_html("<a>example.org</a>"))["url"] == "http://example.org/"


@pytest.mark.parametrize("address", ["nowhere", "javascript:alert(1)", "http://localhost/"])
def test_a_link_to_nowhere_keeps_its_text_and_loses_its_link(address: str) -> None:
    assert parse_html(f'<a href="{address}">x</a>') == Formatted("x")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ж<i><b>x</i></b>", 'Unmatched end tag at byte offset 9, expected "</b>", found "</i>"'),
        ("ж</b>", "Unexpected end tag at byte offset 2"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("a <p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("1 < 2 and", 'Unsupported start tag "" at byte offset 2'),
        ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("😀<b", "Unclosed start tag at byte offset 4"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x", "Unclosed start tag at byte offset 0"),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href>y</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a href=x/y>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<span class='x'>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='no'>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        (
            "a&#xD800;",
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate "
            "code units",
        ),
    ],
)
def test_what_does_not_parse_is_refused_with_the_servers_words(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert (refusal.value.status, refusal.value.description) == (400, PREFIX + reason)


def test_references() -> None:
    assert parse_html("&lt;&gt;&amp;&quot;&#65;&#x1F600;&amp").text == '<>&"A😀&'
    assert parse_html("&nbsp; &copy; & &#0; &#x110000;").text == "&nbsp; &copy; & &#0; &#x110000;"


def test_empty_entities_vanish_and_others_are_in_order() -> None:
    formatted = parse_html("<b></b>x<b><i>y</i>z</b>")
    assert [(e["type"], e["offset"], e["length"]) for e in formatted.entities] == [("bold", 1, 2), ("italic", 1, 1)]


def test_nothing_is_nested_in_code() -> None:
    assert [e["type"] for e in parse_html("<pre>a<b>b</b></pre><b>c</b>").entities] == ["pre", "bold"]


def test_pre_with_more_than_its_code_has_no_language() -> None:
    formatted = parse_html('<pre>a<code class="language-c">b</code></pre>')
    assert [sorted(e) for e in formatted.entities] == [["length", "offset", "type"]] * 2


def test_text_is_cleaned_and_trimmed_and_entities_move_along() -> None:
    formatted = parse_html(" \n<b> x\ty</b>\r\n<i>\u202ez\u2066</i> <u> </u>")
    assert formatted.text == "x y\nz\u2066"
    assert [(e["type"], e["offset"], e["length"]) for e in formatted.entities] == [("bold", 0, 3), ("italic", 4, 2)]


def test_at_most_100_entities_are_kept() -> None:
    assert len(parse_html("<b>x</b> " * 150).entities) == ENTITIES_KEPT


def test_a_length_is_in_utf16_units() -> None:
    assert [units(text) for text in ("ab", "ƏЖ", "😀", "")] == [2, 2, 2, 0]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_back_as_plain_text_would(text: str) -> None:
    assert parse_html(html.escape(text)) == tidy(text, [])


@given(st.text(alphabet="<>/&;ab =\"'#x1é😀 \n", max_size=40))
def test_no_text_breaks_the_parser_and_entities_lie_within(source: str) -> None:
    try:
        formatted = parse_html(source)
    except ApiError as refusal:
        assert refusal.description.startswith(PREFIX)
        return
    end = units(formatted.text)
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= end for e in formatted.entities)


@given(st.text(alphabet="ab<>&\"' =/bi", max_size=40))
def test_every_prefix_of_markup_is_parsed_or_refused(source: str) -> None:
    for end in range(len(source)):
        try:
            parse_html(f"<b>{source[:end]}")
        except ApiError as refusal:
            assert refusal.status == 400
