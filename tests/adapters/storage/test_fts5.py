"""SQLite's search index: one that an older version has left, one that is damaged."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.adapters.storage import migrate
from bot.adapters.storage.store import Store, open_store
from bot.cli import searching
from bot.cli.findings import Check
from bot.domain.errors import BadStore
from bot.domain.model import Query, Word
from bot.services.reindexing import Reindexing
from tests.contracts.samples import begin, entry, publish

BROKEN = {  # the tables that FTS5 keeps its index in
    "the lists": ("UPDATE search_data SET block = zeroblob(length(block)) WHERE id > 10",),
    "the structure": ("UPDATE search_data SET block = x'ffffffff' WHERE id = 10",),
    "the config": ("DELETE FROM search_config",),
    "everything": ("DELETE FROM search_data", "DELETE FROM search_idx"),
}


def direct(url: str, *statements: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        for statement in statements:
            connection.execute(statement)


async def found(store: Store, word: str) -> Sequence[str]:
    results = await store.articles.find(Query(words=((Word(word),),)), limit=9)
    return [item.title for item in results.items]


@pytest.mark.parametrize("broken", BROKEN)
async def test_a_damaged_index_is_told_with_its_remedy_and_mended_by_it(store_url: str, broken: str) -> None:
    async with open_store(store_url, mode="run") as store:
        await begin(store)
        await publish(store, *(entry(number) for number in range(30)))
        reindexing = Reindexing(store.index)
        await reindexing.once()
        assert len(await found(store, "headline")) == 9
    direct(store_url, *BROKEN[broken])
    told = await trouble(store_url)
    assert "crier reindex" in told.remedy and told.ok is False
    async with open_store(store_url, mode="run") as store:
        reindexing = Reindexing(store.index)
        await reindexing.make()
        await reindexing.fill()
        await publish(store, entry(99))
        assert (await found(store, "headline"))[:2] == ["Headline 99", "Headline 29"]
    assert (await trouble(store_url)).ok is True


@pytest.mark.parametrize("broken", BROKEN)
async def test_what_is_published_or_searched_meanwhile_empties_a_damaged_index(store_url: str, broken: str) -> None:
    async with open_store(store_url, mode="run") as store:
        await begin(store)
        await publish(store, *(entry(number) for number in range(30)))
        await Reindexing(store.index).once()
    for searching_first in (True, False):
        direct(store_url, *BROKEN[broken])
        async with open_store(store_url, mode="run") as store:
            if searching_first:
                assert len(await found(store, "headline")) in (0, 9)
            await publish(store, *(entry(number) for number in range(40 + 20 * searching_first, 60)))
            await Reindexing(store.index).once()
            health = await store.index.look_over()
            if health.wrong:  # what is published or asked has not met the damage
                await Reindexing(store.index).make()
                await Reindexing(store.index).fill()
            assert len(await found(store, "headline")) == 9


async def trouble(url: str) -> Check:
    """What `crier doctor` says, or a verb that stops at it."""
    async with open_store(url, mode="read") as store:
        try:
            return await searching.check(store.index)
        except BadStore as error:
            return Check("search", False, "", str(error))


@pytest.mark.parametrize("broken", ["", *BROKEN])
async def test_what_an_older_version_had_indexed_is_found_again_once_the_bot_has_run(
    tmp_path: Path, broken: str
) -> None:
    file = tmp_path / "old.db"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        migrate.upgrade(connection, "0005")
        published = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp()) * 1_000_000
        for statement in (
            "INSERT INTO sources (id, url, poll_seconds, poll_max_seconds, origin, created, next_poll)"
            " VALUES ('one', 'https://one.example/', 300, 300, 'config', 0, 0)",
            "INSERT INTO stories (id, created) VALUES (1, 0)",
            "INSERT INTO items (id, story_id, created) VALUES (1, 1, 0)",
            "INSERT INTO articles (id, item_id, source_id, url, stage, batch, baseline, entry, first_seen, published,"
            f" dated, title, text, language) VALUES (1, 1, 'one', '', 'ready', 1, 1, '', 0, {published}, 1,"
            " 'The old railway', 'It runs.', 'en')",
            "INSERT INTO search (rowid, title_words) VALUES (1, 'the old railway')",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()
    direct(f"sqlite:///{file}", *BROKEN.get(broken, ()))
    async with open_store(f"sqlite:///{file}", mode="run") as store:
        assert (await store.index.state(), await found(store, "railway")) == ("missing", [])
        await Reindexing(store.index).once()
        assert (await store.index.state(), await found(store, "railway")) == ("whole", ["The old railway"])
