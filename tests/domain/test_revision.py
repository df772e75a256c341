"""What is another wording of an article, and when it is looked for."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.model import Entry
from bot.domain.revision import FIRST_PAUSE, LONGEST_PAUSE, MOST_READINGS, TOO_OLD, Change, compare, fingerprint, is_due

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


def test_readings_come_ever_rarer_and_end() -> None:
    def due(since: timedelta, checks: int, age: timedelta = timedelta(hours=1)) -> bool:
        return is_due(NOW, NOW - age, NOW - age, NOW - since, checks)

    assert is_due(NOW, NOW, NOW, None, 0)
    assert due(FIRST_PAUSE, 1) and not due(FIRST_PAUSE, 2) and due(2 * FIRST_PAUSE, 2)
    assert due(LONGEST_PAUSE, MOST_READINGS - 1) and not due(LONGEST_PAUSE, MOST_READINGS)
    assert not due(LONGEST_PAUSE, 1, TOO_OLD + timedelta(seconds=1))
