"""Which articles are one item in two languages.

The theory
----------
A page that names its other editions (hreflang) is believed, as is one that they name; both are what a site says of
itself. Where it says nothing, an edition is told by what translators leave as it is:

- the *slug*, where it is long enough to be this article's alone ("/en/post/rail-corridor-signed", "/ru/post/rail-…");
- the *number* in the address, or the *picture*, if the two were published close together. Numbers run on in every
  language, and a picture serves the next article as well, so neither is enough for articles that are hours apart, or
  where more than one article in that language would do;
- figures: titles that name different numbers are different articles, whatever they share.

Both must be on one site and in different languages. One wrongly joined is news that a chat never gets; one not joined
is news that it gets twice. So what is in doubt stays apart.

Roads not taken: translating; comparing names across scripts, since articles about one person share all of them; the
order in which both stand in their feeds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.links import front_page
from bot.domain.text import words

WINDOW = timedelta(hours=6)  # between two editions that share a slug
CLOSE = timedelta(hours=2)  # that share a number or a picture
LONG_SLUG = 3  # words
LONG_NUMBER = 4  # digits

_NUMBER = re.compile(rf"(?<!\d)\d{{{LONG_NUMBER},}}(?!\d)")
_DATE = re.compile(r"/(?:19|20)\d\d/(?:\d\d?/){0,2}|(?:19|20)\d\d-?\d\d-?\d\d")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may be an edition of another."""

    article_id: int
    item_id: int
    language: str
    title: str
    url: str
    published: datetime
    image: str = ""


def find(new: Candidate, others: Iterable[Candidate]) -> Candidate | None:
    """The article of which `new` is an edition, where that is certain."""
    possible = [other for other in others if _may_be(new, other)]
    for signs, apart in ((_slugs, WINDOW), (_numbers, CLOSE), (_pictures, CLOSE)):
        own = signs(new)
        alike = [each for each in possible if own & signs(each) and abs(each.published - new.published) <= apart]
        if alike:  # of an item's editions any will do
            return alike[0] if len({each.item_id for each in alike}) == 1 else None
    return None


def _may_be(one: Candidate, other: Candidate) -> bool:
    if not (one.language and other.language) or one.language == other.language:
        return False
    return front_page(one.url) == front_page(other.url) != "" and _agree(one.title, other.title)


def _agree(one: str, other: str) -> bool:
    """Do two titles name the same numbers, as far as both name any?"""
    first, second = ({word for word in words(title) if word.isdecimal()} for title in (one, other))
    return not (first and second) or first == second


def _slugs(article: Candidate) -> frozenset[str]:
    slug = article.url.partition("?")[0].rstrip("/").rpartition("/")[2].partition(".")[0].lower()
    return frozenset([slug]) if len([*filter(str.isalpha, re.split(r"[-_]", slug))]) >= LONG_SLUG else frozenset()


def _numbers(article: Candidate) -> frozenset[str]:
    _, slash, path = article.url.partition("//")[2].partition("/")
    return frozenset(_NUMBER.findall(_DATE.sub("/", slash + path)))


def _pictures(article: Candidate) -> frozenset[str]:
    return frozenset(filter(None, [article.image]))
