"""Making, migrating, waiting for and refusing databases."""

import asyncio
import os
import re
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.schema import CreateTable

from bot.adapters.storage import mentioning, migrate, owing
from bot.adapters.storage.schema import metadata
from bot.adapters.storage.store import open_store
from bot.domain.errors import BadStore
from bot.domain.model import Indexed, Query, Source
from tests.contracts.samples import NOW

unprivileged = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


SEARCH = {"search", *(f"search_{part}" for part in ("data", "idx", "content", "docsize", "config"))}


def schema(file: Path) -> dict[str, list[str]]:
    """Every table, index and trigger by name, as its columns, constraints, predicate and options in any order."""
    with closing(sqlite3.connect(file)) as connection:
        made = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    plain = ((name, " ".join(text.replace('"', "").split())) for name, text in made)
    return {name: sorted(filter(None, (part.strip() for part in re.split("[(),]", text)))) for name, text in plain}


def test_what_migrations_make_is_what_the_tables_say(tmp_path: Path, empty_database: Path) -> None:
    declared = tmp_path / "declared.db"
    engine = create_engine(f"sqlite:///{declared}")
    metadata.create_all(engine)
    engine.dispose()
    made, wanted = schema(empty_database), schema(declared)
    assert made.keys() - SEARCH - {"alembic_version"} == wanted.keys()
    assert {name: made[name] for name in wanted} == wanted


def test_whoever_calls_a_role_is_found_without_looking_at_the_others(empty_database: Path) -> None:
    owed = owing.Owing(1, 1, "one", "world", "en", ["author"], Indexed("a", "a", "a", "a"), NOW)
    met = owing._met(mentioning.ASKED, owing=owed, carried_by=["one", "two"], filtered=True)
    engine = create_engine(f"sqlite:///{empty_database}")
    with engine.connect() as connection:
        connection.execute(CreateTable(owing.matched))
        queries = [
            str(each.compile(engine, compile_kwargs={"literal_binds": True})) for each in (met, mentioning.ASKED)
        ]
        plan = [row[3] for each in queries for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}")]
    engine.dispose()
    ways = [step for step in plan if "subscriptions" in step]
    assert len(ways) == 6 and all("COVERING INDEX ix_subscriptions_calling" in step for step in ways)


def test_the_revisions_listed_are_those_there_are() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.set_main_option("path_separator", "os")
    scripts = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(scripts)) == migrate.REVISIONS


async def test_folders_are_made_and_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a folder" / "50% #.db"
    async with open_store(f"sqlite:///{file}", mode="run") as store:
        await store.sources.seed([Source("a", "https://a.example")], NOW)
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    async with open_store(f"sqlite:///{file}", mode="read") as store:
        assert len(await store.sources.health()) == 1
    assert [each.name for each in file.parent.iterdir()] == [file.name]


async def test_no_thread_is_left(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    async with open_store(f"sqlite:///{tmp_path / 'crier.db'}", mode="run") as store:
        await asyncio.gather(*(store.figures.stats(NOW) for _ in range(9)))
        theirs = set(threading.enumerate()) - before
        assert theirs
    for thread in theirs:
        thread.join(5)
    assert not any(thread.is_alive() for thread in theirs)


def test_alembic_is_not_imported_for_a_database_that_is_current(empty_database: Path) -> None:
    program = f"""
import asyncio, sys
from bot.adapters.storage.store import open_store
async def main():
    async with open_store("sqlite:///{empty_database}", mode="run"):
        sys.exit("alembic" in sys.modules)
asyncio.run(main())
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_many_processes_make_one_database(tmp_path: Path) -> None:
    program = f"""
import asyncio
from datetime import datetime, UTC
from bot.adapters.storage.store import open_store
from bot.domain.model import Source
async def main():
    async with open_store("sqlite:///{tmp_path}/new/crier.db", mode="run") as store:
        await store.leases.beat()
        await store.sources.seed([Source("a", "https://a.example")], datetime.now(UTC))
asyncio.run(main())
"""
    running = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", program], stderr=subprocess.PIPE) for _ in range(4)
    ]
    errors = [process.communicate(timeout=60)[1].decode() for process in running]
    assert errors == [""] * len(running)
    assert [process.returncode for process in running] == [0] * len(running)


async def test_reading_waits_for_the_database_to_be_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'crier.db'}"

    async def read() -> int:
        async with open_store(url, mode="read") as store:
            return (await store.articles.find(Query(), limit=5)).total

    reading = asyncio.create_task(read())
    await asyncio.sleep(0)
    async with open_store(url, mode="run"):
        assert await reading == 0


async def test_reading_never_makes_a_database(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "folder" / "crier.db"
    with pytest.raises(BadStore, match=r"does not exist yet.*crier run"):
        async with open_store(f"sqlite:///{file}", mode="read", patience=0.2):
            pass
    assert not file.parent.exists()
    assert [message for message in caplog.messages if "waiting up to 0.2 s" in message]


async def test_reading_never_changes_a_database(store_url: str) -> None:
    async with open_store(store_url, mode="read") as store:
        with pytest.raises(BadStore):
            await store.notebook.write("key", "value", NOW)
        with pytest.raises(BadStore):
            async with store.articles._database.read() as connection:
                await connection.exec_driver_sql("DELETE FROM notes")


async def test_an_empty_file_is_not_ready_for_reading(tmp_path: Path) -> None:
    file = tmp_path / "crier.db"
    file.touch()
    with pytest.raises(BadStore, match="does not exist yet"):
        async with open_store(f"sqlite:///{file}", mode="read", patience=0):
            pass


@pytest.mark.parametrize("mode", ["run", "read"])
async def test_a_newer_schema_is_refused(store_url: str, mode: str) -> None:
    with closing(sqlite3.connect(store_url.removeprefix("sqlite:///"))) as direct, direct:
        direct.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BadStore, match=r"schema '9999' of a newer Crier.*install the newer version"):
        async with open_store(store_url, mode=mode):  # type: ignore[arg-type]
            pass


@pytest.mark.parametrize("mode", ["run", "read"])
async def test_another_programs_database_is_refused(tmp_path: Path, mode: str) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as direct, direct:
        direct.execute("CREATE TABLE things (id)")
    with pytest.raises(BadStore, match="another program's database"):
        async with open_store(f"sqlite:///{file}", mode=mode):  # type: ignore[arg-type]
            pass
    with closing(sqlite3.connect(file)) as direct:
        assert direct.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)


@pytest.mark.parametrize("mode", ["run", "read"])
async def test_what_is_no_database_is_refused(tmp_path: Path, mode: str) -> None:
    file = tmp_path / "crier.db"
    file.write_text("not a database, and long enough to be looked at as one\n" * 99)
    with pytest.raises(BadStore, match="not a database; move it away"):
        async with open_store(f"sqlite:///{file}", mode=mode):  # type: ignore[arg-type]
            pass


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://user:secret@host:x/db",
        "mysql://user:secret@host/db",
        "nonsense",
    ],
)
async def test_addresses_that_name_no_file_are_refused_without_their_secrets(url: str) -> None:
    with pytest.raises(BadStore, match="storage.url") as refused:
        async with open_store(url, mode="run"):
            pass
    assert "secret" not in str(refused.value)


async def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadStore, match="cannot be opened"):
        async with open_store(f"sqlite:///{tmp_path}", mode="run"):
            pass


async def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadStore, match="folder cannot be made"):
        async with open_store(f"sqlite:///{tmp_path / 'file' / 'crier.db'}", mode="run"):
            pass


@unprivileged
def test_a_read_only_folder_is_refused(store_url: str) -> None:
    file = Path(store_url.removeprefix("sqlite:///"))
    file.chmod(0o444)
    file.parent.chmod(0o555)

    async def open_it() -> None:
        async with open_store(store_url, mode="run"):
            pass

    try:
        with pytest.raises(BadStore, match="write access"):
            asyncio.run(open_it())
    finally:
        file.parent.chmod(0o755)
