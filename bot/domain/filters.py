"""The words of a subscription: what an article must say to be sent.

A filter is kept as its normalised terms, so that all who typed the same share one: folded words, "folded phrases",
and either with a minus before it. Everything positive must be in the article, nothing negative may; a word is met by
its forms, as in a search. What a person typed is read by the same rules as a query (`domain.query`).

Matching is in two steps, so that an article is not held against every filter there is: its terms are looked up among
the filters' *anchors* (any matching article has at least one of them), and only those filters are tried in full.
"""

from functools import cached_property, lru_cache

from bot.domain.language import USUAL
from bot.domain.model import Indexed
from bot.domain.query import Term, read_terms
from bot.domain.text import stems

CACHED = 32_768  # filters kept understood; about 20 MB: to read one takes as long as to try it on ten articles


def normalise(text: str) -> str:
    """The terms in one spelling, in the order given; "" where no word is asked for. Doing it twice changes nothing."""
    terms = read_terms(text)
    return " ".join(map(_spelled, terms)) if any(not term.excluded for term in terms) else ""


def anchors(normalised: str) -> tuple[str, ...]:
    """Words and stems of which every matching article has at least one: those of the filter's longest word.

    () for a filter that asks for nothing.
    """
    wanted = [(term, word) for term in read_terms(normalised) if not term.excluded for word in term.words]
    if not wanted:
        return ()
    term, word = max(wanted, key=lambda pair: len(pair[1]))
    return (word,) if term.phrase else tuple(dict.fromkeys((word, *stems(word, USUAL))))


def matches(normalised: str, indexed: Indexed) -> bool:
    """Does the article say all that the filter asks for, and nothing that it excludes?"""
    understood = _understood(normalised)
    said = _padded(indexed.title_words, indexed.body_words)
    stemmed = _padded(indexed.title_stems, indexed.body_stems)
    return bool(understood) and all(excluded is not met(said, stemmed) for excluded, met in understood)


class _Said:
    """Whether an article says a term: its words side by side, or, for a single word, one of its forms."""

    def __init__(self, term: Term) -> None:
        self._term = term
        self._words = f" {' '.join(term.words)} "

    def __call__(self, said: str, stemmed: str) -> bool:
        return self._words in said or any(form in said or form in stemmed for form in self._forms)

    @cached_property
    def _forms(self) -> tuple[str, ...]:
        if self._term.phrase:
            return ()
        word = self._term.words[0]
        return tuple(f" {form} " for form in (word, *stems(word, USUAL)))


def _padded(title: str, body: str) -> str:
    return f" {title} \n {body} "  # no phrase reaches from the title into the text


@lru_cache(maxsize=CACHED)
def _understood(normalised: str) -> tuple[tuple[bool, _Said], ...]:
    """The terms, and which of them are excluded; () where nothing is asked for."""
    terms = read_terms(normalised)
    return () if all(term.excluded for term in terms) else tuple((term.excluded, _Said(term)) for term in terms)


def _spelled(term: Term) -> str:
    words = " ".join(term.words)
    return ("-" if term.excluded else "") + (f'"{words}"' if term.phrase else words)
