"""What an address asked for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import chats
from bot.adapters.storage.engine import insert
from bot.adapters.storage.schema import filter_terms, filters, subscriptions
from bot.domain.filters import anchors
from bot.domain.model import Subscription

SHOWN = (subscriptions.c.kind, subscriptions.c.value, subscriptions.c.label, subscriptions.c.id)


async def of_address(connection: AsyncConnection, address_id: int) -> tuple[Subscription, ...]:
    """In the order they were made."""
    theirs = select(*SHOWN).where(subscriptions.c.address_id == address_id, subscriptions.c.effect == "send")
    found = await connection.execute(theirs.order_by(subscriptions.c.id))
    return tuple(Subscription(*row) for row in found)


async def add(connection: AsyncConnection, address_id: int, wanted: Subscription, now: datetime) -> bool:
    """True if it is new."""
    filter_id = await _filter(connection, wanted.value) if wanted.kind == "filter" else None
    new = insert(connection, subscriptions).values(
        address_id=address_id,
        effect="send",
        kind=wanted.kind,
        value=wanted.value,
        label=wanted.label,
        filter_id=filter_id,
        created=now,
    )
    return (await connection.execute(new.on_conflict_do_nothing())).rowcount == 1


async def remove(connection: AsyncConnection, address_id: int, ids: Sequence[int], now: datetime) -> None:
    """Drop subscriptions; when none is left, what waits for the address is skipped."""
    await connection.execute(delete(subscriptions).where(subscriptions.c.id.in_(ids)))
    await connection.run_sync(chats.drop_unused_filters)
    if ids and not await of_address(connection, address_id):
        await connection.run_sync(chats.skip, [address_id], "unsubscribed", now)


async def _filter(connection: AsyncConnection, terms: str) -> int:
    """The id of a filter, stored once for all who subscribe to it."""
    made = insert(connection, filters).values(terms=terms).on_conflict_do_nothing().returning(filters.c.id)
    identity: int | None = await connection.scalar(made)
    if identity is None:
        return int((await connection.execute(select(filters.c.id).where(filters.c.terms == terms))).scalar_one())
    values = [{"term": term, "filter_id": identity} for term in sorted(set(anchors(terms)))]
    await connection.execute(insert(connection, filter_terms), values)
    return identity
