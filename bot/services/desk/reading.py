"""/latest and /search: pages of the archive that turn in place, and the question "what shall I look for?".

Press data: `l:<size>:<offset>[:<kept section>]`, `q:<offset>:<kept query>`, `n:<count>[:<kept query>]`.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate

from bot.domain.model import Button, Item, Line, Query, Reply, Results
from bot.domain.post import one_line, section_name
from bot.services.desk import archive
from bot.services.desk.subscribing import LATEST
from bot.services.desk.topics import no_section, sections
from bot.services.desk.visit import (
    MAX_WORDS,
    Declined,
    Visit,
    line,
    number,
    outdated,
    require_manager,
    say,
)

FEW, MANY = 5, 20
DEEPEST = 1000  # results that can be paged through: what `Results.total` counts to
QUERY_UNITS = 100  # of a query repeated in an answer
HEAD_UNITS = 400  # of a message, for a page's first lines and for marks that keep names from being mentions
TITLE_UNITS = (40, 300)

Turn = Callable[[int, int], str]  # items of a page, offset → press data


# --- /latest -----------------------------------------------------------------------------------------------


async def latest(visit: Visit) -> Reply:
    """`/latest [section] [n]`."""
    words = visit.ask.words.split()
    size = FEW
    for end in (-1, 0):
        if words and words[end].isascii() and words[end].isdigit() and len(words[end]) <= 18:
            size = min(MANY, max(1, int(words.pop(end))))
            break
    text = " ".join(words).removeprefix("section:").strip(' "“”«»')
    key = (await sections(visit)).find(text) if text else ""
    if text and not key:
        raise await no_section(visit, text)
    return await _latest_page(visit, key, size, 0)


async def turn_latest(visit: Visit, *args: str) -> Reply:
    """Another page of /latest."""
    if len(args) not in (2, 3):
        raise outdated(visit)
    key = await _kept(visit, args[2]) if len(args) == 3 else ""
    size, offset = max(1, number(visit, args[0], MANY)), number(visit, args[1], DEEPEST)
    return replace(await _latest_page(visit, key, size, offset), edits=True)


async def show_latest(visit: Visit, *args: str) -> Reply:
    """The latest few as they would be posted, oldest first: what a subscription looks like."""
    if len(args) not in (1, 2):
        raise outdated(visit)
    await require_manager(visit)
    count = number(visit, args[0], LATEST)
    found = await archive.newest(visit, await _kept(visit, args[1]) if len(args) == 2 else "", count)
    if not found:
        raise Declined(visit.words.gettext("There is nothing yet. What is published next will come by itself."))
    return Reply(posts=tuple(visit.office.composer(item, visit.reader) for item in found))


async def _latest_page(visit: Visit, key: str, size: int, offset: int) -> Reply:
    _ = visit.words.gettext
    there = await sections(visit)
    name = section_name(key, there.labels.get(key, ""), visit.words.gettext)
    found = await visit.office.articles.find(Query(sections=(key,) if key else ()), limit=size, offset=offset)
    if not found.items:
        return say(_("There is nothing yet."))
    kept = f":{await visit.office.notebook.keep(key, visit.now)}" if key else ""
    head = visit.fill(_("Latest: {section}"), section=name) if key else _("Latest")
    return _page(visit, head, found, size, offset, lambda count, to: f"l:{count}:{to}{kept}")


# --- /search -----------------------------------------------------------------------------------------------


async def search(visit: Visit) -> Reply:
    """`/search words`; without words it asks for them."""
    text = visit.ask.words.strip()
    if text:
        return await _search_page(visit, text, 0)
    _ = visit.words.gettext
    await visit.office.notebook.write(_question(visit), visit.ask.person.id, visit.now)
    asked = say(_("What shall I look for? Send the words, for example: rail corridor"))
    return replace(asked, asks=True)


async def said(visit: Visit) -> Reply | None:
    """A plain message: the words for /search, if that person was asked for them; else nothing."""
    text = visit.ask.words.strip()
    if not text or await visit.office.notebook.read(_question(visit)) != visit.ask.person.id:
        return None
    await drop_question(visit)
    return await _search_page(visit, text, 0)


async def turn_search(visit: Visit, *args: str) -> Reply:
    """Another page of /search."""
    if len(args) != 2:
        raise outdated(visit)
    offset = number(visit, args[0], DEEPEST)
    return replace(await _search_page(visit, await _kept(visit, args[1]), offset), edits=True)


async def drop_question(visit: Visit) -> None:
    """Ask no longer: another command came, or the answer."""
    if await visit.office.notebook.read(_question(visit)):
        await visit.office.notebook.write(_question(visit), "", visit.now)


async def _search_page(visit: Visit, text: str, offset: int) -> Reply:
    _ = visit.words.gettext
    if len(text) > MAX_WORDS:
        raise Declined(visit.fill(_("Please use fewer words: {count} characters at most."), count=MAX_WORDS))
    found = await archive.search(visit, text, limit=FEW, offset=offset)
    shown = one_line(found.showing or text, QUERY_UNITS)
    if not found.items:
        return say(
            visit.fill(_("Nothing found for “{query}”."), query=shown),
            _("Fewer or other words may help, for example: /search rail corridor"),
            _("In one section, of the last week: /search section:world after:7d corridor"),
        )
    token = await visit.office.notebook.keep(text, visit.now)
    head = visit.fill(_("Shown for “{query}”") if found.showing else _("Found for “{query}”"), query=shown)
    return _page(visit, head, found, FEW, offset, lambda _, to: f"q:{to}:{token}")


# --- both --------------------------------------------------------------------------------------------------


def _page(visit: Visit, head: str, found: Results, size: int, offset: int, turn: Turn) -> Reply:
    """A page of items in one message, with buttons to the neighbouring ones; those are as short as this one."""
    entries = _fitting(visit, found.items)
    size = size if len(entries) == len(found.items) else len(entries)
    last = offset + len(entries)
    total = f"{found.total}+" if found.total_capped else str(found.total)
    turns = []
    if offset:
        turns.append(Button("‹", data=turn(size, max(0, offset - size))))
    if last < found.total and last <= DEEPEST:
        turns.append(Button("›", data=turn(size, last)))
    lines: list[Line] = [line(head, bold=True), line(f"{offset + 1}–{last} / {total}")]
    return say(*lines, *(each for entry in entries for each in entry), rows=(tuple(turns),))


def _fitting(visit: Visit, items: tuple[Item, ...]) -> list[tuple[Line, ...]]:
    """The lines of as many of the items as one message holds, of one at least; titles as long as there is room for."""
    composer, reader = visit.office.composer, visit.reader
    shortest, longest = TITLE_UNITS

    def laid_out(titles: int) -> list[tuple[Line, ...]]:
        return [((), *composer.entry(item, reader, titles)) for item in items]

    room = composer.most - HEAD_UNITS
    short = laid_out(shortest)
    lengths = [composer.units(entry) for entry in short]
    shown = max(1, sum(length <= room for length in accumulate(lengths)))
    wide = laid_out(min(longest, shortest + max(0, room - sum(lengths[:shown])) // shown))[:shown]
    return wide if sum(map(composer.units, wide)) <= room else short[:shown]


async def _kept(visit: Visit, token: str) -> str:
    text = await visit.office.notebook.kept(token)
    if not text:
        raise outdated(visit)
    return text


def _question(visit: Visit) -> str:
    return f"chat:{visit.place.platform}:{visit.place.chat}:ask"
