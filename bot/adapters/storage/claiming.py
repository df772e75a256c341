"""Claiming: the due heads of free addresses, leased and marked `sending` in one transaction.

An address's *head* is its oldest unsent row, corrections of what stands there after all others: nobody waits for news
behind an edit. Only heads are claimed, and what goes out in one message with them
(`digesting`), so order within a chat and the retries of one chat concern no other, and cost nothing.

A head's `due` is when it may be sent. What waits behind a head is in the way of a search by `due`: a claim that passed
over such rows puts them off by `ASIDE`, once for all of that time, and what becomes a head is brought forward again by
whoever made it one (settling, `hasten`). So neither claiming nor settling grows with a chat's backlog. `ASIDE` is
short enough for a row that nobody brought forward.

The states' names stand as literals in the statements, not as parameters:
only so does the planner know that a partial index holds all the rows.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnClause,
    ColumnElement,
    Exists,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.engine import Connection

from bot.adapters.storage import correcting, digesting, kin, rows
from bot.adapters.storage.prepared import Prepared, PreparedFor, micros, moment
from bot.adapters.storage.schema import addresses, articles, outbox, processes
from bot.domain.corrections import roles_of
from bot.domain.model import Address, Claim, Item, Kind, Owed, Place, Rank

ACTIVE: ColumnClause[str] = literal_column("'active'")
PAUSED: ColumnClause[str] = literal_column("'paused'")
PENDING: ColumnClause[str] = literal_column("'pending'")
SENDING: ColumnClause[str] = literal_column("'sending'")
HELD: ColumnClause[str] = literal_column("'held'")
KINDS = {kind.value: kind for kind in Kind}
OWED = (outbox.c.id, outbox.c.kind, outbox.c.key, outbox.c.attempts, outbox.c.first_attempt, outbox.c.payload)
HEAD = (
    outbox.c.due, outbox.c.article_id, outbox.c.digest, digesting.crowded(), addresses.c.fence, *OWED, *rows.ADDRESS
)  # fmt: skip
DUE, ARTICLE, DIGEST, CROWDED, ID, ADDRESS = 0, 1, 2, 3, 5, 5 + len(OWED)
CALLING = (Kind.POST, Kind.UPDATE)  # roles
ASIDE = timedelta(minutes=10)
PUT_ASIDE = 10_000  # rows in one claim at most: 0.1 s
ROUNDS = 5  # in which one claim finds bursts, a hundred at most in each: the other heads must not wait for all of them
LAST = 2**63 - 1  # an id after all others

# --- statements --------------------------------------------------------------------------------------------

_corrects = outbox.c.kind.in_(rows.AS_CORRECTIONS)


def _waits_there(name: str, *before: Callable[[Any], ColumnElement[bool]]) -> Exists:
    """Is there another unsent row for the address, which comes before this one?"""
    other = outbox.alias(name)
    there = select(other.c.id).where(other.c.address_id == outbox.c.address_id, *(each(other) for each in before))
    return exists(there.where(other.c.settled.is_(None), other.c.state.in_((PENDING, SENDING))))


# Two searches: one with OR would walk all that waits for the address.
_older = _waits_there(
    "older",
    lambda other: other.c.id < outbox.c.id,
    lambda other: or_(_corrects, other.c.kind.not_in(rows.AS_CORRECTIONS)),
)
_news = _waits_there("news", lambda other: other.c.kind.not_in(rows.AS_CORRECTIONS))
_is_head = and_(~_older, or_(~_corrects, ~_news))
_open = or_(addresses.c.status == ACTIVE, and_(addresses.c.status == PAUSED, outbox.c.kind == Kind.NOTICE.value))


def free_heads(*columns: Any) -> Select[Any]:
    """The heads of one rank of addresses that nobody is sending to, soonest due first; parameters `platform`, `rank`,
    `most`."""
    return (
        select(*columns)
        .join_from(outbox, addresses, outbox.c.address_id == addresses.c.id)
        .where(
            outbox.c.state == PENDING, outbox.c.platform == bindparam("platform"), outbox.c.rank == bindparam("rank")
        )
        .where(_open, addresses.c.lease.is_(None), _is_head)
        .order_by(outbox.c.due, outbox.c.id)
        .limit(bindparam("most"))
    )


def _due_heads(connection: Connection) -> Select[Any]:
    now: BindParameter[int] = bindparam("now")
    registered = exists(select(processes.c.id).where(processes.c.id == bindparam("process")))
    due = free_heads(*HEAD).where(outbox.c.due <= now, registered)
    due = due.where(or_(addresses.c.next_due.is_(None), addresses.c.next_due <= now))
    due = due.where(or_(addresses.c.retry_after.is_(None), addresses.c.retry_after <= now))
    return due.with_for_update(of=(addresses, outbox), key_share=True, skip_locked=True)  # what is owed needs no lock


def _passed_over(_: Connection) -> ClauseElement:
    """Rows behind a head, up to the last one that was looked at."""
    due: BindParameter[int] = bindparam("due")
    behind = select(outbox.c.id).where(outbox.c.state == PENDING, outbox.c.platform == bindparam("platform"))
    behind = behind.where(outbox.c.rank == bindparam("rank"), ~_is_head)
    earlier, as_early = (
        behind.where(outbox.c.due < due),
        behind.where(outbox.c.due == due, outbox.c.id < bindparam("last")),
    )
    passed = union_all(earlier, as_early).limit(PUT_ASIDE)  # two searches of the index: one with OR would walk it
    return update(outbox).where(outbox.c.id.in_(passed)).values(due=bindparam("later"))


def _head_of(address: ColumnElement[int]) -> ScalarSelect[int]:
    waiting = select(outbox.c.id).where(outbox.c.address_id == address, outbox.c.settled.is_(None))
    waiting = waiting.where(outbox.c.state == PENDING).order_by(_corrects, outbox.c.id)
    return waiting.limit(1).scalar_subquery()


WAKE = Prepared(
    lambda connection: (
        update(addresses)
        .where(addresses.c.status == PAUSED, addresses.c.paused_until <= bindparam("now"))
        .values(status=ACTIVE, paused_until=null())
    ),
    ("now",),
)
RELEASE = Prepared(
    lambda connection: (
        update(outbox).where(outbox.c.state == HELD, outbox.c.due <= bindparam("now")).values(state=PENDING)
    ),
    ("now",),
)
HEADS = Prepared(_due_heads, ("platform", "rank", "most", "now", "process", "burst"))
SEND = PreparedFor(  # what a digest takes along is not locked, and may have been skipped meanwhile
    lambda ids: update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == PENDING).values(state=SENDING)
)
LEASE = PreparedFor(
    lambda ids: (
        update(addresses)
        .where(addresses.c.id.in_(ids))
        .values(lease=bindparam("process"), fence=addresses.c.fence + literal_column("1"))
    ),
    ("process",),
)
PASSED_OVER = Prepared(_passed_over, ("platform", "rank", "due", "last", "later"))
HASTEN = Prepared(
    lambda _: update(outbox).where(outbox.c.id == _head_of(bindparam("address"))).values(due=bindparam("due")),
    ("address", "due"),
)
ITEMS = PreparedFor(lambda ids: select(*rows.ITEM).where(articles.c.id.in_(ids)))

# --- the claim ---------------------------------------------------------------------------------------------


def claim(
    connection: Connection, platform: str, most: int, now: datetime, process: int, burst: int = 0
) -> tuple[Claim, ...]:
    """Take up to `most` due heads for a process. What was paused or held until now goes on from now on."""
    at = micros(now)
    WAKE.run(connection, [(at,)])
    RELEASE.run(connection, [(at,)])
    heads: list[Sequence[Any]] = []
    for rank in Rank:
        heads += _heads(connection, (platform, rank, most - len(heads), at, process, burst))
        full = len(heads) == most
        looked_at = (heads[-1][DUE], heads[-1][ID]) if full and heads else (at, LAST)
        PASSED_OVER.run(connection, [(platform, rank, *looked_at, micros(now + ASIDE))])
        if full:
            break
    claims = _claims(connection, heads)
    SEND.run(connection, (), [row for claim in claims for row in (claim.owed.id, *(row for row, _ in claim.more))])
    LEASE.run(connection, (process,), [claim.address.id for claim in claims])
    return claims


def _heads(connection: Connection, wanted: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
    """Due heads of one rank. Where too many posts wait, they are digests from now on, and so of another rank."""
    found: Sequence[Sequence[Any]] = ()
    for _ in range(ROUNDS):
        found = HEADS.fetch(connection, wanted)
        crowded = [head[ADDRESS] for head in found if head[CROWDED]]
        if not crowded:
            break
        digesting.MARK.run(connection, (), crowded)
    return [head for head in found if not head[CROWDED]]


def _claims(connection: Connection, heads: Sequence[Sequence[Any]]) -> tuple[Claim, ...]:
    """The heads with what they show, and with what goes out together with them."""
    further = {head[ID]: digesting.following(connection, head[ADDRESS], head[ID]) for head in heads if head[DIGEST]}
    wanted = {head[ARTICLE] for head in heads} | {article for rows in further.values() for _, article, _ in rows}
    found = {row[1]: rows.raw_item(row) for row in ITEMS.fetch(connection, (), [*wanted - {None}])}
    items = kin.complete(connection, found)
    return tuple(_claim(connection, head, items, further.get(head[ID], ())) for head in heads)


def hasten(connection: Connection, address_id: int) -> None:
    """Let an address's head be due since it was owed: for who took away what stood before it."""
    head = update(outbox).where(outbox.c.id == _head_of(literal(address_id)))
    connection.execute(head.values(due=outbox.c.created))


def _claim(
    connection: Connection, head: Sequence[Any], items: Mapping[int, Item], further: Sequence[tuple[int, int, str]]
) -> Claim:
    (
        *_, fence, identity, kind, key, attempts, first_attempt, payload,
        address_id, platform, chat, topic, place_kind, title, username, comments, server, shape,
        status, reason, language, languages, layout, timezone, pictures, sound, footer, next_due, retry_after,
        every_post, paused_until, crosspost, webhook,
    ) = head  # fmt: skip
    place = Place(platform, chat, topic, place_kind, title, username, bool(comments), server, shape)
    address = Address(
        address_id, place, status, reason, language, tuple(languages.split()) if languages else (), layout, timezone,
        bool(pictures), bool(sound), footer, moment(next_due), moment(retry_after), bool(every_post),
        moment(paused_until), bool(crosspost), bool(webhook),
    )  # fmt: skip
    owed = Owed(identity, KINDS[kind], key, attempts, moment(first_attempt), payload)
    item = items.get(head[ARTICLE])
    further = list(takewhile(lambda each: each[1] in items, further if item else ()))
    more = tuple((row, items[article]) for row, article, _ in further)
    called = roles_of([payload, *(each for *_, each in further)]) if owed.kind in CALLING else ()
    shown = None if more else correcting.shown(connection, owed, address_id, item)
    return Claim(owed, address, item, fence + 1, more, shown=shown, mentions=called)
