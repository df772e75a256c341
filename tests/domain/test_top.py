"""Which stories come first: whatever adds to one never lowers it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import Coverage
from bot.domain.top import HALF_LIFE, ranked, weight

NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
AGES = st.timedeltas(timedelta(hours=-1), timedelta(days=1))


def story(number: int = 1, sources: int = 1, updates: int = 0, age: timedelta = timedelta()) -> Coverage:
    return Coverage(number, sources, updates, NOW - age)


@st.composite
def stories(draw: st.DrawFn) -> list[Coverage]:
    facts = st.tuples(st.integers(0, 40), st.integers(0, 40), AGES)
    return [story(number, *each) for number, each in enumerate(draw(st.lists(facts, min_size=1, max_size=12)))]


@given(stories(), st.data())
def test_a_source_an_update_or_a_fresher_one_never_lowers_a_story(told: list[Coverage], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(told))
    more = replace(
        one,
        sources=one.sources + data.draw(st.integers(0, 3)),
        updates=one.updates + data.draw(st.integers(0, 3)),
        newest=one.newest + data.draw(st.timedeltas(timedelta(), timedelta(hours=3))),
    )
    before = ranked(told, NOW).index(one)
    assert ranked([more if each is one else each for each in told], NOW).index(more) <= before


@given(stories(), st.randoms())
def test_the_order_they_come_in_changes_nothing(told: list[Coverage], chance: object) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ranked(shuffled, NOW) == ranked(told, NOW)


@given(st.integers(1, 9), st.integers(0, 1000), AGES)
def test_no_number_of_updates_makes_up_for_a_source(sources: int, updates: int, age: timedelta) -> None:
    assert weight(story(1, sources + 1, 0, age), NOW) > weight(story(2, sources, updates, age), NOW)


def test_what_is_old_gives_way_to_what_is_fresh() -> None:
    wide, narrow = story(1, sources=2, age=HALF_LIFE + timedelta(minutes=1)), story(2)
    assert ranked([wide, narrow], NOW) == [narrow, wide]
    eight = story(3, sources=8, age=2 * HALF_LIFE)
    assert ranked([narrow, eight], NOW) == [eight, narrow]


def test_among_equals_the_one_that_began_later_stands_first() -> None:
    assert ranked([story(1), story(3), story(2)], NOW) == [story(3), story(2), story(1)]


def test_a_date_to_come_counts_as_now() -> None:
    assert weight(story(age=-timedelta(hours=5)), NOW) == weight(story(), NOW) == 1.0
