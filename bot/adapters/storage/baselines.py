"""What a poll or a push brings and is archived, not posted, though nobody has seen it before: a baseline.

- A source's first poll.
- The first one after the database was restored from a copy (`backup`): what was published before may have been posted
  already, which nobody remembers.
- The first one of a feed that was found in another's stead and shares less than half of its articles with it: it may be
  another section's. What was published while the source could not be read is news.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.adapters.storage.columns import EPOCH
from bot.adapters.storage.schema import notes, sources

RESTORED = "restored"  # the note of when the database was a copy: seconds since 1970
LATE = timedelta(hours=1)  # before the last success: feeds show some articles later than they date them


@dataclass(frozen=True, slots=True)
class Baseline:
    """Whether there is one, and from when on articles are news all the same."""

    applies: bool = False
    since: datetime | None = None

    def archives(self, published: datetime | None) -> bool:
        """Whether an unknown article of that date is archived."""
        return self.applies and not (self.since and published and published > self.since)


def of_poll(connection: Connection, source_id: str, *, first: bool) -> Baseline:
    """For a poll; `first`: the source's, or the first since a copy was restored."""
    return Baseline(first, _restored(connection, source_id) if first else None)


def of_push(connection: Connection, source_id: str, *, first: bool) -> Baseline:
    """For what is pushed, which is news even before the first poll, but not after a restored copy."""
    since = _restored(connection, source_id) if first else None
    return Baseline(since is not None, since)


def of_another_feed(last_success: datetime | None) -> Baseline:
    """For the first poll of a feed in another's stead."""
    return Baseline(True, last_success and last_success - LATE)


def _restored(connection: Connection, source_id: str) -> datetime | None:
    """When the database was restored from a copy in which this source had been polled; None if it was not."""
    noted = connection.scalar(select(notes.c.value).where(notes.c.key == RESTORED))
    polled = connection.scalar(select(sources.c.last_success).where(sources.c.id == source_id))
    if noted is None or polled is None:
        return None
    restored = EPOCH + timedelta(seconds=float(noted))
    return restored if polled < restored else None
