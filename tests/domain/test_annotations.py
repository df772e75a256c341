"""What a post says besides the news."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.annotations import CREDITS, EDITIONS, credits, language_mark, switches
from bot.domain.model import Credit, Edition, Item, Post
from bot.domain.post import compose
from bot.domain.text import utf16_length
from tests.domain.test_post import CHANNEL, GROUP, ITEM, NOW, PRIVATE, STYLE, day, labels, made, same, shown

CORRECTED = replace(ITEM, corrected=NOW - timedelta(minutes=5), correction="Ministers disagree on a rail corridor")
EARLIER, LATER = NOW - timedelta(minutes=20), NOW
CARDS = replace(STYLE, cards=True)


def anew(item: Item, **known: object) -> Post:
    return compose(item, PRIVATE, STYLE, same, day, NOW, **known)  # type: ignore[arg-type]


def test_an_update_is_marked_at_the_beginning_of_the_last_line() -> None:
    assert shown(anew(ITEM, update=True))[-1] == "Update · World · Naila Example · 22:04 · Caliber.Az"
    card = compose(ITEM, GROUP, CARDS, same, day, NOW, update=True).card
    assert card and card.byline == "Update · Naila Example"


@pytest.mark.parametrize(("chosen", "marked"), [((), False), (("en", "ru"), False), (("ru", "en"), True)])
def test_a_language_that_is_not_the_first_chosen_is_marked(chosen: tuple[str, ...], marked: bool) -> None:
    line = shown(made(address=replace(PRIVATE, languages=chosen)))[-1]
    assert line.startswith("EN · ") is marked


def test_who_wrote_the_summary_is_said() -> None:
    written = replace(ITEM, automatic=True)
    assert shown(made(written))[-1] == "World · Naila Example · 22:04 · summary: automatic · Caliber.Az"
    assert "automatic" not in "".join(shown(made(replace(written, summary=()))))


def test_a_correction_is_a_line_before_the_last_where_something_else_stood() -> None:
    lines = shown(anew(CORRECTED, since=EARLIER))
    assert lines[-2] == "Corrected 22:25: the headline was “Ministers disagree on a rail corridor”."
    assert shown(anew(CORRECTED, since=LATER)) == shown(anew(CORRECTED)) == shown(anew(ITEM, since=EARLIER))
    for unchanged in ("", ITEM.title):
        lines = shown(anew(replace(CORRECTED, correction=unchanged), since=EARLIER))
        assert lines[-2] == "Corrected 22:25: the text has changed."
    card = compose(CORRECTED, GROUP, CARDS, same, day, NOW, since=EARLIER).card
    assert card and "".join(span.text for span in card.notes[0]).startswith("Corrected 22:25")


def test_the_earlier_headline_is_data() -> None:
    lines = anew(replace(CORRECTED, correction="Call @everyone {headline} {time}\n now"), since=EARLIER).lines
    (said,) = [span for span in lines[-2] if span.outside]
    assert said.text == "Call @everyone {headline} {time} now"


def test_other_sources_are_credited_below_each_with_its_link() -> None:
    wire = Credit("City Wire", "https://wire.example/rail")
    post = made(replace(ITEM, credits=(wire, Credit("Radio", "no address"))))
    assert shown(post)[-1] == "Also: City Wire · Radio"
    assert [span.url for span in post.lines[-1] if span.url] == ["https://wire.example/rail"]
    many = [Credit(f"Paper {number}", "") for number in range(CREDITS + 3)]
    assert credits(replace(ITEM, credits=tuple(many)), same)[-1].text == "+3"
    assert shown(made(replace(ITEM, credits=(Credit(" ", ""),)))) == shown(made())


@given(st.text(max_size=500), st.text(max_size=300))
def test_names_and_headlines_from_outside_are_bounded(name: str, earlier: str) -> None:
    post = anew(replace(CORRECTED, credits=(Credit(name, ""),), correction=earlier), since=EARLIER)
    assert all(utf16_length("".join(span.text for span in line)) <= 260 for line in post.lines[3:])
    assert not any("\n" in span.text for line in post.lines for span in line)


EDITED = replace(ITEM, editions=(Edition("ru", 8), Edition("az", 9)))


def test_a_button_switches_to_each_other_edition_that_the_chat_accepts() -> None:
    assert labels(made(EDITED))[-1] == ["Copy link", "RU", "AZ"]
    assert made(EDITED).rows[-1][1].data == "e:8"
    assert labels(made(EDITED, replace(PRIVATE, languages=("en", "az"))))[-1] == ["Copy link", "AZ"]
    assert labels(made(EDITED, CHANNEL)) == labels(made(ITEM, CHANNEL))  # such buttons die when a post is forwarded
    assert "RU" in labels(made(EDITED, CHANNEL, CARDS))[-1]


def test_two_rows_of_four_hold_all() -> None:
    all_shares = replace(STYLE, share=("telegram", "x", "facebook", "whatsapp", "copy", "vk", "linkedin", "reddit"))
    found = labels(made(EDITED, PRIVATE, all_shares))
    assert [len(row) for row in found] == [4, 4] and found[1] == ["Copy link", "RU", "AZ", "VK"]
    many = tuple(Edition(language, 1) for language in ("az", "de", "fr", "tr"))
    assert len(switches(many, PRIVATE)) == EDITIONS
    assert switches((Edition("", 1), Edition("\u0565", 2)), PRIVATE) == ()


@given(st.text(max_size=40))
def test_a_mark_fits_its_button(language: str) -> None:
    assert len(language_mark(language)) <= 24
    assert language_mark("pt-BR") == "PT"
