"""Filling the search index, in virtual time."""

import asyncio

import pytest

from bot.domain.errors import StoreBusy
from bot.services.reindexing import LOOK, PIECE, Reindexing
from tests.fakes import virtual
from tests.memory_index import MemoryIndex


def reindexing(index: MemoryIndex) -> Reindexing:
    return Reindexing(index, lambda: 0.5)


@virtual
async def test_an_index_that_is_missing_is_made_and_filled_from_the_newest_article_on() -> None:
    index = MemoryIndex(3 * PIECE + 7)
    await reindexing(index).once()
    assert index.held == list(reversed(index.articles))
    assert index.noted == "whole"


@virtual
async def test_subscriptions_by_words_are_seen_to_before_an_index_is_made() -> None:
    index = MemoryIndex(3, filters=2 * PIECE + 1)
    index.coming = [StoreBusy("locked")]
    await reindexing(index).make()
    assert index.anchored == list(index.filters)


@virtual
async def test_one_that_is_unfinished_is_not_begun_anew() -> None:
    index = MemoryIndex(PIECE + 1, "unfinished")
    index.held = [PIECE, PIECE - 1]
    await reindexing(index).once()
    assert sorted(index.held) == list(index.articles)


@virtual
async def test_a_busy_store_is_waited_for() -> None:
    index = MemoryIndex(PIECE)
    index.coming = [StoreBusy("locked")] * 3
    await reindexing(index).once()
    assert len(index.held) == PIECE


@virtual
async def test_it_is_looked_at_again_and_again_and_another_version_s_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    index = MemoryIndex(5, "old")
    running = asyncio.create_task(reindexing(index).run())
    await asyncio.sleep(2.5 * LOOK)
    assert index.held == []
    assert [message for message in caplog.messages if "crier reindex" in message] == caplog.messages
    assert len(caplog.messages) == 1
    index.noted = "missing"
    await asyncio.sleep(LOOK)
    running.cancel()
    assert len(index.held) == 5


@virtual
async def test_who_waits_hears_how_far_it_is() -> None:
    index = MemoryIndex(2 * PIECE + 1)
    heard: list[int] = []
    maker = reindexing(index)
    assert await maker.make() == len(index.articles)
    await maker.fill(heard.append)
    assert heard == [PIECE, PIECE]
