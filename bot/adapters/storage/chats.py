"""What happens to a chat as a whole: it closes, opens again, moves to another id, is forgotten.

Used by commands and service messages (`addresses`) and by what a send brought to light (`outbox`), always inside the
caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.schema import addresses, filters, message_items, messages, notes, outbox, subscriptions

UNSENT = ("pending", "held")


def of_chat(platform: str, chat: str, topic: str = "") -> ColumnElement[bool]:
    """The addresses of a chat, or of one of its topics."""
    whole = and_(addresses.c.platform == platform, addresses.c.chat == chat)
    return and_(whole, addresses.c.topic == topic) if topic else whole


async def close(connection: AsyncConnection, which: ColumnElement[bool], reason: str, now: datetime) -> int:
    """Close addresses and skip what they are owed. Returns how many were not closed before."""
    open_ones = select(addresses.c.id).where(which, addresses.c.status != "closed")
    ids = list((await connection.execute(open_ones)).scalars())
    await connection.execute(update(addresses).where(addresses.c.id.in_(ids)).values(status="closed", reason=reason))
    await skip(connection, ids, reason, now)
    return len(ids)


async def skip(connection: AsyncConnection, address_ids: Sequence[int], reason: str, now: datetime) -> None:
    """Skip all that waits for these addresses; what is being sent just now is settled by its sender."""
    waiting = update(outbox).where(outbox.c.address_id.in_(address_ids), outbox.c.state.in_(UNSENT))
    await connection.execute(waiting.values(state="skipped", reason=reason, settled=now))


async def reopen(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    """Open closed addresses. Returns how many."""
    closed = update(addresses).where(which, addresses.c.status == "closed")
    return (await connection.execute(closed.values(status="active", reason=""))).rowcount


async def move(connection: AsyncConnection, platform: str, chat: str, to: str) -> None:
    """Give a chat's addresses its new id; where the new id has some already, they become one with the old ones.

    The old row stays: what is being sent to it just now is settled under its fence.
    """
    if chat == to:
        return
    for old in (await connection.execute(select(addresses).where(of_chat(platform, chat)))).all():
        same_topic = addresses.c.platform == platform, addresses.c.chat == to, addresses.c.topic == old.topic
        new = (await connection.execute(select(addresses).where(*same_topic))).one_or_none()
        values: dict[str, Any] = {"chat": to}
        if new is not None:
            await _absorb(connection, old.id, new.id)
            if "active" in (old.status, new.status):
                values |= {"status": "active", "reason": ""}
        await connection.execute(update(addresses).where(addresses.c.id == old.id).values(values))
    await _move_notes(connection, f"chat:{platform}:{chat}", f"chat:{platform}:{to}")


async def _absorb(connection: AsyncConnection, keeper: int, other: int) -> None:
    """Move all that `other` has and `keeper` lacks, then erase `other`."""
    sending = update(outbox).where(outbox.c.address_id == other, outbox.c.state == "sending")
    await connection.execute(sending.values(state="pending", doubts=outbox.c.doubts + 1))
    for table, names in ((subscriptions, ("effect", "kind", "value")), (outbox, ("kind", "key"))):
        mine = table.alias()
        same = and_(mine.c.address_id == keeper, *(mine.c[name] == table.c[name] for name in names))
        missing = update(table).where(table.c.address_id == other, ~select(mine.c.id).where(same).exists())
        await connection.execute(missing.values(address_id=keeper))
    await connection.execute(update(messages).where(messages.c.address_id == other).values(address_id=keeper))
    await connection.execute(delete(addresses).where(addresses.c.id == other))


async def _move_notes(connection: AsyncConnection, old: str, new: str) -> None:
    for key, value, written in (await connection.execute(select(notes).where(_notes_of(old)))).all():
        moved = {"key": new + key[len(old) :], "value": value, "written": written}
        await connection.execute(delete(notes).where(notes.c.key.in_([key, moved["key"]])))
        await connection.execute(notes.insert().values(moved))


async def forget(connection: AsyncConnection, platform: str, chat: str) -> int:
    """Erase a chat. Returns the number of its addresses."""
    ids = list((await connection.execute(select(addresses.c.id).where(of_chat(platform, chat)))).scalars())
    theirs = select(messages.c.owed_id).where(messages.c.address_id.in_(ids))
    await connection.execute(delete(message_items).where(message_items.c.owed_id.in_(theirs)))
    await connection.execute(delete(addresses).where(addresses.c.id.in_(ids)))  # and, by cascade, what refers to them
    await connection.execute(delete(notes).where(_notes_of(f"chat:{platform}:{chat}")))
    await drop_unused_filters(connection)
    return len(ids)


def _notes_of(prefix: str) -> ColumnElement[bool]:
    """A chat's notes; another chat whose id begins alike is another chat."""
    return or_(notes.c.key == prefix, func.substr(notes.c.key, 1, len(prefix) + 1) == f"{prefix}:")


async def drop_unused_filters(connection: AsyncConnection) -> None:
    """Remove the filters that nobody subscribes to any more."""
    used = select(subscriptions.c.id).where(subscriptions.c.filter_id == filters.c.id)
    await connection.execute(delete(filters).where(~used.exists()))
