"""How a source is, in words: a heading, and a labelled line for each thing that is known of it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.cli import paper
from bot.domain import links
from bot.domain.model import FeedLink, Source, SourceHealth

INDENT = 10  # columns, of what stands beside the labels
SHORT = 50  # characters of an address within a sentence
LATEST = 20  # articles that are looked at for paywalls
COLOURS = {"ok": "green", "failing": "red", "gone": "red"}
STATUSES = {"new": "not polled yet", "ok": "works", "failing": "fails", "paused": "paused", "gone": "gone for good"}
ORIGINS = {"config": "the configuration's", "terminal": "added in the terminal", "chat": "added in a chat"}
KINDS = {
    "json": "JSON Feed",
    "rdf": "RSS 1.0 (RDF)",
    "rss10": "RSS 1.0 (RDF)",
    "rss20": "RSS 2.0",
    "sitemap": "news sitemap",
    "sitemapindex": "index of news sitemaps",
}
FOUND = {
    "itself": "the address itself",
    "link": "announced by the page",
    "header": "announced in the page's Link header",
    "body": "linked on the page",
    "robots": "named in robots.txt",
    "guess": "found at a usual place",
}
TRIED = FOUND | {"guess": "a usual place"}  # whatever came of it
OWN_REMEDY = ("blocks this server", "; ")  # an error with one of these says itself what to do
GONE_FROM_CONFIG = "delete it from the configuration, or write its new address there"
UNITS = ((timedelta(days=2), "d", 86400), (timedelta(hours=2), "h", 3600), (timedelta(minutes=2), "min", 60))


def kind(name: str) -> str:
    """A kind of feed as people know it: "RSS 2.0", "Atom 1.0", "news sitemap"."""
    numbered = re.fullmatch(r"(rss|atom)(?:(\d)(\d+))?[un]?", name)
    if name in KINDS or numbered is None:
        return KINDS.get(name, name)
    family, major, minor = numbered.groups()
    return f"{'Atom' if family == 'atom' else 'RSS'}{f' {major}.{minor}' if major else ''}"


def span(seconds: float) -> str:
    """A length of time, roughly: "45 s", "25 min", "3 h", "9 d"."""
    whole = next(((unit, size) for least, unit, size in UNITS if seconds >= least.total_seconds()), ("s", 1))
    return f"{round(seconds / whole[1])} {whole[0]}"


def found_by(health: SourceHealth) -> str:
    """How the address in effect was found, in words; "" if it is not known."""
    how = next((link.how for link in health.links if link.outcome == "chosen"), "")
    if not how and health.feed_url:
        how = "itself" if links.key(health.feed_url) == links.key(health.source.url) else ""
    return FOUND.get(how, "")


def moved_to(health: SourceHealth) -> str:
    """Where an address that the source was given leads for good; "" if it has not moved."""
    itself = any(link.outcome == "chosen" and link.how == "itself" for link in health.links)
    followed = itself and links.key(health.feed_url) != links.key(health.source.url)
    return health.moved_to or (health.feed_url if followed else "")


def remedy(health: SourceHealth) -> str:
    """What the operator can do; "" if there is nothing to mend, or the error says it."""
    source = health.source
    if health.status == "gone":
        ours = source.origin != "config"
        end = f"crier sources remove {source.id}, or add its new address" if ours else GONE_FROM_CONFIG
        return f"{end}; if the site was mistaken, crier sources add {_address(source)} has it polled again"
    if health.status != "failing" or any(words in health.last_error for words in OWN_REMEDY):
        return ""
    return f"crier preview {_address(source)} shows what it gives now"


def _address(source: Source) -> str:
    return source.url if len(source.url) <= SHORT else "ADDRESS"


def heading(health: SourceHealth, zone: str, now: datetime) -> tuple[str, str]:
    """The status in words, and where the source came from."""
    status = STATUSES.get(health.status, health.status)
    if health.status == "failing":
        since = f" since {paper.when(health.failing_since, zone, now)}" if health.failing_since else ""
        status += f": {_times(health.failures)}{since}"
    origin = ORIGINS.get(health.source.origin, health.source.origin)
    if health.status == "paused" and health.source.origin == "config":
        origin = "no longer in the configuration; its archive is kept"
    return status, origin


def facts(health: SourceHealth, zone: str, now: datetime, *, verbose: bool = False) -> Iterator[tuple[str, str]]:
    """Label and text of each line; a label stands once, an empty one continues."""
    yield "feed", health.feed_url or health.source.url
    if told := feed(health):
        yield "", told
    if health.status != "new":
        yield "polled", _polled(health, zone, now)
    if health.status not in {"paused", "gone"} and health.next_poll:
        why = f": {health.why}" if health.why else ""
        yield "next", f"{paper.when(health.next_poll, zone, now)}{why}"
    if news := _news(health, zone, now):
        yield "news", news
    if health.pushed_until and health.pushed_until > now:
        yield "hub", f"tells of news until {paper.when(health.pushed_until, zone, now)}"
    yield from _trouble(health)
    if verbose:
        for number, link in enumerate(health.links):
            yield "found" if not number else "", found(link)


def found(link: FeedLink) -> str:
    """One address of a discovery, with how it was found and what came of trying it."""
    how = "" if link.url.endswith("/robots.txt") else TRIED.get(link.how, link.how)
    about = ", ".join(filter(None, (how, link.language, _quoted(link.title))))
    outcome = link.outcome.removeprefix(link.url).lstrip("/: ")  # which an error begins with
    return f"{link.url}{f' ({about})' if about else ''}: {outcome or 'not tried'}"


def show(health: SourceHealth, zone: str, now: datetime, *, verbose: bool = False) -> None:
    """Print a source and how it is."""
    status, origin = heading(health, zone, now)
    paper.entry(health.source.id, status, origin, colour=COLOURS.get(health.status, "yellow"))
    for label, text in facts(health, zone, now, verbose=verbose):
        paper.labelled(label, text, INDENT)


def feed(health: SourceHealth) -> str:
    """What kind of feed it is and whose, how it was found, and what its source was told of it; before the first poll
    only that."""
    named = " ".join(filter(None, (kind(health.feed_kind), _quoted(health.title))))
    how = found_by(health)
    elsewhere = links.key(health.feed_url) != links.key(health.source.url)
    where = f" {health.source.url}" if elsewhere and how.endswith("page") else ""
    language = health.source.language and (health.source.language if named else f"language {health.source.language}")
    told = [named, f"{how}{where}", language]
    return ", ".join(filter(None, [*told, health.source.section and f"section {health.source.section}"]))


def _polled(health: SourceHealth, zone: str, now: datetime) -> str:
    last = paper.when(health.last_poll, zone, now)
    if health.last_success != health.last_poll:
        before = f"last read {paper.when(health.last_success, zone, now)}" if health.last_success else "never read yet"
        last += f" in vain, {before}"
    if health.polls > 1:
        last += f"; {health.polls:,} polls, {health.unchanged / health.polls:.0%} of them unchanged"
    return last


def _news(health: SourceHealth, zone: str, now: datetime) -> str:
    pace = f"one every {span(health.interval)}" if health.interval else ""
    count = f"{health.articles:,} article{'s' * (health.articles != 1)}" if health.articles else ""
    newest = f"last {paper.when(health.last_new, zone, now)}" if health.last_new else ""
    looked_at = min(LATEST, health.articles)
    teasers = f"{health.paywalled} of the last {looked_at} show only a teaser (paywall)" if health.paywalled else ""
    return ", ".join(filter(None, (newest, pace, count, teasers)))


def _trouble(health: SourceHealth) -> Iterator[tuple[str, str]]:
    if where := moved_to(health):
        advice = "write it into config.toml" if health.source.origin == "config" else "it is followed"
        yield "moved", f"to {where}: {advice}"
    if health.last_error:
        yield "wrong", health.last_error
    if what := remedy(health):
        yield "" if health.last_error else "mend", f"→ {what}"


def _quoted(title: str) -> str:
    return f"“{paper.short(title, 60)}”" if title else ""


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times in a row"
