"""Edits, deletions, answers to presses, chat actions."""

from typing import Any

import pytest

from bot.demo.botapi import Answer, BotApi
from tests.demo.conftest import Caller, Clock

BUTTONS = {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]}
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
STALE = "query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def texts(api: BotApi, call: Caller) -> int:
    """A chat with a text (1) and a photo (2)."""
    api.private(42)
    await call("sendMessage", chat_id=42, text="<b>x</b>", parse_mode="HTML", reply_markup=BUTTONS)
    await call("sendPhoto", chat_id=42, photo="https://example.org/a.jpg", caption="c")
    return 42


async def refusal(call: Caller, method: str, **params: object) -> str:
    status, answer = await call(method, **params)
    assert status == 400
    description: str = answer["description"]
    return description.removeprefix("Bad Request: ")


async def test_a_text_is_edited(api: BotApi, call: Caller, texts: int, clock: Clock) -> None:
    clock.time += 5
    _, answer = await call("editMessageText", chat_id=42, message_id=1, text="<i>y</i>", parse_mode="HTML")
    assert (answer["result"]["text"], answer["result"]["edit_date"]) == ("y", int(clock.time))
    message = api.sent(42)[0]
    assert (message.html, message.text, message.edits, message.markup) == ("<i>y</i>", "y", 1, {})
    assert len(api.sent(42)) == 2


async def test_an_unchanged_edit_is_refused(call: Caller, texts: int) -> None:
    same: dict[str, Any] = {"chat_id": 42, "message_id": 1, "text": "<strong>x</strong>", "parse_mode": "HTML"}
    assert await refusal(call, "editMessageText", **same, reply_markup=BUTTONS) == NOT_MODIFIED
    assert (await call("editMessageText", **same))[0] == 200  # the buttons go: a change
    assert await refusal(call, "editMessageReplyMarkup", chat_id=42, message_id=1) == NOT_MODIFIED
    assert await refusal(call, "editMessageCaption", chat_id=42, message_id=2, caption="c") == NOT_MODIFIED


async def test_captions_and_keyboards_are_edited(api: BotApi, call: Caller, texts: int) -> None:
    assert (await call("editMessageCaption", chat_id=42, message_id=2, caption="d"))[0] == 200
    assert (await call("editMessageReplyMarkup", chat_id=42, message_id=2, reply_markup=BUTTONS))[0] == 200
    message = api.sent(42)[1]
    assert (message.text, message.markup, message.edits) == ("d", BUTTONS, 2)


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("editMessageText", {"message_id": 9, "text": "y"}, "message to edit not found"),
        ("editMessageText", {"text": "y"}, "message identifier is not specified"),
        ("editMessageText", {"message_id": 1, "text": ""}, "message text is empty"),
        ("editMessageText", {"message_id": 1, "text": " "}, "text must be non-empty"),
        ("editMessageText", {"message_id": 1, "text": "x" * 4097}, "message is too long"),
        ("editMessageText", {"message_id": 2, "text": "y"}, "there is no text in the message to edit"),
        ("editMessageText", {"message_id": 3, "text": "y"}, "message can't be edited"),
        (
            "editMessageText",
            {"message_id": 1, "text": "y", "reply_markup": {"force_reply": True}},
            "inline keyboard expected",
        ),
        ("editMessageCaption", {"message_id": 1, "caption": "y"}, "there is no caption in the message to edit"),
        ("editMessageCaption", {"message_id": 2, "caption": "x" * 1025}, "message caption is too long"),
        ("deleteMessage", {"message_id": 9}, "message to delete not found"),
    ],
)
async def test_an_edit_is_refused(
    method: str, params: dict[str, Any], reason: str, api: BotApi, call: Caller, texts: int
) -> None:
    assert api.say(42, 42, "mine") == 3
    assert await refusal(call, method, chat_id=42, **params) == reason


async def test_what_asks_for_a_reply_is_not_edited(api: BotApi, call: Caller, texts: int) -> None:
    await call("sendMessage", chat_id=42, text="What?", reply_markup={"force_reply": True})
    assert api.sent(42)[-1].force_reply
    assert await refusal(call, "editMessageText", chat_id=42, message_id=3, text="y") == "message can't be edited"


async def test_messages_are_deleted(api: BotApi, call: Caller, texts: int) -> None:
    assert await call("deleteMessage", chat_id=42, message_id=1) == (200, {"ok": True, "result": True})
    api.delete_message(42, 2)
    assert [message.deleted for message in api.sent(42)] == [True, True]
    for number in (1, 2):
        assert await refusal(call, "deleteMessage", chat_id=42, message_id=number) == "message to delete not found"
    assert await refusal(call, "editMessageText", chat_id=42, message_id=1, text="y") == "message to edit not found"


async def test_other_peoples_messages_are_deleted_by_administrators(api: BotApi, call: Caller) -> None:
    group = api.supergroup()
    number = api.say(group, 5, "spam")
    said = await refusal(call, "deleteMessage", chat_id=group.id, message_id=number)
    assert said == "message can't be deleted"
    api.member(group, api.bot.id, "administrator")
    assert (await call("deleteMessage", chat_id=group.id, message_id=number))[0] == 200


async def test_a_press_is_answered_once(api: BotApi, call: Caller, texts: int) -> None:
    press = api.press(42, 1, 42, "d")
    assert (await call("answerCallbackQuery", callback_query_id=press.id, text="ok", show_alert=True))[0] == 200
    assert await press.answered() == Answer("ok", show_alert=True)
    assert await refusal(call, "answerCallbackQuery", callback_query_id=press.id) == STALE


async def test_answers_that_are_refused(api: BotApi, call: Caller, texts: int, clock: Clock) -> None:
    press = api.press(42, 1, 42, "d")
    assert await refusal(call, "answerCallbackQuery", callback_query_id="7") == STALE
    said = await refusal(call, "answerCallbackQuery", callback_query_id=press.id, text="x" * 201)
    assert said == "MESSAGE_TOO_LONG"
    clock.time += api.callback_seconds + 1
    assert await refusal(call, "answerCallbackQuery", callback_query_id=press.id) == STALE
    with pytest.raises(TimeoutError):
        await press.answered(0.01)


async def test_only_a_button_that_is_there_can_be_pressed(api: BotApi, texts: int) -> None:
    for message, data in ((1, "other"), (2, "d"), (9, "d")):
        with pytest.raises(ValueError, match="no button"):
            api.press(42, message, 42, data)


async def test_chat_actions(call: Caller, texts: int) -> None:
    assert (await call("sendChatAction", chat_id=42, action="typing"))[0] == 200
    said = await refusal(call, "sendChatAction", chat_id=42, action="dancing")
    assert said == "wrong parameter action in request"
