"""Port `Outbox`: claiming and settling. What publishing owes is in test_owing."""

import pytest

from bot.adapters.storage.store import Store
from bot.domain.model import Kind, Notice, Outcome, Subscription
from tests.contracts.samples import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    begin,
    chat,
    claim,
    deliver,
    entry,
    publish,
    sent,
)
from tests.postgres import sql


async def deliveries(store: Store) -> dict[str, int]:
    """The states that are not empty."""
    return {state: count for state, count in (await store.figures.stats(NOW)).deliveries.items() if count}


async def test_a_claim_is_ready_to_compose(store: Store) -> None:
    await begin(store)
    address = await chat(store, 7, kind="channel", title="News", username="news", comments=True)
    await store.addresses.set_layout(address.id, "brief")
    await publish(store, entry(1))
    (owed,) = await claim(store)
    assert owed.address == await store.addresses.get(address.place)
    assert (owed.item,) == await store.articles.items([1])
    assert (owed.owed.kind, owed.owed.key, owed.owed.attempts, owed.owed.first_attempt) == (Kind.POST, "1", 0, None)


async def test_one_head_for_each_address_in_order(store: Store) -> None:
    await begin(store)
    for number in range(3):
        await chat(store, number)
    await publish(store, entry(1), entry(2))
    heads = await claim(store)
    assert [(each.address.place.chat, each.owed.key) for each in heads] == [("0", "1"), ("1", "1"), ("2", "1")]
    assert await claim(store) == []
    await store.outbox.settle([sent(heads[1])], NOW)
    assert [(each.address.place.chat, each.owed.key) for each in await claim(store)] == [("1", "2")]


async def test_the_limit_holds_and_is_at_most_a_hundred(store: Store) -> None:
    await begin(store)
    for number in range(105):
        await chat(store, number)
    await publish(store, entry(1))
    assert len(await claim(store, limit=3)) == 3
    assert len(await claim(store, limit=1000)) == 100
    assert len(await claim(store)) == 2


async def test_many_items_in_one_claim(store: Store) -> None:
    await begin(store)
    for number in range(15):
        await chat(store, number, Subscription("section", str(number)))
    for number in range(15):
        await publish(store, entry(number), section=str(number))
    assert [item.title for _, item in await deliver(store)] == [f"Headline {number}" for number in range(15)]


async def test_other_platforms_are_left_alone(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1))
    assert await store.outbox.claim("discord", 100, NOW) == ()
    assert await store.outbox.next_due("discord") is None


async def test_sent_leaves_its_messages_and_its_pace(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await publish(store, entry(1), entry(2))
    (owed,) = await claim(store)
    await store.outbox.settle([sent(owed, "5", "6", next_due=NOW + 3 * SECOND)], NOW)
    assert await deliveries(store) == {"sent": 1, "pending": 1}
    assert await store.outbox.next_due("telegram") == NOW + 3 * SECOND
    assert await claim(store, NOW + 2 * SECOND) == []
    (following,) = await claim(store, NOW + 3 * SECOND)
    assert (following.owed.key, following.fence) == ("2", owed.fence + 1)
    shown = await store.articles.show("1")
    assert shown is not None and [each.message for each in shown.posts] == ["5", "6"]
    known = await store.addresses.get(address.place)
    assert known is not None and known.next_due == NOW + 3 * SECOND


async def test_a_retry_comes_when_due_and_nothing_overtakes_it(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1), entry(2))
    (owed,) = await claim(store)
    await store.outbox.settle([Outcome(owed, "pending", reason="5xx", due=NOW + MINUTE)], NOW)
    assert await store.outbox.next_due("telegram") == NOW + MINUTE
    assert await claim(store, NOW + MINUTE - SECOND) == []
    (again,) = await claim(store, NOW + MINUTE)
    assert (again.owed.key, again.owed.attempts, again.owed.first_attempt) == ("1", 1, NOW)
    await store.outbox.settle([Outcome(again, "pending", due=NOW + HOUR)], NOW + MINUTE)
    (third,) = await claim(store, NOW + HOUR)
    assert (third.owed.attempts, third.owed.first_attempt) == (2, NOW)


async def test_what_never_left_is_no_attempt(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1))
    (owed,) = await claim(store)
    await store.outbox.settle([Outcome(owed, "pending", attempted=False)], NOW)
    (again,) = await claim(store)
    assert (again.owed.attempts, again.owed.first_attempt) == (0, None)


@pytest.mark.parametrize("state", ["failed", "skipped"])
async def test_a_poison_item_ends_and_the_rest_flow(store: Store, state: str) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1), entry(2))
    (owed,) = await claim(store)
    await store.outbox.settle([Outcome(owed, state, reason="bad request")], NOW)  # type: ignore[arg-type]
    assert [item.title for _, item in await deliver(store)] == ["Headline 2"]
    assert await deliveries(store) == {state: 1, "sent": 1}


async def test_doubts_are_counted(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1))
    (owed,) = await claim(store)
    await store.outbox.settle([Outcome(owed, "pending", doubtful=True)], NOW)
    assert await deliveries(store) == {"pending": 1, "doubtful": 1}


async def test_a_long_wait_is_obeyed_and_delays_nobody_else(store: Store) -> None:
    await begin(store)
    await chat(store, 1)
    await chat(store, 2)
    await publish(store, entry(1), entry(2))
    first, _ = await claim(store)
    far = NOW + 43838 * SECOND
    await store.outbox.settle([Outcome(first, "pending", due=NOW + SECOND, retry_after=far)], NOW)
    assert [each.address.place.chat for each in await claim(store, far - SECOND)] == []  # chat 2 is being sent to
    assert await store.outbox.next_due("telegram") == far
    assert [each.owed.key for each in await claim(store, far)] == ["1"]


async def test_the_others_go_on_while_one_waits(store: Store) -> None:
    await begin(store)
    await chat(store, 1)
    await chat(store, 2)
    await publish(store, entry(1), entry(2))
    first, second = await claim(store)
    waits = Outcome(first, "pending", retry_after=NOW + DAY)
    await store.outbox.settle([waits, sent(second)], NOW)
    assert [(chat_id, item.title) for chat_id, item in await deliver(store)] == [("2", "Headline 2")]


async def test_order_and_pace_hold_through_a_backlog(store: Store) -> None:
    await begin(store)
    for number in range(3):
        await chat(store, number)
    await publish(store, *(entry(number) for number in range(8)))
    got: dict[str, list[str]] = {"0": [], "1": [], "2": []}
    for second in range(8):
        now = NOW + second * SECOND
        await publish(store, entry(8 + second), now=now)
        while claims := await claim(store, now, limit=2):
            for each in claims:
                got[each.address.place.chat].append(each.owed.key)
            await store.outbox.settle([sent(each, next_due=now + SECOND) for each in claims], now)
        assert await store.outbox.next_due("telegram") == now + SECOND
    assert got == {number: [str(key + 1) for key in range(8)] for number in ("0", "1", "2")}


async def test_what_waits_behind_a_head_is_looked_at_once_in_a_while(store: Store, store_url: str) -> None:
    await begin(store)
    await chat(store, 1)
    await publish(store, *(entry(number) for number in range(50)))
    for second in range(3):
        now = NOW + second * SECOND
        (head,) = await claim(store, now)
        assert await claim(store, now) == []
        await store.outbox.settle([sent(head, next_due=now + SECOND)], now)
    due = f"SELECT count(*) FROM outbox WHERE state = 'pending' AND due <= {int((now + SECOND).timestamp() * 1e6)}"
    assert await sql(store_url, due) == [(1,)]


async def test_a_closed_address_is_owed_nothing_more(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await publish(store, entry(1), entry(2))
    (owed,) = await claim(store)
    await store.outbox.settle([Outcome(owed, "skipped", reason="blocked", closed="blocked")], NOW)
    known = await store.addresses.get(address.place)
    assert known is not None and (known.status, known.reason) == ("closed", "blocked")
    assert await deliveries(store) == {"skipped": 2}
    assert await claim(store, NOW + DAY) == []
    assert await store.outbox.next_due("telegram") is None


async def test_a_moved_chat_gets_its_post_at_its_new_id(store: Store) -> None:
    await begin(store)
    await chat(store, "-100", kind="group")
    await publish(store, entry(1))
    (owed,) = await claim(store)
    await store.outbox.settle([Outcome(owed, "pending", moved_to="-1001", attempted=False)], NOW)
    assert [chat_id for chat_id, _ in await deliver(store)] == ["-1001"]


async def test_settling_nothing_is_nothing(store: Store) -> None:
    await store.outbox.settle([], NOW)


async def test_next_due_of_nothing(store: Store) -> None:
    assert await store.outbox.next_due("telegram") is None


async def test_next_due_is_now_for_what_may_go_now(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1))
    assert await store.outbox.next_due("telegram") == NOW


async def test_shrinking_leaves_counters(store: Store) -> None:
    await begin(store)
    await chat(store, 1)
    await chat(store, 2)
    await publish(store, entry(1), entry(2), entry(3))
    first, second = await claim(store)
    await store.outbox.settle([sent(first), Outcome(second, "failed", reason="bad")], NOW)
    await deliver(store, NOW + HOUR)
    assert await store.outbox.shrink(NOW) == 0
    assert await store.outbox.shrink(NOW + SECOND, limit=1) == 1
    assert await store.outbox.shrink(NOW + SECOND) == 1
    assert await deliveries(store) == {"sent": 5, "failed": 1}
    assert await store.outbox.shrink(NOW + 2 * HOUR) == 4
    assert await store.outbox.shrink(NOW + 2 * HOUR) == 0
    assert await deliveries(store) == {"sent": 5, "failed": 1}
    shown = await store.articles.show("1")
    assert shown is not None and len(shown.posts) == 1


async def test_what_was_in_flight_when_its_chat_left_is_not_sent_again(store: Store) -> None:
    await begin(store)
    for number in (1, 2, 3):
        await chat(store, number)
    await publish(store, entry(1))
    gone, closed, stays = await claim(store)
    assert await store.addresses.unsubscribe(gone.address.id, None) == 1
    await store.addresses.close("telegram", "2", "blocked", NOW)
    again = [Outcome(each, "pending", "5xx", due=NOW + SECOND) for each in (gone, closed, stays)]
    await store.outbox.settle(again, NOW)
    assert await deliveries(store) == {"skipped": 2, "pending": 1}
    assert [each.address.id for each in await claim(store, NOW + SECOND)] == [stays.address.id]


async def test_what_nobody_subscribes_to_is_tried_again_without_subscriptions(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await publish(store, entry(1))
    await deliver(store)
    await store.addresses.unsubscribe(address.id, None)
    await store.outbox.correct(1, Kind.EDIT, NOW)
    (edit,) = await claim(store)
    await store.outbox.settle([Outcome(edit, "pending", "5xx", due=NOW)], NOW)
    (edit,) = await claim(store)
    await store.outbox.settle([sent(edit)], NOW)
    await store.outbox.notify("telegram", ["1"], Notice("word", "A word"), NOW)
    (notice,) = await claim(store)
    await store.outbox.settle([Outcome(notice, "pending", "5xx", due=NOW)], NOW)
    assert len(await claim(store)) == 1
