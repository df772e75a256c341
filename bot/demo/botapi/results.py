"""What `answerInlineQuery` offers, read as strictly as the real server does.

Two servers look at it: the Bot API's reads the JSON ("can't parse inline query result: …"), then Telegram's own looks
at what it says ("RESULT_ID_DUPLICATE"). Sources: tdlib/telegram-bot-api (Client.cpp), tdlib/td
(InlineQueriesManager.cpp), core.telegram.org/method/messages.setInlineBotResults.

Of the kinds of results only articles with a text are known here; any other is refused as unsupported.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.demo.botapi.errors import ApiError, bad_request
from bot.demo.botapi.keyboard import read_markup
from bot.demo.botapi.links import BadLink, check_link
from bot.demo.botapi.markup import units
from bot.demo.botapi.params import Params
from bot.demo.botapi.texts import read_preview, read_text

RESULTS = 50
ID_BYTES = 64
OFFSET_BYTES = 64
START_BYTES = 64
TEXT = 4096
CACHED, LONGEST_CACHED = 300, 24 * 3600  # seconds: where the bot does not say, and at most
_START = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Result:
    """One thing to choose. `message`: what is posted if it is, as fields of a Message."""

    id: str
    title: str
    description: str = ""
    thumbnail: str = ""
    url: str = ""
    message: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offered:
    """An answer. `button`: its text, and the parameter with which it starts the bot; "" and "": none."""

    results: tuple[Result, ...]
    next_offset: str = ""
    cache_time: int = CACHED
    personal: bool = False
    button: tuple[str, str] = ("", "")

    def result(self, result_id: str) -> Result | None:
        """One of the results by its id."""
        return next((each for each in self.results if each.id == result_id), None)


def read_offer(params: Params) -> Offered:
    """The answer of a request. Raises `ApiError`."""
    results = tuple(map(_read_result, _array(params)))
    button = _button(params.document("button"))
    offset = params.text("next_offset")
    _check(results, offset)
    seconds = min(max(0, params.integer("cache_time", CACHED)), LONGEST_CACHED)
    return Offered(results, offset, seconds, params.flag("is_personal"), button)


def _array(params: Params) -> list[Any]:
    results = params.document("results")
    if results is None:
        return []
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    return results


def _check(results: Sequence[Result], offset: str) -> None:
    """What Telegram's own server looks at."""
    if len(results) > RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if any(not each.id for each in results):
        raise bad_request("RESULT_ID_EMPTY")
    if any(_bytes(each.id) > ID_BYTES for each in results):
        raise bad_request("RESULT_ID_INVALID")
    if len({each.id for each in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    if any(not each.title.strip() for each in results):
        raise bad_request("ARTICLE_TITLE_EMPTY")
    if _bytes(offset) > OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")


# --- results -----------------------------------------------------------------------------------------------


def _read_result(value: object) -> Result:
    try:
        return _result(value)
    except _Unreadable as error:
        raise bad_request(f"can't parse inline query result: {error}") from None


class _Unreadable(Exception):  # noqa: N818 - the reason alone
    """Why a result cannot be read."""


def _result(value: object) -> Result:
    if not isinstance(value, dict):
        raise _Unreadable("Inline query result must be an object")
    kind, number = _text(value, "type", required=True), _text(value, "id", required=True)
    message = _message(value)
    title = _text(value, "title", required=True)
    if kind.lower() != "article":
        raise _Unreadable(f'type "{kind}" is unsupported for the inline query result')
    return Result(
        number, title, _text(value, "description"), _thumbnail(value), _text(value, "url"), message | _keyboard(value)
    )


def _message(value: dict[str, Any]) -> dict[str, Any]:
    content = value.get("input_message_content")
    if content is not None and not isinstance(content, dict):
        raise _Unreadable('Field "input_message_content" must be of type Object')
    if content is None or "message_text" not in content:
        raise _Unreadable("Input message content is not specified" if content else 'Can\'t find field "message_text"')
    if not _text(content, "message_text"):
        raise _Unreadable("Message text is empty")
    params, any_length = Params(content), units(content["message_text"])
    try:
        formatted = read_text(params, "message_text", "entities", any_length)
        preview = read_preview(params)
    except ApiError as error:
        reason = error.description.removeprefix("Bad Request: ")
        if reason.isupper():  # Telegram's own server says it
            raise
        raise _Unreadable(reason[:1].upper() + reason[1:]) from None
    if not formatted.text:
        raise bad_request("MESSAGE_EMPTY")
    if units(formatted.text) > TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    shown = {"link_preview_options": preview} if preview else {}
    return {"text": formatted.text, "entities": formatted.entities, **shown}


def _keyboard(value: dict[str, Any]) -> dict[str, Any]:
    """Nobody knows in which chat the message will stand: a group's rules hold."""
    markup = read_markup(value.get("reply_markup"), "group", inline_only=True)
    return {"reply_markup": markup} if markup else {}


def _thumbnail(value: dict[str, Any]) -> str:
    url = _text(value, "thumbnail_url")
    if not url:
        return ""
    try:
        return check_link(url)
    except BadLink:
        raise bad_request("WEBDOCUMENT_URL_INVALID") from None


# --- the button above them ---------------------------------------------------------------------------------


def _button(value: object) -> tuple[str, str]:
    if value is None:
        return "", ""
    if not isinstance(value, dict):
        raise bad_request("can't parse inline query results button: InlineQueryResultsButton must be an Object")
    if ("start_parameter" in value) == ("web_app" in value):
        raise bad_request("InlineQueryResultsButton must have exactly one optional field")
    if "web_app" in value:
        raise bad_request("SWITCH_WEBVIEW_URL_INVALID")  # no Web Apps here
    text, start = str(value.get("text", "")), str(value["start_parameter"])
    if not text:
        raise bad_request("SWITCH_PM_TEXT_EMPTY")
    _check_start(start)
    return text, start


def _check_start(start: str) -> None:
    if not start:
        raise bad_request("can't use empty start_parameter")
    if _bytes(start) > START_BYTES:
        raise bad_request("too long start_parameter specified")
    if not _START.fullmatch(start):
        raise bad_request("unallowed characters in start_parameter are used")


def _text(value: dict[str, Any], name: str, *, required: bool = False) -> str:
    found = value.get(name)
    if found is None:
        if required:
            raise _Unreadable(f'Can\'t find field "{name}"')
        return ""
    if not isinstance(found, str):
        raise _Unreadable(f'Field "{name}" must be of type String')
    return found


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
