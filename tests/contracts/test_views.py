"""What only reads, whole and in one view."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.adapters.storage.engine import on_postgresql
from bot.adapters.storage.prepared import Prepared
from bot.adapters.storage.schema import sources
from bot.adapters.storage.store import Store
from bot.domain.errors import BadStore, StoreBusy
from tests.contracts.samples import NOW, ONE, TWO

ENDLESS = "WITH RECURSIVE endless (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM endless) SELECT max(number) FROM endless"  # noqa: E501
READERS = 20  # more than there are connections for


KNOWN = Prepared(lambda _: select(sources.c.id).order_by(sources.c.id), ())


def known(connection: Connection) -> list[str]:
    return [name for (name,) in KNOWN.fetch(connection, ())]


def endless(begun: Callable[[], object]) -> Callable[[Connection], None]:
    def work(connection: Connection) -> None:
        begun()
        connection.exec_driver_sql("SELECT pg_sleep(60)" if on_postgresql(connection) else ENDLESS)

    return work


async def test_a_view_does_not_change_while_it_is_looked_at(store: Store) -> None:
    database = store.articles._database
    await store.sources.seed([ONE], NOW)
    loop = asyncio.get_running_loop()
    seen = asyncio.Event()

    def look(connection: Connection) -> list[str]:
        before = known(connection)
        loop.call_soon_threadsafe(seen.set)
        connection.exec_driver_sql("SELECT pg_sleep(0.2)" if on_postgresql(connection) else "SELECT 1")
        while not added.done():
            connection.exec_driver_sql("SELECT 1")
        return [*before, *known(connection)]

    async def add() -> None:
        await seen.wait()
        await store.sources.seed([ONE, TWO], NOW)

    added = asyncio.ensure_future(add())
    assert await database.view(look) == ["one", "one"]
    assert await database.view(known) == ["one", "two"]


@pytest.mark.parametrize("twice", [False, True])
async def test_one_that_is_given_up_ends_at_once_and_its_connection_serves_again(store: Store, twice: bool) -> None:
    database = store.articles._database
    loop = asyncio.get_running_loop()
    for _ in range(READERS):
        begun = asyncio.Event()
        looking = asyncio.ensure_future(database.view(endless(lambda: loop.call_soon_threadsafe(begun.set))))  # noqa: B023
        await begun.wait()
        looking.cancel()
        if twice:
            await asyncio.sleep(0)
            looking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await looking
    await store.sources.seed([ONE], NOW)
    assert await asyncio.gather(*(database.view(known) for _ in range(READERS))) == [["one"]] * READERS


async def test_what_it_raises_is_raised_and_nothing_can_be_written(store: Store) -> None:
    def fail(connection: Connection) -> None:
        raise ValueError(known(connection))

    with pytest.raises(ValueError, match="one"):
        await store.sources.seed([ONE], NOW)
        await store.articles._database.view(fail)
    with pytest.raises((BadStore, StoreBusy)):  # a server that is only read now may be written soon
        await store.articles._database.view(lambda connection: connection.execute(sources.delete()))
    assert await store.articles._database.view(known) == ["one"]
