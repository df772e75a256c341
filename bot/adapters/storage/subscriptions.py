"""What an address asked for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import chats
from bot.adapters.storage.engine import insert
from bot.adapters.storage.schema import addresses, filter_terms, filters, subscriptions
from bot.domain.filters import anchors
from bot.domain.model import Subscription

SHOWN = tuple(subscriptions.c[name] for name in ("kind", "value", "label", "id", "mention"))


def of_address(connection: Connection, address_id: int) -> tuple[Subscription, ...]:
    """In the order they were made."""
    theirs = select(*SHOWN).where(subscriptions.c.address_id == address_id, subscriptions.c.effect == "send")
    found = connection.execute(theirs.order_by(subscriptions.c.id))
    return tuple(Subscription(*row) for row in found)


def add(
    connection: Connection, address_id: int, wanted: Subscription, now: datetime, *, uncalled: bool = False
) -> bool:
    """True if it is new. Where it is not, a role that is given, or none, takes the place of the one it calls."""
    filter_id = _filter(connection, wanted.value) if wanted.kind == "filter" else None
    new = insert(connection, subscriptions).values(
        address_id=address_id,
        effect="send",
        kind=wanted.kind,
        value=wanted.value,
        label=wanted.label,
        filter_id=filter_id,
        created=now,
        mention=wanted.mention,
    )
    if (connection.execute(new.on_conflict_do_nothing())).rowcount == 1:
        return True
    if wanted.mention or uncalled:
        connection.execute(update(subscriptions).where(_same(address_id, wanted)).values(mention=wanted.mention))
    return False


def _same(address_id: int, wanted: Subscription) -> ColumnElement[bool]:
    theirs = and_(subscriptions.c.address_id == address_id, subscriptions.c.effect == "send")
    return and_(theirs, subscriptions.c.kind == wanted.kind, subscriptions.c.value == wanted.value)


def remove(connection: Connection, address_id: int, ids: Sequence[int], now: datetime) -> None:
    """Drop subscriptions; when none is left, what waits for the address is skipped, and what is in flight is not sent
    again (`settling`)."""
    connection.execute(select(addresses.c.id).where(addresses.c.id == address_id).with_for_update(key_share=True))
    connection.execute(delete(subscriptions).where(subscriptions.c.id.in_(ids)))
    chats.drop_unused_filters(connection)
    if ids and not of_address(connection, address_id):
        chats.skip(connection, [address_id], "unsubscribed", now, notices=False)


def _filter(connection: Connection, terms: str) -> int:
    """The id of a filter, stored once for all who subscribe to it."""
    made = insert(connection, filters).values(terms=terms).on_conflict_do_nothing().returning(filters.c.id)
    identity: int | None = connection.scalar(made)
    if identity is None:
        return int((connection.execute(select(filters.c.id).where(filters.c.terms == terms))).scalar_one())
    _anchor(connection, identity, terms)
    return identity


def anchor(connection: Connection, after: int, limit: int) -> int | None:
    """Give the `limit` filters after this id the anchors that this version of Crier looks for, besides those they have:
    the stems of another version. Returns the last one's id; None when there are no more."""
    some = select(filters.c.id, filters.c.terms).where(filters.c.id > after).order_by(filters.c.id).limit(limit)
    last = None
    for last, terms in connection.execute(some.with_for_update(key_share=True)).all():
        _anchor(connection, last, terms)
    return last


def _anchor(connection: Connection, filter_id: int, terms: str) -> None:
    values = [{"term": term, "filter_id": filter_id} for term in sorted(set(anchors(terms)))]
    if values:
        connection.execute(insert(connection, filter_terms).on_conflict_do_nothing(), values)
