"""What is another wording of an article, and when it is looked for."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.model import Entry
from bot.domain.revision import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    MOST_READINGS,
    TOO_OLD,
    Change,
    compare,
    fingerprint,
    next_reading,
    pause_after,
    reads_otherwise,
    still_says,
)

NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
TITLE = "Council agrees on 12 bridges"
TEXT = "The council of Sandrow met on Monday. Naila Orlova said that 12 bridges will be built."


@pytest.mark.parametrize(
    ("title", "text", "change"),
    [
        (TITLE, TEXT, Change.NONE),
        (TITLE, TEXT.replace(". ", ".\n"), Change.SLIGHT),
        (TITLE.upper(), TEXT, Change.SLIGHT),
        (TITLE, TEXT.replace("council", "counсil"), Change.SLIGHT),
        (TITLE, TEXT.replace("Orlova", "Orlowa"), Change.SLIGHT),
        (TITLE.replace("agrees", "agreed"), TEXT, Change.SLIGHT),
        (TITLE.replace("12", "13"), TEXT, Change.MATERIAL),
        (TITLE, TEXT.replace("12", "13"), Change.MATERIAL),
        (TITLE, TEXT.replace("Naila Orlova", "Emil Berg"), Change.MATERIAL),
        (TITLE, TEXT.replace("will be", "will not be"), Change.MATERIAL),
        (TITLE, TEXT + " The mayor resigned.", Change.MATERIAL),
        (TITLE, " ".join(f"word{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(60)), Change.MATERIAL),
        ("Mayor resigns", TEXT, Change.MATERIAL),
        (TITLE, "The council of Sandrow met on Monday.", Change.POORER),
        (TITLE, "", Change.POORER),
    ],
)
def test_what_lies_between_two_wordings(title: str, text: str, change: Change) -> None:
    assert compare(TITLE, TEXT, title, text) is change


def test_a_fingerprint_is_of_the_words() -> None:
    entry = Entry(title="A title", summary="Some words.", published=NOW)
    assert fingerprint(entry) == fingerprint(Entry(title=" A  title", summary="Some\nwords.", url="https://a.az/x"))
    assert fingerprint(entry) != fingerprint(Entry(title="A title", summary="Other words."))
    assert fingerprint(Entry(title="\ud800")) != fingerprint(Entry(title=""))


def test_readings_that_find_nothing_come_ever_rarer_and_end() -> None:
    def due(checks: int, since: timedelta = timedelta(), age: timedelta = timedelta(hours=1)) -> datetime | None:
        return next_reading(NOW, NOW - age, NOW - age, NOW - since, checks)

    assert next_reading(NOW, NOW, NOW, None, 0) == NOW
    assert due(0) == due(1) == NOW + FIRST_PAUSE and due(2) == NOW + 2 * FIRST_PAUSE
    assert due(1, timedelta(minutes=4)) == NOW + FIRST_PAUSE - timedelta(minutes=4)
    assert due(1, timedelta(days=1)) == NOW
    assert due(MOST_READINGS - 1) == NOW + LONGEST_PAUSE and due(MOST_READINGS) is None
    assert due(1, age=TOO_OLD + timedelta(seconds=1)) is None
    assert pause_after(0) == FIRST_PAUSE and pause_after(10_000) == LONGEST_PAUSE


@pytest.mark.parametrize(
    ("new", "otherwise"),
    [
        ("The council met. It agreed.", False),
        ("It agreed. The  Council met", False),
        ("The cuoncil met. It agreed.", False),
        ("The council met. It did not agree.", True),
        ("The council met.", True),
        ("", True),
    ],
)
def test_what_is_posted_says_something_else(new: str, otherwise: bool) -> None:
    assert reads_otherwise("The council met. It agreed.", new) is otherwise


def test_sentences_that_stand_in_a_text_are_still_said() -> None:
    text = "The council met – on Monday. It agreed."
    assert still_says(text, "It agreed!\nthe council met on Monday.")
    assert not still_says(text, "It agreed.\nThe council met on Tuesday.")
    assert not still_says(text, "It agree")
