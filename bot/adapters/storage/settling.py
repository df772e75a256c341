"""Settling: what became of claimed rows, in one transaction for a whole batch.

An outcome counts only while its address is leased by this process under the fence of the claim. Where an address has
to wait, its head waits as well, and only that: see `claiming` for the rows behind it.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ClauseElement, and_, bindparam, case, exists, func, literal_column, null, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import chats, crossposting, rows
from bot.adapters.storage.claiming import HASTEN
from bot.adapters.storage.digesting import APART
from bot.adapters.storage.engine import insert
from bot.adapters.storage.pausing import held_until
from bot.adapters.storage.prepared import Ids, Prepared, PreparedFor, Values, micros
from bot.adapters.storage.schema import addresses, message_items, messages, outbox, subscriptions
from bot.domain.model import Closed, Kind, Outcome, Place

# --- statements --------------------------------------------------------------------------------------------


def _settle(ids: Ids) -> ClauseElement:
    claimed = update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == literal_column("'sending'"))
    return claimed.values(
        state=bindparam("became"),
        reason=bindparam("because"),
        attempts=outbox.c.attempts + bindparam("tried"),
        doubts=outbox.c.doubts + bindparam("doubted"),
        first_attempt=func.coalesce(outbox.c.first_attempt, bindparam("tried_at")),
        due=func.coalesce(bindparam("again"), outbox.c.due),
        settled=bindparam("settled_at"),
    )


def _pace(_: Connection) -> ClauseElement:
    settled = update(addresses).where(addresses.c.id == bindparam("address"))
    return settled.values(
        lease=null(),
        next_due=func.coalesce(bindparam("pace"), addresses.c.next_due),
        retry_after=func.coalesce(bindparam("ordered"), addresses.c.retry_after),
    )


FENCES = PreparedFor(
    lambda ids: (
        select(addresses.c.id, addresses.c.lease, addresses.c.fence)
        .where(addresses.c.id.in_(ids))
        .order_by(addresses.c.id)
        .with_for_update(key_share=True)
    )
)
SETTLE = PreparedFor(_settle, ("became", "because", "again", "tried", "doubted", "tried_at", "settled_at"))
_more = exists(
    select(outbox.c.id)
    .where(outbox.c.address_id == addresses.c.id)
    .where(outbox.c.settled.is_(None), outbox.c.state == literal_column("'pending'"))
)
WAITING = PreparedFor(lambda ids: select(addresses.c.id).where(addresses.c.id.in_(ids), _more))
PACE = Prepared(_pace, ("pace", "ordered", "address"))
MESSAGE = Prepared(
    lambda connection: insert(connection, messages).on_conflict_do_nothing(),
    ("owed_id", "part", "address_id", "message", "form", "sent", "crosspost"),
)
SHOWN = Prepared(
    lambda connection: insert(connection, message_items).on_conflict_do_nothing(),
    ("item_id", "owed_id", "part", "article_id"),
)
_of_message = select(messages.c.owed_id).where(
    messages.c.address_id == bindparam("address"), messages.c.message == bindparam("reference")
)
SHOWS = Prepared(  # an edit may show the item by another article
    lambda _: (
        update(message_items)
        .where(message_items.c.item_id == bindparam("item"), message_items.c.owed_id.in_(_of_message))
        .values(article_id=bindparam("article"))
    ),
    ("article", "address", "reference", "item"),
)

_theirs = addresses.c.id == outbox.c.address_id
WAITING_STATES = ("pending", "held")
_waits = outbox.c.state.in_([literal_column(f"'{state}'") for state in WAITING_STATES])
_closed = exists(select(addresses.c.id).where(_theirs, addresses.c.status == literal_column("'closed'")))
_asked = exists(
    select(subscriptions.c.id)
    .where(subscriptions.c.address_id == outbox.c.address_id)
    .where(subscriptions.c.effect == literal_column("'send'"))
)
_why = case(
    (addresses.c.status == literal_column("'closed'"), addresses.c.reason), else_=literal_column("'unsubscribed'")
)
UNWANTED = PreparedFor(  # by chats that closed or left while it was in flight
    lambda ids: (
        update(outbox)
        .where(outbox.c.id.in_(ids), _waits)
        .where(or_(_closed, and_(outbox.c.kind.in_(rows.AS_NEWS), ~_asked)))
        .values(
            state=literal_column("'skipped'"),
            reason=select(_why).where(_theirs).scalar_subquery(),
            settled=bindparam("settled_at"),
        )
    ),
    ("settled_at",),
)
_paused = exists(select(addresses.c.id).where(_theirs, addresses.c.status == literal_column("'paused'")))
HOLD = PreparedFor(  # for who paused while it was in flight: a head that waits for long keeps notices waiting
    lambda ids: (
        update(outbox)
        .where(outbox.c.id.in_(ids), _waits)
        .where(outbox.c.kind != literal_column("'notice'"), _paused)
        .values(state=literal_column("'held'"), due=select(held_until(outbox.c.due)).where(_theirs).scalar_subquery())
    )
)
_one = outbox.alias("one")
OUTDATED = Prepared(  # corrections that were set aside, once a later one of the same item has come through
    lambda _: (
        update(outbox)
        .where(outbox.c.settled.is_(None), _waits)
        .where(outbox.c.kind.in_(rows.AS_CORRECTIONS))
        .where(outbox.c.address_id == bindparam("address"), outbox.c.id < bindparam("correction"))
        .where(outbox.c.item_id == select(_one.c.item_id).where(_one.c.id == bindparam("correction")).scalar_subquery())
        .values(state=literal_column("'skipped'"), reason=literal_column("'outdated'"), settled=bindparam("settled_at"))
    ),
    ("settled_at", "address", "correction"),
)
_same = outbox.alias("same")
PLAIN = PreparedFor(  # an update that answered nothing was sent as a post, and is edited as one
    lambda ids: (
        update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.kind == literal_column("'update'"))
        .where(
            ~exists(
                select(_same.c.id)
                .where(_same.c.address_id == outbox.c.address_id, _same.c.key == outbox.c.key)
                .where(_same.c.kind == literal_column("'post'"))
            )
        )
        .values(kind=literal_column("'post'"))
    )
)
GIVEN_BACK: Values = ("pending", "", None, 0, 0, None, None)  # for rows that nothing was done about

# --- the batch ---------------------------------------------------------------------------------------------


class Settlement:
    """A batch of outcomes, to be stored in one transaction."""

    def __init__(self, outcomes: Sequence[Outcome], now: datetime, processes: Collection[int]) -> None:
        self._outcomes = outcomes
        self._now = now
        self._processes = processes

    def store(self, connection: Connection) -> int:
        """Store what this process still holds. Returns how many outcomes came too late."""
        ids = [outcome.claim.address.id for outcome in self._outcomes]
        held = {row[0]: row[2] if row[1] in self._processes else None for row in FENCES.fetch(connection, (), ids)}
        valid: list[Outcome] = []
        lost = 0
        for outcome in self._outcomes:
            address = outcome.claim.address.id
            if held.get(address) == outcome.claim.fence:
                valid.append(outcome)
            elif address in held:  # else the address was forgotten: there is nothing left to say about it
                lost += 1
        self._store_rows(connection, valid)
        self._store_messages(connection, valid)
        self._store_addresses(connection, valid)
        return lost

    def _store_rows(self, connection: Connection, outcomes: Sequence[Outcome]) -> None:
        """One statement for all that ended alike: most of a batch."""
        now = micros(self._now)
        alike: defaultdict[Values, list[int]] = defaultdict(list)
        for outcome in outcomes:
            became = (
                outcome.state,
                outcome.reason,
                micros(outcome.due),
                int(outcome.attempted),
                int(outcome.doubtful),
                now if outcome.attempted else None,
                None if outcome.state in WAITING_STATES else now,
            )
            alike[became] += _rows(outcome)
            alike[GIVEN_BACK] += outcome.claim.rest
        for became, ids in alike.items():
            SETTLE.run(connection, became, ids)
            if became[0] in WAITING_STATES:
                UNWANTED.run(connection, (now,), ids)
                HOLD.run(connection, (), ids)
        OUTDATED.run(
            connection,
            [(now, outcome.claim.address.id, outcome.claim.owed.id) for outcome in outcomes if _corrects(outcome)],
        )
        PLAIN.run(connection, (), [outcome.claim.owed.id for outcome in outcomes if _answered_nothing(outcome)])
        APART.run(connection, (), [row for outcome in outcomes if outcome.apart for row in _rows(outcome)])

    def _store_messages(self, connection: Connection, outcomes: Sequence[Outcome]) -> None:
        now = micros(self._now)
        sent, shown = [], []
        for outcome in outcomes:
            if outcome.receipt is None:
                continue
            claim, form, wanted = outcome.claim, outcome.receipt.form, crossposting.wanted(outcome.claim)
            for part, message in enumerate(outcome.receipt.messages):
                sent.append((claim.owed.id, part, claim.address.id, message, form, now, wanted))
                items = () if claim.item is None else (claim.item, *(item for _, item in claim.more))
                shown += [(item.id, claim.owed.id, part, item.article_id) for item in items]
        MESSAGE.run(connection, sent)
        SHOWN.run(connection, shown)
        edited = (outcome.claim for outcome in outcomes if _corrects(outcome))
        SHOWS.run(
            connection,
            [(c.item.article_id, c.address.id, c.shown.message, c.item.id) for c in edited if c.item and c.shown],
        )

    def _store_addresses(self, connection: Connection, outcomes: Sequence[Outcome]) -> None:
        now = micros(self._now) or 0
        paces, heads = [], []
        for outcome in outcomes:
            address, pace, ordered = outcome.claim.address.id, micros(outcome.next_due), micros(outcome.retry_after)
            paces.append((pace, ordered, address))
            heads.append((address, max(now, micros(outcome.keeps_until) or 0, pace or 0, ordered or 0)))
        PACE.run(connection, paces)
        waiting = {row[0] for row in WAITING.fetch(connection, (), [address for address, _ in heads])}
        HASTEN.run(connection, [head for head in heads if head[0] in waiting])  # mostly nothing more is owed
        for outcome in outcomes:
            place = outcome.claim.address.place
            if outcome.closed:
                where = chats.of_chat(place.platform, place.chat, _shut(place, outcome.closed))
                chats.close(connection, where, outcome.closed, self._now)
            if outcome.moved_to:
                chats.move(connection, place.platform, place.chat, outcome.moved_to, self._now)


def _shut(place: Place, reason: str) -> str | None:
    """The topic that a refusal there closes, "" for what is in none; None: the whole chat. In servers rights are
    granted apart for a channel and its threads, and a thread may be gone while its channel is there."""
    in_a_server = place.server and (reason == Closed.NO_RIGHTS or (place.topic and reason == Closed.NOT_FOUND))
    return place.topic if in_a_server or reason == Closed.TOPIC_GONE else None


def _corrects(outcome: Outcome) -> bool:
    return outcome.state == "sent" and outcome.claim.owed.kind in (Kind.EDIT, Kind.STRIKE)


def _answered_nothing(outcome: Outcome) -> bool:
    claim = outcome.claim
    return outcome.state == "sent" and claim.owed.kind is Kind.UPDATE and claim.shown is None and not claim.more


def _rows(outcome: Outcome) -> list[int]:
    """The rows that an outcome speaks of: all that the message shows."""
    return [outcome.claim.owed.id, *(row for row, _ in outcome.claim.more)]
