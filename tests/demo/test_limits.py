import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.botapi.errors import ApiError
from bot.demo.botapi.limits import CHATS_WATCHED, Limits, Meter


def admitted(meter: Meter, chat: int, now: float, *, group: bool = False) -> int:
    """0 where it is, else the `retry_after`."""
    try:
        meter.admit(chat, group=group, now=now)
    except ApiError as refusal:
        assert refusal.status == 429
        retry_after = refusal.parameters["retry_after"]
        assert refusal.description == f"Too Many Requests: retry after {retry_after}"
        return retry_after
    return 0


def test_off_counts_nothing() -> None:
    meter = Meter(Limits.off())
    assert not any(admitted(meter, 1, 0.0) for _ in range(1000))


def test_thirty_a_second_over_all_chats() -> None:
    meter = Meter(Limits.strict())
    assert [admitted(meter, chat, 0.0) for chat in range(31)] == [0] * 30 + [1]
    assert admitted(meter, 31, 0.99) == 1
    assert admitted(meter, 31, 1.0) == 0


def test_one_a_second_into_a_chat() -> None:
    meter = Meter(Limits.strict())
    assert [admitted(meter, 1, now) for now in (0.0, 0.5, 1.0, 1.9, 2.0)] == [0, 1, 0, 1, 0]


def test_a_burst_into_a_chat() -> None:
    meter = Meter(Limits.strict(burst=3))
    assert [admitted(meter, 1, now) for now in (0.0, 0.0, 0.0, 0.0, 2.9, 3.0)] == [0, 0, 0, 3, 1, 0]


def test_twenty_in_any_minute_into_a_group() -> None:
    meter = Meter(Limits(per_minute=20))
    assert [admitted(meter, -1, float(n), group=True) for n in range(20)] == [0] * 20
    assert admitted(meter, -1, 20.0, group=True) == 40
    assert admitted(meter, -1, 60.0, group=True) == 0
    assert admitted(meter, -1, 60.5, group=True) == 1
    assert [admitted(meter, 2, 60.0) for _ in range(30)] == [0] * 30  # not a group


def test_only_so_many_chats_are_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CHATS_WATCHED > 2
    monkeypatch.setattr("bot.demo.botapi.limits.CHATS_WATCHED", 2)
    meter = Meter(Limits(per_chat=1))
    assert [admitted(meter, chat, 0.0) for chat in (1, 2, 3, 1)] == [0, 0, 0, 0]


@given(st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_no_window_ever_holds_more(pauses: list[float]) -> None:
    meter = Meter(Limits(per_second=3, per_minute=20))
    now, sent = 0.0, []
    for pause in pauses:
        now += pause / 10
        if not admitted(meter, -1, now, group=True):
            sent.append(now)
    for time in sent:
        assert sum(time - 1 < other <= time for other in sent) <= 3
        assert sum(time - 60 < other <= time for other in sent) <= 20
