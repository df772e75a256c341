"""Locked, full, damaged; cancelled transactions; bugs."""

import asyncio
import os
import sqlite3
import threading
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from bot.adapters.storage.sqlite import READERS, SqliteDatabase
from bot.adapters.storage.store import open_store
from bot.domain.errors import BadStore, StoreBusy
from bot.domain.model import Source
from tests.contracts.samples import NOW

unprivileged = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


async def test_a_damaged_database_is_told_with_its_remedy(store_url: str) -> None:
    with Path(store_url.removeprefix("sqlite:///")).open("r+b") as file:  # noqa: ASYNC230
        size = file.seek(0, os.SEEK_END)
        file.seek(8192)
        file.write(b"\xa5" * (size - 8192))
    with pytest.raises(BadStore, match=r"damaged.*crier restore"):
        async with open_store(store_url, mode="run") as store:
            await store.figures.stats(NOW)


async def test_a_locked_database_is_busy(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.storage.driver.PRAGMAS", ("busy_timeout = 1",))
    async with open_store(store_url, mode="run") as store:
        with closing(sqlite3.connect(store_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreBusy, match="locked"):
                await store.sources.seed([Source("a", "https://a.example")], NOW)
            assert await store.sources.health() == ()  # reading goes on
            assert await store.addresses.rejoin("discord", "900") == 0  # as at every connection
            with pytest.raises(StoreBusy, match="locked"):
                async with open_store(store_url, mode="run", patience=0.01):
                    pass
        await store.sources.seed([Source("a", "https://a.example")], NOW)
        assert len(await store.sources.health()) == 1


async def test_readers_that_have_to_wait_too_long_are_told(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.storage.sqlite.BUSY_SECONDS", 0.01)
    async with open_store(store_url, mode="run") as store, AsyncExitStack() as stack:
        for _ in range(READERS):
            await stack.enter_async_context(store.articles._database.read())
        with pytest.raises(StoreBusy, match="taken"):
            await store.figures.stats(NOW)


async def test_a_registration_that_was_undone_is_made_again(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store:
        me = store.leases._me

        def fail(connection: Connection) -> None:
            me.join(connection)
            raise StoreBusy("the disk is full")

        with pytest.raises(StoreBusy):
            await store.leases._database.transact(fail)
        await store.leases.beat()
        await store.leases.beat()


async def test_a_full_disk_is_busy_and_nothing_was_changed(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store:
        database = store.sources._database
        await database.transact(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 1").close())
        with pytest.raises(StoreBusy, match="disk is full"):
            for number in range(99):
                await store.notebook.write(f"{number}", "x" * 4000, NOW)
        await database.transact(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 99999").close())
        await store.notebook.write("after", "x", NOW)


async def test_bugs_stay_bugs(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store:
        with pytest.raises(OperationalError, match="no such table"):
            await store.sources._database.transact(
                lambda connection: connection.exec_driver_sql("SELECT 1 FROM nowhere")
            )


async def test_a_cancelled_transaction_ends_by_itself_and_the_next_one_works(store_url: str) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(connection: object) -> None:
        started.set()
        go_on.wait(10)

    async with open_store(store_url, mode="run") as store:
        database = store.sources._database
        task = asyncio.create_task(database.transact(slow))
        await asyncio.to_thread(started.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        seeding = asyncio.create_task(store.sources.seed([Source("a", "https://a.example")], NOW))
        go_on.set()
        await seeding
        assert len(await store.sources.health()) == 1


async def test_a_reader_cancelled_leaves_the_pool_whole(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store:
        for _ in range(5):
            tasks = [asyncio.create_task(store.figures.stats(NOW)) for _ in range(6)]
            await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        assert (await store.figures.stats(NOW)).articles == 0


async def test_a_read_that_is_cancelled_twice_leaves_nobody_waiting(tmp_path: Path) -> None:
    """As when a timeout strikes while the bot stops: the end of the loop would wait for ever."""
    database = SqliteDatabase(tmp_path / "crier.db", create=True)
    await database.transact(lambda connection: None)
    begun, gate = threading.Event(), threading.Event()

    def hold() -> int:
        begun.set()
        gate.wait(10)
        return 1

    async def read() -> None:
        async with database.read() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            await driver.create_function("hold", 0, hold)
            await connection.exec_driver_sql("SELECT hold()")

    reading = asyncio.create_task(read())
    await asyncio.to_thread(begun.wait, 10)
    for _ in range(2):
        reading.cancel()
        for _ in range(10):  # so that it has begun to close its connection
            await asyncio.sleep(0)
    assert reading.cancelled()
    closing_it = asyncio.all_tasks() - {asyncio.current_task()}
    gate.set()
    assert closing_it and not (await asyncio.wait(closing_it, timeout=10))[1]
    await database.close()
