"""The stories of the last day, for `domain.top` to rank.

Only those are fetched that can be among the first. Of stories with as many sources and as many updates the fresher one
is first, whatever either weighs; so the newest few of each such kind are enough, and most stories, which one source has
told once, are one kind.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, JSON, ColumnElement, Integer, String, case, cast, column, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import rows
from bot.adapters.storage.engine import on_postgresql
from bot.adapters.storage.schema import articles, items, sightings, sources
from bot.domain.model import Coverage, Item, TopStory
from bot.domain.newsrooms import numbered
from bot.domain.top import WINDOW, ranked

MOST = 100  # stories in one answer
_SHOWS_BEST = ("", "edition", "reprint")  # articles of an item, by their relation to it


async def stories(
    connection: AsyncConnection, now: datetime, limit: int, languages: Sequence[str], *, only: bool
) -> tuple[TopStory, ...]:
    """See the port."""
    limit, told = max(0, min(limit, MOST)), _told(now)
    by_kind = await connection.execute(
        _first_of_each_kind(told, limit, languages if only else (), await _newsrooms(connection))
    )
    first = ranked((Coverage(*row) for row in by_kind), now)[:limit]
    shown = await _shown(connection, told, [each.story for each in first], languages)
    return tuple(TopStory(each, shown[each.story]) for each in first if each.story in shown)


def _told(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return articles.c.published >= now - WINDOW, articles.c.stage == "ready", articles.c.taken_down.is_(None)


async def _newsrooms(connection: AsyncConnection) -> CTE:
    """The number of each source's newsroom: one parameter, however many there are."""
    known = select(sources.c.id, sources.c.url, sources.c.title).order_by(sources.c.created, sources.c.id)
    numbers = numbered((row.id, row.url, row.title) for row in await connection.execute(known))
    told = literal(json.dumps(numbers, ensure_ascii=False), String)
    pairs = func.json_each_text(cast(told, JSON)) if on_postgresql(connection) else func.json_each(told)
    each = pairs.table_valued(column("key", String), column("value", String))
    return select(each.c.key.label("id"), cast(each.c.value, Integer).label("newsroom")).cte("newsrooms")


def _first_of_each_kind(
    told: Sequence[ColumnElement[bool]], limit: int, languages: Sequence[str], newsrooms: CTE
) -> Any:
    """Several feeds of one newsroom are one source to a reader, and an edition is its site's own translation: it counts
    where nothing else is left."""
    own = func.count(case((articles.c.relation != "edition", newsrooms.c.newsroom)).distinct())
    any_edition = func.count(newsrooms.c.newsroom.distinct())
    counted = (
        select(
            items.c.story_id.label("story"),
            case((own > 0, own), else_=any_edition).label("sources"),
            (func.count(articles.c.item_id.distinct()) - 1).label("updates"),
            func.max(articles.c.published).label("newest"),
        )
        .select_from(articles.join(items, articles.c.item_id == items.c.id))
        .outerjoin(sightings, sightings.c.article_id == articles.c.id)
        .join(newsrooms, newsrooms.c.id == func.coalesce(sightings.c.source_id, articles.c.source_id))
        .where(*told)
        .group_by(items.c.story_id)
    )
    if languages:
        read = or_(articles.c.language.in_(languages), articles.c.language == "")
        counted = counted.having(func.max(case((read, 1), else_=0)) == 1)
    story = counted.subquery()
    newest_first = story.c.newest.desc(), story.c.story.desc()
    kind = story.c.sources, story.c.updates
    number = func.row_number().over(partition_by=kind, order_by=newest_first).label("number")
    numbered = select(story, number).subquery()
    wanted = (numbered.c[name] for name in ("story", "sources", "updates", "newest"))
    return select(*wanted).where(numbered.c.number <= limit)


async def _shown(
    connection: AsyncConnection, told: Sequence[ColumnElement[bool]], ids: Sequence[int], languages: Sequence[str]
) -> dict[int, Item]:
    """The item that shows each story: of each of its languages the best article is looked at."""
    relation = case(*((articles.c.relation == name, place) for place, name in enumerate(_SHOWS_BEST)), else_=9)
    best_first = relation, articles.c.published.desc(), articles.c.id.desc()
    number = func.row_number().over(partition_by=(items.c.story_id, articles.c.language), order_by=best_first)
    found = select(articles.c.id, items.c.story_id, relation.label("relation"), number.label("number"))
    found = found.join_from(articles, items, articles.c.item_id == items.c.id).where(*told, items.c.story_id.in_(ids))
    best = found.subquery()
    wanted = select(best.c.story_id, best.c.relation, *rows.ITEM).join_from(articles, best, best.c.id == articles.c.id)
    by_language: dict[int, list[tuple[int, Item]]] = {}
    for row in await connection.execute(wanted.where(best.c.number == 1)):
        by_language.setdefault(row.story_id, []).append((row.relation, rows.item(row[2:])))
    return {story: _best(candidates, languages) for story, candidates in by_language.items()}


def _best(candidates: Sequence[tuple[int, Item]], languages: Sequence[str]) -> Item:
    def place(candidate: tuple[int, Item]) -> tuple[int, int, float, int]:
        relation, item = candidate
        wanted = languages.index(item.language) if item.language in languages else len(languages)
        return wanted, relation, -item.published.timestamp(), -item.article_id

    return min(candidates, key=place)[1]
