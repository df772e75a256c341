"""Every implementation of the storage ports, one after the other."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from bot.adapters.storage.process import Process, this_process
from bot.adapters.storage.store import Store, open_store
from tests.contracts.samples import NOW

Opener = Callable[..., Awaitable[Store]]
ELSEWHERE = Process("another-machine", "its-boot", 7, "99")
DEAD = replace(this_process(), pid=2**22 + 7, started="1")  # no kernel gives this number


class Hands:
    """The clock of leases, which tests set."""

    now = NOW

    def __call__(self, connection: Connection) -> datetime:
        return self.now


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(empty_database, tmp_path / 'crier.db')}"
    else:
        with request.getfixturevalue("postgresql").database() as url:
            yield url


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def store(store_url: str, hands: Hands) -> AsyncIterator[Store]:
    async with open_store(store_url, mode="run", clock=hands) as opened:
        yield opened


@pytest.fixture
async def another(store_url: str, hands: Hands) -> AsyncIterator[Opener]:
    """Opens the same database for another process, by default one on another machine."""
    async with AsyncExitStack() as stack:

        async def open_another(process: Process = ELSEWHERE) -> Store:
            return await stack.enter_async_context(open_store(store_url, mode="run", process=process, clock=hands))

        yield open_another
