"""Many items as one message: `digest(items, address, …)` → the post, and how many of the items it shows.

    title of the first                      bold and linked: what a locked phone shows
    World · 22:04
    (blank)
    title of the next                       linked
    Sport · 22:07
    (blank)
    Site                                    always a link, to its homepage

In the order given and each item once, as many from the first as one message holds; what is left is for the next one.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.model import Address, Button, Item, Line, Post, Span
from bot.domain.post import NAME_UNITS, headline, joined, one_line, section_of, when
from bot.domain.style import Day, Gettext, Style
from bot.domain.text import utf16_length

UNITS = 4096  # of a message (core.telegram.org/bots/api#sendmessage; Discord's embeds hold as many)
ENTITIES = 100  # of a message: each link, each bold run (core.telegram.org/api/entities)
EVERY_POST = "e"  # the button's press

Units = Callable[[Line], int]  # how long a line is, as a platform counts


def shown_units(line: Line) -> int:
    """What is read of a line, in UTF-16: links cost nothing. A mark is put behind each sign of outside text that would
    begin a mention or command."""
    return sum(utf16_length(span.text) + span.outside * (span.text.count("@") + span.text.count("/")) for span in line)


def digest(
    items: Sequence[Item],
    address: Address,
    style: Style,
    gettext: Gettext,
    day: Day,
    now: datetime,
    *,
    units: Units = shown_units,
) -> tuple[Post, int]:
    """Items as one message for one chat, and how many it has room for: at least one."""
    end = Span(one_line(style.site_name, NAME_UNITS), url=style.homepage)
    lines: list[Line] = []
    length, entities, shown = units((end,)), 1, 0
    for item in items:
        entry = _entry(item, address, style, gettext, day, now, bold=not shown)
        length += sum(units(line) + 1 for line in entry)
        entities += _entities(entry[0])
        if shown and (length > UNITS or entities > ENTITIES):
            break
        lines += entry
        shown += 1
    buttons = address.place.kind != "channel" and shown == len(items)  # under the last of several messages
    rows = ((Button(gettext("Every post"), data=EVERY_POST),),) if buttons else ()
    return Post((*lines, (end,)), rows=rows, silent=not address.sound), shown


def _entry(
    item: Item, address: Address, style: Style, gettext: Gettext, day: Day, now: datetime, *, bold: bool
) -> tuple[Line, ...]:
    """An item's lines, with a blank one below."""
    parts = [Span(part) for part in (section_of(item, gettext), when(item, address, style, day, now)) if part]
    about = tuple(replace(span, outside=True) for span in joined(parts))
    return ((headline(item, style, bold=bold),), about, ()) if about else ((headline(item, style, bold=bold),), ())


def _entities(line: Line) -> int:
    return sum(bool(span.url) + span.bold for span in line)
