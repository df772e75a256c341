"""What hubs push, however much of it, and however wrong. With a strict hub: tests/web/test_hooks.py."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.adapters.signals import LocalSignals
from bot.domain.errors import BadStore
from bot.domain.model import Feed, Push
from bot.services.pushing import BURST, POLLS, WAITING, Pushing
from tests.fakes import START, entry, no_jitter
from tests.services.pushed import HUB, TOPIC, MemoryPushes, ToldSources, Watch, Web

PUSH = Push("news", HUB, TOPIC, "s" * 64)
BODY = b"<rss>the first</rss>"


class Bench:
    def __init__(self) -> None:
        self.pushes, self.sources, self.web, self.watch = MemoryPushes("news"), ToldSources(), Web(), Watch()
        self.signals = LocalSignals()
        self.web.documents[BODY] = Feed("rss20", entries=(entry(1), entry(2)))
        self.pushing = Pushing(
            pushes=self.pushes,
            sources=self.sources,
            reader=self.web,
            signals=self.signals,
            clock=self.watch,
            random=no_jitter,
        )

    async def take(self, body: bytes = BODY, push: Push = PUSH, secret: str = PUSH.secret) -> None:
        signature = f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}"
        await self.pushing.take(push, body, "application/rss+xml", signature)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.pushing.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not holds():  # noqa: ASYNC110 - no more than a few turns of the loop
                await asyncio.sleep(0)


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_what_is_new_wakes_the_editor(bench: Bench) -> None:
    async with bench.running():
        await bench.take()
        assert await bench.signals.wait("articles", 5)
        await bench.take(b"<p>not a feed</p>")
        await bench.until(lambda: bool(bench.sources.hastened))
        assert not await bench.signals.wait("articles", 0)
    assert len(bench.pushes.known["news"]) >= 2 and bench.sources.hastened == [("news", START)]


async def test_wrong_signatures_are_counted_and_told_once_an_hour(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    async with bench.running():
        for _ in range(3):
            await bench.take(secret="another")
        bench.watch.later(hours=1)
        await bench.take(secret="another")
        await bench.take(push=replace(PUSH, active=False))
        await bench.pushing.poll(replace(PUSH, active=False))
    assert bench.pushes.known == {} and bench.sources.hastened == []
    told = [record.getMessage() for record in caplog.records]
    assert told == [
        "source news: ignored 1 pushes without its hub's signature",
        "source news: ignored 3 pushes without its hub's signature",
    ]


async def test_a_flood_costs_one_poll_a_minute(bench: Bench) -> None:
    for _ in range(BURST + 50):
        await bench.take()
    assert bench.sources.hastened == [("news", START), ("news", START + POLLS)]
    bench.watch.later(seconds=POLLS.total_seconds() + 1)
    await bench.pushing.poll(PUSH)
    assert bench.sources.hastened[2:] == [("news", START + 2 * POLLS)]


async def test_what_waits_has_a_bound_in_number_and_in_size(bench: Bench) -> None:
    long = b" " * (2 << 20)
    for number in range(6):
        await bench.take(long, push=replace(PUSH, source_id=f"long-{number}"))
    assert [source_id for source_id, _ in bench.sources.hastened] == ["long-4", "long-5"]
    for number in range(WAITING):
        await bench.take(b"", push=replace(PUSH, source_id=f"short-{number}"))
    assert len(bench.sources.hastened) == 2 + 4
    async with bench.running():
        await bench.until(lambda: len(bench.sources.hastened) == 6 + WAITING)  # none of them was a feed
        await bench.take()
        await bench.until(lambda: "news" in bench.pushes.known)


async def test_a_bug_costs_one_document_and_a_broken_store_the_service(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.pushes.broken.append(KeyError("a bug"))
    async with bench.running():
        await bench.take()
        await bench.until(lambda: bool(bench.sources.hastened))
        await bench.take()
        await bench.until(lambda: "news" in bench.pushes.known)
    assert caplog.records[0].exc_info
    bench.pushes.broken.append(BadStore("the database is corrupt"))
    await bench.take()
    with pytest.raises(ExceptionGroup) as died:
        await bench.pushing.run()
    assert isinstance(died.value.exceptions[0], BadStore)
