"""How long things run: loops that must not end, and the signals that end the service.

If a loop dies, the service stops and says which. SIGTERM, SIGINT or SIGHUP (the terminal was closed) cancels the loops,
each of which finishes what it has begun; a second SIGTERM or SIGINT ends the process at once.
"""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn, TypeVar

from bot.domain.errors import CrierError, Refused

_log = logging.getLogger(__name__)

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
ENDED_BY = 128  # and the signal's number: the exit code of what a signal has ended, as shells tell it
UNDOING = 1.0  # seconds for each step of what is undone, when told to stop before all has started

T = TypeVar("T")
Work = Callable[[], Awaitable[None]]


class LoopDied(CrierError):
    """A loop that runs for ever has ended."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A part of the service; `once` is one round of it, in cron mode. `hurry` is called when the service is told to
    stop, before any loop is. `role`: the one it belongs to, where that has another name."""

    name: str
    run: Work
    once: Work
    hurry: Callable[[], None] = lambda: None
    role: str = ""

    def within(self, roles: frozenset[str]) -> bool:
        """Has a process with these roles this part?"""
        return (self.role or self.name) in roles


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
            for loop in loops:
                loop.hurry()
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
    """An event that the first of `SIGNALS` sets; from then on SIGTERM and SIGINT end the process at once.

    One that is ignored stays so, as nohup and a shell's & leave it.
    """
    event, running = asyncio.Event(), asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    heeded = [number for number in SIGNALS if before[number] is not signal.SIG_IGN]

    def stop(number: signal.Signals) -> None:
        _log.info("%s: finishing what has begun", number.name)
        for again in heeded:
            running.remove_signal_handler(again)
            signal.signal(again, signal.SIG_IGN if again is signal.SIGHUP else _end)  # kernel and shell both send that
        event.set()

    for number in heeded:
        running.add_signal_handler(number, stop, number)
    try:
        yield event
    finally:
        for number in heeded:
            running.remove_signal_handler(number)
            signal.signal(number, before[number])


def _end(number: int, _: FrameType | None) -> NoReturn:
    """At once. Not by the default action: there is none for process 1 of a container (pid_namespaces(7))."""
    os._exit(ENDED_BY + number)
