"""The same through python-telegram-bot: its objects parse, its errors are the ones it raises for the real server."""

import asyncio

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.demo.botapi import Answer, BotApi
from bot.demo.botapi.faults import FaultKind

FAULTS: tuple[FaultKind, ...] = ("bad_gateway", "server_error", "drop", "drop_answer")

BUTTONS = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Copy", copy_text=telegram.CopyTextButton("x")),
            InlineKeyboardButton("b", callback_data="d"),
        ]
    ]
)


async def test_a_conversation(api: BotApi, ptb: telegram.Bot) -> None:
    api.say(42, 42, "/start payload")
    (update,) = await ptb.get_updates(timeout=1)
    assert update.message is not None
    assert update.message.entities[0].type == "bot_command"
    preview = LinkPreviewOptions(url="https://e.org/", prefer_large_media=True, show_above_text=True)
    message = await ptb.send_message(
        42, "<b>ё</b>", "HTML", reply_markup=BUTTONS, link_preview_options=preview, disable_notification=True
    )
    assert (message.text_html, message.reply_markup, message.link_preview_options) == ("<b>ё</b>", BUTTONS, preview)
    press = api.press(42, message.message_id, 42, "d")
    (update,) = await ptb.get_updates(offset=update.update_id + 1, allowed_updates=["callback_query", "message"])
    assert update.callback_query is not None
    await update.callback_query.answer("done")
    await update.callback_query.edit_message_text("after", reply_markup=BUTTONS)
    assert await press.answered() == Answer("done")
    assert api.sent(42)[0].text == "after"
    with pytest.raises(BadRequest, match="Message is not modified"):
        await update.callback_query.edit_message_text("after", reply_markup=BUTTONS)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await update.callback_query.answer()
    assert await message.delete()


async def test_pictures(api: BotApi, ptb: telegram.Bot) -> None:
    api.private(42)
    message = await ptb.send_photo(42, "https://example.org/a.jpg", caption="<i>c</i>", parse_mode="HTML")
    again = await ptb.send_photo(42, message.photo[-1].file_id)
    upload = await ptb.send_photo(42, b"\x89PNG\r\n\x1a\n", caption="u", filename="p.png")
    assert again.photo == message.photo
    assert upload.photo != message.photo
    edited = await ptb.edit_message_caption(42, message.message_id, caption="d")
    assert isinstance(edited, telegram.Message)
    assert edited.caption == "d"
    assert isinstance(
        await ptb.edit_message_reply_markup(42, upload.message_id, reply_markup=BUTTONS), telegram.Message
    )
    assert [sent.photo for sent in api.sent(42)][2] == "attach://p.png"


async def test_every_update_parses(api: BotApi, ptb: telegram.Bot) -> None:
    forum = api.supergroup(forum=True, owner=5)
    topic = api.topic(forum)
    api.say(forum, 5, "/a", topic=topic)
    api.say(forum, 5, "/a", as_chat=True)
    api.say(api.channel(), 0, "post")
    api.add_bot(forum, 5)
    for status in ("administrator", "restricted", "member"):
        api.promote(forum, 5, status)
    api.kick_bot(forum, 5)
    api.block(42)
    api.close_topic(forum, topic)
    api.migrate(api.group(owner=5))
    updates = await ptb.get_updates()
    assert len(updates) == 13
    assert all(update.effective_chat is not None for update in updates)
    members = [update.my_chat_member.new_chat_member for update in updates if update.my_chat_member]
    assert [type(member).__name__ for member in members] == [
        "ChatMemberMember",
        "ChatMemberAdministrator",
        "ChatMemberRestricted",
        "ChatMemberMember",
        "ChatMemberBanned",
        "ChatMemberBanned",
    ]


async def test_chats(api: BotApi, ptb: telegram.Bot) -> None:
    channel = api.channel("News", username="news_en", comments=True, owner=5)
    info = await ptb.get_chat("@news_en")
    assert (info.id, info.linked_chat_id) == (channel.id, channel.linked)
    owner, bot = await ptb.get_chat_administrators(channel.id)
    assert (owner.status, bot.user.id) == ("creator", api.bot.id)
    assert (await ptb.get_chat_member(channel.id, 5)).status == "creator"
    assert await ptb.get_chat_member_count(channel.id) == 2
    assert await ptb.leave_chat(channel.id)


async def test_the_profile(ptb: telegram.Bot) -> None:
    assert await ptb.set_my_commands([("latest", "New")], telegram.BotCommandScopeAllPrivateChats(), "ru")
    (command,) = await ptb.get_my_commands(telegram.BotCommandScopeAllPrivateChats(), "ru")
    assert command.command == "latest"
    assert await ptb.delete_my_commands()
    assert await ptb.set_my_name("Name")
    assert (await ptb.get_my_name()).name == "Name"
    assert await ptb.set_my_description("d")
    assert (await ptb.get_my_description()).description == "d"
    assert await ptb.set_my_short_description("s")
    assert (await ptb.get_my_short_description()).short_description == "s"
    assert await ptb.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
    assert await ptb.delete_webhook()
    assert (await ptb.get_webhook_info()).pending_update_count == 0


async def test_errors_are_those_of_the_real_server(
    api: BotApi, ptb: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.private(42)
    group = api.group()
    new = api.migrate(group)
    with pytest.raises(ChatMigrated) as migrated:
        await ptb.send_message(group.id, "x")
    assert migrated.value.new_chat_id == new.id
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(7, "x")
    with pytest.raises(BadRequest, match="Message is too long"):
        await ptb.send_message(42, "x" * 4097)
    api.block(42)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(42, "x")
    api.fail("too_many", seconds=7)
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    with pytest.raises(RetryAfter, match="Flood control exceeded. Retry in .*7"):
        await ptb.send_message(42, "x")
    for fault in FAULTS:
        api.fail(fault)
        with pytest.raises(NetworkError):
            await ptb.send_message(42, "x")
    with pytest.raises(EndPointNotFound):
        await ptb.do_api_request("noSuchMethod")


async def test_two_pollers(api: BotApi, ptb: telegram.Bot) -> None:
    first = asyncio.create_task(ptb.get_updates(timeout=20))
    await api.until(lambda: api.inbox.waiting)
    await ptb.get_updates()
    with pytest.raises(Conflict):
        await first


async def test_a_wrong_token(api: BotApi) -> None:
    bot = telegram.Bot("1:wrong", f"{api.base_url}/bot")
    with pytest.raises(InvalidToken):
        await bot.initialize()
    await bot.shutdown()
