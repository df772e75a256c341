"""`setWebhook`, and the posts that follow from it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.demo.botapi import BotApi
from tests.demo.conftest import Caller


@dataclass
class Bot:
    """A bot's web server: it keeps what comes, and answers with the next of `codes`, else 200; `gates` hold chats."""

    url: str = ""
    codes: list[int] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    came: list[tuple[int, str]] = field(default_factory=list)
    gates: dict[int, asyncio.Event] = field(default_factory=dict)

    async def take(self, request: web.Request) -> web.Response:
        message = (await request.json())["message"]
        chat = message["chat"]["id"]
        self.came.append((chat, message["text"]))
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        if chat in self.gates:
            await self.gates[chat].wait()
        return web.Response(status=self.codes.pop(0) if self.codes else 200)


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    bot, app = Bot(), web.Application()
    app.router.add_post("/hook", bot.take)
    api.webhook.again = 0.02
    async with TestServer(app) as server:
        bot.url = str(server.make_url("/hook"))
        yield bot
        await api.webhook.close()


async def info(call: Caller) -> dict[str, Any]:
    answer: dict[str, Any] = (await call("getWebhookInfo"))[1]["result"]
    return answer


async def test_updates_are_posted_with_the_secret_and_forgotten(api: BotApi, call: Caller, bot: Bot) -> None:
    api.say(1, 1, "before")
    assert (await call("setWebhook", url=bot.url, secret_token="s-1", max_connections=7))[0] == 200  # noqa: S106
    api.say(1, 1, "after")
    await api.until(lambda: not len(api.inbox))
    assert bot.came == [(1, "before"), (1, "after")]
    assert bot.secrets == ["s-1", "s-1"]
    told = await info(call)
    assert (told["url"], told["max_connections"], told["pending_update_count"]) == (bot.url, 7, 0)
    assert "last_error_date" not in told


async def test_updates_cannot_be_polled_as_well(api: BotApi, call: Caller, bot: Bot) -> None:
    waiting = asyncio.create_task(call("getUpdates", timeout=20))
    await api.until(lambda: api.inbox.waiting)
    await call("setWebhook", url=bot.url)
    assert (await waiting)[1]["description"] == "Conflict: terminated by setWebhook request"
    status, answer = await call("getUpdates")
    assert status == 409
    assert "can't use getUpdates method while webhook is active" in answer["description"]
    await call("deleteWebhook")
    assert (await call("getUpdates"))[0] == 200
    assert "max_connections" not in await info(call)


async def test_what_is_refused_comes_again_in_order_and_holds_up_no_other_chat(
    api: BotApi, call: Caller, bot: Bot
) -> None:
    bot.gates[1] = asyncio.Event()
    await call("setWebhook", url=bot.url)
    for text in "ab":
        api.say(1, 1, text)
    api.say(2, 2, "c")
    await api.until(lambda: len(api.inbox) == 2)
    bot.codes = [503, 500]
    bot.gates[1].set()
    await api.until(lambda: not len(api.inbox))
    assert [text for chat, text in bot.came if chat == 1] == ["a", "a", "a", "b"]
    told = await info(call)
    assert told["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert told["last_error_date"] == api.now()


async def test_no_more_connections_than_were_asked_for(api: BotApi, call: Caller, bot: Bot) -> None:
    await call("setWebhook", url=bot.url, max_connections=2)
    for user in range(1, 8):
        api.say(user, user, "x")
    await api.until(lambda: not len(api.inbox))
    assert api.webhook.most_at_once == 2
    assert sorted(bot.came) == [(user, "x") for user in range(1, 8)]


async def test_nobody_there_is_told(api: BotApi, call: Caller, bot: Bot) -> None:
    await call("setWebhook", url="http://127.0.0.1:1/")
    api.say(1, 1, "x")
    await api.until(lambda: api.webhook.refused == 1)
    assert (await info(call))["last_error_message"] == "Connection refused"
    assert (await info(call))["pending_update_count"] == 1
    await call("setWebhook", url=bot.url)
    await api.until(lambda: not len(api.inbox))
    assert bot.came == [(1, "x")]


async def test_the_same_again_changes_nothing_and_an_empty_one_deletes(api: BotApi, call: Caller, bot: Bot) -> None:
    bot.gates[1] = asyncio.Event()
    await call("setWebhook", url=bot.url, allowed_updates=["message"])
    api.say(1, 1, "x")
    await api.until(lambda: api.webhook.posts == 1)
    await call("setWebhook", url=bot.url, allowed_updates=["message"])
    assert (await info(call))["allowed_updates"] == ["message"]
    bot.gates[1].set()
    await api.until(lambda: not len(api.inbox))
    assert api.webhook.posts == 1
    bot.gates[1].clear()
    api.say(1, 1, "y")
    await call("setWebhook", url="", drop_pending_updates=True)
    assert (await info(call))["url"] == ""
    assert not len(api.inbox)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"url": "http://bot.example/"}, "An HTTPS URL must be provided for webhook"),
        ({"url": "https://bot.example:8080/"}, "only on ports 80, 88, 443 or 8443"),
        ({"url": "https://bot.example/", "secret_token": "a b"}, "unallowed characters"),
    ],
)
async def test_what_the_server_refuses(call: Caller, wrong: dict[str, str], words: str) -> None:
    status, answer = await call("setWebhook", **wrong)
    assert status == 400
    assert words in answer["description"]
