"""No window ever holds more than it may, however long the answers take."""

import heapq
import math

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pacing import (
    MINUTE,
    PER_MINUTE,
    RECOVERY,
    ROUNDING,
    SPREAD,
    STORM,
    TELEGRAM_GAPS,
    WINDOW,
    Gate,
    Lane,
    Throttle,
)
from tests.fakes import in_any_window


@given(
    limit=st.integers(1, 40),
    latencies=st.lists(st.floats(0.0, 5.0), min_size=1, max_size=150),
    arrival=st.floats(0.0, 1.0),
    answers=st.sets(st.integers(0, 149)),
)
def test_no_second_holds_more_arrivals_than_the_limit(
    limit: int, latencies: list[float], arrival: float, answers: set[int]
) -> None:
    gate, now = Gate(limit), 0.0
    ends: list[float] = []
    arrivals: list[float] = []
    for number, latency in enumerate(latencies):
        while not (gate.room(now) if number in answers else gate.turns(now)):  # an answer needs no even turn
            wait = gate.opens(now)
            if ends and ends[0] <= now + wait:
                now = max(now, heapq.heappop(ends))
                gate = gate.ended(now)
            else:
                assert 0 < wait < math.inf
                now += wait
        gate = gate.begun(now)
        arrivals.append(now + latency * arrival)  # the platform counts it somewhere between request and answer
        heapq.heappush(ends, now + latency)
    assert in_any_window(arrivals, WINDOW) <= limit


def test_a_send_counts_until_a_second_after_its_answer() -> None:
    gate = Gate(1).begun(99.0)
    assert gate.room(100.0) == 0
    assert gate.opens(100.0) == math.inf
    gate = gate.ended(200.0)
    assert gate.room(200.9) == 0
    assert gate.opens(200.9) < 0.1 + 2 * ROUNDING
    assert gate.room(201.0 + ROUNDING) == 1


def test_posts_are_spread_over_the_second() -> None:
    gate, now = Gate(30), 0.0
    assert gate.room(now) == 30
    assert gate.turns(now) == 1 + int(SPREAD * 30)
    begun: list[float] = []
    while len(begun) < 30:
        if gate.turns(now):
            gate = gate.begun(now).ended(now)
            begun.append(now)
        else:
            now += gate.opens(now)
    assert in_any_window(begun, 0.1) <= 5
    assert 0.85 < begun[-1] < 1.0


def test_a_pause_earns_no_more_than_a_moments_turns() -> None:
    assert Gate(30).begun(0.0).ended(0.1).turns(50.0) == Gate(30).turns(50.0) == 2


@given(st.lists(st.floats(0.0, 0.02), min_size=300, max_size=300), st.sampled_from([(0.06, 28.0), (0.01, 29.0)]))
def test_nearly_all_of_the_rate_is_used_though_who_waits_is_woken_late(
    late: list[float], latency: tuple[float, float]
) -> None:
    gate, now, ends = Gate(30), 0.0, list[float]()
    for lateness in late:
        while not gate.turns(now):
            wait = gate.opens(now)
            now = ends[0] if ends and ends[0] <= now + wait else now + wait + lateness / 4
            while ends and ends[0] <= now:
                gate = gate.ended(ends.pop(0))
        gate = gate.begun(now)
        ends.append(now + latency[0])
    assert 300 / now >= latency[1]


def test_what_has_passed_is_forgotten() -> None:
    gate = Gate(1000)
    for number in range(3000):
        gate = gate.begun(number / 100).ended(number / 100)
    assert len(gate.landed) <= 101
    assert gate.in_flight == 0


# --- when the platform grants less ---------------------------------------------------------------------------


def refused(gate: Gate, chats: int, now: float) -> Gate:
    for chat in range(chats):
        gate = gate.refused(f"chat {chat}", now)
    return gate


def test_one_chat_that_is_told_to_wait_slows_nobody_down() -> None:
    gate = Gate(30)
    for _ in range(50):
        gate = gate.refused("flooded", 5.0)
    assert gate.rate(5.0) == 30
    assert refused(gate, STORM - 1, 7.0).rate(7.0) == 30


def test_many_chats_halve_the_rate_once_a_second_and_it_comes_back() -> None:
    gate = refused(Gate(30), 20, 100.0)
    assert gate.rate(100.0) == 15
    assert refused(gate, 20, 100.9).rate(100.9) == 15
    again = refused(gate, 20, 101.5)
    assert again.rate(101.5) == 7
    assert again.rate(101.5 + RECOVERY / 2) == 22
    assert again.rate(101.5 + RECOVERY) == 30


@given(st.lists(st.tuples(st.floats(0.0, 3.0), st.integers(0, 9)), max_size=200))
def test_a_rate_is_never_less_than_one_nor_more_than_all(refusals: list[tuple[float, int]]) -> None:
    throttle, now = Throttle(), 0.0
    for pause, chat in refusals:
        before, now = throttle.now(now), now + pause
        throttle = throttle.after(str(chat), now)
        assert before / 2 <= throttle.now(now) <= 1.0
        assert 1 <= Gate(30, throttle=throttle).rate(now) <= 30
        assert len(throttle.refused) < STORM
    assert throttle.now(now + RECOVERY) == 1.0


# --- chats ---------------------------------------------------------------------------------------------------


@given(
    kind=st.sampled_from(["group", "private", "channel"]),
    latencies=st.lists(st.floats(0.0, 3.0), min_size=1, max_size=100),
    arrival=st.floats(0.0, 1.0),
    answers=st.sets(st.integers(0, 99)),
)
def test_a_chat_gets_one_a_second_and_a_group_at_most_twenty_in_any_minute(
    kind: str, latencies: list[float], arrival: float, answers: set[int]
) -> None:
    gap = TELEGRAM_GAPS[kind]  # type: ignore[index]
    lane, now, arrivals = Lane(PER_MINUTE if kind == "group" else 0), 0.0, []
    for number, latency in enumerate(latencies):
        now += lane.opens(now, TELEGRAM_GAPS["private"] if number in answers else gap)
        lane = lane.begun()
        assert lane.opens(now, gap) == gap
        arrivals.append(now + latency * arrival)
        now += latency
        lane = lane.ended(now)
    assert in_any_window(arrivals, 1.0) == 1
    assert kind != "group" or in_any_window(arrivals, MINUTE) <= PER_MINUTE


def test_a_group_takes_posts_at_its_full_speed() -> None:
    lane, now = Lane(PER_MINUTE), 0.0
    for _ in range(45):
        now += lane.opens(now, TELEGRAM_GAPS["group"])
        lane = lane.begun().ended(now)
    assert now < 140


def test_a_lane_is_remembered_for_its_window() -> None:
    assert Lane().passed(0.0)
    assert not Lane().begun().passed(100.0)
    single, group = Lane().begun().ended(100.0), Lane(PER_MINUTE).begun().ended(100.0)
    assert (single.passed(101.0), single.passed(104.0)) == (False, True)
    assert (group.passed(104.0), group.passed(161.0)) == (False, True)
