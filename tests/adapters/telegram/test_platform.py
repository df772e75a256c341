from typing import Any

import pytest
from telegram.error import TelegramError

from bot.adapters.telegram.directory import chat_id, kind_of
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.telegram.profile import Profile
from bot.adapters.telegram.refusals import translated
from bot.demo.botapi import BotApi
from bot.demo.botapi.records import Chat
from bot.domain.errors import (
    AddressClosed,
    AddressMoved,
    Doubtful,
    MessageGone,
    NotSent,
    PictureRejected,
    Rejected,
    SendFailed,
    TokenRefused,
    TryLater,
)
from bot.domain.model import Button, Closed, Person, Place, Post, Receipt, Span

PICTURE = "https://news.example/i.jpg"
ARTICLE = "https://news.example/a"
POST = Post(
    lines=((Span("Ministers agree", bold=True, url=ARTICLE),), (Span("Example", url=ARTICLE),)),
    preview=ARTICLE,
    rows=((Button("Read", url=ARTICLE), Button("Copy", copy=ARTICLE)), (Button("Save", data="s:1"),)),
    silent=True,
)


def pictured(**more: Any) -> Post:
    return Post(lines=POST.lines, image=PICTURE, **more)


def place(chat: Chat | int, topic: int = 0) -> Place:
    number = chat if isinstance(chat, int) else chat.id
    kind = "private" if isinstance(chat, int) else kind_of(chat.type)
    return Place("telegram", str(number), str(topic) if topic else "", kind)


# --- sending -------------------------------------------------------------------------------------------------------


async def test_a_text_with_its_preview_keyboard_and_silence(api: BotApi, platform: TelegramPlatform) -> None:
    chat = api.private(42)
    receipt = await platform.send(place(chat), POST)
    (message,) = api.sent(chat)
    assert receipt == Receipt((str(message.id),), "text")
    assert message.text == "Ministers agree\nExample"
    assert message.preview == {"url": ARTICLE, "prefer_large_media": True, "show_above_text": True}
    assert message.silent
    assert [len(row) for row in message.markup["inline_keyboard"]] == [2, 1]


async def test_a_photo_with_its_caption(api: BotApi, platform: TelegramPlatform) -> None:
    chat = api.private(42)
    receipt = await platform.send(place(chat), pictured())
    (message,) = api.sent(chat)
    assert (receipt.form, message.photo, message.text, message.silent) == (
        "photo",
        PICTURE,
        "Ministers agree\nExample",
        False,
    )


async def test_into_a_topic_and_by_name(api: BotApi, platform: TelegramPlatform) -> None:
    forum = api.supergroup(forum=True)
    topic = api.topic(forum)
    await platform.send(place(forum, topic), POST)
    assert api.sent(forum)[0].topic == topic
    channel = api.channel(username="example_news")
    await platform.send(Place("telegram", "@example_news", kind="channel"), POST)
    assert len(api.sent(channel)) == 1


async def test_a_question_opens_a_reply_field(api: BotApi, platform: TelegramPlatform) -> None:
    group = api.supergroup()
    asked = api.say(group, 7, "/search")
    await platform.send(place(group), POST, answers=str(asked), asks=True)
    (message,) = api.sent(group)
    assert message.markup == {"force_reply": True, "selective": True}
    assert message.reply_to == asked


async def test_paid_broadcast_is_asked_for(api: BotApi) -> None:
    api.private(42)
    async with TelegramPlatform(token=api.token, api_base_url=f"{api.base_url}/", paid_broadcast=True) as platform:
        await platform.send(place(42), POST)
    assert api.calls[-1].params.flag("allow_paid_broadcast")


# --- refusals ------------------------------------------------------------------------------------------------------


async def refused(platform: TelegramPlatform, where: Place, post: Post = POST) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await platform.send(where, post)
    return caught.value


async def test_who_cannot_be_written_to(api: BotApi, platform: TelegramPlatform) -> None:
    api.block(1)
    api.private(2)
    api.deactivate(2)
    api.user(3)
    kicked = api.supergroup(bot="kicked")
    left = api.supergroup(bot="left")
    muted = api.supergroup(bot="restricted")
    channel = api.channel(bot="member")
    shy = api.channel()
    api.member(shy, api.bot.id, "administrator", can_post_messages=False)
    forum = api.supergroup(forum=True)
    closed, gone = api.topic(forum), api.topic(forum)
    api.close_topic(forum, closed)
    api.delete_topic(forum, gone)
    for where, reason in (
        (place(1), Closed.BLOCKED),
        (place(2), Closed.DEACTIVATED),
        (place(4), Closed.NOT_FOUND),
        (place(kicked), Closed.KICKED),
        (place(left), Closed.KICKED),
        (place(muted), Closed.NO_RIGHTS),
        (place(channel), Closed.NO_RIGHTS),
        (place(shy), Closed.NO_RIGHTS),
        (place(forum, closed), Closed.TOPIC_GONE),
        (place(forum, gone), Closed.TOPIC_GONE),
    ):
        error = await refused(platform, where)
        assert isinstance(error, AddressClosed), error
        assert error.reason == reason, error


async def test_a_group_that_moved(api: BotApi, platform: TelegramPlatform) -> None:
    group = api.group()
    new = api.migrate(group)
    error = await refused(platform, place(group))
    assert isinstance(error, AddressMoved)
    assert error.chat == str(new.id)


async def test_a_picture_that_cannot_be_had(api: BotApi, platform: TelegramPlatform) -> None:
    api.private(42)
    api.refuse_photos("news.example")
    assert isinstance(await refused(platform, place(42), pictured()), PictureRejected)
    await platform.send(place(42), POST)


async def test_where_pictures_are_forbidden_words_are_not(api: BotApi, platform: TelegramPlatform) -> None:
    group = api.supergroup()
    api.member(group, api.bot.id, "restricted", can_send_messages=True, can_send_photos=False)
    assert isinstance(await refused(platform, place(group), pictured()), PictureRejected)
    await platform.send(place(group), POST)


async def test_trouble_on_the_way(api: BotApi, platform: TelegramPlatform) -> None:
    api.private(42)
    expected: dict[str, type[SendFailed]] = {
        "bad_gateway": TryLater, "server_error": TryLater, "drop": Doubtful, "drop_answer": Doubtful,
    }  # fmt: skip
    for kind, branch in expected.items():
        api.fail(kind)  # type: ignore[arg-type]
        assert type(await refused(platform, place(42))) is branch
    api.fail("too_many", seconds=43838)
    error = await refused(platform, place(42))
    assert isinstance(error, TryLater)
    assert error.retry_after == 43838


async def test_a_dead_network_and_a_refused_token(api: BotApi) -> None:
    async with TelegramPlatform(token="1:x", api_base_url=api.base_url) as stranger:
        assert isinstance(await refused(stranger, place(42)), TokenRefused)
        with pytest.raises(TokenRefused, match="BotFather"):
            await stranger.me()
    async with TelegramPlatform(token="1:x", api_base_url="http://127.0.0.1:9") as nowhere:
        assert isinstance(await refused(nowhere, place(42)), NotSent)


@pytest.mark.parametrize(
    ("status", "words", "photo", "branch"),
    [
        (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", True, PictureRejected),
        (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", False, Rejected),
        (400, "Bad Request: wrong type of the web page content", True, PictureRejected),
        (400, "Bad Request: IMAGE_PROCESS_FAILED", True, PictureRejected),
        (400, "Bad Request: WEBPAGE_CURL_FAILED", True, PictureRejected),
        (400, "Bad Request: wrong file identifier/HTTP URL specified", True, PictureRejected),
        (400, "Bad Request: inline keyboard button URL 'x' is invalid: Wrong HTTP URL", True, Rejected),
        (400, "Bad Request: message is too long", False, Rejected),
        (400, "Bad Request: can't parse entities: Unsupported start tag", False, Rejected),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", False, AddressClosed),
        (403, "Forbidden: something new", False, AddressClosed),
        (404, "Not Found", False, TokenRefused),
        (409, "Conflict: terminated by other getUpdates request", False, TryLater),
        (413, "Request Entity Too Large", True, PictureRejected),
        (413, "Request Entity Too Large", False, Rejected),
        (418, "I'm a teapot", False, TryLater),
        (429, "Too Many Requests", False, TryLater),
    ],
)
async def test_telegrams_words_are_understood(
    api: BotApi, platform: TelegramPlatform, status: int, words: str, photo: bool, branch: type[SendFailed]
) -> None:
    api.private(42)
    api.fail("refuse", status=status, description=words)
    error = await refused(platform, place(42), pictured() if photo else POST)
    assert type(error) is branch
    assert len(str(error)) <= 320


def test_an_answer_nobody_can_read_is_doubtful() -> None:
    assert isinstance(translated(TelegramError("Invalid server response")), Doubtful)


# --- editing and presses -------------------------------------------------------------------------------------------


async def test_a_text_and_a_caption_are_edited(api: BotApi, platform: TelegramPlatform) -> None:
    chat = api.private(42)
    text, photo = await platform.send(place(42), POST), await platform.send(place(42), pictured())
    new = Post(lines=((Span("Ministers disagree"),),), image=PICTURE)
    for receipt in (text, photo):
        await platform.edit(place(42), receipt.messages[0], new, form=receipt.form)
        await platform.edit(place(42), receipt.messages[0], new, form=receipt.form)  # says so already
    assert [message.text for message in api.sent(chat)] == ["Ministers disagree"] * 2


async def test_an_edit_finds_out_what_the_message_is(api: BotApi, platform: TelegramPlatform) -> None:
    chat = api.private(42)
    text = await platform.send(place(42), POST)
    photo = await platform.send(place(42), pictured())
    await platform.edit(place(42), photo.messages[0], Post(lines=((Span("Now a text"),),)))
    await platform.edit(place(42), text.messages[0], Post(lines=((Span("Now a picture"),),), image=PICTURE))
    assert [message.text for message in api.sent(chat)] == ["Now a picture", "Now a text"]


async def test_what_is_gone_cannot_be_edited(api: BotApi, platform: TelegramPlatform) -> None:
    chat = api.private(42)
    receipt = await platform.send(place(42), POST)
    api.delete_message(chat, int(receipt.messages[0]))
    with pytest.raises(MessageGone):
        await platform.edit(place(42), receipt.messages[0], pictured())
    api.fail("refuse", times=2, description="Bad Request: there is no text in the message to edit")
    with pytest.raises(MessageGone):
        await platform.edit(place(42), receipt.messages[0], POST)
    api.fail("server_error")
    with pytest.raises(TryLater):
        await platform.edit(place(42), receipt.messages[0], POST)


async def test_presses_are_answered_and_old_ones_harmless(api: BotApi, platform: TelegramPlatform) -> None:
    chat = api.private(42)
    receipt = await platform.send(place(42), POST)
    press = api.press(chat, int(receipt.messages[0]), 42, "s:1")
    await platform.answer_press(press.id, "Saved. " * 60)
    answer = await press.answered()
    assert answer.show_alert
    assert len(answer.text) <= 200
    await platform.answer_press("1")
    api.fail("server_error")
    with pytest.raises(TryLater):
        await platform.answer_press(press.id)


# --- the directory -------------------------------------------------------------------------------------------------


async def test_who_manages_what(api: BotApi, platform: TelegramPlatform) -> None:
    group = api.supergroup(owner=1)
    api.member(group, 2, "administrator")
    api.member(group, 3)
    answers = [await platform.manages(place(group), Person(person)) for person in ("1", "2", "3", "4")]
    assert answers == [True, True, False, False]
    assert await platform.manages(place(group), Person(f"chat:{group.id}"))
    assert not await platform.manages(place(group), Person("chat:-1001"))
    assert await platform.manages(place(42), Person("42"))
    assert not await platform.manages(place(42), Person("43"))


async def test_a_flood_of_commands_asks_once(api: BotApi, platform: TelegramPlatform) -> None:
    group = api.supergroup(owner=1)
    for _ in range(5):
        assert await platform.manages(place(group), Person("1"))
    assert api.counts["getchatmember"] == 1


async def test_what_is_kept_is_bounded(
    api: BotApi, platform: TelegramPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.telegram.directory._KEPT", 1)
    group = api.supergroup(owner=1)
    api.member(group, 2)
    for person in ("1", "2", "1"):
        await platform.manages(place(group), Person(person))
    assert api.counts["getchatmember"] == 3


async def test_looking_up_chats(api: BotApi, platform: TelegramPlatform) -> None:
    channel = api.channel("Example", username="example_news", comments=True)
    group = api.supergroup("Readers")
    found = await platform.look_up("telegram", "@example_news")
    assert found == Place("telegram", str(channel.id), "", "channel", "Example", "example_news", comments=True)
    assert await platform.look_up("telegram", "https://t.me/example_news") == found
    assert await platform.look_up("telegram", str(group.id)) == Place("telegram", str(group.id), "", "group", "Readers")
    api.private(42, "Naila")
    assert await platform.look_up("telegram", "42") == Place("telegram", "42")
    for platform_name, name in (
        ("discord", "@example_news"),
        ("telegram", ""),
        ("telegram", "@nobody_here"),
        ("telegram", "-1"),
    ):
        assert await platform.look_up(platform_name, name) is None


async def test_where_the_bot_may_post(api: BotApi, platform: TelegramPlatform) -> None:
    shy, muted, spoken = api.channel(), api.supergroup(bot="restricted"), api.supergroup(bot="restricted")
    api.member(shy, api.bot.id, "administrator", can_post_messages=False)
    api.member(spoken, api.bot.id, "restricted", can_send_messages=True)
    owned = api.channel(bot="creator")
    for chat, may in (
        (api.channel(), True), (shy, False), (api.channel(bot="member"), False), (owned, True),
        (api.supergroup(), True), (api.group(bot="administrator"), True), (muted, False), (spoken, True),
        (api.supergroup(bot="left"), False), (api.supergroup(bot="kicked"), False),
    ):  # fmt: skip
        assert await platform.may_post(place(chat)) is may, chat
    assert await platform.may_post(place(42))


async def test_trouble_is_no_answer(api: BotApi, platform: TelegramPlatform) -> None:
    group = api.supergroup(owner=1)
    api.fail("server_error", times=None)
    for question in (
        platform.manages(place(group), Person("1")),
        platform.look_up("telegram", "@x"),
        platform.may_post(place(group)),
    ):
        with pytest.raises(TryLater):
            await question


def test_chats_as_the_bot_api_takes_them() -> None:
    assert (chat_id("-1001"), chat_id("@x"), kind_of("something new")) == (-1001, "@x", "private")


# --- the bot -------------------------------------------------------------------------------------------------------

PROFILES = {
    "": Profile("Example news", "All of it.", "News.", (("help", "all commands"),)),
    "ru": Profile("Новости", "Всё.", "Новости.", (("help", "все команды"),)),
}


async def test_the_bot_knows_itself(api: BotApi, platform: TelegramPlatform) -> None:
    first, second = await platform.me(), await platform.me()
    assert first is second
    assert (first.id, first.username) == (str(api.bot.id), api.bot.username)
    assert api.counts["getme"] == 1


async def test_the_profile_is_set_where_it_differs(api: BotApi, platform: TelegramPlatform) -> None:
    known = await platform.set_profile(PROFILES, "")
    assert api.counts["setmyname"] == api.counts["setmycommands"] == api.counts["setmydescription"] == 2
    assert await platform.set_profile(PROFILES, known) == known
    assert api.counts["setmyname"] == 2
    changed = PROFILES | {"ru": Profile("Вести", "Всё.", "Новости.", (("help", "все команды"),))}
    await platform.set_profile(changed, known)
    assert (api.counts["setmyname"], api.counts["setmycommands"]) == (3, 2)
    assert len(known) < 4096


async def test_what_could_not_be_set_is_set_the_next_time(
    api: BotApi, platform: TelegramPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("too_many", method="setMyName", seconds=43838)
    known = await platform.set_profile(PROFILES, "no JSON")
    assert api.counts["setmyname"] == 1  # not asked again for the other languages
    assert "name" in caplog.text
    await platform.set_profile(PROFILES, known)
    assert (api.counts["setmyname"], api.counts["setmycommands"]) == (3, 2)
    await platform.set_profile(PROFILES, "[]")
    assert api.counts["setmycommands"] == 4


async def test_an_update_that_cannot_be_read_does_not_cost_the_others(
    api: BotApi, platform: TelegramPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    api.happened("message", {"message_id": 1, "chat": "nobody"})
    api.say(42, 42, "/start")
    updates, after = await platform.read_updates(None, 0, silence=1, kinds=("message",))
    assert [update.message.text for update in updates if update.message] == ["/start"]
    assert after == updates[0].update_id + 1
    assert "left out" in caplog.text
