"""What people do, and what the bot hears of it."""

import asyncio
from typing import Any

import pytest

from bot.demo.botapi import BotApi, Chat
from tests.demo.conftest import Caller


async def heard(call: Caller) -> list[dict[str, Any]]:
    """The updates since the last call, without their ids."""
    _, answer = await call("getUpdates")
    updates: list[dict[str, Any]] = answer["result"]
    if updates:
        await call("getUpdates", offset=updates[-1]["update_id"] + 1)
    return [{kind: content for kind, content in update.items() if kind != "update_id"} for update in updates]


async def test_a_command_in_a_private_chat_opens_it(api: BotApi, call: Caller) -> None:
    api.user(42, "Naila", language_code="az", username="naila")
    number = api.say(42, 42, "😀 /start@crier_demo_bot x/y /help")
    ((message,),) = (update.values() for update in await heard(call))
    assert message["message_id"] == number
    assert message["from"] == {
        "id": 42, "is_bot": False, "first_name": "Naila", "username": "naila", "language_code": "az",
    }  # fmt: skip
    spans = [(entity["offset"], entity["length"]) for entity in message["entities"]]
    assert spans == [(3, 21), (29, 5)]
    assert (await call("sendMessage", chat_id=42, text="x"))[0] == 200


@pytest.mark.parametrize(
    ("text", "arrives"),
    [
        ("hello", False),
        ("/start", True),
        ("/start@Crier_Demo_Bot", True),
        ("/start@other_bot", False),
    ],
)
async def test_privacy_mode(text: str, arrives: bool, api: BotApi, call: Caller) -> None:
    group = api.supergroup()
    api.say(group, 5, text)
    assert len(await heard(call)) == arrives
    api.member(group, api.bot.id, "administrator")
    api.say(group, 5, text)
    assert len(await heard(call)) == 1
    api.kick_bot(group, 5)
    await heard(call)
    api.say(group, 5, text)
    assert await heard(call) == []


async def test_replies_to_the_bot_arrive(api: BotApi, call: Caller) -> None:
    group = api.supergroup()
    _, answer = await call("sendMessage", chat_id=group.id, text="Which words?")
    number = answer["result"]["message_id"]
    api.say(group, 5, "these", reply_to=number)
    (update,) = await heard(call)
    assert update["message"]["reply_to_message"]["text"] == "Which words?"
    other = api.say(group, 5, "unheard")
    api.say(group, 6, "unheard too", reply_to=other)
    assert await heard(call) == []


async def test_a_bot_without_privacy_hears_all(api: BotApi, call: Caller) -> None:
    api.privacy = False
    api.say(api.group(), 5, "hello")
    assert len(await heard(call)) == 1


async def test_channels_and_anonymous_administrators(api: BotApi, call: Caller) -> None:
    channel, group = api.channel(), api.supergroup()
    api.say(channel, 0, "/help")
    api.say(group, 5, "/help", as_chat=True)
    post, message = await heard(call)
    assert post["channel_post"]["sender_chat"]["id"] == channel.id
    assert "from" not in post["channel_post"]
    assert message["message"]["sender_chat"]["id"] == group.id
    assert message["message"]["from"]["username"] == "GroupAnonymousBot"


async def test_messages_in_topics(api: BotApi, call: Caller) -> None:
    forum = api.supergroup(forum=True)
    topic = api.topic(forum, "World")
    api.say(forum, 5, "/subscribe", topic=topic)
    (update,) = await heard(call)
    message = update["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (topic, True)
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "World"
    assert message["chat"]["is_forum"] is True
    api.close_topic(forum, topic)
    api.reopen_topic(forum, topic)
    api.reopen_topic(forum, 0)
    kinds = [set(update["message"]) & {"forum_topic_closed", "forum_topic_reopened"} for update in await heard(call)]
    assert kinds == [{"forum_topic_closed"}, {"forum_topic_reopened"}, {"forum_topic_reopened"}]
    with pytest.raises(ValueError, match="only a forum"):
        api.topic(api.supergroup())


async def test_blocking_and_letting_in_again(api: BotApi, call: Caller) -> None:
    api.block(42)
    api.say(42, 42, "not heard")
    api.unblock(42)
    changes = [update["my_chat_member"] for update in await heard(call)]
    assert [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_the_bot_comes_goes_and_rises(api: BotApi, call: Caller) -> None:
    group, channel = api.group(bot="left"), api.channel(bot="left")
    api.add_bot(group, 5)
    api.promote(group, 5, can_pin_messages=False)
    api.kick_bot(group, 5)
    api.add_bot(channel, 5)
    updates = await heard(call)
    changes = [update["my_chat_member"] for update in updates if "my_chat_member" in update]
    statuses = ["member", "administrator", "kicked", "administrator"]
    assert [change["new_chat_member"]["status"] for change in changes] == statuses
    assert changes[1]["new_chat_member"]["can_pin_messages"] is False
    assert changes[3]["new_chat_member"]["can_post_messages"] is True
    assert updates[1]["message"]["new_chat_members"][0]["id"] == api.bot.id


@pytest.mark.parametrize("order", [("to", "from"), ("from", "to"), ()])
async def test_migration_tells_in_the_order_asked(order: tuple[str, ...], api: BotApi, call: Caller) -> None:
    group = api.group(owner=5)
    new = api.migrate(group, updates=order)
    keys = {"to": ("migrate_to_chat_id", group, new), "from": ("migrate_from_chat_id", new, group)}
    messages = [update["message"] for update in await heard(call)]
    assert len(messages) == len(order)
    for which, message in zip(order, messages, strict=True):
        key, place, other = keys[which]
        assert (message["chat"]["id"], message[key]) == (place.id, other.id)
    assert new.type == "supergroup"


async def test_presses_arrive_with_their_message(api: BotApi, call: Caller) -> None:
    api.private(42)
    keyboard = {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]}
    await call("sendMessage", chat_id=42, text="x", reply_markup=keyboard)
    press = api.press(42, 1, 42, "d")
    api.delete_message(42, 1)
    late = api.press(42, 1, 42, "d")
    queries = [update["callback_query"] for update in await heard(call)]
    assert [query["id"] for query in queries] == [press.id, late.id]
    assert queries[0]["message"]["text"] == "x"
    assert (queries[1]["message"]["date"], queries[0]["data"]) == (0, "d")


async def test_waiting_for_what_the_bot_sends(api: BotApi, call: Caller) -> None:
    chat: Chat = api.private(42)
    waiting = asyncio.create_task(api.wait_for(chat, 2))
    for text in "ab":
        await call("sendMessage", chat_id=42, text=text)
    assert [message.text for message in await waiting] == ["a", "b"]
    assert len(await api.wait_for(42, 2)) == 2
    with pytest.raises(TimeoutError, match=r"2 of 3 messages came into chat 42 in 0\.01 s"):
        await api.wait_for(chat, 3, timeout=0.01)


async def test_what_is_remembered_of_people_is_bounded(
    api: BotApi, call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.demo.botapi.people.HEARD_PER_CHAT", 2)
    monkeypatch.setattr("bot.demo.botapi.people.PRESSES_KEPT", 1)
    api.private(42)
    keyboard = {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]}
    await call("sendMessage", chat_id=42, text="x", reply_markup=keyboard)
    presses = [api.press(42, 1, 42, "d") for _ in range(2)]
    assert list(api.presses) == [presses[1].id]
    for text in "abc":
        api.say(42, 42, text)
    assert [message["text"] for message in api.chat(42).heard.values()] == ["b", "c"]
