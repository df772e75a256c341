"""What many tests need: a store on a fresh file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.storage.store import Store, open_store


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """Where `store` keeps its data, for a second look at it."""
    return f"sqlite:///{tmp_path / 'crier.db'}"


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Store]:
    """Every storage port on a fresh SQLite file, closed at the end."""
    async with open_store(store_url, mode="run") as opened:
        yield opened
