"""Port `Outbox`: whose turn comes first when more is due than may be sent."""

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Connection

from bot.adapters.storage.schema import outbox
from bot.adapters.storage.store import Store
from bot.domain.model import Kind, Notice, Outcome, Rank
from tests.contracts.samples import DAY, NOW, SECOND, begin, chat, claim, deliver, entry, publish, sent


async def rank(store: Store, rank: Rank, *rows: int) -> None:
    """Give outbox rows a rank, as what owes them will."""

    def give(connection: Connection) -> None:
        connection.execute(update(outbox).where(outbox.c.id.in_(rows)).values(rank=int(rank)))

    await store.outbox._database.transact(give)


async def order(store: Store) -> list[tuple[str, str]]:
    """Send one at a time; (chat, key)."""
    sequence = []
    while claims := await claim(store, limit=1):
        await store.outbox.settle([sent(each) for each in claims], NOW)
        sequence += [(each.address.place.chat, each.owed.key) for each in claims]
    return sequence


async def test_breaking_then_posts_then_digests_then_edits(store: Store) -> None:
    await begin(store)
    for number in range(4):
        await chat(store, number)
    await publish(store, entry(1))
    for row, each in enumerate((Rank.EDIT, Rank.DIGEST, Rank.POST, Rank.BREAKING), 1):
        await rank(store, each, row)
    assert [chat_id for chat_id, _ in await order(store)] == ["3", "2", "1", "0"]


async def test_within_a_chat_the_order_stands(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1), entry(2), entry(3))
    await rank(store, Rank.EDIT, 1)
    await rank(store, Rank.BREAKING, 3)
    assert [key for _, key in await order(store)] == ["1", "2", "3"]


async def test_breaking_news_is_no_part_of_a_digest(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, *map(entry, range(9)))
    await rank(store, Rank.BREAKING, 6)
    shown = []
    while claims := await store.outbox.claim("telegram", 100, NOW, 5):
        shown += [1 + len(each.more) for each in claims]
        await store.outbox.settle([sent(each) for each in claims], NOW)
    assert shown == [5, 1, 3]


async def test_digests_make_room_for_posts(store: Store) -> None:
    await begin(store)
    for number in range(3):
        await chat(store, number)
    await publish(store, *map(entry, range(6)))
    await chat(store, 9)
    await publish(store, entry(9))
    first, *_ = await store.outbox.claim("telegram", 1, NOW, 5)
    assert (first.address.place.chat, first.more) == ("9", ())
    rest = await store.outbox.claim("telegram", 100, NOW, 5)
    assert [(each.address.place.chat, len(each.more)) for each in rest] == [("0", 6), ("1", 6), ("2", 6)]


async def test_what_operators_are_told_goes_with_the_posts(store: Store) -> None:
    await begin(store)
    await chat(store, 1)
    await publish(store, *map(entry, range(6)))
    await store.outbox.notify("telegram", ["7"], Notice("k", "Something is wrong"), NOW)
    claims = await store.outbox.claim("telegram", 100, NOW, 5)
    assert [each.owed.kind for each in claims] == [Kind.NOTICE, Kind.POST]


@pytest.mark.parametrize("kind", [Kind.EDIT, Kind.STRIKE])
async def test_news_does_not_wait_behind_what_corrects_earlier_news(store: Store, kind: Kind) -> None:
    await begin(store)
    await chat(store, 1)
    await publish(store, entry(1))
    await deliver(store)
    assert await store.outbox.correct(1, kind, NOW) == 1
    await publish(store, entry(2))
    await publish(store, entry(3))
    order = []
    for _ in range(3):
        (head,) = await claim(store, NOW + SECOND)
        order.append(head.owed.kind)
        await store.outbox.settle(
            [sent(head)] if head.owed.kind is Kind.POST else [Outcome(head, "sent")], NOW + SECOND
        )
    assert order == [Kind.POST, Kind.POST, kind]
    assert await claim(store, NOW + DAY) == []


async def test_a_correction_in_their_midst_keeps_no_posts_out_of_their_digest(store: Store) -> None:
    await begin(store)
    await chat(store, 1)
    await publish(store, entry(1))
    await deliver(store)
    await publish(store, entry(2), entry(3))
    await store.outbox.correct(1, Kind.EDIT, NOW)
    await publish(store, entry(4), entry(5))
    (digest,) = await store.outbox.claim("telegram", 10, NOW + SECOND, 2)
    assert [digest.owed.kind, len(digest.more)] == [Kind.POST, 3]
    await store.outbox.settle([sent(digest)], NOW + SECOND)
    assert [each.owed.kind for each in await claim(store, NOW + SECOND)] == [Kind.EDIT]
