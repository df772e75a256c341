"""The scene: the chats of the demo and the people in them.

    the reader ── private chat with the bot (not started)
       ├─ owns ──── group "Editors' table"         the bot is a member
       ├─ owns ──── channel "Night Desk"           the bot is an administrator; no comments
       ├─ is in ─── group "Neighbours"             Rashad's; subscribed
       └─ reads ─── channel "City Wire"            Samira's, with comments; subscribed

Everybody here is invented.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bot.demo.botapi import BotApi, Chat
from bot.domain.errors import CrierError

READER, SAMIRA, RASHAD, LEYLA, TURAL, OLGA = range(1001, 1007)
NAMES = {READER: "You", SAMIRA: "Samira", RASHAD: "Rashad", LEYLA: "Leyla", TURAL: "Tural", OLGA: "Olga"}
PATIENCE = 60.0  # seconds until the bot must read updates, and again for its answers: slow machines start slowly
_DONE = "/unsubscribe"  # the answer to a subscription, in every language, says how to stop


class SceneNotSet(CrierError):
    """The bot did not do its part in setting up the chats."""


@dataclass(slots=True)
class Scene:
    """Sets the chats up on `api`, at once; `open` then has two of them subscribed."""

    api: BotApi
    reader: int = READER
    private: Chat = field(init=False)
    editors: Chat = field(init=False)
    neighbours: Chat = field(init=False)
    city_wire: Chat = field(init=False)
    night_desk: Chat = field(init=False)

    def __post_init__(self) -> None:
        api = self.api
        api.inline = True
        for user, name in NAMES.items():
            api.user(user, name)
        self.private = api.private(READER, started=False)
        self.editors = api.group("Editors' table", owner=READER, bot="left")
        self.neighbours = api.supergroup("Neighbours", owner=RASHAD, bot="left")
        self.city_wire = api.channel("City Wire", username="city_wire", owner=SAMIRA, comments=True, bot="left")
        self.night_desk = api.channel("Night Desk", username="night_desk", owner=READER, bot="left")
        self._fill(self.editors, READER, LEYLA, TURAL)
        self._fill(self.neighbours, RASHAD, READER, SAMIRA, LEYLA, OLGA)
        self._fill(self.city_wire, SAMIRA, READER, RASHAD, LEYLA, TURAL, OLGA)
        self._fill(self.night_desk, READER, LEYLA, OLGA)

    def _fill(self, chat: Chat, owner: int, *people: int) -> None:
        for person in people:
            self.api.member(chat, person)
        self.api.add_bot(chat, owner)

    def chats(self) -> tuple[Chat, ...]:
        """The chats of the page, in its order; one that moved on stands as what it became."""
        listed = (self.private, self.editors, self.neighbours, self.city_wire, self.night_desk)
        current = [self._current(chat) for chat in listed]
        return (*current, *(self.api.chats[chat.linked] for chat in current if chat.linked))

    def shown(self, chat_id: int) -> Chat | None:
        """A chat of the page by its id."""
        return next((chat for chat in self.chats() if chat.id == chat_id), None)

    def _current(self, chat: Chat) -> Chat:
        while chat.migrated_to:
            chat = self.api.chats[chat.migrated_to]
        return chat

    async def open(self) -> None:
        """Wait until the bot reads updates, and have the owners subscribe their channel and group.

        Raises `SceneNotSet` if it does not read, or does not confirm.
        """
        api = self.api
        await self._until(lambda: api.counts["getupdates"] > 0, "does not read what people write to it")
        api.say(SAMIRA, SAMIRA, f"/subscribe @{self.city_wire.username}")
        api.say(self.neighbours, RASHAD, "/subscribe")
        for chat in (api.private(SAMIRA), self.neighbours):
            await self._until(partial(_confirmed, api, chat), "did not confirm a subscription")

    async def _until(self, condition: Callable[[], bool], otherwise: str) -> None:
        try:
            await self.api.until(condition, PATIENCE)
        except TimeoutError:
            raise SceneNotSet(f"the demo's chats are not set up: in {PATIENCE:.0f} s the bot {otherwise}") from None


def _confirmed(api: BotApi, chat: Chat) -> bool:
    return any(_DONE in message.text for message in api.sent(chat))
