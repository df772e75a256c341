"""Messages that are to be published to the channels that follow theirs, and what became of that. The states:

wanted ──► done | failed
   └─────► stale   too old to be news to anybody
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows
from bot.adapters.storage.schema import addresses, messages
from bot.domain.model import Claim, Crosspost, Kind

WANTED = "wanted"
STALE = timedelta(hours=6)
HOUR = timedelta(hours=1)

_wanted = messages.c.crosspost == literal_column("'wanted'")
_of_platform = addresses.c.id == messages.c.address_id


def wanted(claim: Claim) -> str | None:
    """The state of a message that has just been sent."""
    address = claim.address
    news = claim.owed.kind in (Kind.POST, Kind.UPDATE)  # which answers nothing there, for no answer can be published
    return WANTED if news and address.crosspost and address.place.shape == "announcement" else None


def oldest(platform: str, now: datetime, per_hour: int, limit: int, but: Collection[str] = ()) -> Select[Any]:
    """Row, message and address (`rows.ADDRESS`) of the oldest that each channel, `but` these, wants published and may
    have."""
    done = messages.alias("done")
    lately = select(func.count()).select_from(done).where(done.c.address_id == addresses.c.id)
    lately = lately.where(done.c.crosspost == literal_column("'done'"), done.c.crossposted > now - HOUR)
    turn = func.row_number().over(partition_by=messages.c.address_id, order_by=(messages.c.owed_id, messages.c.part))
    waiting = select(messages.c.owed_id, messages.c.part, messages.c.address_id, messages.c.message, turn.label("turn"))
    each = waiting.where(_wanted, messages.c.sent > now - STALE).subquery()
    first = select(each.c.owed_id, each.c.message, *rows.ADDRESS)
    first = first.join_from(each, addresses, addresses.c.id == each.c.address_id)
    first = first.where(each.c.turn == 1, addresses.c.platform == platform, addresses.c.status != "closed")
    first = first.where(addresses.c.crosspost, lately.scalar_subquery() < per_hour)
    first = first.where(addresses.c.chat.not_in(list(but)))
    return first.order_by(each.c.owed_id, each.c.part).limit(limit)


def late(platform: str, now: datetime) -> ColumnElement[bool]:
    """Of messages: they have waited for too long."""
    here = select(addresses.c.id).where(_of_platform, addresses.c.platform == platform)
    return and_(_wanted, messages.c.sent <= now - STALE, here.exists())


def give_up(connection: Connection, platform: str, now: datetime) -> None:
    """Publish no more what is old."""
    connection.execute(update(messages).where(late(platform, now)).values(crosspost="stale", crossposted=now))


def settle(connection: Connection, crosspost: Crosspost, now: datetime, state: str) -> None:
    """Store what became of one, unless that is known."""
    this = messages.c.owed_id == crosspost.id, messages.c.message == crosspost.message, _wanted
    connection.execute(update(messages).where(*this).values(crosspost=state, crossposted=now))
