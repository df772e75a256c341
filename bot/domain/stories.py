"""Which articles tell one event: reprints, which are posted once, and rewrites and follow-ups, which are its story.

The theory
----------
Two articles are compared by their `features`, in one language only: translations are editions of an item, and found
otherwise. They are *likely* of one story by the mean of three likenesses,

    lead    the cosine of title and beginning, a word weighing by its length
    title   how much of each title the other article says somewhere
    names   how many of the names at the beginning of each the other article says somewhere, inflections aside

less something for each name of a title that the other article never says, for numbers of both titles that the other
does not know, and much for *series*: titles that are one pattern with other names, numbers or days in it ("Weather for
Tuesday", "Magnitude 5.8 earthquake", "2–1"). Only where such titles count victims in one place, the other number is the
news of the same event.

A false merge loses news, a missed one only repeats it. So articles are *certainly* one only where nothing contradicts:
the numbers of the titles are the same, and of their names at most one side has more; of the shorter text nearly all
names and numbers are in the other; and the text itself stands there, by its runs of three words: by half under the same
title, nearly whole under a like one. Within one source the title must be the same, since a source itself lists
what it knows to be two. Where there is hardly any text, a long title that two sources share word by word is enough.

The constants are few and round, the weights equal by choice, not by fit: halved or doubled, none moves F1 by more than
its deviation between the halves of a set. The threshold lies between those that real pairs want, of which most are
plain, and invented ones, of which most are hard (`python -m bench.stories`).
"""

from collections.abc import Collection
from enum import IntEnum
from math import fsum, sqrt
from typing import NamedTuple

from bot.domain.features import Features, is_number, weight

LIKELY = 0.3  # the score from which on two articles are of one story
_STRANGE_NAME, _STRANGE_NUMBERS, _SERIES = 0.05, 0.1, 0.4  # what is taken off
_STRANGE_NAMES = 2  # of one title that count
_PATTERN = 0.45  # the cosine of two titles of one pattern

_SAME_TEXT, _LIKE_TEXT, _LIKE_TITLE = 0.5, 0.7, 0.5  # of the shorter one's, for a reprint
_MORE_NAMES = 0.8  # of the text, where one title has a name more
_FEW_RUNS, _ENOUGH_RUNS = 8, 15  # of three words; with fewer, a text is too short to say much
_LONG_TITLE = 5  # words of a title that says enough by itself
_UNHEARD = 0.2  # of the shorter one's numbers, or names, may be missing in the other

_STEM = 4  # letters, at least, that forms of one name have in common
_ENDING = 3  # letters by which they differ at most
_VICTIMS = (  # beginnings of folded words
    "dead", "death", "die", "kill", "injur", "wound", "hurt", "victim", "casualt", "погиб", "жертв", "пострада",
    "ранен", "смерт", "olen", "olub", "olu", "yarali", "xesaret", "qurban", "hayatini", "զոհ", "մահ", "վիրավոր", "տուժ",
)  # fmt: skip


class Tier(IntEnum):
    """What two articles are to each other."""

    NONE = 0
    LIKELY = 1  # of one story: the later one follows up
    CERTAIN = 2  # one item, printed twice


class Likeness(NamedTuple):
    """The tier, and the score within it: at most 1, and the greater the liker."""

    tier: Tier
    score: float


UNLIKE = Likeness(Tier.NONE, 0.0)


def compare(one: Features, other: Features, *, same_source: bool) -> Likeness:
    """What two articles are to each other; it does not matter which is which."""
    if one.language != other.language:
        return UNLIKE
    score = likeness(one, other)
    if is_reprint(one, other, same_source=same_source):
        return Likeness(Tier.CERTAIN, max(score, LIKELY))
    return Likeness(Tier.LIKELY if score >= LIKELY else Tier.NONE, score)


def likeness(one: Features, other: Features) -> float:
    """How much speaks for one story, from below 0 to 1. Both are of one language."""
    if not (one.words and other.words):
        return 0.0
    title = (_said(one.heading, other) + _said(other.heading, one)) / 2
    names = (_mentioned(one, other) + _mentioned(other, one)) / 2 if one.named and other.named else title
    mean = (_cosine(one.lead, other.lead) + title + names) / 3
    return mean - _against(one, other)


def is_reprint(one: Features, other: Features, *, same_source: bool) -> bool:
    """Whether it is certain that one is the other, printed again."""
    same_title = one.title == other.title
    if not one.title or (same_source and not same_title) or one.numbers != other.numbers:
        return False
    strange = _strangers(one, other.title), _strangers(other, one.title)
    if all(strange) or not _agree(one, other):
        return False
    fewest, shared = _shared_runs(one, other)
    if same_title:
        return shared >= _SAME_TEXT if fewest >= _FEW_RUNS else not same_source and _says_enough(one, other)
    text = _MORE_NAMES if any(strange) else _LIKE_TEXT
    return fewest >= _ENOUGH_RUNS and shared >= text and _like_titles(one, other)


def _against(one: Features, other: Features) -> float:
    strange = (_strangers(one, other.words), _strangers(other, one.words))
    off = _STRANGE_NAME * sum(min(len(names), _STRANGE_NAMES) for names in strange)
    if one.numbers - other.words and other.numbers - one.words:
        off += _STRANGE_NUMBERS
    return off + (_SERIES if _is_series(one, other) else 0.0)


def _is_series(one: Features, other: Features) -> bool:
    """Whether the titles are one pattern with something else in it."""
    if _cosine(one.heading, other.heading) < _PATTERN:
        return False
    places = bool(_strangers(one, other.words) and _strangers(other, one.words))
    numbers = bool(one.numbers - other.numbers and other.numbers - one.numbers)
    return places or (numbers and not _is_toll(one, other))


def _is_toll(one: Features, other: Features) -> bool:
    """Whether both titles count victims, in a place that both name."""
    counted = all(any(word.startswith(_VICTIMS) for word in side.title) for side in (one, other))
    return counted and bool(one.title_names & other.title_names)


def _agree(one: Features, other: Features) -> bool:
    """Whether nearly all numbers and names of either text are in the other article."""
    figures = _missing(one.figures, other.words), _missing(other.figures, one.words)
    names = _missing(one.named, other.words), _missing(other.named, one.words)
    return min(figures) <= _UNHEARD and min(names) <= _UNHEARD


def _missing(wanted: Collection[str], there: Collection[str]) -> float:
    return sum(word not in there for word in wanted) / len(wanted) if wanted else 0.0


def _shared_runs(one: Features, other: Features) -> tuple[int, float]:
    """Of the shorter text: how many runs of words it has, and which part of them are in the other."""
    fewest = min(len(one.runs), len(other.runs))
    return fewest, len(one.runs & other.runs) / fewest if fewest else 0.0


def _says_enough(one: Features, other: Features) -> bool:
    """Whether the title that two articles share is enough, where one of them has hardly any text."""
    missing = min(_missing(one.text, other.words), _missing(other.text, one.words))
    return len(set(one.title)) >= _LONG_TITLE and missing <= _UNHEARD


def _like_titles(one: Features, other: Features) -> bool:
    shared = fsum(weight(word) for word in one.heading.keys() & other.heading.keys())
    least = min(fsum(map(weight, one.heading)), fsum(map(weight, other.heading)))
    return shared >= _LIKE_TITLE * least > 0


def _strangers(side: Features, there: Collection[str]) -> list[str]:
    """The names of its title that are not there in any form."""
    return [name for name in side.title_names if not _is_there(name, there)]


def _is_there(name: str, there: Collection[str]) -> bool:
    """Whether a name is there, in this form or in one that begins alike and ends otherwise."""
    if name in there or is_number(name):
        return name in there
    stem = name[: max(_STEM, len(name) - _ENDING + 1)]
    return len(name) >= _STEM and any(word.startswith(stem) and abs(len(word) - len(name)) <= _ENDING for word in there)


def _mentioned(side: Features, other: Features) -> float:
    """Which part of the names at its beginning the other says; few names say less than many."""
    return sum(_is_there(name, other.words) for name in side.named) / (len(side.named) + 1)


def _said(words: dict[str, float], other: Features) -> float:
    """Which part of the words the other says, by their squared weights."""
    whole = fsum(weight * weight for weight in words.values())
    return fsum(weight * weight for word, weight in words.items() if word in other.words) / whole if whole else 0.0


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    product = fsum(one[word] * other[word] for word in one.keys() & other.keys())
    length = sqrt(fsum(w * w for w in one.values()) * fsum(w * w for w in other.values()))
    return product / length if length else 0.0
