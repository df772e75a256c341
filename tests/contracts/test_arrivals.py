"""What a poll brought, as the store takes it: known, new, revived, contested, with swapped keys, after a copy."""

from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.storage.store import Store
from bot.domain.identity import identify
from bot.domain.model import Entry, Kind
from tests.contracts.samples import (
    ALL,
    DAY,
    HOUR,
    MINUTE,
    NOW,
    ONE,
    TWO,
    begin,
    chat,
    claim,
    deliver,
    edit,
    entry,
    poll,
    publish,
)
from tests.postgres import sql

NAMES = ("bridge", "harvest", "museum", "orchestra", "glacier", "library")


def news(number: int, **changes: Any) -> Entry:
    name = NAMES[number % 6]
    known = {"title": f"The {name} of Sandrow", "url": f"https://one.example/{name}-of-sandrow", "guid": f"cms-{name}"}
    return entry(number, **{**known, "summary": f"What the council says of the {name}.", **changes})


FIVE = tuple(map(news, range(5)))


async def store_poll(store: Store, *entries: Entry, **fields: Any) -> int:
    return await store.sources.store_poll(poll(fields.pop("source", ONE), entries, **fields), NOW)


async def titles(store: Store) -> list[str]:
    batch = await store.articles.claim(NOW)
    return [draft.entry.title for draft in batch.drafts] if batch else []


async def test_what_is_new_is_counted_and_what_is_known_is_not(store: Store) -> None:
    await begin(store)
    assert await store_poll(store, *FIVE[:3]) == 3
    assert await store_poll(store, *FIVE[:3]) == 0
    assert await store_poll(store, *FIVE) == 2
    assert await store_poll(store) == 0
    (health,) = await store.sources.health()
    assert health.articles == 5


async def test_a_poll_is_one_batch_of_its_own(store: Store) -> None:
    await begin(store)
    await store_poll(store, *FIVE[:2])
    await store_poll(store, *FIVE[:4])
    assert await titles(store) == [FIVE[0].title, FIVE[1].title]
    assert await titles(store) == [FIVE[2].title, FIVE[3].title]


async def test_what_only_a_baseline_brought_goes_to_the_editor_again(store: Store) -> None:
    await begin(store, ONE)
    await chat(store, 1, ALL)
    await store.sources.seed([ONE, TWO], NOW)
    assert await publish(store, FIVE[0], source=TWO) == 0
    assert await store_poll(store, *FIVE[:2]) == 2
    assert await edit(store) == 2
    assert [item.title for _, item in await deliver(store)] == [FIVE[0].title, FIVE[1].title]
    assert await store_poll(store, *FIVE[:2]) == await store_poll(store, FIVE[0], source=TWO) == 0


async def test_contested_entries_are_told_apart_by_their_text(store: Store) -> None:
    """Guid and address say nothing any more; the text does."""
    await begin(store)
    await publish(store, *FIVE, body="What the council says of it.")
    retold = replace(FIVE[2], guid="other", title="Quite another headline", published=NOW - 3 * DAY)
    assert await store_poll(store, retold, FIVE[1]) == 1  # to be read again
    (health,) = await store.sources.health()
    assert health.articles == 5
    stranger = replace(
        FIVE[3], guid="third", title="Rain", summary="Bread is dear, say bakers.", published=NOW - 3 * DAY
    )
    await store_poll(store, stranger, FIVE[1])
    (health,) = await store.sources.health()
    assert health.articles == 6


@pytest.mark.parametrize("guid", ["", "own", "address"])
async def test_a_headlines_second_article_on_one_day_is_new(store: Store, guid: str) -> None:
    await begin(store)
    urls = ("https://one.example/n/10", "https://one.example/n/14")
    guids = {"": ("", ""), "own": ("cms-10", "cms-14"), "address": urls}[guid]
    first, second = (
        news(5, title="Exchange rates", url=url, guid=name, summary=f"A crown costs {price} thalers. " * 5)
        for url, name, price in zip(urls, guids, (12, 13), strict=True)
    )
    await publish(store, first, *FIVE[:2], body="")
    await store_poll(store, *FIVE[:3])
    second = replace(second, published=NOW + HOUR)
    for _ in range(2):
        await store_poll(store, second, *FIVE[:2])
        (health,) = await store.sources.health()
        assert health.articles == 5


@pytest.mark.parametrize("guid", ["", "the-feed"])
async def test_names_that_come_late_repeat_nothing(store: Store, guid: str) -> None:
    """One document in which every entry links to the front page and has no guid, or one guid for all."""
    await begin(store)
    bare = [replace(each, url="https://one.example/", guid=guid) for each in FIVE]
    assert await store_poll(store, *FIVE[:4]) == 4
    assert await store_poll(store, *bare) == 1
    assert await store_poll(store, *FIVE) == 0
    assert await store_poll(store, *FIVE, news(5)) == 1


async def test_swapped_guids_follow_the_articles(store: Store) -> None:
    await begin(store)
    await publish(store, *FIVE)
    swapped = [replace(FIVE[0], guid=FIVE[1].guid), replace(FIVE[1], guid=FIVE[0].guid), *FIVE[2:]]
    for _ in range(2):
        assert await store_poll(store, *swapped) == 0
    assert await store_poll(store, *FIVE) == 0


async def test_a_key_learnt_later_is_enough_later(store: Store) -> None:
    await begin(store)
    await store_poll(store, *FIVE)
    assert await store_poll(store, replace(FIVE[0], guid="cms-2-bridge"), *FIVE[1:]) == 0
    assert await store_poll(store, replace(FIVE[0], guid="cms-2-bridge", url=""), *FIVE[1:]) == 0


async def test_rewritten_whole_it_is_known_by_its_guid_once_guids_have_proved_to_be_names(store: Store) -> None:
    await begin(store)
    await store_poll(store, *FIVE[:3])
    rewritten = replace(
        FIVE[0], title="Mayor resigns", url="https://one.example/resigns", summary="At noon.", published=NOW - 3 * DAY
    )
    for count in (4, 5, 5):
        await store_poll(store, *FIVE[:count])
    assert await store_poll(store, rewritten, *FIVE[1:]) == 0
    assert await store_poll(store, replace(rewritten, guid=""), *FIVE[1:]) == 0  # its address has been learnt


@pytest.mark.parametrize("guid", ["1", "the-feed"])
async def test_a_place_or_the_feeds_own_guid_swallows_nothing(store: Store, guid: str) -> None:
    await begin(store)
    first = [replace(each, guid=guid if guid == "the-feed" else str(at)) for at, each in enumerate(FIVE)]
    for _ in range(3):
        await store_poll(store, *first)
    later = [replace(each, guid=old.guid) for each, old in zip((news(5), *FIVE[:4]), first, strict=True)]
    assert await store_poll(store, *later) == 1


async def test_one_key_under_two_of_a_poll_goes_to_the_first(store: Store) -> None:
    await begin(store)
    (one,) = identify("one", [FIVE[0]], NOW)
    assert await store_poll(store, found=(one, replace(one, entry=FIVE[1]))) == 1


async def test_after_a_restored_copy_only_what_was_published_since_is_news(store: Store, store_url: str) -> None:
    await begin(store)
    await chat(store, 1, ALL)
    await publish(store, FIVE[0])
    restored = "INSERT INTO notes (key, value, written) VALUES ('restored', ?, 0)"  # as `backup.restore` leaves it
    await sql(store_url, restored, str((NOW + MINUTE).timestamp()))
    await sql(store_url, "UPDATE sources SET baseline = true")
    since = replace(FIVE[2], published=NOW + 30 * MINUTE)
    later = NOW + HOUR
    assert await publish(store, FIVE[1], since, now=later) == 1
    assert await publish(store, news(5, published=later), now=later) == 1


async def test_a_revision_is_no_post_and_moves_nothing(store: Store) -> None:
    await begin(store)
    await chat(store, 1, ALL)
    await publish(store, FIVE[0], FIVE[1])
    assert len(await deliver(store)) == 2
    before = await store.articles.show("1")
    later = replace(FIVE[0], title="The bridge falls", published=NOW + HOUR)
    await store.sources.store_poll(poll(ONE, [later, FIVE[1]], NOW + HOUR), NOW + HOUR)
    assert await edit(store, NOW + HOUR, body="All other words, quite new ones.") == 1
    after = await store.articles.show("1")
    assert before is not None and after is not None
    assert (after.item.published, after.item.title) == (before.item.published, "The bridge falls")
    assert [each.title for each in after.revisions] == ["The bridge of Sandrow"]
    assert [each.owed.kind for each in await claim(store, NOW + HOUR)] == [Kind.EDIT]
    assert await deliver(store, NOW + HOUR) == []
