"""The newsroom in a real browser, under its content security policy and under another port than it knows of."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from starlette.routing import Mount

from bot.demo.newsroom import Newsroom
from bot.demo.newsroom.site import routes
from tests.browser import DESKTOP, PHONE, chromium, needs_chromium, watched
from tests.demo.newsroom.press import opened
from tests.web.serving import serving

pytestmark = needs_chromium
DARK, LIGHT = "rgb(21, 23, 27)", "rgb(251, 249, 244)"


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return opened(tmp_path)


@pytest.fixture
async def origin(newsroom: Newsroom) -> AsyncIterator[str]:
    async with serving([Mount(newsroom.mount, routes=routes(newsroom))]) as served:
        yield served.url


def moved(newsroom: Newsroom, url: str, origin: str) -> str:
    return url.replace(newsroom.base_url, f"{origin}/newsroom")


async def size(page: Page) -> float:
    return float(await page.locator(".text").evaluate("element => parseFloat(getComputedStyle(element).fontSize)"))


async def test_what_a_reader_may_choose_and_do(newsroom: Newsroom, origin: str) -> None:
    article = moved(newsroom, newsroom.address(newsroom.latest("en", 1)[0]), origin)
    can_copy = ["clipboard-read", "clipboard-write"]
    async with chromium() as browser, watched(browser, origin, **DESKTOP, permissions=can_copy) as page:
        await page.add_init_script("window.print = () => document.title = 'printed'")
        await page.goto(article)
        usual = await size(page)
        await page.get_by_role("button", name="A+").click()
        larger = await size(page)
        assert larger > usual
        await expect(page.locator("body")).to_have_css("background-color", LIGHT)
        await page.get_by_role("button", name="Night theme").click()
        await expect(page.locator("body")).to_have_css("background-color", DARK)
        await page.reload()  # both are remembered
        await expect(page.locator("body")).to_have_css("background-color", DARK)
        assert await size(page) == larger
        await page.get_by_role("button", name="A−").click()
        assert await size(page) == usual
        await page.get_by_role("button", name="Copy link").click()
        await expect(page.locator("#copy")).to_have_class("done")
        assert await page.evaluate("navigator.clipboard.readText()") == article
        await page.get_by_role("button", name="Print").click()
        await expect(page).to_have_title("printed")
        await page.get_by_role("searchbox").fill("quiet port")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Search: quiet port")).to_be_visible()
        await page.get_by_role("main").get_by_role("link", name="The port is quiet en").click()
        await page.get_by_role("link", name="RU").click()
        await expect(page.get_by_role("heading", name="The port is quiet ru")).to_be_visible()


async def test_a_phone_shows_everything_without_scrolling_sideways(newsroom: Newsroom, origin: str) -> None:
    article = newsroom.latest("ru", 1)[0]
    pages = (newsroom.home("az"), newsroom.address(article))
    async with chromium() as browser:
        for url in pages:
            async with watched(browser, origin, **PHONE, color_scheme="dark") as page:
                await page.goto(moved(newsroom, url, origin))
                assert await page.evaluate("document.documentElement.scrollWidth") == 390
                await expect(page.locator("body")).to_have_css("background-color", DARK)
                for picture in await page.locator("main img").all():
                    await picture.scroll_into_view_if_needed()
                    await expect(picture).not_to_have_js_property("naturalWidth", 0)
