"""/latest and /search: pages of the archive that turn in place, and the question "what shall I look for?".

Press data: `l:<size>:<offset>[:<kept section>]`, `q:<offset>:<kept query>`, `n:<count>[:<kept query>]`,
`w:<kept query>`.
"""

from dataclasses import replace

from bot.domain.found import UNITS, found
from bot.domain.model import Query, Reply
from bot.domain.post import one_line, section_name
from bot.domain.written import finished
from bot.services.desk import archive, subscribing
from bot.services.desk.pages import DEEPEST, Entry, Extent, page, total
from bot.services.desk.subscribing import LATEST
from bot.services.desk.topics import no_section, sections, unknown
from bot.services.desk.visit import (
    MAX_WORDS,
    Declined,
    Visit,
    asked_number,
    number,
    outdated,
    require_manager,
    say,
)

FEW, MANY = 5, 20
QUERY_UNITS = 100  # of a query repeated in an answer


# --- /latest -----------------------------------------------------------------------------------------------


async def latest(visit: Visit) -> Reply:
    """`/latest [section] [n]`."""
    size, words = asked_number(visit.ask.words.split(), FEW, MANY)
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
    wanted = Query(sections=(key,) if key else ())
    latest = await visit.office.articles.find(wanted, limit=size, offset=offset, languages=archive.read_in(visit))
    if not latest.items:
        return say(_("There is nothing yet."))
    kept = f":{await visit.office.notebook.keep(key, visit.now)}" if key else ""
    head = visit.fill(_("Latest: {section}"), section=name) if key else _("Latest")
    composer, reader = visit.office.composer, visit.reader

    def laid_out(titles: int) -> list[Entry]:
        return [composer.entry(item, reader, titles) for item in latest.items]

    extent = Extent(size, offset, latest.total, latest.total_capped)
    return page(visit, head, laid_out, extent, lambda count, to: f"l:{count}:{to}{kept}")


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


async def subscribe_to_search(visit: Visit, *args: str) -> Reply:
    """The button under a page of /search."""
    if len(args) != 1:
        raise outdated(visit)
    return await subscribing.subscribe_to_search(visit, await _kept(visit, args[0]))


async def drop_question(visit: Visit) -> None:
    """Ask no longer: another command came, or the answer."""
    if await visit.office.notebook.read(_question(visit)):
        await visit.office.notebook.write(_question(visit), "", visit.now)


async def _search_page(visit: Visit, text: str, offset: int) -> Reply:
    _ = visit.words.gettext
    if len(text) > MAX_WORDS:
        raise Declined(visit.fill(_("Please use fewer words: {count} characters at most."), count=MAX_WORDS))
    results = await archive.search(visit, text, limit=FEW, offset=offset)
    last = max(0, results.total - 1) // FEW * FEW
    if not results.items and last < offset:  # there were more when the page before was shown
        return await _search_page(visit, text, last)
    if not results.items:
        return await _nothing(visit, results.showing or text, results.query)
    composer, reader = visit.office.composer, visit.reader
    shown = tuple(found(results, composer.style.site_name))

    def laid_out(units: int) -> list[Entry]:
        return [composer.found(each, reader, units) for each in shown]

    token = await visit.office.notebook.keep(text, visit.now)
    below, more = await subscribing.offered(visit, finished(results.showing or text, results))
    extent = Extent(FEW, offset, results.total, results.total_capped)
    return page(
        visit,
        _found_for(visit, text, results.showing, total(visit, extent)),
        laid_out,
        extent,
        lambda _, to: f"q:{to}:{token}",
        counted=True,
        widest=UNITS,
        below=below,
        more=more,
    )


def _found_for(visit: Visit, text: str, showing: str, count: str) -> str:
    _ = visit.words.gettext
    query, shown = (one_line(each, QUERY_UNITS) for each in (text, showing))
    head = _("No results for “{query}”; showing “{shown}”: {count}") if shown else _("Found for “{query}”: {count}")
    return visit.fill(head, query=query, shown=shown, count=count)


async def _nothing(visit: Visit, text: str, query: Query) -> Reply:
    _ = visit.words.gettext
    hints = await unknown(visit, query) or (
        _("Fewer or other words may help, for example: /search rail corridor"),
        _("In one section, of the last week: /search section:world after:7d corridor"),
    )
    return say(visit.fill(_("Nothing found for “{query}”."), query=one_line(text, QUERY_UNITS)), *hints)


# --- both --------------------------------------------------------------------------------------------------


async def _kept(visit: Visit, token: str) -> str:
    text = await visit.office.notebook.kept(token)
    if not text:
        raise outdated(visit)
    return text


def _question(visit: Visit) -> str:
    return f"chat:{visit.place.platform}:{visit.place.chat}:ask"
