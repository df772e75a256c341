"""Channels and threads: docs.discord.com, "Channel Resource" and "Threads"."""

from typing import Any

from tests.discordapi import drafts, payloads, permissions, records
from tests.discordapi.calls import NOTHING, Call, Reply
from tests.discordapi.errors import Form, Path, refusal
from tests.discordapi.mentions import REGULAR
from tests.discordapi.messages import Messages
from tests.discordapi.records import Channel, Tag
from tests.discordapi.world import World

NAME, TAGS_APPLIED, TAGS, TAG_NAME, TOPIC, SLOWEST = 100, 5, 20, 20, 1024, 21_600
DURATIONS = (60, 1440, 4320, 10080)  # minutes


class Threads:
    """Carries the methods of channels and threads out on a world."""

    def __init__(self, world: World, messages: Messages) -> None:
        self._world = world
        self._messages = messages

    def get(self, call: Call) -> Reply:
        return 200, payloads.channel(self._world.reach(call.id("channel")))

    # --- opening -----------------------------------------------------------------------------------------

    def start(self, call: Call) -> Reply:
        """A thread without a message, or a forum's post."""
        parent = self._world.reach(call.id("channel"))
        if parent.type == records.FORUM:
            return self._post(parent, call)
        if parent.type not in {records.TEXT, records.ANNOUNCEMENT}:
            raise refusal(50024)
        kind = call.fields.get("type", records.PRIVATE_THREAD)
        private = kind == records.PRIVATE_THREAD
        self._world.need(parent, "create_private_threads" if private else "create_public_threads")
        return self._open(parent, call, self._world.new_id(), kind)

    def start_from(self, call: Call) -> Reply:
        """A thread under a message."""
        parent = self._world.reach(call.id("channel"))
        message = self._messages.find(parent, call.id("message"))
        self._world.need(parent, "create_public_threads")
        if message.id in self._world.channels:
            raise refusal(160004)
        return self._open(parent, call, message.id, 0)

    def _open(self, parent: Channel, call: Call, thread_id: int, kind: int) -> Reply:
        form = Form()
        name = form.text(("name",), call.fields.get("name"), NAME, 1)
        duration = _duration(form, call.fields)
        form.check()
        thread = self._world.open_thread(parent, thread_id, name, self._world.bot, kind)
        thread.auto_archive = duration
        self._world.gateway.tell("THREAD_CREATE", _new(thread), thread.guild_id)
        return 201, payloads.channel(thread)

    def _post(self, forum: Channel, call: Call) -> Reply:
        self._world.need(forum, "send_messages")
        body, form = call.fields, Form()
        name = form.text(("name",), body.get("name"), NAME, 1)
        tags = form.items(("applied_tags",), body.get("applied_tags"), TAGS_APPLIED)
        duration = _duration(form, body)
        given = form.model(("message",), body.get("message"))
        form.check()
        applied = self.check_tags(forum, tags, new=True)
        draft = drafts.read_new(given, call.files, REGULAR, prefix=("message",))
        self._world.need(forum, *draft.need())
        thread = self._world.open_thread(forum, self._world.new_id(), name, self._world.bot)
        thread.auto_archive, thread.applied_tags = duration, applied
        message = self._messages.compose(thread, draft, self._world.bot, thread.id)
        self._world.gateway.tell("THREAD_CREATE", _new(thread), thread.guild_id)
        self._world.store(message)
        return 201, payloads.channel(thread) | {"message": payloads.message(message)}

    def check_tags(self, forum: Channel, tags: list[Any], *, new: bool = False) -> list[int]:
        """The ids of tags for a post. Raises `ApiError` (10087, 40067, 50013)."""
        known = {tag.id: tag for tag in forum.tags}
        form = Form()
        applied = [form.snowflake(("applied_tags", n), tag) for n, tag in enumerate(tags)]
        form.check()
        for tag in applied:
            if tag not in known:
                raise refusal(10087)
            if known[tag].moderated:
                self._world.need(forum, "manage_threads")
        if forum.require_tag and not applied:
            raise refusal(40067)
        return applied

    # --- changing ----------------------------------------------------------------------------------------

    def edit(self, call: Call) -> Reply:
        channel = self._world.reach(call.id("channel"))
        if channel.guild is None:
            raise refusal(50024)
        if channel.is_thread:
            self._edit_thread(channel, call.fields)
            event = "THREAD_UPDATE"
        else:
            self._world.need(channel, "manage_channels")
            self._edit_plain(channel, call.fields)
            event = "CHANNEL_UPDATE"
        self._world.gateway.tell(event, payloads.channel(channel), channel.guild_id)
        return 200, payloads.channel(channel)

    def _edit_thread(self, thread: Channel, body: dict[str, Any]) -> None:
        form = Form()
        name = form.text(("name",), body["name"], NAME, 1) if "name" in body else thread.name
        tags = form.items(("applied_tags",), body.get("applied_tags"), TAGS_APPLIED)
        duration = _duration(form, {"auto_archive_duration": thread.auto_archive} | body)
        form.check()
        mine = self._world.may(self._world.bot, thread)
        manages = permissions.has(mine, "manage_threads")
        if not manages and (thread.owner_id != self._world.bot.id or thread.locked or "locked" in body):
            raise refusal(50013)
        if thread.archived and body.get("archived") is not False:
            raise refusal(50083)
        if "applied_tags" in body and thread.parent is not None:
            thread.applied_tags = self.check_tags(thread.parent, tags)
        thread.name, thread.auto_archive = name, duration
        thread.locked = bool(body.get("locked", thread.locked))
        if bool(body.get("archived", thread.archived)) != thread.archived:
            thread.archived, thread.changed = not thread.archived, self._world.clock()

    def _edit_plain(self, channel: Channel, body: dict[str, Any]) -> None:
        form = Form()
        name = form.text(("name",), body["name"], NAME, 1) if "name" in body else channel.name
        topic = form.text(("topic",), body["topic"], TOPIC) if "topic" in body else channel.topic
        slowmode = form.number(("rate_limit_per_user",), body.get("rate_limit_per_user") or 0, 0, SLOWEST)
        tags = channel.tags
        if "available_tags" in body and channel.type == records.FORUM:
            given = form.items(("available_tags",), body["available_tags"], TAGS)
            tags = [self._tag(form, ("available_tags", n), tag) for n, tag in enumerate(given)]
        form.check()
        channel.name, channel.topic, channel.tags = name, topic, tags
        if "rate_limit_per_user" in body:
            channel.slowmode = slowmode

    def _tag(self, form: Form, path: Path, value: object) -> Tag:
        given = form.model(path, value)
        name = form.text((*path, "name"), given.get("name"), TAG_NAME, 1)
        number = form.snowflake((*path, "id"), given["id"]) if given.get("id") else self._world.new_id()
        return Tag(number, name, bool(given.get("moderated")))

    def join(self, call: Call) -> Reply:
        if not self._world.reach(call.id("channel")).is_thread:
            raise refusal(50024)
        return NOTHING


def _new(thread: Channel) -> dict[str, Any]:
    return payloads.channel(thread) | {"newly_created": True}


def _duration(form: Form, body: dict[str, Any]) -> int:
    value = body.get("auto_archive_duration") or DURATIONS[2]
    if value not in DURATIONS:
        form.choices(("auto_archive_duration",), DURATIONS)
        return DURATIONS[2]
    return int(value)
