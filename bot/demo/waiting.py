"""Waiting for what happens in a stand-in's world: for tests, without sleeping."""

import asyncio
from collections.abc import Callable


class Waiting:
    """A world that says when something happens in it."""

    def __init__(self) -> None:
        self._waiters: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    async def until(self, condition: Callable[[], bool], timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Wait until `condition` holds; it is looked at after whatever happens. Raises `TimeoutError`."""
        if condition():
            return
        waiter = (condition, asyncio.get_running_loop().create_future())
        self._waiters.append(waiter)
        try:
            await asyncio.wait_for(waiter[1], timeout)
        finally:
            self._waiters.remove(waiter)

    def notice(self) -> None:
        """Something happened: wake who waited for it."""
        for condition, future in self._waiters:
            if not future.done() and condition():
                future.set_result(None)
