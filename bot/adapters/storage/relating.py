"""What a new article is to those that are in the archive: an item of its own, or one that is there already.

- an *edition*: the item in another language (`editions`);
- a *reprint*: what another source has published already (`domain.stories`: certain);
- a *follow-up*: an item of its own in a story that is there (likely).

A draft has an item and a story of its own from the poll on; those it does not need are deleted.
"""

from dataclasses import replace
from typing import Literal

from sqlalchemy import delete, exists, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import editions
from bot.adapters.storage.schema import articles, items, stories
from bot.domain.model import Ready

Relation = Literal["", "edition", "reprint"]
TOLD = 4  # items of a story that an update may answer: the first, and the latest


def relate(connection: Connection, ready: Ready) -> tuple[Relation, Ready]:
    """Find an article's item and story. Returns what it is to that item, and the article with it."""
    item = editions.find_item(connection, ready)
    if item is not None:
        return "edition", _join(connection, ready, item, "edition")
    return "", ready


def told(connection: Connection, ready: Ready) -> tuple[int, ...]:
    """The other items of its story, of which somebody may have got one: the first and the latest."""
    story = select(items.c.story_id).where(items.c.id == ready.draft.item_id).scalar_subquery()
    others = select(items.c.id).where(items.c.story_id == story, items.c.id != ready.draft.item_id)
    first = connection.scalars(others.order_by(items.c.id).limit(1)).all()
    latest = connection.scalars(others.order_by(items.c.id.desc()).limit(TOLD - 1)).all()
    return tuple(dict.fromkeys((*first, *latest)))


def _join(connection: Connection, ready: Ready, item: int, relation: Relation) -> Ready:
    """Give the article to an item that is there."""
    left = ready.draft.item_id
    this = update(articles).where(articles.c.id == ready.draft.id, articles.c.stage == "new")
    connection.execute(this.values(item_id=item, relation=relation))
    sweep(connection, left)
    return replace(ready, draft=replace(ready.draft, item_id=item))


def _follow(connection: Connection, item: int, story: int) -> None:
    """Let an item be one of a story that is there."""
    own = connection.scalar(select(items.c.story_id).where(items.c.id == item))
    connection.execute(update(items).where(items.c.id == item).values(story_id=story))
    _sweep_story(connection, own)


def sweep(connection: Connection, item: int) -> None:
    """Delete an item that shows nothing any more."""
    story = connection.scalar(select(items.c.story_id).where(items.c.id == item))
    unused = ~exists(select(articles.c.id).where(articles.c.item_id == item))
    if connection.execute(delete(items).where(items.c.id == item, unused)).rowcount:
        _sweep_story(connection, story)


def _sweep_story(connection: Connection, story: int | None) -> None:
    unused = ~exists(select(items.c.id).where(items.c.story_id == story))
    connection.execute(delete(stories).where(stories.c.id == story, unused))
