"""The port `Outbox`, as far as it carries the bot's own words to its operators."""

from datetime import timedelta

from bot.adapters.storage.store import Store
from bot.domain.model import Kind, Notice, Outcome, Place
from bot.domain.notices import unpacked
from tests.contracts.samples import DAY, NOW, SECOND, begin, chat, claim, deliver, entry, publish, sent

GONE = Notice("gone:one", "The source {name} is gone.", (("name", "one & {two}"),))


async def test_known_and_unknown_chats_are_owed_a_notice_once(store: Store) -> None:
    known = await chat(store, 7)
    await store.addresses.set_language(known.id, "ru")
    assert await store.outbox.notify("telegram", ["7", "8", "7"], GONE, NOW) == 2
    assert await store.outbox.notify("telegram", ["7", "8"], GONE, NOW) == 0
    first, second = await claim(store)
    assert (first.address.place.chat, first.address.language) == ("7", "ru")
    assert second.address.place == Place("telegram", "8")
    assert (first.owed.kind, first.owed.key, first.item) == (Kind.NOTICE, "gone:one", None)
    assert unpacked(first.owed.payload) == Notice("", GONE.words, GONE.values)
    await store.outbox.settle([sent(first), sent(second)], NOW)
    assert await store.outbox.notify("telegram", ["7", "8"], GONE, NOW) == 0
    assert await claim(store, NOW + DAY) == []


async def test_a_notice_keeps_its_place_among_the_posts(store: Store) -> None:
    await begin(store)
    await chat(store, 7)
    await publish(store, entry(1))
    await store.outbox.notify("telegram", ["7"], GONE, NOW)
    await publish(store, entry(2))
    (first,) = await claim(store)
    await store.outbox.settle([sent(first, next_due=NOW + SECOND)], NOW)
    await store.outbox.notify("telegram", ["7"], Notice("other", "Words"), NOW)
    assert await claim(store) == []
    order = [first.owed.kind]
    while heads := await claim(store, NOW + SECOND):
        order += [head.owed.kind for head in heads]
        await store.outbox.settle([sent(head) for head in heads], NOW + SECOND)
    assert order == [Kind.POST, Kind.NOTICE, Kind.POST, Kind.NOTICE]


async def test_a_notice_waits_as_its_chat_was_told_to(store: Store) -> None:
    await begin(store)
    await chat(store, 7)
    await publish(store, entry(1))
    (first,) = await claim(store)
    await store.outbox.settle([sent(first, retry_after=NOW + timedelta(hours=1))], NOW)
    await store.outbox.notify("telegram", ["7"], GONE, NOW)
    assert await store.outbox.next_due("telegram") == NOW + timedelta(hours=1)


async def test_an_operator_who_never_opened_the_bot_does_no_harm(store: Store) -> None:
    await store.outbox.notify("telegram", ["8"], GONE, NOW)
    (owed,) = await claim(store)
    await store.outbox.settle([Outcome(owed, "skipped", "chat not found", closed="not_found")], NOW)
    assert await store.outbox.notify("telegram", ["8"], Notice("other", "Words"), NOW) == 0
    assert await store.outbox.next_due("telegram") is None
    await store.addresses.ensure(Place("telegram", "8"))  # they open it
    assert await store.outbox.notify("telegram", ["8"], Notice("other", "Words"), NOW) == 1


async def test_who_unsubscribes_gets_their_notices_all_the_same(store: Store) -> None:
    await begin(store)
    address = await chat(store, 7)
    await publish(store, entry(1))
    await store.outbox.notify("telegram", ["7"], GONE, NOW)
    await store.addresses.unsubscribe(address.id, None)
    (owed,) = await claim(store)
    assert owed.owed.kind is Kind.NOTICE


async def test_long_keys_stay_apart(store: Store) -> None:
    long = [Notice("s" * 70 + end, "Words") for end in "ab"]
    assert [await store.outbox.notify("telegram", ["8"], each, NOW) for each in (*long, *long)] == [1, 1, 0, 0]
    assert await deliver(store) == []  # sent, with no item in them


async def test_what_is_stored_is_bounded(store: Store) -> None:
    values = tuple((f"n{number}", "x" * 5000) for number in range(50))
    await store.outbox.notify("telegram", ["8"], Notice("k", "{n1} " * 5000, values), NOW)
    (owed,) = await claim(store)
    assert len(owed.owed.payload) < 5000
