"""Posts under the newsroom's own name and picture: by a webhook, one a channel, which the bot makes and knows again.

Nothing of it is stored: a webhook's token is a secret, and Discord gives it to the application that made it. One that
is gone is never called again (docs.discord.com/developers/resources/webhook): another is made, where that may be, else
the bot posts itself.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from bot.adapters.discord.api import Api
from bot.domain.errors import AddressClosed, Rejected, SendFailed
from bot.domain.text import cut

MAX_NAME: Final = 80
KEPT: Final = 1000  # channels
KEPT_SECONDS: Final = 600.0  # that a channel may have none: the right may be given
T = TypeVar("T")
_REFUSED: Final = re.compile("discord|clyde", re.IGNORECASE)  # words that no webhook's name may hold


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook of ours. Its token is a secret, and part of its address."""

    id: str
    token: str

    @property
    def ids(self) -> dict[str, str]:
        """For `Api.call`."""
        return {"webhook_id": self.id, "webhook_token": self.token}


class Webhooks:
    """Those of the channels that wanted one. `name` and `picture` (an address, or "") are the newsroom's."""

    def __init__(self, api: Api, name: str, picture: str) -> None:
        self._api = api
        self._name = cut(" ".join(_without(name).split()), MAX_NAME) or "News"
        self._picture = picture
        self._known: OrderedDict[str, Webhook] = OrderedDict()
        self._refused: OrderedDict[str, float] = OrderedDict()  # until when, by the event loop's time

    async def of(self, channel: str) -> Webhook | None:
        """The channel's, made if there is none; None where that may not be. Raises a branch of `SendFailed`."""
        now = asyncio.get_running_loop().time()
        if channel in self._known or self._refused.get(channel, now) > now:
            return self._known.get(channel)
        found = await self._found(channel)
        if found:
            _keep(self._known, channel, found)
        else:
            _keep(self._refused, channel, now + KEPT_SECONDS)
        return found

    def gone(self, channel: str) -> None:
        """It answered that it is not there: look for another at the next post."""
        self._known.pop(channel, None)

    def signed(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """A message under the newsroom's name and picture."""
        return {**body, "username": self._name, **({"avatar_url": self._picture} if self._picture else {})}

    async def _found(self, channel: str) -> Webhook | None:
        me = await self._api.login()
        try:
            for each in await self._api.call("GET", "/channels/{channel_id}/webhooks", channel_id=channel):
                if each.get("application_id") == me and each.get("token"):
                    return Webhook(str(each["id"]), each["token"])
            made = await self._api.call(
                "POST", "/channels/{channel_id}/webhooks", {"name": self._name}, channel_id=channel
            )
        except (AddressClosed, Rejected) as error:
            if gone(error):
                raise
            return None  # no right to have one, or too many in the channel: the bot posts itself
        return Webhook(str(made["id"]), made["token"])


def _without(name: str) -> str:
    """The name without what none may hold, also where that is left of two of them."""
    while (shorter := _REFUSED.sub("", name)) != name:
        name = shorter
    return name


def _keep(kept: OrderedDict[str, T], key: str, value: T) -> None:
    kept[key] = value
    if len(kept) > KEPT:
        kept.popitem(last=False)


def gone(error: SendFailed) -> bool:
    """Is the channel itself not there any more?"""
    return isinstance(error, AddressClosed) and error.reason != "no_rights"
