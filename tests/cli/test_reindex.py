"""`crier reindex`, and what `crier doctor` says of the search index."""

import asyncio
import re

from bot.adapters.storage.store import open_store
from bot.cli import searching
from bot.cli.findings import Check
from tests.cli.conftest import Archive
from tests.postgres import sql
from tests.process import here


def url(archive: Archive) -> str:
    return f"sqlite:///{archive.folder / 'crier.db'}"


def examined(archive: Archive) -> Check:
    async def examine() -> Check:
        async with open_store(url(archive), mode="read") as store:
            return await searching.check(store.index)

    return asyncio.run(examine())


def test_the_index_is_made_anew_and_its_articles_are_found(archive: Archive) -> None:
    asyncio.run(sql(url(archive), "UPDATE indexed SET article_id = NULL"))
    assert here("search", *archive.config, "--json", "railway").json["total"] == 0
    told = here("reindex", *archive.config)
    assert (told.code, told.out) == (0, "")
    assert re.fullmatch(r"2 articles looked at in \d+ s; the search index is whole\n", told.err)
    assert here("search", *archive.config, "--json", "railway").json["total"] == 1
    assert examined(archive) == Check("search", True, "2 of 2 articles looked for are found by their words")


def test_without_a_database_there_is_nothing_to_index(archive: Archive) -> None:
    told = here("reindex", *archive.config, CRIER_STORAGE__URL=f"sqlite:///{archive.folder}/none.db")
    assert (told.code, told.out) == (2, "")
    assert "none.db: the database does not exist yet" in told.err


def test_the_doctor_tells_what_is_not_found(archive: Archive) -> None:
    asyncio.run(sql(url(archive), "UPDATE notes SET value = 'unfinished 0' WHERE key = 'search'"))
    assert examined(archive).ok is None
    here("reindex", *archive.config)
    asyncio.run(sql(url(archive), "UPDATE indexed SET article_id = NULL WHERE article_id = 1"))
    lost = examined(archive)
    assert (lost.ok, lost.found) == (False, "1 of 2 articles looked for are found by their words")
    assert "crier reindex" in lost.remedy
    asyncio.run(sql(url(archive), "UPDATE notes SET value = '1' WHERE key = 'search'"))
    old = examined(archive)
    assert (old.ok, "another version" in old.found, old.remedy) == (False, True, lost.remedy)
