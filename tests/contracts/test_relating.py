"""Ports `Articles` and `Outbox`: reprints, which are posted once, and follow-ups, which go on from a post."""

from datetime import datetime
from typing import Any

import pytest

from bot.adapters.storage.store import Store
from bot.domain.model import Address, Credit, Kind, Outcome, Query, Shown, Source, Subscription, Verdict, Word
from tests.contracts.samples import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    begin,
    chat,
    claim,
    deliver,
    entry,
    publish,
    sent,
)

HERALD = Source("herald", "https://herald.example/")
WIRE = Source("wire", "https://wire.example/")
TITLE = "Ferry runs aground off Lakeport with ninety aboard"
TEXT = (
    "The ferry Aurelia ran aground on a sandbank half a mile off Lakeport shortly before seven on Tuesday morning, the "
    "coastguard said. All ninety passengers were taken ashore by lifeboats from Lakeport and Greywick by nine.\n"
    "Nobody was hurt, said harbour master Tilda Renn, and no fuel has leaked. The ferry company Norrland Lines said "
    "that a rudder had failed minutes after the Aurelia left its berth, and that divers would look at the hull at noon."
)
LATER_TITLE = "Aurelia ferry refloated off Lakeport as divers find cracked rudder"
LATER_TEXT = (
    "The ferry Aurelia, which ran aground off Lakeport on Tuesday with ninety passengers aboard, was refloated on the "
    "evening tide, the coastguard said. Divers found a crack in its rudder, according to Norrland Lines.\n"
    "Harbour master Tilda Renn said the Aurelia would be towed to Greywick for repairs."
)
OTHER_TITLE = "Orchard growers in Pellham count losses after late frost"
OTHER_TEXT = "A late frost has cost growers around Pellham half of their apple harvest, their union said on Monday."
NOW_2, NOW_3 = NOW + HOUR, NOW + 2 * HOUR


async def report(store: Store, source: Source, now: datetime, title: str, text: str, **fields: Any) -> int:
    """Publish an article. Returns the rows owed."""
    url = fields.pop("url", f"{source.url}{title[:12].replace(' ', '-')}-{now:%H%M}")
    known = {"title": title, "url": url, "published": now, **fields.pop("entry", {})}
    return await publish(store, entry(1, **known), source=source, now=now, title=title, body=text, **fields)


async def told(store: Store, now: datetime = NOW) -> Address:
    """A chat that got the first report."""
    await begin(store, HERALD, WIRE)
    address = await chat(store, 1)
    await report(store, HERALD, now, TITLE, TEXT)
    assert [item.title for _, item in await deliver(store, now)] == [TITLE]
    return address


async def test_a_reprint_is_posted_once_and_credited(store: Store) -> None:
    await told(store)
    await chat(store, 2, Subscription("source", "wire"))
    assert await report(store, WIRE, NOW_2, TITLE, TEXT) == 2
    new, edit = sorted(await claim(store, NOW_2), key=lambda each: each.owed.kind.value, reverse=True)
    assert [(each.owed.kind, each.address.place.chat) for each in (new, edit)] == [("post", "2"), ("edit", "1")]
    assert new.item and edit.item and new.item.id == edit.item.id == 1
    assert [credit.url for credit in edit.item.credits] == [new.item.url]
    assert edit.item.credits[0].name == "wire.example" and new.item.credits[0].name == "herald.example"
    await store.outbox.settle([sent(new), sent(edit)], NOW_2)
    record = await store.articles.show("2")
    assert record is not None and record.item.id == 1 and {*record.sources} == {"herald", "wire"}
    assert [credit.name for credit in record.item.credits] == ["herald.example"]
    (found,) = (await store.articles.find(Query(words=((Word("ferry"),),)), limit=5)).items
    assert len(found.credits) == 1, "a search names the other source too"
    stats = await store.figures.stats(NOW_2)
    assert (stats.articles, stats.stories) == (2, 1)


async def test_what_waits_is_credited_without_an_edit(store: Store) -> None:
    await begin(store, HERALD, WIRE)
    await chat(store, 1)
    await report(store, HERALD, NOW, TITLE, TEXT)
    assert await report(store, WIRE, NOW, TITLE, TEXT) == 0
    (post,) = await claim(store)
    assert post.item and post.item.credits == (Credit("wire.example", f"{WIRE.url}Ferry-runs-a-{NOW:%H%M}"),)


async def test_one_newsroom_is_not_credited_twice(store: Store) -> None:
    await begin(store, HERALD, Source("more", "https://herald.example/more"))
    await chat(store, 1)
    await report(store, HERALD, NOW, TITLE, TEXT)
    await deliver(store)
    again = Source("more", "https://herald.example/more")
    assert await report(store, again, NOW_2, TITLE, TEXT, url="https://herald.example/more/ferry") == 0


async def test_a_follow_up_answers_the_post_of_its_story(store: Store) -> None:
    await told(store)
    await chat(store, 2)
    assert await report(store, HERALD, NOW_2, LATER_TITLE, LATER_TEXT) == 2
    first, second = sorted(await claim(store, NOW_2), key=lambda each: each.address.id)
    assert (first.owed.kind, first.shown) == (Kind.UPDATE, Shown("m1", "text", sent=NOW))
    assert (second.owed.kind, second.shown) == (Kind.POST, None)  # nothing to answer there
    await store.outbox.settle([sent(first), sent(second)], NOW_2)
    record = await store.articles.show("2")
    assert record is not None and (record.item.id, record.story_id) == (2, 1)
    await store.outbox.correct(2, Kind.EDIT, NOW_3)
    edits = sorted(await claim(store, NOW_3), key=lambda each: each.address.id)
    assert [each.shown and each.shown.update for each in edits] == [True, False]


async def test_another_event_is_a_story_of_its_own(store: Store) -> None:
    await told(store)
    await report(store, HERALD, NOW_2, OTHER_TITLE, OTHER_TEXT)
    (post,) = await claim(store, NOW_2)
    assert (post.owed.kind, post.shown) == (Kind.POST, None)
    assert (await store.figures.stats(NOW_2)).stories == 2


async def test_after_three_days_it_is_news_again(store: Store) -> None:
    await told(store)
    await report(store, WIRE, NOW + 4 * DAY, TITLE, TEXT)
    (post,) = await claim(store, NOW + 4 * DAY)
    assert (post.owed.kind, post.item and post.item.id) == (Kind.POST, 2)


async def test_a_story_ends_three_days_after_it_began(store: Store) -> None:
    await told(store)
    await report(store, HERALD, NOW + 2 * DAY, LATER_TITLE, LATER_TEXT)
    assert len(await deliver(store, NOW + 2 * DAY)) == 1
    await report(store, HERALD, NOW + 3.5 * DAY, LATER_TITLE + " again", LATER_TEXT + " It took all day.")
    second = await claim(store, NOW + 4 * DAY)
    records = [await store.articles.show(str(number)) for number in (1, 2, 3)]
    assert [each.owed.kind for each in second] == [Kind.POST]
    assert [each.story_id == 1 for each in records if each] == [True, True, False]


async def test_an_update_waits_for_its_first_post(store: Store) -> None:
    await begin(store, HERALD)
    await chat(store, 1)
    await report(store, HERALD, NOW, TITLE, TEXT, settle=2 * HOUR)
    await report(store, HERALD, NOW + MINUTE, LATER_TITLE, LATER_TEXT)
    assert await claim(store, NOW + MINUTE) == []
    assert [item.title for _, item in await deliver(store, NOW_3)] == [TITLE, LATER_TITLE]


async def test_an_item_is_owed_once_be_it_a_post_or_an_update(store: Store) -> None:
    await told(store)
    await report(store, HERALD, NOW_2, LATER_TITLE, LATER_TEXT)
    shared = f"{HERALD.url}Aurelia-ferr-{NOW_2:%H%M}"
    await report(store, WIRE, NOW_2, LATER_TITLE, LATER_TEXT, url=shared)
    assert len(await deliver(store, NOW_2)) == 1
    await report(store, WIRE, NOW_3, LATER_TITLE, LATER_TEXT)
    assert [each.owed.kind for each in await claim(store, NOW_3)] == [Kind.EDIT]


async def test_a_revised_article_is_compared_by_its_new_words(store: Store) -> None:
    await begin(store, HERALD, WIRE)
    await chat(store, 1)
    url = f"{HERALD.url}news"
    await report(store, HERALD, NOW, OTHER_TITLE, OTHER_TEXT, url=url)
    await report(store, HERALD, NOW_2, TITLE, TEXT, url=url, entry={"guid": "", "summary": "new"})
    await deliver(store, NOW_2)
    await report(store, WIRE, NOW_3, TITLE, TEXT)
    assert [each.owed.kind for each in await claim(store, NOW_3)] == [Kind.EDIT]


@pytest.mark.parametrize("gone", ["failed", "skipped"])
async def test_where_the_first_post_never_came_the_follow_up_is_a_post(store: Store, gone: Any) -> None:
    await begin(store, HERALD)
    await chat(store, 1)
    await report(store, HERALD, NOW, TITLE, TEXT)
    (post,) = await claim(store)
    await store.outbox.settle([Outcome(post, gone, "no")], NOW)
    await report(store, HERALD, NOW_2, LATER_TITLE, LATER_TEXT)
    assert [each.owed.kind for each in await claim(store, NOW_2)] == [Kind.POST]


async def test_updates_of_a_burst_are_in_its_digest(store: Store) -> None:
    await begin(store, HERALD)
    await chat(store, 1)
    for number in range(3):
        await report(store, HERALD, NOW + number * MINUTE, f"{OTHER_TITLE[:-6]} {number}", f"{number} {OTHER_TEXT}")
    await report(store, HERALD, NOW_2, TITLE, TEXT)
    await report(store, HERALD, NOW_3, LATER_TITLE, LATER_TEXT)
    (digest,) = await store.outbox.claim("telegram", 10, NOW_3, 2)
    assert len(digest.more) == 4 and digest.shown is None


async def test_an_update_that_waits_is_not_owed_once_more_as_a_post(store: Store) -> None:
    await begin(store, HERALD, WIRE)
    address = await chat(store, 1, Subscription("source", "herald"), Subscription("source", "wire"))
    await report(store, HERALD, NOW, TITLE, TEXT)
    await deliver(store, NOW)
    shared = f"{HERALD.url}later"
    await report(store, HERALD, NOW_2, LATER_TITLE, LATER_TEXT, url=shared)
    await report(store, WIRE, NOW_2, LATER_TITLE, LATER_TEXT, url=shared)
    assert await store.outbox.owe(address.id, [2], NOW_2) == 0
    assert [item.title for _, item in await deliver(store, NOW_2)] == [LATER_TITLE]


async def test_what_is_struck_through_stays_so_when_another_source_carries_it(store: Store) -> None:
    third = Source("third", "https://third.example/")
    await told(store)
    await begin(store, third)
    await report(store, WIRE, NOW_2, TITLE, TEXT)
    await deliver(store, NOW_2)
    gone = Verdict(1, 1, None, gone_since=NOW, gone_status=404, taken_down=NOW + DAY, became="struck")
    assert await store.takedowns.settle([gone], NOW + DAY) == 1
    await deliver(store, NOW + DAY)
    assert await report(store, third, NOW + DAY + MINUTE, TITLE, TEXT) == 0


async def test_a_follow_up_that_a_further_source_carries_answers_its_story_there(store: Store) -> None:
    await begin(store, HERALD, WIRE)
    await chat(store, 1, Subscription("source", "wire"))
    await chat(store, 2, Subscription("source", "wire"), Subscription("source", "herald"))
    await report(store, WIRE, NOW, TITLE, TEXT)
    assert len(await deliver(store)) == 2
    shared = f"{HERALD.url}later"
    await report(store, HERALD, NOW_2, LATER_TITLE, LATER_TEXT, url=shared)
    await report(store, WIRE, NOW_2, LATER_TITLE, LATER_TEXT, url=shared)
    found = sorted(await claim(store, NOW_2), key=lambda each: each.address.id)
    assert [(each.owed.kind, each.shown and each.shown.message) for each in found] == [
        (Kind.UPDATE, "m1"), (Kind.UPDATE, "m2"),
    ]  # fmt: skip


async def test_a_follow_up_answers_the_digest_that_tells_its_story(store: Store) -> None:
    await begin(store, HERALD)
    await chat(store, 1)
    await chat(store, 2)
    for number in range(2):
        await report(store, HERALD, NOW + number * MINUTE, f"{OTHER_TITLE[:-6]} {number}", f"{number} {OTHER_TEXT}")
    await report(store, HERALD, NOW_2, TITLE, TEXT)
    digests = await store.outbox.claim("telegram", 10, NOW_2, 2)
    assert [len(each.more) for each in digests] == [2, 2]
    await store.outbox.settle([sent(each, f"digest{each.address.id}") for each in digests], NOW_2)
    await report(store, HERALD, NOW_2 + MINUTE, f"{OTHER_TITLE} again", f"{OTHER_TEXT} It is a pity.")
    await deliver(store, NOW_2 + MINUTE)
    await report(store, HERALD, NOW_3, LATER_TITLE, LATER_TEXT)
    found = sorted(await claim(store, NOW_3), key=lambda each: each.address.id)
    assert [each.owed.kind for each in found] == [Kind.UPDATE] * 2
    assert [each.shown for each in found] == [
        Shown(f"digest{number}", "text", alone=False, sent=NOW_2) for number in (1, 2)
    ]


async def test_an_update_that_answered_nothing_is_edited_as_a_post(store: Store) -> None:
    await begin(store, HERALD)
    await chat(store, 1)
    await report(store, HERALD, NOW, TITLE, TEXT)
    (first,) = await claim(store)
    await report(store, HERALD, NOW + MINUTE, LATER_TITLE, LATER_TEXT)
    await store.outbox.settle([Outcome(first, "failed", "no")], NOW + MINUTE)
    (later,) = await claim(store, NOW_2)
    assert (later.owed.kind, later.shown) == (Kind.UPDATE, None)
    await store.outbox.settle([sent(later, "m2")], NOW_2)
    await store.outbox.correct(2, Kind.EDIT, NOW_3)
    (edit,) = await claim(store, NOW_3)
    assert edit.shown == Shown("m2", "text", sent=NOW_2, update=False)
    await report(store, HERALD, NOW_3, f"{LATER_TITLE} again", f"{LATER_TEXT} It took all day.")
    await store.outbox.settle([sent(edit)], NOW_3)
    (third,) = await claim(store, NOW_3)
    assert (third.owed.kind, third.shown and third.shown.message) == (Kind.UPDATE, "m2")
