"""Where a site's feed is looked for, and which of several belongs to a page.

The theory
----------
What a site says itself is believed before what is guessed, and what is cheap to ask before what is not:

1. the address itself: it may be a feed, a news sitemap, or an index of sitemaps;
2. what the page announces: `Link` headers (RFC 8288), `<link rel="alternate">` in its head, plain links to feeds;
3. `Sitemap:` lines of robots.txt (sitemaps.org; RFC 9309 leaves them to others): sitemaps of news are named there;
4. the paths at which common systems answer, below the page's own path first — a section's feed is nearer than the
   site's — then at the root.

A candidate is a feed only once it has been read as one: what a site does not announce may be an error page that
answers 200. Sites with several languages or sections announce a feed for each, often all of them on every page; the
best is the one that belongs to this very page: its language is the page's, its address shares the page's path. Feeds
of comments come last.
"""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote, urlsplit

from bot.domain import links
from bot.domain.model import FeedLink

MOST_GUESSES = 20
_MOST_FOLDERS = 2  # of the page's own path, the deepest first

# Below a section or language, and at the root: WordPress and Drupal, Hugo and Jekyll, Ghost, Blogger, Bitrix.
_NEAR = ("feed/", "rss.xml", "feed.xml", "rss", "atom.xml")
_AT_ROOT = (
    "feed/",
    "rss.xml",
    "rss",
    "feed.xml",
    "atom.xml",
    "index.xml",
    "rss/",
    "news-sitemap.xml",
    "sitemap-news.xml",
    "sitemap_news.xml",
    "googlenews.xml",
    "feed.json",
    "feeds/posts/default",
    "sitemap.xml",
)
_COMMENTS = re.compile(r"comment|коммент|şərh", re.IGNORECASE)
_ROOT = re.compile(r"<html\s[^>]{0,2000}", re.IGNORECASE)
_LANG = re.compile(r"\s(?:xml:)?lang\s{0,9}=\s{0,9}[\"']?([a-z]{2,3})(?![a-z])", re.IGNORECASE)
_TONGUE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?")


def well_known(url: str) -> tuple[FeedLink, ...]:
    """Addresses at which `url`'s site may keep a feed or a news sitemap, the likeliest first; () for no web address."""
    if not links.is_web(url):
        return ()
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    guesses = dict.fromkeys(f"{root}{path}" for path in _paths(parts.path))
    own = links.key(url)
    return tuple(islice((FeedLink(guess, how="guess") for guess in guesses if links.key(guess) != own), MOST_GUESSES))


def _paths(path: str) -> Iterator[str]:
    folders = [segment for segment in path.split("/")[1:] if segment]
    if folders and ("." in folders[-1] or len(folders[-1]) > 30):
        folders.pop()  # a page or an article, under which nothing lives
    nearest = [folders[:depth] for depth in range(len(folders), 0, -1)]
    # A deep page belongs to its own folder and to its language, which is the first.
    for kept in [*nearest[:1], *nearest[-1:]][:_MOST_FOLDERS] if len(nearest) > 1 else nearest:
        yield from (f"/{'/'.join(kept)}/{name}" for name in _NEAR)
    yield from (f"/{name}" for name in _AT_ROOT)


def distance(link: FeedLink, page_url: str, language: str = "") -> tuple[bool, bool, bool, int]:
    """How far a feed is from a page; smaller is better.

    In this order: whether it is of comments, whether it was found elsewhere than in a head or header, whether it is in
    another language (`language`: the page's; its path, such as "/ru/", says more), and the steps between both paths.
    """
    feed, page = _segments(link.url), _segments(page_url)
    tongue = link.language[:2] or _tongue(feed)
    own = _tongue(page) or language[:2]
    shared = 0
    for ours, theirs in zip(page, feed[:-1], strict=False):
        if ours != theirs:
            break
        shared += 1
    comments = bool(_COMMENTS.search(unquote(link.url)) or _COMMENTS.search(link.title))
    found_elsewhere = link.how not in ("link", "header")
    return comments, found_elsewhere, bool(tongue and own and tongue != own), max(0, len(feed) - 1) - 2 * shared


def language_of(url: str) -> str:
    """The language that an address's path begins with, as in "/en/news"; "" where it names none."""
    return _tongue(_segments(url))


def language_on(markup: str) -> str:
    """The language that a page says it is in, `<html lang>`; "" where it says none."""
    root = _ROOT.search(markup)
    spoken = _LANG.search(root.group()) if root else None
    return spoken[1].lower() if spoken else ""


def _segments(url: str) -> list[str]:
    return [segment for segment in urlsplit(url).path.lower().split("/") if segment]


def _tongue(segments: list[str]) -> str:
    """The language that a path begins with, as in "/en/rss.xml"."""
    return segments[0][:2] if segments and _TONGUE.fullmatch(segments[0]) else ""
