"""What a new article is to those that are in the archive: an item of its own, or one that is there already.

- an *edition*: the item in another language (`editions`);
- a *reprint*: what another source has published already (`domain.stories`: certain);
- a *follow-up*: an item of its own in a story that is there (likely).

A draft has an item and a story of its own from the poll on; those it does not need are deleted.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, exists, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import correcting, editions, kin
from bot.adapters.storage import stories as telling
from bot.adapters.storage.owing import Owing
from bot.adapters.storage.schema import articles, items, sightings, stories
from bot.domain.features import Features, features
from bot.domain.model import Kind, Ready
from bot.domain.stories import WINDOW, Tier

Relation = Literal["", "edition", "reprint"]
TOLD = 4  # items of a story that an update may answer: the first, and the latest


def relate(connection: Connection, ready: Ready) -> tuple[Relation, Ready]:
    """Find the item and story of an article that has just become ready. Returns what it is to that item, and the
    article with it."""
    known = _features(ready)
    item = editions.find_item(connection, ready)
    found = () if item is not None else _told_by_others(connection, ready, known)
    telling.put(connection, ready.draft.id, ready.published, known)
    if item is not None:
        return "edition", _join(connection, ready, item, "edition")
    if found and found[0].likeness.tier is Tier.CERTAIN:
        return "reprint", _join(connection, ready, found[0].item_id, "reprint")
    if story := _young(connection, [each.story_id for each in found], ready.published):
        _follow(connection, ready.draft.item_id, story)
    return "", ready


def revised(connection: Connection, ready: Ready) -> None:
    """Compare a known article by its new words from now on. What it is to others stays."""
    published = connection.scalar(select(articles.c.published).where(articles.c.id == ready.draft.id))
    if published is not None:
        telling.put(connection, ready.draft.id, published, _features(ready))


def _features(ready: Ready) -> Features:
    return ready.features or features(ready.title, ready.text, ready.language)


def _told_by_others(connection: Connection, ready: Ready, known: Features) -> Sequence[telling.Told]:
    carriers = select(sightings.c.source_id).where(sightings.c.article_id == ready.draft.id)
    carried_by = {ready.draft.source.id, *connection.scalars(carriers)}
    return telling.find(connection, known, ready.published, carried_by, but=ready.draft.id)


def credit(connection: Connection, article_id: int, source_id: str, now: datetime) -> int:
    """Name a source that carries an article under the posts that show its item already. Returns the edits owed."""
    item: int = connection.execute(select(articles.c.item_id).where(articles.c.id == article_id)).scalar_one()
    if not kin.is_credited(connection, item, article_id, source_id):
        return 0
    return correcting.owe(connection, item, Kind.EDIT, now)


def in_its_story(connection: Connection, owing: Owing) -> Owing:
    """What is owed, as an update to who got its story, and later to who had rather have another edition."""
    available = editions.languages_of(connection, owing.item)
    patient = editions.awaits(connection, owing.language, available)
    return replace(owing, told=_told(connection, owing.item), patient=patient, until=owing.now + editions.WAIT)


def _told(connection: Connection, item: int) -> tuple[int, ...]:
    """The other items of its story, of which somebody may have got one: the first and the latest."""
    story = select(items.c.story_id).where(items.c.id == item).scalar_subquery()
    others = select(items.c.id).where(items.c.story_id == story, items.c.id != item)
    first = connection.scalars(others.order_by(items.c.id).limit(1)).all()
    latest = connection.scalars(others.order_by(items.c.id.desc()).limit(TOLD - 1)).all()
    return tuple(dict.fromkeys((*first, *latest)))


def _join(connection: Connection, ready: Ready, item: int, relation: Relation) -> Ready:
    """Give the article to an item that is there."""
    left = ready.draft.item_id
    this = update(articles).where(articles.c.id == ready.draft.id)
    connection.execute(this.values(item_id=item, relation=relation))
    sweep(connection, left)
    return replace(ready, draft=replace(ready.draft, item_id=item))


def _young(connection: Connection, likely: Sequence[int], published: datetime) -> int | None:
    """The likest story that began at most 72 h before: else one would grow by links for ever, and tell everything."""
    known = select(stories.c.id).where(stories.c.id.in_(likely), stories.c.created >= published - WINDOW)
    young = set(connection.scalars(known))
    return next((story for story in likely if story in young), None)


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
