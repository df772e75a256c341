"""How a message of ours is remembered: `channel/message`, with `/w` behind it where a webhook has sent it.

A post in a forum is a thread of its own, whose id is that of its first message.
"""

from dataclasses import dataclass
from typing import Final, Self

from bot.domain.errors import MessageGone

_BY_WEBHOOK: Final = "w"


@dataclass(frozen=True, slots=True)
class Reference:
    """A message: ids as Discord writes them."""

    channel: str
    message: str
    webhook: bool = False

    def dumped(self) -> str:
        """As it is stored (≤ 44 characters)."""
        return "/".join((self.channel, self.message, *([_BY_WEBHOOK] * self.webhook)))

    @classmethod
    def loaded(cls, text: str) -> Self:
        """The reverse. Raises `MessageGone` for what is none."""
        channel, _, rest = text.partition("/")
        message, _, mark = rest.partition("/")
        if not (channel.isdecimal() and message.isdecimal()):
            raise MessageGone("Discord: this is no message's reference")
        return cls(channel, message, mark == _BY_WEBHOOK)
