"""`crier sources add` and `crier sources remove`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from bot.cli.common import config_option, settings
from bot.cli.sources import Declined
from bot.cli.typed import web_address
from bot.domain import links
from bot.domain.errors import BadConfig, Forbidden, StoreBusy
from bot.domain.model import Source, SourceHealth

if TYPE_CHECKING:
    from bot.adapters.storage.store import Store
    from bot.cli.trial import Trial
    from bot.config import Config

PATIENCE = 10.0  # seconds for a database that others are writing to
PAUSE = 0.2
SOON = "a running bot polls it within 30 s; what it carries now is archived, what comes from then on is posted"
FULL_TEXT = click.Choice(["auto", "always", "never"])

T = TypeVar("T")


@click.command(
    epilog="""
\b
Examples:
  crier sources add https://caliber.az/en/
  crier sources add caliber.az --id caliber --language ru --section World
  crier sources add https://example.com/feed.xml --poll-seconds 60
  crier sources add https://down.example/ --force     though it gives no feed now
"""
)
@config_option
@click.argument("url", callback=web_address)
@click.option("--id", "source_id", metavar="ID", default="", help="Its name (default: made from the address).")
@click.option("--section", metavar="NAME", default="", help="A fixed section for all of its items.")
@click.option("--language", metavar="TAG", default="", help="A hint, such as en (default: the feed's).")
@click.option("--poll-seconds", type=int, default=300, show_default=True, help="The shortest pause between polls.")
@click.option("--poll-max-seconds", type=int, default=21600, show_default=True, help="The longest.")
@click.option("--full-text", type=FULL_TEXT, default="auto", show_default=True, help="Fetch the articles' pages?")
@click.option("--force", is_flag=True, help="Add it even if it gives no feed now.")
def add(*, url: str, source_id: str, force: bool, **options: str | int) -> None:
    """Add a source, once it has been tried: a home page, a feed or a news sitemap at URL.

    The address is looked at first, as by crier preview, and what was found is told. The running bot takes it up by
    itself. A source that was gone for good is polled again. The database is made if there is none; the configuration's
    own sources stay as they are.
    """
    config = settings(optional=True, quiet=True)
    asyncio.run(_add(config, _checked(url, source_id, options), force=force))


@click.command(
    epilog="""
\b
Examples:
  crier sources remove caliber-ru
"""
)
@config_option
@click.argument("source_id", metavar="ID")
def remove(*, source_id: str) -> None:
    """Poll a source no more. Its articles stay in the archive; adding it again brings it back as it was."""
    config = settings(optional=True, quiet=True)
    gone = asyncio.run(_remove(config, source_id))
    from bot.cli import paper

    kept = f"; what it brought stays in the archive (articles: {gone.articles:,})" if gone.articles else ""
    paper.say(f"{source_id} is polled no more{kept}")
    paper.note(paper.plain(f"crier sources add {gone.source.url} --id {source_id} brings it back"))


def _checked(url: str, source_id: str, options: dict[str, str | int]) -> Source:
    """The source, its settings checked as those of config.toml. Raises `BadConfig`."""
    from pydantic import ValidationError

    from bot.config.mistakes import explain
    from bot.config.settings import SourceTable

    try:
        table = SourceTable.model_validate({"url": url, "id": source_id, **options})
    except ValidationError as error:
        raise BadConfig(explain(error, SourceTable, "sources add")) from None
    return Source(**table.model_dump(), origin="terminal")


# --- adding ------------------------------------------------------------------------------------------------


async def _add(config: "Config", wanted: Source, *, force: bool) -> None:
    from bot.app import parts
    from bot.cli import paper
    from bot.cli.trial import trial

    async with writing(config, make=True) as store:
        there = await store.sources.health(counted=False)
        former = revived(wanted, there)
        source = former or named(wanted, {each.source.id for each in there if not _free(each)})
        refuse_known(source, there)
        async with trial(config, (source,), 1) as attempt:
            await attempt.poller.once()
            (health,) = await attempt.health(counted=False)
            told = _judged(attempt, health, there, force=force)
        if not await patiently(lambda: store.sources.add(source, parts.now())):
            raise Declined(f"{source.id} has been added by another just now; crier sources list {source.id} shows it")
    what = "is polled again" if former else "added"
    paper.entry(source.id, what if health.feed_url else f"{what}, though it gives no feed now", "", colour="green")
    for label, text in told:
        paper.labelled(label, text, 10)
    paper.note(paper.wrapped(SOON))


def _judged(
    attempt: "Trial", health: SourceHealth, there: "tuple[SourceHealth, ...]", *, force: bool
) -> list[tuple[str, str]]:
    """What is told of a source that may be added. Raises what speaks against it."""
    from bot.cli import health as words
    from bot.cli.finding import problem

    if health.last_error:
        trouble = problem(attempt.memory, health)
        if isinstance(trouble, Forbidden):
            raise trouble
        if not force:
            raise Declined(f"{trouble}; --force adds it all the same")
        return [("wrong", str(trouble))]
    if twin := known(health.feed_url, _polled(there)):
        raise Declined(f"its feed {health.feed_url} is that of the source {twin} already")
    feed = attempt.feed(health)
    count = len(feed.entries) if feed else 0
    return [("feed", health.feed_url), ("", words.feed(health)), ("items", f"{count} now")]


def named(source: Source, taken: set[str]) -> Source:
    """With an id, if it has none. Raises `Declined` if the one it has is another's."""
    from dataclasses import replace

    from bot.config import id_of

    if source.id in taken:
        raise Declined(
            f"there is a source {source.id} already; crier sources list {source.id} shows it, --id names another"
        )
    return source if source.id else replace(source, id=id_of(source.url, taken))


def revived(wanted: Source, there: "tuple[SourceHealth, ...]") -> Source | None:
    """The source that is gone and has this address or feed, as it is to be polled again: one that the configuration
    names stays as that says. None if there is none, or another id is wanted."""
    from dataclasses import replace

    gone = tuple(each for each in there if each.status == "gone" and wanted.id in ("", each.source.id))
    twin = next((each.source for each in gone if each.source.id == known(wanted.url, gone)), None)
    return twin if twin is None or twin.origin == "config" else replace(wanted, id=twin.id)


def _free(health: SourceHealth) -> bool:
    """May its id be given to another address: is it polled no more, and not the configuration's to name?"""
    return health.status == "paused" or (health.status == "gone" and health.source.origin != "config")


def refuse_known(source: Source, there: "tuple[SourceHealth, ...]") -> None:
    """Raises `Declined` if the address is a source's, or its feed's."""
    if twin := known(source.url, _polled(there)):
        raise Declined(f"{source.url} is read already, by the source {twin}; crier sources list {twin} shows how it is")


def known(url: str, there: "tuple[SourceHealth, ...]") -> str:
    """The id of the source that has this address, or this feed; "" if there is none."""
    key = links.key(url)
    if not key:  # no address at all is nobody's, though a feed not yet found has none either
        return ""
    return next((each.source.id for each in there if key in {links.key(each.source.url), links.key(each.feed_url)}), "")


def _polled(there: "tuple[SourceHealth, ...]") -> "tuple[SourceHealth, ...]":
    """Those whose addresses are taken."""
    return tuple(each for each in there if each.status not in ("paused", "gone"))


async def _remove(config: "Config", source_id: str) -> SourceHealth:
    from bot.app import parts

    async with writing(config) as store:
        there = {each.source.id: each for each in await store.sources.health()}
        health = there.get(source_id)
        if health is None:
            raise Declined(f"there is no source {source_id}; crier sources list names those there are")
        if not await patiently(lambda: store.sources.remove(source_id, parts.now())):
            raise Declined(
                f"{source_id} is the configuration's: delete it from config.toml (or CRIER_SOURCES), restart the bot"
            )
        return health


# --- the database ------------------------------------------------------------------------------------------


@asynccontextmanager
async def writing(config: "Config", *, make: bool = False) -> "AsyncIterator[Store]":
    """The database, to be written to. `make`: where there is none it is made, with the configuration's sources, so
    that no other can take their ids and addresses; one that is old is left to `crier run`."""
    from bot.adapters.storage.store import exists, open_store
    from bot.app import parts

    new = make and not await exists(config.storage.url)
    async with open_store(config.storage.url, mode="run" if new else "write", patience=PATIENCE) as store:
        if new:
            await patiently(lambda: store.sources.seed(parts.sources(config), parts.now()))
        yield store


async def patiently(attempt: Callable[[], Awaitable[T]]) -> T:
    """Try for ten seconds while others write. Raises `StoreBusy` after that."""
    clock = asyncio.get_running_loop().time
    end = clock() + PATIENCE
    while True:
        try:
            return await attempt()
        except StoreBusy as error:
            if clock() > end:
                raise StoreBusy(f"{error}; try again when the other process is done") from error
        await asyncio.sleep(PAUSE)
