"""What the words of a command may become while they are typed."""

from dataclasses import replace

import pytest

from bot.domain.errors import StoreBusy
from bot.domain.model import Ask, Person, Place, SourceHealth, Subscription, Suggestion
from bot.domain.text import utf16_length
from bot.services.desk import signatures
from bot.services.desk.suggesting import MOST, OFFERS
from tests.services.fakes_desk import GROUP, HOME, NOW, SOURCE, WORDING, Newsroom, item, text

HERE = Place("discord", "11", kind="group", title="news", server="1")
THERE = replace(HERE, chat="12", title="tram-news")


async def offered(room: Newsroom, typed: str, place: Place = HOME, *, by: str = "7", **more: object) -> dict[str, str]:
    """Value → label, for a command as it is typed."""
    command, _, words = typed.partition(" ")
    ask = Ask(place, Person(by), command.removeprefix("/"), words)
    return {each.value: each.label for each in await room.desk.suggest(replace(ask, **more))}  # type: ignore[arg-type]


def test_every_parameter_that_says_so_is_suggested() -> None:
    table = signatures(WORDING.words("en"))
    assert {each.name for each in table if any(one.suggests for one in each.parameters)} == set(OFFERS)


async def test_sections_in_the_language_of_who_types() -> None:
    room = Newsroom()
    assert await offered(room, "/latest ") == {"world": "World", "rail news": "Rail News", "economy": "Economy"}
    russian = Person("7", "ru-RU")
    assert (await offered(room, "/latest ", GROUP, person=russian))["world"] == "Мир"
    assert await offered(room, "/latest эко", GROUP, person=russian) == {"economy": "Экономика"}


async def test_what_begins_so_goes_before_what_holds_it() -> None:
    room = Newsroom(sections={})
    room.articles.labels = {"underworld": "Underworld", "world": "WORLD"}
    assert list(await offered(room, "/latest WORL")) == ["world", "underworld"]
    assert await offered(room, "/latest zeppelin") == {}


async def test_to_subscribe_everything_sections_and_sources() -> None:
    room = Newsroom()
    known = SourceHealth(replace(SOURCE, id="tass"), "ok", title="TASS wire")
    room.sources.healths = (*room.sources.healths, known, replace(known, source=replace(SOURCE, id="x"), status="gone"))
    assert await offered(room, "/subscribe") == {
        "everything": "everything Caliber.Az publishes", "world": "World", "rail news": "Rail News",
        "economy": "Economy", "caliber-en": "caliber-en", "tass": "TASS wire",
    }  # fmt: skip
    for value in await offered(room, "/subscribe"):
        assert text(await room.write(f"/subscribe {value}")).startswith("Subscribed: ")
    assert len(room.subscribed()) == 6


async def test_to_unsubscribe_what_there_is() -> None:
    room = Newsroom()
    assert await offered(room, "/unsubscribe ") == {}
    for words in ("", "rail news", "Tram strike", "naila example"):
        await room.write(f"/subscribe {words}")
    suggested = await offered(room, "/unsubscribe ")
    assert suggested == {
        "everything": "everything Caliber.Az publishes", "rail news": "the section Rail News",
        "Tram strike": "items with the words “Tram strike”", "Naila Example": "the author Naila Example", "all": "all",
    }  # fmt: skip
    assert list(await offered(room, "/unsubscribe tram")) == ["Tram strike"]
    for value in list(suggested)[:-1]:
        assert text(await room.write(f"/unsubscribe {value}")).startswith(f"Stopped: {suggested[value]}.")


async def test_one_subscription_is_all() -> None:
    room = Newsroom()
    await room.write("/subscribe world")
    assert await offered(room, "/unsubscribe ") == {"world": "the section World"}


async def test_of_another_place_those_learn_it_who_manage_it() -> None:
    room = Newsroom()
    address = await room.addresses.ensure(THERE)
    await room.addresses.subscribe(address.id, Subscription("section", "world"), NOW)
    assert await offered(room, "/unsubscribe ", HERE, about=THERE) == {}
    room.directory.managers.add((THERE.chat, "7"))
    assert await offered(room, "/unsubscribe ", HERE, about=THERE) == {"world": "the section World"}
    assert await offered(room, "/unsubscribe ", HERE, about=replace(HERE, title="")) == {}


async def test_to_search_own_words_mean_all_that_they_did_though_their_name_is_cut() -> None:
    room = Newsroom()
    await room.write("/subscribe " + "the tram to the harbour, " * 4 + "of which section:world has much")
    (value,) = (value for value in await offered(room, "/search ") if "harbour" in value)
    assert value.endswith("section:world") and "…" not in value


async def test_to_search_the_places_own_words_and_the_sections() -> None:
    room = Newsroom()
    await room.write("/subscribe Tram strike")
    await room.write("/subscribe world")
    assert await offered(room, "/search ") == {
        "tram strike": "Tram strike", "section:world": "World", 'section:"rail news"': "Rail News",
        "section:economy": "Economy",
    }  # fmt: skip
    assert list(await offered(room, "/search section:w")) == ["section:world"]


async def test_to_share_the_newest_by_what_finds_them_again() -> None:
    room = Newsroom(item(1), item(2, "Tram strike ends " + "x" * 300), item(3))
    suggested = await offered(room, "/share ")
    assert [label.split()[0] for label in suggested.values()] == ["Report", "Tram", "Report"]
    assert all(utf16_length(label) <= 100 for label in suggested.values())
    (value,) = await offered(room, "/share strike")
    assert text(await room.write(f"/share {value}")).startswith("Tram strike ends")


async def test_to_pause_spans_in_words() -> None:
    room = Newsroom()
    assert await offered(room, "/pause ") == {"1h": "1 hour", "1d": "1 day", "3d": "3 days", "1w": "1 week"}
    assert await offered(room, "/pause 3", person=Person("7", "ru")) == {"3d": "3 дня"}
    await room.write("/subscribe")
    for value in await offered(room, "/pause "):
        assert text(await room.write(f"/pause {value}")).startswith("Posts are paused until")


async def test_there_are_bounds() -> None:
    room = Newsroom()
    room.articles.labels = {**{f"s{number}": f"Section {number}" for number in range(90)}, "k" * 101: "Long", " ": ""}
    assert len(await offered(room, "/latest ")) == MOST
    assert await offered(room, "/latest long") == {}


@pytest.mark.parametrize("command", ["help", "zzz", ""])
async def test_nothing_to_suggest(command: str) -> None:
    assert await Newsroom().desk.suggest(Ask(HOME, Person("7"), command)) == ()


async def test_trouble_suggests_nothing() -> None:
    room = Newsroom()

    async def busy() -> dict[str, str]:
        raise StoreBusy("locked")

    room.articles.sections = busy  # type: ignore[method-assign]
    assert await room.desk.suggest(Ask(HOME, Person("7"), "latest")) == ()
    assert (await room.desk.suggest(Ask(HOME, Person("7"), "pause")))[0] == Suggestion("1 hour", "1h")
