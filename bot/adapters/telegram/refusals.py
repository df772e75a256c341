"""What Telegram's errors mean for a post: the one table from its words to ours.

Telegram tells its refusals apart by their description alone; the texts are those of tdlib/telegram-bot-api and of the
errors of the MTProto API it passes on (core.telegram.org/api/errors). They are compared in lower case.
"""

from collections.abc import Callable
from typing import Final

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.adapters.telegram.request import AnswerLost, FloodWait, RequestUnsent
from bot.domain.errors import (
    AddressClosed,
    AddressMoved,
    Doubtful,
    MessageGone,
    NotSent,
    PictureRejected,
    Rejected,
    SendFailed,
    TokenRefused,
    TryLater,
)
from bot.domain.model import Closed

TOKEN_REFUSED: Final = "the token was refused by Telegram: check telegram.token, or ask @BotFather for it"  # noqa: S105

CLOSING: Final[tuple[tuple[str, Closed], ...]] = (
    ("blocked by the user", Closed.BLOCKED),
    ("user_is_blocked", Closed.BLOCKED),
    ("can't initiate conversation", Closed.BLOCKED),  # never opened: the same, until the person opens the chat
    ("deactivated", Closed.DEACTIVATED),  # "user is deactivated", INPUT_USER_DEACTIVATED, "group chat was deactivated"
    ("bot was kicked", Closed.KICKED),
    ("bot is not a member", Closed.KICKED),
    ("channel_private", Closed.KICKED),
    ("user_banned_in_channel", Closed.KICKED),
    ("thread not found", Closed.TOPIC_GONE),
    ("topic_closed", Closed.TOPIC_GONE),
    ("topic_deleted", Closed.TOPIC_GONE),
    ("topic_id_invalid", Closed.TOPIC_GONE),
    ("chat not found", Closed.NOT_FOUND),
    ("user not found", Closed.NOT_FOUND),
    ("peer_id_invalid", Closed.NOT_FOUND),
    ("chat was deleted", Closed.NOT_FOUND),
    ("can't send messages to bots", Closed.NOT_FOUND),
    ("not enough rights", Closed.NO_RIGHTS),
    ("have no rights", Closed.NO_RIGHTS),
    ("need administrator rights", Closed.NO_RIGHTS),
    ("chat_write_forbidden", Closed.NO_RIGHTS),
    ("chat_admin_required", Closed.NO_RIGHTS),
    ("chat_restricted", Closed.NO_RIGHTS),
    ("chat_send_plain_forbidden", Closed.NO_RIGHTS),
)

NO_PICTURES_HERE: Final = (  # words alone may well be allowed
    "not enough rights to send photos",
    "chat_send_photos_forbidden",
    "chat_send_media_forbidden",
)
PICTURES: Final = (
    *NO_PICTURES_HERE,
    "wrong file identifier",
    "wrong remote file identifier",
    "wrong http url",
    "invalid file http url",
    "failed to get http url content",
    "wrong type of the web page content",
    "unsupported url protocol",
    "wrong port number",
    "url host is empty",
    "webpage_curl_failed",
    "webpage_media_empty",
    "photo_",  # PHOTO_INVALID_DIMENSIONS, PHOTO_EXT_INVALID, PHOTO_SAVE_FILE_INVALID, …
    "image_process_failed",
    "media_empty",
    "external_url_invalid",
    "webdocument_",  # in line: a thumbnail
    "webpage_url_invalid",  # and a preview
    "file is too big",
    "too big for a photo",
)


GONE: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message_edit_time_expired",
    "there is no text in the message",
    "there is no caption in the message",
)


TOO_LATE: Final = ("query is too old", "query_id_invalid")  # of a press, or of what is typed in line


def comes_too_late(error: TelegramError) -> bool:
    """Has who asked gone on meanwhile?"""
    return isinstance(error, BadRequest) and any(text in error.message.lower() for text in TOO_LATE)


def translated(error: TelegramError, *, photo: bool = False) -> SendFailed:
    """Our branch for Telegram's error. `photo`: the refused message had one, so the picture may be at fault."""
    words = f"Telegram: {error.message}"[:300]
    for kind, branch in _BRANCHES:
        if isinstance(error, kind):
            return branch(error, words, photo)
    return Doubtful(words)  # accepted, with an answer nobody can read


def _refused(error: TelegramError, words: str, photo: bool) -> SendFailed:
    told = error.message.lower()
    if photo and "button" not in told and any(text in told for text in PICTURES):
        return PictureRejected(words, here=any(text in told for text in NO_PICTURES_HERE))
    if any(text in told for text in GONE):
        return MessageGone(words)
    for text, reason in CLOSING:
        if text in told:
            return AddressClosed(words, reason=reason)
    if isinstance(error, Forbidden):
        return AddressClosed(words, reason=Closed.NO_RIGHTS)
    return Rejected(words)


def _flood(error: TelegramError, words: str, photo: bool) -> SendFailed:
    return TryLater(words, retry_after=getattr(error, "seconds", 0) or None)


def _moved(error: TelegramError, words: str, photo: bool) -> SendFailed:
    return AddressMoved(words, chat=str(getattr(error, "new_chat_id", "")))


def _faulty(error: TelegramError, words: str, photo: bool) -> SendFailed:
    too_large = "entity too large" in error.message.lower()  # 413 is no fault of the server
    if not too_large:
        return TryLater(words)
    return PictureRejected(words) if photo else Rejected(words)


_Branch = Callable[[TelegramError, str, bool], SendFailed]
_BRANCHES: Final[tuple[tuple[type[TelegramError], _Branch], ...]] = (  # the first that fits
    (RequestUnsent, lambda error, words, photo: NotSent(words)),
    (AnswerLost, lambda error, words, photo: Doubtful(words)),
    (FloodWait, _flood),
    (ChatMigrated, _moved),
    (InvalidToken, lambda error, words, photo: TokenRefused(f"Telegram: {TOKEN_REFUSED}")),
    (BadRequest, _refused),
    (Forbidden, _refused),
    (Conflict, lambda error, words, photo: TryLater(words)),
    (NetworkError, _faulty),  # 5xx and whatever else is no 4xx: the message was not taken
)
