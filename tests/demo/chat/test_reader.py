"""What the reader does, by POST."""

import asyncio
from typing import Any

import pytest

from bot.demo.botapi import BotApi
from bot.demo.chat.asked import LONGEST, Bucket
from bot.demo.chat.reader import PATIENCE
from bot.demo.chat.scene import LEYLA, READER, Scene
from tests.demo.chat.conftest import Outlet, Page
from tests.demo.conftest import Caller, Clock

BUTTONS = [[{"text": "Save", "callback_data": "s"}, {"text": "Read", "url": "https://example.org/"}]]


async def heard(call: Caller) -> list[dict[str, Any]]:
    """What the bot hears, confirmed."""
    _, answer = await call("getUpdates")
    await call("getUpdates", offset=-1)
    updates: list[dict[str, Any]] = answer["result"]
    if updates:
        await call("getUpdates", offset=updates[-1]["update_id"] + 1)
    return updates


async def posted(scene: Scene, call: Caller, chat: int = 0, **more: object) -> int:
    _, answer = await call("sendMessage", chat_id=chat or scene.editors.id, text="x", **more)
    return int(answer["result"]["message_id"])


# --- saying -----------------------------------------------------------------------------------------------------


async def test_what_is_said_reaches_the_bot(page: Page, call: Caller, scene: Scene) -> None:
    await heard(call)
    said = await page.post("say", chat="1001", text=" /start\u202e\x00 \ud83d\ude00\ud800 ", language="az")
    assert said == (204, {})
    (update,) = await heard(call)
    message = update["message"]
    assert message["text"] == "/start  😀"
    assert message["from"]["language_code"] == "az"
    assert await page.post("say", chat=1001, text="again", language="ru-RU") == (204, {})
    (update,) = await heard(call)
    assert update["message"]["from"]["language_code"] == "ru"


async def test_replies(page: Page, api: BotApi, call: Caller, scene: Scene) -> None:
    number = await posted(scene, call)
    await heard(call)
    chat = str(scene.editors.id)
    assert (await page.post("say", chat=chat, text="words", reply_to=number))[0] == 204
    (update,) = await heard(call)
    assert update["message"]["reply_to_message"]["message_id"] == number
    assert await page.post("say", chat=chat, text="words", reply_to=99) == (
        400,
        {"error": "The message you reply to is gone."},
    )


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"chat": "1001", "text": " \n\u202e "}, "There is nothing to send."),
        ({"chat": "1001", "text": "😀" * (LONGEST // 2) + "a"}, "This is too long: 4096 characters at most."),
        ({"chat": "1001", "text": " ", "language": "ru"}, "Отправлять нечего."),
        ({"chat": "1001", "text": 5}, "This page is out of date. Please reload it."),
        ({"chat": "1001"}, "This page is out of date. Please reload it."),
        ({"chat": "42", "text": "x"}, "This page is out of date. Please reload it."),
        ({"chat": "x", "text": "x"}, "This page is out of date. Please reload it."),
        ({"chat": True, "text": "x"}, "This page is out of date. Please reload it."),
        ({"chat": "9" * 5000, "text": "x", "language": "x" * 5000}, "This page is out of date. Please reload it."),
        ({"chat": "1001", "text": "x", "reply_to": [1]}, "This page is out of date. Please reload it."),
    ],
)
async def test_what_cannot_be_said(body: dict[str, Any], error: str, page: Page, api: BotApi) -> None:
    before = api.journal.last
    assert await page.post("say", **body) == (400, {"error": error})
    assert api.journal.last == before


async def test_the_longest_that_can_be_said(page: Page, api: BotApi, scene: Scene) -> None:
    assert (await page.post("say", chat="1001", text="😀" * (LONGEST // 2)))[0] == 204
    assert len(api.chat(READER).heard[1]["text"]) == LONGEST // 2


async def test_only_owners_post_in_channels(page: Page, scene: Scene) -> None:
    wire, desk = str(scene.city_wire.id), str(scene.night_desk.id)
    refused = await page.post("say", chat=wire, text="x")
    assert refused == (400, {"error": "Only its administrators post in this channel."})
    assert (await page.post("say", chat=desk, text="From the desk"))[0] == 204
    assert (await page.post("say", chat=str(scene.neighbours.id), text="Hello"))[0] == 204


# --- pressing ---------------------------------------------------------------------------------------------------


async def test_a_press_waits_for_the_bots_answer(page: Page, call: Caller, scene: Scene) -> None:
    number = await posted(scene, call, reply_markup={"inline_keyboard": BUTTONS})
    await heard(call)
    chat = str(scene.editors.id)
    pressing = asyncio.create_task(page.post("press", chat=chat, message=number, row=0, column=0, language="ru"))
    _, answer = await call("getUpdates", timeout=5)
    query = answer["result"][0]["callback_query"]
    assert (query["data"], query["from"]["id"], query["from"]["language_code"]) == ("s", READER, "ru")
    await call("answerCallbackQuery", callback_query_id=query["id"], text="Saved", show_alert=True)
    assert await pressing == (200, {"text": "Saved", "alert": True, "url": ""})


@pytest.mark.parametrize("patience", [0.05])
async def test_a_bot_that_does_not_answer(page: Page, call: Caller, scene: Scene) -> None:
    assert PATIENCE == 10.0
    number = await posted(scene, call, reply_markup={"inline_keyboard": BUTTONS})
    answer = await page.post("press", chat=str(scene.editors.id), message=number, row=0, column=0)
    assert answer == (504, {"error": "The bot did not answer in time."})


async def test_buttons_that_are_gone(page: Page, call: Caller, scene: Scene) -> None:
    number = await posted(scene, call, reply_markup={"inline_keyboard": BUTTONS})
    for message, row, column in (
        (99, 0, 0), (number, 1, 0), (number, 0, 2), (number, -1, 0), (number, 0, -1), (number, 0, 1),
    ):  # fmt: skip
        answer = await page.post("press", chat=str(scene.editors.id), message=message, row=row, column=column)
        assert answer == (400, {"error": "This button is gone."})
    await call("deleteMessage", chat_id=scene.editors.id, message_id=number)
    answer = await page.post("press", chat=str(scene.editors.id), message=number, row=0, column=0, language="az")
    assert answer[0] == 400
    assert answer[1]["error"] != "This button is gone."
    assert (await page.post("press", chat=str(scene.editors.id), message=number))[0] == 400


# --- commenting and publishing ----------------------------------------------------------------------------------


async def test_comments(page: Page, api: BotApi, call: Caller, scene: Scene) -> None:
    chat = str(scene.city_wire.id)
    number = await posted(scene, call, scene.city_wire.id)
    assert (await page.post("comment", chat=chat, message=number, text=" Good ")) == (204, {})
    discussion = api.chat(scene.city_wire.linked)
    assert [(each["text"], each["from"]["id"]) for each in discussion.heard.values()][1:] == [("Good", READER)]
    buttons = await posted(scene, call, scene.city_wire.id, reply_markup={"inline_keyboard": BUTTONS})
    for place, message in ((chat, buttons), (chat, 99), (str(scene.editors.id), 1)):
        refused = await page.post("comment", chat=place, message=message, text="x")
        assert refused == (400, {"error": "This post takes no comments."})


async def test_publishing(page: Page, outlet: Outlet) -> None:
    outlet.left = 1
    assert await page.post("publish") == (202, {"title": "A title"})
    assert await page.post("publish", language="ru") == (400, {"error": "Редакции больше нечего публиковать."})


# --- who may ask ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),  # no address at all
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 202),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/json; charset=utf-8"}, 202),
    ],
)
async def test_only_our_own_pages_may_ask(headers: dict[str, str], status: int, page: Page) -> None:
    assert (await page.post("publish", headers))[0] == status


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_the_page_under_whatever_name_and_port(page: Page, scheme: str) -> None:
    headers = {"Host": "demo.example:9000", "Origin": f"{scheme}://demo.example:9000"}
    assert (await page.post("publish", headers))[0] == 202


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 20_000, b"1" * 5000])
async def test_what_is_no_json_object(body: bytes, page: Page) -> None:
    json = {"Content-Type": "application/json"}
    async with page.session.post(f"{page.url}/chat/say", data=body, headers=json) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]


async def test_too_large_a_body(page: Page) -> None:
    json = {"Content-Type": "application/json"}
    async with page.session.post(f"{page.url}/chat/say", data=b" " * 100_000, headers=json) as answer:
        assert answer.status == 413


@pytest.mark.parametrize("bucket", [Bucket(burst=2, clock=Clock())])  # whose time stands still
async def test_too_many_at_once(page: Page) -> None:
    answers = [await page.post("say", chat="0", text="x", language="ru") for _ in range(3)]
    assert [status for status, _ in answers] == [400, 400, 429]
    assert answers[-1][1] == {"error": "Слишком часто. Пожалуйста, подождите немного."}


def test_a_bucket() -> None:
    clock = Clock()
    bucket = Bucket(rate=10, burst=2, clock=clock)
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    clock.time += 0.125
    assert [bucket.take() for _ in range(2)] == [True, False]
    clock.time += 100
    assert [bucket.take() for _ in range(3)] == [True, True, False]


async def test_people_who_are_not_the_reader_are_not_spoken_for(page: Page, api: BotApi, scene: Scene) -> None:
    await page.post("say", chat=str(scene.editors.id), text="x", user=LEYLA)
    assert [each["from"]["id"] for each in scene.editors.heard.values() if "text" in each] == [READER]


# --- what the bot offers ----------------------------------------------------------------------------------------


def article(number: str) -> dict[str, Any]:
    content = {"message_text": f"Report {number}"}
    return {"type": "article", "id": number, "title": f"Title {number}", "input_message_content": content}


async def test_what_the_bot_offers_is_sent_into_the_chat(page: Page, api: BotApi, call: Caller, scene: Scene) -> None:
    await heard(call)
    chat = str(scene.editors.id)
    asking = asyncio.create_task(page.post("offer", chat=chat, text=" rail  corridor ", offset="5", language="az"))
    await api.until(lambda: len(api.inline_queries) == 1)
    (update,) = await heard(call)
    query = update["inline_query"]
    assert (query["query"], query["offset"], query["from"]["language_code"]) == ("rail corridor", "5", "az")
    one = article("1") | {"description": "Two lines", "thumbnail_url": "https://news.example/i.jpg"}
    button = {"text": "Subscribe", "start_parameter": "sub"}
    await call(
        "answerInlineQuery", inline_query_id=query["id"], results=[one, article("2")], next_offset="7", button=button
    )
    status, offered = await asking
    assert (status, offered) == (
        200,
        {
            "query": query["id"],
            "results": [
                {"id": "1", "title": "Title 1", "text": "Two lines", "image": "https://news.example/i.jpg"},
                {"id": "2", "title": "Title 2", "text": "", "image": ""},
            ],
            "next": "7",
            "note": "Subscribe",
            "payload": "sub",
        },
    )
    assert await page.post("choose", query=query["id"], result="2") == (204, {})
    sent = list(scene.editors.heard.values())[-1]
    assert (sent["text"], sent["from"]["id"], sent["via_bot"]["id"]) == ("Report 2", READER, api.bot.id)
    for refused in ({"query": query["id"], "result": "3"}, {"query": "7", "result": "1"}, {"query": 7}):
        assert (await page.post("choose", **refused))[0] == 400
    theirs = api.ask_inline(scene.editors, LEYLA)
    assert (await page.post("choose", query=theirs.id, result="2"))[0] == 400


@pytest.mark.parametrize("body", [{"chat": "42"}, {"text": "x" * (LONGEST + 1)}, {"text": 7}, {"offset": "9" * 65}])
async def test_what_nothing_is_offered_for(body: dict[str, Any], page: Page, api: BotApi, scene: Scene) -> None:
    asked = {"chat": str(scene.editors.id), "text": ""} | body
    assert (await page.post("offer", **asked))[0] == 400
    assert not api.inline_queries


async def test_nothing_is_offered_where_the_reader_may_not_write_or_inline_mode_is_off(
    page: Page, api: BotApi, scene: Scene
) -> None:
    assert (await page.post("offer", chat=str(scene.city_wire.id)))[0] == 400
    api.inline = False
    assert (await page.post("offer", chat=str(scene.editors.id)))[0] == 400


class TestSilentInLine:
    @pytest.fixture
    def patience(self) -> float:
        return 0.05

    async def test_a_bot_that_offers_nothing_in_time(self, page: Page, scene: Scene) -> None:
        assert await page.post("offer", chat=str(scene.editors.id)) == (
            504,
            {"error": "The bot did not answer in time."},
        )
