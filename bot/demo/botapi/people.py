"""What people do, and the updates the bot gets for it."""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from bot.demo.botapi.markup import units
from bot.demo.botapi.records import ANONYMOUS_ADMIN, Chat, Member, MemberStatus
from bot.demo.botapi.world import World

HEARD_PER_CHAT = 1000
PRESSES_KEPT = 10_000
_COMMAND = re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w@])")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered to a press."""

    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass(slots=True)
class Press:
    """A pressed button. The answer comes once; after `expires` (the stand-in's clock) it is refused."""

    id: str
    chat: int
    message: int
    user: int
    data: str
    expires: float
    answer: Answer | None = None
    _answered: asyncio.Event = field(default_factory=asyncio.Event)

    def settle(self, answer: Answer) -> None:
        self.answer = answer
        self._answered.set()

    async def answered(self, timeout: float = 5.0) -> Answer:  # noqa: ASYNC109
        """Wait for the bot's answer. Raises `TimeoutError`."""
        await asyncio.wait_for(self._answered.wait(), timeout)
        return self.answer or Answer()


class People(World):
    """Actions of people. `privacy` is the bot's privacy mode: in groups it hears commands and replies to it alone,
    unless it is an administrator. `callback_seconds` is how long a press may wait for its answer."""

    privacy: bool = True
    callback_seconds: float = 15.0

    def __init__(self, **world: Any) -> None:
        super().__init__(**world)
        self.presses: OrderedDict[str, Press] = OrderedDict()
        self._next_press = 4_000_000_000_000_000_001

    # --- talking -----------------------------------------------------------------------------------------

    def say(
        self,
        chat: Chat | int,
        user: int,
        text: str,
        *,
        topic: int = 0,
        reply_to: int = 0,
        as_chat: bool = False,
    ) -> int:
        """Someone writes `text`; the message's id.

        In a private chat the chat is opened by it. In a channel it is a post (`user` does not show). `as_chat`: an
        anonymous administrator of a group.
        """
        place = self.private(user) if chat == user else self.chat(chat)
        message = self._message(place, user, as_chat=as_chat)
        message |= {"text": text}
        if commands := _commands(text):
            message["entities"] = commands
        if topic:
            message |= _in_topic(place, topic)
        if reply_to:
            message["reply_to_message"] = self._quoted(place, reply_to)
        _remember(place, message)
        kind = "channel_post" if place.type == "channel" else "message"
        if self._hears(place, message, commands):
            self.happened(kind, message)
        return int(message["message_id"])

    def press(self, chat: Chat | int, message_id: int, user: int, data: str) -> Press:
        """Someone presses the button with `data`. Raises `ValueError` where there is no such button."""
        place = self.chat(chat)
        message = place.messages.get(message_id)
        rows = message.markup.get("inline_keyboard", []) if message else []
        if not any(button.get("callback_data") == data for row in rows for button in row):
            raise ValueError(f"no button with data {data!r} under message {message_id} in chat {place.id}")
        press = Press(str(self._next_press), place.id, message_id, user, data, self.clock() + self.callback_seconds)
        self._next_press += 1
        self.presses[press.id] = press
        if len(self.presses) > PRESSES_KEPT:
            self.presses.popitem(last=False)
        shown = message.json(place, self.bot) if message and not message.deleted else place.inaccessible(message_id)
        content = {
            "id": press.id,
            "from": self.user(user).json(),
            "chat_instance": str(place.id),
            "message": shown,
            "data": data,
        }
        self.happened("callback_query", content)
        return press

    def _message(self, chat: Chat, user: int, *, as_chat: bool = False) -> dict[str, Any]:
        message: dict[str, Any] = {"message_id": chat.next_id(), "date": self.now(), "chat": chat.json()}
        if chat.type == "channel":
            return message | {"sender_chat": chat.json()}
        if as_chat:
            return message | {"from": ANONYMOUS_ADMIN, "sender_chat": chat.json()}
        return message | {"from": self.user(user).json()}

    def _quoted(self, chat: Chat, message_id: int) -> dict[str, Any]:
        sent = chat.messages.get(message_id)
        return sent.json(chat, self.bot) if sent else chat.heard.get(message_id, chat.inaccessible(message_id))

    def _hears(self, chat: Chat, message: dict[str, Any], commands: list[dict[str, Any]]) -> bool:
        member = chat.members.get(self.bot.id)
        if chat.type == "private":
            return not chat.blocked
        if member is None or not member.present:
            return False
        if chat.type == "channel" or member.administers or not self.privacy:
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot.id:
            return True
        text = message["text"].encode("utf-16-le")
        names = [text[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in commands]
        return any("@" not in name or name.lower().endswith(f"@{self.bot.username.lower()}") for name in names)

    # --- coming and going --------------------------------------------------------------------------------

    def block(self, user: int) -> None:
        """A person blocks the bot."""
        self.private(user).blocked = True
        self._change(self.private(user), user, self.bot.id, "kicked")

    def unblock(self, user: int) -> None:
        """A person lets the bot in again."""
        self.private(user).blocked = False
        self._change(self.private(user), user, self.bot.id, "member")

    def deactivate(self, user: int) -> None:
        """A person deletes the account; the bot is not told."""
        self.user(user).deactivated = True

    def add_bot(self, chat: Chat | int, by: int, status: MemberStatus = "member", **rights: bool) -> None:
        """The bot is let into a chat: as a member, or as an administrator (in channels always)."""
        place = self.chat(chat)
        status = "administrator" if place.type == "channel" else status
        self._change(place, by, self.bot.id, status, **rights)
        if place.type != "channel":
            joined = {"new_chat_members": [self.bot.json()], "new_chat_member": self.bot.json()}
            self.happened("message", self._message(place, by) | joined)

    def kick_bot(self, chat: Chat | int, by: int) -> None:
        """The bot is put out of a chat."""
        self._change(self.chat(chat), by, self.bot.id, "kicked")

    def promote(self, chat: Chat | int, by: int, status: MemberStatus = "administrator", **rights: bool) -> None:
        """The bot's place in a chat changes: `administrator`, `member` or `restricted`, with `rights`."""
        self._change(self.chat(chat), by, self.bot.id, status, **rights)

    def _change(self, chat: Chat, by: int, who: int, status: MemberStatus, **rights: bool) -> None:
        user = self.bot if who == self.bot.id else self.user(who)
        old = chat.members.get(who) or Member(user, "left")
        chat.members[who] = Member(user, status, old.anonymous, rights)
        content = {
            "chat": chat.json(),
            "from": self.user(by).json(),
            "date": self.now(),
            "old_chat_member": old.json(chat.type),
            "new_chat_member": chat.members[who].json(chat.type),
        }
        self.happened("my_chat_member" if who == self.bot.id else "chat_member", content)

    # --- chats that change -------------------------------------------------------------------------------

    def migrate(self, group: Chat | int, by: int = 0, *, updates: tuple[str, ...] = ("to", "from")) -> Chat:
        """A group becomes a supergroup; the new chat.

        `updates`: which service messages the bot gets, in that order: "to" (in the old chat), "from" (in the new).
        From then on the old id answers with the new one.
        """
        old = self.chat(group)
        new = self.supergroup(old.title)
        new.members = dict(old.members)
        old.migrated_to = new.id
        sender = by or next((m.user.id for m in old.members.values() if m.status == "creator"), 0) or 1
        contents = {
            "to": self._message(old, sender) | {"migrate_to_chat_id": new.id},
            "from": self._message(new, sender) | {"migrate_from_chat_id": old.id},
        }
        for which in updates:
            self.happened("message", contents[which])
        return new

    def close_topic(self, chat: Chat | int, topic: int, by: int = 1) -> None:
        """A topic is closed: only administrators of topics may write. 0 is the General topic."""
        self._topic_closed(self.chat(chat), topic, by, closed=True)

    def reopen_topic(self, chat: Chat | int, topic: int, by: int = 1) -> None:
        """A topic is open again."""
        self._topic_closed(self.chat(chat), topic, by, closed=False)

    def delete_topic(self, chat: Chat | int, topic: int) -> None:
        """A topic goes with its messages; the bot is not told."""
        place = self.chat(chat)
        del place.topics[topic]
        for message in place.messages.values():
            message.deleted = message.deleted or message.topic == topic

    def delete_message(self, chat: Chat | int, message_id: int) -> None:
        """Someone deletes a message of the bot; the bot is not told."""
        self.chat(chat).messages[message_id].deleted = True

    def _topic_closed(self, chat: Chat, topic: int, by: int, *, closed: bool) -> None:
        message = self._message(chat, by)
        if topic:
            chat.topics[topic].closed = closed
            message |= {"message_thread_id": topic, "is_topic_message": True}
        else:
            chat.general_closed = closed
        self.happened("message", message | {"forum_topic_closed" if closed else "forum_topic_reopened": {}})


def _commands(text: str) -> list[dict[str, Any]]:
    return [
        {"type": "bot_command", "offset": units(text[: m.start()]), "length": units(m[0])}
        for m in _COMMAND.finditer(text)
    ]


def _in_topic(chat: Chat, topic: int) -> dict[str, Any]:
    """A message in a topic is a reply to the message that opened it, whatever else it answers."""
    opened = {
        **chat.inaccessible(topic),
        "date": 1,
        "message_thread_id": topic,
        "is_topic_message": True,
        "forum_topic_created": {"name": chat.topics[topic].name, "icon_color": 7322096},
    }
    return {"message_thread_id": topic, "is_topic_message": True, "reply_to_message": opened}


def _remember(chat: Chat, message: dict[str, Any]) -> None:
    chat.heard[message["message_id"]] = message
    if len(chat.heard) > HEARD_PER_CHAT:
        del chat.heard[next(iter(chat.heard))]
