"""What an article is compared by, when it is asked whether another tells the same event (`stories`).

The theory
----------
News tells its event first, so the title and the first 1,500 characters are kept: their words, folded and stemmed, in
order, without those of one or two letters. Among them are marked

    names    words with a capital inside a sentence, which never stand without one here. A title whose Words Are All
             Capitalised says nothing by its capitals: of it those are names that are names in the text. Scripts without
             capitals have none.
    numbers  as digits, however their thousands are set apart. In titles number words, days and months count as numbers
             do: "Two die", "Погода на среду" and "on 3 May" tell one item from the next.

An article is indexed under its *terms*: its title as a whole, the words of its title, names and numbers of its
beginning. Each is a digest of language and word, so that only articles of one language meet.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import islice
from math import fsum, log

from bot.domain.language import primary, script
from bot.domain.ordinals import ordinal
from bot.domain.text import stems, words

TITLE, TEXT = 300, 1500  # characters that are looked at
ROOM = 2500  # characters of all words kept: compatibility forms can become many times longer
LONGEST = 32  # characters of one word
TERMS = 20  # of one article
_TELLING = 0.3  # a term's weight, at least
_DATE = "#"  # begins a day or a month
SHORT = 2  # letters of a word that says nothing, where words are written in letters
_NEAR = 60  # words of the beginning whose names are terms
_LEAD = 100  # words of the beginning that are weighed: some 800 characters
_LIGHTEST, _LETTERS_OF_WEIGHT = 0.1, 6  # a word of seven letters weighs 1, one of two a tenth at least
_DIGEST = 6  # bytes of a term: what fits a small integer of the database

_TOKEN = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?|[^\W\d_](?:['’ʼ]?[^\W_])*")
_THOUSANDS = re.compile(r"[.,\u00a0\u202f ](?=\d{3}(?!\d))")
_POSSESSIVE = re.compile(r"['’]s$")
_STOP = re.compile(r"[.!?…:\n]")
_LETTERS = frozenset({"latin", "cyrillic", "greek", "armenian"})  # scripts that have capitals
_OFTEN = 2  # capitals at the beginning of sentences that make a name, too
_ALL = 0.7  # of a title's words with capitals: it is its style


@dataclass(frozen=True)
class Features:
    """Folded, stemmed words in order; `names` are some of those."""

    language: str
    title: tuple[str, ...]
    text: tuple[str, ...]
    names: frozenset[str]

    @cached_property
    def terms(self) -> tuple[int, ...]:
        """Under what it is found: the digests of at most 20 telling words, and of the title as a whole."""
        near = dict.fromkeys(self.text[:_NEAR])
        named = [word for word in near if word in self.names]
        whole = f"={' '.join(self.title)}" if self.title else ""
        found = dict.fromkeys((whole, *self.title, *named, *sorted(near, key=len, reverse=True)))
        chosen = (word for word in found if word and (word[0] != _DATE and weight(word) >= _TELLING))
        return tuple(_digest(self.language, word) for word in islice(chosen, TERMS))

    @cached_property
    def words(self) -> frozenset[str]:
        """All of them."""
        return frozenset(self.title) | frozenset(self.text)

    @cached_property
    def spelt(self) -> str:
        """All of them, between spaces: to look for a word's beginning."""
        return f" {' '.join(self.title)} {' '.join(self.text)} "

    @cached_property
    def heading(self) -> "Weights":
        """The title's words, and what they weigh."""
        return Weights(self.title)

    @cached_property
    def lead(self) -> "Weights":
        """The words of the title and the beginning, and what they weigh."""
        return Weights(self.title + self.text[:_LEAD])

    @cached_property
    def named(self) -> frozenset[str]:
        """The names in the title and the beginning."""
        return self.names & self.lead.keys()

    @cached_property
    def title_names(self) -> frozenset[str]:
        """The names in the title."""
        return self.names & self.heading.keys()

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of the title."""
        return frozenset(word for word in self.title if is_number(word))

    @cached_property
    def figures(self) -> frozenset[str]:
        """The numbers of the text."""
        return frozenset(word for word in self.text if is_number(word))

    @cached_property
    def runs(self) -> frozenset[tuple[str, str, str]]:
        """The runs of three words in the text."""
        return frozenset(zip(self.text, self.text[1:], self.text[2:], strict=False))

    def to_json(self) -> str:
        """As it is stored."""
        parts = (self.title, self.text, sorted(self.names))
        return json.dumps([self.language, *map(" ".join, parts)], ensure_ascii=False)

    @classmethod
    def from_json(cls, stored: str) -> "Features":
        """The inverse of `to_json`."""
        language, title, text, names = json.loads(stored)
        return cls(language, tuple(title.split()), tuple(text.split()), frozenset(names.split()))


class Weights(dict[str, float]):
    """Words and what they weigh: the more, the longer they are and the oftener they are said."""

    def __init__(self, found: Sequence[str]) -> None:
        super().__init__(zip(found, map(weight, found), strict=True))
        if len(self) < len(found):
            for word, count in Counter(found).items():
                if count > 1:
                    self[word] *= 1 + log(count)

    @cached_property
    def squares(self) -> float:
        """The sum of the weights' squares."""
        return fsum(weight * weight for weight in self.values())


def features(title: str, text: str, language: str) -> Features:
    """What an article is compared by. Title and text are plain; `language` is an IETF tag or ""."""
    language = primary(language)
    head, body = list(_tokens(title[:TITLE], language)), list(_tokens(text[:TEXT], language))
    first, rest = (_within(token.word for token in part) for part in (head, body))
    return Features(language, first, rest, _names(head, body))


def is_number(word: str) -> bool:
    """Whether a word of `Features` is a number, a day or a month."""
    return word[0].isdecimal() or is_date(word)


def is_date(word: str) -> bool:
    """Whether a word of `Features` is a day or a month."""
    return word[0] == _DATE


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    capital: bool
    inside: bool  # a sentence, not at its beginning


def _tokens(text: str, language: str) -> Iterator[_Token]:
    end, short = 0, False
    for found in _TOKEN.finditer(text):
        raw = found.group()
        inside = bool(end) and (short or not _STOP.search(text, end, found.start()))
        for word in _folded(raw, language):
            yield _Token(word, raw[0].isupper() or raw[0].istitle(), inside)
        end, short = found.end(), len(raw) <= SHORT and raw[0].isalpha()  # "Mr.", "г.": no stop


@lru_cache(maxsize=20_000)
def _folded(raw: str, language: str) -> tuple[str, ...]:
    """The words of one token as they are kept: usually one; several where scripts have no spaces."""
    if raw[0].isdecimal():
        return (_figure(raw),)
    kept = (
        word for word in words(_POSSESSIVE.sub("", raw[:LONGEST])) if len(word) > SHORT or script(word) not in _LETTERS
    )
    return tuple(ordinal(word, language) or stems(word, (language,))[0] for word in kept)


def _figure(raw: str) -> str:
    """A number in plain figures: 30,000, 30.000 and 30 000 are 30000; 7,5 is 7.5."""
    plain = _THOUSANDS.sub("", raw) if raw[0] != "0" else raw
    return "".join(str(int(each)) if each.isdecimal() else "." for each in plain)[:LONGEST]


def _names(head: Sequence[_Token], body: Sequence[_Token]) -> frozenset[str]:
    capitals = sum(token.capital for token in head)
    styled = len(head) > 1 and capitals >= _ALL * len(head)
    trusted = body if styled else [*head, *body]
    lower = {token.word for token in trusted if not token.capital}
    inside = {token.word for token in trusted if token.capital and token.inside}
    first = Counter(token.word for token in trusted if token.capital and not token.inside)
    often = {word for word, count in first.items() if count >= _OFTEN}
    return frozenset(word for word in inside | often if word not in lower and not is_number(word))


def _within(found: Iterable[str]) -> tuple[str, ...]:
    kept, room = [], ROOM
    for word in found:
        room -= len(word) + 1
        if room < 0:
            break
        kept.append(word)
    return tuple(kept)


@lru_cache(maxsize=50_000)
def weight(word: str) -> float:
    """What a word tells, from 0.1 to 1. Common words are short (Zipf's law of abbreviation), which serves in any
    language without a table; a number tells as much as a long word."""
    return 1.0 if is_number(word) else min(1.0, max(_LIGHTEST, (len(word) - 1) / _LETTERS_OF_WEIGHT))


def _digest(language: str, word: str) -> int:
    return int.from_bytes(blake2b(f"{language} {word}".encode("utf-8", "replace"), digest_size=_DIGEST).digest())
