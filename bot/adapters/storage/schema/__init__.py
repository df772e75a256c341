"""The tables. Times are microseconds since 1970 UTC (`Instant`); ids are surrogate integers unless said otherwise.

Migrations make these tables (`migrations/`); a test compares the two. For the states of the outbox see `outbox`.
"""

from bot.adapters.storage.columns import metadata
from bot.adapters.storage.schema.chats import addresses, filter_terms, filters, subscriptions
from bot.adapters.storage.schema.delivery import message_items, messages, notes, outbox
from bot.adapters.storage.schema.likenesses import spending, story_features, story_terms, summaries
from bot.adapters.storage.schema.processes import leases, processes
from bot.adapters.storage.schema.reading import (
    alternates,
    article_keys,
    articles,
    authors,
    items,
    pushes,
    revisions,
    section_pairs,
    sections,
    sightings,
    sources,
    stories,
)
from bot.adapters.storage.schema.searching import indexed, vocabulary

__all__ = [
    "addresses",
    "alternates",
    "article_keys",
    "articles",
    "authors",
    "filter_terms",
    "filters",
    "indexed",
    "items",
    "leases",
    "message_items",
    "messages",
    "metadata",
    "notes",
    "outbox",
    "processes",
    "pushes",
    "revisions",
    "section_pairs",
    "sections",
    "sightings",
    "sources",
    "spending",
    "stories",
    "story_features",
    "story_terms",
    "subscriptions",
    "summaries",
    "vocabulary",
]
