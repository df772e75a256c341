"""Posts under the newsroom's own name and picture: by a webhook, one a channel, which the bot makes and knows again.

Nothing of it is stored: a webhook's token is a secret, and Discord gives it to the application that made it. One that
is gone is never called again (docs.discord.com/developers/resources/webhook): another is made, where that may be, else
the bot posts itself.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.adapters.discord.api import Api
from bot.domain.errors import AddressClosed, Rejected, SendFailed
from bot.domain.text import cut

MAX_NAME: Final = 80
KEPT: Final = 1000  # channels
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
        self._name = cut(" ".join(_REFUSED.sub("", name).split()), MAX_NAME) or "News"
        self._picture = picture
        self._known: OrderedDict[str, Webhook | None] = OrderedDict()

    async def of(self, channel: str) -> Webhook | None:
        """The channel's, made if there is none; None where that may not be. Raises a branch of `SendFailed`."""
        if channel not in self._known:
            self._known[channel] = await self._found(channel)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return self._known[channel]

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


def gone(error: SendFailed) -> bool:
    """Is the channel itself not there any more?"""
    return isinstance(error, AddressClosed) and error.reason != "no_rights"
