"""How long things run: loops that must not end, and the signals that end the service.

If a loop dies, the service stops and says which. SIGTERM or SIGINT cancels the loops, each of which finishes what it
has begun; a second one ends the process at once.
"""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.errors import CrierError, Refused

_log = logging.getLogger(__name__)

UNDOING = 1.0  # seconds for each step of what is undone, when told to stop before all has started

T = TypeVar("T")
Work = Callable[[], Awaitable[None]]


class LoopDied(CrierError):
    """A loop that runs for ever has ended."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A part of the service; `once` is one round of it, in cron mode."""

    name: str
    run: Work
    once: Work


@asynccontextmanager
async def started(stopped: asyncio.Event, opening: AbstractAsyncContextManager[T]) -> AsyncIterator[T | None]:
    """What `opening` gives; None if told to stop before it has, and then what it had begun is undone, for a while."""
    async with AsyncExitStack() as stack:
        entering = asyncio.create_task(stack.enter_async_context(opening))
        told = asyncio.create_task(stopped.wait())
        try:
            await asyncio.wait((entering, told), return_when=asyncio.FIRST_COMPLETED)
        finally:
            told.cancel()
            while not entering.done():  # a locked database can hold up what undoes it as well
                entering.cancel()
                await asyncio.wait((entering,), timeout=UNDOING)
        yield None if entering.cancelled() else entering.result()


async def until(stopped: asyncio.Event, loops: tuple[Loop, ...], *, ends: Loop | None = None) -> None:
    """Run `loops` until told to stop, or until `ends` is done; then let each finish what it has begun."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_alive(loop, stopped, ends=loop is ends), name=loop.name) for loop in loops]
            await stopped.wait()
            for task in tasks:
                task.cancel()
    except BaseExceptionGroup as died:
        causes = list(_leaves(died))
        raise next((cause for cause in causes if isinstance(cause, Refused)), causes[0]) from died


async def _alive(loop: Loop, stopped: asyncio.Event, *, ends: bool) -> None:
    try:
        await loop.run()
    except Refused:
        raise
    except Exception as error:  # the boundary of every loop
        _log.exception("the %s died", loop.name)
        cause = next(_leaves(error))
        if isinstance(cause, Refused):
            raise cause from error
        raise LoopDied(f"the {loop.name} died: {type(cause).__name__}: {cause}") from error
    if not ends:
        raise LoopDied(f"the {loop.name} ended by itself")
    stopped.set()


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


@contextmanager
def stopping() -> Iterator[asyncio.Event]:
    """An event that the first SIGTERM or SIGINT sets; from then on both do what they do by default: they kill."""
    event, running = asyncio.Event(), asyncio.get_running_loop()

    def stop(number: signal.Signals) -> None:
        _log.info("%s: finishing what has begun", number.name)
        for again in (signal.SIGTERM, signal.SIGINT):
            running.remove_signal_handler(again)
            signal.signal(again, signal.SIG_DFL)
        event.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        running.add_signal_handler(number, stop, number)
    try:
        yield event
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            running.remove_signal_handler(number)
