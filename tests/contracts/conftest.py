"""Every implementation of the storage ports, one after the other; PostgreSQL joins by another parameter."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.storage.process import Process, this_process
from bot.adapters.storage.store import Store, open_store

Opener = Callable[..., Awaitable[Store]]
ELSEWHERE = Process("another-machine", "its-boot", 7, "99")
DEAD = replace(this_process(), pid=2**22 + 7, started="1")  # no kernel gives this number


@pytest.fixture(params=["sqlite"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> str:
    return f"{request.param}:///{shutil.copy(empty_database, tmp_path / 'crier.db')}"


@pytest.fixture
async def another(store_url: str) -> AsyncIterator[Opener]:
    """Opens the same database for another process, by default one on another machine."""
    async with AsyncExitStack() as stack:

        async def open_another(process: Process = ELSEWHERE) -> Store:
            return await stack.enter_async_context(open_store(store_url, mode="run", process=process))

        yield open_another
