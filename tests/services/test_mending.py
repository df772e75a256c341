"""What is looked for where what was typed finds nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.domain.model import Query, Word
from bot.services.archive import Archive
from bot.services.mending import TRIED
from tests.services.fakes_desk import Articles, Sources, item

NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
TITLES = (
    "Rail corridor opens to Baku",
    "Corridor of ministers in Baku",
    "Ministers discuss harbour",
    "Rail freight grows",
    "中国人",
    "Baku harbour grows",
)


class Counted(Articles):
    """Counts how often it is asked."""

    asked = 0

    async def count(self, queries: Sequence[Query], *, most: int = 1) -> tuple[int, ...]:
        self.asked += 1
        return await super().count(queries, most=most)

    async def near(self, word: Word, *, limit: int) -> tuple[str, ...]:
        self.asked += 1
        return await super().near(word, limit=limit)


def archive() -> Archive:
    items = [item(number, title, section="world" if number % 2 else "sport") for number, title in enumerate(TITLES, 1)]
    return Archive(Counted(*items), Sources(), {}, ("en",))


async def shown(text: str, *, limit: int = 5, offset: int = 0) -> tuple[str, list[int], int]:
    results = await archive().search(text, NOW, str, limit=limit, offset=offset)
    return results.showing, [each.id for each in results.items], results.total


@pytest.mark.parametrize(
    ("typed", "showing", "ids"),
    [
        ("rail corridor", "", [1]),
        ("Rail coridor", "Rail corridor", [1]),
        ("corridro of minsters", "Corridor of ministers", [2]),
        ('"rail coridor" section:world', '"rail corridor" section:world', [1]),
        ("harbur -ministers", "harbour -ministers", [6]),
        ("coridor OR frieght", "corridor OR freight", [4, 2, 1]),
    ],
)
async def test_the_nearest_spelling_is_tried(typed: str, showing: str, ids: list[int]) -> None:
    assert await shown(typed) == (showing, ids, len(ids))


@pytest.mark.parametrize(
    ("typed", "showing"),
    [
        ("eliyyev", "Əliyev"),
        ("ELIYEV bakidaa", "ELIYEV Bakıda"),  # what was right stays as it was typed
        ('"eliyev bakidaa" -harbour', '"eliyev Bakıda" -harbour'),
        ("metro yaxudd tram", "metro yaxud tram"),  # in capitals it would be an OR
    ],
)
async def test_what_was_mended_is_written_as_the_archive_writes_it(typed: str, showing: str) -> None:
    titles = ("Əliyev Bakıda", "METRO YAXUD TRAM")
    ours = Archive(Articles(*(item(number, title) for number, title in enumerate(titles))), Sources(), {}, ())
    assert (await ours.search(typed, NOW, str, limit=5)).showing == showing


async def test_of_the_spellings_the_first_with_which_all_finds_something_is_taken() -> None:
    ours = Archive(Articles(item(1, "Baku grows"), item(2, "Baku rests"), item(3, "Bako shrinks")), Sources(), {}, ())
    assert (await ours.search("bakk", NOW, str, limit=5)).showing == "Baku"
    assert (await ours.search("bakk shrinks", NOW, str, limit=5)).showing == "Bako shrinks"


async def test_a_long_word_that_some_article_has_may_be_a_slip_too() -> None:
    titles = ("Romanian president speaks", "Romainian lettuce", "Rank rises", "Bank falls", "Rises are rises")
    ours = Archive(Articles(*(item(number, title) for number, title in enumerate(titles))), Sources(), {}, ())
    assert (await ours.search("romainian president", NOW, str, limit=5)).showing == "Romanian president"
    assert (await ours.search("bank rises", NOW, str, limit=5)).showing == "bank"  # too much is near a short one


@pytest.mark.parametrize(
    ("typed", "showing", "ids"),
    [
        ("rail qqqqqqq", "rail", [4, 1]),  # nobody has it, and nothing is near
        ("g20 corridor", "corridor", [2, 1]),
        ("coridor xyzzyxyz", "corridor", [2, 1]),
        ('"rail corridor ministers"', "corridor ministers", [2]),  # what a phrase holds, then fewer
        ('"corridor rail"', "corridor rail", [1]),
        ('"rail corridor" "ministers discuss"', '"ministers discuss"', [3]),
        ('"rail corridor" freight "opens to"', '"rail corridor" "opens to"', [1]),
        ('"rail qqqqqqq"', "rail", [4, 1]),
        ("baku freight", "freight", [4]),  # the commoner says less
        ("corridor discuss", "discuss", [3]),
        ("freight discuss opens", "discuss", [3]),
        ("中国货", "中国", [5]),
        ("section:sport discuss baku", "section:sport baku", [6, 2]),
        ("rail ministers -grows", "ministers -grows", [3, 2]),
    ],
)
async def test_then_fewer_words(typed: str, showing: str, ids: list[int]) -> None:
    assert await shown(typed) == (showing, ids, len(ids))


@pytest.mark.parametrize(
    ("typed", "showing"),
    [
        ("raliway harbour", "rail harbour"),  # not "railway" or "harbour" alone
        ("railway harbour", "rail harbour"),
        ("railwayman harbour", "rail harbour"),
        ('"railway harbour"', '"rail harbour"'),
        ("harbourside", "harbour"),
        ("railway harbour section:sport", "harbour section:sport"),
        (
            "strikes rials",
            "strikes",
        ),  # "rial" is spelt nearly like it, but half of "rail", or three letters, are no word
    ],
)
async def test_a_word_may_be_known_by_one_that_it_begins_with(typed: str, showing: str) -> None:
    titles = ("A rail harbour opens", "Railway strikes end", "Harbour fair", "Railw is no word")
    items = [item(number, title, section="sport" if number == 2 else "world") for number, title in enumerate(titles)]
    assert (await Archive(Articles(*items), Sources(), {}, ()).search(typed, NOW, str, limit=5)).showing == showing


@pytest.mark.parametrize(
    ("typed", "showing"),
    [
        ("the qqqqqqq", ""),
        ("of the qqqqqqq", ""),
        ("qqqqqqq 1", ""),
        ("eu qqqqqqq", "eu"),
        ("qqqqqqq 中国人", "中国人"),
    ],
)
async def test_what_says_nothing_is_not_shown(typed: str, showing: str) -> None:
    titles = (
        "The talk of the EU",
        "The end of 1 road",
        "The 1 of the 2",
        "The fifth of the six",
        "The 中国人 of",
        "End",
    )
    ours = Archive(Articles(*(item(number, title) for number, title in enumerate(titles))), Sources(), {}, ())
    assert (await ours.search(typed, NOW, str, limit=5)).showing == showing


@pytest.mark.parametrize("typed", ["qqqqqqq", "section:nowhere baku", "baku -baku", "qqqqqqq 99", "harbour source:no"])
async def test_where_nothing_helps_nothing_is_shown(typed: str) -> None:
    assert await shown(typed) == ("", [], 0)


async def test_later_pages_show_the_same() -> None:
    assert await shown("hrabour", limit=1, offset=1) == ("harbour", [3], 2)
    assert await shown("hrabour", limit=1, offset=7) == ("harbour", [], 2)
    assert await shown("harbour", limit=1, offset=7) == ("", [], 2)


async def test_a_run_without_spaces_is_taken_apart_no_further_than_it_must_be() -> None:
    ours = Archive(Articles(item(1, "中国人民银行宣布降息")), Sources(), {}, ())
    assert (await ours.search("人民银行降息", NOW, str, limit=5)).showing == "人民银行 降息"
    assert (await ours.search("人民降息", NOW, str, limit=5)).showing == "人民 降息"


async def test_long_queries_ask_no_more_often() -> None:
    ours = archive()
    assert isinstance(ours.articles, Counted)
    words = "corridr minsters harbur frieght " + "discuss opens grows rail of in baku to freight x1 x2 x3"
    results = await ours.search(words, NOW, str, limit=5)
    assert results.items and results.showing == "freight"
    assert ours.articles.asked <= 1 + 3 + 8 + 1 + 10 + 2 + 8


async def test_what_nothing_helps_is_given_up_after_some_tries() -> None:
    asked = archive()
    text = '"rail harbour" "corridor freight" "baku discuss" coridor frieght minsters -rail -corridor -baku -harbour'
    assert (await asked.search(text, NOW, str, limit=5)).total == 0
    assert isinstance(asked.articles, Counted) and TRIED < asked.articles.asked < TRIED + 12
