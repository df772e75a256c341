"""What happens to guilds, channels and messages, and the events the bot gets for it."""

from typing import Any, Literal

from tests.discordapi import payloads, permissions, records
from tests.discordapi.records import Channel, Guild, Member, Message, Overwrite, Role, User, Webhook
from tests.discordapi.world import World


class Changes(World):
    """Changes of guilds, of the bot's rights in them, and of what stands there."""

    # --- the bot's place ---------------------------------------------------------------------------------

    def kick(self, guild: Guild) -> None:
        """The bot is put out of a guild; its webhooks stay."""
        member = guild.members.pop(self.bot.id)
        for role in member.roles:
            if guild.roles[role].bot_id:
                del guild.roles[role]
        self.gateway.tell("GUILD_DELETE", {"id": str(guild.id)}, guild.id)

    def leave(self, guild: Guild, user: User) -> None:
        """A person leaves a guild."""
        del guild.members[user.id]

    def outage(self, guild: Guild, *, over: bool = False) -> None:
        """A guild becomes unavailable, or (`over`) is there again."""
        guild.unavailable = not over
        if over:
            self.gateway.tell("GUILD_CREATE", payloads.guild_create(guild, self.bot), guild.id)
        else:
            self.gateway.tell("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild.id)

    def block(self, user: User) -> None:
        """A person takes no direct messages from the bot: 403 50007."""
        user.blocked = True

    def unblock(self, user: User) -> None:
        """A person takes direct messages again."""
        user.blocked = False

    # --- rights ------------------------------------------------------------------------------------------

    def deny(self, place: Guild | Channel, *names: str, who: User | Role | None = None) -> None:
        """Take permissions from the bot (or `who`): in a channel by an overwrite, in a guild from its own role.

        In a guild @everyone's permissions stay; give `who=guild.roles[guild.id]` to take those.
        """
        self._grant(place, permissions.bits(names), who, given=False)

    def allow(self, place: Guild | Channel, *names: str, who: User | Role | None = None) -> None:
        """Give permissions to the bot (or `who`): in a channel by an overwrite, in a guild by its own role."""
        self._grant(place, permissions.bits(names), who, given=True)

    def _grant(self, place: Guild | Channel, bits: int, who: User | Role | None, *, given: bool) -> None:
        if isinstance(place, Channel):
            target = who or self.bot
            what = place.overwrites.setdefault(target.id, Overwrite(0 if isinstance(target, Role) else 1))
            what.allow = what.allow | bits if given else what.allow & ~bits
            what.deny = what.deny & ~bits if given else what.deny | bits
            self.gateway.tell("CHANNEL_UPDATE", payloads.channel(place), place.guild_id)
            return
        role = who if isinstance(who, Role) else self._own_role(place, who or self.bot)
        role.permissions = role.permissions | bits if given else role.permissions & ~bits
        self._tell_role("GUILD_ROLE_UPDATE", place, role)

    def _own_role(self, guild: Guild, user: User) -> Role:
        member = guild.members[user.id]
        if not member.roles:
            member.roles.append(self.role(guild, user.name).id)
        return guild.roles[member.roles[0]]

    def give_role(self, guild: Guild, role: Role, user: User | None = None) -> None:
        """Give the bot (or a person) a role."""
        member = guild.members[(user or self.bot).id]
        member.roles.append(role.id)
        self._tell_member(guild, member)

    def take_role(self, guild: Guild, role: Role, user: User | None = None) -> None:
        """Take a role from the bot (or a person)."""
        member = guild.members[(user or self.bot).id]
        member.roles.remove(role.id)
        self._tell_member(guild, member)

    def delete_role(self, guild: Guild, role: Role) -> None:
        """A role goes, with the overwrites for it."""
        del guild.roles[role.id]
        for member in guild.members.values():
            member.roles = [each for each in member.roles if each != role.id]
        for channel in guild.channels.values():
            channel.overwrites.pop(role.id, None)
        self.gateway.tell("GUILD_ROLE_DELETE", {"guild_id": str(guild.id), "role_id": str(role.id)}, guild.id)

    def _tell_member(self, guild: Guild, member: Member) -> None:
        if member.user is self.bot:
            self.gateway.tell("GUILD_MEMBER_UPDATE", payloads.member(member) | {"guild_id": str(guild.id)}, guild.id)

    # --- channels ----------------------------------------------------------------------------------------

    def delete_channel(self, channel: Channel) -> None:
        """A channel or thread goes, with its threads, webhooks and messages."""
        guild = channel.guild
        if guild is None:
            raise ValueError("a direct conversation is not deleted")
        for thread in [each for each in guild.channels.values() if each.parent is channel and each.is_thread]:
            self._forget(guild, thread)
        self._forget(guild, channel)
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        self.gateway.tell(event, payloads.channel(channel), guild.id)

    def _forget(self, guild: Guild, channel: Channel) -> None:
        channel.deleted = True
        del guild.channels[channel.id], self.channels[channel.id]
        for hook in channel.webhooks.values():
            hook.deleted = True
        for message in channel.messages.values():
            message.deleted = True

    def rename(self, channel: Channel, name: str) -> None:
        """A channel or thread gets another name."""
        channel.name = name
        self._tell_channel(channel)

    def convert(self, channel: Channel, kind: Literal["text", "announcement"]) -> None:
        """A text channel becomes an announcement channel, or the reverse."""
        channel.type = records.KINDS[kind]
        self._tell_channel(channel)

    def archive(self, thread: Channel, *, archived: bool = True, locked: bool = False) -> None:
        """A thread is archived, and locked, or opened again."""
        thread.archived, thread.locked, thread.changed = archived, locked, self.clock()
        self._tell_channel(thread)

    def _tell_channel(self, channel: Channel) -> None:
        event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
        self.gateway.tell(event, payloads.channel(channel), channel.guild_id)

    # --- messages and webhooks ---------------------------------------------------------------------------

    def delete_message(self, message: Message) -> None:
        """Someone deletes a message."""
        self.removed(message)

    def delete_webhook(self, hook: Webhook) -> None:
        """Someone deletes a webhook: 404 10015 from then on."""
        hook.deleted = True
        hook.channel.webhooks.pop(hook.id, None)
        data = {"guild_id": str(hook.channel.guild_id), "channel_id": str(hook.channel.id)}
        self.gateway.tell("WEBHOOKS_UPDATE", data, hook.channel.guild_id, 1 << 5)

    # --- the gateway -------------------------------------------------------------------------------------

    async def ready(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Wait until as many shards as the gateway recommends are connected. Raises `TimeoutError`."""
        await self.until(lambda: len(self.gateway.ready) >= self.gateway.shards, timeout)

    def silence_gateway(self, *, new: bool = False) -> None:
        """The open connections stay, but nothing comes over them any more; `new`: nor over later ones."""
        self.gateway.silence(new=new)

    def hear_gateway(self) -> None:
        """Later connections are heard again."""
        self.gateway.deaf = False

    def drop_gateway(self, code: int | None = 4000) -> None:
        """Close all connections with a code; None: cut them without a word. Sessions can be resumed."""
        self.gateway.drop(code)

    def reconnect_gateway(self) -> None:
        """Ask for a new connection (op 7)."""
        self.gateway.reconnect()

    def invalidate_session(self, *, resumable: bool = False) -> None:
        """Declare all sessions invalid (op 9)."""
        self.gateway.invalidate(resumable=resumable)

    def forget_sessions(self) -> None:
        """Forget all sessions and cut the connections: who resumes is told to identify anew."""
        self.gateway.drop(None)
        self.gateway.sessions.clear()

    def stats(self) -> dict[str, Any]:
        """Counters of the gateway and of messages."""
        return {"gateway": dict(self.gateway.counts), "accepted": self.accepted, "ready": sorted(self.gateway.ready)}
