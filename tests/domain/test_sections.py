"""What is meant by the ways to write a section."""

import pytest

from bot.domain.sections import all_sections, labels

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


# --- which of an article's labels is its section ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://news.example/world/2026/10/06/a-bridge-is-opened-in-the-north", ("world",)),
        ("https://news.example/en/news/Economy/bridge-opened-4711.html", ("Economy",)),
        ("https://news.example/world-news/bridge", ("world-news",)),
        ("https://news.example/%D0%BC%D0%B8%D1%80/1.html", ("мир",)),
        ("https://news.example/en/post/bridge", ()),
        ("https://news.example/news/bridge", ()),
        ("https://news.example/world", ()),
        ("https://news.example/2026/10/06/bridge", ()),
        ("https://news.example/id4711/@naila/three-words-or-more/bridge", ()),
        ("https://news.example/averyveryverylongonewordslug/bridge", ()),
        ("https://[news.example/world/bridge", ()),
        ("", ()),
    ],
)
def test_an_address_names_a_section_by_a_segment_of_its_path(url: str, named: tuple[str, ...]) -> None:
    assert labels((), "", url) == named


def test_categories_come_first_but_for_those_of_the_software() -> None:
    url = "https://news.example/sport/bridge"
    assert labels(("Uncategorized", "Rail", "TOP NEWS", "Rails & roads"), "World", url) == (
        "Rail", "Rails & roads", "World", "sport",
    )  # fmt: skip
    assert labels(("Без рубрики", "Главное", "Xəbərlər", "Slider", "Main"), "News", "") == ()


def test_the_category_that_the_page_or_the_address_names_goes_before_tags() -> None:
    assert labels(("Bridges", "WORLD"), "World", "")[0] == "WORLD"
    assert labels(("Bridges", "Spor"), "", "https://news.example/spor/1.html")[:2] == ("Spor", "Bridges")
