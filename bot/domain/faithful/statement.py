"""A text as the check of summaries sees it: sentences of words, each with its stems, its clause and its denial."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from bot.domain.faithful.denial import AFTER, NEGATORS, root_denied
from bot.domain.faithful.lexicon import DAYS, MONTHS
from bot.domain.faithful.numerals import WRITTEN, Number, numbers
from bot.domain.language import script
from bot.domain.sentences import split_sentences
from bot.domain.stemming import stems
from bot.domain.text import words

SCOPE: Final = 3  # words around a denial that it may deny
FIRST: Final = 5  # letters by which forms of one word are taken for the same
CASED: Final = frozenset({"latin", "cyrillic", "armenian", "greek"})
_TOKEN: Final = re.compile(
    rf"{WRITTEN.pattern}|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u200c\u200d])*"
    r"|[%$€£₽₼₺֏₴−]|[-–—,;:()«»“”„\"։.՝،؛]"
)
_CLAUSES: Final = frozenset(',;:()—–«»“”„"։.،؛')
_OPENERS: Final = '«“„"-–—:'  # after which a sentence may begin, in speech
_QUOTES: Final = '«»“”„"'
_NOT: Final = re.compile(r"n['’]t\b", re.IGNORECASE)
_JOINED: Final = re.compile(r"(?<=[\u0400-\u04ff])['’ʼ](?=[\u0400-\u04ff])")  # a letter of Ukrainian and Belarusian
_MINUS: Final = re.compile(r"(?<!\S)[-−](?=\d)")
_STRESSED: Final = re.compile("[՛՜՞]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence. `at`: its place among the sentence's words; `clause`: which part it stands in."""

    raw: str
    word: str
    keys: frozenset[str]
    at: int
    clause: int
    first: bool
    apart: bool  # something other than a space stands before it
    moment: str = ""  # a month or a day of the week
    number: int = -1  # which of the sentence's numbers it belongs to
    denied: bool = False
    root: str = ""  # of a verb that is denied by its own form
    start: str = ""  # what its forms have in common

    @property
    def capital(self) -> bool:
        """Written like a name."""
        return self.raw[0].isupper() and script(self.raw[0]) in CASED


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its words and its numbers."""

    text: str
    tokens: tuple[Token, ...]
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Statement:
    """A text in one language."""

    text: str
    language: str
    sentences: tuple[Sentence, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = (sentence(each, self.language) for each in split_sentences(self.text, self.language))
        object.__setattr__(self, "sentences", tuple(each for each in found if each.tokens))

    def tokens(self) -> Iterator[Token]:
        """All words, in order."""
        for each in self.sentences:
            yield from each.tokens

    @cached_property
    def stems(self) -> frozenset[str]:
        """All words with their stems, and the beginnings by which forms of a word are known."""
        return frozenset(key for token in self.tokens() for key in (*token.keys, beginning(token.word)))

    def has(self, token: Token) -> bool:
        """Does the text have this word, in whatever form?"""
        return bool(token.keys & self.stems) or beginning(token.word) in self.stems


def beginning(word: str) -> str:
    """What forms of a word have in common, marked as such; short words have no forms."""
    return f"{word[:FIRST]}~" if len(word) > FIRST else f"{word[:-1]}~" if len(word) == FIRST else word


def alike(one: Token, other: Token) -> bool:
    """Can two words be forms of one?"""
    return one.start == other.start or not one.keys.isdisjoint(other.keys)


def sentence(text: str, language: str) -> Sentence:
    """One sentence, taken apart."""
    plain = _STRESSED.sub("", _JOINED.sub("", _MINUS.sub("− ", _NOT.sub(" not", text))))
    found = list(_TOKEN.finditer(plain))
    raw = [match.group() for match in found]
    own = numbers(raw, language)
    of = {at: which for which, number in enumerate(own) for at in range(number.start, number.end)}
    made: list[Token] = []
    clause = 0
    for at, match in enumerate(found):
        if raw[at] in _CLAUSES:
            ends = raw[at] not in _QUOTES or raw[at + 1 : at + 2] == [","] or raw[at - 1] in {",", ":"}
            clause += ends
            continue
        apart = at > 0 and plain[found[at - 1].end() : match.start()].strip(" \u00a0") != "" or raw[at - 1] in _CLAUSES
        for word in words(raw[at]) or ([raw[at]] if raw[at] in "%$€£₽₼₺֏₴" else []):
            if not word[0].isalpha() and at not in of:
                continue
            begins = not made or plain[: match.start()].rstrip()[-1:] in _OPENERS
            made.append(
                Token(
                    raw[at], word, frozenset((word, *stems(word, (language,)))), len(made), clause, begins,
                    bool(at) and apart, _moment(raw, at, language), of.get(at, -1),
                    start=beginning(word),
                )
            )  # fmt: skip
    return Sentence(text, tuple(_denied(made, language)), own)


def _moment(raw: Sequence[str], at: int, language: str) -> str:
    months, days = MONTHS.get(language), DAYS.get(language)
    if months is None or days is None:
        return ""
    word = "".join(words(raw[at])[:1])
    pair = f"{word} {''.join(words(raw[at + 1])[:1])}" if at + 1 < len(raw) else ""
    if language in {"en", "tr", "fr", "es", "de"} and not raw[at][0].isupper() and language not in {"fr", "es", "tr"}:
        return ""  # "may", "march"
    return days.get(pair) or months.get(word) or days.get(word)


def _denied(tokens: Sequence[Token], language: str) -> Iterator[Token]:
    negators = NEGATORS.get(language)
    nots = [each for each in tokens if negators is not None and each.word in negators]
    scope = {at for each in nots for at in _scope(each, tokens, language)}
    for token in tokens:
        root = root_denied(token.word, language)
        keys = token.keys | {root, beginning(root)} if root else token.keys
        yield replace(token, keys=keys, denied=token.at in scope or bool(root), root=root)


def _scope(negator: Token, tokens: Sequence[Token], language: str) -> Iterator[int]:
    """What a denial may deny: words of its clause behind it; those before it where few follow, or its language puts
    them there."""
    own = [each.at for each in tokens if each.clause == negator.clause]
    behind = [at for at in own if 0 < at - negator.at <= SCOPE]
    yield from behind
    if len(behind) < 2 or language in AFTER:
        yield from (at for at in own if 0 < negator.at - at <= SCOPE)
