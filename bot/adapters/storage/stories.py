"""Finding the articles that tell the same event: an index of the few telling terms of each, never all pairs.

The theory
----------
An article is asked for by its terms (`domain.features`), the rarest first: each term is counted in the index, as far
as 100, and the articles under them are read until 500 have been seen; a term that more articles have gives its latest.
Those that share two terms at least, the rarest and the most first, are compared in full, fifteen at most. So a lookup
costs the same, whatever the archive holds, and a word that thousands of articles share (a war, a president) costs
little. (Of the pairs that `bench.stories` finds likely, none shares fewer than three terms.)
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from math import log
from typing import Any, cast

from sqlalchemy import BindParameter, Select, Subquery, bindparam, delete, func, select, union_all
from sqlalchemy.engine import Connection

from bot.adapters.storage.engine import insert
from bot.adapters.storage.prepared import Ids, Prepared, PreparedFor, micros
from bot.adapters.storage.schema import articles, items, sightings, story_features, story_terms
from bot.domain.features import TERMS, Features
from bot.domain.stories import WINDOW, Likeness, Tier, compare

COMMON = 100  # articles of one term that are read
READ = 500  # of all terms
COMPARED = 15  # in full
_NOTHING = -1  # no digest


@dataclass(frozen=True, slots=True)
class Told:
    """An article that tells the same event."""

    article_id: int
    item_id: int
    story_id: int
    likeness: Likeness


def put(connection: Connection, article_id: int, published: datetime, features: Features) -> None:
    """Let an article be found; one that is there already is put anew, for its words may have changed."""
    remove(connection, article_id)
    _put_features.run(connection, [(article_id, micros(published), features.to_json())])
    _put_terms.run(connection, [(term, article_id) for term in features.terms])


def remove(connection: Connection, article_id: int) -> None:
    """Let an article be found no more."""
    _forget(connection, [article_id])


def find(
    connection: Connection,
    features: Features,
    published: datetime,
    source_ids: Collection[str],
    *,
    but: int = 0,
) -> Sequence[Told]:
    """The ready articles that tell the same event, published at most 72 h before or after, the likest first. One that
    was taken down is never certain to be the same item: who prints it now would be struck through with it.

    `source_ids` are those that carry the article itself, which is `but`, if it has been put already.
    """
    near = _near(connection, features, but)
    if not near:
        return ()
    oldest, newest = micros(published - WINDOW) or 0, micros(published + WINDOW) or 0
    rows = [row for *row, when in _candidates.fetch(connection, (), near) if oldest <= when <= newest]
    carried = set(_carried.fetch(connection, (), near)) if rows else set()
    found = {}
    for article, item, story, gone, stored in rows:
        same = any((article, source) in carried for source in source_ids)
        likeness = compare(features, Features.from_json(stored), same_source=same)
        if gone is not None and likeness.tier is Tier.CERTAIN:
            likeness = likeness._replace(tier=Tier.LIKELY)
        if likeness.tier is not Tier.NONE:
            found[article] = Told(article, item, story, likeness)
    return sorted(found.values(), key=lambda told: (*told.likeness, told.article_id), reverse=True)


def prune(connection: Connection, before: datetime, limit: int) -> int:
    """Forget what articles published before then are found by, at most `limit` of them. Returns how many they were."""
    old = select(story_features.c.article_id).where(story_features.c.published < before)
    ids = list(connection.scalars(old.order_by(story_features.c.published).limit(limit)))
    _forget(connection, ids)
    return len(ids)


def _forget(connection: Connection, ids: Sequence[int]) -> None:
    for statement in (_forget_terms, _forget_features):
        statement.run(connection, (), ids)


def _near(connection: Connection, features: Features, but: int) -> Sequence[int]:
    """The articles that share the rarest and the most terms, without `but`."""
    counts = [(count, term) for term, count in _counted.fetch(connection, _filled(features.terms)) if count]
    worth: dict[int, float] = {}
    left = READ
    for count, term in sorted(counts):
        if left > 0:
            worth[term] = 1 / log(2 + count)
        left -= count
    votes: dict[int, float] = defaultdict(float)
    shared: set[int] = set()  # articles that share two terms at least
    for term, article in _postings.fetch(connection, _filled(tuple(worth))):
        if article in votes:
            shared.add(article)
        votes[article] += worth[term]
    shared.discard(but)
    return nlargest(COMPARED, shared, key=lambda article: (votes[article], article))


def _filled(terms: tuple[int, ...]) -> tuple[int, ...]:
    return (*terms, *(_NOTHING for _ in range(TERMS - len(terms))))


def _of_each(build: Callable[[BindParameter[Any]], Select[Any]]) -> Prepared:
    """What a statement says for each of an article's terms."""
    slots = [f"term{number}" for number in range(TERMS)]
    return Prepared(lambda _: union_all(*(build(bindparam(slot)) for slot in slots)), slots)


def _latest(term: BindParameter[Any]) -> Subquery:
    posted = select(story_terms.c.term, story_terms.c.article_id).where(story_terms.c.term == term)
    return posted.order_by(story_terms.c.article_id.desc()).limit(COMMON).subquery()


def _count(term: BindParameter[Any]) -> Select[Any]:
    posted = _latest(term)
    counted: Any = select(func.max(posted.c.term).label("term"), func.count().label("posted"))
    return cast(Select[Any], counted.select_from(posted))


_STORED = story_features.c.features, story_features.c.published


def _told(ids: Ids) -> Select[Any]:
    """Asked for by id alone: a plan made while the tables were small must not go by their times."""
    told = select(articles.c.id, articles.c.item_id, items.c.story_id, articles.c.taken_down, *_STORED)
    joined = told.join(items, items.c.id == articles.c.item_id)
    return joined.join(story_features, story_features.c.article_id == articles.c.id).where(
        story_features.c.article_id.in_(ids), articles.c.stage == "ready"
    )


def _carrying(ids: Ids) -> Select[Any]:
    carrying: Select[Any] = select(sightings.c.article_id, sightings.c.source_id)
    return carrying.where(sightings.c.article_id.in_(ids))


_counted = _of_each(_count)
_postings = _of_each(lambda term: select(_latest(term)))
_candidates = PreparedFor(_told)
_carried = PreparedFor(_carrying)
_put_terms = Prepared(
    lambda connection: insert(connection, story_terms).values(term=bindparam("term"), article_id=bindparam("article")),
    ("term", "article"),
)
_put_features = Prepared(
    lambda connection: insert(connection, story_features).values(
        article_id=bindparam("article"), published=bindparam("moment"), features=bindparam("told")
    ),
    ("article", "moment", "told"),
)
_forget_terms = PreparedFor(lambda ids: delete(story_terms).where(story_terms.c.article_id.in_(ids)))
_forget_features = PreparedFor(lambda ids: delete(story_features).where(story_features.c.article_id.in_(ids)))
