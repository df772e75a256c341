"""What is meant by the ways to write a section."""

import pytest

from bot.domain.sections import all_sections

ARCHIVE = {"world": "WORLD", "rail news": "Rail News", "bare": ""}
OPERATORS = {"мир": "world", "weather": "weather", "rail": "economy"}


def local(message: str) -> str:
    return {"World": "Dünya", "Economy": "İqtisadiyyat"}.get(message, message)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("world", "world"),
        ("World!", "world"),
        ("section:world", "world"),
        ("Мир", "world"),
        ("dünya", "world"),
        ("IQTISADIYYAT", "economy"),
        ("rail-news", "rail news"),
        ("rail", "economy"),
        ("bare", "bare"),
        ("sport", ""),
        ("", ""),
    ],
)
def test_a_section_is_found_by_any_spelling(text: str, key: str) -> None:
    assert all_sections(ARCHIVE, OPERATORS, local).find(text) == key


def test_where_two_claim_a_spelling_the_operator_is_right() -> None:
    assert all_sections({"mir": "Мир"}, {"мир": "world"}, local).find("мир") == "world"


def test_those_most_used_are_named() -> None:
    assert all_sections(ARCHIVE, OPERATORS, local).names(local) == "Dünya, Rail News, bare, weather, İqtisadiyyat"
    assert all_sections({str(number): "" for number in range(50)}, {}, local).names(local).endswith(", 11")
