"""Port `Outbox`: messages that are published to the channels that follow their own."""

from typing import Any

import pytest

from bot.adapters.storage.store import Store
from bot.domain.model import Claim, Crosspost, Kind, Notice, Outcome, Place, Receipt
from tests.contracts.samples import ALL, HOUR, MINUTE, NOW, SECOND, begin, entry, publish, sent
from tests.postgres import sql

NEWS = Place("discord", "1", kind="channel", title="News", server="900", shape="announcement")
SIX = 6 * HOUR


async def follow(store: Store, place: Place = NEWS, *, crosspost: bool = True) -> int:
    """A channel that is owed everything."""
    address = await store.addresses.ensure(place)
    await store.addresses.set_publishing(address.id, crosspost=crosspost)
    await store.addresses.subscribe(address.id, ALL, NOW)
    return address.id


async def claimed(store: Store, now: Any = NOW) -> list[Claim]:
    return list(await store.outbox.claim("discord", 100, now))


async def posted(store: Store, *numbers: int, now: Any = NOW) -> None:
    """Articles stand in all channels, as the message "m" and the outbox row's number."""
    await publish(store, *map(entry, numbers))
    while claims := await claimed(store, now):
        await store.outbox.settle([sent(each) for each in claims], now)


async def waiting(store: Store, now: Any = NOW, per_hour: int = 10, limit: int = 100) -> list[Crosspost]:
    return list(await store.outbox.crossposts("discord", now, per_hour=per_hour, limit=limit))


async def test_the_oldest_of_each_channel_and_then_the_next(store: Store) -> None:
    await begin(store)
    await follow(store)
    await follow(store, Place("discord", "2", kind="channel", shape="announcement"))
    await posted(store, 1, 2)
    first, other = await waiting(store)
    assert first == Crosspost(1, NEWS, "m1")
    assert (other.id, other.place.chat) == (2, "2")
    assert await waiting(store, limit=1) == [first]
    assert await store.outbox.crossposts("telegram", NOW, per_hour=10, limit=9) == ()
    await store.outbox.crossposted(first, NOW)
    assert [each.id for each in await waiting(store)] == [2, 3]
    await store.outbox.crossposted(other, NOW, failed=True)
    assert [each.id for each in await waiting(store)] == [3, 4]
    await store.outbox.crossposted(first, NOW, failed=True)  # a late word changes nothing
    assert [each.id for each in await waiting(store, per_hour=1)] == [4]  # one that failed does not count


@pytest.mark.parametrize(
    ("shape", "crosspost"), [("announcement", False), ("", True), ("forum", True), ("announcement", True)]
)
async def test_only_where_it_was_asked_for_and_can_be(store: Store, shape: Any, crosspost: bool) -> None:
    await begin(store)
    await follow(store, Place("discord", "1", kind="channel", shape=shape), crosspost=crosspost)
    await posted(store, 1)
    assert len(await waiting(store)) == (crosspost and shape == "announcement")


async def test_what_is_no_news_is_not_published(store: Store, store_url: str) -> None:
    await begin(store)
    await follow(store)
    await posted(store, 1)
    await store.outbox.crossposted((await waiting(store))[0], NOW)
    await store.outbox.notify("discord", ["1"], Notice("k", "Something is wrong"), NOW)
    await store.outbox.correct(1, Kind.EDIT, NOW)
    [notice] = await claimed(store)
    await store.outbox.settle([Outcome(notice, "sent", receipt=Receipt(("n",)))], NOW)
    [edit] = await claimed(store)
    await store.outbox.settle([Outcome(edit, "sent")], NOW)
    assert await waiting(store) == []
    await publish(store, entry(2))
    await sql(store_url, "UPDATE outbox SET kind = 'update' WHERE item_id = 2")
    [update] = await claimed(store)
    await store.outbox.settle([sent(update, "u")], NOW)
    assert [each.message for each in await waiting(store)] == ["u"]  # it answers no post there


async def test_a_digest_is_published_as_one(store: Store) -> None:
    await begin(store)
    address = await follow(store)
    await store.addresses.pause(address, None)
    await publish(store, *map(entry, range(5)))
    await store.addresses.resume(address, "digest", NOW)
    [digest] = await claimed(store)
    assert len(digest.more) == 4
    await store.outbox.settle([sent(digest, "list")], NOW)
    [only] = await waiting(store)
    await store.outbox.crossposted(only, NOW)
    assert only.message == "list" and await waiting(store) == []


async def test_as_many_an_hour_as_the_platform_allows(store: Store) -> None:
    await begin(store)
    await follow(store)
    await posted(store, *range(4))
    for number in range(2):
        [each] = await waiting(store, NOW + number * MINUTE, per_hour=2)
        await store.outbox.crossposted(each, NOW + number * MINUTE)
    assert await waiting(store, NOW + HOUR - SECOND, per_hour=2) == []
    [third] = await waiting(store, NOW + HOUR, per_hour=2)
    await store.outbox.crossposted(third, NOW + HOUR)
    assert await waiting(store, NOW + HOUR, per_hour=2) == []
    assert [each.id for each in await waiting(store, NOW + HOUR + MINUTE, per_hour=2)] == [4]


async def test_channels_that_take_nothing_yet_are_left_out_and_keep_no_place(store: Store) -> None:
    await begin(store)
    for chat in "123":
        await follow(store, Place("discord", chat, kind="channel", shape="announcement"))
    await posted(store, 1)
    [third] = await store.outbox.crossposts("discord", NOW, per_hour=10, limit=1, but={"1", "2"})
    assert third.place.chat == "3"
    many = [*"123", *map(str, range(4, 10_001))]
    assert await store.outbox.crossposts("discord", NOW, per_hour=10, limit=1, but=many) == ()


async def test_what_is_six_hours_old_is_given_up(store: Store, store_url: str) -> None:
    await begin(store)
    await follow(store)
    await posted(store, 1)
    await posted(store, 2, now=NOW + MINUTE)
    assert [each.id for each in await waiting(store, NOW + SIX - SECOND)] == [1]
    assert [each.id for each in await waiting(store, NOW + SIX)] == [2]
    assert [each.id for each in await waiting(store, NOW + SIX - SECOND)] == [2]  # for good
    states = await sql(store_url, "SELECT owed_id, crosspost FROM messages ORDER BY owed_id")
    assert [tuple(row) for row in states] == [(1, "stale"), (2, "wanted")]


async def test_channels_that_closed_or_want_it_no_more_publish_nothing(store: Store) -> None:
    await begin(store)
    address = await follow(store)
    await posted(store, 1)
    await store.addresses.set_publishing(address, crosspost=False)
    assert await waiting(store) == []
    await store.addresses.set_publishing(address, crosspost=True)
    await store.addresses.close("discord", "1", "kicked", NOW)
    assert await waiting(store) == []
    await store.addresses.reopen("discord", "1")
    assert len(await waiting(store)) == 1
    await store.outbox.shrink(NOW + HOUR)  # the row is gone, its message waits
    assert len(await waiting(store)) == 1
    await store.addresses.forget("discord", "1")
    assert await waiting(store) == []


async def test_what_came_too_late_to_be_settled_is_not_published(store: Store) -> None:
    await begin(store)
    await follow(store)
    await publish(store, entry(1))
    [post] = await claimed(store)
    await store.outbox.settle([Outcome(post, "pending")], NOW)
    assert await waiting(store) == []
