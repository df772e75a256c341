"""A page of a list: as many entries as one message holds, with buttons that turn it in place."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from bot.domain.model import Button, Line, Reply
from bot.services.desk.visit import Visit, line, say

DEEPEST = 1000  # entries that can be paged through: what `Results.total` counts to
HEAD_UNITS = 400  # of a message, for a page's first lines and for marks that keep names from being mentions
TITLE_UNITS = (40, 300)

Entry = tuple[Line, ...]
LaidOut = Callable[[int], list[Entry]]  # UTF-16 units of a title → the page's entries
Turn = Callable[[int, int], str]  # entries of a page, offset → press data


@dataclass(frozen=True, slots=True)
class Extent:
    """Which part of a list a page is: at most `size` of `total` entries, after the first `offset`. `capped`: there are
    more than `total`."""

    size: int
    offset: int
    total: int
    capped: bool = False


def page(visit: Visit, head: str, laid_out: LaidOut, extent: Extent, turn: Turn) -> Reply:
    """Entries in one message, with buttons to the neighbouring pages; those are as short as this one."""
    entries, wanted = _fitting(visit, laid_out)
    size, offset = extent.size if len(entries) == wanted else len(entries), extent.offset
    last = offset + len(entries)
    turns = []
    if offset:
        turns.append(Button("‹", data=turn(size, max(0, offset - size))))
    if last < extent.total and last <= DEEPEST:
        turns.append(Button("›", data=turn(size, last)))
    total = f"{extent.total}+" if extent.capped else str(extent.total)
    lines: list[Line] = [line(head, bold=True), line(f"{offset + 1}–{last} / {total}")]
    return say(*lines, *(each for entry in entries for each in ((), *entry)), rows=(tuple(turns),))


def _fitting(visit: Visit, laid_out: LaidOut) -> tuple[list[Entry], int]:
    """As many of the entries as one message holds, but one at least, and how many there were; titles are as long as
    there is room for."""
    composer = visit.office.composer
    shortest, longest = TITLE_UNITS

    def units(entry: Entry) -> int:
        return composer.units(((), *entry))

    room = composer.most - HEAD_UNITS
    short = laid_out(shortest)
    lengths = [units(entry) for entry in short]
    shown = max(1, sum(length <= room for length in accumulate(lengths)))
    wide = laid_out(min(longest, shortest + max(0, room - sum(lengths[:shown])) // shown))[:shown]
    return wide if sum(map(units, wide)) <= room else short[:shown], len(short)
