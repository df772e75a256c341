"""The real desk in the place of the fake one, to be asked through a platform."""

from bot.domain.model import Ask, Reply, Suggestion
from tests.adapters.discord import listening
from tests.services.fakes_desk import Newsroom


class RealDesk(listening.Desk):
    """That of a newsroom."""

    def __init__(self, room: Newsroom) -> None:
        super().__init__()
        self.room = room

    async def answer(self, ask: Ask) -> Reply:
        self.asked.append(ask)
        return await self.room.desk.answer(ask)

    async def press(self, ask: Ask) -> Reply:
        self.pressed.append(ask)
        return await self.room.desk.press(ask)

    async def suggest(self, ask: Ask) -> tuple[Suggestion, ...]:
        self.typed.append(ask)
        return await self.room.desk.suggest(ask)
