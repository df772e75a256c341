"""What may have arrived and is not sent again unasked: listed for those who can tell, and ended as they say."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal_column, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage.schema import addresses, articles, outbox
from bot.domain.model import Doubt

_DOUBTFUL = outbox.c.state == literal_column("'doubtful'")
_name = func.coalesce(func.nullif(addresses.c.title, ""), func.nullif(addresses.c.username, ""), addresses.c.chat)
_doubts: Select[Any] = (
    select(outbox.c.id, func.coalesce(articles.c.title, ""), _name)
    .join_from(outbox, addresses, outbox.c.address_id == addresses.c.id)
    .outerjoin(articles, articles.c.id == outbox.c.article_id)
    .where(_DOUBTFUL)
)


def oldest(platform: str, limit: int) -> Select[Any]:
    """The columns of `Doubt`, of those that nobody has decided."""
    return _doubts.where(outbox.c.platform == platform).order_by(outbox.c.id).limit(limit)


def decide(connection: Connection, owed_id: int, now: datetime, *, arrived: bool) -> Doubt | None:
    """End a doubt: the row is sent, or pending again as if it had never been tried. What is owed to a closed address is
    skipped. None: there is no such doubt."""
    known = _doubts.add_columns(addresses.c.status).where(outbox.c.id == owed_id)
    found: Sequence[Any] | None = connection.execute(known).one_or_none()
    if found is None:
        return None
    *doubt, status = found
    row = update(outbox).where(outbox.c.id == owed_id, _DOUBTFUL)
    if arrived:
        row = row.values(state="sent", reason="", settled=now)
    elif status == "closed":
        row = row.values(state="skipped", settled=now)
    else:
        row = row.values(state="pending", reason="", due=now, settled=None, attempts=0, first_attempt=None)
    connection.execute(row.values(doubts=outbox.c.doubts - 1))
    return Doubt(*doubt)
