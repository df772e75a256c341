"""Faults on demand: what networks, Discord's edge and its servers do to a client of the REST API."""

import asyncio
import random
import re
from dataclasses import dataclass, field
from typing import Literal

FaultKind = Literal[
    "bad_gateway", "server_error", "refuse", "drop", "drop_answer", "reset", "reset_answer", "half_open", "slow",
    "too_many", "black_hole", "cloudflare",
]  # fmt: skip
Scope = Literal["user", "shared", "global"]
LOSING: frozenset[FaultKind] = frozenset({"drop_answer", "reset_answer", "half_open"})  # the call counts, unheard


@dataclass(slots=True)
class Fault:
    """What happens to calls that match.

    - `bad_gateway`: 502 with a proxy's HTML page; `server_error`: 500 in JSON. Nothing is accepted.
    - `refuse`: `status` with `code` and `message` in JSON. Nothing is accepted.
    - `drop`: the connection is cut before the call is looked at.
    - `drop_answer`: the call is carried out, then the connection is cut.
    - `reset`: as `drop`, by a TCP reset; `reset_answer`: the call is carried out, then reset amid its answer.
    - `half_open`: the call is carried out and never answered, the connection stays (until the fault is cleared).
    - `slow`: the call is carried out, and answered after `seconds` more.
    - `too_many`: 429 with `retry_after` = `seconds`, or between there and `up_to`; of `scope`, with `code`.
    - `black_hole`: the call is never answered (until the fault is cleared, or the server stops).
    - `cloudflare`: 429 with an HTML page and without a `Via` header: the ban of an address.

    `method` (HTTP's), `path` (a pattern that the path after `/api/v10` must match whole), `channel` (that a message,
    post or webhook goes to) narrow it; `share` (0…1) of the calls that match are struck, by chance; `times` is how
    many more (None: until it is cleared).
    """

    kind: FaultKind
    times: int | None = 1
    method: str = ""
    path: str = ""
    channel: int | None = None
    seconds: float = 0.0
    status: int = 400
    code: int = 0
    message: str = ""
    share: float = 1.0
    up_to: float = 0.0
    scope: Scope = "user"

    def matches(self, method: str, path: str, channel: int | None) -> bool:
        """Whether a call is struck; does not count it."""
        return (
            (not self.method or self.method.upper() == method)
            and (not self.path or re.fullmatch(self.path, path) is not None)
            and (self.channel is None or self.channel == channel)
        )


@dataclass(slots=True)
class Faults:
    """The faults in force; the first that matches strikes. At most as many as a test adds."""

    active: list[Fault] = field(default_factory=list)
    struck: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)  # ends black holes
    chance: random.Random = field(default_factory=lambda: random.Random(0))

    def add(self, fault: Fault) -> Fault:
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        """End every fault, black holes too: their calls are cut."""
        self.active.clear()
        self.over.set()
        self.over = asyncio.Event()

    def strike(self, method: str, path: str, channel: int | None) -> Fault | None:
        """Take the fault for this call, counting it down."""
        for fault in self.active:
            if fault.matches(method, path, channel) and self.chance.random() < fault.share:
                self.struck += 1
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.active.remove(fault)
                return fault
        return None

    def wait_of(self, fault: Fault) -> float:
        """The `retry_after` of a storm."""
        return self.chance.uniform(fault.seconds, fault.up_to) if fault.up_to > fault.seconds else fault.seconds
