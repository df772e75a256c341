"""What is no sentence of prose."""

import pytest

from bot.domain.fragments import is_fragment


@pytest.mark.parametrize(
    "sentence",
    [
        "Softcover, 250 pages", "He said this:", "1. Open the door.", "• Open the door.", "— Open the door.",
        "See https://example.org/a.", "if (a == b) { stop. }", "a => b.", "Trains and", "a) Open the door.",
    ],
)  # fmt: skip
def test_fragments(sentence: str) -> None:
    assert is_fragment(sentence, "en")


@pytest.mark.parametrize(
    "sentence",
    [
        "Trains run.", "“Trains run.”", "Do trains run?", "Trains run…", "2026 was late.", "3.5 million came.", 
        "火车开了。",
        "Գնացքը մեկնեց։", "القطار وصل؟", "Profits rose by > 3 %.", "(Trains run.)", "Поезда идут!»",
    ],
)  # fmt: skip
def test_sentences(sentence: str) -> None:
    assert not is_fragment(sentence, "en")


def test_a_colon_ends_an_armenian_sentence() -> None:
    assert not is_fragment("Գնացքը մեկնեց:", "hy")
    assert is_fragment("Գնացքը մեկնեց:", "en")
