"""The JSON shapes of interface.md: values of the domain → plain documents. Times are RFC 3339, UTC."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from bot.domain.model import FeedLink, Item, Record, Results, SourceHealth, Spent, Stats

if TYPE_CHECKING:
    from bot.cli.finding import Finding
    from bot.cli.findings import Check

Document = dict[str, Any]

STATES = ("pending", "sent", "failed", "doubtful", "skipped", "held")


def show_json(document: Document) -> None:
    """Print one document to stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def moment(value: datetime | None) -> str | None:
    """RFC 3339, to the second."""
    return None if value is None else value.strftime("%Y-%m-%dT%H:%M:%SZ")


def item(value: Item) -> Document:
    """An item; its `id` is the article's, which `crier show` takes."""
    return {
        "id": value.article_id,
        "title": value.title,
        "url": value.url,
        "source": value.source_id,
        "section": value.section,
        "language": value.language,
        "published": moment(value.published),
        "summary": " ".join(value.summary),
        "automatic": value.automatic,
        "authors": list(value.authors),
        "image": value.image,
        "media": value.media,
    }


def results(value: Results) -> Document:
    """A page of items."""
    return {
        "items": [item(each) for each in value.items],
        "total": value.total,
        "total_capped": value.total_capped,
        "showing": value.showing,
    }


def record(value: Record) -> Document:
    """One article as stored."""
    return {
        **item(value.item),
        "text": value.text,
        "item": value.item.id,
        "story": value.story_id,
        "stage": value.stage,
        "first_seen": moment(value.first_seen),
        "sources": list(value.sources),
        "taken_down": moment(value.taken_down),
        "gone_status": value.gone_status or None,
        "editions": [item(each) for each in value.editions],
        "revisions": [{"title": each.title, "text": each.text, "seen": moment(each.seen)} for each in value.revisions],
        "posts": [
            {
                "platform": each.platform,
                "chat": each.chat,
                "topic": each.topic,
                "message": each.message,
                "sent": moment(each.sent),
            }
            for each in value.posts
        ],
    }


def source(value: SourceHealth) -> Document:
    """A source and its health."""
    return {
        "id": value.source.id,
        "url": value.source.url,
        "origin": value.source.origin,
        "status": value.status,
        "feed_url": value.feed_url,
        "feed_kind": value.feed_kind,
        "last_poll": moment(value.last_poll),
        "last_success": moment(value.last_success),
        "last_error": value.last_error,
        "last_new": moment(value.last_new),
        "next_poll": moment(value.next_poll),
        "failures": value.failures,
        "polls": value.polls,
        "unchanged": value.unchanged,
        "articles": value.articles,
        "title": value.title,
        "language": value.source.language,
        "section": value.source.section,
        "why": value.why,
        "interval_seconds": value.interval,
        "unchanged_share": round(value.unchanged / value.polls, 4) if value.polls else None,
        "paywalled": value.paywalled,
        "failing_since": moment(value.failing_since),
        "moved_to": value.moved_to,
        "pushed_until": moment(value.pushed_until),
        "links": [link(each) for each in value.links],
    }


def link(value: FeedLink) -> Document:
    """What discovery found at one address."""
    return {
        "url": value.url,
        "title": value.title,
        "language": value.language,
        "how": value.how,
        "outcome": value.outcome,
    }


def stats(value: Stats, now: datetime) -> Document:
    """Counts; `lag_seconds` is the age of the oldest delivery that waits."""
    lag = (now - value.oldest_pending).total_seconds() if value.oldest_pending else 0
    return {
        "articles": value.articles,
        "stories": value.stories,
        "chats": value.chats,
        "subscriptions": value.subscriptions,
        "deliveries": {state: value.deliveries.get(state, 0) for state in STATES},
        "lag_seconds": round(max(0, lag), 1),
        "sources": [source(each) for each in value.sources],
    }


def summaries(value: Spent) -> Document:
    """What today's summaries have cost, and in which ways they came about (written, mended, kept) or did not."""
    return {"requests": value.requests, "tokens": value.tokens, "ways": dict(value.ways)}


def finding(value: "Finding") -> Document:
    """What an address leads to. `found` is how its feed was found, `pages` what reading each item's page gave."""
    rhythm = value.rhythm
    return {
        "kind": value.kind,
        "url": value.url,
        "language": value.language,
        "sections": list(value.sections),
        "items": [
            {**item(each), "summaries": {its.engine: " ".join(its.sentences) for its in made}}
            for each, made in zip(value.items, value.shortened, strict=True)
        ],
        "address": value.address,
        "title": value.title,
        "feed_kind": value.feed_kind,
        "found": value.how,
        "links": [link(each) for each in value.links],
        "interval_seconds": value.interval,
        "asks_seconds": rhythm.every,
        "skip_hours": sorted(rhythm.skip_hours),
        "skip_days": sorted(rhythm.skip_days),
        "hub": value.hub,
        "pages": list(value.outcomes),
        "warnings": list(value.warnings),
    }


def check(value: "Check") -> Document:
    """One of the doctor's checks; `ok` is null where there was nothing to check."""
    return {"name": value.name, "ok": value.ok, "found": value.found, "remedy": value.remedy}
