"""What a poll brought: which articles are known, and rows for those that are not.

`domain.recognition` decides which article each entry is; keys that an article lacked are added to it, and those that
proved to be its own are taken from another. It is archived, not posted, where the poll that found it was a baseline
(`baselines`). Should a source past its own baseline carry an article for the first time that nobody but another
source's baseline has brought, then it is news to this source's readers: it goes to the editor once more, as one
of this poll's; what another source has brought as news is owed to those who read this one alone.

A known entry whose words have changed goes to the editor as a revision (`domain.revision`), if its own source says so:
two sources that word one article differently would have it read again for ever.

Statements, where nothing is new: one for the keys, one for the articles they name.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Exists, Table, Text, bindparam, exists, func, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows, takedowns
from bot.adapters.storage.baselines import Baseline
from bot.adapters.storage.carrying import carry
from bot.adapters.storage.engine import announce, insert
from bot.adapters.storage.prepared import Prepared, PreparedFor, micros, moment
from bot.adapters.storage.schema import article_keys, articles, items, sightings, stories
from bot.domain import revision
from bot.domain.model import Found, Poll
from bot.domain.recognition import match
from bot.domain.trust import Tally
from bot.domain.witnesses import Known, contested, hear

BEGINNING = 1000  # characters of a text that are compared
_DRAFT = (
    "item_id", "source_id", "url", "stage", "batch", "baseline", "entry", "first_seen", "published", "dated", "title",
    "authors", "language", "image", "media", "fingerprint",
)  # fmt: skip


def _making(table: Table, *names: str) -> Prepared:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return Prepared(
        lambda _: plain_insert(table).values(values).returning(table.c.id), [f"new_{name}" for name in names]
    )


_STORY = _making(stories, "created")
_ITEM = _making(items, "story_id", "created")
_ARTICLE = _making(articles, *_DRAFT)


class _Row(NamedTuple):
    """An article that a key names."""

    id: int
    title: str
    url: str
    published: int
    dated: int
    stage: str
    baseline: int
    source_id: str
    first_seen: int
    fingerprint: str
    checked: int | None
    checks: int
    waits: int  # its changed words have not been read yet
    here: int

    def known(self, named: frozenset[str], text: str) -> Known:
        names = named | {"t"} if self.here else named
        return Known(self.title, self.url, moment(self.published) if self.dated else None, names, text)

    def next_reading(self, now: datetime) -> datetime | None:
        first_seen, published = moment(self.first_seen) or now, moment(self.published) or now
        return revision.next_reading(now, first_seen, published, moment(self.checked), self.checks)


_OWNERS = PreparedFor(
    lambda ids: select(article_keys.c.key, article_keys.c.article_id).where(article_keys.c.key.in_(ids))
)
_ARTICLES = PreparedFor(
    lambda ids: select(
        articles.c.id, articles.c.title, articles.c.url, articles.c.published, articles.c.dated, articles.c.stage,
        articles.c.baseline, articles.c.source_id, articles.c.first_seen, articles.c.fingerprint, articles.c.checked,
        articles.c.checks, articles.c.entry != "",
        exists().where(sightings.c.source_id == bindparam("source"), sightings.c.article_id == articles.c.id),
    ).where(articles.c.id.in_(ids)),
    ("source",),
)  # fmt: skip


def _is_known_by(prefix: str) -> Exists:
    """Whether the article has a key that begins so."""
    begins = func.substr(article_keys.c.key, 1, func.length(bindparam(prefix, type_=Text))) == bindparam(prefix)
    return exists().where(article_keys.c.article_id == articles.c.id, begins)


_CONTESTED = PreparedFor(
    lambda ids: select(
        articles.c.id, func.substr(articles.c.text, 1, BEGINNING), articles.c.entry,
        _is_known_by("guids"), _is_known_by("addresses"),
    ).where(articles.c.id.in_(ids)),
    ("guids", "addresses"),
)  # fmt: skip
_KEY_VALUES: dict[str, Any] = {"key": bindparam("key"), "article_id": bindparam("article")}
_LINK = Prepared(
    lambda connection: (new := insert(connection, article_keys).values(_KEY_VALUES)).on_conflict_do_update(
        index_elements=["key"], set_={"article_id": new.excluded.article_id}
    ),
    ("key", "article"),
)
_SIGHT = Prepared(
    lambda connection: (
        insert(connection, sightings)
        .values(source_id=bindparam("source"), article_id=bindparam("article"), seen=bindparam("seen"))
        .on_conflict_do_nothing()
    ),
    ("source", "article", "seen"),
)


class Arrivals:
    """One poll being stored, inside its transaction. `tally`: the source's, as stored, before and after."""

    def __init__(
        self,
        connection: Connection,
        poll: Poll,
        now: datetime,
        *,
        baseline: Baseline,
        if_strange: Baseline | None = None,
        tally: str = "",
    ) -> None:
        """`if_strange`: the baseline where less than half of what was found is known in this source."""
        self.tally = tally
        self.shown: Sequence[int] = ()  # what was found, as ids of articles
        self.changed = 0  # of what `store` returned: known articles to be read again
        self._connection = connection
        self._poll = replace(poll, found=_distinct(poll.found))
        self._now = now
        self._baseline = baseline
        self._if_strange = if_strange
        self._owed = 0
        self._batch = 0  # one number for all that the editor gets of this poll: its first item's id

    def store(self) -> int:
        """Store all that was found. Returns the number of articles that the editor has to read."""
        found = self._poll.found
        owners = self._owners()
        known = self._known(owners)
        verdicts = self._decide(owners, known)
        new = [each for each, article in zip(found, verdicts, strict=True) if article is None]
        if self._if_strange and 2 * sum(article is not None and known[article].here for article in verdicts) < len(
            found
        ):
            self._baseline = self._if_strange
        carried = {article: each for each, article in zip(found, verdicts, strict=True) if article is not None}
        ids = self._insert(new)
        fresh = iter(ids)
        self.shown = owned = [next(fresh) if article is None else article for article in verdicts]
        pairs = zip(found, owned, strict=True)
        keys = [(key, article) for each, article in pairs for key in each.keys if owners.get(key) != article]
        _LINK.run(self._connection, keys)
        unseen = [known[article] for article in carried if not known[article].here]
        revived = [] if self._baseline.applies else self._revive(unseen, carried)
        seen = micros(self._now)
        _SIGHT.run(self._connection, [(self._poll.source_id, each, seen) for each in (*ids, *(r.id for r in unseen))])
        self._owe([row for row in unseen if row.id not in revived])
        self.changed = self._revise([known[article] for article in carried if article not in revived], carried)
        to_read = len(ids) + len(revived) + self.changed
        announce(self._connection, *["articles"] * bool(to_read), *["outbox"] * bool(self._owed))
        return to_read

    def _owners(self) -> dict[str, int]:
        keys: list[Any] = [key for found in self._poll.found for key in found.keys]
        return dict(_OWNERS.fetch(self._connection, (), keys))

    def _known(self, owners: Mapping[str, int]) -> dict[int, _Row]:
        named = sorted(set(owners.values()))
        return {row[0]: _Row._make(row) for row in _ARTICLES.fetch(self._connection, (self._poll.source_id,), named)}

    def _decide(self, owners: Mapping[str, int], known: Mapping[int, _Row]) -> Sequence[int | None]:
        cases = hear(self._poll.found, owners)
        told = self._told(sorted(contested(cases)))
        compared = {article: row.known(*told.get(article, (frozenset(), ""))) for article, row in known.items()}
        matching = match(cases, compared, _tally(self.tally))
        self.tally = json.dumps(matching.tally)
        return matching.articles

    def _told(self, contested: Sequence[int]) -> dict[int, tuple[frozenset[str], str]]:
        """By what kinds of names articles are known, and how their words begin."""
        kinds = (f"g:{self._poll.source_id}:", "u:")
        return {
            article: (frozenset("g" * guided + "u" * placed), text or _words(stored))
            for article, text, stored, guided, placed in _CONTESTED.fetch(self._connection, kinds, contested)
        }

    def _insert(self, new: list[Found]) -> list[int]:
        if not new:
            return []
        created = micros(self._now)
        item_ids = [self._made(_ITEM, self._made(_STORY, created), created) for _ in new]
        self._batch = item_ids[0]
        return [self._made(_ARTICLE, *self._draft(found, item)) for found, item in zip(new, item_ids, strict=True)]

    def _made(self, making: Prepared, *values: Any) -> int:  # the id of a new row
        return int(making.fetch(self._connection, values)[0][0])

    def _draft(self, found: Found, item_id: int) -> Iterable[Any]:
        entry = found.entry
        values = {
            "item_id": item_id,
            "source_id": self._poll.source_id,
            "url": found.url,
            "stage": "new",
            "batch": self._batch,
            "baseline": self._baseline.archives(entry.published),
            "entry": rows.entry_json(entry),
            "first_seen": micros(self._now),
            "published": micros(entry.published or self._now),
            "dated": entry.published is not None,
            "title": entry.title,
            "authors": rows.lines(entry.authors),
            "language": entry.language,
            "image": entry.image,
            "media": entry.media,
            "fingerprint": revision.fingerprint(entry),
        }
        return (values[name] for name in _DRAFT)

    def _revive(self, unseen: Sequence[_Row], carried: Mapping[int, Found]) -> list[int]:
        """Give back to the editor what only baselines have brought so far, and this source not before.

        A draft that the editor has not done with is left to it: publication looks at the row whether it is news.
        """
        asleep = sorted(row.id for row in unseen if row.baseline)
        self._batch = self._batch or min(asleep, default=0)
        for each in asleep:
            this = update(articles).where(articles.c.id == each)
            self._connection.execute(this.values(baseline=False))
            again = this.where(articles.c.stage == "ready")
            values = {"entry": rows.entry_json(carried[each].entry), "batch": self._batch, "attempts": 0}
            self._connection.execute(again.values(stage="new", lease=None, **values))
        return asleep

    def _owe(self, unseen: Sequence[_Row]) -> None:
        """Owe what other sources brought earlier to those who read this one alone. A draft that the editor still has
        is owed by publication."""
        oldest = micros(self._now - self._poll.max_age) or 0
        for row in unseen:
            if not (self._baseline.applies or row.baseline) and row.stage == "ready" and row.published >= oldest:
                self._owed += carry(self._connection, self._poll.source_id, row.id, self._now)
                takedowns.watch(self._connection, row.id, self._now)

    def _revise(self, known: Sequence[_Row], carried: Mapping[int, Found]) -> int:
        """Give changed entries to the editor, at once or when a pause is over; of what waits already only the words are
        others now. Returns how many may be read at once."""
        revised = 0
        for row in known:
            fingerprint = revision.fingerprint(carried[row.id].entry)
            if row.fingerprint == fingerprint or row.source_id != self._poll.source_id or row.stage != "ready":
                continue
            new: dict[str, Any] = {"fingerprint": fingerprint}
            if row.fingerprint:  # else it is from before they were kept, and whether it has changed is not known
                due = None if row.waits else row.next_reading(self._now)
                if due is None and not row.waits:
                    continue
                new["entry"] = rows.entry_json(carried[row.id].entry)
                if due is not None:
                    new |= {"batch": row.id, "attempts": 0, "checked": due, "checks": row.checks + 1}
                    revised += due <= self._now
            self._connection.execute(update(articles).where(articles.c.id == row.id).values(new))
        return revised


def _distinct(found: Sequence[Found]) -> tuple[Found, ...]:
    """What has no key of an earlier one."""
    first: dict[str, int] = {}
    for at, each in enumerate(found):
        for key in each.keys:
            first.setdefault(key, at)
    return tuple(each for at, each in enumerate(found) if all(first[key] == at for key in each.keys))


def _words(stored: str) -> str:
    """What a draft says until the editor has read it."""
    entry = rows.entry(stored) if stored else None
    return (entry.summary or entry.content)[:BEGINNING] if entry else ""


def _tally(stored: str) -> Tally:
    return {kind: (held, broken) for kind, (held, broken) in json.loads(stored or "{}").items()}
