"""The chat page's connection, in a real browser: it comes back, it is given back, and there may be too many."""

from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser, Page, Request, expect

from bot.demo.chat.events import STREAMS
from tests.browser import DESKTOP, PATIENCE, needs_chromium, watched
from tests.demo.chat.touching import chat, messages, opened, unread
from tests.demonstration import Demonstration

pytestmark = [needs_chromium, pytest.mark.asyncio(loop_scope="package")]

HIDE = """(hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def of_the_stream(request: Request) -> bool:
    return "/chat/events" in request.url


async def looked_away(page: Page, milliseconds: int) -> None:
    """The page is behind another one for so long."""
    await page.evaluate(HIDE, True)
    await page.clock.run_for(milliseconds)


async def test_a_page_that_nobody_sees_gives_its_connection_back(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **DESKTOP) as page:
        await page.clock.install()
        await opened(page, demo, "Neighbours")
        await expect(messages(page).last).to_be_visible()
        count = await messages(page).count()
        async with page.expect_event("requestfailed", of_the_stream):  # EventSource.close ends its request
            await looked_away(page, 6000)
        assert (await demo.post("publish", language="en"))[0] == 202
        async with page.expect_request(of_the_stream):
            await page.evaluate(HIDE, False)
        await expect(messages(page)).to_have_count(count + 1)


async def test_a_short_look_elsewhere_costs_nothing(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **DESKTOP) as page:
        await page.clock.install()
        await opened(page, demo, "Neighbours")
        await expect(messages(page).last).to_be_visible()
        count, asked = await messages(page).count(), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        await looked_away(page, 2000)
        await page.evaluate(HIDE, False)
        await page.clock.run_for(6000)
        assert (await demo.post("publish", language="en"))[0] == 202
        await expect(messages(page)).to_have_count(count + 1)
        assert not [url for url in asked if "/chat/events" in url]


async def test_one_page_too_many_says_so_and_waits_for_its_turn(browser: Browser, demo: Demonstration) -> None:
    page = await browser.new_page()
    line = page.get_by_text("The demo is open in too many windows.")
    async with AsyncExitStack() as stack:
        for _ in range(STREAMS):
            await stack.enter_async_context(demo.session.get(f"{demo.page}/events"))
        await page.goto(f"{demo.page}?lang=en")
        await expect(line).to_be_visible()
    await expect(chat(page, "City Wire")).to_be_visible()
    await expect(line).to_be_hidden()
    await page.close()


async def test_a_page_outlives_its_demo(browser: Browser) -> None:
    async with unread() as demo:
        page = await browser.new_page()
        await page.goto(f"{demo.page}?lang=en")
        await expect(chat(page, "City Wire")).to_be_visible()
        assert await demo.process.stop() == 0
    line = page.get_by_text("Reconnecting…")
    await expect(line).to_be_visible()
    async with unread(int(demo.origin.rpartition(":")[2])):
        await expect(line).to_be_hidden(timeout=PATIENCE)
    await page.close()
