"""Words as the articles write them in which a search has found them."""

from datetime import UTC, datetime

import pytest

from bot.domain.model import Item, Results
from bot.domain.query import parse
from bot.domain.written import LOOKED_AT, as_written, finished

NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)


def results(typed: str, *said: tuple[str, str], language: str = "en") -> Results:
    """What a search has found: titles and texts."""
    items = tuple(Item(n, n, title, "", "one", language, NOW) for n, (title, _) in enumerate(said))
    return Results(items, len(items), query=parse(typed, NOW, {}, ("en", "az")), texts=tuple(text for _, text in said))


@pytest.mark.parametrize(
    ("meant", "typed", "said", "shown"),
    [
        ("eliyev", "eliyyev", ("", "Prezident Əliyev çıxış etdi."), "Əliyev"),
        ("harbour tram", "harbuor trma", ("HARBOUR TRAM", "A tram at the Harbour."), "Harbour tram"),
        ("Harbour tram", "Harbour trma", ("HARBOUR", "The harbour has a Tram."), "Harbour Tram"),
        ('"rail corridor" -freight', '"rial corridor" -freight', ("Freight by RAIL", ""), '"RAIL corridor" -freight'),
        ("section:world елка", "section:world елкаа", ("Ёлка", "У ёлки. ёлка"), "section:world ёлка"),
        ("us team", "us taem", ("U.S. team", ""), "us team"),
        ("gone", "goen", ("Nothing of it", ""), "gone"),
    ],
)
def test_mended_words_are_written_as_they_were_found(meant: str, typed: str, said: tuple[str, str], shown: str) -> None:
    assert as_written(meant, typed, results(meant, said)) == shown


@pytest.mark.parametrize(
    ("text", "said", "whole"),
    [
        ("harb", ("Harbour", "At the harbour of Harbin."), "harbour"),
        ("tram -bus harb", ("A Harbour tram", ""), "tram -bus Harbour"),
        ("tram harb section:world", ("Harbour tram", ""), "tram Harbour section:world"),
        ("harbour", ("Harbourside", "The harbour."), "harbour"),  # it is a word
        ("presid", ("The president", "The presidium, the presidium."), "presid"),  # and finds its forms
        ('"the harb"', ("The harbour", ""), '"the harb"'),
        ("section:world", ("The harbour", ""), "section:world"),
        ("harb", ("", "Harbour2"), "harbour2"),
        ("harb", ("", ""), "harb"),
        ("harb", ("Something else", "that has it further down"), "harb"),
    ],
)
def test_a_word_that_was_begun_is_finished(text: str, said: tuple[str, str], whole: str) -> None:
    assert finished(text, results(text, said)) == whole


def test_a_page_without_texts_and_a_very_long_one() -> None:
    assert finished("harb", Results((), 0, query=parse("harb", NOW, {}, ()))) == "harb"
    page = results("harb", *(("Harbin", "") for _ in range(LOOKED_AT)), *(("Harbour", "") for _ in range(99)))
    assert finished("harb", page) == "Harbin"
