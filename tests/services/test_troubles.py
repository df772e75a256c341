"""What is said of a platform's troubles: each once, when it begins, changes and ends."""

import logging

import pytest

from bot.services.troubles import AT_A_NETWORK, ELSEWHERE, TAKEN_OVER, Trouble, Troubles

DOWN = Trouble("the network is down", *AT_A_NETWORK)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def test_a_trouble_is_said_once_and_its_end_too(lines: pytest.LogCaptureFixture) -> None:
    troubles = Troubles("Discord", "it is well again")
    troubles.well()
    pauses = [troubles.pause(DOWN) for _ in range(4)]
    assert troubles.words == DOWN.words and pauses == sorted(pauses) and 0.5 <= pauses[0] <= 0.75 <= pauses[-1] <= 30
    troubles.say("another one")
    troubles.well()
    troubles.well()
    assert lines.messages == ["Discord: the network is down", "Discord: another one", "Discord: it is well again"]
    assert troubles.words == "" and troubles.pause(DOWN) <= 0.75


def test_who_waited_for_another_process_says_that_it_takes_over(lines: pytest.LogCaptureFixture) -> None:
    troubles = Troubles("Telegram", "it is well again")
    troubles.say(ELSEWHERE)
    troubles.well()
    assert lines.messages == [f"Telegram: {ELSEWHERE}", f"Telegram: {TAKEN_OVER}"]
