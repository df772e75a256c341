"""The gateway, driven by hand."""

import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.discordapi import DiscordApi, Limits
from tests.discordstandin.conftest import Ask

GUILDS = 1
BARE = "v=10&encoding=json"


class Line:
    """One connection: what comes, with its sequence number remembered."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, deflated: bool = False) -> None:
        self.socket = socket
        self.sequence: int | None = None
        self._inflater = zlib.decompressobj() if deflated else None

    async def hear(self) -> dict[str, Any]:
        """The next payload. Raises `TypeError` where the connection is closed."""
        message = await self.socket.receive(timeout=5)
        text = self._inflater.decompress(message.data) if self._inflater else message.data
        payload: dict[str, Any] = json.loads(text)
        self.sequence = payload["s"] if payload["s"] is not None else self.sequence
        return payload

    async def say(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def closed(self) -> int | None:
        """The code that the connection is closed with."""
        while (message := await self.socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        assert message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
        return self.socket.close_code

    async def identify(self, api: DiscordApi, **more: Any) -> dict[str, Any]:
        """Start a session; its READY."""
        assert (await self.hear())["op"] == 10
        await self.say(2, {"token": api.token, "intents": GUILDS, "properties": {}} | more)
        ready = await self.hear()
        assert ready["t"] == "READY"
        data: dict[str, Any] = ready["d"]
        return data


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


async def line(session: aiohttp.ClientSession, api: DiscordApi, query: str = BARE) -> Line:
    return Line(await session.ws_connect(f"{api.gateway_url}?{query}"), deflated="zlib" in query)


async def test_a_session_is_told_events(api: DiscordApi, session: aiohttp.ClientSession) -> None:
    guild = api.guild("Herald readers")
    caller = await line(session, api, f"{BARE}&compress=zlib-stream")
    ready = await caller.identify(api)
    assert ready["guilds"] == [{"id": str(guild.id), "unavailable": True}]
    assert (ready["application"]["id"], ready["shard"]) == (str(api.application_id), [0, 1])
    assert (await caller.hear())["d"]["name"] == "Herald readers"
    await caller.say(1, caller.sequence)
    assert (await caller.hear())["op"] == 11
    news = api.channel(guild, "news")
    thread = api.thread(news)
    api.archive(thread)
    api.deny(news, "send_messages")
    api.delete_channel(news)
    api.give_role(guild, api.role(guild))
    api.outage(guild)
    api.outage(guild, over=True)
    api.kick(guild)
    told = [(await caller.hear())["t"] for _ in range(10)]
    assert told == [
        "CHANNEL_CREATE", "THREAD_CREATE", "THREAD_UPDATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "GUILD_ROLE_CREATE",
        "GUILD_MEMBER_UPDATE", "GUILD_DELETE", "GUILD_CREATE", "GUILD_DELETE",
    ]  # fmt: skip


async def test_messages_are_told_to_who_asks_for_them(api: DiscordApi, session: aiohttp.ClientSession) -> None:
    news, naila = api.channel(api.guild(), "news"), api.person("Naila")
    deaf, caller = await line(session, api), await line(session, api)
    await deaf.identify(api)
    await caller.identify(api, intents=1 << 9)
    api.delete_message(api.say(naila, news, "hello"))
    api.say(naila, news, f"hello {api.bot.mention}")
    told = [await caller.hear() for _ in range(3)]
    assert [payload["t"] for payload in told] == ["MESSAGE_CREATE", "MESSAGE_DELETE", "MESSAGE_CREATE"]
    assert (told[0]["d"]["content"], told[2]["d"]["content"]) == ("", f"hello {api.bot.mention}")
    api.rename(news, "world")
    assert [(await deaf.hear())["t"] for _ in range(2)] == ["GUILD_CREATE", "CHANNEL_UPDATE"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"shard": [1, 1]}, 4010),
        ({"intents": 1 << 30}, 4013),
        ({"intents": None}, 4013),
        ({"intents": 1 << 15}, 4014),
    ],
)
async def test_wrong_identifies(
    api: DiscordApi, session: aiohttp.ClientSession, data: dict[str, Any], code: int
) -> None:
    caller = await line(session, api)
    await caller.say(2, {"token": api.token, "intents": GUILDS} | data)
    assert await caller.closed() == code
    assert api.gateway.ready == set()


async def test_wrong_payloads(api: DiscordApi, session: aiohttp.ClientSession) -> None:
    for query, op, code in (("v=8", 1, 4012), (BARE, 99, 4001), (BARE, 3, 4003)):
        caller = await line(session, api, query)
        await caller.say(op, None)
        assert await caller.closed() == code
    caller = await line(session, api)
    await caller.socket.send_str("[")
    assert await caller.closed() == 4002
    caller = await line(session, api)
    await caller.identify(api)
    await caller.say(2, {"token": api.token, "intents": GUILDS})
    assert await caller.closed() == 4005


async def test_what_was_missed_is_told_on_resuming(api: DiscordApi, session: aiohttp.ClientSession) -> None:
    guild = api.guild()
    caller = await line(session, api)
    ready = await caller.identify(api)
    await caller.hear()
    api.drop_gateway(4000)
    assert await caller.closed() == 4000
    news = api.channel(guild, "news")
    again = await line(session, api)
    await again.hear()
    known = {"token": api.token, "session_id": ready["session_id"], "seq": caller.sequence}
    await again.say(6, known)
    told = [await again.hear() for _ in range(2)]
    assert [payload["t"] for payload in told] == ["CHANNEL_CREATE", "RESUMED"]
    assert (told[0]["d"]["id"], told[0]["s"]) == (str(news.id), 3)
    for wrong, expected in (({"seq": 99}, 4007), ({"token": "x"}, 4004)):
        other = await line(session, api)
        await other.say(6, known | wrong)
        assert await other.closed() == expected
    stranger = await line(session, api)
    await stranger.hear()
    await stranger.say(6, known | {"session_id": "x"})
    assert await stranger.hear() == {"op": 9, "d": False, "s": None, "t": None}


async def test_shards_are_told_of_their_guilds(session: aiohttp.ClientSession) -> None:
    async with DiscordApi(shards=2) as api:
        guilds = [api.guild(str(n)) for n in range(4)]
        naila = api.person()
        lines = [await line(session, api) for _ in range(2)]
        for shard, caller in enumerate(lines):
            ready = await caller.identify(api, shard=[shard, 2], intents=GUILDS | 1 << 12)
            mine = [str(guild.id) for guild in guilds if (guild.id >> 22) % 2 == shard]
            assert [each["id"] for each in ready["guilds"]] == mine
            assert [(await caller.hear())["d"]["id"] for _ in mine] == mine
        assert api.gateway.ready == {0, 1}
        api.say(naila, api.dm(naila), "hello")
        assert (await lines[0].hear())["t"] == "MESSAGE_CREATE"


async def test_a_silent_gateway_acks_nothing(api: DiscordApi, session: aiohttp.ClientSession) -> None:
    caller = await line(session, api)
    await caller.identify(api)
    api.silence_gateway()
    await caller.say(1, None)
    with pytest.raises(TimeoutError):
        await caller.socket.receive(timeout=0.05)
    again = await line(session, api)
    assert (await again.hear())["op"] == 10


async def test_identifies_are_counted(session: aiohttp.ClientSession, api: DiscordApi, ask: Ask) -> None:
    caller = await line(session, api)
    await caller.identify(api)
    limit = (await ask("GET", "/gateway/bot")).body["session_start_limit"]
    assert (limit["total"], limit["remaining"], limit["max_concurrency"]) == (1000, 999, 1)
    api.gateway.starts = 0
    late = await line(session, api)
    await late.say(2, {"token": api.token, "intents": GUILDS})
    assert await late.closed() == 4004


async def test_one_identify_in_five_seconds(session: aiohttp.ClientSession) -> None:
    async with DiscordApi(limits=Limits.strict()) as api:
        caller, hasty = await line(session, api), await line(session, api)
        await caller.identify(api)
        await hasty.hear()
        await hasty.say(2, {"token": api.token, "intents": GUILDS})
        assert (await hasty.hear())["op"] == 9
        for _ in range(120):
            await hasty.say(1, None)
        assert await hasty.closed() == 4008
