"""Turns of posts and answers, in virtual time."""

import asyncio

import pytest

from bot.domain.model import Place, PlaceKind
from bot.domain.pacing import NO_GAPS, TELEGRAM_GAPS
from bot.services.turnstile import LANES, Turnstile, moment
from tests.fakes import in_any_window, virtual


def place(chat: str, kind: PlaceKind = "private") -> Place:
    return Place("telegram", chat, kind=kind)


async def answer(turnstile: Turnstile, where: Place, begun: list[float], seconds: float = 0.05) -> None:
    async with turnstile.answer(where):
        begun.append(moment())
        await asyncio.sleep(seconds)


@virtual
async def test_answers_go_before_posts_and_never_beyond_the_rate() -> None:
    turnstile, begun = Turnstile(10, TELEGRAM_GAPS), list[float]()
    async with asyncio.TaskGroup() as group:
        for person in range(35):
            group.create_task(answer(turnstile, place(str(person)), begun))
        await asyncio.sleep(0.5)
        assert len(begun) == 10
        assert turnstile.room() == 0
        await asyncio.sleep(0.6)
        assert turnstile.room() == 0  # what has become free is for those who wait
    assert in_any_window(begun, 1.0) == 10


@virtual
async def test_an_answer_waits_for_its_chat_and_holds_up_nobody_else() -> None:
    turnstile, begun = Turnstile(30, TELEGRAM_GAPS), list[float]()
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(answer(turnstile, place("1"), begun))
        await asyncio.sleep(0.5)
        assert len(begun) == 1
        assert turnstile.room() == 2
        await answer(turnstile, place("2"), begun)
    assert begun[1] == pytest.approx(0.5, abs=0.01)
    assert begun[2] - begun[0] > 1.05 and begun[3] - begun[2] > 1.05


@virtual
async def test_a_group_is_answered_sooner_than_the_next_post_but_not_beyond_its_minute() -> None:
    turnstile, begun, group = Turnstile(30, TELEGRAM_GAPS), list[float](), place("-1", "group")
    for _ in range(30):
        await answer(turnstile, group, begun)
    assert begun[1] - begun[0] < 1.2
    assert in_any_window(begun, 60.0) == 20
    assert turnstile.chat_opens(group) > 3.0


@virtual
async def test_what_is_asked_again_counts_twice() -> None:
    turnstile = Turnstile(2, TELEGRAM_GAPS)
    turnstile.begin(place("1"))
    async with turnstile.aside():
        pass
    assert turnstile.room() == 0
    turnstile.end(place("1"))
    assert turnstile.room() == 0
    assert 0.9 < turnstile.opens() < 1.1


@virtual
async def test_an_answer_that_is_given_up_while_it_waits_leaves_nothing_behind() -> None:
    turnstile, begun = Turnstile(1, TELEGRAM_GAPS), list[float]()
    turnstile.begin(place("1"))
    waiting = asyncio.create_task(answer(turnstile, place("2"), begun))
    await asyncio.sleep(0.1)
    waiting.cancel()
    await asyncio.wait([waiting])
    turnstile.end(place("1"))
    await asyncio.sleep(1.1)
    assert turnstile.room() == 1 and not begun


@virtual
async def test_chats_are_forgotten_when_their_time_has_passed() -> None:
    turnstile = Turnstile(100_000, TELEGRAM_GAPS)
    for chat in range(5 * LANES):
        turnstile.begin(place(str(chat)))
        turnstile.end(place(str(chat)))
        if chat % 100 == 0:
            await asyncio.sleep(1.0)
    assert len(turnstile._lanes) <= LANES + 1


@virtual
async def test_without_gaps_only_the_token_has_a_pace() -> None:
    turnstile = Turnstile(100, NO_GAPS)
    turnstile.begin(place("1"))
    assert not turnstile.chat_opens(place("1"))
    turnstile.end(place("1"))
    assert not turnstile._lanes
