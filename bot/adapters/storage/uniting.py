"""Two articles that are one: what the page itself says about its address.

The theory
----------
A page's canonical address is learnt as one of its article's keys. Where that key is another article's already — two
sources, one of them through a redirector — the two are one: the newer draft goes, its keys and sightings stay with
the older article, which is posted once and credited to both sources.

Templates get canonicals wrong, and a wrong one would swallow articles. So it is not believed

- where it leads to a front page or a section: no path, or one plain word ("/news");
- where the other article is of the same source: the source itself lists them as two, as where all its pages
  claim one address;
- where neither titles nor texts are alike.

An address that several articles have claimed so stays with the first.
"""

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import indexing, relating
from bot.adapters.storage import stories as told
from bot.adapters.storage.engine import insert
from bot.adapters.storage.schema import alternates, article_keys, articles, revisions, sightings
from bot.domain import links
from bot.domain.identity import address_key
from bot.domain.likeness import alike, contains
from bot.domain.model import Ready


def learn_address(connection: Connection, ready: Ready) -> bool:
    """Learn the page's own address. Returns whether the draft turned out to be another article, and is gone."""
    key = address_key(ready.canonical) if ready.canonical and not _is_section(ready.canonical) else ""
    draft = ready.draft.id
    still = select(articles.c.id).where(articles.c.id == draft, articles.c.stage == "new")
    if not key or connection.scalar(still) is None:
        return False
    owner: int | None = connection.scalar(select(article_keys.c.article_id).where(article_keys.c.key == key))
    if owner is None:
        connection.execute(insert(connection, article_keys).values(key=key, article_id=draft).on_conflict_do_nothing())
    if owner is None or owner == draft or not _are_one(connection, ready, owner):
        return False
    _unite(connection, draft, owner)
    return True


def _is_section(url: str) -> bool:
    place = links.address(url)
    path = place.path if place else ""
    return path.count("/") <= 1 and "?" not in path and not any(char.isdigit() or char in "-_" for char in path)


def _are_one(connection: Connection, ready: Ready, owner: int) -> bool:
    carried = select(sightings.c.source_id)
    here = set(connection.scalars(carried.where(sightings.c.article_id == ready.draft.id)))
    there = set(connection.scalars(carried.where(sightings.c.article_id == owner)))
    if here & there:
        return False
    other = connection.execute(select(articles.c.title, articles.c.text).where(articles.c.id == owner)).one()
    return alike(ready.title, other.title) or contains(other.text, ready.text) or contains(ready.text, other.text)


def _unite(connection: Connection, draft: int, owner: int) -> None:
    """The draft's keys and sightings become the owner's; what was only archived so far becomes news again."""
    mine = select(articles.c.item_id, articles.c.baseline, articles.c.entry, articles.c.batch).where(
        articles.c.id == draft
    )
    gone = connection.execute(mine).one()
    connection.execute(update(article_keys).where(article_keys.c.article_id == draft).values(article_id=owner))
    seen = select(sightings.c.source_id, sightings.c.seen).where(sightings.c.article_id == draft)
    credited = [{"source_id": row.source_id, "article_id": owner, "seen": row.seen} for row in connection.execute(seen)]
    connection.execute(insert(connection, sightings).on_conflict_do_nothing(), credited)
    for table in (sightings, alternates, revisions):
        connection.execute(delete(table).where(table.c.article_id == draft))
    indexing.remove(connection, draft)
    told.remove(connection, draft)
    connection.execute(delete(articles).where(articles.c.id == draft))
    relating.sweep(connection, gone.item_id)
    if not gone.baseline:
        asleep = update(articles).where(articles.c.id == owner, articles.c.baseline.is_(True))
        again = asleep.where(articles.c.stage == "ready")
        connection.execute(again.values(stage="new", entry=gone.entry, batch=gone.batch, attempts=0, lease=None))
        connection.execute(asleep.values(baseline=False))
