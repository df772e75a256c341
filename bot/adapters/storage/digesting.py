"""Digests of bursts: whose waiting posts become one, and which rows go out in one message with a head.

A row's `digest` says how a post goes: null, alone, unless more than a few wait; true, in one message with its like;
false, alone come what may: somebody wished it so, or a message with it was refused. Marked rows stay posts, so their
keys, their order and what has come of them are those of posts; only their rank is that of digests.
"""

from collections.abc import Sequence
from itertools import takewhile

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ClauseElement,
    ColumnClause,
    ColumnElement,
    and_,
    bindparam,
    case,
    false,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows
from bot.adapters.storage.prepared import Ids, Prepared, PreparedFor
from bot.adapters.storage.schema import addresses, outbox
from bot.domain.model import Rank

MOST = 50  # rows in one message: more hardly ever fit
FOLLOWING = (outbox.c.id, outbox.c.article_id, outbox.c.kind, outbox.c.digest, outbox.c.payload)

_pending: ColumnClause[str] = literal_column("'pending'")
_waiting = outbox.alias("waiting")
_undecided = and_(outbox.c.kind.in_(rows.AS_NEWS), outbox.c.rank == int(Rank.POST), outbox.c.digest.is_(None))


def crowded() -> ColumnElement[bool]:
    """Do more than `burst` posts wait where this head is? A parameter; 0: never. No more than those are looked at."""
    burst: BindParameter[int] = bindparam("burst", type_=BigInteger)
    nth = select(or_(_waiting.c.digest.is_(None), _waiting.c.digest)).where(
        _waiting.c.address_id == addresses.c.id,
        _waiting.c.settled.is_(None),
        _waiting.c.state == _pending,
        _waiting.c.kind.in_(rows.AS_NEWS),
    )
    nth = nth.order_by(_waiting.c.id).limit(literal_column("1")).offset(burst).correlate(addresses)
    wanted = and_(burst > 0, addresses.c.kind != "channel", ~addresses.c.every_post)
    return case((and_(_undecided, wanted), nth.scalar_subquery()), else_=false())


def _marked(ids: Ids) -> ClauseElement:
    theirs = update(outbox).where(outbox.c.address_id.in_(ids), outbox.c.settled.is_(None), outbox.c.state == _pending)
    return theirs.where(_undecided).values(digest=true(), rank=int(Rank.DIGEST))


def _following(_: Connection) -> ClauseElement:
    behind = select(*FOLLOWING).where(outbox.c.address_id == bindparam("address"), outbox.c.id > bindparam("head"))
    behind = behind.where(outbox.c.settled.is_(None), outbox.c.state == _pending)
    behind = behind.where(outbox.c.kind.not_in(rows.AS_CORRECTIONS))
    return behind.order_by(outbox.c.id).limit(MOST - 1)


MARK = PreparedFor(_marked)
APART = PreparedFor(lambda ids: update(outbox).where(outbox.c.id.in_(ids)).values(digest=false(), rank=int(Rank.POST)))
_FOLLOWING = Prepared(_following, ("address", "head"))


def following(connection: Connection, address_id: int, head: int) -> Sequence[tuple[int, int, str]]:
    """What goes out with a marked head: (row, article, payload), in order, up to the first that is something else."""
    behind = _FOLLOWING.fetch(connection, (address_id, head))
    return [(row[0], row[1], row[4]) for row in takewhile(lambda row: row[2] in rows.NEWS and row[3], behind)]
