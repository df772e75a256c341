"""Row 32: memory grows with polls. `bench.memory` measures ten thousand; here everything that lives is counted."""

import asyncio
import gc
import logging
from collections import Counter

import pytest

from bot import app
from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store
from bot.app.parts import http_fetcher, now, sources, web_reader
from bot.config import Config
from tests.newsroom import Newsroom, Story

WARM_UP, ROUNDS = 31, 60  # of five polls each; caches of statements and timers fill in the first
POLLS = 5 * ROUNDS  # what leaks leaves an object for each at least, and mostly dozens


def living() -> Counter[str]:
    """What the garbage collector knows of, by type."""
    gc.collect()
    return Counter(type(each).__name__ for each in gc.get_objects())


async def test_row_32_nothing_of_a_poll_stays_in_memory(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    for logger in ("bot", "htmldate"):  # what is logged here stays, and an error holds all that stood around it
        caplog.set_level(logging.CRITICAL, logger)
    async with Newsroom() as site:
        addresses = ("rss.xml", "", "post/none", "nowhere", "rss.xml?edition=2")
        config = Config.model_validate(
            {
                "fetch": {"allow_private_hosts": ["127.0.0.0/8"]},
                "sources": [{"id": f"s{n}", "url": site.url + path} for n, path in enumerate(addresses)],
            }
        )
        async with http_fetcher(config) as fetcher, web_reader(config) as reader:
            await store.sources.seed(sources(config), now())
            poller, editor = app.newsroom(config, store, fetcher, reader, LocalSignals(), pages=fetcher)

            async def rounds(first: int, count: int) -> None:
                for number in range(first, first + count):
                    if number % 10 == 0:
                        text = f"Report {number} was read to the council in full. It speaks of bridge number {number}."
                        site.publish(Story(f"report-{number}", f"Report number {number} on the bridges", text))
                        del site.stories[2:]
                    await poller.once()
                    await editor.once()
                await asyncio.sleep(0)  # what ended with the last round is let go of

            await rounds(0, WARM_UP)
            before = living()
            await rounds(WARM_UP, ROUNDS)
            grown = living() - before
    articles = (await store.figures.stats(now())).articles
    assert articles >= ROUNDS // 10  # it was a newsroom at work
    assert grown.total() < POLLS, grown.most_common(10)
