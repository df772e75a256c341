"""What `crier doctor` looks at. Each check finds out by doing, bounded in time, and never raises."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

import aiohttp

from bot import app
from bot.adapters.storage.store import open_store
from bot.adapters.telegram.platform import TelegramPlatform
from bot.config import SQLITE, Config
from bot.domain.errors import CrierError, FetchFailed, TokenRefused, Unreadable
from bot.domain.model import Feed, Page, Source
from bot.ports import Fetcher, Reader

PATIENCE = 30.0  # seconds for one check
AT_ONCE = 8  # sources
LITTLE = 200 << 20  # bytes free: below this the disk counts as full
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
    database, token, clock, sources = await asyncio.gather(
        _bounded("database", lambda: _database(config)),
        _bounded("token", lambda: _token(config)),
        _bounded("clock", lambda: _clock(config)),
        _sources(config),
    )
    return (settings, *database, _disk(config), *token, *clock, *sources)


async def _bounded(name: str, check: Callable[[], Awaitable[tuple[Check, ...]]]) -> tuple[Check, ...]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TimeoutError:
        return (Check(name, False, f"no answer within {PATIENCE:.0f} s", "look at the network, then try again"),)


# --- the database ------------------------------------------------------------------------------------------


def _file(config: Config) -> Path:
    return Path(config.storage.url.removeprefix(SQLITE))


async def _database(config: Config) -> tuple[Check, ...]:
    file = _file(config)
    if not file.exists():
        return (_folder(file),)
    sound = await asyncio.to_thread(_sound, file)
    if not sound.ok:
        return (sound,)
    try:
        async with open_store(config.storage.url, mode="read") as store:
            stats = await store.figures.stats(app.now())
    except CrierError as error:
        return (Check("database", False, str(error), "start crier run once; it brings the database up to date"),)
    counts = f"chats: {stats.chats}, subscriptions: {stats.subscriptions}"
    return sound, Check("chats", True if stats.chats else None, counts)


def _folder(file: Path) -> Check:
    """Can the database be made?"""
    there = next(folder for folder in file.parents if folder.exists())
    if os.access(there, os.W_OK | os.X_OK):
        return Check("database", None, f"{file} is not there yet", "crier run makes it")
    return Check("database", False, f"{there} cannot be written", f"chown {os.geteuid()} {there}")


def _sound(file: Path) -> Check:
    """Can the file be written, and is it whole? (sqlite.org/pragma.html#pragma_quick_check)"""
    for path in (file, file.parent):
        if not os.access(path, os.W_OK):
            return Check("database", False, f"{path} cannot be written", f"chown {os.geteuid()} {path}")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True, timeout=PATIENCE)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        verdict = str(error)
    if verdict != "ok":
        remedy = "stop the bot and bring back a copy: crier restore FILE --force"
        return Check("database", False, f"{file}: {verdict}", remedy)
    return Check("database", True, f"{file}, {file.stat().st_size >> 10:,} KiB, whole")


def _disk(config: Config) -> Check:
    there = next(folder for folder in _file(config).parents if folder.exists())
    free = shutil.disk_usage(there).free
    enough, remedy = free >= LITTLE, "make room: soon nothing can be stored"
    return Check("disk", enough, f"{free >> 20:,} MiB free at {there}", "" if enough else remedy)


# --- the network -------------------------------------------------------------------------------------------


async def _token(config: Config) -> tuple[Check, ...]:
    telegram = config.telegram
    if not telegram.token:
        return (Check("token", None, "none: polling and archiving only", "set telegram.token; @BotFather gives one"),)
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


async def _sources(config: Config) -> tuple[Check, ...]:
    slots = asyncio.Semaphore(AT_ONCE)
    async with app.http_fetcher(config) as fetcher, app.web_reader(config) as reader:

        async def look(source: Source) -> tuple[Check, ...]:
            async with slots:
                return await _bounded(f"source {source.id}", lambda: _source(source, fetcher, reader))

        found = await asyncio.gather(*(look(source) for source in app.sources(config)))
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
