"""Port `Outbox`: bursts that become digests."""

import pytest

from bot.adapters.storage.store import Store
from bot.domain.model import Claim, Notice, Outcome
from tests.contracts.conftest import DEAD, Opener
from tests.contracts.samples import DAY, MINUTE, NOW, SECOND, begin, chat, entry, publish, sent

BURST = 5


async def claimed(store: Store, burst: int = BURST, **options: object) -> list[Claim]:
    return list(await store.outbox.claim("telegram", 100, NOW, burst))


async def waiting(store: Store, count: int, **place: object) -> None:
    """A chat for which so many posts wait."""
    await begin(store)
    await chat(store, 1, **place)
    await publish(store, *map(entry, range(count)))


def shown(claim: Claim) -> list[int]:
    """The numbers of the items that a claim shows."""
    items = [claim.item, *(item for _, item in claim.more)]
    return [int(item.title.split()[1]) for item in items if item]


def cut(claim: Claim, count: int) -> Claim:
    """The claim of a message that has room for so many items, as the courier settles it."""
    return Claim(
        claim.owed,
        claim.address,
        claim.item,
        claim.fence,
        claim.more[: count - 1],
        tuple(row for row, _ in claim.more[count - 1 :]),
    )


async def states(store: Store) -> dict[str, int]:
    return {state: count for state, count in (await store.figures.stats(NOW)).deliveries.items() if count}


async def in_messages(store: Store, room: int, burst: int = BURST) -> list[list[int]]:
    """Send everything in messages of `room` items at most; what each of them shows."""
    messages = []
    while claims := await claimed(store, burst):
        fitting = [cut(each, room) for each in claims]
        await store.outbox.settle([sent(each) for each in fitting], NOW)
        messages += [shown(each) for each in fitting]
    return messages


@pytest.mark.parametrize("kind", ["private", "group"])
async def test_more_posts_than_a_burst_are_one_claim(store: Store, kind: str) -> None:
    await waiting(store, 6, kind=kind)
    (claim,) = await claimed(store)
    assert shown(claim) == [0, 1, 2, 3, 4, 5]
    assert await claimed(store) == []
    await store.outbox.settle([sent(claim, "m1")], NOW)
    assert await states(store) == {"sent": 6}
    for number in range(6):
        record = await store.articles.show(str(number + 1))
        assert record is not None and [each.message for each in record.posts] == ["m1"]


@pytest.mark.parametrize(
    ("count", "burst", "place"), [(5, 5, {}), (9, 0, {}), (9, 5, {"kind": "channel"}), (2, 2, {"kind": "group"})]
)
async def test_few_posts_and_those_of_channels_go_one_by_one(
    store: Store, count: int, burst: int, place: dict[str, str]
) -> None:
    await waiting(store, count, **place)
    assert await in_messages(store, 50, burst) == [[number] for number in range(count)]


async def test_who_asked_for_every_post_gets_every_post(store: Store) -> None:
    await waiting(store, 9)
    address = (await claimed(store, burst=0))[0].address
    await store.addresses.set_every_post(address.id, every=True)
    await store.leases.release()
    assert await in_messages(store, 50) == [[number] for number in range(9)]
    await store.addresses.set_every_post(address.id, every=False)
    await publish(store, *map(entry, range(10, 16)))
    assert await in_messages(store, 50) == [[10, 11, 12, 13, 14, 15]]


async def test_three_hundred_items_come_once_and_in_order_over_several_messages(store: Store) -> None:
    await waiting(store, 300)
    messages = await in_messages(store, 40)
    assert [number for each in messages for number in each] == list(range(300))
    assert {len(each) for each in messages} == {40, 20}


async def test_a_claim_is_bounded(store: Store) -> None:
    await waiting(store, 120)
    (claim,) = await claimed(store)
    assert len(shown(claim)) == 50


async def test_a_single_one_that_is_left_of_a_digest_is_a_post(store: Store) -> None:
    await waiting(store, 6)
    assert await in_messages(store, 5) == [[0, 1, 2, 3, 4], [5]]


async def test_what_is_published_meanwhile_comes_after_the_digest(store: Store) -> None:
    await waiting(store, 6)
    (claim,) = await claimed(store)
    await publish(store, entry(7), entry(8))
    await store.outbox.settle([sent(cut(claim, 4))], NOW)
    assert await in_messages(store, 50) == [[4, 5], [7], [8]]


async def test_a_digest_is_tried_again_whole_and_nothing_overtakes_it(store: Store) -> None:
    await waiting(store, 6)
    (claim,) = await claimed(store)
    await store.outbox.settle([Outcome(cut(claim, 4), "pending", "5xx", due=NOW + MINUTE)], NOW)
    assert await claimed(store) == []
    assert await store.outbox.next_due("telegram") == NOW + MINUTE
    (again,) = await store.outbox.claim("telegram", 100, NOW + MINUTE, BURST)
    assert (shown(again), again.owed.attempts, again.owed.first_attempt) == ([0, 1, 2, 3, 4, 5], 1, NOW)


async def test_one_that_was_never_sent_leaves_no_trace(store: Store) -> None:
    await waiting(store, 6)
    (claim,) = await claimed(store)
    await store.outbox.settle([Outcome(claim, "pending", attempted=False)], NOW)
    (again,) = await claimed(store)
    assert (shown(again), again.owed.attempts) == ([0, 1, 2, 3, 4, 5], 0)


async def test_a_refused_digest_is_posts_again_and_what_it_did_not_show_is_a_digest_still(store: Store) -> None:
    await waiting(store, 20)
    (claim,) = await claimed(store)
    await store.outbox.settle([Outcome(cut(claim, 8), "pending", "bad request", apart=True)], NOW)
    assert await in_messages(store, 50) == [*([number] for number in range(8)), [*range(8, 20)]]


async def test_a_closed_chat_is_owed_nothing_of_the_digest(store: Store) -> None:
    await waiting(store, 9)
    (claim,) = await claimed(store)
    await store.outbox.settle([Outcome(cut(claim, 4), "skipped", "blocked", closed="blocked")], NOW)
    assert await states(store) == {"skipped": 9}


async def test_what_a_dead_process_was_sending_is_a_digest_again(store: Store, another: Opener) -> None:
    await waiting(store, 60)
    assert len(await claimed(await another(DEAD))) == 1
    await store.leases.beat()
    assert await in_messages(store, 50) == [[*range(50)], [*range(50, 60)]]


async def test_a_moved_group_gets_its_digest_at_its_new_id(store: Store) -> None:
    await begin(store)
    await chat(store, "-100", kind="group")
    await publish(store, *map(entry, range(6)))
    (claim,) = await claimed(store)
    await store.outbox.settle([Outcome(claim, "pending", moved_to="-1001", attempted=False)], NOW)
    (again,) = await claimed(store)
    assert (again.address.place.chat, shown(again)) == ("-1001", [0, 1, 2, 3, 4, 5])


async def test_a_notice_keeps_its_place_among_the_posts(store: Store) -> None:
    await waiting(store, 3)
    await store.outbox.notify("telegram", ["1"], Notice("k", "Something is wrong"), NOW)
    await publish(store, *map(entry, range(3, 9)))
    assert await in_messages(store, 50) == [[0, 1, 2], [], [3, 4, 5, 6, 7, 8]]


async def test_others_go_on_while_bursts_are_found(store: Store) -> None:
    await begin(store)
    for number in range(130):
        await chat(store, number)
    await publish(store, *map(entry, range(6)))
    first, second = await claimed(store), await claimed(store)
    assert [len(first), len(second)] == [100, 30]
    assert {len(shown(each)) for each in first + second} == {6}


async def test_a_pace_holds_for_digests(store: Store) -> None:
    await waiting(store, 90)
    (claim,) = await claimed(store)
    await store.outbox.settle([sent(claim, next_due=NOW + 3 * SECOND)], NOW)
    assert await claimed(store) == []
    assert await store.outbox.next_due("telegram") == NOW + 3 * SECOND
    (rest,) = await store.outbox.claim("telegram", 100, NOW + DAY, BURST)
    assert shown(rest) == [*range(50, 90)]
