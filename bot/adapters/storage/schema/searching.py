"""What is searched, besides the engines' own indices."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from bot.adapters.storage.columns import Id, Instant, metadata, words

KEYS = tuple(f"key{number}" for number in range(1, 7))

indexed = Table(  # which article a row of the search index is, and what its place among others depends on (`indexing`)
    "indexed",
    metadata,
    Column("row", Id, primary_key=True, autoincrement=False),
    Column(
        "article_id", Id, ForeignKey("articles.id"), unique=True
    ),  # none: the article has another row by now, or none
    Column("item_id", Id, nullable=False),
    Column("published", Instant, nullable=False),
)

vocabulary = Table(  # of indexed articles, by spelling; a word stays when its last article has gone
    "vocabulary",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # a digest of the spelling
    Column("spelling", Text, nullable=False),  # a folded word, or a stem
    words("word"),  # of which the stem was taken
    *(Column(name, Integer, nullable=False, index=True) for name in KEYS),  # `domain.spelling.keys`
)
