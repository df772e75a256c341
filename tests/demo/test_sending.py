"""What the server takes for a message, and what it refuses."""

from typing import Any

import aiohttp
import pytest

from bot.demo.botapi import BotApi, Limits
from tests.demo.conftest import Caller, Clock

JPEG = b"\xff\xd8\xff\xe0 a picture"
PICTURE = "https://example.org/a.jpg"


def refusal(answer: tuple[int, dict[str, Any]]) -> tuple[int, str]:
    return answer[0], answer[1].get("description", "accepted")


async def test_a_message_is_stored_as_it_was_accepted(api: BotApi, call: Caller, clock: Clock) -> None:
    api.private(42, "Naila")
    source = '<b>A &amp; 😀</b> <a href="https://E.org">b</a>'
    status, answer = await call(
        "sendMessage",
        chat_id=42,
        text=source,
        parse_mode="HTML",
        disable_notification=True,
        link_preview_options={"url": "https://e.org/1", "prefer_large_media": True, "show_above_text": True},
        reply_markup={"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]},
    )
    assert status == 200
    assert answer["result"] == {
        "message_id": 1,
        "date": int(clock.time),
        "chat": {"id": 42, "type": "private", "first_name": "Naila"},
        "from": {"id": 7000000001, "is_bot": True, "first_name": "Crier", "username": "crier_demo_bot"},
        "text": "A & 😀 b",
        "entities": [
            {"type": "bold", "offset": 0, "length": 6},
            {"type": "text_link", "offset": 7, "length": 1, "url": "https://e.org/"},
        ],
        "link_preview_options": {"url": "https://e.org/1", "prefer_large_media": True, "show_above_text": True},
        "reply_markup": {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]},
    }
    (message,) = api.sent(42)
    assert (message.html, message.text, message.silent, message.photo) == (source, "A & 😀 b", True, "")
    assert message.preview["url"] == "https://e.org/1"


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": "  \n"}, "text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "<b>" + "x" * 4097 + "</b>", "parse_mode": "html"}, "message is too long"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "parse_mode": "Markdown"}, "unsupported parse_mode"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_to_message_id": 99}, "message to be replied not found"),
        ({"text": "x", "reply_parameters": {"quote": "y"}}, 'can\'t find field "message_id"'),
        ({"text": "x", "link_preview_options": {"url": "nowhere"}}, "WEBPAGE_URL_INVALID"),
        ({"text": "x", "link_preview_options": {"is_disabled": "yes"}}, 'field "is_disabled" must be of type Boolean'),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "b", "callback_data": "x" * 65}]]}},
            "BUTTON_DATA_INVALID",
        ),
        ({"text": "x", "entities": "x"}, "can't parse entities JSON object"),
        ({"text": "x", "entities": [1]}, "can't parse entities: expected an Array of MessageEntity"),
        (
            {"text": "x", "entities": [{"type": "no", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        ({"text": "x", "entities": [{"type": "bold"}]}, "can't parse MessageEntity: Can't find field \"offset\""),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": -1, "length": 1}]},
            "receive an entity with incorrect offset -1",
        ),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": -1}]},
            "receive an entity with incorrect length -1",
        ),
        (
            {"text": "hello", "entities": [{"type": "bold", "offset": 100, "length": 1}]},
            "entity begins after the end of the text at UTF-16 offset 100",
        ),
        (
            {"text": "hello", "entities": [{"type": "bold", "offset": 0, "length": 100}]},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
        ),
        (
            {"text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "not-a-url"}]},
            "entity URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_a_message_is_refused(params: dict[str, Any], reason: str, api: BotApi, call: Caller) -> None:
    api.private(42)
    assert refusal(await call("sendMessage", chat_id=42, **params)) == (400, f"Bad Request: {reason}")
    assert not api.sent(42)


@pytest.mark.parametrize(
    "params",
    [
        {"text": "😀" * 2048},
        {"text": "<b>" + "x" * 4096 + "</b>", "parse_mode": "HTML"},
        {"text": " " + "x" * 4096 + "\n"},
        {"text": "x", "reply_parameters": {"message_id": 99, "allow_sending_without_reply": True}},
        {"text": "x", "disable_web_page_preview": True},
        {"text": "x", "link_preview_options": {"is_disabled": True}},
        {"text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "e.org"}]},
        {"text": "x", "reply_markup": {"force_reply": True, "selective": True}},
    ],
)
async def test_a_message_at_the_limits_is_taken(params: dict[str, Any], api: BotApi, call: Caller) -> None:
    api.private(42)
    status, _ = await call("sendMessage", chat_id=42, **params)
    assert (status, len(api.sent(42))) == (200, 1)


async def test_mentions_of_strangers_are_dropped(api: BotApi, call: Caller) -> None:
    api.private(42, "Naila")
    text = '<a href="tg://user?id=42">a</a> <a href="tg://user?id=43">b</a>'
    _, answer = await call("sendMessage", chat_id=42, text=text, parse_mode="HTML")
    (entity,) = answer["result"]["entities"]
    assert (entity["type"], entity["user"]["first_name"]) == ("text_mention", "Naila")


async def test_replies(api: BotApi, call: Caller) -> None:
    api.private(42)
    heard = api.say(42, 42, "hello")
    _, answer = await call("sendMessage", chat_id=42, text="x", reply_parameters={"message_id": heard})
    assert answer["result"]["reply_to_message"]["text"] == "hello"
    own = answer["result"]["message_id"]
    _, answer = await call("sendMessage", chat_id=42, text="y", reply_to_message_id=own)
    assert answer["result"]["reply_to_message"]["message_id"] == own
    assert api.sent(42)[-1].reply_to == own


# --- chats ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chat_id", [0, 1, -1, -1001, "nonsense", "@nobody", "@"])
async def test_an_unknown_chat(chat_id: object, call: Caller) -> None:
    assert refusal(await call("sendMessage", chat_id=chat_id, text="x")) == (400, "Bad Request: chat not found")


async def test_no_chat(call: Caller) -> None:
    for params in ({}, {"chat_id": ""}):
        assert refusal(await call("sendMessage", text="x", **params)) == (400, "Bad Request: chat_id is empty")


async def test_private_chats_that_are_closed(api: BotApi, call: Caller) -> None:
    api.private(1)
    api.block(1)
    api.private(2)
    api.deactivate(2)
    chat = api.private(3)
    del chat.members[api.bot.id]
    for user, reason in (
        (1, "bot was blocked by the user"),
        (2, "user is deactivated"),
        (3, "bot can't initiate conversation with a user"),
    ):
        assert refusal(await call("sendMessage", chat_id=user, text="x")) == (403, f"Forbidden: {reason}")
    api.unblock(1)
    assert (await call("sendMessage", chat_id=1, text="x"))[0] == 200


async def test_chats_the_bot_is_not_in(api: BotApi, call: Caller) -> None:
    group, supergroup, channel = api.group(), api.supergroup(), api.channel()
    public = api.channel(username="caliber_en", bot="left")
    for chat, kind in ((group, "group"), (supergroup, "supergroup"), (channel, "channel")):
        api.kick_bot(chat, 5)
        said = refusal(await call("sendMessage", chat_id=chat.id, text="x"))
        assert said == (403, f"Forbidden: bot was kicked from the {kind} chat")
        api.member(chat, api.bot.id, "left")
        said = refusal(await call("sendMessage", chat_id=chat.id, text="x"))
        assert said == (403, f"Forbidden: bot is not a member of the {kind} chat")
    said = refusal(await call("sendMessage", chat_id=public.id, text="x"))
    assert said == (403, "Forbidden: bot is not a member of the channel chat")


async def test_rights(api: BotApi, call: Caller) -> None:
    group, channel = api.supergroup(), api.channel()
    api.promote(group, 5, "restricted", can_send_photos=True)
    api.promote(channel, 5, can_post_messages=False)
    said = refusal(await call("sendMessage", chat_id=group.id, text="x"))
    assert said == (400, "Bad Request: not enough rights to send text messages to the chat")
    assert (await call("sendPhoto", chat_id=group.id, photo=PICTURE))[0] == 200
    api.promote(group, 5, "restricted", can_send_messages=True)
    said = refusal(await call("sendPhoto", chat_id=group.id, photo=PICTURE))
    assert said == (400, "Bad Request: not enough rights to send photos to the chat")
    for _ in range(2):
        said = refusal(await call("sendMessage", chat_id=channel.id, text="x"))
        assert said == (400, "Bad Request: need administrator rights in the channel chat")
        api.promote(channel, 5, "member")


async def test_a_channel_by_its_name(api: BotApi, call: Caller) -> None:
    channel = api.channel("News", username="Caliber_En")
    _, answer = await call("sendMessage", chat_id="@caliber_en", text="x")
    assert answer["result"]["sender_chat"]["id"] == channel.id
    assert "from" not in answer["result"]


async def test_a_migrated_group_answers_with_its_new_id(api: BotApi, call: Caller) -> None:
    group = api.group(owner=5)
    new = api.migrate(group)
    status, answer = await call("sendMessage", chat_id=group.id, text="x")
    assert status == 400
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    assert (await call("sendMessage", chat_id=new.id, text="x"))[0] == 200


async def test_topics(api: BotApi, call: Caller) -> None:
    forum = api.supergroup(forum=True)
    topic = api.topic(forum, "World")
    _, answer = await call("sendMessage", chat_id=forum.id, message_thread_id=topic, text="x")
    assert (answer["result"]["message_thread_id"], answer["result"]["is_topic_message"]) == (topic, True)
    said = refusal(await call("sendMessage", chat_id=forum.id, message_thread_id=1000, text="x"))
    assert said == (400, "Bad Request: message thread not found")
    api.close_topic(forum, topic)
    api.close_topic(forum, 0)
    for thread in (topic, 0):
        said = refusal(await call("sendMessage", chat_id=forum.id, message_thread_id=thread, text="x"))
        assert said == (400, "Bad Request: TOPIC_CLOSED")
    api.member(forum, api.bot.id, "administrator", can_manage_topics=True)
    assert (await call("sendMessage", chat_id=forum.id, message_thread_id=topic, text="x"))[0] == 200
    api.delete_topic(forum, topic)
    said = refusal(await call("sendMessage", chat_id=forum.id, message_thread_id=topic, text="x"))
    assert said == (400, "Bad Request: message thread not found")
    assert all(message.deleted for message in api.sent(forum))


# --- photos --------------------------------------------------------------------------------------------------


async def test_a_photo_by_address_and_again_by_its_id(api: BotApi, call: Caller) -> None:
    api.private(42)
    _, answer = await call("sendPhoto", chat_id=42, photo=PICTURE, caption="<i>c</i>", parse_mode="HTML")
    assert (answer["result"]["caption"], answer["result"]["caption_entities"][0]["type"]) == ("c", "italic")
    file_id = answer["result"]["photo"][-1]["file_id"]
    _, again = await call("sendPhoto", chat_id=42, photo=file_id)
    assert again["result"]["photo"] == answer["result"]["photo"]
    assert "caption" not in again["result"]
    assert [(message.photo, message.html) for message in api.sent(42)] == [(PICTURE, "<i>c</i>"), (file_id, "")]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "there is no photo in the request"),
        ({"photo": "AgAC99x"}, "wrong file identifier/HTTP URL specified"),
        ({"photo": "data:image/png;base64,AAAA"}, "wrong file identifier/HTTP URL specified"),
        ({"photo": "example.org/a.jpg"}, "wrong file identifier/HTTP URL specified"),
        ({"photo": "https://"}, "wrong file identifier/HTTP URL specified"),
        ({"photo": "https://example.org/gone.jpg"}, "failed to get HTTP URL content"),
        ({"photo": "https://example.org/page.svg"}, "wrong type of the web page content"),
        ({"photo": PICTURE, "caption": "x" * 1025}, "message caption is too long"),
        (
            {"photo": PICTURE, "caption": "<b>", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
    ],
)
async def test_a_photo_is_refused(params: dict[str, Any], reason: str, api: BotApi, call: Caller) -> None:
    api.private(42)
    api.refuse_photos(r"gone")
    api.refuse_photos(r"\.svg$", "wrong type of the web page content")
    assert refusal(await call("sendPhoto", chat_id=42, **params)) == (400, f"Bad Request: {reason}")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (JPEG, "accepted"),
        (b"\x89PNG\r\n\x1a\n", "accepted"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "accepted"),
        (b"", "Bad Request: file must be non-empty"),
        (b"<svg/>", "Bad Request: IMAGE_PROCESS_FAILED"),
        (JPEG * 8, "Bad Request: file of size 112 bytes is too big for a photo; the maximum size is 100 bytes"),
    ],
)
async def test_uploads(
    content: bytes, reason: str, api: BotApi, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.demo.botapi.sending.PHOTO_BYTES", 100)
    api.private(42)
    form = aiohttp.FormData({"chat_id": "42", "photo": "attach://p"})
    form.add_field("p", content, filename="p.jpg", content_type="image/jpeg")
    answer = await session.post(f"{api.base_url}/bot{api.token}/sendPhoto", data=form)
    assert (await answer.json()).get("description", "accepted") == reason
    assert [message.photo for message in api.sent(42)] == (["attach://p.jpg"] if reason == "accepted" else [])


# --- limits and bounds ---------------------------------------------------------------------------------------


async def test_limits_count_what_is_accepted_and_edits_too(api: BotApi, call: Caller, clock: Clock) -> None:
    api.meter.limits = Limits.strict()
    api.private(42)
    assert refusal(await call("sendMessage", chat_id=42, text="<b>", parse_mode="HTML"))[0] == 400
    assert (await call("sendMessage", chat_id=42, text="x"))[0] == 200
    status, answer = await call("editMessageText", chat_id=42, message_id=1, text="y")
    assert (status, answer["parameters"]) == (429, {"retry_after": 1})
    assert answer["description"] == "Too Many Requests: retry after 1"
    clock.time += 1
    assert (await call("editMessageText", chat_id=42, message_id=1, text="y"))[0] == 200


async def test_group_limits(api: BotApi, call: Caller, clock: Clock) -> None:
    api.meter.limits = Limits(per_minute=2)
    group = api.group()
    statuses = [(await call("sendMessage", chat_id=group.id, text="x"))[0] for _ in range(3)]
    assert statuses == [200, 200, 429]


async def test_only_so_many_messages_are_kept(clock: Clock, session: aiohttp.ClientSession) -> None:
    async with BotApi(max_messages=2, max_calls=2) as api:
        chat = api.private(42)
        for text in "abc":
            await session.get(f"{api.base_url}/bot{api.token}/sendMessage", params={"chat_id": 42, "text": text})
        assert [message.text for message in api.sent(42)] == ["b", "c"]
        assert (len(api.calls), api.counts["sendmessage"], chat.accepted, api.accepted) == (2, 3, 3, 3)
