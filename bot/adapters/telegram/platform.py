"""Telegram as a platform: sends, edits, answers presses, and knows its chats.

The Bot API through python-telegram-bot, without its rate limiter (pacing and retries are the courier's) and without
its updater (`updates.py` reads them). Sending and reading updates have connections of their own.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

from telegram import Bot, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.adapters.telegram import inline
from bot.adapters.telegram.directory import TelegramDirectory, chat_id
from bot.adapters.telegram.markup import Rendered, render
from bot.adapters.telegram.pictures import upload
from bot.adapters.telegram.profile import Profile, set_profile
from bot.adapters.telegram.refusals import translated
from bot.adapters.telegram.request import MASK, AiohttpRequest, plain
from bot.domain.errors import BadConfig, MessageGone
from bot.domain.model import Form, Person, Picks, Place, Post, Receipt
from bot.domain.text import cut

log = logging.getLogger(__name__)

_ALERT: Final = 200  # characters: core.telegram.org/bots/api#answercallbackquery
_ASK: Final = {"force_reply": True, "selective": True}
_UNCHANGED: Final = "message is not modified"
_OTHER_FORM: Final = ("there is no text in the message", "there is no caption in the message")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself."""

    id: str
    username: str
    inline: bool  # people may write to it in the line of any chat


@dataclass(frozen=True, slots=True)
class WebhookState:
    """Where updates are pushed to ("": they are polled), how many wait, and what last kept one from being pushed."""

    url: str
    waiting: int
    failed: datetime | None = None
    trouble: str = ""


class _Bot(Bot):
    """python-telegram-bot's, with the hot calls as plain JSON: its objects for a message sent cost half of the CPU, and
    one update it cannot read would cost all that came with it."""

    async def call(self, method: str, parameters: dict[str, Any]) -> Any:
        """Call a method; parameters that are None are left out."""
        return await self.request.post(f"{self.base_url}/{method}", plain(parameters))

    async def raw_updates(
        self, offset: int | None, seconds: int, silence: float, kinds: Sequence[str]
    ) -> list[dict[str, Any]]:
        """`getUpdates`, waiting `seconds` for some, and `silence` more for the answer."""
        wanted = {"offset": offset, "timeout": seconds, "allowed_updates": kinds}
        answer: list[dict[str, Any]] = await self._post("getUpdates", wanted, read_timeout=seconds + silence)
        return answer


def account_of(token: str) -> str:
    """What names a token's bot without betraying it: its id; of a token that has none, a hash."""
    number = token.partition(":")[0]
    return number if number.isdecimal() else sha256(token.encode()).hexdigest()[:12]


class TelegramPlatform:
    """The ports `Platform` and `Directory`, as an async context manager that owns its connections.

    `proxy` is an http:// or https:// address. Raises `BadConfig` for one that is neither. Entering asks nothing of
    Telegram, so that a wrong token or a dead network keeps nothing from starting.
    """

    name = "telegram"
    account: str
    """Names the bot, for leases: one that is not known to Telegram has one too."""

    def __init__(
        self,
        *,
        token: str,
        api_base_url: str,
        proxy: str = "",
        connections: int = 128,
        paid_broadcast: bool = False,
    ) -> None:
        if proxy and urlsplit(proxy).scheme not in ("http", "https"):
            raise BadConfig("telegram.proxy: only http:// and https:// proxies are supported")
        self.account = account_of(token)
        self._sending = AiohttpRequest(token, connections=connections, proxy=proxy)
        self._reading = AiohttpRequest(token, connections=2, proxy=proxy)
        api = api_base_url.rstrip("/")
        self.bot = _Bot(
            MASK,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._sending,
            get_updates_request=self._reading,
        )
        self._paid = paid_broadcast or None
        self._directory = TelegramDirectory(self.bot)
        self._me: Me | None = None

    async def __aenter__(self) -> Self:
        await self._sending.initialize()
        await self._reading.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._reading.shutdown()
        await self._sending.shutdown()

    # --- messages --------------------------------------------------------------------------------------------------

    async def send(
        self,
        place: Place,
        post: Post,
        *,
        answers: str = "",
        picture: bytes | str = "",
        once: str = "",
        asks: bool = False,
    ) -> Receipt:
        """See `ports.Platform`. `once` says nothing to Telegram, which takes all that it is sent. `asks`: it opens a
        reply field for who wrote what it answers."""
        rendered = render(post)
        method, message = self._message(place, post, rendered, answers, asks=asks)
        if picture and rendered.form == "photo":
            message["photo"] = picture if isinstance(picture, str) else upload(picture)
        try:
            answer = await self.bot.call(method, message)
        except TelegramError as error:
            raise translated(error, photo=rendered.form == "photo") from error
        sizes = answer.get("photo")
        return Receipt((str(answer["message_id"]),), rendered.form, sizes[-1]["file_id"] if sizes else "")

    def _message(
        self, place: Place, post: Post, rendered: Rendered, answers: str, *, asks: bool
    ) -> tuple[str, dict[str, Any]]:
        parameters = {
            "chat_id": chat_id(place.chat),
            "message_thread_id": int(place.topic) if place.topic else None,
            "parse_mode": ParseMode.HTML,
            "disable_notification": post.silent,
            "reply_markup": _ASK if asks else rendered.keyboard,
            "reply_parameters": {"message_id": int(answers), "allow_sending_without_reply": True} if answers else None,
            "allow_paid_broadcast": self._paid,
        }
        if rendered.form == "photo":
            return "sendPhoto", parameters | {"photo": post.image, "caption": rendered.html}
        return "sendMessage", parameters | {"text": rendered.html, "link_preview_options": rendered.preview}

    async def edit(self, place: Place, message: str, post: Post, *, form: Form | None = None) -> None:
        """See `ports.Platform`."""
        form = form or ("photo" if post.image else "text")
        for attempt in (form, "text" if form == "photo" else "photo"):
            try:
                await self._edit(place, message, render(post, attempt))
            except BadRequest as error:
                told = error.message.lower()
                if _UNCHANGED in told:
                    return
                if not any(words in told for words in _OTHER_FORM):
                    raise translated(error) from error
            except TelegramError as error:
                raise translated(error) from error
            else:
                return
        raise MessageGone("Telegram: the message has neither text nor caption")

    async def _edit(self, place: Place, message: str, rendered: Rendered) -> None:
        parameters = {
            "chat_id": chat_id(place.chat),
            "message_id": int(message),
            "parse_mode": ParseMode.HTML,
            "reply_markup": rendered.keyboard,
        }
        if rendered.form == "photo":
            await self.bot.call("editMessageCaption", parameters | {"caption": rendered.html})
        else:
            told = {"text": rendered.html, "link_preview_options": rendered.preview}
            await self.bot.call("editMessageText", parameters | told)

    async def answer_press(self, press: str, alert: str = "") -> None:
        """Answer a button's press, with words for the person who pressed or none. One answered too late is fine."""
        try:
            await self.bot.answer_callback_query(press, text=cut(alert, _ALERT) or None, show_alert=bool(alert))
        except BadRequest:
            return  # "query is too old": the person has seen the button come to rest already
        except TelegramError as error:
            raise translated(error) from error

    async def answer_inline(self, query: str, picks: Picks) -> None:
        """Answer what somebody types in the line of a chat. One answered too late is fine."""
        await inline.answer(self.bot.call, query, picks)

    # --- chats -----------------------------------------------------------------------------------------------------

    async def manages(self, place: Place, person: Person) -> bool:
        """See `ports.Directory`."""
        return await self._directory.manages(place, person)

    async def look_up(self, platform: str, name: str) -> Place | None:
        """See `ports.Directory`; also takes "t.me/name"."""
        return await self._directory.look_up(platform, name)

    async def may_post(self, place: Place) -> bool:
        """See `ports.Directory`."""
        return await self._directory.may_post(place)

    # --- the bot ---------------------------------------------------------------------------------------------------

    async def me(self) -> Me:
        """Who the bot is. Asked once. Raises a branch of `SendFailed`: `TokenRefused` above all."""
        if self._me is None:
            try:
                user = await self.bot.get_me()
            except TelegramError as error:
                raise translated(error) from error
            self._me = Me(str(user.id), user.username or "", bool(user.supports_inline_queries))
        return self._me

    def in_line(self) -> str:
        """How it is written to in the line of any chat; "" where inline mode is off, or nobody has asked `me` yet."""
        return f"@{self._me.username}" if self._me and self._me.inline else ""

    async def webhook(self) -> WebhookState:
        """How updates are handed out. Raises a branch of `SendFailed`."""
        try:
            told = await self.bot.get_webhook_info()
        except TelegramError as error:
            raise translated(error) from error
        return WebhookState(
            told.url, told.pending_update_count, told.last_error_date, told.last_error_message or "no reason given"
        )

    async def set_profile(self, profiles: Mapping[str, Profile], known: str) -> str:
        """Name, descriptions and menus by language, where they differ from `known`; returns the next `known`."""
        return await set_profile(self.bot, profiles, known)

    async def read_updates(
        self, offset: int | None, seconds: int, *, silence: float, kinds: Sequence[str]
    ) -> tuple[tuple[Update, ...], int | None]:
        """Wait up to `seconds` for updates from `offset` on; they, and the offset after them (None: there were none).

        One that cannot be read is logged and left out. Raises `telegram.error.TelegramError`, `AnswerLost` after
        `silence` seconds more.
        """
        updates: list[Update] = []
        after = None
        for raw in await self.bot.raw_updates(offset, seconds, silence, kinds):
            after = int(raw["update_id"]) + 1
            if (update := self.understood(raw)) is not None:
                updates.append(update)
        return tuple(updates), after

    def understood(self, raw: dict[str, Any]) -> Update | None:
        """An update as it came; None, and logged, if it cannot be read."""
        try:
            return Update.de_json(raw, self.bot)
        except (KeyError, ValueError, TypeError, AttributeError):  # whatever it holds, the next one is not it
            log.exception("Update %s cannot be read and is left out", raw["update_id"])
            return None

    async def renew_reading(self) -> None:
        """Read updates on fresh connections from now on."""
        await self._reading.renew()
