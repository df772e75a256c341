"""Posts that may have arrived: sent again, or left to the operators."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain import alerts
from bot.domain.errors import Doubtful
from bot.domain.model import Doubt, Kind, Notice, PlaceKind
from bot.services.courier import DRAIN
from bot.services.doubts import OPEN, Doubts
from tests.fakes import START, virtual
from tests.memory_delivery import MemoryOutbox, Row
from tests.services.fakes_desk import HOME, buttons, text
from tests.services.fakes_desk import Newsroom as Desk
from tests.services.newsroom import Newsroom

LOST = Doubtful("the connection broke before the answer")


@virtual
async def test_a_held_doubt_is_neither_sent_again_nor_in_the_way() -> None:
    room = Newsroom(hold_doubts=True)
    first, second = room.outbox.owe_to("reader", 2, kind="channel")
    room.platform.refuse("reader", LOST)
    await room.courier.once()
    assert (first.state, first.doubts, first.reason) == ("doubtful", 1, str(LOST))
    assert second.state == "sent" and room.platform.titles("reader") == ["Item 2"]
    await room.outbox.decide(first.id, first.due, arrived=False)
    await room.courier.once()
    assert room.platform.titles("reader") == ["Item 2", "Item 1"]


@pytest.mark.parametrize("kind", ["private", "group"])
@virtual
async def test_only_channels_are_asked_about(kind: PlaceKind) -> None:
    room = Newsroom(hold_doubts=True)
    [row] = room.outbox.owe_to("reader", kind=kind)
    room.platform.refuse("reader", LOST)
    await room.courier.once()
    assert (row.state, row.doubts) == ("sent", 1)


@virtual
async def test_what_was_stopped_while_it_was_sent_is_held_as_well() -> None:
    room = Newsroom(hold_doubts=True, latency=1000)
    [row] = room.outbox.owe_to("reader", kind="channel")
    await room.run_until(lambda: bool(room.platform.asked), DRAIN * 3)
    assert row.state == "doubtful"


@pytest.mark.parametrize("kind", [Kind.NOTICE, Kind.EDIT, Kind.STRIKE])
def test_what_may_be_said_twice_is(kind: Kind) -> None:
    assert kind.repeatable


@virtual
async def test_a_notice_is_never_held() -> None:
    room = Newsroom(hold_doubts=True)
    room.outbox.owe_to("7", 0)
    await room.outbox.notify("telegram", ["7"], Notice("k", "words"), START)
    room.platform.refuse("7", LOST)
    await room.courier.once()
    assert (room.outbox.rows[0].state, room.outbox.rows[0].doubts) == ("sent", 1)


def key(row: Row) -> str:
    return alerts.doubt(Doubt(row.id, "", "", row.settled)).key


@virtual
async def test_each_doubt_is_asked_about_once() -> None:
    outbox, told = MemoryOutbox(), list[Notice]()

    async def tell(notice: Notice) -> None:
        told.append(notice)

    rows = outbox.owe_to("reader", OPEN + 5)
    asking = asyncio.create_task(Doubts(platform="telegram", outbox=outbox, tell=tell).run())
    await asyncio.sleep(10)
    assert told == []
    for row in rows:
        row.state = "doubtful"
    await asyncio.sleep(10)
    assert [notice.key for notice in told] == [key(row) for row in rows[:OPEN]]  # more would not be read
    assert told[0].values == (("title", "Item 1"), ("chat", "1"))
    assert told[0].choices == (("Arrived", "o:1:y"), ("Send again", "o:1:n"))
    rows[0].state = "sent"
    await asyncio.sleep(10)
    assert [notice.key for notice in told[OPEN:]] == [key(rows[OPEN])]
    rows[1].settled += timedelta(seconds=1)  # decided, and doubtful again
    await asyncio.sleep(10)
    assert [notice.key for notice in told[OPEN + 1 :]] == [key(rows[1])] != [told[1].key]
    asking.cancel()
    await asyncio.wait([asking])


# --- the operators' answer ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "arrived", "told"),
    [("o:5:y", True, "“Bridge” arrived in News."), ("o:5:n", False, "“Bridge” is sent to News again.")],
)
async def test_an_operator_decides_once(button: str, arrived: bool, told: str) -> None:
    woken: list[bool] = []
    room = Desk(admins=frozenset({"7"}), owed=lambda: woken.append(True))
    room.outbox.doubtful[5] = Doubt(5, "Bridge", "News", START)
    reply = await room.press(button, HOME, by="7")
    assert (text(reply), reply.edits, buttons(reply)) == (told, True, {})
    assert room.outbox.decided == [(5, arrived)] and woken == [True]
    again = await room.press(button, HOME, by="7")
    assert (again.posts, again.alert) == ((), "That was decided already.")
    assert woken == [True]


@pytest.mark.parametrize("button", ["o", "o:5", "o:5:x", "o:x:y", "o:5:y:y", f"o:{2**63}:y"])
async def test_other_data_decide_nothing(button: str) -> None:
    room = Desk(admins=frozenset({"7"}))
    assert "out of date" in (await room.press(button, HOME, by="7")).alert
    assert room.outbox.decided == []


async def test_nobody_else_decides() -> None:
    room = Desk(admins=frozenset({"1"}))
    assert "out of date" in (await room.press("o:5:y", HOME, by="7")).alert
    assert "out of date" in (await Desk(admins=frozenset({"7"}), outbox=None).press("o:5:y", by="7")).alert
    assert room.outbox.decided == []
