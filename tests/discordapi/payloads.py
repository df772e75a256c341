"""Objects as Discord writes them: "User", "Guild", "Channel", "Message" and "Webhook Resource"."""

from typing import Any

from tests.discordapi import records
from tests.discordapi.records import Channel, Guild, Member, Message, Role, Upload, User, Webhook, iso

Json = dict[str, Any]


def user(who: User) -> Json:
    return {
        "id": str(who.id),
        "username": who.name.lower().replace(" ", "_"),
        "global_name": None if who.bot else who.name,
        "discriminator": "0000" if who.bot else "0",
        "avatar": who.avatar,
        "bot": who.bot,
        "public_flags": 0,
    }


def me(who: User) -> Json:
    return user(who) | {"verified": True, "mfa_enabled": True, "flags": 0, "email": None, "locale": "en-US"}


def member(of: Member, permissions: int | None = None) -> Json:
    document: Json = {
        "user": user(of.user),
        "nick": of.nick,
        "avatar": None,
        "roles": [str(role) for role in of.roles],
        "joined_at": iso(of.joined),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }
    return document if permissions is None else document | {"permissions": str(permissions)}


def role(of: Role) -> Json:
    document: Json = {
        "id": str(of.id),
        "name": of.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": of.position,
        "permissions": str(of.permissions),
        "managed": bool(of.bot_id),
        "mentionable": of.mentionable,
        "flags": 0,
    }
    return document | ({"tags": {"bot_id": str(of.bot_id)}} if of.bot_id else {})


def channel(of: Channel) -> Json:
    document: Json = {"id": str(of.id), "type": of.type, "flags": 0}
    document["last_message_id"] = str(of.last_message) if of.last_message else None
    if of.type == records.DM:
        return document | {"recipients": [user(of.recipient)] if of.recipient else []}
    document |= {
        "guild_id": str(of.guild_id),
        "name": of.name,
        "parent_id": str(of.parent.id) if of.parent else None,
        "rate_limit_per_user": of.slowmode,
    }
    return document | (_thread(of) if of.is_thread else _plain(of))


def _plain(of: Channel) -> Json:
    document: Json = {
        "position": of.position,
        "topic": of.topic,
        "nsfw": False,
        "permission_overwrites": [
            {"id": str(target), "type": what.kind, "allow": str(what.allow), "deny": str(what.deny)}
            for target, what in of.overwrites.items()
        ],
    }
    if of.type == records.VOICE:
        document |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    if of.type == records.FORUM:
        document |= {
            "flags": 1 << 4 if of.require_tag else 0,
            "available_tags": [
                {"id": str(t.id), "name": t.name, "moderated": t.moderated, "emoji_id": None, "emoji_name": None}
                for t in of.tags
            ],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
            "template": "",
        }
    return document


def _thread(of: Channel) -> Json:
    return {
        "owner_id": str(of.owner_id),
        "message_count": of.message_count,
        "total_message_sent": of.message_count,
        "member_count": 1,
        "applied_tags": [str(tag) for tag in of.applied_tags],
        "thread_metadata": {
            "archived": of.archived,
            "archive_timestamp": iso(of.changed),
            "auto_archive_duration": of.auto_archive,
            "locked": of.locked,
            "create_timestamp": iso(((of.id >> 22) + records.EPOCH_MS) / 1000),
        },
    }


def guild(of: Guild) -> Json:
    """As REST answers it; `guild_create` has more."""
    return {
        "id": str(of.id),
        "name": of.name,
        "icon": None,
        "splash": None,
        "banner": None,
        "description": None,
        "owner_id": str(of.owner_id),
        "features": ["COMMUNITY", "NEWS"],
        "roles": [role(each) for each in of.roles.values()],
        "emojis": [],
        "stickers": [],
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": of.locale,
        "system_channel_id": str(of.system_channel_id) if of.system_channel_id else None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "vanity_url_code": None,
        "max_members": 500_000,
    }


def guild_create(of: Guild, bot: User) -> Json:
    plain = [each for each in of.channels.values() if not each.is_thread]
    threads = [each for each in of.channels.values() if each.is_thread and not each.archived]
    mine = of.members[bot.id]
    return guild(of) | {
        "joined_at": iso(mine.joined),
        "large": len(of.members) > 250,
        "unavailable": False,
        "member_count": len(of.members),
        "members": [member(mine)],
        "channels": [channel(each) for each in plain],
        "threads": [channel(each) for each in threads],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message(of: Message, *, referenced: bool = True) -> Json:
    document: Json = {
        "id": str(of.id),
        "channel_id": str(of.channel.id),
        "author": user(of.author),
        "content": of.content,
        "timestamp": iso(of.time),
        "edited_timestamp": iso(of.edited) if of.edited else None,
        "tts": False,
        "mention_everyone": bool({"@everyone", "@here"} & set(of.pings)),
        "mentions": [],
        "mention_roles": [ping[3:-1] for ping in of.pings if ping.startswith("<@&")],
        "attachments": [attachment(each, of) for each in of.attachments],
        "embeds": of.embeds,
        "components": of.components,
        "pinned": False,
        "type": of.type,
        "flags": of.flags,
    }
    if of.nonce is not None:
        document["nonce"] = of.nonce
    if of.webhook_id:
        document["webhook_id"] = str(of.webhook_id)
    if of.interaction:
        document["interaction_metadata"] = of.interaction
    if of.reply_to and referenced:
        document |= _reference(of)
    return document


def _reference(of: Message) -> Json:
    found = of.channel.messages.get(of.reply_to)
    gone = found is None or found.deleted
    place = {"type": 0, "channel_id": str(of.channel.id), "message_id": str(of.reply_to)}
    if of.channel.guild:
        place["guild_id"] = str(of.channel.guild_id)
    known = None if gone or found is None else message(found, referenced=False)
    return {"message_reference": place, "referenced_message": known}


def attachment(of: Upload, on: Message) -> Json:
    url = f"https://cdn.discordapp.com/attachments/{on.channel.id}/{of.id}/{of.name}"
    size = len(of.content)
    return {"id": str(of.id), "filename": of.name, "size": size, "url": url, "proxy_url": url, "content_type": of.kind}


def webhook(of: Webhook, *, own: bool) -> Json:
    """`own`: of this application, which alone is shown the token."""
    document: Json = {
        "id": str(of.id),
        "type": 1,
        "guild_id": str(of.channel.guild_id),
        "channel_id": str(of.channel.id),
        "user": user(of.owner),
        "name": of.name,
        "avatar": of.avatar,
        "application_id": str(of.application_id) if of.application_id else None,
    }
    return document | ({"token": of.token} if own else {})
