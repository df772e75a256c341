"""/subscribe, /unsubscribe, /subscriptions: here and in channels, by those who may."""

from dataclasses import replace

import pytest

from bot.domain.model import Place, Subscription
from bot.services.desk.subscribing import MAX_SUBSCRIPTIONS
from tests.services.fakes_desk import CHANNEL, GROUP, HOME, NOW, Newsroom, buttons, item, text


def managed() -> Newsroom:
    """A newsroom where person 7 manages the group and the channel."""
    room = Newsroom(item(1), item(2), item(3, section="economy"))
    room.directory.managers |= {(GROUP.chat, "7"), (CHANNEL.chat, "7")}
    return room


# --- to what -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "stored", "said", "stop"),
    [
        ("", ("all", ""), "everything Caliber.Az publishes", "/unsubscribe"),
        ("all", ("all", ""), "everything Caliber.Az publishes", "/unsubscribe"),
        ("Everything", ("all", ""), "everything Caliber.Az publishes", "/unsubscribe"),
        ("WORLD", ("section", "world"), "the section World", "/unsubscribe world"),
        ("dünya", ("section", "world"), "the section World", "/unsubscribe world"),
        ("rail news", ("section", "rail news"), "the section Rail News", "/unsubscribe rail news"),
        ("Раздел: мир", ("section", "world"), "the section World", "/unsubscribe world"),
        (
            "MÜƏLLİF: naila example",
            ("author", "naila example"),
            "the author Naila Example",
            "/unsubscribe Naila Example",
        ),
        ("section: economics", ("section", "economy"), "the section Economy", "/unsubscribe economy"),
        ("Caliber-EN", ("source", "caliber-en"), "the source caliber-en", "/unsubscribe caliber-en"),
        ("source:caliber-en", ("source", "caliber-en"), "the source caliber-en", "/unsubscribe caliber-en"),
        ("naila EXAMPLE", ("author", "naila example"), "the author Naila Example", "/unsubscribe Naila Example"),
        ("by:Naila Example", ("author", "naila example"), "the author Naila Example", "/unsubscribe Naila Example"),
        (
            'author:"Naila Example"',
            ("author", "naila example"),
            "the author Naila Example",
            "/unsubscribe Naila Example",
        ),
    ],
)
async def test_what_is_understood_is_stored_and_said(words: str, stored: tuple[str, str], said: str, stop: str) -> None:
    room = Newsroom()
    reply = await room.write(f"/subscribe {words}")
    assert room.subscribed() == [stored]
    assert text(reply) == f"Subscribed: {said}.\nTo stop: {stop}"
    assert list(buttons(reply)) == ["Latest 3"]
    assert text(await room.write(stop)).startswith(f"Stopped: {said}.")
    assert room.subscribed() == []


async def test_other_words_are_keywords() -> None:
    room = Newsroom()
    reply = await room.write("/subscribe Tram strike")
    await room.write("/subscribe re: visit")
    ((kind, value), (other, _)) = room.subscribed()
    assert other == "filter"
    assert kind == "filter"
    assert value
    assert "items with the words “Tram strike”" in text(reply)
    assert text(await room.write("/unsubscribe TRAM, strike")).startswith("Stopped: items with the words “Tram strike”")


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ("section:dünya Tram", "tram section:world"),
        ("section:world section:economics", "section:world section:economy"),
        ('source:caliber-en "tram strike" OR bus after:7d', '"tram strike" OR bus source:caliber-en'),
        ("tram by:Naila -lang:ru", "tram by:naila -lang:ru"),
        ("section:weather tram", None),
        ("author:nobody tram", None),
        ("author:naila tram", "tram by:naila"),  # a part of the name is enough
        ("yazar:naila", "by:naila"),
        ("by:nobody", None),
        ("section: zz lang:ru", None),
    ],
)
async def test_words_with_what_is_known_are_a_filter(words: str, stored: str | None) -> None:
    room = Newsroom(item(1, authors=("Naila Example",)))
    await room.write(f"/subscribe {words}")
    assert room.subscribed() == ([("filter", stored)] if stored else [])


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("section:weather", "I know no section “weather”. The sections are: World, Rail News, Economy"),
        ("source:nowhere", "I know no source “nowhere”."),
        ("author:Nobody", "I know no author “Nobody” yet."),
        ("author:…", "I know no author “…” yet."),
        ("!!!", "There is no word in this"),
        ("a" * 501, "Please use fewer words: 500 characters at most."),
    ],
)
async def test_what_means_nothing_is_answered_with_what_would(words: str, answer: str) -> None:
    room = Newsroom()
    assert answer in text(await room.write(f"/subscribe {words}"))
    assert not room.addresses.rows


async def test_in_the_readers_language() -> None:
    room = Newsroom()
    assert text(await room.write("/subscribe всё", language="ru")).startswith(
        "Подписка оформлена: всё, что публикует Caliber.Az.\nПрекратить: /unsubscribe"
    )
    assert "раздел «Мир»" in text(await room.write("/subscribe world", language="ru"))
    assert room.subscribed() == [("all", ""), ("section", "world")]


async def test_twice_is_once() -> None:
    room = Newsroom()
    await room.write("/subscribe world")
    assert text(await room.write("/subscribe World")).startswith("Subscribed already: the section World.")
    assert room.subscribed() == [("section", "world")]


async def test_a_part_of_everything_is_pointed_out() -> None:
    room = Newsroom()
    await room.write("/subscribe")
    assert "Everything else comes as well" in text(await room.write("/subscribe world"))
    assert "Everything else" not in text(await room.write("/subscribe"))


async def test_there_is_a_bound() -> None:
    room = Newsroom()
    await room.write("/subscribe")
    (address,) = room.addresses.rows.values()
    for number in range(MAX_SUBSCRIPTIONS - 1):
        await room.addresses.subscribe(address.id, Subscription("filter", f"word{number}", f"word{number}"), NOW)
    assert "There are 100 subscriptions already" in text(await room.write("/subscribe world"))
    assert "Subscribed already" in text(await room.write("/subscribe"))
    assert len(room.subscribed()) == MAX_SUBSCRIPTIONS


# --- back-fill ---------------------------------------------------------------------------------------------


async def test_a_new_subscriber_gets_as_many_older_items_as_the_operator_grants() -> None:
    room = Newsroom(*(item(number) for number in range(1, 6)), item(6, section="economy"), backfill=2)
    await room.write("/subscribe world")
    (address,) = room.addresses.rows
    assert room.outbox.owed == [(address, (4, 5))]
    await room.write("/subscribe world")
    assert len(room.outbox.owed) == 1
    none = Newsroom(item(1))
    await none.write("/subscribe")
    assert none.outbox.owed == []
    without = Newsroom(item(1), backfill=2, outbox=None)
    await without.write("/subscribe")
    assert without.subscribed() == [("all", "")]


# --- the reverse -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["", "all", "All"])
async def test_all_of_it(words: str) -> None:
    room = Newsroom()
    await room.write("/subscribe")
    await room.write("/subscribe world")
    reply = text(await room.write(f"/unsubscribe {words}"))
    assert reply == "Stopped: everything Caliber.Az publishes, the section World.\nTo begin again: /subscribe"
    assert room.subscribed() == []


async def test_one_of_several_says_what_is_left() -> None:
    room = Newsroom()
    await room.write("/subscribe")
    await room.write("/subscribe world")
    assert text(await room.write("/unsubscribe everything")) == (
        "Stopped: everything Caliber.Az publishes.\nStill subscribed: the section World."
    )


async def test_nothing_to_undo_is_harmless() -> None:
    room = Newsroom()
    assert "nothing to stop" in text(await room.write("/unsubscribe"))
    assert "nothing to stop" in text(await room.write("/unsubscribe world"))
    await room.write("/subscribe world")
    for words in ("economy", "section:weather", "!!!", "zeppelin"):
        assert text(await room.write(f"/unsubscribe {words}")) == (
            f"There was no subscription to “{words}”.\nStill subscribed: the section World."
        )
    await room.write("/unsubscribe")
    assert "nothing to stop" in text(await room.write("/unsubscribe"))


async def test_a_section_that_is_gone_can_still_be_left() -> None:
    room = Newsroom()
    await room.write("/subscribe rail news")
    room.articles.labels = {}
    assert text(await room.write("/unsubscribe Rail News")) == "Stopped: the section Rail News."


async def test_many_are_named_in_one_line() -> None:
    room = Newsroom()
    for number in range(12):
        await room.write(f"/subscribe tram{number}")
    assert text(await room.write("/unsubscribe")).splitlines()[0].endswith("“tram9”, ….")


# --- /subscriptions ----------------------------------------------------------------------------------------


async def test_the_list_drops_by_number() -> None:
    room = Newsroom()
    assert text(await room.write("/subscriptions")) == "No subscriptions here yet. To begin: /subscribe"
    await room.write("/subscribe")
    await room.write("/subscribe world")
    reply = await room.write("/subscriptions")
    assert text(reply).splitlines()[:3] == [
        "Subscriptions",
        "1. everything Caliber.Az publishes",
        "2. the section World",
    ]
    dropped = await room.press(buttons(reply)["✕ 1"])
    assert dropped.edits
    assert dropped.alert == "Stopped: everything Caliber.Az publishes."
    assert "1. the section World" in text(dropped)
    assert room.subscribed() == [("section", "world")]
    again = await room.press(buttons(reply)["✕ 1"])
    assert again.alert == "That was dropped before."
    assert "1. the section World" in text(again)
    last = await room.press(buttons(reply)["✕ 2"])
    assert text(last).startswith("No subscriptions here yet")


async def test_a_long_list_has_pages() -> None:
    room = Newsroom()
    for number in range(17):
        await room.write(f"/subscribe tram{number}")
    first = await room.write("/subscriptions")
    (menu,) = first.posts[0].menus
    assert [button.label for button in menu.choices] == [f"✕ {number}" for number in range(1, 9)]
    assert menu.choices[7].hint == "items with the words “tram7”"
    assert [len(row) for row in first.posts[0].rows] == [1]
    second = await room.press(buttons(first)["›"])
    assert second.edits
    assert "9. items with the words “tram8”" in text(second)
    assert list(buttons(second))[-2:] == ["‹", "›"]
    third = await room.press(buttons(second)["›"])
    assert list(buttons(third)) == ["✕ 17", "‹"]
    back = await room.press(buttons(third)["✕ 17"])
    assert text(back).splitlines()[1].startswith("9. "), "the page that is gone gives way to the one before"


async def test_nobody_drops_what_is_not_theirs() -> None:
    room = Newsroom()
    await room.write("/subscribe")
    data = buttons(await room.write("/subscriptions"))["✕ 1"]
    await room.press(data, replace(HOME, chat="8"), by="8")
    assert room.subscribed() == [("all", "")]


# --- groups ------------------------------------------------------------------------------------------------


async def test_in_a_group_administrators_change_and_everybody_reads() -> None:
    room = managed()
    refused = await room.write("/subscribe", GROUP, by="9")
    assert refused.to_person
    assert text(refused) == "Only administrators can change what this chat gets."
    assert (await room.press("s:all", GROUP, by="9")).alert == text(refused)
    assert (await room.press("g:ru", GROUP, by="9")).alert == text(refused)
    assert (await room.write("/start sub", GROUP, by="9")).to_person
    await room.write("/subscribe", GROUP)
    assert room.subscribed(GROUP) == [("all", "")]
    assert (await room.write("/unsubscribe", GROUP, by="9")).to_person
    listed = await room.write("/subscriptions", GROUP, by="9")
    assert "1. everything" in text(listed)
    assert not listed.to_person
    assert (await room.press(buttons(listed)["✕ 1"], GROUP, by="9")).alert == text(refused)
    assert room.subscribed(GROUP) == [("all", "")]


async def test_a_topic_is_a_place_of_its_own() -> None:
    room = managed()
    await room.write("/subscribe", GROUP)
    assert room.subscribed(replace(GROUP, topic="")) == []


async def test_a_private_bot_refuses_strangers_politely() -> None:
    room = Newsroom(access="admins", admins=frozenset({"7"}))
    refused = await room.write("/subscribe", replace(HOME, chat="8"), by="8")
    assert "closed circle" in text(refused)
    assert "closed circle" in (await room.press("s:all", replace(HOME, chat="8"), by="8")).alert
    await room.write("/subscribe")
    assert room.subscribed() == [("all", "")]


# --- channels ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["@caliber_en", "@\u2060caliber_en", "t.me/caliber_en", "https://t.me/caliber_en/", CHANNEL.chat]
)
async def test_a_channel_is_subscribed_from_a_private_chat(name: str) -> None:
    room = managed()
    reply = await room.write(f"/subscribe {name}  world")
    assert text(reply) == "@caliber_en is now subscribed: the section World.\nTo stop: /unsubscribe @caliber_en world"
    assert room.subscribed(CHANNEL) == [("section", "world")]
    assert room.subscribed() == []
    (address,) = room.addresses.rows.values()
    assert address.place.kind == "channel"
    assert "already: the section World" in text(await room.write(f"/subscribe {name} world"))
    assert text(await room.write("/unsubscribe @caliber_en world")) == "Stopped: the section World."
    assert "nothing to stop" in text(await room.write("/unsubscribe @caliber_en"))


async def test_a_channel_without_a_public_name_is_called_by_its_title() -> None:
    room = managed()
    nameless = replace(CHANNEL, username="")
    room.directory.places = {CHANNEL.chat: nameless}
    assert text(await room.write(f"/subscribe {CHANNEL.chat}")) == (
        f"Caliber is now subscribed: everything Caliber.Az publishes.\nTo stop: /unsubscribe {CHANNEL.chat}"
    )
    room.directory.places = {CHANNEL.chat: replace(nameless, title="")}
    assert f"Subscriptions of {CHANNEL.chat}" in text(await room.write(f"/subscriptions {CHANNEL.chat}"))


async def test_a_channel_starts_in_the_language_its_owner_chose() -> None:
    room = managed()
    await room.press("g:az")
    await room.write("/subscribe @caliber_en")
    assert {row.place.kind: row.language for row in room.addresses.rows.values()} == {"private": "az", "channel": "az"}


async def test_what_stands_in_the_way_is_said_with_what_to_do() -> None:
    room = Newsroom()
    assert "I do not see @nowhere. Please add me" in text(await room.write("/subscribe @nowhere"))
    assert text(await room.write("/subscribe @caliber_en")) == "Only administrators of @caliber_en can do this."
    room.directory.managers.add((CHANNEL.chat, "7"))
    room.directory.mute.add(CHANNEL.chat)
    assert "I may not post in @caliber_en yet." in text(await room.write("/subscribe @caliber_en"))
    in_group = await room.write("/subscribe @caliber_en", GROUP)
    assert in_group.to_person
    assert text(in_group) == "Please write this to me in a private chat."
    assert not room.addresses.rows


async def test_the_list_of_a_channel_is_handled_from_the_private_chat() -> None:
    room = managed()
    for number in range(9):
        await room.write(f"/subscribe @caliber_en tram{number}")
    listed = await room.write("/subscriptions @caliber_en")
    assert text(listed).startswith("Subscriptions of @caliber_en\n1. items")
    assert all(len(data.encode()) <= 64 for data in buttons(listed).values())
    assert "9. items" in text(await room.press(buttons(listed)["›"]))
    await room.press(buttons(listed)["✕ 1"])
    assert len(room.subscribed(CHANNEL)) == 8
    stranger = await room.press(buttons(listed)["✕ 2"], Place("telegram", "9"), by="9")
    assert "Only administrators" in stranger.alert
    assert len(room.subscribed(CHANNEL)) == 8
