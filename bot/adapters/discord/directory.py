"""Who may do what, and what a channel is, asked of Discord. What Discord refuses to say is a no.

Who manages a server is what Discord says with everything that somebody does there (a signed interaction); for the bot's
own rights see docs.discord.com/developers/topics/permissions#permission-overwrites.
"""

import asyncio
import re
from collections import OrderedDict
from typing import Any, Final

from discord import Permissions

from bot.adapters.discord.api import Api
from bot.adapters.discord.speech import NAME, place_of
from bot.domain.errors import AddressClosed, Rejected
from bot.domain.kept import keep
from bot.domain.model import Person, Place

KEPT: Final = 10_000  # people
KEPT_SECONDS: Final = 60.0  # an interaction says it anew
_CHANNEL: Final = re.compile(r"<?#?(\d{5,20})>?")


class DiscordDirectory:
    """The port `Directory`. Where Discord cannot be asked just now, every method raises a branch of `SendFailed`."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._managers: OrderedDict[tuple[str, str], tuple[float, bool]] = OrderedDict()

    def told(self, place: Place, person: Person, *, manages: bool) -> None:
        """Discord has just said whether this person manages the place's server."""
        until = asyncio.get_running_loop().time() + KEPT_SECONDS
        keep(self._managers, (place.server, person.id), (until, manages), KEPT)

    async def manages(self, place: Place, person: Person) -> bool:
        """Those with Manage Server do; in a private chat its person."""
        if place.kind == "private":
            return place.chat == person.id
        until, manages = self._managers.get((place.server, person.id), (0.0, False))
        return manages and bool(place.server) and asyncio.get_running_loop().time() < until

    async def look_up(self, platform: str, name: str) -> Place | None:
        """A channel by its id."""
        found = _CHANNEL.fullmatch(name.strip())
        if platform != NAME or found is None:
            return None
        channel = await self._asked("/channels/{channel_id}", channel_id=found[1])
        return place_of(channel) if channel else None

    async def may_post(self, place: Place) -> bool:
        """Has the bot the rights to write there, embeds included? Private chats: as far as can be known. A thread has
        the rights of its channel; but a private one is seen by those alone who were added to it."""
        if place.kind == "private":
            return True
        if place.topic and not await self._asked("/channels/{channel_id}", channel_id=place.topic):
            return False
        channel = await self._asked("/channels/{channel_id}", channel_id=place.chat)
        if not channel or not channel.get("guild_id"):
            return False
        guild = str(channel["guild_id"])
        me = await self._asked("/guilds/{guild_id}/members/{user_id}", guild_id=guild, user_id=await self._api.login())
        roles = await self._asked("/guilds/{guild_id}/roles", guild_id=guild)
        if not me or not roles:
            return False
        granted = _granted(guild, str(me["user"]["id"]), me["roles"], roles, channel.get("permission_overwrites") or ())
        writes = granted.send_messages_in_threads if place.topic else granted.send_messages
        return granted.view_channel and writes and granted.embed_links

    async def is_locked(self, thread: str) -> bool:
        """Is a thread locked? One that the bot does not see is not known to be."""
        channel = await self._asked("/channels/{channel_id}", channel_id=thread)
        return bool(channel and (channel.get("thread_metadata") or {}).get("locked"))

    async def _asked(self, path: str, **ids: Any) -> Any:
        """What is there; None if there is nothing, or it may not be seen."""
        try:
            return await self._api.call("GET", path, **ids)
        except (AddressClosed, Rejected):
            return None


def _granted(guild: str, me: str, held: list[str], roles: list[Any], overwrites: Any) -> Permissions:
    """The rights of a member in a channel: those of all its roles, then what the channel denies and allows, first to
    everybody, then to the roles, then to the member."""
    base = Permissions.none()
    for role in roles:
        if role["id"] == guild or role["id"] in held:
            base |= Permissions(int(role["permissions"]))
    if base.administrator:
        return Permissions.all()
    by_id = {each["id"]: each for each in overwrites}
    for group in ([guild], held, [me]):
        denied = allowed = 0
        for each in (by_id[key] for key in group if key in by_id):
            denied |= int(each["deny"])
            allowed |= int(each["allow"])
        base.handle_overwrite(allow=allowed, deny=denied)
    return base
