"""The world as its reader sees it."""

from dataclasses import replace
from typing import Any

from bot.adapters.wording import GettextWording
from bot.demo.botapi import BotApi
from bot.demo.chat.scene import LEYLA, RASHAD, READER, Scene
from bot.demo.chat.view import SHOWN, View
from tests.demo.chat.conftest import Json, Outlet
from tests.demo.conftest import Caller

SITE = "http://127.0.0.1:8080"
LINK = {"text": "Read", "url": "https://example.org/"}


def chats(view: View) -> dict[str, Json]:
    return {chat["title"]: chat for chat in view.world()["chats"]}


async def shown(view: View, call: Caller, **params: Any) -> Json:
    """The reader's view of a message that the bot sends into the private chat."""
    view.api.private(READER)
    method = "sendPhoto" if "photo" in params else "sendMessage"
    status, answer = await call(method, chat_id=READER, **params)
    assert status == 200, answer
    document = view.message(view.scene.private, answer["result"]["message_id"])
    assert document is not None
    return document


# --- chats ------------------------------------------------------------------------------------------------------


def test_the_chats_of_the_page(view: View) -> None:
    world = view.world()
    assert world["me"] == {"id": "1001", "name": "You"}
    assert world["site"] == SITE
    found = [
        (each["title"], each["kind"], each["role"], each["can_write"], each["comments"]) for each in world["chats"]
    ]
    assert found == [
        ("Crier", "private", "member", True, False),
        ("Editors' table", "group", "creator", True, False),
        ("Neighbours", "group", "member", True, False),
        ("City Wire", "channel", "member", False, True),
        ("Night Desk", "channel", "creator", True, False),
        ("City Wire chat", "discussion", "left", True, False),
    ]
    private, editors, *_ = world["chats"]
    assert (private["started"], editors["started"], editors["members"]) == (False, True, 4)
    assert private["username"] == "crier_demo_bot"


async def test_what_the_bot_says_of_itself(view: View, call: Caller) -> None:
    await call("setMyName", name="Herald news")
    await call("setMyName", name="Новости", language_code="ru")
    await call("setMyDescription", description="All of it")
    await call("setMyCommands", commands=[{"command": "top", "description": "the most covered"}])
    assert view.bot() == {
        "id": str(view.api.bot.id),
        "name": "Herald news",
        "username": "crier_demo_bot",
        "description": "All of it",
        "commands": [{"command": "top", "description": "the most covered"}],
        "inline": True,
    }
    russian = replace(view, words=GettextWording().words("ru"))
    assert russian.bot()["name"] == russian.chat(view.scene.private)["title"] == "Новости"
    assert russian.bot()["commands"] == view.bot()["commands"]
    await call("setMyCommands", commands=[{"command": "latest", "description": "d"}],
               scope={"type": "all_private_chats"})  # fmt: skip
    assert [each["command"] for each in view.bot()["commands"]] == ["latest"]


def test_a_chat_that_moved_on_stands_as_what_it_became(view: View, scene: Scene) -> None:
    new = view.api.migrate(scene.editors)
    assert chats(view)["Editors' table"]["id"] == str(new.id)
    assert scene.shown(scene.editors.id) is None
    lines = [each["service"] for each in view.world()["messages"] if each["chat"] == str(new.id)]
    assert lines == ["This group became a supergroup"]


def test_lines_of_the_chats_themselves(view: View, scene: Scene) -> None:
    api = view.api
    api.promote(scene.editors, READER)
    api.kick_bot(scene.editors, READER)
    found = [each["service"] for each in view.world()["messages"] if each["chat"] == str(scene.editors.id)]
    assert found == ["Crier was added", "The bot is now an administrator", "The bot was removed"]
    assert [each["service"] for each in view.world()["messages"] if each["chat"] == str(scene.city_wire.id)] == [
        "The bot is now an administrator"
    ]


# --- messages ---------------------------------------------------------------------------------------------------


async def test_a_message_of_the_bot(view: View, call: Caller) -> None:
    keyboard = [
        [LINK, {"text": "Copy", "copy_text": {"text": "https://example.org/"}}],
        [{"text": "Save", "callback_data": "s"}, {"text": "Find", "switch_inline_query": ""}],
    ]
    document = await shown(
        view,
        call,
        text='<b>Rail</b> <a href="https://example.org/a">World</a> /top',
        parse_mode="HTML",
        disable_notification=True,
        reply_markup={"inline_keyboard": keyboard},
    )
    assert document == {
        "chat": "1001",
        "id": 1,
        "from": {"id": str(view.api.bot.id), "name": "Crier", "kind": "bot"},
        "via": "",
        "date": "2027-01-15T08:00:00Z",
        "text": "Rail World /top",
        "entities": [
            {"type": "bold", "offset": 0, "length": 4},
            {"type": "text_link", "offset": 5, "length": 5, "url": "https://example.org/a"},
            {"type": "bot_command", "offset": 11, "length": 4},
        ],
        "photo": "",
        "preview": None,  # not one of the newsroom's pages
        "keyboard": [
            [
                {"text": "Read", "kind": "url", "url": "https://example.org/", "copy": ""},
                {"text": "Copy", "kind": "copy", "url": "", "copy": "https://example.org/"},
            ],
            [
                {"text": "Save", "kind": "callback", "url": "", "copy": ""},
                {"text": "Find", "kind": "other", "url": "", "copy": ""},
            ],
        ],
        "reply": None,
        "edited": False,
        "silent": True,
        "asks": False,
        "comments": None,
        "thread": None,
        "service": "",
    }


async def test_edits_and_deletions(view: View, scene: Scene, call: Caller) -> None:
    number = (await shown(view, call, text="a"))["id"]
    await call("editMessageText", chat_id=READER, message_id=number, text="b")
    edited = view.message(scene.private, number)
    assert edited is not None
    assert (edited["text"], edited["edited"]) == ("b", True)
    await call("deleteMessage", chat_id=READER, message_id=number)
    assert view.message(scene.private, number) is None
    assert view.message(scene.private, 99) is None


async def test_a_reply_to_a_post_quotes_its_title_and_shows_its_picture(
    view: View, scene: Scene, call: Caller, outlet: Outlet
) -> None:
    picture = f"{outlet.base_url}/pictures/railway.jpg"
    words = '<b><a href="https://example.org/a">Rail corridor</a></b>\nIt is agreed.'
    post = (await shown(view, call, photo=picture, caption=words, parse_mode="HTML"))["id"]
    update = await shown(view, call, text="Work begins", reply_parameters={"message_id": post})
    assert update["reply"] == {"id": post, "name": "Crier", "text": "Rail corridor", "photo": picture}


async def test_replies_show_what_they_answer(view: View, scene: Scene, call: Caller) -> None:
    api = view.api
    question = api.say(READER, READER, "Which\nwords? " + "word " * 50)
    asked = await shown(
        view, call, text="These", reply_parameters={"message_id": question}, reply_markup={"force_reply": True}
    )
    assert asked["asks"] is True
    assert (asked["reply"]["id"], asked["reply"]["name"]) == (question, "You")
    assert asked["reply"]["text"].startswith("Which words? word")
    assert len(asked["reply"]["text"]) <= 100
    answer = view.message(scene.private, api.say(READER, READER, "yes", reply_to=asked["id"]))
    assert answer is not None
    assert answer["reply"] == {"id": asked["id"], "name": "Crier", "text": "These", "photo": ""}
    await call("deleteMessage", chat_id=READER, message_id=asked["id"])
    answer = view.message(scene.private, answer["id"])
    assert answer is not None
    assert answer["reply"] == {"id": asked["id"], "name": "", "text": "", "photo": ""}


def test_who_speaks(view: View, scene: Scene) -> None:
    api = view.api
    other = api.user(5001, "Other bot")
    other.is_bot = True
    numbers = [
        api.say(scene.editors, READER, "me"),
        api.say(scene.editors, LEYLA, "a person"),
        api.say(scene.editors, READER, "anonymous", as_chat=True),
        api.say(scene.editors, 5001, "another bot"),
    ]
    documents = [view.message(scene.editors, number) for number in numbers]
    assert [document["from"] for document in documents if document] == [
        {"id": "1001", "name": "You", "kind": "me"},
        {"id": str(LEYLA), "name": "Leyla", "kind": "person"},
        {"id": str(scene.editors.id), "name": "Editors' table", "kind": "channel"},
        {"id": "5001", "name": "Other bot", "kind": "person"},
    ]
    post = view.message(scene.night_desk, api.say(scene.night_desk, READER, "a post"))
    assert post is not None
    assert post["from"] == {"id": str(scene.night_desk.id), "name": "Night Desk", "kind": "channel"}


def test_the_newest_of_each_chat(view: View, scene: Scene) -> None:
    numbers = [view.api.say(scene.editors, LEYLA, str(number)) for number in range(SHOWN + 5)]
    found = [each["id"] for each in view.world()["messages"] if each["chat"] == str(scene.editors.id)]
    assert found == numbers[-SHOWN:]


# --- pictures and cards -----------------------------------------------------------------------------------------


async def test_only_the_newsrooms_pictures_are_shown(view: View, call: Caller, outlet: Outlet) -> None:
    own = await shown(
        view, call, photo=f"{outlet.base_url}/pictures/harbour.jpg", caption="<i>a</i>", parse_mode="HTML"
    )
    assert (own["photo"], own["text"]) == (f"{SITE}/newsroom/pictures/harbour.jpg", "a")
    assert own["entities"][0]["type"] == "italic"
    for address in ("https://example.org/a.jpg", f"{outlet.base_url}.example.org/a.jpg", "http://127.0.0.1:8080/other"):
        assert (await shown(view, call, photo=address))["photo"] == ""


async def test_cards_follow_the_senders_wish(view: View, call: Caller, outlet: Outlet) -> None:
    text = f"First https://example.org/ then {outlet.page}"
    assert (await shown(view, call, text=text))["preview"] is None  # the first address counts
    options = {"url": outlet.page, "prefer_large_media": True, "show_above_text": True}
    assert (await shown(view, call, text=text, link_preview_options=options))["preview"] == {
        "url": outlet.page,
        "site": "Demo Herald",
        "title": "A title",
        "description": "A beginning",
        "image": f"{SITE}/newsroom/pictures/harbour.jpg",
        "above": True,
        "large": True,
    }
    plain = (await shown(view, call, text=outlet.page))["preview"]
    assert (plain["above"], plain["large"]) == (False, False)
    hidden = {"is_disabled": True}
    assert (await shown(view, call, text=outlet.page, link_preview_options=hidden))["preview"] is None
    assert (await shown(view, call, photo="https://example.org/a.jpg", caption=outlet.page))["preview"] is None


# --- comments ---------------------------------------------------------------------------------------------------


async def test_comments_are_counted_and_stand_in_their_thread(view: View, scene: Scene, call: Caller) -> None:
    api, channel = view.api, scene.city_wire
    discussion = api.chat(channel.linked)
    api.member(discussion, api.bot.id)
    _, answer = await call("sendPhoto", chat_id=channel.id, photo=f"{SITE}/newsroom/pictures/a.jpg", caption="News")
    post = answer["result"]["message_id"]
    forward = discussion.threads[post]
    comment = api.comment(channel, post, RASHAD, "Good")
    await call("sendMessage", chat_id=discussion.id, text="Thanks", reply_parameters={"message_id": comment})
    await call("sendMessage", chat_id=discussion.id, text="Hello", reply_parameters={"message_id": forward})
    await call("sendMessage", chat_id=discussion.id, text="apart")
    documents = {each["text"]: each for each in view.world()["messages"] if each["text"]}
    thread = {"chat": str(channel.id), "message": post}
    assert [documents[text]["thread"] for text in ("Good", "Thanks", "Hello", "apart")] == [thread] * 3 + [None]
    assert (documents["Good"]["reply"], documents["Thanks"]["reply"]["text"]) == (None, "Good")
    shown_post = view.message(channel, post)
    forwarded = view.message(discussion, forward)
    assert shown_post is not None
    assert forwarded is not None
    assert (shown_post["comments"], forwarded["comments"], forwarded["thread"]) == (3, None, None)
    assert forwarded["photo"] == shown_post["photo"] == f"{SITE}/newsroom/pictures/a.jpg"
    assert forwarded["from"] == shown_post["from"]


async def test_a_keyboard_stands_in_the_place_of_comments(view: View, scene: Scene, call: Caller) -> None:
    for chat, expected in ((scene.city_wire, None), (scene.night_desk, None)):
        _, answer = await call("sendMessage", chat_id=chat.id, text="x", reply_markup={"inline_keyboard": [[LINK]]})
        post = view.message(chat, answer["result"]["message_id"])
        assert post is not None
        assert post["comments"] is expected


def test_a_world_in_another_language(api: BotApi, scene: Scene, outlet: Outlet) -> None:
    russian = View(api, scene, outlet, GettextWording().words("ru")).world()
    assert russian["me"]["name"] == "Вы"
    assert all(each["service"].isascii() is False for each in russian["messages"])


async def test_what_is_sent_by_the_bots_line_says_so_and_a_link_to_a_picture_is_the_picture(
    view: View, call: Caller, scene: Scene, outlet: Outlet
) -> None:
    found = []
    for address in (f"{outlet.base_url}/pictures/rail.jpg", "https://example.org/a.jpg", f"{outlet.base_url}/none"):
        query = view.api.ask_inline(scene.editors, READER, address)
        options = {"url": address, "show_above_text": True}
        content = {"message_text": "Rail", "link_preview_options": options}
        article = {"type": "article", "id": "1", "title": "Rail", "input_message_content": content}
        await call("answerInlineQuery", inline_query_id=query.id, results=[article])
        found.append(view.message(scene.editors, view.api.choose(query.id, "1")))
    own, foreign, page = (document for document in found if document)
    assert (own["from"]["kind"], own["via"]) == ("me", "crier_demo_bot")
    address = f"{outlet.base_url}/pictures/rail.jpg"
    nothing = {"site": "", "title": "", "description": ""}
    assert own["preview"] == {"url": address, **nothing, "image": address, "above": True, "large": True}
    assert (foreign["preview"], page["preview"]) == (None, None)
