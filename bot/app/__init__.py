"""The wiring: settings → adapters → services → one TaskGroup. It decides nothing.

fetcher ─┬─ poller ─┐                    ┌─ platform
reader  ─┤          ├─ store ─ courier ──┤
summarizer─ editor ─┘    └─── desk ──────┴─ updates      what each has done lately ─ readiness ─ web
"""

import logging
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from socket import socket
from typing import TYPE_CHECKING

from bot import __version__
from bot.adapters.fetching import PoliteFetcher
from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store, open_store
from bot.app.lifetime import Loop, started, stopping, until
from bot.app.messenger import Messenger, announcer
from bot.app.parts import ears, http_fetcher, now, site_facts, sources, user_agent, web_reader
from bot.app.roles import ROLES, check, of_a_round
from bot.app.summaries import plain, summarizer
from bot.config import Config
from bot.ports import Fetcher, Reader, Signals, Summarizer
from bot.services.editor import Editor
from bot.services.lookout import Lookout
from bot.services.patience import Patience
from bot.services.poller import Poller
from bot.services.readiness import Check, Heartbeat, Polling, Pulse, Readiness, Updates
from bot.services.reindexing import Reindexing
from bot.services.upkeep import Upkeep

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

LOCK_PATIENCE = 2.0  # seconds until it is said that another process holds the database
TOKEN_HINT = (
    "no telegram.token and no discord.token: nothing is posted or answered; @BotFather gives the first, "  # noqa: S105
    "docs/discord.md tells of the other"
)

_log = logging.getLogger(__name__)


async def run(config: Config, roles: frozenset[str] = ROLES) -> None:
    """The service, until SIGTERM, SIGINT or SIGHUP. Raises `Refused` or `LoopDied`."""
    check(config, roles)  # what is refused has not started
    with stopping() as stopped:
        _log.info("crier %s starts", __version__)
        async with started(stopped, assembled(config, roles)) as loops:
            if loops:
                _log.info("crier %s runs: %s", __version__, ", ".join(loop.name for loop in loops))
                await until(stopped, loops)
        _log.info("stopped")


async def once(config: Config, roles: frozenset[str] = ROLES) -> None:
    """Cron mode: one round of each part in its turn; the heartbeat goes on meanwhile. Raises as `run`."""
    with stopping() as stopped:
        _log.debug("crier %s starts a round", __version__)  # cron mails what is said
        async with started(stopped, assembled(config, of_a_round(config, roles))) as loops:
            if loops:
                upkeep, *parts = loops
                finished = _round(upkeep, parts)
                await until(stopped, (upkeep, finished), ends=finished)


def _round(upkeep: Loop, parts: Sequence[Loop]) -> Loop:
    async def once_each() -> None:
        for part in parts:
            await part.once()
        await upkeep.once()

    return Loop("round", once_each, once_each)


@asynccontextmanager
async def assembled(
    config: Config,
    roles: frozenset[str] = ROLES,
    *,
    pages: "Sequence[BaseRoute]" = (),
    listening: socket | None = None,
) -> AsyncIterator[tuple[Loop, ...]]:
    """Every part that `roles` names, wired; upkeep first, the others in the order of the sentence, the web last.

    The web shows `pages` as well, on `listening` if that is given. Raises `BadConfig` if nothing would
    run, or not together.
    """
    check(config, roles)
    async with AsyncExitStack() as stack:
        store = await _store(config, roles, stack)
        signals = LocalSignals()
        upkeep = _upkeep(config, store, signals)
        parts: list[Loop] = []
        routes = [*pages]
        checks: dict[str, Check] = {"database": Heartbeat(upkeep.pulse, now)}
        told = _is_told(config, roles)
        if roles & {"poller", "editor"} or told:
            fetcher = await stack.enter_async_context(http_fetcher(config))
            reader = await stack.enter_async_context(web_reader(config))
            polite = PoliteFetcher(fetcher, user_agent(config))  # one for all who ask: its pauses are the sites'
            short = await stack.enter_async_context(summarizer(config, store.summaries))
            parts += _newsroom(config, store, fetcher, reader, signals, polite, short)
            parts.append(_lookout(config, store, signals, polite))
        if roles & {"poller", "web"}:  # who polls may be another process, and without a web part of its own
            checks["sources"] = Polling(store.sources, now, timedelta(seconds=config.fetch.timeout_seconds))
        if roles & {"chat", "courier"}:
            for name, messenger in (await _messengers(config, store, signals, stack, roles)).items():
                parts = [*messenger.answering, *parts, *messenger.delivering]
                if "chat" in roles:
                    checks[name] = Updates(messenger.reading, now)
                    routes += messenger.routes
        parts.append(_index(store))  # behind what people wait for: a round fills it whole
        if "web" in roles and config.web.enabled:
            if told:
                loops, hooks = _hooks(config, store, fetcher, reader, signals, polite)
                parts, routes = [*parts, *loops], [*routes, *hooks]
            routes += _reader(config, store)
            parts.append(_web(config, checks, routes, listening))
        yield (
            Loop("upkeep", upkeep.run, upkeep.once, store.hurry),
            *ears(store, signals),
            *(part for part in parts if part.within(roles)),
        )


# --- parts -------------------------------------------------------------------------------------------------


async def _messengers(
    config: Config, store: Store, signals: Signals, stack: AsyncExitStack, roles: frozenset[str]
) -> Mapping[str, Messenger]:
    """Those that have a token, by name; each is imported only where it is used."""
    found: dict[str, Messenger] = {}
    if config.telegram.token:
        from bot.app.telegram import telegram

        found["telegram"] = await telegram(config, store, signals, stack, roles)
    if config.discord.token:
        from bot.app.discord import discord

        found["discord"] = await discord(config, store, signals, stack)
    if not found:
        _log.warning(TOKEN_HINT)
    return found


def _upkeep(config: Config, store: Store, signals: Signals) -> Upkeep:
    return Upkeep(
        leases=store.leases,
        outbox=store.outbox,
        stories=store.articles,
        summaries=store.summaries,
        signals=signals,
        clock=now,
        keep_sent=timedelta(days=config.delivery.keep_sent_days),
        pulse=Pulse(now()),
    )


async def _store(config: Config, roles: frozenset[str], stack: AsyncExitStack) -> Store:
    patiently = Patience(random.random)
    hold = config.delivery.on_doubt == "hold"
    opening = partial(open_store, config.storage.url, mode="run", patience=LOCK_PATIENCE, hold_doubts=hold)
    store = await patiently(lambda: stack.enter_async_context(opening()))
    await patiently(store.leases.beat)
    if "poller" in roles:  # the others' machines need not name them
        await patiently(store.sources.seed, sources(config), now())
    return store


def _is_told(config: Config, roles: frozenset[str]) -> bool:
    """Does anybody tell us over the web what is new: hubs, or a publisher's own system?"""
    return "web" in roles and config.web.enabled and bool(config.web.public_url or config.web.publish_secret)


def _newsroom(
    config: Config, store: Store, fetcher: Fetcher, reader: Reader, signals: Signals, pages: Fetcher, short: Summarizer
) -> tuple[Loop, Loop]:
    poller, editor = newsroom(config, store, fetcher, reader, signals, pages=pages, short=short)
    return Loop("poller", poller.run, poller.once), Loop("editor", editor.run, editor.once)


def newsroom(
    config: Config,
    store: Store,
    fetcher: Fetcher,
    reader: Reader,
    signals: Signals,
    *,
    pages: Fetcher,
    short: Summarizer | None = None,
) -> tuple[Poller, Editor]:
    """The two loops that make articles. `pages` brings those of articles, as their robots.txt asks; `short` shortens
    them."""
    poller = Poller(
        sources=store.sources,
        fetcher=fetcher,
        reader=reader,
        signals=signals,
        clock=now,
        concurrency=config.fetch.concurrency,
        max_age=timedelta(hours=config.posts.max_age_hours),
        tell=announcer(config, store, signals).tell,
    )
    editor = Editor(
        articles=store.articles,
        fetcher=pages,
        reader=reader,
        summarizer=short or plain(config, config.summaries.engine),
        signals=signals,
        clock=now,
        sections=config.spellings(),
        max_age=timedelta(hours=config.posts.max_age_hours),
        settle=timedelta(seconds=config.posts.settle_seconds),
        corrections=config.posts.edit_on_change,
        language=config.site.language,
    )
    return poller, editor


def _lookout(config: Config, store: Store, signals: Signals, pages: Fetcher) -> Loop:
    lookout = Lookout(
        takedowns=store.takedowns,
        leases=store.leases,
        fetcher=pages,
        signals=signals,
        clock=now,
        tell=announcer(config, store, signals).tell,
        max_age=timedelta(hours=config.posts.max_age_hours),
        corrections=config.posts.edit_on_change,
    )
    return Loop("lookout", lookout.run, lookout.once, role="editor")


def _index(store: Store) -> Loop:
    reindexing = Reindexing(store.index)
    return Loop("index", reindexing.run, reindexing.once, role="editor")


def _hooks(
    config: Config, store: Store, fetcher: Fetcher, reader: Reader, signals: Signals, pages: Fetcher
) -> "tuple[Sequence[Loop], Sequence[BaseRoute]]":
    from bot.app.hooks import hooks  # only where it is served

    return hooks(config, store, fetcher, reader, signals, pages)


def _reader(config: Config, store: Store) -> "Sequence[BaseRoute]":
    from bot.adapters.wording import GettextWording
    from bot.services.archive import Archive
    from bot.web.reader import routes

    wording = GettextWording()
    archive = Archive(store.articles, store.sources, config.spellings(), wording.languages)
    return routes(archive, wording, site_facts(config), now)


def _web(config: Config, checks: Mapping[str, Check], pages: "Sequence[BaseRoute]", listening: socket | None) -> Loop:
    from bot.web.listening import listen
    from bot.web.server import WebServer  # 2 MiB of memory that only who serves has to have
    from bot.web.site import application

    where = config.web
    server = WebServer(application(Readiness(checks), pages), lambda: listening or listen(where.host, where.port))
    return Loop("web", server.run, server.once)
