"""What the stories of the chat page in a browser have in common: a demo, and how its chats are touched."""

import re
from contextlib import AbstractAsyncContextManager

from playwright.async_api import Locator, Page

from tests.demonstration import Demonstration, demonstrating


def unread(port: int = 0) -> AbstractAsyncContextManager[Demonstration]:
    """A demo that nobody has touched; it publishes only when it is asked."""
    return demonstrating("--every", "3600", port=port)


async def opened(page: Page, demo: Demonstration, name: str) -> None:
    """A chat by its name in the list."""
    await page.goto(f"{demo.page}?lang=en")
    await chat(page, name).click()


def chat(page: Page, name: str) -> Locator:
    """A chat of the list by (a part of) its title."""
    return page.locator(".chat").filter(has=page.locator(".chat-title", has_text=name))


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox").fill(text)
    await page.keyboard.press("Enter")


def messages(page: Page) -> Locator:
    return page.get_by_role("log").get_by_role("article")


def key(message: Locator, name: str) -> Locator:
    return message.locator(".key").filter(has_text=re.compile(f"^{re.escape(name)}$"))
