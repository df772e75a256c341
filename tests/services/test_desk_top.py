"""/top: which stories, in which language, and why each is there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.model import Coverage, Item, Place
from tests.services.fakes_desk import GROUP, HOME, NOW, Newsroom, buttons, item, text

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def room(*stories: tuple[int, int, timedelta]) -> Newsroom:
    """A newsroom of stories: sources, updates, age of the newest."""
    made = Newsroom()
    for number, (sources, updates, age) in enumerate(stories, 1):
        told = Coverage(number, sources, updates, NOW - age)
        made.articles.stories.append((told, (item(number, published=NOW - age),)))
    return made


def titles(shown: str) -> list[int]:
    return [int(line.split()[1]) for line in shown.splitlines() if line.startswith("Report")]


async def test_top_ranks_stories_and_says_why_each_is_there() -> None:
    reply = await room((1, 0, 2 * HOUR), (3, 2, 40 * MINUTE)).write("/top")
    assert text(reply) == (
        "Top stories of the last 24 hours\n1–2 / 2\n"
        "\nReport 2 from the harbour\nWorld · 22:20 · Caliber.Az\n3 sources · 2 updates · 40 minutes ago\n"
        "\nReport 1 from the harbour\nWorld · 21:00 · Caliber.Az\n1 source · 2 hours ago"
    )
    linked = [span.url for line in reply.posts[0].lines for span in line if span.text == "Caliber.Az"]
    assert linked == ["https://caliber.az/en/post/report-2", "https://caliber.az/en/post/report-1"]
    assert buttons(reply) == {}


@pytest.mark.parametrize(
    ("language", "story", "why"),
    [
        ("en", (1, 1, MINUTE), "1 source · 1 update · 1 minute ago"),
        ("en", (0, 0, -HOUR), "1 source · just now"),
        ("ru", (1, 1, HOUR), "1 источник · 1 обновление · 1 час назад"),
        ("ru", (2, 3, 23 * HOUR), "2 источника · 3 обновления · 23 часа назад"),
        ("ru", (21, 11, 5 * HOUR), "21 источник · 11 обновлений · 5 часов назад"),
        ("ru", (5, 2, 59 * MINUTE), "5 источников · 2 обновления · 59 минут назад"),
        ("ru", (1, 0, timedelta(seconds=59)), "1 источник · только что"),
        ("az", (2, 5, 21 * MINUTE), "2 mənbə · 5 yenilənmə · 21 dəqiqə əvvəl"),
    ],
)
async def test_numbers_have_the_forms_of_the_language(
    language: str, story: tuple[int, int, timedelta], why: str
) -> None:
    assert text(await room(story).write("/top", language=language)).splitlines()[-1] == why


async def test_pages_and_numbers() -> None:
    many = room(*((1, 0, number * HOUR) for number in range(1, 13)))
    first = await many.write("/top")
    assert titles(text(first)) == [1, 2, 3, 4, 5]
    assert buttons(first) == {"›": "t:5:5"}
    second = await many.press("t:5:5")
    assert second.edits
    assert titles(text(second)) == [6, 7, 8, 9, 10]
    assert buttons(second) == {"‹": "t:5:0", "›": "t:5:10"}
    assert titles(text(await many.write("/top 3"))) == [1, 2, 3]
    assert len(titles(text(await many.write("/top 99")))) == 10
    assert len(titles(text(await many.write("/top of the world")))) == 5


async def test_nothing_in_the_last_day() -> None:
    nothing = "There is nothing from the last 24 hours. The newest there is: /latest"
    assert text(await room().write("/top")) == nothing
    assert text(await room((1, 0, HOUR)).press("t:5:50")) == nothing


@pytest.mark.parametrize("data", ["t", "t:5", "t:5:0:0", "t:11:0", "t:5:51", "t:5:-1", "t:x:0", f"t:5:{'9' * 19}"])
async def test_a_button_that_says_nothing(data: str) -> None:
    assert "out of date" in (await room((1, 0, HOUR)).press(data)).alert


# --- languages ---------------------------------------------------------------------------------------------


def bilingual() -> Newsroom:
    made = Newsroom()

    def story(number: int, *items: Item) -> None:
        made.articles.stories.append((Coverage(number, 1, 0, NOW - number * MINUTE), items))

    story(1, item(1), item(11, "Сообщение 11 из гавани", language="ru"))
    story(2, item(2))
    story(3, item(3, "Сообщение 3 из гавани", language="ru"))
    return made


def shown(lines: str) -> list[str]:
    return [line.split()[1] for line in lines.splitlines() if line.startswith(("Report", "Сообщение"))]


async def test_a_story_is_shown_in_the_readers_language_where_it_is_told_in_it() -> None:
    assert shown(text(await bilingual().write("/top", language="ru"))) == ["11", "2", "3"]
    assert shown(text(await bilingual().write("/top", language="en"))) == ["1", "2", "3"]


@pytest.mark.parametrize("place", [HOME, GROUP])
async def test_who_has_chosen_languages_gets_no_others(place: Place) -> None:
    made = bilingual()
    address = await made.addresses.ensure(place)
    made.addresses.rows[address.id] = replace(address, languages=("ru",))
    assert shown(text(await made.write("/top", place))) == ["11", "3"]
    made.addresses.rows[address.id] = replace(address, languages=("ru", "en"))
    assert shown(text(await made.write("/top", place))) == ["11", "2", "3"]
