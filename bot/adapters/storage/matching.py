"""What the search index is asked, whichever engine's it is: a query as the tokens that it is met by, and their logic.

How an engine writes that down is its `Syntax`. Every one quotes its tokens, so that no input can be an error. Pure.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from bot.adapters.storage.tokens import BEGINNINGS, EVERY, STEM, TITLE, beginning, pairs, split, term
from bot.domain.model import FacetKey, Query, Word

_KINDS: Mapping[FacetKey, str] = {"section": "s", "source": "f", "by": "a", "lang": "l"}
_DAY = timedelta(days=1)


class Where(NamedTuple):
    """Where words may stand, and whether only as they were asked for."""

    title: bool = False
    exact: bool = False


ANYWHERE = Where()
EVER = (1 << 63) - 1


class Span(NamedTuple):
    """A time from its first moment to before its last."""

    first: datetime
    last: datetime


class Asked(NamedTuple):
    """A query in an engine's language, and what must hold besides: microseconds, from the first to before the last."""

    text: str
    first: int = -EVER
    last: int = EVER


class Syntax(NamedTuple):
    """How an engine writes a query."""

    both: str  # between two of which each is wanted
    either: str
    but_not: str  # of what is wanted and what is not: {0} and {1}
    token: Callable[[str], str]
    beginning: Callable[[str], str]  # of all tokens that begin so


def expression(query: Query, syntax: Syntax, where: Where = ANYWHERE, span: Span | None = None) -> str:
    """A query in an engine's language. Words are looked for in `where`, those to be left out everywhere."""
    wanted = [_any((_word(word, where, syntax) for word in group), syntax) for group in query.words]
    wanted += [_any((_facet(key, value, syntax) for value in values), syntax) for key, values in _facets(query)]
    if span:
        wanted.append(_any(map(syntax.token, periods(span)), syntax))
    found = syntax.both.join(filter(None, wanted)) or syntax.token(EVERY)
    without = [_facet(facet.key, facet.value, syntax) for facet in query.without]
    unwanted = _any([*(_word(word, ANYWHERE, syntax) for word in query.excluded), *without], syntax)
    return syntax.but_not.format(found, unwanted) if unwanted else found


def _word(word: Word, where: Where, syntax: Syntax) -> str:
    mark, words = TITLE * where.title, split(word.folded)
    if len(words) > 1:
        side_by_side = (syntax.token(mark + token) for token in dict.fromkeys((*words, *pairs(words))))
        return f"({syntax.both.join(side_by_side)})"
    asked = [syntax.token(mark + token) for token in words]
    if word.prefix and not where.exact:
        asked += [_beginning(mark, token, syntax) for token in words]
    if not where.exact:
        stems = dict.fromkeys(stem for each in word.stems for stem in split(each))
        asked += [syntax.token(mark + kind + stem) for stem in stems for kind in (STEM, "")]
    return _any(dict.fromkeys(asked), syntax)


def _beginning(mark: str, word: str, syntax: Syntax) -> str:
    return syntax.token(mark + beginning(word)) if len(word) in BEGINNINGS else syntax.beginning(mark + word)


def _facets(query: Query) -> tuple[tuple[FacetKey, tuple[str, ...]], ...]:
    return ("section", query.sections), ("source", query.sources), ("by", query.authors), ("lang", query.languages)


def _facet(key: FacetKey, value: str, syntax: Syntax) -> str:
    """Of a name all words are wanted, in any order: in some countries the family's comes first."""
    kind, values = _KINDS[key], value.split() if key == "by" else [value]
    wanted = syntax.both.join(syntax.token(term(kind, each)) for each in values)
    return f"({wanted})" if wanted else ""


def _any(asked: Iterable[str], syntax: Syntax) -> str:
    either = syntax.either.join(filter(None, asked))
    return f"({either})" if either else ""


def periods(span: Span) -> Iterator[str]:
    """The tokens of the years, months and days that a time touches. It ends with its last day, where a search begins;
    at its other end the whole month will do, whose few articles more are told by their time."""
    day, end = span.first.astimezone(UTC).date(), (span.last.astimezone(UTC) - timedelta.resolution).date()
    if (day.year, day.month) != (end.year, end.month):
        day = day.replace(day=1)
    while day <= end:
        name, last = _longest(day, end)
        yield name
        if last == date.max:
            return
        day = last + _DAY


def _longest(day: date, end: date) -> tuple[str, date]:
    """The longest period that begins with this day and is over by `end`, and its last day."""
    name, year = day.isoformat(), day.replace(month=12, day=31)
    if (day.month, day.day) == (1, 1) and year <= end:
        return f"y:{name[:4]}", year
    month = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY if day.month < 12 else year
    if day.day == 1 and month <= end:
        return f"m:{name[:7]}", month
    return f"d:{name}", day
