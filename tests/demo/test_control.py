"""The stand-in as a process of its own, and driven from another one."""

import asyncio
import os
import signal
import sys
from typing import Any

import aiohttp
import pytest

from bot.demo.botapi import BotApi
from bot.demo.botapi.__main__ import parse, serve

Answer = tuple[int, Any]


async def control(session: aiohttp.ClientSession, base: str, verb: str, body: dict[str, Any] | None = None) -> Answer:
    async with session.post(f"{base}/control/{verb}", json=body or {}) as answer:
        document = await answer.json()
        return answer.status, document.get("result", document.get("error"))


async def test_chats_are_made_and_driven(api: BotApi, session: aiohttp.ClientSession) -> None:
    base = api.base_url
    assert (await control(session, base, "private", {"user": 42}))[1]["type"] == "private"
    _, channel = await control(session, base, "channel", {"title": "News", "comments": True})
    _, forum = await control(session, base, "supergroup", {"title": "Forum", "forum": True})
    _, group = await control(session, base, "group")
    assert channel["linked_chat_id"] in api.chats
    assert (forum["is_forum"], group["type"]) == (True, "group")
    assert (await control(session, base, "say", {"chat": 42, "user": 42, "text": "/start"}))[1] == {"message_id": 1}
    keyboard = {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]}
    url = f"{base}/bot{api.token}/sendMessage"
    await (await session.post(url, json={"chat_id": 42, "text": "x", "reply_markup": keyboard})).read()
    status, press = await control(session, base, "press", {"chat": 42, "message_id": 2, "user": 42, "data": "d"})
    assert (status, press["id"] in api.presses) == (200, True)
    async with session.get(f"{base}/control/sent", params={"chat": 42}) as answer:
        sent = (await answer.json())["result"]
    assert (sent["accepted"], sent["messages"][0]["text"]) == (1, "x")
    assert await control(session, base, "fail", {"kind": "server_error", "times": None}) == (200, True)
    assert (await session.post(url, json={"chat_id": 42, "text": "x"})).status == 500
    assert await control(session, base, "clear") == (200, None)
    async with session.get(f"{base}/control/stats") as answer:
        stats = (await answer.json())["result"]
    assert stats == {
        "accepted": 1,
        "calls": {"sendmessage": 2},
        "chats": 5,
        "pending_updates": 2,
        "faults_struck": 1,
        "refused": 0,
        "unheard": 0,
    }


async def test_what_arrived_is_told_in_order_and_what_chats_go_through(
    api: BotApi, session: aiohttp.ClientSession
) -> None:
    base = api.base_url
    _, group = await control(session, base, "group", {"title": "G"})
    await control(session, base, "private", {"user": 42})
    await control(session, base, "block", {"user": 42})
    assert api.chat(42).blocked
    await control(session, base, "unblock", {"user": 42})
    _, moved = await control(session, base, "migrate", {"group": group["id"], "updates": ["from", "to"]})
    assert api.chat(group["id"]).migrated_to == moved["id"]
    for chat, text in ((42, "a"), (moved["id"], "b"), (42, "c")):
        url = f"{base}/bot{api.token}/sendMessage"
        assert (await session.post(url, json={"chat_id": chat, "text": text})).status == 200
    async with session.get(f"{base}/control/arrivals", params={"after": 1}) as answer:
        arrived = (await answer.json())["result"]
    assert [(each["chat"], each["html"]) for each in arrived] == [(moved["id"], "b"), (42, "c")]


@pytest.mark.parametrize(
    ("verb", "body", "status", "error"),
    [
        ("moon", {}, 404, "no such control"),
        ("private", {}, 400, "KeyError: 'user'"),
        ("say", {"moon": 1}, 400, "TypeError"),
        ("press", {"chat": 42, "message_id": 1, "user": 42, "data": "d"}, 400, "KeyError"),
    ],
)
async def test_what_does_not_fit_is_refused(
    verb: str, body: dict[str, Any], status: int, error: str, api: BotApi, session: aiohttp.ClientSession
) -> None:
    found = await control(session, api.base_url, verb, body)
    assert (found[0], error in found[1]) == (status, True)


async def test_it_runs_as_a_process_until_it_is_told_to_stop(session: aiohttp.ClientSession) -> None:
    options = ("--port", "0", "--token", "5:abc", "--chats", "3", "--strict")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.demo.botapi", *options, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    base = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
    async with session.get(f"{base}/bot5:abc/getMe") as answer:
        assert (await answer.json())["result"]["id"] == 5
    statuses = []
    for _ in range(2):
        async with session.get(f"{base}/bot5:abc/sendMessage", params={"chat_id": 3, "text": "x"}) as answer:
            statuses.append(answer.status)
    assert statuses == [200, 429]
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_serving_ends_with_a_signal() -> None:
    base: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(parse(["--port", "0", "--chats", "1"]), base.set_result))
    assert (await asyncio.wait_for(base, 5)).startswith("http://127.0.0.1:")
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(serving, 5)


async def test_a_person_asks_in_a_line_and_chooses(api: BotApi, session: aiohttp.ClientSession) -> None:
    base = api.base_url
    await control(session, base, "private", {"user": 42})
    asking = {"chat": 42, "user": 42, "text": "harbour"}
    assert await control(session, base, "ask", asking) == (400, "ValueError: Bot doesn't support inline queries")
    assert await control(session, base, "inline", {"feedback": True}) == (200, None)
    assert api.inline_feedback
    number = (await control(session, base, "ask", asking))[1]["id"]
    assert await control(session, base, "offered", {"id": number}) == (200, None)
    result = {"type": "article", "id": "1", "title": "Harbour", "input_message_content": {"message_text": "Opens"}}
    answer = {"inline_query_id": number, "results": [result]}
    await (await session.post(f"{base}/bot{api.token}/answerInlineQuery", json=answer)).read()
    _, offered = await control(session, base, "offered", {"id": number})
    assert [each["title"] for each in offered["results"]] == ["Harbour"]
    chosen = await control(session, base, "choose", {"query_id": number, "result_id": "1"})
    assert chosen == (200, {"message_id": 1})
    assert api.chat(42).heard[1]["text"] == "Opens"
