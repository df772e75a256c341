"""Faults on demand: what networks and servers do to a client."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

FaultKind = Literal["bad_gateway", "server_error", "refuse", "drop", "drop_answer", "slow", "too_many", "black_hole"]


@dataclass(slots=True)
class Fault:
    """What happens to calls that match.

    - `bad_gateway`: 502 with a proxy's HTML page; `server_error`: 500 in JSON. Nothing is accepted.
    - `refuse`: `status` with `description` in JSON. Nothing is accepted.
    - `drop`: the connection is cut before the call is looked at.
    - `drop_answer`: the call is carried out, then the connection is cut.
    - `slow`: the call is carried out, and answered after `seconds` more.
    - `too_many`: 429 with `retry_after` = `seconds`.
    - `black_hole`: the call is never answered (until the fault is cleared, or the server stops).

    `method` and `chat` narrow it; `times` is how many more calls it strikes (None: until it is cleared).
    """

    kind: FaultKind
    times: int | None = 1
    method: str = ""
    chat: int | None = None
    seconds: float = 0.0
    status: int = 400
    description: str = ""

    def matches(self, method: str, chat: int | None) -> bool:
        """Whether a call of `method` (lower case) for `chat` is struck; does not count it."""
        return (not self.method or self.method.lower() == method) and (self.chat is None or self.chat == chat)


@dataclass(slots=True)
class Faults:
    """The faults in force; the first that matches strikes. At most as many as a test adds."""

    active: list[Fault] = field(default_factory=list)
    struck: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)  # ends black holes

    def add(self, fault: Fault) -> Fault:
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        """End every fault, black holes too: their calls are cut."""
        self.active.clear()
        self.over.set()
        self.over = asyncio.Event()

    def strike(self, method: str, chat: int | None) -> Fault | None:
        """Take the fault for this call, counting it down."""
        for fault in self.active:
            if fault.matches(method, chat):
                self.struck += 1
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.active.remove(fault)
                return fault
        return None
