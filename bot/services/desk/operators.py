"""/stats and /sources: for the operators, in their chats. Nobody else learns that they exist."""

from datetime import datetime
from zoneinfo import ZoneInfo

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
    return say(line(_("Sources"), bold=True), *(_source(visit, each) for each in health[:LISTED]), *rest)


def _source(visit: Visit, health: SourceHealth) -> str:
    """What an operator has to know, in one line: what is wrong, or when there was news; then what to look out for."""
    _ = visit.words.gettext
    error = one_line(health.last_error, ERROR_UNITS)
    told = {
        "ok": _("works"),
        "new": _("not polled yet"),
        "failing": visit.fill(_("fails: {error}"), error=error),
        "gone": _("gone for good"),
        "paused": _("paused"),
    }
    facts = [health.source.id, told.get(health.status, health.status)]
    if health.last_new:
        facts.append(visit.fill(_("last news {time}"), time=_time(visit, health.last_new)))
    if health.next_poll and health.status not in {"gone", "paused"}:
        facts.append(visit.fill(_("next poll {time}"), time=_time(visit, health.next_poll)))
    facts.append(visit.fill(_("articles: {count}"), count=health.articles))
    if health.paywalled:
        facts.append(visit.fill(_("behind a paywall: {count} of the latest"), count=health.paywalled))
    if health.moved_to:
        facts.append(visit.fill(_("moved to {address}"), address=one_line(health.moved_to, ERROR_UNITS)))
    return " · ".join(facts)


def _time(visit: Visit, moment: datetime) -> str:
    """Of today the hour, of other days the day as well, in the site's zone."""
    zone = ZoneInfo(visit.office.site.timezone)
    local, today = moment.astimezone(zone), visit.now.astimezone(zone).date()
    day = "" if local.date() == today else f"{visit.office.wording.day(visit.words.language, local)} "
    return f"{day}{local:%H:%M}"
