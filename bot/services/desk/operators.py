"""/stats and /sources, and what becomes of a doubtful post: for the operators, in their chats. Nobody else learns that
they exist."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.model import Line, Reply, SourceHealth
from bot.domain.post import one_line
from bot.services.desk.visit import Visit, line, number, outdated, say

LISTED = 30
ERROR_UNITS = 80
TITLE_UNITS = 120
LARGEST_ID = 2**63 - 1


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


async def decide(visit: Visit, *args: str) -> Reply:
    """An operator has looked whether a post arrived (see `alerts.doubt`). The first word counts."""
    outbox = visit.office.outbox
    if not visit.operator or outbox is None or len(args) != 2 or args[1] not in {"y", "n"}:
        raise outdated(visit)
    _ = visit.words.gettext
    arrived = args[1] == "y"
    doubt = await outbox.decide(number(visit, args[0], LARGEST_ID), visit.now, arrived=arrived)
    if doubt is None:
        return Reply(alert=_("That was decided already."))
    visit.office.owed()
    told = _("“{title}” arrived in {chat}.") if arrived else _("“{title}” is sent to {chat} again.")
    title, chat = one_line(doubt.what, TITLE_UNITS), one_line(doubt.chat, TITLE_UNITS)
    return replace(say(visit.fill(told, title=title, chat=chat)), edits=True)


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
