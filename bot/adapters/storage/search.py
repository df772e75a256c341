"""Full-text search: what the engine's index (`fts5`, `tsearch`) is asked, and the order of what it finds.

Order. bm25 over all matches takes 0.4–1.4 s for common words at a million items, so: the newest 500 matches, and the
newest 500 that match in the title, of whatever age, are ranked (title above body, exact above stem, newer above
older); the other matches follow, newest first. The index's rows follow time but for what was found late, so the newest
are found by walking backwards (`indexing`), and the last 1,250 are put in order of publication. Where more than that
were found late at once (the archive of another site), they stand before what is newer, until `crier reindex`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from itertools import chain

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from bot.adapters.storage import kin, rows
from bot.adapters.storage.columns import EPOCH
from bot.adapters.storage.indexing import TO_BE_FOUND, engine
from bot.adapters.storage.matching import ANYWHERE, EVER, Asked, Span, Where, expression
from bot.adapters.storage.prepared import micros
from bot.adapters.storage.rows import Hit
from bot.adapters.storage.schema import articles, sections
from bot.adapters.storage.tokens import clean
from bot.domain.model import Item, Query, Results

RANKED = 500
COUNTED = 1000
SPARE = 250  # matches looked for beyond those that are counted, for items of several articles
SHOWN = 2500  # characters of a text in which what was found is shown
MOST, DEEPEST = 10_000, 1 << 31  # items in one answer, and before it
EXACT, TITLE, EXACT_TITLE = Where(exact=True), Where(title=True), Where(title=True, exact=True)
_MOMENT = timedelta.resolution
Hits = Sequence[Hit]
Rank = tuple[bool, bool, bool]  # as it was asked for in the title, in any form in the title, as it was asked for
UNRANKED = (False, False, False)


def find(connection: Connection, query: Query, limit: int, offset: int, languages: Sequence[str] = ()) -> Results:
    """A page of the items that a query asks for, each once: by the article that matches best, of those that match as
    well by the one in the first of these `languages`; where no words are asked for, by any in the first of them."""
    limit, offset = max(0, min(limit, MOST)), max(0, min(offset, DEEPEST))
    if query == Query():
        return _everything(connection, limit, offset, languages)
    matches = matching(connection, query)
    if matches is None:
        return Results((), 0, query=query)
    newest = sorted(_enough(matches, max(COUNTED, offset + limit)), key=_time, reverse=True)
    ordered = _one_each(matches.ranked(newest) if query.words else ((UNRANKED, hit) for hit in newest))
    page = ordered[offset : offset + limit]
    if query.words:
        shown = _best_in_language(connection, page, languages)
    else:
        shown = _in_language(connection, [hit.article_id for hit, *_ in page], languages)
    texts = _texts(connection, shown) if query.words else ()
    completed = kin.complete(connection, dict(zip(shown, items(connection, shown), strict=True)))
    total = min(len(ordered), COUNTED)
    return Results(tuple(completed.values()), total, len(ordered) > COUNTED, query=matches.query, texts=texts)


def matching(connection: Connection, query: Query) -> "Matches | None":
    """What a query matches; None if nothing was published in the time that it asks for."""
    span = _span(connection, query) if query.after or query.before else None
    if span and span.first >= span.last:
        return None
    names = _names_of_sections(connection, query)
    today = _renamed(query, lambda key: [names.get(key, key)])
    earlier = _renamed(today, lambda key: [key, *(name for name, now in names.items() if now == key)])
    return Matches(connection, today, earlier, span)


class Matches:
    """The articles that a query matches, as their rows in `indexed`. `query` names sections as they are called today;
    `indexed_as`, as they were when articles were put into the index, too."""

    def __init__(self, connection: Connection, query: Query, indexed_as: Query, span: Span | None) -> None:
        self.query = query
        self._connection = connection
        self._asked = indexed_as
        self._span = span
        self._index = engine(connection)

    def newest(self, limit: int, where: Where = ANYWHERE, *, since: int = -EVER) -> Hits:
        """The last rows that match, of those from `since` on, backwards."""
        return self._index.newest(self._connection, self.asked(where), limit, since, self._behind)

    @cached_property
    def _behind(self) -> int:
        return self._index.behind_last(self._connection)

    def asked(self, where: Where = ANYWHERE) -> Asked:
        """What the index is asked for them."""
        times = map(micros, self._span or ())
        return Asked(expression(self._asked, self._index.SYNTAX, where, self._span), *times)

    def ranked(self, found: Hits) -> Sequence[tuple[Rank, Hit]]:
        """`found`, newest first, with its first `RANKED` and the title matches of any age put in order of rank."""
        if not found:
            return ()
        head = found[:RANKED]
        first_row = min(hit.row for hit in head)
        some = max(RANKED, sum(hit.row >= first_row for hit in found))  # more where late ones stand between those
        in_title, in_title_exactly = self.newest(some, TITLE), self.newest(some, EXACT_TITLE)
        exactly = self.newest(some, EXACT, since=first_row)
        titles, exact_titles, exact = ({hit.row for hit in hits} for hits in (in_title, in_title_exactly, exactly))
        first = {hit.row: hit for hit in (*head, *in_title, *in_title_exactly)}

        def rank(hit: Hit) -> Rank:
            exactly = hit.row in exact_titles
            return exactly, exactly or hit.row in titles, hit.row in exact

        best = [(rank(hit), hit) for hit in first.values()]
        best.sort(key=lambda ranked: (ranked[0], _time(ranked[1])), reverse=True)
        return [*best, *((UNRANKED, hit) for hit in found[RANKED:] if hit.row not in first)]


def _time(hit: Hit) -> tuple[int, int]:
    return hit.published, hit.article_id


def _span(connection: Connection, query: Query) -> Span:
    """The time that a query asks for, no longer than the archive's."""
    times = select(func.min(articles.c.published)), select(func.max(articles.c.published))
    oldest, newest = [connection.scalar(each) or EPOCH for each in times]
    return Span(max(query.after or oldest, oldest), min(query.before or newest + _MOMENT, newest + _MOMENT))


def _names_of_sections(connection: Connection, query: Query) -> dict[str, str]:
    """How the sections of a query have been called, and are called since they became one with others (`pairing`)."""
    asked = {clean(key) for key in (*query.sections, *(facet.value for facet in query.without))}
    if not asked:
        return {}
    renamed = select(sections.c.same_as).where(sections.c.key.in_(asked))
    family = or_(sections.c.same_as.in_(asked), sections.c.same_as.in_(renamed))
    names = select(sections.c.key, sections.c.same_as).where(sections.c.same_as != "", family)
    return {row.key: row.same_as for row in connection.execute(names)}


def _renamed(query: Query, names: Callable[[str], Iterable[str]]) -> Query:
    """The query with its sections called by these names."""
    called = dict.fromkeys(name for key in query.sections for name in names(key))
    without = (
        [replace(facet, value=name) for name in names(facet.value)] if facet.key == "section" else [facet]
        for facet in query.without
    )
    return replace(query, sections=tuple(called), without=tuple(chain.from_iterable(without)))


def _enough(matches: Matches, most: int) -> Hits:
    """The newest matches, of more items than `most` if there are so many: an item may have an article in each
    language."""
    limit = most + SPARE
    while True:
        found = matches.newest(limit)
        if len(found) < limit or len({hit.item_id for hit in found}) > most:
            return found
        limit *= 2


def _one_each(found: Iterable[tuple[Rank, Hit]]) -> Sequence[Hits]:
    """Of each item the articles that have the rank of its first."""
    first: dict[int, tuple[Rank, list[Hit]]] = {}
    for rank, hit in found:
        best, alike = first.setdefault(hit.item_id, (rank, []))
        if rank == best:
            alike.append(hit)
    return [alike for _, alike in first.values()]


def _best_in_language(connection: Connection, page: Sequence[Hits], languages: Sequence[str]) -> list[int]:
    """Of each of these articles the first in the first of the languages, else the first."""
    spoken: dict[int, str] = {}
    for part in rows.sliced([hit.article_id for hits in page if len(hits) > 1 and languages for hit in hits]):
        known = select(articles.c.id, articles.c.language).where(articles.c.id.in_(part))
        spoken.update((identity, language) for identity, language in connection.execute(known))
    places = {language: place for place, language in enumerate(languages)}
    last = len(languages)
    return [
        min((hit.article_id for hit in hits), key=lambda each: places.get(spoken.get(each, ""), last)) for hits in page
    ]


def _in_language(connection: Connection, page: Sequence[int], languages: Sequence[str]) -> list[int]:
    """The articles' items in the first of the languages in which they are, else as they are."""
    better: dict[int, tuple[int, bool, int]] = {}
    others = articles.alias("others")
    for part in rows.sliced(page if languages else ()):
        kin = select(articles.c.id, others.c.id.label("other"), others.c.language)
        kin = kin.join(others, others.c.item_id == articles.c.item_id).where(articles.c.id.in_(part))
        kin = kin.where(others.c.stage == "ready", others.c.taken_down.is_(None), others.c.language.in_(languages))
        for row in connection.execute(kin.order_by(others.c.id.desc())):
            place = languages.index(row.language), row.other != row.id, row.other
            better[row.id] = min(better.get(row.id, place), place)
    return [better[article][-1] if article in better else article for article in page]


def _everything(connection: Connection, limit: int, offset: int, languages: Sequence[str]) -> Results:
    """The newest items of all."""
    first = articles.alias("first")  # of an item, that is still there
    earlier = select(first.c.id).where(first.c.item_id == articles.c.item_id, first.c.id < articles.c.id)
    earlier = earlier.where(first.c.stage == "ready", first.c.taken_down.is_(None))
    ready = select(articles.c.id).where(*TO_BE_FOUND, ~earlier.exists())
    counted = select(func.count()).select_from(ready.limit(COUNTED + 1).subquery())
    total = int(connection.scalar(counted) or 0)
    newest = ready.order_by(articles.c.published.desc(), articles.c.id.desc()).limit(limit).offset(offset)
    page = _in_language(connection, connection.scalars(newest).all(), languages)
    return Results(items(connection, page), min(total, COUNTED), total > COUNTED)


def items(connection: Connection, article_ids: Sequence[int]) -> tuple[Item, ...]:
    """Items as these articles show them, in this order."""
    found: dict[int, Item] = {}
    for part in rows.sliced(article_ids):
        wanted = select(*rows.ITEM).where(articles.c.id.in_(part))
        found.update((row.article_id, rows.item(row)) for row in connection.execute(wanted))
    return tuple(found[identity] for identity in article_ids)


def _texts(connection: Connection, article_ids: Sequence[int]) -> tuple[str, ...]:
    """The beginnings of the articles' texts, in this order."""
    found: dict[int, str] = {}
    for part in rows.sliced(article_ids):
        beginning = func.substr(articles.c.text, 1, SHOWN)
        texts = connection.execute(select(articles.c.id, beginning).where(articles.c.id.in_(part)))
        found.update((identity, text) for identity, text in texts)
    return tuple(found[identity] for identity in article_ids)
