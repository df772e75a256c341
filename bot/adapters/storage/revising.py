"""Revisions: an article that is ready is read again, and its earlier words are kept: the first and the latest of them.

Its section and its time of publication stay, and what has only been mended (`domain.revision`) is stored without a
trace. Chats are owed what they see of it (`publishing`): title and summary. When these say something else the article
is corrected, and remembers the title before. What a program wrote is kept by the summarizer while it is true.

What the source has changed while the article was being read waits for the next reading.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import indexing, rows
from bot.adapters.storage.schema import articles, revisions
from bot.domain.model import Ready
from bot.domain.revision import Change, compare, pause_after, reads_otherwise, still_says
from bot.domain.text import fold

KEPT = 20  # revisions of one article
WORDS = tuple(
    articles.c[name] for name in ("title", "text", "summary", "section", "section_label", "published", "engine")
)


def revise(connection: Connection, ready: Ready, now: datetime) -> bool:
    """Store an article's new words over the earlier ones, unless they are stored already. Returns whether they say
    something else where it is posted, and not struck through."""
    waiting = articles.c.id == ready.draft.id, articles.c.stage == "ready", articles.c.entry != ""
    more = articles.c.source_id, articles.c.entry, articles.c.checks, articles.c.taken_down
    known = connection.execute(select(*WORDS, *more).where(*waiting)).one_or_none()
    if known is None:
        return False
    change, corrected = compare(known.title, known.text, ready.title, ready.text), False
    new = _read(ready, known, now, fruitless=0 if change is Change.MATERIAL else known.checks)
    if change not in (Change.NONE, Change.POORER):
        new |= _store_words(connection, ready, known)
    if change is Change.MATERIAL:
        _keep(connection, ready.draft.id, known, now)
        retitled = reads_otherwise(known.title, ready.title)
        corrected = retitled or _says_otherwise(known, ready)
        new |= {"corrected": now, "correction": known.title * retitled} if corrected else {}
    connection.execute(update(articles).where(*waiting).values(new))
    return corrected and not known.taken_down


def _says_otherwise(known: Any, ready: Ready) -> bool:
    """Whether the summary says something else, and not only because a program writes now what was quoted before, which
    the article still says."""
    if ready.automatic and known.engine != rows.AUTOMATIC and still_says(ready.text, known.summary):
        return False
    return reads_otherwise(known.summary, rows.lines(ready.summary))


def _read(ready: Ready, known: Any, now: datetime, *, fruitless: int) -> dict[str, Any]:
    """The columns of one that has been read, `fruitless`: the last readings in a row. What it was read from is let go,
    but for what came meanwhile, which waits for the next reading."""
    read = {"lease": None, "attempts": 0, "last_error": ""}
    if rows.entry(known.entry) == ready.draft.entry:
        return read | {"entry": "", "checked": now, "checks": fruitless}
    return read | {"checked": now + pause_after(fruitless), "checks": fruitless + 1}


def _keep(connection: Connection, article_id: int, known: Any, now: datetime) -> None:
    """Keep the earlier words; of too many revisions the first and the latest."""
    earlier = {"article_id": article_id, "seen": now, "title": known.title, "text": known.text}
    connection.execute(insert(revisions).values(earlier))
    its = revisions.c.article_id == article_id
    latest = select(revisions.c.id).where(its).order_by(revisions.c.id.desc()).limit(KEPT - 1)
    first = select(func.min(revisions.c.id)).where(its)
    too_many = its, revisions.c.id.not_in(latest), revisions.c.id != first.scalar_subquery()
    connection.execute(delete(revisions).where(*too_many))


def _store_words(connection: Connection, ready: Ready, known: Any) -> dict[str, Any]:
    """Index the new words; returns the columns that hold them."""
    kept = {"section": known.section, "section_label": known.section_label, "published": known.published}
    ready = replace(ready, **kept)
    if not known.taken_down:
        indexing.store(connection, ready, [folded for name in ready.authors if (folded := fold(name))])
    return {
        "title": ready.title,
        "text": ready.text,
        "summary": rows.lines(ready.summary),
        "authors": rows.lines(ready.authors),
        "language": ready.language,
        "image": ready.image,
        "media": ready.media,
        "paywalled": ready.paywalled,
        "engine": rows.AUTOMATIC * ready.automatic,
    }
