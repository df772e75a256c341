"""/stats and /sources: for the operators, in their chats. Nobody else learns that they exist."""

from bot.domain.model import Line, Reply, SourceHealth
from bot.domain.post import one_line
from bot.services.desk.visit import Visit, line, say

LISTED = 30
ERROR_UNITS = 80


async def stats(visit: Visit) -> Reply:
    """Counts of what is stored and what is owed."""
    _ = visit.words.gettext
    counts = await visit.office.figures.stats(visit.now)
    lines: list[str | Line] = [
        line(_("Figures"), bold=True),
        visit.fill(_("Articles: {count}"), count=counts.articles),
        visit.fill(_("Stories: {count}"), count=counts.stories),
        visit.fill(_("Chats: {count}"), count=counts.chats),
        visit.fill(_("Subscriptions: {count}"), count=counts.subscriptions),
        visit.fill(_("Deliveries: {states}"), states=", ".join(f"{key} {n}" for key, n in counts.deliveries.items())),
    ]
    if counts.oldest_pending:
        waits = max(0, round((visit.now - counts.oldest_pending).total_seconds()))
        lines.append(visit.fill(_("The oldest waits for {seconds} s"), seconds=waits))
    return say(*lines)


async def sources(visit: Visit) -> Reply:
    """Each source and how it is, the ailing first."""
    _ = visit.words.gettext
    health = sorted(await visit.office.sources.health(), key=lambda each: each.status == "ok")
    rest = ["…"] if len(health) > LISTED else []
    return say(line(_("Sources"), bold=True), *map(_source, health[:LISTED]), *rest)


def _source(health: SourceHealth) -> str:
    error = f": {one_line(health.last_error, ERROR_UNITS)}" if health.last_error and health.status != "ok" else ""
    return f"{health.source.id} · {health.status}{error} · {health.articles}"
