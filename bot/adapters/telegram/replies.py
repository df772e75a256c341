"""Replies to people: sent at once and at most waited for once; nobody else waits behind them."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Final

from bot.adapters.telegram.platform import TelegramPlatform
from bot.domain.errors import AddressClosed, AddressMoved, NotSent, PictureRejected, SendFailed, TryLater
from bot.domain.model import Closed, Form, Person, Place, Post, Reply
from bot.ports import Addresses, Clock

log = logging.getLogger(__name__)

_TRIES: Final = 4  # as many as can be mended: a picture, a moved chat, one wait
_LONGEST_WAIT: Final = 30.0  # seconds; who waited longer has gone
_FIRST_WAIT: Final = 1.0

Turn = Callable[[Place], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Origin:
    """What is answered: where, whom, and which message; `form` if it is ours and can be edited."""

    place: Place
    person: Person
    message: str = ""
    form: Form | None = None


class Replies:
    """Sends the desk's replies. Each message sent or edited counts for the rates of token and chat: it waits for its
    `turn`."""

    def __init__(self, platform: TelegramPlatform, addresses: Addresses, clock: Clock, turn: Turn) -> None:
        self._platform = platform
        self._addresses = addresses
        self._clock = clock
        self._turn = turn

    async def give(self, reply: Reply, origin: Origin) -> None:
        """Bring a reply to where it belongs. What cannot be sent is logged, not raised."""
        place, posts = origin.place, reply.posts
        if reply.to_person:
            if not origin.person.id.isdecimal():
                return  # somebody who speaks in a chat's name has no private chat we know of
            place = Place("telegram", origin.person.id)
        elif reply.edits and posts and origin.form and await self._edited(origin, origin.form, posts[0]):
            posts = posts[1:]
        for number, post in enumerate(posts, start=1):
            asks = reply.asks and place.kind == "group" and number == len(posts)
            if not await self._sent(place, post, answers=origin.message if asks else "", asks=asks):
                return

    async def _edited(self, origin: Origin, form: Form, post: Post, *, waited: bool = False) -> bool:
        """False if the message can no longer be edited: then a new one says it."""
        try:
            async with self._turn(origin.place):
                await self._platform.edit(origin.place, origin.message, post, form=form)
        except SendFailed as error:
            if not waited and _worth_a_wait(error):
                await asyncio.sleep(_wait(error))
                return await self._edited(origin, form, post, waited=True)
            log.info("A message could not be edited, so a new one is sent: %s", error)
            return False
        return True

    async def _sent(self, place: Place, post: Post, *, answers: str, asks: bool) -> bool:
        waited = False
        for _ in range(_TRIES):
            try:
                async with self._turn(place):
                    await self._platform.send(place, post, answers=answers, asks=asks)
            except SendFailed as error:
                mended = await self._mended(error, place, post, waited)
                if mended is None:
                    return False
                waited = waited or mended == (place, post)
                place, post = mended
            else:
                return True
        return False

    async def _mended(self, error: SendFailed, place: Place, post: Post, waited: bool) -> tuple[Place, Post] | None:
        """What to try next; None: nothing."""
        match error:
            case PictureRejected():
                return place, replace(post, image="")
            case AddressMoved():
                await self._addresses.move(place.platform, place.chat, error.chat)
                return replace(place, chat=error.chat), post
            case AddressClosed():
                topic = place.topic if error.reason == Closed.TOPIC_GONE else None
                await self._addresses.close(place.platform, place.chat, error.reason, self._clock(), topic=topic)
                return None
            case _ if not waited and _worth_a_wait(error):
                await asyncio.sleep(_wait(error))
                return place, post
            case _:
                log.warning("A reply was dropped: %s", error)
                return None


def _worth_a_wait(error: SendFailed) -> bool:
    return isinstance(error, TryLater | NotSent) and _wait(error) <= _LONGEST_WAIT


def _wait(error: SendFailed) -> float:
    return getattr(error, "retry_after", None) or _FIRST_WAIT
