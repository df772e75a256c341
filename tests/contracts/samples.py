"""Sample sources, articles and chats, brought into a store through its ports."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.adapters.storage.store import Store
from bot.domain import text
from bot.domain.identity import identify
from bot.domain.model import (
    NO_VALIDATORS,
    Address,
    Claim,
    Draft,
    Entry,
    Item,
    Kind,
    NextPoll,
    Outcome,
    Place,
    Poll,
    Ready,
    Receipt,
    Source,
    Subscription,
)

NOW = datetime(2026, 10, 6, 18, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
ONE = Source("one", "https://one.example/")
TWO = Source("two", "https://two.example/")
ALL = Subscription("all")
NEWS = (Kind.POST, Kind.UPDATE)


def entry(number: int, **fields: Any) -> Entry:
    """The entry of article `number`: a minute older than the next one."""
    known = {"title": f"Headline {number}", "url": f"https://one.example/post/headline-{number}"}
    return Entry(**{**known, "published": NOW - DAY / 2 + number * MINUTE, **fields})


def poll(source: Source, entries: Sequence[Entry], now: datetime = NOW, **fields: Any) -> Poll:
    """A successful poll that found these entries."""
    known = {"feed_url": f"{source.url}rss.xml", "feed_kind": "rss20", "validators": NO_VALIDATORS, "body_hash": ""}
    found = identify(source.id, entries, now)
    return Poll(**{"source_id": source.id, **known, "found": found, "next": NextPoll(now + 5 * MINUTE), **fields})


async def begin(store: Store, *sources: Source) -> None:
    """Seed sources and get their baseline behind them."""
    await store.sources.seed(sources or (ONE,), NOW)
    for source in sources or (ONE,):
        await store.sources.store_poll(poll(source, ()), NOW)


def ready(draft: Draft, **fields: Any) -> Ready:
    """A draft as the editor leaves it. `body` is its text."""
    own = fields.pop("body", None)
    body = "The council met and agreed." if own is None else own
    summary = fields.setdefault("summary", ("The council met.", "It agreed.") if own is None else (own,) * bool(own))
    title = fields.get("title", draft.entry.title)
    indexed = text.index(title, body, fields.get("language", "en"), summary)
    known = {
        "title": title, "text": body, "section": "world",
        "section_label": "World", "language": "en", "authors": draft.entry.authors,
        "published": draft.entry.published or draft.first_seen, "dated": draft.entry.published is not None,
        "image": draft.entry.image, "indexed": indexed, "terms": text.terms(indexed),
    }  # fmt: skip
    return Ready(draft, **{**known, **fields})


async def edit(
    store: Store, now: datetime = NOW, *, max_age: timedelta = 2 * DAY, settle: timedelta = timedelta(), **fields: Any
) -> int:
    """Publish every draft there is. Returns the number of rows owed."""
    owed = 0
    while batch := await store.articles.claim(now):
        articles = [ready(draft, **fields) for draft in batch.drafts]
        owed += await store.articles.publish(articles, now, max_age=max_age, settle=settle)
    return owed


async def publish(store: Store, *entries: Entry, source: Source = ONE, now: datetime = NOW, **fields: Any) -> int:
    """Poll and publish articles. Returns the number of rows owed."""
    await store.sources.store_poll(poll(source, entries, now), now)
    return await edit(store, now, **fields)


async def chat(store: Store, number: int | str = 1, *subscriptions: Subscription, **place: Any) -> Address:
    """A chat and what it subscribed to; to everything by default."""
    address = await store.addresses.ensure(Place("telegram", str(number), **place))
    for subscription in subscriptions or (ALL,):
        await store.addresses.subscribe(address.id, subscription, NOW)
    return address


async def claim(store: Store, now: datetime = NOW, limit: int = 100) -> list[Claim]:
    """Claim what is due on Telegram."""
    return list(await store.outbox.claim("telegram", limit, now))


def sent(claim: Claim, *messages: str, **fields: Any) -> Outcome:
    """An outcome: accepted."""
    return Outcome(claim, "sent", receipt=Receipt(messages or (f"m{claim.owed.id}",)), **fields)


async def deliver(store: Store, now: datetime = NOW) -> list[tuple[str, Item]]:
    """Send everything that may be sent. Returns (chat, item) of what is new, in order."""
    delivered = []
    while claims := await claim(store, now):
        await store.outbox.settle([sent(each) for each in claims], now)
        delivered += [(each.address.place.chat, each.item) for each in claims if each.item and each.owed.kind in NEWS]
    return delivered
