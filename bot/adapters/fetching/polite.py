"""Fetches articles' pages as their sites' robots.txt asks (RFC 9309).

A feed is published to be polled; its articles' pages are crawled, and robots.txt says which may be. Rules are asked
once in 24 hours (§2.4) per origin and forgotten when the table is full. How the asking ends decides:

    2xx                        they hold, the first 500 KiB of them (§2.5)
    4xx, or the site blocks us there are none (§2.3.1.3); a site that blocks us says so again at the page itself
    anything else              nothing may be fetched (§2.3.1.4); asked again after a few minutes, or Retry-After

A redirect is judged where it ends: a page that came from where robots are not wanted is not used. Crawl-delay is not
in the RFC, but asked for by many sites: a pause between two pages, here of at most 30 s. Whose turn would come later
than `_PATIENCE` is told so at once: an editor does better with the feed's own text than with news of yesterday.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from protego import Protego
from yarl import URL

from bot.adapters.fetching.addresses import parse, shown
from bot.domain.errors import Blocked, FetchFailed, Forbidden, Missing, Unreachable
from bot.domain.model import NO_VALIDATORS, Page, Validators
from bot.ports import Fetcher
from bot.services.turns import Turns

KEPT = 86400.0  # seconds
KEPT_FAILURE = 300.0
LONGEST_DELAY = 30.0
_PATIENCE = 120.0
_LONGEST = 512_000  # bytes
_SMALL = 8192  # characters that are read in a millisecond or two; the whole length would hold the loop for a second
_MOST_ORIGINS = 512
_MOST_TEXT = 1 << 20  # characters of all rules kept, of which Protego makes some 40 bytes each at worst
_TOKEN = re.compile(r"[A-Za-z_-]+")  # RFC 9309 §2.2.1
_GROUP = re.compile(r"user(?:-|\s+)?agent\s*:?\s*(.*)", re.IGNORECASE)


@dataclass(slots=True)
class _Rules:
    """What an origin asks for."""

    until: float  # loop time
    refused: str = ""  # why they cannot be known
    rules: Protego | None = None  # None: there are none
    size: int = 0
    delay: float = 0.0  # seconds between two pages
    free: float = 0.0  # loop time at which the next page may be asked for


class PoliteFetcher:
    """A `Fetcher` for articles' pages on top of another, whose limits hold."""

    def __init__(self, fetcher: Fetcher, user_agent: str) -> None:
        """`user_agent` as it is sent; its first word is the token that robots.txt knows us by."""
        found = _TOKEN.match(user_agent)
        self._token = found[0].lower() if found else "*"
        self._fetcher = fetcher
        self._turns = Turns()
        self._known: OrderedDict[URL, _Rules] = OrderedDict()
        self._size = 0

    async def get(self, url: str, validators: Validators = NO_VALIDATORS) -> Page:
        """Fetch `url` if its site lets robots in, after the pause it asks for.

        Raises `Forbidden` if it does not, `Unreachable` if that cannot be known now or the pause is too long, and as
        the other fetcher does.
        """
        address = parse(url)
        if address.scheme not in ("http", "https"):
            return await self._fetcher.get(url, validators)  # which says what is wrong with it
        await asyncio.sleep(self._pause(address, await self._admitted(address)))
        page = await self._fetcher.get(url, validators)
        if page.url != str(address):
            await self._admitted(parse(page.url))
        return page

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        """Hubs are not crawled: as the other fetcher does."""
        return await self._fetcher.submit(url, form)

    async def _admitted(self, address: URL) -> _Rules:
        """The rules at `address`, which let it be fetched."""
        origin = address.origin()
        async with self._turns.turn(origin):
            known = self._known.get(origin)
            if known is None or known.until <= _now():
                known = await self._ask(origin)
                self._keep(origin, known)
        self._known.move_to_end(origin)
        if known.refused:
            raise Unreachable(f"{shown(address)} is not fetched: its robots.txt cannot be read ({known.refused})")
        if known.rules is not None and not known.rules.can_fetch(str(address), self._token):
            raise Forbidden(f"{shown(address)}: the site's robots.txt does not let {self._token} in; ask it to")
        return known

    async def _ask(self, origin: URL) -> _Rules:
        try:
            page = await self._fetcher.get(str(origin.with_path("/robots.txt")))
        except (Missing, Blocked):
            return _Rules(until=_now() + KEPT)
        except FetchFailed as error:
            return _Rules(until=_now() + _kept(error), refused=str(error))
        text = page.body[:_LONGEST].decode("utf-8-sig", "replace")
        rules = self._read(text) if len(text) <= _SMALL else await asyncio.to_thread(self._read, text)
        delay = min(rules.crawl_delay(self._token) or 0.0, LONGEST_DELAY)
        return _Rules(until=_now() + KEPT, rules=rules, size=len(text), delay=delay)

    def _read(self, text: str) -> Protego:
        """The rules, with one name for all robots but us: a group of ten thousand names would make as many copies."""
        return Protego.parse("\n".join(map(self._renamed, text.splitlines())))

    def _renamed(self, line: str) -> str:
        group = _GROUP.match(line.strip())
        if group is None:
            return line
        name = group[1].strip().lower()
        token = _TOKEN.match(name)
        ours = token is not None and token[0] == self._token
        return f"User-agent: {self._token if ours else '*' if name == '*' else '~'}"

    def _keep(self, origin: URL, rules: _Rules) -> None:
        """Remember, and forget the least used until there is room."""
        former = self._known.pop(origin, None)
        if former is not None:
            self._size -= former.size
            rules.free = former.free
        while self._known and (len(self._known) >= _MOST_ORIGINS or self._size + rules.size > _MOST_TEXT):
            self._size -= self._known.popitem(last=False)[1].size
        self._known[origin] = rules
        self._size += rules.size

    def _pause(self, address: URL, rules: _Rules) -> float:
        """Take the next place in the row; the seconds until it comes."""
        now = _now()
        wait = max(rules.free - now, 0.0)
        if wait > _PATIENCE:
            raise Unreachable(
                f"{shown(address)}: robots.txt asks for {rules.delay:g} s between pages, and too many wait",
                retry_after=wait,
            )
        rules.free = now + wait + rules.delay
        return wait


def _kept(error: FetchFailed) -> float:
    """Seconds until rules that could not be read are asked for again: sooner where the host is only to be left alone
    for a moment."""
    wait = error.retry_after if isinstance(error, Unreachable) else None
    return min(wait or KEPT_FAILURE, KEPT_FAILURE)


def _now() -> float:
    return asyncio.get_running_loop().time()
