"""Writing the search index: what is put into it, taken out of it, and made anew.

An article's row in the index has a number, which the table `indexed` tells: the last rows are the newest articles. An
article that changes gets another row; the earlier one stays in `indexed` without an article. So no number is ever used
again, and whatever the engine still keeps of such a row leads nowhere.

Making the index anew empties it, and sets free as many numbers as there are articles. They are filled from the last
one downwards, with the newest article first, a piece at a time, while what is published meanwhile gets numbers behind
them: a search finds the newest at once, and who goes on after a crash puts in only what is missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

from sqlalchemy import Row, bindparam, delete, func, select, tuple_, update
from sqlalchemy import insert as into
from sqlalchemy.engine import Connection

from bot.adapters.storage import fts5, subscriptions, tsearch, vocabulary
from bot.adapters.storage.columns import EPOCH
from bot.adapters.storage.engine import Database, insert, on_postgresql, serial, view
from bot.adapters.storage.matching import Asked, Syntax
from bot.adapters.storage.notebook import INDEX
from bot.adapters.storage.prepared import Prepared, micros
from bot.adapters.storage.rows import Hit
from bot.adapters.storage.schema import articles, indexed, notes
from bot.adapters.storage.tokens import SECTION, Searched, tokens
from bot.domain.model import Filled, IndexHealth, IndexState, Ready
from bot.domain.text import INDEX_VERSION, fold, index

SAMPLE = 200  # articles looked at, the newest and the oldest
TO_BE_FOUND = (articles.c.stage == "ready", articles.c.taken_down.is_(None))
COLUMNS = ("id", "item_id", "published", "section", "source_id", "language", "authors", "title", "text", "summary")
_STORED = select(*(articles.c[name] for name in COLUMNS))
_LAST = Prepared(lambda _: select(func.max(indexed.c.row)), ())
_ROW = Prepared(lambda _: select(indexed.c.row).where(indexed.c.article_id == bindparam("article_id")), ("article_id",))
_ADD = Prepared(lambda _: into(indexed), ("row", "article_id", "item_id", "published"))


class Index(Protocol):
    """What the engines do each in their own way."""

    SYNTAX: Syntax

    def make(self, connection: Connection) -> None: ...

    def put(self, connection: Connection, rows: Iterable[tuple[int, Sequence[str]]]) -> None: ...

    def remove(self, connection: Connection, row: int) -> None: ...

    def merge(self, connection: Connection) -> bool: ...

    def behind_last(self, connection: Connection) -> int: ...

    def newest(self, connection: Connection, asked: Asked, limit: int, since: int, until: int) -> list[Hit]: ...

    def count(self, connection: Connection, asked: Sequence[Asked], limit: int, since: int) -> Sequence[int]: ...


def engine(connection: Connection) -> Index:
    """The engine's index."""
    return tsearch if on_postgresql(connection) else fts5


# --- one article -------------------------------------------------------------------------------------------


def store(connection: Connection, ready: Ready, authors: Sequence[str]) -> None:
    """Put an article into the index, in place of its earlier words. `authors` are folded names."""
    here, section, source = (ready.draft.id, ready.draft.item_id, ready.published), ready.section, ready.draft.source.id
    put(connection, Searched(*here, section, source, ready.language, authors, ready.indexed))


def restore(connection: Connection, article_id: int) -> None:
    """Put an article into the index as it is stored."""
    put(connection, stored(connection.execute(_STORED.where(articles.c.id == article_id)).one()))


def put(connection: Connection, article: Searched) -> None:
    """Put an article into the index as its last row, in place of its earlier one."""
    remove(connection, article.article_id)
    _put(connection, last_row(connection) + 1, [article])


def last_row(connection: Connection) -> int:
    """The newest article's; 0 where there is none."""
    ((last,),) = _LAST.fetch(connection, ())
    return last or 0


def remove(connection: Connection, article_id: int) -> None:
    """Take an article out of the index."""
    for (row,) in _ROW.fetch(connection, (article_id,)):
        connection.execute(update(indexed).where(indexed.c.row == row).values(article_id=None))
        engine(connection).remove(connection, row)


def stored(columns: Sequence[Any]) -> Searched:
    """An article whose `COLUMNS` these are."""
    article, item, published, section, source, language, names, title, text, summary = columns
    authors = [folded for name in names.splitlines() if (folded := fold(name))]
    words = index(title, text, language, summary.splitlines())
    return Searched(article, item, published, section, source, language, authors, words)


def _put(connection: Connection, first: int, put: Sequence[Searched]) -> None:
    """Articles that are not in the index, as rows from the first on."""
    rows = list(enumerate(put, first))
    _ADD.run(connection, [(row, each.article_id, each.item_id, micros(each.published)) for row, each in rows])
    engine(connection).put(connection, [(row, tokens(each)) for row, each in rows])
    vocabulary.learn(connection, [(each.words, each.language) for each in put])


# --- the whole ---------------------------------------------------------------------------------------------


class SqlIndex:
    """Port `Index`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @view
    def state(self, connection: Connection) -> IndexState:
        """See the port."""
        return _state(connection)

    @view
    def look_over(self, connection: Connection) -> IndexHealth:
        """See the port. Of every article all tokens are asked for at once: an index that has lost some does not find
        it."""
        state = _state(connection)
        if state != "whole":
            return IndexHealth(state)
        wanted = _STORED.add_columns(indexed.c.row).outerjoin(indexed, indexed.c.article_id == articles.c.id)
        newest = wanted.where(*TO_BE_FOUND).order_by(articles.c.published.desc(), articles.c.id.desc())
        oldest = wanted.where(*TO_BE_FOUND).order_by(articles.c.published, articles.c.id)
        parts = [connection.execute(part.limit(SAMPLE // 2)).all() for part in (newest, oldest)]
        sample = {article.row: article for article in chain(*parts) if article.row is not None}
        missing = len({article.id for article in chain(*parts) if article.row is None})
        wrong = [row for row, article in sample.items() if not _finds(connection, article)]
        return IndexHealth(state, len(sample) + missing, missing, len(wrong))

    @serial
    def anchor(self, connection: Connection, after: int, limit: int) -> int | None:
        """See the port."""
        return subscriptions.anchor(connection, after, limit)

    @serial
    def make(self, connection: Connection) -> int:
        """See the port."""
        make(connection)
        return int(connection.scalar(select(func.count()).select_from(articles)) or 0)

    @serial
    def fill(self, connection: Connection, last: Filled | None, limit: int) -> Filled | None:
        """See the port."""
        noted = _noted(connection)
        if not noted.filling or noted.version != INDEX_VERSION:
            return None  # another process has filled it
        found = select(articles.c.id, articles.c.published, indexed.c.row).where(*TO_BE_FOUND).limit(limit)
        found = found.outerjoin(indexed, indexed.c.article_id == articles.c.id)
        if last and last.filling == noted.filling:  # else another process has emptied it meanwhile
            found = found.where(tuple_(articles.c.published, articles.c.id) < (last.published, last.article_id))
        older = connection.execute(found.order_by(articles.c.published.desc(), articles.c.id.desc())).all()
        missing = [article.id for article in older if article.row is None]
        _put_below(connection, missing)
        here = Filled(older[-1].published, older[-1].id, bool(missing), noted.filling) if older else last
        if len(older) == limit:
            return here
        if here and engine(connection).merge(connection):
            return replace(here, wrote=True)
        _note(connection, str(INDEX_VERSION))
        return None


def make(connection: Connection) -> None:
    """Empty the index, whatever state it is in, and let it be filled."""
    engine(connection).make(connection)
    connection.execute(delete(indexed))
    vocabulary.forget_all(connection)
    last = int(connection.scalar(select(func.max(articles.c.id))) or 0)
    connection.execute(into(indexed).values(row=last + 1, item_id=0, published=EPOCH))
    _note(connection, f"{INDEX_VERSION} {uuid4().hex}")


class _Noted(NamedTuple):
    """Of which `INDEX_VERSION` the index is; while it is filled, behind a space, a name that no other filling has."""

    version: int
    filling: str


def _noted(connection: Connection) -> _Noted:
    version, _, filling = (connection.scalar(select(notes.c.value).where(notes.c.key == INDEX)) or "").partition(" ")
    return _Noted(int(version) if version.isdecimal() else 0, filling)


def _state(connection: Connection) -> IndexState:
    noted = _noted(connection)
    if noted.version == INDEX_VERSION:
        return "unfinished" if noted.filling else "whole"
    if not noted.version or (noted.filling and noted.version < INDEX_VERSION):
        return "missing"
    return "old"


def _finds(connection: Connection, article: Row[Any]) -> bool:
    its = engine(connection)
    lasting = (token for token in tokens(stored(article[:-1])) if not token.startswith(SECTION))  # see `search`
    asked = its.SYNTAX.both.join(map(its.SYNTAX.token, lasting))
    its.behind_last(connection)
    return bool(its.newest(connection, Asked(asked), 1, article.row, article.row + 1))


def _put_below(connection: Connection, article_ids: Sequence[int]) -> None:
    """Put articles, the last of them first, before all that there are; on FTS5, numbers have to grow."""
    known = {article.id: article for article in connection.execute(_STORED.where(articles.c.id.in_(article_ids)))}
    first = int(connection.scalar(select(func.min(indexed.c.row))) or 1)
    _put(connection, first - len(article_ids), [stored(known[article_id]) for article_id in reversed(article_ids)])


def _note(connection: Connection, value: str) -> None:
    written = {"value": value, "written": EPOCH}
    note = insert(connection, notes).values(key=INDEX, **written)
    connection.execute(note.on_conflict_do_update(index_elements=["key"], set_=written))
