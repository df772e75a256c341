"""Port `Notebook`."""

import asyncio
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.storage import notebook
from bot.adapters.storage.store import Store
from tests.contracts.conftest import Opener
from tests.contracts.samples import NOW, SECOND
from tests.postgres import sql


async def test_notes_are_written_read_replaced_and_deleted(store: Store) -> None:
    assert await store.notebook.read("offset") == ""
    await store.notebook.write("offset", "1", NOW)
    await store.notebook.write("offset", "2", NOW)
    assert await store.notebook.read("offset") == "2"
    await store.notebook.write("offset", "", NOW)
    await store.notebook.write("offset", "", NOW)
    assert await store.notebook.read("offset") == ""


async def test_what_is_too_long_is_refused(store: Store) -> None:
    await store.notebook.write("k" * 200, "v" * 4096, NOW)
    assert await store.notebook.read("k" * 200) == "v" * 4096
    for key, value in (("k" * 201, "v"), ("k", "v" * 4097)):
        with pytest.raises(ValueError, match="characters"):
            await store.notebook.write(key, value, NOW)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1))
async def test_a_text_is_kept_under_one_short_token(store: Store, text: str) -> None:
    token = await store.notebook.keep(text, NOW)
    assert re.fullmatch("[0-9a-z]{1,12}", token)
    assert await store.notebook.keep(text, NOW + SECOND) == token
    assert await store.notebook.kept(token) == text.replace("\0", " ")


async def test_of_a_long_text_the_beginning_is_kept(store: Store) -> None:
    token = await store.notebook.keep("x" * 5000, NOW)
    assert await store.notebook.kept(token) == "x" * 4096


async def test_foreign_tokens_are_unknown(store: Store) -> None:
    for token in ("", "nope", "x" * 500, "';--"):
        assert await store.notebook.kept(token) == ""


async def test_the_oldest_notes_go(store: Store, store_url: str) -> None:
    for start in range(0, notebook.MOST + 5, 1000):
        end = min(start + 1000, notebook.MOST + 5)
        rows = ", ".join(f"('{number}', 'x', {number})" for number in range(start, end))
        await sql(store_url, f"INSERT INTO notes VALUES {rows}")
    await sql(store_url, 'UPDATE notes SET "key" = ? WHERE "key" = \'1\'', notebook.INDEX)
    for number in range(notebook.LOOK_EVERY + 1):
        await store.notebook.write(f"new {number}", "y", NOW)
    assert (await store.notebook.read("0"), await store.notebook.read(notebook.INDEX)) == ("", "x")
    assert await store.notebook.read(str(notebook.MOST + 4)) == "x"
    assert await store.notebook.read("new 0") == "y"
    ((kept,),) = await sql(store_url, "SELECT count(*) FROM notes")
    assert kept <= notebook.MOST


async def test_old_notes_of_one_kind_are_forgotten(store: Store) -> None:
    for key in ("of_a:1", "of_a:2", "of-a:3", "b:1"):
        await store.notebook.write(key, "x", NOW)
    await store.notebook.write("of_a:2", "x", NOW + SECOND)
    await store.notebook.forget("of_a:", NOW)
    assert await store.notebook.read("of_a:1") == "x"
    await store.notebook.forget("of_a:", NOW + SECOND)
    read = [await store.notebook.read(key) for key in ("of_a:1", "of_a:2", "of-a:3", "b:1")]
    assert read == ["", "x", "x", "x"]


async def test_only_the_first_writes(store: Store, another: Opener) -> None:
    other = await another()
    tries = [each.notebook.first("signature", "1", NOW) for each in (store, other, store, other)]
    assert sorted(await asyncio.gather(*tries)) == [False, False, False, True]
    assert await store.notebook.read("signature") == "1"
    assert not await store.notebook.first("signature", "2", NOW + SECOND)
    assert await store.notebook.read("signature") == "1"
    for key, value in (("k" * 201, "v"), ("k", "v" * 4097), ("k", "")):
        with pytest.raises(ValueError, match=r"characters|empty"):
            await store.notebook.first(key, value, NOW)
