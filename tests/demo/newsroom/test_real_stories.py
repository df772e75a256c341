"""The stories that are printed: complete, filled, unlike each other, and of a length that reads well."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from bot.demo.newsroom import EDITIONS, load
from bot.demo.newsroom.slugs import slug
from bot.demo.newsroom.stories import FOLDER, Stories
from bot.demo.newsroom.writing import Story, Telling, Writer

STORIES = 400
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the stories are not written yet")


@pytest.fixture(scope="module")
def stories() -> Stories:
    return load()


@pytest.fixture(scope="module")
def told(stories: Stories) -> list[Story]:
    writer = Writer(stories, seed=1)
    return [*writer.archive(), *(writer.next() for _ in range(STORIES))]


def tellings(told: list[Story]) -> Iterator[tuple[str, str, Telling]]:
    for story in told:
        for edition, telling in story.tellings.items():
            yield story.id, edition, telling


def test_every_edition_tells_every_story(stories: Stories, told: list[Story]) -> None:
    assert tuple(stories.editions) == EDITIONS
    planned = {each.id for each in (*stories.plan.archive, *stories.plan.live)}
    assert {story.id.rpartition("-")[0] for story in told} == planned
    assert all(tuple(story.tellings) == EDITIONS for story in told)


def test_no_slot_is_left_unfilled(told: list[Story]) -> None:
    for name, edition, telling in tellings(told):
        whole = "\n".join((telling.title, *telling.paragraphs))
        assert not re.search(r"[{}]|  |\n\n", whole), f"{edition}: {name}"


def test_no_title_comes_twice(told: list[Story]) -> None:
    titles = Counter((edition, telling.title) for _, edition, telling in tellings(told))
    assert titles.most_common(1)[0][1] == 1
    slugs = {(edition, slug(story.tellings[edition].title, story.number)) for story in told for edition in EDITIONS}
    assert len(slugs) == len(told) * len(EDITIONS)


def test_titles_and_texts_have_a_good_length(told: list[Story]) -> None:
    for name, edition, telling in tellings(told):
        words = sum(len(paragraph.split()) for paragraph in telling.paragraphs)
        assert len(telling.title) <= 110, f"{edition}: {name}: {telling.title}"
        assert 60 <= words <= 220, f"{edition}: {name}: {words} words"


def test_titles_and_texts_are_tidy(told: list[Story]) -> None:
    for name, edition, telling in tellings(told):
        assert not telling.title.endswith((".", "!", "…")), f"{edition}: {name}"
        for paragraph in telling.paragraphs:
            assert re.search(r"[.!?…][”»\"]?$", paragraph), f"{edition}: {name}: {paragraph}"
