"""Claiming: the due heads of free addresses, leased and marked `sending` in one transaction.

An address's *head* is its oldest unsent row. Only heads are claimed, so order within a chat and the retries of one
chat concern no other, and cost nothing. The states' names stand as literals in the statements, not as parameters:
only so does the planner know that a partial index holds all the rows.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnClause, Select, bindparam, exists, literal_column, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows
from bot.adapters.storage.prepared import Prepared, PreparedFor, micros, moment
from bot.adapters.storage.schema import addresses, articles, outbox, processes
from bot.domain.model import Address, Claim, Item, Kind, Owed, Place

ACTIVE: ColumnClause[str] = literal_column("'active'")
PENDING: ColumnClause[str] = literal_column("'pending'")
SENDING: ColumnClause[str] = literal_column("'sending'")
HELD: ColumnClause[str] = literal_column("'held'")
KINDS = {kind.value: kind for kind in Kind}
OWED = (outbox.c.id, outbox.c.kind, outbox.c.key, outbox.c.attempts, outbox.c.first_attempt, outbox.c.payload)
HEAD = (outbox.c.article_id, addresses.c.fence, *OWED, *rows.ADDRESS)
ADDRESS_AT = 2 + len(OWED)

# --- statements --------------------------------------------------------------------------------------------

_older = outbox.alias("older")
_is_head = ~exists(
    select(_older.c.id)
    .where(_older.c.address_id == outbox.c.address_id, _older.c.id < outbox.c.id)
    .where(_older.c.settled.is_(None), _older.c.state.in_((PENDING, SENDING)))
)


def free_heads(*columns: Any) -> Select[Any]:
    """The heads of addresses that nobody is sending to, soonest due first; parameters `platform` and `most`."""
    return (
        select(*columns)
        .join_from(outbox, addresses, outbox.c.address_id == addresses.c.id)
        .where(outbox.c.state == PENDING, outbox.c.platform == bindparam("platform"))
        .where(addresses.c.status == ACTIVE, addresses.c.lease.is_(None), _is_head)
        .order_by(outbox.c.due, outbox.c.id)
        .limit(bindparam("most"))
    )


def _due_heads(connection: Connection) -> Select[Any]:
    now: BindParameter[int] = bindparam("now")
    registered = exists(select(processes.c.id).where(processes.c.id == bindparam("process")))
    due = free_heads(*HEAD).where(outbox.c.due <= now, registered)
    due = due.where(or_(addresses.c.next_due.is_(None), addresses.c.next_due <= now))
    due = due.where(or_(addresses.c.retry_after.is_(None), addresses.c.retry_after <= now))
    return due.with_for_update(of=addresses, skip_locked=True)


RELEASE = Prepared(
    lambda connection: (
        update(outbox).where(outbox.c.state == HELD, outbox.c.due <= bindparam("now")).values(state=PENDING)
    ),
    ("now",),
)
HEADS = Prepared(_due_heads, ("platform", "most", "now", "process"))
SEND = PreparedFor(lambda ids: update(outbox).where(outbox.c.id.in_(ids)).values(state=SENDING))
LEASE = PreparedFor(
    lambda ids: (
        update(addresses)
        .where(addresses.c.id.in_(ids))
        .values(lease=bindparam("process"), fence=addresses.c.fence + literal_column("1"))
    ),
    ("process",),
)
ITEMS = PreparedFor(lambda ids: select(*rows.ITEM).where(articles.c.id.in_(ids)))

# --- the claim ---------------------------------------------------------------------------------------------


def claim(connection: Connection, platform: str, most: int, now: datetime, process: int) -> tuple[Claim, ...]:
    """Take up to `most` due heads for a process. Rows that were held until now are pending from now on."""
    at = micros(now)
    RELEASE.run(connection, [(at,)])
    heads = HEADS.fetch(connection, (platform, most, at, process))
    if not heads:
        return ()
    SEND.run(connection, (), [head[2] for head in heads])
    LEASE.run(connection, (process,), [head[ADDRESS_AT] for head in heads])
    shown = {head[0] for head in heads if head[0] is not None}
    items = {row[1]: rows.raw_item(row) for row in ITEMS.fetch(connection, (), [*shown])}
    return tuple(_claim(head, items.get(head[0])) for head in heads)


def _claim(head: Sequence[Any], item: Item | None) -> Claim:
    (
        *_, fence, identity, kind, key, attempts, first_attempt, payload,
        address_id, platform, chat, topic, place_kind, title, username, comments,
        status, reason, language, languages, layout, timezone, pictures, sound, footer, next_due, retry_after,
    ) = head  # fmt: skip
    place = Place(platform, chat, topic, place_kind, title, username, bool(comments))
    address = Address(
        address_id, place, status, reason, language, tuple(languages.split()) if languages else (), layout, timezone,
        bool(pictures), bool(sound), footer, moment(next_due), moment(retry_after),
    )  # fmt: skip
    return Claim(Owed(identity, KINDS[kind], key, attempts, moment(first_attempt), payload), address, item, fence + 1)
