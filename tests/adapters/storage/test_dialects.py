"""The same statements for PostgreSQL: they compile for it, so nothing of SQLite's own has crept in."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateTable

from bot.adapters.storage import arrivals, claiming, owing, settling, sources
from bot.adapters.storage.prepared import Prepared, PreparedFor
from bot.adapters.storage.schema import addresses, metadata, subscriptions
from bot.domain.model import Indexed

POSTGRES = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
CONNECTION = cast(Connection, SimpleNamespace(dialect=POSTGRES))
STATEMENTS = [each for module in (arrivals, claiming, settling, sources) for each in vars(module).values()]
HOT = [each for each in STATEMENTS if isinstance(each, Prepared)]
HOT += [each for sizes in STATEMENTS if isinstance(sizes, PreparedFor) for each in sizes._sizes]


@pytest.mark.parametrize("prepared", HOT)
def test_the_hot_path(prepared: Prepared) -> None:
    names = prepared._names
    laid_out = prepared._for(CONNECTION).laid_out([tuple(names)])
    assert set(names) <= set(laid_out[0])


def test_claims_skip_what_another_process_is_just_claiming() -> None:
    assert "FOR NO KEY UPDATE OF addresses, outbox SKIP LOCKED" in claiming.HEADS._for(CONNECTION).sql


def test_owing() -> None:
    words = Indexed("a", "b", "a", "b")
    report = owing.Owing(1, 1, "source", "section", "en", ["author"], words, datetime(2026, 10, 6, tzinfo=UTC))
    asked = (owing._SUBSCRIBED.where(subscriptions.c.effect == effect) for effect in ("send", "mute"))
    send, mute = (owing._met(each, owing=report, carried_by=["source"], filtered=True) for each in asked)
    who = addresses.c.id.in_(send), addresses.c.id.not_in(mute), owing._language_fits("en")
    statement = owing._statement(CONNECTION, report, who)
    assert "ON CONFLICT DO NOTHING" in str(statement.compile(dialect=POSTGRES))


@pytest.mark.parametrize("table", [*metadata.sorted_tables, owing.matched], ids=str)
def test_tables(table: Any) -> None:
    assert str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
