"""Port `Sources`."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.storage.store import Store
from bot.domain.identity import identify
from bot.domain.model import FeedLink, NextPoll, Source, Validators
from tests.contracts.conftest import DEAD, Opener
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
    deliver,
    edit,
    entry,
    poll,
    publish,
    ready,
)


async def test_the_config_adds_updates_pauses_and_brings_back(store: Store) -> None:
    await store.sources.seed([ONE, TWO], NOW)
    assert [(each.source, each.status) for each in await store.sources.health()] == [(ONE, "new"), (TWO, "new")]

    changed = replace(ONE, section="world", poll_seconds=60, republish=True, full_text="never")
    await store.sources.seed([changed], NOW)
    assert [(each.source, each.status) for each in await store.sources.health()] == [(changed, "new"), (TWO, "paused")]
    assert [due.source for due in await store.sources.due(NOW, 10)] == [changed]

    await store.sources.seed([ONE, TWO], NOW)
    assert [each.status for each in await store.sources.health()] == ["new", "new"]


async def test_what_people_added_is_not_paused_by_the_config(store: Store) -> None:
    await store.sources.seed([replace(TWO, origin="terminal")], NOW)
    await store.sources.seed([ONE], NOW)
    assert [each.status for each in await store.sources.health()] == ["new", "new"]


async def test_a_source_is_given_once_until_it_is_stored(store: Store) -> None:
    await store.sources.seed([ONE, TWO], NOW)
    assert len(await store.sources.due(NOW, 1)) == 1
    assert len(await store.sources.due(NOW, 5)) == 1
    assert await store.sources.due(NOW, 5, every=True) == ()
    assert await store.sources.next_due() is None

    await store.sources.store_unchanged({"one": NextPoll(NOW + MINUTE)}, NOW)
    await store.sources.store_failure("two", "time-out", NextPoll(NOW + HOUR), NOW)
    assert await store.sources.next_due() == NOW + MINUTE
    assert await store.sources.due(NOW, 5) == ()
    assert [due.source.id for due in await store.sources.due(NOW + 2 * HOUR, 5)] == ["one", "two"]


async def test_longest_due_comes_first_and_every_comes_before_its_time(store: Store) -> None:
    await store.sources.seed([ONE, TWO], NOW)
    await store.sources.store_unchanged({"one": NextPoll(NOW + HOUR), "two": NextPoll(NOW + MINUTE)}, NOW)
    assert [due.source.id for due in await store.sources.due(NOW, 5, every=True)] == ["two", "one"]


async def test_a_dead_process_gives_its_sources_back(store: Store, another: Opener) -> None:
    await store.sources.seed([ONE], NOW)
    dead = await another(DEAD)
    assert len(await dead.sources.due(NOW, 5)) == 1
    assert await store.sources.due(NOW, 5) == ()
    await store.leases.beat()
    assert len(await store.sources.due(NOW, 5)) == 1


async def test_a_poll_leaves_what_the_next_one_needs(store: Store) -> None:
    await store.sources.seed([ONE], NOW)
    (first,) = await store.sources.due(NOW, 5)
    assert (first.feed_url, first.baseline, first.newest) == ("", True, None)

    later = NOW + MINUTE
    stored = poll(
        ONE, [entry(1), entry(2)], NOW, validators=Validators('"a"', "Tue"), body_hash="h", next=NextPoll(later)
    )
    assert await store.sources.store_poll(stored, NOW) == 2

    (due,) = await store.sources.due(later, 5)
    assert due.feed_url == "https://one.example/rss.xml"
    assert (due.validators, due.body_hash, due.baseline) == (Validators('"a"', "Tue"), "h", False)
    assert due.newest == entry(2).published


async def test_a_date_in_the_future_does_not_count_as_the_newest(store: Store) -> None:
    await store.sources.seed([ONE], NOW)
    await store.sources.store_poll(poll(ONE, [entry(1), entry(2, published=NOW + 2 * HOUR)]), NOW)
    (due,) = await store.sources.due(NOW + DAY, 5)
    assert due.newest == entry(1).published


async def test_without_dates_the_newest_is_as_old_as_our_knowledge_of_it(store: Store) -> None:
    await store.sources.seed([ONE], NOW)
    undated = [entry(number, published=None) for number in (1, 2)]
    for entries, at in (undated[:1], NOW), (undated, NOW + HOUR), (undated, NOW + 2 * HOUR):
        await store.sources.store_poll(poll(ONE, entries, at), at)
    (due,) = await store.sources.due(NOW + DAY, 5)
    assert due.newest == NOW + HOUR


async def test_the_next_poll_may_depend_on_whether_something_was_new(store: Store) -> None:
    await begin(store)
    soon = NextPoll(NOW + MINUTE, "news without dates")
    for entries, at in ((entry(1, published=None),), NOW + MINUTE), ((entry(1, published=None),), NOW + HOUR):
        await store.sources.store_poll(poll(ONE, entries, NOW, next_if_new=soon), NOW)
        (health,) = await store.sources.health()
        assert health.next_poll == (at if at == NOW + MINUTE else NOW + 5 * MINUTE)


async def test_another_feed_in_a_feeds_stead_archives_what_is_older_than_the_last_success(store: Store) -> None:
    await begin(store)
    await chat(store, 1, ALL)
    links = (FeedLink("https://one.example/sport.xml", outcome="chosen"),)
    other = {"feed_url": links[0].url, "links": links}
    later = NOW + 6 * HOUR
    await store.sources.store_poll(poll(ONE, [entry(1)], NOW), NOW)
    sport = [entry(7, published=NOW - DAY), entry(8, published=NOW + HOUR)]
    await store.sources.store_poll(poll(ONE, sport, later, **other), later)
    await edit(store, later)
    assert [item.title for _, item in await deliver(store, later)] == [entry(1).title, entry(8).title]
    await store.sources.store_poll(poll(ONE, [*sport, entry(9, published=NOW - HOUR)], later, **other), later)
    await edit(store, later)
    assert [item.title for _, item in await deliver(store, later)] == [entry(9).title]


async def test_a_feed_that_shows_the_same_at_another_place_goes_on(store: Store) -> None:
    await begin(store)
    await chat(store, 1, ALL)
    await store.sources.store_poll(poll(ONE, [entry(1), entry(2)], NOW), NOW)
    links = (FeedLink("https://one.example/feed/", outcome="chosen"),)
    old = entry(3, published=NOW - DAY)  # first shown now
    moved = poll(ONE, [entry(1), entry(2), old], NOW, feed_url=links[0].url, links=links)
    await store.sources.store_poll(moved, NOW)
    await edit(store, NOW)
    assert len(await deliver(store, NOW)) == 3


async def test_failures_count_and_end(store: Store) -> None:
    await begin(store)
    await store.sources.store_failure("one", "time-out", NextPoll(NOW), NOW)
    await store.sources.store_failure("one", "refused", NextPoll(NOW), NOW + MINUTE)
    (health,) = await store.sources.health()
    assert (health.status, health.failures, health.last_error) == ("failing", 2, "refused")
    assert (health.polls, health.last_poll, health.last_success) == (3, NOW + MINUTE, NOW)

    await store.sources.store_unchanged({"one": NextPoll(NOW + HOUR)}, NOW + 2 * MINUTE)
    (health,) = await store.sources.health()
    assert (health.status, health.failures, health.last_error, health.unchanged) == ("ok", 0, "", 1)


async def test_ids_follow_the_order_given(store: Store) -> None:
    await begin(store)
    await store.sources.store_poll(poll(ONE, [entry(number) for number in range(60)]), NOW)
    batch = await store.articles.claim(NOW)
    assert batch is not None
    assert [draft.entry.title for draft in batch.drafts] == [f"Headline {number}" for number in range(60)]
    ids = [draft.id for draft in batch.drafts]
    assert ids == sorted(ids)


async def test_a_known_article_is_not_new_whatever_changed(store: Store) -> None:
    await begin(store)
    await store.sources.store_poll(poll(ONE, [entry(1, guid="cms-4711"), entry(2)]), NOW)
    moved = entry(1, guid="cms-4711", title="Another headline", published=NOW, url="https://one.example/moved-to-here")
    again = [moved, entry(2, url="http://www.one.example/post/headline-2?utm_source=rss", published=None)]
    assert await store.sources.store_poll(poll(ONE, again), NOW) == 0
    assert await store.sources.store_poll(poll(ONE, [replace(moved, guid="")]), NOW) == 0
    await edit(store)
    assert await store.sources.store_poll(poll(ONE, again, NOW + HOUR), NOW + HOUR) == 1  # to be read again
    (health,) = await store.sources.health()
    assert (health.articles, health.last_new) == (2, NOW)


async def test_keys_of_two_articles_meet_and_the_first_wins(store: Store) -> None:
    await begin(store)
    first, second = identify("one", [entry(1, guid="g1")], NOW) + identify("one", [entry(2, guid="g2")], NOW)
    await store.sources.store_poll(poll(ONE, (), found=(first, second)), NOW)
    mixed = replace(first, keys=(second.keys[0], *first.keys))
    assert await store.sources.store_poll(poll(ONE, (), found=(mixed,)), NOW) == 0
    (health,) = await store.sources.health()
    assert health.articles == 2
    assert await store.sources.health(counted=False) == (replace(health, articles=0),)


async def test_one_key_in_one_poll_is_one_article(store: Store) -> None:
    await begin(store)
    (found,) = identify("one", [entry(1)], NOW)
    assert await store.sources.store_poll(poll(ONE, (), found=(found, replace(found, url="https://x"))), NOW) == 1


async def test_a_poll_of_a_source_that_is_gone_changes_nothing(store: Store) -> None:
    assert await store.sources.store_poll(poll(ONE, [entry(1)]), NOW) == 0
    assert await store.sources.health() == ()


async def test_the_first_poll_is_archived_and_never_owed(store: Store) -> None:
    await chat(store)
    await store.sources.seed([ONE], NOW)
    assert await publish(store, entry(1), entry(2)) == 0
    assert await publish(store, entry(1), entry(2), entry(3)) == 1


async def test_an_empty_first_poll_is_a_baseline_too(store: Store) -> None:
    await chat(store)
    await store.sources.seed([ONE], NOW)
    assert await publish(store) == 0
    assert await publish(store, entry(1)) == 1


async def test_one_article_of_two_sources_is_one_and_both_are_credited(store: Store) -> None:
    await begin(store, ONE, TWO)
    await chat(store)
    assert await publish(store, entry(1)) == 1
    assert await publish(store, entry(1), source=TWO) == 0
    record = await store.articles.show("https://one.example/post/headline-1")
    assert record is not None
    assert record.sources == ("one", "two")
    assert [each.articles for each in await store.sources.health()] == [1, 1]
    assert (await store.figures.stats(NOW)).articles == 1


async def test_what_only_another_sources_baseline_brought_is_news_to_this_one(store: Store) -> None:
    await begin(store, ONE)
    await chat(store)
    await store.sources.seed([ONE, TWO], NOW)
    assert await publish(store, entry(1), entry(2), source=TWO) == 0  # TWO's first poll was quicker
    assert await publish(store, entry(1), entry(2), entry(3)) == 3
    assert await publish(store, entry(1), entry(2), entry(3)) == 0
    assert await publish(store, entry(1), entry(2), entry(3), source=TWO) == 0


async def test_news_that_another_sources_baseline_is_just_being_edited_with_is_owed_once(store: Store) -> None:
    await begin(store, ONE)
    await chat(store)
    await store.sources.seed([ONE, TWO], NOW)
    await store.sources.store_poll(poll(TWO, [entry(1)]), NOW)
    batch = await store.articles.claim(NOW)
    assert batch is not None and batch.drafts[0].baseline
    assert await store.sources.store_poll(poll(ONE, [entry(1)]), NOW) == 1
    assert await store.articles.claim(NOW) is None  # it is still the first editor's
    drawn = [ready(draft) for draft in batch.drafts]
    assert await store.articles.publish(drawn, NOW, max_age=DAY, settle=timedelta()) == 1
    assert await store.articles.publish(drawn, NOW, max_age=DAY, settle=timedelta()) == 0
    assert await publish(store, entry(1)) == 0


async def test_its_own_baseline_stays_archived(store: Store) -> None:
    await store.sources.seed([ONE], NOW)
    await chat(store)
    await publish(store, entry(1))
    for _ in range(10):  # restarted ten times
        await store.sources.seed([ONE], NOW)
        assert await publish(store, entry(1)) == 0


async def test_a_source_that_moves_is_the_same_source(store: Store) -> None:
    await begin(store)
    await publish(store, entry(1))
    await store.sources.store_unchanged({"one": NextPoll(NOW + HOUR)}, NOW)
    moved = Source("one", "https://new.example/")
    await store.sources.seed([moved], NOW)
    (due,) = await store.sources.due(NOW, 5)
    assert (due.source, due.feed_url, due.baseline) == (moved, "", False)
    await chat(store)
    same = entry(1, url="https://new.example/post/headline-1", guid="https://one.example/post/headline-1")
    assert await publish(store, same, entry(2, url="https://new.example/post/headline-2"), source=moved) == 1


async def test_an_article_found_late_is_dated_and_kept(store: Store) -> None:
    await begin(store)
    await store.sources.store_poll(
        poll(ONE, [entry(1, published=None, media="video", image="https://i.example/a")]), NOW
    )
    record = await store.articles.show("https://one.example/post/headline-1")
    assert record is not None
    assert (record.stage, record.item.title, record.item.published, record.item.dated) == (
        "new",
        "Headline 1",
        NOW,
        False,
    )
    assert (record.item.media, record.item.image) == ("video", "https://i.example/a")
    await edit(store)
    record = await store.articles.show(str(record.item.article_id))
    assert record is not None and record.stage == "ready" and record.item.media == "video"


@pytest.mark.parametrize("pace", [{"poll_seconds": 5}, {"poll_max_seconds": 1200}])
async def test_repacing_takes_effect_at_once(store: Store, pace: dict[str, Any]) -> None:
    await store.sources.seed([ONE], NOW)
    await store.sources.store_unchanged({"one": NextPoll(NOW + 6 * HOUR)}, NOW)
    await store.sources.seed([replace(ONE, **pace)], NOW + SECOND)
    assert await store.sources.next_due() == NOW + SECOND
