"""What was said, by whom, where: Telegram's messages in our words. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from telegram import Chat, Message, User

from bot.adapters.telegram.directory import kind_of
from bot.domain.model import Person, Place

# core.telegram.org/bots/features#commands; the name after @ says which bot of a group is meant
_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """A command as typed: `name` in lower case without slash; `bot` the addressed bot's username, if there is one."""

    name: str
    bot: str
    words: str


def place_of(chat: Chat, topic: str = "") -> Place:
    """A chat as a place. Of a person nothing but the chat's number is taken."""
    kind = kind_of(chat.type)
    title, username = ("", "") if kind == "private" else (chat.title or "", chat.username or "")
    return Place("telegram", str(chat.id), topic, kind, title, username)


def where(message: Message) -> Place:
    """The place a message stands in. Only messages of a topic carry one; "General" has none to be sent to."""
    return place_of(message.chat, str(message.message_thread_id) if message.is_topic_message else "")


def person(user: User) -> Person:
    """A user as a person."""
    return Person(str(user.id), user.language_code or "")


def speaker(message: Message) -> Person | None:
    """Who wrote a message; None for other bots and for posts of a linked channel.

    Who writes in a chat's name is that chat: `chat:<id>`. In a group's own name only its administrators can.
    """
    if message.is_automatic_forward:
        return None
    if message.sender_chat is not None:
        return Person(f"chat:{message.sender_chat.id}")
    user = message.from_user
    return None if user is None or user.is_bot else person(user)


def command_in(text: str) -> Command | None:
    """The command a text begins with."""
    match = _COMMAND.fullmatch(text)
    return Command(match[1].lower(), (match[2] or "").lower(), (match[3] or "").strip()) if match else None
