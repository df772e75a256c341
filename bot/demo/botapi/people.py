"""What people say and press, and the updates the bot gets for it."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Literal

from bot.demo.botapi.awaited import Awaited
from bot.demo.botapi.markup import units
from bot.demo.botapi.records import ANONYMOUS_ADMIN, TELEGRAM, Chat, SentMessage
from bot.demo.botapi.world import World

HEARD_PER_CHAT = 1000
PRESSES_KEPT = 10_000
_FORWARDED = ("text", "entities", "link_preview_options", "photo", "caption", "caption_entities", "via_bot")
_COMMAND = re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w@])")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered to a press."""

    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass(slots=True, kw_only=True)
class Press(Awaited[Answer]):
    """A pressed button."""

    message: int
    data: str


class People(World):
    """Actions of people. `privacy` is the bot's privacy mode: in groups it hears commands, replies to it and what is
    posted via it alone, unless it is an administrator. `callback_seconds` is how long a press may wait for its answer.
    """

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
        self._remember(place, message)
        self._tell(place, message)
        self._forward(place, message)
        return int(message["message_id"])

    def comment(self, channel: Chat | int, message_id: int, user: int, text: str) -> int:
        """Someone comments a channel's post: a reply, in its discussion group, to the forwarded post.

        The id is the comment's, in that group. Raises `ValueError` where the post takes no comments: the channel has no
        discussion, or the post has a keyboard (it stands where the comments would) or is gone.
        """
        place = self.chat(channel)
        discussion = self.discussion(place)
        forward = discussion.threads.get(message_id) if discussion else None
        post = place.messages.get(message_id)
        keyboard = post.markup if post else place.heard.get(message_id, {}).get("reply_markup")
        if discussion is None or forward is None or keyboard:
            raise ValueError(f"message {message_id} in chat {place.id} takes no comments")
        message = self._message(discussion, user) | {"text": text, "message_thread_id": forward}
        if commands := _commands(text):
            message["entities"] = commands
        message["reply_to_message"] = discussion.heard[forward]
        self._remember(discussion, message, "comment")
        self._tell(discussion, message)
        return int(message["message_id"])

    def press(self, chat: Chat | int, message_id: int, user: int, data: str) -> Press:
        """Someone presses the button with `data`. Raises `ValueError` where there is no such button."""
        place = self.chat(chat)
        message = place.messages.get(message_id)
        rows = message.markup.get("inline_keyboard", []) if message else []
        if not any(button.get("callback_data") == data for row in rows for button in row):
            raise ValueError(f"no button with data {data!r} under message {message_id} in chat {place.id}")
        press = Press(
            id=str(self._next_press),
            user=user,
            chat=place.id,
            expires=self.clock() + self.callback_seconds,
            message=message_id,
            data=data,
        )
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
        self.journal.write("pressed", place.id, message_id, press.id)
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

    def _remember(self, chat: Chat, message: dict[str, Any], kind: Literal["said", "comment"] = "said") -> None:
        chat.heard[message["message_id"]] = message
        if len(chat.heard) > HEARD_PER_CHAT:
            chat.forget(next(iter(chat.heard)))
        self.journal.write(kind, chat.id, message["message_id"])

    def _tell(self, chat: Chat, message: dict[str, Any]) -> None:
        """Let the bot know what was said, if it hears it."""
        if self._hears(chat, message, message.get("entities", [])):
            self.happened("channel_post" if chat.type == "channel" else "message", message)

    def _hears(self, chat: Chat, message: dict[str, Any], entities: list[dict[str, Any]]) -> bool:
        member = chat.members.get(self.bot.id)
        if chat.type == "private":
            return not chat.blocked
        if member is None or not member.present:
            return False
        if chat.type == "channel" or member.administers or not self.privacy:
            return True
        replied = message.get("reply_to_message", {}).get("from", {})
        if self.bot.id in (replied.get("id"), message.get("via_bot", {}).get("id")):
            return True
        text = message.get("text", "").encode("utf-16-le")
        commands = [e for e in entities if e["type"] == "bot_command"]
        names = [text[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in commands]
        return any("@" not in name or name.lower().endswith(f"@{self.bot.username.lower()}") for name in names)

    # --- posts of channels in their discussion groups ----------------------------------------------------------

    def discussion(self, chat: Chat) -> Chat | None:
        """The group in which a channel's posts are commented on, if it has one."""
        return self.chats.get(chat.linked) if chat.type == "channel" else None

    def store(self, message: SentMessage, chat: Chat) -> None:
        """Keep an accepted message; a channel's post appears in its discussion group as well."""
        super().store(message, chat)
        if chat.linked and chat.type == "channel":
            self._forward(chat, message.json(chat, self.bot))

    def edited(self, message: SentMessage, chat: Chat) -> None:
        """The bot edited a message: its forward says the same."""
        self.journal.write("edited", chat.id, message.id)
        discussion = self.discussion(chat)
        if discussion is not None and (number := discussion.threads.get(message.id)):
            known = {key: value for key, value in discussion.heard[number].items() if key not in _FORWARDED}
            discussion.heard[number] = known | _forwarded(message.json(chat, self.bot))
            self.journal.write("edited", discussion.id, number)

    def removed(self, chat: Chat, message_id: int) -> None:
        """A message is gone, and with a channel's post its forward; who deleted it does not matter."""
        chat.forget(message_id)
        self.journal.write("deleted", chat.id, message_id)
        discussion = self.discussion(chat)
        if discussion is not None and (forward := discussion.threads.get(message_id)):
            self.removed(discussion, forward)

    def _forward(self, channel: Chat, post: dict[str, Any]) -> None:
        """What Telegram itself does for a channel with comments: its bots may see it, people comment on it."""
        discussion = self.discussion(channel)
        if discussion is None:
            return
        origin = {"type": "channel", "chat": channel.json(), "message_id": post["message_id"], "date": post["date"]}
        message = {
            "message_id": discussion.next_id(),
            "date": post["date"],
            "chat": discussion.json(),
            "from": TELEGRAM,
            "sender_chat": channel.json(),
            "is_automatic_forward": True,
            "forward_origin": origin,
            **_forwarded(post),
        }
        discussion.threads[post["message_id"]] = message["message_id"]
        self._remember(discussion, message)
        self._tell(discussion, message)


def _forwarded(post: dict[str, Any]) -> dict[str, Any]:
    return {key: post[key] for key in _FORWARDED if key in post}


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
