"""Limits and faults."""

import asyncio
import json
import sys
from typing import Any

import aiohttp
import pytest

from tests.discordapi import DiscordApi, Limits, Rate
from tests.discordstandin.conftest import Ask, asking


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


async def test_five_messages_in_five_seconds() -> None:
    clock = Clock()
    async with DiscordApi(limits=Limits.strict(), clock=clock) as api, aiohttp.ClientSession() as session:
        ask = asking(session, api)
        guild = api.guild()
        news, other = api.channel(guild, "news"), api.channel(guild, "other")
        replies = [await ask("POST", f"/channels/{news.id}/messages", {"content": "x"}) for _ in range(6)]
        assert [reply.headers["X-RateLimit-Remaining"] for reply in replies] == ["4", "3", "2", "1", "0", "0"]
        assert [reply.status for reply in replies] == [200] * 5 + [429]
        last = replies[-1]
        assert last.body == {"message": "You are being rate limited.", "retry_after": 5.0, "global": False}
        assert (last.headers["Retry-After"], last.headers["X-RateLimit-Scope"], last.headers["Via"]) == (
            "5",
            "user",
            "1.1 google",
        )
        assert (await ask("POST", f"/channels/{other.id}/messages", {"content": "x"})).status == 200
        clock.now += 5
        assert (await ask("POST", f"/channels/{news.id}/messages", {"content": "x"})).status == 200
        assert (api.invalid, api.meter.refused, len(api.sent(news))) == (1, 1, 6)


async def test_fifty_calls_in_a_second() -> None:
    async with DiscordApi(limits=Limits.strict(), clock=Clock()) as api, aiohttp.ClientSession() as session:
        ask = asking(session, api)
        replies = [await ask("GET", "/users/@me") for _ in range(51)]
        assert (replies[-2].status, replies[-1].status, replies[-1].body["global"]) == (200, 429, True)
        assert replies[-1].headers["X-RateLimit-Global"] == "true"
        assert (await ask("POST", "/interactions/1/x/callback", {"type": 1}, token="")).code == 10062


async def test_ten_crossposts_and_three_edits_an_hour() -> None:
    clock = Clock()
    limits = Limits(crossposts=Rate(10, 3600.0), published=Rate(3, 3600.0))
    async with DiscordApi(limits=limits, clock=clock) as api, aiohttp.ClientSession() as session:
        ask = asking(session, api)
        news = api.channel(api.guild(), "news", "announcement")
        sent = [(await ask("POST", f"/channels/{news.id}/messages", {"content": "x"})).body["id"] for _ in range(11)]
        places = [f"/channels/{news.id}/messages/{message}" for message in sent]
        replies = [await ask("POST", f"{place}/crosspost") for place in places]
        assert [reply.status for reply in replies] == [200] * 10 + [429]
        assert (replies[-1].body["retry_after"], replies[-1].headers["Retry-After"], replies[-1].code) == (
            3600.0,
            "1",
            20028,
        )
        edits = [await ask("PATCH", places[0], {"content": str(n)}) for n in range(4)]
        assert [reply.status for reply in edits] == [200] * 3 + [429]
        assert api.invalid == 0


async def test_too_many_invalid_calls_are_a_ban() -> None:
    clock = Clock()
    async with (
        DiscordApi(limits=Limits(invalid=Rate(2, 600.0)), clock=clock) as api,
        aiohttp.ClientSession() as session,
    ):
        ask = asking(session, api)
        statuses = [(await ask("GET", "/users/@me", token="wrong")).status for _ in range(2)]
        banned = await ask("GET", "/users/@me")
        assert (statuses, banned.status, "Via" in banned.headers) == ([401, 401], 429, False)
        clock.now += 600
        assert (await ask("GET", "/users/@me")).status == 200


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        ({"kind": "bad_gateway"}, 502, "502 Bad Gateway"),
        ({"kind": "server_error"}, 500, "500: Internal Server Error"),
        ({"kind": "refuse", "status": 403, "code": 20016, "message": "slowmode"}, 403, "slowmode"),
        ({"kind": "too_many", "seconds": 3, "scope": "shared"}, 429, '"retry_after":3'),
        ({"kind": "too_many", "seconds": 3, "scope": "global"}, 429, '"global":true'),
        ({"kind": "cloudflare"}, 429, "<title>"),
    ],
)
async def test_faults_answer_instead(api: DiscordApi, ask: Ask, fault: dict[str, Any], status: int, text: str) -> None:
    guild = api.guild()
    news, other = api.channel(guild, "news"), api.channel(guild, "other")
    api.fail(**fault, method="POST", path=r"/channels/\d+/messages", channel=news.id)
    assert (await ask("POST", f"/channels/{other.id}/messages", {"content": "x"})).status == 200
    assert (await ask("GET", f"/channels/{news.id}")).status == 200
    reply = await ask("POST", f"/channels/{news.id}/messages", {"content": "x"})
    said = reply.body if isinstance(reply.body, str) else json.dumps(reply.body, separators=(",", ":"))
    assert (reply.status, text in said) == (status, True)
    assert (news.messages, api.calls[-1].code) == ({}, fault["kind"])
    assert (await ask("POST", f"/channels/{news.id}/messages", {"content": "x"})).status == 200


@pytest.mark.parametrize(("kind", "accepted"), [("drop", 0), ("reset", 0), ("drop_answer", 1), ("reset_answer", 1)])
async def test_connections_are_cut(api: DiscordApi, ask: Ask, kind: Any, accepted: int) -> None:
    news = api.channel(api.guild(), "news")
    api.fail(kind, method="POST")
    with pytest.raises((aiohttp.ClientError, ConnectionError)):
        await ask("POST", f"/channels/{news.id}/messages", {"content": "x"})
    assert (news.accepted, api.unheard, api.calls[-1].status) == (accepted, accepted, 0)


@pytest.mark.parametrize(("kind", "accepted"), [("black_hole", 0), ("half_open", 1)])
async def test_some_calls_are_never_answered(api: DiscordApi, ask: Ask, kind: Any, accepted: int) -> None:
    news = api.channel(api.guild(), "news")
    api.fail(kind, method="POST")
    call = asyncio.ensure_future(ask("POST", f"/channels/{news.id}/messages", {"content": "x"}))
    await api.until(lambda: api.faults.struck == 1)
    assert not call.done()
    api.faults.clear()
    with pytest.raises(aiohttp.ClientError):
        await call
    assert news.accepted == accepted


async def test_slow_calls_are_carried_out_at_once(api: DiscordApi, ask: Ask) -> None:
    news = api.channel(api.guild(), "news")
    api.fail("slow", seconds=30, method="POST")
    call = asyncio.ensure_future(ask("POST", f"/channels/{news.id}/messages", {"content": "x"}))
    await api.wait_for(news, 1)
    assert not call.done()
    call.cancel()


async def test_another_process_drives_it() -> None:
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.discordapi", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert running.stdout is not None
    base = (await running.stdout.readline()).decode().strip()
    control = base.replace("/api/v10", "/control")
    async with aiohttp.ClientSession() as session:

        async def post(verb: str, **body: Any) -> Any:
            async with session.post(f"{control}/{verb}", json=body) as response:
                return await response.json()

        guild = (await post("guild", name="Herald readers"))["id"]
        channel = (await post("channel", guild=guild, name="news"))["id"]
        await post("fail", kind="server_error")
        assert "error" in await post("channel", guild=1)
        async with session.get(f"{control}/sent?channel={channel}") as response:
            assert await response.json() == []
        async with session.get(f"{control}/stats") as response:
            assert (await response.json())["accepted"] == 0
    running.terminate()
    assert await running.wait() == 0
