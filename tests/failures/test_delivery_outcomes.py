"""Rows 5, 6 and 15 to 18 of failures.md: what a send that does not go through leads to."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from sqlite3 import connect
from typing import Any

import pytest

from bot.adapters.fetching import HttpFetcher
from bot.adapters.storage.store import Store
from bot.demo.botapi.records import Chat
from bot.domain import corrections
from bot.domain.model import Address, Item, Kind, Post
from bot.services.channels import Channels
from bot.services.composer import Composer
from tests.adapters.fetching.site import Names, respond, site
from tests.adapters.telegram.test_pictures import gif, jpeg, png, webp
from tests.contracts.samples import DAY, HOUR, entry, publish
from tests.failures.deliveries import World, world

# --- row 5: a group becomes a supergroup -------------------------------------------------------------------

ORDERS = [("to", "from"), ("from", "to"), ()]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
@pytest.mark.parametrize("first", ["told", "sent"])
async def test_row_05_subscriptions_follow_a_group_that_moved(store: Store, order: tuple[str, ...], first: str) -> None:
    async with world(store) as opened:
        group = opened.api.group()
        await opened.subscribe(group)
        await opened.publish()
        await opened.deliver()
        await opened.publish()
        new = opened.api.migrate(group, updates=order)
        for step in (opened.hear, opened.deliver) if first == "told" else (opened.deliver, opened.hear):
            await step()
        await opened.publish()
        await opened.deliver()
        assert (opened.posts(group), opened.posts(new)) == (["1"], ["2", "3"])
        assert await opened.store.addresses.count("telegram") == 1
        assert await opened.status(new) == ("active", "")
        assert await opened.deliveries() == {"sent": 3}


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
async def test_row_05_two_ids_of_one_group_become_one_and_nothing_repeats(store: Store, order: tuple[str, ...]) -> None:
    async with world(store) as opened:
        group = opened.api.group()
        await opened.subscribe(group)
        await opened.publish()
        await opened.deliver()
        new = opened.api.migrate(group, updates=order)
        await opened.subscribe(new)  # somebody was quicker than the service messages
        await opened.publish()
        await opened.publish()
        await opened.deliver()
        await opened.hear()
        await opened.publish()
        await opened.deliver()
        assert (opened.posts(group), opened.posts(new)) == (["1"], ["2", "3", "4"])
        assert await opened.store.addresses.count("telegram") == 1


@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
async def test_row_05_what_is_being_sent_meanwhile_arrives_once(store: Store, known: bool) -> None:
    async with world(store) as opened:
        group = opened.api.group()
        new = opened.api.migrate(group) if known else None
        await opened.subscribe(new or group)
        if known:
            await opened.subscribe(group)
        await opened.publish()
        opened.api.fail("slow", seconds=0.3, method="sendMessage", chat=new.id if new else group.id)
        sending = asyncio.create_task(opened.deliver())
        await opened.api.until(lambda: opened.api.accepted == 1)
        new = new or opened.api.migrate(group)
        await opened.hear()
        await sending
        await opened.deliver()
        assert opened.posts(group) + opened.posts(new) == ["1"]
        await opened.publish()
        await opened.deliver()
        assert opened.posts(new)[-1:] == ["2"] and opened.api.accepted == 2
        assert await opened.store.addresses.count("telegram") == 1


async def test_row_05_a_group_that_left_its_old_chat_is_not_closed(store: Store) -> None:
    async with world(store) as opened:
        group = opened.api.group()
        await opened.subscribe(group)
        opened.api.kick_bot(group, by=7)  # as Telegram may tell it of the chat that ends
        new = opened.api.migrate(group)
        opened.api.member(new, opened.api.bot.id)
        await opened.hear()
        await opened.publish()
        await opened.deliver()
        assert opened.posts(new) == ["1"]


# --- row 6: poison -----------------------------------------------------------------------------------------


class Unlucky(Composer):
    """Cannot compose article 1."""

    def __call__(self, item: Item, address: Address, *, update: bool = False, since: datetime | None = None) -> Post:
        if item.title == "Headline 1":
            raise ValueError("a bug in composing")
        return super().__call__(item, address)


@pytest.mark.parametrize("poison", ["content", "bug"])
async def test_row_06_a_post_that_can_never_go_ends_with_its_reason_and_the_rest_flow(
    store: Store, poison: str
) -> None:
    async with world(store) as opened:
        chats = [opened.api.private(number) for number in (42, 43)]
        for chat in chats:
            await opened.subscribe(chat)
        for _ in range(3):
            await opened.publish()
        if poison == "content":
            opened.api.fail("refuse", times=2, description="Bad Request: can't parse entities: unexpected end tag")
        else:
            unlucky = Unlucky(opened.composer.style, opened.wording, opened.clock)
            opened.courier._sender._composer = unlucky
        for _ in range(5):
            await opened.deliver(HOUR)
        assert [opened.posts(chat) for chat in chats] == [["2", "3"]] * 2
        assert await opened.deliveries() == {"failed": 2, "sent": 4}
        calls = opened.api.counts["sendmessage"]
        await opened.deliver(DAY)
        assert opened.api.counts["sendmessage"] == calls


# --- row 15: the bot is put out, and let in again ----------------------------------------------------------

Act = Callable[[World, Chat], Any]
OUT: dict[str, tuple[str, Act, Act]] = {
    "blocked": (
        "private",
        lambda opened, chat: opened.api.block(chat.id),
        lambda opened, chat: opened.api.unblock(chat.id),
    ),
    "kicked": (
        "supergroup",
        lambda opened, chat: opened.api.kick_bot(chat, by=7),
        lambda opened, chat: opened.api.add_bot(chat, by=7),
    ),
    "no_rights": (
        "channel",
        lambda opened, chat: opened.api.promote(chat, 7, can_post_messages=False),
        lambda opened, chat: opened.api.promote(chat, 7, can_post_messages=True),
    ),
}
RESTRICTED: tuple[str, Act, Act] = (
    "supergroup",
    lambda opened, chat: opened.api.promote(chat, 7, "restricted", can_send_messages=False),
    lambda opened, chat: opened.api.promote(chat, 7, "member"),
)


@pytest.mark.parametrize("first", ["told", "sent"])
@pytest.mark.parametrize(("reason", "case"), [*OUT.items(), ("no_rights", RESTRICTED)], ids=[*OUT, "restricted"])
async def test_row_15_a_closed_chat_pauses_with_its_reason_and_resumes_when_it_opens(
    store: Store, reason: str, case: tuple[str, Act, Act], first: str
) -> None:
    kind, put_out, let_in = case
    async with world(store) as opened:
        chat = opened.api.private(42) if kind == "private" else getattr(opened.api, kind)()
        other = opened.api.private(43)
        for each in (chat, other):
            await opened.subscribe(each)
        await opened.publish()
        await opened.deliver()
        put_out(opened, chat)
        await opened.publish()
        await opened.publish()
        for step in (opened.hear, opened.deliver) if first == "told" else (opened.deliver, opened.hear):
            await step()
        assert await opened.status(chat) == ("closed", reason)
        assert await opened.deliveries() == {"sent": 4, "skipped": 2}
        assert await opened.publish() == 1  # nothing is owed to who is closed
        refused = opened.api.counts["sendmessage"] - opened.api.accepted
        assert refused == (first == "sent")  # and it is tried no more
        let_in(opened, chat)
        await opened.hear()
        assert await opened.status(chat) == ("active", "")
        assert await opened.publish() == 2
        await opened.deliver()
        assert (opened.posts(chat), opened.posts(other)) == (["1", "5"], ["1", "2", "3", "4", "5"])


async def test_row_15_a_group_that_silenced_its_members_is_asked_until_they_may_speak(store: Store) -> None:
    async with world(store) as opened:
        group = opened.api.supergroup()
        await opened.subscribe(group)
        channels = Channels(platform="telegram", addresses=store.addresses, directory=opened.platform)
        opened.api.mute(group)
        await opened.publish()
        await opened.deliver()
        await channels.once()
        assert await opened.status(group) == ("closed", "no_rights")
        opened.api.mute(group, muted=False)  # no update tells
        await channels.once()
        assert await opened.status(group) == ("active", "")
        await opened.publish()
        await opened.deliver()
        assert opened.posts(group) == ["2"]


async def test_row_15_who_deleted_the_account_is_written_to_no_more(store: Store) -> None:
    async with world(store) as opened:
        chat = opened.api.private(42)
        await opened.subscribe(chat)
        opened.api.deactivate(42)
        await opened.publish()
        await opened.deliver()
        assert await opened.status(chat) == ("closed", "deactivated")
        assert await opened.publish() == 0
        assert len(await opened.store.addresses.subscriptions((await opened.address(chat)).id)) == 1


async def test_row_15_a_chat_that_is_closed_closes_with_all_its_topics_at_once(store: Store) -> None:
    async with world(store) as opened:
        forum = opened.api.supergroup(forum=True)
        topics = [opened.api.topic(forum) for _ in range(3)]
        for topic in topics:
            await opened.subscribe(forum, topic)
        opened.api.member(forum, opened.api.bot.id, "kicked")  # nobody tells
        await opened.publish()
        await opened.deliver()
        assert {await opened.status(forum, topic) for topic in topics} == {("closed", "kicked")}
        assert await opened.deliveries() == {"skipped": 3}


# --- row 16: topics ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["closed, told", "closed, sent", "deleted"])
async def test_row_16_a_topic_that_is_gone_pauses_alone_and_its_group_is_told_once(store: Store, how: str) -> None:
    async with world(store) as opened:
        forum = opened.api.supergroup(forum=True)
        gone, other = opened.api.topic(forum), opened.api.topic(forum)
        await opened.subscribe(forum, gone, language="ru")
        await opened.subscribe(forum, other)
        if how == "deleted":
            opened.api.delete_topic(forum, gone)
        else:
            opened.api.close_topic(forum, gone)
        if how == "closed, told":
            await opened.hear()
        for _ in range(3):
            await opened.publish()
            await opened.deliver()
        assert await opened.status(forum, gone) == ("closed", "topic_gone")
        assert await opened.status(forum, other) == ("active", "")
        told = [message for message in opened.api.sent(forum) if not message.topic]
        assert [message.text.partition(".")[0] for message in told] == [
            "Новости больше не приходят в одну из тем этой группы: тема закрыта или удалена"
        ]
        assert [message.topic for message in opened.api.sent(forum) if message.topic] == [other] * 3
        await opened.hear()
        if how == "deleted":
            return
        opened.api.reopen_topic(forum, gone)
        await opened.hear()
        assert await opened.status(forum, gone) == ("active", "")
        await opened.publish()
        await opened.deliver()
        assert [message.topic for message in opened.api.sent(forum)][-2:] in ([gone, other], [other, gone])
        assert len([message for message in opened.api.sent(forum) if not message.topic]) == 1


async def test_row_16_with_all_of_a_forum_closed_nobody_is_told_and_the_bot_stays(store: Store) -> None:
    async with world(store) as opened:
        forum = opened.api.supergroup(forum=True)
        topic = opened.api.topic(forum)
        await opened.subscribe(forum)
        await opened.subscribe(forum, topic)
        for each in (0, topic):
            opened.api.close_topic(forum, each)
        await opened.publish()
        await opened.deliver()
        assert await opened.status(forum) == await opened.status(forum, topic) == ("closed", "topic_gone")
        assert (opened.api.sent(forum), opened.api.counts["leavechat"]) == ([], 0)
        await opened.hear()
        opened.api.reopen_topic(forum, 0)
        await opened.hear()
        assert await opened.publish() == 1
        await opened.deliver()
        assert opened.posts(forum) == ["2"]


# --- row 17: pictures --------------------------------------------------------------------------------------

BIG = respond(b"\xff\xd8\xff" + bytes(1000), length=20 * 1024 * 1024)
PICTURES = {
    "/i.png": respond(png()),
    "/i.jpg": respond(jpeg(800, 533)),
    "/i.webp": respond(webp(b"VP8X", 800, 533), Content_Type="image/webp"),
    "/i.gif": respond(gif(4, 3)),
}
NO_PICTURES = {
    "/i.svg": respond(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "/drawing": respond(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "/nothing.png": respond(png(0, 0)),
    "/large.jpg": respond(jpeg(9000, 1100)),
    "/narrow.jpg": respond(jpeg(2100, 100)),
    "/heavy.jpg": BIG,
    "/forbidden.jpg": respond(b"", status="403 Forbidden"),
    "/login.jpg": respond(b"<html>log in</html>"),
}


@pytest.mark.parametrize("uploads", [True, False], ids=["pictures", "none"])
async def test_row_17_a_post_is_never_lost_over_its_picture(store: Store, uploads: bool) -> None:
    async with (
        site() as server,
        HttpFetcher(
            user_agent="Crier/1.0", timeout_seconds=5, max_bytes=8 << 20, allow_private_hosts=("127.0.0.1",),
            resolver=Names(),
        ) as fetcher,
        world(store, fetcher=fetcher) as opened,
    ):  # fmt: skip
        opened.api.refuse_photos("127.0.0.1", "wrong type of the web page content")
        server.answers.update(pictures := PICTURES if uploads else NO_PICTURES)
        chats = [opened.api.private(number) for number in (42, 43, 44)]
        for chat in chats:
            await opened.subscribe(chat)
        for target in pictures:
            await opened.publish(image=f"{server.url}{target}")
            await opened.deliver()
            await opened.deliver()
            messages = [opened.api.sent(chat)[-1] for chat in chats]
            if uploads:  # once, and by reference in the other chats
                assert sorted(message.photo[:4] for message in messages) == ["AgAC", "AgAC", "atta"], target
            else:
                assert {message.photo for message in messages} == {""}, target
                assert {bool(message.preview["url"]) for message in messages} == {True}
        assert [opened.posts(chat) for chat in chats] == [[str(number + 1) for number in range(len(pictures))]] * 3
        assert max(Counter(request.target for request in server.requests).values()) == 1
        assert await opened.deliveries() == {"sent": 3 * len(pictures)}


@pytest.mark.parametrize("image", ["data:image/png;base64,iVBORw0KGgo=", "http://169.254.169.254/i.png", "/i.png"])
async def test_row_17_pictures_that_are_nobodys_business_are_not_fetched(store: Store, image: str) -> None:
    async with (
        HttpFetcher(user_agent="Crier/1.0", timeout_seconds=5, max_bytes=8 << 20, allow_private_hosts=()) as fetcher,
        world(store, fetcher=fetcher) as opened,
    ):
        opened.api.refuse_photos(".")
        chat = opened.api.private(42)
        await opened.subscribe(chat)
        await opened.publish(image=image)
        await opened.deliver()
        assert opened.posts(chat) == ["1"] and not opened.api.sent(chat)[0].photo


# --- row 18: edits and presses that come too late ----------------------------------------------------------


async def test_row_18_what_stands_there_is_edited_and_an_edit_without_a_change_is_success(store: Store) -> None:
    async with world(store) as opened:
        text, photo = opened.api.private(42), opened.api.private(43)
        for chat in (text, photo):
            await opened.subscribe(chat)
        await opened.publish(image="https://one.example/i.jpg")
        no_pictures = "Bad Request: not enough rights to send photos to the chat"
        opened.api.fail("refuse", method="sendPhoto", chat=text.id, description=no_pictures)
        await opened.deliver()
        messages = [opened.api.sent(chat)[0] for chat in (text, photo)]
        assert [bool(message.photo) for message in messages] == [False, True]
        assert await store.outbox.correct(1, Kind.EDIT, opened.now) == 2
        await opened.deliver()
        assert await opened.deliveries() == {"sent": 4} and [message.edits for message in messages] == [0, 0]
        assert await store.outbox.correct(1, Kind.STRIKE, opened.now, corrections.strike("It was <wrong>.")) == 2
        await opened.deliver()
        for message in messages:
            lines = ["Headline 1", "This article was taken down: It was <wrong>.", "One"]
            assert (message.text.splitlines(), message.edits) == (lines, 1)
            assert any(each["type"] == "strikethrough" and each["offset"] == 0 for each in message.entities)


@pytest.mark.parametrize("gone", ["deleted", "message can't be edited", "MESSAGE_EDIT_TIME_EXPIRED", "never sent"])
async def test_row_18_an_edit_of_what_is_gone_is_skipped_with_its_reason(store: Store, gone: str) -> None:
    async with world(store) as opened:
        chat = opened.api.private(42)
        await opened.subscribe(chat)
        await opened.publish()
        await opened.deliver()
        if gone == "deleted":
            opened.api.delete_message(chat, opened.api.sent(chat)[0].id)
        elif gone != "never sent":
            opened.api.fail("refuse", method="editMessageText", description=f"Bad Request: {gone}")
        edited = opened.store.outbox.correct(7 if gone == "never sent" else 1, Kind.EDIT, opened.now)
        assert await edited == (gone != "never sent")
        await opened.publish()
        await opened.deliver()
        assert opened.posts(chat) == ["1", "2"]
        skipped = {} if gone == "never sent" else {"skipped": 1}
        assert await opened.deliveries() == {"sent": 2} | skipped


async def test_row_18_a_press_that_is_answered_too_late_is_harmless(store: Store) -> None:
    async with world(store) as opened:
        opened.api.callback_seconds = -1
        chat = opened.api.private(42)
        opened.api.say(chat, 42, "/start")
        await opened.hear()
        (welcome,) = opened.api.sent(chat)
        press = opened.api.press(chat, welcome.id, 42, "s:all")
        await opened.hear()
        assert press.answer is None
        assert await opened.store.addresses.count("telegram") == 1  # done, though nobody could be told by the button


# --- answers that are lost ---------------------------------------------------------------------------------


async def test_by_default_a_post_whose_answer_was_lost_is_sent_again(store: Store) -> None:
    async with world(store) as opened:
        chat = opened.api.channel("News")
        await opened.subscribe(chat)
        await opened.publish()
        opened.api.fail("drop_answer")
        await opened.deliver()
        await opened.deliver()
        assert opened.posts(chat) == ["1", "1"]
        assert await opened.deliveries() == {"sent": 1, "doubtful": 1}


@pytest.mark.parametrize("fault", ["drop_answer", "drop"])
async def test_held_it_is_asked_about_and_an_operator_decides(store: Store, fault: Any) -> None:
    async with world(store, hold_doubts=True) as opened:
        chat = opened.api.channel("News")
        opened.api.private(1)
        await opened.subscribe(chat)
        await opened.publish()
        await opened.publish()
        opened.api.fail(fault, chat=chat.id)
        await opened.deliver()
        assert opened.posts(chat) == (["1", "2"] if fault == "drop_answer" else ["2"])
        assert await opened.deliveries() == {"sent": 1, "doubtful": 1}
        await opened.doubts.once()
        await opened.doubts.once()
        await opened.deliver()
        (question,) = opened.api.sent(1)
        assert question.text.startswith("It is not known whether “Headline 1” arrived in News: the answer to its")
        (row,) = question.markup["inline_keyboard"]
        assert [button["text"] for button in row] == ["Arrived", "Send again"]
        chosen = row[0 if fault == "drop_answer" else 1]["callback_data"]
        opened.api.press(1, question.id, 1, chosen)
        await opened.hear()
        (decided,) = opened.api.sent(1)
        assert not decided.markup
        await opened.deliver()
        assert opened.posts(chat) == (["1", "2"] if fault == "drop_answer" else ["2", "1"])
        assert await opened.deliveries() == {"sent": 3}  # the question too


async def test_a_request_that_never_left_is_sent_at_once_and_costs_no_attempt(store: Store) -> None:
    async with world(store, give_up=HOUR * 0) as opened:  # one failed attempt would be the last
        chat = opened.api.private(42)
        await opened.subscribe(chat)
        await opened.publish()
        async with opened.unreachable():
            await opened.deliver()
        assert await opened.deliveries() == {"pending": 1}
        await opened.deliver()
        assert opened.posts(chat) == ["1"] and await opened.deliveries() == {"sent": 1}


async def test_an_update_answers_the_post_it_goes_on_from(store: Store, store_url: str) -> None:
    async with world(store) as opened:
        chat = opened.api.supergroup()
        await opened.subscribe(chat)
        for number in range(3):
            await publish(store, entry(number), now=opened.now)
            if number:
                with closing(connect(store_url.removeprefix("sqlite:///"))) as direct, direct:
                    direct.execute("UPDATE items SET story_id = 1")
                    direct.execute("UPDATE outbox SET kind = 'update' WHERE state = 'pending'")
            await opened.deliver()
            if number == 1:
                opened.api.delete_message(chat, opened.api.sent(chat)[0].id)
        first, second, third = opened.api.sent(chat)
        assert (second.reply_to, third.reply_to) == (first.id, 0)
