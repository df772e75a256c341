"""The archive: items by id, one article with everything known about it."""

from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import kin, rows
from bot.adapters.storage.schema import (
    addresses,
    article_keys,
    articles,
    message_items,
    messages,
    revisions,
    sightings,
)
from bot.adapters.storage.schema import items as item_rows
from bot.domain.identity import address_key
from bot.domain.links import canonical
from bot.domain.model import Item, Posted, Record, Revision

POSTS = 1000  # shown of one article


async def items(connection: AsyncConnection, ids: Sequence[int]) -> tuple[Item, ...]:
    """Items by id, in the order given; each as its first article shows it."""
    found: dict[int, Item] = {}
    for part in rows.sliced(ids):
        ready = select(*rows.ITEM).where(articles.c.item_id.in_(part), articles.c.stage == "ready")
        for row in await connection.execute(ready.order_by(articles.c.id)):
            found.setdefault(row.item_id, rows.item(row))
    return tuple(found[identity] for identity in ids if identity in found)


async def show(connection: AsyncConnection, ref: str) -> Record | None:
    """One article by its id or by its address."""
    article_id = await _by_id(connection, ref) or await _by_address(connection, ref)
    if article_id is None:
        return None
    own = ("text", "first_seen", "stage", "taken_down", "gone_status")
    more = (item_rows.c.story_id, *(articles.c[name] for name in own))
    wanted = select(*rows.ITEM, *more).join_from(articles, item_rows, articles.c.item_id == item_rows.c.id)
    row = (await connection.execute(wanted.where(articles.c.id == article_id))).one()
    shown = {article_id: rows.item(row[: len(rows.ITEM)])}
    item = (await connection.run_sync(kin.complete, shown))[article_id]
    return Record(
        item,
        text=row.text,
        story_id=row.story_id,
        first_seen=row.first_seen,
        stage=row.stage,
        editions=await _editions(connection, item),
        revisions=await _revisions(connection, article_id),
        posts=await _posts(connection, item.id),
        sources=await _sources(connection, item.id),
        taken_down=row.taken_down,
        gone_status=row.gone_status,
    )


async def _by_id(connection: AsyncConnection, ref: str) -> int | None:
    if not (ref.isascii() and ref.isdigit() and len(ref) < 19):  # what fits into a column
        return None
    found: int | None = await connection.scalar(select(articles.c.id).where(articles.c.id == int(ref)))
    return found


async def _by_address(connection: AsyncConnection, ref: str) -> int | None:
    """By the address itself, else by what articles are known again by: http or https, "www.", a mobile twin."""
    url = canonical(ref)
    if not url:
        return None
    exact = select(articles.c.id).where(articles.c.url == url).order_by(articles.c.id).limit(1)
    found: int | None = await connection.scalar(exact)
    if found is None:
        known = select(article_keys.c.article_id).where(article_keys.c.key == address_key(url)).limit(1)
        found = await connection.scalar(known)
    return found


async def _editions(connection: AsyncConnection, item: Item) -> tuple[Item, ...]:
    others = select(*rows.ITEM).where(articles.c.item_id == item.id, articles.c.id != item.article_id)
    others = others.where(articles.c.language != item.language, articles.c.stage == "ready")
    return tuple(rows.item(row) for row in await connection.execute(others.order_by(articles.c.id)))


async def _revisions(connection: AsyncConnection, article_id: int) -> tuple[Revision, ...]:
    earlier = select(revisions.c.title, revisions.c.text, revisions.c.seen)
    earlier = earlier.where(revisions.c.article_id == article_id).order_by(revisions.c.id)
    return tuple(Revision(*row) for row in await connection.execute(earlier))


async def _posts(connection: AsyncConnection, item_id: int) -> tuple[Posted, ...]:
    same = and_(messages.c.owed_id == message_items.c.owed_id, messages.c.part == message_items.c.part)
    shown = (addresses.c.platform, addresses.c.chat, addresses.c.topic, messages.c.message, messages.c.sent)
    found = (
        select(*shown)
        .select_from(message_items.join(messages, same).join(addresses, messages.c.address_id == addresses.c.id))
        .where(message_items.c.item_id == item_id)
        .order_by(messages.c.sent, messages.c.owed_id, messages.c.part)
        .limit(POSTS)
    )
    return tuple(Posted(*row) for row in await connection.execute(found))


async def _sources(connection: AsyncConnection, item_id: int) -> tuple[str, ...]:
    """All that carry an item, the first to do so first."""
    carriers = select(sightings.c.source_id).join(articles, articles.c.id == sightings.c.article_id)
    carriers = carriers.where(articles.c.item_id == item_id).order_by(sightings.c.seen, sightings.c.source_id)
    return tuple(dict.fromkeys((await connection.execute(carriers)).scalars()))
