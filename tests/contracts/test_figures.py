"""Port `Figures`."""

from bot.adapters.storage.store import Store
from bot.domain.model import Outcome, Place, Stats, Subscription
from tests.contracts.conftest import DEAD, Opener
from tests.contracts.samples import ALL, HOUR, MINUTE, NOW, ONE, TWO, begin, chat, claim, entry, publish, sent


async def test_an_empty_store_has_zeros(store: Store) -> None:
    states = dict.fromkeys(("pending", "sent", "failed", "doubtful", "skipped", "held"), 0)
    assert await store.figures.stats(NOW) == Stats(0, 0, 0, 0, states)


async def test_everything_is_counted_once(store: Store) -> None:
    await begin(store, ONE, TWO)
    for number in range(5):
        await chat(store, number, ALL, Subscription("section", "world"))
    await chat(store, 9, topic="1")
    await chat(store, 9, topic="2")
    await publish(store, entry(1))
    await publish(store, entry(1), source=TWO)
    await publish(store, entry(2), settle=HOUR)
    first, second, third, fourth, *_ = await claim(store)
    await store.outbox.settle(
        [
            sent(first),
            Outcome(second, "failed", reason="bad"),
            Outcome(third, "skipped", reason="old"),
            Outcome(fourth, "pending", due=NOW + MINUTE, doubtful=True),
        ],
        NOW,
    )
    stats = await store.figures.stats(NOW + HOUR)
    assert (stats.articles, stats.stories, stats.chats, stats.subscriptions) == (2, 2, 6, 12)
    assert stats.deliveries == {"sent": 1, "failed": 1, "skipped": 1, "pending": 4, "doubtful": 1, "held": 7}
    assert [(each.source.id, each.articles) for each in stats.sources] == [("one", 2), ("two", 1)]


async def test_closed_chats_do_not_count(store: Store) -> None:
    await chat(store, 1)
    await chat(store, 2)
    await store.addresses.close("telegram", "1", "blocked", NOW)
    assert (await store.figures.stats(NOW)).chats == 1


async def test_the_oldest_pending_tells_the_lag(store: Store, another: Opener) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1))
    assert (await store.figures.stats(NOW + HOUR)).oldest_pending == NOW
    await claim(await another(DEAD))
    assert (await store.figures.stats(NOW + HOUR)).oldest_pending == NOW
    await store.leases.beat()
    await store.outbox.settle([sent(each) for each in await claim(store)], NOW)
    assert (await store.figures.stats(NOW + HOUR)).oldest_pending is None


async def test_the_audience_is_who_gets_news_together(store: Store) -> None:
    await chat(store, 1)  # a person
    group = (await chat(store, -2, kind="group")).place
    topic = (await chat(store, -2, kind="group", topic="5")).place
    channel = (await chat(store, -3, kind="channel")).place
    for number, reason in ((-3, "no_rights"), (-4, "kicked")):
        await chat(store, number, kind="channel")
        await store.addresses.close("telegram", str(number), reason, NOW)
    await store.addresses.ensure(Place("telegram", "-5", kind="group"))  # has subscribed to nothing
    paused = await chat(store, -6, kind="group")
    await store.addresses.pause(paused.id, None)
    assert await store.figures.audience("telegram", 9) == (paused.place, channel, topic, group)
    assert await store.figures.audience("telegram", 2) == (paused.place, channel)
    assert await store.figures.audience("discord", 9) == ()
