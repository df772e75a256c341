"""Places, references and commands: pure."""

import json
from typing import Any

import pytest

from bot.adapters.discord.commands import MANAGE_SERVER, slash_commands
from bot.adapters.discord.references import Reference
from bot.adapters.discord.speech import place_of
from bot.adapters.wording import GettextWording
from bot.domain.errors import MessageGone
from bot.domain.model import Place
from tests.adapters.discord.listening import Bench
from tests.discordapi import DiscordApi


@pytest.mark.parametrize(
    ("kind", "posts", "shape"),
    [
        (0, "group", ""),
        (5, "channel", "announcement"),
        (15, "channel", "forum"),
        (16, "channel", "forum"),
        (2, "group", ""),
    ],
)
def test_channels_are_places(kind: int, posts: Any, shape: Any) -> None:
    told = {"id": "7", "type": kind, "guild_id": "2", "name": "news"}
    assert place_of(told) == Place("discord", "7", "", posts, "news", server="2", shape=shape)
    assert place_of({"id": "7", "type": kind}, "2").title == ""


@pytest.mark.parametrize("kind", [10, 11, 12])
def test_threads_are_topics(kind: int) -> None:
    told = {"id": 8, "type": kind, "parent_id": 7, "name": "talk"}
    assert place_of(told, "2") == Place("discord", "7", "8", "group", "talk", server="2")


def test_of_a_person_nothing_but_the_number_is_taken() -> None:
    assert place_of({"id": "9", "type": 1, "recipients": [{"id": "5", "username": "naila"}]}) == Place("discord", "5")
    assert place_of({"id": "9", "type": 1}) == Place("discord", "9")


@pytest.mark.parametrize(
    "stands",
    [
        Reference("1", "2"), Reference("1", "2", "3"), Reference("1", "2", picture="picture.png"),
        Reference("1" * 19, "2" * 19, "3" * 19, "picture.webp"),
    ],
)  # fmt: skip
def test_references_come_back(stands: Reference) -> None:
    assert Reference.loaded(stands.dumped()) == stands and len(stands.dumped()) <= 64


@pytest.mark.parametrize("text", ["", "1", "1/", "/2", "a/b", "1 /2", "-1/2", "1//2", "1/2/w"])
def test_what_is_no_reference_is_gone(text: str) -> None:
    with pytest.raises(MessageGone):
        Reference.loaded(text)


# --- commands ------------------------------------------------------------------------------------------------------


def test_commands_are_within_discords_limits() -> None:
    commands = slash_commands(GettextWording(), "en", operators=True)
    assert len(commands) <= 100 and len({each["name"] for each in commands}) == len(commands)
    for command in commands:
        assert _size(command) <= 8000, command["name"]
        for part in (command, *command["options"]):
            for name in (part["name"], *part["name_localizations"].values()):
                assert 1 <= len(name) <= 32 and name == name.lower() and " " not in name
            for told in (part["description"], *part["description_localizations"].values()):
                assert 1 <= len(told) <= 100
        required = [option["required"] for option in command["options"]]
        assert required == sorted(required, reverse=True) and len(required) <= 25


def _size(command: dict[str, Any]) -> int:
    """The longest localisation of each name and description counts (docs, "Slash Commands")."""
    parts = (command, *command["options"])
    return sum(
        max(map(len, (part[key], *part[f"{key}_localizations"].values())))
        for part in parts
        for key in ("name", "description")
    )


def test_locales_are_those_that_discord_has() -> None:
    commands = {each["name"]: each for each in slash_commands(GettextWording(), "az", operators=False)}
    assert set(commands["latest"]["name_localizations"]) == {"en-US", "en-GB", "ru"}
    assert commands["latest"]["description"] == GettextWording().words("az").gettext("the newest items")
    assert commands["subscribe"]["default_member_permissions"] == MANAGE_SERVER
    assert commands["latest"]["default_member_permissions"] is None and "stats" not in commands
    assert json.dumps(commands)


# --- what people say there -----------------------------------------------------------------------------------------


async def test_every_place_is_known_by_what_is_said_there(bench: Bench, api: DiscordApi) -> None:
    guild, naila = api.guild("Readers"), api.person("Naila", locale="en-GB")
    news, bulletin = api.channel(guild, "news"), api.channel(guild, "bulletin", "announcement")
    talk, posts = api.thread(news, "talk"), api.channel(guild, "posts", "forum")
    topic = api.thread(posts, "topic")
    for channel in (news, bulletin, talk, topic, api.dm(naila)):
        await api.slash(naila, channel, "help")
    server = str(guild.id)
    assert [ask.place for ask in bench.desk.asked] == [
        Place("discord", str(news.id), "", "group", "news", server=server),
        Place("discord", str(bulletin.id), "", "channel", "bulletin", server=server, shape="announcement"),
        Place("discord", str(news.id), str(talk.id), "group", "talk", server=server),
        Place("discord", str(posts.id), str(topic.id), "group", "topic", server=server),
        Place("discord", str(naila.id)),
    ]
    assert {ask.person.language for ask in bench.desk.asked} == {"en-GB"}


async def test_options_are_words_places_and_flags(bench: Bench, api: DiscordApi) -> None:
    guild = api.guild("Readers")
    news, posts = api.channel(guild, "news"), api.channel(guild, "posts", "forum")
    role = api.role(guild, "Newsroom")
    given = {"what": "world", "channel": posts, "mention": role, "webhook": True, "crosspost": False}
    await api.slash(api.owner, news, "subscribe", given)
    (ask,) = bench.desk.asked
    assert (ask.command, ask.words) == ("subscribe", "world")
    assert ask.about == Place("discord", str(posts.id), "", "channel", "posts", server=str(guild.id), shape="forum")
    assert dict(ask.options) == {"mention": str(role.id), "webhook": "true", "crosspost": "false"}
    await api.complete(api.owner, news, "subscribe", "what", "wo", {"channel": posts})
    assert (bench.desk.typed[-1].words, bench.desk.typed[-1].about) == ("wo", ask.about)


async def test_who_asks_for_what_they_may_not_do_themselves_is_told_apart(bench: Bench, api: DiscordApi) -> None:
    guild, naila = api.guild("Readers"), api.person("Naila")
    api.member(guild, naila, manage_guild=True)
    news, hidden = api.channel(guild, "news"), api.channel(guild, "hidden")
    api.deny(hidden, "view_channel", who=naila)
    api.deny(news, "mention_everyone", "manage_webhooks", who=naila)
    held, free = api.role(guild, "Newsroom"), api.role(guild, "Readers", mentionable=True)
    given = {"channel": hidden, "mention": held, "webhook": True}
    await api.slash(naila, news, "subscribe", given, force=True)
    await api.slash(naila, news, "subscribe", {"channel": news, "mention": free, "webhook": False, "crosspost": True})
    await api.slash(api.owner, news, "subscribe", given)
    refused = [set(ask.refused) for ask in bench.desk.asked]
    assert refused == [{"channel", "mention", "webhook"}, set(), set()]
