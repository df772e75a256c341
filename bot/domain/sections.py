"""The sections there are, what is meant by all the ways to write them, and which of an article's labels is its own.

The theory
----------
A section is compared by its folded words, so that "WORLD", "World" and "world" are one, and shown as its site does.
An article's is looked for where sites say it, the surest first: the feed's categories, the page (JSON-LD, Open Graph,
what stands over the headline), the address. Of several categories, most are tags: the one that the page calls its
section, or that the address has as a segment, goes before the others, which keep their order.

What a site's software says of itself is no section: "Uncategorized", "Main", "Slider", "Top news" tell where an entry
stands, not what it is about.

Of an address, only a segment that stands before the article's own is a section, and never: a language ("en"), a kind
("post", "news", "article" — "/news/world/…" is of World, "/news/…" of nothing), a date or number, a slug (three words
or more, or more than 24 letters), an account ("@name"), a file. It is shown as it stands there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bot.domain.post import known_sections, one_line, section_name
from bot.domain.style import Gettext
from bot.domain.text import fold

LABEL_UNITS = 100  # UTF-16 units of a name in a list
LISTED = 12  # sections named in a hint
LONGEST_SEGMENT = 24  # letters of a section in an address
_MOST_SEGMENTS = 6

_STANDS = """
    uncategorized|uncategorised|без рубрики|без категории|рубрики нет|kateqoriyasız|genel|unkategorisiert
    |non classé|sin categoría|main|main news|mainnews|home|homepage|front page|frontpage|default|general|all
    |all news|other|others|misc|miscellaneous|top|top news|topnews|top stories|top story|slider|slide|carousel
    |featured|featured posts|editors picks|editor s choice|breaking|breaking news|latest|latest news|last news
    |news|new|newsfeed|news feed|lenta|headlines|headline|trending|popular|hot|hot news|важно|главное|главная
    |главные новости|новости|лента|лента новостей|последние новости|топ|топ новости|слайдер|все новости|прочее
    |разное|xəbərlər|xəbər|bütün xəbərlər|son xəbərlər|əsas|əsas xəbərlər|manşet|slayder|gündəm xəbərləri|լուրեր
    |նորություններ|գլխավոր|լրահոս|haberler|haber|son dakika|manşetler|post|posts|article|articles|rss|feed
"""
_NO_SECTIONS = frozenset(fold(name) for name in _STANDS.split("|")) | {""}
_KINDS = frozenset(
    """post posts p article articles a story stories node content item items entry entries view read detail details
    index page pages show id category categories cat c section sections s rubric tag tags t topic topics blog archive
    archives amp m www web site wp lang text texts print novosti xeber xeberler haber publications publication doc docs
    material materials full live video videos photo photos gallery www2 public default""".split()  # noqa: SIM905
)
_LANGUAGES = frozenset(
    """en eng ru rus az aze hy arm am ka geo ge tr tur ar ara fa de fr es it pt uk ua kk kz zh cn ja ko he pl ro
    latin""".split()  # noqa: SIM905
)
_SEGMENT = re.compile(r"[^\W\d_]+(?:[-_ ][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Sections:
    """`labels`: key → label as the site writes it; `spellings`: every folded spelling → key."""

    labels: Mapping[str, str]
    spellings: Mapping[str, str]

    def find(self, text: str) -> str:
        """The key that is meant; "" if none."""
        return self.spellings.get(fold(text.removeprefix("section:")), "")

    def names(self, gettext: Gettext) -> str:
        """Those most used, for a hint."""
        names = [section_name(key, label, gettext) for key, label in self.labels.items()]
        return ", ".join(one_line(name, LABEL_UNITS) for name in names[:LISTED])


def labels(categories: Sequence[str], told: str, url: str) -> tuple[str, ...]:
    """What may be an article's section, the likeliest first: of its feed's `categories`, of what its page has `told`,
    of its address."""
    segments = tuple(_segments(url))
    named = {fold(label) for label in (told, *segments)} - {""}
    likely = sorted(categories, key=lambda category: fold(category) not in named)
    return tuple(label for label in (*likely, told, *segments) if fold(label) not in _NO_SECTIONS)


def _segments(url: str) -> Iterator[str]:
    """The segments of an address that may be sections."""
    try:
        path = urlsplit(url).path
    except ValueError:  # brackets that do not match
        return
    for segment in [unquote(segment) for segment in path.split("/") if segment][:-1][:_MOST_SEGMENTS]:
        plain = segment.casefold()
        named = plain not in _KINDS and plain not in _LANGUAGES and len(segment) <= LONGEST_SEGMENT
        if named and _SEGMENT.fullmatch(segment):
            yield segment


def all_sections(archive: Mapping[str, str], operators: Mapping[str, str], gettext: Gettext) -> Sections:
    """The archive's sections (key → label, most used first) and the operator's (folded spelling → key), by all their
    spellings and by their names in a language. Where two claim a spelling, the operator is right."""
    labels = {**archive, **{key: archive.get(key, "") for key in operators.values()}}
    named = known_sections(gettext)
    spellings = {fold(named[key]): key for key in labels if key in named}
    spellings |= {fold(label): key for key, label in labels.items() if label}
    spellings |= {fold(key): key for key in labels}
    return Sections(labels, {**spellings, **operators})
