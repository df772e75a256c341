"""What the search index is asked, whichever engine's it is: the words, phrases and terms of a query, and their logic.

How an engine writes that down is its `Syntax`. Every one quotes its tokens, so that no input can be an error. Pure.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol
from urllib.parse import quote

from bot.domain.model import FacetKey, Query, Word

PARTS = ("title_words", "body_words", "title_stems", "body_stems", "terms")  # of the index
TERMS = PARTS[-1]
EVERY = "*"  # a term that every article has: something for NOT to be subtracted from
_KINDS: Mapping[FacetKey, str] = {"section": "s", "source": "f", "by": "a", "lang": "l"}
MONTHS = 36  # a longer time is asked for by years


class Columns(NamedTuple):
    """Where a word may stand: as it is, and as a stem ("": not at all)."""

    words: str
    stems: str


class Bounds(NamedTuple):
    """The articles of a time: when the first and the last of them were published, and the least and the greatest id."""

    oldest: datetime
    newest: datetime
    first: int
    last: int


EVERYWHERE = Columns("title_words body_words", "title_stems body_stems")
EXACT = Columns("title_words body_words", "")
TITLE = Columns("title_words", "title_stems")
EXACT_TITLE = Columns("title_words", "")


class Tokens(Protocol):
    """Asks for any of the tokens (or runs of tokens) in any of the parts of the index, which stand side by side in
    `parts`; "" without tokens."""

    def __call__(self, parts: str, tokens: Iterable[str], *, prefix: bool = False) -> str: ...


class Syntax(NamedTuple):
    """How an engine writes a query."""

    both: str  # between two of which each is wanted
    either: str
    but_not: str  # of what is wanted and what is not: {0} and {1}
    tokens: Tokens


def expression(query: Query, where: Columns, bounds: Bounds | None, syntax: Syntax) -> str:
    """A query in an engine's language. Words are looked for in `where`, those to be left out everywhere."""
    wanted = [_any([_word(word, where, syntax) for word in group], syntax) for group in query.words]
    wanted += [_any([_facet(key, value, syntax) for value in values], syntax) for key, values in _facets(query)]
    if bounds:
        wanted.append(syntax.tokens(TERMS, _periods(bounds)))
    found = syntax.both.join(filter(None, wanted)) or syntax.tokens(TERMS, [EVERY])
    without = [_facet(facet.key, facet.value, syntax) for facet in query.without]
    unwanted = _any([*(_word(word, EVERYWHERE, syntax) for word in query.excluded), *without], syntax)
    return syntax.but_not.format(found, unwanted) if unwanted else found


def term(kind: str, value: str) -> str:
    """A value as one token; kinds are s(ection), f (its source), l(anguage), a(uthor), m(onth) and y(ear)."""
    return f"{kind}:{quote(value.casefold(), safe='', errors='replace')}"


def months(moment: datetime) -> tuple[str, str]:
    """The terms of a time."""
    return term("m", f"{moment:%Y-%m}"), term("y", f"{moment:%Y}")


def _word(word: Word, where: Columns, syntax: Syntax) -> str:
    exact = syntax.tokens(where.words, [word.folded], prefix=word.prefix)
    stemmed = syntax.tokens(f"{where.words} {where.stems}", word.stems) if where.stems else ""
    return _any([exact, stemmed], syntax)


def _facets(query: Query) -> tuple[tuple[FacetKey, tuple[str, ...]], ...]:
    return ("section", query.sections), ("source", query.sources), ("by", query.authors), ("lang", query.languages)


def _facet(key: FacetKey, value: str, syntax: Syntax) -> str:
    """Of a name all words are wanted, in any order: in some countries the family's comes first."""
    kind, values = _KINDS[key], value.split() if key == "by" else [value]
    wanted = syntax.both.join(syntax.tokens(TERMS, [term(kind, each)]) for each in values)
    return f"({wanted})" if wanted else ""


def _any(asked: Iterable[str], syntax: Syntax) -> str:
    either = syntax.either.join(filter(None, asked))
    return f"({either})" if either else ""


def clean(token: str) -> str:
    """Without what ends a text early in SQLite, or is none in UTF-8."""
    return token.replace("\0", " ").encode(errors="replace").decode()


def _periods(bounds: Bounds) -> list[str]:
    """The months, or for long times the years, that a time touches."""
    first, last = (12 * moment.year + moment.month - 1 for moment in (bounds.oldest, bounds.newest))
    if last - first < MONTHS:
        return [term("m", f"{month // 12:04d}-{month % 12 + 1:02d}") for month in range(first, last + 1)]
    return [term("y", f"{year:04d}") for year in range(bounds.oldest.year, bounds.newest.year + 1)]
