"""Threads, forums, webhooks, guilds and what the bot may there."""

from typing import Any

import pytest

from tests.discordapi import Channel, DiscordApi
from tests.discordstandin.conftest import Ask, Reply


@pytest.fixture
def forum(api: DiscordApi) -> Channel:
    return api.channel(api.guild(), "posts", "forum", tags=["world"], moderated_tags=["official"], require_tag=True)


async def post(ask: Ask, forum: Channel, **body: Any) -> Reply:
    return await ask("POST", f"/channels/{forum.id}/threads", {"message": {"content": "x"}, "name": "n"} | body)


async def test_posts_of_a_forum(api: DiscordApi, ask: Ask, forum: Channel) -> None:
    world, official = (str(tag.id) for tag in forum.tags)
    made = await post(ask, forum, applied_tags=[world])
    assert (made.status, made.body["message"]["id"], made.body["parent_id"]) == (201, made.body["id"], str(forum.id))
    (message,) = api.sent(api.channels[int(made.body["id"])])
    assert (message.content, message.channel.applied_tags) == ("x", [int(world)])
    assert (await post(ask, forum)).code == 40067
    assert (await post(ask, forum, applied_tags=["1"])).code == 10087
    assert (await post(ask, forum, applied_tags=[official])).code == 50013
    assert (await post(ask, forum, applied_tags=[world], name="n" * 101)).error("name") == "BASE_TYPE_BAD_LENGTH"
    assert (await post(ask, forum, applied_tags=[world] * 6)).error("applied_tags") == "BASE_TYPE_MAX_LENGTH"
    long = await post(ask, forum, applied_tags=[world], message={"content": "x" * 2001})
    assert long.error("message.content") == "BASE_TYPE_MAX_LENGTH"
    api.allow(forum, "manage_threads")
    assert (await post(ask, forum, applied_tags=[official])).status == 201


async def test_a_message_opens_an_archived_thread(api: DiscordApi, ask: Ask) -> None:
    thread = api.thread(api.channel(api.guild(), "news"), "talk")
    place = f"/channels/{thread.id}/messages"
    sent = await ask("POST", place, {"content": "x"})
    api.archive(thread)
    assert (await ask("PATCH", f"{place}/{sent.body['id']}", {"content": "y"})).code == 50083
    assert (await ask("POST", place, {"content": "x"})).status == 200
    assert not thread.archived
    api.archive(thread, locked=True)
    locked = await ask("POST", place, {"content": "x"})
    assert (locked.status, locked.code) == (403, 50083)
    api.archive(thread, archived=False, locked=True)
    assert (await ask("POST", place, {"content": "x"})).code == 50013
    api.archive(thread, archived=False)
    assert thread.parent is not None
    api.deny(thread.parent, "send_messages_in_threads")
    assert (await ask("POST", place, {"content": "x"})).code == 50013


async def test_threads_are_started_and_changed(api: DiscordApi, ask: Ask) -> None:
    news = api.channel(api.guild(), "news")
    made = await ask("POST", f"/channels/{news.id}/threads", {"name": "talk", "type": 11})
    place = f"/channels/{made.body['id']}"
    assert (await ask("PATCH", place, {"archived": True})).body["thread_metadata"]["archived"]
    assert (await ask("PATCH", place, {"name": "other"})).code == 50083
    assert (await ask("PATCH", place, {"archived": False, "name": "other"})).body["name"] == "other"
    assert (await ask("PATCH", place, {"locked": True})).code == 50013
    sent = await ask("POST", f"/channels/{news.id}/messages", {"content": "x"})
    start = f"/channels/{news.id}/messages/{sent.body['id']}/threads"
    assert (await ask("POST", start, {"name": "t"})).body["id"] == sent.body["id"]
    assert (await ask("POST", start, {"name": "t"})).code == 160004
    assert (await ask("PATCH", f"/channels/{news.id}", {"topic": "t"})).code == 50013
    api.allow(news, "manage_channels")
    assert (await ask("PATCH", f"/channels/{news.id}", {"topic": "t"})).body["topic"] == "t"


async def test_webhooks(api: DiscordApi, ask: Ask) -> None:
    news = api.channel(api.guild(may=["manage_webhooks"]), "news")
    hooks = f"/channels/{news.id}/webhooks"
    for name in ("", "n" * 81, "Clyde", "My Discord"):
        assert (await ask("POST", hooks, {"name": name})).code == 50035
    hook = (await ask("POST", hooks, {"name": "Herald"})).body
    api.webhook(news, "Theirs")
    listed = (await ask("GET", hooks)).body
    assert [("token" in each, each["name"]) for each in listed] == [(True, "Herald"), (False, "Theirs")]
    place = f"/webhooks/{hook['id']}/{hook['token']}"
    assert (await ask("POST", place, {"content": "x"}, token="")).status == 204
    sent = (await ask("POST", f"{place}?wait=true", {"content": "@everyone", "username": "World"}, token="")).body
    (first, second) = api.sent(news)
    assert (first.author.name, second.author.name, second.pings) == ("Herald", "World", ())
    assert (await ask("PATCH", f"{place}/messages/{sent['id']}", {"content": "y"}, token="")).body["content"] == "y"
    assert (await ask("PATCH", f"/channels/{news.id}/messages/{sent['id']}", {"content": "z"})).code == 50005
    assert (await ask("POST", place, {"content": "x", "username": "discord"}, token="")).code == 50035
    assert (await ask("POST", f"/webhooks/{hook['id']}/wrong", {"content": "x"}, token="")).code == 50027
    for n in range(13):
        await ask("POST", hooks, {"name": f"hook {n}"})
    assert (await ask("POST", hooks, {"name": "one more"})).code == 30007
    api.deny(news, "manage_webhooks")
    assert (await ask("GET", hooks)).code == 50013


async def test_a_webhook_that_is_gone_is_not_called_again(api: DiscordApi, ask: Ask) -> None:
    news = api.channel(api.guild(may=["manage_webhooks"]), "news")
    hook = (await ask("POST", f"/channels/{news.id}/webhooks", {"name": "Herald"})).body
    api.delete_webhook(api.webhooks[int(hook["id"])])
    place = f"/webhooks/{hook['id']}/{hook['token']}"
    assert (await ask("POST", place, {"content": "x"})).code == 10015
    assert api.webhook_404s == 0
    await ask("POST", place, {"content": "x"})
    assert api.webhook_404s == 1


async def test_webhooks_of_forums(api: DiscordApi, ask: Ask, forum: Channel) -> None:
    api.allow(forum, "manage_webhooks")
    hook = (await ask("POST", f"/channels/{forum.id}/webhooks", {"name": "Herald"})).body
    place, tags = f"/webhooks/{hook['id']}/{hook['token']}", [str(forum.tags[0].id)]
    assert (await ask("POST", place, {"content": "x"})).code == 220001
    assert (await ask("POST", place, {"content": "x", "thread_name": "t"})).code == 40067
    made = await ask("POST", f"{place}?wait=true", {"content": "x", "thread_name": "t", "applied_tags": tags})
    thread = made.body["channel_id"]
    assert (await ask("POST", f"{place}?thread_id={thread}", {"content": "y"})).status == 204
    assert (await ask("POST", f"{place}?thread_id={thread}", {"content": "y", "thread_name": "t"})).code == 220002
    assert (await ask("POST", f"{place}?thread_id=1", {"content": "y"})).code == 10003
    assert [message.content for message in api.sent(api.channels[int(thread)])] == ["x", "y"]


async def test_what_a_client_computes_permissions_from(api: DiscordApi, ask: Ask) -> None:
    guild = api.guild("Herald readers", may=["manage_webhooks"])
    news, naila = api.channel(guild, "news"), api.person("Naila")
    api.member(guild, naila, manage_guild=True)
    api.deny(news, "send_messages")
    assert (await ask("GET", "/users/@me/guilds")).body[0]["name"] == "Herald readers"
    document = (await ask("GET", f"/guilds/{guild.id}")).body
    roles = {role["name"]: int(role["permissions"]) for role in document["roles"]}
    assert roles["Crier"] == 1 << 29 and roles["what Naila may"] == 1 << 5
    member = (await ask("GET", f"/guilds/{guild.id}/members/{naila.id}")).body
    assert len(member["roles"]) == 1
    (channel,) = (await ask("GET", f"/guilds/{guild.id}/channels")).body
    mine = {"id": str(api.application_id), "type": 1, "allow": "0", "deny": str(1 << 11)}
    assert channel["permission_overwrites"] == [mine]
    assert (await ask("GET", f"/guilds/{guild.id}/members/1")).code == 10007
    api.kick(guild)
    assert (await ask("GET", f"/guilds/{guild.id}")).code == 10004
    assert (await ask("GET", f"/channels/{news.id}")).code == 50001
    api.invite(guild)
    assert (await ask("GET", f"/channels/{news.id}")).status == 200
    assert (await ask("DELETE", f"/users/@me/guilds/{guild.id}")).status == 204
    assert (await ask("GET", "/users/@me/guilds")).body == []


async def test_the_application_describes_itself(api: DiscordApi, ask: Ask) -> None:
    changed = await ask("PATCH", "/applications/@me", {"description": "News"})
    assert (changed.status, changed.body["description"]) == (200, "News")
    assert (await ask("PATCH", "/applications/@me", {"description": "x" * 401})).error("description")
    assert (await ask("GET", "/oauth2/applications/@me")).body["description"] == "News"
