"""Which place a command speaks of: the one it was said in, or the channel its first word names."""

import re
from dataclasses import dataclass

from bot.domain.model import Address, Place
from bot.services.desk.visit import Declined, Visit, require_manager

WORD_JOINER = "\u2060"  # stands after the "@" of names that platforms must not take for a mention; people copy it
_CHANNEL = re.compile(r"@(\w{3,32})|(?:https?://)?t\.me/(\w{3,32})/?|(-\d{6,20})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """A place whose settings the person may change, and the words that are left."""

    place: Place
    address: Address | None
    words: str = ""
    elsewhere: bool = False  # not the place the command was said in

    @property
    def name(self) -> str:
        """How people know it."""
        return f"@{self.place.username}" if self.place.username else self.place.title or self.place.chat

    @property
    def pressed(self) -> str:
        """What a button's data ends with, so that `pressed` finds the place again."""
        return f":{self.place.chat}" if self.elsewhere else ""

    @property
    def handle(self) -> str:
        """What to write in a command to mean it again."""
        return f"@{self.place.username}" if self.place.username else self.place.chat


async def target(visit: Visit, words: str) -> Target:
    """The place meant by a command's words. Raises `Declined`: not theirs to change, or unknown to the bot."""
    first, *rest = words.replace(WORD_JOINER, "").split(None, 1) or [""]
    if named := _CHANNEL.fullmatch(first):
        public = named[1] or named[2]
        return await channel(visit, f"@{public}" if public else named[3], *rest)
    await require_manager(visit)
    return Target(visit.place, visit.address, words)


async def pressed(visit: Visit, name: str = "") -> Target:
    """The place meant by a press: where the button stands, or the channel its data names. Raises as `target`."""
    if name:
        return await channel(visit, name)
    await require_manager(visit)
    return Target(visit.place, visit.address)


async def channel(visit: Visit, name: str, words: str = "") -> Target:
    """A channel or group by its public name or id, from a private chat of somebody who manages it."""
    _ = visit.words.gettext
    if visit.place.kind != "private":
        raise Declined(_("Please write this to me in a private chat."))
    place = await visit.office.directory.look_up(visit.place.platform, name)
    if place is None:
        raise Declined(
            visit.fill(
                _("I do not see {chat}. Please add me there as an administrator, then send the command again."),
                chat=name,
            )
        )
    if not await visit.office.directory.manages(place, visit.ask.person):
        raise Declined(visit.fill(_("Only administrators of {chat} can do this."), chat=name))
    return Target(place, await visit.office.addresses.get(place), words, elsewhere=True)


async def may_post(visit: Visit, to: Target) -> None:
    """Raises `Declined`, with what to do, if the bot may not post there."""
    if to.elsewhere and not await visit.office.directory.may_post(to.place):
        _ = visit.words.gettext
        raise Declined(
            visit.fill(
                _("I may not post in {chat} yet. Please give me the right to post messages there, then try again."),
                chat=to.name,
            )
        )
