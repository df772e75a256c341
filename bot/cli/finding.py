"""What an address leads to: a feed, a news sitemap, a page that leads to one, or a single article."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from bot.cli.shortened import Shortened, shorten
from bot.cli.trial import Memory, Trial, trial
from bot.domain import links
from bot.domain.article import draw_up, section_of
from bot.domain.errors import Blocked, CrierError, FetchFailed, Forbidden, Missing, TooMuch, Unreachable, Unreadable
from bot.domain.model import (
    NO_RHYTHM,
    Draft,
    Entry,
    Feed,
    FeedLink,
    Item,
    Page,
    PageText,
    Query,
    Rhythm,
    Source,
    SourceHealth,
)
from bot.domain.post import section_name

if TYPE_CHECKING:
    from bot.config import Config

SECTIONS = 50
NEWEST = 50  # entries whose dates make the interval
FEWEST = 3
STALE = timedelta(days=30)  # without an item: perhaps it is not the feed that readers get
AN_ARTICLE = 500  # characters of text: below it a dated page is a front page or a notice


REMEDIES: dict[type[FetchFailed], str] = {
    Missing: "open the site in a browser and copy the address from there",
    Unreachable: "try again later, and look whether a browser on this machine can open it",
    TooMuch: "fetch.max_bytes and fetch.timeout_seconds set the limits",
}


ASKED_AGAIN = ", and is asked again meanwhile"  # true of the bot, not of who looks once


class Nothing(CrierError):
    """An address did not answer; `str` says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an address leads to. `kind`: feed, sitemap, home (a page that leads to a feed) or page (one article)."""

    kind: str
    address: str  # as it was asked for
    url: str  # of the feed, or of the page
    feed_kind: str
    language: str
    sections: tuple[str, ...]
    items: tuple[Item, ...]
    outcomes: tuple[str, ...]  # of reading each item's own page, in words
    title: str = ""
    how: str = ""  # the feed was found (`FeedLink.how`)
    links: tuple[FeedLink, ...] = ()  # all that was found
    rhythm: Rhythm = NO_RHYTHM
    interval: float | None = None  # median seconds between two items
    hub: str = ""
    warnings: tuple[str, ...] = ()
    shortened: tuple[tuple[Shortened, ...], ...] = ()  # each item by each engine that was asked for


async def look(
    config: "Config", url: str, count: int, say: Callable[[str], None], engines: Sequence[str] = ()
) -> Finding:
    """Poll `url` as a source and edit its newest `count` items, shortened by each of the `engines`, or by that of the
    settings; `say` is told what is waited for. Raises `FetchFailed` or `Unreadable`."""
    from bot.app import parts

    source = next((each for each in parts.sources(config) if each.url == url), Source("preview", url))
    async with trial(config, (source,), count, say) as attempt:
        await attempt.poller.once()
        (health,) = await attempt.health()
        feed = attempt.feed(health) if not health.last_error else None
        trouble = problem(attempt.memory, health)
        article = await _article(attempt, source, feed)
        if article is not None:
            return await _page(config, attempt, source, article, health, engines)
        if feed is None:
            raise trouble
        await attempt.editor.once()
        found = await attempt.store.articles.find(Query(), limit=count)
        (health,) = await attempt.health()
        records = [await attempt.store.articles.show(str(item.article_id)) for item in found.items]
        texts = [(record.item, record.text) for record in records if record is not None]
        shortened = await shorten(config, attempt.store, texts, engines or (config.summaries.engine,))
    sections = _sections(config, source, feed, found.items)
    items = _as_first(found.items, shortened)
    seen = _feed(source, attempt.memory, health, feed, items, sections, parts.now())
    return replace(seen, shortened=shortened)


def _as_first(items: Sequence[Item], shortened: Sequence[Sequence[Shortened]]) -> tuple[Item, ...]:
    """The items with the summary of the first engine."""
    return tuple(
        replace(item, summary=first.sentences, automatic=first.automatic)
        for item, (first, *_) in zip(items, shortened, strict=True)
    )


def problem(memory: Memory, health: SourceHealth) -> CrierError:
    """Why an address gave no feed, with what to do about it."""
    error = memory.failure(health.source.url)
    if not isinstance(error, FetchFailed):
        return Unreadable(health.last_error)
    if str(error).endswith(ASKED_AGAIN):
        return Nothing(str(error).removesuffix(ASKED_AGAIN))
    remedy = next((words for kind, words in REMEDIES.items() if isinstance(error, kind)), "")
    return error if not remedy or "; " in str(error) else Nothing(f"{error}; {remedy}")


def _sections(config: "Config", source: Source, feed: Feed | None, items: Sequence[Item]) -> tuple[str, ...]:
    """The sections of the items, and of what else the feed holds as far as it says so itself; each once, however it is
    written, by the name that posts give it."""
    from bot.adapters.wording import GettextWording
    from bot.app import parts

    spellings, now, shown = config.spellings(), parts.now(), {links.key(item.url) for item in items}
    others = [each for each in (feed.entries if feed else ()) if each.categories and links.key(each.url) not in shown]
    drafts = (Draft(0, 0, source, entry, entry.url, now, baseline=True) for entry in others)
    found: dict[str, str] = {}
    for item in items:
        found.setdefault(item.section, item.section_label)
    for draft in drafts:
        found.setdefault(*section_of(draft, PageText(), spellings))
    gettext = GettextWording().words(config.site.language).gettext
    return tuple(section_name(key, label, gettext) for key, label in found.items() if key)[:SECTIONS]


# --- one article -------------------------------------------------------------------------------------------


async def _article(attempt: Trial, source: Source, feed: Feed | None) -> PageText | None:
    """The article at the address itself, if there is one: a feed lists it, or it has a date and enough of text."""
    page = attempt.memory.first
    if page is None or links.is_home(page.url) or not _is_html(page):
        return None
    try:
        text = await attempt.reader.article(page)
    except (Unreadable, FetchFailed):
        return None
    own = {links.key(each) for each in (source.url, page.url, text.canonical) if each}
    listed = feed is not None and any(links.key(entry.url) in own for entry in feed.entries if entry.url)
    return text if listed or feed is None or (text.published and len(text.text) >= AN_ARTICLE) else None


def _is_html(page: Page) -> bool:
    return b"<html" in page.body[:4096].lower() or "html" in page.content_type


async def _page(
    config: "Config", attempt: Trial, source: Source, text: PageText, health: SourceHealth, engines: Sequence[str]
) -> Finding:
    from bot.app import parts

    page = attempt.memory.first
    assert page is not None  # noqa: S101 - the article was read from it
    draft = Draft(0, 0, source, Entry(""), page.url, parts.now(), baseline=True)
    ready = draw_up(draft, text, config.spellings())
    item = Item(
        id=0, article_id=0, title=ready.title, url=ready.canonical or page.url, source_id=source.id,
        language=ready.language, published=ready.published, dated=ready.dated, section=ready.section,
        section_label=ready.section_label, authors=ready.authors, image=ready.image, media=ready.media,
    )  # fmt: skip
    shortened = await shorten(config, attempt.store, [(item, ready.text)], engines or (config.summaries.engine,))
    return Finding(
        "page", source.url, page.url, "page", ready.language, _sections(config, source, None, (item,)),
        _as_first([item], shortened),
        (_read(text),), links=health.links or _itself(health),
        shortened=shortened,
        warnings=tuple(_about_pages([_read(text)])) + (() if ready.dated else ("the page tells no date",)),
    )  # fmt: skip


# --- a feed ------------------------------------------------------------------------------------------------


def _feed(
    source: Source,
    memory: Memory,
    health: SourceHealth,
    feed: Feed,
    items: Sequence[Item],
    sections: tuple[str, ...],
    now: datetime,
) -> Finding:
    itself = links.key(health.feed_url) == links.key(source.url)
    kind = "home" if not itself else "sitemap" if health.feed_kind.startswith("sitemap") else "feed"
    chosen = next((link.how for link in health.links if link.outcome == "chosen"), "itself" if itself else "")
    outcomes = tuple(_outcome(memory, item) for item in items)
    return Finding(
        kind, source.url, health.feed_url, health.feed_kind,
        source.language or feed.language or next((item.language for item in items), ""), sections,
        tuple(items), outcomes, health.title or feed.title, chosen, health.links or _itself(health), feed.rhythm,
        _interval(feed), feed.hub, tuple(_warnings(health, feed, outcomes, now)),
    )  # fmt: skip


def _itself(health: SourceHealth) -> tuple[FeedLink, ...]:
    """A feed that was not looked for stands at the address itself."""
    itself = health.feed_url and links.key(health.feed_url) == links.key(health.source.url)
    return (FeedLink(health.feed_url, health.title, how="itself", outcome="chosen"),) if itself else ()


def _interval(feed: Feed) -> float | None:
    dates = sorted((entry.published for entry in feed.entries if entry.published), reverse=True)[:NEWEST]
    if len(dates) < FEWEST:
        return None
    return float(median((later - earlier).total_seconds() for later, earlier in pairwise(dates)))


def _outcome(memory: Memory, item: Item) -> str:
    text = memory.page(item.url)
    if text is not None:
        return _read(text)
    failure = memory.failure(item.url)
    match failure:
        case None:
            return "not asked: the feed gives the text" if item.url else "none: the item has no address"
        case Blocked():
            return "the site blocks this server"
        case Forbidden() if "robots" in str(failure):
            return "robots.txt forbids it"
    return str(failure)


def _read(text: PageText) -> str:
    if text.paywalled:
        return "only a teaser (paywall)"
    return f"full text, {len(text.text.split()):,} words" if text.text else "no text"


# --- what to look out for ----------------------------------------------------------------------------------


def _warnings(health: SourceHealth, feed: Feed, outcomes: Sequence[str], now: datetime) -> Iterator[str]:
    entries = feed.entries
    if not entries:
        yield "it holds no items now"
        return
    dates = [entry.published for entry in entries if entry.published]
    if len(dates) < len(entries):
        yield f"{len(entries) - len(dates)} of {len(entries)} items have no date: when they were first seen is taken"
    if dates and max(dates) < now - STALE:
        days = (now - max(dates)).days
        yield f"its newest item is {days} days old: perhaps the site has another feed, or is asleep"
    if unlinked := sum(not entry.url for entry in entries):
        yield f"{unlinked} of {len(entries)} items have no link: their posts link to the site"
    if health.moved_to:
        yield f"it has moved to {health.moved_to}: write that"
    yield from _about_pages(outcomes)


def _about_pages(outcomes: Sequence[str]) -> Iterator[str]:
    for words, told in (
        ("(paywall)", "show only a teaser (paywall): summaries can say no more than that"),
        ("blocks this server", "do not come, for the site blocks this server: the feed's own text is used"),
        ("robots.txt", "are forbidden by robots.txt: the feed's own text is used"),
    ):
        if number := sum(words in outcome for outcome in outcomes):
            yield f"{number} of {len(outcomes)} article pages {told}"
