"""One post per story, as it stands in chats on the strict stand-in: sources credited, follow-ups answering, languages
switched, corrections marked."""

from dataclasses import replace
from typing import Any

from bot.adapters.storage.store import Store
from bot.demo.botapi.records import Chat, SentMessage
from bot.domain.model import Alternate, Source
from tests.contracts.samples import HOUR, MINUTE, begin, entry, publish
from tests.contracts.test_relating import HERALD, LATER_TEXT, LATER_TITLE, TEXT, TITLE, WIRE
from tests.failures.deliveries import World, world

RU = Source("ru", "https://herald.example/ru/", language="ru")
RU_TITLE = "Паром сел на мель у Лейкпорта"


async def report(opened: World, source: Source, title: str, text: str, **fields: Any) -> None:
    """Publish an article, and send all that is owed for it."""
    url = fields.pop("url", f"{source.url}{title[:12].replace(' ', '-')}")
    opened.now += 11 * MINUTE
    known = entry(1, title=title, url=url, published=opened.now, summary=text)
    await publish(opened.store, known, source=source, now=opened.now, title=title, body=text, **fields)
    for _ in range(3):
        await opened.deliver()


async def room(opened: World, *sources: Source) -> Chat:
    await begin(opened.store, *(sources or (HERALD, WIRE)))
    chat = opened.api.private(42)
    await opened.subscribe(chat)
    return chat


def last_line(message: SentMessage) -> str:
    return message.text.rpartition("\n")[2]


async def test_row_12_a_reprint_is_one_post_that_credits_both(store: Store) -> None:
    async with world(store) as opened:
        chat = await room(opened)
        await report(opened, HERALD, TITLE, TEXT)
        await report(opened, WIRE, TITLE, TEXT)
        (post,) = opened.api.sent(chat)
        assert (post.edits, last_line(post)) == (1, "Also: wire.example")
        assert [each["url"] for each in post.entities if each["type"] == "text_link"][-1].startswith(WIRE.url)


async def test_row_12_one_address_in_two_sources_is_one_post_that_credits_both(store: Store) -> None:
    async with world(store) as opened:
        chat = await room(opened)
        url = f"{HERALD.url}ferry"
        await report(opened, HERALD, TITLE, TEXT, url=url)
        await report(opened, WIRE, TITLE, TEXT, url=url + "?utm_source=wire")
        (post,) = opened.api.sent(chat)
        record = await opened.store.articles.show("1")
        assert record is not None and record.sources == ("herald", "wire")
        later = opened.api.private(43)
        address = await opened.subscribe(later)
        await opened.store.outbox.owe(address.id, [1], opened.now)
        await opened.deliver()
        assert last_line(opened.api.sent(later)[0]) == last_line(post) == "Also: wire.example"


async def test_a_follow_up_answers_its_first_post_and_is_marked(store: Store) -> None:
    async with world(store) as opened:
        chat = await room(opened)
        await report(opened, HERALD, TITLE, TEXT)
        late = opened.api.private(43)
        await opened.subscribe(late)
        await report(opened, HERALD, LATER_TITLE, LATER_TEXT)
        first, second = opened.api.sent(chat)
        assert second.reply_to == first.id and last_line(second).startswith("Update · ")
        assert second.silent
        (alone,) = opened.api.sent(late)
        assert not alone.reply_to and "Update" not in last_line(alone)


async def test_a_corrected_headline_is_marked_where_the_other_stood_and_an_update_stays_one(store: Store) -> None:
    async with world(store) as opened:
        chat = await room(opened)
        await report(opened, HERALD, TITLE, TEXT)
        url = f"{HERALD.url}later"
        await report(opened, HERALD, LATER_TITLE, LATER_TEXT, url=url)
        title = LATER_TITLE.replace("cracked rudder", "broken propeller")
        opened.now += HOUR
        await report(opened, HERALD, title, LATER_TEXT.replace("crack in its rudder", "broken propeller"), url=url)
        _, second = opened.api.sent(chat)
        *_, corrected, about = second.text.split("\n")
        assert second.text.startswith(title) and about.startswith("Update · ")
        assert corrected.startswith("Corrected ") and LATER_TITLE in corrected
        late = opened.api.private(43)
        address = await opened.subscribe(late)
        await opened.store.outbox.owe(address.id, [2], opened.now)
        await opened.deliver()
        assert "Corrected" not in opened.api.sent(late)[0].text


async def test_an_edition_takes_the_place_of_what_stands_and_is_a_button_elsewhere(store: Store) -> None:
    async with world(store) as opened:
        chat = await room(opened, replace(HERALD, language="en"), RU)
        other = opened.api.private(43)
        address = await opened.subscribe(other)
        await opened.store.addresses.set_languages(address.id, ["ru", "en"])
        ru = f"{RU.url}parom"
        await report(opened, HERALD, TITLE, TEXT, alternates=(Alternate("ru", ru),))
        assert not opened.api.sent(other)
        await opened.deliver(10 * MINUTE)
        (post,) = opened.api.sent(other)
        assert post.text.startswith(TITLE) and last_line(post).startswith("EN · ")
        await report(opened, RU, RU_TITLE, RU_TITLE, url=ru, language="ru")
        (post,) = opened.api.sent(other)
        assert post.text.startswith(RU_TITLE) and "RU" not in last_line(post)
        (own,) = opened.api.sent(chat)
        assert (
            own.text.startswith(TITLE) and [button["text"] for button in own.markup["inline_keyboard"][-1]][-1] == "RU"
        )
