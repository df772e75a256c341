"""No window ever holds more than it may, however long the answers take."""

import heapq
import math

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pacing import RESERVE, ROUNDING, TELEGRAM_GAPS, WINDOW, Gate
from tests.fakes import in_any_window


@given(
    limit=st.integers(1, 40),
    latencies=st.lists(st.floats(0.0, 5.0), min_size=1, max_size=150),
    arrival=st.floats(0.0, 1.0),
)
def test_no_second_holds_more_arrivals_than_the_limit(limit: int, latencies: list[float], arrival: float) -> None:
    gate, now = Gate(limit), 0.0
    answers: list[float] = []
    arrivals: list[float] = []
    for latency in latencies:
        while not gate.room(now):
            wait = gate.opens(now)
            if answers and answers[0] <= now + wait:
                now = max(now, heapq.heappop(answers))
                gate = gate.ended(now)
            else:
                assert 0 < wait < math.inf
                now += wait
        gate = gate.begun()
        arrivals.append(now + latency * arrival)  # the platform counts it somewhere between request and answer
        heapq.heappush(answers, now + latency)
    assert in_any_window(arrivals, WINDOW) <= limit


def test_a_send_counts_until_a_second_after_its_answer() -> None:
    gate = Gate(1).begun()
    assert gate.room(100.0) == 0
    assert gate.opens(100.0) == math.inf
    gate = gate.ended(200.0)
    assert gate.room(200.9) == 0
    assert gate.opens(200.9) < 0.1 + 2 * ROUNDING
    assert gate.room(201.0 + ROUNDING) == 1


def test_the_whole_rate_is_for_posts_while_nobody_talks() -> None:
    assert Gate(30).room(0.0) == 30
    assert Gate(30).spoke(0.0).room(10.0) == 30


def test_a_fifth_is_kept_while_people_are_answered() -> None:
    assert Gate(30).spoke(0.0).room(0.5) == 24
    assert Gate(30).spoke(0.0).room(9.0) == 24
    assert int(30 * RESERVE) == 6


def test_more_answers_than_the_reserve_take_from_the_posts() -> None:
    gate = Gate(30)
    for _ in range(40):
        gate = gate.spoke(0.0)
    assert len(gate.spoken) == 30
    assert gate.room(0.5) == 0
    assert gate.opens(0.5) <= 0.5 + ROUNDING
    assert gate.room(1.1) == 24


def test_what_has_passed_is_forgotten() -> None:
    gate = Gate(1000)
    for number in range(3000):
        gate = gate.begun().ended(number / 100)
    assert len(gate.landed) <= 101
    assert gate.in_flight == 0


@given(st.lists(st.floats(0.0, 3.0), min_size=1, max_size=100))
def test_a_group_gets_at_most_twenty_in_any_minute(latencies: list[float]) -> None:
    now, asked, answered = 0.0, [], []
    for latency in latencies:
        asked.append(now)
        answered.append(now + latency)
        now += latency + TELEGRAM_GAPS["group"]
    assert in_any_window(asked, 60.0) <= 20
    assert in_any_window(answered, 60.0) <= 20


def test_single_chats_get_one_a_second() -> None:
    assert TELEGRAM_GAPS["private"] > 1.0
    assert TELEGRAM_GAPS["channel"] > 1.0
