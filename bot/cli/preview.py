"""`crier preview`: what a site would post, and all that was found on the way. Stores nothing."""

import asyncio
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bot.cli.common import config_option, json_option, settings
from bot.cli.typed import web_address
from bot.domain.errors import BadConfig

if TYPE_CHECKING:
    from bot.cli.finding import Finding
    from bot.cli.shortened import Shortened
    from bot.config import Config

ENGINES = ("extractive", "llm", "lead")
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
  crier preview caliber.az --engine extractive --engine llm     two summaries of each, side by side
"""
)
@config_option
@click.option("--engine", "engines", multiple=True, type=click.Choice(ENGINES), help="""
    What shortens the articles; several, to see them side by side. Default: summaries.engine.""")  # fmt: skip
@click.argument("url", callback=web_address)
@json_option
def preview(*, url: str, engines: tuple[str, ...], as_json: bool) -> None:
    """What a site, a feed, a news sitemap or an article at URL would post: found, read, summarised, laid out.

    Stores nothing. Addresses of a private network are fetched only if fetch.allow_private_hosts lists them.
    """
    config, engines = settings(optional=True, quiet=True), tuple(dict.fromkeys(engines))
    if "llm" in engines and not config.summaries.llm.model:
        raise BadConfig(
            "--engine llm needs a model: write summaries.llm.model, the name under which the endpoint knows it, and "
            "summaries.llm.base_url, or set CRIER_SUMMARIES__LLM__MODEL and CRIER_SUMMARIES__LLM__BASE_URL"
        )
    from bot.cli import paper
    from bot.cli.finding import look

    found = asyncio.run(look(config, url, GIVEN if as_json else SHOWN, paper.note, engines))
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
    for item, outcome, made in zip(found.items[:SHOWN], found.outcomes, found.shortened, strict=False):
        paper.rule(f"page: {outcome}")
        if len(made) > 1:
            paper.say(paper.wrapped(item.title), bold=True)
            paper.beside([(_heading(its), " ".join(its.sentences) or "(no summary)") for its in made])
            paper.say(paper.plain(item.url), colour="blue")
        else:
            await terminal.send(reader.place, composer(item, reader))
        for its in made:
            if its.why:
                paper.note(paper.hanging("! ", f"{its.engine}: {its.why}; these are the article's own sentences"))


def _heading(made: "Shortened") -> str:
    size = sum(map(len, made.sentences)) + max(0, len(made.sentences) - 1)
    return f"{made.engine} · {'not written' if made.why else f'{size} chars'}"


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
