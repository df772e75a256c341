"""Corrections of what stands in chats: whom they are owed, and the message that a correction is about."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, case, exists, func, literal, select, union
from sqlalchemy.engine import Connection

from bot.adapters.storage.engine import insert
from bot.adapters.storage.owing import not_before, standing
from bot.adapters.storage.pausing import held_until
from bot.adapters.storage.prepared import Prepared, micros
from bot.adapters.storage.schema import addresses, articles, message_items, messages, outbox
from bot.domain.corrections import parent_of
from bot.domain.model import Item, Kind, Owed, Rank, Shown

_others = message_items.alias("others")
_part = and_(messages.c.owed_id == message_items.c.owed_id, messages.c.part == message_items.c.part)
_among_others = exists(
    select(_others.c.item_id)
    .where(_others.c.owed_id == message_items.c.owed_id, _others.c.part == message_items.c.part)
    .where(_others.c.item_id != message_items.c.item_id)
)


def _standing(_: Connection) -> Select[Any]:
    """The messages that show an item in a chat: its own before lists, the newest first."""
    shown = select(messages.c.message, messages.c.form, _among_others.label("among_others"))
    shown = shown.join_from(message_items, messages, _part)
    shown = shown.where(message_items.c.item_id == bindparam("item"), messages.c.address_id == bindparam("address"))
    return shown.order_by(_among_others, messages.c.owed_id.desc(), messages.c.part).limit(1)


STANDING = Prepared(_standing, ("item", "address"))


def shown(connection: Connection, owed: Owed, address_id: int, item: Item | None) -> Shown | None:
    """What an edit changes or an update answers; None where nothing does, or it is not there (any more)."""
    if owed.kind is Kind.UPDATE:
        about = parent_of(owed.payload)
    elif owed.kind in (Kind.EDIT, Kind.STRIKE) and item is not None:
        about = item.id
    else:
        return None
    for message, form, among_others in STANDING.fetch(connection, (about, address_id)):
        return Shown(message, form, alone=not among_others)
    return None


def owe(
    connection: Connection, item_id: int, kind: Kind, now: datetime, payload: str = "", *, article_id: int | None = None
) -> int:
    """Owe a correction of an item to all in whose chats it stands, or will in a moment; paused ones wait. `article_id`:
    only where that article shows it. Returns the number of rows.

    One that waits already will show what is right by then; one that is being sent may not.
    """
    post, waiting, sending = outbox.alias("post"), outbox.alias("waiting"), outbox.alias("sending")
    posted = select(post.c.article_id).where(post.c.address_id == addresses.c.id, post.c.key == str(item_id))
    posted = posted.where(post.c.kind.in_((Kind.POST.value, Kind.UPDATE.value))).limit(1)
    first = select(func.min(articles.c.id)).where(articles.c.item_id == item_id)
    shown_as = func.coalesce(posted.scalar_subquery(), first.scalar_subquery())
    paused, at = addresses.c.status == "paused", literal(now, outbox.c.due.type)
    row = {
        "kind": literal(kind.value, String),
        "key": literal(f"{item_id}:{micros(now)}", String),
        "item_id": literal(item_id, outbox.c.item_id.type),
        "article_id": shown_as,
        "state": case((paused, "held"), else_=literal("pending", String)),
        "due": case((paused, held_until(at)), else_=not_before(at)),
        "created": literal(now, outbox.c.created.type),
        "payload": literal(payload, String),
        "rank": literal(int(Rank.EDIT), outbox.c.rank.type),
    }
    owed_already = exists(
        select(waiting.c.id)
        .where(waiting.c.address_id == addresses.c.id, waiting.c.kind == kind.value)
        .where(waiting.c.key > f"{item_id}:", waiting.c.key < f"{item_id};")  # found by index, however many were sent
        .where(waiting.c.settled.is_(None), waiting.c.state.in_(("pending", "held")))
    )
    going_out = select(sending.c.address_id).where(sending.c.state == "sending", sending.c.item_id == item_id)
    where = union(standing(literal(item_id)), going_out.where(sending.c.settled.is_(None)))
    shown = select(addresses.c.id, addresses.c.platform, *row.values()).order_by(addresses.c.id)
    shown = shown.where(addresses.c.id.in_(where), addresses.c.status != "closed", ~owed_already)
    if article_id is not None:
        shown = shown.where(shown_as == article_id)
    owed = insert(connection, outbox).from_select(["address_id", "platform", *row], shown)
    return connection.execute(owed.on_conflict_do_nothing()).rowcount
