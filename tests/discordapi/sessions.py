"""Connections and sessions of the gateway: docs.discord.com, "Gateway" and "Opcodes and Status Codes"."""

import asyncio
import json
import zlib
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from aiohttp import web

REPLAYED = 5000  # events kept for resuming
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Op(IntEnum):
    """Gateway opcodes."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE = 4
    RESUME = 6
    RECONNECT = 7
    MEMBERS = 8
    INVALID = 9
    HELLO = 10
    ACK = 11
    SOUNDS = 31


class Closed(Exception):
    """The server closes the connection with a code."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


@dataclass(slots=True, eq=False)
class Connection:
    """One socket. `silent`: nothing is sent and nothing answered, though it stays open."""

    socket: web.WebSocketResponse
    request: web.BaseRequest
    deflater: "zlib._Compress | None" = None
    session: "Session | None" = None
    silent: bool = False
    _outgoing: asyncio.Queue[dict[str, Any] | Closed] = field(default_factory=asyncio.Queue)

    def send(self, op: int, data: Any, event: str | None = None, sequence: int | None = None) -> None:
        """Put a payload to be sent."""
        self._outgoing.put_nowait({"op": op, "d": data, "s": sequence, "t": event})

    def end(self, closed: Closed) -> None:
        """Close, after what was put before."""
        self._outgoing.put_nowait(closed)

    def cut(self) -> None:
        """End the TCP connection without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()

    def detach(self) -> None:
        """Leave the session without a connection, to be resumed."""
        if self.session is not None and self.session.connection is self:
            self.session.connection = None
        self.session = None

    async def write(self) -> None:
        """Send what is put, until the end."""
        while True:
            payload = await self._outgoing.get()
            try:
                if isinstance(payload, Closed):
                    await self.socket.close(code=payload.code, message=payload.reason.encode(), drain=False)
                    return
                if not self.silent and not self.socket.closed:
                    await self._write(_encode(payload))
            except ConnectionError:
                return

    async def _write(self, text: str) -> None:
        if self.deflater is None:
            await self.socket.send_str(text)
        else:
            await self.socket.send_bytes(self.deflater.compress(text.encode()) + self.deflater.flush(zlib.Z_SYNC_FLUSH))


@dataclass(slots=True, eq=False)
class Session:
    """What survives a connection: numbered events, to be told again to who resumes."""

    id: str
    shard: int
    shards: int
    intents: int
    connection: Connection | None = None
    sequence: int = 0
    _told: deque[tuple[int, str, Any]] = field(default_factory=lambda: deque(maxlen=REPLAYED))

    def tell(self, event: str, data: Any) -> None:
        """Number an event and send it, now or when the session is resumed."""
        self.sequence += 1
        self._told.append((self.sequence, event, data))
        if self.connection is not None:
            self.connection.send(Op.DISPATCH, data, event, self.sequence)

    def remembers(self, after: int) -> bool:
        """Whether all events after a sequence number are still kept."""
        return after >= self.sequence - len(self._told)

    def replay(self, connection: Connection, after: int) -> None:
        """Go on over another connection with what came after a sequence number."""
        self.connection = connection
        for sequence, event, data in self._told:
            if sequence > after:
                connection.send(Op.DISPATCH, data, event, sequence)

    def carries(self, guild: int) -> bool:
        """Whether events of a guild (0: direct ones) go to this shard."""
        return (guild >> 22) % self.shards == self.shard
