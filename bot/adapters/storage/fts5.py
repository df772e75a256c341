"""The search index on SQLite: a table of FTS5, whose tokenizer splits at spaces only. A query is built of quoted tokens
and column filters alone: https://www.sqlite.org/fts5.html#full_text_query_syntax
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Table,
    Text,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.engine import Connection

from bot.adapters.storage.columns import Id
from bot.adapters.storage.matching import PARTS, Bounds, Columns, Syntax, clean, expression
from bot.adapters.storage.schema import articles
from bot.domain.model import Query

table = Table("search", MetaData(), Column("rowid", Id, primary_key=True), *(Column(name, Text) for name in PARTS))


def put(connection: Connection, article: int, parts: Mapping[str, str]) -> None:
    """Store an article's words, by the names of `PARTS`; it has none yet."""
    connection.execute(insert(table).values(rowid=article, **parts))


def rename(connection: Connection, section: str, old: str, new: str) -> None:
    """Put one term in another's place, for the articles of a section."""
    theirs = table.c.rowid.in_(select(articles.c.id).where(articles.c.section == section))
    padded = func.replace(" " + table.c.terms + " ", f" {old} ", f" {new} ")
    connection.execute(update(table).where(theirs).values(terms=func.trim(padded)))


def matches(query: Query, where: Columns, bounds: Bounds | None) -> ColumnElement[bool]:
    """Whether a row matches."""
    asked = expression(query, where, bounds, SYNTAX)
    return literal_column("search").op("MATCH", is_comparison=True)(bindparam(None, asked, Text))


def _in(parts: str, tokens: Iterable[str], *, prefix: bool = False) -> str:
    star = " *" if prefix else ""
    plain = (" ".join(clean(token).split()) for token in tokens)
    quoted = " OR ".join('"' + token.replace('"', '""') + '"' + star for token in plain if token)
    return f"{{{parts}}} : ({quoted})" if quoted else ""


SYNTAX = Syntax(" AND ", " OR ", "({0}) NOT ({1})", _in)
