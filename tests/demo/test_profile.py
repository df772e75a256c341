"""Commands, name, descriptions, menu."""

from typing import Any

import pytest

from bot.demo.botapi import BotApi
from tests.demo.conftest import Caller

COMMAND = {"command": "latest", "description": "The newest items"}


async def refusal(call: Caller, method: str, **params: object) -> str:
    status, answer = await call(method, **params)
    assert status == 400
    description: str = answer["description"]
    return description.removeprefix("Bad Request: ")


async def test_get_me(api: BotApi, call: Caller) -> None:
    _, answer = await call("getMe")
    assert answer["result"]["id"] == api.bot.id
    assert answer["result"]["is_bot"] is True
    assert answer["result"]["can_read_all_group_messages"] is False


async def test_commands_by_scope_and_language(api: BotApi, call: Caller) -> None:
    group = api.group()
    places: list[dict[str, Any]] = [
        {},
        {"language_code": "ru"},
        {"scope": {"type": "all_group_chats"}},
        {"scope": {"type": "chat", "chat_id": group.id}},
        {"scope": {"type": "chat_member", "chat_id": group.id, "user_id": 5}},
    ]
    for number, place in enumerate(places):
        await call("setMyCommands", commands=[{**COMMAND, "command": f"c{number}"}], **place)
    for number, place in enumerate(places):
        _, answer = await call("getMyCommands", **place)
        assert [command["command"] for command in answer["result"]] == [f"c{number}"]
    await call("deleteMyCommands", language_code="ru")
    assert (await call("getMyCommands", language_code="ru"))[1]["result"] == []
    assert len((await call("getMyCommands"))[1]["result"]) == 1


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "can't parse list of bot commands: expected an Array of BotCommand"),
        ({"commands": ["x"]}, "can't parse list of bot commands: BotCommand must be an Object"),
        ({"commands": [COMMAND] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [{**COMMAND, "command": "Latest"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{**COMMAND, "command": "x" * 33}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{**COMMAND, "command": ""}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{**COMMAND, "description": " "}]}, "command description must be non-empty"),
        ({"commands": [{**COMMAND, "description": "x" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [], "scope": {"type": "moon"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 99}}, "chat not found"),
        ({"commands": [], "language_code": "english"}, "invalid language code specified"),
    ],
)
async def test_commands_are_refused(params: dict[str, Any], reason: str, call: Caller) -> None:
    assert await refusal(call, "setMyCommands", **params) == reason


@pytest.mark.parametrize(
    ("kind", "method", "limit"),
    [("name", "Name", 64), ("description", "Description", 512), ("short_description", "ShortDescription", 120)],
)
async def test_names_and_descriptions(kind: str, method: str, limit: int, api: BotApi, call: Caller) -> None:
    assert (await call(f"setMy{method}", **{kind: "x" * limit}))[0] == 200
    assert (await call(f"setMy{method}", **{kind: "ё", "language_code": "ru"}))[0] == 200
    for language, text in (("ru", "ё"), ("az", "x" * limit)):
        assert (await call(f"getMy{method}", language_code=language))[1]["result"] == {kind: text}
    too_long = await refusal(call, f"setMy{method}", **{kind: "x" * (limit + 1)})
    assert too_long == f"{kind.replace('_', ' ')} is too long"


async def test_a_bot_without_a_name_has_its_own(call: Caller) -> None:
    assert (await call("getMyName"))[1]["result"] == {"name": "Crier"}
    assert (await call("getMyDescription"))[1]["result"] == {"description": ""}


async def test_the_menu_button(api: BotApi, call: Caller) -> None:
    assert (await call("setChatMenuButton", menu_button={"type": "commands"}))[0] == 200
    assert api.profile.menu[0] == {"type": "commands"}
    said = await refusal(call, "setChatMenuButton", menu_button={"type": "x"})
    assert said == "can't parse menu button: Unsupported type specified"
