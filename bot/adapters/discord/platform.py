"""Discord as a platform: sends, edits, publishes, and knows its channels.

    a person            a direct message
    a channel           a message; under the newsroom's name by a webhook, where the chat wants that
    a thread            a message in it
    a forum             a thread of its own; what answers a post goes into that post's thread

Pacing and retries are the courier's. A message is sent under a name (`nonce` with `enforce_nonce`,
docs.discord.com/developers/resources/message#create-message), so that one whose answer was lost may be sent again
without standing there twice; what opens a thread and what a webhook says can have none.
"""

import json
from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from types import TracebackType
from typing import Any, Final, Self

from bot.adapters.discord.api import Api
from bot.adapters.discord.directory import DiscordDirectory
from bot.adapters.discord.edits import MESSAGE, Edits
from bot.adapters.discord.forum import Forums
from bot.adapters.discord.markup import UPLOADED, edited, render
from bot.adapters.discord.references import Reference
from bot.adapters.discord.refusals import (
    CROSSPOSTED_ALREADY,
    MISSING_PERMISSIONS,
    NO_HISTORY,
    TAG_REQUIRED,
    UNKNOWN_CHANNEL,
    UNKNOWN_TAG,
    code_of,
)
from bot.adapters.discord.speech import NAME
from bot.adapters.discord.uploads import filename
from bot.adapters.discord.webhooks import Webhooks
from bot.domain.errors import AddressClosed, Doubtful, MessageGone, PictureRejected, Rejected, SendFailed, TryLater
from bot.domain.kept import keep
from bot.domain.model import Closed, Form, Person, Place, Post, Receipt

DIRECT: Final = 10_000  # people whose channel of direct messages is remembered
NONCE: Final = 25  # characters
MESSAGES: Final = "/channels/{channel_id}/messages"
THREADS: Final = "/channels/{channel_id}/threads"
_Json = dict[str, Any]


def account_of(token: str) -> str:
    """What names a token's bot without betraying it."""
    return sha256(token.encode()).hexdigest()[:12]


class DiscordPlatform:
    """The ports `Platform`, `Publisher` and `Directory`, as an async context manager that owns its connections.

    `site_name` and `logo` (an address, or "") are what webhooks post under. Entering asks nothing of Discord, so that a
    wrong token or a dead network keeps nothing from starting.
    """

    name = NAME

    def __init__(self, *, token: str, api_base_url: str, site_name: str, logo: str = "") -> None:
        self.account = account_of(token)
        self.api = Api(token, api_base_url)
        self.directory = DiscordDirectory(self.api)
        self._webhooks = Webhooks(self.api, site_name, logo)
        self._edits = Edits(self.api, self.directory, self._webhooks)
        self._forums = Forums(self.api)
        self._direct: OrderedDict[str, str] = OrderedDict()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.api.close()

    # --- messages --------------------------------------------------------------------------------------------------

    async def send(
        self, place: Place, post: Post, *, answers: str = "", picture: bytes | str = "", once: str = ""
    ) -> Receipt:
        """See `ports.Platform`."""
        upload = picture if isinstance(picture, bytes) else b""
        name = filename(upload) if upload else ""
        if name:
            post = replace(post, image=UPLOADED + name)
        try:
            sent = replace(await self._sent(place, post, upload, answers, once), picture=name)
        except AddressClosed as error:
            if upload and code_of(error.__cause__) == MISSING_PERMISSIONS:  # Attach Files, or more: the text will tell
                raise PictureRejected(str(error), here=True) from error
            if place.topic and await self._thread_is_shut(place.topic, error):
                raise AddressClosed(str(error), reason=Closed.TOPIC_GONE) from error
            raise
        return Receipt((sent.dumped(),), "photo" if post.image else "text")

    async def _thread_is_shut(self, thread: str, error: AddressClosed) -> bool:
        """Does the refusal concern the thread alone? In a locked one the bot lacks the same right as in a channel."""
        if error.reason == Closed.NO_RIGHTS:
            return await self.directory.is_locked(thread)
        return code_of(error.__cause__) == UNKNOWN_CHANNEL

    def _rendered(self, post: Post) -> _Json:
        return render(post, self.api.commands)

    async def _sent(self, place: Place, post: Post, upload: bytes, answers: str, once: str) -> Reference:
        if place.shape == "forum" and not place.topic:
            return await self._in_forum(place, post, upload, answers, once)
        # A webhook can answer nothing, and in a channel an answer is worth more than the name.
        if post.branded and not answers and (sent := await self._branded(place, self._rendered(post), upload)):
            return sent
        channel = place.topic or (await self._direct_to(place.chat) if place.kind == "private" else place.chat)
        return await self._in_channel(channel, post, upload, once, answers)

    async def _branded(self, place: Place, body: _Json, upload: bytes, thread: str = "") -> Reference | None:
        """Under the newsroom's name; None where that cannot be."""
        return await self._webhooks.say(place.chat, body, upload, thread or place.topic) if place.server else None

    async def _in_channel(self, channel: str, post: Post, upload: bytes, once: str, answers: str = "") -> Reference:
        """Under the bot's own name, as an answer where it may read what it answers."""
        body, reply = self._rendered(post), _reply(answers, channel)
        if once:
            body = body | {"nonce": _nonce(once, channel), "enforce_nonce": True}
        try:
            sent = await self.api.call("POST", MESSAGES, body | reply, picture=upload, channel_id=channel)
        except SendFailed as error:
            if code_of(error.__cause__) != NO_HISTORY or not reply:
                raise
            sent = await self.api.call("POST", MESSAGES, body, picture=upload, channel_id=channel)
        return Reference(str(sent["channel_id"]), str(sent["id"]))

    async def _direct_to(self, person: str) -> str:
        if person not in self._direct:
            try:
                channel = await self.api.call("POST", "/users/@me/channels", {"recipient_id": person})
            except Doubtful as error:
                raise TryLater(str(error)) from error  # nothing has been said yet
            keep(self._direct, person, str(channel["id"]), DIRECT)
        return self._direct[person]

    # --- forums ----------------------------------------------------------------------------------------------------

    async def _in_forum(self, place: Place, post: Post, upload: bytes, answers: str, once: str) -> Reference:
        """In the thread of what it answers; in a new one, where it answers nothing or that thread is gone or shut."""
        if answers:
            with suppress(AddressClosed, MessageGone):  # a locked thread is no closed forum
                return await self._below(place, Reference.loaded(answers).channel, post, upload, once)
        try:
            return await self._thread(place, post, upload)
        except Rejected as error:
            if code_of(error.__cause__) not in (TAG_REQUIRED, UNKNOWN_TAG):
                raise
            self._forums.changed(place.chat)
            return await self._thread(place, post, upload)

    async def _below(self, place: Place, thread: str, post: Post, upload: bytes, once: str) -> Reference:
        if post.branded and (sent := await self._branded(place, self._rendered(post), upload, thread)):
            return sent
        return await self._in_channel(thread, post, upload, once)

    async def _thread(self, place: Place, post: Post, upload: bytes) -> Reference:
        thread = await self._forums.thread(place.chat, post)
        body = self._rendered(post)
        if post.branded and (sent := await self._branded(place, body | _webhooks_own(thread), upload)):
            return sent
        made = await self.api.call("POST", THREADS, thread | {"message": body}, picture=upload, channel_id=place.chat)
        return Reference(str(made["id"]), str(made["id"]))

    # --- what stands there -----------------------------------------------------------------------------------------

    async def edit(self, place: Place, message: str, post: Post, *, form: Form | None = None) -> None:
        """See `ports.Platform`. A photo shows the picture that was uploaded with it as long as its post has one."""
        stands = Reference.loaded(message)
        image = UPLOADED + stands.picture if stands.picture and post.image else post.image
        body = edited(replace(post, image="" if form == "text" else image))
        await self._edits(place, stands, body)

    async def publish(self, place: Place, message: str) -> None:
        """See `ports.Publisher`."""
        stands = Reference.loaded(message)
        try:
            await self.api.call("POST", f"{MESSAGE}/crosspost", channel_id=stands.channel, message_id=stands.message)
        except Rejected as error:
            if code_of(error.__cause__) != CROSSPOSTED_ALREADY:
                raise

    # --- channels --------------------------------------------------------------------------------------------------

    async def manages(self, place: Place, person: Person) -> bool:
        """See `ports.Directory`."""
        return await self.directory.manages(place, person)

    async def look_up(self, platform: str, name: str) -> Place | None:
        """See `ports.Directory`: by id."""
        return await self.directory.look_up(platform, name)

    async def may_post(self, place: Place) -> bool:
        """See `ports.Directory`."""
        return await self.directory.may_post(place)


def _nonce(once: str, channel: str) -> str:
    """A name that only this message has: Discord compares them over all channels of a bot."""
    return sha256(json.dumps((once, channel)).encode()).hexdigest()[:NONCE]


def _reply(answers: str, channel: str) -> _Json:
    """Only what stands in the same channel can be answered."""
    with suppress(MessageGone):
        stands = Reference.loaded(answers)
        if stands.channel == channel:
            return {"message_reference": {"message_id": stands.message, "fail_if_not_exists": False}}
    return {}


def _webhooks_own(thread: _Json) -> _Json:
    """What makes a webhook's message a thread."""
    return {"thread_name": thread["name"], "applied_tags": thread["applied_tags"]}
