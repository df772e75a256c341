"""Posts that change their language where they stand: what a message shows, and by which article.

A message is found from its chat, not from its item, which may stand in a hundred thousand chats; and among the newest
there, since messages stay for ever. Buttons under an older one are out of date.
"""

from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import chats, kin, rows
from bot.adapters.storage.schema import addresses, articles, message_items, messages, outbox
from bot.domain.model import Item, Kind, Place, Standing

NEWEST = 5000  # messages of an address
TOPICS = 100  # addresses of a chat
_READY = articles.c.stage == "ready", articles.c.taken_down.is_(None)


def standing(connection: Connection, place: Place, message: str) -> Standing | None:
    """See the port."""
    found = _find(connection, place, message)
    if found is None:
        return None
    address = connection.execute(select(*rows.ADDRESS).where(addresses.c.id == found.address_id)).one()
    kind = connection.scalar(select(outbox.c.kind).where(outbox.c.id == found.owed_id))
    items = _items(connection, found.owed_id, found.part)
    return Standing(rows.address(address), items, found.sent, update=kind == Kind.UPDATE.value)


def switch(connection: Connection, place: Place, message: str, article_id: int) -> bool:
    """See the port (`Outbox.shows`)."""
    found = _find(connection, place, message)
    if found is None:
        return False
    item = connection.scalar(select(articles.c.item_id).where(articles.c.id == article_id, *_READY))
    if item is None or _items(connection, found.owed_id, found.part) != (item,):
        return False
    this = message_items.c.owed_id == found.owed_id, message_items.c.part == found.part
    shown = update(message_items).where(*this, message_items.c.item_id == item)
    connection.execute(shown.values(article_id=article_id))
    waiting = update(outbox).where(outbox.c.address_id == found.address_id, outbox.c.kind == Kind.EDIT.value)
    waiting = waiting.where(outbox.c.key > f"{item}:", outbox.c.key < f"{item};", outbox.c.settled.is_(None))
    connection.execute(waiting.where(outbox.c.state.in_(("pending", "held"))).values(article_id=article_id))
    return True


def edition(connection: Connection, article_id: int) -> Item | None:
    """See the port (`Articles.edition`)."""
    row = connection.execute(select(*rows.ITEM).where(articles.c.id == article_id, *_READY)).one_or_none()
    return None if row is None else kin.complete(connection, {article_id: rows.item(row)})[article_id]


def _find(connection: Connection, place: Place, message: str) -> Row[Any] | None:
    """A platform may have put more behind its reference to a message, after a slash, than it knows at a press."""
    of_chat = select(addresses.c.id).where(chats.of_chat(place.platform, place.chat))
    here_first = of_chat.order_by(addresses.c.topic != place.topic, addresses.c.id.desc()).limit(TOPICS)
    for address in connection.scalars(here_first).all():
        shown = messages.c.owed_id, messages.c.part, messages.c.address_id, messages.c.message, messages.c.sent
        newest = select(*shown).where(messages.c.address_id == address).order_by(messages.c.owed_id.desc())
        recent = newest.limit(NEWEST).subquery()
        this = or_(recent.c.message == message, recent.c.message.startswith(f"{message}/", autoescape=True))
        for found in connection.execute(select(recent).where(this).order_by(recent.c.owed_id.desc()).limit(1)):
            return found
    return None


def _items(connection: Connection, owed_id: int, part: int) -> tuple[int, ...]:
    shown = select(message_items.c.item_id).where(message_items.c.owed_id == owed_id, message_items.c.part == part)
    return tuple(connection.scalars(shown.order_by(message_items.c.item_id)))
