"""robots.txt → the sitemaps that it names (sitemaps.org, "Specifying the Sitemap location in your robots.txt file")."""

import re

from bot.adapters.reading import markup
from bot.adapters.reading.charset import decode
from bot.domain import links
from bot.domain.model import FeedLink, Page

MOST_SITEMAPS = 20
_LONGEST = 512_000  # bytes; RFC 9309 §2.5 asks for at least 500 KiB
_LINE = re.compile(r"^[ \t]{0,20}site-?map[ \t]{0,20}:[ \t]{0,20}(\S{1,4096})", re.IGNORECASE | re.MULTILINE)
_NEWS = re.compile(r"news|новост|xeber|xəbər|lenta|lrt|latest", re.IGNORECASE)


def sitemaps(page: Page) -> tuple[FeedLink, ...]:
    """The sitemaps, those of news first, each once, at most twenty. Never raises."""
    text = decode(page.body[:_LONGEST], page.content_type)
    found: dict[str, FeedLink] = {}
    for told in _LINE.findall(text):
        address = markup.absolute(told, page.url)
        if address:
            found.setdefault(links.key(address), FeedLink(address, how="robots"))
    return tuple(sorted(found.values(), key=lambda link: not is_news(link.url))[:MOST_SITEMAPS])


def is_news(url: str) -> bool:
    """Whether an address names news after its host: "/news-sitemap.xml"."""
    return _NEWS.search(url.partition("://")[2].partition("/")[2]) is not None
