"""Hearing of what other processes have stored: PostgreSQL's LISTEN, on one connection outside the pool.

It is told once a transaction in which there was something to do (`engine.announce`), and after each new connection all
are woken, since nobody knows what was said meanwhile. While there is none, the loops' own slow ticks remain.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.adapters.storage.engine import CHANNEL
from bot.adapters.storage.postgres import connect, named, shown
from bot.domain.errors import BadStore, StoreBusy
from bot.domain.schedule import back_off
from bot.ports import WORK

if TYPE_CHECKING:
    import asyncpg

PROVING = 15.0  # seconds after which a silent connection has to prove that it is one
PAUSES = (0.5, 30.0)  # seconds before another connection is tried: the first and the longest

_log = logging.getLogger(__name__)
Ring = Callable[[str], None]


async def listen(url: str, ring: Ring) -> None:
    """For ever: ring what others announce."""
    failures = 0

    def well() -> None:
        nonlocal failures
        if failures:
            _log.info("other processes are heard again")
        failures = 0
        for name in WORK:
            ring(name)

    while True:
        trouble = await _hear(url, ring, well)
        if not failures:
            _log.warning("other processes are not heard just now, work is looked for now and then: %s", trouble)
        failures += 1
        await asyncio.sleep(back_off(failures, *PAUSES, jitter=0))


async def _hear(url: str, ring: Ring, well: Callable[[], None]) -> StoreBusy | BadStore:
    """Listen on one connection until it breaks. Returns why it did."""
    connection: asyncpg.Connection[Any] | None = None
    ended = asyncio.Event()

    def heard(_: object, pid: int, channel: str, name: object) -> None:
        if name in WORK:
            ring(str(name))

    try:
        connection = await connect(url)
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(CHANNEL, heard)
        well()
        while not await _within(PROVING, ended):
            await connection.execute("SELECT 1", timeout=PROVING)
        return StoreBusy(f"{shown(url)}: the connection broke")
    except (BadStore, StoreBusy) as error:
        return error
    except Exception as error:  # the driver's, of many kinds
        known = named(shown(url), error)
        if known is None:
            raise
        return known
    finally:
        if connection is not None:
            connection.terminate()


async def _within(seconds: float, event: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
