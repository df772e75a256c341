"""The circuit breaker."""

from datetime import timedelta

from bot.domain.breaker import FAILURES, PAUSE, Breaker
from tests.fakes import START

PATIENCE = timedelta(seconds=30)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def broken(failures: int = FAILURES) -> Breaker:
    breaker = Breaker()
    for _ in range(failures):
        breaker = breaker.failed(START, 0.0)
    return breaker


def test_some_failures_are_borne() -> None:
    breaker = broken(FAILURES - 1)
    assert breaker.may(START, PATIENCE) and not breaker.is_open
    assert breaker.asked(START) == breaker
    assert breaker.worked() == Breaker()


def test_then_nothing_is_asked_until_one_probe_works() -> None:
    breaker = broken()
    assert breaker.is_open and not breaker.may(START + seconds(14), PATIENCE)
    later = START + seconds(15)
    assert breaker.may(later, PATIENCE)
    probing = breaker.asked(later)
    assert not probing.may(later, PATIENCE) and probing.left().may(later, PATIENCE)
    assert probing.may(later + seconds(31), PATIENCE)  # it was lost
    again = probing.failed(later, 0.0)
    assert not again.may(later + seconds(29), PATIENCE) and again.may(later + seconds(30), PATIENCE)
    assert again.worked().may(later, PATIENCE)


def test_pauses_are_bounded() -> None:
    assert broken(100).until == START + seconds(PAUSE[1])
    assert Breaker().failed(START, 0.0, 60.0).until == START + seconds(60)
    assert Breaker().failed(START, 0.0, 10**9).until == START + seconds(PAUSE[1])
