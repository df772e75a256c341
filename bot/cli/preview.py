"""`crier preview`: what a site would post, and all that was found on the way. Stores nothing."""

import asyncio
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bot.cli.common import config_option, json_option, settings
from bot.cli.typed import web_address

if TYPE_CHECKING:
    from bot.cli.finding import Finding
    from bot.config import Config

SHOWN = 3  # posts, for people
GIVEN = 10  # items, in JSON
LABELS = 12  # columns
LINKS = 6  # addresses shown, chosen or tried


@click.command(
    epilog="""
\b
Examples:
  crier preview https://caliber.az/             a site: its feed is looked for
  crier preview caliber.az/en/post/a-slug       an article: one post
  crier preview https://example.com/feed.xml --json | jq '.items[0], .warnings'
"""
)
@config_option
@click.argument("url", callback=web_address)
@json_option
def preview(*, url: str, as_json: bool) -> None:
    """What a site, a feed, a news sitemap or an article at URL would post: found, read, summarised, laid out.

    Stores nothing. Addresses of a private network are fetched only if fetch.allow_private_hosts lists them.
    """
    config = settings(optional=True, quiet=True)
    from bot.cli import paper
    from bot.cli.finding import look

    found = asyncio.run(look(config, url, GIVEN if as_json else SHOWN, paper.note))
    if as_json:
        from bot.cli import shapes

        shapes.show_json(shapes.finding(found))
    else:
        _show(found, config)


def _show(found: "Finding", config: "Config") -> None:
    from bot.cli import paper

    for label, text in _facts(found):
        paper.labelled(label, text, LABELS)
    asyncio.run(_posts(found, config))
    notes = (*found.warnings, *_signature(found, config))
    if notes:
        paper.say()
    for each in notes:
        paper.note(paper.hanging("! ", each))


async def _posts(found: "Finding", config: "Config") -> None:
    """As they would be sent to a chat that is this terminal."""
    from bot.adapters.terminal import Terminal
    from bot.adapters.wording import GettextWording
    from bot.app import parts
    from bot.cli import paper
    from bot.domain.model import Address, Place
    from bot.services.composer import Composer

    terminal, composer = Terminal(sys.stdout), Composer(parts.style(config), GettextWording(), parts.now)
    reader = Address(0, Place(terminal.name, "preview"))
    for item, outcome in zip(found.items[:SHOWN], found.outcomes, strict=False):
        paper.rule(f"page: {outcome}")
        await terminal.send(reader.place, composer(item, reader))


def _signature(found: "Finding", config: "Config") -> Iterator[str]:
    """With whose name the posts shown are signed, if the address is of another site."""
    from bot.domain import links

    home, there = links.host(config.site.homepage), links.host(found.url)
    if found.items and there != home and not there.endswith(f".{home}"):
        yield f'posts are signed "{config.site.name}", the site of this configuration (site.name)'


def _facts(found: "Finding") -> Iterator[tuple[str, str]]:
    from bot.cli import health, paper

    what = {"home": "a page, whose feed was found", "page": "an article", "sitemap": health.kind(found.feed_kind)}
    yield "it is", what.get(found.kind) or f"a feed ({health.kind(found.feed_kind)})"
    if found.title:
        yield "title", paper.short(found.title, 200)
    yield "address", found.url
    if found.kind == "home":
        yield "", ", ".join(filter(None, (health.kind(found.feed_kind), health.FOUND.get(found.how, ""))))
    others = [link for link in found.links if link.url not in {found.url, found.address}]
    for number, link in enumerate(others[:LINKS]):
        yield "also" if not number else "", health.found(link)
    if len(others) > LINKS:
        yield "", f"and {len(others) - LINKS} more; --json shows them"
    yield "language", found.language or "not said; each article's own text decides"
    yield "sections", ", ".join(found.sections) or "none"
    if found.kind != "page":
        yield "rhythm", _rhythm(found)
    if found.hub:
        yield "hub", f"{found.hub} can tell of news at once (WebSub)"


def _rhythm(found: "Finding") -> str:
    from bot.cli import health

    feed = found.rhythm
    told = [f"one item every {health.span(found.interval)}" if found.interval else "too few dated items to tell"]
    told += [f"asks to be polled every {health.span(feed.every)}"] if feed.every else []
    told += ["not at " + ", ".join(map(str, sorted(feed.skip_hours))) + " h UTC"] if feed.skip_hours else []
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    told += ["not on " + ", ".join(days[day] for day in sorted(feed.skip_days))] if feed.skip_days else []
    return "; ".join(told)
