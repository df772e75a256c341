"""Summaries that cost something to make, and what they have cost."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, String, cast, delete, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage.engine import Database, insert, transaction
from bot.adapters.storage.rows import lines
from bot.adapters.storage.schema import notes, spending, summaries
from bot.domain.model import Spent

WAYS = "summaries:"  # notes that count them: "summaries:2026-12-01:timeout"


class SqlSummaries:
    """Port `Summaries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, key: str) -> tuple[str, ...] | None:
        """See the port."""
        async with self._database.read() as connection:
            found = await connection.scalar(select(summaries.c.summary).where(summaries.c.key == key))
        return None if found is None else tuple(str(found).splitlines())

    @transaction
    def keep(self, connection: Connection, key: str, sentences: Sequence[str], now: datetime) -> None:
        """See the port."""
        kept = {"summary": lines(sentences), "written": now}
        row = insert(connection, summaries).values(key=key, **kept)
        connection.execute(row.on_conflict_do_update(index_elements=["key"], set_=kept))

    @transaction
    def spend(self, connection: Connection, day: str, tokens: int, *, requests_a_day: int, tokens_a_day: int) -> bool:
        """See the port."""
        connection.execute(insert(connection, spending).values(day=day).on_conflict_do_nothing())
        booked = update(spending).where(spending.c.day == day)
        if requests_a_day:
            booked = booked.where(spending.c.requests < requests_a_day)
        if tokens_a_day:
            booked = booked.where(spending.c.tokens + tokens <= tokens_a_day)
        more = {"requests": spending.c.requests + 1, "tokens": spending.c.tokens + tokens}
        return connection.execute(booked.values(more)).rowcount == 1

    @transaction
    def adjust(self, connection: Connection, day: str, tokens: int) -> None:
        """See the port."""
        connection.execute(update(spending).where(spending.c.day == day).values(tokens=spending.c.tokens + tokens))

    @transaction
    def count(self, connection: Connection, day: str, way: str) -> None:
        """See the port."""
        note = insert(connection, notes).values(key=f"{WAYS}{day}:{way}", value="1", written=_noon(day))
        more = cast(cast(notes.c.value, Integer) + 1, String)
        connection.execute(note.on_conflict_do_update(index_elements=["key"], set_={"value": more}))

    async def spent(self, day: str) -> Spent:
        """See the port."""
        cost = select(spending.c.requests, spending.c.tokens).where(spending.c.day == day)
        prefix = f"{WAYS}{day}:"
        ways = select(notes.c.key, notes.c.value).where(notes.c.key.startswith(prefix, autoescape=True))
        async with self._database.read() as connection:
            requests, tokens = (await connection.execute(cost)).one_or_none() or (0, 0)
            counted = {key.removeprefix(prefix): int(value) for key, value in await connection.execute(ways)}
        return Spent(requests, tokens, dict(sorted(counted.items())))

    @transaction
    def shrink(self, connection: Connection, before: datetime, limit: int = 1000) -> int:
        """See the port."""
        connection.execute(delete(spending).where(spending.c.day < before.strftime("%Y-%m-%d")))
        counts = notes.c.key.startswith(WAYS, autoescape=True)
        connection.execute(delete(notes).where(counts, notes.c.written < before))
        oldest = select(summaries.c.key).where(summaries.c.written < before).order_by(summaries.c.written).limit(limit)
        return connection.execute(delete(summaries).where(summaries.c.key.in_(oldest))).rowcount


def _noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")
