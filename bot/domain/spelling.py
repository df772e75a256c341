"""Which words of the archive are spelt nearly like one that it does not know.

The theory
----------
One edit is a letter left out, put in or mistaken for another, or two neighbours that changed places (Damerau 1964); no
letter is edited twice ("optimal string alignment"). Four out of five misspelt words are one edit away from the right
one. In a short word a second edit leaves too little of it, so two are looked for from eight letters on.

A million words cannot be compared one by one. A word is cut into four parts; an edit changes one of them, so of a word
that is two edits away two parts at least stand as they are, and of one that is one edit away the first two or the last
two (a filter by segments: Li, Deng, Wang and Feng, "Pass-Join", VLDB 2011). Each of the six pairs of parts, with the
word's length, is a *key* of the word: a number that an ordinary index finds. What was typed is asked for by the pairs
that it would have in common with a word of each length near its own, its parts moved by as many letters as edits before
them can move them. Only two letters that changed places across a cut change two parts: they are put back before the
parts are taken. So nothing near is missed, and of a million words some hundreds are compared for one edit, some
thousands for two.

Deletion neighbourhoods (Wolf Garbe's SymSpell) compare fewer words, but need a row for every letter left out: ten a
word for one edit, and 29 for two even where only its first seven letters count. Here six numbers in its own row do.
Trigrams need less, and miss much: a fifth of what is one edit away from five letters, two fifths of what is two from
nine.

Words stand in the archive in one form, and are asked for in another. So stems have keys as words have, what is typed is
looked for by its stems too, and a stem stands for the word of which it was taken.

Of the words that are near, fewer edits go first; then those that stand for themselves, not by a stem; those that sound
alike, for people write what they hear (vowels, voiced and unvoiced consonants, doubled letters); and those with the
same first letter, which is seldom wrong. What is equal in all that is told apart by the number of articles.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from zlib import crc32

SHORTEST, LONGEST = 4, 32  # letters
TWO_FROM = 8  # letters from which a word may have two edits
PAIRS = ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))  # of the four parts
_FIRST, _LAST = 0, 5  # of the pairs
_WANTED = {1: (_FIRST, _LAST), 2: tuple(range(len(PAIRS)))}  # by the most edits
_SWAPS = {  # the cut across which two letters changed places, and what is whole when they are put back
    1: ((2, _FIRST),),
    2: ((1, _FIRST), (2, _FIRST), (2, _LAST), (3, _LAST)),
}
_ALIKE = (  # letters of folded words that are heard or written for each other
    "aeiouy", "bp", "dt", "gkqc", "zs", "vfw", "jh",
    "аеиоуыэюяй", "бп", "дт", "гкх", "зсц", "вф", "жшщч", "ьъ",
    "աեէըիոօ", "բպփ", "դտթ", "գկքղխ", "ձծց", "ջճչժշ", "րռ", "վւֆ",
    "اعه", "ةت", "طت", "سصث", "دض", "ذزظ", "قكغ",
)  # fmt: skip
_SOUND = str.maketrans({letter: letters[0] for letters in reversed(_ALIKE) for letter in letters})


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a vocabulary holds: a folded word, or a stem and a `word` of which it was taken."""

    letters: str
    word: str = ""  # "": the letters are the word


def is_spelt(word: str) -> bool:
    """Whether a folded word is spelt of letters: 4 to 32 of them. Scripts without spaces have pairs, not words."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def most_edits(word: str) -> int:
    """How many edits are looked for."""
    return 2 if len(word) >= TWO_FROM else 1


# --- keys --------------------------------------------------------------------------------------------------


def keys(word: str) -> tuple[int, ...]:
    """What a word is found by, one for each of `PAIRS`, of 32 bits with a sign; the same in every process."""
    cuts = _cuts(len(word))
    return tuple(_key(len(word), pair, word, cuts, 0, 0) for pair in range(len(PAIRS)))


def asked(word: str, most: int) -> tuple[frozenset[int], ...]:
    """By pair, the keys of which every word that is one edit, or with `most` = 2 two edits, away has one."""
    found: list[set[int]] = [set() for _ in PAIRS]
    for length in range(max(SHORTEST, len(word) - most), len(word) + most + 1):
        cuts = _cuts(length)
        for pair in _WANTED[most]:
            for first, second in _moves(len(word) - length, most):
                if _fits(word, pair, cuts, first, second):
                    found[pair].add(_key(length, pair, word, cuts, first, second))
        if abs(len(word) - length) < most:
            for pair, key in _restored(word, length, most):
                found[pair].add(key)
    return tuple(map(frozenset, found))


def _cuts(length: int) -> tuple[int, ...]:
    return 0, (length + 2) // 4, length // 2, (3 * length + 2) // 4, length


def _moves(longer: int, most: int) -> Iterator[tuple[int, int]]:
    """By how many letters two parts may stand elsewhere in a text that is so much longer, for so few edits."""
    for first in range(-most, most + 1):
        for second in range(-most, most + 1):
            if abs(first) + abs(second - first) + abs(longer - second) <= most:
                yield first, second


def _fits(text: str, pair: int, cuts: tuple[int, ...], first: int, second: int) -> bool:
    one, other = PAIRS[pair]
    inside = cuts[one] + first >= 0 and cuts[other + 1] + second <= len(text)
    return inside and cuts[one + 1] + first <= cuts[other] + second


def _restored(text: str, length: int, most: int) -> Iterator[tuple[int, int]]:
    """Pairs with their keys, after two letters across a cut were put back in their places."""
    cuts = _cuts(length)
    for cut, pair in _SWAPS[most]:
        moved = 0 if pair == _FIRST else len(text) - length  # by the other edit, on the other side
        at = cuts[cut] + moved
        whole = text[: at - 1] + text[at : at + 1] + text[at - 1 : at] + text[at + 1 :]
        yield pair, _key(length, pair, whole, cuts, moved, moved)


def _key(length: int, pair: int, text: str, cuts: tuple[int, ...], first: int, second: int) -> int:
    one, other = PAIRS[pair]
    start, end = text[cuts[one] + first : cuts[one + 1] + first], text[cuts[other] + second : cuts[other + 1] + second]
    return crc32(f"{length} {pair} {start} {end}".encode("utf-8", "replace")) - (1 << 31)


# --- comparing ---------------------------------------------------------------------------------------------


class _Rank(NamedTuple):
    """The lower, the likelier."""

    edits: int
    roundabout: bool  # by a stem
    strange: bool  # to the ear
    elsewhere: bool  # in its first letter


def nearest(forms: Sequence[str], found: Iterable[Spelling], most: int) -> tuple[tuple[Spelling, ...], ...]:
    """What is at most so many edits away from a word or its stems (`forms`, the word first): the nearest first, in
    groups that only the number of articles tells apart, and of each word its best spelling."""
    from rapidfuzz.distance import OSA  # 6 MB, for searches that find nothing

    best: dict[str, tuple[_Rank, Spelling]] = {}
    cutoffs = [(form, min(most, most_edits(form))) for form in forms]
    for spelling in found:
        for form, cutoff in cutoffs:
            edits = OSA.distance(form, spelling.letters, score_cutoff=cutoff)
            if 0 < edits <= cutoff:
                ranked = _rank(form, spelling, edits, roundabout=form != forms[0]), spelling
                word = spelling.word or spelling.letters
                best[word] = min(best.get(word, ranked), ranked, key=itemgetter(0))
    ordered = sorted(best.values(), key=lambda ranked: (ranked[0], ranked[1].letters))
    return tuple(tuple(spelling for _, spelling in alike) for _, alike in groupby(ordered, itemgetter(0)))


def _rank(form: str, spelling: Spelling, edits: int, *, roundabout: bool) -> _Rank:
    strange = _sound(form) != _sound(spelling.letters)
    return _Rank(edits, roundabout or spelling.word != "", strange, form[0] != spelling.letters[0])


def _sound(word: str) -> str:
    """What is heard of a word: vowels and consonants of a kind are alike, doubled ones are one."""
    heard = word.translate(_SOUND)
    return "".join(letter for at, letter in enumerate(heard) if letter != heard[at - 1 : at])
