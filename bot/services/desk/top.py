"""/top: the stories most covered in the last day, each with why it is there. Press data: `t:<size>:<offset>`."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.model import Coverage, Reply
from bot.domain.post import DOT
from bot.services.desk import archive
from bot.services.desk.pages import Entry, Extent, page
from bot.services.desk.visit import Visit, asked_number, line, number, outdated, say

FEW, MANY = 5, 10
DEEPEST = 50  # stories that are ranked
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def top(visit: Visit) -> Reply:
    """`/top [n]`."""
    size, _ = asked_number(visit.ask.words.split(), FEW, MANY)
    return await _top_page(visit, size, 0)


async def turn(visit: Visit, *args: str) -> Reply:
    """Another page."""
    if len(args) != 2:
        raise outdated(visit)
    size, offset = max(1, number(visit, args[0], MANY)), number(visit, args[1], DEEPEST)
    return replace(await _top_page(visit, size, offset), edits=True)


async def _top_page(visit: Visit, size: int, offset: int) -> Reply:
    _ = visit.words.gettext
    chosen = visit.reader.languages
    stories = await visit.office.articles.top(visit.now, DEEPEST, archive.read_in(visit), only=bool(chosen))
    shown = stories[offset : offset + size]
    if not shown:
        return say(_("There is nothing from the last 24 hours. The newest there is: /latest"))
    composer, reader = visit.office.composer, visit.reader

    def laid_out(titles: int) -> list[Entry]:
        return [
            (*composer.entry(each.item, reader, titles), line(DOT.join(_why(visit, each.coverage)))) for each in shown
        ]

    extent = Extent(size, offset, len(stories))
    return page(visit, _("Top stories of the last 24 hours"), laid_out, extent, lambda count, to: f"t:{count}:{to}")


def _why(visit: Visit, story: Coverage) -> list[str]:
    """What a story is ranked by (`domain.top`), in words."""
    n_ = visit.words.ngettext
    sources = max(1, story.sources)
    told = [n_("{count} source", "{count} sources", sources).format(count=sources)]
    if story.updates:
        told.append(n_("{count} update", "{count} updates", story.updates).format(count=story.updates))
    return [*told, _ago(visit, story.newest)]


def _ago(visit: Visit, moment: datetime) -> str:
    """How long ago it was, in the largest unit that there is one of."""
    n_ = visit.words.ngettext
    passed = visit.now - moment
    if passed < MINUTE:
        return visit.words.gettext("just now")
    if passed < HOUR:
        minutes = passed // MINUTE
        return n_("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
    hours = passed // HOUR
    return n_("{count} hour ago", "{count} hours ago", hours).format(count=hours)
