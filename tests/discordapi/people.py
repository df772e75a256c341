"""What people do: commands, buttons, selects, messages. Discord's app is here, and what it does not let one do.

What an app hides or does not offer raises `ValueError`; an answer that does not come, `TimeoutError`.
"""

import json
from typing import Any

from tests.discordapi import payloads, permissions, records
from tests.discordapi.answers import Answer, standing
from tests.discordapi.changes import Changes
from tests.discordapi.components import BUTTON, SELECTS
from tests.discordapi.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT
from tests.discordapi.options import SUBCOMMANDS, Options, find, nested
from tests.discordapi.records import Channel, Interaction, Member, Message, User

ATTACHMENT_BYTES = 10 * 1024 * 1024


class People(Changes):
    """People at their apps."""

    def say(self, user: User, channel: Channel, text: str) -> Message:
        """A person writes a message."""
        self._enter(user, channel)
        message = Message(self.new_id(), channel, user, self.clock(), text)
        self.store(message)
        return message

    async def slash(
        self,
        user: User,
        channel: Channel,
        command: str,
        options: dict[str, Any] | None = None,
        *,
        force: bool = False,
        thinking: bool = False,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> Answer:
        """Give a command ("digest", or "group part"), and wait until it is answered and the bot thinks no more.

        `thinking`: wait for the first answer only. `force`: what the app would not let through is sent all the same.
        """
        data, name = self._command(user, channel, command, force)
        reader = Options(self, channel, user, force=force)
        data["options"] = reader.read(data["options"], options or {})
        data |= {"resolved": reader.resolved} if reader.resolved else {}
        interaction = self._act(user, channel, COMMAND, nested(data, command), command=name)
        return await self._answered(interaction, timeout, thinking=thinking)

    async def complete(
        self,
        user: User,
        channel: Channel,
        command: str,
        option: str,
        typed: str,
        others: dict[str, Any] | None = None,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> list[dict[str, Any]]:
        """The choices offered for what is typed so far into an option."""
        data, name = self._command(user, channel, command, False)
        declared = find(data["options"], option)
        if not declared.get("autocomplete"):
            raise ValueError(f"/{command} offers nothing for {option}")
        rest = Options(self, channel, user, force=True).read(data["options"], others or {})
        focused = {"name": option, "type": declared["type"], "value": typed, "focused": True}
        data["options"] = [*rest, focused]
        interaction = self._act(user, channel, AUTOCOMPLETE, nested(data, command), command=name)
        await self._answered(interaction, timeout, thinking=False)
        return interaction.choices

    async def press(
        self,
        user: User,
        on: Message | Answer,
        custom_id: str,
        *,
        thinking: bool = False,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> Answer:
        """Press the button with that custom id, or else the one with that label."""
        message = standing(on, user)
        buttons = [part for part in message.parts if part["type"] == BUTTON and "custom_id" in part]
        for key in ("custom_id", "label"):
            for part in buttons:
                if part.get(key) == custom_id and not part.get("disabled"):
                    return await self._use(user, message, part, {}, timeout, thinking)
        raise ValueError(f"there is no button {custom_id!r} to press among {[b['custom_id'] for b in buttons]}")

    async def choose(
        self,
        user: User,
        on: Message | Answer,
        *values: str,
        thinking: bool = False,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> Answer:
        """Choose values, or labels, in the select that has them all."""
        message = standing(on, user)
        for part in message.parts:
            known = {option[key]: option["value"] for key in ("label", "value") for option in part.get("options", ())}
            if part["type"] in SELECTS and not part.get("disabled") and set(values) <= set(known):
                if not part["min_values"] <= len(values) <= part["max_values"]:
                    raise ValueError(f"{part['min_values']} to {part['max_values']} values are to be chosen")
                chosen = {"values": [known[value] for value in values]}
                return await self._use(user, message, part, chosen, timeout, thinking)
        raise ValueError(f"there is no select with {values} in {message.parts}")

    async def submit(
        self,
        user: User,
        answer: Answer,
        values: dict[str, str],
        *,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> Answer:
        """Fill in the form that was answered, by custom ids, and send it."""
        modal = answer.modal
        if modal is None:
            raise ValueError("there is no form")
        rows = json.loads(json.dumps(modal["components"]))
        for row in rows:
            for part in row.get("components", [row.get("component")]):
                part["value"] = values.get(part["custom_id"], part.get("value", ""))
        data = {"custom_id": modal["custom_id"], "components": rows}
        source = answer.interaction.source
        interaction = self._act(user, answer.interaction.channel, MODAL_SUBMIT, data, source=source)
        return await self._answered(interaction, timeout, thinking=False)

    # --- interactions ------------------------------------------------------------------------------------

    def _command(self, user: User, channel: Channel, command: str, force: bool) -> tuple[dict[str, Any], str]:
        """The data of a command, with the options that it declares. Raises `ValueError`."""
        self._enter(user, channel)
        name, *path = command.split()
        own = channel.guild.commands if channel.guild else {}
        known = [each for each in (*own.values(), *self.commands.values()) if each["type"] == 1]
        found = next((each for each in known if each["name"] == name), None)
        if found is None:
            raise ValueError(f"there is no command /{name} among {[each['name'] for each in known]}")
        if not force:
            self._check_offered(user, channel, found)
        declared = found["options"]
        for part in path:
            declared = find(declared, part).get("options", [])
        if any(option["type"] in SUBCOMMANDS for option in declared):
            raise ValueError(f"/{command} wants one of {[option['name'] for option in declared]}")
        data = {"id": found["id"], "name": name, "type": 1, "options": declared}
        return data | ({"guild_id": found["guild_id"]} if "guild_id" in found else {}), command

    def _check_offered(self, user: User, channel: Channel, command: dict[str, Any]) -> None:
        if channel.guild is None:
            if 1 not in (command["contexts"] or (0, 1, 2)) or command["dm_permission"] is False:
                raise ValueError(f"/{command['name']} is not offered in direct messages")
            return
        if 0 not in (command["contexts"] or (0, 1, 2)):
            raise ValueError(f"/{command['name']} is not offered in guilds")
        may, needed = self.may(user, channel), command["default_member_permissions"]
        if not permissions.has(may, "use_application_commands"):
            raise ValueError(f"{user.name} may use no commands here")
        enough = permissions.has(may, "administrator") if needed == "0" else not int(needed or 0) & ~may
        if not enough:
            raise ValueError(f"/{command['name']} is hidden from {user.name}")

    def _enter(self, user: User, channel: Channel) -> None:
        """Make sure that a person is there to act. Raises `ValueError`."""
        if channel.deleted:
            raise ValueError("the channel is deleted")
        if channel.type in {records.FORUM, records.CATEGORY}:
            raise ValueError("nobody writes there: only into the posts of a forum")
        if channel.guild is None:
            if channel.recipient is not user:
                raise ValueError("that conversation is another's")
            return
        if self.bot.id not in channel.guild.members:
            raise ValueError("the bot is not in that guild")
        channel.guild.members.setdefault(user.id, Member(user, self.clock()))
        if not permissions.has(self.may(user, channel), "view_channel"):
            raise ValueError(f"{user.name} does not see that channel")

    async def _use(
        self,
        user: User,
        message: Message,
        part: dict[str, Any],
        data: dict[str, Any],
        timeout: float,  # noqa: ASYNC109
        thinking: bool,
    ) -> Answer:
        self._enter(user, message.channel)
        data = {"custom_id": part["custom_id"], "component_type": part["type"], "id": part["id"]} | data
        interaction = self._act(user, message.channel, COMPONENT, data, source=message)
        return await self._answered(interaction, timeout, thinking=thinking)

    def _act(
        self,
        user: User,
        channel: Channel,
        kind: int,
        data: dict[str, Any],
        *,
        source: Message | None = None,
        command: str = "",
    ) -> Interaction:
        number = self.new_id()
        interaction = Interaction(number, f"aW50ZXJhY3Rpb24-{number}", kind, user, channel, self.clock(), source)
        interaction.command = command
        self.interactions[interaction.token] = interaction
        if len(self.interactions) > records.INTERACTIONS_KEPT:
            del self.interactions[next(iter(self.interactions))]
        self.gateway.tell("INTERACTION_CREATE", self._payload(interaction, data), channel.guild_id)
        return interaction

    def _payload(self, interaction: Interaction, data: dict[str, Any]) -> dict[str, Any]:
        """An Interaction object ("Receiving and Responding to Interactions")."""
        channel, user = interaction.channel, interaction.user
        may = self.may(user, channel)
        place = payloads.channel(channel) | {"permissions": str(may)}
        place.pop("permission_overwrites", None)
        document: dict[str, Any] = {
            "id": str(interaction.id),
            "application_id": str(self.application_id),
            "type": interaction.type,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel": place,
            "channel_id": str(channel.id),
            "locale": user.locale,
            "app_permissions": str(self.may(self.bot, channel)),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": {"0": str(channel.guild_id)},
            "context": 0 if channel.guild else 1,
            "attachment_size_limit": ATTACHMENT_BYTES,
        }
        if interaction.source is not None:
            document["message"] = payloads.message(interaction.source)
        if channel.guild is None:
            return document | {"user": payloads.user(user)}
        guild = channel.guild
        return document | {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": payloads.member(guild.members[user.id], may),
        }

    async def _answered(self, interaction: Interaction, timeout: float, *, thinking: bool) -> Answer:  # noqa: ASYNC109
        answer = Answer(interaction)
        try:
            await self.until(lambda: bool(interaction.response) if thinking else answer.settled, timeout)
        except TimeoutError:
            said = "is thinking" if interaction.response else "did not respond"
            raise TimeoutError(f"the application {said} after {timeout} s") from None
        return answer
