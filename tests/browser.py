"""Debian's Chromium, driven by Playwright; and a page that is watched for what it must never do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = (
    "--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
PATIENCE = 15_000  # milliseconds
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"THE CHAT PAGE IS NOT TESTED: there is no {CHROMIUM} (apt-get install chromium)"
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser, until the end of the block."""
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def watched(browser: Browser, origin: str, **context: Any) -> AsyncIterator[Page]:
    """A page in a browser of its own; at the end it has logged nothing, broken no policy and asked no other origin."""
    page = await (await browser.new_context(**context)).new_page()
    page.set_default_timeout(PATIENCE)
    troubles: list[str] = []

    def logged(message: ConsoleMessage) -> None:  # a broken content security policy is logged as an error
        troubles.append(f"{message.type}: {message.text}")

    def requested(request: Request) -> None:
        if not request.url.startswith(f"{origin}/"):
            troubles.append(f"asked {request.url}")

    page.on("console", logged)
    page.on("dialog", lambda dialog: troubles.append(f"opened {dialog.message}"))
    page.on("pageerror", lambda error: troubles.append(f"raised {error}"))
    page.on("request", requested)
    yield page
    await page.context.close()
    assert not troubles, "\n".join(troubles)
