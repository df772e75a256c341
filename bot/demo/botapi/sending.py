"""The methods that write: send, edit, delete, answer."""

import re
from collections.abc import Callable
from typing import Any

from bot.demo.botapi.errors import NOT_MODIFIED, STALE_QUERY, bad_request
from bot.demo.botapi.keyboard import read_markup
from bot.demo.botapi.links import BadLink, check_link
from bot.demo.botapi.markup import Formatted, units
from bot.demo.botapi.params import Params
from bot.demo.botapi.people import Answer, People
from bot.demo.botapi.records import Chat, SentMessage
from bot.demo.botapi.texts import read_preview, read_text

TEXT = 4096
CAPTION = 1024
ANSWER = 200
PHOTO_BYTES = 10 * 1024 * 1024
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM")


class Sending:
    """Carries the writing methods out on a world.

    `check_photo` may refuse a picture's address; `admit` counts what is otherwise fit to be sent against the limits.
    """

    def __init__(self, world: People, check_photo: Callable[[str], None], admit: Callable[[Chat], None]) -> None:
        self._world = world
        self._check_photo = check_photo
        self._admit = admit
        self._photos = 0

    # --- send --------------------------------------------------------------------------------------------

    def send_message(self, params: Params) -> dict[str, Any]:
        raw = params.text("text")
        if not raw:
            raise bad_request("message text is empty")
        formatted = read_text(params, "text", "entities", TEXT)
        if not formatted.text:
            raise bad_request("text must be non-empty")
        chat = self._world.reach_to_write(params.values.get("chat_id"))
        message = self._new(chat, params, raw, formatted)
        message.preview = read_preview(params)
        return self._accept(message, chat)

    def send_photo(self, params: Params) -> dict[str, Any]:
        formatted = read_text(params, "caption", "caption_entities", CAPTION)
        chat = self._world.reach_to_write(params.values.get("chat_id"), "photos")
        photo, content = self._photo(params)
        message = self._new(chat, params, params.text("caption"), formatted)
        message.photo = photo
        message.photo_id = self._photo_id(photo)
        document = self._accept(message, chat)
        if content:
            self._world.uploads.keep(message.photo_id, content)
        return document

    def _new(self, chat: Chat, params: Params, raw: str, formatted: Formatted) -> SentMessage:
        topic = self._topic(chat, params.integer("message_thread_id"))
        reply_to = _reply(chat, params)
        return SentMessage(
            id=0,
            chat=chat.id,
            date=self._world.clock(),
            html=raw,
            text=formatted.text,
            entities=known_mentions(formatted.entities, self._world),
            markup=read_markup(params.values.get("reply_markup"), chat.type, inline_only=chat.type == "channel"),
            silent=params.flag("disable_notification"),
            topic=topic,
            reply_to=reply_to,
        )

    def _accept(self, message: SentMessage, chat: Chat) -> dict[str, Any]:
        self._admit(chat)
        message.id = chat.next_id()
        self._world.store(message, chat)
        return message.json(chat, self._world.bot)

    def _topic(self, chat: Chat, thread: int) -> int:
        topic = chat.topics.get(thread) if chat.forum else None
        if thread and topic is None:
            raise bad_request("message thread not found")
        closed = topic.closed if topic else chat.forum and chat.general_closed
        member = chat.members.get(self._world.bot.id)
        manages = member is not None and member.administers and member.rights.get("can_manage_topics", False)
        if closed and not manages:
            raise bad_request("TOPIC_CLOSED")
        return thread

    def _photo(self, params: Params) -> tuple[str, bytes]:
        """What is sent as the picture, and its content if that is uploaded."""
        value = params.text("photo")
        upload = params.files.get(value.removeprefix("attach://") or "photo") or params.files.get("photo")
        if upload is not None:
            _check_picture(upload.content)
            return f"attach://{upload.name}", upload.content
        if not value:
            raise bad_request("there is no photo in the request")
        if re.fullmatch(r"AgAC[0-9]+[smx]", value):
            if int(value[4:-1]) > self._photos:
                raise bad_request("wrong file identifier/HTTP URL specified")
            return value, b""
        if not _is_web(value):
            raise bad_request("wrong file identifier/HTTP URL specified")
        self._check_photo(value)
        return value, b""

    def _photo_id(self, photo: str) -> str:
        if photo.startswith("AgAC"):
            return photo[:-1]
        self._photos += 1
        return f"AgAC{self._photos}"

    # --- edit --------------------------------------------------------------------------------------------

    def edit_text(self, params: Params) -> dict[str, Any]:
        raw = params.text("text")
        if not raw:
            raise bad_request("message text is empty")
        formatted = read_text(params, "text", "entities", TEXT)
        chat, message = self._editable(params)
        if message.photo:
            raise bad_request("there is no text in the message to edit")
        if not formatted.text:
            raise bad_request("text must be non-empty")
        return self._edit(chat, message, params, raw, formatted, read_preview(params))

    def edit_caption(self, params: Params) -> dict[str, Any]:
        formatted = read_text(params, "caption", "caption_entities", CAPTION)
        chat, message = self._editable(params)
        if not message.photo:
            raise bad_request("there is no caption in the message to edit")
        return self._edit(chat, message, params, params.text("caption"), formatted, message.preview)

    def edit_markup(self, params: Params) -> dict[str, Any]:
        chat, message = self._editable(params)
        same = Formatted(message.text, message.entities)
        return self._edit(chat, message, params, message.html, same, message.preview)

    def _editable(self, params: Params) -> tuple[Chat, SentMessage]:
        chat = self._world.reach(params.values.get("chat_id"))
        number = params.integer("message_id")
        if not number:
            raise bad_request("message identifier is not specified")
        message = chat.messages.get(number)
        if message is None and number not in chat.heard or message is not None and message.deleted:
            raise bad_request("message to edit not found")
        if message is None or not message.editable:
            raise bad_request("message can't be edited")
        self._world.reach_to_write(chat.id)
        return chat, message

    def _edit(
        self,
        chat: Chat,
        message: SentMessage,
        params: Params,
        raw: str,
        formatted: Formatted,
        preview: dict[str, Any],
    ) -> dict[str, Any]:
        markup = read_markup(params.values.get("reply_markup"), chat.type, inline_only=True)
        entities = known_mentions(formatted.entities, self._world)
        new = (formatted.text, entities, markup, preview)
        if new == (message.text, message.entities, message.markup, message.preview):
            raise bad_request(NOT_MODIFIED)
        self._admit(chat)
        message.text, message.entities, message.markup, message.preview = new
        message.html = raw
        message.edits += 1
        message.edit_date = self._world.clock()
        self._world.edited(message, chat)
        return message.json(chat, self._world.bot)

    def delete(self, params: Params) -> bool:
        chat = self._world.reach(params.values.get("chat_id"))
        number = params.integer("message_id")
        if number in chat.heard and chat.type != "private":
            member = chat.members[self._world.bot.id]
            if not (member.administers and member.may("can_delete_messages")):
                raise bad_request("message can't be deleted")
        if not chat.knows(number):
            raise bad_request("message to delete not found")
        self._world.removed(chat, number)
        return True

    # --- answer ------------------------------------------------------------------------------------------

    def answer_callback(self, params: Params) -> bool:
        press = self._world.presses.get(params.text("callback_query_id"))
        if press is None or press.answer is not None or self._world.clock() > press.expires:
            raise bad_request(STALE_QUERY)
        text = params.text("text")
        if units(text) > ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        press.settle(Answer(text, params.flag("show_alert"), params.text("url")))
        self._world.journal.write("answered", press.chat, press.message, press.id)
        return True

    def chat_action(self, params: Params) -> bool:
        chat = self._world.reach_to_write(params.values.get("chat_id"))
        if not re.fullmatch(r"typing|(upload|record)_[a-z_]+|choose_sticker|find_location", params.text("action")):
            raise bad_request("wrong parameter action in request")
        self._world.journal.write("typing", chat.id)
        return True


def known_mentions(entities: tuple[dict[str, Any], ...], world: People) -> tuple[dict[str, Any], ...]:
    """Mentions of people by id, resolved; those of strangers go."""
    if not any(entity["type"] == "text_mention" for entity in entities):
        return entities
    users = world.users
    return tuple(
        entity if entity["type"] != "text_mention" else {**entity, "user": users[entity["user"]["id"]].json()}
        for entity in entities
        if entity["type"] != "text_mention" or entity["user"]["id"] in users
    )


def _reply(chat: Chat, params: Params) -> int:
    reply = params.object("reply_parameters")
    number = reply.get("message_id", params.integer("reply_to_message_id"))
    lenient = reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply")
    if reply and "message_id" not in reply:
        raise bad_request('can\'t find field "message_id"')
    if not number or chat.knows(int(number)):
        return int(number)
    if not lenient:
        raise bad_request("message to be replied not found")
    return 0


def _is_web(address: str) -> bool:
    try:
        check_link(address)
    except BadLink:
        return False
    return address.lower().startswith(("http://", "https://"))


def _check_picture(content: bytes) -> None:
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > PHOTO_BYTES:
        size = f"file of size {len(content)} bytes is too big for a photo"
        raise bad_request(f"{size}; the maximum size is {PHOTO_BYTES} bytes")
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if not webp and not content.startswith(_PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")
