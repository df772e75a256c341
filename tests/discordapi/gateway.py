"""The gateway: shards identify, are told events, and resume.

docs.discord.com, "Gateway" (Connection Lifecycle, Sharding, Intents) and "Opcodes and Status Codes" (close codes).
"""

import asyncio
import json
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.discordapi import payloads, records
from tests.discordapi.errors import TooMany
from tests.discordapi.records import Guild, Message
from tests.discordapi.sessions import Closed, Connection, Op, Session

if TYPE_CHECKING:
    from tests.discordapi.world import World

GUILDS, GUILD_MEMBERS, PRESENCES, GUILD_MESSAGES, DIRECT_MESSAGES, CONTENT = 1, 1 << 1, 1 << 8, 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = GUILD_MEMBERS | PRESENCES | CONTENT
INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))
ALWAYS = frozenset({"INTERACTION_CREATE", "GUILD_MEMBER_UPDATE"})  # to the bot itself, whatever its intents
GUILDS_A_SHARD = 2500
STARTS, DAY = 1000, 86_400.0


class Gateway:
    """Sessions and sockets.

    - `url`: its address; `heartbeat`: seconds between the client's heartbeats; `shards`: how many are recommended;
    - `granted`: the privileged intents that are switched on;
    - `starts`: identifies left in this day; `concurrency`: how many shards may identify at once;
    - `counts`: of `identify`, `resume`, `resumed`, `heartbeat`, `invalid`, and of closings by code (`"4004"`).
    """

    def __init__(self, world: "World", *, shards: int, heartbeat: float) -> None:
        self._world = world
        self.url = ""
        self.shards, self.heartbeat = shards, heartbeat
        self.granted = 0
        self.starts, self.concurrency = STARTS, 1
        self.deaf = False  # later connections are black-holed too
        self.counts: Counter[str] = Counter()
        self.opened = 0  # connections so far
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self._day = 0.0  # when the day of starts began; 0: not yet

    @property
    def ready(self) -> set[int]:
        """The shards that have a session and are connected."""
        return {session.shard for session in self.sessions.values() if session.connection is not None}

    # --- telling -----------------------------------------------------------------------------------------

    def tell(self, event: str, data: dict[str, Any], guild: int = 0, intent: int = GUILDS) -> bool:
        """Send an event to the sessions of its shard that want it; whether one of them is connected.

        Of a guild that the bot is not in nothing is told, but that it has left.
        """
        place = self._world.guilds.get(guild)
        if place and event != "GUILD_DELETE" and self._world.bot.id not in place.members:
            return False
        wanting = [s for s in self.sessions.values() if s.carries(guild) and (event in ALWAYS or s.intents & intent)]
        for session in wanting:
            session.tell(event, data)
        self._world.notice()
        return any(session.connection is not None for session in wanting)

    def tell_message(self, event: str, message: Message) -> None:
        """Tell of a message that came, changed or went."""
        guild = message.channel.guild_id
        intent = GUILD_MESSAGES if guild else DIRECT_MESSAGES
        if not any(session.intents & intent for session in self.sessions.values()):
            self._world.notice()
            return
        data = payloads.message(message)
        if event == "MESSAGE_DELETE":
            data = {name: data[name] for name in ("id", "channel_id")}
        elif guild and self._hidden(message):
            data |= {"content": "", "embeds": [], "attachments": [], "components": []}
        data |= {"guild_id": str(guild)} if guild else {"channel_type": records.DM}
        self.tell(event, data, guild, intent)

    def _hidden(self, message: Message) -> bool:
        """Whether a content is withheld from the bot: "Gateway" (Message Content Intent)."""
        bot = self._world.bot
        return message.author is not bot and bot.mention not in message.content and not self.granted & CONTENT

    # --- faults ------------------------------------------------------------------------------------------

    def silence(self, *, new: bool = False) -> None:
        """Say no word more on the open connections, and ack no heartbeat; `new`: nor on later ones."""
        self.deaf = new
        for connection in self.connections:
            connection.silent = True

    def drop(self, code: int | None = 4000) -> None:
        """Close every connection with `code`; None: cut it without a word."""
        for connection in list(self.connections):
            connection.detach()
            if code is None:
                connection.cut()
            else:
                connection.end(Closed(code))

    def reconnect(self) -> None:
        """Ask every client to connect anew and resume (op 7)."""
        for connection in self.connections:
            connection.send(Op.RECONNECT, None)

    def invalidate(self, *, resumable: bool) -> None:
        """Tell every client that its session is invalid (op 9); unless `resumable`, forget the sessions too."""
        for connection in self.connections:
            connection.send(Op.INVALID, resumable)
            if not resumable and connection.session is not None:
                self.sessions.pop(connection.session.id, None)
                connection.detach()

    # --- a connection ------------------------------------------------------------------------------------

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one WebSocket until it ends."""
        socket = web.WebSocketResponse(compress=False, timeout=0.5)
        await socket.prepare(request)
        connection = Connection(socket, request, silent=self.deaf)
        self.connections.add(connection)
        self.opened += 1
        self._world.notice()
        writer = asyncio.create_task(connection.write())
        try:
            await self._serve(connection)
        finally:
            self.connections.discard(connection)
            connection.detach()
            self.counts[str(socket.close_code)] += 1
            writer.cancel()
            self._world.notice()
        return socket

    async def _serve(self, connection: Connection) -> None:
        try:
            self._greet(connection)
            async for message in connection.socket:
                if message.type is not WSMsgType.TEXT:
                    raise Closed(4002, "Error while decoding payload.")
                if not connection.silent:
                    self._count(connection)
                    self._take(connection, _document(message.data))
                self._world.notice()
        except Closed as closed:
            connection.detach()
            await connection.socket.close(code=closed.code, message=closed.reason.encode(), drain=False)

    def _count(self, connection: Connection) -> None:
        try:
            self._world.meter.admit("payloads", str(id(connection)), self._world.clock(), free=True)
        except TooMany:
            raise Closed(4008, "Rate limited.") from None

    def close(self) -> None:
        """End all connections, as a server that goes away does."""
        for connection in list(self.connections):
            if connection.silent:
                connection.cut()
            else:
                connection.end(Closed(1001))

    def _greet(self, connection: Connection) -> None:
        query = connection.request.query
        if query.get("v") not in {"9", "10"}:
            raise Closed(4012, "Invalid API version")
        if query.get("encoding", "json") != "json" or query.get("compress", "zlib-stream") != "zlib-stream":
            raise Closed(4002, "Error while decoding payload.")
        if "compress" in query:
            connection.deflater = zlib.compressobj()
        connection.send(Op.HELLO, {"heartbeat_interval": int(self.heartbeat * 1000), "_trace": []})

    def _take(self, connection: Connection, payload: dict[str, Any]) -> None:
        op, data = payload.get("op"), payload.get("d")
        body = data if isinstance(data, dict) else {}
        if op == Op.HEARTBEAT:
            self.counts["heartbeat"] += 1
            connection.send(Op.ACK, None)
        elif op == Op.IDENTIFY:
            self._identify(connection, body)
        elif op == Op.RESUME:
            self._resume(connection, body)
        elif op not in {Op.PRESENCE, Op.VOICE, Op.MEMBERS, Op.SOUNDS}:
            raise Closed(4001, "Unknown opcode")
        elif connection.session is None:
            raise Closed(4003, "Not authenticated.")
        elif op == Op.MEMBERS:
            self._send_members(connection.session, body)

    def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        self.counts["identify"] += 1
        if connection.session is not None:
            raise Closed(4005, "Already authenticated.")
        if not self._start() or data.get("token") != self._world.token:
            raise Closed(4004, "Authentication failed.")
        shard, shards = _shard(data.get("shard", [0, 1]))
        intents = self._intents(data.get("intents"))
        try:
            self._world.meter.admit("identifies", str(shard % self.concurrency), self._world.clock(), free=True)
        except TooMany:
            self.counts["invalid"] += 1
            connection.send(Op.INVALID, False)
            return
        for gone in [s.id for s in self.sessions.values() if s.shard == shard and s.connection is None]:
            del self.sessions[gone]
        session = Session(f"{self._world.new_id():032x}", shard, shards, intents, connection)
        self._welcome(connection, session)

    def _start(self) -> bool:
        """Count an identify; False once a day's are used up: the real server resets the token then."""
        now = self._world.clock()
        if now >= self._day + DAY:
            self._day, self.starts = now, STARTS if self._day else self.starts
        self.starts = max(-1, self.starts - 1)
        return self.starts >= 0

    def resets_in(self) -> float:
        """Seconds until the starts are full again."""
        return max(0.0, self._day + DAY - self._world.clock()) if self._day else 0.0

    def _intents(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value & ~INTENTS:
            raise Closed(4013, "Invalid intent(s).")
        if value & PRIVILEGED & ~self.granted:
            raise Closed(4014, "Disallowed intent(s).")
        return value

    def _welcome(self, connection: Connection, session: Session) -> None:
        world = self._world
        mine: list[Guild] = [g for g in world.guilds.values() if session.carries(g.id) and world.bot.id in g.members]
        if len(mine) > GUILDS_A_SHARD:
            raise Closed(4011, "Sharding required.")
        self.sessions[session.id] = connection.session = session
        ready = {
            "v": 10,
            "user": payloads.me(world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "private_channels": [],
            "application": {"id": str(world.application_id), "flags": world.application["flags"]},
            "shard": [session.shard, session.shards],
        }
        session.tell("READY", ready)
        for guild in mine:
            if session.intents & GUILDS and not guild.unavailable:
                session.tell("GUILD_CREATE", payloads.guild_create(guild, world.bot))

    def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        self.counts["resume"] += 1
        if connection.session is not None:
            raise Closed(4005, "Already authenticated.")
        if data.get("token") != self._world.token:
            raise Closed(4004, "Authentication failed.")
        session, after = self.sessions.get(str(data.get("session_id"))), data.get("seq")
        if session is None or not isinstance(after, int) or not session.remembers(after):
            self.counts["invalid"] += 1
            connection.send(Op.INVALID, False)
            return
        if after > session.sequence:
            raise Closed(4007, "Invalid seq.")
        if session.connection is not None:
            session.connection.end(Closed(4000))
            session.connection.detach()
        connection.session = session
        session.replay(connection, after)
        session.tell("RESUMED", {"_trace": []})
        self.counts["resumed"] += 1

    def _send_members(self, session: Session, data: dict[str, Any]) -> None:
        guild = self._world.guilds.get(int(data.get("guild_id", 0)))
        members = [payloads.member(each) for each in guild.members.values()] if guild else []
        chunk = {"guild_id": str(data.get("guild_id")), "members": members, "chunk_index": 0, "chunk_count": 1}
        session.tell("GUILD_MEMBERS_CHUNK", chunk | {"nonce": data.get("nonce")})


def _document(text: str) -> dict[str, Any]:
    try:
        payload = json.loads(text)
    except ValueError:
        payload = None
    if not isinstance(payload, dict):
        raise Closed(4002, "Error while decoding payload.")
    return payload


def _shard(value: object) -> tuple[int, int]:
    if isinstance(value, list) and len(value) == 2 and all(type(part) is int for part in value):
        shard, shards = value
        if 0 <= shard < shards:
            return shard, shards
    raise Closed(4010, "Invalid shard.")
