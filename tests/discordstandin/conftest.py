"""The stand-in, and a raw client of its REST API."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, NamedTuple

import aiohttp
import pytest

from tests.discordapi import DiscordApi


class Reply(NamedTuple):
    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> int:
        return int(self.body["code"])

    def error(self, path: str) -> str:
        """The code of the first error of a field: "embeds.0.title"."""
        place = self.body["errors"]
        for part in path.split("."):
            place = place[part]
        return str(place["_errors"][0]["code"])


Ask = Callable[..., Awaitable[Reply]]


@pytest.fixture
async def api() -> AsyncIterator[DiscordApi]:
    async with DiscordApi() as standin:
        yield standin


def asking(session: aiohttp.ClientSession, api: DiscordApi) -> Ask:
    async def ask(method: str, path: str, body: Any = None, *, token: str | None = None, **more: Any) -> Reply:
        headers = {"Authorization": f"Bot {api.token if token is None else token}"} if token != "" else {}
        async with session.request(method, f"{api.base_url}{path}", json=body, headers=headers, **more) as response:
            text = await response.text()
            json = response.content_type == "application/json"
            return Reply(response.status, await response.json() if json else text, response.headers)

    return ask


@pytest.fixture
async def ask(api: DiscordApi) -> AsyncIterator[Ask]:
    async with aiohttp.ClientSession() as session:
        yield asking(session, api)
