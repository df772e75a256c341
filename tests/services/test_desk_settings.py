"""/settings: what a chat chooses, by buttons and by words."""

from dataclasses import replace

import pytest

from bot.domain.model import Address, Ask, Person, Place
from bot.services.desk import zones
from bot.services.desk.choices import MOST_LANGUAGES
from tests.services.fakes_desk import CHANNEL, GROUP, HOME, WORDING, Newsroom, buttons, item, text

SERVER = Place("discord", "11", kind="group", title="news", server="1")
THERE = replace(SERVER, chat="12", title="tram-news")
RUSSIAN = tuple(item(number, f"Сообщение {number} из гавани", language="ru") for number in (21, 22))
ITEMS = (item(1), *RUSSIAN)


async def stored(room: Newsroom, place: Place = HOME) -> Address:
    address = await room.addresses.get(place)
    assert address is not None
    return address


async def test_all_settings_with_their_values_in_one_message() -> None:
    room = Newsroom()
    reply = await room.write("/settings")
    assert text(reply) == (
        "Settings\nLanguage: English\nLayout: Standard\nNews: in all languages\n"
        "Time zone: Asia/Baku, now 23:00\nPictures: on\nSound: off"
    )
    assert buttons(reply) == {
        "Language": "c:language:", "Layout": "c:layout:", "News": "c:news:", "Time zone": "c:timezone:",
        "✓ Pictures": "c:pictures:off", "✕ Sound": "c:sound:on",
    }  # fmt: skip
    assert [len(row) for row in reply.posts[0].rows] == [4, 2]
    assert room.addresses.rows == {}, "looking stores nothing"


async def test_the_settings_in_the_readers_language() -> None:
    assert text(await Newsroom().write("/settings", language="ru")) == (
        "Настройки\nЯзык: Русский\nВид: Обычно\nНовости: на всех языках\n"
        "Часовой пояс: Asia/Baku, сейчас 23:00\nКартинки: да\nЗвук: нет"
    )


@pytest.mark.parametrize("page", ["", "c:layout:", "c:news:", "c:language:", "c:timezone:"])
@pytest.mark.parametrize("language", WORDING.languages)
async def test_every_page_fits_a_phone(page: str, language: str) -> None:
    room = Newsroom(*ITEMS, *(item(40 + n, language=code) for n, code in enumerate(("hy", "ka", "de", "fr", "es"))))
    address = await room.addresses.ensure(CHANNEL, language=language)
    await room.addresses.ensure(HOME, language=language)
    room.addresses.rows[address.id] = replace(address, languages=("fr", "de", "es", "pt", "it", "ka", "uk", "en"))
    room.directory.managers.add((CHANNEL.chat, "7"))
    reply = await (room.press(f"{page}:{CHANNEL.chat}") if page else room.write("/settings @caliber_en"))
    (post,) = reply.posts
    assert len(post.rows) <= 2 and all(len(row) <= 4 for row in post.rows)
    for row in post.rows:
        for button in row:
            assert len(button.label) <= 12, button
            assert len(button.data.encode()) <= 64, button


# --- each of them ------------------------------------------------------------------------------------------


async def test_the_language_of_the_bots_words() -> None:
    room = Newsroom()
    page = await room.press("c:language:")
    assert page.edits
    assert text(page) == "Settings\nLanguage: English"
    assert buttons(page) == {
        "English": "c:language:en", "Русский": "c:language:ru", "Azərbaycanca": "c:language:az", "‹": "c::",
    }  # fmt: skip
    reply = await room.press("c:language:ru")
    assert reply.edits
    assert text(reply).startswith("Настройки\nЯзык: Русский\n")
    assert (await stored(room)).language == "ru"
    assert text(await room.press("c::")).startswith("Настройки\n")


async def test_a_layout_shows_what_it_does() -> None:
    room = Newsroom(item(1), item(2, "The newest report"))
    page = await room.press("c:layout:")
    assert buttons(page) == {
        "Brief": "c:layout:brief",
        "✓ Standard": "c:layout:standard",
        "Full": "c:layout:full",
        "‹": "c::",
    }
    assert "For example:\nThe newest report\nThe first sentence says what happened. The second says to whom.\n" in text(
        page
    )
    brief = await room.press("c:layout:brief")
    assert brief.edits
    assert text(brief) == (
        "Settings\nLayout: Brief\nBrief is the title alone, standard two sentences more, full a longer summary.\n"
        "\nFor example:\nThe newest report\nWorld · 22:02 · Caliber.Az"
    )
    assert "✓ Brief" in buttons(brief)
    assert (await stored(room)).layout == "brief"
    assert text(await Newsroom().press("c:layout:full")).count("\n") == 2, "no sample where there is no news"


async def test_the_languages_of_the_news_in_the_order_of_their_choosing() -> None:
    room = Newsroom(*ITEMS)
    page = await room.press("c:news:")
    assert buttons(page) == {"✓ all": "c:news:all", "RU": "c:news:ru", "EN": "c:news:en", "‹": "c::"}
    first = await room.press("c:news:ru")
    assert (await stored(room)).languages == ("ru",)
    assert "News: Русский\n" in text(first)
    assert buttons(first) == {"all": "c:news:all", "1 RU": "c:news:all", "EN": "c:news:ru,en", "‹": "c::"}
    both = await room.press("c:news:ru,en")
    assert (await stored(room)).languages == ("ru", "en")
    assert "News: Русский, English\n" in text(both)
    assert buttons(both) == {"all": "c:news:all", "1 RU": "c:news:en", "2 EN": "c:news:ru", "‹": "c::"}
    await room.press("c:news:all")
    assert (await stored(room)).languages == ()


async def test_the_chosen_languages_stand_first_and_are_bounded() -> None:
    room = Newsroom(*ITEMS)
    await room.write("/settings news de, fr")
    assert list(buttons(await room.press("c:news:"))) == ["all", "1 DE", "2 FR", "RU", "EN", "‹"]
    many = "en ru az hy tr uk ka de fr"
    assert text(await room.write(f"/settings news {many}")) == "Please choose 8 languages at most."
    full = await room.write(f"/settings news {many[:-3]}")
    assert len((await stored(room)).languages) == MOST_LANGUAGES
    assert list(buttons(full)) == ["all", "1 EN", "2 RU", "3 AZ", "4 HY", "5 TR", "6 UK", "‹"]


async def test_the_time_zone() -> None:
    room = Newsroom()
    page = await room.press("c:timezone:")
    assert list(buttons(page)) == ["Baku", "Yerevan", "Tbilisi", "Istanbul", "Moscow", "Berlin", "London", "‹"]
    assert "Time zone: Europe/Berlin, now 20:00\n" in text(await room.press("c:timezone:Europe/Berlin"))
    assert (await stored(room)).timezone == "Europe/Berlin"


@pytest.mark.parametrize("setting", ["pictures", "sound"])
async def test_switches(setting: str) -> None:
    room = Newsroom()
    for button, on in (("off", False), ("off", False), ("on", True)):
        reply = await room.press(f"c:{setting}:{button}")
        assert reply.edits
        assert f"{setting.capitalize()}: {button}" in text(reply)
        assert getattr(await stored(room), setting) is on
        assert f"{'✓' if on else '✕'} {setting.capitalize()}" in buttons(reply)


# --- by words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("layout brief", {"layout": "brief"}),
        ("Layout  FULL", {"layout": "full"}),
        ("language ru", {"language": "ru"}),
        ("language Azərbaycanca", {"language": "az"}),
        ("language ru-RU", {"language": "ru"}),
        ("pictures off", {"pictures": False}),
        ("images no", {"pictures": False}),
        ("sound on", {"sound": True}),
        ("timezone Europe/Berlin", {"timezone": "Europe/Berlin"}),
        ("time zone new york", {"timezone": "America/New_York"}),
        ("zone utc", {"timezone": "UTC"}),
        ("news ru, en ru", {"languages": ("ru", "en")}),
        ("languages English", {"languages": ("en",)}),
        ("news all", {"languages": ()}),
    ],
)
async def test_by_words(words: str, chosen: dict[str, object]) -> None:
    room = Newsroom(*ITEMS)
    reply = await room.write(f"/settings {words}")
    assert not reply.edits
    address = await stored(room)
    assert {name: getattr(address, name) for name in chosen} == chosen
    assert address == replace(Address(address.id, HOME), **chosen)  # type: ignore[arg-type]


async def test_by_words_in_the_readers_language() -> None:
    room = Newsroom(*ITEMS)
    for words in (
        "вид кратко",
        "Звук да",
        "КАРТИНКИ нет",
        "новости Русский",
        "часовой пояс Asia/Yerevan",
        "язык русский",
    ):
        await room.write(f"/settings {words}", language="ru")
    address = await stored(room)
    assert (address.layout, address.sound, address.pictures, address.languages, address.timezone, address.language) == (
        "brief", True, False, ("ru",), "Asia/Yerevan", "ru",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("colour red", "I do not know the setting “colour red”. There are: Language, Layout, News, Time zone, "
            "Pictures, Sound. For example: /settings layout brief"),
        ("layout wide", "I do not know the layout “wide”. There are: Brief, Standard, Full"),
        ("language xx", "I do not know the language “xx”. There are: Azərbaycanca (az), English (en), Русский (ru)"),
        ("pictures maybe", "This can be on or off, for example: /settings pictures off"),
        ("sound 1", "This can be on or off, for example: /settings sound on"),
        ("timezone Atlantis", "I do not know the time zone “Atlantis”. For example: /settings timezone Europe/Berlin"),
        ("timezone ../../etc/passwd", "I do not know the time zone “../../etc/passwd”. For example: "
            "/settings timezone Europe/Berlin"),
    ],
)  # fmt: skip
async def test_what_is_no_setting_or_no_value_is_answered_with_those_there_are(words: str, told: str) -> None:
    room = Newsroom()
    assert text(await room.write(f"/settings {words}")) == told
    assert room.addresses.rows == {}


@pytest.mark.parametrize("words", ["news xx", "news ,", "news all ru"])
async def test_a_language_without_news_is_not_chosen(words: str) -> None:
    room = Newsroom(*ITEMS)
    told = text(await room.write(f"/settings {words}"))
    assert told.startswith("I do not know the language “")
    assert "There are: Русский (ru), English (en), Azərbaycanca (az)" in told


async def test_a_setting_without_a_value_opens_its_page() -> None:
    room = Newsroom()
    assert text(await room.write("/settings layout")).startswith("Settings\nLayout: Standard\n")
    assert text(await room.write("/settings sound")) == text(await room.write("/settings"))


def test_a_city_that_is_in_two_places_is_no_zone() -> None:
    names = [each.rpartition("/")[2] for each in zones.cities()]
    double = next(name for name in names if names.count(name) > 1)
    assert zones.zone(double) == ""
    assert all(zones.zone(each) == each for each in zones.USUAL)


# --- whose they are ----------------------------------------------------------------------------------------


async def test_in_a_group_those_who_manage_it_change_its_settings() -> None:
    room = Newsroom()
    assert text(await room.write("/settings", GROUP)).startswith("Settings\n")
    refused = await room.write("/settings layout brief", GROUP)
    assert "administrators" in text(refused) and refused.to_person
    assert "administrators" in (await room.press("c:layout:brief", GROUP)).alert
    assert "administrators" in (await room.press("c:layout:", GROUP)).alert
    assert room.addresses.rows == {}
    room.directory.managers.add((GROUP.chat, "7"))
    await room.write("/settings layout brief", GROUP)
    await room.press("c:sound:on", GROUP)
    address = await stored(room, GROUP)
    assert (address.layout, address.sound) == ("brief", True)


async def test_a_channels_settings_from_a_private_chat() -> None:
    room = Newsroom(*ITEMS)
    room.directory.managers.add((CHANNEL.chat, "7"))
    await room.write("/settings language ru")
    reply = await room.write("/settings @caliber_en")
    assert text(reply).startswith("Настройки: @caliber_en\nЯзык: English\n")
    assert buttons(reply)["Вид"] == f"c:layout::{CHANNEL.chat}"
    brief = await room.press(f"c:layout:brief:{CHANNEL.chat}")
    assert text(brief).startswith("Настройки: @caliber_en\nВид: Кратко\n")
    assert buttons(brief)["‹"] == f"c:::{CHANNEL.chat}"
    assert text(await room.press(f"c:::{CHANNEL.chat}")).startswith("Настройки: @caliber_en\n")
    channel = await stored(room, CHANNEL)
    assert (channel.layout, channel.language) == ("brief", "ru"), "it begins in the language of who set it up"
    assert text(await room.press(f"c:language:en:{CHANNEL.chat}")).startswith("Настройки: @caliber_en\nЯзык: English\n")
    assert (await stored(room)).layout == "standard"
    assert text(await room.write("/settings @caliber_en sound on")).endswith("Звук: да")


async def test_a_strangers_channel_is_refused() -> None:
    room = Newsroom()
    assert "@caliber_en" in text(await room.write("/settings @caliber_en"))
    assert "administrators" in (await room.press(f"c:layout:brief:{CHANNEL.chat}")).alert
    assert "do not see" in (await room.press("c:layout:brief:-100777")).alert
    assert room.addresses.rows == {}


async def test_a_channel_that_nobody_who_asks_has_a_chat_for() -> None:
    room = Newsroom()
    room.directory.managers.add((CHANNEL.chat, "7"))
    await room.press(f"c:sound:on:{CHANNEL.chat}")
    assert (await stored(room, CHANNEL)).language == ""


async def test_another_channel_of_the_server() -> None:
    room = Newsroom()
    room.directory.managers.add((THERE.chat, "7"))
    ask = Ask(SERVER, Person("7", "ru"), "settings", about=THERE, alone=True)
    assert text(await room.desk.answer(ask)).startswith("Настройки: #tram-news\nЯзык: English\n")
    assert "Вид: Подробно" in text(await room.desk.answer(replace(ask, words="layout full")))
    assert (await stored(room, THERE)).layout == "full"
    stranger = replace(ask, person=Person("8"))
    assert "Only administrators of #tram-news can do this." in text(await room.desk.answer(stranger))


async def test_what_nobody_else_is_shown_stays_in_the_persons_language() -> None:
    room = Newsroom()
    room.directory.managers.add((SERVER.chat, "7"))
    reply = await room.desk.answer(Ask(SERVER, Person("7", "ru"), "settings", "language az", alone=True))
    assert text(reply).startswith("Настройки\nЯзык: Azərbaycanca\n")


@pytest.mark.parametrize(
    "data",
    ["c:layout:wide", "c:colour:red", "c::brief", "c:layout:brief:1:2", "c:language:hy", "c:news:xx", "c:timezone:../x",
     "c:pictures:2", "c:x", f"c:layout:{'x' * 50}"],
)  # fmt: skip
async def test_old_and_foreign_buttons(data: str) -> None:
    room = Newsroom(*ITEMS)
    assert "out of date" in (await room.press(data)).alert
    assert room.addresses.rows == {}


async def test_the_bare_letter_shows_them_all() -> None:
    assert text(await Newsroom().press("c")) == text(await Newsroom().write("/settings"))


async def test_what_a_chat_has_chosen_is_what_its_posts_look_like() -> None:
    room = Newsroom(item(1, image="https://caliber.az/1.jpg"))
    (post,) = (await room.press("n:1")).posts
    assert post.image and post.silent
    for words in ("pictures off", "sound on", "layout brief", "timezone UTC"):
        await room.write(f"/settings {words}")
    (post,) = (await room.press("n:1")).posts
    assert (post.image, post.silent) == ("", False)
    assert ["".join(span.text for span in line) for line in post.lines][-1] == "World · 18:01 · Caliber.Az"


# --- as it is typed ----------------------------------------------------------------------------------------


async def offered(room: Newsroom, typed: str, language: str = "") -> dict[str, str]:
    ask = Ask(SERVER, Person("7", language), "settings", typed)
    return {each.value: each.label for each in await room.desk.suggest(ask)}


async def test_while_it_is_typed() -> None:
    room = Newsroom(*ITEMS)
    everything = await offered(room, "")
    assert list(everything)[:5] == ["layout brief", "layout standard", "layout full", "news all", "news ru"]
    assert everything["timezone Asia/Baku"] == "Time zone: Asia/Baku"
    assert await offered(room, "вид", "ru") == {
        "layout brief": "Вид: Кратко", "layout standard": "Вид: Обычно", "layout full": "Вид: Подробно",
    }  # fmt: skip
    assert list(await offered(room, "timezone Europe/Ber")) == ["timezone Europe/Berlin"]
    assert list(await offered(room, "Time zone: Europe/Par")) == ["timezone Europe/Paris"]
    room.directory.managers.add((SERVER.chat, "7"))
    for value in everything:
        assert text(await room.write(f"/settings {value}", SERVER)).startswith(("Settings", "Настройки", "Ayarlar"))
