"""Editions in the archive: the item that a new article is in another language, and who would rather have it so.

An address chose languages in an order, or it takes all and would rather have its own (that of the bot's words there,
else the site's). Who chose another first is made to wait for it, `WAIT` at most, if any source writes in it. What waits
shows the better edition once that is there, and what was sent is edited.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import correcting, rows
from bot.adapters.storage.engine import on_postgresql
from bot.adapters.storage.owing import not_before
from bot.adapters.storage.pairing import said_to_be_editions
from bot.adapters.storage.schema import addresses, articles, outbox, sources
from bot.domain.editions import TEXT, WINDOW, Candidate, find
from bot.domain.links import front_page, same_site
from bot.domain.model import Kind, Ready

WAIT = timedelta(minutes=10)
CANDIDATES = 500  # articles in other languages that are compared
_CANDIDATE = (
    articles.c.id, articles.c.item_id, articles.c.language, articles.c.title, articles.c.url, articles.c.published,
    articles.c.image, func.substr(articles.c.text, 1, TEXT),
)  # fmt: skip


def find_item(connection: Connection, ready: Ready) -> int | None:
    """The item that an article is an edition of; None if there is none, or it has one in this language."""
    if not ready.language:
        return None
    draft = ready.draft
    url, beginning = draft.url or draft.entry.url, ready.text[:TEXT]
    new = Candidate(draft.id, draft.item_id, ready.language, ready.title, url, ready.published, ready.image, beginning)
    said = _others(ready).where(said_to_be_editions(ready)).limit(CANDIDATES)
    told = (Candidate(*row) for row in connection.execute(said))
    named = {each.item_id for each in told if same_site(each.url, new.url)}  # no site speaks for another
    named.discard(draft.item_id)
    if len(named) == 1:
        return _free(connection, named.pop(), ready.language)
    found = None if named else find(new, [Candidate(*row) for row in connection.execute(_near(ready, url))])
    return _free(connection, found.item_id, ready.language) if found else None


def _near(ready: Ready, url: str) -> Select[Any]:
    """What the site published about then in other languages."""
    around = articles.c.published.between(ready.published - WINDOW, ready.published + WINDOW)
    here = articles.c.url.startswith(front_page(url) or "-", autoescape=True)
    return _others(ready).where(around, here).order_by(articles.c.published.desc()).limit(CANDIDATES)


def _others(ready: Ready) -> Select[Any]:
    ready_ones = select(*_CANDIDATE).where(articles.c.stage == "ready", articles.c.id != ready.draft.id)
    return ready_ones.where(articles.c.language != ready.language, articles.c.language != "")


def _free(connection: Connection, item: int, language: str) -> int | None:
    there = select(articles.c.id).where(articles.c.item_id == item, articles.c.language == language)
    return item if connection.scalar(there.limit(1)) is None else None


def languages_of(connection: Connection, item: int) -> frozenset[str]:
    """The languages in which an item is ready."""
    there = select(articles.c.language).where(articles.c.item_id == item, articles.c.stage == "ready")
    return frozenset(connection.scalars(there.distinct()))


def awaits(connection: Connection, language: str, available: Collection[str]) -> ColumnElement[bool] | None:
    """Which addresses had rather wait for another edition than have one in `language`; None: none has to."""
    written = select(sources.c.language, sources.c.feed_language).where(sources.c.status == "active").distinct()
    expected = {_base(row.language or row.feed_language) for row in connection.execute(written)}
    if not language or expected <= {language, *available}:
        return None
    chosen = addresses.c.languages
    here = or_(*(_first(chosen, each) for each in {language, *available}))
    if "" in expected:  # a source whose language only its articles tell: it may be any
        return and_(chosen != "", not_(here))
    return and_(not_(here), or_(*(_first(chosen, each) for each in sorted(expected.difference(available, {language})))))


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


def _first(chosen: ColumnElement[str], language: str) -> ColumnElement[bool]:
    return chosen.startswith(f" {language} ", autoescape=True)


def prefer(connection: Connection, ready: Ready, site_language: str, now: datetime, held_until: datetime | None) -> int:
    """Show the edition where it is better than the one that is shown or about to be, and a button for it where that is
    not so. `held_until`: settling. Returns the number of edits owed."""
    item, article = ready.draft.item_id, ready.draft.id
    _switch_waiting(connection, ready, site_language, now, held_until)
    better = _better(connection, correcting.shown_as(item), ready.language, site_language)
    edited = correcting.owe(connection, item, Kind.EDIT, now, instead=article, where=[better])
    chosen = addresses.c.languages
    accepts = or_(chosen == "", chosen.contains(f" {ready.language} ", autoescape=True))
    pressed = or_(addresses.c.kind != "channel", addresses.c.server != "")  # elsewhere no button is pressed
    return edited + correcting.owe(connection, item, Kind.EDIT, now, where=[accepts, pressed, not_(better)])


def _better(connection: Connection, shown: ColumnElement[int], language: str, site: str) -> ColumnElement[bool]:
    """Where `language` is rather wanted than that of the article `shown`."""
    place = func.strpos if on_postgresql(connection) else func.instr
    chosen = addresses.c.languages
    has = select(articles.c.language).where(articles.c.id == shown).scalar_subquery()
    new, old = place(chosen, literal(f" {language} ")), place(chosen, literal(" ") + has + literal(" "))
    own = case((addresses.c.language != "", addresses.c.language), else_=literal(site))
    by_choice = and_(new > 0, or_(old == 0, new < old))
    return case((chosen != "", by_choice), else_=and_(own == language, has != language))


def _switch_waiting(
    connection: Connection, ready: Ready, site_language: str, now: datetime, held_until: datetime | None
) -> None:
    """What has not been sent shows the better edition, and waits no more if that is the best; an update that is held
    behind other news, which may be its first post, goes on waiting. A strike is about the article that was taken down,
    and no other."""
    better = _better(connection, outbox.c.article_id, ready.language, site_language)
    waiting = select(outbox.c.id).join(addresses, addresses.c.id == outbox.c.address_id)
    waiting = waiting.where(outbox.c.settled.is_(None), outbox.c.state.in_(("pending", "held")))
    waiting = waiting.where(outbox.c.item_id == ready.draft.item_id, outbox.c.kind != Kind.STRIKE.value, better)
    best = or_(addresses.c.languages == "", _first(addresses.c.languages, ready.language))
    earlier = outbox.alias("earlier")
    behind = select(earlier.c.id).where(earlier.c.address_id == addresses.c.id, earlier.c.id < outbox.c.id)
    behind = behind.where(earlier.c.settled.is_(None), earlier.c.state == "held", earlier.c.kind.in_(rows.NEWS))
    ready_to_go = or_(outbox.c.kind == Kind.POST.value, and_(outbox.c.kind == Kind.UPDATE.value, ~behind.exists()))
    posts = waiting.where(ready_to_go, addresses.c.status != "paused", best)
    until = literal(held_until or now, outbox.c.due.type)
    soonest = case((outbox.c.due < until, outbox.c.due), else_=until)
    due = select(not_before(soonest)).where(addresses.c.id == outbox.c.address_id)
    released = {"state": "held" if held_until else "pending", "due": due.scalar_subquery()}
    connection.execute(update(outbox).where(outbox.c.id.in_(posts)).values(released))
    connection.execute(update(outbox).where(outbox.c.id.in_(waiting)).values(article_id=ready.draft.id))
