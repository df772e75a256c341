"""What publishing owes, and to whom."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.adapters.storage.store import Store
from bot.domain.filters import normalise
from bot.domain.model import Kind, Subscription
from tests.contracts.samples import (
    ALL,
    DAY,
    HOUR,
    MINUTE,
    NOW,
    ONE,
    SECOND,
    TWO,
    begin,
    chat,
    claim,
    deliver,
    edit,
    entry,
    poll,
    publish,
    sent,
)
from tests.postgres import sql


def asked(kind: str, value: str) -> Subscription:
    return Subscription(kind, normalise(value) if kind == "filter" else value)  # type: ignore[arg-type]


async def chats_owed(store: Store) -> list[str]:
    return [each.address.place.chat for each in await claim(store)]


@pytest.mark.parametrize(
    ("subscription", "reached"),
    [
        (ALL, True),
        (asked("section", "world"), True),
        (asked("section", "sport"), False),
        (asked("source", "one"), True),
        (asked("source", "two"), False),
        (asked("author", "naila example"), True),
        (asked("author", "nobody"), False),
        (asked("filter", "council budget"), True),
        (asked("filter", "council -budget"), False),
        (asked("filter", "election"), False),
        (asked("filter", '"agrees on budget"'), True),
        (asked("filter", "election OR budgets"), True),
        (asked("filter", "budget section:world source:one lang:en by:naila"), True),
        (asked("filter", "budget -section:world"), False),
        (asked("filter", "section:sport budget"), False),
        (asked("filter", "lang:ru lang:en"), True),
        (asked("filter", "by:example source:two"), False),
    ],
)
async def test_each_kind_of_subscription(store: Store, subscription: Subscription, reached: bool) -> None:
    await begin(store)
    await chat(store, 1, subscription)
    owed = await publish(store, entry(1, title="Council agrees on budget", authors=("Naila Example",)))
    assert owed == reached
    assert await chats_owed(store) == ["1"] * reached


async def test_many_reasons_are_one_post(store: Store) -> None:
    await begin(store)
    wanted = [ALL, asked("section", "world"), asked("source", "one"), asked("filter", "council")]
    await chat(store, 1, *wanted)
    assert await publish(store, entry(1, title="Council agrees")) == 1


async def test_any_source_that_carries_it_counts(store: Store) -> None:
    await begin(store, ONE, TWO)
    await chat(store, 1, asked("source", "two"))
    await chat(store, 2, asked("filter", "headline source:two"))
    await store.sources.store_poll(poll(ONE, [entry(1)]), NOW)
    await store.sources.store_poll(poll(TWO, [entry(1)]), NOW)
    assert await edit(store) == 2


async def test_filters_are_shared_and_matched_in_any_form(store: Store) -> None:
    await begin(store)
    for number in range(3):
        await chat(store, number, asked("filter", "Əliyev"))
    await chat(store, 9, asked("filter", "елка"))
    assert await publish(store, entry(1, title="ƏLİYEV opens a railway")) == 3
    assert await publish(store, entry(2, title="Новая ёлка"), language="ru") == 1


async def test_a_section_never_matches_a_source_of_that_name(store: Store) -> None:
    await begin(store)
    await chat(store, 1, asked("section", "one"), asked("source", "world"), asked("author", "world"))
    assert await publish(store, entry(1)) == 0


@pytest.mark.parametrize(
    ("kind", "value", "hidden"),
    [("filter", "council", True), ("filter", "election", False), ("section", "world", True), ("source", "two", False)],
)
async def test_mutes_take_away(store: Store, store_url: str, kind: str, value: str, hidden: bool) -> None:
    await begin(store)
    await chat(store, 1, ALL, asked(kind, value))
    await sql(store_url, "UPDATE subscriptions SET effect = 'mute' WHERE kind <> 'all'")  # no port sets mutes yet
    assert await publish(store, entry(1, title="Council agrees")) == (not hidden)
    (address,) = [await store.addresses.get(place) for place in [(await chat(store, 1)).place]]
    assert address is not None
    assert await store.addresses.subscriptions(address.id) == (Subscription("all", id=1),)


@pytest.mark.parametrize(
    ("wanted", "language", "reached"),
    [("", "en", True), (" en ru ", "en", True), (" az ", "en", False), (" az ", "", True), (" en-GB ", "en", False)],
)
async def test_languages_of_the_news(store: Store, store_url: str, wanted: str, language: str, reached: bool) -> None:
    await begin(store)
    await chat(store, 1)
    await sql(store_url, "UPDATE addresses SET languages = ?", wanted)  # no port sets them yet
    assert await publish(store, entry(1), language=language) == reached


async def test_only_open_addresses_are_owed(store: Store) -> None:
    await begin(store)
    await chat(store, 1)
    await chat(store, 2)
    await store.addresses.close("telegram", "1", "blocked", NOW)
    assert await publish(store, entry(1)) == 1
    await store.addresses.reopen("telegram", "1")
    assert await publish(store, entry(2)) == 2


async def test_what_is_too_old_is_archived_only(store: Store) -> None:
    await begin(store)
    await chat(store)
    old, fresh = entry(1, published=NOW - 2 * DAY - SECOND), entry(2, published=NOW - 2 * DAY)
    assert await publish(store, old, fresh) == 1


async def test_posts_go_in_the_order_published(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, *(entry(number) for number in range(5)))
    await publish(store, *(entry(number) for number in range(5, 8)))
    assert [item.title for _, item in await deliver(store)] == [f"Headline {number}" for number in range(8)]


async def test_settling_holds_until_that_long_after_first_sight(store: Store) -> None:
    await begin(store)
    await chat(store)
    assert await publish(store, entry(1), settle=10 * MINUTE) == 1
    assert (await store.figures.stats(NOW)).deliveries["held"] == 1
    assert await store.outbox.next_due("telegram") == NOW + 10 * MINUTE
    assert await claim(store, NOW + 10 * MINUTE - SECOND) == []
    assert len(await claim(store, NOW + 10 * MINUTE)) == 1


async def test_what_was_first_seen_long_ago_does_not_settle_again(store: Store) -> None:
    await begin(store)
    await chat(store)
    await store.sources.store_poll(poll(ONE, [entry(1)]), NOW)
    await edit(store, NOW + HOUR, settle=10 * MINUTE)
    assert len(await claim(store, NOW + HOUR)) == 1


async def test_back_fill_owes_what_was_not_owed(store: Store) -> None:
    await store.sources.seed([ONE], NOW)
    await publish(store, entry(1), entry(2))
    address = await chat(store)
    await publish(store, entry(3))
    ids: Sequence[int] = [1, 2, 3, 99]
    assert await store.outbox.owe(address.id, ids, NOW) == 2
    assert await store.outbox.owe(address.id, ids, NOW) == 0
    assert [item.title for _, item in await deliver(store)] == ["Headline 3", "Headline 1", "Headline 2"]
    assert await store.outbox.owe(address.id, ids, NOW) == 0


async def test_back_fill_of_nobody_and_of_a_closed_chat_owes_nothing(store: Store) -> None:
    await begin(store)
    await publish(store, entry(1))
    address = await chat(store)
    await store.addresses.close("telegram", "1", "blocked", NOW)
    assert await store.outbox.owe(address.id, [1], NOW) == 0
    assert await store.outbox.owe(99, [1], NOW) == 0


async def test_what_stands_in_a_chat_is_not_owed_again_after_its_row_has_shrunk(store: Store) -> None:
    await begin(store)
    address = await chat(store)
    await publish(store, entry(1))
    (owed,) = await claim(store)
    await store.outbox.settle([sent(owed)], NOW)
    assert await store.outbox.shrink(NOW + SECOND) == 1
    assert await store.outbox.owe(address.id, [1], NOW + timedelta(days=40)) == 0


async def test_an_address_that_waits_gets_its_row_with_that_time(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1))
    (owed,) = await claim(store)
    await store.outbox.settle([sent(owed, next_due=NOW + SECOND, retry_after=NOW + HOUR)], NOW)
    await publish(store, entry(2))
    assert await store.outbox.next_due("telegram") == NOW + HOUR
    assert len(await claim(store, NOW + HOUR)) == 1


async def test_back_fill_keeps_to_the_chats_pace(store: Store) -> None:
    await store.sources.seed([ONE], NOW)
    await publish(store, entry(1), entry(2))
    address = await chat(store)
    await store.outbox.owe(address.id, [1], NOW)
    (owed,) = await claim(store)
    await store.outbox.settle([sent(owed, next_due=NOW + 3 * SECOND)], NOW)
    await store.outbox.owe(address.id, [2], NOW)
    assert await claim(store, NOW + 2 * SECOND) == []
    assert await store.outbox.next_due("telegram") == NOW + 3 * SECOND
    assert len(await claim(store, NOW + 3 * SECOND)) == 1


async def test_what_stands_in_a_chat_is_not_owed_again_when_it_becomes_news(store: Store) -> None:
    await begin(store, ONE)
    await store.sources.seed([ONE, TWO], NOW)
    await publish(store, entry(1), source=TWO)  # archived: the baseline of TWO
    address = await chat(store, 1)
    await chat(store, 2)
    await store.outbox.owe(address.id, [1], NOW)
    (owed,) = await claim(store)
    await store.outbox.settle([sent(owed)], NOW)
    await store.outbox.shrink(NOW + SECOND)
    assert await publish(store, entry(1), source=ONE) == 1
    assert [chat_id for chat_id, _ in await deliver(store)] == ["2"]


# --- an article that another source carries later ----------------------------------------------------------


async def test_readers_of_the_source_that_carries_it_later_get_it_once(store: Store) -> None:
    await begin(store, ONE, TWO)
    await chat(store, 1, ALL)
    await chat(store, 2, asked("source", "two"))
    await chat(store, 3, asked("source", "one"), asked("source", "two"))
    assert await publish(store, entry(1)) == 2
    assert [chat_id for chat_id, _ in await deliver(store)] == ["1", "3"]
    for _ in range(2):
        assert await publish(store, entry(1), source=TWO, now=NOW + HOUR) == 0  # by the editor
    assert [(chat_id, item.title) for chat_id, item in await deliver(store, NOW + HOUR)] == [("2", "Headline 1")]
    assert await store.outbox.shrink(NOW + 2 * HOUR) == 5  # with the edits that credit it
    assert await publish(store, entry(1), source=TWO, now=NOW + 2 * HOUR) == 0
    assert await deliver(store, NOW + 2 * HOUR) == []


async def test_what_stands_in_a_chat_is_not_owed_again_when_another_source_carries_it(store: Store) -> None:
    await begin(store, ONE, TWO)
    await chat(store, 1, asked("source", "one"), asked("source", "two"))
    await publish(store, entry(1))
    assert len(await deliver(store)) == 1
    await store.outbox.shrink(NOW + SECOND)
    await publish(store, entry(1), source=TWO, now=NOW + HOUR)
    assert [each.owed.kind for each in await claim(store, NOW + HOUR)] == [Kind.EDIT]


@pytest.mark.parametrize(("age", "reached"), [(2 * DAY - HOUR, True), (2 * DAY + HOUR, False)])
async def test_what_is_carried_late_has_to_be_news_still(store: Store, age: timedelta, reached: bool) -> None:
    await begin(store, ONE, TWO)
    await chat(store, 1, asked("source", "two"))
    await publish(store, entry(1, published=NOW))
    await publish(store, entry(1, published=NOW), source=TWO, now=NOW + age)
    assert len(await claim(store, NOW + age)) == reached


async def test_a_sources_first_poll_owes_nothing_of_others(store: Store) -> None:
    await begin(store, ONE)
    await store.sources.seed([ONE, TWO], NOW)
    await chat(store, 1, asked("source", "two"))
    await publish(store, entry(1))
    await publish(store, entry(1), source=TWO)
    assert await claim(store) == []


@pytest.mark.parametrize(
    ("kind", "value", "hidden"),
    [
        ("filter", "council", True), ("filter", "election", False), ("section", "world", True),
        ("author", "naila example", True), ("source", "one", True),
    ],
)  # fmt: skip
async def test_mutes_hide_what_is_carried_late(
    store: Store, store_url: str, kind: str, value: str, hidden: bool
) -> None:
    await begin(store, ONE, TWO)
    await chat(store, 1, asked("source", "two"), asked(kind, value))
    await sql(store_url, "UPDATE subscriptions SET effect = 'mute' WHERE value <> 'two'")  # no port sets mutes yet
    each = entry(1, title="Council agrees", authors=("Naila Example",))
    assert await publish(store, each) == 0
    await publish(store, each, source=TWO)
    assert len(await claim(store)) == (not hidden)
