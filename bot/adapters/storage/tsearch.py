"""The search index on PostgreSQL: one tsvector an article, whose lexemes are the words behind a letter for where they
stand, with their places, and the terms without. It is built here and not by the server's parser, which takes words
apart that the domain has put together. A query is built of quoted lexemes alone: no input can be an error.
https://www.postgresql.org/docs/current/datatype-textsearch.html
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from sqlalchemy import Column, ColumnElement, MetaData, Table, Text, bindparam, cast, func, insert, select, update
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.engine import Connection

from bot.adapters.storage.columns import Id
from bot.adapters.storage.matching import PARTS, TERMS, Bounds, Columns, Syntax, clean, expression
from bot.adapters.storage.schema import articles
from bot.domain.model import Query

LETTERS = dict(zip(PARTS, "ABCDT", strict=True))
LONGEST = 400  # characters of a lexeme: 2,046 bytes at most
LAST = 16383  # the greatest place; words behind it all stand there
MOST = 200_000  # bytes of the lexemes of one part: a tsvector holds 1 MiB

table = Table("search", MetaData(), Column("rowid", Id, primary_key=True), Column("words", TSVECTOR))


def put(connection: Connection, article: int, parts: Mapping[str, str]) -> None:
    """Store an article's words, by the names of `PARTS`; it has none yet."""
    connection.execute(insert(table).values(rowid=article, words=cast(bindparam(None, vector(parts), Text), TSVECTOR)))


def vector(parts: Mapping[str, str]) -> str:
    """The parts as PostgreSQL reads a tsvector."""
    return " ".join(chain.from_iterable(_lexemes(name, parts[name].split()) for name in PARTS))


def rename(connection: Connection, section: str, old: str, new: str) -> None:
    """Put one term in another's place, for the articles of a section."""
    theirs = table.c.rowid.in_(select(articles.c.id).where(articles.c.section == section))
    without = func.ts_delete(table.c.words, LETTERS[TERMS] + old[:LONGEST], type_=TSVECTOR)
    added = cast(bindparam(None, _quoted(TERMS, new), Text), TSVECTOR)
    connection.execute(update(table).where(theirs).values(words=without.op("||")(added)))


def matches(query: Query, where: Columns, bounds: Bounds | None) -> ColumnElement[bool]:
    """Whether a row matches."""
    asked = cast(bindparam(None, expression(query, where, bounds, SYNTAX), Text), TSQUERY)
    return table.c.words.op("@@", is_comparison=True)(asked)


def _lexemes(part: str, words: list[str]) -> Iterator[str]:
    places: dict[str, list[int]] = {}
    room = MOST
    for place, word in enumerate(words, 1):
        if (known := places.get(word)) is not None:
            known.append(min(place, LAST))
            continue
        room -= 4 * len(word) + 4
        if room < 0:
            return
        places[word] = [min(place, LAST)]
    for word, at in places.items():
        quoted = _quoted(part, word)
        yield quoted if part == TERMS else f"{quoted}:{','.join(map(str, dict.fromkeys(at)))}"


def _in(parts: str, tokens: Iterable[str], *, prefix: bool = False) -> str:
    runs = [run for token in tokens if (run := clean(token).split())]
    any_of = " | ".join(_run(part, run, prefix=prefix) for part in parts.split() for run in runs)
    return f"({any_of})" if any_of else ""


def _run(part: str, words: list[str], *, prefix: bool) -> str:
    star = ":*" if prefix else ""
    return "(" + " <-> ".join(_quoted(part, word) for word in words) + star + ")"


def _quoted(part: str, word: str) -> str:
    doubled = word[:LONGEST].replace("\\", "\\\\").replace("'", "''")
    return f"'{LETTERS[part]}{doubled}'"


SYNTAX = Syntax(" & ", " | ", "{0} & !({1})", _in)
