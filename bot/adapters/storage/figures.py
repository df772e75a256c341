"""Counts and the like, for people and monitors."""

from datetime import datetime

from sqlalchemy import FromClause, func, or_, select
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows
from bot.adapters.storage.engine import Database, view
from bot.adapters.storage.health import health
from bot.adapters.storage.schema import addresses, articles, outbox, stories, subscriptions
from bot.domain.model import Closed, Place, Stats


class SqlFigures:
    """Port `Figures`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @view
    def stats(self, connection: Connection, now: datetime) -> Stats:
        """See the port. `chats` are those that are open; `sent` and `failed` count what has shrunk away as well."""
        chats = select(addresses.c.platform, addresses.c.chat).where(addresses.c.status != "closed").distinct()
        wanted = select(subscriptions.c.id).where(subscriptions.c.effect == "send")
        waiting = outbox.c.state.in_(("pending", "sending")), outbox.c.due <= now
        return Stats(
            articles=_count(connection, articles),
            stories=_count(connection, stories),
            chats=_count(connection, chats.subquery()),
            subscriptions=_count(connection, wanted.subquery()),
            deliveries=_deliveries(connection),
            sources=health(connection),
            oldest_pending=connection.scalar(select(func.min(outbox.c.due)).where(*waiting)),
        )

    @view
    def audience(self, connection: Connection, platform: str, limit: int) -> tuple[Place, ...]:
        """See the port."""
        listening = select(subscriptions.c.id).where(subscriptions.c.address_id == addresses.c.id)
        listening = listening.where(subscriptions.c.effect == "send")
        open_or_shut = or_(addresses.c.status != "closed", addresses.c.reason == Closed.NO_RIGHTS.value)
        found = select(*rows.ADDRESS).where(addresses.c.platform == platform, addresses.c.kind != "private")
        found = found.where(open_or_shut, listening.exists()).order_by(addresses.c.id.desc()).limit(limit)
        return tuple(rows.address(row).place for row in connection.execute(found))


def _count(connection: Connection, rows: FromClause) -> int:
    return int(connection.scalar(select(func.count()).select_from(rows)) or 0)


def _deliveries(connection: Connection) -> dict[str, int]:
    counts = dict.fromkeys(("pending", "sent", "failed", "doubtful", "skipped", "held"), 0)
    by_state = select(outbox.c.state, func.count(), func.sum(outbox.c.doubts)).group_by(outbox.c.state)
    for state, count, doubts in connection.execute(by_state):
        if state != "doubtful":  # each of those has its doubt
            counts["pending" if state == "sending" else state] += count
        counts["doubtful"] += doubts
    shrunk = select(func.coalesce(func.sum(addresses.c.sent), 0), func.coalesce(func.sum(addresses.c.failed), 0))
    sent, failed = connection.execute(shrunk).one()
    counts["sent"] += sent
    counts["failed"] += failed
    return counts
