"""The MATCH expression of a query: https://www.sqlite.org/fts5.html#full_text_query_syntax

Built of quoted tokens and column filters alone, so that no input can be an error. Pure.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from bot.domain.model import Query, Word

PARTS = ("title_words", "body_words", "title_stems", "body_stems", "terms")  # of the index
TERMS = PARTS[-1]
EVERY = "*"  # a term that every article has: something for NOT to be subtracted from
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


def match_expression(query: Query, where: Columns, bounds: Bounds | None) -> str:
    """What FTS5 is asked. Words and phrases are looked for in `where`, words to be left out everywhere."""
    wanted = [_word(word, where) for word in query.words]
    wanted += [_in(where.words, [" ".join(phrase)]) for phrase in query.phrases]
    wanted += [_any_term("s", query.sections), _any_term("f", query.sources)]
    if bounds:
        wanted.append(_in(TERMS, periods(bounds)))
    found = " AND ".join(filter(None, wanted)) or _in(TERMS, [EVERY])
    unwanted = " OR ".join(filter(None, (_word(word, EVERYWHERE) for word in query.excluded)))
    return f"({found}) NOT ({unwanted})" if unwanted else found


def term(kind: str, value: str) -> str:
    """A value as one token; kinds are s(ection), f (its source), l(anguage), a(uthor), m(onth) and y(ear)."""
    return f"{kind}:{quote(value.casefold(), safe='', errors='replace')}"


def months(moment: datetime) -> tuple[str, str]:
    """The terms of a time."""
    return term("m", f"{moment:%Y-%m}"), term("y", f"{moment:%Y}")


def _word(word: Word, where: Columns) -> str:
    exact = _in(where.words, [word.folded], prefix=word.prefix)
    stemmed = _in(where.stems, word.stems) if where.stems else ""
    either = " OR ".join(filter(None, (exact, stemmed)))
    return f"({either})" if either else ""


def _any_term(kind: str, values: Iterable[str]) -> str:
    return _in(TERMS, [term(kind, value) for value in values])


def _in(columns: str, tokens: Iterable[str], *, prefix: bool = False) -> str:
    """Any of the tokens (or runs of tokens) in any of the columns; "" without tokens."""
    star = " *" if prefix else ""
    plain = (" ".join(clean(token).split()) for token in tokens)
    quoted = " OR ".join('"' + token.replace('"', '""') + '"' + star for token in plain if token)
    return f"{{{columns}}} : ({quoted})" if quoted else ""


def clean(token: str) -> str:
    """Without what ends a text early in SQLite, or is none in UTF-8."""
    return token.replace("\0", " ").encode(errors="replace").decode()


def periods(bounds: Bounds) -> list[str]:
    """The months, or for long times the years, that a time touches."""
    first, last = (12 * moment.year + moment.month - 1 for moment in (bounds.oldest, bounds.newest))
    if last - first < MONTHS:
        return [term("m", f"{month // 12:04d}-{month % 12 + 1:02d}") for month in range(first, last + 1)]
    return [term("y", f"{year:04d}") for year in range(bounds.oldest.year, bounds.newest.year + 1)]
