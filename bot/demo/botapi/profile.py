"""The methods that say who the bot is: commands, name, descriptions, menu button."""

import re
from collections.abc import Callable
from typing import Any

from bot.demo.botapi.errors import bad_request
from bot.demo.botapi.inline import Inline
from bot.demo.botapi.markup import units
from bot.demo.botapi.params import Params

COMMANDS = 100
COMMAND_DESCRIPTION = 256
NAME, DESCRIPTION, SHORT_DESCRIPTION = 64, 512, 120
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_SCOPES = {
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
    "chat_member",
}  # fmt: skip

Scope = tuple[str, str, str]  # type, chat, user


class Profile:
    """What was set, per language ("" for all) and, for commands, per scope.

    `texts` holds names and descriptions by (kind, language), where kind is `name`, `description` or
    `short_description`; `commands` holds lists by ((scope type, chat, user), language).
    """

    def __init__(self, world: Inline) -> None:
        self._world = world
        self.texts: dict[tuple[str, str], str] = {}
        self.commands: dict[tuple[Scope, str], list[dict[str, str]]] = {}
        self.menu: dict[int, dict[str, Any]] = {}

    def get_me(self, _params: Params) -> dict[str, Any]:
        settings = {
            "can_join_groups": True,
            "can_read_all_group_messages": not self._world.privacy,
            "supports_inline_queries": self._world.inline,
        }
        rest = ("can_connect_to_business", "has_main_web_app", "has_topics_enabled")
        return {**self._world.bot.json(), **settings, **dict.fromkeys(rest, False)}

    # --- commands ----------------------------------------------------------------------------------------

    def set_commands(self, params: Params) -> bool:
        commands = params.document("commands")
        if not isinstance(commands, list):
            raise bad_request("can't parse list of bot commands: expected an Array of BotCommand")
        if len(commands) > COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self.commands[self._where(params)] = [_command(command) for command in commands]
        self._world.journal.write("profile")
        return True

    def get_commands(self, params: Params) -> list[dict[str, str]]:
        return self.commands.get(self._where(params), [])

    def delete_commands(self, params: Params) -> bool:
        self.commands.pop(self._where(params), None)
        self._world.journal.write("profile")
        return True

    def _where(self, params: Params) -> tuple[Scope, str]:
        scope = params.object("scope") or {"type": "default"}
        kind = scope.get("type")
        if kind not in _SCOPES:
            raise bad_request("can't parse BotCommandScope: Unsupported type specified")
        chat = str(self._world.reach(scope.get("chat_id")).id) if kind in {"chat", "chat_administrators"} else ""
        return (kind, chat, str(scope.get("user_id", ""))), _language(params)

    # --- names and descriptions --------------------------------------------------------------------------

    def setter(self, kind: str, limit: int) -> Callable[[Params], bool]:
        """The method that sets `kind`; an empty text removes it."""

        def set_text(params: Params) -> bool:
            text = params.text(kind).strip()
            if units(text) > limit:
                raise bad_request(f"{kind.replace('_', ' ')} is too long")
            self.texts[kind, _language(params)] = text
            self._world.journal.write("profile")
            return True

        return set_text

    def getter(self, kind: str) -> Callable[[Params], dict[str, str]]:
        """The method that gets `kind` for a language, or the one for all languages where it has none."""

        def get_text(params: Params) -> dict[str, str]:
            usual = self._world.bot.first_name if kind == "name" else ""
            text = self.texts.get((kind, _language(params))) or self.texts.get((kind, "")) or usual
            return {kind: text}

        return get_text

    def set_menu(self, params: Params) -> bool:
        button = params.object("menu_button") or {"type": "default"}
        if button.get("type") not in {"default", "commands", "web_app"}:
            raise bad_request("can't parse menu button: Unsupported type specified")
        self.menu[params.integer("chat_id")] = button
        return True


def _language(params: Params) -> str:
    language = params.text("language_code")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _command(command: object) -> dict[str, str]:
    if not isinstance(command, dict):
        raise bad_request("can't parse list of bot commands: BotCommand must be an Object")
    name, description = str(command.get("command", "")).removeprefix("/"), str(command.get("description", ""))
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description.strip():
        raise bad_request("command description must be non-empty")
    if units(description) > COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
