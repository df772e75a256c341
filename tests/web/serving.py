"""A web server on the loopback interface, and a client that sees raw answers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from starlette.routing import BaseRoute

from bot.services.readiness import Check, Finding, Readiness
from bot.web.listening import address, listen
from bot.web.server import WebServer
from bot.web.site import application

PATIENCE = 10.0  # seconds


async def fine() -> Finding:
    return Finding(True, "fine")


@dataclass
class Served:
    """A server that runs; cancel `task` to end it."""

    server: WebServer
    port: int
    url: str
    task: asyncio.Task[None]

    async def end(self) -> float:
        """Cancel it; how long it took, in seconds."""
        begun = asyncio.get_running_loop().time()
        self.task.cancel()
        await asyncio.wait((self.task,), timeout=PATIENCE)
        assert self.task.cancelled()
        return asyncio.get_running_loop().time() - begun

    async def connect(self, words: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(words)
        return reader, writer

    async def says(self, words: bytes) -> bytes:
        """Everything that is answered until the connection is closed."""
        reader, writer = await self.connect(words)
        try:
            async with asyncio.timeout(PATIENCE):
                return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def serving(
    pages: Sequence[BaseRoute] = (), *, host: str = "127.0.0.1", **checks: Check
) -> AsyncIterator[Served]:
    """`/healthz`, `/readyz` and the `pages`, until the end of the block."""
    listener = listen(host, 0)
    port = int(listener.getsockname()[1])
    server = WebServer(application(Readiness(checks or {"database": fine}), pages), lambda: listener)
    task = asyncio.create_task(server.run())
    try:
        yield Served(server, port, address(listener), task)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


get = partial("GET {} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n".format)
