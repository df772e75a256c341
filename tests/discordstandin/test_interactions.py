"""Interactions and registered commands, answered by hand: what is refused, and when."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import aiohttp
import pytest

from tests.discordapi import Answer, DiscordApi, User
from tests.discordapi.records import EPHEMERAL, Channel, Interaction
from tests.discordstandin.conftest import Ask, asking

OPTION: dict[str, Any] = {"type": 3, "name": "what", "description": "d"}
COMMAND: dict[str, Any] = {"name": "subscribe", "description": "d", "options": [OPTION]}


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def api(clock: Clock) -> AsyncIterator[DiscordApi]:
    async with DiscordApi(clock=clock) as standin:
        yield standin


@pytest.fixture
async def ask(api: DiscordApi) -> AsyncIterator[Ask]:
    async with aiohttp.ClientSession() as session:
        yield asking(session, api)


@pytest.fixture
def news(api: DiscordApi) -> Channel:
    return api.channel(api.guild("Herald readers"), "news")


@pytest.fixture
def naila(api: DiscordApi) -> User:
    return api.person("Naila", locale="ru")


async def asked(api: DiscordApi, doing: Awaitable[Any]) -> tuple[Interaction, "asyncio.Future[Any]"]:
    """What somebody does, under way: the interaction that waits for an answer."""
    before = len(api.interactions)
    waiting = asyncio.ensure_future(doing)
    await api.until(lambda: len(api.interactions) > before)
    return list(api.interactions.values())[-1], waiting


def callback(interaction: Interaction) -> str:
    return f"/interactions/{interaction.id}/{interaction.token}/callback"


async def registered(api: DiscordApi, ask: Ask, **more: Any) -> str:
    place = f"/applications/{api.application_id}/commands"
    assert (await ask("PUT", place, [COMMAND | more])).status == 200
    return place


async def test_an_answer_comes_once_and_in_time(
    api: DiscordApi, ask: Ask, clock: Clock, news: Channel, naila: User
) -> None:
    await registered(api, ask)
    interaction, waiting = await asked(api, api.slash(naila, news, "subscribe", {"what": "world"}))
    body = {"type": 4, "data": {"content": "to world", "flags": EPHEMERAL}}
    assert (await ask("POST", "/interactions/1/x/callback", body, token="")).code == 10062
    long = await ask("POST", callback(interaction), {"type": 4, "data": {"content": "x" * 2001}}, token="")
    assert long.error("data.content") == "BASE_TYPE_MAX_LENGTH"
    assert (await ask("POST", callback(interaction), {"type": 7, "data": {}}, token="")).error("type")
    reply = await ask("POST", f"{callback(interaction)}?with_response=true", body, token="")
    assert reply.body["resource"]["message"]["content"] == "to world"
    answer: Answer = await waiting
    assert (answer.content, answer.ephemeral, news.messages) == ("to world", True, {})
    assert (await ask("POST", callback(interaction), body, token="")).code == 40060

    late, waiting = await asked(api, api.slash(naila, news, "subscribe"))
    clock.now += 3.1
    assert (await ask("POST", callback(late), body, token="")).code == 10062
    waiting.cancel()


async def test_a_deferred_answer_is_filled_in(
    api: DiscordApi, ask: Ask, clock: Clock, news: Channel, naila: User
) -> None:
    await registered(api, ask)
    interaction, waiting = await asked(api, api.slash(naila, news, "subscribe"))
    keyed = f"/webhooks/{api.application_id}/{interaction.token}"
    assert (await ask("POST", keyed, {"content": "x"}, token="")).code == 10015
    assert (await ask("POST", callback(interaction), {"type": 5}, token="")).status == 204
    await ask("PATCH", f"{keyed}/messages/@original", {"content": f"done {naila.mention}"}, token="")
    answer: Answer = await waiting
    assert (answer.content, answer.deferred, answer.ephemeral) == (f"done {naila.mention}", True, False)
    assert answer.message is not None and answer.message.pings == (naila.mention,)
    more = await ask("POST", keyed, {"content": "@everyone more", "flags": EPHEMERAL}, token="")
    assert (answer.followups[0].ephemeral, answer.followups[0].pings) == (True, ())
    assert (await ask("DELETE", f"{keyed}/messages/{more.body['id']}", token="")).status == 204
    assert (await ask("GET", f"{keyed}/messages/{more.body['id']}", token="")).code == 10008
    clock.now += 901
    assert (await ask("PATCH", f"{keyed}/messages/@original", {"content": "x"}, token="")).code == 50027


async def test_choices_are_counted(api: DiscordApi, ask: Ask, news: Channel, naila: User) -> None:
    await registered(api, ask, options=[OPTION | {"autocomplete": True}])
    interaction, waiting = await asked(api, api.complete(naila, news, "subscribe", "what", "wo"))
    choices = [{"name": str(n), "value": str(n)} for n in range(26)]
    many = await ask("POST", callback(interaction), {"type": 8, "data": {"choices": choices}}, token="")
    assert many.error("data.choices") == "BASE_TYPE_MAX_LENGTH"
    empty = await ask("POST", callback(interaction), {"type": 8, "data": {"choices": [{"name": ""}]}}, token="")
    assert empty.error("data.choices.0.name") == "BASE_TYPE_REQUIRED"
    await ask("POST", callback(interaction), {"type": 8, "data": {"choices": choices[:25]}}, token="")
    assert len(await waiting) == 25


@pytest.mark.parametrize(
    ("more", "path", "code"),
    [
        ({"name": "Subscribe"}, "0.name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "sub scribe"}, "0.name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "s" * 33}, "0.name", "BASE_TYPE_BAD_LENGTH"),
        ({"description": ""}, "0.description", "BASE_TYPE_REQUIRED"),
        ({"description": "d" * 101}, "0.description", "BASE_TYPE_BAD_LENGTH"),
        ({"name_localizations": {"az": "abunə"}}, "0.name_localizations.az", "BASE_TYPE_CHOICES"),
        ({"name_localizations": {"ru": "Подписать"}}, "0.name_localizations.ru", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"options": [{"name": "a", "description": "d"}]}, "0.options.0.type", "BASE_TYPE_REQUIRED"),
        (
            {"options": [{"type": 3, "name": n, "description": "d", "required": n == "b"} for n in "ab"]},
            "0.options.1",
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        ({"options": [{"type": 3, "name": "a", "description": "d"}] * 26}, "0.options", "BASE_TYPE_MAX_LENGTH"),
    ],
)
async def test_commands_are_refused(api: DiscordApi, ask: Ask, more: dict[str, Any], path: str, code: str) -> None:
    reply = await ask("PUT", f"/applications/{api.application_id}/commands", [COMMAND | more])
    assert (reply.status, reply.error(path)) == (400, code)
    assert api.commands == {}


async def test_commands_are_registered(api: DiscordApi, ask: Ask, news: Channel) -> None:
    place = await registered(api, ask, name_localizations={"ru": "подписать"}, default_member_permissions="32")
    (first,) = (await ask("GET", place)).body
    assert (first["name_localizations"], first["default_member_permissions"]) == ({"ru": "подписать"}, "32")
    await registered(api, ask, description="other")
    (same,) = (await ask("GET", place)).body
    assert (same["id"], same["description"]) == (first["id"], "other")
    assert (await ask("PUT", place, [COMMAND, COMMAND])).error("1") == "APPLICATION_COMMANDS_DUPLICATE_NAME"
    assert (await ask("GET", "/applications/1/commands")).code == 20012
    assert (await ask("DELETE", f"{place}/{first['id']}")).status == 204
    of_guild = f"/applications/{api.application_id}/guilds/{news.guild_id}/commands"
    assert (await ask("POST", of_guild, COMMAND)).status == 201
    assert (await ask("GET", place)).body == []


async def test_commands_are_hidden(api: DiscordApi, ask: Ask, news: Channel, naila: User) -> None:
    await registered(api, ask, default_member_permissions="32", contexts=[0])
    with pytest.raises(ValueError, match="hidden"):
        await api.slash(naila, news, "subscribe")
    with pytest.raises(ValueError, match="direct"):
        await api.slash(naila, api.dm(naila), "subscribe")
    with pytest.raises(TimeoutError, match="did not respond"):
        await api.slash(naila, news, "subscribe", force=True, timeout=0.01)
    api.member(api.guilds[news.guild_id], naila, manage_guild=True)
    with pytest.raises(TimeoutError):
        await api.slash(naila, news, "subscribe", timeout=0.01)
