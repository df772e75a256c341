"""Signals are kept, are one, and wake."""

import asyncio

from bot.adapters.signals import LocalSignals
from tests.fakes import virtual


@virtual
async def test_a_waiter_is_woken() -> None:
    signals = LocalSignals()
    asyncio.get_running_loop().call_later(5, signals.ring, "articles")
    assert await signals.wait("articles", 60)
    assert asyncio.get_running_loop().time() == 5


@virtual
async def test_without_a_ring_the_tick_comes() -> None:
    signals = LocalSignals()
    assert not await signals.wait("articles", 60)
    assert asyncio.get_running_loop().time() == 60


@virtual
async def test_a_ring_is_kept_and_several_are_one() -> None:
    signals = LocalSignals()
    signals.ring("outbox")
    signals.ring("outbox")
    assert await signals.wait("outbox", 60)
    assert not await signals.wait("outbox", 60)
    assert asyncio.get_running_loop().time() == 60


@virtual
async def test_names_do_not_wake_each_other() -> None:
    signals = LocalSignals()
    signals.ring("sources")
    assert not await signals.wait("updates", 1)
    assert await signals.wait("sources", 1)


@virtual
async def test_a_ring_at_the_last_moment_is_not_lost() -> None:
    signals = LocalSignals()
    asyncio.get_running_loop().call_later(1, signals.ring, "outbox")
    heard = [await signals.wait("outbox", 1), await signals.wait("outbox", 1)]
    assert sorted(heard) == [False, True]
