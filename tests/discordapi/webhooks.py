"""Webhooks: docs.discord.com, "Webhook Resource"."""

from collections import Counter
from typing import Any

from tests.discordapi import drafts, payloads, records
from tests.discordapi.calls import NOTHING, Call, Reply
from tests.discordapi.errors import Form, Path, refusal
from tests.discordapi.mentions import OF_INTERACTIONS
from tests.discordapi.messages import Messages
from tests.discordapi.records import Channel, Message, User, Webhook
from tests.discordapi.world import World

IN_A_CHANNEL, NAME = 15, 80
NOT_IN_NAMES = ("clyde", "discord")
PLACES = frozenset({records.TEXT, records.ANNOUNCEMENT, records.FORUM, records.VOICE})


class Webhooks:
    """Carries the methods of webhooks out on a world.

    `gone`: how often each webhook that had already answered 404 was called again; Discord bans who does that
    ("Rate Limits", Invalid Request Limit).
    """

    def __init__(self, world: World, messages: Messages) -> None:
        self._world = world
        self._messages = messages
        self._answered_404: set[int] = set()
        self.gone: Counter[int] = Counter()

    # --- of channels -------------------------------------------------------------------------------------

    def create(self, call: Call) -> Reply:
        channel = self._place(call)
        form = Form()
        name = _name(form, ("name",), call.fields.get("name"), 1)
        form.check()
        if len(channel.webhooks) >= IN_A_CHANNEL:
            raise refusal(30007)
        world = self._world
        hook = Webhook(world.new_id(), channel, name, f"hook-{world.new_id():x}", world.bot, world.application_id)
        world.webhooks[hook.id] = channel.webhooks[hook.id] = hook
        self._tell(channel)
        return 200, payloads.webhook(hook, own=True)

    def of_channel(self, call: Call) -> Reply:
        return 200, [self._json(hook) for hook in self._place(call).webhooks.values()]

    def get(self, call: Call) -> Reply:
        hook = self._find(call)
        if "token" not in call.ids:
            self._world.need(hook.channel, "manage_webhooks")
        return 200, self._json(hook)

    def delete(self, call: Call) -> Reply:
        hook = self._find(call)
        if "token" not in call.ids:
            self._world.need(hook.channel, "manage_webhooks")
        self.remove(hook)
        return NOTHING

    def remove(self, hook: Webhook) -> None:
        """Delete a webhook."""
        hook.deleted = True
        hook.channel.webhooks.pop(hook.id, None)
        self._tell(hook.channel)

    def _tell(self, channel: Channel) -> None:
        data = {"guild_id": str(channel.guild_id), "channel_id": str(channel.id)}
        self._world.gateway.tell("WEBHOOKS_UPDATE", data, channel.guild_id, 1 << 5)

    def _place(self, call: Call) -> Channel:
        channel = self._world.reach(call.id("channel"))
        if channel.type not in PLACES:
            raise refusal(50024)
        self._world.need(channel, "manage_webhooks")
        return channel

    def _json(self, hook: Webhook) -> dict[str, Any]:
        return payloads.webhook(hook, own=hook.application_id == self._world.application_id)

    def _find(self, call: Call) -> Webhook:
        """The webhook of a path. Raises `ApiError` (10015, 50027)."""
        number = call.id("webhook")
        hook = self._world.webhooks.get(number)
        if hook is None or hook.deleted:
            self.gone[number] += number in self._answered_404
            self._answered_404.add(number)
            raise refusal(10015)
        if "token" in call.ids and call.ids["token"] != hook.token:
            raise refusal(50027)
        return hook

    # --- messages ----------------------------------------------------------------------------------------

    def execute(self, call: Call) -> Reply:
        hook, body = self._find(call), call.fields
        draft = drafts.read_new(body, call.files, OF_INTERACTIONS)
        form = Form()
        name = _name(form, ("username",), body["username"]) if body.get("username") else hook.name
        form.check()
        face = User(hook.id, name, bot=True, avatar=body.get("avatar_url") or hook.avatar)
        channel, first = self._target(hook, call, body)
        message = self._messages.compose(channel, draft, face, channel.id if first else 0)
        message.webhook_id = hook.id
        self._world.store(message)
        return (200, payloads.message(message)) if call.flag("wait") else NOTHING

    def _target(self, hook: Webhook, call: Call, body: dict[str, Any]) -> tuple[Channel, bool]:
        """Where a message goes, and whether it opens that post."""
        thread_id, thread_name, forum = call.query.get("thread_id"), body.get("thread_name"), hook.channel
        if thread_id:
            if thread_name:
                raise refusal(220002)
            thread = self._world.channels.get(int(thread_id))
            if thread is None or thread.parent is not hook.channel:
                raise refusal(10003)
            if thread.archived and thread.locked:
                raise refusal(50083)
            self._messages.wake(thread)
            return thread, False
        if forum.type != records.FORUM:
            if thread_name:
                raise refusal(220003)
            return forum, False
        if not thread_name:
            raise refusal(220001)
        return self._open(forum, str(thread_name), body), True

    def _open(self, forum: Channel, name: str, body: dict[str, Any]) -> Channel:
        form = Form()
        form.text(("thread_name",), name, 100, 1)
        tags = form.items(("applied_tags",), body.get("applied_tags"), 5)
        form.check()
        if forum.require_tag and not tags:
            raise refusal(40067)
        thread = self._world.open_thread(forum, self._world.new_id(), name, self._world.bot)
        thread.applied_tags = [int(tag) for tag in tags]
        self._world.gateway.tell("THREAD_CREATE", payloads.channel(thread), thread.guild_id)
        return thread

    def message(self, call: Call) -> Reply:
        return 200, payloads.message(self._message(call))

    def edit(self, call: Call) -> Reply:
        message = self._message(call)
        if message.channel.archived:
            raise refusal(50083)
        return 200, self._messages.change(message, call)

    def delete_message(self, call: Call) -> Reply:
        self._world.removed(self._message(call))
        return NOTHING

    def _message(self, call: Call) -> Message:
        hook = self._find(call)
        channel: Channel | None = hook.channel
        if thread := call.query.get("thread_id"):
            channel = self._world.channels.get(int(thread))
        if channel is None or hook.channel not in (channel, channel.parent):
            raise refusal(10003)
        message = self._messages.find(channel, call.id("message"))
        if message.webhook_id != hook.id:
            raise refusal(10008)
        return message


def _name(form: Form, path: Path, value: object, least: int = 0) -> str:
    name = form.text(path, value.strip() if isinstance(value, str) else value, NAME, least)
    for word in NOT_IN_NAMES:
        if word in name.lower():
            form.wrong(path, "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{word}"')
    return name
