"""What waits to be sent of an item when one of its articles is taken down, and when something of it is there again.

It is sent as another article that is still there, if there is one in a language that the chat accepts: in the same
language, else in the one that the chat would rather have. Only where there is none it is skipped; and that is undone
once there is.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, literal, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows
from bot.adapters.storage.correcting import shown_as
from bot.adapters.storage.owing import not_before
from bot.adapters.storage.pausing import held_until
from bot.adapters.storage.schema import addresses, articles, outbox
from bot.domain.model import Kind

TAKEN_DOWN = "the article was taken down"  # why it is not sent
_EDIT = outbox.c.kind == Kind.EDIT.value
_NEWS = outbox.c.kind.in_(rows.NEWS)

There = dict[int, str]  # articles, and their languages


def withhold(connection: Connection, article_id: int, item_id: int, now: datetime) -> list[int]:
    """Send what waits as another article, or not at all. Returns those that are sent now."""
    unsent = outbox.c.settled.is_(None), or_(outbox.c.state == "pending", outbox.c.state == "held")
    waits = *unsent, outbox.c.article_id == article_id
    there, sent = _there(connection, item_id), []
    for these, another in _instead(connection, (*waits, _NEWS), there):
        connection.execute(update(outbox).where(*waits, _NEWS, *these).values(article_id=another))
        sent.append(another)
    stands = _of_address(select(shown_as(item_id)))  # what is struck through or gone is not edited
    connection.execute(update(outbox).where(*waits, _EDIT, stands.in_(list(there))).values(article_id=stands))
    skipped = update(outbox).where(*waits, or_(_NEWS, _EDIT))
    connection.execute(skipped.values(state="skipped", reason=TAKEN_DOWN, settled=now))
    return sent


def give_back(connection: Connection, item_id: int, now: datetime, oldest: datetime) -> int:
    """Owe again what was withheld, if there is an article of the item that was published at `oldest` or later. Returns
    the number of rows."""
    opened = outbox.c.address_id.in_(select(addresses.c.id).where(addresses.c.status != "closed"))
    withheld = opened, _NEWS, outbox.c.key == str(item_id), outbox.c.state == "skipped", outbox.c.reason == TAKEN_DOWN
    paused, at = addresses.c.status == "paused", literal(now, outbox.c.due.type)
    state = _of_address(select(case((paused, "held"), else_="pending")))
    due = _of_address(select(case((paused, held_until(at)), else_=not_before(at))))
    back = update(outbox).values(state=state, due=due, reason="", settled=None)
    there = _there(connection, item_id, articles.c.published >= oldest)
    return sum(
        connection.execute(back.where(*withheld, *these).values(article_id=another)).rowcount
        for these, another in _instead(connection, withheld, there)
    )


def _there(connection: Connection, item_id: int, *where: ColumnElement[bool]) -> There:
    ready = articles.c.stage == "ready", articles.c.taken_down.is_(None)
    found = select(articles.c.id, articles.c.language).where(articles.c.item_id == item_id, *ready, *where)
    return {row.id: row.language for row in connection.execute(found)}


def _instead(
    connection: Connection, waiting: Sequence[ColumnElement[bool]], there: There
) -> Iterator[tuple[Sequence[ColumnElement[bool]], int]]:
    """Which of the rows that wait are sent as which article: those of chats that want the same languages at once."""
    wanted = select(addresses.c.languages, addresses.c.language, outbox.c.article_id, articles.c.language)
    wanted = wanted.join_from(outbox, addresses, addresses.c.id == outbox.c.address_id)
    wanted = wanted.join(articles, articles.c.id == outbox.c.article_id).where(*waiting).distinct()
    for chosen, own, before, language in connection.execute(wanted).all() if there else ():
        accepted = chosen.split()
        first = sorted(accepted or (language, own), key=lambda each: each != language)
        another = _best(there, before, first, any_other=not accepted)
        if another is not None:
            chats = select(addresses.c.id).where(addresses.c.languages == chosen, addresses.c.language == own)
            yield (outbox.c.article_id == before, outbox.c.address_id.in_(chats)), another


def _best(there: There, before: int, languages: Sequence[str], *, any_other: bool) -> int | None:
    """The article itself, else one in the first of the languages, or, of whom no language is known, any."""

    def place(article: int) -> tuple[bool, int, int]:
        language = there[article]
        return article != before, languages.index(language) if language in languages else len(languages), article

    fitting = [each for each, language in there.items() if any_other or language in languages or not language]
    return min(fitting, key=place, default=None)


def _of_address(what: Select[Any]) -> ScalarSelect[Any]:
    return what.where(addresses.c.id == outbox.c.address_id).correlate(outbox).scalar_subquery()
