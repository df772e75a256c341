"""Methods that look at chats."""

import pytest

from bot.demo.botapi import BotApi
from tests.demo.conftest import Caller


async def test_a_channel_shows_its_discussion(api: BotApi, call: Caller) -> None:
    channel = api.channel("News", username="news_en", comments=True)
    _, answer = await call("getChat", chat_id=channel.id)
    assert answer["result"]["linked_chat_id"] == channel.linked
    assert answer["result"]["active_usernames"] == ["news_en"]
    _, answer = await call("getChat", chat_id=api.channel().id)
    assert "linked_chat_id" not in answer["result"]


async def test_a_public_chat_is_seen_from_outside_and_a_private_one_is_not(api: BotApi, call: Caller) -> None:
    public, closed = api.channel(username="open_one", bot="left"), api.channel(bot="left")
    assert (await call("getChat", chat_id=public.id))[0] == 200
    status, answer = await call("getChat", chat_id=closed.id)
    assert (status, answer["description"]) == (403, "Forbidden: bot is not a member of the channel chat")
    status, answer = await call("getChatAdministrators", chat_id=public.id)
    assert answer["description"] == "Bad Request: bot is not a member of the channel chat"


async def test_members(api: BotApi, call: Caller) -> None:
    group = api.supergroup(owner=1, bot="administrator")
    api.member(group, 2, "administrator", anonymous=True, can_pin_messages=False)
    api.member(group, 3)
    api.member(group, 4, "restricted", can_send_messages=False)
    api.member(group, 5, "kicked")
    api.user(6)
    found = {}
    for user in (*range(1, 7), api.bot.id):
        _, answer = await call("getChatMember", chat_id=group.id, user_id=user)
        found[user] = answer["result"]
    statuses = ["creator", "administrator", "member", "restricted", "kicked", "left", "administrator"]
    assert [member["status"] for member in found.values()] == statuses
    assert (found[2]["is_anonymous"], found[2]["can_pin_messages"]) == (True, False)
    assert found[4]["can_send_messages"] is False
    _, answer = await call("getChatAdministrators", chat_id=group.id)
    assert [member["user"]["id"] for member in answer["result"]] == [1, api.bot.id, 2]
    assert (await call("getChatMemberCount", chat_id=group.id))[1]["result"] == 5


@pytest.mark.parametrize(
    ("user", "reason"), [(99, "Bad Request: user not found"), (0, "Bad Request: invalid user_id specified")]
)
async def test_unknown_members(user: int, reason: str, api: BotApi, call: Caller) -> None:
    _, answer = await call("getChatMember", chat_id=api.group().id, user_id=user)
    assert answer["description"] == reason


async def test_a_channel_shows_its_members_to_administrators(api: BotApi, call: Caller) -> None:
    channel = api.channel(owner=1, bot="member")
    _, answer = await call("getChatMember", chat_id=channel.id, user_id=1)
    assert answer["description"] == "Bad Request: member list is inaccessible"


async def test_a_private_chat_has_no_administrators_and_is_not_left(api: BotApi, call: Caller) -> None:
    api.private(42)
    assert (await call("getChatMember", chat_id=42, user_id=42))[1]["result"]["status"] == "member"
    _, answer = await call("getChatAdministrators", chat_id=42)
    assert answer["description"] == "Bad Request: there are no administrators in the private chat"
    _, answer = await call("leaveChat", chat_id=42)
    assert answer["description"] == "Bad Request: chat member status can't be changed in private chats"


async def test_the_bot_leaves(api: BotApi, call: Caller) -> None:
    group = api.group()
    assert (await call("leaveChat", chat_id=group.id))[0] == 200
    status, answer = await call("sendMessage", chat_id=group.id, text="x")
    assert (status, answer["description"]) == (403, "Forbidden: bot is not a member of the group chat")


async def test_a_group_that_is_muted_takes_nothing_from_members(api: BotApi, call: Caller) -> None:
    group, managed = api.supergroup(), api.supergroup(bot="administrator")
    for chat in (group, managed):
        api.mute(chat)
    status, answer = await call("sendMessage", chat_id=group.id, text="News")
    assert (status, answer["description"]) == (
        400,
        "Bad Request: not enough rights to send text messages to the chat",
    )
    assert (await call("sendMessage", chat_id=managed.id, text="News"))[0] == 200
    _, answer = await call("getChat", chat_id=group.id)
    assert answer["result"]["permissions"]["can_send_messages"] is False
    api.mute(group, muted=False)
    assert (await call("sendMessage", chat_id=group.id, text="News"))[0] == 200
