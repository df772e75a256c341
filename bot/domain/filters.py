"""The words of a subscription: what an article must say, and be, to be sent.

A filter is kept in its normal form, so that all who typed the same share one: folded words, "folded phrases" and OR
between them, either with a minus before it, then facets (`section:world`, `-lang:ru`). It is written and read as a
query is (`domain.syntax`), and means the same: of each group of words any must be in the article, by any of its forms,
of the facets of one key any must hold, and nothing that is excluded may. What a time asks for is left out: a
subscription is to what comes.

Matching is in two steps, so that an article is not held against every filter there is: its terms and facts are looked
up among the filters' *anchors* (any matching article has at least one of them), and only those filters are tried in
full. A *fact* is a facet's key and one word of its value.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Final, get_args

from bot.domain.language import USUAL
from bot.domain.model import Facet, FacetKey, Indexed
from bot.domain.syntax import Asked, Term, read
from bot.domain.text import fold, stems

CACHED: Final = 32_768  # filters kept understood; about 20 MB: to read one takes as long as to try it on ten articles
_NONE: Mapping[str, str] = MappingProxyType({})
_TELLING: tuple[FacetKey, ...] = ("by", "section", "source", "lang")  # the less articles have one of a kind, the more


def normalise(text: str, sections: Mapping[str, str] = _NONE) -> str:
    """The normal form of what a person typed, for a subscription or a search; "" where nothing is asked for that an
    article can say or be. Doing it twice changes nothing. `sections`: as in `syntax.read`.
    """
    asked = read(text, sections)
    if not _wanted(asked) and not asked.facets:
        return ""
    groups = [" OR ".join(map(_spelled, group)) for group in asked.groups]
    facets = dict.fromkeys(chain(map(_written, asked.facets), (f"-{_written(each)}" for each in asked.without)))
    return " ".join((*groups, *facets))


def anchors(normalised: str) -> tuple[str, ...]:
    """Words, stems or facts of which every matching article has at least one: those of the longest word, of each that
    may stand in its place, or else of the most telling facets.

    () for a filter that asks for nothing.
    """
    asked = read(normalised)
    longest = [tuple((term, max(term.words, key=len)) for term in group) for group in _wanted(asked)]
    if longest:
        group = max(longest, key=lambda group: min(len(word) for _, word in group))
        found = ((word,) if term.phrase else (word, *stems(word, USUAL)) for term, word in group)
    else:
        telling = next(filter(None, (_of(asked.facets, key) for key in _TELLING)), ())
        found = ((max(sorted(_facts(facet)), key=len),) for facet in telling)
    return tuple(dict.fromkeys(chain.from_iterable(found)))


def facts(*, sections: Iterable[str], sources: Iterable[str], authors: Iterable[str], language: str) -> frozenset[str]:
    """What an article is: in the section of these names, by these sources and (folded) authors, in this language."""
    facets = [Facet("section", fold(section)) for section in sections]
    facets += [Facet("source", source) for source in sources]
    facets += [Facet("by", author) for author in authors]
    return frozenset(chain.from_iterable(map(_facts, [*facets, Facet("lang", language)])))


def matches(normalised: str, indexed: Indexed, article: frozenset[str] = frozenset()) -> bool:
    """Does the article, whose facts these are, say and is it all that the filter asks for, and nothing it excludes?"""
    understood = _understood(normalised)
    if understood is None or not understood.fits(article):
        return False
    said = _padded(indexed.title_words, indexed.body_words)
    stemmed = _padded(indexed.title_stems, indexed.body_stems)
    return understood.met(said, stemmed)


@dataclass(frozen=True, slots=True)
class _Filter:
    """A filter understood. `facets`: of each key any; a facet holds where all of its facts do."""

    groups: tuple[tuple[bool, tuple["_Said", ...]], ...]  # is it excluded?
    facets: tuple[tuple[frozenset[str], ...], ...]
    without: tuple[frozenset[str], ...]

    def fits(self, article: frozenset[str]) -> bool:
        held = all(any(facet <= article for facet in facets) for facets in self.facets)
        return held and not any(facet <= article for facet in self.without)

    def met(self, said: str, stemmed: str) -> bool:
        return all(excluded is not any(term(said, stemmed) for term in group) for excluded, group in self.groups)


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
def _understood(normalised: str) -> _Filter | None:
    """None where nothing is asked for."""
    asked = read(normalised)
    if not _wanted(asked) and not asked.facets:
        return None
    return _Filter(
        tuple((group[0].excluded, tuple(map(_Said, group))) for group in asked.groups),
        tuple(tuple(map(_facts, own)) for key in get_args(FacetKey) if (own := _of(asked.facets, key))),
        tuple(map(_facts, asked.without)),
    )


def _wanted(asked: Asked) -> list[tuple[Term, ...]]:
    return [group for group in asked.groups if not group[0].excluded]


def _of(facets: Iterable[Facet], key: FacetKey) -> tuple[Facet, ...]:
    return tuple(facet for facet in facets if facet.key == key)


def _facts(facet: Facet) -> frozenset[str]:
    """Of a name all words, in any order."""
    values = facet.value.split() if facet.key == "by" else [facet.value]
    return frozenset(f"{facet.key}:{value}" for value in values)


def _spelled(term: Term) -> str:
    words = " ".join(term.words)
    return ("-" if term.excluded else "") + (f'"{words}"' if term.phrase else words)


def _written(facet: Facet) -> str:
    value = facet.value if facet.key != "section" else fold(facet.value)  # an operator's key may be of any characters
    return f'{facet.key}:"{value}"' if " " in value else f"{facet.key}:{value}"
