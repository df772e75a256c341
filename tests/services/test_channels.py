"""Channels looked up again, in virtual time."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.errors import StoreBusy, TryLater
from bot.domain.model import Person, Place
from bot.services.channels import GAP, PAUSE, Channels
from tests.adapters.telegram.fakes import Addresses, Clock
from tests.fakes import virtual

NEWS = Place("telegram", "-1001", kind="channel", title="News", username="news")


class Telegram:
    """The port `Directory`: what the platform knows of its channels."""

    def __init__(self, *places: Place) -> None:
        self.places = {place.chat: place for place in places}
        self.asked: list[tuple[float, str]] = []
        self.shut: set[str] = set()  # topics
        self.coming: list[Exception] = []

    async def manages(self, place: Place, person: Person) -> bool:
        return False

    async def may_post(self, place: Place) -> bool:
        self.asked.append((asyncio.get_running_loop().time(), place.chat))
        return place.chat in self.places and place.topic not in self.shut

    async def look_up(self, platform: str, name: str) -> Place | None:
        self.asked.append((asyncio.get_running_loop().time(), name))
        if self.coming:
            raise self.coming.pop()
        return self.places.get(name)


class Busy(Addresses):
    """A store that is busy."""

    async def channels(self, platform: str, limit: int, *, after: str = "") -> tuple[Place, ...]:
        raise StoreBusy("the database is locked")


async def stored(*places: Place) -> Addresses:
    addresses = Addresses()
    for place in places:
        await addresses.ensure(place)
    return addresses


def looking(addresses: Addresses, telegram: Telegram) -> Channels:
    return Channels(platform="telegram", addresses=addresses, directory=telegram)


@virtual
async def test_comments_come_and_go() -> None:
    addresses = await stored(NEWS)
    telegram = Telegram(replace(NEWS, comments=True))
    running = asyncio.create_task(looking(addresses, telegram).run())
    await asyncio.sleep(1)
    assert await addresses.channels("telegram", 9) == (replace(NEWS, comments=True),)
    telegram.places[NEWS.chat] = replace(NEWS, title="The news", username="thenews")
    await asyncio.sleep(PAUSE)
    assert await addresses.channels("telegram", 9) == (replace(NEWS, title="The news", username="thenews"),)
    running.cancel()


@virtual
async def test_a_channel_becomes_one_that_others_follow() -> None:
    here = replace(NEWS, server="900")
    addresses, telegram = await stored(here), Telegram(replace(NEWS, shape="announcement"))
    await looking(addresses, telegram).once()
    assert await addresses.channels("telegram", 9) == (replace(here, shape="announcement"),)


@virtual
async def test_what_is_as_it_was_is_not_written() -> None:
    addresses = await stored(NEWS)
    writes: list[None] = []
    addresses.changed = lambda: writes.append(None)
    await looking(addresses, Telegram(replace(NEWS, username=""))).once()  # a name that is gone is not known to be gone
    assert not writes


@virtual
async def test_every_channel_is_asked_about_and_gently() -> None:
    channels = [replace(NEWS, chat=f"-{number}") for number in range(1000, 1250)]
    addresses, telegram = await stored(*channels), Telegram(*channels)
    await looking(addresses, telegram).once()
    assert [chat for _, chat in telegram.asked] == [place.chat for place in channels]
    moments = [moment for moment, _ in telegram.asked]
    assert moments[-1] - moments[0] == pytest.approx(GAP * 249)


@virtual
async def test_what_is_unknown_closed_or_forgotten_stays_so() -> None:
    gone, other = replace(NEWS, chat="-1002"), replace(NEWS, chat="-1003")
    addresses, telegram = await stored(NEWS, gone, other), Telegram(*(replace(NEWS, comments=True),))
    telegram.places |= {gone.chat: replace(gone, comments=True)}
    look_up = telegram.look_up

    async def meanwhile(platform: str, name: str) -> Place | None:
        if name == NEWS.chat:
            await addresses.close("telegram", NEWS.chat, "kicked", Clock()())
        if name == gone.chat:
            await addresses.forget("telegram", gone.chat)
        return await look_up(platform, name)

    telegram.look_up = meanwhile  # type: ignore[method-assign]
    await looking(addresses, telegram).once()
    assert [(place.chat, place.comments) for place in await addresses.channels("telegram", 9)] == [("-1003", False)]
    closed = await addresses.get(NEWS)
    assert closed is not None and closed.status == "closed"
    assert await addresses.get(gone) is None


@virtual
async def test_trouble_ends_the_round_and_not_the_loop(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    channels = [replace(NEWS, chat=f"-{number}") for number in range(1000, 1003)]
    addresses, telegram = await stored(*channels), Telegram(*channels)
    telegram.coming = [TryLater("too many requests")]
    running = asyncio.create_task(looking(addresses, telegram).run())
    await asyncio.sleep(PAUSE / 2)
    assert len(telegram.asked) == 1
    await asyncio.sleep(PAUSE)
    assert len(telegram.asked) == 4
    running.cancel()
    await looking(Busy(), telegram).once()
    assert "too many requests" in caplog.text and "the database is locked" in caplog.text


@virtual
async def test_chats_closed_for_want_of_rights_open_when_they_are_back() -> None:
    groups = [Place("telegram", f"-{number}", kind="group") for number in range(1000, 1250)]
    addresses, telegram = await stored(*groups), Telegram(*groups[:100])
    for group in groups[:-1]:
        await addresses.close("telegram", group.chat, "no_rights", Clock()())
    await addresses.close("telegram", groups[-1].chat, "kicked", Clock()())
    await looking(addresses, telegram).once()
    assert [chat for _, chat in telegram.asked] == [group.chat for group in groups[:-1]]
    assert await addresses.muted("telegram", 1) == (groups[100],)
    assert {address.status for address in addresses.known.values()} == {"active", "closed"}


@virtual
async def test_in_a_server_a_thread_and_its_channel_open_by_themselves() -> None:
    channel = Place("telegram", "1", kind="group", server="900")
    addresses = await stored(channel, replace(channel, topic="7"), replace(channel, topic="8"))
    await addresses.close("telegram", "1", "no_rights", Clock()())
    telegram = Telegram(channel)
    telegram.shut.add("7")
    await looking(addresses, telegram).once()
    assert await addresses.muted("telegram", 9) == (replace(channel, topic="7"),)
