"""What a person gets to see of the bot's answer."""

from typing import Any

from tests.discordapi.interactions import DEFER_UPDATE, UPDATE
from tests.discordapi.records import Interaction, Message, User


class Answer:
    """What the bot answered, as the person sees it now: later edits show. `message` is what was answered with."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction

    @property
    def message(self) -> Message | None:
        """The answer's own message, or that whose button was pressed where it was updated."""
        return self.interaction.original

    @property
    def content(self) -> str:
        return self.message.content if self.message else ""

    @property
    def embeds(self) -> list[dict[str, Any]]:
        return self.message.embeds if self.message else []

    @property
    def components(self) -> list[dict[str, Any]]:
        return self.message.components if self.message else []

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Buttons and selects, in order."""
        return self.message.parts if self.message else []

    @property
    def ephemeral(self) -> bool:
        return self.message is not None and self.message.ephemeral

    @property
    def deferred(self) -> bool:
        """Whether the bot first said that it thinks (or, of a component, that it heard)."""
        return self.interaction.deferred

    @property
    def updated(self) -> bool:
        """Whether the message of the component was changed, instead of a new one sent."""
        return self.interaction.response in (DEFER_UPDATE, UPDATE)

    @property
    def followups(self) -> list[Message]:
        return self.interaction.followups

    @property
    def modal(self) -> dict[str, Any] | None:
        return self.interaction.modal

    @property
    def settled(self) -> bool:
        """Whether there is an answer, and the bot thinks no more."""
        original = self.message
        return bool(self.interaction.response) and not (original and original.thinking)

    def __repr__(self) -> str:
        return f"Answer({self.content!r}, response={self.interaction.response}, followups={len(self.followups)})"


def standing(on: Message | Answer, user: User) -> Message:
    """The message, if the person sees it. Raises `ValueError`."""
    message = on.message if isinstance(on, Answer) else on
    if message is None or message.deleted:
        raise ValueError("there is no such message any more")
    if message.ephemeral and message.asked_by != user.id:
        raise ValueError(f"{user.name} does not see that message")
    return message
