"""`crier preview`: all that an address leads to."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.cli import trial
from tests.newsroom import Newsroom, Story
from tests.process import Finished, here

TEXT = "\n".join(
    f"The council of Brinmar opened {number} new reading rooms on Monday, said its speaker. They are open to all, at "
    "no charge, and hold books in three languages. Work on the next begins in spring, when the roads are dry again."
    for number in range(2, 6)
)


async def preview(*arguments: str, allowed: str = "127.0.0.1", **variables: str) -> Finished:
    """The verb, in a thread: what it asks is served meanwhile."""
    variables |= {"CRIER_CONFIG": "/nowhere/config.toml", "CRIER_FETCH__ALLOW_PRIVATE_HOSTS": allowed}
    return await asyncio.to_thread(lambda: here("preview", *arguments, **variables))


@pytest.fixture
async def site() -> AsyncIterator[Newsroom]:
    async with Newsroom() as newsroom:
        for number in range(4):
            published = datetime.now(UTC) - timedelta(hours=4 - number)
            title = f"Brinmar opens {number} reading rooms"
            newsroom.publish(Story(f"rooms-{number}", title, TEXT, published=published))
        yield newsroom


async def test_a_home_page_leads_to_its_feed(site: Newsroom) -> None:
    told = await preview(site.url)
    assert told.code == 0, told.err
    lines = told.out.splitlines()
    assert lines[0] == "  it is     a page, whose feed was found"
    assert f"  address   {site.url}rss.xml" in lines and "            RSS 2.0, announced by the page" in lines
    assert "  rhythm    one item every 60 min" in lines and "  sections  World" in lines
    assert told.out.count("── page: full text, ") == 3 and lines.count("Brinmar opens 3 reading rooms") == 1
    assert all(len(line) <= 80 for line in lines)
    assert '! posts are signed "Caliber.Az", the site of this configuration (site.name)' in told.err


async def test_for_programs_it_is_one_document(site: Newsroom) -> None:
    feed, home = (await preview(f"{site.url}rss.xml", "--json")).json, (await preview(site.url, "--json")).json
    assert [*feed][:5] == ["kind", "url", "language", "sections", "items"]
    assert (feed["kind"], home["kind"], feed["feed_kind"]) == ("feed", "home", "rss20")
    assert feed["url"] == home["url"] == f"{site.url}rss.xml" and home["address"] == site.url
    assert (feed["found"], home["found"]) == ("itself", "link")
    assert len(feed["items"]) == len(feed["pages"]) == 4 and feed["warnings"] == []
    assert feed["interval_seconds"] == pytest.approx(3600, abs=2)


async def test_an_article_is_one_post(site: Newsroom) -> None:
    told = (await preview(site.address(site.stories[0]), "--json")).json
    assert (told["kind"], len(told["items"])) == ("page", 1)
    assert told["items"][0]["title"] == "Brinmar opens 3 reading rooms" and told["items"][0]["summary"]
    for_people = await preview(site.address(site.stories[0]), CRIER_SITE__HOMEPAGE=site.url)
    assert for_people.out.startswith("  it is     an article\n") and "! the page tells no date" in for_people.err
    assert "posts are signed" not in for_people.err, "it is the site of the settings"


async def out_of_order(_: web.Request) -> web.Response:
    return web.Response(status=503)


async def test_errors_are_one_line_with_the_remedy(site: Newsroom) -> None:
    for told, words in (
        (await preview(site.url, allowed=""), "list it in fetch.allow_private_hosts"),
        (await preview(f"{site.url}nix"), "answers 404: there is no such page; open the site in a browser"),
        (await preview("http://127.0.0.1:1/"), "cannot connect"),
    ):
        assert (told.code, told.out) == (1, "") and words in told.err and told.err.count("\n") == 1
    broken = web.Application()
    broken.router.add_get("/", out_of_order)
    async with TestServer(broken) as server:
        told = await preview(str(server.make_url("/")))
    assert told.code == 1 and told.err.endswith("is out of order (503); the site has to mend it\n")
    mistyped = await preview("htps://a.example/")
    assert mistyped.code == 2 and mistyped.err.endswith("did you mean https://a.example/?\n")


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>Odd</title><ttl>90</ttl>{''.join(items)}</channel></rss>"


async def odd(feed: str, robots: str = "", article: str = "", status: int = 200, **variables: str) -> dict[str, Any]:
    """The preview of a feed on a site whose article pages all answer the same."""

    async def answer(request: web.Request) -> web.Response:
        where = request.path
        if where == "/robots.txt":
            return web.Response(text=robots)
        if where == "/feed":
            return web.Response(text=feed.replace("SITE", f"http://{request.host}"), content_type="application/rss+xml")
        return web.Response(text=article, content_type="text/html", status=status)

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    async with TestServer(application) as server:
        told = await preview(str(server.make_url("/feed")), "--json", **variables)
    assert told.code == 0, told.err
    return dict(told.json)


ITEM = "<item><title>A harbour opens</title><link>SITE/a</link><description>Short.</description></item>"


async def test_what_article_pages_give_is_told_apart() -> None:
    forbidden = await odd(rss(ITEM), robots="User-agent: *\nDisallow: /a\n")
    assert forbidden["pages"] == ["robots.txt forbids it"]
    assert "1 of 1 article pages are forbidden by robots.txt: the feed's own text is used" in forbidden["warnings"]
    blocked = await odd(rss(ITEM), status=403)
    assert blocked["pages"] == ["the site blocks this server"]
    assert any("blocks this server" in warning for warning in blocked["warnings"])
    missing = await odd(rss(ITEM), status=404)
    assert "404" in missing["pages"][0]
    whole = await odd(rss(ITEM.replace("Short.", "A long text of the feed's own. " * 40)))
    assert whole["pages"] == ["not asked: the feed gives the text"]


async def test_what_to_look_out_for_is_said() -> None:
    old = ITEM.replace("</item>", "<pubDate>Mon, 06 Oct 2025 10:00:00 GMT</pubDate></item>")
    unlinked = "<item><title>A bridge closes</title><guid isPermaLink='false'>b</guid></item>"
    told = await odd(rss(old, unlinked), status=404)
    assert told["asks_seconds"] == 5400
    assert any("1 of 2 items have no date" in warning for warning in told["warnings"])
    assert any("days old" in warning for warning in told["warnings"])
    assert any("1 of 2 items have no link" in warning for warning in told["warnings"])
    assert (await odd(rss()))["warnings"] == ["it holds no items now"]


async def test_a_section_is_named_once_however_it_is_written() -> None:
    names = ("WORLD", "World", "world", "Мир", "МИР", "Uncategorized", "Bəzək")
    items = (ITEM.replace("SITE/a", f"SITE/{n}").replace("</item>", f"<category>{name}</category></item>")
             for n, name in enumerate(names * 3))  # fmt: skip
    feed = rss(*items)
    assert sorted((await odd(feed, status=404))["sections"]) == ["Bəzək", "World", "Мир"]
    configured = await odd(feed, status=404, CRIER_SECTIONS='{"world": ["Мир"]}')
    assert sorted(configured["sections"]) == ["Bəzək", "World"]
    russian = await odd(feed, status=404, CRIER_SECTIONS='{"world": ["Мир"]}', CRIER_SITE__LANGUAGE="ru")
    assert sorted(russian["sections"]) == ["Bəzək", "Мир"]


async def test_what_is_waited_for_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "LONG", 0.2)

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(text="User-agent: *\nCrawl-delay: 0.6\n")
        if request.path == "/feed":
            await asyncio.sleep(slow)
            items = (ITEM.replace("SITE/a", f"http://{request.host}/{number}") for number in range(3))
            return web.Response(text=rss(*items), content_type="application/rss+xml")
        return web.Response(text="<html>A page", content_type="text/html")

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    async with TestServer(application) as server:
        slow = 0.0
        paused = await preview(str(server.make_url("/feed")), CRIER_SITE__HOMEPAGE=str(server.make_url("/")))
        slow = 0.6
        late = await preview(str(server.make_url("/feed")), "--json")
    lines = [line for line in paused.err.splitlines() if line.startswith("waiting")]
    assert lines == ["waiting: robots.txt of 127.0.0.1 asks for pauses between pages (Crawl-delay)"]
    assert late.err.splitlines()[0] == "waiting for 127.0.0.1 to answer" and late.err.count("to answer") == 1
