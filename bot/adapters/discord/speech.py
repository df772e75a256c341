"""What was said, by whom, where: Discord's interactions in our words. Pure.

docs.discord.com/developers/interactions/receiving-and-responding and /resources/channel#channel-object-channel-types.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import discord
from discord import ChannelType, Permissions

from bot.domain.model import Ask, Person, Place, PlaceKind, PlaceShape

NAME: Final = "discord"
WEBHOOK: Final = "webhook"  # the option that has the bot use one
MAX_WORDS: Final = 2000  # characters of all that was typed: no more than the desk would read
_THREADS: Final = frozenset(
    {ChannelType.news_thread.value, ChannelType.public_thread.value, ChannelType.private_thread.value}
)
_SHAPES: Final[dict[int, PlaceShape]] = {
    ChannelType.news.value: "announcement",
    ChannelType.forum.value: "forum",
    ChannelType.media.value: "forum",
}
_TEXT, _NUMBER, _FLAG, _PLACE, _ROLE = 3, 4, 5, 7, 8  # types of a command's options
_Json = Mapping[str, Any]


def place_of(channel: _Json, server: str = "") -> Place:
    """A channel as a place: a thread is a topic of its parent. Of a person nothing but the number is taken."""
    kind, server = int(channel["type"]), str(channel.get("guild_id") or server or "")
    if not server:
        recipients: Sequence[_Json] = channel.get("recipients") or ({},)
        return Place(NAME, str(recipients[0].get("id") or channel["id"]))
    title = str(channel.get("name") or "")
    if kind in _THREADS:
        return Place(NAME, str(channel["parent_id"]), str(channel["id"]), "group", title, server=server)
    shape = _SHAPES.get(kind, "")
    posts: PlaceKind = "channel" if shape else "group"
    return Place(NAME, str(channel["id"]), kind=posts, title=title, server=server, shape=shape)


def where(interaction: discord.Interaction[Any]) -> Place | None:
    """The place an interaction comes from; None for a channel of a server that is of no kind we know."""
    person, channel = interaction.user, interaction.channel
    if interaction.guild_id is None:
        return Place(NAME, str(person.id))
    return place_of(told_of(channel), str(interaction.guild_id)) if channel is not None else None


def told_of(channel: Any) -> _Json:
    """A channel of discord.py's as Discord itself tells of it."""
    return {
        "id": channel.id,
        "type": channel.type.value,
        "parent_id": getattr(channel, "parent_id", None),
        "name": getattr(channel, "name", ""),
    }


def speaker(interaction: discord.Interaction[Any]) -> Person:
    """Who asks."""
    return Person(str(interaction.user.id), interaction.locale.value)


def manages(interaction: discord.Interaction[Any]) -> bool:
    """Has the person the permission Manage Server? As Discord says with the interaction."""
    granted = interaction.permissions
    return interaction.guild_id is not None and (granted.manage_guild or granted.administrator)


def asked(interaction: discord.Interaction[Any], place: Place, person: Person) -> Ask:
    """A slash command: texts and numbers are its words, a channel is what it is about, roles and flags its options."""
    data = _data(interaction)
    given: Sequence[_Json] = data.get("options") or ()
    words = " ".join(str(each["value"]) for each in given if each["type"] in (_TEXT, _NUMBER))
    about = [found for each in given if each["type"] == _PLACE and (found := _named(interaction, each["value"]))]
    return Ask(
        place,
        person,
        str(data.get("name", "")),
        words[:MAX_WORDS],
        about=place_of(about[0], place.server) if about and place.server else None,
        options=tuple(_options(given)),
        refused=tuple(each["name"] for each in given if not _may(interaction, each)),
    )


def typed(interaction: discord.Interaction[Any], place: Place, person: Person) -> Ask:
    """A slash command that is being typed: its words are those of the option that has the cursor."""
    ask = asked(interaction, place, person)
    data = _data(interaction)
    focused: _Json = next((each for each in data.get("options") or () if each.get("focused")), {})
    return Ask(place, person, ask.command, str(focused.get("value", ""))[:MAX_WORDS], about=ask.about)


def pressed(interaction: discord.Interaction[Any]) -> str:
    """The data of a button, or of what was chosen in a menu."""
    data = _data(interaction)
    return str((data.get("values") or [data.get("custom_id", "")])[0])


def under(interaction: discord.Interaction[Any]) -> str:
    """The message that was pressed: as much of its reference (`references`) as tells it from all others."""
    message = interaction.message
    return f"{interaction.channel_id}/{message.id}" if message else ""


def _named(interaction: discord.Interaction[Any], number: str) -> _Json | None:
    """A channel that an option names: while a command is typed, Discord gives its number alone."""
    data = _data(interaction)
    told: _Json = (data.get("resolved") or {}).get("channels") or {}
    if number in told or interaction.guild is None:
        return told.get(number)
    channel = interaction.guild.get_channel_or_thread(int(number))
    return told_of(channel) if channel else None


def _may(interaction: discord.Interaction[Any], option: _Json) -> bool:
    """Has the person the right that the bot would use for an option? Discord lets everybody fill it in."""
    own, data = interaction.permissions, _data(interaction)
    resolved: _Json = data.get("resolved") or {}
    if interaction.guild_id is None or own.administrator:
        return True
    if option["type"] == _ROLE:
        role = (resolved.get("roles") or {}).get(option["value"]) or {}
        return bool(role.get("mentionable")) or own.mention_everyone
    if option["type"] == _PLACE:
        channel = (resolved.get("channels") or {}).get(option["value"]) or {}
        return Permissions(int(channel.get("permissions", 0))).view_channel
    return own.manage_webhooks or not (option["name"] == WEBHOOK and option["value"])


def _data(interaction: discord.Interaction[Any]) -> _Json:
    data: Any = interaction.data
    return data or {}


def _options(given: Sequence[_Json]) -> Iterator[tuple[str, str]]:
    for each in given:
        if each["type"] in (_FLAG, _ROLE):
            value = each["value"]
            yield each["name"], str(value).lower() if isinstance(value, bool) else str(value)
