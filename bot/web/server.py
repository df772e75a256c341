"""Serves the application: HTTP/1.1 by uvicorn, without its signals, its logs and its way of ending.

uvicorn's own `serve` takes SIGTERM over, ends the process where a port is taken, and on the way out waits for streams
that never end. Here the service's loops are cancelled (`bot.app.lifetime`), sockets are bound by `listening`, and who
still reads a stream is told by a closed connection. Nothing a client does, or leaves undone, holds one for ever.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import closing
from typing import Any, Final, cast

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.web.listening import BACKLOG, EVERYWHERE, PortTaken, address

AGAIN: Final = 3.0  # seconds until a taken port is tried again
TICK: Final = 1.0  # seconds between two looks at the connections
CONNECTIONS: Final = 256  # at once; more are closed unheard
ASKING: Final = 10.0  # seconds for a request to arrive whole, headers and body
STUCK: Final = 30.0  # seconds for which a client may read nothing of what it asked for
LAST_ANSWERS: Final = 0.5  # seconds for what is being answered when told to stop; then again for what was cut off
HEADERS: Final = 16 << 10  # bytes of a request's head that are kept until it is whole

_log = logging.getLogger(__name__)


class WebServer:
    """A loop's work. `open_socket` gives a listening socket; while it raises `PortTaken` it is asked again."""

    def __init__(self, application: ASGIApp, open_socket: Callable[[], socket.socket]) -> None:
        self._application = application
        self._open = open_socket
        self.url = ""
        """Where it serves, without a slash at the end; "" while it does not."""

    async def run(self) -> None:
        """Serve until cancelled; then answer what was asked, for a moment, and close every connection."""
        with closing(await self._opened()) as listener:
            self.url = address(listener)
            every = " and every other address of this machine" if listener.getsockname()[0] in EVERYWHERE else ""
            _log.info("the web part serves %s%s", self.url, every)
            try:
                await _Server(self._config()).serve([listener])
            finally:
                self.url = ""

    async def once(self) -> None:
        """Nothing: nobody could ask in time."""

    async def _opened(self) -> socket.socket:
        said = False
        while True:
            try:
                return self._open()
            except PortTaken as error:
                if not said:
                    _log.warning("the web part waits: %s", error)
                said = True
            await asyncio.sleep(AGAIN)

    def _config(self) -> Config:
        return Config(
            cast(Any, self._application),
            http=_Connection,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="error",  # what strangers send wrong is none of the operator's business
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=BACKLOG,
            h11_max_incomplete_event_size=HEADERS,
        )


class _Connection(H11Protocol):
    """One connection, with an end to every wait."""

    _waiting_since = 0.0  # for the client: for a request, or for the rest of one
    _taking_since = 0.0  # the client last took what was sent to it
    _unsent = 0  # bytes

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._waiting_since = self._taking_since = self.loop.time()
        if len(self.connections) > CONNECTIONS:
            transport.abort()

    def on_response_complete(self) -> None:
        self._waiting_since = self.loop.time()
        super().on_response_complete()

    @property
    def answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def look(self) -> None:
        """Give up a client that says, or takes, nothing for too long."""
        now = self.loop.time()
        if self.answering and not self.cycle.more_body:
            self._waiting_since = now
        before, self._unsent = self._unsent, self.transport.get_write_buffer_size()
        if not self._unsent or self._unsent < before:
            self._taking_since = now
        if now - self._waiting_since > ASKING or now - self._taking_since > STUCK:
            self.transport.abort()


class _Server(Server):
    """uvicorn's server, of which only listening and the Date header are used."""

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Until cancelled."""
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        await self.on_tick(0)
        await self.startup(sockets)
        try:
            while True:
                await asyncio.sleep(TICK)
                await self.on_tick(0)
                for connection in self._connections():
                    connection.look()
        finally:
            await self.shutdown(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening; wait a moment for answers, then cut off who still listens, and wait for what served them."""
        for server in self.servers:
            server.close()
        for connection in self._connections():
            connection.shutdown()
        await self._done(LAST_ANSWERS)
        for connection in self._connections():
            connection.transport.abort()
        await self._done(LAST_ANSWERS)
        for task in (left := set(self.server_state.tasks)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _connections(self) -> list[_Connection]:
        return [each for each in self.server_state.connections if isinstance(each, _Connection)]

    async def _done(self, seconds: float) -> None:
        if tasks := set(self.server_state.tasks):
            await asyncio.wait(tasks, timeout=seconds)
