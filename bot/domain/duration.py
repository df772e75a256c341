"""How long a person means: "3d", "2 недели", "10 dəqiqə"."""

import re
from datetime import timedelta

from bot.domain.text import fold

_LONG = re.compile(r"(\d{1,6})\s?([^\W\d_]+)\.?")
_UNITS = (  # one letter, and how the words begin, in English, Russian and Azerbaijani
    (timedelta(minutes=1), "m м", "min мин dəq"),
    (timedelta(hours=1), "h ч", "hour hr час saat"),
    (timedelta(days=1), "d д", "day день дн gün"),
    (timedelta(weeks=1), "w н", "week нед həftə"),
)
_LETTERS = {letter: unit for unit, letters, _ in _UNITS for letter in letters.split()}
_BEGINNINGS = tuple((fold(word), unit) for unit, _, words in _UNITS for word in words.split())


def duration(text: str) -> timedelta | None:
    """A number of minutes, hours, days or weeks; None for what is none, 0 of them included."""
    found = _LONG.fullmatch(text.strip())
    if found is None:
        return None
    word = fold(found[2])
    unit = _LETTERS.get(word) or next((unit for begins, unit in _BEGINNINGS if word.startswith(begins)), timedelta())
    return int(found[1]) * unit or None
