"""Time, waking, and what makes articles of web pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from bot.domain.model import NO_VALIDATORS, Feed, FeedLink, Page, PageText, Validators


class Clock(Protocol):
    """Tells the time: aware, UTC."""

    def __call__(self) -> datetime: ...


WORK: Final = ("sources", "articles", "outbox", "updates")  # what there may be to do: the names of signals


class Signals(Protocol):
    """Wakes loops. A signal rung while nobody waits is kept; several rings are one. A tick is the safety net."""

    def ring(self, name: str) -> None:
        """Wake who waits for `name`, one of `WORK`."""

    async def wait(self, name: str, seconds: float) -> bool:
        """Return True once `name` was rung since the last wait, or False after `seconds`."""


class Fetcher(Protocol):
    """Brings pages. One request at a time per host; limits on time, size and redirects; no private addresses."""

    async def get(self, url: str, validators: Validators = NO_VALIDATORS) -> Page:
        """Fetch `url` conditionally. Raises `FetchFailed` (see its branches)."""

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        """POST a form, following no redirect; the 2xx status it was accepted with. Raises `FetchFailed`."""


class Reader(Protocol):
    """Makes sense of pages. Works on bytes, in a worker: the event loop is never held for long."""

    async def feed(self, page: Page) -> Feed:
        """Parse a feed, a news sitemap, or an index of sitemaps. Raises `Unreadable` if the page is none of them,
        however it is labelled, saying what it is instead."""

    async def announced(self, page: Page) -> tuple[FeedLink, ...]:
        """The feeds a page announces (its Link headers, its head, its body), best first. Never raises."""

    async def sitemaps(self, page: Page) -> tuple[FeedLink, ...]:
        """The sitemaps that a robots.txt names, those of news first. Never raises."""

    async def article(self, page: Page) -> PageText:
        """The article on a page, without furniture. Raises `Unreadable` if there is none."""
