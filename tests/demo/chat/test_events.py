"""The stream: the world first, then what changes."""

import asyncio
import logging
from contextlib import AsyncExitStack

import aiohttp
import pytest

from bot.demo.botapi import BotApi, Journal
from bot.demo.chat.events import STREAMS, Streams
from bot.demo.chat.scene import RASHAD, READER, Scene
from tests.demo.chat.conftest import PATIENCE, Outlet, Page
from tests.demo.conftest import Caller
from tests.web.serving import Served

BUTTON = {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]}


async def test_the_world_then_what_happens(api: BotApi, page: Page, call: Caller) -> None:
    api.private(READER)
    async with page.listening() as stream:
        assert stream.answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.answer.headers["cache-control"] == "no-store"
        name, world = await stream.next()
        assert (name, len(world["chats"])) == ("world", 6)
        await call("sendChatAction", chat_id=READER, action="typing")
        assert await stream.next() == ("typing", {"chat": "1001"})
        await call("sendMessage", chat_id=READER, text="a\r\nb\u2028", reply_markup=BUTTON)
        name, message = await stream.next()
        assert (name, message["text"], message["keyboard"][0][0]["text"]) == ("message", "a\nb", "b")
        await call("editMessageText", chat_id=READER, message_id=1, text="c")
        name, message = await stream.next()
        assert (name, message["text"], message["edited"], message["keyboard"]) == ("message", "c", True, [])
        await call("deleteMessage", chat_id=READER, message_id=1)
        assert await stream.next() == ("gone", {"chat": "1001", "id": 1})
        await call("setMyDescription", description="All of it")
        name, bot = await stream.next()
        assert (name, bot["description"]) == ("bot", "All of it")


async def test_a_new_name_stands_everywhere(page: Page, call: Caller) -> None:
    async with page.listening() as stream:
        await stream.until("world")
        await call("setMyName", name="Herald news")
        world = await stream.until("world")
        assert world["bot"]["name"] == world["chats"][0]["title"] == "Herald news"
        assert "Herald news was added" in {message["service"] for message in world["messages"]}


async def test_a_chat_that_is_started(api: BotApi, page: Page) -> None:
    async with page.listening() as stream:
        assert (await stream.until("world"))["chats"][0]["started"] is False
        api.say(READER, READER, "/start")
        assert (await stream.until("chat"))["started"] is True
        assert (await stream.until("message"))["text"] == "/start"


async def test_each_reader_has_a_language(api: BotApi, scene: Scene, page: Page) -> None:
    async with page.listening("ru") as russian, page.listening("az") as azerbaijani:
        for stream in (russian, azerbaijani):
            await stream.until("world")
        api.kick_bot(scene.neighbours, RASHAD)
        lines = [(await stream.until("message"))["service"] for stream in (russian, azerbaijani)]
        assert len({*lines, "The bot was removed"}) == 3


async def test_a_comment_changes_the_posts_count(api: BotApi, scene: Scene, page: Page, call: Caller) -> None:
    channel, discussion = scene.city_wire, api.chat(scene.city_wire.linked)
    _, answer = await call("sendMessage", chat_id=channel.id, text="News")
    post = answer["result"]["message_id"]
    async with page.listening() as stream:
        await stream.until("world")
        comment = api.comment(channel, post, RASHAD, "Good")
        assert (await stream.until("message"))["thread"] == {"chat": str(channel.id), "message": post}
        assert (await stream.until("message", lambda m: m["id"] == post))["comments"] == 1
        api.member(discussion, api.bot.id, "administrator")
        await call("deleteMessage", chat_id=discussion.id, message_id=comment)
        assert (await stream.until("gone"))["id"] == comment
        assert (await stream.until("message", lambda m: m["id"] == post))["comments"] == 0


async def test_what_happens_elsewhere_is_not_told(api: BotApi, page: Page, call: Caller) -> None:
    async with page.listening() as stream:
        await stream.until("world")
        api.say(42, 42, "/start")
        await call("sendChatAction", chat_id=42, action="typing")
        await call("sendMessage", chat_id=42, text="private")
        api.say(READER, READER, "mine")
        assert [(await stream.next())[0] for _ in range(2)] == ["chat", "message"]


async def test_a_chat_that_moves_brings_the_world_anew(api: BotApi, scene: Scene, page: Page) -> None:
    async with page.listening() as stream:
        await stream.until("world")
        new = api.migrate(scene.editors)
        world = await stream.until("world")
        assert str(new.id) in {chat["id"] for chat in world["chats"]}


async def test_who_misses_something_gets_the_world_anew(api: BotApi, scene: Scene, page: Page) -> None:
    api.journal = Journal(kept=3)
    async with page.listening() as stream:
        await stream.until("world")
        for number in range(10):  # at once: the stream has no chance to read in between
            api.say(scene.editors, READER, str(number))
        world = await stream.until("world")
        assert "9" in {message["text"] for message in world["messages"]}


async def test_a_reader_who_stops_reading_costs_nothing(api: BotApi, scene: Scene, page: Page) -> None:
    api.journal = Journal(kept=20)
    async with page.listening() as stream:
        for number in range(1500):  # 12 MB, far more than connections hold
            api.say(scene.editors, READER, f"{number} {'ə' * 4000}")
            await asyncio.sleep(0)  # the server goes on
        await stream.until("world")
        told = 0
        while (name := (await stream.next())[0]) != "world":
            assert name == "message"
            told += 1
        assert told < 1500 - 20


@pytest.mark.parametrize("streams", [Streams(beat=0.02)])
async def test_a_comment_line_in_silence(page: Page) -> None:
    async with page.listening() as stream:
        await stream.until("world")
        assert await stream.next() == ("comment", ": still here")


async def test_only_so_many_at_once(page: Page, streams: Streams) -> None:
    assert STREAMS == 32
    async with AsyncExitStack() as stack:
        for _ in range(STREAMS):
            stream = await stack.enter_async_context(page.listening())
        await stream.until("world")
        async with page.listening() as refused:
            assert await refused.next() == ("full", {})
            with pytest.raises(StopAsyncIteration):
                await refused.next()
            assert streams.open == STREAMS
    await settled(streams)
    async with page.listening() as stream:
        await stream.until("world")


async def test_a_stream_ends_when_its_reader_goes(page: Page, streams: Streams) -> None:
    async with page.listening() as stream:
        await stream.until("world")
        assert streams.open == 1
        stream.answer.close()
    await settled(streams)


async def settled(streams: Streams) -> None:
    """Wait until no stream is open."""
    async with asyncio.timeout(PATIENCE):
        while streams.open:  # noqa: ASYNC110 - the count tells nobody when it changes
            await asyncio.sleep(0)


async def test_streams_end_with_the_server_and_nothing_is_logged(
    server: Served, page: Page, streams: Streams, caplog: pytest.LogCaptureFixture
) -> None:
    async with page.listening() as stream:
        await stream.until("world")
        assert await server.end() < 2
        with pytest.raises((aiohttp.ClientError, StopAsyncIteration)):
            await stream.until("never")
    assert streams.open == 0
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_other_sites_cannot_listen(page: Page) -> None:
    for origin in ("https://example.org", "http://["):
        assert (await page.get("/chat/events", Origin=origin))[0] == 403
    assert (await page.get("/chat/events", **{"Sec-Fetch-Site": "same-site"}))[0] == 403


async def test_asking_for_the_head_alone(page: Page, streams: Streams, outlet: Outlet) -> None:
    async with page.session.head(f"{page.url}/chat/events") as answer:
        assert (answer.status, answer.content_type) == (200, "text/event-stream")
    assert streams.open == 0
