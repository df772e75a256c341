"""Port `Outbox`: edits, strikes and updates of what stands in chats."""

from datetime import datetime

import pytest

from bot.adapters.storage.store import Store
from bot.domain import corrections
from bot.domain.model import Claim, Kind, Outcome, Rank, Receipt, Shown
from tests.contracts.samples import DAY, HOUR, MINUTE, NOW, SECOND, begin, chat, claim, deliver, entry, publish, sent
from tests.postgres import sql


async def posted(store: Store, *chats: int, form: str = "text") -> None:
    """Article 1 stands in these chats, as the message "m" and the chat's number."""
    await begin(store)
    for number in chats:
        await chat(store, number)
    await publish(store, entry(1))
    for owed in await claim(store):
        receipt = Receipt((f"m{owed.address.place.chat}",), form)  # type: ignore[arg-type]
        await store.outbox.settle([Outcome(owed, "sent", receipt=receipt)], NOW)


async def test_an_edit_knows_the_message_that_shows_its_item(store: Store) -> None:
    await posted(store, 1, 2, form="photo")
    await chat(store, 3)  # has not got it
    assert await store.outbox.correct(1, Kind.EDIT, NOW) == 2
    edits = await claim(store)
    assert [(each.owed.kind, each.shown) for each in edits] == [
        (Kind.EDIT, Shown("m1", "photo", sent=NOW)),
        (Kind.EDIT, Shown("m2", "photo", sent=NOW)),
    ]
    assert [(each.item,) for each in edits] == [await store.articles.items([1])] * 2
    await store.outbox.settle([Outcome(each, "sent") for each in edits], NOW)
    assert await claim(store, NOW + DAY) == []
    shown = await store.articles.show("1")
    assert shown is not None and [each.message for each in shown.posts] == ["m1", "m2"]


async def test_an_edit_that_waits_is_enough_one_being_sent_is_not(store: Store) -> None:
    await posted(store, 1)
    assert await store.outbox.correct(1, Kind.EDIT, NOW) == 1
    assert await store.outbox.correct(1, Kind.EDIT, NOW + SECOND) == 0
    assert await store.outbox.correct(1, Kind.STRIKE, NOW + SECOND, corrections.strike("a mistake")) == 1
    (first,) = await claim(store, NOW + MINUTE)
    assert await store.outbox.correct(1, Kind.EDIT, NOW + MINUTE) == 1
    await store.outbox.settle([Outcome(first, "sent")], NOW + MINUTE)
    (strike,) = await claim(store, NOW + MINUTE)
    assert (strike.owed.kind, corrections.reason_of(strike.owed.payload)) == (Kind.STRIKE, "a mistake")
    await store.outbox.settle([Outcome(strike, "sent")], NOW + MINUTE)
    (second,) = await claim(store, NOW + MINUTE)
    await store.outbox.settle([Outcome(second, "sent")], NOW + MINUTE)
    assert await store.outbox.correct(1, Kind.EDIT, NOW + HOUR) == 1  # a settled one may be owed again


async def test_an_edit_of_one_item_does_for_no_other(store: Store) -> None:
    await posted(store, 1)
    await publish(store, *(entry(number) for number in range(2, 12)))
    await deliver(store)
    assert [await store.outbox.correct(item, Kind.EDIT, NOW) for item in (1, 11, 1, 10, 11)] == [1, 1, 0, 1, 0]


async def test_what_is_being_sent_is_edited_after_it_arrived(store: Store) -> None:
    await begin(store)
    await chat(store, 1)
    await chat(store, 2)
    await publish(store, entry(1))
    (going, waiting) = await claim(store)
    await store.outbox.settle([Outcome(waiting, "pending")], NOW)  # will show what is right by itself
    assert await store.outbox.correct(1, Kind.EDIT, NOW) == 1
    await store.outbox.settle([sent(going, "m1")], NOW)
    edit, post = sorted(await claim(store), key=lambda each: each.owed.kind)
    assert (edit.owed.kind, edit.shown) == (Kind.EDIT, Shown("m1", "text", sent=NOW))
    assert (post.owed.kind, post.address.place.chat) == (Kind.POST, "2")


async def test_posts_go_before_edits_and_an_edit_after_its_own_post(store: Store) -> None:
    await posted(store, 1)
    await chat(store, 2)
    await store.outbox.correct(1, Kind.EDIT, NOW)
    await publish(store, entry(2))
    assert Rank.POST < Rank.EDIT
    for chat_id in ("1", "2"):
        (head,) = await claim(store, limit=1)
        assert (head.address.place.chat, head.owed.kind) == (chat_id, Kind.POST)
        await store.outbox.settle([sent(head)], NOW)
    (edit,) = await claim(store)
    assert (edit.address.place.chat, edit.owed.kind) == ("1", Kind.EDIT)


async def test_an_edit_of_what_was_never_sent_has_nothing_to_change(store: Store, store_url: str) -> None:
    await posted(store, 1)
    await store.outbox.correct(1, Kind.EDIT, NOW)
    await sql(store_url, "DELETE FROM messages")
    (edit,) = await claim(store)
    assert edit.shown is None


async def test_what_stands_among_others_is_told_apart(store: Store, store_url: str) -> None:
    await posted(store, 1)
    await publish(store, entry(2))
    (second,) = await claim(store)
    await store.outbox.settle([sent(second, "list")], NOW)
    among_others = "INSERT INTO message_items (item_id, owed_id, part) VALUES (1, ?, 0)"  # as a digest would leave it
    await sql(store_url, among_others, second.owed.id)
    assert await store.outbox.correct(1, Kind.EDIT, NOW) == 1
    (edit,) = await claim(store)
    assert edit.shown == Shown("m1", "text", sent=NOW)  # its own message first
    await store.outbox.settle([Outcome(edit, "sent")], NOW)
    assert await store.outbox.correct(2, Kind.EDIT, NOW + SECOND) == 1
    (listed,) = await claim(store, NOW + SECOND)
    assert listed.shown == Shown("list", "text", alone=False, sent=NOW)


async def test_an_edit_shows_the_article_that_the_post_showed_though_its_row_has_shrunk(store: Store) -> None:
    await posted(store, 1)
    assert await store.outbox.shrink(NOW + DAY) == 1
    assert await store.outbox.correct(1, Kind.EDIT, NOW + DAY) == 1
    (edit,) = await claim(store, NOW + DAY)
    assert edit.item is not None and edit.item.title == "Headline 1" and edit.shown == Shown("m1", "text", sent=NOW)


async def test_a_closed_chat_is_owed_no_edit(store: Store) -> None:
    await posted(store, 1)
    await store.addresses.close("telegram", "1", "blocked", NOW)
    assert await store.outbox.correct(1, Kind.EDIT, NOW) == 0


@pytest.mark.parametrize(("story", "shown"), [(1, Shown("m1", "text", sent=NOW)), (2, None)])
async def test_an_update_knows_the_message_it_answers(
    store: Store, store_url: str, story: int, shown: Shown | None
) -> None:
    await posted(store, 1)
    await publish(store, entry(2))
    await sql(store_url, "UPDATE items SET story_id = ? WHERE id = 2", story)
    await sql(store_url, "UPDATE outbox SET kind = 'update' WHERE item_id = 2")
    (update,) = await claim(store)
    assert (update.owed.kind, update.shown) == (Kind.UPDATE, shown)
    assert update.item is not None and update.item.id == 2
    await store.outbox.settle([sent(update, "m2")], NOW)
    record = await store.articles.show("2")
    assert record is not None and [each.message for each in record.posts] == ["m2"]


async def aside(store: Store, each: Claim, due: datetime, now: datetime = NOW) -> None:
    await store.outbox.settle([Outcome(each, "held", "429", due=due, next_due=now + SECOND)], now)


async def test_an_edit_that_has_to_wait_alone_lets_the_posts_behind_it_pass(store: Store) -> None:
    await posted(store, 1)
    await store.outbox.correct(1, Kind.EDIT, NOW)
    (edit,) = await claim(store)
    await publish(store, entry(2), entry(3))
    await aside(store, edit, NOW + HOUR)
    assert await claim(store) == []  # the chat's own pace
    assert await store.outbox.next_due("telegram") == NOW + SECOND
    assert [item.title for _, item in await deliver(store, NOW + SECOND)] == ["Headline 2", "Headline 3"]
    assert await store.outbox.next_due("telegram") == NOW + HOUR
    assert await store.outbox.correct(1, Kind.EDIT, NOW + MINUTE) == 0  # one waits
    assert await claim(store, NOW + HOUR - SECOND) == []
    (again,) = await claim(store, NOW + HOUR)
    assert (again.owed.id, again.owed.attempts, again.owed.first_attempt) == (edit.owed.id, 1, NOW)
    await store.outbox.settle([Outcome(again, "sent")], NOW + HOUR)
    assert await claim(store, NOW + DAY) == []


async def test_of_corrections_of_one_item_the_last_one_stands(store: Store) -> None:
    await posted(store, 1)
    await publish(store, entry(2))
    await deliver(store)
    for item in (1, 2):
        await store.outbox.correct(item, Kind.EDIT, NOW)
    for number in range(2):
        (edit,) = await claim(store, NOW + number * SECOND)
        await aside(store, edit, NOW + HOUR, NOW + number * SECOND)
    await store.outbox.correct(1, Kind.STRIKE, NOW + MINUTE)
    (strike,) = await claim(store, NOW + MINUTE)
    await store.outbox.settle([Outcome(strike, "sent")], NOW + MINUTE)
    (left,) = await claim(store, NOW + HOUR)
    assert left.item is not None and left.item.title == "Headline 2"
    await store.outbox.settle([Outcome(left, "sent")], NOW + HOUR)
    assert await claim(store, NOW + DAY) == []


async def test_an_edit_that_is_due_again_while_the_strike_is_sent_undoes_nothing(store: Store) -> None:
    await posted(store, 1)
    await store.outbox.correct(1, Kind.EDIT, NOW)
    (edit,) = await claim(store)
    await aside(store, edit, NOW + MINUTE)
    await store.outbox.correct(1, Kind.STRIKE, NOW + SECOND)
    (strike,) = await claim(store, NOW + SECOND)
    assert await claim(store, NOW + MINUTE) == []  # but it is pending from now on
    await store.outbox.settle([Outcome(strike, "sent")], NOW + MINUTE)
    assert await claim(store, NOW + DAY) == []


async def test_corrections_that_wait_together_go_out_in_order(store: Store) -> None:
    await posted(store, 1)
    await store.outbox.correct(1, Kind.EDIT, NOW)
    await store.outbox.correct(1, Kind.STRIKE, NOW)
    for number in range(2):
        (each,) = await claim(store, NOW + number * SECOND)
        await aside(store, each, NOW + HOUR, NOW + number * SECOND)
    kinds = []
    while claims := await claim(store, NOW + HOUR):
        kinds += [each.owed.kind for each in claims]
        await store.outbox.settle([Outcome(each, "sent") for each in claims], NOW + HOUR)
    assert kinds == [Kind.EDIT, Kind.STRIKE]


async def test_what_waits_alone_is_skipped_where_the_chat_closed_meanwhile_and_held_where_it_paused(
    store: Store,
) -> None:
    await posted(store, 1, 2)
    await store.outbox.correct(1, Kind.EDIT, NOW)
    closed, paused = await claim(store)
    await store.addresses.close("telegram", "1", "blocked", NOW)
    await store.addresses.pause(paused.address.id, NOW + 2 * HOUR)
    for each in (closed, paused):
        await aside(store, each, NOW + HOUR)
    assert await claim(store, NOW + HOUR) == []
    assert [each.owed.id for each in await claim(store, NOW + 2 * HOUR)] == [paused.owed.id]
