"""What a feed says of itself beside its entries: how often to ask, and who tells of news.

Read from the document's own text, so that it is the same in every format and in broken documents: RSS 2.0's ttl,
skipHours and skipDays; the Syndication module of RSS 1.0, which Atom and RSS 2.0 feeds carry as well; the links of
WebSub (W3C, §4), of which those of the answer's headers come first.
"""

import re
from collections.abc import Iterator

from bot.adapters.reading import markup
from bot.adapters.reading.discovery import from_headers
from bot.domain.model import Page, Rhythm
from bot.domain.text import clean

_LONGEST = 50_000  # characters looked at, before the first entry and after the last
_PREFIX = r"<(?:[\w.-]{1,30}:)?"
_TTL = re.compile(_PREFIX + r"ttl>\s{0,20}(\d{1,7})\s{0,20}<", re.IGNORECASE)
_PERIOD = re.compile(_PREFIX + r"updatePeriod>\s{0,20}([a-z]{1,10})\s{0,20}<", re.IGNORECASE)
_FREQUENCY = re.compile(_PREFIX + r"updateFrequency>\s{0,20}(\d{1,5})\s{0,20}<", re.IGNORECASE)
_SKIPPED = re.compile(r"<skip(hours|days)>(.{0,3000}?)</skip", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s{0,20}(\d{1,2})\s{0,20}<", re.IGNORECASE)
_DAY = re.compile(r"<day>\s{0,20}([a-z]{6,9})\s{0,20}<", re.IGNORECASE)
_LINK = re.compile(r"<(?:[\w.-]{1,30}:)?link\s([^<>]{1,5000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(rel|href)\s{0,9}=\s{0,9}(?:\"([^\"]{0,4096})\"|'([^']{0,4096})')", re.IGNORECASE)
_PERIODS = {"hourly": 3600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def around(document: str, first: int, last: int) -> str:
    """The document without its entries, the first of which begins at `first`, the last of which ends at `last`."""
    if first < 0:
        return document[:_LONGEST]
    return f"{document[: min(first, _LONGEST)]}\n{document[last : last + _LONGEST]}"


def rhythm(head: str) -> Rhythm:
    """How often the feed wants to be asked. Hours and days are GMT; RSS 0.91 counts hours to 24."""
    hours, days = frozenset[int](), frozenset[int]()
    for kind, inner in _SKIPPED.findall(head):
        if kind.lower() == "hours":
            hours = frozenset(int(hour) % 24 for hour in _HOUR.findall(inner) if int(hour) <= 24)
        else:
            days = frozenset(_DAYS.index(day.lower()) for day in _DAY.findall(inner) if day.lower() in _DAYS)
    # A feed that skips every hour or day could never be asked: it says nothing.
    return Rhythm(_every(head), hours if len(hours) < 24 else frozenset(), days if len(days) < 7 else frozenset())


def _every(head: str) -> float | None:
    ttl = _TTL.search(head)
    if ttl and int(ttl[1]):
        return int(ttl[1]) * 60.0
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    if period is None and frequency is None:
        return None
    length = _PERIODS.get(period[1].lower() if period else "daily")  # the module's own default
    return length / max(1, int(frequency[1]) if frequency else 1) if length else None


def hub_and_topic(page: Page, head: str) -> tuple[str, str]:
    """Where news of the feed can be subscribed to, and the feed's name there; "" where it does not say."""
    found: dict[str, str] = {}
    for href, relations in _links(page, head):
        for relation in {"hub", "self"} & set(relations):
            if address := markup.absolute(href, page.url):
                found.setdefault(relation, address)
    return found.get("hub", ""), found.get("self", "")


def _links(page: Page, head: str) -> Iterator[tuple[str, list[str]]]:
    for target, told in from_headers(page):
        yield target, told.get("rel", "").lower().split()
    for inner in _LINK.findall(head):
        told = {name.lower(): clean(double or single) for name, double, single in _ATTRIBUTE.findall(inner)}
        yield markup.line(told.get("href", "")), told.get("rel", "").lower().split()
