"""Who may do what in a chat, and what a chat is, asked of Telegram. What Telegram refuses to say is a no."""

import asyncio
from collections import OrderedDict
from typing import Final

from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.adapters.telegram.refusals import translated
from bot.domain.kept import keep
from bot.domain.model import Person, Place, PlaceKind

_KEPT: Final = 10_000  # answers
_KEPT_SECONDS: Final = 60.0
_KINDS: Final[dict[str, PlaceKind]] = {
    ChatType.PRIVATE: "private",
    ChatType.GROUP: "group",
    ChatType.SUPERGROUP: "group",
    ChatType.CHANNEL: "channel",
}


def kind_of(chat_type: str) -> PlaceKind:
    """Our kind for Telegram's chat type."""
    return _KINDS.get(chat_type, "private")


def chat_id(chat: str) -> int | str:
    """A chat as the Bot API takes it: a number or "@name"."""
    return int(chat) if chat.removeprefix("-").isdecimal() else chat


def can_post(member: ChatMember, kind: PlaceKind) -> bool:
    """May this member (the bot) write in a chat of this kind?"""
    if member.status == ChatMember.OWNER:
        return True
    if isinstance(member, ChatMemberAdministrator):
        return kind != "channel" or bool(member.can_post_messages)
    if isinstance(member, ChatMemberRestricted):
        return kind == "group" and member.is_member and member.can_send_messages
    return kind == "group" and member.status == ChatMember.MEMBER


class TelegramDirectory:
    """The port `Directory` over a bot. Answers on managers are kept for a minute: a flood of commands asks once.

    Where Telegram cannot be asked just now, every method raises a branch of `SendFailed`.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._id = 0  # the bot's own, once known
        self._kept: OrderedDict[tuple[str, str], tuple[float, bool]] = OrderedDict()

    async def manages(self, place: Place, person: Person) -> bool:
        """Creators and administrators do; in a private chat its person; a group itself: anonymous administrators."""
        if place.kind == "private":
            return place.chat == person.id
        if person.id.startswith("chat:"):
            return person.id == f"chat:{place.chat}"
        now = asyncio.get_running_loop().time()
        key = (place.chat, person.id)
        until, answer = self._kept.get(key, (0.0, False))
        if until <= now:
            member = await self._member(place, int(person.id))
            if member is None:
                return False
            answer = member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
            keep(self._kept, key, (now + _KEPT_SECONDS, answer), _KEPT)
        return answer

    async def look_up(self, platform: str, name: str) -> Place | None:
        """A chat by "@name", "t.me/name" or id."""
        name = name.strip().removeprefix("https://").removeprefix("t.me/")
        if platform != "telegram" or not name:
            return None
        known = isinstance(chat_id(name), int) or name.startswith("@")
        try:
            chat = await self._bot.get_chat(chat_id(name) if known else f"@{name}")
        except (BadRequest, Forbidden):
            return None
        except TelegramError as error:
            raise translated(error) from error
        return _place(chat)

    async def may_post(self, place: Place) -> bool:
        """Has the bot the right to write there? Private chats: as far as can be known."""
        if place.kind == "private":
            return True
        member = await self._member(place, await self._me())
        if member is None or not can_post(member, place.kind):
            return False
        return member.status != ChatMember.MEMBER or await self._members_write(place)

    async def _members_write(self, place: Place) -> bool:
        """May those write in a group who are no more than members of it?"""
        try:
            permissions = (await self._bot.get_chat(chat_id(place.chat))).permissions
        except (BadRequest, Forbidden):
            return False
        except TelegramError as error:
            raise translated(error) from error
        return permissions is None or permissions.can_send_messages is not False

    async def _member(self, place: Place, user: int) -> ChatMember | None:
        try:
            return await self._bot.get_chat_member(chat_id(place.chat), user)
        except (BadRequest, Forbidden):
            return None
        except TelegramError as error:
            raise translated(error) from error

    async def _me(self) -> int:
        if not self._id:
            try:
                self._id = (await self._bot.get_me()).id
            except TelegramError as error:
                raise translated(error) from error
        return self._id


def _place(chat: ChatFullInfo) -> Place:
    kind = kind_of(chat.type)
    return Place(
        platform="telegram",
        chat=str(chat.id),
        kind=kind,
        title=chat.title or "",  # of a person nothing is stored
        username=chat.username or "",
        comments=kind == "channel" and chat.linked_chat_id is not None,
    )
