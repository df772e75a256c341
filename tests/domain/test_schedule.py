"""When to try again, and when to stop."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import schedule
from bot.domain.errors import (
    AddressClosed,
    AddressMoved,
    Doubtful,
    MessageGone,
    NotSent,
    PictureRejected,
    Rejected,
    SendFailed,
    TokenRefused,
    TryLater,
)
from bot.domain.schedule import Close, Decision, GiveUp, Halt, Hold, Move, Pause, Retry, Skip, back_off

NOW = datetime(2026, 10, 6, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def seconds(moment: datetime) -> float:
    return (moment - NOW).total_seconds()


# --- back-off ----------------------------------------------------------------------------------------------


@given(st.integers(-5, 10_000), st.floats(0.01, 1000), st.floats(1.0, 100), st.floats(0, 1))
def test_back_off_stays_between_its_bounds(failures: int, base: float, factor: float, jitter: float) -> None:
    assert base <= back_off(failures, base, base * factor, jitter) <= base * factor


def test_back_off_doubles_and_spreads() -> None:
    assert [back_off(failures, 1, 60, 0) for failures in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert back_off(1, 1, 60, 1) == 1.5


@pytest.mark.parametrize(
    "error",
    [
        Rejected("400"),
        PictureRejected("400"),
        MessageGone("400"),
        AddressClosed("403", reason="blocked"),
        AddressMoved("400", chat="-1"),
        TryLater("429", retry_after=5),
    ],
)
def test_what_the_platform_says_for_itself_reached_it(error: SendFailed) -> None:
    assert schedule.reached(error)


@pytest.mark.parametrize(
    "error", [NotSent("no route"), TokenRefused("404"), Doubtful("lost"), TryLater("502"), SendFailed("?"), KeyError()]
)
def test_other_trouble_proves_no_way(error: Exception) -> None:
    assert not schedule.reached(error)


# --- sending -----------------------------------------------------------------------------------------------


def decide(error: Exception, attempts: int = 0, since: timedelta = timedelta(0)) -> Decision:
    first = NOW - since if attempts else None
    return schedule.decide(error, attempts=attempts, first_attempt=first, now=NOW, give_up=DAY, jitter=0.0)


def test_each_branch_has_its_own_consequence() -> None:
    assert decide(NotSent("no route")) == Halt(*schedule.NETWORK_PAUSE)
    assert decide(TokenRefused("unknown")) == Halt(*schedule.TOKEN_PAUSE)
    assert decide(AddressClosed("blocked", reason="blocked")) == Close("blocked")
    assert decide(Rejected("too long")) == GiveUp("too long")
    assert decide(MessageGone("not found")) == Skip("not found")
    assert decide(PictureRejected("no picture at all")) == GiveUp("no picture at all")
    assert decide(AddressMoved("moved", chat="-100")) == Move("-100", NOW)
    assert decide(Doubtful("lost")) == Retry(NOW + timedelta(seconds=1), doubtful=True)
    assert decide(TryLater("502"), 3) == Retry(NOW + timedelta(seconds=8))
    assert decide(SendFailed("new"), 1) == Retry(NOW + timedelta(seconds=2))


def test_what_may_have_arrived_can_be_held() -> None:
    held = schedule.decide(
        Doubtful("lost"), attempts=0, first_attempt=None, now=NOW, give_up=DAY, jitter=0.0, hold=True
    )
    assert held == Hold()


def test_the_platforms_order_is_obeyed_however_long() -> None:
    decision = decide(TryLater("429", retry_after=43_838))
    assert isinstance(decision, Retry)
    assert seconds(decision.at) == 43_838
    assert decision.retry_after == decision.at


def test_an_order_about_one_message_sets_that_aside_until_it_is_given_up() -> None:
    alone = TryLater("429", retry_after=3600, alone=True)
    assert decide(alone) == Retry(NOW + timedelta(hours=1), aside=True)
    assert decide(TryLater("429", alone=True), 1, DAY / 2) == Retry(NOW + timedelta(seconds=2), aside=True)
    assert isinstance(decide(alone, 1, DAY), GiveUp)


def test_a_short_order_does_not_undercut_the_back_off() -> None:
    decision = decide(TryLater("429", retry_after=1), 5)
    assert isinstance(decision, Retry)
    assert seconds(decision.at) == 32
    assert decision.retry_after == NOW + timedelta(seconds=1)


@pytest.mark.parametrize("error", [TryLater("502"), Doubtful("lost"), AddressMoved("moved", chat="1"), KeyError("bug")])
def test_trying_ends_by_time_not_by_tries(error: Exception) -> None:
    if not isinstance(error, KeyError):
        assert not isinstance(decide(error, 1000, timedelta(hours=23)), GiveUp)
    gone = decide(error, 1, DAY)
    assert isinstance(gone, GiveUp) and gone.reason.startswith("given up after 24 hours: ")


def test_the_last_try_is_made_when_the_time_is_up() -> None:
    decision = decide(TryLater("502"), 50, DAY - timedelta(seconds=7))
    assert isinstance(decision, Retry) and seconds(decision.at) == 7


def test_a_bug_is_tried_three_times() -> None:
    assert isinstance(decide(KeyError("bug"), 1, timedelta(seconds=9)), Retry)
    assert decide(KeyError("bug"), 2, timedelta(seconds=9)) == GiveUp("cannot be sent: KeyError: 'bug'")


def test_chats_that_name_each_other_are_slowed_down() -> None:
    decision = decide(AddressMoved("moved", chat="a"), 5, timedelta(seconds=9))
    assert decision == Move("a", NOW + timedelta(seconds=32))


# --- the pause ---------------------------------------------------------------------------------------------


def test_a_pause_grows_only_by_what_began_after_it() -> None:
    halt = Halt(1.0, 300.0)
    pause = schedule.NO_PAUSE.after(halt, started=NOW, now=NOW, jitter=0)
    assert pause == Pause(1, NOW + timedelta(seconds=1), NOW)
    assert pause.after(halt, started=NOW, now=NOW, jitter=0) is pause
    later = pause.until
    assert pause.after(halt, started=later, now=later, jitter=0) == Pause(2, later + timedelta(seconds=2), later)
    assert pause.seen_at(later) is pause
    assert pause.seen_at(NOW - timedelta(hours=1)) == Pause(1)  # the clock went back


def test_a_pause_is_bounded() -> None:
    pause, now = schedule.NO_PAUSE, NOW
    for _ in range(200):
        pause = pause.after(Halt(*schedule.TOKEN_PAUSE), started=now, now=now, jitter=1.0)
        assert pause.until - now <= timedelta(minutes=5)
        now = pause.until
