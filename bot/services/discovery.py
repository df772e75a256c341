"""Finding a source's feed, and reading one whole. Where it is looked for, and in which order: `domain.discovery`.

Asking stops with the first feed that suits the source. One in another language than the source's is taken only if its
stage — announced, robots.txt, usual places — has no better one: feeds often name a language that is merely their
system's. A site that asks to wait, or does not answer any more, is asked nothing further.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from bot.domain import barriers, discovery
from bot.domain.errors import Blocked, FetchFailed, TooMuch, TooSlow, Unreachable, Unreadable
from bot.domain.model import NO_VALIDATORS, Feed, FeedLink, Page, Source
from bot.ports import Fetcher, Reader

TRIED = 5  # candidates of a stage that are read; of guesses all
PARTS = 3  # of an index of sitemaps, in one poll
HEAD = 16_384  # bytes of a page, in which its language is told
CHECKED = 262_144  # bytes of a page that is no feed: checks of browsers are smaller
NO_FEED = "give the address of its feed or news sitemap, or ask the site for one"


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed that was read: `url` is its address, `digest` of all its bytes, `page` without validators where more
    than itself was read. `links`: what discovery tried, or None where there was no need to."""

    url: str
    page: Page
    feed: Feed
    digest: str
    links: tuple[FeedLink, ...] | None = None


@dataclass
class _Search:
    """What has been tried so far, each with its outcome."""

    wanted: str  # language, or "" for any
    guessed: bool = False  # it is the page's own word only, which templates are copied with
    named: list[FeedLink] = field(default_factory=list)  # by the site, tried or not
    tried: list[FeedLink] = field(default_factory=list)

    blocked: list[Blocked] = field(default_factory=list)  # by what the site itself names as a feed

    def barred(self, told: str) -> Blocked | None:
        """That what the site names did not let us in, before all else that was tried: its remedy is another."""
        return Blocked(f"{self.blocked[0]}; no other feed was found: {told}") if self.blocked else None

    def note(self, link: FeedLink, outcome: str) -> None:
        self.tried.append(replace(link, outcome=outcome))

    def chosen(self, link: FeedLink, found: Reading) -> Reading:
        """The reading, with all that was tried or named, each once; the one that was chosen comes first."""
        title, language = link.title or found.feed.title, link.language or found.feed.language
        choice = replace(link, title=title, language=language, outcome="chosen")
        known: dict[str, FeedLink] = {}
        for each in (choice, *self.tried, *self.named):
            known.setdefault(each.url, each)
        return replace(found, links=tuple(known.values()))

    def suits(self, language: str, *, instead: bool = False) -> bool:
        """Whether it is the source's language, or might be: what is silent, but not `instead` of a nearer feed where
        the language is merely guessed."""
        if not (self.wanted and language):
            return not (self.guessed and instead)
        return language[:2].lower() == self.wanted


class Discovery:
    """Callable: source → the feed that is its own."""

    def __init__(self, fetcher: Fetcher, reader: Reader) -> None:
        self._fetcher = fetcher
        self._reader = reader

    async def __call__(self, source: Source, *, guess: bool = True) -> Reading:
        """The source's address if it is a feed itself, else the best that its site has. `guess`: at usual places too.

        Raises `FetchFailed` if the source's own address cannot be fetched, `Blocked` if that or what the site names as
        its feed shows a check of browsers, and `Unreadable`, saying what was tried and what to do, if there is no feed.
        """
        own = FeedLink(source.url, how="itself")
        page = await self._fetcher.get(source.url)
        search = _search(source, page)
        try:
            return search.chosen(own, await self.read(source.url, page))
        except TooSlow:
            raise  # it may well be a feed: what else there is does not matter
        except Unreadable as error:
            search.note(own, str(error))
        announced = await self._reader.announced(page)
        ordered = sorted(announced, key=lambda link: not search.suits(link.language))
        named: Sequence[FeedLink] = ()
        guesses = discovery.well_known(page.url) if guess else ()
        found = await self._best(ordered, search, TRIED)
        if not found:
            named = await self._named_in_robots(page.url, search)
            found = await self._best(named, search, TRIED)
        if found := found or await self._best(guesses, search, len(guesses)):
            return found
        told = _in_vain(search.tried, len(announced), len(named), len(guesses))
        raise search.barred(told) or Unreadable(f"no feed found: {told}; {NO_FEED}")

    async def read(self, url: str, page: Page) -> Reading:
        """The feed on a page that came from `url`; of an index of sitemaps the entries of its best parts as well.
        Raises `Unreadable`, also where none of the parts could be read, and `Blocked`."""
        feed = await self._feed(page)
        digest = hashlib.sha256(page.body)
        if feed.kind != "sitemapindex":
            return Reading(url, page, feed, digest.hexdigest())
        entries, failures = list(feed.entries), []
        for part in feed.parts[:PARTS]:
            try:
                body = await self._fetcher.get(part)
                entries += (await self._feed(body)).entries
                digest.update(body.body)
            except (FetchFailed, Unreadable) as error:
                _heed(error)
                failures.append(str(error))
        if len(failures) == len(feed.parts[:PARTS]):
            raise Unreadable(f"{url} is an index of sitemaps, none of which could be read: {'; '.join(failures)}")
        # An index may stay as it is while its parts change: without validators it is always asked for in full.
        whole = replace(feed, entries=tuple(entries))
        return Reading(url, replace(page, validators=NO_VALIDATORS), whole, digest.hexdigest())

    async def _feed(self, page: Page) -> Feed:
        """What a page holds. A check of browsers comes with status 200 too: then it is `Blocked`, not no feed."""
        try:
            return await self._reader.feed(page)
        except TooSlow:
            raise
        except Unreadable as error:
            if barriers.barrier(page.body[:CHECKED].decode("utf-8", "replace")) == "challenge":
                raise barriers.blocked(page.url.partition("?")[0], "a page that checks browsers") from error
            raise

    async def _best(self, links: Sequence[FeedLink], search: _Search, most: int) -> Reading | None:
        """The first that suits, else the first that is a feed at all."""
        search.named.extend(link for link in links if link.how != "guess")
        second: tuple[FeedLink, Reading] | None = None
        for link in links[:most]:
            try:
                found = await self.read(link.url, await self._fetcher.get(link.url))
            except (FetchFailed, Unreadable) as error:
                _heed(error)
                search.note(link, str(error))
                if isinstance(error, Blocked) and link.how != "guess":
                    search.blocked.append(error)
                if link.how == "guess" and isinstance(error, Unreachable | Blocked | TooMuch):
                    break  # it would be the same at the other places
                continue
            language = link.language or found.feed.language
            if search.suits(language, instead=second is not None):
                return search.chosen(link, found)
            search.note(link, f"in another language ({language})")
            second = second or (link, found)
        return search.chosen(*second) if second else None

    async def _named_in_robots(self, url: str, search: _Search) -> Sequence[FeedLink]:
        robots = FeedLink(urljoin(url, "/robots.txt"), how="robots")
        try:
            return await self._reader.sitemaps(await self._fetcher.get(robots.url))
        except FetchFailed as error:
            _heed(error)
            search.note(robots, str(error))
            return ()


def _search(source: Source, page: Page) -> _Search:
    """For the feed in the language that its owner, the address, or else the page says."""
    if told := source.language or discovery.language_of(source.url) or discovery.language_of(page.url):
        return _Search(told[:2].lower())
    return _Search(discovery.language_on(page.body[:HEAD].decode("utf-8", "replace"))[:2], guessed=True)


def _heed(error: Exception) -> None:
    """Stop asking where a site asks to wait."""
    if isinstance(error, Unreachable) and error.retry_after is not None:
        raise error


def _in_vain(tried: Sequence[FeedLink], announced: int, named: int, guesses: int) -> str:
    """What was tried, and what to do, in one line."""
    outcomes = {how: [each for each in tried if each.how == how] for how in ("robots", "guess")}
    links = [each for each in tried if each.how not in ("itself", "robots", "guess")]
    told = [tried[0].outcome]
    told.append(f"of {announced} announced none is one: {links[0].outcome}" if links else "the page announces none")
    if named:
        told.append(f"robots.txt names {named}: {outcomes['robots'][0].outcome}")
    else:
        told.append("robots.txt names no sitemap")
    if guesses:
        told.append(f"none at {len(outcomes['guess'])} usual places such as {_path(outcomes['guess'][0].url)}")
    return "; ".join(told)


def _path(url: str) -> str:
    return urlsplit(url).path
