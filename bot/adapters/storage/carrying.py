"""A further source carries an article that is ready: who reads that source is owed it, and posts that stand credit it.

It is owed as publication owes a new one: an update to who got its story, and in a second-best language after a while.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.adapters.storage import relating
from bot.adapters.storage.owing import Owing, has_readers, owe_article
from bot.adapters.storage.schema import articles
from bot.domain.text import fold, index


def carry(connection: Connection, source_id: str, article_id: int, now: datetime) -> int:
    """Owe the article to those who read this source, and its credit to the others. Returns the number of rows."""
    owed = _owe_readers(connection, source_id, article_id, now)
    return owed + relating.credit(connection, article_id, source_id, now)


def _owe_readers(connection: Connection, source_id: str, article_id: int, now: datetime) -> int:
    if not has_readers(connection, source_id):
        return 0
    wanted = articles.c.item_id, articles.c.source_id, articles.c.section, articles.c.language, articles.c.authors
    row = connection.execute(
        select(*wanted, articles.c.title, articles.c.text, articles.c.summary).where(articles.c.id == article_id)
    ).one()
    authors = [folded for name in row.authors.splitlines() if (folded := fold(name))]
    indexed = index(row.title, row.text, row.language, row.summary.splitlines())
    owing = Owing(article_id, row.item_id, row.source_id, row.section, row.language, authors, indexed, now)
    return owe_article(connection, relating.in_its_story(connection, owing), to=source_id)
