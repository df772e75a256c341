"""What the stand-in accepts and refuses of messages, without a client of any library."""

from typing import Any

import aiohttp
import pytest

from tests.discordapi import Channel, DiscordApi
from tests.discordapi.records import CROSSPOSTED
from tests.discordstandin.conftest import Ask, Reply


@pytest.fixture
def news(api: DiscordApi) -> Channel:
    return api.channel(api.guild("Herald readers"), "news")


async def send(ask: Ask, channel: Channel, **body: Any) -> Reply:
    return await ask("POST", f"/channels/{channel.id}/messages", body)


async def test_a_wrong_token_opens_nothing(api: DiscordApi, ask: Ask, news: Channel) -> None:
    for token in ("wrong", ""):
        reply = await ask("GET", f"/channels/{news.id}", token=token)
        assert (reply.status, reply.body) == (401, {"message": "401: Unauthorized", "code": 0})
    assert (await ask("GET", "/users/@me")).body["id"] == str(api.application_id)
    assert api.invalid == 2


async def test_answers_are_plain_json_with_via(ask: Ask) -> None:
    reply = await ask("GET", "/users/@me")
    assert (reply.headers["Content-Type"], reply.headers["Via"]) == ("application/json", "1.1 google")
    assert (await ask("GET", "/nowhere")).body == {"message": "404: Not Found", "code": 0}
    assert (await ask("DELETE", "/users/@me")).status == 405


async def test_places_are_refused(api: DiscordApi, ask: Ask) -> None:
    guild = api.guild()
    news, forum = api.channel(guild, "news"), api.channel(guild, "posts", "forum")
    category, foreign = api.channel(guild, "all", "category"), api.channel(api.guild(bot=False), "theirs")
    assert (await send(ask, forum, content="x")).code == 40058
    assert (await send(ask, category, content="x")).code == 50008
    assert (await send(ask, foreign, content="x")).code == 50001
    assert (await ask("POST", "/channels/1/messages", {"content": "x"})).code == 10003
    api.delete_channel(news)
    assert (await send(ask, news, content="x")).code == 10003


@pytest.mark.parametrize(
    ("permission", "body", "code"),
    [
        ("view_channel", {"content": "x"}, 50001),
        ("send_messages", {"content": "x"}, 50013),
        ("embed_links", {"embeds": [{"title": "x"}]}, 50013),
    ],
)
async def test_permissions_are_needed(
    api: DiscordApi, ask: Ask, news: Channel, permission: str, body: dict[str, Any], code: int
) -> None:
    assert (await send(ask, news, **body)).status == 200
    api.deny(news, permission)
    reply = await send(ask, news, **body)
    assert (reply.status, reply.code) == (403, code)
    api.allow(news, permission)
    assert (await send(ask, news, **body)).status == 200


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"title": "x"}] * 11}, "embeds", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": "x" * 4097}]}, "embeds.0.description", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"footer": {"text": "x" * 2049}}]}, "embeds.0.footer.text", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"author": {"name": "x" * 257}}]}, "embeds.0.author.name", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"fields": [{"name": "x", "value": "y"}] * 26}]}, "embeds.0.fields", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"fields": [{"name": "", "value": "y"}]}]}, "embeds.0.fields.0.name", "BASE_TYPE_REQUIRED"),
        (
            {"embeds": [{"fields": [{"name": "x", "value": "y" * 1025}]}]},
            "embeds.0.fields.0.value",
            "BASE_TYPE_MAX_LENGTH",
        ),
        ({"embeds": [{"description": "x" * 3001}, {"description": "y" * 3000}]}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
        ({"embeds": [{}]}, "embeds.0.description", "BASE_TYPE_REQUIRED"),
        ({"embeds": [{"title": " "}]}, "embeds.0.description", "BASE_TYPE_REQUIRED"),
        ({"embeds": [{"title": "x", "url": "ftp://a.example"}]}, "embeds.0.url", "URL_TYPE_INVALID_SCHEME"),
        ({"embeds": [{"title": "x", "url": "http://localhost/"}]}, "embeds.0.url", "URL_TYPE_INVALID_URL"),
        ({"embeds": [{"title": "x", "url": "/a"}]}, "embeds.0.url", "URL_TYPE_INVALID_URL"),
        ({"embeds": [{"image": {"url": "http://a b.example"}}]}, "embeds.0.image.url", "URL_TYPE_INVALID_URL"),
        ({"embeds": [{"image": {"url": "attachment://a.png"}}]}, "embeds.0.image.url", "ATTACHMENT_NOT_FOUND"),
        ({"embeds": [{"title": "x", "color": 1 << 24}]}, "embeds.0.color", "NUMBER_TYPE_MAX"),
        ({"embeds": [{"title": "x", "timestamp": "now"}]}, "embeds.0.timestamp", "DATE_TIME_TYPE_PARSE"),
        ({"content": "x", "nonce": "n" * 26}, "nonce", "NONCE_TYPE_TOO_LONG"),
        ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions.parse.0", "BASE_TYPE_CHOICES"),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            "allowed_mentions",
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        ),
        ({"content": "x", "message_reference": {"message_id": "1"}}, "message_reference", "REPLIES_UNKNOWN_MESSAGE"),
    ],
)
async def test_forms_are_refused(ask: Ask, news: Channel, body: dict[str, Any], path: str, code: str) -> None:
    reply = await send(ask, news, **body)
    assert (reply.status, reply.code, reply.error(path)) == (400, 50035, code)
    assert news.messages == {}


async def test_the_longest_embeds_pass(api: DiscordApi, ask: Ask, news: Channel) -> None:
    embed = {"title": f" {'t' * 256} ", "description": "d" * 4096, "footer": {"text": "f" * 1648}}
    assert (await send(ask, news, content="c" * 2000, embeds=[embed])).status == 200
    (message,) = api.sent(news)
    assert message.embeds[0]["title"] == "t" * 256
    assert (await send(ask, news, embeds=[embed | {"footer": {"text": "f" * 1649}}])).code == 50035


async def test_empty_messages_are_refused(ask: Ask, news: Channel) -> None:
    bodies: list[dict[str, Any]] = [{}, {"content": " \n"}, {"embeds": []}]
    for body in bodies:
        assert (await send(ask, news, **body)).code == 50006
    sent = await send(ask, news, content="x")
    assert (await ask("PATCH", f"/channels/{news.id}/messages/{sent.body['id']}", {"content": ""})).code == 50006


@pytest.mark.parametrize(
    ("parts", "path", "code"),
    [
        ([{"type": 2, "style": 1, "label": "x"}], "0.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED"),
        ([{"type": 2, "style": 1, "custom_id": "a"}], "0.label", "BASE_TYPE_REQUIRED"),
        ([{"type": 2, "style": 1, "label": "x" * 81, "custom_id": "a"}], "0.label", "BASE_TYPE_MAX_LENGTH"),
        ([{"type": 2, "style": 1, "label": "x", "custom_id": "a" * 101}], "0.custom_id", "BASE_TYPE_BAD_LENGTH"),
        (
            [{"type": 2, "style": 1, "label": "x", "custom_id": "a"}] * 2,
            "1.custom_id",
            "COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        ([{"type": 2, "style": 5, "label": "x"}], "0.url", "BUTTON_COMPONENT_URL_REQUIRED"),
        ([{"type": 2, "style": 5, "label": "x", "url": "tg://a"}], "0.url", "URL_TYPE_INVALID_SCHEME"),
        (
            [{"type": 2, "style": 5, "label": "x", "url": f"https://a.example/{'a' * 500}"}],
            "0.url",
            "BASE_TYPE_MAX_LENGTH",
        ),
        ([{"type": 3, "custom_id": "s", "options": []}], "0.options", "BASE_TYPE_BAD_LENGTH"),
        (
            [{"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}] * 2}],
            "0.options.1",
            "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        ),
        (
            [{"type": 3, "custom_id": "s", "options": [{"label": "a" * 101, "value": "a"}]}],
            "0.options.0.label",
            "BASE_TYPE_BAD_LENGTH",
        ),
    ],
)
async def test_components_are_refused(ask: Ask, news: Channel, parts: list[Any], path: str, code: str) -> None:
    reply = await send(ask, news, content="x", components=[{"type": 1, "components": parts}])
    assert (reply.code, reply.error(f"components.0.components.{path}")) == (50035, code)


async def test_rows_are_counted(ask: Ask, news: Channel) -> None:
    def button(n: int) -> dict[str, Any]:
        return {"type": 2, "style": 2, "label": "x", "custom_id": f"b{n}"}

    rows = [{"type": 1, "components": [button(5 * row + n) for n in range(5)]} for row in range(6)]
    assert (await send(ask, news, content="x", components=rows[:5])).status == 200
    assert (await send(ask, news, content="x", components=rows)).error("components") == "BASE_TYPE_MAX_LENGTH"
    six = [{"type": 1, "components": [button(n) for n in range(6)]}]
    assert (await send(ask, news, content="x", components=six)).error(
        "components.0.components"
    ) == "BASE_TYPE_BAD_LENGTH"
    select = {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]}
    wide = await send(ask, news, content="x", components=[{"type": 1, "components": [select, button(1)]}])
    assert wide.error("components.0.components") == "COMPONENT_LAYOUT_WIDTH_EXCEEDED"


async def test_who_is_pinged_is_written_down(api: DiscordApi, ask: Ask, news: Channel) -> None:
    guild, naila = api.guilds[news.guild_id], api.person("Naila")
    loud, quiet = api.role(guild, "loud", mentionable=True), api.role(guild, "quiet")
    text = f"@everyone {naila.mention} {loud.mention} {quiet.mention} `@here`"
    await send(ask, news, content=text)
    await send(ask, news, content=text, allowed_mentions={"parse": []})
    await send(ask, news, content=text, allowed_mentions={"roles": [str(loud.id)]})
    await send(ask, news, embeds=[{"title": text}])
    api.deny(news, "mention_everyone")
    await send(ask, news, content=text)
    assert [message.pings for message in api.sent(news)] == [
        ("@everyone", naila.mention, loud.mention, quiet.mention),
        (),
        (loud.mention,),
        (),
        (naila.mention, loud.mention),
    ]


async def test_a_nonce_is_sent_once(api: DiscordApi, ask: Ask, news: Channel) -> None:
    first = await send(ask, news, content="x", nonce="n1", enforce_nonce=True)
    again = await send(ask, news, content="y", nonce="n1", enforce_nonce=True)
    assert (again.body["id"], again.body["content"]) == (first.body["id"], "x")
    assert (await send(ask, news, content="y", nonce="n1")).body["id"] != first.body["id"]
    assert len(api.sent(news)) == 2


async def test_replies(api: DiscordApi, ask: Ask, news: Channel) -> None:
    said = api.say(api.person("Naila"), news, "what?")
    reply = await send(ask, news, content="this", message_reference={"message_id": str(said.id)})
    assert (reply.body["type"], reply.body["referenced_message"]["content"]) == (19, "what?")
    assert api.sent(news)[0].pings == (said.author.mention,)
    api.delete_message(said)
    lenient = {"message_id": str(said.id), "fail_if_not_exists": False}
    assert (await send(ask, news, content="this", message_reference=lenient)).body["type"] == 0
    api.deny(news, "read_message_history")
    assert (await send(ask, news, content="this", message_reference=lenient)).code == 160002


async def test_messages_are_edited_and_deleted(api: DiscordApi, ask: Ask, news: Channel) -> None:
    sent = await send(ask, news, content="x", flags=4096)
    place = f"/channels/{news.id}/messages/{sent.body['id']}"
    assert (await ask("PATCH", place, {"embeds": [{"title": "t"}]})).body["content"] == "x"
    (message,) = api.sent(news)
    assert (message.silent, message.edits, message.embeds[0]["title"]) == (True, 1, "t")
    theirs = api.say(api.person(), news, "mine")
    assert (await ask("PATCH", f"/channels/{news.id}/messages/{theirs.id}", {"content": "y"})).code == 50005
    assert (await ask("DELETE", f"/channels/{news.id}/messages/{theirs.id}")).code == 50013
    assert (await ask("DELETE", place)).status == 204
    assert [(await ask(method, place, {"content": "y"})).code for method in ("DELETE", "PATCH", "GET")] == [10008] * 3
    assert message.deleted and len(api.sent(news)) == 1


async def test_files_come_with_a_message(api: DiscordApi, news: Channel) -> None:
    form = aiohttp.FormData(quote_fields=False)
    payload = '{"embeds":[{"image":{"url":"attachment://a.png"}}],"attachments":[{"id":0,"filename":"a.png"}]}'
    form.add_field("payload_json", payload, content_type="application/json")
    form.add_field("files[0]", b"\x89PNG", filename="a.png", content_type="image/png")
    url, headers = f"{api.base_url}/channels/{news.id}/messages", {"Authorization": f"Bot {api.token}"}
    async with aiohttp.ClientSession() as session, session.post(url, data=form, headers=headers) as response:
        (attachment,) = (await response.json())["attachments"]
    assert (attachment["filename"], attachment["size"]) == ("a.png", 4)
    assert api.sent(news)[0].attachments[0].content == b"\x89PNG"


async def test_only_announcements_are_published_and_only_once(api: DiscordApi, ask: Ask, news: Channel) -> None:
    sent = await send(ask, news, content="x")
    assert (await ask("POST", f"/channels/{news.id}/messages/{sent.body['id']}/crosspost")).code == 50024
    api.convert(news, "announcement")
    place = f"/channels/{news.id}/messages/{sent.body['id']}/crosspost"
    assert (await ask("POST", place)).body["flags"] == CROSSPOSTED
    assert (await ask("POST", place)).code == 40033


async def test_direct_messages(api: DiscordApi, ask: Ask) -> None:
    naila, rauf = api.person("Naila"), api.person("Rauf")
    opened = await ask("POST", "/users/@me/channels", {"recipient_id": str(naila.id)})
    assert opened.body["id"] == str(api.dm(naila).id)
    assert (await send(ask, api.dm(naila), content="x")).status == 200
    api.block(naila)
    assert ((await send(ask, api.dm(naila), content="x")).status, api.dm(naila).accepted) == (403, 1)
    assert (await ask("POST", "/users/@me/channels", {"recipient_id": "5"})).code == 50033
    guild = api.guild()
    api.member(guild, rauf)
    api.kick(guild)
    assert (await send(ask, api.dm(rauf), content="x")).code == 50278
