"""The world as the reader sees it: chats and messages as JSON documents, in one language. Pure.

    world: {"me", "bot", "site", "chats", "messages"}     chat: {"id", "kind", "title", …}
    message: {"chat", "id", "from", "date", "text", …}    bot: {"id", "name", "username", "description", "commands"}

Addresses below `site` are the demo's own; the page reaches them under its own origin, which may be named otherwise.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from bot.demo.botapi import BotApi, Chat, SentMessage
from bot.demo.chat import linking, service
from bot.demo.chat.outlet import Outlet
from bot.demo.chat.scene import Scene
from bot.domain.text import cut_at_word
from bot.ports import Words

SHOWN = 100  # messages of each chat
QUOTED = 100  # UTF-16 units of a message that is replied to

Document = dict[str, Any]
_PICTURES = (".jpg", ".jpeg", ".png", ".webp")
_KINDS = {"group": "group", "supergroup": "group", "channel": "channel", "private": "private"}


@dataclass(frozen=True, slots=True)
class View:
    """What the reader of `scene` sees, worded in the language of `words`."""

    api: BotApi
    scene: Scene
    outlet: Outlet
    words: Words

    def world(self) -> Document:
        """All chats with their newest messages, oldest first."""
        chats = self.scene.chats()
        reader = self.api.users[self.scene.reader].json()
        return {
            "me": {"id": str(reader["id"]), "name": self._called(reader)},
            "bot": self.bot(),
            "site": _origin(self.outlet.base_url),
            "chats": [self.chat(chat) for chat in chats],
            "messages": [document for chat in chats for document in self._newest(chat)],
        }

    # --- the bot and the chats -----------------------------------------------------------------------------

    def bot(self) -> Document:
        """The bot as it presents itself in this language."""
        bot, profile = self.api.bot, self.api.profile
        languages, scopes = (self.words.language, ""), (("all_private_chats", "", ""), ("default", "", ""))
        lists = (profile.commands.get((scope, language)) for scope in scopes for language in languages)
        return {
            "id": str(bot.id),
            "name": self.name,
            "username": bot.username,
            "description": self._own("description"),
            "commands": next(filter(None, lists), []),
            "inline": self.api.inline,
        }

    @property
    def name(self) -> str:
        """What the bot is called in this language."""
        return self._own("name") or self.api.bot.first_name

    def _own(self, kind: str) -> str:
        texts = self.api.profile.texts
        return texts.get((kind, self.words.language)) or texts.get((kind, "")) or ""

    def chat(self, chat: Chat) -> Document:
        """A chat as its reader finds it in the list."""
        member, bot = chat.members.get(self.scene.reader), chat.members.get(self.api.bot.id)
        role = member.status if member and member.present else "left"
        discussion = chat.type == "supergroup" and bool(chat.linked)
        return {
            "id": str(chat.id),
            "kind": "discussion" if discussion else _KINDS[chat.type],
            "title": self.name if chat.type == "private" else chat.title,
            "username": self.api.bot.username if chat.type == "private" else chat.username,
            "members": sum(member.present for member in chat.members.values()),
            "role": "member" if role == "restricted" else role,
            "can_write": may_write(chat, self.scene.reader),
            "comments": chat.type == "channel" and bool(chat.linked),
            "started": bot is not None and bot.present,
        }

    # --- messages ------------------------------------------------------------------------------------------

    def _newest(self, chat: Chat) -> list[Document]:
        counts = self._comments(chat)
        numbers = sorted({*islice(reversed(chat.heard), SHOWN), *_standing(chat)})
        documents = (self._message(chat, number, counts) for number in numbers[-SHOWN:])
        return [document for document in documents if document]

    def message(self, chat: Chat, number: int) -> Document | None:
        """A message by its number; None where none stands."""
        return self._message(chat, number, self._comments(chat))

    def _message(self, chat: Chat, number: int, counts: Mapping[int, int]) -> Document | None:
        raw = self._raw(chat, number)
        return self._shown(chat, raw, chat.messages.get(number), counts) if raw else None

    def _raw(self, chat: Chat, number: int) -> Document | None:
        sent = chat.messages.get(number)
        if sent is None:
            return chat.heard.get(number)
        return None if sent.deleted else sent.json(chat, self.api.bot)

    def _shown(self, chat: Chat, raw: Document, sent: SentMessage | None, counts: Mapping[int, int]) -> Document:
        text = raw.get("text") or raw.get("caption") or ""
        found = linking.entities(text, raw.get("entities") or raw.get("caption_entities") or ())
        keyboard = raw.get("reply_markup", {}).get("inline_keyboard", [])
        line = service.line(raw, self.words, self._called)
        return {
            "chat": str(chat.id),
            "id": raw["message_id"],
            "from": self._sender(raw),
            "via": raw.get("via_bot", {}).get("username", ""),
            "date": datetime.fromtimestamp(raw["date"], UTC).isoformat().replace("+00:00", "Z"),
            "text": text,
            "entities": found,
            "photo": self._photo(raw, sent),
            "preview": None if "photo" in raw else self._preview(text, found, raw.get("link_preview_options", {})),
            "keyboard": [[_button(button) for button in row] for row in keyboard],
            "reply": self._reply(chat, raw),
            "edited": "edit_date" in raw,
            "silent": sent is not None and sent.silent,
            "asks": sent is not None and sent.force_reply,
            "comments": counts[raw["message_id"]] if not line and _takes_comments(chat, raw) else None,
            "thread": self._thread(chat, raw),
            "service": line,
        }

    def _sender(self, raw: Document) -> Document:
        if chat := raw.get("sender_chat"):  # a channel, or a group's anonymous administrator: as the chat itself
            return {"id": str(chat["id"]), "name": chat["title"], "kind": "channel"}
        user = raw["from"]
        kind = {self.api.bot.id: "bot", self.scene.reader: "me"}.get(user["id"], "person")
        return {"id": str(user["id"]), "name": self._called(user), "kind": kind}

    def _called(self, user: Mapping[str, Any]) -> str:
        if user["id"] == self.scene.reader:
            return self.words.gettext("You")
        return self.name if user["id"] == self.api.bot.id else str(user["first_name"])

    def _reply(self, chat: Chat, raw: Document) -> Document | None:
        if "reply_to_message" not in raw or raw["reply_to_message"]["message_id"] == raw.get("message_thread_id"):
            return None  # in a thread everything replies to its first message
        number = raw["reply_to_message"]["message_id"]
        to = self._raw(chat, number)
        if to is None:
            return {"id": number, "name": "", "text": "", "photo": ""}
        text, photo = cut_at_word(" ".join(_quotable(to).split()), QUOTED), self._photo(to, chat.messages.get(number))
        return {"id": number, "name": self._sender(to)["name"], "text": text, "photo": photo}

    # --- pictures and cards --------------------------------------------------------------------------------

    def _photo(self, raw: Document, sent: SentMessage | None) -> str:
        if "photo" not in raw:
            return ""
        largest = raw["photo"][-1]["file_unique_id"]
        if largest in self.api.uploads:
            return f"/chat/photos/{largest}"
        origin = raw.get("forward_origin")
        source = self.api.chats[origin["chat"]["id"]].messages.get(origin["message_id"]) if origin else sent
        return self._own_address(source.photo) if source else ""

    def _own_address(self, address: str) -> str:
        """An address or a path below the newsroom, as an address; "" for any other: the page loads nothing else."""
        base = self.outlet.base_url
        whole = _origin(base) + address if address.startswith("/") else address
        return whole if whole.startswith(f"{base}/") else ""

    def _preview(self, text: str, found: list[linking.Entity], options: Document) -> Document | None:
        url = linking.previewed(text, found, options)
        card = self.outlet.preview(url) if url else None
        if card is None:
            return self._picture(url, options)
        return {
            "url": card.url,
            "site": card.site,
            "title": card.title,
            "description": card.description,
            "image": self._own_address(card.image),
            "above": bool(options.get("show_above_text")),
            "large": bool(options.get("prefer_large_media")),
        }

    def _picture(self, url: str, options: Document) -> Document | None:
        """The card of a link to a picture is the picture."""
        if not (url.endswith(_PICTURES) and self._own_address(url)):
            return None
        words = dict.fromkeys(("site", "title", "description"), "")
        return {"url": url, **words, "image": url, "above": bool(options.get("show_above_text")), "large": True}

    # --- comments ------------------------------------------------------------------------------------------

    def _comments(self, chat: Chat) -> Mapping[int, int]:
        """How many comments each post of a channel has."""
        discussion = self.api.discussion(chat)
        if discussion is None:
            return Counter()
        threads = Counter(thread_of(discussion, each) for each in discussion.heard.values())
        threads.update(thread_of(discussion, each) for each in discussion.messages.values() if not each.deleted)
        return Counter({post: threads[forward] for post, forward in discussion.threads.items()})

    def _thread(self, chat: Chat, raw: Document) -> Document | None:
        post = self.post_of(chat, raw["message_id"])
        return {"chat": str(chat.linked), "message": post} if post else None

    def post_of(self, chat: Chat, number: int) -> int:
        """The channel's post that a message of its discussion group comments on; 0 for any other message."""
        message = chat.heard.get(number) or chat.messages.get(number)
        thread = thread_of(chat, message) if message is not None and chat.linked else 0
        origin = chat.heard.get(thread, {}).get("forward_origin", {})
        return int(origin.get("message_id", 0))


def may_write(chat: Chat, reader: int) -> bool:
    """May the reader write there? In channels only who administers them; people comment without joining."""
    member = chat.members.get(reader)
    if chat.type == "channel":
        return member is not None and member.administers
    return bool(chat.linked) or (member is not None and member.present)


def thread_of(chat: Chat, message: Document | SentMessage) -> int:
    """The forwarded post in whose thread a message of a discussion group stands; 0: in none."""
    if isinstance(message, SentMessage):
        parent = chat.heard.get(message.reply_to, {})
        own = message.reply_to if parent.get("is_automatic_forward") else 0
        return int(parent.get("message_thread_id", own))
    return int(message.get("message_thread_id", 0))


def _quotable(raw: Document) -> str:
    """The text; of a post, which begins with a link, the title alone."""
    text = str(raw.get("text") or raw.get("caption") or "")
    entities = raw.get("entities") or raw.get("caption_entities") or ()
    titled = any(each["type"] == "text_link" and each["offset"] == 0 for each in entities)
    return text.partition("\n")[0] if titled else text


def _takes_comments(chat: Chat, raw: Document) -> bool:
    return chat.type == "channel" and bool(chat.linked) and "reply_markup" not in raw


def _standing(chat: Chat) -> list[int]:
    return list(islice((number for number, each in reversed(chat.messages.items()) if not each.deleted), SHOWN))


def _button(button: Mapping[str, Any]) -> Document:
    copy = button.get("copy_text", {}).get("text", "")
    url = button.get("url", "")
    kind = "url" if url else "copy" if copy else "callback" if "callback_data" in button else "other"
    return {"text": button["text"], "kind": kind, "url": url, "copy": copy}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
