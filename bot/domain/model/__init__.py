"""The values that pass between the rooms: frozen, without behaviour that could fail.

A value is named by its place in the flow:

    DueSource → Page → Entry → Found → Draft → Ready → (Item, Owed) → Post

All times are timezone-aware UTC `datetime`s.
"""

from bot.domain.model.archive import Posted, Query, Record, Results, Revision, SourceHealth, Stats, Word
from bot.domain.model.articles import Batch, Draft, Found, Indexed, Item, Poll, Ready
from bot.domain.model.chats import Address, Closed, Layout, Place, PlaceKind, Status, Subscription, SubscriptionKind
from bot.domain.model.delivery import Claim, Kind, Outcome, OutcomeState, Owed, Receipt
from bot.domain.model.reading import (
    NO_VALIDATORS,
    DueSource,
    Entry,
    Feed,
    FeedLink,
    FullText,
    Origin,
    Page,
    PageText,
    Source,
    Validators,
)
from bot.domain.model.speech import Ask, Button, Line, Person, Post, Reply, Span

__all__ = [
    "Address",
    "Ask",
    "Batch",
    "Button",
    "Claim",
    "Closed",
    "Draft",
    "DueSource",
    "Entry",
    "Feed",
    "FeedLink",
    "Found",
    "FullText",
    "Indexed",
    "Item",
    "Kind",
    "Layout",
    "Line",
    "NO_VALIDATORS",
    "Origin",
    "Outcome",
    "OutcomeState",
    "Owed",
    "Page",
    "PageText",
    "Person",
    "Place",
    "PlaceKind",
    "Poll",
    "Post",
    "Posted",
    "Query",
    "Ready",
    "Receipt",
    "Record",
    "Reply",
    "Results",
    "Revision",
    "Source",
    "SourceHealth",
    "Span",
    "Stats",
    "Status",
    "Subscription",
    "SubscriptionKind",
    "Validators",
    "Word",
]
