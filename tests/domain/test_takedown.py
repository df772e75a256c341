"""Is it still there? What answers mean, and what feeds drop."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Blocked, FetchFailed, Forbidden, Missing, TooMuch, Unreachable
from bot.domain.model import Verdict, Watched
from bot.domain.takedown import (
    DAY,
    HINTED,
    MOST_DROPPED,
    REMEMBERED,
    SOON,
    THERE,
    UNKNOWN,
    WEEK,
    Memory,
    Seen,
    Sight,
    decide,
    dropped,
    first_look,
    is_gone,
    of_site,
    packed,
    put_off,
    told_by,
    unpacked,
)

NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GONE, SILENT = Seen(Sight.GONE, 404), Seen(Sight.UNKNOWN, wait=SOON)
FRESH = Watched(7, 5, "https://one.example/7", NOW - DAY)
MISSED = replace(FRESH, gone_since=NOW - DAY, gone_status=404)
STRUCK = replace(MISSED, gone_since=NOW - 2 * DAY, taken_down=NOW - DAY)


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (Missing("404", status=404), GONE),
        (Missing("410", status=410), Seen(Sight.GONE, 410)),
        (Missing("401", status=401), UNKNOWN),
        (Missing("451", status=451), UNKNOWN),
        (Blocked("403"), UNKNOWN),
        (Forbidden("robots.txt"), UNKNOWN),
        (TooMuch("slow"), UNKNOWN),
        (Unreachable("503"), SILENT),
        (Unreachable("503", retry_after=9), SILENT),
        (Unreachable("503", retry_after=7200), Seen(Sight.UNKNOWN, wait=2 * HOUR)),
        (Unreachable("503", retry_after=9e9), Seen(Sight.UNKNOWN, wait=DAY)),
    ],
)
def test_what_an_answer_says(error: FetchFailed, seen: Seen) -> None:
    assert told_by(error) == seen
    assert is_gone(error) == (seen.sight is Sight.GONE)
    assert not is_gone(KeyError(404))


def test_a_page_that_is_there_is_looked_at_ever_rarer_until_it_is_a_week_old() -> None:
    looks, now = [], first_look(FRESH.first_seen)
    while True:
        looks.append(now - FRESH.first_seen)
        verdict = decide(FRESH, THERE, now)
        assert verdict == Verdict(7, 5, verdict.look)
        if verdict.look is None:
            break
        now = verdict.look
    assert looks == [DAY, 2 * DAY, 4 * DAY, WEEK]


def test_it_is_taken_down_when_it_is_gone_twice_a_day_apart() -> None:
    first = decide(FRESH, GONE, NOW)
    assert first == Verdict(7, 5, NOW + DAY, NOW, 404)
    early = replace(FRESH, gone_since=NOW, gone_status=404)
    assert decide(early, GONE, NOW + HOUR) == first  # something hinted at it
    assert decide(early, Seen(Sight.GONE, 410), NOW + DAY) == Verdict(
        7, 5, NOW + 2 * DAY, NOW, 410, NOW + DAY, "struck"
    )


def test_what_is_there_in_between_counts_anew() -> None:
    assert decide(MISSED, THERE, NOW) == Verdict(7, 5, NOW + DAY)


@pytest.mark.parametrize("article", [FRESH, MISSED, STRUCK])
def test_what_says_nothing_changes_nothing_and_is_tried_again_later(article: Watched) -> None:
    assert decide(article, SILENT, NOW) == put_off(article, NOW + SOON)
    assert decide(article, UNKNOWN, NOW) == put_off(article, NOW + DAY)
    assert decide(article, Seen(Sight.UNKNOWN, wait=5 * HOUR), NOW).look == NOW + 5 * HOUR


def test_what_is_taken_down_is_looked_at_for_a_week_and_restored_if_it_is_back() -> None:
    assert decide(STRUCK, GONE, NOW) == put_off(STRUCK, NOW + DAY)
    assert decide(STRUCK, THERE, NOW) == Verdict(7, 5, NOW + DAY, became="restored")
    old = replace(STRUCK, taken_down=NOW - WEEK - HOUR)
    for seen in (GONE, UNKNOWN):
        assert decide(old, seen, NOW) == put_off(old, None)


@pytest.mark.parametrize(
    ("site", "look"), [(Sight.GONE, NOW + DAY), (Sight.UNKNOWN, NOW + SOON), (Sight.THERE, NOW + DAY)]
)
def test_a_site_that_is_not_there_strikes_nothing(site: Sight, look: datetime) -> None:
    verdict = decide(MISSED, GONE, NOW, site=site)
    assert (verdict.became == "struck") == (site is Sight.THERE) and verdict.look == look
    if site is not Sight.THERE:
        assert verdict == put_off(MISSED, look)
    given_up = replace(MISSED, gone_since=NOW - WEEK - HOUR)
    assert decide(given_up, GONE, NOW, site=site).look is None


@pytest.mark.parametrize(
    ("home", "others", "site"),
    [
        (THERE, (), Sight.THERE),
        (GONE, (), Sight.GONE),
        (GONE, (THERE,) * 6, Sight.GONE),
        (UNKNOWN, (), Sight.UNKNOWN),
        (UNKNOWN, (THERE,) * 2, Sight.UNKNOWN),
        (UNKNOWN, (THERE,) * 3, Sight.THERE),
        (THERE, (THERE, THERE, GONE), Sight.THERE),
        (THERE, (THERE, GONE), Sight.GONE),
        (THERE, (GONE, GONE, THERE), Sight.GONE),
        (THERE, (UNKNOWN, UNKNOWN, THERE), Sight.UNKNOWN),
        (THERE, (UNKNOWN,), Sight.UNKNOWN),
        (THERE, (UNKNOWN, THERE, THERE), Sight.THERE),
    ],
)
def test_what_a_site_says_of_others(home: Seen, others: tuple[Seen, ...], site: Sight) -> None:
    assert of_site(home, others) is site


# --- what a feed shows no more -----------------------------------------------------------------------------


def hinted(before: range | list[int], after: range | list[int], known: tuple[int, ...] = ()) -> tuple[int, ...]:
    return dropped(Memory(tuple(before), known), after)[0]


def test_an_entry_that_left_from_among_others_is_a_hint() -> None:
    assert hinted(range(1, 21), [each for each in range(1, 21) if each != 12]) == (12,)
    assert hinted(range(1, 21), [*range(2, 11), *range(12, 25)]) == (11,)  # while the feed goes on
    assert hinted(range(1, 21), range(1, 20)) == (20,)
    assert hinted(range(1, 21), [*range(1, 9), *range(10, 12), *range(13, 20)]) == (9, 12, 20)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (range(0), range(20)),
        (range(1, 21), range(1, 21)),
        (range(1, 21), range(1, 31)),
        (range(1, 21), range(6, 26)),  # it rolls
        (range(1, 21), range(11, 21)),  # it is shortened
        (range(1, 21), list(reversed(range(1, 21)))),  # another order
        (range(1, 21), range(0)),
        (range(1, 21), range(100, 120)),  # another feed
        (range(1, 21), range(1, 11)),  # cut off, or its newest are elsewhere
        ([1, 2, *range(30, 50)], [1, 2, *range(33, 53)]),  # two that stand at its end for ever, and it rolls
        (range(1, 21), range(1, 21, 2)),  # every other
    ],
)
def test_what_feeds_do_is_none(before: range | list[int], after: range | list[int]) -> None:
    assert hinted(before, after) == ()


def test_an_entry_that_comes_and_goes_is_a_hint_once() -> None:
    memory, hints = Memory(tuple(range(1, 21))), 0
    without = [each for each in range(1, 21) if each != 9]
    for shown in (without, range(1, 21)) * 5:
        new, memory = dropped(memory, shown)
        hints += len(new)
    assert (hints, memory.dropped) == (1, (9,))


@given(st.lists(st.integers(1, 400), max_size=300), st.lists(st.integers(1, 400), max_size=300))
def test_hints_are_few_and_what_is_remembered_is_bounded(before: list[int], after: list[int]) -> None:
    _, memory = dropped(Memory(), before)
    hints, memory = dropped(memory, after)
    assert len(hints) <= MOST_DROPPED and not set(hints) & set(after) and set(hints) <= set(before)
    assert len(memory.shown) <= REMEMBERED and len(memory.dropped) <= HINTED
    assert unpacked(packed(memory)) == memory


def test_what_is_stored_is_short() -> None:
    assert packed(Memory((1_000_001, 1_000_002, 1_000_009), (1_000_001, 999_990))) == "1000001 1 7|1000001 -11"
    assert packed(Memory()) == "" and unpacked("") == Memory()
