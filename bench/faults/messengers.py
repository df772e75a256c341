"""The stand-ins of both messengers, each in a process of its own: how a row opens chats there and lets them fail."""

import json
import re
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

import aiohttp

from bench.faults.score import Arrival
from bot.demo.botapi import TOKEN
from bot.domain.model import Place, PlaceKind
from tests import discordapi

LINK = re.compile(r'href="[^"]*/post/(\d+)"')
POST = re.compile(r"/post/(\d+)")


class StandIn:
    """Telegram's, and its control. `moved`: the new id of a chat → the one it was opened with."""

    name: ClassVar[str] = "telegram"
    module: ClassVar[str] = "bot.demo.botapi"
    options: ClassVar[tuple[str, ...]] = ()
    gaps: ClassVar[Mapping[PlaceKind, float]] = {"private": 1.05, "channel": 1.05, "group": 3.05}  # between two posts
    names_posts: ClassVar[bool] = False  # a post whose answer was lost can be sent again without standing there twice

    def __init__(self, process: Process, base: str, session: aiohttp.ClientSession) -> None:
        self.base = base
        self.moved: dict[int, int] = {}
        self._process = process
        self._session = session

    async def __call__(self, verb: str, **body: Any) -> Any:
        """`/control/<verb>`."""
        return (await self._control(self.base, verb, body))["result"]

    async def _control(self, root: str, verb: str, body: dict[str, Any]) -> Any:
        async with self._session.post(f"{root}/control/{verb}", json=body) as answer:
            document = await answer.json()
        if answer.status != 200:
            raise RuntimeError(f"the stand-in refused {verb}: {document}")
        return document

    async def open(self, private: int, groups: int, channels: int) -> dict[int, PlaceKind]:
        """Open chats: id → kind."""
        found: dict[int, PlaceKind] = {}
        for number in range(private):
            found[(await self("private", user=1001 + number))["id"]] = "private"
        for number in range(groups):
            found[(await self("group", title=f"Group {number}", owner=1))["id"]] = "group"
        for number in range(channels):
            found[(await self("channel", title=f"Channel {number}"))["id"]] = "channel"
        return found

    def place(self, chat: int, kind: PlaceKind) -> Place:
        """The chat as the bot knows it."""
        return Place(self.name, str(chat), "", kind)

    def config(self) -> str:
        """The bot's table of settings."""
        return f'[telegram]\ntoken = "{TOKEN}"\napi_base_url = "{self.base}"\n'

    async def fail(self, kind: str, *, chat: int = 0, sending: bool = False, **how: Any) -> None:
        """Let calls fail: those that send, or those for a chat; else all."""
        how |= {"method": "sendMessage"} if sending else {}
        await self("fail", kind=kind, **how, **({"chat": chat} if chat else {}))

    async def shut(self, chat: int) -> None:
        """A person takes nothing from the bot any more."""
        await self("block", user=chat)

    async def let_in(self, chat: int) -> None:
        """And then again."""
        await self("unblock", user=chat)

    async def deaf(self) -> None:
        """What the bot hears by is black-holed, once."""
        await self.fail("black_hole", method="getUpdates", times=1)

    async def got(self) -> list[Arrival]:
        """What has arrived so far."""
        found: Sequence[Mapping[str, Any]] = await self("arrivals")
        return [
            Arrival(each["time"], self.moved.get(each["chat"], each["chat"]), tokens)
            for each in found
            if (tokens := tuple(dict.fromkeys(map(int, LINK.findall(each["html"])))))
        ]

    async def figures(self) -> tuple[int, int]:
        """Of posts whose answers a fault withheld, and of calls that the limits refused."""
        stats = await self("stats")
        return stats["unheard"], stats["refused"]


class DiscordStandIn(StandIn):
    """Discord's: people, and servers with a text channel each, or an announcement channel."""

    name = "discord"
    module = "tests.discordapi"
    options = ("--token", discordapi.TOKEN)
    gaps = {"private": 1.05, "channel": 1.05, "group": 1.05}  # noqa: RUF012 - see above
    names_posts = True

    def __init__(self, process: Process, base: str, session: aiohttp.ClientSession) -> None:
        super().__init__(process, base, session)
        self.servers: dict[int, int] = {}  # of channels
        self._direct: dict[int, int] = {}  # the channels of people
        self._arrived: list[Arrival] = []
        self._read = 0

    async def __call__(self, verb: str, **body: Any) -> Any:
        return await self._control(self.base.removesuffix("/api/v10"), verb, body)

    async def open(self, private: int, groups: int, channels: int) -> dict[int, PlaceKind]:
        found: dict[int, PlaceKind] = {}
        for number in range(private):
            user = (await self("person", name=f"Reader {number}"))["id"]
            self._direct[user] = (await self("dm", user=user))["id"]
            self.moved[self._direct[user]] = user
            found[user] = "private"
        for number in range(groups + channels):
            guild = (await self("guild", name=f"Server {number}"))["id"]
            kind = "text" if number < groups else "announcement"
            channel = (await self("channel", guild=guild, name="news", kind=kind))["id"]
            self.servers[channel] = guild
            found[channel] = "group" if number < groups else "channel"
        return found

    def place(self, chat: int, kind: PlaceKind) -> Place:
        shape = "announcement" if kind == "channel" else ""
        server = str(self.servers.get(chat, ""))
        return Place(self.name, str(chat), "", kind, "news" if server else "", server=server, shape=shape)  # type: ignore[arg-type]

    def config(self) -> str:
        return f'[discord]\ntoken = "{discordapi.TOKEN}"\napi_base_url = "{self.base}"\n'

    async def fail(self, kind: str, *, chat: int = 0, sending: bool = False, **how: Any) -> None:
        how |= {"method": "POST", "path": "/channels/.*"} if sending else {}
        await self("fail", kind=kind, **how, **({"channel": self._direct.get(chat, chat)} if chat else {}))

    async def let_in(self, chat: int) -> None:
        """They have to say so: Discord tells nobody."""
        await self("unblock", user=chat)
        await self("slash", user=chat, channel=self._direct[chat], command="subscribe", options={})

    async def deaf(self) -> None:
        await self("silence")

    async def answers(self, chat: int) -> bool:
        """Does the bot answer a person?"""
        try:
            await self("slash", user=chat, channel=self._direct[chat], command="help", options={})
        except RuntimeError:
            return False
        return True

    async def got(self) -> list[Arrival]:
        found: Sequence[Mapping[str, Any]] = await self("arrivals", after=self._read)
        self._read += len(found)
        for each in found:
            shown = json.dumps([each["content"], each["embeds"]])
            if tokens := tuple(dict.fromkeys(map(int, POST.findall(shown)))):
                channel = int(each["channel_id"])
                time = datetime.fromisoformat(each["timestamp"]).timestamp()
                self._arrived.append(Arrival(time, self.moved.get(channel, channel), tokens))
        return list(self._arrived)


PLATFORMS: Mapping[str, type[StandIn]] = {"telegram": StandIn, "discord": DiscordStandIn}
