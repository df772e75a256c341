"""How a message of ours is remembered: `channel/message`, with `/w` behind it where a webhook has sent it, and the name
of the picture that was uploaded with it.

A post in a forum is a thread of its own, whose id is that of its first message.
"""

from dataclasses import dataclass
from typing import Final, Self

from bot.domain.errors import MessageGone

_BY_WEBHOOK: Final = "w"


@dataclass(frozen=True, slots=True)
class Reference:
    """A message: ids as Discord writes them. `picture`: the file that came along, which an edit has to name again."""

    channel: str
    message: str
    webhook: bool = False
    picture: str = ""

    def dumped(self) -> str:
        """As it is stored (≤ 56 characters)."""
        marks = ([_BY_WEBHOOK] * self.webhook) + ([self.picture] if self.picture else [])
        return "/".join((self.channel, self.message, *marks))

    @classmethod
    def loaded(cls, text: str) -> Self:
        """The reverse. Raises `MessageGone` for what is none."""
        channel, message, *marks = (*text.split("/"), "")
        if not (channel.isdecimal() and message.isdecimal()):
            raise MessageGone("Discord: this is no message's reference")
        picture = next((mark for mark in marks if mark not in ("", _BY_WEBHOOK)), "")
        return cls(channel, message, _BY_WEBHOOK in marks, picture)
