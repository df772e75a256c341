"""A publisher's own "this is out now": one address, signed, is read and stored before any poll would find it.

    signed? ──► fresh? ──► whose? ──► first time? ──► page ──► identify ──► store ──► editor
     unsigned    unsigned   foreign     replayed       └ not there yet: its source is polled at once

What is stored is named as the feed's own entry will be, so that both are one article.
"""

import asyncio
import hmac
import json
import logging
import random as chance
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Literal

from bot.domain import links
from bot.domain.belonging import is_own_address, source_of
from bot.domain.errors import FetchFailed, Unreadable
from bot.domain.identity import identify
from bot.domain.model import Entry, Found, PageText, SourceHealth
from bot.ports import Clock, Fetcher, Notebook, Pushes, Reader, Signals, Sources
from bot.services.patience import Patience

WINDOW: Final = timedelta(seconds=300)  # a timestamp may differ by so much from our clock
AT_ONCE: Final = 4  # pages being read
WAITING: Final = 16  # requests; more are told to come again
SCHEME: Final = "sha256="

Kind = Literal["new", "known", "polled", "unsigned", "malformed", "foreign", "replayed", "busy"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What the publisher is told. `reason`: in one line, for people."""

    kind: Kind
    reason: str = ""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of timestamp, "." and body, in hexadecimal."""
    return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()


class Publishing:
    """Takes what publishers tell. `fetcher`: the one for articles' pages."""

    def __init__(
        self,
        *,
        secret: str,
        pushes: Pushes,
        sources: Sources,
        notebook: Notebook,
        fetcher: Fetcher,
        reader: Reader,
        signals: Signals,
        clock: Clock,
        random: Callable[[], float] = chance.random,
    ) -> None:
        self._secret = secret
        self._pushes = pushes
        self._sources = sources
        self._notebook = notebook
        self._fetcher = fetcher
        self._reader = reader
        self._signals = signals
        self._clock = clock
        self._patiently = Patience(random)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._inside = 0

    async def take(self, timestamp: str, signature: str, body: bytes) -> Told:
        """What became of a request: the two headers' values, and the body as it came."""
        wrong = self._unsigned(timestamp, signature, body)
        if wrong:
            return Told("unsigned", wrong)
        if self._inside >= WAITING:
            return Told("busy", "too many at once: sign it anew and send it again in a few seconds")
        self._inside += 1
        try:
            async with self._slots:
                return await self._believe(timestamp, body)
        finally:
            self._inside -= 1

    def _unsigned(self, timestamp: str, signature: str, body: bytes) -> str:
        """What is wrong with a signature or its time; "" if nothing is. Nothing is said of the secret."""
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            return "X-Crier-Timestamp must be the time of signing, in whole seconds since 1970"
        wanted = f"{SCHEME}{sign(self._secret, timestamp, body)}"
        if not hmac.compare_digest(wanted.encode(), signature.strip().lower().encode(errors="replace")):
            return "X-Crier-Signature is not that of this timestamp and body: see docs/pushes.md for how it is made"
        off = int(timestamp) - self._clock().timestamp()
        if abs(off) > WINDOW.total_seconds():
            side = "behind" if off < 0 else "ahead of"
            return f"X-Crier-Timestamp is {abs(off):.0f} s {side} this clock; {WINDOW.seconds} s are allowed"
        return ""

    async def _believe(self, timestamp: str, body: bytes) -> Told:
        url = _address(body)
        if not url:
            return Told("malformed", 'the body must be {"url": "https://…"}: one whole web address')
        key = f"publish:{sign(self._secret, timestamp, body)}"
        if not await self._patiently(self._notebook.first, key, "1", self._clock()):
            return Told("replayed", "this very request came before: sign it anew with the time of now")
        polled = [each for each in await self._patiently(self._sources.health, counted=False) if _is_polled(each)]
        source = source_of(url, polled)
        if source is None:
            return Told("foreign", "the address is on the host of no source: crier sources list shows them")
        if is_own_address(url, source):
            return await self._poll(source, f"this is the source {source.source.id} itself")
        try:
            page = await self._fetcher.get(url)
            text = await self._reader.article(page)
        except (FetchFailed, Unreadable) as error:
            _log.info("source %s: what was published is polled for: %s", source.source.id, error)
            return await self._poll(source, f"no article could be read there ({error})")
        moved = links.host(page.url) == links.host(url) and not links.is_home(page.url)
        return await self._store(source, (page.url, url) if moved else (url,), text)

    async def _store(self, source: SourceHealth, addresses: Sequence[str], text: PageText) -> Told:
        now = self._clock()
        named = [identify(source.source.id, (_entry(url, text),), now) for url in addresses]
        new = await self._patiently(self._pushes.store, source.source.id, _as_one(named), now)
        if new:
            _log.info("source %s: 1 new, published", source.source.id)
        self._signals.ring("articles")  # a known one may have changed
        self._signals.ring("outbox")  # or be owed to this source's own readers now
        return Told("new" if new else "known")

    async def _poll(self, source: SourceHealth, why: str) -> Told:
        await self._patiently(self._sources.hasten, source.source.id, self._clock())
        self._signals.ring("sources")
        return Told("polled", f"{why}: its feed is read at once")


def _address(body: bytes) -> str:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    url = said.get("url") if isinstance(said, dict) else None
    return links.canonical(url) if isinstance(url, str) else ""


def _is_polled(each: SourceHealth) -> bool:
    return each.status not in ("paused", "gone", "removed")


def _entry(url: str, page: PageText) -> Entry:
    return Entry(
        title=page.title,
        url=url,
        content=page.text,
        authors=page.authors,
        categories=(page.section,) if page.section else (),
        published=page.published,
        image=page.image,
        media=page.media,
        language=page.language,
        alternates=page.alternates,
    )


def _as_one(named: Sequence[Sequence[Found]]) -> list[Found]:
    """One article under all of its names: the feed may link to where a redirect begins, or to where it ends.

    What a page says of its own address is left to the editor: a template that names the same for every page would let
    one article swallow the others.
    """
    keys = dict.fromkeys(key for found in named for each in found for key in each.keys)
    return [replace(each, keys=tuple(keys)) for each in named[0][:1]]
