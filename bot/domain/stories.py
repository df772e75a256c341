"""Which articles tell one event: reprints, which are posted once, and rewrites and follow-ups, which are its story.

The theory
----------
Two articles are compared by their `features`, in one language only: translations are editions of an item, and found
otherwise. They are *likely* of one story by the mean of three likenesses,

    lead    the cosine of title and beginning, a word weighing by its length
    title   how much of each title the other article says somewhere
    names   how many of the names at the beginning of each the other article says somewhere, inflections aside

less something for each name of a title that the other article never says, for numbers of both titles that the other
does not know, and all of it for *series*: titles that are one pattern with names, numbers or days in it of which the
other article knows nothing ("Weather for Tuesday", "Magnitude 5.8 earthquake", "2–1"). Only where such titles count
victims in one place, the other number is the news of the same event.

A false merge loses news, a missed one only repeats it. So articles are *certainly* one only where nothing contradicts:
the numbers of the titles are the same, and of their names at most one side has more; the text of the shorter one stands
in the other, by its runs of three words: by half under the same title, nearly whole under a like one. And what is
printed again is cut and added to, while an item of a series has something else in the same *slot*: where a few words
stand for a few others in the midst of the same, they must be no names or numbers, and few; none at all where the titles
have slots, too. (Another dateline may stand before a long text.) Within one source the title must be the same, since a
source itself lists what it knows to be two. Where there is hardly any text, a title that two sources share word by
word is enough if it can be no rubric's ("What the papers say this morning", "Photo of the day"): one that is long, or
not short and says two names or numbers. Beside a day or a month numbers prove nothing, since rubrics bear dates, and
names do not where all nouns have capitals.

The constants are few and round, the weights equal by choice, not by fit: halved or doubled, none moves F1 by more than
its deviation between the halves of a set. The threshold lies between those that real pairs want, of which most are
plain, and invented ones, of which most are hard (`python -m bench.stories`): an article is compared with many.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from difflib import SequenceMatcher
from enum import IntEnum
from math import fsum, sqrt
from typing import NamedTuple

from bot.domain.features import Features, Weights, is_date, is_number, weight

WINDOW = timedelta(hours=72)  # between the publications of two articles of one event, at most
LIKELY = 0.4  # the score from which on two articles are of one story
_STRANGE_NAME, _STRANGE_NUMBERS, _SERIES = 0.05, 0.1, 1.0  # what is taken off
_STRANGE_NAMES = 2  # of one title that count
_PATTERN = 0.45  # the cosine of two titles of one pattern

_SAME_TEXT, _LIKE_TEXT, _LIKE_TITLE = 0.5, 0.7, 0.5  # of the shorter one's, for a reprint
_MORE_NAMES = 0.8  # of the text, where one title has a name more
_FEW_RUNS, _ENOUGH_RUNS = 8, 15  # of three words; with fewer, a text is too short to say much
_TITLE, _LONG_TITLE = 5, 8  # words of a title that says enough by itself: with names or numbers, and without
_TELLING = 2  # of its names and numbers, for a rubric may name its town
_CAPITAL_NOUNS = {"de", "lb"}  # languages
_UNHEARD = 0.2  # of the words of hardly any text
_SLOT = 4  # words, at most, in the place of others
_DATELINE = 6  # words at the beginning
_EDITED = 0.05  # of the shorter text may stand in slots
_LONG_TEXT, _SAME_BUT_DATELINE = 40, 0.85  # runs, and the part shared, from which on the beginning may differ

_STEM = 4  # letters, at least, that forms of one name have in common
_ENDING = 3  # letters by which they differ at most
_VICTIMS = (  # beginnings of folded words
    "dead", "death", "die", "kill", "injur", "wound", "hurt", "victim", "casualt", "погиб", "жертв", "пострада",
    "ранен", "смерт", "olen", "olub", "olu", "yarali", "xesaret", "qurban", "hayatini", "զոհ", "մահ", "վիրավոր", "տուժ",
)  # fmt: skip


Words = Sequence[str]


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
    one, other = sorted((one, other), key=lambda each: (each.text, each.title))  # what follows sees them alike
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
    fewest = min(len(one.text), len(other.text)) - 2  # runs of three words
    if same_title and fewest < _FEW_RUNS:
        return not same_source and _says_enough(one, other)
    if not (same_title or (fewest >= _ENOUGH_RUNS and _like_titles(one, other))):
        return False
    strange = _strangers(one, _spelt(other.title)), _strangers(other, _spelt(one.title))
    shared = len(one.runs & other.runs) / min(len(one.runs), len(other.runs))
    least = _SAME_TEXT if same_title else _MORE_NAMES if any(strange) else _LIKE_TEXT
    if all(strange) or shared < least:
        return False
    return not _has_slots(one, other, dateline=fewest >= _LONG_TEXT and shared >= _SAME_BUT_DATELINE)


def _against(one: Features, other: Features) -> float:
    strange = _strangers(one, other.spelt), _strangers(other, one.spelt)
    off = _STRANGE_NAME * sum(min(len(names), _STRANGE_NAMES) for names in strange)
    if one.numbers - other.words and other.numbers - one.words:
        off += _STRANGE_NUMBERS
    return off + (_SERIES if _is_series(one, other) else 0.0)


def _is_series(one: Features, other: Features) -> bool:
    """Whether the titles are one pattern with something else in it."""
    if _cosine(one.heading, other.heading) < _PATTERN:
        return False
    places = bool(_strangers(one, other.spelt) and _strangers(other, one.spelt))
    numbers = bool(one.numbers - other.words and other.numbers - one.words)
    return places or (numbers and not _is_toll(one, other))


def _is_toll(one: Features, other: Features) -> bool:
    """Whether both titles count victims, in a place that both name."""
    counted = all(any(word.startswith(_VICTIMS) for word in side.title) for side in (one, other))
    return counted and bool(one.title_names & other.title_names)


def _has_slots(one: Features, other: Features, *, dateline: bool) -> bool:
    """Whether the texts have something else in the same places, as items of a series have."""
    titles, words = any(_slots(one.title, other.title)), 0
    for slot, instead, before in _slots(one.text, other.text):
        if dateline and before and not titles:
            continue
        if _tell(one, slot) and _tell(other, instead):
            return True
        words += max(len(slot), len(instead))
    return words > (0 if titles else _EDITED) * min(len(one.text), len(other.text))


def _slots(one: Words, other: Words) -> Iterator[tuple[Words, Words, bool]]:
    """The few words that stand for a few others, and whether that is where a dateline stands."""
    for what, start, end, begin, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "replace" and max(end - start, stop - begin) <= _SLOT:
            yield one[start:end], other[begin:stop], max(start, begin) < _DATELINE


def _tell(side: Features, slot: Iterable[str]) -> bool:
    return any(is_number(word) or word in side.names for word in slot)


def _missing(wanted: Collection[str], there: Collection[str]) -> float:
    return sum(word not in there for word in wanted) / len(wanted) if wanted else 0.0


def _says_enough(one: Features, other: Features) -> bool:
    """Whether the title that two articles share is enough, where one of them has hardly any text."""
    missing = min(_missing(one.text, other.words), _missing(other.text, one.words))
    figures = min(_missing(one.figures, other.words), _missing(other.figures, one.words))
    return missing <= _UNHEARD and not figures and (_tells_event(one) or _tells_event(other))


def _tells_event(side: Features) -> bool:
    """Whether a title is one event's, and no rubric's."""
    names = () if side.language in _CAPITAL_NOUNS else side.title_names
    numbers = () if any(map(is_date, side.numbers)) else side.numbers
    telling = len({*names, *numbers})
    return len(set(side.title)) >= (_TITLE if telling >= _TELLING else _LONG_TITLE)


def _like_titles(one: Features, other: Features) -> bool:
    shared = fsum(weight(word) for word in one.heading.keys() & other.heading.keys())
    least = min(fsum(map(weight, one.heading)), fsum(map(weight, other.heading)))
    return shared >= _LIKE_TITLE * least > 0


def _strangers(side: Features, spelt: str) -> list[str]:
    """The names of its title that are not there in any form."""
    return [name for name in side.title_names if not _is_there(name, spelt)]


def _spelt(words: Words) -> str:
    return f" {' '.join(words)} "


def _is_there(name: str, spelt: str) -> bool:
    """Whether a name is among words that stand between spaces, in this form or in one that ends otherwise."""
    if len(name) < _STEM:
        return f" {name} " in spelt
    stem = f" {name[: max(_STEM, len(name) - _ENDING + 1)]}"
    at = spelt.find(stem)
    while at >= 0:
        end = spelt.find(" ", at + 1)
        if abs(end - at - 1 - len(name)) <= _ENDING:
            return True
        at = spelt.find(stem, end)
    return False


def _mentioned(side: Features, other: Features) -> float:
    """Which part of the names at its beginning the other says; few names say less than many."""
    said = sum(name in other.words or _is_there(name, other.spelt) for name in side.named)
    return said / (len(side.named) + 1)


def _said(words: Weights, other: Features) -> float:
    """Which part of the words the other says, by their squared weights."""
    return fsum(words[word] ** 2 for word in words.keys() & other.words) / words.squares if words else 0.0


def _cosine(one: Weights, other: Weights) -> float:
    product = fsum(one[word] * other[word] for word in one.keys() & other.keys())
    return product / sqrt(one.squares * other.squares) if product else 0.0
