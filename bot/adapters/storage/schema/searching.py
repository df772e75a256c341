"""What is searched, besides the engines' own indices."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from bot.adapters.storage.columns import metadata, words

KEYS = tuple(f"key{number}" for number in range(1, 7))

vocabulary = Table(  # of indexed articles, by spelling; a word stays when its last article has gone
    "vocabulary",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # a digest of the spelling
    Column("spelling", Text, nullable=False),  # a folded word, or a stem
    words("word"),  # of which the stem was taken
    *(Column(name, Integer, nullable=False, index=True) for name in KEYS),  # `domain.spelling.keys`
)
