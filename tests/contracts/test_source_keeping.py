"""Port `Sources`: moves and outages, hubs, adding and removing, health."""

from dataclasses import replace

import pytest

from bot.adapters.storage.store import Store
from bot.domain.model import FeedLink, NextPoll, Rhythm, Source
from tests.contracts.samples import DAY, HOUR, MINUTE, NOW, ONE, SECOND, TWO, begin, entry, poll, publish
from tests.postgres import sql

# --- moves, outages, hubs ----------------------------------------------------------------------------------


async def test_what_a_poll_suspects_is_kept_until_another_says_otherwise(store: Store) -> None:
    await begin(store)
    suspected = NextPoll(NOW, "because", moved_to="https://new.example/rss", moves=1)
    await store.sources.store_unchanged({"one": suspected}, NOW)
    (due,) = await store.sources.due(NOW, 5)
    assert (due.moved_to, due.moves) == ("https://new.example/rss", 1)
    await store.sources.store_failure("one", "time-out", replace(suspected, moves=2), NOW)
    (due,) = await store.sources.due(NOW, 5)
    (health,) = await store.sources.health()
    assert (due.moves, health.moved_to, health.why) == (2, "https://new.example/rss", "because")
    await store.sources.store_poll(poll(ONE, (), next=NextPoll(NOW)), NOW)
    (due,) = await store.sources.due(NOW, 5)
    assert (due.moved_to, due.moves) == ("", 0)


@pytest.mark.parametrize(
    ("source", "url"), [(ONE, ONE.url), (replace(ONE, origin="terminal"), "https://new.example/rss")]
)
@pytest.mark.parametrize("unchanged", [True, False])
async def test_a_believed_move_moves_the_feed_and_the_address_of_what_people_added(
    store: Store, source: Source, url: str, unchanged: bool
) -> None:
    await store.sources.seed([source], NOW)
    believed = NextPoll(NOW, feed_url="https://new.example/rss")
    await store.sources.store_poll(poll(source, (), feed_url=source.url), NOW)
    if unchanged:
        await store.sources.store_unchanged({"one": believed}, NOW)
    else:
        await store.sources.store_poll(poll(source, (), feed_url=source.url, next=believed), NOW)
    (due,) = await store.sources.due(NOW + HOUR, 5)
    assert (due.feed_url, due.source.url) == ("https://new.example/rss", url)


async def test_a_home_page_stays_the_address_when_its_feed_moves(store: Store) -> None:
    added = replace(ONE, origin="chat")
    await begin(store, added)
    await store.sources.store_unchanged({"one": NextPoll(NOW, feed_url="https://new.example/rss")}, NOW)
    (due,) = await store.sources.due(NOW, 5)
    assert (due.feed_url, due.source) == ("https://new.example/rss", added)


async def test_an_outage_has_a_beginning_an_alert_and_an_end(store: Store) -> None:
    await begin(store)
    await store.sources.store_failure("one", "time-out", NextPoll(NOW), NOW)
    await store.sources.store_failure("one", "time-out", NextPoll(NOW), NOW + MINUTE, alerted=True)
    await store.sources.store_failure("one", "time-out", NextPoll(NOW), NOW + HOUR)
    (due,) = await store.sources.due(NOW + HOUR, 5)
    assert (due.failing_since, due.alerted, due.failures) == (NOW, True, 3)
    await store.sources.store_unchanged({"one": NextPoll(NOW)}, NOW + HOUR)
    (due,) = await store.sources.due(NOW + HOUR, 5)
    assert (due.failing_since, due.alerted, due.failures) == (None, False, 0)


async def test_what_is_gone_is_polled_no_more_and_shown(store: Store) -> None:
    await begin(store)
    await publish(store, entry(1))
    await store.sources.store_gone("one", "410: gone for good", NOW + HOUR)
    assert await store.sources.due(NOW + DAY, 5, every=True) == ()
    assert await store.sources.next_due() is None
    (health,) = await store.sources.health()
    assert (health.status, health.last_error, health.articles) == ("gone", "410: gone for good", 1)
    assert health.next_poll is None
    await store.sources.seed([ONE], NOW + DAY)  # a restart
    assert await store.sources.due(NOW + DAY, 5) == ()
    await store.sources.seed([replace(ONE, url="https://new.example/")], NOW + DAY)
    assert len(await store.sources.due(NOW + DAY, 5)) == 1


async def test_a_hub_that_pushes_is_told_with_the_source(store: Store, store_url: str) -> None:
    await begin(store)
    assert (await store.sources.due(NOW + HOUR, 5))[0].pushed_until is None
    until = int((NOW + DAY).timestamp() * 1_000_000)
    new = "INSERT INTO pushes (source_id, hub, topic, secret, asked, until) VALUES ('one', 'https://h', 'x', 's', 0, ?)"
    await sql(store_url, new, until)
    await store.sources.store_unchanged({"one": NextPoll(NOW)}, NOW)
    (due,) = await store.sources.due(NOW, 5)
    (health,) = await store.sources.health()
    assert (due.pushed_until, health.pushed_until) == (NOW + DAY, NOW + DAY)


async def test_news_that_is_announced_is_polled_at_once(store: Store) -> None:
    await begin(store)
    assert await store.sources.hasten("one", NOW + SECOND)
    assert await store.sources.next_due() == NOW + SECOND
    assert await store.sources.hasten("one", NOW + MINUTE)  # is due already: it keeps its turn
    assert await store.sources.next_due() == NOW + SECOND
    assert not await store.sources.hasten("nobody", NOW)


async def test_news_announced_during_a_poll_is_polled_after_it(store: Store) -> None:
    await begin(store)
    assert len(await store.sources.due(NOW + HOUR, 5)) == 1
    assert await store.sources.hasten("one", NOW + HOUR)
    assert await store.sources.due(NOW + HOUR, 5) == ()
    await store.sources.store_poll(poll(ONE, (), NOW + HOUR), NOW + HOUR + SECOND)
    assert len(await store.sources.due(NOW + HOUR + SECOND, 5)) == 1
    await store.sources.store_unchanged({"one": NextPoll(NOW + DAY)}, NOW + HOUR + MINUTE)
    assert await store.sources.next_due() == NOW + DAY


async def test_a_feeds_rhythm_is_known_when_nothing_has_changed(store: Store) -> None:
    await begin(store)
    rhythm = Rhythm(3600.0, frozenset({22, 23}), frozenset({6}))
    await store.sources.store_poll(poll(ONE, (), rhythm=rhythm, next=NextPoll(NOW)), NOW)
    await store.sources.store_unchanged({"one": NextPoll(NOW)}, NOW)
    (due,) = await store.sources.due(NOW, 5)
    assert due.rhythm == rhythm


# --- adding and removing -----------------------------------------------------------------------------------


async def test_the_languages_of_sources_are_known_those_of_removed_ones_too(store: Store) -> None:
    assert await store.sources.languages() == frozenset()
    await store.sources.seed([replace(ONE, language="az")], NOW)
    await store.sources.add(Source("two", TWO.url, language="ka", origin="terminal"), NOW)
    await store.sources.add(Source("three", "https://three.example/", origin="terminal"), NOW)
    assert await store.sources.remove("two", NOW)
    assert await store.sources.languages() == {"az", "ka"}


async def test_sources_are_added_once_removed_and_brought_back(store: Store) -> None:
    await store.sources.seed([ONE], NOW)
    added = replace(TWO, origin="terminal")
    assert await store.sources.add(added, NOW)
    assert not await store.sources.add(added, NOW)
    assert not await store.sources.add(replace(added, id="three", url="http://www.two.example"), NOW)
    await publish(store, entry(1), source=added)

    assert await store.sources.remove("two", NOW)
    assert not await store.sources.remove("two", NOW)
    assert not await store.sources.remove("one", NOW)
    assert [each.source.id for each in await store.sources.health()] == ["one"]
    assert [each.source.id for each in await store.sources.due(NOW, 5)] == ["one"]
    assert await store.sources.store_poll(poll(added, [entry(2)]), NOW) == 0  # a poll that was under way

    await store.sources.seed([ONE], NOW + HOUR)
    assert len(await store.sources.health()) == 1
    assert await store.sources.add(replace(added, section="world"), NOW + HOUR)
    assert [(each.source.section, each.status, each.articles) for each in await store.sources.health()][1:] == [
        ("world", "new", 1)
    ]


@pytest.mark.parametrize("gone", [True, False])
async def test_what_was_wrong_before_a_source_was_removed_is_forgotten_when_it_is_back(
    store: Store, gone: bool
) -> None:
    added = replace(ONE, origin="terminal")
    await begin(store, added)
    await store.sources.store_failure("one", "time-out", NextPoll(NOW), NOW, alerted=True)
    if gone:
        await store.sources.store_gone("one", "410: gone for good", NOW + MINUTE)
    await store.sources.remove("one", NOW + HOUR)
    assert await store.sources.add(added, NOW + DAY)
    (health,) = await store.sources.health()
    assert (health.status, health.last_error, health.last_poll, health.failing_since) == ("new", "", None, None)
    (due,) = await store.sources.due(NOW + DAY, 5)
    assert (due.failures, due.alerted) == (0, False)


async def test_a_title_holds_until_the_feed_says_one(store: Store) -> None:
    assert await store.sources.add(replace(ONE, origin="terminal"), NOW, title="A list's")
    assert [each.title for each in await store.sources.health()] == ["A list's"]
    await store.sources.due(NOW, 5)
    await store.sources.store_poll(poll(ONE, (), title="Its own"), NOW)
    await store.sources.remove("one", NOW)
    assert await store.sources.add(replace(ONE, origin="terminal"), NOW, title="A list's")
    assert [each.title for each in await store.sources.health()] == ["Its own"]


async def test_one_that_is_gone_is_polled_again_if_it_is_added(store: Store) -> None:
    await begin(store)
    await store.sources.store_gone("one", "410: gone for good", NOW + HOUR)
    assert await store.sources.add(ONE, NOW + DAY)
    (health,) = await store.sources.health()
    assert (health.status, health.last_error, health.source.origin) == ("new", "", "config")
    assert len(await store.sources.due(NOW + DAY, 5)) == 1


async def test_a_gone_source_that_gets_a_new_address_is_not_polled_yet(store: Store) -> None:
    await begin(store)
    await store.sources.store_gone("one", "410: gone for good", NOW + HOUR)
    await store.sources.seed([replace(ONE, url="https://new.example/")], NOW + DAY)
    (health,) = await store.sources.health()
    assert (health.status, health.last_error) == ("new", "")


async def test_an_outage_outlasts_a_new_address(store: Store) -> None:
    await begin(store)
    await store.sources.store_failure("one", "time-out", NextPoll(NOW), NOW, alerted=True)
    await store.sources.seed([replace(ONE, url="https://new.example/")], NOW + DAY)
    (due,) = await store.sources.due(NOW + DAY, 5)
    assert (due.failing_since, due.alerted) == (NOW, True)


async def test_what_the_config_names_no_more_may_be_added_or_removed(store: Store) -> None:
    await store.sources.seed([ONE, TWO], NOW)
    await store.sources.seed([], NOW)
    assert await store.sources.remove("one", NOW)
    assert await store.sources.add(replace(TWO, origin="chat"), NOW)
    assert [(each.source.id, each.source.origin) for each in await store.sources.health()] == [("two", "chat")]
    await store.sources.seed([ONE], NOW)
    assert [each.status for each in await store.sources.health()] == ["new", "new"]


# --- health ------------------------------------------------------------------------------------------------


async def test_health_tells_how_often_there_is_news_and_what_was_found(store: Store) -> None:
    await begin(store)
    links = (FeedLink("https://one.example/rss", "News", "en", "link", "chosen"), FeedLink("https://one.example/feed"))
    undated = [entry(900, published=None), entry(901, published=None)]
    entries = [entry(number * number) for number in range(4)]
    stored = poll(ONE, [*undated, *entries[:2]], title="One's news", links=links)
    await publish(store, source=ONE)
    await store.sources.store_poll(stored, NOW)
    (health,) = await store.sources.health()
    assert (health.title, health.links, health.interval) == ("One's news", links, None)

    await store.sources.store_poll(poll(ONE, entries), NOW)  # after 0, 1, 4 and 9 minutes
    (health,) = await store.sources.health()
    assert (health.interval, health.links) == (180.0, links)


async def test_paywalls_and_intervals_are_those_of_the_latest_articles(store: Store) -> None:
    await begin(store, ONE, TWO)
    other = [entry(number, url=f"https://two.example/{number}", guid=f"two-{number}") for number in range(200, 204)]
    early = [entry(10 * number) for number in range(5)]
    late = [entry(100 + number) for number in range(60)]
    await publish(store, *early, paywalled=True)
    await publish(store, *other, source=TWO, paywalled=True)
    await publish(store, *late[:40])
    await publish(store, *late[40:], paywalled=True)
    one, two = await store.sources.health()
    assert (one.interval, one.paywalled, one.articles) == (60.0, 20, 65)
    assert (two.interval, two.paywalled, two.articles) == (60.0, 4, 4)
