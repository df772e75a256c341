"""Who the bot is and what it may see: "User", "Guild", "Application Resource" and "Gateway" (Get Gateway Bot)."""

from typing import Any

from tests.discordapi import payloads
from tests.discordapi.calls import NOTHING, Call, Reply
from tests.discordapi.changes import Changes
from tests.discordapi.errors import Form, refusal
from tests.discordapi.gateway import STARTS
from tests.discordapi.links import check_url
from tests.discordapi.records import Guild

DESCRIPTION, TAGS, TAG = 400, 5, 20


class Looking:
    """Carries the looking methods out on a world."""

    def __init__(self, world: Changes) -> None:
        self._world = world

    # --- itself ------------------------------------------------------------------------------------------

    def me(self, call: Call) -> Reply:
        return 200, payloads.me(self._world.bot)

    def application(self, call: Call) -> Reply:
        world = self._world
        mine = sum(world.bot.id in guild.members for guild in world.guilds.values())
        known: dict[str, Any] = {
            "id": str(world.application_id),
            "name": world.bot.name,
            "icon": None,
            "summary": "",
            "verify_key": "0" * 64,
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": payloads.user(world.owner),
            "team": None,
            "bot": payloads.user(world.bot),
            "approximate_guild_count": mine,
        }
        return 200, known | world.application

    def edit_application(self, call: Call) -> Reply:
        form = Form()
        changed: dict[str, Any] = {}
        for name, value in call.fields.items():
            if name == "description":
                changed[name] = form.text((name,), value, DESCRIPTION)
            elif name == "tags":
                tags = form.items((name,), value, TAGS)
                changed[name] = [form.text((name, n), tag, TAG, 1) for n, tag in enumerate(tags)]
            elif name == "custom_install_url":
                changed[name] = check_url(form, (name,), value)
            elif name in {"install_params", "integration_types_config", "role_connections_verification_url"}:
                changed[name] = value
        form.check()
        self._world.application |= changed
        return self.application(call)

    # --- people ------------------------------------------------------------------------------------------

    def user(self, call: Call) -> Reply:
        user = self._world.users.get(call.id("user"))
        if user is None:
            raise refusal(10013)
        return 200, payloads.user(user)

    def open_direct(self, call: Call) -> Reply:
        form = Form()
        number = form.snowflake(("recipient_id",), call.fields.get("recipient_id"))
        form.check()
        user = self._world.users.get(number)
        if user is None or user.bot:
            raise refusal(50033)
        return 200, payloads.channel(self._world.dm(user))

    # --- guilds ------------------------------------------------------------------------------------------

    def _guild(self, call: Call) -> Guild:
        guild = self._world.guilds.get(call.id("guild"))
        if guild is None or self._world.bot.id not in guild.members:
            raise refusal(10004)
        return guild

    def guilds(self, call: Call) -> Reply:
        world, after = self._world, int(call.query.get("after", 0))
        mine = [each for each in world.guilds.values() if world.bot.id in each.members and each.id > after]
        documents = [
            {
                "id": str(guild.id),
                "name": guild.name,
                "icon": None,
                "banner": None,
                "owner": guild.owner_id == world.bot.id,
                "permissions": str(world.may_in(world.bot, guild)),
                "features": ["COMMUNITY", "NEWS"],
            }
            for guild in mine[: int(call.query.get("limit", 200))]
        ]
        return 200, documents

    def guild(self, call: Call) -> Reply:
        return 200, payloads.guild(self._guild(call))

    def leave(self, call: Call) -> Reply:
        self._world.kick(self._guild(call))
        return NOTHING

    def roles(self, call: Call) -> Reply:
        return 200, [payloads.role(role) for role in self._guild(call).roles.values()]

    def member(self, call: Call) -> Reply:
        member = self._guild(call).members.get(call.id("user"))
        if member is None:
            raise refusal(10007)
        return 200, payloads.member(member)

    def channels(self, call: Call) -> Reply:
        found = self._guild(call).channels.values()
        return 200, [payloads.channel(channel) for channel in found if not channel.is_thread]

    def threads(self, call: Call) -> Reply:
        found = self._guild(call).channels.values()
        open_ones = [channel for channel in found if channel.is_thread and not channel.archived]
        return 200, {"threads": [payloads.channel(channel) for channel in open_ones], "members": []}

    # --- the gateway -------------------------------------------------------------------------------------

    def gateway(self, call: Call) -> Reply:
        return 200, {"url": self._world.gateway.url}

    def gateway_bot(self, call: Call) -> Reply:
        gateway = self._world.gateway
        limit = {
            "total": STARTS,
            "remaining": max(0, gateway.starts),
            "reset_after": int(gateway.resets_in() * 1000),
            "max_concurrency": gateway.concurrency,
        }
        return 200, {"url": gateway.url, "shards": gateway.shards, "session_start_limit": limit}
