"""Publishing: an article becomes ready, searchable and owed in one transaction."""

from collections.abc import Container
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.engine import Connection

from bot.adapters.storage import correcting, editions, indexing, pairing, relating, rows, takedowns, withholding
from bot.adapters.storage.engine import insert
from bot.adapters.storage.owing import Owing, owe_article
from bot.adapters.storage.revising import revise
from bot.adapters.storage.schema import articles, authors, sections
from bot.adapters.storage.uniting import learn_address
from bot.domain.model import Kind, Ready
from bot.domain.text import fold


class Publication:
    """A batch of articles being published, inside its transaction."""

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        max_age: timedelta,
        settle: timedelta,
        configured: Container[str] = (),
        *,
        corrections: bool = True,
        language: str = "en",
    ) -> None:
        self._connection = connection
        self._now = now
        self._oldest = now - max_age
        self._settle = settle
        self._configured = configured  # sections that keep their names
        self._corrections = corrections
        self._language = language  # the site's

    def add(self, ready: Ready) -> int:
        """Publish one article unless it is published already. Returns the number of rows owed.

        Whether it is baseline is the row's to say, not the draft's: another source may have carried it meanwhile.
        """
        if ready.draft.revision:
            changed = revise(self._connection, ready, self._now)
            if changed:
                relating.revised(self._connection, ready)
            return self._correct(ready) if changed and self._corrections else 0
        if learn_address(self._connection, ready):
            return 0
        section = pairing.same_section(self._connection, ready.section)
        renamed, ready = section != ready.section, replace(ready, section=section)
        baseline = self._store(ready)
        if baseline is None:
            return 0
        pairing.store_alternates(self._connection, ready)  # before: by them its item is found
        relation, ready = relating.relate(self._connection, ready)
        names = {folded: name for name in ready.authors if (folded := fold(name))}
        self._learn(ready, names, renamed=renamed)
        indexing.store(self._connection, ready, list(names))
        owed = 0 if baseline or ready.published < self._oldest else self._owe(ready, list(names), relation)
        if owed:
            takedowns.watch(self._connection, ready.draft.id, self._now)
        pairing.pair(self._connection, ready, self._configured)  # after: subscriptions may go by another name then
        return owed

    def _owe(self, ready: Ready, names: list[str], relation: relating.Relation) -> int:
        until = ready.draft.first_seen + self._settle
        held = until if self._settle and until > self._now else None
        article = ready.draft.id, ready.draft.item_id, ready.draft.source.id, ready.section, ready.language
        owing = Owing(*article, names, ready.indexed, self._now, held)
        owed = owe_article(self._connection, relating.in_its_story(self._connection, owing))
        return owed + self._amend(ready, relation, held)

    def _amend(self, ready: Ready, relation: relating.Relation, held: datetime | None) -> int:
        """What is there already shows what it is now: a better edition, another source. Returns the edits owed."""
        if relation == "edition":
            item, edited = (
                ready.draft.item_id,
                editions.prefer(self._connection, ready, self._language, self._now, held),
            )
            return edited + withholding.give_back(self._connection, item, self._now, self._oldest)
        if relation == "reprint":
            return relating.credit(self._connection, ready.draft.id, ready.draft.source.id, self._now)
        return 0

    def _correct(self, ready: Ready) -> int:
        item, article = ready.draft.item_id, ready.draft.id
        return correcting.owe(self._connection, item, Kind.EDIT, self._now, article_id=article)

    def _store(self, ready: Ready) -> bool | None:
        """Make the article ready. Returns whether it is archived only (baseline); None if it was ready already."""
        new = update(articles).where(articles.c.id == ready.draft.id, articles.c.stage == "new")
        baseline: bool | None = self._connection.scalar(
            new.returning(articles.c.baseline).values(
                stage="ready",
                lease=None,
                entry="",
                last_error="",
                published=ready.published,
                dated=ready.dated,
                title=ready.title,
                text=ready.text,
                summary=rows.lines(ready.summary),
                section=ready.section,
                section_label=ready.section_label,
                language=ready.language,
                authors=rows.lines(ready.authors),
                image=ready.image,
                media=ready.media or ready.draft.entry.media,
                paywalled=ready.paywalled,
                engine=rows.AUTOMATIC * ready.automatic,
            )
        )
        return baseline

    def _learn(self, ready: Ready, names: dict[str, str], *, renamed: bool) -> None:
        """Remember how sections and authors are written. A section in another language keeps its one label."""
        if ready.section:
            label = ready.section_label or ready.section
            seen = insert(self._connection, sections).values(key=ready.section, label=label, articles=1)
            again = {"label": sections.c.label if renamed else label, "articles": sections.c.articles + 1}
            self._connection.execute(seen.on_conflict_do_update(index_elements=["key"], set_=again))
        for folded, name in names.items():
            written = insert(self._connection, authors).values(key=folded, name=name)
            self._connection.execute(written.on_conflict_do_nothing())
