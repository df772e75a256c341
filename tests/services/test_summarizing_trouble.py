"""Summaries by a model, in virtual time: what is not lost, not waited for, and not asked twice."""

import asyncio
import logging

import pytest

from bot.domain.errors import StoreBusy
from tests.fakes import START, clock, virtual
from tests.memory_summaries import MemorySummaries
from tests.services.test_summarizing import BAD, DAY, GOOD, OWN, TEXT, TITLE, Model, failing, room


class Busy(MemorySummaries):
    """Cannot be written to once something was paid for."""

    async def keep(self, *args: object) -> None:
        raise StoreBusy("locked")

    async def adjust(self, *args: object) -> None:
        raise StoreBusy("locked")


@virtual
async def test_what_was_paid_for_is_used_though_it_cannot_be_kept(caplog: pytest.LogCaptureFixture) -> None:
    store = Busy()
    assert (await room(Model(GOOD), store).summarize(TITLE, TEXT, "en")).automatic
    assert (await store.spent(DAY)).ways == {"written": 1}
    assert [each.levelno for each in caplog.records] == [logging.WARNING] * 2
    assert await room(Model(failing("declined")), store).summarize(TITLE, TEXT, "en") == OWN
    assert await room(Model(BAD), store).summarize(TITLE, TEXT, "en") == OWN


@pytest.mark.parametrize("bounds", [{"requests_a_day": 1}, {"tokens_a_day": 1000}])
@virtual
async def test_who_has_no_money_does_not_wait_for_a_turn(bounds: dict[str, int]) -> None:
    model, store = Model(8.0), MemorySummaries()
    engine = room(model, store, at_once=1, **bounds)
    first = asyncio.create_task(engine.summarize(TITLE, TEXT, "en"))
    await asyncio.sleep(1)
    started = clock()
    assert await engine.summarize(TITLE, f"{TEXT} More.", "en") == OWN and clock() == started
    assert (await first).automatic and (await store.spent(DAY)).ways == {"budget": 1, "written": 1}


@virtual
async def test_money_that_was_spent_while_one_waited_is_spent() -> None:
    model, store = Model(4.0), MemorySummaries()
    engine = room(model, store, at_once=1, requests_a_day=2)
    found = await asyncio.gather(*(engine.summarize(TITLE, f"{TEXT} No {n}.", "en") for n in range(3)))
    assert [each.automatic for each in found] == [True, True, False]
    assert (await store.spent(DAY)).ways == {"budget": 1, "written": 2}


@pytest.mark.parametrize("reason", ["declined", "truncated", "empty"])
@virtual
async def test_who_does_not_want_to_is_not_asked_again_on_the_same_day(reason: str) -> None:
    model, store = Model(failing(reason), GOOD), MemorySummaries()
    for _ in range(3):
        assert await room(model, store).summarize(TITLE, TEXT, "en") == OWN
    assert len(model.asked) == 1 and (await store.spent(DAY)).ways == {reason: 3}
    await asyncio.sleep(24 * 3600)
    assert clock().date() > START.date()
    assert (await room(model, store).summarize(TITLE, TEXT, "en")).automatic


@pytest.mark.parametrize(("reason", "asked"), [("rejected", 6), ("declined", 6), ("refused", 3), ("failed", 3)])
@virtual
async def test_what_one_article_does_is_not_the_model_s_fault(reason: str, asked: int) -> None:
    model = Model(failing(reason))
    engine = room(model)
    for number in range(6):
        await engine.summarize(TITLE, f"{TEXT} No {number}.", "en")
    assert len(model.asked) == asked
