"""People, chats and messages, with their JSON as the Bot API writes it."""

from dataclasses import dataclass, field
from typing import Any, Literal

ChatType = Literal["private", "group", "supergroup", "channel"]
MemberStatus = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}  # whom automatic forwards are from
PLURAL = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat", "private": "private chat"}

_ADMIN_FALSE = (
    "can_be_edited", "can_promote_members", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip
_ADMIN_TRUE = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_change_info",
    "can_invite_users",
)  # fmt: skip
_RESTRICTED = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
    "can_edit_tag", "can_react_to_messages",
)  # fmt: skip

_SIZES = (("s", 90, 60), ("m", 320, 213), ("x", 800, 533))


@dataclass(slots=True)
class User:
    """A person, or the bot."""

    id: int
    first_name: str
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    deactivated: bool = False

    def json(self) -> dict[str, Any]:
        document: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            document["username"] = self.username
        if self.language_code:
            document["language_code"] = self.language_code
        return document


@dataclass(slots=True)
class Member:
    """A user's place in a chat. `rights` differ from the usual ones of that status."""

    user: User
    status: MemberStatus = "member"
    anonymous: bool = False
    rights: dict[str, bool] = field(default_factory=dict)

    @property
    def present(self) -> bool:
        return self.status not in {"left", "kicked"}

    @property
    def administers(self) -> bool:
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Whether the member has `right`; what is not named is allowed, but to the restricted."""
        return self.status == "creator" or self.rights.get(right, self.status != "restricted")

    def json(self, chat_type: ChatType) -> dict[str, Any]:
        """A ChatMember object."""
        document: dict[str, Any] = {"user": self.user.json(), "status": self.status}
        if self.status == "creator":
            document["is_anonymous"] = self.anonymous
        elif self.status == "administrator":
            document |= {"is_anonymous": self.anonymous, **self._admin_rights(chat_type)}
        elif self.status == "restricted":
            document |= {"is_member": True, "until_date": 0}
            document |= {right: self.rights.get(right, False) for right in _RESTRICTED}
        elif self.status == "kicked":
            document["until_date"] = 0
        return document

    def _admin_rights(self, chat_type: ChatType) -> dict[str, bool]:
        rights = dict.fromkeys(_ADMIN_FALSE, False) | dict.fromkeys(_ADMIN_TRUE, True)
        if chat_type == "channel":
            rights |= {"can_post_messages": True, "can_edit_messages": True}
        else:
            rights |= {"can_pin_messages": True, "can_manage_topics": False}
        return rights | self.rights


@dataclass(slots=True)
class Topic:
    """A forum topic; its id is the message that made it."""

    id: int
    name: str
    closed: bool = False


@dataclass(slots=True)
class SentMessage:
    """A message of the bot as the server accepted it, edits applied.

    `html` is the text or caption as it was sent; `text` the plain text it became; `entities` and `markup` as stored.
    `photo` is what was sent as the picture: an address, a file id, or `attach://name` for an upload.
    """

    id: int
    chat: int
    date: float
    html: str
    text: str
    entities: tuple[dict[str, Any], ...] = ()
    markup: dict[str, Any] = field(default_factory=dict)
    preview: dict[str, Any] = field(default_factory=dict)
    silent: bool = False
    photo: str = ""
    photo_id: str = ""
    topic: int = 0
    reply_to: int = 0
    edits: int = 0
    edit_date: float = 0.0
    deleted: bool = False

    @property
    def force_reply(self) -> bool:
        """Whether the message asks for a reply."""
        return bool(self.markup.get("force_reply"))

    @property
    def editable(self) -> bool:
        """The server edits no message under which stands other markup than an inline keyboard."""
        return not self.markup or "inline_keyboard" in self.markup

    def json(self, chat: "Chat", bot: User) -> dict[str, Any]:
        """A Message object."""
        document: dict[str, Any] = {"message_id": self.id, "date": int(self.date), "chat": chat.json()}
        if chat.type == "channel":
            document["sender_chat"] = document["chat"]
        else:
            document["from"] = bot.json()
        if self.topic:
            document |= {"message_thread_id": self.topic, "is_topic_message": True}
        document |= self._content()
        if "inline_keyboard" in self.markup:  # other markup is not shown again
            document["reply_markup"] = self.markup
        if self.edit_date:
            document["edit_date"] = int(self.edit_date)
        if self.reply_to:
            document["reply_to_message"] = chat.heard.get(self.reply_to) or chat.inaccessible(self.reply_to)
        return document

    def _content(self) -> dict[str, Any]:
        if not self.photo:
            content: dict[str, Any] = {"text": self.text, "entities": self.entities}
            if self.preview:
                content["link_preview_options"] = self.preview
            return content
        photo = [
            {"file_id": name, "file_unique_id": f"u{name}", "width": width, "height": height}
            for name, width, height in ((f"{self.photo_id}{size}", w, h) for size, w, h in _SIZES)
        ]
        return {"photo": photo, **({"caption": self.text, "caption_entities": self.entities} if self.text else {})}


@dataclass(slots=True)
class Chat:
    """A private chat, group, supergroup or channel with all that is in it."""

    id: int
    type: ChatType
    title: str = ""
    username: str = ""
    forum: bool = False
    linked: int = 0  # a channel's discussion group, or a discussion group's channel
    migrated_to: int = 0
    blocked: bool = False  # private chats: by the person
    muted: bool = False  # groups: members may not write
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    general_closed: bool = False
    messages: dict[int, SentMessage] = field(default_factory=dict)
    heard: dict[int, dict[str, Any]] = field(default_factory=dict)  # other people's messages
    threads: dict[int, int] = field(default_factory=dict)  # discussion groups: a channel's post → its forward here
    last_id: int = 0
    accepted: int = 0
    _json: dict[str, Any] = field(default_factory=dict)

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def json(self) -> dict[str, Any]:
        """A Chat object; shared, so never to be changed."""
        if not self._json:
            name = "first_name" if self.type == "private" else "title"
            self._json = {"id": self.id, "type": self.type, name: self.title}
            if self.username:
                self._json["username"] = self.username
            if self.forum:
                self._json["is_forum"] = True
        return self._json

    def full(self) -> dict[str, Any]:
        """A ChatFullInfo object."""
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        document: dict[str, Any] = {
            **self.json(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, self.type == "private"),
        }
        if self.type in {"group", "supergroup"}:
            document["permissions"] = dict.fromkeys(_RESTRICTED, not self.muted)
        if self.linked:
            document["linked_chat_id"] = self.linked
        if self.username:
            document["active_usernames"] = [self.username]
        return document

    def inaccessible(self, message_id: int) -> dict[str, Any]:
        """A message that is only known by its id."""
        return {"message_id": message_id, "chat": self.json(), "date": 0}

    def forget(self, message_id: int) -> None:
        """A message no longer stands here; what the bot sent is marked, not lost."""
        if message := self.messages.get(message_id):
            message.deleted = True
        origin = self.heard.pop(message_id, {}).get("forward_origin", {})
        self.threads.pop(origin.get("message_id", 0), None)

    def knows(self, message_id: int) -> bool:
        """Whether a message stands in the chat, the bot's or another's."""
        message = self.messages.get(message_id)
        return message_id in self.heard or (message is not None and not message.deleted)
