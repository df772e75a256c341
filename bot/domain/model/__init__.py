"""The values that pass between the rooms: frozen, without behaviour that could fail.

A value is named by its place in the flow:

    DueSource → Page → Entry → Found → Draft → Ready → (Item, Owed) → Post

All times are timezone-aware UTC `datetime`s.
"""

from bot.domain.model.archive import Posted, Query, Record, Results, Revision, SourceHealth, Stats, Word
from bot.domain.model.articles import Batch, Draft, Found, Indexed, Item, Lane, Poll, Ready
from bot.domain.model.chats import Address, Closed, Layout, Place, PlaceKind, Status, Subscription, SubscriptionKind
from bot.domain.model.delivery import Claim, Doubt, Kind, Notice, Outcome, OutcomeState, Owed, Rank, Receipt
from bot.domain.model.reading import (
    NO_RHYTHM,
    NO_VALIDATORS,
    Alternate,
    DueSource,
    Entry,
    Feed,
    FeedLink,
    FullText,
    How,
    NextPoll,
    Origin,
    Page,
    PageText,
    Push,
    Rhythm,
    Source,
    Validators,
)
from bot.domain.model.speech import Ask, Button, Line, Person, Post, Reply, Span

__all__ = [
    "Address",
    "Alternate",
    "Ask",
    "Batch",
    "Button",
    "Claim",
    "Closed",
    "Doubt",
    "Draft",
    "DueSource",
    "Entry",
    "Feed",
    "FeedLink",
    "Found",
    "FullText",
    "How",
    "Indexed",
    "Item",
    "Kind",
    "Lane",
    "Layout",
    "Line",
    "NextPoll",
    "NO_RHYTHM",
    "NO_VALIDATORS",
    "Notice",
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
    "Push",
    "Rank",
    "Query",
    "Ready",
    "Receipt",
    "Record",
    "Reply",
    "Results",
    "Revision",
    "Rhythm",
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
