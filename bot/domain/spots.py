"""Where the words of a text stand in it: folded as they are compared, with the places where they are written.

A search compares folded words; people are shown the text as it is written. So each piece of the text that may be a
word is folded by itself, and where the pieces' words together are those that the whole has, each stands where its
piece does. Pieces are runs of letters and digits with the marks and joiners inside them; where that does not hold
("U.S.", "C++"), pieces with dots and signs are tried; where that does not either, the words stand in all that is
between two spaces. Of Chinese, Japanese and Korean runs each pair of characters is found again one by one.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple
from unicodedata import category

from bot.domain.text import words

CACHED = 8192  # pieces of texts kept told apart; about 3 MB
_APOSTROPHES = "'’‘՚׳′`´"
_SIGNS = ".+#"


class Spot(NamedTuple):
    """A folded word and where it stands in a text."""

    word: str
    start: int
    end: int


def spots(text: str) -> Iterator[Spot]:
    """The words of a text, in order (see `text.words`), each with where it stands: from its first character to before
    the one that follows it."""
    at = 0
    for spaced, chunk in groupby(text, key=str.isspace):
        piece = "".join(chunk)
        if not spaced:
            yield from (Spot(word, at + start, at + end) for word, start, end in _placed(piece))
        at += len(piece)


@lru_cache(maxsize=CACHED)
def _placed(chunk: str) -> tuple[Spot, ...]:
    """The words of what stands between two spaces."""
    whole = words(chunk)
    if len(whole) == 1 and chunk.isalnum():
        return (Spot(whole[0], 0, len(chunk)),)
    return tuple(_told_apart(chunk, whole))


def _told_apart(chunk: str, whole: tuple[str, ...]) -> Iterator[Spot]:
    for signs in ("", _SIGNS):
        parts = list(_parts(chunk, signs))
        if whole == tuple(word for start, end in parts for word in words(chunk[start:end])):
            break
    else:
        parts = [(0, len(chunk))]
    for start, end in parts:
        found = words(chunk[start:end])
        if len(found) == 1:
            yield Spot(found[0], start, end)
        else:
            yield from _apart(chunk, start, end, found)


def _parts(chunk: str, signs: str) -> Iterator[tuple[int, int]]:
    """What may be a word: from where to where."""
    at = 0
    for inside, run in groupby(chunk, key=lambda letter: _belongs(letter, signs)):
        length = sum(1 for _ in run)
        if inside:
            piece = chunk[at : at + length]
            start = at + length - len(piece.lstrip(_APOSTROPHES + _SIGNS))
            yield start, max(start, at + len(piece.rstrip(_APOSTROPHES + ".")))
        at += length


def _belongs(letter: str, signs: str) -> bool:
    return letter.isalnum() or letter in _APOSTROPHES or letter in signs or category(letter) in ("Mn", "Mc", "Me", "Cf")


def _apart(chunk: str, start: int, end: int, found: Sequence[str]) -> Iterator[Spot]:
    """Words that nothing separates: each where its characters are, if each of them has become one."""
    folded = "".join("".join(words(letter)) for letter in chunk[start:end])
    at = -1
    for word in found:
        at = folded.find(word, at + 1) if len(folded) == end - start else -1
        yield Spot(word, start + at, start + at + len(word)) if at >= 0 else Spot(word, start, end)
