"""Inline mode: what people write after "@bot", what the bot may offer for it, and what is posted."""

from typing import Any

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle, InputTextMessageContent

from bot.demo.botapi import BotApi, InlineQuery
from tests.demo.conftest import Caller, Clock

TEXT = {"message_text": "<b>Harbour</b> opens", "parse_mode": "HTML"}
STALE = "query is too old and response timeout expired or query ID is invalid"
PARSE = "can't parse inline query result: "


def article(number: str = "1", **changes: object) -> dict[str, Any]:
    made = {"type": "article", "id": number, "title": "Harbour opens", "input_message_content": TEXT} | changes
    return {name: value for name, value in made.items() if value is not None}


@pytest.fixture
def asked(api: BotApi) -> InlineQuery:
    api.inline = True
    api.private(42)
    return api.ask_inline(42, 42, "harbour")


async def updates(call: Caller, *kinds: str) -> list[dict[str, Any]]:
    """What waits of these kinds; it is confirmed."""
    _, answer = await call("getUpdates", allowed_updates=list(kinds))
    waiting: list[dict[str, Any]] = answer["result"]
    if waiting:
        await call("getUpdates", offset=waiting[-1]["update_id"] + 1)
    return waiting


async def answered(call: Caller, query: InlineQuery, *results: object, **more: object) -> str:
    """What the server says: "" if it takes the answer."""
    status, answer = await call("answerInlineQuery", inline_query_id=query.id, results=list(results), **more)
    assert status in (200, 400)
    return str(answer.get("description", "")).removeprefix("Bad Request: ")


# --- asking --------------------------------------------------------------------------------------------------------


async def test_a_query_comes_to_the_bot(api: BotApi, call: Caller) -> None:
    api.inline = True
    api.user(42, "Naila", language_code="az")
    group = api.supergroup(bot="left")
    query = api.ask_inline(group, 42, "  rail corridor ", offset="10")
    (update,) = await updates(call)
    assert update["inline_query"] == {
        "id": query.id,
        "from": {"id": 42, "is_bot": False, "first_name": "Naila", "language_code": "az"},
        "chat_type": "supergroup",
        "query": "rail corridor",
        "offset": "10",
    }
    api.private(42)
    api.ask_inline(42, 42, "x" * 300)
    (update,) = await updates(call)
    assert (update["inline_query"]["chat_type"], len(update["inline_query"]["query"])) == ("sender", 256)


async def test_a_bot_that_did_not_ask_for_queries_hears_of_none(api: BotApi, call: Caller) -> None:
    api.inline = True
    api.private(42)
    assert await updates(call, "message") == []
    api.ask_inline(42, 42, "harbour")
    assert await updates(call, "message") == []


async def test_inline_mode_is_off_until_it_is_switched_on(api: BotApi, ptb: telegram.Bot) -> None:
    api.private(42)
    assert not (await ptb.get_me()).supports_inline_queries
    with pytest.raises(ValueError, match="doesn't support inline queries"):
        api.ask_inline(42, 42)
    api.inline = True
    assert (await ptb.get_me()).supports_inline_queries


# --- answering -----------------------------------------------------------------------------------------------------


async def test_an_answer_is_offered(api: BotApi, call: Caller, asked: InlineQuery) -> None:
    button = {"text": "Subscribe", "start_parameter": "sub"}
    thumbnail = "https://News.example/i.jpg"
    first = article("1", description="It has nine piers.", thumbnail_url=thumbnail, url="https://news.example/")
    assert await answered(call, asked, first, article("2"), next_offset="2", button=button) == ""
    offered = await asked.answered()
    assert [each.id for each in offered.results] == ["1", "2"]
    assert offered.results[0].thumbnail == "https://news.example/i.jpg"
    assert (offered.next_offset, offered.button, offered.cache_time) == ("2", ("Subscribe", "sub"), 300)
    assert await answered(call, asked, first) == STALE  # it has one


async def test_an_answer_comes_in_time_or_not_at_all(
    api: BotApi, call: Caller, clock: Clock, asked: InlineQuery
) -> None:
    clock.time += 10.1
    assert await answered(call, asked, article()) == STALE
    asked.id = "12"
    assert await answered(call, asked, article()) == STALE
    with pytest.raises(TimeoutError):
        await asked.answered(0.01)


async def test_nothing_may_be_offered(api: BotApi, call: Caller, asked: InlineQuery) -> None:
    status, _ = await call("answerInlineQuery", inline_query_id=asked.id)
    assert (status, (await asked.answered()).results) == (200, ())


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("x", PARSE + "Inline query result must be an object"),
        (article(type=None), PARSE + 'Can\'t find field "type"'),
        (article(id=None), PARSE + 'Can\'t find field "id"'),
        (article(id=7), PARSE + 'Field "id" must be of type String'),
        (article(title=None), PARSE + 'Can\'t find field "title"'),
        (article(type="sticker"), PARSE + 'type "sticker" is unsupported for the inline query result'),
        (article(input_message_content=None), PARSE + 'Can\'t find field "message_text"'),
        (article(input_message_content="x"), PARSE + 'Field "input_message_content" must be of type Object'),
        (article(input_message_content={"x": 1}), PARSE + "Input message content is not specified"),
        (article(input_message_content={"message_text": ""}), PARSE + "Message text is empty"),
        (
            article(input_message_content=TEXT | {"message_text": "<b>x"}),
            PARSE + "Can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            article(input_message_content=TEXT | {"link_preview_options": {"is_disabled": 7}}),
            PARSE + 'Field "is_disabled" must be of type Boolean',
        ),
        (article(input_message_content=TEXT | {"link_preview_options": {"url": "x"}}), "WEBPAGE_URL_INVALID"),
        (article(input_message_content=TEXT | {"message_text": "<b> </b>"}), "MESSAGE_EMPTY"),
        (article(input_message_content=TEXT | {"message_text": "x" * 4097}), "MESSAGE_TOO_LONG"),
        (article(title=" "), "ARTICLE_TITLE_EMPTY"),
        (article(thumbnail_url="http://localhost/i.jpg"), "WEBDOCUMENT_URL_INVALID"),
        (article(""), "RESULT_ID_EMPTY"),
        (article("ж" * 33), "RESULT_ID_INVALID"),
        (article(reply_markup={"force_reply": True}), "inline keyboard expected"),
        (
            article(reply_markup={"inline_keyboard": [[{"text": "a", "web_app": {"url": "https://e.org"}}]]}),
            "BUTTON_TYPE_INVALID",
        ),
    ],
)
async def test_a_result_is_refused(call: Caller, asked: InlineQuery, result: object, reason: str) -> None:
    assert await answered(call, asked, result) == reason
    assert asked.answer is None


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"results": {}}, "expected an Array of inline query results"),
        ({"results": [article("1"), article("1")]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article(str(number)) for number in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"next_offset": "ж" * 33}, "NEXT_OFFSET_INVALID"),
        ({"button": "7"}, "can't parse inline query results button: InlineQueryResultsButton must be an Object"),
        ({"button": {"text": "a"}}, "InlineQueryResultsButton must have exactly one optional field"),
        ({"button": {"text": "a", "web_app": {"url": "https://e.org"}}}, "SWITCH_WEBVIEW_URL_INVALID"),
        ({"button": {"start_parameter": "a"}}, "SWITCH_PM_TEXT_EMPTY"),
        ({"button": {"text": "a", "start_parameter": ""}}, "can't use empty start_parameter"),
        ({"button": {"text": "a", "start_parameter": "x" * 65}}, "too long start_parameter specified"),
        ({"button": {"text": "a", "start_parameter": "a b"}}, "unallowed characters in start_parameter are used"),
    ],
)
async def test_an_answer_is_refused(call: Caller, asked: InlineQuery, more: dict[str, Any], reason: str) -> None:
    status, answer = await call("answerInlineQuery", **{"inline_query_id": asked.id, "results": [article()]} | more)
    assert (status, answer["description"]) == (400, f"Bad Request: {reason}")


# --- what is kept --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("personal", "hears"), [(True, 1), (False, 0)])
async def test_an_answer_is_kept_for_who_it_is_for(
    personal: bool, hears: int, api: BotApi, call: Caller, clock: Clock, asked: InlineQuery
) -> None:
    await answered(call, asked, article(), cache_time=60, is_personal=personal)
    await updates(call)
    again = api.ask_inline(api.group(), 42, " harbour ")
    assert (await again.answered()).results == asked.answer.results if asked.answer else ()
    assert await updates(call) == []
    api.ask_inline(api.group(), 43, "harbour")
    assert len(await updates(call)) == hears
    api.ask_inline(42, 42, "harbour", offset="10")
    assert len(await updates(call)) == 1
    clock.time += 60
    api.ask_inline(42, 42, "harbour")
    assert len(await updates(call)) == 1


async def test_an_answer_for_no_time_is_not_kept(api: BotApi, call: Caller, asked: InlineQuery) -> None:
    await answered(call, asked, article(), cache_time=0)
    assert api.ask_inline(42, 42, "harbour").answer is None


async def test_no_more_is_kept_than_there_is_room_for(
    api: BotApi, call: Caller, asked: InlineQuery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.demo.botapi.inline.QUERIES_KEPT", 1)
    api.ask_inline(42, 42, "another")
    assert await answered(call, asked, article()) == STALE


# --- choosing ------------------------------------------------------------------------------------------------------


async def test_what_is_chosen_is_posted_via_the_bot(api: BotApi, ptb: telegram.Bot) -> None:
    api.inline, api.inline_feedback = True, True
    api.user(42, "Naila")
    group = api.supergroup("Readers", owner=42)
    query = api.ask_inline(group, 42, "harbour")
    content = InputTextMessageContent(
        '<a href="https://news.example/1">Harbour</a> <a href="tg://user?id=77">opens</a>', parse_mode="HTML"
    )
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Share", url="https://t.me/share/url?url=x")]])
    await ptb.answer_inline_query(query.id, [InlineQueryResultArticle("7-en", "Harbour", content, keyboard)])
    number = api.choose(query.id, "7-en")
    _, message, chosen = await ptb.get_updates()
    assert message.message is not None and message.message.via_bot is not None and message.message.from_user is not None
    assert (message.message.message_id, message.message.text) == (number, "Harbour opens")
    assert (message.message.via_bot.id, message.message.from_user.id) == (api.bot.id, 42)
    assert [entity.url for entity in message.message.entities] == ["https://news.example/1"]  # nobody has the id 77
    assert message.message.reply_markup == keyboard
    assert chosen.chosen_inline_result is not None
    assert (chosen.chosen_inline_result.result_id, chosen.chosen_inline_result.query) == ("7-en", "harbour")
    assert chosen.chosen_inline_result.inline_message_id


async def test_what_was_chosen_is_told_only_if_the_bot_wants_it(api: BotApi, call: Caller, asked: InlineQuery) -> None:
    await answered(call, asked, article())
    await updates(call)
    api.choose(asked.id, "1")
    assert [set(update) - {"update_id"} for update in await updates(call)] == [{"message"}]


async def test_only_what_is_offered_can_be_chosen(api: BotApi, call: Caller, asked: InlineQuery) -> None:
    with pytest.raises(ValueError, match="has no result"):
        api.choose(asked.id, "1")
    await answered(call, asked, article())
    with pytest.raises(ValueError, match="has no result '2'"):
        api.choose(asked.id, "2")
    with pytest.raises(ValueError, match="query 7 has no result"):
        api.choose("7", "1")


async def test_a_post_of_a_channel_with_buttons_takes_no_comments(api: BotApi, call: Caller) -> None:
    api.inline = True
    channel = api.channel(owner=42, comments=True)
    share = {"inline_keyboard": [[{"text": "Share", "url": "https://t.me/share"}]]}
    posts = []
    for markup in (share, None):
        query = api.ask_inline(channel, 42, str(markup))
        await answered(call, query, article(reply_markup=markup))
        posts.append(api.choose(query.id, "1"))
    with pytest.raises(ValueError, match="takes no comments"):
        api.comment(channel, posts[0], 43, "Well")
    assert api.comment(channel, posts[1], 43, "Well")
    discussion = api.discussion(channel)
    assert discussion is not None
    assert all("via_bot" in discussion.heard[discussion.threads[post]] for post in posts)
