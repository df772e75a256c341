"""Interactions → Ask → Desk → Reply: what people do on Discord, for the desk.

| interaction | what follows |
| --- | --- |
| a slash command | the desk answers: to all who are there if that concerns them, else to the asker alone |
| a command being typed | what its words may be |
| a button, a choice in a menu | the message changes, or an answer follows; an alert is for who pressed alone |

An interaction has to be answered within 3 seconds, so that what takes the desk longer is promised first
(docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback). What is in progress is bound.
"""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any, Final, TypeVar

import discord
from discord import InteractionType

from bot.adapters.discord.api import Api
from bot.adapters.discord.directory import DiscordDirectory
from bot.adapters.discord.markup import EPHEMERAL, UPLOADED, edited, render
from bot.adapters.discord.refusals import ANSWERED_ALREADY, code_of
from bot.adapters.discord.speech import asked, manages, pressed, speaker, typed, under, where
from bot.domain.errors import Doubtful, NotSent, Rejected, SendFailed, StoreBusy, TryLater
from bot.domain.model import Ask, Person, Post, Reply, Span
from bot.ports import Desk, Wording
from bot.services.desk.signatures import signatures
from bot.services.patience import Patience

PATIENCE: Final = 1.5  # seconds until an answer is promised
AT_ONCE: Final = 200  # interactions that are being answered
EACH: Final = 3  # of them one person's
TRIES: Final = 2
MESSAGE, DEFERRED, DEFERRED_CHANGE, CHANGE, CHOICES = 4, 5, 6, 7, 8  # types of a callback
CALLBACK: Final = "/interactions/{interaction_id}/{interaction_token}/callback"
FOLLOW_UP: Final = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL: Final = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"


def _(message: str) -> str:
    """Marks what the catalogues translate."""
    return message


SLOWLY: Final = _("One moment, please: I am still at what you asked before.")
UNSEEN: Final = _("I cannot see which channel this is. Please try it in another one.")
log = logging.getLogger(__name__)
T = TypeVar("T")
Interaction = discord.Interaction[Any]
_Json = dict[str, Any]


class Answering:
    """Has the desk answer. `language` is that of people whose own has no catalogue."""

    def __init__(self, api: Api, directory: DiscordDirectory, desk: Desk, wording: Wording, language: str) -> None:
        self._api, self._directory, self._desk = api, directory, desk
        self._wording, self._language = wording, language
        self._public = frozenset(each.name for each in signatures(wording.words(language)) if each.public)
        self._patiently = Patience(random.random)
        self._busy: Counter[str] = Counter()
        self._idle = asyncio.Event()
        self._idle.set()

    async def __call__(self, interaction: Interaction) -> None:
        """Answer one. What goes wrong is logged."""
        person = str(interaction.user.id)
        if self._busy.total() >= AT_ONCE:
            return  # Discord says that there was no answer
        self._busy[person] += 1
        self._idle.clear()
        try:
            await self._answer(interaction, flooded=self._busy[person] > EACH)
        except (SendFailed, StoreBusy) as error:
            log.info("Discord: an answer did not arrive: %s", error)
        except Exception:  # the loop's boundary: the next one is not this one's fault
            log.exception("Discord: an interaction could not be answered")
        finally:
            self._busy -= Counter((person,))
            if not self._busy:
                self._idle.set()

    async def settled(self, seconds: float) -> None:
        """Wait until all are answered, at most so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            log.warning("Discord: %d interactions were left unanswered", self._busy.total())

    async def _answer(self, interaction: Interaction, *, flooded: bool) -> None:
        place, who = where(interaction), speaker(interaction)
        if place is None:
            await _Answer(self._api, interaction, private=True).give(self._told(who, UNSEEN))
            return
        if place.server:
            self._directory.told(place, who, manages=manages(interaction))
        match interaction.type:
            case InteractionType.autocomplete:
                await self._suggest(interaction, typed(interaction, place, who), flooded=flooded)
            case InteractionType.application_command | InteractionType.component if flooded:
                await _Answer(self._api, interaction, private=True).give(self._told(who, SLOWLY))
            case InteractionType.application_command:
                await self._command(interaction, asked(interaction, place, who))
            case InteractionType.component:
                message = interaction.message
                alone = message is not None and message.flags.ephemeral
                data, standing = pressed(interaction), under(interaction)
                await self._press(interaction, Ask(place, who, words=data, alone=alone, message=standing))
            case _:
                log.debug("Discord: an interaction of type %s is not for us", interaction.type)

    async def _command(self, interaction: Interaction, ask: Ask) -> None:
        shown = ask.command in self._public or ask.option("show") == "true"
        alone = bool(ask.place.server) and not shown
        answer = _Answer(self._api, interaction, private=alone)
        reply = await answer.promised(self._patiently(self._desk.answer, replace(ask, alone=alone)))
        await answer.give(reply if reply.posts or reply.alert else self._told(ask.person, "All commands: /help"))

    async def _press(self, interaction: Interaction, ask: Ask) -> None:
        answer = _Answer(self._api, interaction, private=bool(ask.place.server), pressed=True)
        await answer.give(await answer.promised(self._patiently(self._desk.press, ask)))

    async def _suggest(self, interaction: Interaction, ask: Ask, *, flooded: bool) -> None:
        found = () if flooded else await self._desk.suggest(ask)
        choices = [{"name": each.label, "value": each.value} for each in found]
        await _callback(self._api, interaction, {"type": CHOICES, "data": {"choices": choices}})

    def _told(self, who: Person, message: str) -> Reply:
        """A msgid in the person's language."""
        spoken = who.language.partition("-")[0]
        words = self._wording.words(spoken if spoken in self._wording.languages else self._language)
        return Reply(posts=(Post(((Span(words.gettext(message)),),)),))


class _Answer:
    """To one interaction. `private`: for the asker alone."""

    def __init__(self, api: Api, interaction: Interaction, *, private: bool, pressed: bool = False) -> None:
        self._api = api
        self._interaction = interaction
        self._flags = EPHEMERAL if private else 0
        self._pressed = pressed
        self._promised = False

    async def promised(self, work: Awaitable[T]) -> T:
        """The desk's reply; an answer is promised if it is slow."""
        task = asyncio.ensure_future(work)
        try:
            done, _ = await asyncio.wait((task,), timeout=PATIENCE)
            if not done:
                kind = DEFERRED_CHANGE if self._pressed else DEFERRED
                await self._call({"type": kind, "data": {"flags": self._flags}})
                self._promised = True
            return await task
        except SendFailed:
            await task  # what was asked for is done, though nobody is told
            raise
        finally:
            task.cancel()

    async def give(self, reply: Reply) -> None:
        """Say it. Raises a branch of `SendFailed`."""
        posts = list(reply.posts)
        if self._pressed and reply.edits and posts:
            await self._change(posts.pop(0))
        elif self._pressed and not posts and not reply.alert and not self._promised:
            await self._call({"type": DEFERRED_CHANGE})
            return
        for number, post in enumerate(posts):
            await self._say(post, private=reply.to_person, first=number == 0 and not (self._pressed and reply.edits))
        if reply.alert:
            first = not posts and not reply.edits
            await self._say(Post(((Span(reply.alert),),)), private=True, first=first)

    async def _change(self, post: Post) -> None:
        body = edited(self._keeping(post), self._api.commands)
        if self._promised:
            await self._api.call("PATCH", ORIGINAL, body, **self._token())
        else:
            await self._call({"type": CHANGE, "data": body})

    def _keeping(self, post: Post) -> Post:
        """With the picture that was uploaded with what is changed, where the post has one."""
        message = self._interaction.message
        uploaded = [each.filename for each in message.attachments] if message else []
        return replace(post, image=UPLOADED + uploaded[0]) if uploaded and post.image else post

    async def _say(self, post: Post, *, private: bool, first: bool) -> None:
        flags = EPHEMERAL if private and self._interaction.guild_id is not None else self._flags
        body = render(post, self._api.commands) | {"flags": flags}
        if first and self._promised and not self._pressed and flags != self._flags:
            await self._api.call("DELETE", ORIGINAL, **self._token())  # all would see what is for one alone
            first = False
        if not first or (self._promised and self._pressed):
            await self._api.call("POST", FOLLOW_UP, body, **self._token())
        elif self._promised:
            await self._api.call("PATCH", ORIGINAL, edited(post, self._api.commands), **self._token())
        else:
            await self._call({"type": MESSAGE, "data": body})

    async def _call(self, body: _Json) -> None:
        await _callback(self._api, self._interaction, body)

    def _token(self) -> dict[str, Any]:
        return {"webhook_id": self._interaction.application_id, "webhook_token": self._interaction.token}


async def _callback(api: Api, interaction: Interaction, body: _Json) -> None:
    """Answer. One whose outcome is not known is repeated; that it was answered already then means that it arrived."""
    for number in range(TRIES):
        try:
            await api.call("POST", CALLBACK, body, interaction_id=interaction.id, interaction_token=interaction.token)
        except (TryLater, NotSent, Doubtful):
            if number + 1 == TRIES:
                raise
        except Rejected as error:
            if not number or code_of(error.__cause__) != ANSWERED_ALREADY:
                raise
            return
        else:
            return
