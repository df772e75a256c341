"""Messengers, what they call, and the words they are spoken to in."""

from datetime import datetime
from typing import Literal, Protocol

from bot.domain.model import Ask, Form, Person, Picks, Place, Post, Receipt, Reply, Suggestion


class Desk(Protocol):
    """What platforms call with what people say."""

    async def answer(self, ask: Ask) -> Reply:
        """A command; never raises."""

    async def press(self, ask: Ask) -> Reply:
        """A button with `ask.words` as its data; never raises. Old and foreign data get a kind alert."""

    async def said(self, ask: Ask) -> Reply | None:
        """A plain message; an answer only if one was asked for."""

    async def suggest(self, ask: Ask) -> tuple[Suggestion, ...]:
        """What `ask.words`, as typed so far, may become; at most 25, the likeliest first. Never raises."""

    async def offer(self, ask: Ask, offset: str = "") -> Picks:
        """What may be sent into any chat for `ask.words`, the newest for none; `ask.place` is the person's own chat.
        `offset` is that of the page before. Never raises."""


class Platform(Protocol):
    """A messenger. Sending never retries by itself: outcomes are the courier's to decide."""

    name: str

    async def send(
        self, place: Place, post: Post, *, answers: str = "", picture: bytes | str = "", once: str = ""
    ) -> Receipt:
        """Send one post. Raises a branch of `SendFailed`; anything else is a bug.

        `answers`: the message it replies to; it goes plain where that is gone. `picture`: in place of the post's
        address of one, the picture itself or a receipt's reference to it. `once` names the send: a platform that
        can tell lets the same name arrive once within some minutes.
        """

    async def edit(self, place: Place, message: str, post: Post, *, form: Form | None = None) -> None:
        """Make a message of ours say `post`; a photo keeps its picture, unless `post` has none and the platform can
        take it away. That it does already is success. `form` is the message's, where it is known. Raises a branch of
        `SendFailed`: `MessageGone` if there is nothing to edit."""


class Publisher(Protocol):
    """Carries further what stands in a channel that others follow."""

    async def publish(self, place: Place, message: str) -> None:
        """Publish a message of ours to the channels that follow its own. That it is already is success. Raises a branch
        of `SendFailed`: `MessageGone` if there is nothing to publish, `TryLater` where it is too often."""


class Directory(Protocol):
    """Who may do what in a place, and what a place is, asked of the platform."""

    async def manages(self, place: Place, person: Person) -> bool:
        """May this person change the place's settings? (Always in a private chat of their own.)"""

    async def look_up(self, platform: str, name: str) -> Place | None:
        """The channel or group of a public name ("@name") or an id; None if unknown to the bot."""

    async def may_post(self, place: Place) -> bool:
        """Has the bot the right to post there?"""


Taken = Literal["taken", "known", "malformed", "busy"]
"""What became of a pushed update: answered (or soon to be), answered before, none at all, not now: push it again."""


class Hook(Protocol):
    """What a platform pushes updates to."""

    def knows(self, secret: str) -> bool:
        """Is it the platform's own? Takes the same time whatever is wrong with it."""

    async def take(self, body: bytes) -> Taken:
        """One update, as JSON. Never raises; answers within 10 s."""


class Words(Protocol):
    """The bot's wording in one language: gettext's contract (msgids are English)."""

    language: str

    def gettext(self, message: str) -> str: ...

    def ngettext(self, singular: str, plural: str, n: int) -> str: ...


class Wording(Protocol):
    """The catalogues."""

    languages: tuple[str, ...]

    def words(self, language: str) -> Words:
        """The words of a language (IETF tag; the nearest there is, English at last)."""

    def day(self, language: str, moment: datetime) -> str:
        """A date for people, in `moment`'s own zone: "6 October" this year, with the year otherwise."""
