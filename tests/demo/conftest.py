"""A stand-in, a raw client for it, and python-telegram-bot's own client."""

from collections.abc import AsyncIterator
from typing import Any, Protocol

import aiohttp
import pytest
import telegram
from telegram.request import HTTPXRequest

from bot.demo.botapi import BotApi


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


class Caller(Protocol):
    """Calls a method as a form; the status and the JSON answer."""

    async def __call__(self, method: str, /, **params: object) -> tuple[int, dict[str, Any]]: ...


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def api(clock: Clock) -> AsyncIterator[BotApi]:
    async with BotApi(clock=clock) as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def call(api: BotApi, session: aiohttp.ClientSession) -> Caller:
    async def post(method: str, /, **params: object) -> tuple[int, dict[str, Any]]:
        async with session.post(f"{api.base_url}/bot{api.token}/{method}", json=params) as answer:
            return answer.status, await answer.json()

    return post


@pytest.fixture
async def ptb(api: BotApi) -> AsyncIterator[telegram.Bot]:
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    polling = HTTPXRequest(httpx_kwargs={"trust_env": False})
    bot = telegram.Bot(api.token, f"{api.base_url}/bot", request=request, get_updates_request=polling)
    async with bot:
        yield bot
