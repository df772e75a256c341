"""The stories that are printed: complete, filled, unlike each other, and of a length that reads well."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import pytest

from bot.demo.newsroom import EDITIONS, Newsroom, Wire, load
from bot.demo.newsroom.slugs import slug
from bot.demo.newsroom.stories import FOLDER, Stories
from bot.demo.newsroom.wire import Note
from bot.demo.newsroom.writing import Story, Telling, Writer
from bot.domain.features import Features, features
from bot.domain.stories import Tier, compare
from tests.demo.newsroom.press import BASE, START, WIRE, Watch

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


# --- what belongs together, and what does not --------------------------------------------------------------


def seen(telling: Telling | Note, edition: str = "en") -> Features:
    return features(telling.title, "\n\n".join(telling.paragraphs), edition)


def tiers(pairs: list[tuple[Features, Features]], *, same_source: bool = True) -> Counter[Tier]:
    return Counter(compare(*pair, same_source=same_source).tier for pair in pairs)


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_follows_is_likely_of_the_same_story(stories: Stories, edition: str) -> None:
    writer, pairs = Writer(stories, seed=2), []
    first = {story.planned.id: story for story in writer.archive()}
    pairs.append((first["rail-talks"], first["rail-corridor"]))
    for _ in range(STORIES):
        story = writer.next()
        if later := writer.continued(story):
            pairs.append((story, later))
    assert {story.planned.id for story, _ in pairs[1:]} == {each.id for each in stories.plan.later}
    found = tiers([(seen(one.tellings[edition], edition), seen(two.tellings[edition], edition)) for one, two in pairs])
    assert found[Tier.LIKELY] >= 0.85 * len(pairs) and not found[Tier.CERTAIN], found


def test_reprints_are_certain(stories: Stories, told: list[Story]) -> None:
    wire = Wire(WIRE, START)
    newsroom = Newsroom(base_url=BASE, clock=Watch(), stories=stories, wire=wire)
    reports = [*newsroom.latest("en", 30), *(newsroom.publish() for _ in range(STORIES))]
    english = [report for report in reports if report.edition == "en"]
    pairs = [(seen(Telling(each.title, each.paragraphs)), seen(wire.reprint(each, Watch()()))) for each in english]
    assert tiers(pairs, same_source=False)[Tier.CERTAIN] >= 0.99 * len(pairs) > 190


@pytest.mark.parametrize("edition", EDITIONS)
def test_unrelated_articles_are_not_taken_for_one_story(stories: Stories, edition: str) -> None:
    told = Writer(stories, seed=3)
    unrelated = [seen(told.next().tellings[edition], edition) for _ in range(STORIES // 4)]
    pairs = list(combinations(unrelated, 2))
    found = tiers(pairs), tiers(pairs, same_source=False)
    assert not found[0][Tier.CERTAIN] and not found[1][Tier.CERTAIN]
    assert found[0][Tier.LIKELY] <= 0.003 * len(pairs)
