"""The world the bot lives in: people, guilds, channels, who may do what where, and what stands there.

Everything a test sets up is here; what then changes is in `changes.py`, what people do in `people.py`.
"""

import base64
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from bot.demo.waiting import Waiting
from tests.discordapi import payloads, permissions, records
from tests.discordapi.errors import refusal
from tests.discordapi.gateway import Gateway
from tests.discordapi.limits import Limits, Meter
from tests.discordapi.records import (
    KINDS,
    Channel,
    ChannelKind,
    Guild,
    Interaction,
    Member,
    Message,
    Role,
    Snowflakes,
    Tag,
    User,
    Webhook,
)

BOT_ID = 1_100_000_000_000_000_001
TOKEN = base64.b64encode(str(BOT_ID).encode()).decode().rstrip("=") + ".stands.in-for-tests-only_and-opens-nothing"


class World(Waiting):
    """People, guilds and channels. Ids are snowflakes; `bot.id` is the application's id too."""

    def __init__(
        self,
        *,
        token: str,
        clock: Callable[[], float],
        limits: Limits,
        max_messages: int,
        shards: int,
        heartbeat: float,
    ) -> None:
        super().__init__()
        self.token = token
        self.clock = clock
        self.meter = Meter(limits)
        self.bot = User(BOT_ID, "Crier", bot=True)
        self.application_id = self.bot.id
        self.application: dict[str, Any] = {"description": "", "tags": [], "flags": 0}
        self.owner = User(BOT_ID - 1, "Owner")
        self.users: dict[int, User] = {self.bot.id: self.bot, self.owner.id: self.owner}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}  # of all guilds, threads and direct conversations too; deleted ones not
        self.webhooks: dict[int, Webhook] = {}
        self.commands: dict[int, dict[str, Any]] = {}  # the global ones, as registered
        self.interactions: dict[str, Interaction] = {}  # by token
        self.accepted = 0  # messages of the bot in all channels, also those no longer kept
        self.snowflakes = Snowflakes()
        self._max_messages = max_messages
        self._kept: deque[Message] = deque()
        self.gateway = Gateway(self, shards=shards, heartbeat=heartbeat)

    def new_id(self, *, apart: bool = False) -> int:
        return self.snowflakes.next(self.clock(), apart=apart)

    # --- setting up --------------------------------------------------------------------------------------

    def person(self, name: str = "Person", *, locale: str = "en-US") -> User:
        """Make a person known."""
        user = User(self.new_id(), name, locale)
        self.users[user.id] = user
        return user

    def guild(
        self,
        name: str = "Guild",
        *,
        owner: User | None = None,
        bot: bool = True,
        locale: str = "en-US",
        may: Iterable[str] = (),
    ) -> Guild:
        """A guild. The bot is in it unless `bot=False`; `may`: permissions of its own role, beyond @everyone's."""
        owner = owner or self.owner
        guild = Guild(self.new_id(apart=True), name, owner.id, locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", permissions.bits(permissions.EVERYONE), position=0)
        self.guilds[guild.id] = guild
        guild.members[owner.id] = Member(owner, self.clock())
        if bot:
            self.invite(guild, may=may)
        return guild

    def invite(self, guild: Guild, *, may: Iterable[str] = ()) -> None:
        """The bot comes into a guild, with a role of its own."""
        role = Role(self.new_id(), self.bot.name, permissions.bits(may), bot_id=self.bot.id)
        guild.roles[role.id] = role
        guild.members[self.bot.id] = Member(self.bot, self.clock(), [role.id])
        told = payloads.guild_create(guild, self.bot)
        del told["unavailable"]  # which is told of guilds that one was in already: so clients know joining
        self.gateway.tell("GUILD_CREATE", told, guild.id)

    def role(self, guild: Guild, name: str = "Role", *may: str, mentionable: bool = False) -> Role:
        """A role."""
        role = Role(self.new_id(), name, permissions.bits(may), len(guild.roles), mentionable)
        guild.roles[role.id] = role
        self._tell_role("GUILD_ROLE_CREATE", guild, role)
        return role

    def member(self, guild: Guild, user: User, *roles: Role, **may: bool) -> Member:
        """Make a person a member, with roles; `may`: permissions by name, which a role of their own gives."""
        member = guild.members.setdefault(user.id, Member(user, self.clock()))
        member.roles += [role.id for role in roles]
        if named := [name for name, given in may.items() if given]:
            member.roles.append(self.role(guild, f"what {user.name} may", *named).id)
        return member

    def channel(
        self,
        guild: Guild,
        name: str = "general",
        kind: ChannelKind = "text",
        *,
        parent: Channel | None = None,
        tags: Iterable[str] = (),
        moderated_tags: Iterable[str] = (),
        require_tag: bool = False,
        topic: str | None = None,
        slowmode: int = 0,
    ) -> Channel:
        """A channel of a guild; `parent`: its category; tags for a forum."""
        channel = Channel(self.new_id(), KINDS[kind], name, guild, parent, position=len(guild.channels))
        channel.topic, channel.slowmode, channel.require_tag = topic, slowmode, require_tag
        channel.tags = [Tag(self.new_id(), tag) for tag in tags]
        channel.tags += [Tag(self.new_id(), tag, moderated=True) for tag in moderated_tags]
        if parent is not None:
            channel.overwrites = dict(parent.overwrites)
        self._place(channel)
        self.gateway.tell("CHANNEL_CREATE", payloads.channel(channel), guild.id)
        return channel

    def thread(self, parent: Channel, name: str = "thread", *, by: User | None = None) -> Channel:
        """A thread under a channel, or a forum's post without a message of its own."""
        thread = self.open_thread(parent, self.new_id(), name, by or self.owner)
        self.gateway.tell("THREAD_CREATE", payloads.channel(thread) | {"newly_created": True}, thread.guild_id)
        return thread

    def open_thread(self, parent: Channel, thread_id: int, name: str, by: User, kind: int = 0) -> Channel:
        """Make a thread, telling nobody."""
        usual = records.ANNOUNCEMENT_THREAD if parent.type == records.ANNOUNCEMENT else records.PUBLIC_THREAD
        thread = Channel(thread_id, kind or usual, name, parent.guild, parent)
        thread.owner_id, thread.changed = by.id, self.clock()
        self._place(thread)
        return thread

    def dm(self, user: User) -> Channel:
        """A person's direct conversation with the bot."""
        found = (c for c in self.channels.values() if c.type == records.DM and c.recipient is user)
        return next(found, None) or self._place(Channel(self.new_id(), records.DM, recipient=user))

    def webhook(self, channel: Channel, name: str = "Hook", *, by: User | None = None) -> Webhook:
        """Someone else's webhook; the bot is not shown its token."""
        hook = Webhook(self.new_id(), channel, name, f"hook-{self.new_id():x}", by or self.owner, None)
        self.webhooks[hook.id] = channel.webhooks[hook.id] = hook
        return hook

    def _place(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        if channel.guild:
            channel.guild.channels[channel.id] = channel
        return channel

    def _tell_role(self, event: str, guild: Guild, role: Role) -> None:
        self.gateway.tell(event, {"guild_id": str(guild.id), "role": payloads.role(role)}, guild.id)

    # --- who may what ------------------------------------------------------------------------------------

    def may(self, user: User, channel: Channel) -> int:
        """The permissions of a person, or the bot, in a channel, as bits (`permissions.BITS`)."""
        guild = channel.guild
        if guild is None:
            return permissions.bits(permissions.DIRECT)
        member = guild.members.get(user.id)
        if member is None:
            return 0
        base = self.may_in(user, guild)
        if permissions.has(base, "administrator"):
            return permissions.ALL
        home = channel.parent if channel.is_thread and channel.parent else channel
        base = permissions.overwritten(base, home.overwrites, guild.id, member.roles, user.id)
        base = permissions.implied(base, thread=channel.is_thread)
        return permissions.of_locked(base) if channel.locked else base

    def may_in(self, user: User, guild: Guild) -> int:
        """The permissions in a guild, channels left aside."""
        if user.id == guild.owner_id:
            return permissions.ALL
        given = guild.roles[guild.id].permissions
        for role in guild.members[user.id].roles:
            given |= guild.roles[role].permissions
        return permissions.ALL if permissions.has(given, "administrator") else given

    def reach(self, channel_id: str | int) -> Channel:
        """The channel of a request. Raises `ApiError` 10003 (there is none) or 50001 (the bot may not see it)."""
        channel = self.channels.get(int(channel_id))
        if channel is None:
            raise refusal(10003)
        if not permissions.has(self.may(self.bot, channel), "view_channel"):
            raise refusal(50001)
        return channel

    def need(self, channel: Channel, *names: str) -> None:
        """Raise `ApiError` 50013 where the bot lacks one of these permissions."""
        mine = self.may(self.bot, channel)
        if not all(permissions.has(mine, name) for name in names):
            raise refusal(50013)

    # --- looking -----------------------------------------------------------------------------------------

    def sent(self, channel: Channel, *, answers: bool = False) -> list[Message]:
        """What the bot wrote into a channel, by webhooks too, oldest first, edits applied; deleted ones too.

        `answers`: also its public answers to interactions.
        """
        mine = (message for message in channel.messages.values() if self._own(message))
        return [message for message in mine if answers or message.interaction is None]

    def _own(self, message: Message) -> bool:
        return message.author is self.bot or message.webhook_id > 0

    def arrivals(self, after: int = 0) -> list[Message]:
        """What the bot wrote, in all channels, in order, but the first `after`; of what is still kept. No answers."""
        skipped = max(0, after - (self.accepted - len(self._kept)))
        return list(islice(self._kept, skipped, None))

    async def wait_for(self, channel: Channel, n: int = 1, timeout: float = 5.0) -> list[Message]:  # noqa: ASYNC109
        """Wait until the bot has sent `n` messages into a channel. Raises `TimeoutError` saying how many there are."""
        try:
            await self.until(lambda: channel.accepted >= n, timeout)
        except TimeoutError:
            said = f"{channel.accepted} of {n} messages came into channel {channel.name or channel.id} in {timeout} s"
            raise TimeoutError(said) from None
        return self.sent(channel)

    # --- keeping -----------------------------------------------------------------------------------------

    def store(self, message: Message) -> None:
        """Keep an accepted message; beyond the bound the oldest of the bot's is forgotten."""
        channel = message.channel
        channel.messages[message.id] = message
        channel.last_message = message.id
        channel.message_count += 1
        if self._own(message) and message.interaction is None:
            channel.accepted += 1
            self.accepted += 1
            self._kept.append(message)
            if len(self._kept) > self._max_messages:
                old = self._kept.popleft()
                old.channel.messages.pop(old.id, None)
        self.gateway.tell_message("MESSAGE_CREATE", message)

    def edited(self, message: Message) -> None:
        """Note an edit."""
        message.edits += 1
        message.edited = self.clock()
        if not message.ephemeral:
            self.gateway.tell_message("MESSAGE_UPDATE", message)
        self.notice()

    def removed(self, message: Message) -> None:
        """A message no longer stands in its channel; what the bot sent is marked, not lost."""
        message.deleted = True
        if not message.ephemeral:
            self.gateway.tell_message("MESSAGE_DELETE", message)
        self.notice()
