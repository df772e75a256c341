"""What people see change, written down: for whoever shows the world live, or tells of it.

    number = api.journal.last
    for entry in await api.journal.after(number): ...

An entry says where to look and never what stands there: by the time it is read, the message may have changed again.
"""

import asyncio
from collections import deque
from itertools import islice
from typing import Literal, NamedTuple

KEPT = 1000

Kind = Literal[
    "said",  # a person's message, or a line of the chat itself ("was added")
    "sent", "edited",  # the bot's
    "deleted",  # anybody's
    "pressed", "answered",  # a button of that message, and what the bot said to it
    "typing",  # the bot; no message
    "chat",  # a chat is new, or it, its members or the bot's rights changed; no message
    "profile",  # the bot's name, descriptions or commands; no chat
    "comment",  # a person's message in the thread of a channel's post; the chat is the discussion group
]  # fmt: skip


class Missed(LookupError):
    """What is asked for is no longer kept: look at the world anew, then go on from `Journal.last`."""


class Entry(NamedTuple):
    """One change. `chat` and `message` are ids, 0 where there is none; `press` is one of `BotApi.presses`, or ""."""

    number: int
    kind: Kind
    chat: int = 0
    message: int = 0
    press: str = ""


class Journal:
    """The last `kept` changes, numbered from 1 on."""

    def __init__(self, kept: int = KEPT) -> None:
        self._entries: deque[Entry] = deque(maxlen=kept)
        self._news = asyncio.Event()
        self.last = 0  # the number of the newest entry

    def write(self, kind: Kind, chat: int = 0, message: int = 0, press: str = "") -> None:
        """Note a change, and wake who waits for one."""
        self.last += 1
        self._entries.append(Entry(self.last, kind, chat, message, press))
        self._news.set()

    async def after(self, number: int) -> tuple[Entry, ...]:
        """All entries later than `number`, oldest first; waits until there is one. Raises `Missed`."""
        while self.last <= number:
            self._news.clear()  # who waits already was woken by `set`, and does not look at the flag again
            await self._news.wait()
        first = self._entries[0].number
        if number < first - 1:
            raise Missed(f"entries {number + 1} to {first - 1} are no longer kept")
        return tuple(islice(self._entries, number - first + 1, None))
