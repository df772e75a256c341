"""Ports `Articles` and `Outbox`: one item in several languages, and which of them a chat gets."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.adapters.storage.store import Store
from bot.domain.model import Alternate, Claim, Edition, Kind, Source, Subscription, Verdict
from tests.contracts.samples import ALL, DAY, MINUTE, NOW, begin, chat, claim, entry, poll, publish, ready, sent
from tests.contracts.test_relating import LATER_TEXT, LATER_TITLE, TEXT, TITLE

EN = Source("en", "https://herald.example/en/", language="en")
RU = Source("ru", "https://herald.example/", language="ru")
SOON, LATER = NOW + MINUTE, NOW + 10 * MINUTE
TITLES = {"en": "Port of Lakeport reopens", "ru": "Порт Лейкпорта открылся", "az": "Leykport limanı açılıb"}


async def edition(store: Store, language: str, now: datetime = NOW, number: int = 1, **fields: Any) -> int:
    """Publish the edition of an item whose page names all editions. Returns the rows owed."""
    alternates = tuple(Alternate(each, f"https://herald.example/{each}/post/port-{number}") for each in TITLES)
    settle = fields.pop("settle", timedelta())
    title, url = f"{TITLES[language]} {number}", f"https://herald.example/{language}/post/port-{number}"
    source = fields.pop("source", RU if language == "ru" else EN)
    await store.sources.store_poll(poll(source, [entry(number, title=title, url=url, published=now)], now), now)
    batch = await store.articles.claim(now)
    assert batch is not None
    article = ready(batch.drafts[0], **{"language": language, "body": title, "alternates": alternates, **fields})
    return await store.articles.publish([article], now, max_age=DAY, settle=settle, language="en")


async def reader(store: Store, number: int, *languages: str, **place: Any) -> int:
    address = await chat(store, number, **place)
    await store.addresses.set_languages(address.id, languages)
    return address.id


async def send(store: Store, now: datetime) -> list[tuple[str, str, str]]:
    """Send what is due. Returns chat, kind and language of each."""
    found: list[tuple[str, str, str]] = []
    while claims := await claim(store, now):
        await store.outbox.settle([sent(each) for each in claims], now)
        found += [_seen(each) for each in claims]
    return found


def _seen(each: Claim) -> tuple[str, str, str]:
    return each.address.place.chat, each.owed.kind.value, each.item.language if each.item else ""


async def test_a_chat_gets_its_language_else_the_next_after_ten_minutes(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 1, "en", "ru")
    await reader(store, 2, "ru", "en")
    await reader(store, 3, "ru")
    await reader(store, 4, "az")
    assert await edition(store, "en") == 2
    assert await send(store, NOW) == [("1", "post", "en")]
    assert await send(store, LATER - MINUTE) == []
    assert await send(store, LATER) == [("2", "post", "en")]


async def test_the_better_one_takes_the_place_of_what_waits(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 2, "ru", "en")
    await edition(store, "en")
    await edition(store, "ru", SOON)
    assert await send(store, SOON) == [("2", "post", "ru")]
    assert await send(store, NOW + DAY) == []


async def test_the_better_one_edits_in_place_what_was_sent_and_is_edited_from_then_on(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 2, "ru", "en")
    await edition(store, "en")
    await send(store, LATER)
    assert await edition(store, "ru", LATER + MINUTE) == 1
    assert await send(store, LATER + MINUTE) == [("2", "edit", "ru")]
    await store.outbox.correct(1, Kind.EDIT, NOW + DAY)
    assert await send(store, NOW + DAY) == [("2", "edit", "ru")]


async def test_an_edit_that_waits_shows_the_better_one(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 2, "ru", "en")
    await edition(store, "en")
    await send(store, LATER)
    await store.outbox.correct(1, Kind.EDIT, LATER)
    await edition(store, "ru", LATER + MINUTE)
    assert await send(store, LATER + MINUTE) == [("2", "edit", "ru")]
    assert await send(store, NOW + DAY) == []


async def test_a_strike_that_waits_stays_with_the_article_that_was_taken_down(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 2, "ru", "en")
    await edition(store, "en")
    await send(store, LATER)
    gone = Verdict(1, 1, None, gone_since=NOW, gone_status=404, taken_down=LATER, became="struck")
    assert await store.takedowns.settle([gone], LATER) == 1
    assert await edition(store, "ru", LATER + MINUTE) == 1
    assert await send(store, LATER + MINUTE) == [("2", "strike", "en"), ("2", "edit", "ru")]


async def test_who_chose_no_language_gets_it_as_it_comes_and_then_in_its_own(store: Store) -> None:
    await begin(store, EN, RU)
    await chat(store, 1)
    other = await chat(store, 2)
    await store.addresses.set_language(other.id, "ru")
    await edition(store, "ru")
    assert await send(store, NOW) == [("1", "post", "ru"), ("2", "post", "ru")]
    assert await edition(store, "en", SOON) == 2  # the other one has a button more
    assert await send(store, SOON) == [("1", "edit", "en"), ("2", "edit", "ru")]


@pytest.mark.parametrize(("kind", "edits"), [("private", 1), ("group", 1), ("channel", 0)])
async def test_a_post_gets_a_button_for_what_comes_later_where_there_are_buttons(
    store: Store, kind: str, edits: int
) -> None:
    await begin(store, EN, RU)
    await chat(store, 1, kind=kind)
    await edition(store, "en")
    await send(store, NOW)
    assert await edition(store, "ru", SOON) == edits
    found = await claim(store, SOON)
    assert [each.item and each.item.editions for each in found] == [(Edition("ru", 2),)] * edits


async def test_who_accepts_one_language_is_not_bothered_with_the_others(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 1, "en")
    await edition(store, "en")
    await send(store, NOW)
    assert await edition(store, "ru", SOON) == 0


async def test_nobody_waits_for_a_language_that_no_source_writes_in(store: Store) -> None:
    await begin(store, EN)
    await reader(store, 1, "ru", "en")
    await edition(store, "en")
    assert await send(store, NOW) == [("1", "post", "en")]


async def test_a_source_of_unknown_language_may_bring_any(store: Store) -> None:
    await begin(store, replace(EN, language=""))
    await reader(store, 1, "az", "en")
    await reader(store, 2, "en")
    await edition(store, "en")
    assert await send(store, NOW) == [("2", "post", "en")]
    assert await send(store, LATER) == [("1", "post", "en")]


async def test_where_the_better_one_is_there_already_nobody_waits_for_it(store: Store) -> None:
    await begin(store, EN, RU)
    address = await reader(store, 1, "en", "ru")
    await store.addresses.unsubscribe(address, None)
    await store.addresses.subscribe(address, Subscription("source", "ru"), NOW)
    assert await edition(store, "en") == 0
    assert await edition(store, "ru", SOON) == 1
    assert await send(store, SOON) == [("1", "post", "ru")]


async def test_settling_and_pauses_hold_what_the_better_edition_lets_go(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 1, "ru", "en")
    paused = await reader(store, 2, "ru", "en")
    await store.addresses.pause(paused, None)
    await edition(store, "en", settle=30 * MINUTE)
    await edition(store, "ru", SOON, settle=30 * MINUTE)
    assert await send(store, NOW + 29 * MINUTE) == []
    assert await send(store, NOW + 31 * MINUTE) == [("1", "post", "ru")]
    await store.addresses.resume(paused, "all", NOW + DAY)
    assert await send(store, NOW + DAY) == [("2", "post", "ru")]


async def test_three_languages(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 1, "az", "ru", "en")
    await edition(store, "en")
    assert await send(store, NOW) == [("1", "post", "en")]  # no source says that it writes in az
    await edition(store, "ru", SOON)
    assert await send(store, SOON) == [("1", "edit", "ru")]
    await edition(store, "az", LATER)
    assert await send(store, LATER) == [("1", "edit", "az")]


async def test_a_second_best_is_not_sent_before_its_time(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 1, "ru", "az", "en")
    await edition(store, "en")
    await edition(store, "az", SOON)
    assert await send(store, SOON) == []
    assert await send(store, LATER) == [("1", "post", "az")]


async def test_an_update_does_not_pass_its_first_post_in_a_better_language(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 1, "ru", "en")
    await edition(store, "en", title=TITLE, body=TEXT)
    await edition(store, "en", SOON, number=2, title=LATER_TITLE, body=LATER_TEXT)
    await edition(store, "ru", SOON + MINUTE, number=2)
    assert await send(store, SOON + MINUTE) == []
    assert await send(store, LATER + MINUTE) == [("1", "post", "en"), ("1", "update", "ru")]


async def test_each_chat_decides_by_what_it_shows_itself(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 1, "en")
    await reader(store, 2, "ru", "az")
    await edition(store, "en")
    assert await send(store, NOW) == [("1", "post", "en")]
    await edition(store, "ru", SOON)
    assert await send(store, SOON) == [("2", "post", "ru")]
    assert await edition(store, "az", LATER) == 1
    assert await send(store, LATER) == [("2", "edit", "ru")]  # a button more


async def test_the_later_edition_alone_may_name_the_earlier(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 1, "en", "ru")
    await edition(store, "en", alternates=())
    await edition(store, "ru", SOON, alternates=(Alternate("en", "https://herald.example/en/post/port-1"),))
    assert await send(store, SOON) == [("1", "post", "en")]
    one, other = [await store.articles.show(each) for each in ("1", "2")]
    assert one is not None and other is not None and one.item.id == other.item.id


async def test_an_item_has_one_edition_in_each_language(store: Store) -> None:
    await begin(store, EN, RU)
    await chat(store, 1, ALL)
    await edition(store, "en", number=1)
    wrong = (Alternate("en", "https://herald.example/en/post/port-1"),)
    await edition(store, "ru", number=1)
    assert await edition(store, "ru", SOON, number=2, alternates=wrong) == 1
    record = await store.articles.show("3")
    assert record is not None and record.item.id != 1


async def test_another_site_joins_no_item_by_saying_so(store: Store) -> None:
    await begin(store, EN, Source("other", "https://other.example/", language="ru"))
    await chat(store, 1)
    await edition(store, "en")
    await send(store, NOW)
    foreign = entry(9, title="Другое", url="https://other.example/ru/a", published=SOON)
    await store.sources.store_poll(poll(Source("other", "https://other.example/"), [foreign], SOON), SOON)
    batch = await store.articles.claim(SOON)
    assert batch is not None
    said = (Alternate("en", "https://herald.example/en/post/port-1"),)
    article = ready(batch.drafts[0], language="ru", body="Другое", alternates=said)
    await store.articles.publish([article], SOON, max_age=DAY, settle=timedelta())
    assert await send(store, SOON) == [("1", "post", "ru")]


async def test_what_a_further_source_carries_waits_for_a_better_language_too(store: Store) -> None:
    more = Source("more", "https://herald.example/more", language="en")
    await begin(store, EN, RU, more)
    for number, languages in enumerate((("ru", "en"), ("en", "ru")), start=1):
        address = await reader(store, number, *languages)
        await store.addresses.unsubscribe(address, None)
        await store.addresses.subscribe(address, Subscription("source", "more"), NOW)
    assert await edition(store, "en") == 0
    again = entry(1, title=f"{TITLES['en']} 1", url="https://herald.example/en/post/port-1", published=NOW)
    await store.sources.store_poll(poll(more, [again], SOON), SOON)
    assert await send(store, SOON) == [("2", "post", "en")]
    assert await send(store, SOON + 9 * MINUTE) == []
    assert await send(store, SOON + 10 * MINUTE) == [("1", "post", "en")]


@pytest.mark.parametrize(
    ("chosen", "own", "language"),
    [
        (("ru",), "", "ru"),
        (("az", "ru", "en"), "", "ru"),
        (("az", "en"), "ru", "en"),
        ((), "ru", "ru"),
        ((), "az", "en"),
        ((), "", "en"),
    ],
)
async def test_back_fill_comes_in_the_first_of_a_chats_languages(
    store: Store, chosen: tuple[str, ...], own: str, language: str
) -> None:
    await begin(store, EN, RU)
    await edition(store, "en")
    await edition(store, "ru", SOON)
    address = await reader(store, 1, *chosen)
    await store.addresses.set_language(address, own)
    assert await store.outbox.owe(address, [1], LATER) == 1
    assert await send(store, LATER) == [("1", "post", language)]


async def test_back_fill_brings_nothing_in_a_language_that_a_chat_does_not_accept(store: Store) -> None:
    await begin(store, EN, RU)
    await edition(store, "en")
    await publish(store, entry(2, published=SOON), source=EN, now=SOON, language="")
    address = await reader(store, 1, "ru")
    assert await store.outbox.owe(address, [1, 2], LATER) == 1
    assert await send(store, LATER) == [("1", "post", "")]
