"""The check that a summary written by a language model says nothing its article does not.

The theory. Whether a text follows from another cannot be decided by program; whether it has something that the other
has
not, often can. So a summary is refused for each of these, and for nothing vague:

- it is not plain text in the article's language (`plainness`);
- a number, with its unit, a date, a name or a quotation in it is not in the article: numbers by value however written
  (`numerals`), names in any inflected form (`naming`), quotations to the word;
- half of a sentence's words, or any word of death, arrest, crime, war or resignation, are new;
- it addresses somebody or asks for something;
- who did what, and how many of what, is put together otherwise (`attribution`, `counting`), as far as neighbours tell,
  or than in the sentence it is made of (`alignment`); or a quotation is given to another (`speakers`);
- it denies what the article says, or the other way round, or says the contrary (`contradiction`).

A refusal costs an automatic summary, a pass costs the truth, so each rule is as strict as nine in ten faithful
paraphrases
allow (`python -m bench.guard`). What it cannot see: who "he" is, irony, what a paraphrase leaves out, and exchanges of
things that are neither names nor numbers.

Roads not taken: entailment by a second model (it can be talked into things by the same article, and costs as much);
a share of words alone (passes every exchange and every lost "not").
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.domain.faithful.alignment import rearranged
from bot.domain.faithful.attribution import names_exchanged, strangers_joined
from bot.domain.faithful.contradiction import denied_otherwise, undenied
from bot.domain.faithful.counting import months_exchanged, numbers_exchanged
from bot.domain.faithful.denial import ADDRESSING, CONTRARIES, GRAVE, IMPERATIVES, SAYING
from bot.domain.faithful.lexicon import LIGHT
from bot.domain.faithful.naming import same_name
from bot.domain.faithful.numerals import Number
from bot.domain.faithful.original import Original
from bot.domain.faithful.plainness import QUOTED, in_language, unplain
from bot.domain.faithful.speakers import misquoted
from bot.domain.faithful.statement import CASED, Sentence, Statement, Token
from bot.domain.language import script_of
from bot.domain.sentences import split_sentences
from bot.domain.summary import LONGEST_TEXT, within
from bot.domain.text import words

EXACT_UNITS: Final = frozenset("%$€£₽₼₺֏₴")
CONTENT: Final = 4  # letters of a word that says something
NEW: Final = 0.5  # share of words of a sentence that may be new
LAST_DAY: Final = 32
SHORT_QUOTE: Final = 4  # words: a name or a term, which may be inflected


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a summary. `words`: of the summary, where single ones are at fault."""

    kind: str
    words: tuple[str, ...] = ()


def check(
    title: str, text: str, answer: str, language: str, *, sentences: int, max_chars: int
) -> tuple[tuple[str, ...], tuple[Fault, ...]]:
    """The answer's sentences, if nothing is wrong with them; else all that is."""
    kind = unplain(answer)
    if kind:
        return (), (Fault(kind),)
    if not in_language(answer, language):
        return (), (Fault("language"),)
    said = tuple(split_sentences(answer, language))
    kept = within(said, sentences, max_chars)
    if not kept or not all(each in said for each in kept):
        return (), (Fault("length"),)
    summary = Statement("\n".join(kept), language)
    article = Original(title, text[:LONGEST_TEXT], language, summary)
    found = tuple(_faults(article, summary))
    return ((), found) if found else (kept, ())


def _faults(article: Original, summary: Statement) -> Iterator[Fault]:
    for kind, finder in _FINDERS.items():
        if found := tuple(dict.fromkeys(each for sentence in summary.sentences for each in finder(article, sentence))):
            yield Fault(kind, found)


def _numbers(article: Original, said: Sentence) -> Iterator[str]:
    for number in said.numbers:
        if not any(_same(number, other) for other in article.numbers) and not _listed(article, number):
            yield " ".join(
                token.raw for token in said.tokens if token.number >= 0 and said.numbers[token.number] is number
            )


def _same(number: Number, other: Number) -> bool:
    if number.pair and other.pair:
        return number.pair == other.pair
    if number.unit and number.unit != other.unit and (other.unit or number.unit in EXACT_UNITS):
        return False
    return bool(number.readings & other.readings) and not number.pair


def _listed(article: Original, number: Number) -> bool:
    """Does the article give the number without its unit, beside others of that unit? "16 euros, 4 of it"."""
    return any(
        not other.unit and number.readings & other.readings and not other.pair
        for sentence in article.sentences
        if any(each.unit == number.unit for each in sentence.numbers)
        for other in sentence.numbers
    )


def _moments(article: Original, said: Sentence) -> Iterator[str]:
    for token in said.tokens:
        if (
            token.moment
            and token.moment not in article.moments
            or (day := _day(token, said))
            and not any(
                each.moment == token.moment and (other := _day(each, sentence)) and day & other
                for sentence in article.sentences
                for each in sentence.tokens
            )
        ):
            yield token.raw


def _day(month: Token, sentence: Sentence) -> frozenset[float]:
    """The readings of the number right beside a month; none where there is no day."""
    if not month.moment.startswith("month"):
        return frozenset()
    beside = sentence.tokens[max(0, month.at - 1) : month.at + 2]
    numbers = [sentence.numbers[each.number] for each in beside if each.number >= 0 and each.raw.isdecimal()]
    return frozenset(day for number in numbers if not number.unit for day in number.readings if day < LAST_DAY)


def names(article: Original, said: Sentence) -> Iterator[Token]:
    """The words that are written like names."""
    for token in said.tokens:
        if token.capital and token.number < 0 and not token.moment:
            yield token


def _names(article: Original, said: Sentence) -> Iterator[str]:
    unknown = [token for token in names(article, said) if len(token.word) > 1 and not article.has(token)]
    places = {token.at for token in unknown}
    for token in unknown:
        beside = {token.at - 1, token.at + 1} & places
        if (token.first or article.language == "de") and not beside and not _speaks(token, said):
            continue  # any word may stand here so
        yield token.raw


def _speaks(token: Token, said: Sentence) -> bool:
    """Is the word followed by a verb of saying?"""
    return any(each.word in SAYING for each in said.tokens[token.at + 1 : token.at + 2])


def _quotations(article: Original, said: Sentence) -> Iterator[str]:
    for match in QUOTED.finditer(said.text):
        quote = next(filter(None, match.groups()), "")
        own = words(quote)
        if f" {' '.join(own)} " in article.flat:
            continue
        if len(own) <= SHORT_QUOTE and quote[:1].isupper() and _inflected(article, own):
            continue
        yield quote
    yield from misquoted(article, said)


def _inflected(article: Original, own: tuple[str, ...]) -> bool:
    flat = article.flat.split()
    starts = range(len(flat) - len(own) + 1)
    return any(
        all(same_name(word, flat[at + step], article.language) for step, word in enumerate(own)) for at in starts
    )


def _new(article: Original, said: Sentence) -> Iterator[str]:
    light = LIGHT.get(article.language, frozenset())
    words_ = (token for token in said.tokens if token.number < 0 and not token.moment and token.word not in light)
    own = [token for token in words_ if len(token.word) >= CONTENT]
    new = [token.raw for token in own if not article.has(token)]
    if len(new) > NEW * len(own) and len(new) > 1:
        yield from new
    grave = GRAVE.get(article.language)
    if grave is not None:
        known = {grave.get(token.word) for token in article.statement.tokens() if not token.denied}
        denied = known | {grave.get(token.word) for token in article.statement.tokens()}
        for token in said.tokens:
            if grave.get(token.word) not in (denied if token.denied else known | {""}) and grave.get(token.word):
                yield token.raw


def _unquoted(said: Sentence) -> set[str]:
    return set(words(QUOTED.sub(" ", said.text)))


def _addressing(article: Original, said: Sentence) -> Iterator[str]:
    plain = _unquoted(said)
    calls = IMPERATIVES.get(article.language)
    for token in said.tokens:
        if token.word not in plain or (token.capital and not token.first):
            continue
        if token.word in ADDRESSING or (
            calls and calls.fullmatch(token.word) and (token.first or not article.has(token))
        ):
            yield token.raw


def _contrary(article: Original, said: Sentence) -> Iterator[str]:
    for pair in CONTRARIES:
        sides = pair.get(article.language)
        if sides is None:
            continue
        known = {sides.get(word) for word in article.words} - {""}
        for token in said.tokens:
            side = sides.get(token.word)
            if side and known and side not in known and not token.denied:
                yield token.raw


def _exchanges(article: Original, said: Sentence) -> Iterator[str]:
    finders = (names_exchanged, numbers_exchanged, months_exchanged, rearranged)
    word = next(filter(None, (finder(article, said) for finder in finders)), "")
    if not word and script_of(article.language) not in CASED:
        word = strangers_joined(article, said)
    if word:
        yield word


def _denials(article: Original, said: Sentence) -> Iterator[str]:
    if word := denied_otherwise(article, said) or undenied(article, said):
        yield word


_FINDERS: Final[dict[str, Callable[[Original, Sentence], Iterator[str]]]] = {
    "number": _numbers,
    "date": _moments,
    "name": _names,
    "quotation": _quotations,
    "invented": _new,
    "address": _addressing,
    "contrary": _contrary,
    "exchange": _exchanges,
    "denial": _denials,
}
