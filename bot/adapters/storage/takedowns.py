"""Articles that stand in chats: when their pages are looked at, and what becomes of one that was taken down."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain, zip_longest

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import correcting, indexing, withholding
from bot.adapters.storage.engine import Database, announce, serial
from bot.adapters.storage.schema import articles
from bot.domain import corrections as payloads
from bot.domain import takedown
from bot.domain.model import Kind, Verdict, Watched

NEAR = 10_000  # articles of all sources
_WATCHED = tuple(
    articles.c[name] for name in ("id", "item_id", "url", "first_seen", "gone_since", "gone_status", "taken_down")
)


def watch(connection: Connection, article_id: int, now: datetime) -> None:
    """From now on its page is looked at: for an article that is owed to chats."""
    this = update(articles).where(articles.c.id == article_id, articles.c.url != "", articles.c.look.is_(None))
    connection.execute(this.values(look=takedown.first_look(now)))


def suspect(connection: Connection, article_ids: Sequence[int], now: datetime | None) -> None:
    """Something hints that these are gone: those that are watched are looked at now."""
    if article_ids:
        watched = articles.c.id.in_(article_ids), articles.c.look > now, articles.c.taken_down.is_(None)
        connection.execute(update(articles).where(*watched).values(look=now))


def notice(connection: Connection, memory: str, shown: Sequence[int], now: datetime) -> str:
    """Look at what a feed has dropped, now that it shows these. Returns what is to be remembered of it, as `memory` is
    what was. Where nothing was dropped, no statement is run."""
    missing, remembered = takedown.dropped(takedown.unpacked(memory), shown)
    suspect(connection, missing, now)
    return takedown.packed(remembered)


class SqlTakedowns:
    """Port `Takedowns`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int) -> tuple[Watched, ...]:
        """See the port."""
        due = select(*_WATCHED).where(articles.c.look <= now).order_by(articles.c.look, articles.c.id).limit(limit)
        async with self._database.read() as connection:
            return tuple(Watched(*row) for row in await connection.execute(due))

    async def neighbours(self, article_id: int, limit: int) -> tuple[str, ...]:
        """See the port."""
        this = select(articles.c.source_id, articles.c.item_id).where(articles.c.id == article_id)
        async with self._database.read() as connection:
            its = (await connection.execute(this)).one()
            others = select(articles.c.url).where(
                articles.c.source_id == its.source_id, articles.c.item_id != its.item_id, articles.c.stage == "ready",
                articles.c.url != "", articles.c.taken_down.is_(None),
            )  # fmt: skip
            before = (
                others.where(articles.c.id < article_id, articles.c.id > article_id - NEAR)
                .order_by(articles.c.id.desc())
                .limit(limit)
            )
            after = (
                others.where(articles.c.id > article_id, articles.c.id < article_id + NEAR)
                .order_by(articles.c.id)
                .limit(limit)
            )
            sides = [(await connection.scalars(side)).all() for side in (before, after)]
        return tuple(url for url in chain.from_iterable(zip_longest(*sides)) if url)

    @serial
    def settle(
        self,
        connection: Connection,
        verdicts: Sequence[Verdict],
        now: datetime,
        *,
        max_age: timedelta = timedelta(days=2),
        corrections: bool = True,
    ) -> int:
        """See the port."""
        oldest = now - max_age
        owed = sum([_settle(connection, verdict, now, oldest, corrections=corrections) for verdict in verdicts])
        announce(connection, *["outbox"] * bool(owed))
        return owed


def _settle(connection: Connection, verdict: Verdict, now: datetime, oldest: datetime, *, corrections: bool) -> int:
    names = ("look", "gone_since", "gone_status", "taken_down")
    this = update(articles).where(articles.c.id == verdict.article_id)
    connection.execute(this.values({name: getattr(verdict, name) for name in names}))
    back = 0
    if verdict.became == "struck":
        indexing.remove(connection, verdict.article_id)
        _withhold(connection, verdict, now)
    elif verdict.became == "restored":
        indexing.restore(connection, verdict.article_id)
        back = withholding.give_back(connection, verdict.item_id, now, oldest)
    if not (verdict.became and corrections):
        return back
    kind = Kind.STRIKE if verdict.became == "struck" else Kind.EDIT
    payload = payloads.strike(str(verdict.gone_status)) if kind is Kind.STRIKE else ""
    return back + correcting.owe(connection, verdict.item_id, kind, now, payload, article_id=verdict.article_id)


def _withhold(connection: Connection, verdict: Verdict, now: datetime) -> None:
    """Do not send what waits, but as another article, which is watched then."""
    for other in withholding.withhold(connection, verdict.article_id, verdict.item_id, now):
        watch(connection, other, now)
