"""Posts under the newsroom's own name and picture: by a webhook, one a channel, which the bot makes and knows again.

Nothing of it is stored but its id, with each message: a webhook's token is a secret, and Discord gives it to the
application that made it. One that is gone is never called again (docs.discord.com/developers/resources/webhook): the
bot posts itself, and looks for another, or makes one, at the next post.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakValueDictionary

from bot.adapters.discord.api import Api
from bot.adapters.discord.references import Reference
from bot.adapters.discord.refusals import INVALID_WEBHOOK_TOKEN, UNKNOWN_WEBHOOK, code_of
from bot.domain.errors import AddressClosed, MessageGone, Rejected, SendFailed
from bot.domain.kept import keep
from bot.domain.text import cut

MAX_NAME: Final = 80
HOOKS: Final = "/channels/{channel_id}/webhooks"
HOOK: Final = "/webhooks/{webhook_id}/{webhook_token}"
GONE: Final = "Discord: the webhook that has sent the message is gone"
KEPT: Final = 1000  # channels
KEPT_SECONDS: Final = 600.0  # that a channel may have none: the right may be given
_REFUSED: Final = re.compile("discord|clyde", re.IGNORECASE)  # words that no webhook's name may hold


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook of ours. Its token is a secret, and part of its address."""

    id: str
    token: str

    @property
    def ids(self) -> dict[str, Any]:
        """For `Api.call`."""
        return {"webhook_id": self.id, "webhook_token": self.token}


class Webhooks:
    """Those of the channels that wanted one. `name` and `picture` (an address, or "") are the newsroom's."""

    def __init__(self, api: Api, name: str, picture: str) -> None:
        self._api = api
        self._name = cut(" ".join(_without(name).split()), MAX_NAME) or "News"
        self._picture = picture
        self._known: OrderedDict[str, Webhook] = OrderedDict()
        self._making: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._refused: OrderedDict[str, float] = OrderedDict()  # until when, by the event loop's time

    async def of(self, channel: str) -> Webhook | None:
        """The channel's, made if there is none; None where that may not be. Raises a branch of `SendFailed`."""
        lock = self._making.setdefault(channel, asyncio.Lock())
        async with lock:  # two threads of a channel would make two
            now = asyncio.get_running_loop().time()
            if channel in self._known or self._refused.get(channel, now) > now:
                return self._known.get(channel)
            found = await self._found(channel)
            if found:
                keep(self._known, channel, found, KEPT)
            else:
                keep(self._refused, channel, now + KEPT_SECONDS, KEPT)
            return found

    async def say(
        self, channel: str, body: Mapping[str, Any], picture: bytes = b"", thread: str = ""
    ) -> Reference | None:
        """Post into the channel, or into a thread of it. None where it has no webhook, or none any more: the bot posts
        itself. Raises a branch of `SendFailed`."""
        webhook = await self.of(channel)
        if webhook is None:
            return None
        branded = {**body, "username": self._name, **({"avatar_url": self._picture} if self._picture else {})}
        query = {"wait": "true", **_within(thread)}
        try:
            sent = await self._api.call("POST", HOOK, branded, picture=picture, query=query, **webhook.ids)
        except SendFailed as error:
            if not self._lost(channel, error):
                raise
            return None
        return Reference(str(sent["channel_id"]), str(sent["id"]), webhook.id)

    async def edit(self, channel: str, stands: Reference, body: Mapping[str, Any]) -> None:
        """Edit what was posted. Raises a branch of `SendFailed`: `MessageGone` where its webhook is gone."""
        webhook = await self._again(channel, stands.webhook)
        if webhook is None:
            raise MessageGone(GONE)
        path, query = f"{HOOK}/messages/{{message_id}}", _within(stands.channel if stands.channel != channel else "")
        try:
            await self._api.call("PATCH", path, body, query=query, message_id=stands.message, **webhook.ids)
        except SendFailed as error:
            if not self._lost(channel, error):
                raise
            raise MessageGone(GONE) from error

    def _lost(self, channel: str, error: SendFailed) -> bool:
        """Does it answer that it is not there? Then it is not called again."""
        lost = code_of(error.__cause__) in (UNKNOWN_WEBHOOK, INVALID_WEBHOOK_TOKEN)
        if lost:
            self._known.pop(channel, None)
        return lost

    async def _found(self, channel: str) -> Webhook | None:
        try:
            for each in await self._ours(channel):
                return each
            made = await self._api.call("POST", HOOKS, {"name": self._name}, channel_id=channel)
        except (AddressClosed, Rejected) as error:
            if gone(error):
                raise
            return None  # no right to have one, or too many in the channel: the bot posts itself
        return Webhook(str(made["id"]), made["token"])

    async def _again(self, channel: str, number: str) -> Webhook | None:
        """The one of an id, to edit by; None where it is gone, or may not be seen any more."""
        known = self._known.get(channel)
        if known and known.id == number:
            return known
        try:
            return next((each for each in await self._ours(channel) if each.id == number), None)
        except (AddressClosed, Rejected) as error:
            if gone(error):
                raise
            return None

    async def _ours(self, channel: str) -> list[Webhook]:
        me = await self._api.login()
        told = await self._api.call("GET", HOOKS, channel_id=channel)
        mine = [each for each in told if each.get("application_id") == me and each.get("token")]
        return [Webhook(str(each["id"]), each["token"]) for each in mine]


def _within(thread: str) -> dict[str, str]:
    return {"thread_id": thread} if thread else {}


def _without(name: str) -> str:
    """The name without what none may hold, also where that is left of two of them."""
    while (shorter := _REFUSED.sub("", name)) != name:
        name = shorter
    return name


def gone(error: SendFailed) -> bool:
    """Is the channel itself not there any more?"""
    return isinstance(error, AddressClosed) and error.reason != "no_rights"
