"""`crier latest`, `crier search`, `crier show`: the archive, in the terminal."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.cli.common import config_option, json_option, settings
from bot.domain.errors import CrierError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.config import Config
    from bot.domain.model import Record, Results
    from bot.domain.style import Gettext
    from bot.services.archive import Archive

COUNT = click.IntRange(1, 10_000)
MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}  # as wdiff writes them
SECTIONS = 20  # named where there is none of that name


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
  crier search '"rail corridor" OR railway after:7d section:world by:naila'
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
    config, words = settings(optional=True), " ".join(query)
    show_results(asyncio.run(_search(config, words, count)), config, as_json=as_json, asked=words)


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
    from bot.domain.model import Query

    async with _archive(config) as (archive, gettext):
        there = await archive.sections(gettext)
        key = there.find(section) if section else ""
        if section and not key:
            known = ", ".join(sorted(there.labels)[:SECTIONS]) or "none yet"
            raise NotFound(f"there is no section {section!r}; there are: {known}")
        return await archive.articles.find(Query(sections=(key,) if key else ()), limit=count)


async def _search(config: "Config", words: str, count: int) -> "Results":
    now = datetime.now(ZoneInfo(config.site.timezone))
    async with _archive(config) as (archive, gettext):
        return await archive.search(words, now, gettext, limit=count)


@asynccontextmanager
async def _archive(config: "Config") -> "AsyncIterator[tuple[Archive, Gettext]]":
    """The archive as a chat of the site's own language asks it."""
    from bot.adapters.storage.store import open_store
    from bot.adapters.wording import GettextWording
    from bot.services.archive import Archive

    wording = GettextWording()
    async with open_store(config.storage.url, mode="read") as store:
        archive = Archive(store.articles, store.sources, config.spellings(), wording.languages)
        yield archive, wording.words(config.site.language).gettext


async def _show(config: "Config", reference: str) -> "Record | None":
    from bot.adapters.storage.store import open_store

    async with open_store(config.storage.url, mode="read") as store:
        return await store.articles.show(reference)


# --- showing -----------------------------------------------------------------------------------------------


def show_results(results: "Results", config: "Config", *, as_json: bool, asked: str = "") -> None:
    """A page of items, in JSON or for people; `asked`: what was typed, for a search."""
    from bot.cli import paper, shapes
    from bot.domain.found import found

    if as_json:
        shapes.show_json(shapes.results(results))
        return
    now = datetime.now(UTC)
    if results.showing:
        paper.note(f"no results for “{paper.plain(asked)}”; showing “{paper.plain(results.showing)}”")
    for each in found(results, config.site.name):
        paper.found(each, config.site.timezone, now)
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
    if record.taken_down:
        gone = f"taken down, seen {paper.when(record.taken_down, zone, now)}: its site answers {record.gone_status}"
        paper.say(gone, colour="red")
    for edition in record.editions:
        paper.say(paper.plain(f"edition {edition.language}: {edition.title} {edition.url}"), dim=True)
    show_changes(record, zone, now)
    for each in record.posts:
        place = " ".join(part for part in (each.platform, each.chat, each.topic) if part)
        paper.say(f"posted {paper.when(each.sent, zone, now)} to {place}, message {each.message}", dim=True)


def show_changes(record: "Record", zone: str, now: datetime) -> None:
    """How an article's words have changed, the latest change first: [-removed-] and {+added+}."""
    from bot.cli import paper
    from bot.domain.history import changes

    for change in changes(record):
        paper.say(f"changed, seen {paper.when(change.at, zone, now)}:", dim=True)
        for difference in filter(None, (change.title, change.text)):
            for passage in difference.passages:
                words = "".join(MARKS[piece.kind].format(piece.text) for piece in passage.pieces)
                text = f"{'' if passage.opens else '… '}{' '.join(words.split())}{'' if passage.closes else ' …'}"
                paper.say(paper.hanging("  ", text))
