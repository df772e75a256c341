"""How what a search has found looks in a chat: an item among others, with the words that were looked for in bold.

title                                   linked to the article
…the passage around the words…
World · 22:04 · Site, Wire              the site is linked as everywhere; then other sources that carry the item
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat

from bot.domain import annotations
from bot.domain.model import Address, Item, Line, Results, Span
from bot.domain.passages import PASSAGE, Marked, Piece, passage, wanted
from bot.domain.post import NAME_UNITS, TITLE_UNITS, about, headline, joined, one_line
from bot.domain.style import Day, Gettext, Style
from bot.domain.text import utf16_length

UNITS = TITLE_UNITS + PASSAGE  # of title and passage, where there is room
SHORTEST_PASSAGE = 60  # a shorter one tells nothing


@dataclass(frozen=True, slots=True)
class Found:
    """An item as a search has found it. `passage`: None where no words were looked for."""

    item: Item
    title: Marked
    passage: Marked | None


def found(results: Results, site: str) -> Iterator[Found]:
    """The items of a page with their words marked, one by one, since that takes some milliseconds for each. An item
    without a title gets the `site`'s name in its place."""
    words = wanted(results.query)
    nameless = Marked(one_line(site, NAME_UNITS), (), "")
    for item, text in zip(results.items, results.texts or repeat(""), strict=bool(results.texts)):
        title = Marked(item.title, words, item.language) if item.title.strip() else nameless
        below = passage(text, " ".join(item.summary), words, item.language) if words else None
        yield Found(item, title, below)


def found_lines(
    each: Found, address: Address, style: Style, gettext: Gettext, day: Day, now: datetime, *, units: int = UNITS
) -> tuple[Line, ...]:
    """The lines of an item; title and passage have at most so many UTF-16 units, and the title goes first."""
    title = each.title.within(min(units, TITLE_UNITS))
    room = min(PASSAGE, units - sum(utf16_length(piece.text) for piece in title))
    below = each.passage.within(room) if each.passage and room >= SHORTEST_PASSAGE else ()
    others = annotations.credits(each.item, gettext)
    meta = about(each.item, address, style, gettext, day, now)
    lines = (
        _line(title, url=headline(each.item, style).url),
        _line(below, outside=True),
        (*meta, Span(", "), *joined(others, ", ")) if others else meta,
    )
    return tuple(line for line in lines if line)


def _line(pieces: Iterable[Piece], *, url: str = "", outside: bool = False) -> Line:
    return tuple(Span(text, bold=matched, url=url, outside=outside) for text, matched in pieces)
