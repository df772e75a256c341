"""The roles that a post calls, as the subscriptions ask by which it is owed. Hardly any do: `ASKED` are found
by indices of their own.

They stand in the row, so that a retry, a pause or another process changes nothing about them, and what a chat asks for
later only holds for what it is owed from then on.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, literal_column, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows
from bot.adapters.storage.prepared import Prepared
from bot.adapters.storage.schema import outbox, subscriptions
from bot.domain import corrections

ASKED: Select[Any] = select(subscriptions.c.address_id, subscriptions.c.id, subscriptions.c.mention).where(
    subscriptions.c.effect == literal_column("'send'"), subscriptions.c.mention > literal_column("''")
)
_WRITE = Prepared(
    lambda _: update(outbox).where(outbox.c.id == bindparam("row")).values(payload=bindparam("carried")),
    ("carried", "row"),
)


def call(connection: Connection, item_id: int, asked: CompoundSelect[Any]) -> None:
    """Let the posts of an item that were just owed call the roles of `asked`, some rows of `ASKED`."""
    met = asked.subquery()
    owed = select(outbox.c.id, met.c.mention).join_from(met, outbox, outbox.c.address_id == met.c.address_id)
    owed = owed.where(outbox.c.kind.in_(rows.NEWS), outbox.c.key == str(item_id), outbox.c.settled.is_(None))
    roles: defaultdict[int, list[str]] = defaultdict(list)
    for row, role in connection.execute(owed.where(outbox.c.payload == "").order_by(outbox.c.id, met.c.id)):
        roles[row].append(role)
    _WRITE.run(connection, [(corrections.calling(called), row) for row, called in roles.items()])
