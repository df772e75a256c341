"""How the sources are, for people and monitors."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows
from bot.adapters.storage.schema import articles, pushes, sightings, sources
from bot.domain.model import FeedLink, Source, SourceHealth

LATEST = 50  # articles that say how often there is news
TEASERS = 20  # articles that say whether there is a paywall
FEWEST = 3  # dated articles that make an interval


def health(connection: Connection, *, counted: bool = True) -> tuple[SourceHealth, ...]:
    """Every source that was not removed, with its figures, by id."""
    count = select(func.count()).where(sightings.c.source_id == sources.c.id).scalar_subquery()
    carried = count if counted else literal(0)
    known = select(sources, carried.label("carried"), pushes.c.until).join_from(sources, pushes, isouter=True)
    found = connection.execute(known.where(sources.c.status != "removed").order_by(sources.c.id))
    latest = _latest(connection) if counted else {}
    return tuple(_health(row, latest.get(row.id, ())) for row in found)


def _latest(connection: Connection) -> dict[str, list[Any]]:
    """Each source's latest articles, newest first. They are found from the end of its sightings, however many."""
    other = sightings.alias()
    last = select(other.c.article_id).where(other.c.source_id == sources.c.id)
    last = last.order_by(other.c.article_id.desc()).limit(1).offset(LATEST - 1)
    recent = sightings.c.article_id >= func.coalesce(last.scalar_subquery(), 0)
    asked = select(sources.c.id, articles.c.published, articles.c.dated, articles.c.paywalled)
    asked = asked.join_from(sources, sightings, sightings.c.source_id == sources.c.id)
    asked = asked.join(articles, articles.c.id == sightings.c.article_id)
    asked = asked.where(recent).order_by(sources.c.id, articles.c.id.desc())
    latest: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(asked):
        latest[row.id].append(row)
    return latest


def _health(row: Any, latest: Sequence[Any]) -> SourceHealth:
    return SourceHealth(
        Source(**{name: getattr(row, name) for name in rows.SOURCE_NAMES}),
        _status(row),
        row.feed_url,
        row.feed_kind,
        row.last_poll,
        row.last_success,
        row.last_error,
        row.last_new,
        row.next_poll if row.status == "active" else None,
        row.failures,
        row.polls,
        row.unchanged,
        row.carried,
        title=row.title,
        why=row.why,
        interval=_interval([each.published for each in latest if each.dated]),
        failing_since=row.failing_since,
        moved_to=row.moved_to,
        pushed_until=row.until,
        paywalled=sum(each.paywalled for each in latest[:TEASERS]),
        links=tuple(FeedLink(*each) for each in json.loads(row.links or "[]")),
    )


def _interval(published: list[datetime]) -> float | None:
    if len(published) < FEWEST:
        return None
    return float(median((later - earlier).total_seconds() for earlier, later in pairwise(sorted(published))))


def _status(row: Any) -> str:
    if row.status != "active":
        return str(row.status)
    if row.failures:
        return "failing"
    return "new" if row.last_poll is None else "ok"
