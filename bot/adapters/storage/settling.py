"""Settling: what became of claimed rows, in one transaction for a whole batch.

An outcome counts only while its address is leased by this process under the fence of the claim. Where an address has
to wait, all that waits for it is put off as well: else every claim would pass over those rows again and again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import chats
from bot.adapters.storage.engine import insert
from bot.adapters.storage.schema import addresses, message_items, messages, outbox
from bot.domain.model import Outcome

_instant = outbox.c.due.type
_fences = select(addresses.c.id, addresses.c.lease, addresses.c.fence).where(
    addresses.c.id.in_(bindparam("ids", expanding=True))
)
_settle = (
    update(outbox)
    .where(outbox.c.id == bindparam("owed"), outbox.c.state == "sending")
    .values(
        state=bindparam("became"),
        reason=bindparam("because"),
        attempts=outbox.c.attempts + bindparam("tried"),
        doubts=outbox.c.doubts + bindparam("doubted"),
        first_attempt=func.coalesce(outbox.c.first_attempt, bindparam("at", type_=_instant)),
        due=func.coalesce(bindparam("again", type_=_instant), outbox.c.due),
        settled=bindparam("done", type_=_instant),
    )
)
_pace = (
    update(addresses)
    .where(addresses.c.id == bindparam("address"))
    .values(
        lease=None,
        next_due=func.coalesce(bindparam("pace", type_=_instant), addresses.c.next_due),
        retry_after=func.coalesce(bindparam("order", type_=_instant), addresses.c.retry_after),
    )
)
_put_off = (
    update(outbox)
    .where(outbox.c.address_id == bindparam("address"), outbox.c.state == literal_column("'pending'"))
    .where(outbox.c.due < bindparam("until", type_=_instant))
    .values(due=bindparam("until", type_=_instant))
)


class Settlement:
    """A batch of outcomes being stored, inside its transaction."""

    def __init__(self, connection: AsyncConnection, outcomes: Sequence[Outcome], now: datetime) -> None:
        self._connection = connection
        self._outcomes = outcomes
        self._now = now

    async def store(self, process: int) -> int:
        """Store what is still held by `process`. Returns how many outcomes came too late."""
        ids = [outcome.claim.address.id for outcome in self._outcomes]
        held = {row[0]: (row[1], row[2]) for row in await self._connection.execute(_fences, {"ids": ids})}
        valid: list[Outcome] = []
        lost = 0
        for outcome in self._outcomes:
            fence = held.get(outcome.claim.address.id)
            if fence == (process, outcome.claim.fence):
                valid.append(outcome)
            elif fence is not None:  # else the address was forgotten: there is nothing left to say about it
                lost += 1
        if valid:
            await self._store_rows(valid)
            await self._store_messages(valid)
            await self._store_addresses(valid)
        return lost

    async def _store_rows(self, outcomes: Sequence[Outcome]) -> None:
        now = self._now
        values = [
            {
                "owed": outcome.claim.owed.id,
                "became": outcome.state,
                "because": outcome.reason,
                "tried": int(outcome.attempted),
                "doubted": int(outcome.doubtful),
                "at": now if outcome.attempted else None,
                "again": outcome.due,
                "done": None if outcome.state == "pending" else now,
            }
            for outcome in outcomes
        ]
        await self._connection.execute(_settle, values)

    async def _store_messages(self, outcomes: Sequence[Outcome]) -> None:
        sent: list[dict[str, Any]] = []
        shown: list[dict[str, Any]] = []
        for outcome in outcomes:
            if outcome.receipt is None:
                continue
            owed, item = outcome.claim.owed.id, outcome.claim.item
            for part, message in enumerate(outcome.receipt.messages):
                sent.append(
                    {
                        "owed_id": owed,
                        "part": part,
                        "address_id": outcome.claim.address.id,
                        "message": message,
                        "form": outcome.receipt.form,
                        "sent": self._now,
                    }
                )
                if item is not None:
                    shown.append({"item_id": item.id, "owed_id": owed, "part": part})
        if sent:
            await self._connection.execute(insert(self._connection, messages).on_conflict_do_nothing(), sent)
        if shown:
            await self._connection.execute(insert(self._connection, message_items).on_conflict_do_nothing(), shown)

    async def _store_addresses(self, outcomes: Sequence[Outcome]) -> None:
        paces = [
            {"address": outcome.claim.address.id, "pace": outcome.next_due, "order": outcome.retry_after}
            for outcome in outcomes
        ]
        await self._connection.execute(_pace, paces)
        for outcome in outcomes:
            address = outcome.claim.address
            if outcome.closed:
                await chats.close(self._connection, addresses.c.id == address.id, outcome.closed, self._now)
            if outcome.moved_to:
                place = address.place
                await chats.move(self._connection, place.platform, place.chat, outcome.moved_to)
        waits = [
            {"address": outcome.claim.address.id, "until": until}
            for outcome in outcomes
            if (until := max(filter(None, (outcome.next_due, outcome.retry_after)), default=self._now)) > self._now
        ]
        if waits:
            await self._connection.execute(_put_off, waits)
