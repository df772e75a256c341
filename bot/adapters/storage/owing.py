"""Owing an article: one statement over subscriptions and addresses, never a loop over chats.

The filters that an article matches are found first: an index of terms names the candidates, the domain decides, and
a temporary table carries the answer into the statement. An address that is told to wait gets its row with that time,
so that the courier's search for due rows does not pass over it again and again. What a paused address is owed is held.

What the subscriptions want to be called with it is written into the rows afterwards (`mentioning`).

An article that another source carries later is owed to that one's own readers then. Whom it is owed already, or in
whose chat it stands, does not get it twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Insert,
    MetaData,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy import insert as plain_insert
from sqlalchemy.engine import Connection
from sqlalchemy.schema import Column, CreateTable

from bot.adapters.storage import mentioning, rows
from bot.adapters.storage.columns import Id
from bot.adapters.storage.engine import insert
from bot.adapters.storage.pausing import held_until
from bot.adapters.storage.schema import (
    addresses,
    articles,
    filter_terms,
    filters,
    message_items,
    messages,
    outbox,
    sections,
    sightings,
    subscriptions,
)
from bot.domain.filters import facts, matches
from bot.domain.model import Indexed, Kind
from bot.domain.text import terms

_SUBSCRIBED: Select[Any] = select(subscriptions.c.address_id)
matched = Table(
    "matched_filters",
    MetaData(),
    Column("filter_id", Id, primary_key=True),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DELETE ROWS",  # nothing sweeps up what is deleted from such a table
)


@dataclass(frozen=True, slots=True)
class Owing:
    """An article and when its posts may go. `held_until`: settling; None: at once.

    `told`: items of its story, the first and the latest; to who got one of them this is an update.
    `patient`: which addresses wait `until` then for another edition.
    """

    article: int
    item: int
    source: str
    section: str
    language: str
    authors: Sequence[str]  # folded
    indexed: Indexed
    now: datetime
    held_until: datetime | None = None
    told: tuple[int, ...] = ()
    patient: ColumnElement[bool] | None = None
    until: datetime | None = None


def owe_article(connection: Connection, owing: Owing, *, to: str = "") -> int:
    """Owe an article to all who asked for it, or only `to` the readers of one source. Returns the number of rows."""
    carriers = select(sightings.c.source_id).where(sightings.c.article_id == owing.article)
    carried_by = sorted({owing.source, *connection.scalars(carriers)})
    filtered = _match_filters(connection, owing.indexed, _facts(connection, owing, carried_by))
    met = partial(_met, owing=owing, carried_by=carried_by, filtered=filtered)
    send, mute = (met(_SUBSCRIBED.where(subscriptions.c.effect == effect)) for effect in ("send", "mute"))
    who = [addresses.c.id.in_(_readers(to) if to else send), _language_fits(owing.language)]
    if _any(connection, select(subscriptions.c.id).where(subscriptions.c.effect == "mute")):  # mostly there are none,
        who.append(addresses.c.id.not_in(mute))
    shown = select(message_items.c.part).where(message_items.c.item_id == owing.item)
    if _any(connection, shown):  # and it is shown nowhere
        who.append(addresses.c.id.not_in(standing(bindparam("item", type_=outbox.c.item_id.type))))
    if to:  # as an update, perhaps, which waits
        who.append(~_owed([owing.item], in_vain=True))
    values = {
        "item": owing.item,
        "article": owing.article,
        "key": str(owing.item),
        "now": owing.now,
        "due": owing.held_until or owing.now,
        "state": "held" if owing.held_until else "pending",
    }
    owed = connection.execute(_statement(connection, owing, who), values).rowcount
    if owed and _any(connection, mentioning.ASKED):  # mostly nobody has
        mentioning.call(connection, owing.item, met(mentioning.ASKED))
    return owed


def has_readers(connection: Connection, source_id: str) -> bool:
    """Has anybody subscribed to this source?"""
    return _any(connection, _readers(source_id))


def _readers(source_id: str) -> Select[tuple[int]]:
    asked = select(subscriptions.c.address_id).where(subscriptions.c.effect == "send")
    return asked.where(subscriptions.c.kind == "source", subscriptions.c.value == source_id)


def _any(connection: Connection, rows: Select[Any]) -> bool:
    return connection.execute(rows.limit(1)).first() is not None


def owe_item(connection: Connection, address_id: int, platform: str, item_id: int, now: datetime) -> int:
    """Owe one item to one address, if it is in the archive in a language accepted there and not yet in the chat.
    Returns the number of rows."""
    article_id = _edition(connection, address_id, item_id)
    there = standing(literal(item_id)).where(messages.c.address_id == address_id).limit(1)
    owed = select(addresses.c.id).where(addresses.c.id == address_id, _owed([item_id], in_vain=True))
    if article_id is None or connection.scalar(there) is not None or connection.scalar(owed) is not None:
        return 0
    row = insert(connection, outbox).values(
        address_id=address_id,
        platform=platform,
        kind=Kind.POST.value,
        key=str(item_id),
        item_id=item_id,
        article_id=article_id,
        state="pending",
        due=now,
        created=now,
    )
    return connection.execute(row.on_conflict_do_nothing()).rowcount


def _edition(connection: Connection, address_id: int, item_id: int) -> int | None:
    """The article by which an item is shown to a chat: in the first of its languages that there is. Who chose none
    gets its own, else any; what is in no known language is for everybody."""
    live = select(articles.c.id, articles.c.language).where(articles.c.item_id == item_id, articles.c.stage == "ready")
    found = connection.execute(live.where(articles.c.taken_down.is_(None)).order_by(articles.c.id)).all()
    chooser = select(addresses.c.languages, addresses.c.language).where(addresses.c.id == address_id)
    chosen, own = connection.execute(chooser).one()
    order = [*(chosen.split() or [own]), ""]
    accepted = [each for each in found if each.language in order or not chosen]
    places = {language: place for place, language in reversed([*enumerate(order)])}
    best = min(accepted, key=lambda each: places.get(each.language, len(order)), default=None)
    return best.id if best else None


def _facts(connection: Connection, owing: Owing, carried_by: Sequence[str]) -> frozenset[str]:
    """What the article is, its section also by the names of those that have become one with it."""
    names = (
        connection.scalars(select(sections.c.key).where(sections.c.same_as == owing.section)) if owing.section else ()
    )
    return facts(sections=(owing.section, *names), sources=carried_by, authors=owing.authors, language=owing.language)


def _match_filters(connection: Connection, indexed: Indexed, article: frozenset[str]) -> bool:
    """Put the ids of the filters that an article matches into `matched`; True if there are any."""
    found: set[int] = set()
    for part in rows.sliced(sorted(terms(indexed) | article)):
        candidates = select(filters.c.id, filters.c.terms).distinct()
        candidates = candidates.join(filter_terms, filter_terms.c.filter_id == filters.c.id)
        for identity, wanted in connection.execute(candidates.where(filter_terms.c.term.in_(part))):
            if identity not in found and matches(wanted, indexed, article):
                found.add(identity)
    if found:
        connection.execute(CreateTable(matched, if_not_exists=True))
        connection.execute(delete(matched))
        connection.execute(plain_insert(matched), [{"filter_id": identity} for identity in found])
    return bool(found)


def _met(asked: Select[Any], *, owing: Owing, carried_by: Sequence[str], filtered: bool) -> CompoundSelect[Any]:
    """Those of the subscriptions (or mutes) `asked` that an article meets."""
    kind, value = subscriptions.c.kind, subscriptions.c.value
    branches = [asked.where(kind == "all", value == ""), asked.where(kind == "source", value.in_(carried_by))]
    if owing.section:
        branches.append(asked.where(kind == "section", value == owing.section))
    if owing.authors:
        branches.append(asked.where(kind == "author", value.in_(owing.authors)))
    if filtered:
        branches.append(asked.where(subscriptions.c.filter_id.in_(select(matched.c.filter_id))))
    return union_all(*branches)


def _language_fits(language: str) -> Any:
    wanted = addresses.c.languages
    if not language:
        return literal(True)
    return or_(wanted == "", wanted.contains(f" {language} ", autoescape=True))


def _statement(connection: Connection, owing: Owing, who: Sequence[ColumnElement[bool]]) -> Insert:
    paused, due = addresses.c.status == "paused", bindparam("due", type_=outbox.c.due.type)
    state: ColumnElement[str] = bindparam("state", type_=outbox.c.state.type)
    kind: ColumnElement[str] = literal(Kind.POST.value, String)
    when: ColumnElement[datetime] = due
    if owing.patient is not None:
        later = literal(max(filter(None, (owing.until, owing.held_until)), default=owing.now), outbox.c.due.type)
        state, when = case((owing.patient, "held"), else_=state), case((owing.patient, later), else_=when)
    if owing.told:
        kind, state, when = _following(owing.told, state, when)
        who = [*who, ~_owed([owing.item], in_vain=True)]
    owed = (
        select(
            addresses.c.id,
            addresses.c.platform,
            kind,
            bindparam("key", type_=outbox.c.key.type),
            bindparam("item", type_=outbox.c.item_id.type),
            bindparam("article", type_=outbox.c.article_id.type),
            case((paused, literal("held", String)), else_=state),
            case((paused, held_until(when)), else_=not_before(when)),
            bindparam("now", type_=outbox.c.created.type),
        )
        .where(addresses.c.status != "closed", *who)
        .order_by(addresses.c.id)
    )
    columns = ["address_id", "platform", "kind", "key", "item_id", "article_id", "state", "due", "created"]
    return insert(connection, outbox).from_select(columns, owed).on_conflict_do_nothing()


def _following(
    told: Sequence[int], state: ColumnElement[str], when: ColumnElement[datetime]
) -> tuple[ColumnElement[str], ColumnElement[str], ColumnElement[datetime]]:
    """Kind, state and due of what follows other items: an update to who was owed one of them, held as long as that."""
    earlier = outbox.alias("earlier")
    held = select(func.max(earlier.c.due)).where(earlier.c.address_id == addresses.c.id, earlier.c.state == "held")
    held = held.where(earlier.c.kind.in_(rows.NEWS), earlier.c.key.in_([str(item) for item in told]))
    until = held.scalar_subquery()
    kind = case((_owed(told, in_vain=False), Kind.UPDATE.value), else_=Kind.POST.value)
    return kind, case((until > when, "held"), else_=state), case((until > when, until), else_=when)


def _owed(items: Sequence[int], *, in_vain: bool) -> ColumnElement[bool]:
    """Whether an address was owed one of these items, though perhaps `in_vain`; by the rows' keys, so that no others
    are looked at."""
    there = outbox.alias("there")
    found = select(there.c.id).where(there.c.address_id == addresses.c.id, there.c.kind.in_(rows.NEWS))
    found = found.where(there.c.key.in_([str(item) for item in items]))
    return (found if in_vain else found.where(there.c.state.not_in(("skipped", "failed")))).exists()


def standing(item: ColumnElement[int]) -> Select[tuple[int]]:
    """The ids of the addresses in which an item stands, though its outbox row may be gone (`Outbox.shrink`)."""
    shown = messages.join(
        message_items, and_(messages.c.owed_id == message_items.c.owed_id, messages.c.part == message_items.c.part)
    )
    return select(messages.c.address_id).select_from(shown).where(message_items.c.item_id == item)


def not_before(due: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """The latest of `due` and what the address has to wait for."""
    pace, order = addresses.c.next_due, addresses.c.retry_after
    return case(
        (and_(order > due, or_(pace.is_(None), order >= pace)), order),
        (pace > due, pace),
        else_=due,
    )
