"""An article as its own page tells of it: what its posts show, where else it stands, and how its words have changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.corrections import because
from bot.domain.difference import Difference, difference
from bot.domain.links import host, is_web
from bot.domain.model import Credit, Item, Record
from bot.domain.post import NAME_UNITS, one_line, section_of
from bot.domain.style import Gettext
from bot.domain.text import clean

SHOWN: Final = 20  # changes
ALONG: Final = 30  # other editions and sources
TITLE, SUMMARY = 400, 2000  # UTF-16 units
NAMES: Final = 8


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of the words at one time. `title`: of the headline, whole; None if that is the same."""

    at: datetime
    title: Difference | None
    text: Difference


@dataclass(frozen=True, slots=True)
class Along:
    """The same in another language, on a page of its own."""

    label: str
    title: str
    language: str
    link: str


@dataclass(frozen=True, slots=True)
class Story:
    """All that the page shows. `reason`: why it was taken down, if anybody said; `changes`: the latest first."""

    item: Item
    title: str
    section: str
    byline: str
    summary: str
    site: str
    link: str
    taken_down: datetime | None
    reason: str
    editions: tuple[Along, ...]
    sources: tuple[Credit, ...]
    changes: tuple[Changed, ...]


def told(record: Record, site: str, homepage: str, gettext: Gettext) -> Story:
    """What the page of an article shows; `site` publishes what is found on the host of its `homepage`."""
    item = record.item
    return Story(
        item=item,
        title=one_line(item.title, TITLE) or site,
        section=section_of(item, gettext),
        byline=", ".join(name for each in item.authors[:NAMES] if (name := one_line(each, NAME_UNITS))),
        summary=one_line(" ".join(item.summary), SUMMARY),
        site=site_of(item.url, site, homepage),
        link=item.url if is_web(item.url) else "",
        taken_down=record.taken_down,
        reason=because(str(record.gone_status), gettext) if record.taken_down and record.gone_status else "",
        editions=tuple(_along(other) for other in record.editions if other.language != item.language)[:ALONG],
        sources=tuple(credited(credit) for credit in item.credits if is_web(credit.url))[:ALONG],
        changes=changes(record),
    )


def changes(record: Record) -> tuple[Changed, ...]:
    """How the words have changed, the latest change first."""
    wordings = [*((each.title, each.text) for each in record.revisions), (record.item.title, record.text)]
    found = [
        Changed(
            earlier.seen,
            _of_titles(earlier.title, title),
            difference(clean(earlier.text), clean(text)),
        )
        for earlier, (title, text) in list(zip(record.revisions, wordings[1:], strict=True))[-SHOWN:]
    ]
    return tuple(found[::-1])


def _of_titles(old: str, new: str) -> Difference | None:
    return None if old == new else difference(one_line(old, TITLE), one_line(new, TITLE), shown=2 * TITLE)


def _along(other: Item) -> Along:
    language = other.language.upper()[:8]
    return Along(language, one_line(other.title, TITLE) or other.url, other.language, f"/a/{other.article_id}")


def credited(credit: Credit) -> Credit:
    """A source as people read its name: else by its host."""
    return Credit(one_line(credit.name, NAME_UNITS) or host(credit.url), credit.url)


def site_of(url: str, site: str, homepage: str) -> str:
    """The site's name for its own articles, the host for another's."""
    there = host(url)
    return site if not there or there == host(homepage) else there
