"""Port `Takedowns`: what waits to be sent of an item of which an article was taken down."""

from datetime import datetime, timedelta

import pytest

from bot.adapters.storage.store import Store
from bot.domain.model import Address, Kind, Verdict
from tests.contracts.samples import DAY, HOUR, MINUTE, NOW, begin, chat, claim, deliver, sent
from tests.contracts.test_editions import EN, RU, SOON, edition, reader, send
from tests.contracts.test_relating import HERALD, LATER_TEXT, LATER_TITLE, TEXT, TITLE, WIRE, report
from tests.postgres import sql

STRUCK = NOW + DAY


async def strike(store: Store, article: int = 1, now: datetime = STRUCK) -> int:
    gone = Verdict(article, 1, now + DAY, gone_since=now - DAY, gone_status=404, taken_down=now, became="struck")
    return await store.takedowns.settle([gone], now)


async def restore(store: Store, article: int = 1, now: datetime = NOW + 2 * DAY, max_age: timedelta = 2 * DAY) -> int:
    return await store.takedowns.settle([Verdict(article, 1, None, became="restored")], now, max_age=max_age)


async def paused(store: Store, *languages: str) -> Address:
    address = await chat(store, 1)
    await store.addresses.set_languages(address.id, languages)
    await store.addresses.pause(address.id, None)
    return address


async def resumed(store: Store, address: Address, now: datetime = STRUCK) -> list[tuple[int, str]]:
    """The pause ends. Returns article and kind of all that is sent then."""
    await store.addresses.resume(address.id, "all", now)
    return await sent_of(store, now)


async def sent_of(store: Store, now: datetime) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    while claims := await claim(store, now):
        await store.outbox.settle([sent(each) for each in claims], now)
        found += [(each.item.article_id, each.owed.kind.value) for each in claims if each.item]
    return found


async def test_what_waits_is_sent_as_its_reprint_which_is_watched_then(store: Store, store_url: str) -> None:
    await begin(store, HERALD, WIRE)
    address = await paused(store)
    await report(store, HERALD, NOW, TITLE, TEXT)
    await report(store, WIRE, NOW + MINUTE, TITLE, TEXT)
    await sql(store_url, "UPDATE articles SET look = NULL")
    await strike(store)
    assert [each.id for each in await store.takedowns.due(STRUCK + DAY, 9)] == [1, 2]
    assert await resumed(store, address) == [(2, "post")]
    assert await strike(store, 2, STRUCK + HOUR) == 1


async def test_an_update_that_waits_is_sent_as_its_reprint(store: Store) -> None:
    await begin(store, HERALD, WIRE)
    address = await chat(store, 1)
    await report(store, HERALD, NOW, LATER_TITLE, LATER_TEXT)
    await deliver(store)
    await store.addresses.pause(address.id, None)
    await report(store, HERALD, NOW + MINUTE, TITLE, TEXT)
    await report(store, WIRE, NOW + HOUR, TITLE, TEXT)
    gone = Verdict(2, 2, None, gone_since=NOW, gone_status=404, taken_down=STRUCK, became="struck")
    await store.takedowns.settle([gone], STRUCK)
    assert await resumed(store, address) == [(3, "update")]


@pytest.mark.parametrize(
    ("languages", "article"),
    [((), 2), (("en", "az"), 3), (("en", "az", "ru"), 3), (("en", "ru", "az"), 2), (("en",), None)],
)
async def test_what_waits_is_sent_in_a_language_that_the_chat_accepts(
    store: Store, languages: tuple[str, ...], article: int | None
) -> None:
    await begin(store, EN, RU)
    address = await paused(store, *languages)
    await edition(store, "en")
    await edition(store, "ru", SOON)
    await edition(store, "az", SOON + MINUTE)
    await strike(store)
    assert await resumed(store, address) == [(each, "post") for each in (article,) if each]


async def test_who_chose_no_language_gets_its_own(store: Store) -> None:
    await begin(store, EN, RU)
    address = await paused(store)
    await edition(store, "en")
    await edition(store, "ru", SOON)
    await edition(store, "az", SOON + MINUTE)
    await store.addresses.set_language(address.id, "az")
    await strike(store)
    assert await resumed(store, address) == [(3, "post")]


async def test_an_edit_that_waits_shows_what_stands_there_if_that_is_live(store: Store) -> None:
    await begin(store, EN, RU)
    await reader(store, 1, "az", "ru", "en")
    await edition(store, "en")
    await send(store, NOW)
    await edition(store, "ru", SOON)
    await send(store, SOON)
    await edition(store, "az", SOON + MINUTE)  # an edit is owed, and waits
    assert await strike(store, 3) == 0
    assert await send(store, STRUCK) == [("1", "edit", "ru")]


async def test_an_edit_of_what_was_taken_down_gives_way_to_the_strike(store: Store) -> None:
    await begin(store, HERALD, WIRE)
    await chat(store, 1)
    await report(store, HERALD, NOW, TITLE, TEXT)
    await deliver(store)
    await report(store, WIRE, NOW + MINUTE, TITLE, TEXT)  # an edit is owed, and waits
    assert await strike(store) == 1
    assert await sent_of(store, STRUCK) == [(1, "strike")]


async def test_what_is_back_is_sent_after_all(store: Store) -> None:
    await begin(store, HERALD, WIRE)
    address = await paused(store)
    await report(store, HERALD, NOW, TITLE, TEXT)
    await strike(store)
    assert await restore(store) == 1
    assert await claim(store, NOW + 2 * DAY) == []  # it is paused
    assert await resumed(store, address, NOW + 2 * DAY) == [(1, "post")]
    assert await restore(store, now=NOW + 3 * DAY) == 1  # an edit: it stands there now


async def test_what_is_back_goes_at_once_where_nothing_is_paused(store: Store) -> None:
    await begin(store, HERALD, WIRE)
    await chat(store, 1)
    await chat(store, 2)
    await report(store, HERALD, NOW, TITLE, TEXT)
    await strike(store)
    await store.addresses.close("telegram", "2", "blocked", STRUCK)
    assert await restore(store) == 1
    assert await sent_of(store, NOW + 2 * DAY) == [(1, "post")]


async def test_what_is_back_too_late_is_not_sent(store: Store) -> None:
    await begin(store, HERALD, WIRE)
    address = await paused(store)
    await report(store, HERALD, NOW, TITLE, TEXT)
    await strike(store)
    assert await restore(store, max_age=DAY) == 0
    assert await resumed(store, address, NOW + 2 * DAY) == []


async def test_what_was_skipped_for_another_reason_stays_so(store: Store) -> None:
    await begin(store, HERALD, WIRE)
    address = await paused(store)
    await report(store, HERALD, NOW, TITLE, TEXT)
    await store.addresses.resume(address.id, "skip", NOW)
    await strike(store)
    assert await restore(store) == 0


async def test_an_edition_that_comes_later_is_sent_where_nothing_was(store: Store) -> None:
    await begin(store, EN, RU)
    address = await paused(store)
    await edition(store, "en")
    await strike(store, now=NOW + HOUR)
    await edition(store, "ru", NOW + 2 * HOUR)
    assert await resumed(store, address, NOW + 2 * HOUR) == [(2, "post")]


async def test_who_prints_it_after_it_was_taken_down_is_posted(store: Store) -> None:
    await begin(store, HERALD, WIRE)
    await chat(store, 1)
    await report(store, HERALD, NOW, TITLE, TEXT)
    await deliver(store)
    await strike(store)
    assert await report(store, WIRE, STRUCK + MINUTE, TITLE, TEXT) == 1
    (news,) = await claim(store, STRUCK + MINUTE)
    assert (news.owed.kind, news.item and news.item.id) == (Kind.UPDATE, 2)
    await store.outbox.settle([sent(news)], STRUCK + MINUTE)
    assert [each.owed.kind for each in await claim(store, STRUCK + MINUTE)] == [Kind.STRIKE]


async def test_who_prints_it_then_joins_the_reprint_that_is_there(store: Store) -> None:
    await begin(store, HERALD, WIRE, EN)
    await chat(store, 1)
    await report(store, HERALD, NOW, TITLE, TEXT)
    await report(store, WIRE, NOW + MINUTE, TITLE, TEXT)
    await deliver(store, NOW + MINUTE)
    await strike(store)
    await report(store, EN, STRUCK + MINUTE, TITLE, TEXT)
    assert [found.item.id for each in "123" if (found := await store.articles.show(each))] == [1, 1, 1]
