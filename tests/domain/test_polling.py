"""When a source is asked again, and why then; moves and outages."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import NextPoll, Rhythm
from bot.domain.polling import Move, is_outage, next_poll, next_poll_after_failure

NOW = datetime(2026, 10, 6, 18, 5, tzinfo=UTC)  # a Tuesday
DAY = timedelta(days=1)
HOURS = st.frozensets(st.integers(0, 23))
SAID = st.none() | st.floats(allow_nan=True, allow_infinity=True)


def seconds(following: NextPoll) -> float:
    return (following.at - NOW).total_seconds()


# --- after a success ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "expected", "why"),
    [
        (None, 300, "the shortest pause (poll_seconds)"),
        (0, 300, "the shortest pause (poll_seconds)"),
        (3000, 300, "the shortest pause (poll_seconds)"),
        (6000, 600, "a tenth of the newest item's age"),
        (86_400, 8640, "a tenth of the newest item's age"),
        (10 * 86_400, 21_600, "the longest pause (poll_max_seconds)"),
        (-500, 300, "the shortest pause (poll_seconds)"),
    ],
)
def test_the_next_poll_comes_after_a_tenth_of_the_newest_items_age(
    age: float | None, expected: float, why: str
) -> None:
    newest = None if age is None else NOW - timedelta(seconds=age)
    following = next_poll(NOW, newest, 300, 21_600)
    assert (seconds(following), following.why) == (expected, why)


def test_a_longest_pause_below_the_shortest_counts_as_the_shortest() -> None:
    assert seconds(next_poll(NOW, NOW - DAY, 300, 60)) == 300
    assert seconds(next_poll_after_failure(NOW, 5, 300, 60, 0.5)) == 300


@pytest.mark.parametrize(
    ("wishes", "expected", "why"),
    [
        ({"fresh_for": 900.0}, 900, "the site's Cache-Control asks for it"),
        ({"fresh_for": 100.0}, 600, "a tenth of the newest item's age"),
        ({"fresh_for": 1e9}, 21_600, "the site's Cache-Control asks for it"),
        ({"fresh_for": float("nan")}, 600, "a tenth of the newest item's age"),
        ({"rhythm": Rhythm(3600)}, 3600, "the feed asks for it (ttl)"),
        ({"rhythm": Rhythm(900), "fresh_for": 1800.0}, 1800, "the site's Cache-Control asks for it"),
        ({"pushed": True}, 2400, "a hub tells of news; this is the safety net"),
        ({"pushed": True, "rhythm": Rhythm(7200)}, 7200, "the feed asks for it (ttl)"),
    ],
)
def test_a_site_may_wish_for_longer_pauses(wishes: dict[str, object], expected: float, why: str) -> None:
    following = next_poll(NOW, NOW - timedelta(seconds=6000), 300, 21_600, **wishes)  # type: ignore[arg-type]
    assert (seconds(following), following.why) == (expected, why)


@pytest.mark.parametrize(
    ("rhythm", "at", "why"),
    [
        (Rhythm(skip_hours=frozenset({18, 19})), (6, 20, 0), "the feed wants to be left alone from 18 to 20 UTC"),
        (
            Rhythm(skip_hours=frozenset({22, 23, 0, 1, 2, 18})),
            (6, 19, 0),
            "the feed wants to be left alone from 18 to 19, from 22 to 3 UTC",
        ),
        (Rhythm(skip_hours=frozenset({5})), (6, 18, 15), "a tenth of the newest item's age"),
        (Rhythm(skip_days=frozenset({1})), (7, 0, 0), "the feed wants to be left alone on Tue"),
        (
            Rhythm(skip_hours=frozenset({0}), skip_days=frozenset({1, 6})),
            (7, 0, 5),  # the longest pause ends there
            "the feed wants to be left alone from 0 to 1 UTC and on Tue, Sun",
        ),
        (Rhythm(skip_hours=frozenset(range(24))), (7, 0, 5), "the feed wants to be left alone at all hours UTC"),
    ],
)
def test_a_feed_may_wish_to_be_left_alone(rhythm: Rhythm, at: tuple[int, int, int], why: str) -> None:
    following = next_poll(NOW, NOW - timedelta(seconds=6000), 300, 21_600, rhythm=rhythm)
    day, hour, minute = at
    assert (following.at, following.why) == (datetime(2026, 10, day, hour, minute, tzinfo=UTC), why)


@given(
    st.none() | st.timedeltas(-DAY, 100 * DAY), st.floats(1, 3600), st.floats(1, 86_400), SAID, SAID, HOURS,
    st.frozensets(st.integers(0, 6)), st.booleans(),
)  # fmt: skip
def test_whatever_a_site_says_polls_stay_within_the_owners_bounds(
    age: timedelta | None,
    shortest: float,
    longest: float,
    fresh: float | None,
    every: float | None,
    hours: frozenset[int],
    days: frozenset[int],
    pushed: bool,
) -> None:
    newest = NOW - age if age is not None else None
    rhythm = Rhythm(every, hours, days)
    following = next_poll(NOW, newest, shortest, longest, fresh_for=fresh, rhythm=rhythm, pushed=pushed)
    assert shortest - 1e-5 <= seconds(following) <= max(longest, shortest) + 1e-5
    assert following.why


# --- after a failure ---------------------------------------------------------------------------------------


def test_failures_space_polls_out() -> None:
    waits = [seconds(next_poll_after_failure(NOW, failures, 300, 21_600, 0)) for failures in range(1, 10)]
    assert waits == [300, 600, 1200, 2400, 4800, 9600, 19_200, 21_600, 21_600]
    assert next_poll_after_failure(NOW, 1, 300, 21_600, 0).why == "backing off after a failure"
    assert next_poll_after_failure(NOW, 3, 300, 21_600, 0).why == "backing off after 3 failures"


@pytest.mark.parametrize(("asked", "expected"), [(0, 300), (-7, 300), (900, 900), (10**9, 86_400)])
def test_retry_after_is_obeyed_between_the_shortest_pause_and_a_day(asked: float, expected: float) -> None:
    following = next_poll_after_failure(NOW, 1, 300, 600, 0, asked)
    assert (seconds(following), following.why) == (expected, "the site asked to wait (Retry-After)")


@given(st.integers(1, 100_000), st.floats(1, 3600), st.floats(1, 86_400), st.floats(0, 1), SAID)
def test_after_a_failure_too(
    failures: int, shortest: float, longest: float, jitter: float, asked: float | None
) -> None:
    following = next_poll_after_failure(NOW, failures, shortest, longest, jitter, asked)
    assert shortest - 1e-5 <= seconds(following) <= max(longest, shortest, 86_400) + 1e-5


@pytest.mark.parametrize(
    ("failures", "minutes", "outage"), [(2, 600, False), (3, 59, False), (3, 60, True), (50, 50, False)]
)
def test_an_outage_is_many_failures_over_an_hour(failures: int, minutes: int, outage: bool) -> None:
    assert is_outage(failures, NOW - timedelta(minutes=minutes), NOW) is outage


# --- moves -------------------------------------------------------------------------------------------------


def test_a_move_is_believed_at_its_third_poll_in_a_row() -> None:
    move = Move()
    following = NextPoll(NOW, "because")
    seen = []
    for _ in range(3):
        move = move.seen("https://b.example/")
        seen.append(move.onto(following))
    assert seen == [
        NextPoll(NOW, "because", "https://b.example/", 1),
        NextPoll(NOW, "because", "https://b.example/", 2),
        NextPoll(NOW, "because", feed_url="https://b.example/"),
    ]


@given(st.lists(st.sampled_from(["", "https://b.example/", "https://c.example/"]), max_size=12))
def test_only_three_alike_in_a_row_are_believed(led_to: list[str]) -> None:
    move = Move()
    for number, to in enumerate(led_to, 1):
        move = move.seen(to)
        last = led_to[max(0, number - 3) : number]
        assert move.believed == (len(last) == 3 and len(set(last)) == 1 and to != "")
