"""The bot's own page: its name, descriptions and command menu in each language, set only where they changed.

Telegram limits these calls to a few a day (setMyName above all), so the caller keeps what `set_profile` returns and
hands it back at the next start. Nothing here is worth stopping for: what fails is tried again at the next start.
"""

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.domain.text import cut

log = logging.getLogger(__name__)

# core.telegram.org/bots/api#setmyname, #setmydescription, #setmyshortdescription, #botcommand
_NAME: Final = 64
_DESCRIPTION: Final = 512
_SHORT: Final = 120
_MENU_LINE: Final = 256


@dataclass(frozen=True, slots=True)
class Profile:
    """How the bot presents itself in one language. `commands`: (name without slash, description)."""

    name: str
    description: str
    short_description: str
    commands: tuple[tuple[str, str], ...]


async def set_profile(bot: Bot, profiles: Mapping[str, Profile], known: str) -> str:
    """Set what differs from `known`, the answer of the last time. The language "" is for all the others."""
    before = _read(known)
    after: dict[str, str] = {}
    tired: set[str] = set()  # parts Telegram refused in one language: asked again at the next start
    for language, profile in profiles.items():
        for part, (setter, value) in _parts(bot, profile).items():
            key, mark = f"{part}:{language}", hashlib.sha256(repr(value).encode()).hexdigest()[:8]
            if before.get(key) == mark or (part not in tired and await _set(setter, part, language)):
                after[key] = mark
            else:
                tired.add(part)
    return json.dumps(after, separators=(",", ":"))


_Setter = Callable[[str | None], Awaitable[bool]]


def _parts(bot: Bot, profile: Profile) -> dict[str, tuple[_Setter, object]]:
    name, short = cut(profile.name, _NAME), cut(profile.short_description, _SHORT)
    description = cut(profile.description, _DESCRIPTION)
    menu = [BotCommand(command, cut(line, _MENU_LINE)) for command, line in profile.commands]
    return {
        "menu": (lambda code: bot.set_my_commands(menu, language_code=code), profile.commands),
        "description": (lambda code: bot.set_my_description(description, language_code=code), description),
        "short": (lambda code: bot.set_my_short_description(short, language_code=code), short),
        "name": (lambda code: bot.set_my_name(name, language_code=code), name),
    }


async def _set(setter: _Setter, part: str, language: str) -> bool:
    try:
        return await setter(language or None)
    except TelegramError as error:
        log.warning("The bot's %s (%s) is not set: %s", part, language or "default", error)
        return False


def _read(known: str) -> dict[str, str]:
    try:
        marks = json.loads(known or "{}")
    except ValueError:
        return {}
    return marks if isinstance(marks, dict) else {}
