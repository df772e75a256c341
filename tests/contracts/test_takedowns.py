"""Ports `Takedowns`, and what `Sources` and `Articles` tell it: which pages are looked at, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.adapters.storage.store import Store
from bot.domain import corrections
from bot.domain.model import Entry, Kind, Query, Verdict, Watched, Word
from tests.contracts.samples import (
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
    entry,
    poll,
    publish,
    ready,
    sent,
)
from tests.postgres import sql

FOUND = Query(words=((Word("council"),),))


async def watch(store: Store, url: str, *ids: int, at: datetime = NOW + DAY) -> None:
    """Their pages are looked at then."""
    for each in ids:
        await sql(url, "UPDATE articles SET look = ? WHERE id = ?", _micros(at), each)


def _micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


async def posted(store: Store, url: str, *numbers: int) -> None:
    """These articles stand in chat 1, and are looked at a day later."""
    await begin(store)
    await chat(store, 1)
    await publish(store, *(entry(number) for number in numbers or (1,)))
    await deliver(store)
    await watch(store, url, *range(1, len(numbers or (1,)) + 1))


async def due(store: Store, now: datetime = NOW + DAY) -> list[int]:
    return [each.id for each in await store.takedowns.due(now, 10)]


def struck(article: int = 1, item: int = 1, now: datetime = NOW + DAY) -> Verdict:
    return Verdict(article, item, now + DAY, now - DAY, 410, now, "struck")


async def titles(store: Store, query: Query = Query()) -> list[str]:  # noqa: B008 - a value
    return [item.title for item in (await store.articles.find(query, limit=10)).items]


async def test_what_is_due_is_given_longest_due_first(store: Store, store_url: str) -> None:
    await posted(store, store_url, 1, 2, 3)
    await watch(store, store_url, 3, at=NOW + HOUR)
    assert await due(store, NOW) == [] and await due(store, NOW + HOUR) == [3]
    assert await due(store) == [3, 1, 2]
    (first,) = await store.takedowns.due(NOW + DAY, 1)
    assert first == Watched(3, 3, entry(3).url, NOW)
    later = Verdict(3, 3, NOW + 2 * DAY, NOW + DAY, 404)
    assert await store.takedowns.settle([later], NOW + DAY) == 0
    assert await due(store) == [1, 2]
    (again,) = [each for each in await store.takedowns.due(NOW + 2 * DAY, 9) if each.id == 3]
    assert again == replace(first, gone_since=NOW + DAY, gone_status=404)
    assert await store.takedowns.settle([Verdict(3, 3, None)], NOW + DAY) == 0
    assert await due(store, NOW + 99 * DAY) == [1, 2]


async def test_what_was_taken_down_is_struck_where_it_stands_and_found_no_more(store: Store, store_url: str) -> None:
    await posted(store, store_url, 1, 2)
    await chat(store, 2)  # where it does not stand
    assert await store.takedowns.settle([struck()], NOW + DAY) == 1
    (strike,) = await claim(store, NOW + DAY)
    assert (strike.owed.kind, strike.address.place.chat) == (Kind.STRIKE, "1")
    assert corrections.reason_of(strike.owed.payload) == "410"
    assert strike.item is not None and strike.item.title == "Headline 1"
    assert await titles(store) == await titles(store, FOUND) == ["Headline 2"]
    assert (await store.articles.find(Query(), limit=5)).total == 1
    record = await store.articles.show("1")
    assert record is not None and (record.taken_down, record.gone_status) == (NOW + DAY, 410)
    other = await store.articles.show("2")
    assert other is not None and (other.taken_down, other.gone_status) == (None, 0)


async def test_what_is_back_is_found_again_and_its_posts_are_restored(store: Store, store_url: str) -> None:
    await posted(store, store_url)
    before = await titles(store, FOUND)
    await store.takedowns.settle([struck()], NOW + DAY)
    (strike,) = await claim(store, NOW + DAY)
    await store.outbox.settle([sent(strike)], NOW + DAY)
    back = Verdict(1, 1, NOW + 3 * DAY, became="restored")
    assert await store.takedowns.settle([back], NOW + 2 * DAY) == 1
    (edit,) = await claim(store, NOW + 2 * DAY)
    assert edit.owed.kind is Kind.EDIT
    assert await titles(store) == await titles(store, FOUND) == before == ["Headline 1"]
    record = await store.articles.show("1")
    assert record is not None and (record.taken_down, record.gone_status) == (None, 0)


async def test_without_corrections_the_archive_alone_learns_of_it(store: Store, store_url: str) -> None:
    await posted(store, store_url)
    assert await store.takedowns.settle([struck()], NOW + DAY, corrections=False) == 0
    assert await claim(store, NOW + DAY) == [] and await titles(store) == []
    back = Verdict(1, 1, None, became="restored")
    assert await store.takedowns.settle([back], NOW + 2 * DAY, corrections=False) == 0
    assert await titles(store) == ["Headline 1"]


async def test_only_chats_that_show_this_very_article_are_told(store: Store, store_url: str) -> None:
    await posted(store, store_url, 1, 2)
    await sql(store_url, "UPDATE articles SET item_id = 1 WHERE id = 2")  # another edition
    assert await store.takedowns.settle([struck(2)], NOW + DAY) == 0
    assert await store.takedowns.settle([struck(1)], NOW + DAY) == 1


async def test_a_post_that_waits_is_not_sent_any_more(store: Store, store_url: str) -> None:
    await posted(store, store_url)
    paused = await chat(store, 2)
    await store.addresses.pause(paused.id, None)
    await publish(store, entry(2))
    await deliver(store)
    await store.takedowns.settle([struck(2, 2)], NOW + DAY)
    await store.addresses.resume(paused.id, "all", NOW + 2 * DAY)
    waiting = [(each.address.place.chat, each.owed.kind) for each in await claim(store, NOW + 2 * DAY)]
    assert waiting == [("1", Kind.STRIKE)]
    assert (await store.figures.stats(NOW)).deliveries["skipped"] == 1


async def test_what_is_struck_is_not_edited_and_stays_unfound_until_it_is_back(store: Store, store_url: str) -> None:
    await posted(store, store_url)
    await store.takedowns.settle([struck()], NOW + DAY)
    await deliver(store, NOW + DAY)
    changed = replace(entry(1), summary="Changed.")
    await store.sources.store_poll(poll(ONE, [changed], NOW + DAY), NOW + DAY)
    batch = await store.articles.claim(NOW + DAY)
    assert batch is not None
    new = [ready(draft, title="It was otherwise", body="The council has not met.") for draft in batch.drafts]
    assert await store.articles.publish(new, NOW + DAY, max_age=DAY, settle=timedelta()) == 0
    assert await titles(store, FOUND) == []
    await store.takedowns.settle([Verdict(1, 1, None, became="restored")], NOW + 2 * DAY)
    assert await titles(store, FOUND) == ["It was otherwise"]


async def test_its_neighbours_are_those_found_before_and_after_it_in_its_source(store: Store, store_url: str) -> None:
    await begin(store, ONE, TWO)
    for number in range(1, 8):
        await publish(store, entry(number))
    await publish(store, Entry("Elsewhere", url="https://two.example/1", published=NOW), source=TWO)
    await publish(store, Entry("No address", guid="none", published=NOW), entry(9))
    urls = {number: entry(number).url for number in range(1, 10)}
    assert await store.takedowns.neighbours(4, 2) == (urls[3], urls[5], urls[2], urls[6])
    assert await store.takedowns.neighbours(7, 3) == (urls[6], urls[9], urls[5], urls[4])
    await store.takedowns.settle([struck(3, 3)], NOW + DAY)
    await sql(store_url, "UPDATE articles SET item_id = 4 WHERE id = 5")
    assert await store.takedowns.neighbours(4, 1) == (urls[2], urls[6])


# --- hints -------------------------------------------------------------------------------------------------


def feed(*missing: int) -> Sequence[Entry]:
    return [entry(number) for number in range(1, 11) if number not in missing]


async def polled(store: Store, entries: Sequence[Entry], minute: int, **fields: Any) -> None:
    now = NOW + minute * MINUTE
    await store.sources.store_poll(poll(ONE, entries, now, **fields), now)


async def test_an_article_that_its_feed_has_dropped_is_looked_at_now(store: Store, store_url: str) -> None:
    await posted(store, store_url, *range(1, 11))
    await polled(store, feed(), 1)
    await polled(store, feed(1, 2), 2)  # they made room
    assert await due(store, NOW + HOUR) == []
    await polled(store, feed(1, 2, 7), 3)
    assert await due(store, NOW + 3 * MINUTE) == [7]
    await store.takedowns.settle([Verdict(7, 7, NOW + 2 * DAY)], NOW + HOUR)
    await polled(store, feed(1, 2), 4)
    await polled(store, feed(1, 2, 7), 5)
    assert await due(store, NOW + HOUR) == []  # it comes and goes


async def test_only_what_is_watched_is_looked_at(store: Store, store_url: str) -> None:
    await posted(store, store_url, *range(1, 11))
    await store.takedowns.settle([Verdict(6, 6, None), struck(7, 7)], NOW)
    await polled(store, feed(), 1)
    await polled(store, feed(6, 7), 2)
    assert await due(store, NOW + HOUR) == []


async def test_another_feed_has_dropped_nothing(store: Store, store_url: str) -> None:
    await posted(store, store_url, *range(1, 11))
    await polled(store, feed(), 1)
    await polled(store, feed(7), 2, feed_url="https://one.example/another.xml", links=())
    assert await due(store, NOW + HOUR) == []


async def test_what_a_hub_tells_of_is_not_all_that_there_is(store: Store, store_url: str) -> None:
    await posted(store, store_url, *range(1, 11))
    await polled(store, feed(), 1)
    await store.pushes.store("one", poll(ONE, feed(7)).found, NOW + 2 * MINUTE)
    assert await due(store, NOW + HOUR) == []


@pytest.mark.parametrize("missing", [NOW + HOUR, None])
async def test_a_revision_whose_page_is_missing_is_looked_at_now(
    store: Store, store_url: str, missing: datetime | None
) -> None:
    await posted(store, store_url)
    await store.sources.store_poll(poll(ONE, [replace(entry(1), summary="New.")], NOW + HOUR), NOW + HOUR)
    batch = await store.articles.claim(NOW + HOUR)
    assert batch is not None
    await store.articles.postpone(batch.drafts[0].id, "404", missing=missing)
    assert await due(store, NOW + HOUR) == [1] * (missing is not None)


async def test_a_clock_that_went_back_lets_nobody_wait_longer(store: Store, store_url: str) -> None:
    await posted(store, store_url)
    await store.leases.bring_forward(HOUR, NOW - HOUR)
    assert await due(store, NOW + DAY - HOUR - SECOND) == []
    assert await due(store, NOW + DAY - HOUR) == [1]


async def test_an_item_whose_first_article_is_gone_is_listed_by_another(store: Store, store_url: str) -> None:
    await posted(store, store_url, 1, 2)
    await sql(store_url, "UPDATE articles SET item_id = 1, relation = 'edition' WHERE id = 2")
    assert len(await titles(store)) == 1
    await store.takedowns.settle([struck(1)], NOW + DAY)
    assert await titles(store) == ["Headline 2"]
