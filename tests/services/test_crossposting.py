"""Messages published to the channels that follow their own, in virtual time."""

import asyncio
import logging
from collections import defaultdict, deque

import pytest

from bot.domain.errors import (
    AddressClosed,
    Doubtful,
    MessageGone,
    NotSent,
    Rejected,
    StoreBusy,
    TokenRefused,
    TryLater,
)
from bot.domain.model import Crosspost, Place
from bot.services.crossposting import CHANNELS, LATER, TICK, Crossposting
from tests.fakes import clock, no_jitter, virtual
from tests.memory_delivery import MemoryLeases, MemoryOutbox


class Channels:
    """The port `Publisher`: keeps what it published, and when."""

    def __init__(self) -> None:
        self.published: list[tuple[float, str, str]] = []
        self.coming: defaultdict[str, deque[Exception]] = defaultdict(deque)

    async def publish(self, place: Place, message: str) -> None:
        await asyncio.sleep(0.1)
        if self.coming[place.chat]:
            raise self.coming[place.chat].popleft()
        self.published.append((round(asyncio.get_running_loop().time(), 1), place.chat, message))


class Room:
    """The service and all it works with."""

    def __init__(self) -> None:
        self.outbox, self.channels, self.leases = MemoryOutbox(), Channels(), MemoryLeases()
        self.service = Crossposting(
            platform="discord",
            outbox=self.outbox,
            publisher=self.channels,
            leases=self.leases,
            clock=clock,
            name="crossposts:7",
            random=no_jitter,
        )

    def wants(self, chat: str, count: int = 1) -> None:
        for _ in range(count):
            number = len(self.outbox.crossposting) + 1
            self.outbox.crossposting.append(Crosspost(number, Place("discord", chat, kind="channel"), f"m{number}"))

    async def run(self, seconds: float) -> None:
        running = asyncio.create_task(self.service.run())
        await asyncio.wait([running], timeout=seconds)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    def messages(self, chat: str) -> list[str]:
        return [message for _, where, message in self.channels.published if where == chat]


@virtual
async def test_each_channel_in_order_and_ten_an_hour() -> None:
    room = Room()
    room.wants("1", 12)
    room.wants("2")
    await room.run(3599)
    assert room.messages("1") == [f"m{number}" for number in range(1, 11)] and room.messages("2") == ["m13"]
    await room.run(130)
    assert room.messages("1")[10:] == ["m11", "m12"]
    assert room.outbox.crossposting == []


@virtual
async def test_another_process_does_it() -> None:
    room = Room()
    room.wants("1")
    room.leases.held_elsewhere.add("crossposts:7")
    await room.run(60)
    assert room.channels.published == []
    room.leases.held_elsewhere.clear()
    await room.run(1)
    assert room.messages("1") == ["m1"]


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (TryLater("429", retry_after=900), 900),
        (TryLater("502"), LATER),
        (NotSent("no network"), LATER),
        (Doubtful("the answer was lost"), LATER),
        (TokenRefused("the token is not known"), LATER),
    ],
)
@virtual
async def test_what_passes_is_waited_for_and_by_that_channel_alone(error: Exception, seconds: float) -> None:
    room = Room()
    room.wants("1")
    room.wants("2", 2)
    room.channels.coming["1"].append(error)
    await room.run(seconds + 2 * TICK)
    begun = min(moment for moment, *_ in room.channels.published)
    [late] = [moment for moment, chat, _ in room.channels.published if chat == "1"]
    assert seconds - 1 <= late - begun <= seconds + 2 * TICK
    assert [moment - begun < 2 * TICK for moment, chat, _ in room.channels.published if chat == "2"] == [True, True]
    assert not any(failed for *_, failed in room.outbox.published)


@pytest.mark.parametrize(
    "error",
    [
        AddressClosed("Missing Access", reason="no_rights"),
        Rejected("this message cannot be crossposted"),
        MessageGone("Unknown Message"),
        ValueError("a bug"),
    ],
)
@virtual
async def test_what_never_will_be_is_said_once(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    room = Room()
    room.wants("1", 2)
    room.channels.coming["1"].append(error)
    with caplog.at_level(logging.WARNING):
        await room.run(60)
    assert [(each.message, failed) for each, _, failed in room.outbox.published] == [("m1", True), ("m2", False)]
    [record] = caplog.records
    assert record.getMessage() == f"message m1 of channel 1 is not published: {error}"


@virtual
async def test_a_busy_store_is_waited_for() -> None:
    room = Room()
    room.wants("1")
    room.outbox.coming = [StoreBusy("locked"), StoreBusy("locked")]
    room.leases.coming = [StoreBusy("locked")]
    await room.run(30)
    assert room.messages("1") == ["m1"] and room.outbox.crossposting == []


async def test_the_lease_goes_by_the_platforms_name() -> None:
    leases = MemoryLeases()
    outbox, channels = MemoryOutbox(), Channels()
    service = Crossposting(platform="discord", outbox=outbox, publisher=channels, leases=leases, clock=clock)
    await service.once()
    assert leases.asked == ["crossposts:discord"]


@virtual
async def test_channels_that_wait_for_long_keep_no_other_from_its_turn() -> None:
    room = Room()
    for number in range(CHANNELS):
        room.wants(f"slow {number}")
        room.channels.coming[f"slow {number}"].append(TryLater("429", retry_after=3000))
    room.wants("other")
    await room.run(60)
    assert [chat for _, chat, _ in room.channels.published] == ["other"]
