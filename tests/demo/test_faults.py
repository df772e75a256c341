"""Faults on demand, as a client feels them."""

import asyncio
from typing import Literal

import aiohttp
import pytest

from bot.demo.botapi import BotApi
from tests.demo.conftest import Caller


@pytest.fixture(autouse=True)
def chat(api: BotApi) -> None:
    api.private(42)
    api.private(43)


async def test_5xx(api: BotApi, session: aiohttp.ClientSession) -> None:
    api.fail("bad_gateway")
    api.fail("server_error")
    url = f"{api.base_url}/bot{api.token}/sendMessage"
    proxy = await session.get(url, params={"chat_id": 42, "text": "x"})
    assert (proxy.status, proxy.content_type) == (502, "text/html")
    own = await session.get(url, params={"chat_id": 42, "text": "x"})
    assert (own.status, await own.json()) == (
        500,
        {"ok": False, "error_code": 500, "description": "Internal Server Error"},
    )
    assert (await session.get(url, params={"chat_id": 42, "text": "x"})).status == 200
    assert [call.status for call in api.calls] == [502, 500, 200]
    assert len(api.sent(42)) == 1


async def test_429_and_other_refusals(api: BotApi, call: Caller) -> None:
    api.fail("too_many", seconds=43838)
    api.fail("refuse", status=400, description="Bad Request: CHAT_RESTRICTED")
    status, answer = await call("sendMessage", chat_id=42, text="x")
    assert (status, answer["parameters"]) == (429, {"retry_after": 43838})
    status, answer = await call("sendMessage", chat_id=42, text="x")
    assert (status, answer["description"]) == (400, "Bad Request: CHAT_RESTRICTED")


async def test_cut_before_and_after_acceptance(api: BotApi, call: Caller) -> None:
    api.fail("drop", method="sendMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await call("sendMessage", chat_id=42, text="a")
    api.fail("drop_answer", method="sendMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await call("sendMessage", chat_id=42, text="b")
    assert [message.text for message in api.sent(42)] == ["b"]
    assert [call.status for call in api.calls] == [0, 0]


@pytest.mark.parametrize(("kind", "arrived"), [("reset", 0), ("reset_answer", 1)])
async def test_a_connection_is_reset_before_the_call_or_amid_its_answer(
    kind: Literal["reset", "reset_answer"], arrived: int, api: BotApi, call: Caller
) -> None:
    api.fail(kind, method="sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=42, text="a")
    assert (len(api.sent(42)), api.unheard) == (arrived, arrived)
    assert (await call("sendMessage", chat_id=42, text="b"))[0] == 200


async def test_a_half_open_connection_takes_the_call_and_says_nothing(api: BotApi, call: Caller) -> None:
    api.fail("half_open", method="sendMessage")
    sending = asyncio.create_task(call("sendMessage", chat_id=42, text="x"))
    await api.wait_for(42, 1)
    assert (await call("getMe"))[0] == 200
    assert (sending.done(), api.unheard) == (False, 1)
    api.faults.clear()
    with pytest.raises(aiohttp.ClientConnectionError):
        await sending


async def test_a_storm_strikes_a_share_of_the_calls_with_waits_of_every_length(api: BotApi, call: Caller) -> None:
    api.fail("too_many", times=None, seconds=2, up_to=5, share=0.5)
    answers = [await call("sendMessage", chat_id=42, text="x") for _ in range(60)]
    refused = [answer["parameters"]["retry_after"] for status, answer in answers if status == 429]
    assert 15 <= len(refused) <= 45
    assert set(refused) == {2, 3, 4, 5}
    assert api.meter.refused == 0  # none of them by the limits


async def test_a_fault_strikes_its_method_and_chat_alone(api: BotApi, call: Caller) -> None:
    fault = api.fail("server_error", chat=42, method="sendMessage", times=None)
    assert (await call("sendMessage", chat_id=43, text="x"))[0] == 200
    assert (await call("sendChatAction", chat_id=42, action="typing"))[0] == 200
    assert [(await call("sendMessage", chat_id=42, text="x"))[0] for _ in range(3)] == [500] * 3
    assert api.faults.active == [fault]
    api.faults.clear()
    assert (await call("sendMessage", chat_id=42, text="x"))[0] == 200
    assert api.faults.struck == 3


async def test_a_fault_strikes_a_channel_by_its_name(api: BotApi, call: Caller) -> None:
    channel = api.channel(username="news_en")
    api.fail("server_error", chat=channel.id)
    assert (await call("sendMessage", chat_id="@other", text="x"))[0] == 400
    assert (await call("sendMessage", chat_id="@News_en", text="x"))[0] == 500


async def test_a_slow_answer_is_accepted_at_once(api: BotApi, call: Caller) -> None:
    api.fail("slow", seconds=30)
    sending = asyncio.create_task(call("sendMessage", chat_id=42, text="x"))
    await api.wait_for(42, 1)
    assert not sending.done()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending


async def test_a_black_hole_never_answers_until_it_is_over(api: BotApi, call: Caller) -> None:
    api.fail("black_hole", method="getUpdates")
    polling = asyncio.create_task(call("getUpdates", timeout=1))
    await api.until(lambda: api.faults.struck == 1)
    assert (await call("getMe"))[0] == 200
    assert not polling.done()
    api.faults.clear()
    with pytest.raises(aiohttp.ClientConnectionError):
        await polling


async def test_the_server_ends_with_calls_under_way(session: aiohttp.ClientSession) -> None:
    async with BotApi() as api:
        api.fail("black_hole", method="getMe")
        url = f"{api.base_url}/bot{api.token}/"

        async def get(method: str) -> int:
            async with session.get(url + method, params={"timeout": 30}) as answer:
                return answer.status

        calls = [asyncio.create_task(get(method)) for method in ("getMe", "getUpdates")]
        await api.until(lambda: api.inbox.waiting and api.faults.struck == 1)
    for gone in await asyncio.gather(*calls, return_exceptions=True):
        assert isinstance(gone, aiohttp.ClientConnectionError)


async def test_latency_delays_every_answer(call: Caller, api: BotApi) -> None:
    api.latency = 0.05
    loop = asyncio.get_running_loop()
    begin = loop.time()
    assert (await call("getMe"))[0] == 200
    assert loop.time() - begin >= 0.05
