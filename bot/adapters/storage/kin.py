"""The articles that share an item: its editions in other languages, and what its other sources published.

A source is credited where its words stand on another site than the article that is shown, or its name has nothing in
common with that of the article's own source: two feeds of one newsroom are one source to a reader. What it published is
linked, or, if it only pointed at this article, its own front page.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.adapters.storage.prepared import PreparedFor
from bot.adapters.storage.schema import articles, sightings, sources
from bot.domain import newsrooms
from bot.domain.links import front_page, host
from bot.domain.model import Credit, Edition, Item


class _Kin(NamedTuple):
    """An article of an item, as one of the sources carries it."""

    item: int
    article: int
    language: str
    url: str
    own: bool  # the source has brought it first
    source: str
    site: str
    name: str


_KIN = PreparedFor(
    lambda ids: (
        select(
            articles.c.item_id,
            articles.c.id,
            articles.c.language,
            articles.c.url,
            sightings.c.source_id == articles.c.source_id,
            sources.c.id,
            sources.c.url,
            sources.c.title,
        )
        .join_from(articles, sightings, sightings.c.article_id == articles.c.id)
        .join(sources, sources.c.id == sightings.c.source_id)
        .where(articles.c.item_id.in_(ids), articles.c.stage == "ready", articles.c.taken_down.is_(None))
        .order_by(articles.c.id, sightings.c.seen, sources.c.id)
    )
)


def complete(connection: Connection, items: Mapping[int, Item]) -> dict[int, Item]:
    """The items (by the articles that show them) with their editions and the credits of their other sources."""
    kin: defaultdict[int, list[_Kin]] = defaultdict(list)
    wanted = sorted({item.id for item in items.values()})
    for row in _KIN.fetch(connection, (), wanted):
        each = _Kin(*row)
        if each not in kin[each.item]:  # a number of ids is filled up by repeating one
            kin[each.item].append(each)
    return {article: _with(item, kin[item.id]) for article, item in items.items()}


def is_credited(connection: Connection, item_id: int, article_id: int, source_id: str) -> bool:
    """Is a source, which carries this article, named under the posts that show its item by another's?"""
    kin = [_Kin(*row) for row in _KIN.fetch(connection, (), [item_id])]
    new = next((each for each in kin if (each.article, each.source) == (article_id, source_id)), None)
    old = [each for each in kin if each.own and each.source != source_id]
    return new is not None and any(new.language == each.language and not _same_newsroom(new, each) for each in old)


def _with(item: Item, kin: Sequence[_Kin]) -> Item:
    editions: dict[str, Edition] = {}
    credits: dict[str, Credit] = {}
    shown = next((each for each in kin if each.article == item.article_id and each.own), None)
    for each in kin:
        if each.language and each.language != item.language:
            editions.setdefault(each.language, Edition(each.language, each.article))
        elif shown and each.source != shown.source and not _same_newsroom(each, shown):
            url = each.url if each.own else front_page(each.site)
            credits.setdefault(each.source, Credit(each.name or host(each.site), url))
    return replace(item, editions=tuple(editions.values()), credits=tuple(credits.values()))


def _same_newsroom(one: _Kin, other: _Kin) -> bool:
    return newsrooms.are_one(one.url if one.own else one.site, one.name, other.url, other.name)
