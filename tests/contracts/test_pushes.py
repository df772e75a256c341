"""Port `Pushes`."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.adapters.storage.store import Store
from bot.domain.identity import identify
from bot.domain.model import Push
from tests.contracts.samples import DAY, HOUR, MINUTE, NOW, ONE, entry, poll

HUB, TOPIC = "https://hub.example/", "https://one.example/rss.xml"
SECRET = "s" * 64


async def offered(store: Store, now: datetime = NOW, **changes: str) -> None:
    """The source's feed names a hub."""
    named = {"hub": HUB, "topic": TOPIC} | changes
    await store.sources.seed([ONE], now)
    await store.sources.store_poll(poll(ONE, (), now, **named), now)


async def wanted(store: Store, now: datetime) -> tuple[Push, ...]:
    return await store.pushes.wanted(now, again=HOUR, ahead=2 * DAY)


async def subscribed(store: Store, lease: timedelta = 10 * DAY) -> None:
    await offered(store)
    await store.pushes.asked(Push("one", HUB, TOPIC, SECRET), NOW)
    await store.pushes.confirmed("one", NOW + lease, NOW)


async def test_a_source_that_names_a_hub_is_to_be_subscribed(store: Store) -> None:
    await store.sources.seed([ONE], NOW)
    assert await wanted(store, NOW) == () and await store.pushes.get("one") is None
    await offered(store)
    assert await wanted(store, NOW) == (Push("one", HUB, TOPIC),)
    assert await store.pushes.get("one") is None
    await offered(store, topic="")
    assert await wanted(store, NOW) == ()


async def test_what_was_asked_in_vain_is_asked_less_and_less_often(store: Store) -> None:
    await offered(store)
    moment, pauses = NOW, []
    for _ in range(8):
        (push,) = await wanted(store, moment)
        await store.pushes.asked(replace(push, secret=SECRET), moment)
        await store.pushes.denied("one", moment)
        pause = timedelta()
        while not await wanted(store, moment + pause):
            pause += HOUR / 2
        pauses.append(pause / HOUR)
        moment += pause
    assert pauses == [1, 2, 4, 8, 16, 32, 32, 32]


async def test_a_confirmed_lease_is_renewed_with_its_secret_when_a_fifth_is_left(store: Store) -> None:
    await subscribed(store)
    known = Push("one", HUB, TOPIC, SECRET, NOW, NOW + 10 * DAY)
    assert await store.pushes.get("one") == known
    assert (await store.sources.due(NOW + DAY, 1))[0].pushed_until == NOW + 10 * DAY
    assert await wanted(store, NOW + 8 * DAY - MINUTE) == ()
    assert await wanted(store, NOW + 8 * DAY) == (known,)

    await store.pushes.asked(known, NOW + 8 * DAY)
    again = await store.pushes.get("one")
    assert again and again.until == NOW + 10 * DAY  # until the hub has said so, the lease is the one it gave
    assert await wanted(store, NOW + 9 * DAY) == ()
    await store.pushes.confirmed("one", NOW + 18 * DAY, NOW + 8 * DAY)
    assert await wanted(store, NOW + 16 * DAY - MINUTE) == ()


async def test_a_lease_that_lapsed_is_asked_for_again(store: Store) -> None:
    await subscribed(store, lease=HOUR)
    await store.pushes.asked(Push("one", HUB, TOPIC, SECRET), NOW + HOUR - MINUTE)
    assert await wanted(store, NOW + HOUR) == ()
    assert [push.secret for push in await wanted(store, NOW + 3 * HOUR)] == [SECRET]


async def test_a_hub_of_very_short_leases_is_not_asked_all_the_time(store: Store) -> None:
    await subscribed(store, lease=MINUTE)
    assert await wanted(store, NOW + MINUTE - MINUTE / 10) == ()


async def test_denial_ends_the_lease(store: Store) -> None:
    await subscribed(store)
    await store.pushes.denied("one", NOW + MINUTE)
    known = await store.pushes.get("one")
    assert known and known.until is None and known.active
    assert (await store.sources.due(NOW + DAY, 1))[0].pushed_until is None


async def test_another_hub_is_another_subscription(store: Store) -> None:
    await subscribed(store)
    await offered(store, hub="https://other.example/")
    assert await wanted(store, NOW) == (Push("one", "https://other.example/", TOPIC),)
    await store.pushes.asked(Push("one", "https://other.example/", TOPIC, "t" * 64), NOW + MINUTE)
    known = await store.pushes.get("one")
    assert known == Push("one", "https://other.example/", TOPIC, "t" * 64, NOW + MINUTE, None, tries=1)


async def test_the_subscription_of_a_source_that_is_gone_is_to_be_ended(store: Store) -> None:
    await subscribed(store)
    assert await store.pushes.unwanted(NOW) == ()
    await store.sources.store_gone("one", "410", NOW)
    (push,) = await store.pushes.unwanted(NOW)
    assert push == await store.pushes.get("one") and not push.active
    assert await wanted(store, NOW + 9 * DAY) == ()
    await store.pushes.denied("one", NOW)
    assert await store.pushes.unwanted(NOW) == ()


async def test_nobody_knows_what_was_never_asked(store: Store) -> None:
    await store.pushes.confirmed("nobody", NOW + DAY, NOW)
    await store.pushes.denied("nobody", NOW)
    assert await store.pushes.get("nobody") is None and await store.pushes.get("") is None


async def test_what_was_told_of_is_stored_and_leaves_the_poll_as_it_was(store: Store) -> None:
    await offered(store)
    before = (await store.sources.health())[0]
    told = identify("one", [entry(1), entry(2)], NOW)
    assert await store.pushes.store("one", told, NOW + MINUTE) == 2
    assert await store.pushes.store("one", told, NOW + MINUTE) == 0
    after = (await store.sources.health())[0]
    assert (after.next_poll, after.polls, after.last_poll) == (before.next_poll, before.polls, before.last_poll)
    assert after.last_new == NOW + MINUTE and after.articles == 2
    await store.sources.store_poll(poll(ONE, [entry(1), entry(2), entry(3)], NOW + HOUR), NOW + HOUR)
    assert (await store.sources.health())[0].articles == 3
    changed = identify("one", [replace(entry(1), title="Another headline", content="Other words.")], NOW + DAY)
    assert await store.pushes.store("one", changed, NOW + DAY) == 0


async def test_nothing_is_stored_for_a_source_that_is_not_polled(store: Store) -> None:
    await offered(store)
    await store.sources.store_gone("one", "410", NOW)
    told = identify("one", [entry(1)], NOW)
    assert await store.pushes.store("one", told, NOW) == await store.pushes.store("nobody", told, NOW) == 0
