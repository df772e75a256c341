"""What a discovery has tried, which of it suits, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from bot.domain import discovery
from bot.domain.errors import Blocked, FetchFailed, Missing, Unreadable
from bot.domain.model import FeedLink, How, Page, Source

HEAD = 16_384  # bytes of a page, in which its language is told
NO_FEED = "give the address of its feed or news sitemap, or ask the site for one"
ANNOUNCED: tuple[How, ...] = ("link", "header", "body")


@dataclass
class Attempts:
    """All that one discovery has looked at, each with its outcome."""

    wanted: str = ""  # language, or "" for any
    guessed: bool = False  # it is the page's own word only, which templates are copied with
    known: list[FeedLink] = field(default_factory=list)  # candidates, tried or not
    tried: list[FeedLink] = field(default_factory=list)
    blocked: str = ""  # how the first feed that the site itself names does not let us in
    robots: str = ""  # why robots.txt could not be read

    @classmethod
    def at(cls, source: Source, page: Page) -> "Attempts":
        """For the feed in the language that its owner, the address, or else the page says."""
        if told := source.language or discovery.language_of(source.url) or discovery.language_of(page.url):
            return cls(told[:2].lower())
        return cls(discovery.language_on(page.body[:HEAD].decode("utf-8", "replace"))[:2], guessed=True)

    def suits(self, language: str, *, instead: bool = False) -> bool:
        """Whether it is the source's language, or might be: what is silent, but not `instead` of a nearer feed where
        the language is merely guessed."""
        if not (self.wanted and language):
            return not (self.guessed and instead)
        return language[:2].lower() == self.wanted

    def note(self, link: FeedLink, outcome: str | FetchFailed | Unreadable) -> None:
        self.tried.append(replace(link, outcome=str(outcome)))
        if isinstance(outcome, Blocked) and link.how != "guess":
            self.blocked = self.blocked or str(outcome)

    def note_robots(self, link: FeedLink, error: FetchFailed) -> None:
        """robots.txt did not come. One that is not there names no sitemap."""
        outcome = replace(link, outcome=str(error))
        self.tried.append(outcome)
        self.robots = "" if isinstance(error, Missing) and error.status in (404, 410) else _said(outcome)

    def links(self, choice: FeedLink) -> tuple[FeedLink, ...]:
        """The choice, then all that was tried, then what else the site names, each once."""
        known: dict[str, FeedLink] = {}
        for each in (choice, *self.tried, *(link for link in self.known if link.how != "guess")):
            known.setdefault(each.url, each)
        return tuple(known.values())

    def in_vain(self) -> Blocked | Unreadable:
        """The error for a discovery without a feed: what was tried, and what to do, in one line. A feed that the site
        names but does not give goes before all else: its remedy is another."""
        elsewhere = self._robots(), self._guesses()
        if self.blocked:
            return Blocked(f"{self.blocked}; no other feed was found: {_joined(*elsewhere)}")
        told = _joined(self.tried[0].outcome, self._announced(), *elsewhere)
        return Unreadable(f"no feed found: {told}; {NO_FEED}")

    def _announced(self) -> str:
        known, tried = self._of(*ANNOUNCED)
        if not known:
            return "the page announces none"
        return f"of {known} announced {_none(known, tried)} is one: {tried[0].outcome}"

    def _robots(self) -> str:
        known, tried = self._of("robots")
        if self.robots:
            return f"robots.txt could not be read ({self.robots})"
        if not known:
            return "robots.txt names no sitemap"
        return f"robots.txt names {known}{_of_which(known, tried)}: {tried[0].outcome}"

    def _guesses(self) -> str:
        known, tried = self._of("guess")
        if not known:
            return ""
        if len(tried) == known:
            return f"none at {known} usual places such as {urlsplit(tried[0].url).path}"
        return f"of {known} usual places none was tried after {urlsplit(tried[-1].url).path} ({_said(tried[-1])})"

    def _of(self, *hows: How) -> tuple[int, Sequence[FeedLink]]:
        """How many candidates there were of this kind, and those that were tried."""
        known = {link.url for link in self.known if link.how in hows}
        return len(known), [link for link in self.tried if link.how in hows and link.url in known]


def _joined(*told: str) -> str:
    return "; ".join(filter(None, told))


def _none(known: int, tried: Sequence[FeedLink]) -> str:
    return "none" if len(tried) == known else f"{len(tried)} were tried, none"


def _of_which(known: int, tried: Sequence[FeedLink]) -> str:
    return "" if len(tried) == known else f", of which {len(tried)} were tried"


def _said(link: FeedLink) -> str:
    """What happened, without address and remedy."""
    return link.outcome.partition("; ")[0].removeprefix(link.url).lstrip(": ")
