"""What may have arrived and is not sent again unasked: listed for those who can tell, and ended as they say.

The rows of one message, a digest's, became doubtful at one moment (`settled`), and are one doubt.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal_column, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import pausing
from bot.adapters.storage.schema import addresses, articles, outbox
from bot.domain.model import Doubt

_DOUBTFUL = outbox.c.state == literal_column("'doubtful'")
_ADDRESS = (addresses.c.id, addresses.c.status, addresses.c.paused_until)
_name = func.coalesce(func.nullif(addresses.c.title, ""), func.nullif(addresses.c.username, ""), addresses.c.chat)


def oldest(platform: str, limit: int) -> Select[Any]:
    """The columns of `Doubt`, of those that nobody has decided."""
    sends = select(func.min(outbox.c.id).label("first"), (func.count() - 1).label("more"))
    sends = sends.where(_DOUBTFUL, outbox.c.platform == platform).group_by(outbox.c.address_id, outbox.c.settled)
    each = sends.order_by(func.min(outbox.c.id)).limit(limit).subquery()
    return (
        select(outbox.c.id, func.coalesce(articles.c.title, ""), _name, outbox.c.settled, each.c.more)
        .join_from(each, outbox, outbox.c.id == each.c.first)
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .outerjoin(articles, articles.c.id == outbox.c.article_id)
        .order_by(outbox.c.id)
    )


def decide(connection: Connection, owed_id: int, now: datetime, *, arrived: bool) -> Doubt | None:
    """End a doubt: its rows are sent, or pending again as if they had never been tried. What is owed to a closed
    address is skipped, to a paused one held. None: there is no such doubt."""
    known = select(outbox.c.settled, *_ADDRESS, _name, func.coalesce(articles.c.title, ""))
    known = known.join_from(outbox, addresses, addresses.c.id == outbox.c.address_id)
    known = known.outerjoin(articles, articles.c.id == outbox.c.article_id)
    known = known.where(outbox.c.id == owed_id, _DOUBTFUL).with_for_update(of=addresses, key_share=True)
    found = connection.execute(known).one_or_none()
    if found is None:
        return None
    settled, address_id, status, paused_until, name, title = found
    rows = update(outbox).where(outbox.c.address_id == address_id, outbox.c.settled == settled, _DOUBTFUL)
    if arrived:
        rows = rows.values(state="sent", reason="", settled=now)
    elif status == "closed":
        rows = rows.values(state="skipped", settled=now)
    else:
        rows = rows.values(state="pending", reason="", due=now, settled=None, attempts=0, first_attempt=None)
    decided = connection.execute(rows.values(doubts=outbox.c.doubts - 1)).rowcount
    if status == "paused":
        pausing.hold(connection, address_id, paused_until)
    return Doubt(owed_id, title, name, settled, decided - 1)
