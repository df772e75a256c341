"""Copies, and their way back."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.storage.backup import backup, restore
from bot.adapters.storage.process import started, this_process
from bot.adapters.storage.store import Store, open_store
from bot.domain.errors import BadStore
from bot.domain.model import Query
from tests.contracts.samples import NOW, begin, chat, claim, deliver, entry, publish, sent


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


async def titles(url: str) -> list[str]:
    async with open_store(url, mode="read") as store:
        return [item.title for item in (await store.articles.find(Query(), limit=9)).items]


async def test_a_copy_is_consistent_while_the_bot_writes(store: Store, store_url: str, tmp_path: Path) -> None:
    await begin(store)
    await publish(store, entry(1))
    await asyncio.gather(backup(store_url, tmp_path / "copies" / "copy.db"), publish(store, entry(2)))
    await backup(store_url, tmp_path / "copies" / "later.db")
    assert names(tmp_path / "copies") == ["copy.db", "later.db"]
    assert await titles(f"sqlite:///{tmp_path / 'copies' / 'later.db'}") == ["Headline 2", "Headline 1"]
    assert "Headline 1" in await titles(f"sqlite:///{tmp_path / 'copies' / 'copy.db'}")


async def test_a_copy_replaces_an_older_one(store: Store, store_url: str, tmp_path: Path) -> None:
    await backup(store_url, tmp_path / "copy.db")
    await begin(store)
    await publish(store, entry(1))
    await backup(store_url, tmp_path / "copy.db")
    assert await titles(f"sqlite:///{tmp_path / 'copy.db'}") == ["Headline 1"]


async def test_what_was_owed_is_owed_again_after_restoring(store_url: str, tmp_path: Path) -> None:
    new = f"sqlite:///{tmp_path / 'elsewhere' / 'crier.db'}"
    async with open_store(store_url, mode="run") as store:
        await begin(store)
        await chat(store)
        await publish(store, entry(1), entry(2))
        (first,) = await claim(store)
        await store.outbox.settle([sent(first)], NOW)
        await backup(store_url, tmp_path / "copy.db")
    await restore(tmp_path / "copy.db", new, force=False)
    async with open_store(new, mode="run") as store:
        assert [item.title for _, item in await deliver(store)] == ["Headline 2"]
        assert await publish(store, entry(1), entry(2)) == 0


async def test_restoring_overwrites_only_by_force(store_url: str, tmp_path: Path) -> None:
    await backup(store_url, tmp_path / "copy.db")
    async with open_store(store_url, mode="run") as store:
        await begin(store)
        await publish(store, entry(1))
    with pytest.raises(BadStore, match="--force"):
        await restore(tmp_path / "copy.db", store_url, force=False)
    assert await titles(store_url) == ["Headline 1"]
    await restore(tmp_path / "copy.db", store_url, force=True)
    assert await titles(store_url) == []
    assert names(tmp_path) == ["copy.db", "crier.db"]


async def test_logs_of_the_old_database_go(store_url: str, tmp_path: Path) -> None:
    await backup(store_url, tmp_path / "copy.db")
    for log in ("-wal", "-shm"):
        (tmp_path / f"crier.db{log}").write_bytes(b"left by a crash")
    await restore(tmp_path / "copy.db", store_url, force=True)
    assert names(tmp_path) == ["copy.db", "crier.db"]


async def test_a_database_in_use_is_not_replaced(store_url: str, tmp_path: Path) -> None:
    await backup(store_url, tmp_path / "copy.db")
    other = replace(this_process(), pid=1, started=started(1))
    async with open_store(store_url, mode="run", process=other) as store:
        await store.leases.beat()
        with pytest.raises(BadStore, match="a bot is running"):
            await restore(tmp_path / "copy.db", store_url, force=True)


async def test_a_damaged_database_can_be_replaced(store_url: str, tmp_path: Path) -> None:
    await backup(store_url, tmp_path / "copy.db")
    for name in ("crier.db", "crier.db-wal", "crier.db-shm"):
        (tmp_path / name).write_text("damaged " * 2000)
    await restore(tmp_path / "copy.db", store_url, force=True)
    assert await titles(store_url) == []


def text(copy: Path) -> None:
    copy.write_text("no database " * 2000)


def foreign(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as direct, direct:
        direct.execute("CREATE TABLE things (id)")


def newer(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as direct, direct:
        direct.execute("UPDATE alembic_version SET version_num = '9999'")


def damaged(copy: Path) -> None:
    with copy.open("r+b") as file:
        file.seek(8192 * 3)
        file.write(b"\xa5" * 8192 * 20)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (Path.unlink, "there is no such file"),
        (text, "not a database"),
        (foreign, "another program"),
        (newer, "newer Crier"),
        (damaged, "damaged"),
    ],
)
async def test_only_sound_copies_of_this_or_an_older_version_are_restored(
    store_url: str, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    copy = tmp_path / "copy.db"
    if spoil is not foreign:
        await backup(store_url, copy)
    spoil(copy)
    with pytest.raises(BadStore, match=said):
        await restore(copy, f"sqlite:///{tmp_path / 'new' / 'crier.db'}", force=False)
    assert [*(tmp_path / "new").glob("*")] == []


async def test_an_empty_database_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "copy.db").touch()
    with pytest.raises(BadStore, match="empty database"):
        await restore(tmp_path / "copy.db", f"sqlite:///{tmp_path / 'crier.db'}", force=False)


@pytest.mark.parametrize("name", ["crier.db", "crier.db-wal", "crier.db-shm", "link.db", "linked/crier.db"])
async def test_a_database_is_not_copied_onto_itself(store_url: str, tmp_path: Path, name: str) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "crier.db")
    (tmp_path / "linked").symlink_to(tmp_path)
    async with open_store(store_url, mode="run") as store:
        await begin(store)
        await publish(store, entry(1))
        before = names(tmp_path)
        with pytest.raises(BadStore, match=r"^.*: this is the database itself.*$") as refused:
            await backup(store_url, tmp_path / name)
        assert "\n" not in str(refused.value) and names(tmp_path) == before
        await publish(store, entry(2))
    assert await titles(store_url) == ["Headline 2", "Headline 1"]


@pytest.mark.parametrize("spoil", [text, foreign])
async def test_only_crier_databases_are_replaced_by_a_copy(
    store_url: str, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    target = tmp_path / "config.toml"
    spoil(target)
    before = target.read_bytes()
    with pytest.raises(BadStore, match=r"config\.toml: this is no copy of a Crier database"):
        await backup(store_url, target)
    assert target.read_bytes() == before
    assert names(tmp_path) == ["config.toml", "crier.db"]


async def test_a_file_without_anything_in_it_is_replaced_by_a_copy(store_url: str, tmp_path: Path) -> None:
    (tmp_path / "copy.db").touch()
    await backup(store_url, tmp_path / "copy.db")
    assert await titles(f"sqlite:///{tmp_path / 'copy.db'}") == []


async def test_no_copy_takes_the_place_of_a_database_in_use(store_url: str, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path / 'other.db'}"
    async with open_store(other, mode="run", process=replace(this_process(), pid=1, started=started(1))) as running:
        await running.leases.beat()
        with pytest.raises(BadStore, match=r"other\.db: a bot is running"):
            await backup(store_url, tmp_path / "other.db")


async def test_what_is_missing_is_said_before_what_is_there(store_url: str, tmp_path: Path) -> None:
    with pytest.raises(BadStore, match="nothing.db: there is no such file"):
        await restore(tmp_path / "nothing.db", store_url, force=False)


async def test_trouble_with_the_copy_names_the_copy(store_url: str) -> None:
    with pytest.raises(BadStore, match="^/proc/copy.db: "):
        await backup(store_url, Path("/proc/copy.db"))


async def test_there_must_be_something_to_copy_and_somewhere_to_put_it(store_url: str, tmp_path: Path) -> None:
    with pytest.raises(BadStore, match="there is no such file"):
        await backup(f"sqlite:///{tmp_path / 'nothing.db'}", tmp_path / "copy.db")
    with pytest.raises(BadStore, match="cannot be written"):
        await backup(store_url, Path("/proc/nowhere/copy.db"))
    with pytest.raises(BadStore, match="this is no copy"):
        (tmp_path / "folder").mkdir()
        await backup(store_url, tmp_path / "folder")
