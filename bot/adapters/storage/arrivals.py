"""What a poll brought: which articles are known, and rows for those that are not.

An article is known by the first of its keys, in their order, that any article has (`domain.identity`); keys that it
lacked are added to it. It is archived, not posted, where the poll that found it was its source's first (the
baseline). Should a source past its own baseline carry an article for the first time that nobody but another source's
baseline has brought, then it is news to this source's readers: it goes to the editor once more, as one
of this poll's.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import insert as plain_insert
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows
from bot.adapters.storage.engine import insert
from bot.adapters.storage.schema import article_keys, articles, items, sightings, stories
from bot.domain.model import Found, Poll


class Arrivals:
    """One poll being stored, inside its transaction."""

    def __init__(self, connection: Connection, poll: Poll, now: datetime, *, baseline: bool) -> None:
        self._connection = connection
        self._poll = poll
        self._now = now
        self._baseline = baseline
        self._batch = 0  # one number for all that the editor gets of this poll: its first item's id

    def store(self) -> int:
        """Store all that was found. Returns the number of articles that the editor has to read."""
        owners = self._owners()
        new: list[Found] = []
        carried: dict[int, Found] = {}  # article id → what is known already
        for found in self._poll.found:
            owner = next((owners[key] for key in found.keys if key in owners), None)
            if owner is None:
                owner = -len(new) - 1  # not stored yet; a second one with its keys is the same article
                new.append(found)
            elif owner > 0:
                carried.setdefault(owner, found)
            for key in found.keys:
                owners.setdefault(key, owner)
        ids = self._insert(new)
        revived = [] if self._baseline else self._revive(carried)
        self._link({key: ids[-owner - 1] if owner < 0 else owner for key, owner in owners.items()})
        self._sight([*ids, *carried])
        return len(ids) + len(revived)

    def _owners(self) -> dict[str, int]:
        keys = [key for found in self._poll.found for key in found.keys]
        owners: dict[str, int] = {}
        for part in rows.sliced(keys):
            known = select(article_keys.c.key, article_keys.c.article_id).where(article_keys.c.key.in_(part))
            owners.update((key, owner) for key, owner in self._connection.execute(known))
        return owners

    def _insert(self, new: list[Found]) -> list[int]:
        if not new:
            return []
        story_ids = self._made(stories, [{"created": self._now} for _ in new])
        item_ids = self._made(items, [{"story_id": story, "created": self._now} for story in story_ids])
        self._batch = item_ids[0]
        drafts = [self._draft(found, item) for found, item in zip(new, item_ids, strict=True)]
        return self._made(articles, drafts)

    def _made(self, table: Any, values: list[dict[str, Any]]) -> list[int]:
        """The ids of new rows, in their order."""
        made = plain_insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return list((self._connection.execute(made, values)).scalars())

    def _draft(self, found: Found, item_id: int) -> dict[str, Any]:
        entry = found.entry
        published = entry.published or self._now
        return {
            "item_id": item_id,
            "source_id": self._poll.source_id,
            "url": found.url,
            "stage": "new",
            "batch": self._batch,
            "baseline": self._baseline,
            "entry": rows.entry_json(entry),
            "first_seen": self._now,
            "published": published,
            "dated": entry.published is not None,
            "title": entry.title,
            "authors": rows.lines(entry.authors),
            "language": entry.language,
            "image": entry.image,
            "media": entry.media,
        }

    def _link(self, owners: dict[str, int]) -> None:
        values = [{"key": key, "article_id": owner} for key, owner in owners.items()]
        if values:
            self._connection.execute(insert(self._connection, article_keys).on_conflict_do_nothing(), values)

    def _sight(self, ids: list[int]) -> None:
        values = [{"source_id": self._poll.source_id, "article_id": each, "seen": self._now} for each in ids]
        if values:
            self._connection.execute(insert(self._connection, sightings).on_conflict_do_nothing(), values)

    def _revive(self, carried: dict[int, Found]) -> list[int]:
        """Give back to the editor what only baselines have brought so far, and this source not before.

        A draft that the editor has not done with is left to it: publication looks at the row whether it is news.
        """
        here = select(sightings.c.article_id).where(sightings.c.source_id == self._poll.source_id)
        revived: list[int] = []
        for part in rows.sliced(list(carried)):
            asleep = update(articles).where(
                articles.c.id.in_(part), articles.c.baseline.is_(True), articles.c.id.not_in(here)
            )
            woken = asleep.values(baseline=False).returning(articles.c.id)
            revived.extend(self._connection.execute(woken).scalars())
        self._batch = self._batch or min(revived, default=0)
        for each in revived:
            again = update(articles).where(articles.c.id == each, articles.c.stage == "ready")
            entry = rows.entry_json(carried[each].entry)
            self._connection.execute(again.values(stage="new", entry=entry, batch=self._batch, attempts=0))
        return sorted(revived)
