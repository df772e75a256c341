"""The documents' screenshots, of the real demo in Debian's Chromium: `python -m bench.screens [--all FOLDER]`.

Writes docs/chat.png, docs/chat-dark.png and docs/chat-phone.png. With `--all` every kind of chat as well, on a phone
and on a desktop, light and dark, the private chat in every language: to be looked at, not to be kept.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.browser import DESKTOP, PHONE, chromium
from tests.demo.chat.touching import chat, messages
from tests.demonstration import demonstrating

DOCS = Path(__file__).parent.parent / "docs"
ZONE = "Asia/Baku"  # the browser's and the demo's
CHATS = {"private": "Demo Herald", "editors": "Editors' table", "neighbours": "Neighbours", "wire": "City Wire",
         "comments": "City Wire", "night": "Night Desk"}  # fmt: skip
COMMENTS = ("Will there be a stop at the old harbour?", "There is, says the timetable.")
SIZES = {
    "document": {"viewport": {"width": 1280, "height": 930}},  # high enough for a question, its answer and a post
    "desktop": DESKTOP,
    "phone": PHONE | {"device_scale_factor": 2},
}


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture to take. `chat` is a key of `CHATS`, or "list"."""

    file: Path
    chat: str
    size: str
    scheme: str = "light"
    language: str = "en"


@asynccontextmanager
async def opened(browser: Browser, address: str, shot: Shot) -> AsyncIterator[Page]:
    """The page of a shot, with everything that moves at rest."""
    options: dict[str, Any] = SIZES[shot.size] | {
        "color_scheme": shot.scheme,
        "reduced_motion": "reduce",
        "timezone_id": ZONE,
    }
    context = await browser.new_context(**options)
    page = await context.new_page()
    await page.goto(f"{address}?lang={shot.language}")
    await page.locator(".chat").first.wait_for()
    if shot.chat != "list":
        await chat(page, CHATS[shot.chat]).click()
    if shot.chat == "comments":
        await page.locator(".bar", has_text="2").first.click()
    await page.evaluate("Promise.all([...document.images].map((image) => image.decode().catch(() => null)))")
    yield page
    await context.close()


async def play(page: Page, address: str) -> None:
    """What is seen on the pictures: a newcomer subscribes to a section, and an article comes, its update, and both in
    other languages. Which of five articles are of that section, the demo's own draw says."""
    await page.goto(f"{address}?lang=en")
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(messages(page)).to_have_count(2)
    await write(page, "/subscribe @night_desk source:herald-en", 4)
    await write(page, "/subscribe politics", 6)
    publish = page.get_by_role("complementary").get_by_role("button", name="Publish an article now")
    for count in (7, 7, 7, 8, 8):
        await publish.click()
        await expect(messages(page)).to_have_count(count)
    for language in ("RU", "AZ"):
        await expect(messages(page).last.locator(".key", has_text=language)).to_be_visible()
    await page.locator(".toast").last.wait_for(state="detached")


async def comment(page: Page) -> None:
    """Comments under the channel's newest post."""
    await chat(page, CHATS["comments"]).click()
    await page.locator(".bar").last.click()
    for number, words in enumerate(COMMENTS):
        await write(page, words, number + 2)


async def write(page: Page, words: str, count: int) -> None:
    """Write, and wait until so many messages stand there."""
    await page.get_by_role("textbox").fill(words)
    await page.keyboard.press("Enter")
    await expect(messages(page)).to_have_count(count)


def kept() -> Iterator[Shot]:
    """What the documents show."""
    yield Shot(DOCS / "chat.png", "private", "document")
    yield Shot(DOCS / "chat-dark.png", "private", "document", "dark")
    yield Shot(DOCS / "chat-phone.png", "private", "phone")


def every(folder: Path) -> Iterator[Shot]:
    """All there is to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, size, scheme in product((*CHATS, "list"), ("desktop", "phone"), ("light", "dark")):
        if (name, size) != ("list", "desktop"):
            yield Shot(folder / f"{name}-{size}-{scheme}.png", name, size, scheme)
    for language, size in product(("ru", "az"), ("desktop", "phone")):
        yield Shot(folder / f"private-{size}-{language}.png", "private", size, language=language)


async def take(shots: list[Shot], start: Path | None) -> None:
    async with chromium() as browser, demonstrating("--every", "3600", TZ=ZONE) as demo:
        address = demo.page
        if start:
            async with opened(browser, address, Shot(start, "private", "phone")) as page:
                await page.screenshot(path=start)
        async with opened(browser, address, Shot(Path(), "list", "desktop")) as page:
            await play(page, address)
            await comment(page)
        for shot in shots:
            async with opened(browser, address, shot) as page:
                await page.screenshot(path=shot.file)
            print(shot.file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="every chat, size, scheme and language")
    folder = parser.parse_args().all
    shots = [*kept(), *(every(folder) if folder else ())]
    asyncio.run(take(shots, folder / "start-phone.png" if folder else None))


if __name__ == "__main__":
    main()
