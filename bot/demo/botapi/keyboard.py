"""Reply markup: what the server takes under a message, and how it words what it does not take.

One rule is stricter than the server: a button with two actions is refused here, where the server silently takes
one of them. The documentation allows exactly one, and a sender that gives two does not say what it means.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from bot.demo.botapi.errors import ApiError, bad_request
from bot.demo.botapi.links import BadLink, check_link
from bot.demo.botapi.markup import units

ROW = 8
BUTTONS = 100
DATA_BYTES = 64
COPY_CHARACTERS = 256

_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_FLAGS = {
    "force_reply": ("force_reply", "selective"),
    "remove_keyboard": ("remove_keyboard", "selective"),
    "keyboard": ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective"),
}


def read_markup(value: object, chat_type: str, *, inline_only: bool = False) -> dict[str, Any]:
    """Return the markup as the server stores it, {} for none. Raises `ApiError`.

    `inline_only`: in channels and edits. What is returned is shared, so never to be changed.
    """
    if not value:
        return {}
    return _read(value if isinstance(value, str) else json.dumps(value), chat_type, inline_only)


@lru_cache(maxsize=2048)
def _read(document: str, chat_type: str, inline_only: bool) -> dict[str, Any]:
    try:
        markup = json.loads(document)
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"], chat_type)
    _check_other(markup)
    if inline_only and markup:
        raise bad_request("inline keyboard expected")
    return markup


def _check_other(markup: dict[str, Any]) -> None:
    kind = next((name for name in _FLAGS if name in markup), None)
    if kind is None:
        return
    for flag in _FLAGS[kind]:
        if not isinstance(markup.get(flag, False), bool):
            raise bad_request(f'field "{flag}" must be of type Boolean')
    if kind == "keyboard" and not isinstance(markup["keyboard"], list):
        raise bad_request('field "keyboard" must be of type Array')


def _inline(rows: object, chat_type: str) -> dict[str, Any]:
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" must be of type Array')
    if any(not isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    if sum(map(len, rows)) > BUTTONS or any(len(row) > ROW for row in rows):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    keyboard = [[_button(button, chat_type) for button in row] for row in rows if row]
    return {"inline_keyboard": keyboard} if keyboard else {}


def _fail(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")


def _button(button: object, chat_type: str) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise _fail("InlineKeyboardButton must be an Object")
    label = button.get("text")
    if label is None:
        raise _fail('Can\'t find field "text"')
    if not isinstance(label, str):
        raise _fail('Field "text" must be of type String')
    if not label.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    # an empty `callback_data` or `url` is no action to the server
    actions = [name for name in _ACTIONS if button.get(name) not in (None, "", False) or _empty_query(button, name)]
    if not actions:
        raise _fail("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _fail(f"exactly one action must be used, found {', '.join(actions)}")
    checked = _CHECKS.get(actions[0], _unfit)(button[actions[0]], chat_type)
    return {"text": label, actions[0]: checked}


def _empty_query(button: dict[str, Any], name: str) -> bool:
    return name.startswith("switch_inline_query") and button.get(name) == ""


def _url(value: object, _chat_type: str) -> str:
    if not isinstance(value, str):
        raise _fail('Field "url" must be of type String')
    if value[:7].lower() == "mailto:":  # passes for a host with credentials, and is refused further in
        raise bad_request("BUTTON_URL_INVALID")
    try:
        return check_link(value)
    except BadLink as error:
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: {error}") from None


def _data(value: object, _chat_type: str) -> str:
    if not isinstance(value, str):
        raise _fail('Field "callback_data" must be of type String')
    if len(value.encode("utf-8", "surrogatepass")) > DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return value


def _web_app(value: object, chat_type: str) -> dict[str, str]:
    url = value.get("url") if isinstance(value, dict) else None
    if not isinstance(url, str):
        raise _fail('Can\'t find field "url"')
    try:
        checked = check_link(url, https_only=True)
    except BadLink as error:
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: {error}") from None
    if chat_type != "private":
        raise bad_request("BUTTON_TYPE_INVALID")  # Web Apps open from private chats alone
    return {"url": checked}


def _copy_text(value: object, _chat_type: str) -> dict[str, str]:
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise _fail('Can\'t find field "text"')
    if not 1 <= units(text) <= COPY_CHARACTERS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"text": text}


def _switch(value: object, chat_type: str) -> object:
    if chat_type == "channel":
        raise bad_request("BUTTON_TYPE_INVALID")
    return value


def _unfit(_value: object, _chat_type: str) -> object:
    raise bad_request("BUTTON_TYPE_INVALID")


_CHECKS: dict[str, Callable[[object, str], object]] = {
    "url": _url,
    "callback_data": _data,
    "web_app": _web_app,
    "copy_text": _copy_text,
    "switch_inline_query": _switch,
    "switch_inline_query_current_chat": _switch,
    "switch_inline_query_chosen_chat": _switch,
}
