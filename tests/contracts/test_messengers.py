"""What both messengers do alike, wired as the bot wires them: who may what, every command, the same news to all."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import discord.http
import pytest
from discord.gateway import DiscordWebSocket

from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store, open_store
from bot.adapters.wording import GettextWording
from bot.app.discord import discord as wired_discord
from bot.app.messenger import Messenger
from bot.app.telegram import telegram as wired_telegram
from bot.config import load
from bot.demo.botapi import BotApi
from bot.domain.errors import TryLater
from bot.domain.model import Person, Place, Query
from bot.services.archive import Archive
from bot.services.desk import Signature, signatures
from tests.adapters.discord.reading import shown_of
from tests.contracts.platforms import MESSENGERS, OnDiscord, OnMessenger, OnTelegram, OnTerminal, harness
from tests.discordapi import DiscordApi
from tests.services.test_desk_store import STORIES, published

WORDS = GettextWording().words("en")
TABLE = signatures(WORDS)
GIVEN = {"search": {"words": "corridor"}}  # to commands that need something
EMPTY: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _one_discord(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What discord.py keeps for the whole process is put back."""
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    yield


# --- the port Directory --------------------------------------------------------------------------------------------


@pytest.fixture(params=MESSENGERS)
async def messenger(request: pytest.FixtureRequest) -> AsyncIterator[OnMessenger]:
    async with harness(request.param) as made:
        assert not isinstance(made, OnTerminal)
        yield made


async def test_a_private_chat_is_its_persons(messenger: OnMessenger) -> None:
    here = Place(messenger.name, "42")
    assert await messenger.platform.manages(here, Person("42"))
    assert not await messenger.platform.manages(here, Person("43"))
    assert await messenger.platform.may_post(here)


async def test_a_stranger_manages_nothing(messenger: OnMessenger) -> None:
    assert not await messenger.platform.manages(messenger.place, Person("43"))


async def test_who_manages_may_change_what_a_place_gets(messenger: OnMessenger) -> None:
    if isinstance(messenger, OnTelegram):
        messenger.api.member(messenger.chat, 42, "administrator")
    else:  # as Discord says with what the person does there
        messenger.platform.directory.told(messenger.place, Person("42"), manages=True)
        messenger.platform.directory.told(messenger.place, Person("43"), manages=False)
    assert await messenger.platform.manages(messenger.place, Person("42"))
    assert not await messenger.platform.manages(messenger.place, Person("43"))


async def test_a_place_is_found_by_its_number(messenger: OnMessenger) -> None:
    found = await messenger.platform.look_up(messenger.name, messenger.place.chat)
    assert found is not None
    assert (found.platform, found.chat, found.kind) == (messenger.name, messenger.place.chat, "group")
    for name, platform in (
        ("", messenger.name),
        ("nobody at all", messenger.name),
        (messenger.place.chat, "elsewhere"),
    ):
        assert await messenger.platform.look_up(platform, name) is None
    assert await messenger.platform.look_up(messenger.name, messenger.shut("unknown").chat) is None


async def test_where_the_bot_may_post(messenger: OnMessenger) -> None:
    assert await messenger.platform.may_post(messenger.place)
    for why in ("kicked", "no_rights", "unknown"):
        assert not await messenger.platform.may_post(messenger.shut(why)), why


async def test_what_cannot_be_asked_now_is_no_answer(messenger: OnMessenger) -> None:
    await messenger.platform.may_post(messenger.place)
    if isinstance(messenger, OnTelegram):
        messenger.api.fail("server_error", times=None)
    else:
        messenger.api.fail("server_error", times=None, method="GET")
    for question in (
        messenger.platform.look_up(messenger.name, messenger.place.chat),
        messenger.platform.may_post(messenger.place),
    ):
        with pytest.raises(TryLater):
            await question


# --- the port Desk, over both --------------------------------------------------------------------------------------


class ViaTelegram:
    """Private chats: each command in one of its own, as a chat gets an answer a second; operators' in an operator's."""

    name = "telegram"

    def __init__(self) -> None:
        self.api = BotApi()
        self.admin = 42

    def settings(self) -> dict[str, Any]:
        return {"token": self.api.token, "api_base_url": self.api.base_url, "admins": [self.admin]}

    async def ready(self) -> None:
        await self.api.until(lambda: "getupdates" in self.api.counts and bool(self.menu("ru")))

    async def ask(self, command: str, given: dict[str, Any] = EMPTY) -> str:
        who = self.admin if _is_for_operators(command) else 1000 + len(self.api.users)
        before = self.api.private(who).accepted
        self.api.say(who, who, " ".join(["/" + command, *map(str, given.values())]))
        return (await self.api.wait_for(who, before + 1))[-1].text

    def menu(self, language: str) -> dict[str, str]:
        listed = [each for (_, known), each in self.api.profile.commands.items() if known == language]
        return {each["command"]: each["description"] for each in (listed[0] if listed else ())}

    def stop(self) -> None:
        self.api.inbox.interrupt()


class ViaDiscord:
    """The owner of a server in one of its channels; operators' commands are given in a direct conversation."""

    name = "discord"

    def __init__(self) -> None:
        self.api = DiscordApi()
        self.channel = self.api.channel(self.api.guild("Readers"), "news")
        self.admin = self.api.owner.id

    def settings(self) -> dict[str, Any]:
        return {"token": self.api.token, "api_base_url": self.api.base_url, "admins": [self.admin]}

    async def ready(self) -> None:
        await self.api.until(lambda: bool(self.api.gateway.ready) and bool(self.api.commands))

    async def ask(self, command: str, given: dict[str, Any] = EMPTY) -> str:
        where = self.api.dm(self.api.owner) if _is_for_operators(command) else self.channel
        answer = await self.api.slash(self.api.owner, where, command, given)
        return "\n".join(shown_of(embed).text for embed in answer.embeds)

    def menu(self, language: str) -> dict[str, str]:
        key = "description_localizations" if language else "description"
        told = {each["name"]: each[key] for each in self.api.commands.values()}
        return {name: each[language] if language else each for name, each in told.items()}

    def stop(self) -> None:
        """Nothing holds the server up."""


Via = ViaTelegram | ViaDiscord


def _is_for_operators(command: str) -> bool:
    return next(each for each in TABLE if each.name == command).for_operators


@asynccontextmanager
async def answering(via: Via, folder: Path, store: Store) -> AsyncIterator[None]:
    """The platform's part of the bot, as it is wired."""
    keys = "\n".join(f"{key} = {json.dumps(value)}" for key, value in via.settings().items())
    file = folder / f"{via.name}.toml"
    file.write_text(f'[site]\nname = "Caliber.Az"\n[{via.name}]\n{keys}\n[[sources]]\nurl = "https://caliber.az/"\n')
    config, signals = load(file), LocalSignals()
    async with AsyncExitStack() as stack:
        part: Messenger = (
            await wired_discord(config, store, signals, stack)
            if isinstance(via, ViaDiscord)
            else await wired_telegram(config, store, signals, stack, frozenset({"chat"}))
        )
        tasks = [asyncio.ensure_future(loop.run()) for loop in part.answering]
        try:
            await via.ready()
            yield
        finally:
            for task in tasks:
                task.cancel()
            via.stop()
            await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Store]:
    """A store with some news: on one database, whatever the platform."""
    async with open_store(f"sqlite:///{tmp_path / 'crier.db'}", mode="run") as opened:
        await published(opened)
        yield opened


@pytest.fixture(params=[ViaTelegram, ViaDiscord])
async def via(request: pytest.FixtureRequest, tmp_path: Path, archive: Store) -> AsyncIterator[Via]:
    made: Via = request.param()
    async with made.api, answering(made, tmp_path, archive):
        yield made


async def test_every_command_is_answered(via: Via) -> None:
    for command in TABLE:
        answer = await via.ask(command.name, GIVEN.get(command.name, {}))
        assert answer.strip() and "I do not know the command" not in answer, command.name


async def test_every_command_is_in_the_menu(via: Via) -> None:
    for language in ("", "ru"):
        wanted = signatures(GettextWording().words(language or "en"))
        menu = via.menu(language)
        shown = [each for each in wanted if not each.for_operators or via.name == "discord"]
        assert menu == {command.name: command.description for command in shown}


async def test_discord_takes_every_command_with_its_names() -> None:
    """As the strict stand-in has registered them."""
    async with harness("discord") as there:
        assert isinstance(there, OnDiscord)
        from bot.adapters.discord.commands import slash_commands

        commands = slash_commands(GettextWording(), "en", operators=True)
        application = await there.platform.api.login()
        await there.platform.api.call(
            "PUT", "/applications/{application_id}/commands", commands, application_id=application
        )
        known = {each["name"]: each for each in there.api.commands.values()}
    in_russian = signatures(GettextWording().words("ru"))
    assert list(known) == [command.name for command in TABLE]
    for command in in_russian:
        _is_known(command, known[command.name])


def _is_known(command: Signature, registered: dict[str, Any]) -> None:
    assert registered["name_localizations"]["ru"] == command.shown
    assert [option["name"] for option in registered["options"]] == [each.name for each in command.parameters]
    assert [option["name_localizations"]["ru"] for option in registered["options"]] == [
        each.shown for each in command.parameters
    ]


async def test_the_same_news_everywhere(tmp_path: Path, archive: Store) -> None:
    """On both messengers, and in the terminal, which asks the archive itself."""
    terminal = Archive(archive.articles, archive.sources, {}, GettextWording().languages)
    found = {
        "latest": (await archive.articles.find(Query(), limit=5)).items,
        "search": (await terminal.search("corridor", _now(), WORDS.gettext, limit=5)).items,
    }
    shown = {command: [item.title for item in items] for command, items in found.items()}
    assert len(shown["latest"]) == len(STORIES) and len(shown["search"]) == 2
    for made in (ViaTelegram(), ViaDiscord()):
        async with made.api, answering(made, tmp_path, archive):
            for command, titles in shown.items():
                text = await made.ask(command, GIVEN.get(command, {}))
                assert _in_order(text, titles), (made.name, command)


def _in_order(text: str, titles: list[str]) -> bool:
    places = [text.find(title) for title in titles]
    others = [title for title, _ in STORIES if title not in titles]
    return -1 not in places and places == sorted(places) and not any(title in text for title in others)


def _now() -> Any:
    from bot.app.parts import now

    return now()
