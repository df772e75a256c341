"""Corrections of what stands in chats: whom they are owed, and the message that a correction is about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    select,
    tuple_,
    union,
)
from sqlalchemy.engine import Connection

from bot.adapters.storage import digesting, rows
from bot.adapters.storage.columns import Id
from bot.adapters.storage.engine import insert
from bot.adapters.storage.owing import not_before, standing
from bot.adapters.storage.pausing import held_until
from bot.adapters.storage.prepared import Prepared, micros, moment
from bot.adapters.storage.schema import addresses, articles, items, message_items, messages, outbox
from bot.domain.model import Item, Kind, Owed, Rank, Shown

_others = message_items.alias("others")
_part = and_(messages.c.owed_id == message_items.c.owed_id, messages.c.part == message_items.c.part)
_among_others = exists(
    select(_others.c.item_id)
    .where(_others.c.owed_id == message_items.c.owed_id, _others.c.part == message_items.c.part)
    .where(_others.c.item_id != message_items.c.item_id)
)


_SHOWN = (messages.c.message, messages.c.form, messages.c.sent)


def _own(_: Connection) -> Select[Any]:
    """The message that was sent for an item's own row. Found by that row's key, which names chat and item: to look
    through all that stands in a chat, or all the chats in which an item stands, takes a thousand times as long."""
    own = select(*_SHOWN, outbox.c.kind, _among_others.label("among_others")).select_from(outbox)
    own = own.join(messages, messages.c.owed_id == outbox.c.id).join(message_items, _part)
    own = own.where(outbox.c.address_id == bindparam("address"), outbox.c.key == bindparam("key", type_=String))
    own = own.where(outbox.c.kind.in_(rows.AS_NEWS), message_items.c.item_id == bindparam("item"))
    return own.order_by(messages.c.part).limit(literal_column("1"))


def _standing(_: Connection) -> Select[Any]:
    """The messages that show an item in a chat: its own before lists, the newest first."""
    kind = select(outbox.c.kind).where(outbox.c.id == messages.c.owed_id).scalar_subquery()
    shown = select(*_SHOWN, kind.label("kind"), _among_others.label("among_others"))
    shown = shown.join_from(message_items, messages, _part)
    shown = shown.where(message_items.c.item_id == bindparam("item"), messages.c.address_id == bindparam("address"))
    return shown.order_by(_among_others, messages.c.owed_id.desc(), messages.c.part).limit(1)


def _told(_: Connection) -> Select[Any]:
    """The first message that tells an item's story in a chat, and is not the item's own. Found as `_own` is."""
    told = items.alias("told")
    story = select(items.c.story_id).where(items.c.id == bindparam("item")).scalar_subquery()
    first = select(*_SHOWN, outbox.c.kind, literal_column("0")).select_from(told)
    first = first.join(
        outbox, and_(outbox.c.address_id == bindparam("address"), outbox.c.key == cast(told.c.id, String))
    )
    first = first.join(messages, messages.c.owed_id == outbox.c.id)
    posted = outbox.c.kind.in_(rows.AS_NEWS)
    first = first.where(told.c.story_id == story, told.c.id != bindparam("item"), posted)
    return first.order_by(outbox.c.id, messages.c.part).limit(literal_column("1"))


def _told_in_a_list(_: Connection) -> Select[Any]:
    """The digest that tells an item's story in a chat, if none of its messages is of that story alone. A digest is its
    first row's, at most `digesting.MOST` before the story's own: no more messages are looked at, those next before it
    in the order of chat and row, which a plan by the rows of all chats cannot serve."""
    told = items.alias("told")
    story = select(items.c.story_id).where(items.c.id == bindparam("item")).scalar_subquery()
    keys = select(cast(told.c.id, String)).where(told.c.story_id == story, told.c.id != bindparam("item"))
    first = select(outbox.c.id, outbox.c.item_id).where(outbox.c.address_id == bindparam("address"))
    first = first.where(outbox.c.kind.in_(rows.AS_NEWS), outbox.c.key.in_(keys))
    first = first.where(outbox.c.state == literal_column("'sent'")).order_by(outbox.c.id).limit(literal_column("1"))
    row = first.cte("first")
    place = messages.c.address_id, messages.c.owed_id
    before = tuple_(bindparam("address", type_=Id), select(row.c.id).scalar_subquery())
    near = select(*place, messages.c.part, *_SHOWN).where(tuple_(*place) < before)
    near = near.order_by(*(each.desc() for each in place))
    list_ = near.limit(literal_column(str(digesting.MOST))).subquery("near")
    shown = select(list_.c.message, list_.c.form, list_.c.sent, literal_column("''"), literal_column("1"))
    shows = and_(message_items.c.owed_id == list_.c.owed_id, message_items.c.part == list_.c.part)
    shown = shown.join_from(list_, message_items, shows)
    shown = shown.where(message_items.c.item_id == select(row.c.item_id).scalar_subquery())
    shown = shown.where(list_.c.address_id == bindparam("address"))
    return shown.order_by(list_.c.owed_id.desc(), list_.c.part).limit(literal_column("1"))


OWN, STANDING, TOLD, TOLD_IN_A_LIST = (
    Prepared(build, ("item", "address", "key")) for build in (_own, _standing, _told, _told_in_a_list)
)
_ABOUT = {Kind.UPDATE: (TOLD, TOLD_IN_A_LIST), Kind.EDIT: (OWN, STANDING), Kind.STRIKE: (OWN, STANDING)}


def shown(connection: Connection, owed: Owed, address_id: int, item: Item | None) -> Shown | None:
    """What an edit changes or an update answers; None where nothing does, or it is not there (any more)."""
    if item is None:
        return None
    found = None
    for statement in _ABOUT.get(owed.kind, ()):
        for message, form, sent, kind, among in statement.fetch(connection, (item.id, address_id, str(item.id))):
            found = Shown(message, form, alone=not among, sent=moment(sent), update=kind == Kind.UPDATE.value)
        if found and found.alone:
            break
    return found


def shown_as(item_id: int) -> ColumnElement[int]:
    """By which article an item stands in the chat of `addresses`, or is about to. Where its row is gone, all that
    stands there is looked through. `addresses` is that of the outermost statement, however deep this stands in it."""
    post = outbox.alias("post")
    own = select(func.coalesce(message_items.c.article_id, post.c.article_id)).select_from(post)
    own = own.outerjoin(message_items, and_(message_items.c.item_id == item_id, message_items.c.owed_id == post.c.id))
    own = own.where(post.c.address_id == addresses.c.id, post.c.kind.in_(rows.NEWS), post.c.key == str(item_id))
    own = own.correlate(addresses)
    here = select(message_items.c.article_id).join_from(message_items, messages, _part)
    here = here.where(message_items.c.item_id == item_id, messages.c.address_id == addresses.c.id)
    here = here.order_by(messages.c.owed_id.desc(), messages.c.part).correlate(addresses)
    first = select(func.min(articles.c.id)).where(articles.c.item_id == item_id)
    return func.coalesce(*(way.scalar_subquery() for way in (own.limit(1), here.limit(1), first)))


def owe(
    connection: Connection,
    item_id: int,
    kind: Kind,
    now: datetime,
    payload: str = "",
    *,
    article_id: int | None = None,
    instead: int | None = None,
    where: Sequence[ColumnElement[bool]] = (),
) -> int:
    """Owe a correction of an item to all in whose chats it stands, or will in a moment; paused ones wait. `article_id`:
    only where that article shows it; `instead`: by this one from now on; `where`: of the addresses. Returns the number
    of rows.

    One that waits already will show what is right by then; one that is being sent may not.
    """
    waiting, sending = outbox.alias("waiting"), outbox.alias("sending")
    by = shown_as(item_id)
    paused, at = addresses.c.status == "paused", literal(now, outbox.c.due.type)
    row = {
        "kind": literal(kind.value, String),
        "key": literal(f"{item_id}:{micros(now)}", String),
        "item_id": literal(item_id, outbox.c.item_id.type),
        "article_id": by if instead is None else literal(instead, outbox.c.article_id.type),
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
    there = union(standing(literal(item_id)), going_out.where(sending.c.settled.is_(None)))
    shown = select(addresses.c.id, addresses.c.platform, *row.values()).order_by(addresses.c.id)
    shown = shown.where(addresses.c.id.in_(there), addresses.c.status != "closed", ~owed_already, *where)
    if article_id is not None:
        shown = shown.where(by == article_id)
    elif kind is Kind.EDIT and instead is None and (gone := _taken_down(connection, item_id)):
        shown = shown.where(by.not_in(gone))  # what is struck through stays so
    owed = insert(connection, outbox).from_select(["address_id", "platform", *row], shown)
    return connection.execute(owed.on_conflict_do_nothing()).rowcount


def _taken_down(connection: Connection, item_id: int) -> Sequence[int]:
    gone = select(articles.c.id).where(articles.c.item_id == item_id, articles.c.taken_down.is_not(None))
    return connection.scalars(gone).all()
