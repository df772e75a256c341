"""`getUpdates`: offsets, long polling, allowed kinds, two pollers."""

import asyncio

import pytest

from bot.demo.botapi import BotApi
from tests.demo.conftest import Caller


async def texts(call: Caller, **params: object) -> list[str]:
    status, answer = await call("getUpdates", **params)
    assert status == 200
    return [update["message"]["text"] for update in answer["result"]]


async def test_updates_come_until_they_are_confirmed(api: BotApi, call: Caller) -> None:
    for text in "abc":
        api.say(42, 42, text)
    assert await texts(call) == await texts(call) == ["a", "b", "c"]
    _, answer = await call("getUpdates", limit=2)
    second = answer["result"][1]["update_id"]
    assert await texts(call, offset=second) == ["b", "c"]
    assert await texts(call) == ["b", "c"]
    assert await texts(call, offset=second + 2) == []
    assert (await call("getWebhookInfo"))[1]["result"]["pending_update_count"] == 0


async def test_a_negative_offset_keeps_the_last(api: BotApi, call: Caller) -> None:
    for text in "abc":
        api.say(42, 42, text)
    assert await texts(call, offset=-1) == ["c"]
    assert await texts(call) == ["c"]


async def test_a_waiting_call_gets_news_at_once(api: BotApi, call: Caller) -> None:
    waiting = asyncio.create_task(texts(call, timeout=20))
    await api.until(lambda: api.inbox.waiting)
    api.say(42, 42, "news")
    assert await asyncio.wait_for(waiting, 5) == ["news"]


async def test_a_call_without_news_ends_after_its_time(call: Caller) -> None:
    assert await texts(call, timeout=1) == []


async def test_a_second_poller_ends_the_first(api: BotApi, call: Caller) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=20))
    await api.until(lambda: api.inbox.waiting)
    second = asyncio.create_task(call("getUpdates", timeout=20))
    status, answer = await asyncio.wait_for(first, 5)
    assert (status, answer["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await api.until(lambda: api.inbox.waiting)
    api.say(42, 42, "x")
    assert (await second)[0] == 200


async def test_allowed_updates_are_remembered(api: BotApi, call: Caller) -> None:
    await call("getUpdates", allowed_updates=["my_chat_member"])
    api.say(42, 42, "not asked for")
    api.block(42)
    await call("getUpdates")
    _, answer = await call("getUpdates", allowed_updates=[])
    assert [set(update) - {"update_id"} for update in answer["result"]] == [{"my_chat_member"}]
    api.say(43, 43, "asked for again")
    assert len((await call("getUpdates"))[1]["result"]) == 2


async def test_pending_updates_can_be_dropped(api: BotApi, call: Caller) -> None:
    api.say(42, 42, "x")
    assert (await call("deleteWebhook"))[1]["result"] is True
    assert await texts(call) == ["x"]
    await call("deleteWebhook", drop_pending_updates=True)
    assert await texts(call) == []


@pytest.mark.parametrize(("limit", "number"), [(0, 100), (101, 100), (7, 7)])
async def test_at_most_a_hundred_at_once(limit: int, number: int, api: BotApi, call: Caller) -> None:
    for _ in range(101):
        api.say(42, 42, "x")
    assert len(await texts(call, limit=limit)) == number


async def test_the_oldest_beyond_the_bound_are_dropped(call: Caller) -> None:
    async with BotApi(max_updates=2) as api:
        for text in "abc":
            api.say(42, 42, text)
        assert len(api.inbox) == 2
