"""A thread that does one piece of work after the other, and can be told to stop in the middle of one.

The theory
----------
A page can be made to be expensive in ways no bound foresees, so time itself is bounded. Python cannot kill a thread,
but it can raise an exception in one (`PyThreadState_SetAsyncExc`, the C API's "Thread State and the Global Interpreter
Lock"): between two instructions of Python, that is, after the C function at hand has returned. libxml2 is linear and
bounded by size and depth, so it does return; until then the thread is left to itself, and another takes its place.
Threads that were told to stop never get work again, so it does not matter where the exception meets them.
"""

import asyncio
import ctypes
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any


class _Stop(SystemExit):
    """Ends a thread without a word: `threading.excepthook` ignores it, and no parser catches it."""


class Worker:
    """One thread; it starts at once."""

    def __init__(self, name: str) -> None:
        self._orders: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread has not ended yet."""
        return self._thread.is_alive()

    def do(self, work: Callable[[], Any]) -> asyncio.Future[Any]:
        """Work in the thread; the future belongs to the running loop."""
        future = asyncio.get_running_loop().create_future()
        self._orders.put((work, future))
        return future

    def end(self) -> None:
        """End after the work at hand."""
        self._orders.put(None)

    def stop(self) -> None:
        """Break off the work at hand as soon as Python is at an instruction of its own, and end."""
        self._orders.put(None)  # it may have finished meanwhile, and wait
        if self._thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread.ident), ctypes.py_object(_Stop))

    def join(self, seconds: float) -> None:
        """Wait until it has ended, not longer than that."""
        self._thread.join(seconds)

    def _run(self) -> None:
        with suppress(_Stop):
            self._serve()

    def _serve(self) -> None:
        while (order := self._orders.get()) is not None:
            work, future = order
            try:
                _tell(future, _settle, work())
            except Exception as error:  # the loop's boundary: whoever asked is told
                _tell(future, _fail, error)
            del order, work, future  # neither a page nor what it said is kept until the next one comes


def _tell(future: asyncio.Future[Any], how: Callable[[asyncio.Future[Any], Any], None], outcome: Any) -> None:
    with suppress(RuntimeError):  # the event loop is closed: nobody waits
        future.get_loop().call_soon_threadsafe(how, future, outcome)


def _settle(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
