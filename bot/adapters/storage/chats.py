"""What happens to a chat as a whole: it closes, opens again, moves to another id, is forgotten.

Used by commands and service messages (`addresses`) and by what a send brought to light (`outbox`), always inside the
caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, and_, case, delete, func, literal_column, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import pausing, rows
from bot.adapters.storage.claiming import hasten
from bot.adapters.storage.noticing import owe_notice
from bot.adapters.storage.schema import addresses, filters, message_items, messages, notes, outbox, subscriptions
from bot.domain import alerts
from bot.domain.model import Closed, Kind

UNSENT = ("pending", "held")


def of_chat(platform: str, chat: str, topic: str | None = None) -> ColumnElement[bool]:
    """The addresses of a chat, or the one of a topic ("": of none)."""
    whole = and_(addresses.c.platform == platform, addresses.c.chat == chat)
    return whole if topic is None else and_(whole, addresses.c.topic == topic)


def of_server(platform: str, server: str) -> ColumnElement[bool]:
    """The addresses of a community; none for ""."""
    known = addresses.c.server != literal_column("''")  # by which the index is known to hold them
    return and_(addresses.c.platform == platform, addresses.c.server == server, known)


def close(connection: Connection, which: ColumnElement[bool], reason: str, now: datetime) -> int:
    """Close addresses and skip what they are owed. Returns how many were not closed before."""
    closing = connection.execute(select(addresses).where(which, addresses.c.status != "closed")).all()
    ids = [address.id for address in closing]
    connection.execute(update(addresses).where(addresses.c.id.in_(ids)).values(status="closed", reason=reason))
    skip(connection, ids, reason, now)
    if reason == Closed.TOPIC_GONE:
        for address in closing:
            _tell_of_topic(connection, address, now)
    return len(ids)


def _tell_of_topic(connection: Connection, address: Row[Any], now: datetime) -> None:
    """Say to the chat, outside of its topics, that posts into one of them have stopped. A forum has no outside."""
    anything = select(subscriptions.c.id).where(subscriptions.c.address_id == address.id).limit(1)
    forum = select(addresses.c.id).where(of_chat(address.platform, address.chat, ""), addresses.c.shape == "forum")
    if address.topic and connection.scalar(anything) is not None and connection.scalar(forum) is None:
        owe_notice(
            connection,
            address.platform,
            address.chat,
            alerts.topic_gone(address.topic, now),
            now,
            kind=address.kind,
            language=address.language,
            server=address.server,
        )


def skip(
    connection: Connection, address_ids: Sequence[int], reason: str, now: datetime, *, notices: bool = True
) -> None:
    """Skip all that waits for these addresses; what is being sent just now is settled by its sender.

    Not `notices`: those stay, since nobody subscribes to them.
    """
    waiting = update(outbox).where(outbox.c.address_id.in_(address_ids), outbox.c.settled.is_(None))
    waiting = waiting.where(outbox.c.state.in_(UNSENT))
    if not notices:
        waiting = waiting.where(outbox.c.kind != Kind.NOTICE.value)
    connection.execute(waiting.values(state="skipped", reason=reason, settled=now))


def reopen(connection: Connection, which: ColumnElement[bool]) -> int:
    """Open closed addresses, but for topics that are gone. Returns how many."""
    closed = update(addresses).where(
        which, addresses.c.status == "closed", addresses.c.reason != Closed.TOPIC_GONE.value
    )
    return (connection.execute(closed.values(status="active", reason=""))).rowcount


def move(connection: Connection, platform: str, chat: str, to: str, now: datetime) -> None:
    """Give a chat's addresses its new id; where the new id has some already, they become one with the old ones.

    The one that is being sent to just now stays: that is settled under its fence. If both are, it is the new one, since
    at the old id nothing is taken any more.
    """
    if chat == to:
        return
    theirs = select(addresses).where(of_chat(platform, chat)).with_for_update()  # a claim comes before or after this
    for old in connection.execute(theirs).all():
        same_topic = addresses.c.platform == platform, addresses.c.chat == to, addresses.c.topic == old.topic
        new = connection.execute(select(addresses).where(*same_topic).with_for_update()).one_or_none()
        values: dict[str, Any] = {"chat": to}
        keeper = old
        if new is not None:
            keeper, other = (new, old) if new.lease is not None else (old, new)
            _absorb(connection, keeper.id, other.id, now)
            values |= _united(old, new) | _status(old, new)
        connection.execute(update(addresses).where(addresses.c.id == keeper.id).values(values))
        if values.get("status") == "paused":
            pausing.hold(connection, keeper.id, values["paused_until"])
    _move_notes(connection, f"chat:{platform}:{chat}", f"chat:{platform}:{to}")


def _united(one: Row[Any], other: Row[Any]) -> dict[str, Any]:
    """The counters of both, and the pace of the one that has to wait longer."""
    latest = {
        name: max(filter(None, (getattr(one, name), getattr(other, name))), default=None)
        for name in ("next_due", "retry_after", "high_water")
    }
    return {**latest, "sent": one.sent + other.sent, "failed": one.failed + other.failed}


def _status(*both: Row[Any]) -> dict[str, Any]:
    """A pause was somebody's wish, and goes on; else what one of them may be sent, both may."""
    for status in ("paused", "active"):
        for row in both:
            if row.status == status:
                return {"status": status, "reason": row.reason, "paused_until": row.paused_until}
    return {}


def _absorb(connection: Connection, keeper: int, other: int, now: datetime) -> None:
    """Move all that `other` has and `keeper` lacks, then erase `other`. What stands in the chat is not sent again."""
    sending = update(outbox).where(outbox.c.address_id == other, outbox.c.state == "sending")
    connection.execute(sending.values(state="pending", doubts=outbox.c.doubts + 1))
    theirs = outbox.alias()
    further = and_(_twins(theirs, other, outbox, "kind", "key"), _progress(theirs) > _progress(outbox))
    connection.execute(delete(outbox).where(outbox.c.address_id == keeper, select(theirs.c.id).where(further).exists()))
    for table, names in ((subscriptions, ("effect", "kind", "value")), (outbox, ("kind", "key"))):
        mine = table.alias()
        same = select(mine.c.id).where(_twins(mine, keeper, table, *names))
        missing = update(table).where(table.c.address_id == other, ~same.exists())
        connection.execute(missing.values(address_id=keeper))
    connection.execute(update(messages).where(messages.c.address_id == other).values(address_id=keeper))
    connection.execute(delete(addresses).where(addresses.c.id == other))
    _skip_what_stands(connection, keeper, now)
    hasten(connection, keeper)


def _twins(table: FromClause, address_id: int, other: FromClause, *names: str) -> ColumnElement[bool]:
    """The rows of an address in `table` that say the same as a row in `other`."""
    return and_(table.c.address_id == address_id, *(table.c[name] == other.c[name] for name in names))


def _progress(rows: FromClause) -> ColumnElement[int]:
    """How far an outbox row has come: what is sent counts most, what was given up least."""
    return case((rows.c.state == "sent", 3), (rows.c.state == "doubtful", 2), (rows.c.settled.is_(None), 1), else_=0)


def _skip_what_stands(connection: Connection, address_id: int, now: datetime) -> None:
    """Skip the posts owed to an address that stand there, also where the row that sent one has gone (`shrinking`)."""
    shown = select(message_items.c.item_id).join(messages, messages.c.owed_id == message_items.c.owed_id)
    again = update(outbox).where(outbox.c.address_id == address_id, outbox.c.settled.is_(None))
    again = again.where(outbox.c.kind.in_(rows.NEWS))
    again = again.where(outbox.c.item_id.in_(shown.where(messages.c.address_id == address_id)))
    connection.execute(again.values(state="skipped", reason="already there", settled=now))


def _move_notes(connection: Connection, old: str, new: str) -> None:
    for key, value, written in (connection.execute(select(notes).where(_notes_of(old)))).all():
        moved = {"key": new + key[len(old) :], "value": value, "written": written}
        connection.execute(delete(notes).where(notes.c.key.in_([key, moved["key"]])))
        connection.execute(notes.insert().values(moved))


def forget(connection: Connection, platform: str, chat: str) -> int:
    """Erase a chat. Returns the number of its addresses."""
    ids = list((connection.execute(select(addresses.c.id).where(of_chat(platform, chat)))).scalars())
    theirs = select(messages.c.owed_id).where(messages.c.address_id.in_(ids))
    connection.execute(delete(message_items).where(message_items.c.owed_id.in_(theirs)))
    connection.execute(delete(addresses).where(addresses.c.id.in_(ids)))  # and, by cascade, what refers to them
    connection.execute(delete(notes).where(_notes_of(f"chat:{platform}:{chat}")))
    drop_unused_filters(connection)
    return len(ids)


def _notes_of(prefix: str) -> ColumnElement[bool]:
    """A chat's notes; another chat whose id begins alike is another chat."""
    return or_(notes.c.key == prefix, func.substr(notes.c.key, 1, len(prefix) + 1) == f"{prefix}:")


def drop_unused_filters(connection: Connection) -> None:
    """Remove the filters that nobody subscribes to any more."""
    used = select(subscriptions.c.id).where(subscriptions.c.filter_id == filters.c.id)
    connection.execute(delete(filters).where(~used.exists()))
