"""Statements for the hot path: compiled once, run without SQLAlchemy's work for each row.

For a hundred rows SQLAlchemy spends longer on building parameters than SQLite on storing them. The statements are Core
statements as anywhere else, compiled for the engine in use; only their parameters and rows pass as the driver has them.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ClauseElement
from sqlalchemy.engine import Connection
from sqlalchemy.sql.compiler import SQLCompiler

from bot.adapters.storage.schema import EPOCH, MICROSECOND

Values = tuple[Any, ...]


class Prepared:
    """A statement whose parameters come in the order of `names`; instants come and go as microseconds."""

    def __init__(self, build: Callable[[Connection], ClauseElement], names: Sequence[str]) -> None:
        self._build = build
        self._names = tuple(names)
        self._compiled: dict[str, _Compiled] = {}  # by dialect: one or two

    def run(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run it for each of the rows; for none, nothing happens."""
        if rows:
            compiled = self._for(connection)
            with closing(connection.connection.cursor()) as cursor:
                cursor.executemany(compiled.sql, compiled.laid_out(rows))

    def fetch(self, connection: Connection, values: Values) -> Sequence[Values]:
        """Run it once, for what it answers."""
        compiled = self._for(connection)
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(compiled.sql, compiled.laid_out([values])[0])
            return cursor.fetchall()

    def _for(self, connection: Connection) -> "_Compiled":
        name = connection.dialect.name
        if name not in self._compiled:
            compiled = cast(SQLCompiler, self._build(connection).compile(dialect=connection.dialect))
            self._compiled[name] = _Compiled(compiled, self._names)
        return self._compiled[name]


class _Compiled:
    """A statement's text for one engine, and where its parameters go."""

    def __init__(self, compiled: SQLCompiler, names: Values) -> None:
        self.sql = str(compiled)
        wanted = compiled.positiontup or []
        constants = [name for name in wanted if name not in names]
        self._constants = tuple(compiled.params[name] for name in constants)
        self._order = [(*names, *constants).index(name) for name in wanted]
        self._as_given = self._order == list(range(len(names)))

    def laid_out(self, rows: Sequence[Values]) -> Sequence[Values]:
        """The rows, and the statement's own constants, as the engine wants them."""
        if self._as_given:
            return rows
        given = [row + self._constants for row in rows]
        return [tuple([row[at] for at in self._order]) for row in given]


def micros(moment: datetime | None) -> int | None:
    """An instant as its column holds it (`schema.Instant`)."""
    return None if moment is None else (moment - EPOCH) // MICROSECOND


def moment(micros: int | None) -> datetime | None:
    """The instant of `micros`."""
    return None if micros is None else EPOCH + micros * MICROSECOND
