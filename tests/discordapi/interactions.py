"""Answers to interactions: docs.discord.com, "Receiving and Responding to Interactions"."""

from typing import Any

from tests.discordapi import drafts, payloads
from tests.discordapi.calls import NOTHING, Call, Reply
from tests.discordapi.drafts import Draft
from tests.discordapi.errors import Form, refusal
from tests.discordapi.mentions import OF_INTERACTIONS
from tests.discordapi.messages import Messages
from tests.discordapi.permissions import has
from tests.discordapi.records import EPHEMERAL, LOADING, Interaction, Message
from tests.discordapi.world import World

FIRST, VALID = 3.0, 900.0  # seconds for the callback, and for all else
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
PONG, ANSWER, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9
CHOICE, MOST_CHOICES, TITLE, CUSTOM_ID = 100, 25, 45, 100
OF_COMMAND = 20


class Interactions:
    """Carries the methods of interactions out on a world."""

    def __init__(self, world: World, messages: Messages) -> None:
        self._world = world
        self._messages = messages

    # --- the callback ------------------------------------------------------------------------------------

    def callback(self, call: Call) -> Reply:
        interaction = self._world.interactions.get(call.ids["token"])
        now = self._world.clock()
        if interaction is None or interaction.id != call.id("interaction"):
            raise refusal(10062)
        if interaction.response:
            raise refusal(40060)
        if now - interaction.time > FIRST:
            raise refusal(10062)
        kind, data = self._kind(interaction, call.fields), call.fields.get("data") or {}
        if kind == PONG:
            return NOTHING
        self._respond(interaction, kind, data, call)
        interaction.response = kind
        self._world.notice()
        return (200, _described(interaction)) if call.flag("with_response") else NOTHING

    def _kind(self, interaction: Interaction, body: dict[str, Any]) -> int:
        kind, form = body.get("type"), Form()
        known: tuple[int, ...] = (PONG, CHOICES) if interaction.type == AUTOCOMPLETE else (PONG, ANSWER, DEFER, MODAL)
        if interaction.source is not None:
            known += (DEFER_UPDATE, UPDATE)
        if interaction.type == MODAL_SUBMIT:
            known = tuple(each for each in known if each != MODAL)
        if kind not in known:
            form.choices(("type",), known)
        form.check()
        return int(str(kind))

    def _respond(self, interaction: Interaction, kind: int, data: dict[str, Any], call: Call) -> None:
        if kind == ANSWER:
            draft = drafts.read_new(data, call.files, OF_INTERACTIONS, prefix=("data",))
            interaction.original = self._answer(interaction, draft)
        elif kind == DEFER:
            interaction.deferred = True
            empty = drafts.read({"flags": data.get("flags")}, {}, OF_INTERACTIONS, prefix=("data",))
            interaction.original = self._answer(interaction, empty, LOADING)
        elif kind == DEFER_UPDATE:
            interaction.deferred, interaction.original = True, interaction.source
        elif kind == UPDATE and interaction.source is not None:
            interaction.original = interaction.source
            self._change(interaction.source, data, call, ("data",))
        elif kind == CHOICES:
            interaction.choices = _choices(data)
        elif kind == MODAL:
            interaction.modal = _modal(data)

    def _answer(self, interaction: Interaction, draft: Draft, flags: int = 0) -> Message:
        message = self._messages.compose(interaction.channel, draft, self._world.bot)
        message.flags |= flags | draft.flags & EPHEMERAL
        place = interaction.channel
        if place.archived and place.locked and not has(self._world.may(self._world.bot, place), "manage_threads"):
            raise refusal(50083, 403)  # discord/discord-api-docs#5517
        message.asked_by, message.token = interaction.user.id, interaction.token
        message.type = OF_COMMAND if interaction.type == COMMAND else 0
        message.interaction = {
            "id": str(interaction.id),
            "type": interaction.type,
            "user": payloads.user(interaction.user),
            "authorizing_integration_owners": {"0": str(interaction.channel.guild_id)},
        }
        if interaction.command:
            message.interaction["name"] = interaction.command
        if not message.ephemeral:
            self._messages.wake(place)
            self._world.store(message)
        return message

    # --- afterwards --------------------------------------------------------------------------------------

    def _find(self, call: Call) -> Interaction:
        """The interaction of a token. Raises `ApiError` (10015: unknown, or not yet answered, 50027: expired)."""
        interaction = self._world.interactions.get(call.ids["token"])
        if interaction is None or not interaction.response:
            raise refusal(10015)
        if self._world.clock() - interaction.time > VALID:
            raise refusal(50027)
        return interaction

    def _message(self, call: Call) -> tuple[Interaction, Message]:
        interaction, name = self._find(call), call.ids["message"]
        if name == "@original":
            found = interaction.original
        else:
            mine = [*interaction.followups, *([interaction.original] if interaction.original else [])]
            found = next((message for message in mine if str(message.id) == name), None)
        if found is None or found.deleted:
            raise refusal(10008)
        return interaction, found

    def follow(self, call: Call) -> Reply:
        """A further message. The first after a deferred answer takes its place."""
        interaction = self._find(call)
        draft = drafts.read_new(call.fields, call.files, OF_INTERACTIONS)
        original = interaction.original
        if original is not None and original.thinking and interaction.response == DEFER:
            self._fill(original, draft)
            return 200, payloads.message(original)
        message = self._answer(interaction, draft)
        interaction.followups.append(message)
        self._world.notice()
        return 200, payloads.message(message)

    def message(self, call: Call) -> Reply:
        return 200, payloads.message(self._message(call)[1])

    def edit(self, call: Call) -> Reply:
        message = self._message(call)[1]
        self._change(message, call.fields, call)
        return 200, payloads.message(message)

    def delete(self, call: Call) -> Reply:
        message = self._message(call)[1]
        message.flags &= ~LOADING
        self._world.removed(message)
        return NOTHING

    def _change(self, message: Message, body: dict[str, Any], call: Call, prefix: tuple[str, ...] = ()) -> None:
        draft = drafts.read(body, call.files, OF_INTERACTIONS, prefix=prefix, before=message)
        self._fill(message, draft)

    def _fill(self, message: Message, draft: Draft) -> None:
        """Edit a message; what took the place of "is thinking" pings as a new one does."""
        if message.thinking:
            message.pings = self._messages.compose(message.channel, draft, self._world.bot).pings
        draft.change(message)
        for upload in message.attachments:
            upload.id = upload.id or self._world.new_id()
        message.flags &= ~LOADING
        self._world.edited(message)


def _described(interaction: Interaction) -> dict[str, Any]:
    """What `with_response` answers (Interaction Callback Response Object)."""
    about: dict[str, Any] = {"id": str(interaction.id), "type": interaction.type}
    resource: dict[str, Any] = {"type": interaction.response}
    if (message := interaction.original) is not None:
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.thinking,
            "response_message_ephemeral": message.ephemeral,
        }
        if interaction.response in (ANSWER, DEFER, UPDATE):
            resource["message"] = payloads.message(message)
    return {"interaction": about, "resource": resource}


def _choices(data: dict[str, Any]) -> list[dict[str, Any]]:
    form = Form("data")
    choices = form.items(("choices",), data.get("choices"), MOST_CHOICES)
    for n, each in enumerate(choices):
        given = form.model(("choices", n), each)
        form.text(("choices", n, "name"), given.get("name"), CHOICE, 1)
        if isinstance(given.get("value"), str):
            form.text(("choices", n, "value"), given["value"], CHOICE, 1)
        elif not isinstance(given.get("value"), int | float):
            form.required(("choices", n, "value"))
    form.check()
    return choices


def _modal(data: dict[str, Any]) -> dict[str, Any]:
    form = Form("data")
    form.text(("title",), data.get("title"), TITLE, 1)
    form.text(("custom_id",), data.get("custom_id"), CUSTOM_ID, 1)
    form.items(("components",), data.get("components"), 5, 1)
    form.check()
    return data
