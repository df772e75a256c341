import asyncio

import pytest

from bot.demo.botapi.records import SentMessage
from bot.domain.model import Ask, Button, Closed, Person, Place, Post, Reply, Span
from tests.adapters.telegram.conftest import Bench
from tests.adapters.telegram.fakes import words

PICTURE = "https://news.example/i.jpg"
BUTTON = Post(lines=words("Page 1").lines, rows=((Button("Next", data="next"),),))


def texts(messages: list[SentMessage]) -> list[str]:
    return [message.text for message in messages]


async def offer(bench: Bench, chat: int, post: Post = BUTTON) -> int:
    """A message of ours with a button in a chat; its id."""
    receipt = await bench.platform.send(Place("telegram", str(chat)), post)
    return int(receipt.messages[0])


# --- commands ------------------------------------------------------------------------------------------------------


async def test_a_command_is_asked_and_answered(bench: Bench) -> None:
    bench.api.user(42, "Naila", language_code="az")
    bench.api.say(42, 42, "/start@Crier_Demo_Bot  sub-world \n")
    (message,) = await bench.api.wait_for(42)
    assert message.text == "start: sub-world"
    assert bench.desk.asked == [Ask(Place("telegram", "42"), Person("42", "az"), "start", "sub-world")]


async def test_any_command_is_the_desks_in_a_private_chat_but_not_another_bots(bench: Bench) -> None:
    for text in ("/start@another_bot", "/Sekrets now", "plain words", "/ no command"):
        bench.api.say(42, 42, text)
    await bench.api.wait_for(42)
    await bench.idle()
    assert [(ask.command, ask.words) for ask in bench.desk.asked] == [("sekrets", "now")]
    assert [ask.words for ask in bench.desk.heard] == ["plain words", "/ no command"]


async def test_in_groups_only_what_is_ours(bench: Bench) -> None:
    group = bench.api.supergroup("Readers", username="readers", bot="administrator")  # hears everything
    for text in ("/roll", "/latest@another_bot", "/latest", "/roll@crier_demo_bot", "hello"):
        bench.api.say(group, 7, text)
    await bench.api.wait_for(group, 2)
    await bench.idle()
    assert [ask.command for ask in bench.desk.asked] == ["latest", "roll"]
    assert bench.desk.asked[0].place == Place("telegram", str(group.id), "", "group", "Readers", "readers")
    assert not bench.desk.heard


async def test_a_topic_is_a_place_of_its_own(bench: Bench) -> None:
    forum = bench.api.supergroup(forum=True)
    topic = bench.api.topic(forum)
    bench.api.say(forum, 7, "/latest", topic=topic)
    bench.api.say(forum, 7, "/latest")
    first, second = await bench.api.wait_for(forum, 2)
    assert [ask.place.topic for ask in bench.desk.asked] == [str(topic), ""]
    assert (first.topic, second.topic) == (topic, 0)


async def test_an_anonymous_administrator_speaks_as_the_group(bench: Bench) -> None:
    group = bench.api.supergroup(owner=1)
    bench.api.say(group, 1, "/subscribe", as_chat=True)
    await bench.api.wait_for(group)
    (ask,) = bench.desk.asked
    assert ask.person == Person(f"chat:{group.id}")
    assert await bench.platform.manages(ask.place, ask.person)


async def test_bots_and_forwarded_posts_of_a_linked_channel_command_nothing(bench: Bench) -> None:
    group = bench.api.supergroup()
    chat = group.json()
    entities = [{"type": "bot_command", "offset": 0, "length": 7}]
    message = {"message_id": 900, "date": 1, "chat": chat, "text": "/latest", "entities": entities}
    channel = {"id": -1009, "type": "channel", "title": "Linked"}
    bench.api.happened("message", message | {"from": {"id": 5, "is_bot": True, "first_name": "Other"}})
    bench.api.happened("message", message | {"sender_chat": channel, "is_automatic_forward": True})
    bench.api.happened("message", message | {"from": {"id": 8, "is_bot": False, "first_name": "Orxan"}})
    await bench.api.wait_for(group)
    assert [ask.person.id for ask in bench.desk.asked] == ["8"]


# --- questions -----------------------------------------------------------------------------------------------------


async def test_the_next_message_of_a_private_chat_answers_a_question(bench: Bench) -> None:
    bench.desk.question = "42"
    bench.desk.replies["search"] = Reply((words("What shall I look for?"),), asks=True)
    bench.api.say(42, 42, "/search")
    (asked,) = await bench.api.wait_for(42)
    assert not asked.markup  # a reply field is for groups
    bench.api.say(42, 42, "rail corridor")
    assert texts(await bench.api.wait_for(42, 2))[1] == "found: rail corridor"


async def test_in_a_group_a_reply_to_the_question_answers_it(bench: Bench) -> None:
    group = bench.api.supergroup(bot="administrator")
    bench.desk.question = "7"
    bench.desk.replies["search"] = Reply((words("Well."), words("What shall I look for?")), asks=True)
    command = bench.api.say(group, 7, "/search")
    plain, asked = await bench.api.wait_for(group, 2)
    assert (plain.markup, asked.markup) == ({}, {"force_reply": True, "selective": True})
    assert (plain.reply_to, asked.reply_to) == (0, command)
    bench.api.say(group, 7, "to somebody else", reply_to=command)
    bench.api.say(group, 7, "rail corridor", reply_to=asked.id)
    assert texts(await bench.api.wait_for(group, 3))[2] == "found: rail corridor"
    assert [ask.words for ask in bench.desk.heard] == ["rail corridor"]


# --- buttons -------------------------------------------------------------------------------------------------------


async def test_a_press_turns_the_page(bench: Bench) -> None:
    chat = bench.api.private(42)
    message = await offer(bench, 42)
    bench.desk.replies["next"] = Reply((words("Page 2"), words("and more")), edits=True)
    press = bench.api.press(chat, message, 42, "next")
    answer = await press.answered()
    assert (answer.text, answer.show_alert) == ("", False)
    assert texts(await bench.api.wait_for(42, 2)) == ["Page 2", "and more"]
    assert bench.desk.pressed == [Ask(Place("telegram", "42"), Person("42"), words="next", message=str(message))]


async def test_a_press_under_a_picture_edits_its_caption(bench: Bench) -> None:
    chat = bench.api.private(42)
    message = await offer(bench, 42, Post(lines=BUTTON.lines, rows=BUTTON.rows, image=PICTURE))
    bench.desk.replies["next"] = Reply((words("Page 2"),), edits=True)
    bench.api.press(chat, message, 42, "next")
    await bench.api.until(lambda: texts(bench.api.sent(chat)) == ["Page 2"])


async def test_a_message_that_can_no_longer_be_edited_is_followed_by_a_new_one(bench: Bench) -> None:
    chat = bench.api.private(42)
    deleted, old = await offer(bench, 42), await offer(bench, 42)
    bench.desk.replies["next"] = Reply((words("Page 2"),), edits=True)
    bench.api.delete_message(chat, deleted)
    bench.api.press(chat, deleted, 42, "next")
    await bench.api.wait_for(42, 3)
    bench.api.fail("refuse", method="editMessageText", description="Bad Request: message can't be edited")
    bench.api.press(chat, old, 42, "next")
    await bench.api.wait_for(42, 4)


async def test_a_page_turned_too_fast_is_turned_a_moment_later_in_its_place(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.telegram.replies._FIRST_WAIT", 0.01)
    chat = bench.api.private(42)
    message = await offer(bench, 42)
    bench.desk.replies["next"] = Reply((words("Page 2"),), edits=True)
    bench.api.fail("bad_gateway", method="editMessageText")
    bench.api.press(chat, message, 42, "next")
    await bench.api.until(lambda: texts(bench.api.sent(chat)) == ["Page 2"])
    bench.api.fail("too_many", seconds=3600, method="editMessageText")  # nobody waits that long
    bench.desk.replies["next"] = Reply((words("Page 3"),), edits=True)
    offered = await offer(bench, 42)
    bench.api.press(chat, offered, 42, "next")
    assert texts(await bench.api.wait_for(42, 3))[2] == "Page 3"


async def test_a_refusal_is_an_alert_for_who_pressed(bench: Bench) -> None:
    group = bench.api.supergroup()
    message = await offer(bench, group.id)
    bench.desk.replies["next"] = Reply(alert="Only administrators may.")
    answer = await bench.api.press(group, message, 7, "next").answered()
    assert (answer.text, answer.show_alert) == ("Only administrators may.", True)
    await bench.idle()
    assert len(bench.api.sent(group)) == 1


async def test_a_button_comes_to_rest_though_the_desk_is_slow(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.telegram.handlers._PRESS_PATIENCE", 0.05)
    chat = bench.api.private(42)
    message = await offer(bench, 42)
    bench.desk.gates["42"] = asyncio.Event()
    bench.desk.replies["next"] = Reply((words("at last"),), alert="too late")
    answer = await bench.api.press(chat, message, 42, "next").answered()
    assert answer.text == ""
    bench.desk.gates["42"].set()
    assert texts(await bench.api.wait_for(42, 2))[1] == "at last"


async def test_a_button_comes_to_rest_though_the_desk_has_a_bug(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    chat = bench.api.private(42)
    message = await offer(bench, 42)
    bench.desk.broken.add("next")
    await bench.api.press(chat, message, 42, "next").answered()
    bench.api.say(42, 42, "/help")
    await bench.api.wait_for(42, 2)
    assert "a bug in the desk" in caplog.text


async def test_a_press_that_cannot_be_answered_is_still_obeyed(bench: Bench) -> None:
    chat = bench.api.private(42)
    message = await offer(bench, 42)
    bench.desk.replies["next"] = Reply((words("Page 2"),))
    bench.api.fail("server_error", method="answerCallbackQuery")
    bench.api.press(chat, message, 42, "next")
    await bench.api.wait_for(42, 2)


async def test_a_press_without_a_message_is_nothing(bench: Bench) -> None:
    user = bench.api.user(42).json()
    bench.api.happened("callback_query", {"id": "1", "from": user, "chat_instance": "1", "data": "next"})
    await bench.idle()
    assert not bench.desk.pressed


# --- replies -------------------------------------------------------------------------------------------------------


async def test_what_is_for_the_person_goes_to_the_person(bench: Bench) -> None:
    group, chat = bench.api.supergroup(), bench.api.private(7)
    bench.desk.replies["subscribe"] = Reply((words("Only administrators may."),), to_person=True)
    bench.api.say(group, 8, "/subscribe")  # who never opened a chat with the bot
    bench.api.say(group, 9, "/subscribe", as_chat=True)
    bench.api.say(group, 7, "/subscribe")
    assert texts(await bench.api.wait_for(chat)) == ["Only administrators may."]
    await bench.idle()
    assert not bench.api.sent(group)


async def test_the_courier_hears_of_every_message_that_answers(bench: Bench) -> None:
    chat = bench.api.private(42)
    both = (Button("Next", data="next"), Button("Save", data="saved"))
    message = await offer(bench, 42, Post(lines=BUTTON.lines, rows=(both,)))
    bench.desk.replies["latest"] = Reply((words("One"), words("Two"), words("Three")))
    bench.desk.replies["next"] = Reply((words("Page 2"),), edits=True)
    bench.desk.replies["saved"] = Reply(alert="Saved.")
    bench.api.say(42, 42, "/latest")
    await bench.api.wait_for(42, 4)
    assert len(bench.answers) == 3
    for data in ("saved", "next"):
        await bench.api.press(chat, message, 42, data).answered()
    await bench.api.until(lambda: texts(bench.api.sent(chat))[0] == "Page 2")
    assert len(bench.answers) == 4


async def test_a_reply_waits_once_for_a_short_order_and_is_dropped_at_a_long_one(
    bench: Bench, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.telegram.replies._FIRST_WAIT", 0.01)
    bench.api.fail("bad_gateway", method="sendMessage")
    bench.api.say(42, 42, "/help")
    await bench.api.wait_for(42, 1)
    bench.api.fail("bad_gateway", times=2, method="sendMessage")
    bench.api.say(42, 42, "/help")
    await bench.api.until(lambda: not bench.api.faults.active)
    bench.api.fail("too_many", seconds=31, method="sendMessage")
    bench.api.say(42, 42, "/help")
    await bench.api.until(lambda: not bench.api.faults.active)
    bench.api.say(42, 42, "/about")
    assert texts(await bench.api.wait_for(42, 2)) == ["help:", "about:"]
    assert caplog.text.count("A reply was dropped") == 2


async def test_a_reply_survives_its_picture_and_its_groups_move(bench: Bench) -> None:
    group = bench.api.group(owner=1)
    bench.api.refuse_photos("news.example")
    bench.desk.replies["latest"] = Reply((Post(lines=((Span("News"),),), image=PICTURE),))
    bench.desk.gates[str(group.id)] = asyncio.Event()
    await bench.addresses.ensure(Place("telegram", str(group.id), kind="group"))
    bench.api.say(group, 1, "/latest")
    await bench.api.until(lambda: len(bench.desk.asked) == 1)
    new = bench.api.migrate(group, updates=())
    bench.desk.gates[str(group.id)].set()
    (message,) = await bench.api.wait_for(new)
    assert (message.text, message.photo) == ("News", "")
    assert bench.addresses.moves == [(str(group.id), str(new.id))]


async def test_a_reply_that_finds_no_end_is_given_up(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.telegram.replies._TRIES", 1)
    bench.api.refuse_photos("news.example")
    bench.desk.replies["latest"] = Reply((Post(lines=((Span("News"),),), image=PICTURE), words("more")))
    bench.api.say(42, 42, "/latest")
    bench.api.say(42, 42, "/help")
    assert texts(await bench.api.wait_for(42)) == ["help:"]


# --- chats that come and go ----------------------------------------------------------------------------------------


def status(bench: Bench, chat: int, topic: str = "") -> tuple[str, str]:
    address = bench.addresses.known[(str(chat), topic)]
    return address.status, address.reason


async def became(bench: Bench, chat: int, wanted: tuple[str, str], topic: str = "") -> None:
    await bench.api.until(lambda: status(bench, chat, topic) == wanted)


async def test_blocked_and_let_in_again(bench: Bench) -> None:
    await bench.addresses.ensure(Place("telegram", "42"))
    bench.api.block(42)
    await became(bench, 42, ("closed", Closed.BLOCKED))
    bench.api.unblock(42)
    await became(bench, 42, ("active", ""))
    await bench.idle()
    assert "outbox" in bench.signals.rung
    assert not bench.desk.asked


async def test_a_group_greets_closes_and_opens(bench: Bench) -> None:
    group = bench.api.supergroup(bot="left")
    bench.api.add_bot(group, by=7)
    assert texts(await bench.api.wait_for(group)) == ["start:"]
    assert bench.desk.asked[0].person.id == "7"
    await bench.addresses.ensure(Place("telegram", str(group.id), kind="group"))
    bench.api.promote(group, 7, "restricted")
    await became(bench, group.id, ("closed", Closed.NO_RIGHTS))
    bench.api.promote(group, 7, "administrator")
    await became(bench, group.id, ("active", ""))
    bench.api.kick_bot(group, 7)
    await became(bench, group.id, ("closed", Closed.KICKED))
    assert len(bench.desk.asked) == 1


async def test_a_channel_is_never_greeted(bench: Bench) -> None:
    channel = bench.api.channel(bot="left")
    await bench.addresses.ensure(Place("telegram", str(channel.id), kind="channel"))
    bench.api.add_bot(channel, by=7, can_post_messages=False)
    await became(bench, channel.id, ("closed", Closed.NO_RIGHTS))
    bench.api.promote(channel, by=7)
    await became(bench, channel.id, ("active", ""))
    await bench.idle()
    assert not bench.desk.asked


@pytest.mark.parametrize("order", [("to", "from"), ("from", "to"), ("from",)])
async def test_a_group_moves_in_either_order(bench: Bench, order: tuple[str, ...]) -> None:
    group = bench.api.group(owner=1)
    await bench.addresses.ensure(Place("telegram", str(group.id), kind="group"))
    new = bench.api.migrate(group, updates=order)
    await bench.api.until(lambda: len(bench.addresses.moves) == len(order))
    assert set(bench.addresses.moves) == {(str(group.id), str(new.id))}
    assert [chat for chat, _ in bench.addresses.known] == [str(new.id)]


async def test_a_topic_closes_and_opens(bench: Bench) -> None:
    forum = bench.api.supergroup(forum=True)
    topic, other = bench.api.topic(forum), bench.api.topic(forum)
    for each in ("", str(topic)):
        await bench.addresses.ensure(Place("telegram", str(forum.id), each, "group"))
    for action, wanted in (
        (bench.api.close_topic, ("closed", Closed.TOPIC_GONE)),
        (bench.api.reopen_topic, ("active", "")),
    ):
        action(forum, topic)
        action(forum, other)  # where we post nothing
        await became(bench, forum.id, wanted, str(topic))
        await bench.idle()
        assert status(bench, forum.id) == ("active", "")
    assert len(bench.addresses.known) == 2
    for action, wanted in (
        (bench.api.close_topic, ("closed", Closed.TOPIC_GONE)),
        (bench.api.reopen_topic, ("active", "")),
    ):
        action(forum, 0)  # "General", which names no topic
        await became(bench, forum.id, wanted)
        assert status(bench, forum.id, str(topic)) == ("active", "")


async def test_edited_commands_are_not_commands(bench: Bench) -> None:
    chat = bench.api.private(42)
    message = {"message_id": 5, "date": 1, "edit_date": 2, "chat": chat.json(), "text": "/help"}
    bench.api.happened("edited_message", message | {"from": bench.api.user(42).json()})
    bench.api.say(42, 42, "/about")
    assert texts(await bench.api.wait_for(42)) == ["about:"]
