"""How a message of ours is remembered: `channel/message`, then `/webhook` where one has sent it, and `/png`, or
what else the picture is that was uploaded with it.

A post in a forum is a thread of its own, whose id is that of its first message.
"""

from dataclasses import dataclass
from typing import Self

from bot.adapters.discord.uploads import NAME
from bot.domain.errors import MessageGone


@dataclass(frozen=True, slots=True)
class Reference:
    """A message: ids as Discord writes them, in 19 digits until 2090. `webhook`: who has sent it, if not the bot.
    `picture`: the file that came along, which an edit has to name again."""

    channel: str
    message: str
    webhook: str = ""
    picture: str = ""

    def dumped(self) -> str:
        """As it is stored (≤ 64 characters)."""
        return "/".join((self.channel, self.message, self.webhook, self.picture.removeprefix(NAME))).rstrip("/")

    @classmethod
    def loaded(cls, text: str) -> Self:
        """The reverse. Raises `MessageGone` for what is none."""
        channel, message, webhook, kind, *_ = (*text.split("/"), "", "", "")
        if not (channel.isdecimal() and message.isdecimal() and (webhook.isdecimal() or not webhook)):
            raise MessageGone("Discord: this is no message's reference")
        return cls(channel, message, webhook, NAME + kind if kind else "")
