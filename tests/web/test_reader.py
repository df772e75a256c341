"""An article's page, over HTTP and in a real browser."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, cast

import aiohttp
import pytest
from playwright.async_api import expect

from bot.adapters.wording import GettextWording
from bot.ports import Articles, Sources
from bot.services.archive import Archive as Archived
from bot.web.reader import routes
from bot.web.site import HEADERS
from tests.browser import DESKTOP, PHONE, chromium, needs_chromium, watched
from tests.web.pages import CORRECTED, NOW, PLAIN, RUSSIAN, SITE, TAKEN_DOWN, TEXT, Archive
from tests.web.serving import serving

WRITTEN = replace(PLAIN, item=replace(PLAIN.item, automatic=True))
UNSUMMED = replace(PLAIN, item=replace(PLAIN.item, automatic=True, summary=()))
UNREADY = PLAIN.__class__(PLAIN.item, "", 1, PLAIN.first_seen, "new")


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    archive = Archive(a1=PLAIN, a2=CORRECTED, a3=TAKEN_DOWN, a4=RUSSIAN, a5=UNREADY, a6=WRITTEN, a7=UNSUMMED)
    asked = Archived(cast(Articles, archive), cast(Sources, archive), {}, ())
    async with serving(routes(asked, GettextWording(), SITE, lambda: NOW)) as served:
        yield served.url


@pytest.fixture
async def client(origin: str) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(origin) as session:
        yield session


async def text(client: aiohttp.ClientSession, path: str, language: str = "", status: int = 200) -> str:
    async with client.get(path, headers={"Accept-Language": language}) as answer:
        assert (answer.status, answer.content_type) == (status, "text/html")
        assert answer.headers["Vary"] == "Accept-Language" and answer.headers["Cache-Control"] == "no-cache"
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        return await answer.text()


async def test_it_shows_what_its_posts_show_and_not_the_text(client: aiohttp.ClientSession) -> None:
    page = await text(client, "/a/1")
    for shown in (PLAIN.item.title, "Emil Berg, Naila Sandova", "6 October, 20:04", "Politics", *PLAIN.item.summary):
        assert shown in page
    assert f'href="{PLAIN.item.url}" rel="noopener">Read on Sandrow Herald ↗</a>' in page
    assert "river bed" not in page and "What was changed" not in page and SITE.rights in page


async def test_a_summary_that_a_program_wrote_says_so(client: aiohttp.ClientSession) -> None:
    assert '<p class="small">summary: automatic</p>' in await text(client, "/a/6")
    assert "пересказ: автоматический" in await text(client, "/a/6", "ru")
    assert "automatic" not in await text(client, "/a/1") + await text(client, "/a/7")


async def test_its_history_shows_changed_passages_alone(client: aiohttp.ClientSession) -> None:
    page = await text(client, "/a/2")
    assert '<del><span class="aloud">removed: </span>12</del><ins><span class="aloud">added: </span>13</ins>' in page
    assert page.count("<details") == 4 and page.count("<details open") == 3
    assert "Corrected 7 October, 01:04" in page and 'href="/a/10"' in page and "valley.example" in page
    assert TEXT.splitlines()[1] not in page


async def test_what_was_taken_down_says_so(client: aiohttp.ClientSession) -> None:
    page = await text(client, "/a/3")
    assert "This article was taken down: the site says that it is gone for good" in page and "<h1><s>" in page


@pytest.mark.parametrize(
    ("path", "asked", "language", "read"),
    [
        ("/a/1", "", "en", "Read on"),
        ("/a/1", "de, ru;q=0.8, en;q=0.5", "ru", "Читать на"),
        ("/a/1", "az-AZ", "az", "saytında oxuyun"),
        ("/a/1?lang=ru", "en", "ru", "Читать на"),
        ("/a/1", "ru;q=none, *", "en", "Read on"),
    ],
)
async def test_it_is_in_the_readers_language(
    client: aiohttp.ClientSession, path: str, asked: str, language: str, read: str
) -> None:
    page = await text(client, path, asked)
    assert f'<html lang="{language}">' in page and read in page


async def test_outside_text_is_text(client: aiohttp.ClientSession) -> None:
    page = await text(client, "/a/4")
    assert "Совет &lt;i&gt;согласовал&lt;/i&gt; мосты" in page and 'lang="ru" dir="auto"' in page


@pytest.mark.parametrize("name", ["77", "5", "x", "²", "9" * 400, "1.0", "%00", "-1"])
async def test_there_is_a_page_for_what_is_not_there(client: aiohttp.ClientSession, name: str) -> None:
    assert "Такой статьи нет." in await text(client, f"/a/{name}", "ru", 404)


async def test_pages_are_only_read(client: aiohttp.ClientSession) -> None:
    async with client.head("/a/1") as answer:
        assert (answer.status, await answer.read()) == (200, b"")
    async with client.post("/a/1") as answer:
        assert answer.status == 405
    async with client.get("/static/reader.css") as answer:
        assert (answer.status, answer.content_type) == (200, "text/css")


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", [PHONE, DESKTOP])
async def test_it_fits_and_follows_the_theme(origin: str, window: dict[str, Any], scheme: Any) -> None:
    paper = {"light": "rgb(252, 251, 248)", "dark": "rgb(20, 22, 26)"}[scheme]
    async with chromium() as browser, watched(browser, origin, **window, color_scheme=scheme) as page:
        for path in ("/a/2", "/a/3"):
            await page.goto(f"{origin}{path}")
            await expect(page.locator("body")).to_have_css("background-color", paper)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.get_by_text("6 October, 22:04").click()
        await expect(page.get_by_text("Naila Orlova, who leads the").last).to_be_visible()
        await page.emulate_media(media="print")
        await expect(page.locator(".key")).to_be_hidden()
