"""Waiting for a busy database in virtual time."""

import asyncio
import logging

import pytest

from bot.domain.errors import StoreBusy
from bot.services.patience import Busy, Patience
from tests.fakes import no_jitter, virtual


@virtual
async def test_the_same_is_tried_until_it_is_done_and_said_twice_in_all(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    tried: list[float] = []

    async def add(first: int, *, second: int) -> int:
        tried.append(asyncio.get_running_loop().time())
        if len(tried) < 12:
            raise StoreBusy("the disk is full")
        return first + second

    assert await Patience(no_jitter)(add, 2, second=3) == 5
    assert tried[:4] == pytest.approx([0.0, 0.1, 0.3, 0.7])
    assert tried[-1] - tried[-2] == pytest.approx(5.0)
    assert [record.getMessage() for record in caplog.records] == [
        "the database is busy; trying again until it is not: the disk is full",
        "the database answers again",
    ]


def test_after_an_answer_waiting_begins_anew() -> None:
    busy = Busy(no_jitter)
    assert not busy
    waits = [busy.again(StoreBusy("locked")) for _ in range(3)]
    assert busy and waits == sorted(set(waits))
    busy.over()
    assert not busy and busy.again(StoreBusy("locked")) == waits[0]
