"""An item among what a search has found."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.found import UNITS, Found, found, found_lines
from bot.domain.model import Credit, Item, Line, Query, Results, Span, Word
from bot.domain.text import utf16_length
from tests.domain.test_post import ITEM, NOW, PRIVATE, STYLE, URL, day, same

RAIL = Query(words=((Word("rail", ("rail",)),), (Word("trains", ("train",)),)))
TEXT = "Nobody slept in the old theatre that night. A rail line will carry freight trains from spring. More follows."


def one(item: Item = ITEM, text: str = TEXT, query: Query = RAIL) -> Found:
    return next(found(Results((item,), 1, query=query, texts=(text,) if query.words else ()), "Caliber.Az"))


def test_items_come_one_by_one_and_each_has_its_text() -> None:
    items = found(Results((ITEM, ITEM), 2, query=RAIL, texts=(TEXT,)), "Caliber.Az")
    assert next(items).item == ITEM, "before the next is looked at"
    with pytest.raises(ValueError, match="shorter"):
        next(items)


def lines(each: Found, now: datetime = NOW, units: int = UNITS) -> tuple[Line, ...]:
    return found_lines(each, PRIVATE, STYLE, same, day, now, units=units)


def shown(line: Line) -> str:
    return "".join(f"*{span.text}*" if span.bold else span.text for span in line)


def test_the_title_with_the_words_in_bold_the_passage_around_them_and_where_it_is_from() -> None:
    title, passage, meta = lines(one())
    assert shown(title) == "Ministers agree on a *rail* corridor through the mountains"
    assert {span.url for span in title} == {URL}
    assert shown(passage) == TEXT.replace("rail", "*rail*").replace("trains", "*trains*")
    assert all(span.outside and not span.url for span in passage), "outside text makes no mention and no command"
    assert shown(meta) == "World · 22:04 · Caliber.Az"
    assert meta[-1] == Span("Caliber.Az", url=URL)


def test_other_sources_that_carry_it_are_named_behind_the_site() -> None:
    item = replace(ITEM, credits=(Credit("Lirna Wire", "https://wire.example/1"), Credit("Herald", "")))
    meta = lines(one(item))[-1]
    assert shown(meta) == "World · 22:04 · Caliber.Az, Lirna Wire, Herald"
    assert [span.url for span in meta if span.url] == [URL, "https://wire.example/1"]


def test_where_no_words_were_looked_for_there_is_no_passage() -> None:
    title, meta = lines(one(query=Query(sections=("world",))))
    assert shown(title) == ITEM.title
    assert shown(meta) == "World · 22:04 · Caliber.Az"


def test_an_item_without_a_title_gets_the_sites_name() -> None:
    assert shown(lines(one(replace(ITEM, title=" ")))[0]) == "Caliber.Az"


def test_where_there_is_little_room_the_passage_goes_before_the_title() -> None:
    short = lines(one(), units=140)
    assert [shown(line) for line in short[:2]] == [
        "Ministers agree on a *rail* corridor through the mountains",
        "A *rail* line will carry freight *trains* from spring. More follows.",
    ]
    assert len(lines(one(), units=110)) == 2, "too little room for a passage that tells anything"
    assert shown(lines(one(), units=40)[0]) == "Ministers agree on a *rail* corridor…"


@given(st.text(max_size=500), st.text(max_size=500), st.integers(40, UNITS))
def test_title_and_passage_have_the_room_that_there_is(title: str, text: str, units: int) -> None:
    shown = lines(one(replace(ITEM, title=f"rail {title}"), text), units=units)
    assert 2 <= len(shown) <= 3
    assert sum(utf16_length(span.text) for line in shown[:-1] for span in line) <= units
    assert any(span.bold for span in shown[0])
