"""Ports `Outbox` and `Articles`: what a message shows, and by which edition."""

from dataclasses import replace

import pytest

from bot.adapters.storage import switching
from bot.adapters.storage.store import Store
from bot.domain.model import Edition, Kind, Outcome, Place, Receipt, Standing
from tests.contracts.samples import NOW, begin, chat, claim, edit, entry, poll, publish, sent
from tests.contracts.samples import ONE as SOURCE
from tests.postgres import sql

ONE = Place("telegram", "1")


@pytest.fixture
async def posted(store: Store, store_url: str) -> Store:
    """Article 1 and its edition 2 are item 1; article 3 is an item of its own. Each item stands in chats 1 and 2, as
    the message "m", chat, item."""
    await begin(store)
    for number in (1, 2):
        await chat(store, number)
    for number, language in enumerate(("en", "ru", "en"), 1):
        await publish(store, entry(number), language=language)
    await sql(store_url, "UPDATE articles SET item_id = 1, relation = 'edition' WHERE id = 2")
    await sql(store_url, "DELETE FROM outbox WHERE article_id = 2")
    while claims := await claim(store):
        outcomes = [sent(each, f"m{each.address.place.chat}{each.item.id}") for each in claims if each.item is not None]
        await store.outbox.settle(outcomes, NOW)
    return store


async def by_which(url: str) -> dict[str, int | None]:
    """The article by which each message shows its item."""
    shown = "SELECT message, article_id FROM message_items JOIN messages USING (owed_id, part)"
    return dict(await sql(url, shown))


async def test_what_a_message_shows(posted: Store) -> None:
    address = await posted.addresses.get(ONE)
    assert address is not None
    assert await posted.outbox.standing(ONE, "m11") == Standing(address, (1,), NOW)
    assert await posted.outbox.standing(ONE, "m13") == Standing(address, (3,), NOW)
    for place, message in ((ONE, "m21"), (ONE, "x"), (ONE, ""), (ONE, "m"), (replace(ONE, platform="discord"), "m11")):
        assert await posted.outbox.standing(place, message) is None
    assert await posted.outbox.standing(replace(ONE, topic="7"), "m11") is not None, "a topic is part of its chat"


async def test_an_update_is_known_as_one(posted: Store, store_url: str) -> None:
    await sql(store_url, "UPDATE outbox SET kind = 'update' WHERE item_id = 3")
    update, post = await posted.outbox.standing(ONE, "m13"), await posted.outbox.standing(ONE, "m11")
    assert update is not None and update.update and post is not None and not post.update


async def test_a_message_shows_another_edition(posted: Store, store_url: str) -> None:
    assert await posted.outbox.shows(ONE, "m11", 2)
    assert await by_which(store_url) == {"m11": 2, "m13": 3, "m21": 1, "m23": 3}
    assert await posted.outbox.shows(ONE, "m11", 1)
    assert await by_which(store_url) == {"m11": 1, "m13": 3, "m21": 1, "m23": 3}


async def test_what_is_no_edition_of_it_or_stands_elsewhere_changes_nothing(posted: Store, store_url: str) -> None:
    before = await by_which(store_url)
    for message, article in (("m11", 3), ("m13", 2), ("m21", 2), ("m11", 99), ("m11", 2**63 - 1), ("", 2), ("m1%", 2)):
        assert not await posted.outbox.shows(ONE, message, article)
    await posted.sources.store_poll(poll(SOURCE, [entry(4)]), NOW)
    await sql(store_url, "UPDATE articles SET item_id = 1 WHERE id = 4")
    assert not await posted.outbox.shows(ONE, "m11", 4), "not ready"
    await edit(posted)
    assert await posted.outbox.shows(ONE, "m11", 4)
    assert await posted.outbox.shows(ONE, "m11", 1)
    await sql(store_url, "UPDATE articles SET taken_down = 1 WHERE id = 2")
    assert not await posted.outbox.shows(ONE, "m11", 2), "taken down"
    assert await by_which(store_url) == before


async def test_a_message_of_several_items_stays_as_it_is(posted: Store, store_url: str) -> None:
    ((owed,),) = await sql(store_url, "SELECT owed_id FROM messages WHERE message = 'm11'")
    await sql(store_url, "INSERT INTO message_items (item_id, owed_id, part) VALUES (3, ?, 0)", owed)
    standing = await posted.outbox.standing(ONE, "m11")
    assert standing is not None and standing.items == (1, 3)
    assert not await posted.outbox.shows(ONE, "m11", 2)


async def test_a_reference_that_is_known_as_far_as_a_slash(store: Store, store_url: str) -> None:
    await begin(store)
    place = Place("discord", "5", kind="channel", server="3")
    address = await store.addresses.ensure(place)
    await publish(store, entry(1))
    await store.outbox.owe(address.id, [1], NOW)
    (owed,) = await store.outbox.claim("discord", 1, NOW)
    await store.outbox.settle([Outcome(owed, "sent", receipt=Receipt(("5/1234/99/png",)))], NOW)
    in_thread = replace(place, topic="8", kind="group")
    for known in ("5/1234", "5/1234/99", "5/1234/99/png"):
        assert await store.outbox.standing(in_thread, known) == Standing(address, (1,), NOW)
    for other in ("5/123", "5/1234/", "_/1234", "5/12345"):
        assert await store.outbox.standing(place, other) is None
    assert await store.outbox.shows(in_thread, "5/1234", 1)
    assert await by_which(store_url) == {"5/1234/99/png": 1}


async def test_only_the_newest_messages_are_looked_at(posted: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switching, "NEWEST", 1)
    assert await posted.outbox.standing(ONE, "m11") is None
    assert await posted.outbox.standing(ONE, "m13") is not None


async def test_an_edition_knows_the_others(posted: Store, store_url: str) -> None:
    english, russian = await posted.articles.edition(1), await posted.articles.edition(2)
    assert english is not None and russian is not None
    assert (english.id, english.article_id, english.language, english.editions) == (1, 1, "en", (Edition("ru", 2),))
    assert (russian.id, russian.article_id, russian.title) == (1, 2, "Headline 2")
    assert russian.editions == (Edition("en", 1),)
    await sql(store_url, "UPDATE articles SET item_id = 1, relation = 'reprint' WHERE id = 3")
    again = await posted.articles.edition(2)
    assert again is not None and again.editions == (Edition("en", 1),), "each language once"
    await sql(store_url, "UPDATE articles SET taken_down = 1 WHERE id = 2")
    assert await posted.articles.edition(2) is None
    alone = await posted.articles.edition(1)
    assert alone is not None and alone.editions == ()
    assert await posted.articles.edition(99) is None


async def test_an_edit_that_waits_follows_the_edition_that_is_chosen(posted: Store) -> None:
    assert await posted.outbox.correct(1, Kind.EDIT, NOW) == 2
    assert await posted.outbox.shows(ONE, "m11", 2)
    edits = {each.address.place.chat: each.item for each in await claim(posted)}
    assert {chat: item and item.language for chat, item in edits.items()} == {"1": "ru", "2": "en"}
