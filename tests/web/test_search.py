"""The page of the archive's search, over HTTP and in a real browser."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import expect

from bot.adapters.wording import GettextWording
from bot.domain.model import Credit, Item, SourceHealth
from bot.services.archive import Archive
from bot.web.reader import routes
from bot.web.search import LONGEST
from bot.web.site import HEADERS
from tests.browser import DESKTOP, PHONE, chromium, needs_chromium, watched
from tests.services.fakes_desk import SOURCE, Articles, Sources
from tests.web.pages import ITEM, NOW, SITE
from tests.web.serving import serving

WIRE = Credit("Lirna Wire", "https://wire.example/bridges")
TITLES = (
    "Council agrees on 13 bridges after a long night",
    "Bridges <b>of</b> Sandrow & beyond",
    *(f"Report {number} from the bridges" for number in range(3, 25)),
)
SUMMARY = (
    "Nobody spoke for an hour, and the clerk had gone home long before the members of the council were ready to vote.",
    "The bridges over the Lenne will be paid for by the region, which had promised the money four years ago.",
)


def item(number: int, title: str) -> Item:
    changes = {"summary": SUMMARY, "credits": (WIRE, Credit("Nowhere", "javascript:alert(1)"))} if number == 1 else {}
    published = NOW - timedelta(hours=number)
    return replace(ITEM, id=number, article_id=number, title=title, published=published, **changes)  # type: ignore[arg-type]


@pytest.fixture
def articles() -> Articles:
    return Articles(*(item(number, title) for number, title in enumerate(TITLES, 1)))


@pytest.fixture
async def origin(articles: Articles) -> AsyncIterator[str]:
    wording = GettextWording()
    archive = Archive(articles, Sources(SourceHealth(SOURCE, "ok")), {}, wording.languages)
    async with serving(routes(archive, wording, SITE, lambda: NOW)) as served:
        yield served.url


@pytest.fixture
async def client(origin: str) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(origin) as session:
        yield session


async def text(client: aiohttp.ClientSession, query: str, language: str = "", page: str = "") -> str:
    asked = {"q": query, **({"page": page} if page else {})}
    async with client.get("/search", params=asked, headers={"Accept-Language": language}) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        assert answer.headers["Vary"] == "Accept-Language" and answer.headers["Cache-Control"] == "max-age=30"
        policy = HEADERS["Content-Security-Policy"].replace("form-action 'none'", "form-action 'self'")
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS | {"Content-Security-Policy": policy}
        return await answer.text()


async def test_results_have_the_words_marked_in_title_and_passage(client: aiohttp.ClientSession) -> None:
    page = await text(client, "bridges council")
    assert '<h1 class="head">Found for “bridges council”: 1</h1>' in page
    assert '<a href="/a/1"><mark>Council</mark> agrees on 13 <mark>bridges</mark> after a long night</a>' in page
    assert "members of the <mark>council</mark> were ready to vote. The <mark>bridges</mark> over the Lenne" in page
    assert "Politics" in page and '<time datetime="2026-10-06T17:04:00Z">6 October, 19:04</time>' in page
    assert f'<a href="{ITEM.url}" rel="noopener" dir="auto">Sandrow Herald</a>, <a href="{WIRE.url}"' in page
    assert "javascript" not in page and 'content="noindex"' in page
    assert '<input type="search" name="q" value="bridges council"' in page


async def test_of_many_sources_some_are_named(client: aiohttp.ClientSession, articles: Articles) -> None:
    wires = tuple(Credit(f"Wire {number}", f"https://wire{number}.example/") for number in range(99))
    articles.archive = [replace(articles.archive[0], credits=wires)]
    page = await text(client, "bridges")
    assert ">Wire 3</a>, +95</span>" in page and "Wire 4" not in page


async def test_outside_text_is_text(client: aiohttp.ClientSession) -> None:
    page = await text(client, 'sandrow "><script>')
    assert 'value="sandrow &#34;&gt;&lt;script&gt;"' in page and "<script" not in page
    page = await text(client, "sandrow")
    assert "Bridges &lt;b&gt;of&lt;/b&gt; <mark>Sandrow</mark> &amp; beyond" in page


async def test_pages_follow_each_other(client: aiohttp.ClientSession) -> None:
    first, second, third = [await text(client, "bridges", page=page) for page in ("", "2", "3")]
    assert "“bridges”: 24" in first and [page.count("<h2 ") for page in (first, second, third)] == [10, 10, 4]
    assert 'href="/search?q=bridges&amp;page=2" rel="next"' in first and 'rel="prev"' not in first
    assert (
        'href="/search?q=bridges" rel="prev"' in second and 'href="/search?q=bridges&amp;page=3" rel="next"' in second
    )
    assert 'href="/search?q=bridges&amp;page=2" rel="prev"' in third and 'rel="next"' not in third


@pytest.mark.parametrize("page", ["x", "0", "-1", "²", "1.5", "", "9" * 20])
async def test_what_is_no_page_is_the_first(client: aiohttp.ClientSession, page: str) -> None:
    assert "<mark>Report</mark> 3 from the <mark>bridges</mark>" in await text(client, "bridges report", page=page)


async def test_a_page_behind_the_last_leads_to_the_last(client: aiohttp.ClientSession) -> None:
    for page in ("4", "77", "999999999"):
        async with client.get("/search", params={"q": "bridges", "page": page}, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (307, "/search?q=bridges&page=3")
    assert "Nothing found" in await text(client, "zeppelin", page="4")


async def test_a_mended_spelling_and_a_number_too_large_to_count(
    client: aiohttp.ClientSession, articles: Articles
) -> None:
    articles.mended, articles.capped = "bridges", True
    page = await text(client, "bridges", "ru")
    assert "По запросу «bridges» ничего не нашлось; показано по запросу «bridges»: 1000+" in page


async def test_nothing_found(client: aiohttp.ClientSession) -> None:
    page = await text(client, "zeppelin", "az")
    assert "“zeppelin” üzrə heç nə tapılmadı." in page and "<h2" not in page and "Daha az" in page


async def test_words_that_run_the_other_way_disturb_nothing_around_them(client: aiohttp.ClientSession) -> None:
    page = await text(client, "zeppelin שלום")
    assert "Nothing found for “\u2068zeppelin שלום\u2069”." in page
    assert 'value="zeppelin שלום" dir="auto"' in page
    assert "<ol" not in page


async def test_without_words_the_newest(client: aiohttp.ClientSession) -> None:
    for query in ("", "  ", "\u202e\u0000"):
        page = await text(client, query)
        assert '<h1 class="head">Latest</h1>' in page and page.count("<h2 ") == 10
        assert "<mark>" not in page and TITLES[0] in page and "autofocus" in page
        assert 'href="/search?page=2" rel="next"' in page
    async with client.get("/search") as answer:
        assert answer.status == 200


async def test_the_language_that_was_chosen_stays(client: aiohttp.ClientSession) -> None:
    async with client.get("/search", params={"q": "bridges", "lang": "ru"}) as answer:
        page = await answer.text()
    assert "Найдено по запросу «bridges»" in page and '<input type="hidden" name="lang" value="ru">' in page
    assert 'href="/search?q=bridges&amp;page=2&amp;lang=ru"' in page


async def test_a_query_has_a_bound(client: aiohttp.ClientSession) -> None:
    page = await text(client, "a" * 5000)
    assert f'value="{"a" * (LONGEST - 1)}…"' in page or f'value="{"a" * LONGEST}"' in page
    assert "a" * (LONGEST + 1) not in page


async def test_it_is_only_read(client: aiohttp.ClientSession) -> None:
    async with client.head("/search?q=bridges") as answer:
        assert (answer.status, await answer.read()) == (200, b"")
    async with client.post("/search", data={"q": "bridges"}) as answer:
        assert answer.status == 405


async def test_articles_pages_lead_to_it(client: aiohttp.ClientSession) -> None:
    for path in ("/a/1", "/a/77"):
        async with client.get(path) as answer:
            assert '<a class="find" href="/search">Search</a>' in await answer.text()


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", [PHONE, DESKTOP])
async def test_a_reader_finds_an_article(origin: str, window: dict[str, Any], scheme: Any, tmp_path: Path) -> None:
    async with chromium() as browser, watched(browser, origin, **window, color_scheme=scheme) as page:
        await page.goto(f"{origin}/a/1")
        await page.get_by_role("link", name="Search").click()
        await expect(page.get_by_role("heading", name="Latest")).to_be_visible()
        box = page.get_by_role("searchbox")
        await expect(box).to_be_focused()
        await box.fill("bridges")
        await box.press("Enter")
        await expect(page.get_by_role("heading", name="Found for “bridges”: 24")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.screenshot(path=tmp_path / "search.png", full_page=True)
        await page.get_by_role("link", name="More").click()
        await expect(page.get_by_role("link", name="Back")).to_be_visible()
        await page.get_by_role("link", name="Report 12 from the bridges").click()
        await expect(page.get_by_role("heading", name="Report 12 from the bridges")).to_be_visible()
