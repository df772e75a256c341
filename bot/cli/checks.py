"""What `crier doctor` looks at. Each check finds out by doing, bounded in time, and never raises."""

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp

from bot.adapters.storage.places import seen
from bot.adapters.storage.soundness import look_over
from bot.adapters.storage.store import open_store
from bot.adapters.telegram.platform import TelegramPlatform
from bot.app import parts
from bot.config import SQLITE, Config
from bot.domain.errors import BadConfig, CrierError, FetchFailed, TokenRefused, Unreadable
from bot.domain.model import Feed, Page, Source
from bot.ports import Fetcher, Reader
from bot.services.readiness import SHOWN, one_line
from bot.web.listening import PortTaken, listen, url

PATIENCE = 30.0  # seconds for one check
AT_ONCE = 8  # sources
LITTLE = 200 << 20  # bytes free: below this the disk counts as full
MOST = 64 << 10  # bytes of an answer
SKEW = 30.0  # seconds: below this a clock is right enough


@dataclass(frozen=True, slots=True)
class Check:
    """`ok` is None where there was nothing to check."""

    name: str
    ok: bool | None
    found: str
    remedy: str = ""


async def examine(config: Config) -> tuple[Check, ...]:
    """All checks, in the order in which they are worth mending. That the settings can be read is known by now."""
    named = ", ".join(source.id for source in config.sources)
    settings = Check("config", True, f"{config.site.name}, {config.site.timezone}; sources: {named}")
    database, token, clock, web, sources = await asyncio.gather(
        _bounded("database", lambda: _database(config)),
        _bounded("token", lambda: _token(config)),
        _bounded("clock", lambda: _clock(config)),
        _bounded("web", lambda: _web(config)),
        _sources(config),
    )
    return (settings, *database, _disk(config), *token, *clock, *web, *sources)


async def _bounded(name: str, check: Callable[[], Awaitable[tuple[Check, ...]]]) -> tuple[Check, ...]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TimeoutError:
        return (Check(name, False, f"no answer within {PATIENCE:.0f} s", "look at the network, then try again"),)


def _wrong(name: str, error: CrierError, otherwise: str = "") -> Check:
    """An error as a finding: what follows its first semicolon is the remedy."""
    found, _, remedy = str(error).partition("; ")
    return Check(name, False, found, remedy or otherwise)


# --- the database ------------------------------------------------------------------------------------------


def _file(config: Config) -> Path:
    return Path(config.storage.url.removeprefix(SQLITE))


async def _database(config: Config) -> tuple[Check, ...]:
    file = _file(config)
    try:
        if not await look_over(config.storage.url):
            return (Check("database", None, f"{file} is not there yet", "crier run makes it"),)
        async with open_store(config.storage.url, mode="read") as store:
            stats = await store.figures.stats(parts.now())
    except CrierError as error:  # in its words: what `crier run` would say
        return (_wrong("database", error, "wait until the other process is done, then try again"),)
    whole = Check("database", True, f"{file}, {file.stat().st_size >> 10:,} KiB, whole")
    counts = f"chats: {stats.chats}, subscriptions: {stats.subscriptions}"
    return whole, Check("chats", True if stats.chats else None, counts)


def _disk(config: Config) -> Check:
    there = seen(_file(config))
    free = shutil.disk_usage(there).free
    enough, remedy = free >= LITTLE, "make room: soon nothing can be stored"
    return Check("disk", enough, f"{free >> 20:,} MiB free at {there}", "" if enough else remedy)


# --- the network -------------------------------------------------------------------------------------------


async def _token(config: Config) -> tuple[Check, ...]:
    telegram = config.telegram
    if not telegram.token:
        return (
            Check("token", None, "none: nothing is posted or answered", "set telegram.token; @BotFather gives one"),
        )
    async with TelegramPlatform(
        token=telegram.token, api_base_url=telegram.api_base_url, proxy=telegram.proxy
    ) as platform:
        try:
            me = await platform.me()
        except TokenRefused as error:
            return (Check("token", False, str(error), "copy the token again from @BotFather to telegram.token"),)
        except CrierError as error:
            return (Check("token", False, str(error), "look at the network, telegram.api_base_url and telegram.proxy"),)
    return (Check("token", True, f"@{me.username}"),)


async def _clock(config: Config) -> tuple[Check, ...]:
    """Our clock against the Date (RFC 9110 §6.6.1) of a server we talk to anyway."""
    url = config.telegram.api_base_url if config.telegram.token else config.site.homepage
    proxy = (config.telegram.proxy if config.telegram.token else config.fetch.proxy) or None
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE / 2)) as session,
            session.head(url, proxy=proxy, allow_redirects=False) as response,
        ):
            theirs = parsedate_to_datetime(response.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return (Check("clock", None, "no server to compare it with"),)
    skew = (datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds()
    if abs(skew) <= SKEW:
        return (Check("clock", True, f"right within {SKEW:.0f} s"),)
    direction = "ahead" if skew > 0 else "behind"
    return (Check("clock", False, f"{abs(skew):.0f} s {direction}", "timedatectl set-ntp true"),)


async def _web(config: Config) -> tuple[Check, ...]:
    """Whether the port is ours already, or can be."""
    if not config.web.enabled:
        return (Check("web", None, "off"),)
    where = url(config.web.host, config.web.port)
    try:
        listen(config.web.host, config.web.port).close()
    except PortTaken as taken:
        return (await _asked(where) or _wrong("web", taken),)
    except BadConfig as error:
        return (_wrong("web", error),)
    return (Check("web", True, f"{where} is free" if config.web.port else f"any free port of {config.web.host}"),)


async def _asked(where: str) -> Check | None:
    """What a `crier run` says of itself; None if another program answers there, or nobody does."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE / 2)) as session,
            session.get(f"{where}/readyz", allow_redirects=False) as response,
        ):
            if not 0 < (response.content_length or 0) <= MOST:
                return None
            document = json.loads(await response.read())
            ready, checks = bool(document["ready"]), dict(document["checks"])
            bad = [f"{name}: {check['reason']}" for name, check in checks.items() if not check["ok"]]
    except (aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    if ready:
        return Check("web", True, f"{where} answers, ready")
    words = one_line(f"{where} answers, not ready: {'; '.join(bad)}", SHOWN)
    return Check("web", False, words, "mend that; it turns ready by itself")


async def _sources(config: Config) -> tuple[Check, ...]:
    slots = asyncio.Semaphore(AT_ONCE)
    async with parts.http_fetcher(config) as fetcher, parts.web_reader(config) as reader:

        async def look(source: Source) -> tuple[Check, ...]:
            async with slots:
                return await _bounded(f"source {source.id}", lambda: _source(source, fetcher, reader))

        found = await asyncio.gather(*(look(source) for source in parts.sources(config)))
    return tuple(check for checks in found for check in checks)


async def _source(source: Source, fetcher: Fetcher, reader: Reader) -> tuple[Check, ...]:
    name = f"source {source.id}"
    try:
        page = await fetcher.get(source.url)
    except FetchFailed as error:
        return (Check(name, False, str(error), "open the address in a browser, and mend sources.url"),)
    feed = await _feed(page, reader)
    if feed is not None:
        return (Check(name, True, f"{feed.kind}, {len(feed.entries)} entries"),)
    links = await reader.announced(page)
    if not links:
        remedy = "give the address of the site's feed (often in the page's footer) as sources.url"
        return (Check(name, False, "a page that announces no feed", remedy),)
    return (Check(name, True, f"a page that announces {links[0].url}"),)


async def _feed(page: Page, reader: Reader) -> Feed | None:
    try:
        return await reader.feed(page)
    except Unreadable:
        return None
