import json
from typing import Any

import pytest

from bot.demo.botapi.errors import ApiError
from bot.demo.botapi.keyboard import read_markup

PARSE = "can't parse inline keyboard button: "


def keyboard(*buttons: object) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def refusal(markup: object, chat_type: str = "private", *, inline_only: bool = False) -> str:
    with pytest.raises(ApiError) as error:
        read_markup(markup, chat_type, inline_only=inline_only)
    assert error.value.status == 400
    return error.value.description.removeprefix("Bad Request: ")


@pytest.mark.parametrize(
    ("button", "stored"),
    [
        ({"text": "a", "url": "https://Example.org"}, {"text": "a", "url": "https://example.org/"}),
        ({"text": "a", "url": "tg://user?id=1"}, {"text": "a", "url": "tg://user?id=1"}),
        ({"text": "a", "callback_data": "ж" * 32}, {"text": "a", "callback_data": "ж" * 32}),
        ({"text": "a", "copy_text": {"text": "x" * 256}}, {"text": "a", "copy_text": {"text": "x" * 256}}),
        ({"text": "a", "web_app": {"url": "https://e.org"}}, {"text": "a", "web_app": {"url": "https://e.org/"}}),
        ({"text": "a", "switch_inline_query": ""}, {"text": "a", "switch_inline_query": ""}),
        ({"text": "a", "callback_data": "b", "url": None}, {"text": "a", "callback_data": "b"}),
    ],
)
def test_a_button_is_taken_and_stored(button: dict[str, Any], stored: dict[str, Any]) -> None:
    assert read_markup(json.dumps(keyboard(button)), "private") == keyboard(stored)


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "a"}, PARSE + "Text buttons are unallowed in the inline keyboard"),
        ({"text": "a", "callback_data": ""}, PARSE + "Text buttons are unallowed in the inline keyboard"),
        (
            {"text": "a", "url": "https://e.org", "callback_data": "b"},
            PARSE + "exactly one action must be used, found url, callback_data",
        ),
        ({"callback_data": "b"}, PARSE + 'Can\'t find field "text"'),
        ({"text": 1, "callback_data": "b"}, PARSE + 'Field "text" must be of type String'),
        ({"text": " ", "callback_data": "b"}, "inline keyboard button text must be non-empty"),
        ({"text": "a", "callback_data": 1}, PARSE + 'Field "callback_data" must be of type String'),
        ({"text": "a", "callback_data": "ж" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "a", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "a", "copy_text": "x"}, PARSE + 'Can\'t find field "text"'),
        ({"text": "a", "url": 1}, PARSE + 'Field "url" must be of type String'),
        ({"text": "a", "url": "not-a-url"}, "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL"),
        ({"text": "a", "url": "mailto:a@example.org"}, "BUTTON_URL_INVALID"),
        (
            {"text": "a", "url": "ftp://e.org"},
            "inline keyboard button URL 'ftp://e.org' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "a", "web_app": {"url": "http://e.org"}},
            "inline keyboard button Web App URL 'http://e.org' is invalid: Only HTTPS links are allowed",
        ),
        ({"text": "a", "web_app": {}}, PARSE + 'Can\'t find field "url"'),
        ({"text": "a", "pay": True}, "BUTTON_TYPE_INVALID"),
        ({"text": "a", "callback_game": {"x": 1}}, "BUTTON_TYPE_INVALID"),
        ("a", PARSE + "InlineKeyboardButton must be an Object"),
    ],
)
def test_a_button_is_refused(button: object, reason: str) -> None:
    assert refusal(keyboard(button)) == reason


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ([1], "object expected as reply markup"),
        ({"inline_keyboard": "x"}, 'field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": ["x"]}, 'field "inline_keyboard" must be an Array of Arrays'),
        (keyboard(*[{"text": "a", "callback_data": "b"}] * 9), "REPLY_MARKUP_TOO_LONG"),
        ({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]] * 101}, "REPLY_MARKUP_TOO_LONG"),
        ({"force_reply": "yes"}, 'field "force_reply" must be of type Boolean'),
        ({"remove_keyboard": "yes"}, 'field "remove_keyboard" must be of type Boolean'),
        ({"keyboard": [], "resize_keyboard": 1}, 'field "resize_keyboard" must be of type Boolean'),
        ({"keyboard": "x"}, 'field "keyboard" must be of type Array'),
    ],
)
def test_markup_is_refused(markup: object, reason: str) -> None:
    assert refusal(markup) == reason


def test_what_does_not_belong_into_the_chat_is_refused() -> None:
    assert refusal(keyboard({"text": "a", "switch_inline_query": "x"}), "channel") == "BUTTON_TYPE_INVALID"
    assert refusal(keyboard({"text": "a", "web_app": {"url": "https://e.org"}}), "group") == "BUTTON_TYPE_INVALID"
    assert refusal({"force_reply": True}, "channel", inline_only=True) == "inline keyboard expected"


def test_other_markup_is_taken() -> None:
    assert read_markup({"force_reply": True, "selective": True}, "group") == {"force_reply": True, "selective": True}
    assert read_markup({"inline_keyboard": []}, "group") == {}
    assert read_markup("", "group") == {}
    assert read_markup({}, "channel", inline_only=True) == {}
    assert read_markup("{}", "private") == {}
