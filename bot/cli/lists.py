"""`crier sources import` and `crier sources export`: lists of feeds, as readers hand them on (OPML)."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import IO, TYPE_CHECKING, Any

import click

from bot.cli.adding import patiently, writing
from bot.cli.common import config_option, settings
from bot.cli.sources import Declined
from bot.cli.typed import Mistyped, address
from bot.domain import links
from bot.domain.errors import Unreadable
from bot.domain.model import Source, SourceHealth

if TYPE_CHECKING:
    from bot.cli.opml import Outline
    from bot.config import Config

LOOK = 0.2  # seconds between two looks at how many have been tried
TOLD = 20  # unusable ones that are named


@dataclass(slots=True)
class Tally:
    """What became of the outlines. Complete at every moment: what is added stays added, whatever comes after."""

    added: int = 0
    known: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)  # address, reason
    begun: bool = False  # a list that could not even be compared has no counts
    whole: bool = False  # all of the list was looked at

    def show(self) -> None:
        """Print the counts, and the reasons on stderr."""
        from bot.cli import paper

        for url, reason in self.refused[:TOLD]:
            paper.note(paper.hanging("! ", f"{url or 'an outline'}: {reason}" if url not in reason else reason))
        if len(self.refused) > TOLD:
            paper.note(f"! and {len(self.refused) - TOLD} more")
        if not self.whole:
            paper.note("ended early: what is added stays; import the list again for the rest")
        paper.say(f"{self.added:,} added, {self.known:,} known already, {len(self.refused):,} not usable")


@click.command(
    "import",
    epilog="""
\b
Examples:
  crier sources import subscriptions.opml
  crier sources import subscriptions.opml --check      add only those that give a feed
  crier sources import subscriptions.opml --sections   folders become sections
  curl -s https://example.com/list.opml | crier sources import -
""",
)
@config_option
@click.argument("file", type=click.File("rb"))
@click.option("--check", is_flag=True, help="Try each address first, and add only those that give a feed.")
@click.option("--sections", is_flag=True, help="Make the folder of each feed the section of its items.")
def import_list(*, file: IO[bytes], check: bool, sections: bool) -> None:
    """Add the feeds of FILE, a list in OPML from another reader; - reads it from stdin.

    What is known already, by its address, stays as it is: a list can be imported again. Without --check nothing is
    fetched: the running bot polls the new ones within 30 s, and crier sources list --ailing tells what fails.
    """
    config = settings(optional=True, quiet=True)
    from bot.cli import opml

    try:
        outlines = opml.read(file.read(opml.MOST_BYTES + 1))
    except Unreadable as error:
        raise Declined(f"{file.name}: {error}") from error
    tally = Tally()
    try:
        asyncio.run(_import(config, outlines, tally, check=check, sections=sections))
    finally:
        if tally.begun:
            tally.show()


@click.command(
    "export",
    epilog="""
\b
Examples:
  crier sources export > subscriptions.opml
  crier sources export | xmllint --format -
""",
)
@config_option
def export_list() -> None:
    """Print the sources as OPML 2.0: feeds, titles, home pages, languages. Those gone or paused are left out."""
    config = settings(optional=True, quiet=True)
    click.echo(asyncio.run(_export(config)), nl=False)


async def _export(config: "Config") -> bytes:
    from bot.adapters.storage.store import open_store
    from bot.cli import opml

    async with open_store(config.storage.url, mode="read") as store:
        return opml.write(await store.sources.health(counted=False), config.site.name, datetime.now(UTC))


# --- importing ---------------------------------------------------------------------------------------------


async def _import(
    config: "Config", outlines: "Sequence[Outline]", tally: Tally, *, check: bool, sections: bool
) -> None:
    from bot.app import parts

    async with writing(config, make=True) as store:
        there = await store.sources.health(counted=False)
        tally.begun = True
        taken = {each.source.id for each in there}
        awake = [each for each in there if each.status != "paused"]
        keys = {links.key(url) for each in awake for url in (each.source.url, each.feed_url) if url}
        titles = dict(_wanted(outlines, keys, taken, tally, sections=sections))
        usable = _tried(config, tuple(titles), keys, tally) if check else _untried(tuple(titles))
        async with aclosing(usable):
            async for source in usable:  # each at once: what is added stays, though the rest be interrupted
                if await patiently(partial(store.sources.add, source, parts.now(), title=titles[source])):
                    tally.added += 1
                else:
                    tally.known += 1
    tally.whole = True


def _wanted(
    outlines: "Sequence[Outline]", keys: set[str], taken: set[str], tally: Tally, *, sections: bool
) -> Iterator[tuple[Source, str]]:
    """The outlines that can be sources and are none yet, each with an id of its own and its title."""
    from bot.config import id_of

    for outline in outlines:
        try:
            url = _usable(outline.url)
        except Mistyped as error:
            tally.refused.append((outline.url, str(error)))
            continue
        if (key := links.key(url)) in keys:
            tally.known += 1
            continue
        keys.add(key)
        source_id = id_of(url, taken)
        taken.add(source_id)
        section = outline.section if sections else ""
        language = _language(outline.language)
        yield Source(source_id, url, language=language, section=section, origin="terminal"), outline.title


def _usable(url: str) -> str:
    """A whole address: what lacks a scheme in a list is relative to something that nobody knows."""
    if "://" not in url and not url.lower().startswith("feed:"):
        raise Mistyped(f"{url[:60]!r} is no whole address")
    return address(url)


def _language(tag: str) -> str:
    """A tag that config.toml would take, else ""."""
    parts = tag.replace("_", "-").split("-")
    usable = len(tag) <= 16 and parts[0].isalpha() and 2 <= len(parts[0]) <= 3 and all(map(str.isalnum, parts))
    return tag if usable and tag.isascii() else ""


async def _untried(wanted: "Sequence[Source]") -> AsyncGenerator[Source, None]:
    with _bar(len(wanted), "adding") as bar:
        for source in wanted:
            yield source
            bar.update(1)


async def _tried(
    config: "Config", wanted: "Sequence[Source]", keys: set[str], tally: Tally
) -> AsyncGenerator[Source, None]:
    """Those that give a feed which no other source has, each as soon as that is known. Tried as the bot would, one at a
    time per host."""
    from bot.cli.trial import trial

    left, feeds = {source.id: source for source in wanted}, set[str]()
    async with trial(config, wanted, 1) as attempt:
        polling = asyncio.create_task(attempt.poller.once())
        try:
            with _bar(len(wanted), "trying") as bar:
                over = False
                while not over:
                    await asyncio.wait({polling}, timeout=LOOK)
                    over = polling.done()
                    for health in [each for each in await attempt.health(counted=False) if each.last_poll]:
                        if source := left.pop(health.source.id, None):
                            bar.update(1)
                            if _passes(health, keys, feeds, tally):
                                yield source
            await polling
        finally:
            polling.cancel()


def _passes(health: SourceHealth, keys: set[str], feeds: set[str], tally: Tally) -> bool:
    """Whether it gives a feed that no other source has; the tally is told why not."""
    own, key = links.key(health.source.url), links.key(health.feed_url)
    if health.last_error:
        tally.refused.append((health.source.url, health.last_error))
    elif key in feeds or (key != own and key in keys):
        tally.known += 1
    else:
        feeds.add(key)
        return True
    return False


@contextmanager
def _bar(length: int, label: str) -> Iterator[Any]:
    """On stderr, and on a terminal only."""
    hidden = not (length and sys.stderr.isatty())
    with click.progressbar(length=length, label=label, file=sys.stderr, show_pos=True, hidden=hidden) as bar:
        yield bar
