"""Which articles are one item in two languages.

The theory
----------
A page that names its other editions (hreflang) is believed, as is one that they name; both are what a site says of
itself. Where it says nothing, an edition is told by what translators leave as it is. Four *signs* are looked for:

    slug      the last part of the address, of three words or more
    number    in that part, of four digits or more, that is no date
    picture   the very same address
    figures   two or more of the numbers in the text, years and single digits aside, and half of those of the one that
              names fewer

One sign is not enough: a stock picture, a rubric's slug ("news-of-the-day") and two counters that happen to be equal
join articles that have nothing to do with each other. So it takes two of them, one that is not the figures; or a slug
that is too long for a rubric. Both must be on one site, in different languages, published close together, and titles
that name different numbers are different articles, whatever they share. Where more than one item would do, none does.

One wrongly joined is news that a chat never gets; one not joined is news that it gets twice. So what is in doubt stays
apart.

Roads not taken: translating; comparing names across scripts, since articles about one person share all of them; the
order in which both stand in their feeds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.links import front_page
from bot.domain.text import words

WINDOW = timedelta(hours=6)  # between two editions
TEXT = 1500  # characters in which figures are looked for
SLUG, OWN_SLUG = 3, 6  # words: to be a sign, and to be no rubric's
LONG_NUMBER = 4  # digits
FIGURES = 2  # in common

_NUMBER = re.compile(rf"(?<!\d)\d{{{LONG_NUMBER},}}(?!\d)")
_DATE = re.compile(r"(?:19|20)\d\d-?\d\d-?\d\d|(?:19|20)\d\d(?!\d)")
_FIGURE = re.compile(r"(?<![\d.,])\d{2,}(?![\d.,]*\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")


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
    text: str = ""  # its beginning


def find(new: Candidate, others: Iterable[Candidate]) -> Candidate | None:
    """The article of which `new` is an edition, where that is certain."""
    alike = [other for other in others if _may_be(new, other) and _are_one(new, other)]
    return alike[0] if len({each.item_id for each in alike}) == 1 else None  # of an item's editions any will do


def _may_be(one: Candidate, other: Candidate) -> bool:
    if not (one.language and other.language) or one.language == other.language:
        return False
    close = abs(one.published - other.published) <= WINDOW
    return close and front_page(one.url) == front_page(other.url) != "" and _agree(one.title, other.title)


def _are_one(one: Candidate, other: Candidate) -> bool:
    slug = _slug(one) if _slug(one) == _slug(other) else ""
    length = len([*filter(str.isalpha, re.split(r"[-_]", slug))])
    signs = [length >= SLUG, bool(_numbers(one) & _numbers(other)), bool(one.image) and one.image == other.image]
    return length >= OWN_SLUG or (any(signs) and sum(signs) + _share_figures(one, other) > 1)


def _agree(one: str, other: str) -> bool:
    """Do two titles name the same numbers, as far as both name any?"""
    first, second = ({word for word in words(title) if word.isdecimal()} for title in (one, other))
    return not (first and second) or first == second


def _last(article: Candidate) -> str:
    return article.url.partition("?")[0].rstrip("/").rpartition("/")[2]


def _slug(article: Candidate) -> str:
    return _last(article).partition(".")[0].lower()


def _numbers(article: Candidate) -> set[str]:
    return {*_NUMBER.findall(_DATE.sub(" ", _last(article)))}


def _share_figures(one: Candidate, other: Candidate) -> bool:
    first, second = (
        {found for found in _FIGURE.findall(each.text[:TEXT]) if not _YEAR.fullmatch(found)} for each in (one, other)
    )
    shared = len(first & second)
    return shared >= FIGURES and 2 * shared >= min(len(first), len(second))
