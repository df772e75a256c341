"""A page of a list: as many entries as one message holds, with buttons that turn it in place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.domain.model import Button, Line, Reply
from bot.domain.post import TITLE_UNITS
from bot.services.desk.visit import Visit, line, say

DEEPEST = 1000  # entries that can be paged through: what `Results.total` counts to
HEAD_UNITS = 400  # of a message, for a page's first lines and for marks that keep names from being mentions
SHORTEST_TITLE = 40  # UTF-16 units

Entry = tuple[Line, ...]
LaidOut = Callable[[int], list[Entry]]  # UTF-16 units of what can be cut in an entry → the page's entries
Turn = Callable[[int, int], str]  # entries of a page, offset → press data


@dataclass(frozen=True, slots=True)
class Extent:
    """Which part of a list a page is: at most `size` of `total` entries, after the first `offset`. `capped`: there are
    more than `total`."""

    size: int
    offset: int
    total: int
    capped: bool = False


def page(
    visit: Visit,
    head: str,
    laid_out: LaidOut,
    extent: Extent,
    turn: Turn,
    *,
    counted: bool = False,
    widest: int = TITLE_UNITS,
    below: Sequence[str | Line] = (),
    more: Sequence[Button] = (),
) -> Reply:
    """Entries in one message, with buttons to the neighbouring pages; those are as short as this one. `counted`: the
    head tells the total; `widest`: the units that an entry needs; `below` and `more` follow the entries, and the
    buttons that turn."""
    entries, wanted = _fitting(visit, laid_out, widest)
    size, offset = extent.size if len(entries) == wanted else len(entries), extent.offset
    last = offset + len(entries)
    turns = []
    if offset:
        turns.append(Button("‹", data=turn(size, max(0, offset - size))))
    if last < extent.total and last <= DEEPEST:
        turns.append(Button("›", data=turn(size, last)))
    part = f"{offset + 1}–{last}"
    place = part if counted else f"{part} / {total(visit, extent)}"
    lines: list[Line] = [line(head, bold=True), *([line(place)] if turns or not counted else [])]
    listed = (each for entry in entries for each in ((), *entry))
    return say(*lines, *listed, *(((), *below) if below else ()), rows=(tuple(turns), tuple(more)))


def total(visit: Visit, extent: Extent) -> str:
    """How many there are, as people read it."""
    return visit.words.gettext("1,000+") if extent.capped else str(extent.total)


def _fitting(visit: Visit, laid_out: LaidOut, widest: int) -> tuple[list[Entry], int]:
    """As many of the entries as one message holds, but one at least, and how many there were; they are as long as
    there is room for."""
    composer = visit.office.composer

    def units(entry: Entry) -> int:
        return composer.units(((), *entry))

    room = composer.most - HEAD_UNITS
    short = laid_out(SHORTEST_TITLE)
    lengths = [units(entry) for entry in short]
    shown = max(1, sum(length <= room for length in accumulate(lengths)))
    width = min(widest, SHORTEST_TITLE + max(0, room - sum(lengths[:shown])) // shown)
    while width > SHORTEST_TITLE:
        wide = laid_out(width)[:shown]
        if sum(map(units, wide)) <= room:
            return wide, len(short)
        width = width * 3 // 4  # the platform counts signs of its own
    return short[:shown], len(short)
