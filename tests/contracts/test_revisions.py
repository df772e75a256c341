"""Ports `Sources` and `Articles`: entries that change after they were published."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.storage.store import Store
from bot.domain.model import Batch, Kind, Outcome, Query, Word
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
)
from tests.postgres import sql

OLD = entry(1, published=NOW, summary="The council will build 12 bridges.")
NEW = replace(OLD, summary="The council will build 13 bridges.")


async def change(store: Store, new: Any = NEW, after: timedelta = HOUR, **fields: Any) -> Batch | None:
    """A later poll with other words; what the editor gets of it."""
    await store.sources.store_poll(poll(fields.pop("source", ONE), [new], NOW + after), NOW + after)
    return await store.articles.claim(NOW + after)


def retitled(title: str) -> Any:
    return replace(NEW, title=title)


async def read(
    store: Store, batch: Batch | None, after: timedelta, body: str = "The council met and agreed.", **fields: Any
) -> None:
    """The editor has read it, so long after `NOW`."""
    assert batch is not None
    articles = [ready(draft, body=body, title="Headline 1", **fields) for draft in batch.drafts]
    await store.articles.publish(articles, NOW + after, max_age=9 * DAY, settle=timedelta())


async def revise(store: Store, batch: Batch | None, body: str, *, corrections: bool = True, **fields: Any) -> int:
    assert batch is not None
    articles = [ready(draft, body=body, **fields) for draft in batch.drafts]
    common: Any = {"max_age": 9 * DAY, "settle": timedelta(), "corrections": corrections}
    return await store.articles.publish(articles, NOW + DAY, **common)


async def test_a_changed_text_is_a_revision(store: Store) -> None:
    await begin(store)
    await chat(store)
    assert await publish(store, OLD, body="It builds 12 bridges.") == 1
    assert len(await deliver(store)) == 1
    batch = await change(store)
    assert batch is not None
    assert [(draft.revision, draft.entry, draft.id) for draft in batch.drafts] == [(True, NEW, 1)]
    assert await store.articles.claim(NOW) is None
    told: Any = {"title": "Another headline", "corrections": False}
    assert await revise(store, batch, "It builds thirteen bridges.", **told) == 0
    record = await store.articles.show("1")
    assert record is not None
    assert (record.text, record.item.title) == ("It builds thirteen bridges.", "Another headline")
    assert [(each.title, each.text, each.seen) for each in record.revisions] == [
        ("Headline 1", "It builds 12 bridges.", NOW + DAY)
    ]
    assert (await store.articles.find(Query(words=((Word("thirteen"),),)), limit=5)).total == 1
    assert (await store.articles.find(Query(words=((Word("12"),),)), limit=5)).total == 0
    assert await revise(store, batch, "Once more, twice.") == 0  # published already
    assert await deliver(store) == []


async def test_the_posts_of_a_corrected_article_are_edited_once(store: Store) -> None:
    await begin(store)
    for number in (1, 2):
        await chat(store, number)
    await publish(store, OLD, body="It builds 12 bridges.")
    assert len(await deliver(store)) == 2
    late = await chat(store, 3)  # to whom nothing was sent
    batch = await change(store)
    assert await revise(store, batch, "It builds thirteen bridges.", title="Thirteen bridges") == 2
    assert await revise(store, batch, "It builds thirteen bridges.", title="Thirteen bridges") == 0
    await store.addresses.pause(late.id, None)
    edits = await claim(store, NOW + DAY)
    assert [(each.owed.kind, each.item and each.item.title) for each in edits] == [(Kind.EDIT, "Thirteen bridges")] * 2
    assert all(each.shown for each in edits)
    await store.outbox.settle([Outcome(each, "sent") for each in edits], NOW + DAY)
    assert await claim(store, NOW + 2 * DAY) == []


async def test_a_post_that_waits_is_right_when_it_goes(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, OLD, body="It builds 12 bridges.")
    assert await revise(store, await change(store), "It builds thirteen bridges.", title="Thirteen bridges") == 0
    assert [(each, item.title) for each, item in await deliver(store, NOW + DAY)] == [("1", "Thirteen bridges")]


@pytest.mark.parametrize(
    ("fields", "owed"),
    [
        ({"title": "Thirteen bridges"}, 1),
        ({"summary": ("The council met.", "It did not agree.")}, 1),
        ({"section": "sport", "authors": ("Naila Example",), "image": "https://one.example/1.jpg"}, 0),
        ({}, 0),  # a text that nobody was sent
    ],
)
async def test_only_what_chats_see_is_corrected(store: Store, fields: dict[str, Any], owed: int) -> None:
    await begin(store)
    await chat(store)
    summary: dict[str, Any] = {"summary": ("The council met.", "It agreed.")}
    await publish(store, OLD, body="It builds 12 bridges.", **summary)
    await deliver(store)
    assert await revise(store, await change(store), "It builds thirteen bridges.", **{**summary, **fields}) == owed


async def test_what_was_only_mended_is_edited_nowhere(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, OLD, body="It builds twelve brigdes here, as the mayor said.", title="Twelve brigdes")
    await deliver(store)
    mended = "It builds twelve bridges here, as the mayor said."
    assert await revise(store, await change(store), mended, title="Twelve bridges") == 0


async def test_another_edition_is_not_what_the_chats_see(store: Store, store_url: str) -> None:
    await begin(store)
    await chat(store)
    await publish(store, OLD, body="It builds 12 bridges.")
    await publish(store, replace(entry(2), published=NOW), body="It builds 12 bridges.")
    await deliver(store)
    await sql(store_url, "UPDATE articles SET item_id = 1 WHERE id = 2")
    other = replace(entry(2), published=NOW, summary="Thirteen")
    assert await revise(store, await change(store, other), "It builds thirteen.", title="Another") == 0
    assert await revise(store, await change(store, NEW, 2 * HOUR), "It builds thirteen.", title="Another") == 1


async def test_what_was_only_mended_leaves_leaves_no_trace_and_a_poorer_page_changes_nothing(store: Store) -> None:
    await begin(store)
    await publish(store, OLD, body="It builds twelve brigdes here. So it was said, and the mayor agreed.")
    await revise(store, await change(store), "It builds twelve bridges here. So it was said, and the mayor agreed.")
    record = await store.articles.show("1")
    assert record is not None and "bridges" in record.text and record.revisions == ()
    again = await change(store, replace(NEW, summary="Subscribe"), DAY + HOUR)
    await revise(store, again, "It builds twelve bridges.")
    record = await store.articles.show("1")
    assert record is not None and "mayor" in record.text and record.revisions == ()


async def test_fruitless_readings_come_ever_rarer_and_only_its_own_source_asks_for_them(store: Store) -> None:
    await begin(store, ONE, TWO)
    await publish(store, OLD)
    assert await change(store, source=TWO) is None
    await read(store, await change(store), HOUR, "The council met and agreed!")
    await read(store, await change(store, retitled("Again"), HOUR + 10 * MINUTE), HOUR + 10 * MINUTE)
    assert await change(store, retitled("Third"), HOUR + 25 * MINUTE) is None
    assert await change(store, retitled("Third"), HOUR + 30 * MINUTE) is not None
    assert await change(store, retitled("Fourth"), 9 * DAY) is None


async def test_what_changes_during_a_pause_is_read_at_its_end_in_its_last_words(store: Store) -> None:
    await begin(store)
    await publish(store, OLD)
    await read(store, await change(store), HOUR, "The first words.")
    for minute, title in ((1, "Second"), (5, "Third"), (9, "Fourth")):
        polled = NOW + HOUR + minute * MINUTE
        assert await store.sources.store_poll(poll(ONE, [retitled(title)], polled), polled) == 0
    assert await store.articles.claim(NOW + HOUR + 9 * MINUTE) is None
    batch = await store.articles.claim(NOW + HOUR + 10 * MINUTE)  # the feed shows it no more, or never changed again
    assert batch is not None and [draft.entry.title for draft in batch.drafts] == ["Fourth"]
    await read(store, batch, HOUR + 10 * MINUTE, "The last words.")
    assert await store.articles.claim(NOW + 9 * DAY) is None


async def test_what_changes_while_it_is_read_is_not_lost(store: Store) -> None:
    await begin(store)
    await publish(store, OLD)
    reading = await change(store)
    assert await change(store, retitled("Later"), HOUR + SECOND) is None  # it is being read
    await read(store, reading, HOUR + MINUTE, "The first words.")
    assert await store.articles.claim(NOW + HOUR + 10 * MINUTE) is None
    later = await store.articles.claim(NOW + HOUR + 11 * MINUTE)
    assert later is not None and [draft.entry.title for draft in later.drafts] == ["Later"]


async def test_a_live_blog_is_read_every_ten_minutes_all_day_and_its_first_and_latest_words_are_kept(
    store: Store,
) -> None:
    await begin(store)
    await publish(store, OLD)
    for number in range(30):
        after = HOUR + number * 10 * MINUTE
        batch = await change(store, retitled(f"Goal {number}"), after)
        assert batch is not None
        await read(store, batch, after, f"It stands {number} to nil.")
    record = await store.articles.show("1")
    assert record is not None and record.text == "It stands 29 to nil."
    assert [each.text for each in record.revisions] == [
        "The council met and agreed.",
        *(f"It stands {number} to nil." for number in range(10, 29)),
    ]


@pytest.mark.parametrize(
    ("title", "summary", "corrected", "correction"),
    [
        ("Twelve bridges are built", "It met. It agreed.", True, "Twelve bridges will stand"),
        ("Twelve bridges will stand", "It met. It does not agree.", True, ""),
        ("Twelve brigdes will stand", "It met. It does not agree.", True, ""),
        ("Twelve brigdes will stand", "It met. It agreeed.", False, ""),
    ],
)
async def test_what_is_posted_is_corrected_where_it_says_something_else(
    store: Store, title: str, summary: str, corrected: bool, correction: str
) -> None:
    await begin(store)
    await chat(store)
    first: Any = {"title": "Twelve bridges will stand", "summary": ("It met. It agreed.",)}
    await publish(store, OLD, body="It builds twelve bridges.", **first)
    await deliver(store)
    new: Any = {"title": title, "summary": (summary,)}
    assert await revise(store, await change(store), "It builds thirteen bridges.", **new) == corrected
    (item,) = await store.articles.items([1])
    assert (item.title, item.summary) == (title, (summary,))
    assert (item.corrected, item.correction) == (NOW + DAY if corrected else None, correction)


async def test_the_first_sight_after_an_upgrade_only_takes_the_fingerprint(store: Store, store_url: str) -> None:
    await begin(store)
    await publish(store, OLD)
    await sql(store_url, "UPDATE articles SET fingerprint = ''")
    assert await change(store) is None
    assert await change(store, OLD, 2 * HOUR) is not None


async def test_new_articles_come_before_revisions_and_three_failures_end_one(store: Store) -> None:
    await begin(store)
    await publish(store, OLD, body="The old words.")
    await store.sources.store_poll(poll(ONE, [NEW, entry(2)], NOW + HOUR), NOW + HOUR)
    first, second = await store.articles.claim(NOW + HOUR), await store.articles.claim(NOW + HOUR)
    assert first is not None and second is not None
    assert [batch.drafts[0].revision for batch in (first, second)] == [False, True]
    for attempts in range(3):
        assert second is not None and second.drafts[0].attempts == attempts
        await store.articles.postpone(second.drafts[0].id, "no page")
        second = await store.articles.claim(NOW + HOUR)
    assert second is None
    record = await store.articles.show("1")
    assert record is not None and (record.text, record.stage) == ("The old words.", "ready")


async def test_a_revision_brings_its_summary_along(store: Store) -> None:
    await begin(store)
    await store.sources.store_poll(poll(ONE, [OLD], NOW), NOW)
    batch = await store.articles.claim(NOW)
    assert batch is not None and [(each.summary, each.automatic) for each in batch.drafts] == [((), False)]
    await store.articles.publish([ready(batch.drafts[0], automatic=True)], NOW, max_age=2 * DAY, settle=timedelta())
    batch = await change(store)
    assert batch is not None
    told = [(each.summary, each.automatic, each.source) for each in batch.drafts]
    assert told == [(("The council met.", "It agreed."), True, batch.drafts[0].source)]
    assert batch.drafts[0].source.id == ONE.id


@pytest.mark.parametrize(
    ("body", "before", "after", "corrected"),
    [
        ("It met. It agreed. It builds thirteen bridges.", False, True, False),  # the model is there again
        ("It met. It did not agree. It builds thirteen.", False, True, True),
        ("It met. It agreed. It builds thirteen bridges.", True, True, True),  # what it wrote was found untrue
        ("It met. It agreed. It builds 12 brigdes.", True, False, False),  # the model is away, nothing has changed
        ("It met. It agreed. It builds thirteen bridges.", True, False, True),
    ],
)
async def test_another_engine_alone_is_no_correction(
    store: Store, body: str, before: bool, after: bool, corrected: bool
) -> None:
    await begin(store)
    await chat(store)
    first: Any = {"title": "Bridges", "summary": ("It met.", "It agreed."), "automatic": before}
    await publish(store, OLD, body="It met. It agreed. It builds 12 bridges.", **first)
    await deliver(store)
    new: Any = {"title": "Bridges", "summary": ("The council came together.",), "automatic": after}
    assert await revise(store, await change(store), body, **new) == corrected
    (item,) = await store.articles.items([1])
    assert (item.corrected is not None) == corrected
