"""Reading an index of sitemaps: which of its parts are asked for, and how often.

An index names up to fifty parts. Few hold news, and which is only hinted at by their names and times, by which they are
ordered. They are asked for until `ENOUGH` have held news, `MOST` at a time at most. A part that held none, or
was beyond those, is left alone at the next polls, for `ALONE`, as long as another holds news: plain sitemaps are large.
What is new in the index is always looked at. A part that failed by the way is no part without news.

This is known in memory only: after a restart the first poll looks at all again.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.domain.errors import Blocked, FetchFailed, Missing, TooMuch, TooSlow, Unreachable, Unreadable
from bot.domain.model import Entry, Feed, Page
from bot.ports import Fetcher

ENOUGH = 3  # parts with news
MOST = 10  # parts asked for at once
ALONE = 21600.0  # seconds
KNOWN = 256  # indexes


@dataclass
class Found:
    """What the parts of an index gave. Neither pages nor errors, whose frames hold them: others wait for their room."""

    entries: list[Entry] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)  # of the parts with news
    barren: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)
    blocked: str = ""

    def take(self, page: Page, feed: Feed) -> None:
        self.entries += feed.entries
        self.digests.append(hashlib.sha256(page.body).digest())

    def note(self, part: str, error: FetchFailed | Unreadable) -> None:
        self.failures.append(str(error))
        if isinstance(error, Blocked):
            self.blocked = self.blocked or str(error)
        if isinstance(error, Unreadable | Missing | TooMuch) and not isinstance(error, TooSlow):
            self.barren.add(part)  # it will most likely be the same at the next poll

    def is_enough(self, *, rest_is_alone: bool) -> bool:
        return len(self.digests) >= ENOUGH or (rest_is_alone and bool(self.digests))

    def in_vain(self, url: str, parts: int) -> Blocked | Unreadable:
        """The error for an index none of whose `parts` holds news. What blocks this server has a remedy of its own."""
        if self.blocked:
            return Blocked(self.blocked)
        if not self.failures:
            return Unreadable(f"{url} is an index of sitemaps that names none")
        tried = len(self.failures)
        some = f"; {tried} of its {parts} were tried" if tried < parts else ""
        return Unreadable(
            f"{url} is an index of sitemaps, none of which could be read as news: {self.failures[0]}{some}"
        )


class Indexes:
    """Reads indexes' parts, and remembers which are worth it. `feed` reads a page, as `Reader.feed` does."""

    def __init__(self, fetcher: Fetcher, feed: Callable[[Page], Awaitable[Feed]]) -> None:
        self._fetcher = fetcher
        self._feed = feed
        self._alone: dict[str, tuple[float, frozenset[str]]] = {}  # until when, and which parts

    async def read(self, url: str, parts: tuple[str, ...]) -> Found:
        """What the best parts of the index at `url` hold. Raises `Unreadable`, or `Blocked`, if none has news."""
        alone = self._left_alone(url)
        worth = [part for part in parts if part not in alone]
        ordered = [*worth, *(part for part in parts if part in alone)]  # the latter only where the former have no news
        found, asked = Found(), 0
        for part in ordered[:MOST]:
            if found.is_enough(rest_is_alone=asked >= len(worth)):
                break
            asked += 1
            await self._ask(part, found)
        if not found.digests:
            raise found.in_vain(url, len(parts))
        unasked = ordered[MOST:] if asked == MOST else ()
        self._leave_alone(url, alone.intersection(parts) | found.barren | set(unasked))
        return found

    async def _ask(self, part: str, found: Found) -> None:
        try:
            page = await self._fetcher.get(part)
            feed = await self._feed(page)
        except (FetchFailed, Unreadable) as error:
            heed(error)
            found.note(part, error)
            return
        if feed.kind == "sitemapindex":
            found.note(part, Unreadable(f"{part} is an index within an index"))
        else:
            found.take(page, feed)

    def _left_alone(self, url: str) -> frozenset[str]:
        until, parts = self._alone.get(url, (0.0, frozenset()))
        return parts if until > _now() else frozenset()

    def _leave_alone(self, url: str, parts: frozenset[str]) -> None:
        """Until the time that was set when they were last looked at all."""
        until, _ = self._alone.pop(url, (0.0, None))
        self._alone[url] = (until if until > _now() else _now() + ALONE, parts)
        if len(self._alone) > KNOWN:
            del self._alone[next(iter(self._alone))]  # least lately read


def heed(error: Exception) -> None:
    """Stop asking where a site asks to wait."""
    if isinstance(error, Unreachable) and error.retry_after is not None:
        raise error


def _now() -> float:
    return asyncio.get_running_loop().time()
