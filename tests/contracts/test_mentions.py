"""Roles that posts call, as subscriptions ask."""

from dataclasses import replace
from typing import Any

from bot.adapters.storage.store import Store
from bot.domain import corrections
from bot.domain.filters import normalise
from bot.domain.model import Kind, Outcome, Subscription
from tests.contracts.conftest import DEAD, Opener
from tests.contracts.samples import (
    ALL,
    DAY,
    MINUTE,
    NOW,
    ONE,
    TWO,
    begin,
    chat,
    claim,
    entry,
    poll,
    publish,
    sent,
)
from tests.postgres import sql

WORLD = Subscription("section", "world", mention="world")
BUDGET = Subscription("filter", normalise("budget"), mention="budget")
EVERY_KIND = (
    Subscription("all", mention="1"),
    Subscription("section", "world", mention="2"),
    Subscription("section", "sport", mention="none"),
    Subscription("source", "one", mention="3"),
    Subscription("source", "two", mention="none"),
    Subscription("filter", normalise("election"), mention="none"),
    Subscription("filter", normalise("budget"), mention="4"),
    Subscription("author", "naila example", mention="5"),
    Subscription("filter", normalise("council"), mention="6"),
)
COUNCIL: dict[str, Any] = {"title": "Council agrees on budget", "authors": ("Naila Example",)}


async def calls(store: Store, **when: Any) -> dict[str, tuple[str, ...]]:
    """What posts call, by chat."""
    return {each.address.place.chat: each.mentions for each in await claim(store, **when)}


async def test_a_post_calls_what_all_the_subscriptions_ask_that_it_is_owed_for(store: Store) -> None:
    await begin(store)
    await chat(store, 1, *EVERY_KIND)
    await chat(store, 2, *EVERY_KIND[::-1])
    await chat(store, 3, ALL, BUDGET)
    await chat(store, 4, ALL)
    await chat(store, 5, *(replace(each, mention="7") for each in EVERY_KIND))
    assert await publish(store, entry(1, **COUNCIL)) == 5
    assert await calls(store) == {
        "1": ("1", "2", "3", "4", "5"),  # more would be none
        "2": ("6", "5", "4", "3", "2"),
        "3": ("budget",),
        "4": (),
        "5": ("7",),
    }


async def test_who_calls_nobody_is_owed_as_ever(store: Store) -> None:
    await begin(store)
    await chat(store, 1, Subscription("section", "sport", mention="sport"), ALL)
    await publish(store, entry(1), section="world")
    assert await calls(store) == {"1": ()}


async def test_it_is_called_after_retries_pauses_and_deaths_as_it_was_owed(store: Store, another: Opener) -> None:
    await begin(store)
    address = await chat(store, 1, WORLD)
    await publish(store, entry(1))
    await store.addresses.subscribe(address.id, replace(WORLD, mention="others"), NOW)
    await store.addresses.subscribe(address.id, replace(ALL, mention="all"), NOW)
    [first] = await claim(store)
    await store.outbox.settle([Outcome(first, "pending", "502", due=NOW + MINUTE)], NOW)
    assert await calls(await another(DEAD), now=NOW + MINUTE) == {"1": ("world",)}
    await store.leases.beat()
    await store.addresses.pause(address.id, None)
    await store.addresses.resume(address.id, "all", NOW + DAY)
    assert await calls(store, now=NOW + DAY) == {"1": ("world",)}


async def test_a_digest_calls_for_all_its_posts(store: Store) -> None:
    await begin(store)
    address = await chat(store, 1, *(Subscription("section", f"s{at}", mention=f"{at % 6}") for at in range(8)))
    for number in (1, 0, 7, 2, 3):
        await publish(store, entry(number), section=f"s{number}")
    [digest] = await store.outbox.claim("telegram", 9, NOW, 2)
    assert len(digest.more) == 4 and digest.mentions == ("1", "0", "2", "3")  # 7 calls 1 as well
    await store.outbox.settle([Outcome(digest, "pending", apart=True)], NOW)
    called = []
    for _ in range(5):
        [post] = await claim(store)
        called.append(post.mentions)
        await store.outbox.settle([sent(post)], NOW)
    assert called == [("1",), ("0",), ("1",), ("2",), ("3",)]
    await store.addresses.unsubscribe(address.id, None)
    await store.addresses.subscribe(address.id, ALL, NOW)
    await publish(store, entry(9))
    assert await calls(store) == {"1": ()}


async def test_readers_of_a_source_that_carries_it_later_are_called_then(store: Store, store_url: str) -> None:
    await begin(store, ONE, TWO)
    await chat(store, 1, Subscription("source", "one", mention="one"), Subscription("source", "two", mention="two"))
    await chat(store, 2, Subscription("source", "two", mention="two"))
    late = await chat(store, 3)
    await chat(store, 4, Subscription("source", "two", mention="two"), Subscription("source", "one", mention="one"))
    await publish(store, entry(1))
    first, other, again = await claim(store)
    assert (first.mentions, other.mentions, again.mentions) == (("one",), (), ("one",))
    await store.outbox.settle([sent(first), sent(other), Outcome(again, "pending")], NOW)
    await store.addresses.subscribe(late.id, Subscription("source", "two", mention="two"), NOW)
    await store.sources.store_poll(poll(TWO, [entry(1)]), NOW)
    assert await calls(store) == {"1": (), "2": ("two",), "3": (), "4": ("one",)}  # as it was owed; a credit calls none
    assert await sql(store_url, "SELECT count(*) FROM outbox WHERE payload LIKE '%two%'") == [(1,)]  # and of no other


async def test_what_is_sent_by_hand_or_sent_before_calls_nobody(store: Store) -> None:
    await begin(store)
    await publish(store, entry(1))
    address = await chat(store, 1, WORLD)
    assert await store.outbox.owe(address.id, [1], NOW) == 1
    [post] = await claim(store)
    assert post.mentions == ()
    await store.outbox.settle([sent(post)], NOW)
    await store.outbox.correct(1, Kind.EDIT, NOW, corrections.calling(["world"]))
    assert await calls(store) == {"1": ()}


async def test_an_update_calls_as_well(store: Store, store_url: str) -> None:
    await begin(store)
    await chat(store, 1, WORLD)
    await publish(store, entry(1))
    await sql(store_url, "UPDATE outbox SET kind = 'update'")
    assert await calls(store) == {"1": ("world",)}
