"""What `crier doctor` looks at. Each check finds out by doing, bounded in time, and never raises."""

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from pathlib import Path

import aiohttp

from bot.adapters.storage.engine import is_far
from bot.adapters.storage.places import seen
from bot.adapters.storage.soundness import look_over
from bot.adapters.storage.store import exists, open_store
from bot.adapters.telegram import inline
from bot.adapters.telegram.platform import Me, TelegramPlatform
from bot.app import parts
from bot.app.roles import INSTALLING
from bot.cli import health, hooks, model, rights, searching
from bot.cli.findings import Check
from bot.config import OR_ADD, SQLITE, Config
from bot.domain.errors import BadConfig, CrierError, FetchFailed, Missing, TokenRefused, Unreadable
from bot.domain.model import SourceHealth, Stats
from bot.ports import Fetcher
from bot.services.discovery import Discovery, Reading
from bot.services.readiness import SHOWN, one_line
from bot.web.listening import PortTaken, listen, url

PATIENCE = 30.0  # seconds for one check
NAMED = 10  # sources of the settings
AT_ONCE = 8  # sources
MOST_SOURCES = 100  # looked at
NO_SOURCES = f"add [[sources]] with url = … to the settings, set CRIER_SOURCES, {OR_ADD}"
NO_TOKEN = "set telegram.token (@BotFather gives one) or discord.token (docs/discord.md)"  # noqa: S105 - there is none
LITTLE = 200 << 20  # bytes free: below this the disk counts as full
MOST = 64 << 10  # bytes of an answer
RIGHTS = "make the bot an administrator there who may post messages, or /unsubscribe the chat"
SKEW = 30.0  # seconds: below this a clock is right enough


async def examine(config: Config) -> tuple[Check, ...]:
    """All checks, in the order in which they are worth mending. That the settings can be read is known by now."""
    named = ", ".join(source.id for source in config.sources[:NAMED]) or "none"
    more = f" and {len(config.sources) - NAMED} more" if len(config.sources) > NAMED else ""
    settings = Check("config", True, f"{config.site.name}, {config.site.timezone}; sources: {named}{more}")
    database, token, discord, clock, web, summaries, sources = await asyncio.gather(
        _bounded("database", lambda: _database(config)),
        _bounded("token", lambda: _token(config)),
        _bounded("discord", lambda: _discord(config)),
        _bounded("clock", lambda: _clock(config)),
        _bounded("web", lambda: _web(config)),
        _bounded("summaries", lambda: model.check(config)),
        _sources(config),
    )
    return (settings, *database, *_disk(config), *token, *discord, *clock, *web, *summaries, *sources)


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
    if is_far(config.storage.url):
        return await _server(config)
    file = _file(config)
    try:
        if not await look_over(config.storage.url):
            return (Check("database", None, f"{file} is not there yet", "crier run makes it"),)
        async with open_store(config.storage.url, mode="read") as store:
            stats, search = await store.figures.stats(parts.now()), await searching.check(store.index)
    except CrierError as error:  # in its words: what `crier run` would say
        return (_wrong("database", error, "wait until the other process is done, then try again"),)
    whole = Check("database", True, f"{file}, {file.stat().st_size >> 10:,} KiB, whole")
    return whole, search, _chats(stats)


async def _server(config: Config) -> tuple[Check, ...]:
    from bot.adapters.storage.server import look_over_server  # only where it is installed

    try:
        server = await look_over_server(config.storage.url)
        found = f"{server.name}, PostgreSQL {server.version}"
        if not server.filled:
            return (Check("database", None, f"{found}, is empty", "crier run makes the tables"),)
        async with open_store(config.storage.url, mode="read") as store:
            stats, search = await store.figures.stats(parts.now()), await searching.check(store.index)
    except CrierError as error:
        return (_wrong("database", error, "look at the server, then try again"),)
    apart = Check("server clock", abs(server.ahead) < SKEW, f"{abs(server.ahead):.0f} s apart from this machine's")
    if not apart.ok:
        apart = replace(apart, remedy="set both clocks: timedatectl set-ntp true")
    return Check("database", True, f"{found}, {server.size >> 10:,} KiB"), apart, search, _chats(stats)


def _chats(stats: Stats) -> Check:
    counts = f"chats: {stats.chats}, subscriptions: {stats.subscriptions}"
    return Check("chats", True if stats.chats else None, counts)


def _disk(config: Config) -> tuple[Check, ...]:
    if is_far(config.storage.url):
        return ()  # it is the server's
    there = seen(_file(config))
    free = shutil.disk_usage(there).free
    enough, remedy = free >= LITTLE, "make room: soon nothing can be stored"
    return (Check("disk", enough, f"{free >> 20:,} MiB free at {there}", "" if enough else remedy),)


# --- the network -------------------------------------------------------------------------------------------


async def _token(config: Config) -> tuple[Check, ...]:
    telegram = config.telegram
    if not telegram.token:
        return () if config.discord.token else (Check("token", None, "none: nothing is posted or answered", NO_TOKEN),)
    async with TelegramPlatform(
        token=telegram.token, api_base_url=telegram.api_base_url, proxy=telegram.proxy
    ) as platform:
        try:
            me = await platform.me()
        except TokenRefused as error:
            return (Check("token", False, str(error), "copy the token again from @BotFather to telegram.token"),)
        except CrierError as error:
            return (Check("token", False, str(error), "look at the network, telegram.api_base_url and telegram.proxy"),)
        writes = await rights.check(config, platform.name, platform, RIGHTS)
        return Check("token", True, f"@{me.username}"), await hooks.check(config, platform), _inline(me), *writes


def _inline(me: Me) -> Check:
    """A choice of the operator's: neither is wrong."""
    if me.inline:
        return Check("inline", True, f"on: @{me.username} and words in any chat search the archive")
    return Check("inline", None, inline.OFF.format(name=me.username), inline.SWITCH_ON)


async def _discord(config: Config) -> tuple[Check, ...]:
    if not config.discord.token:
        return ()
    if find_spec("discord") is None:
        return (Check("discord", False, "discord.py is not installed", f"in Crier's folder: {INSTALLING}"),)
    from bot.cli import on_discord  # only where it is wanted

    return await on_discord.examine(config)


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


# --- the sources -------------------------------------------------------------------------------------------


async def _sources(config: Config) -> tuple[Check, ...]:
    """Each is read as the bot reads it: the configuration's, then those of the database alone."""
    known = {health.source.id: health for health in await _stored(config)}
    ours = [known.get(source.id) or SourceHealth(source, "new") for source in parts.sources(config)]
    healths = [*ours, *(each for each in known.values() if each.source.origin != "config")]
    if not healths:
        return (Check("sources", False, "there are none", NO_SOURCES),)
    slots = asyncio.Semaphore(AT_ONCE)
    async with parts.http_fetcher(config) as fetcher, parts.web_reader(config) as reader:
        discovery = Discovery(fetcher, reader)

        async def look(each: SourceHealth) -> tuple[Check, ...]:
            async with slots:
                return await _bounded(f"source {each.source.id}", lambda: _source(each, fetcher, discovery))

        found = await asyncio.gather(*map(look, healths[:MOST_SOURCES]))
    if (left := len(healths) - MOST_SOURCES) > 0:
        found.append((Check("sources", None, f"and {left:,} more", "crier sources list --ailing tells of all"),))
    return tuple(check for checks in found for check in checks)


async def _stored(config: Config) -> tuple[SourceHealth, ...]:
    """What the database knows of sources; what is wrong with it is another check's to tell."""
    try:
        if not await exists(config.storage.url):
            return ()
        async with open_store(config.storage.url, mode="read", patience=PATIENCE / 10) as store:
            return await store.sources.health(counted=False)
    except CrierError:
        return ()


async def _source(known: SourceHealth, fetcher: Fetcher, discovery: Discovery) -> tuple[Check, ...]:
    name = f"source {known.source.id}"
    if known.status == "gone":
        return (Check(name, False, f"gone for good: {known.last_error.partition('; ')[0]}", health.remedy(known)),)
    try:
        reading = await _reading(known, fetcher, discovery)
    except (FetchFailed, Unreadable) as error:
        found, _, remedy = str(error).rpartition("; ") if "; " in str(error) else (str(error), "", "")
        failing = replace(known, status="failing", last_error=str(error))
        return (Check(name, False, found, remedy or health.remedy(failing)),)
    chosen = replace(known, feed_url=reading.url, feed_kind=reading.feed.kind, title=reading.feed.title)
    told = health.feed(replace(chosen, links=reading.links if reading.links is not None else known.links))
    count = len(reading.feed.entries)
    return (Check(name, True, f"{reading.url}: {told}, {count} item{'s' * (count != 1)}"),)


async def _reading(known: SourceHealth, fetcher: Fetcher, discovery: Discovery) -> Reading:
    """Its remembered feed; where that is none any more, the one that the bot would find."""
    if known.feed_url:
        with suppress(Missing, Unreadable):
            return await discovery.read(known.feed_url, await fetcher.get(known.feed_url))
    return await discovery(known.source)
