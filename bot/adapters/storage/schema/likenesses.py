"""What tells stories, for as long as they are news, and what summaries have cost."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from bot.adapters.storage.columns import Id, Instant, metadata

story_terms = Table(  # what an article is found by when another is compared with it
    "story_terms",
    metadata,
    Column("term", BigInteger, primary_key=True, autoincrement=False),  # a digest
    Column("article_id", Id, ForeignKey("articles.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

story_features = Table(  # what it is compared by
    "story_features",
    metadata,
    Column("article_id", Id, ForeignKey("articles.id"), primary_key=True),
    Column("published", Instant, nullable=False, index=True),
    Column("features", Text, nullable=False),  # JSON
)

summaries = Table(  # that cost something to make
    "summaries",
    metadata,
    Column("key", String(64), primary_key=True),  # a digest of engine and article
    Column("summary", Text, nullable=False),  # sentences, one a line
    Column("written", Instant, nullable=False, index=True),
)

spending = Table(
    "spending",
    metadata,
    Column("day", String(10), primary_key=True),  # of UTC, as in 2026-12-01
    Column("requests", Integer, nullable=False, server_default="0"),
    Column("tokens", BigInteger, nullable=False, server_default="0"),
)
