"""Editions: what a site says are one article in two languages, and the sections that this makes one.

The theory
----------
A page of a site in several languages names its other editions (hreflang). When both are in the archive, their sections
have met once: "World" and "Мир". Sections that have met three times are one, unless either of them has met
a rival in that language a third as often: then the site's rubrics do not correspond. Two sections that carry one
language are never made one, and those that `[sections]` of the configuration names keep their names: what it says is
what is meant.

The one with more articles gives its name to both; articles, search terms and subscriptions follow, and what comes
later under the other name. One meeting is counted for two articles, whichever of them is read last.
"""

from collections.abc import Container
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, case, delete, literal_column, or_, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage.engine import insert
from bot.adapters.storage.schema import alternates, article_keys, articles, section_pairs, sections, subscriptions
from bot.domain.identity import address_key
from bot.domain.model import Ready

AGREEING = 3  # meetings that make two sections one
RIVAL = 3  # a rival with a third as many meetings prevents it
EDITIONS = 20  # of one article that are stored


def same_section(connection: Connection, key: str) -> str:
    """The section under whose name this one goes."""
    return str(connection.scalar(select(sections.c.same_as).where(sections.c.key == key)) or key) if key else ""


def store_alternates(connection: Connection, ready: Ready) -> None:
    """Remember which addresses are the article's other editions."""
    own = address_key(ready.draft.url)
    values = [
        {"article_id": ready.draft.id, "language": each.language[:16].lower(), "key": key, "url": each.url}
        for each in ready.alternates
        if (key := address_key(each.url)) and key != own and each.language.lower() != "x-default"
    ][:EDITIONS]
    if values:
        connection.execute(insert(connection, alternates).on_conflict_do_nothing(), values)


def pair(connection: Connection, ready: Ready, configured: Container[str] = ()) -> None:
    """Count the sections that an article and its other editions stand in, and make one of those that agree."""
    if not ready.section:
        return
    for other in _editions(connection, ready):
        if other == ready.section:
            continue
        one, two = sorted((ready.section, other))
        met = insert(connection, section_pairs).values(one=one, other=two, articles=1)
        again = {"articles": section_pairs.c.articles + 1}
        connection.execute(met.on_conflict_do_update(index_elements=["one", "other"], set_=again))
        if _agree(connection, one, two):
            _unite(connection, one, two, configured)


def said_to_be_editions(ready: Ready) -> ColumnElement[bool]:
    """Which articles are editions of this one, as either side's page says."""
    here, key = ready.draft.id, address_key(ready.draft.url)
    named = select(article_keys.c.article_id).join(alternates, alternates.c.key == article_keys.c.key)
    naming = select(alternates.c.article_id).where(alternates.c.key == key, alternates.c.key != "")
    return or_(articles.c.id.in_(named.where(alternates.c.article_id == here)), articles.c.id.in_(naming))


def _editions(connection: Connection, ready: Ready) -> list[str]:
    """The sections of the ready articles in other languages that are editions of this one."""
    other = select(articles.c.section).where(
        said_to_be_editions(ready),
        articles.c.id != ready.draft.id,
        articles.c.stage == "ready",
        articles.c.section != "",
        articles.c.language != ready.language,
    )
    return list(connection.scalars(other.order_by(articles.c.id).limit(EDITIONS)))


def _agree(connection: Connection, one: str, two: str) -> bool:
    pairs = section_pairs.c
    counts = select(pairs.one, pairs.other, pairs.articles).where(
        or_(pairs.one.in_((one, two)), pairs.other.in_((one, two)))
    )
    met, rivals = 0, [0]
    for row in connection.execute(counts):
        if {row.one, row.other} == {one, two}:
            met = row.articles
        elif row.articles:
            rival, counterpart = (row.other, two if row.one == one else one)
            if row.other in (one, two):
                rival, counterpart = row.one, two if row.other == one else one
            rivals.append(row.articles if _share_a_language(connection, rival, counterpart) else 0)
    return met >= AGREEING and max(rivals) * RIVAL < met and not _share_a_language(connection, one, two)


def _share_a_language(connection: Connection, one: str, two: str) -> bool:
    spoken = [
        set(connection.scalars(select(articles.c.language).where(articles.c.section == key).distinct()))
        for key in (one, two)
    ]
    return bool(spoken[0] & spoken[1])


def _unite(connection: Connection, one: str, two: str, configured: Container[str]) -> None:
    if one in configured and two in configured:
        return
    ranked = select(sections.c.key).where(sections.c.key.in_((one, two)))
    first = case((sections.c.key.in_([key for key in (one, two) if key in configured]), 0), else_=1)
    order = list(connection.scalars(ranked.order_by(first, sections.c.articles.desc(), sections.c.key)))
    if len(order) < 2:  # not known by use yet
        return
    name, gone = order
    _follow(connection, name, gone)
    kept = update(sections).where(sections.c.key == name)
    counted = select(sections.c.articles).where(sections.c.key == gone).scalar_subquery()
    connection.execute(kept.values(articles=sections.c.articles + counted))
    lesser = update(sections).where(or_(sections.c.key == gone, sections.c.same_as == gone))
    connection.execute(lesser.values(same_as=name, articles=0))


def _follow(connection: Connection, name: str, gone: str) -> None:
    """Let articles, meetings and subscriptions go by the section's one name."""
    connection.execute(update(articles).where(articles.c.section == gone).values(section=name))
    pairs = section_pairs.c
    connection.execute(delete(section_pairs).where(or_(pairs.one == gone, pairs.other == gone)))
    theirs = and_(subscriptions.c.kind == "section", subscriptions.c.value == gone)
    twin: Any = subscriptions.alias()
    already = select(twin.c.id).where(
        twin.c.address_id == subscriptions.c.address_id,
        twin.c.effect == subscriptions.c.effect,
        twin.c.kind == "section",
        twin.c.value == name,
    )
    connection.execute(_keep_roles(name, gone))
    connection.execute(delete(subscriptions).where(theirs, already.exists()))
    connection.execute(update(subscriptions).where(theirs).values(value=name))


def _keep_roles(name: str, gone: str) -> Update:
    """A subscription that stays calls the role of the one that goes, if it has none of its own."""
    going = subscriptions.alias()
    role = select(going.c.mention).where(
        going.c.address_id == subscriptions.c.address_id,
        going.c.effect == subscriptions.c.effect,
        going.c.kind == "section",
        going.c.value == gone,
        going.c.mention > literal_column("''"),
    )
    stays = update(subscriptions).where(subscriptions.c.kind == "section", subscriptions.c.value == name)
    return stays.where(subscriptions.c.mention == "", role.exists()).values(mention=role.scalar_subquery())
