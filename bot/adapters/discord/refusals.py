"""What Discord's errors mean for a post: the one table from its codes to ours.

docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes.
"""

from json import JSONDecodeError
from typing import Final

import aiohttp
import discord

from bot.domain.errors import (
    AddressClosed,
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
from bot.domain.text import cut

TOKEN_REFUSED: Final = "the token was refused by Discord: copy it again from the application's page to discord.token"  # noqa: S105
NOT_DISCORD: Final = "this is no answer of Discord itself: look at the network and at discord.api_base_url"
SPAM: Final = "Discord takes this bot for a spammer and lets it send nothing: see the mail to the application's owner"
UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_WEBHOOK: Final = 10015
UNKNOWN_TAG: Final = 10087
INVALID_WEBHOOK_TOKEN: Final = 50027
ANSWERED_ALREADY: Final = 40060
CROSSPOSTED_ALREADY: Final = 40033
TAG_REQUIRED: Final = 40067
INVALID_FORM: Final = 50035
MISSING_PERMISSIONS: Final = 50013
SPAMMER: Final = 20026
THREAD_ARCHIVED: Final = 50083
NO_HISTORY: Final = 160002  # a reply needs the right to read it
CLOSING: Final[dict[int, Closed]] = {
    UNKNOWN_CHANNEL: Closed.NOT_FOUND,
    10004: Closed.KICKED,  # unknown guild
    40058: Closed.NOT_FOUND,  # a forum, where there are threads alone: whoever subscribes it again says so
    50008: Closed.NOT_FOUND,  # no channel for messages
    10013: Closed.NOT_FOUND,  # unknown user
    50001: Closed.NO_RIGHTS,  # missing access: the channel cannot be seen
    50007: Closed.BLOCKED,  # cannot send messages to this user
    50009: Closed.NO_RIGHTS,  # verification level is too high
    MISSING_PERMISSIONS: Closed.NO_RIGHTS,
    50033: Closed.NOT_FOUND,  # invalid recipient: there is no such person, or it is a bot
    50278: Closed.BLOCKED,  # no mutual guilds
    THREAD_ARCHIVED: Closed.TOPIC_GONE,
    160005: Closed.TOPIC_GONE,  # the thread is locked
}
_GONE: Final = frozenset({10008, 50005, 50021})  # unknown message; another author's; a system message
_LATER: Final = {  # seconds
    20016: 60.0,  # slow mode
    20022: 3600.0,  # edits of what was published
    SPAMMER: 3600.0,
    20028: 60.0,  # write limits of a channel
    20029: 60.0,  # write limits of a server
    30046: 3600.0,  # edits of an old message
    40003: 600.0,  # direct messages are opened too fast
    160006: 3600.0,  # the most active threads of a server
    160007: 3600.0,  # and of an announcement channel
}
_NO_ROUTE: Final = frozenset({403, 404, 405})  # without a code: of what is there in the place of Discord's API
_BEFORE_DISCORD: Final = 40333  # Cloudflare lets nothing of this machine through (discord/discord-api-docs#6473)
_LONGEST: Final = 300  # UTF-16 units of Discord's words


class ServerTrouble(Exception):
    """An answer with 5xx: Discord's own fault."""


def code_of(error: BaseException | None) -> int:
    """Discord's code for an error; 0 where there is none."""
    return error.code if isinstance(error, discord.HTTPException) else 0


def translated(error: Exception) -> SendFailed:
    """The branch of `SendFailed` that an error of discord.py or aiohttp means. What is a bug is raised on."""
    match error:
        case SendFailed():
            return error
        case discord.LoginFailure():
            return TokenRefused(TOKEN_REFUSED)
        case discord.RateLimited():
            return TryLater("Discord: too many requests for this channel", retry_after=error.retry_after)
        case discord.HTTPException():
            return _refusal(error)
        case ServerTrouble():
            return TryLater(f"Discord: {error}")
        case _:
            return _of_the_network(error)


def _of_the_network(error: Exception) -> SendFailed:
    match error:
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return NotSent(f"Discord cannot be reached: {error}")
        case TimeoutError():
            return Doubtful("Discord: no answer in time")
        case aiohttp.ClientError() | OSError() | JSONDecodeError() | UnicodeDecodeError():
            return Doubtful(f"Discord: the answer was lost: {type(error).__name__}")
        case _:
            raise error


def _refusal(error: discord.HTTPException) -> SendFailed:
    words = f"Discord: {_words(error)}"
    code, status = error.code, error.status
    if status == 401 and code != INVALID_WEBHOOK_TOKEN:  # also of an interaction that is too old
        return TokenRefused(TOKEN_REFUSED)
    if code == _BEFORE_DISCORD or (code == 0 and status in _NO_ROUTE):
        return NotSent(f"{words}: {NOT_DISCORD}")
    if code in CLOSING:
        return AddressClosed(words, reason=CLOSING[code])
    if code in _GONE:
        return MessageGone(words)
    if code in _LATER or status == 429 or status >= 500:
        return TryLater(words, retry_after=_LATER.get(code, 60.0 if status == 429 else None))
    if status == 413 or (code == INVALID_FORM and ("image" in error.text or "attachment" in error.text)):
        return PictureRejected(words)
    return Rejected(words)


def _words(error: discord.HTTPException) -> str:
    told = " ".join(error.text.split()) or f"HTTP {error.status}"
    return cut(f"{told} ({error.code})" if error.code else told, _LONGEST)
