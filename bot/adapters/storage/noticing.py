"""Owing a notice: a row that carries its own words, to a chat that may never have been heard of."""

import hashlib
from datetime import datetime

from sqlalchemy import String, literal, select
from sqlalchemy.engine import Connection

from bot.adapters.storage.engine import insert
from bot.adapters.storage.owing import not_before
from bot.adapters.storage.schema import addresses, outbox
from bot.domain.model import Kind, Notice, PlaceKind
from bot.domain.notices import packed

KEY = 64  # characters of `outbox.key`


def owe_notice(
    connection: Connection,
    platform: str,
    chat: str,
    notice: Notice,
    now: datetime,
    *,
    kind: PlaceKind = "private",
    language: str = "",
    server: str = "",
) -> int:
    """Owe a notice to one chat, giving it an address of that kind, language and server if it has none. Returns the
    number of rows: 1 or 0."""
    place = {"platform": platform, "chat": chat, "topic": ""}
    new = insert(connection, addresses).values(**place, kind=kind, language=language, server=server, created=now)
    connection.execute(new.on_conflict_do_nothing())
    row = {
        "kind": literal(Kind.NOTICE.value, String),
        "key": literal(_key(notice.key), String),
        "state": literal("pending", String),
        "due": not_before(literal(now, outbox.c.due.type)),
        "created": literal(now, outbox.c.created.type),
        "payload": literal(packed(notice), String),
    }
    there = select(addresses.c.id, addresses.c.platform, *row.values()).filter_by(**place)
    still_open = there.where(addresses.c.status != "closed")
    owed = insert(connection, outbox).from_select(["address_id", "platform", *row], still_open)
    return connection.execute(owed.on_conflict_do_nothing()).rowcount


def _key(key: str) -> str:
    """The key; where it is too long for its column (a source's id alone may fill it), its beginning and a digest."""
    return key if len(key) <= KEY else f"{key[:31]}-{hashlib.sha256(key.encode()).hexdigest()[:32]}"
