"""Messages of channels: docs.discord.com, "Message Resource"."""

from typing import Any

from tests.discordapi import drafts, payloads, permissions, records
from tests.discordapi.calls import NOTHING, Call, Reply
from tests.discordapi.drafts import Draft
from tests.discordapi.errors import Form, refusal
from tests.discordapi.mentions import REGULAR, pings
from tests.discordapi.records import Channel, Message, User
from tests.discordapi.world import World

NONCES, NONCES_KEPT = 300.0, 50_000  # "the past few minutes"
REPLY = 19


class Messages:
    """Carries the methods of messages out on a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._nonces: dict[str | int, Message] = {}

    # --- writing -----------------------------------------------------------------------------------------

    def create(self, call: Call) -> Reply:
        channel = self._world.reach(call.id("channel"))
        self.check_place(channel)
        body = call.fields
        if (known := self._known(body)) is not None:
            return 200, payloads.message(known)
        draft = drafts.read_new(body, call.files, REGULAR)
        self._world.need(channel, *draft.need())
        reply_to = self._reply(channel, body.get("message_reference"))
        self.wake(channel)
        message = self.compose(channel, draft, self._world.bot)
        if reply_to:
            message.type, message.reply_to = REPLY, reply_to
            message.pings += self._replied(channel, reply_to, draft)
        self._world.store(message)
        if draft.nonce is not None:
            self._nonces[draft.nonce] = message
            if len(self._nonces) > NONCES_KEPT:
                del self._nonces[next(iter(self._nonces))]
        return 200, payloads.message(message)

    def check_place(self, channel: Channel) -> None:
        """Raise `ApiError` where the bot cannot write into a channel."""
        if channel.type == records.DM:
            self._check_person(channel.recipient)
            return
        if channel.type == records.FORUM:
            raise refusal(40058)
        if channel.type == records.CATEGORY:
            raise refusal(50008)
        mine = self._world.may(self._world.bot, channel)
        if channel.archived and channel.locked and not permissions.has(mine, "manage_threads"):
            raise refusal(50083, 403)
        self._world.need(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")

    def _check_person(self, person: User | None) -> None:
        """Raise `ApiError` where the person takes no messages; who is in no guild at all has installed the bot."""
        if person is None or person.blocked:
            raise refusal(50007)
        theirs = [guild for guild in self._world.guilds.values() if person.id in guild.members]
        if theirs and not any(self._world.bot.id in guild.members for guild in theirs):
            raise refusal(50278)

    def wake(self, channel: Channel) -> None:
        """Open an archived thread: a message into it does so."""
        if channel.archived:
            channel.archived, channel.changed = False, self._world.clock()
            self._world.gateway.tell("THREAD_UPDATE", payloads.channel(channel), channel.guild_id)

    def compose(self, channel: Channel, draft: Draft, author: User, message_id: int = 0) -> Message:
        """A message out of a draft, with whom it pings; not yet stored."""
        content = draft.content or ""
        may = self._world.may(self._world.bot, channel)
        attachments = draft.attachments or []
        for upload in attachments:
            upload.id = upload.id or self._world.new_id()
        return Message(
            id=message_id or self._world.new_id(),
            channel=channel,
            author=author,
            time=self._world.clock(),
            content=content,
            embeds=draft.embeds or [],
            components=draft.components or [],
            attachments=attachments,
            flags=draft.flags & ~records.EPHEMERAL,
            nonce=draft.nonce,
            pings=pings(content, draft.allowed, channel.guild, may),
        )

    def _known(self, body: dict[str, Any]) -> Message | None:
        """The message that was sent with the nonce of a body, where it is to be enforced."""
        nonce = body.get("nonce")
        if not body.get("enforce_nonce") or not isinstance(nonce, str | int):
            return None
        message = self._nonces.get(nonce)
        return message if message and message.time > self._world.clock() - NONCES else None

    def _reply(self, channel: Channel, reference: object) -> int:
        """The message replied to; 0: none, or one that is gone and need not be there."""
        if not reference:
            return 0
        form = Form()
        given = form.model(("message_reference",), reference)
        number = form.snowflake(("message_reference", "message_id"), given.get("message_id"))
        if int(given.get("channel_id") or channel.id) != channel.id:
            form.wrong(
                ("message_reference",),
                "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL",
                "Cannot reply to a message in a different channel",
            )
        if given.get("type", 0) != 0:
            form.wrong(("message_reference", "type"), "UNSUPPORTED", "This stand-in forwards no messages")
        form.check()
        if not permissions.has(self._world.may(self._world.bot, channel), "read_message_history"):
            raise refusal(160002)
        found = channel.messages.get(number)
        if found is not None and not found.deleted:
            return number
        if given.get("fail_if_not_exists", True):
            form.wrong(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            form.check()
        return 0

    def _replied(self, channel: Channel, reply_to: int, draft: Draft) -> tuple[str, ...]:
        author = channel.messages[reply_to].author
        return (author.mention,) if draft.allowed.replied_user and not author.bot else ()

    def edit(self, call: Call) -> Reply:
        channel = self._world.reach(call.id("channel"))
        message = self.find(channel, call.id("message"))
        if message.author is not self._world.bot:
            raise refusal(50005)
        if channel.archived:
            raise refusal(50083)
        return 200, self.change(message, call)

    def change(self, message: Message, call: Call) -> dict[str, Any]:
        """Edit a message by a body; the message as it then is. Edits ping nobody."""
        draft = drafts.read(call.fields, call.files, REGULAR, before=message)
        if message.crossposted:
            self._world.meter.admit_write("published", message.id, self._world.clock())
        draft.change(message)
        for upload in message.attachments:
            upload.id = upload.id or self._world.new_id()
        if "flags" in call.fields:
            message.flags = message.flags & ~records.SUPPRESS_EMBEDS | draft.flags & records.SUPPRESS_EMBEDS
        self._world.edited(message)
        return payloads.message(message)

    def delete(self, call: Call) -> Reply:
        channel = self._world.reach(call.id("channel"))
        message = self.find(channel, call.id("message"))
        if channel.archived and channel.locked:
            raise refusal(50083)
        if message.author is not self._world.bot:
            self._world.need(channel, "manage_messages")
        self._world.removed(message)
        return NOTHING

    def crosspost(self, call: Call) -> Reply:
        channel = self._world.reach(call.id("channel"))
        if channel.type != records.ANNOUNCEMENT:
            raise refusal(50024)
        message = self.find(channel, call.id("message"))
        self._world.need(channel, "send_messages")
        if message.author is not self._world.bot:
            self._world.need(channel, "manage_messages")
        if message.type != 0:
            raise refusal(50068)
        if message.crossposted:
            raise refusal(40033)
        self._world.meter.admit_write("crossposts", channel.id, self._world.clock())
        message.flags |= records.CROSSPOSTED
        self._world.gateway.tell_message("MESSAGE_UPDATE", message)
        return 200, payloads.message(message)

    def typing(self, call: Call) -> Reply:
        self.check_place(self._world.reach(call.id("channel")))
        return NOTHING

    # --- looking -----------------------------------------------------------------------------------------

    def find(self, channel: Channel, message_id: int) -> Message:
        """A message that stands in a channel. Raises `ApiError` 10008."""
        message = channel.messages.get(message_id)
        if message is None or message.deleted:
            raise refusal(10008)
        return message

    def get(self, call: Call) -> Reply:
        channel = self._world.reach(call.id("channel"))
        self._world.need(channel, "read_message_history")
        return 200, payloads.message(self.find(channel, call.id("message")))

    def history(self, call: Call) -> Reply:
        channel = self._world.reach(call.id("channel"))
        if not permissions.has(self._world.may(self._world.bot, channel), "read_message_history"):
            return 200, []
        before, after = int(call.query.get("before", 1 << 63)), int(call.query.get("after", 0))
        found = [m for m in channel.messages.values() if not m.deleted and after < m.id < before]
        limit = int(call.query.get("limit", 50))
        return 200, [payloads.message(message) for message in found[::-1][:limit]]
