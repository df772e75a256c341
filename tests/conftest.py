"""What many tests need: a store on a fresh file."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.adapters.storage.store import Store, open_store
from tests import postgres

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as shells leave it to what they start in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database just made, to be copied: making one takes longer than most tests."""

    async def make(file: Path) -> None:
        async with open_store(f"sqlite:///{file}", mode="run"):
            pass

    file = tmp_path_factory.mktemp("empty") / "crier.db"
    asyncio.run(make(file))
    return file


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Server]:
    """A PostgreSQL server, started by the first test that needs one."""
    with postgres.running() as server:
        yield server


@pytest.fixture
def store_url(tmp_path: Path, empty_database: Path) -> str:
    """Where `store` keeps its data, for a second look at it."""
    return f"sqlite:///{shutil.copy(empty_database, tmp_path / 'crier.db')}"


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Store]:
    """Every storage port on a fresh SQLite file, closed at the end."""
    async with open_store(store_url, mode="run") as opened:
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs PostgreSQL, so that `-m "not postgresql"` leaves it out."""
    for item in items:
        if isinstance(item, pytest.Function) and ("postgresql" in item.fixturenames or "[postgresql" in item.name):
            item.add_marker("postgresql")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test has logged may hold lone surrogates, which cannot travel between the processes that run tests."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections]
    return report
