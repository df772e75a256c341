"""Which place a command speaks of: the one it was said in, the one given with it, or the channel its first word
names."""

import re
from dataclasses import dataclass

from bot.domain.model import Address, Place
from bot.services.desk.visit import Declined, Visit, require_manager

WORD_JOINER = "\u2060"  # stands after the "@" of names that platforms must not take for a mention; people copy it
_CHANNEL = re.compile(
    r"@(?P<name>\w{3,32})|(?:https?://)?t\.me/(?P<link>\w{3,32})/?|(?P<id>-\d{6,20}|\d{15,20})|<#(?P<mention>\d{15,20})>",
    re.ASCII,
)


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
        return _public_name(self.place) or self.place.title or self.place.chat

    @property
    def pressed(self) -> str:
        """What a button's data ends with, so that `pressed` finds the place again."""
        return f":{self.place.topic or self.place.chat}" if self.elsewhere else ""

    @property
    def handle(self) -> str:
        """What to write in a command to mean it again."""
        return _public_name(self.place) or self.place.chat


def _public_name(place: Place) -> str:
    """As all who can see the place call it; "" if they have no such name."""
    if place.username:
        return f"@{place.username}"
    return f"#{place.title}" if place.server and place.title else ""


def other_place(visit: Visit) -> Place | None:
    """The place that was given with a command or press, unless it is the one it was said in."""
    about, here = visit.ask.about, visit.place
    if about is None or (about.platform, about.chat, about.topic) == (here.platform, here.chat, here.topic):
        return None
    return about


async def target(visit: Visit, words: str) -> Target:
    """The place meant by a command. Raises `Declined`: not theirs to change, or unknown to the bot."""
    if other := other_place(visit):
        return await _elsewhere(visit, other, words=words)
    first, *rest = words.replace(WORD_JOINER, "").split(None, 1) or [""]
    if named := _CHANNEL.fullmatch(first):
        public = named["name"] or named["link"]
        return await channel(visit, f"@{public}" if public else named["id"] or named["mention"], *rest)
    await require_manager(visit)
    return Target(visit.place, visit.address, words)


async def pressed(visit: Visit, name: str = "") -> Target:
    """The place meant by a press: where the button stands, or the channel its data names. Raises as `target`."""
    if other := other_place(visit):
        return await _elsewhere(visit, other)
    if name and visit.ask.about is None:
        return await channel(visit, name)
    await require_manager(visit)
    return Target(visit.place, visit.address)


async def channel(visit: Visit, name: str, words: str = "") -> Target:
    """A channel or group by its public name or id, for somebody who manages it."""
    _ = visit.words.gettext
    if visit.place.kind != "private" and not visit.place.server:
        raise Declined(_("Please write this to me in a private chat."))
    place = await visit.office.directory.look_up(visit.place.platform, name)
    if place is None:
        raise Declined(visit.fill(_(visit.office.manners.unseen), chat=name))
    return await _elsewhere(visit, place, name=name, words=words)


async def _elsewhere(visit: Visit, place: Place, *, name: str = "", words: str = "") -> Target:
    """Another place, for somebody who manages it: from a private chat or from the same server. `name`: as they know
    it."""
    _ = visit.words.gettext
    if visit.place.kind != "private" and (not place.server or place.server != visit.place.server):
        raise Declined(_("Please write this to me in a private chat."))
    if not await visit.office.directory.manages(place, visit.ask.person):
        raise Declined(visit.fill(_(visit.office.manners.change_there), chat=name or Target(place, None).name))
    return Target(place, await visit.office.addresses.get(place), words, elsewhere=True)


async def may_post(visit: Visit, to: Target) -> None:
    """Raises `Declined`, with what to do, if the bot may not post there. Where a platform brings commands from places
    in which the bot cannot write, the place of the command is asked about as well."""
    asked = to.elsewhere or to.place.server
    if asked and not await visit.office.directory.may_post(to.place):
        raise Declined(visit.fill(visit.words.gettext(visit.office.manners.may_not_post), chat=to.name))
