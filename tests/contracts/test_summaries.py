"""Port `Summaries`: on both databases, and the fake that services are tested with."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.storage.store import open_store
from bot.domain.model import Spent
from bot.ports import Summaries
from tests.contracts.samples import NOW
from tests.memory_summaries import MemorySummaries

DAY = NOW.strftime("%Y-%m-%d")
KEY, OTHER = "a" * 64, "b" * 64


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Iterator[str]:
    if request.param == "memory":
        yield ""
    elif request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(empty_database, tmp_path / 'crier.db')}"
    else:
        with request.getfixturevalue("postgresql").database() as url:
            yield url


@pytest.fixture
async def summaries(place: str) -> AsyncIterator[Summaries]:
    if not place:
        yield MemorySummaries()
        return
    async with open_store(place, mode="run") as store:
        yield store.summaries


async def test_what_is_kept_is_read_until_it_is_replaced(summaries: Summaries) -> None:
    assert await summaries.read(KEY) is None
    await summaries.keep(KEY, ("One\nsentence.", "Another."), NOW)
    await summaries.keep(OTHER, (), NOW)
    assert await summaries.read(KEY) == ("One sentence.", "Another.")
    assert await summaries.read(OTHER) == ()
    await summaries.keep(KEY, ("A third.",), NOW)
    assert await summaries.read(KEY) == ("A third.",)


async def test_a_day_s_bounds_hold_however_many_spend_at_once(summaries: Summaries) -> None:
    spends = [summaries.spend(DAY, 100, requests_a_day=3, tokens_a_day=0) for _ in range(8)]
    assert sorted(await asyncio.gather(*spends)) == [False] * 5 + [True] * 3
    assert await summaries.spent(DAY) == Spent(3, 300, {})
    assert await summaries.spend(DAY, 100, requests_a_day=0, tokens_a_day=400)
    assert not await summaries.spend(DAY, 1, requests_a_day=0, tokens_a_day=400)
    assert await summaries.spend(DAY, 10_000_000, requests_a_day=0, tokens_a_day=0)
    assert await summaries.spend("2026-01-01", 1, requests_a_day=1, tokens_a_day=1)


async def test_what_it_really_cost_is_booked(summaries: Summaries) -> None:
    await summaries.spend(DAY, 1000, requests_a_day=0, tokens_a_day=0)
    await summaries.adjust(DAY, -900)
    await summaries.adjust("2020-01-01", 5)
    assert (await summaries.spent(DAY)).tokens == 100
    assert await summaries.spent("2020-01-01") == Spent()


async def test_ways_are_counted_by_day(summaries: Summaries) -> None:
    await asyncio.gather(*(summaries.count(DAY, "timeout") for _ in range(12)))
    await summaries.count(DAY, "written")
    await summaries.count("2026-01-01", "written")
    assert (await summaries.spent(DAY)).ways == {"timeout": 12, "written": 1}


async def test_what_is_old_goes(summaries: Summaries) -> None:
    for number in range(5):
        await summaries.keep(f"{number:064}", ("Old.",), NOW - timedelta(days=40 - number))
    await summaries.keep(KEY, ("New.",), NOW)
    await summaries.spend("2020-01-01", 1, requests_a_day=0, tokens_a_day=0)
    await summaries.spend(DAY, 1, requests_a_day=0, tokens_a_day=0)
    await summaries.count("2020-01-01", "written")
    await summaries.count(DAY, "written")
    before = NOW - timedelta(days=30)
    assert await summaries.shrink(before, 3) == 3
    assert await summaries.read(f"{0:064}") is None and await summaries.read(f"{4:064}") == ("Old.",)
    assert await summaries.shrink(before, 3) == 2
    assert await summaries.shrink(before, 3) == 0
    assert await summaries.read(KEY) == ("New.",)
    assert await summaries.spent("2020-01-01") == Spent()
    assert (await summaries.spent(DAY)).requests == 1 and (await summaries.spent(DAY)).ways == {"written": 1}
