"""Which sources there are: those of the config, and those that people add and remove."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, literal, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows
from bot.adapters.storage.engine import insert
from bot.adapters.storage.schema import sources
from bot.domain import links
from bot.domain.model import Source

UNKNOWN_FEED = {
    "feed_url": "", "feed_kind": "", "etag": "", "last_modified": "", "body_hash": "", "links": "", "hub": "",
    "topic": "", "rhythm": "", "moved_to": "", "shown": "",
}  # fmt: skip
UNTRIED = {"last_poll": None, "last_error": "", "failures": 0, "failing_since": None, "alerted": False}
ASLEEP = ("paused", "removed")  # neither polled nor, unless the config named it, shown
WAKEABLE = (*ASLEEP, "gone")  # by who adds it: a site may have said by mistake that it is gone for good


def seed(connection: Connection, source: Source, now: datetime, asleep: Sequence[str] = ASLEEP) -> None:
    """Add or update one; where its address moved, the feed is looked for anew, and what is known stays known. One that
    is `asleep` is woken."""
    written: dict[str, Any] = {name: getattr(source, name) for name in rows.SOURCE_NAMES}
    moved = sources.c.url != source.url
    woken = or_(sources.c.status.in_(asleep), and_(moved, sources.c.status == "gone"))
    awake = or_(moved, woken)
    repaced = or_(awake, *(sources.c[name] != written[name] for name in ("poll_seconds", "poll_max_seconds")))
    changed: dict[str, Any] = {
        **written,
        **{name: case((moved, empty), else_=sources.c[name]) for name, empty in UNKNOWN_FEED.items()},
        # What was wrong before says nothing of today.
        **{name: case((woken, empty), else_=sources.c[name]) for name, empty in UNTRIED.items()},
        "moves": case((moved, 0), else_=sources.c.moves),
        "status": case((awake, "active"), else_=sources.c.status),
        "next_poll": case((repaced, literal(now, sources.c.next_poll.type)), else_=sources.c.next_poll),
        "why": case((repaced, ""), else_=sources.c.why),
        "lease": case((moved, None), else_=sources.c.lease),
    }
    new = insert(connection, sources).values(**written, created=now, next_poll=now)
    connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=changed))


def add(connection: Connection, source: Source, now: datetime, title: str = "") -> bool:
    """Add one, or wake one that is asleep or gone; False if its id or its address is there."""
    key, host = links.key(source.url), links.host(source.url)
    alike = select(sources.c.id, sources.c.url).where(sources.c.status.not_in(WAKEABLE))
    if host and not re.search(r"(^|\.)xn--", host):  # else it may be written in its own script
        alike = alike.where(or_(sources.c.id == source.id, sources.c.url.icontains(host, autoescape=True)))
    there = connection.execute(alike)  # few: a list of 10,000 is added one by one
    if any(row.id == source.id or links.key(row.url) == key for row in there):
        return False
    seed(connection, source, now, WAKEABLE)
    if title:
        connection.execute(update(sources).where(sources.c.id == source.id, sources.c.title == "").values(title=title))
    return True


def remove(connection: Connection, source_id: str) -> bool:
    """Let one be neither polled nor shown; False if there is none, or the config names it."""
    ours = or_(sources.c.origin != "config", sources.c.status == "paused")
    there = update(sources).where(sources.c.id == source_id, sources.c.status != "removed", ours)
    return connection.execute(there.values(status="removed", lease=None)).rowcount == 1
