"""Faults on demand: what networks and servers do to a client."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Literal

FaultKind = Literal[
    "bad_gateway", "server_error", "refuse", "drop", "drop_answer", "reset", "reset_answer", "half_open", "slow",
    "too_many", "black_hole",
]  # fmt: skip
LOSING: frozenset[FaultKind] = frozenset({"drop_answer", "reset_answer", "half_open"})  # the call counts, unheard


@dataclass(slots=True)
class Fault:
    """What happens to calls that match.

    - `bad_gateway`: 502 with a proxy's HTML page; `server_error`: 500 in JSON. Nothing is accepted.
    - `refuse`: `status` with `description` in JSON. Nothing is accepted.
    - `drop`: the connection is cut before the call is looked at.
    - `drop_answer`: the call is carried out, then the connection is cut.
    - `reset`: as `drop`, by a TCP reset; `reset_answer`: the call is carried out, then reset amid its answer.
    - `half_open`: the call is carried out and never answered, the connection stays (until the fault is cleared).
    - `slow`: the call is carried out, and answered after `seconds` more.
    - `too_many`: 429 with `retry_after` = `seconds`, or a whole number from there to `up_to`.
    - `black_hole`: the call is never answered (until the fault is cleared, or the server stops).

    `method` and `chat` narrow it; `share` (0…1) of the calls that match are struck, by chance; `times` is how many more
    (None: until it is cleared).
    """

    kind: FaultKind
    times: int | None = 1
    method: str = ""
    chat: int | None = None
    seconds: float = 0.0
    status: int = 400
    description: str = ""
    share: float = 1.0
    up_to: float = 0.0

    def matches(self, method: str, chat: int | None) -> bool:
        """Whether a call of `method` (lower case) for `chat` is struck; does not count it."""
        return (not self.method or self.method.lower() == method) and (self.chat is None or self.chat == chat)


@dataclass(slots=True)
class Faults:
    """The faults in force; the first that matches strikes. At most as many as a test adds."""

    active: list[Fault] = field(default_factory=list)
    struck: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)  # ends black holes
    chance: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - no secret

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
            if fault.matches(method, chat) and self.chance.random() < fault.share:
                self.struck += 1
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.active.remove(fault)
                return fault
        return None

    def wait_of(self, fault: Fault) -> int:
        """The `retry_after` of a storm."""
        least = int(fault.seconds)
        return self.chance.randint(least, max(least, int(fault.up_to)))
