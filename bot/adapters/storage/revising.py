"""Revisions: an article that is ready is read again, and its earlier words are kept.

Its section and its time of publication stay, and what has only been mended (`domain.revision`) is stored without a
trace. Chats are owed what they see of it (`publishing`): title and summary.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.adapters.storage import rows, search
from bot.adapters.storage.schema import articles, revisions
from bot.domain.model import Ready
from bot.domain.revision import Change, compare
from bot.domain.text import fold

WORDS = tuple(articles.c[name] for name in ("title", "text", "summary", "section", "section_label", "published"))


def revise(connection: Connection, ready: Ready, now: datetime) -> bool:
    """Store an article's new words over the earlier ones, unless they are stored already. Returns whether they say
    something else where it is posted."""
    waiting = articles.c.id == ready.draft.id, articles.c.stage == "ready", articles.c.entry != ""
    known = connection.execute(select(*WORDS, articles.c.source_id).where(*waiting)).one_or_none()
    if known is None:
        return False
    change = compare(known.title, known.text, ready.title, ready.text)
    new: dict[str, Any] = {}
    if change not in (Change.NONE, Change.POORER):
        new = _store_words(connection, ready, known)
    if change is Change.MATERIAL:
        earlier = {"article_id": ready.draft.id, "seen": now, "title": known.title, "text": known.text}
        connection.execute(insert(revisions).values(earlier))
    new |= {"entry": "", "lease": None, "attempts": 0, "last_error": ""}
    connection.execute(update(articles).where(*waiting).values(new))
    posted = (known.title, known.summary) != (ready.title, rows.lines(ready.summary))
    return change is Change.MATERIAL and posted


def _store_words(connection: Connection, ready: Ready, known: Any) -> dict[str, Any]:
    """Index the new words; returns the columns that hold them."""
    kept = {"section": known.section, "section_label": known.section_label, "published": known.published}
    ready = replace(ready, **kept)
    search.store(connection, ready, [folded for name in ready.authors if (folded := fold(name))])
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
