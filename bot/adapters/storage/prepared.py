"""Statements for the hot path: compiled once, run without SQLAlchemy's work for each row.

For a hundred rows SQLAlchemy spends longer on building parameters than SQLite on storing them. The statements are Core
statements as anywhere else, compiled for the engine in use; only their parameters and rows pass as the driver has them.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, cast, overload

from sqlalchemy import BindParameter, ClauseElement, bindparam
from sqlalchemy.engine import Connection
from sqlalchemy.sql.compiler import SQLCompiler

from bot.adapters.storage.columns import EPOCH, MICROSECOND

Values = tuple[Any, ...]
Ids = Sequence[BindParameter[Any]]
SIZES = (1, 10, 100)


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


class PreparedFor:
    """A statement about a number of ids. It is made in three sizes, so that few texts serve every number.

    `build` gets the parameters that the ids go into; `names` are its others, which come first.
    """

    def __init__(self, build: Callable[[Ids], ClauseElement], names: Sequence[str] = ()) -> None:
        self._sizes = [self._sized(build, names, size) for size in SIZES]

    @staticmethod
    def _sized(build: Callable[[Ids], ClauseElement], names: Sequence[str], size: int) -> Prepared:
        ids = [f"id{number}" for number in range(size)]
        return Prepared(lambda _: build([bindparam(name) for name in ids]), (*names, *ids))

    def run(self, connection: Connection, values: Values, ids: Sequence[Any]) -> None:
        """Run it for all the ids, with the same values."""
        for prepared, part in self._parts(ids):
            prepared.run(connection, [(*values, *part)])

    def fetch(self, connection: Connection, values: Values, ids: Sequence[Any]) -> Sequence[Values]:
        """Run it for all the ids, for what it answers."""
        return [row for prepared, part in self._parts(ids) for row in prepared.fetch(connection, (*values, *part))]

    def _parts(self, ids: Sequence[Any]) -> Iterator[tuple[Prepared, Values]]:
        """The ids in parts that fill one of the sizes, the last of them by repeating an id."""
        for start in range(0, len(ids), SIZES[-1]):
            part = tuple(ids[start : start + SIZES[-1]])
            at = next(at for at, size in enumerate(SIZES) if size >= len(part))
            yield self._sizes[at], part + part[-1:] * (SIZES[at] - len(part))


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


@overload
def micros(moment: datetime) -> int: ...
@overload
def micros(moment: datetime | None) -> int | None: ...
def micros(moment: datetime | None) -> int | None:
    """An instant as its column holds it (`columns.Instant`)."""
    return None if moment is None else (moment - EPOCH) // MICROSECOND


def moment(micros: int | None) -> datetime | None:
    """The instant of `micros`."""
    return None if micros is None else EPOCH + micros * MICROSECOND
