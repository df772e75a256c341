"""Permissions: their bits, and what a member has in a channel.

docs.discord.com, "Permissions" (Bitwise Permission Flags, Permission Overwrites, Implicit Permissions, Threads).
"""

from collections.abc import Iterable
from typing import Any

BITS: dict[str, int] = {
    "create_instant_invite": 1 << 0,
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_audit_log": 1 << 7,
    "priority_speaker": 1 << 8,
    "stream": 1 << 9,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "send_tts_messages": 1 << 12,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "connect": 1 << 20,
    "speak": 1 << 21,
    "change_nickname": 1 << 26,
    "manage_nicknames": 1 << 27,
    "manage_roles": 1 << 28,
    "manage_webhooks": 1 << 29,
    "manage_guild_expressions": 1 << 30,
    "use_application_commands": 1 << 31,
    "manage_events": 1 << 33,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "use_external_stickers": 1 << 37,
    "send_messages_in_threads": 1 << 38,
    "moderate_members": 1 << 40,
    "send_polls": 1 << 49,
    "use_external_apps": 1 << 50,
    "pin_messages": 1 << 51,
    "bypass_slowmode": 1 << 52,
}
ALL = sum(BITS.values())

# what @everyone has in a new guild, mention_everyone included
EVERYONE = (
    "create_instant_invite", "add_reactions", "stream", "view_channel", "send_messages", "embed_links", "attach_files",
    "read_message_history", "mention_everyone", "use_external_emojis", "connect", "speak", "change_nickname",
    "use_application_commands", "create_public_threads", "create_private_threads", "use_external_stickers",
    "send_messages_in_threads", "send_polls", "use_external_apps",
)  # fmt: skip
DIRECT = (
    "view_channel", "send_messages", "embed_links", "attach_files", "read_message_history", "add_reactions",
    "use_external_emojis", "mention_everyone", "use_application_commands",
)  # fmt: skip
_NEEDS_SENDING = ("mention_everyone", "send_tts_messages", "attach_files", "embed_links")
_OF_LOCKED = ("view_channel", "read_message_history", "add_reactions", "use_external_emojis")


def bits(names: Iterable[str]) -> int:
    """The permissions of these names as bits. Raises `KeyError`."""
    return sum(BITS[name] for name in set(names))


def has(permissions: int, name: str) -> bool:
    return bool(permissions & BITS[name])


def implied(permissions: int, *, thread: bool = False) -> int:
    """What is left when what needs a missing permission is taken away as well."""
    if not has(permissions, "view_channel"):
        return 0
    if not has(permissions, "send_messages_in_threads" if thread else "send_messages"):
        permissions &= ~bits(_NEEDS_SENDING)
    return permissions


def of_locked(permissions: int) -> int:
    """What remains in a locked thread to whom may not manage threads."""
    return permissions if has(permissions, "manage_threads") else permissions & bits(_OF_LOCKED)


def overwritten(permissions: int, overwrites: dict[int, Any], guild: int, roles: Iterable[int], user: int) -> int:
    """Apply a channel's overwrites: those of @everyone, of the roles together, of the member."""
    groups = ([guild], [role for role in roles if role != guild], [user])
    for group in groups:
        found = [overwrites[target] for target in group if target in overwrites]
        deny = allow = 0
        for overwrite in found:
            deny |= overwrite.deny
            allow |= overwrite.allow
        permissions = permissions & ~deny | allow
    return permissions
