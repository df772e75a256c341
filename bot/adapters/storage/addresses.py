"""Chats and what they subscribed to."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, update

from bot.adapters.storage import chats, rows, subscriptions
from bot.adapters.storage.engine import Database, insert
from bot.adapters.storage.schema import addresses
from bot.adapters.storage.schema import subscriptions as subscribed
from bot.domain.model import Address, Layout, Place, Subscription


class SqlAddresses:
    """Port `Addresses`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, place: Place) -> Address | None:
        """See the port."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(*rows.ADDRESS).where(_at(place)))).one_or_none()
        return None if row is None else rows.address(row)

    async def ensure(self, place: Place, *, language: str = "") -> Address:
        """See the port. What the caller does not know (an empty title or name) stays as it is."""
        known: dict[str, Any] = {"kind": place.kind, "comments": place.comments}
        known |= {name: value for name in ("title", "username") if (value := getattr(place, name))}
        closed = addresses.c.status == "closed"
        refreshed = {
            **known,
            "status": case((closed, "active"), else_=addresses.c.status),
            "reason": case((closed, ""), else_=addresses.c.reason),
        }
        async with self._database.write() as connection:
            new = insert(connection, addresses).values(
                platform=place.platform,
                chat=place.chat,
                topic=place.topic,
                **known,
                language=language[:16],
                created=datetime.now(UTC),
            )
            made = new.on_conflict_do_update(index_elements=["platform", "chat", "topic"], set_=refreshed)
            return rows.address((await connection.execute(made.returning(*rows.ADDRESS))).one())

    async def close(self, platform: str, chat: str, reason: str, now: datetime, *, topic: str = "") -> int:
        """See the port."""
        async with self._database.write() as connection:
            return await connection.run_sync(chats.close, chats.of_chat(platform, chat, topic), reason, now)

    async def reopen(self, platform: str, chat: str) -> int:
        """See the port."""
        async with self._database.write() as connection:
            return await connection.run_sync(chats.reopen, chats.of_chat(platform, chat))

    async def move(self, platform: str, chat: str, to: str) -> None:
        """See the port."""
        async with self._database.write() as connection:
            await connection.run_sync(chats.move, platform, chat, to)

    async def set_language(self, address_id: int, language: str) -> None:
        """Set the language of the bot's words."""
        await self._set(address_id, language=language[:16])

    async def set_layout(self, address_id: int, layout: Layout) -> None:
        """Set how much a post shows."""
        await self._set(address_id, layout=layout)

    async def subscribe(self, address_id: int, subscription: Subscription, now: datetime) -> bool:
        """See the port. False, too, for an address that was forgotten meanwhile."""
        async with self._database.write() as connection:
            if await connection.scalar(select(addresses.c.id).where(addresses.c.id == address_id)) is None:
                return False
            return await subscriptions.add(connection, address_id, subscription, now)

    async def unsubscribe(self, address_id: int, subscription: Subscription | None) -> int:
        """See the port."""
        async with self._database.write() as connection:
            ids = [
                each.id
                for each in await subscriptions.of_address(connection, address_id)
                if subscription is None or (each.kind, each.value) == (subscription.kind, subscription.value)
            ]
            await subscriptions.remove(connection, address_id, ids, datetime.now(UTC))
        return len(ids)

    async def drop(self, address_id: int, subscription_id: int) -> Subscription | None:
        """See the port."""
        async with self._database.write() as connection:
            theirs = await subscriptions.of_address(connection, address_id)
            found = next((each for each in theirs if each.id == subscription_id), None)
            if found is not None:
                await subscriptions.remove(connection, address_id, [found.id], datetime.now(UTC))
        return found

    async def subscriptions(self, address_id: int) -> tuple[Subscription, ...]:
        """See the port."""
        async with self._database.read() as connection:
            return await subscriptions.of_address(connection, address_id)

    async def forget(self, platform: str, chat: str) -> int:
        """See the port."""
        async with self._database.write() as connection:
            return await connection.run_sync(chats.forget, platform, chat)

    async def count(self, platform: str) -> int:
        """See the port."""
        asked = subscribed.join(addresses, addresses.c.id == subscribed.c.address_id)
        distinct = select(func.count(subscribed.c.address_id.distinct())).select_from(asked)
        async with self._database.read() as connection:
            here = distinct.where(addresses.c.platform == platform, subscribed.c.effect == "send")
            return int(await connection.scalar(here) or 0)

    async def _set(self, address_id: int, **values: str) -> None:
        async with self._database.write() as connection:
            await connection.execute(update(addresses).where(addresses.c.id == address_id).values(**values))


def _at(place: Place) -> ColumnElement[bool]:
    """The one address of a place."""
    exactly: ColumnElement[bool] = addresses.c.topic == place.topic
    return exactly & chats.of_chat(place.platform, place.chat)
