"""Edits of what stands on Discord, and what a refused one says of its place.

An edit is owed to a message. What shuts that message's thread alone closes no channel, and what only an edit meets, as
in a locked thread, closes nothing: what is sent next will tell.
"""

from typing import Any, Final

from bot.adapters.discord.api import Api
from bot.adapters.discord.directory import DiscordDirectory
from bot.adapters.discord.references import Reference
from bot.adapters.discord.refusals import THREAD_ARCHIVED, UNKNOWN_CHANNEL, code_of
from bot.adapters.discord.webhooks import Webhooks
from bot.domain.errors import AddressClosed, MessageGone, SendFailed, TryLater
from bot.domain.model import Closed, Place

PATIENCE: Final = 60.0  # seconds: of what was published Discord takes three edits an hour; posts do not wait for that
MESSAGE: Final = "/channels/{channel_id}/messages/{message_id}"
_Json = dict[str, Any]


class Edits:
    """Edits by the bot itself or by the webhook that has said it, in a thread that is opened for it."""

    def __init__(self, api: Api, directory: DiscordDirectory, webhooks: Webhooks) -> None:
        self._api = api
        self._directory = directory
        self._webhooks = webhooks

    async def __call__(self, place: Place, stands: Reference, body: _Json) -> None:
        """Make a message say `body`. Raises a branch of `SendFailed`."""
        try:
            await self._opened(place, stands, body)
        except TryLater as error:
            if (error.retry_after or 0.0) <= PATIENCE:
                raise
            words = f"Discord takes no edits of this message for {error.retry_after:.0f} s"
            raise TryLater(words, retry_after=error.retry_after, alone=True) from error
        except AddressClosed as error:
            raise await self._meaning(place, stands, error) from error

    async def _meaning(self, place: Place, stands: Reference, error: AddressClosed) -> SendFailed:
        if place.kind == "private" or stands.channel == place.chat:
            return error
        if stands.channel != place.topic:
            return MessageGone(str(error))  # that of a forum's post, not the forum itself
        if code_of(error.__cause__) == UNKNOWN_CHANNEL:
            return AddressClosed(str(error), reason=Closed.TOPIC_GONE)
        refuses = error.reason == Closed.NO_RIGHTS and await self._directory.is_locked(place.topic)
        return MessageGone(str(error)) if refuses or error.reason == Closed.TOPIC_GONE else error

    async def _opened(self, place: Place, stands: Reference, body: _Json) -> None:
        try:
            await self._edit(place, stands, body)
        except AddressClosed as error:
            if code_of(error.__cause__) != THREAD_ARCHIVED:
                raise
            await self._api.call("PATCH", "/channels/{channel_id}", {"archived": False}, channel_id=stands.channel)
            await self._edit(place, stands, body)

    async def _edit(self, place: Place, stands: Reference, body: _Json) -> None:
        if stands.webhook:
            await self._webhooks.edit(place.chat, stands, body)
        else:
            await self._api.call("PATCH", MESSAGE, body, channel_id=stands.channel, message_id=stands.message)
