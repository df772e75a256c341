"""Chats and what they subscribed to."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal_column, select, tuple_, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import chats, pausing, rows, subscriptions
from bot.adapters.storage.engine import Database, announce, insert, serial, transaction
from bot.adapters.storage.schema import addresses
from bot.adapters.storage.schema import subscriptions as subscribed
from bot.domain.model import Address, Closed, Layout, OnReturn, Place, Subscription


class SqlAddresses:
    """Port `Addresses`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, place: Place) -> Address | None:
        """See the port."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(*rows.ADDRESS).where(_at(place)))).one_or_none()
        return None if row is None else rows.address(row)

    @transaction
    def ensure(self, connection: Connection, place: Place, *, language: str = "") -> Address:
        """See the port. What the caller does not know (an empty title, name or server) stays as it is; where the server
        is known, so is the shape."""
        known: dict[str, Any] = {"kind": place.kind, "comments": place.comments}
        known |= {name: value for name in ("title", "username", "server") if (value := getattr(place, name))}
        known |= {"shape": place.shape} if place.shape or place.server else {}
        closed = addresses.c.status == "closed"
        refreshed = {
            **known,
            "status": case((closed, "active"), else_=addresses.c.status),
            "reason": case((closed, ""), else_=addresses.c.reason),
        }
        new = insert(connection, addresses).values(
            platform=place.platform,
            chat=place.chat,
            topic=place.topic,
            **known,
            language=language[:16],
            created=datetime.now(UTC),
        )
        made = new.on_conflict_do_update(index_elements=["platform", "chat", "topic"], set_=refreshed)
        return rows.address((connection.execute(made.returning(*rows.ADDRESS))).one())

    @transaction
    def close(
        self, connection: Connection, platform: str, chat: str, reason: str, now: datetime, *, topic: str | None = None
    ) -> int:
        """See the port."""
        return chats.close(connection, chats.of_chat(platform, chat, topic), reason, now)

    @transaction
    def reopen(self, connection: Connection, platform: str, chat: str, *, topic: str | None = None) -> int:
        """See the port."""
        return chats.reopen(connection, chats.of_chat(platform, chat, topic))

    @transaction
    def leave(self, connection: Connection, platform: str, server: str, reason: str, now: datetime) -> int:
        """See the port."""
        return chats.close(connection, chats.of_server(platform, server), reason, now)

    async def rejoin(self, platform: str, server: str) -> int:
        """See the port. Mostly nothing is closed: that is read, and locks nothing."""
        kicked = and_(chats.of_server(platform, server), addresses.c.reason == Closed.KICKED.value)
        async with self._database.read() as connection:
            if await connection.scalar(select(addresses.c.id).where(kicked).limit(1)) is None:
                return 0
        return await self._database.transact(lambda connection: chats.reopen(connection, kicked))

    @transaction
    def move(self, connection: Connection, platform: str, chat: str, to: str) -> None:
        """See the port."""
        chats.move(connection, platform, chat, to, datetime.now(UTC))
        announce(connection, "outbox")

    @transaction
    def set_language(self, connection: Connection, address_id: int, language: str) -> None:
        """Set the language of the bot's words."""
        _set(connection, address_id, language=language[:16])

    @transaction
    def set_layout(self, connection: Connection, address_id: int, layout: Layout) -> None:
        """Set how much a post shows."""
        _set(connection, address_id, layout=layout)

    @transaction
    def set_languages(self, connection: Connection, address_id: int, languages: Sequence[str]) -> None:
        """See the port."""
        listed = " ".join(dict.fromkeys(" ".join(languages).split()))
        _set(connection, address_id, languages=f" {listed} " if listed else "")

    @transaction
    def set_reception(
        self,
        connection: Connection,
        address_id: int,
        *,
        pictures: bool | None = None,
        sound: bool | None = None,
        timezone: str | None = None,
    ) -> None:
        """See the port."""
        told = {"pictures": pictures, "sound": sound, "timezone": timezone}
        _set(connection, address_id, **{name: value for name, value in told.items() if value is not None})

    @transaction
    def set_every_post(self, connection: Connection, address_id: int, *, every: bool) -> None:
        """Set whether a burst comes as posts."""
        _set(connection, address_id, every_post=every)

    @transaction
    def set_publishing(
        self, connection: Connection, address_id: int, *, crosspost: bool | None = None, webhook: bool | None = None
    ) -> None:
        """Set how its posts are published."""
        told = {"crosspost": crosspost, "webhook": webhook}
        _set(connection, address_id, **{name: value for name, value in told.items() if value is not None})

    @serial
    def pause(self, connection: Connection, address_id: int, until: datetime | None) -> int:
        """See the port."""
        return pausing.pause(connection, address_id, until)

    @serial
    def resume(self, connection: Connection, address_id: int, how: OnReturn, now: datetime) -> int | None:
        """See the port."""
        waited = pausing.resume(connection, address_id, how, now)
        announce(connection, *["outbox"] * (waited is not None))
        return waited

    @transaction
    def subscribe(
        self,
        connection: Connection,
        address_id: int,
        subscription: Subscription,
        now: datetime,
        *,
        uncalled: bool = False,
    ) -> bool:
        """See the port. False, too, for an address that was forgotten meanwhile."""
        if connection.scalar(select(addresses.c.id).where(addresses.c.id == address_id)) is None:
            return False
        return subscriptions.add(connection, address_id, subscription, now, uncalled=uncalled)

    @transaction
    def unsubscribe(self, connection: Connection, address_id: int, subscription: Subscription | None) -> int:
        """See the port."""
        ids = [
            each.id
            for each in subscriptions.of_address(connection, address_id)
            if subscription is None or (each.kind, each.value) == (subscription.kind, subscription.value)
        ]
        subscriptions.remove(connection, address_id, ids, datetime.now(UTC))
        return len(ids)

    @transaction
    def drop(self, connection: Connection, address_id: int, subscription_id: int) -> Subscription | None:
        """See the port."""
        theirs = subscriptions.of_address(connection, address_id)
        found = next((each for each in theirs if each.id == subscription_id), None)
        if found is not None:
            subscriptions.remove(connection, address_id, [found.id], datetime.now(UTC))
        return found

    async def subscriptions(self, address_id: int) -> tuple[Subscription, ...]:
        """See the port."""
        async with self._database.read() as connection:
            return await connection.run_sync(subscriptions.of_address, address_id)

    @transaction
    def forget(self, connection: Connection, platform: str, chat: str) -> int:
        """See the port."""
        return chats.forget(connection, platform, chat)

    async def count(self, platform: str) -> int:
        """See the port."""
        asked = subscribed.join(addresses, addresses.c.id == subscribed.c.address_id)
        distinct = select(func.count(subscribed.c.address_id.distinct())).select_from(asked)
        async with self._database.read() as connection:
            here = distinct.where(addresses.c.platform == platform, subscribed.c.effect == "send")
            return int(await connection.scalar(here) or 0)

    async def channels(self, platform: str, limit: int, *, after: str = "") -> tuple[Place, ...]:
        """See the port."""
        active = select(*rows.ADDRESS).where(addresses.c.kind == "channel", addresses.c.status == "active")
        page = active.where(addresses.c.platform == platform, addresses.c.chat > after)
        async with self._database.read() as connection:
            found = await connection.execute(page.order_by(addresses.c.chat).limit(limit))
        return tuple(rows.address(row).place for row in found)

    async def muted(self, platform: str, limit: int, *, after: Place | None = None) -> tuple[Place, ...]:
        """See the port."""
        by = (addresses.c.chat, _asked_about)
        muted = select(func.min(addresses.c.id)).where(addresses.c.status == "closed", addresses.c.platform == platform)
        muted = muted.where(addresses.c.reason == Closed.NO_RIGHTS.value)
        if after:
            muted = muted.where(tuple_(*by) > (after.chat, after.topic if after.server else ""))
        page = muted.group_by(*by).order_by(*by).limit(limit).subquery()
        first = select(*rows.ADDRESS).where(addresses.c.id.in_(select(page))).order_by(*by)
        async with self._database.read() as connection:
            found = await connection.execute(first)
        return tuple(rows.address(row).place for row in found)


_asked_about = case((addresses.c.server == literal_column("''"), literal_column("''")), else_=addresses.c.topic)


def _set(connection: Connection, address_id: int, **values: Any) -> None:
    if not values:
        return
    connection.execute(update(addresses).where(addresses.c.id == address_id).values(**values))


def _at(place: Place) -> ColumnElement[bool]:
    """The one address of a place."""
    exactly: ColumnElement[bool] = addresses.c.topic == place.topic
    return exactly & chats.of_chat(place.platform, place.chat)
