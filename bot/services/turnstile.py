"""Lets messages through at the pace of the token and of each chat: people's answers first, then posts.

All that one process sends with a token passes here. Nobody who waits for a turn keeps one from another chat.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.domain.model import Place, PlaceKind
from bot.domain.pacing import PER_MINUTE, Gate, Lane

GLANCE = 0.05  # seconds between two looks at what only an answer of the platform can open
LANES = 1000  # chats remembered before those that have passed are forgotten


class Turnstile:
    """`rate`: messages a second of the token. `gaps`: seconds from an answer to the next post into the same chat.
    `per_minute`: messages into a group in any minute; 0: any."""

    def __init__(self, rate: int, gaps: Mapping[PlaceKind, float], per_minute: int = PER_MINUTE) -> None:
        self._gate = Gate(rate)
        self._gaps = gaps
        self._per_minute = per_minute
        self._lanes: dict[str, Lane] = {}
        self._most = LANES
        self._waiting = 0  # answers that wait for the gate

    def room(self) -> int:
        """How many posts may begin now."""
        now = moment()
        return max(0, min(self._gate.turns(now), self._gate.room(now) - self._waiting))

    def opens(self) -> float:
        """Seconds until there may be room; infinite if only an answer of the platform can make some."""
        return self._gate.opens(moment())

    def ahead(self, seconds: float) -> int:
        """How many posts may begin within so many seconds."""
        return math.ceil(self._gate.rate(moment()) * seconds)

    def chat_opens(self, place: Place, gap: float | None = None) -> float:
        """Seconds until a post may go into the chat: the topics of a group share its pace. `gap`: seconds after the
        last message, where it is not a post's."""
        lane = self._lanes.get(place.chat)
        return lane.opens(moment(), self._gaps[place.kind] if gap is None else gap) if lane else 0.0

    def begin(self, place: Place) -> None:
        """A message to this place is on its way."""
        self._take_lane(place)
        self._gate = self._gate.begun(moment())

    def end(self, place: Place) -> None:
        """Its answer has come, or it is known that none will."""
        now = moment()
        self._gate = self._gate.ended(now)
        if place.chat in self._lanes:
            self._lanes[place.chat] = self._lanes[place.chat].ended(now)

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[None]:
        """What is on its way was answered, which counts, and another message has to follow: what is done within takes
        nothing of the rate, and at the end there is room."""
        self._gate = self._gate.ended(moment())
        try:
            yield
            await self._gate_opens()
        finally:
            self._gate = self._gate.begun(moment())

    def refused(self, place: Place) -> None:
        """A chat was told to wait."""
        self._gate = self._gate.refused(place.chat, moment())

    @asynccontextmanager
    async def answer(self, place: Place) -> AsyncIterator[None]:
        """The turn of an answer to a person: before all posts, and no sooner than its chat takes a message."""
        gap = min(self._gaps.values())
        while True:
            if wait := self.chat_opens(place, gap):
                await asyncio.sleep(min(wait, GLANCE))
            elif self._gate.room(moment()):
                break
            else:
                await self._gate_opens()
        self.begin(place)
        try:
            yield
        finally:
            self.end(place)

    async def _gate_opens(self) -> None:
        self._waiting += 1
        try:
            while not self._gate.room(now := moment()):
                seconds = min(self._gate.opens(now), GLANCE)
                await asyncio.sleep(seconds)
        finally:
            self._waiting -= 1

    def _take_lane(self, place: Place) -> None:
        if not self._gaps[place.kind]:
            return
        lane = self._lanes.get(place.chat) or Lane(self._per_minute if place.kind == "group" else 0)
        self._lanes[place.chat] = lane.begun()
        if len(self._lanes) > self._most:
            now = moment()
            self._lanes = {chat: lane for chat, lane in self._lanes.items() if not lane.passed(now)}
            self._most = max(LANES, 2 * len(self._lanes))


def moment() -> float:
    """The time of the running event loop, which never goes back; in seconds."""
    return asyncio.get_running_loop().time()
