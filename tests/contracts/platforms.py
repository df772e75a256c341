"""Every platform, with what a contract needs to see and to do there: one class each, with one API."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.adapters.discord.markdown import units
from bot.adapters.discord.markup import MAX_LINK
from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.discord.references import Reference
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.terminal import Terminal
from bot.adapters.wording import GettextWording
from bot.demo.botapi import BotApi
from bot.demo.botapi.records import SentMessage
from bot.domain.digest import shown_units
from bot.domain.model import Place, Post, Receipt
from bot.domain.style import Style
from bot.ports import Platform
from bot.services.composer import Composer
from tests.adapters.discord.reading import shown_of
from tests.contracts.samples import NOW
from tests.discordapi import DiscordApi
from tests.discordapi.records import Message

Trouble = Literal["server_error", "bad_gateway", "too_many", "drop", "drop_answer", "reset", "reset_answer"]
Shut = Literal["kicked", "no_rights", "unknown", "blocked", "topic_gone"]
ALL: Sequence[str] = ("telegram", "discord", "terminal")
MESSENGERS: Sequence[str] = ("telegram", "discord")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(4) + b"IHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + bytes(64)
_MENTION = re.compile(r"@\w+")
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a person sees it. `acts`: mentions, commands, code … that it makes of its words; `pings`: whom it
    rings; `picture`: an address, or what was uploaded."""

    text: str
    links: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    picture: str | bytes = ""
    silent: bool = False
    answers: str = ""  # the reference of a message
    struck: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    pings: tuple[str, ...] = ()


class OnTelegram:
    """A group, by the real adapter against the stand-in for the Bot API."""

    name = "telegram"
    tells_once = False  # the Bot API has nothing of the kind
    closes: dict[Shut, str] = {  # noqa: RUF012 - never changed
        "kicked": "kicked", "no_rights": "no_rights", "unknown": "not_found", "blocked": "blocked",
        "topic_gone": "topic_gone",
    }  # fmt: skip

    def __init__(self, api: BotApi, platform: TelegramPlatform) -> None:
        self.api, self.platform = api, platform
        self.chat = api.supergroup("Readers")
        self.place = Place(self.name, str(self.chat.id), kind="group")
        self.composer = composer(self.name)

    @property
    def gone(self) -> str:
        """A reference to a message that never was."""
        return "999"

    def standing(self) -> list[Seen]:
        return [self._seen(message) for message in self.api.sent(self.chat) if not message.deleted]

    def delete(self, message: str) -> None:
        self.api.delete_message(self.chat, int(message))

    def fail(self, trouble: Trouble, seconds: float = 0.0) -> None:
        self.api.fail(trouble, seconds=seconds)

    def shut(self, why: Shut) -> Place:
        api = self.api
        match why:
            case "kicked":
                return Place(self.name, str(api.supergroup(bot="kicked").id), kind="group")
            case "no_rights":
                return Place(self.name, str(api.channel(bot="member").id), kind="channel")
            case "unknown":
                return Place(self.name, "-1001999", kind="group")
            case "blocked":
                api.block(7)
                return Place(self.name, "7")
            case _:
                forum = api.supergroup(forum=True)
                topic = api.topic(forum)
                api.delete_topic(forum, topic)
                return Place(self.name, str(forum.id), str(topic), "group")

    @asynccontextmanager
    async def other(self, *, token: str = "", base_url: str = "") -> AsyncIterator[Platform]:
        made = TelegramPlatform(token=token or self.api.token, api_base_url=base_url or self.api.base_url)
        async with made as platform:
            yield platform

    def _seen(self, message: SentMessage) -> Seen:
        links = [each for each in message.entities if each["type"] == "text_link"]
        words = _without(message.text, links)
        buttons = [button for row in message.markup.get("inline_keyboard", ()) for button in row]
        struck = [_part(message.text, each) for each in message.entities if each["type"] == "strikethrough"]
        return Seen(
            message.text.replace("\u2060", ""),
            frozenset([each["url"] for each in links] + [button["url"] for button in buttons if "url" in button]),
            tuple(button["text"] for button in buttons),
            tuple(button["callback_data"] for button in buttons if "callback_data" in button),
            self._picture(message),
            message.silent,
            str(message.reply_to or ""),
            tuple(struck),
            tuple(_MENTION.findall(words) + _COMMAND.findall(words)),
            tuple(_MENTION.findall(words)),
        )

    def _picture(self, message: SentMessage) -> str | bytes:
        return self.api.uploads.get(f"u{message.photo_id}x") or message.photo if message.photo else ""


class OnDiscord:
    """A text channel, by the real adapter and the real discord.py against the stand-in."""

    name = "discord"
    tells_once = True
    closes: dict[Shut, str] = {  # noqa: RUF012 - never changed
        "kicked": "no_rights",  # Discord says "Missing Access" of both; the gateway tells of a kick
        "no_rights": "no_rights", "unknown": "not_found", "blocked": "blocked", "topic_gone": "topic_gone",
    }  # fmt: skip

    def __init__(self, api: DiscordApi, platform: DiscordPlatform) -> None:
        self.api, self.platform = api, platform
        self.guild = api.guild("Readers")
        self.chat = api.channel(self.guild, "news")
        self.place = Place(self.name, str(self.chat.id), kind="group", title="news", server=str(self.guild.id))
        self.composer = composer(self.name)

    @property
    def gone(self) -> str:
        """A reference to a message that never was."""
        return f"{self.chat.id}/999"

    def standing(self) -> list[Seen]:
        return [self._seen(message) for message in self.api.sent(self.chat) if not message.deleted]

    def delete(self, message: str) -> None:
        self.api.delete_message(self.chat.messages[int(Reference.loaded(message).message)])

    def fail(self, trouble: Trouble, seconds: float = 0.0) -> None:
        self.api.fail(trouble, seconds=seconds, method="POST")

    def shut(self, why: Shut) -> Place:
        api, guild = self.api, self.guild
        match why:
            case "kicked":
                elsewhere = api.guild("Elsewhere", bot=False)
                return Place(self.name, str(api.channel(elsewhere).id), kind="group", server=str(elsewhere.id))
            case "no_rights":
                channel = api.channel(guild, "quiet")
                api.deny(channel, "send_messages")
                return Place(self.name, str(channel.id), kind="group", server=str(guild.id))
            case "unknown":
                return Place(self.name, "1100000000000000999", kind="group", server=str(guild.id))
            case "blocked":
                person = api.person("Naila")
                api.block(person)
                return Place(self.name, str(person.id))
            case _:
                thread = api.thread(self.chat)
                api.delete_channel(thread)
                return Place(self.name, str(self.chat.id), str(thread.id), "group", server=str(guild.id))

    @asynccontextmanager
    async def other(self, *, token: str = "", base_url: str = "") -> AsyncIterator[Platform]:
        made = DiscordPlatform(
            token=token or self.api.token, api_base_url=base_url or self.api.base_url, site_name="Example"
        )
        async with made as platform:
            yield platform

    def _seen(self, message: Message) -> Seen:
        (embed,) = message.embeds
        shown = shown_of(embed)
        image = embed.get("image", {}).get("url", "")
        uploads = {f"attachment://{each.name}": each.content for each in message.attachments}
        buttons = [part for part in message.parts if part["type"] == 2]
        opened = {url for _, url in shown.links} | {part["url"] for part in buttons if "url" in part}
        return Seen(
            shown.text,
            frozenset(opened),
            tuple(part["label"] for part in buttons),
            tuple(part["custom_id"] for part in buttons if "custom_id" in part),
            uploads.get(image, image),
            message.silent,
            Reference(str(self.chat.id), str(message.reply_to)).dumped() if message.reply_to else "",
            tuple(words for style, words in shown.styles if style == "strike"),
            tuple(shown.acts),
            message.pings,
        )


class OnTerminal:
    """A stream. Nothing of it can fail; what is printed stays, so that of edits the last word counts."""

    name = "terminal"
    tells_once = True
    closes: dict[Shut, str] = {}  # noqa: RUF012 - never changed

    def __init__(self) -> None:
        self.paper = _Paper()
        self.platform = _Watched(self.paper)
        self.place = Place(self.name, "here")
        self.composer = composer(self.name)

    @property
    def gone(self) -> str:
        """A reference to a message that never was."""
        return "999"

    def standing(self) -> list[Seen]:
        return list(self.platform.seen())

    def delete(self, message: str) -> None:
        raise NotImplementedError("what is printed stays")


Harness = OnTelegram | OnDiscord | OnTerminal
OnMessenger = OnTelegram | OnDiscord


class _Paper(io.StringIO):
    def isatty(self) -> bool:
        return True


@dataclass
class _Print:
    number: str
    text: str = ""
    answers: str = ""
    raw: list[str] = field(default_factory=list)


class _Watched(Terminal):
    """Knows what it has printed for which message."""

    def __init__(self, paper: _Paper) -> None:
        super().__init__(paper)
        self._paper = paper
        self._prints: dict[str, str] = {}

    async def send(self, place: Place, post: Post, **more: Any) -> Receipt:
        before = self._paper.tell()
        receipt = await super().send(place, post, **more)
        self._took(receipt.messages[0], before)
        return receipt

    async def edit(self, place: Place, message: str, post: Post, **more: Any) -> None:
        before = self._paper.tell()
        await super().edit(place, message, post, **more)
        self._took(message, before)

    def _took(self, message: str, before: int) -> None:
        if printed := self._paper.getvalue()[before:]:
            self._prints[message] = printed

    def seen(self) -> Iterator[Seen]:
        for printed in self._prints.values():
            struck = re.findall("\x1b\\[9m(.*?)\x1b", printed)
            plain = re.sub("\x1b\\[[0-9;]*m", "", printed)
            answers = re.match(r"\[answers message (\d+)\]\n", plain)
            picture = re.search(r"^\[picture: (.*)\]$", plain, re.MULTILINE)
            steered = tuple(set(re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", plain)))
            labels = re.findall(r"\[ (.*?) \]", plain)
            yield Seen(
                re.sub(r"^\[(answers|replaces) message \d+\]\n", "", plain),
                labels=tuple(labels),
                picture=picture[1] if picture else "",
                answers=answers[1] if answers else "",
                struck=tuple(struck),
                acts=steered,
            )


def composer(name: str) -> Composer:
    """As the wiring makes it."""
    cards = name == "discord"
    style = Style(
        "Caliber.Az",
        "https://caliber.az/",
        "Asia/Baku",
        platform=name,
        cards=cards,
        link_units=MAX_LINK if cards else 0,
    )
    return Composer(style, GettextWording(), lambda: NOW, units=units if cards else shown_units)


@asynccontextmanager
async def harness(name: str) -> AsyncIterator[Harness]:
    """A platform, ready."""
    async with AsyncExitStack() as stack:
        match name:
            case "telegram":
                botapi = await stack.enter_async_context(BotApi())
                stack.callback(botapi.inbox.interrupt)
                made = TelegramPlatform(token=botapi.token, api_base_url=botapi.base_url)
                yield OnTelegram(botapi, await stack.enter_async_context(made))
                await asyncio.sleep(0)
            case "discord":
                api = await stack.enter_async_context(DiscordApi())
                discord = DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="Caliber.Az")
                yield OnDiscord(api, await stack.enter_async_context(discord))
            case _:
                yield OnTerminal()


def _part(text: str, entity: dict[str, Any]) -> str:
    units = text.encode("utf-16-le")
    return units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")


def _without(text: str, entities: Sequence[dict[str, Any]]) -> str:
    """A text but for its links, in which nothing is linked again."""
    units = text.encode("utf-16-le")
    for each in sorted(entities, key=lambda entity: -int(entity["offset"])):
        units = units[: each["offset"] * 2] + units[(each["offset"] + each["length"]) * 2 :]
    return units.decode("utf-16-le")
