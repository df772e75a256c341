"""What arrived against what was owed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.model import PlaceKind


@dataclass(slots=True)
class Score:
    """One row of the table. Times in seconds."""

    name: str
    platform: str = ""
    owed: int = 0
    arrived: int = 0
    lost: int = 0
    repeated: int = 0
    allowed: int = 0  # repeats: answers withheld, and sends in flight at a kill
    disordered: int = 0
    refused: int = 0  # by the limits
    overrun: int = 0  # that may be: sends in flight at a kill, which are made again and repeat nothing
    stall: float | None = None  # of a chat that the fault does not concern
    took: float = 0.0
    waiting: int = 0  # owed still, as it must be
    notes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # other goals that were missed

    def missed(self) -> list[str]:
        """The goals that were missed."""
        found = [
            (self.lost > 0, f"{self.lost} lost"),
            (self.repeated > self.allowed, f"{self.repeated} repeated, {self.allowed} allowed"),
            (self.disordered > 0, f"{self.disordered} out of order"),
            (self.refused > self.overrun, f"{self.refused} refused by the platform's limits"),
        ]
        return [what for missed, what in found if missed] + self.wrong


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message; `tokens` are the articles it shows, in its order."""

    time: float
    chat: int
    tokens: tuple[int, ...]


def count(
    score: Score, owed: Collection[tuple[int, int]], excused: Collection[tuple[int, int]], got: list[Arrival]
) -> None:
    """Compare. `owed`: chat and token; `excused` need not arrive, but may."""
    times: defaultdict[tuple[int, int], int] = defaultdict(int)
    order: defaultdict[int, list[int]] = defaultdict(list)
    for arrival in got:
        for token in arrival.tokens:
            times[arrival.chat, token] += 1
            if times[arrival.chat, token] == 1:
                order[arrival.chat].append(token)
    score.owed = len(owed)
    score.arrived = sum(pair in times for pair in owed)
    score.lost = len([pair for pair in owed if pair not in times and pair not in excused])
    score.waiting = len([pair for pair in owed if pair not in times and pair in excused])
    score.repeated = sum(number - 1 for number in times.values())
    score.disordered = sum(
        later < earlier for each in order.values() for earlier, later in zip(each, each[1:], strict=False)
    )
    foreign = [pair for pair in times if pair not in owed]
    if foreign:
        score.wrong.append(f"{len(foreign)} that were not owed")


def stall(
    kinds: Mapping[int, PlaceKind],
    owed_at: Mapping[tuple[int, int], float],
    got: list[Arrival],
    gaps: Mapping[PlaceKind, float],
    absent: Sequence[tuple[float, float]] = (),
) -> float:
    """The longest that a post of these chats (id → kind) was on its way, from when it was owed and its chat's pace
    (`gaps`: seconds between two messages, by kind) allowed it. Spans in which no bot was there (`absent`) do not count:
    how long a start takes is no stall."""
    last: dict[int, float] = {}
    longest = 0.0
    for arrival in got:
        if arrival.chat not in kinds:
            continue
        owed = min(
            (owed_at[pair] for token in arrival.tokens if (pair := (arrival.chat, token)) in owed_at), default=None
        )
        if owed is not None:
            free = max(owed, last.get(arrival.chat, 0.0) + gaps[kinds[arrival.chat]])
            nobody = sum(max(0.0, min(arrival.time, end) - max(free, begin)) for begin, end in absent)
            longest = max(longest, arrival.time - free - nobody)
        last[arrival.chat] = arrival.time
    return longest
