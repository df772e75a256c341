"""Places that are part of a server: commands that speak of another channel of it, and what is said differently."""

from dataclasses import replace

import pytest

from bot.domain.model import Ask, Person, Place, Reply
from bot.services.desk import DISCORD, Manners
from tests.services.fakes_desk import GROUP, HOME, WORDING, Newsroom, buttons, item, text

HERE = Place("discord", "11", kind="group", title="news", server="1")
THERE = replace(HERE, chat="12", title="tram-news")
ELSEWHERE = replace(HERE, chat="13", title="news", server="2")


def server() -> Newsroom:
    """A newsroom where person 7 manages every channel."""
    room = Newsroom(item(1), manners=DISCORD)
    room.directory.places = {place.chat: place for place in (HERE, THERE, ELSEWHERE)}
    room.directory.managers = {(place.chat, "7") for place in (HERE, THERE, ELSEWHERE)}
    return room


async def write(
    room: Newsroom, typed: str, about: Place | None = None, *, place: Place = HERE, by: str = "7", **options: str
) -> Reply:
    command, _, words = typed.removeprefix("/").partition(" ")
    return await room.desk.answer(Ask(place, Person(by), command, words, about, tuple(options.items())))


# --- another channel ---------------------------------------------------------------------------------------


async def test_another_channel_of_the_server_is_subscribed_from_here() -> None:
    room = server()
    reply = text(await write(room, "/subscribe world", THERE))
    assert reply == "#tram-news is now subscribed: the section World.\nTo stop: /unsubscribe #tram-news world"
    assert (room.subscribed(THERE), room.subscribed(HERE)) == ([("section", "world")], [])
    assert text(await write(room, "/subscriptions", THERE)).startswith("Subscriptions of #tram-news\n1. the section")
    assert text(await write(room, "/pause 3d", THERE)).startswith("#tram-news\nPosts are paused until")
    assert "about #tram-news?" in text(await write(room, "/forget", THERE))
    assert text(await write(room, "/unsubscribe world", THERE)) == "Stopped: the section World."


async def test_words_are_words_where_the_channel_is_given_apart() -> None:
    room = server()
    await write(room, "/subscribe @caliber_en tram", THERE)
    ((kind, _),) = room.subscribed(THERE)
    assert kind == "filter"


async def test_the_channel_itself_is_no_other() -> None:
    room = server()
    assert text(await write(room, "/subscribe world", HERE)).startswith("Subscribed: the section World.\n")
    assert text(await write(room, "/subscriptions", HERE, by="9")).startswith("Subscriptions\n1.")


async def test_its_buttons_find_it_again() -> None:
    room = server()
    await write(room, "/subscribe world", THERE)
    listed = buttons(await write(room, "/subscriptions", THERE))
    erase = buttons(await write(room, "/forget", THERE))["Erase"]
    assert (listed["✕ 1"], erase) == ("d:2:0:12", "f:yes:12")
    for about in (None, THERE):  # the platform may have found it
        dropped = await room.desk.press(Ask(HERE, Person("7"), words=listed["✕ 1"], about=about))
        assert text(dropped) == "No subscriptions here yet. To begin: /subscribe"
    for about in (HERE, THERE):
        assert "erased" in text(await room.desk.press(Ask(HERE, Person("7"), words=erase, about=about)))


async def test_another_server_needs_a_private_chat_and_rights_there() -> None:
    room = server()
    refused = await write(room, "/subscribe", ELSEWHERE)
    assert (text(refused), refused.to_person) == ("Please write this to me in a private chat.", True)
    dm = replace(HOME, platform="discord")
    assert text(await write(room, "/subscribe", ELSEWHERE, place=dm)).startswith("#news is now subscribed")
    for typed in ("9" * 18, f"<#{'9' * 18}>"):
        assert text(await write(room, f"/subscribe {typed} world", place=dm)) == (
            f"I do not see {'9' * 18}. Please give me the permission View Channel there, then send the command again."
        )
    assert text(await write(room, "/subscribe", THERE, by="9")) == (
        "This needs the permission Manage Server on the server of #tram-news."
    )
    assert room.subscribed(THERE) == []


async def test_a_channel_without_a_title_is_called_by_its_number() -> None:
    room = server()
    assert text(await write(room, "/subscribe", replace(THERE, title=""))).startswith("12 is now subscribed")


async def test_the_bot_must_be_able_to_post_even_where_it_is_spoken_to() -> None:
    room = server()
    room.directory.mute = {HERE.chat, THERE.chat}
    for about, name in ((None, "#news"), (THERE, "#tram-news")):
        assert text(await write(room, "/subscribe", about)) == (
            f"I may not post in {name} yet. Please give me the permissions View Channel, Send Messages and Embed Links "
            "there, then try again."
        )
    assert not room.addresses.rows


# --- wishes ------------------------------------------------------------------------------------------------

NEWSWIRE = replace(HERE, shape="announcement")


def kept(room: Newsroom) -> tuple[bool, bool]:
    (row,) = room.addresses.rows.values()
    return row.crosspost, row.webhook


def called(room: Newsroom) -> list[str]:
    return [each.mention for held in room.addresses.held.values() for each in held]


async def test_a_role_is_called_by_one_subscription() -> None:
    room = server()
    await write(room, "/subscribe world")
    reply = text(await write(room, "/subscribe", mention="77"))
    assert (
        "\nIts posts will call the role you chose. To call none again, choose @everyone.\n" in reply
        and reply.endswith("To stop: /unsubscribe")
    )
    assert called(room) == ["", "77"]
    assert "already" in text(await write(room, "/subscribe", mention="78"))
    await write(room, "/subscribe")
    assert called(room) == ["", "78"], "who says nothing of a role leaves it"
    assert "\nIts posts call no role. Everybody cannot be called.\n" in text(
        await write(room, "/subscribe", mention=HERE.server)
    )
    assert called(room) == ["", ""]
    assert text(await write(room, "/unsubscribe everything")).startswith("Stopped: everything")


async def test_an_announcement_channels_posts_are_published_further() -> None:
    room = server()
    on = await write(room, "/subscribe", place=NEWSWIRE, crosspost="true")
    assert "Posts are published to the channels that follow it as well." in text(on)
    assert kept(room) == (True, False)
    await write(room, "/subscribe", place=NEWSWIRE)
    assert kept(room) == (True, False)
    off = await write(room, "/subscribe", place=NEWSWIRE, crosspost="false")
    assert "Posts are no longer published to other channels." in text(off)
    assert kept(room) == (False, False)


async def test_posts_come_under_the_newsrooms_name() -> None:
    room = server()
    assert "the permission Manage Webhooks" in text(await write(room, "/subscribe", webhook="true"))
    assert kept(room) == (False, True)
    assert "under my own name" in text(await write(room, "/subscribe", webhook="false"))
    assert kept(room) == (False, False)


async def test_what_was_wished_is_listed() -> None:
    room = server()
    await write(room, "/subscribe world", place=NEWSWIRE, mention="77", crosspost="true")
    await write(room, "/subscribe sport", place=NEWSWIRE)
    listed = text(await write(room, "/subscriptions", place=NEWSWIRE))
    assert "\n1. the section World (calls a role)\n2. items with the words “sport”\n\nPosts are published to" in listed
    assert "under the newsroom's name" not in listed
    await write(room, "/subscribe world", THERE, webhook="true")
    listed = text(await write(room, "/subscriptions", THERE))
    assert "under the newsroom's name" in listed and "published" not in listed


TWO_WISHES = "What comes under the newsroom's name I cannot publish to other channels"


@pytest.mark.parametrize(
    ("first", "second", "declined"),
    [
        ({}, {"crosspost": "true", "webhook": "true"}, True),
        ({"crosspost": "true"}, {"webhook": "true"}, True),
        ({"webhook": "true"}, {"crosspost": "true"}, True),
        ({"webhook": "true"}, {"crosspost": "true", "webhook": "false"}, False),
        ({"crosspost": "true"}, {"webhook": "true", "crosspost": "false"}, False),
        ({"webhook": "true"}, {"crosspost": "false"}, False),
        ({"webhook": "true"}, {}, False),
    ],
)
async def test_what_another_author_writes_is_not_published(
    first: dict[str, str], second: dict[str, str], declined: bool
) -> None:
    room = server()
    await write(room, "/subscribe", None, place=NEWSWIRE, **first)
    before = kept(room)
    assert text(await write(room, "/subscribe", None, place=NEWSWIRE, **second)).startswith(TWO_WISHES) == declined
    assert (kept(room) == before or not declined) and kept(room) != (True, True)


async def test_who_had_both_before_may_end_either() -> None:
    room = server()
    await write(room, "/subscribe", place=NEWSWIRE)
    (address,) = room.addresses.rows
    await room.addresses.set_publishing(address, crosspost=True, webhook=True)
    assert text(await write(room, "/subscribe", place=NEWSWIRE)).startswith("Subscribed already")
    await write(room, "/subscribe", place=NEWSWIRE, webhook="false")
    assert kept(room) == (True, False)


@pytest.mark.parametrize(
    ("place", "wish", "answer"),
    [
        (HERE, {"crosspost": "true"}, "#news is no announcement channel. Only what is posted in such a channel"),
        (HOME, {"crosspost": "true"}, "7 is no announcement channel."),
        (HOME, {"mention": "77"}, "A role can be called only in a channel of a server."),
        (HOME, {"webhook": "true"}, "Posts can come under the newsroom's name only in a channel of a server."),
    ],
)
async def test_what_a_place_cannot_have_is_declined_with_what_could(
    place: Place, wish: dict[str, str], answer: str
) -> None:
    room = server()
    assert text(await write(room, "/subscribe", None, place=place, **wish)).startswith(answer)
    assert not room.addresses.rows


async def test_off_is_off_anywhere() -> None:
    room = server()
    reply = text(await write(room, "/subscribe", place=HOME, crosspost="false", webhook="false"))
    assert reply.startswith("Subscribed: everything")


# --- what is said differently ------------------------------------------------------------------------------


async def test_a_refusal_names_the_permission() -> None:
    refused = await write(server(), "/subscribe", by="9")
    assert text(refused) == "Changing what this channel gets needs the permission Manage Server."
    assert refused.to_person


async def test_help_and_privacy_speak_the_platforms_words() -> None:
    room = server()
    *_, last = text(await write(room, "/help")).splitlines()
    assert last.startswith("/subscribe has the option “channel”") and "Manage Server" in last
    assert "its server's" in text(await write(room, "/privacy"))
    assert "its server's" not in text(await Newsroom().write("/privacy"))
    assert "administrator of it" in text(await Newsroom().write("/help", GROUP))


@pytest.mark.parametrize("language", WORDING.languages)
def test_manners_are_translated(language: str) -> None:
    words = WORDING.words(language)
    said = (getattr(DISCORD, name) for name in Manners.__slots__)
    for message in (each for each in said if isinstance(each, str)):
        assert (words.gettext(message) != message) == (language != "en"), message


@pytest.mark.parametrize(
    ("alone", "language", "begins"),
    [(True, "ru", "Команды"), (True, "uk", "Commands"), (False, "ru", "Commands")],
)
async def test_what_the_asker_alone_is_shown_is_in_their_language(alone: bool, language: str, begins: str) -> None:
    ask = Ask(HERE, Person("7", language), "help", alone=alone)
    assert text(await server().desk.answer(ask)).startswith(begins)


@pytest.mark.parametrize(
    ("option", "told"), [("channel", "cannot see this channel"), ("mention", "Everyone"), ("webhook", "Webhooks")]
)
async def test_the_bots_rights_are_not_to_be_borrowed(option: str, told: str) -> None:
    room = server()
    ask = Ask(HERE, Person("7"), "subscribe", options=(("mention", "5"),), refused=(option,))
    assert told in text(await room.desk.answer(ask))
    assert room.subscribed(HERE) == []
