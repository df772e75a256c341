"""Large pages wait until those before them have been let go; small ones never do."""

import asyncio
import gc
import gzip
import threading
from dataclasses import replace

import pytest

from bot.adapters.fetching import HttpFetcher, room
from bot.adapters.fetching.room import SMALL, WAITING, Room
from bot.domain.errors import TooMuch, Unreachable
from bot.domain.model import Page
from tests.adapters.fetching.site import Request, respond, site
from tests.fakes import virtual

LARGEST = 4 * WAITING
LARGE = bytes(LARGEST - 1000)


def fetcher(seconds: float = 5.0) -> HttpFetcher:
    return HttpFetcher(
        user_agent="Crier/1.0 (+https://caliber.example/)",
        timeout_seconds=seconds,
        max_bytes=LARGEST,
        allow_private_hosts=("127.0.0.0/8",),
    )


@pytest.mark.parametrize("packed", [False, True])
async def test_a_large_page_waits_until_the_one_before_is_let_go(packed: bool) -> None:
    answer = respond(gzip.compress(LARGE), Content_Encoding="gzip") if packed else respond(LARGE)
    async with site() as first, fetcher() as http:
        first.answers |= {"/": answer, "/small": respond(bytes(SMALL))}
        held = await http.get(first.url)
        async with site() as second:  # another port of the host, whose turn the first has left
            asked = asyncio.Event()

            async def tell(request: Request, writer: asyncio.StreamWriter) -> None:
                asked.set()
                writer.write(answer)

            second.answers["/"] = tell
            waiting = asyncio.create_task(http.get(second.url))
            await asked.wait()
            done, _ = await asyncio.wait((waiting,), timeout=0.2)
            assert not done
            assert len(held.body) == len(LARGE)
            threading.Thread(target=lambda page: None, args=(held,)).start()
            del held  # perhaps last in that thread
            assert len((await waiting).body) == len(LARGE)


async def test_a_page_that_breaks_off_leaves_no_hole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PATIENCE", 0.5)
    async with site() as server, fetcher() as http:
        server.answers |= {
            "/long": respond(bytes(LARGEST + 1)),
            "/bomb": respond(gzip.compress(bytes(2 * LARGEST)), Content_Encoding="gzip"),
            "/broken": respond(gzip.compress(LARGE)[:-5], Content_Encoding="gzip"),
            "/short": respond(LARGE, length=LARGEST),
            "/fine": respond(LARGE),
        }
        for _ in range(3):
            for path, error in (
                ("/bomb", TooMuch),
                ("/long", TooMuch),
                ("/broken", Unreachable),
                ("/short", Unreachable),
            ):
                with pytest.raises(error):
                    await http.get(f"{server.url}{path}")
            assert len((await http.get(f"{server.url}/fine")).body) == len(LARGE)


async def test_waiting_costs_no_time_of_its_own_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PATIENCE", 0.6)
    async with site() as server, fetcher(seconds=0.4) as http:
        server.answers["/"] = respond(LARGE)
        held = await http.get(server.url)
        with pytest.raises(Unreachable, match="tried again later"):
            await http.get(server.url)
        asyncio.get_running_loop().call_later(0.5, lambda pages: pages.clear(), pages := [held])
        del held
        assert len((await http.get(server.url)).body) == len(LARGE)
        assert not pages


@virtual
async def test_room_comes_in_the_order_of_asking_and_is_not_lost_by_who_leaves() -> None:
    space = Room(LARGEST)
    await space.take()
    came: list[int] = []

    async def ask(number: int) -> None:
        await space.take()
        came.append(number)

    tasks = [asyncio.create_task(ask(number)) for number in range(4)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    await asyncio.sleep(0)
    space.give_back(LARGEST)
    tasks[1].cancel()  # just when its turn has come
    await asyncio.sleep(1)
    assert came == [2]
    space.give_back(LARGEST)
    await asyncio.sleep(1)
    assert came == [2, 3]


async def test_a_copy_of_a_page_holds_no_room_of_its_own() -> None:
    space = Room(LARGEST)
    await space.take()
    page = Page("http://news.example/", LARGE)
    space.keep(page)
    copy = replace(page, url="http://news.example/feed")
    del page
    gc.collect()
    async with asyncio.timeout(1):
        await space.take()
    assert copy.body == LARGE
