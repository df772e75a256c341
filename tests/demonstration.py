"""`crier demo` as a process, and what a browser would ask of it."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.process import PATIENCE, Running, environment

Event = tuple[str, Any]
Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A demo that runs; `page` is the address it printed."""

    page: str
    process: Running
    session: aiohttp.ClientSession

    @property
    def origin(self) -> str:
        return self.page.removesuffix("/chat")

    async def post(self, act: str, **values: Any) -> tuple[int, Any]:
        """One of the page's POSTs; the status, and the JSON answer if there is one."""
        async with self.session.post(f"{self.page}/{act}", json=values) as response:
            return response.status, await response.json() if response.content_type == "application/json" else None

    async def events(self) -> AsyncIterator[Event]:
        """What the page is told, from the whole world on."""
        async with self.session.get(f"{self.page}/events") as response:
            name = ""
            async for line in response.content:
                field, _, value = line.decode().rstrip("\n").partition(": ")
                if field == "event":
                    name = value
                elif field == "data":
                    yield name, json.loads(value)

    async def message(self, wanted: Callable[[Message], bool]) -> Message:
        """The first message so wanted, among those that stand in the chats or come."""
        return (await self.messages({"it": wanted}))["it"]

    async def messages(
        self,
        wanted: Mapping[str, Callable[[Message], bool]],
        within: Callable[[Message], bool] = bool,
        patience: float = PATIENCE,
    ) -> dict[str, Message]:
        """For each wish the first message that fulfils it, among those that stand in the chats, come or change."""
        found: dict[str, Message] = {}
        async with asyncio.timeout(patience):
            async for name, data in self.events():
                for message in data["messages"] if name == "world" else [data] if name == "message" else []:
                    fulfilled = (wish for wish, fits in wanted.items() if within(message) and fits(message))
                    found = {wish: dict(message) for wish in fulfilled} | found
                if len(found) == len(wanted):
                    return found
        raise AssertionError("the demo ended its stream")

    async def world(self, chat: str) -> list[Message]:
        """What stands in a chat."""
        async for _, data in self.events():
            return [dict(each) for each in data["messages"] if each["chat"] == chat]
        raise AssertionError("the demo ended its stream")


@asynccontextmanager
async def demonstrating(*options: str, port: int = 0, **variables: str) -> AsyncIterator[Demonstration]:
    """`crier demo`, until the end of the block at the latest."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", str(port), *options),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        env=environment(**variables),
        limit=1 << 20,
    )
    running = Running(process)
    try:
        assert process.stdout is not None
        page = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode().strip()
        assert page, running.text
        async with aiohttp.ClientSession(read_bufsize=1 << 20) as session:
            yield Demonstration(page, running, session)
    finally:
        if process.returncode is None:
            await running.stop()
