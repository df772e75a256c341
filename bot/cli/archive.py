"""`crier latest`, `crier search`, `crier show`: the archive, in the terminal."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.common import config_option, json_option, settings
from bot.domain.errors import CrierError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.config import Config
    from bot.domain.model import Record, Results

COUNT = click.IntRange(1, 10_000)


class NotFound(CrierError):
    """What was asked for by name is not in the archive."""


@click.command(
    epilog="""
\b
Examples:
  crier latest
  crier latest world -n 20
  crier latest --json | jq -r '.items[].url'
"""
)
@config_option
@click.argument("section", required=False, default="")
@click.option("-n", "count", type=COUNT, default=5, show_default=True, help="How many.")
@json_option
def latest(*, section: str, count: int, as_json: bool) -> None:
    """The newest items, newest first; of one SECTION only, if it is named."""
    config = settings(optional=True)
    show_results(asyncio.run(_latest(config, section, count)), config, as_json=as_json)


@click.command(
    epilog="""
\b
Examples:
  crier search rail corridor
  crier search '"rail corridor" after:7d section:world'
  crier search -n 100 --json -- -cargo freight
"""
)
@config_option
@click.argument("query", nargs=-1, required=True)
@click.option("-n", "count", type=COUNT, default=5, show_default=True, help="How many.")
@json_option
def search(*, query: tuple[str, ...], count: int, as_json: bool) -> None:
    """The best matches for QUERY.

    "a phrase", -not, section:world, source:id, after:2026-10-01, after:7d; `--` ends the options.
    """
    config = settings(optional=True)
    show_results(asyncio.run(_search(config, " ".join(query), count)), config, as_json=as_json)


@click.command(
    epilog="""
\b
Examples:
  crier show 1234
  crier show https://caliber.az/en/post/a-slug --json
"""
)
@config_option
@click.argument("reference", metavar="ID|URL")
@json_option
def show(*, reference: str, as_json: bool) -> None:
    """One article as stored: text, summary, revisions, where and when it was posted."""
    config = settings(optional=True)
    record = asyncio.run(_show(config, reference))
    if record is None:
        raise NotFound(f"{reference}: no such article in the archive; crier latest lists the newest with their ids")
    if as_json:
        from bot.cli import shapes

        shapes.show_json(shapes.record(record))
    else:
        show_record(record, config.site.timezone)


# --- asking ------------------------------------------------------------------------------------------------


async def _latest(config: "Config", section: str, count: int) -> "Results":
    from bot.adapters.storage.store import open_store
    from bot.domain.model import Query
    from bot.domain.text import fold

    async with open_store(config.storage.url, mode="read") as store:
        spellings = _spellings(config, await store.articles.sections())
        key = spellings.get(fold(section), "") if section else ""
        if section and not key:
            known = ", ".join(sorted(set(spellings.values()))[:20]) or "none yet"
            raise NotFound(f"there is no section {section!r}; there are: {known}")
        return await store.articles.find(Query(sections=(key,) if key else ()), limit=count)


async def _search(config: "Config", words: str, count: int) -> "Results":
    from bot.adapters.storage.store import open_store
    from bot.domain.query import parse

    async with open_store(config.storage.url, mode="read") as store:
        spellings = _spellings(config, await store.articles.sections())
        query = parse(words, datetime.now(UTC), spellings, ())
        return await store.articles.find(query, limit=count)


async def _show(config: "Config", reference: str) -> "Record | None":
    from bot.adapters.storage.store import open_store

    async with open_store(config.storage.url, mode="read") as store:
        return await store.articles.show(reference)


def _spellings(config: "Config", sections: "Mapping[str, str]") -> dict[str, str]:
    """Folded spelling → key, of the archive's sections and the operator's."""
    from bot.domain.text import fold

    spellings = {fold(label): key for key, label in sections.items()}
    spellings |= {fold(key): key for key in sections}
    return spellings | config.spellings()


# --- showing -----------------------------------------------------------------------------------------------


def show_results(results: "Results", config: "Config", *, as_json: bool) -> None:
    """A page of items, in JSON or for people."""
    from bot.cli import paper, shapes

    if as_json:
        shapes.show_json(shapes.results(results))
        return
    now = datetime.now(UTC)
    if results.showing:
        paper.note(f"showing: {paper.plain(results.showing)}")
    for item in results.items:
        paper.item(item, config.site.timezone, now)
    total = f"{results.total}+" if results.total_capped else str(results.total)
    paper.note(f"{len(results.items)} of {total}" if results.items else "nothing found")


def show_record(record: "Record", zone: str) -> None:
    """One article, with all that is known of it."""
    from bot.cli import paper

    now = datetime.now(UTC)
    paper.item(record.item, zone, now)
    for paragraph in record.text.splitlines():
        paper.say(paper.wrapped(paragraph))
        paper.say()
    seen = paper.when(record.first_seen, zone, now)
    paper.say(f"article {record.item.article_id} · item {record.item.id} · story {record.story_id}", dim=True)
    paper.say(f"{record.stage} · first seen {seen} · carried by {', '.join(record.sources)}", dim=True)
    for edition in record.editions:
        paper.say(paper.plain(f"edition {edition.language}: {edition.title} {edition.url}"), dim=True)
    for revision in record.revisions:
        paper.say(paper.plain(f"earlier, seen {paper.when(revision.seen, zone, now)}: {revision.title}"), dim=True)
    for each in record.posts:
        place = " ".join(part for part in (each.platform, each.chat, each.topic) if part)
        paper.say(f"posted {paper.when(each.sent, zone, now)} to {place}, message {each.message}", dim=True)
