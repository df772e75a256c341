"""What is written down of a world that changes."""

import asyncio
from collections.abc import Iterable

import pytest

from bot.demo.botapi import BotApi, Entry, Journal, Missed
from tests.demo.conftest import Caller

PICTURE = b"\x89PNG\r\n\x1a\n"
BUTTON = {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]}


async def noted(api: BotApi, since: int) -> list[tuple[str, int, int]]:
    return [entry[1:4] for entry in await api.journal.after(since)]


def kinds(entries: Iterable[tuple[str, int, int]]) -> list[str]:
    return [kind for kind, _, _ in entries]


# --- the journal itself -----------------------------------------------------------------------------------------


async def test_entries_are_numbered_and_given_once() -> None:
    journal = Journal()
    assert journal.last == 0
    journal.write("said", 1, 2)
    journal.write("profile")
    assert await journal.after(0) == (Entry(1, "said", 1, 2), Entry(2, "profile", 0, 0))
    assert await journal.after(1) == (Entry(2, "profile", 0, 0),)


async def test_all_who_wait_are_woken() -> None:
    journal = Journal()
    waiting = [asyncio.create_task(journal.after(0)) for _ in range(3)]
    await asyncio.sleep(0)
    journal.write("typing", 7)
    journal.write("typing", 8)
    assert [len(entries) for entries in await asyncio.gather(*waiting)] == [2, 2, 2]
    late = asyncio.create_task(journal.after(2))
    await asyncio.sleep(0)
    assert not late.done()
    journal.write("chat", 9)
    assert [entry.chat for entry in await late] == [9]


async def test_who_reads_too_slowly_is_told() -> None:
    journal = Journal(kept=3)
    for chat in range(5):
        journal.write("chat", chat)
    assert [entry.number for entry in await journal.after(2)] == [3, 4, 5]
    with pytest.raises(Missed, match="entries 2 to 2 are no longer kept"):
        await journal.after(1)


# --- what is written --------------------------------------------------------------------------------------------


async def test_what_the_bot_does(api: BotApi, call: Caller) -> None:
    api.private(42)
    since = api.journal.last
    await call("sendChatAction", chat_id=42, action="typing")
    await call("sendMessage", chat_id=42, text="a", reply_markup=BUTTON)
    await call("editMessageText", chat_id=42, message_id=1, text="b", reply_markup=BUTTON)
    press = api.press(42, 1, 42, "d")
    await call("answerCallbackQuery", callback_query_id=press.id, text="Saved")
    await call("deleteMessage", chat_id=42, message_id=1)
    assert await noted(api, since) == [
        ("typing", 42, 0),
        ("sent", 42, 1),
        ("edited", 42, 1),
        ("pressed", 42, 1),
        ("answered", 42, 1),
        ("deleted", 42, 1),
    ]


async def test_what_was_refused_is_not_written_down(api: BotApi, call: Caller) -> None:
    api.private(42)
    since = api.journal.last
    await call("sendMessage", chat_id=42, text="")
    await call("editMessageText", chat_id=42, message_id=1, text="b")
    await call("deleteMessage", chat_id=42, message_id=1)
    await call("answerCallbackQuery", callback_query_id="1")
    await call("sendChatAction", chat_id=42, action="dance")
    await call("setMyName", name="n" * 65)
    assert api.journal.last == since


async def test_the_bots_profile(api: BotApi, call: Caller) -> None:
    since = api.journal.last
    await call("setMyCommands", commands=[{"command": "top", "description": "d"}])
    await call("deleteMyCommands")
    await call("setMyDescription", description="d")
    assert await noted(api, since) == [("profile", 0, 0)] * 3


async def test_what_people_do(api: BotApi) -> None:
    since = api.journal.last
    api.say(42, 42, "/start")
    group = api.group(owner=5)
    said = api.say(group, 5, "hello")
    assert await noted(api, since) == [
        ("chat", 42, 0),  # there is one
        ("chat", 42, 0),  # the bot may write to it
        ("said", 42, 1),
        ("chat", group.id, 0),
        ("said", group.id, said),
    ]


async def test_a_private_chat_that_is_not_started(api: BotApi, call: Caller) -> None:
    chat = api.private(42, started=False)
    status, answer = await call("sendMessage", chat_id=42, text="x")
    assert (status, answer["description"]) == (403, "Forbidden: bot can't initiate conversation with a user")
    api.say(chat, 42, "/start")
    assert (await call("sendMessage", chat_id=42, text="x"))[0] == 403  # `chat` is no user: nothing was opened by it
    api.say(42, 42, "/start")
    assert (await call("sendMessage", chat_id=42, text="x"))[0] == 200


async def test_what_happens_to_chats(api: BotApi, call: Caller) -> None:
    group = api.group(owner=5, bot="left")
    since = api.journal.last
    api.add_bot(group, 5)
    api.promote(group, 5)
    api.kick_bot(group, 5)
    assert kinds(await noted(api, since)) == ["chat", "said", "chat", "said", "chat", "said"]
    assert [next(iter(message.keys() - {"message_id", "date", "chat", "from", "new_chat_member"}))
            for message in group.heard.values()] == ["new_chat_members", "apps_only", "apps_only"]  # fmt: skip
    api.member(group, api.bot.id)
    since = api.journal.last
    await call("leaveChat", chat_id=group.id)
    assert await noted(api, since) == [("chat", group.id, 0)]
    new = api.migrate(group)
    assert group.heard[group.last_id]["migrate_to_chat_id"] == new.id
    assert new.heard[1]["migrate_from_chat_id"] == group.id


async def test_what_goes_with_a_topic(api: BotApi, call: Caller) -> None:
    forum = api.supergroup(forum=True)
    topic = api.topic(forum)
    await call("sendMessage", chat_id=forum.id, message_thread_id=topic, text="x")
    since = api.journal.last
    api.delete_topic(forum, topic)
    assert await noted(api, since) == [("deleted", forum.id, 2)]
    assert api.sent(forum)[0].deleted


# --- comments ---------------------------------------------------------------------------------------------------


async def test_posts_are_forwarded_to_the_discussion(api: BotApi, call: Caller) -> None:
    channel = api.channel("Wire", comments=True, owner=5)
    discussion = api.chat(channel.linked)
    await call("sendMessage", chat_id=channel.id, text="<b>News</b>", parse_mode="HTML")
    (forward,) = discussion.heard.values()
    assert forward["is_automatic_forward"] is True
    assert (forward["text"], forward["entities"][0]["type"]) == ("News", "bold")
    assert (forward["from"]["id"], forward["sender_chat"]["title"]) == (777000, "Wire")
    assert forward["forward_origin"]["message_id"] == 1
    await call("editMessageText", chat_id=channel.id, message_id=1, text="Corrected")
    assert discussion.heard[1]["text"] == "Corrected"
    assert "entities" not in discussion.heard[1] or not discussion.heard[1]["entities"]
    await call("deleteMessage", chat_id=channel.id, message_id=1)
    assert not discussion.heard
    assert not discussion.threads
    assert len(api.inbox) == 0


async def test_a_comment_is_a_reply_in_the_posts_thread(api: BotApi, call: Caller) -> None:
    channel = api.channel(comments=True)
    discussion = api.chat(channel.linked)
    await call("sendMessage", chat_id=channel.id, text="News")
    since = api.journal.last
    number = api.comment(channel, 1, 42, "Is that so?")
    assert await noted(api, since) == [("comment", discussion.id, number)]
    comment = discussion.heard[number]
    assert (comment["text"], comment["message_thread_id"], comment["from"]["id"]) == ("Is that so?", 1, 42)
    assert comment["reply_to_message"]["is_automatic_forward"] is True
    assert "is_topic_message" not in comment
    assert len(api.inbox) == 0  # the bot is not in that group


async def test_the_bot_hears_comments_where_it_may(api: BotApi, call: Caller) -> None:
    channel = api.channel(comments=True)
    discussion = api.chat(channel.linked)
    api.member(discussion, api.bot.id, "administrator")
    await call("sendPhoto", chat_id=channel.id, photo="https://example.org/a.jpg", caption="News")
    api.comment(channel, 1, 42, "/top now")
    _, answer = await call("getUpdates")
    forward, comment = (update["message"] for update in answer["result"])
    assert (forward["caption"], forward["is_automatic_forward"]) == ("News", True)
    assert (comment["text"], comment["entities"][0]["type"]) == ("/top now", "bot_command")


async def test_where_nobody_can_comment(api: BotApi, call: Caller) -> None:
    channel, quiet = api.channel(comments=True), api.channel()
    for place in (channel, quiet):
        await call("sendMessage", chat_id=place.id, text="x")
    await call(
        "sendMessage",
        chat_id=channel.id,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "a", "url": "https://example.org"}]]},
    )
    for place, number in ((quiet, 1), (channel, 2), (channel, 99), (api.chat(channel.linked), 1)):
        with pytest.raises(ValueError, match="takes no comments"):
            api.comment(place, number, 42, "x")


async def test_an_owners_own_post_takes_comments(api: BotApi) -> None:
    channel = api.channel(comments=True, owner=5)
    post = api.say(channel, 5, "From the desk")
    assert api.comment(channel, post, 42, "Good") == 2


async def test_threads_go_with_what_is_forgotten(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.demo.botapi.people.HEARD_PER_CHAT", 2)
    channel = api.channel(comments=True)
    posts = [api.say(channel, 5, text) for text in "abc"]
    discussion = api.chat(channel.linked)
    assert discussion.threads == {posts[1]: 2, posts[2]: 3}
    with pytest.raises(ValueError, match="takes no comments"):
        api.comment(channel, posts[0], 42, "x")


# --- uploads ----------------------------------------------------------------------------------------------------


async def test_uploads_are_kept_for_a_while(api: BotApi, call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = api.uploads
    monkeypatch.setattr("bot.demo.botapi.uploads.MOST", 2)
    for number in range(3):
        uploads.keep(f"AgAC{number}", bytes([number]))
    assert [uploads.get(f"uAgAC{number}x") for number in range(3)] == [None, b"\x01", b"\x02"]
    assert ["uAgAC0x" in uploads, "uAgAC2s" in uploads] == [False, True]
    monkeypatch.setattr("bot.demo.botapi.uploads.MOST_BYTES", 5)
    uploads.keep("AgAC3", b"12345")
    assert [uploads.get(f"uAgAC{number}x") for number in (2, 3)] == [None, b"12345"]
