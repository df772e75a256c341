import pytest

from bot.adapters.signals import LocalSignals
from bot.domain.errors import StoreBusy
from bot.domain.model import Notice
from bot.services.announcer import Announcer
from tests.fakes import clock, no_jitter, virtual
from tests.memory_delivery import MemoryOutbox

GONE = Notice("gone:one", "{name} is gone", (("name", "One"),))


def announcer(outbox: MemoryOutbox, signals: LocalSignals, *chats: str) -> Announcer:
    return Announcer(outbox=outbox, chats={"telegram": chats}, clock=clock, signals=signals, random=no_jitter)


@virtual
async def test_a_notice_is_owed_once_and_the_courier_is_woken() -> None:
    outbox, signals = MemoryOutbox(), LocalSignals()
    tell = announcer(outbox, signals, "7", "8").tell
    await tell(GONE)
    assert [(row.address_id, row.key, row.item) for row in outbox.rows] == [
        (1, "gone:one", None),
        (2, "gone:one", None),
    ]
    assert await signals.wait("outbox", 0)
    await tell(GONE)
    assert len(outbox.rows) == 2
    assert not await signals.wait("outbox", 0)


@virtual
async def test_a_busy_store_is_waited_for() -> None:
    outbox = MemoryOutbox()
    outbox.coming.append(StoreBusy("locked"))
    await announcer(outbox, LocalSignals(), "7").tell(GONE)
    assert len(outbox.rows) == 1


@virtual
async def test_with_nobody_to_tell_it_is_logged() -> None:
    outbox = MemoryOutbox()
    await announcer(outbox, LocalSignals()).tell(GONE)
    assert outbox.rows == []


def test_the_log_has_it_at_warning_level(caplog: pytest.LogCaptureFixture) -> None:
    @virtual
    async def tell() -> None:
        await announcer(MemoryOutbox(), LocalSignals(), "7").tell(GONE)

    tell()
    assert [(each.levelname, each.message) for each in caplog.records] == [("WARNING", "One is gone")]
