"""Finding a source's feed, and reading one whole. Where it is looked for, and in which order: `domain.discovery`.

Asking stops with the first feed that suits the source. One in another language than the source's is taken only if its
stage — announced, robots.txt, usual places — has no better one: feeds often name a language that is merely their
system's. A site that asks to wait, or does not answer any more, is asked nothing further.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from bot.domain import barriers, discovery
from bot.domain.errors import Blocked, FetchFailed, TooMuch, TooSlow, Unreachable, Unreadable
from bot.domain.model import NO_VALIDATORS, Feed, FeedLink, Page, Source
from bot.ports import Fetcher, Reader
from bot.services.attempts import Attempts
from bot.services.indexes import Indexes, heed

TRIED = 10  # candidates of a stage that are read; of guesses all
CHECKED = 262_144  # bytes of a page that is no feed: checks of browsers are smaller


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed that was read: `url` is its address, `digest` of all its bytes, `page` without validators where more
    than itself was read. `links`: what discovery tried, or None where there was no need to."""

    url: str
    page: Page
    feed: Feed
    digest: str
    links: tuple[FeedLink, ...] | None = None


class Discovery:
    """Callable: source → the feed that is its own."""

    def __init__(self, fetcher: Fetcher, reader: Reader) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._indexes = Indexes(fetcher, self._feed)

    async def __call__(self, source: Source, *, guess: bool = True) -> Reading:
        """The source's address if it is a feed itself, else the best that its site has. `guess`: at usual places too.

        Raises `FetchFailed` if the source's own address cannot be fetched, `Blocked` if that or what the site names as
        its feed shows a check of browsers, and `Unreadable`, saying what was tried and what to do, if there is no feed.
        """
        own = FeedLink(source.url, how="itself")
        page = await self._fetcher.get(source.url)
        attempts = Attempts.at(source, page)
        try:
            return _chosen(own, await self.read(source.url, page), attempts)
        except TooSlow:
            raise  # it may well be a feed: what else there is does not matter
        except Unreadable as error:
            attempts.note(own, error)
        announced = await self._reader.announced(page)
        ordered = sorted(announced, key=lambda link: not attempts.suits(link.language))
        found = await self._best(ordered, attempts, TRIED)
        if not found:
            found = await self._best(await self._named_in_robots(page.url, attempts), attempts, TRIED)
        if not found:
            guesses = discovery.well_known(page.url) if guess else ()
            found = await self._best(guesses, attempts, len(guesses))
        if found:
            return found
        raise attempts.in_vain()

    async def read(self, url: str, page: Page) -> Reading:
        """The feed on a page that came from `url`; of an index of sitemaps the entries of its best parts as well.
        Raises `Unreadable`, also where none of the parts could be read, and `Blocked`."""
        feed = await self._feed(page)
        digest = hashlib.sha256(page.body)
        if feed.kind != "sitemapindex":
            return Reading(url, page, feed, digest.hexdigest())
        found = await self._indexes.read(url, feed.parts)
        for part in found.digests:
            digest.update(part)
        # An index may stay as it is while its parts change: without validators it is always asked for in full.
        whole = replace(feed, entries=(*feed.entries, *found.entries))
        return Reading(url, replace(page, validators=NO_VALIDATORS), whole, digest.hexdigest())

    async def _feed(self, page: Page) -> Feed:
        """What a page holds. A check of browsers comes with status 200 too: then it is `Blocked`, not no feed."""
        try:
            return await self._reader.feed(page)
        except TooSlow:
            raise
        except Unreadable:
            _check(page)
            raise

    async def _best(self, links: Sequence[FeedLink], attempts: Attempts, most: int) -> Reading | None:
        """The first that suits, else the first that is a feed at all."""
        attempts.known.extend(links)
        second: tuple[FeedLink, Reading] | None = None
        for link in links[:most]:
            try:
                found = await self.read(link.url, await self._fetcher.get(link.url))
            except (FetchFailed, Unreadable) as error:
                heed(error)
                attempts.note(link, error)
                if link.how == "guess" and isinstance(error, Unreachable | Blocked | TooMuch):
                    break  # it would be the same at the other places
                continue
            language = link.language or found.feed.language
            if attempts.suits(language, instead=second is not None):
                return _chosen(link, found, attempts)
            attempts.note(link, f"in another language ({language})")
            second = second or (link, found)
        return _chosen(*second, attempts) if second else None

    async def _named_in_robots(self, url: str, attempts: Attempts) -> Sequence[FeedLink]:
        robots = FeedLink(urljoin(url, "/robots.txt"), how="robots")
        try:
            page = await self._fetcher.get(robots.url)
            _check(page)
            return await self._reader.sitemaps(page)
        except FetchFailed as error:
            heed(error)
            attempts.note_robots(robots, error)
            return ()


def _chosen(link: FeedLink, found: Reading, attempts: Attempts) -> Reading:
    """The reading, with all that was tried or named; what was chosen comes first."""
    title, language = link.title or found.feed.title, link.language or found.feed.language
    choice = replace(link, title=title, language=language, outcome="chosen")
    return replace(found, links=attempts.links(choice))


def _check(page: Page) -> None:
    """Raise `Blocked` for a check of browsers."""
    if barriers.barrier(page.body[:CHECKED].decode("utf-8", "replace")) == "challenge":
        raise barriers.blocked(page.url.partition("?")[0], "a page that checks browsers")
