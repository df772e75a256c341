"""The chat page in a real browser, on the real demo: what a newcomer touches in the first minute.

One browser serves all stories, one demo all but the newcomer's; each has a page of its own, and none needs another to
have been told before. The newsroom publishes only when it is asked.
"""

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import DESKTOP, PHONE, needs_chromium, watched
from tests.demo.chat.touching import chat, key, messages, opened, unread, write
from tests.demonstration import Demonstration
from tests.process import PATIENCE

pytestmark = [needs_chromium, pytest.mark.asyncio(loop_scope="package")]


RENDER = """async ([text, entities]) => {
    const { rendered } = await import("/chat/static/entities.js");
    const { World } = await import("/chat/static/world.js");
    const holder = document.createElement("div");
    holder.append(...rendered(text, entities, { link: (address) => new World().link(address) }));
    return holder.innerHTML;
}"""


async def sideways(page: Page) -> int:
    """By how many pixels the page, the chat or a text in it is wider than its place."""
    script = """Math.max(...[document.scrollingElement, log, chats.parentElement, ...document.querySelectorAll(".text")]
        .map((element) => element.scrollWidth - element.clientWidth))"""
    return int(await page.evaluate(script))


async def started(page: Page) -> None:
    """The private chat, started, whoever came first."""
    start = page.get_by_role("button", name="Start", exact=True)
    await expect(start.or_(page.get_by_role("textbox"))).to_be_visible()
    if await start.is_visible():
        await start.click()
    await expect(page.get_by_role("log").get_by_text("Good day.").first).to_be_visible()


async def searched(page: Page, words: str) -> None:
    """Search until something is found: the bot knows the newsroom's archive a second or two after its start."""
    while True:
        count = await messages(page).count()
        await write(page, f"/search {words}")
        await expect(messages(page)).to_have_count(count + 2)
        if await messages(page).last.get_by_role("link").count():
            return


async def offered(page: Page, words: str) -> None:
    """Write in the line until something is offered, for the same reason."""
    line = page.get_by_role("textbox")
    while True:
        await line.fill(f"@crier_demo_bot {words}")
        await expect(page.locator("#offers").locator("..")).to_be_visible()
        if await page.get_by_role("option").count():
            return
        await line.fill("")


def entity(kind: str, offset: int, length: int, **more: str) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


# --- the first minute --------------------------------------------------------------------------------------


async def test_a_newcomer_subscribes_by_touch_and_gets_a_live_post(browser: Browser) -> None:
    clipboard = ["clipboard-read", "clipboard-write"]
    async with unread() as demo, watched(browser, demo.origin, **PHONE, permissions=clipboard) as page:
        await page.goto(f"{demo.page}?lang=en")
        await expect(page.get_by_text("A demo: the bot is real")).to_be_visible()
        assert await sideways(page) <= 0
        await chat(page, "Demo Herald news").tap()
        await expect(page.get_by_role("heading", name="What can this bot do?")).to_be_visible()
        await page.get_by_role("button", name="Start", exact=True).tap()
        await page.get_by_role("group", name="Suggestions").get_by_text("/subscribe", exact=True).tap()
        await expect(messages(page).last).to_contain_text("Subscribed: everything")
        await page.get_by_role("button", name="Publish an article now").tap()
        told = page.locator("#toasts").get_by_text("Published: ")
        title = (await told.first.inner_text()).partition("Published: ")[2].strip()
        post = messages(page).filter(has=page.get_by_role("link", name=title, exact=True)).last
        await expect(post.locator("img.photo")).to_have_js_property("complete", value=True)
        share = post.get_by_role("link", name="Telegram")
        assert await share.get_attribute("rel") == "noopener noreferrer"
        assert str(await share.get_attribute("href")).startswith("https://t.me/share/url?url=")
        await key(post, "Copy link").tap()
        await expect(page.locator("#toasts")).to_contain_text("Copied")
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied == await post.get_by_role("link", name=title).get_attribute("href")
        assert copied.startswith(f"{demo.origin}/newsroom/en/post/")
        assert await sideways(page) <= 0
        await page.go_back()
        await expect(chat(page, "City Wire")).to_contain_text(re.compile(r"\d"))
        assert page.url == f"{demo.page}?lang=en"


async def test_buttons_turn_pages_in_place_and_search_finds(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **DESKTOP) as page:
        await page.goto(f"{demo.page}?lang=en")
        await started(page)
        await searched(page, "rail corridor")
        await expect(messages(page).last).to_contain_text("Ministers agree on a rail corridor")
        links = messages(page).last.get_by_role("link", name=re.compile("rail corridor"))
        assert str(await links.first.get_attribute("href")).startswith(f"{demo.origin}/newsroom/")
        await page.get_by_role("textbox").click()
        await page.get_by_role("button", name="Commands").click(delay=60)  # a press that takes the focus would close it
        await expect(page.get_by_role("option").first).to_be_visible()
        await page.wait_for_timeout(300)  # longer than a menu outlives the field's blur
        await expect(page.get_by_role("option").first).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_role("textbox").fill("/lat")
        await expect(page.get_by_role("option")).to_have_count(1)
        count = await messages(page).count()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(messages(page)).to_have_count(count + 2)
        answer = messages(page).last
        await expect(answer).to_contain_text("1–5 /")
        number, first = await answer.get_attribute("data-id"), await answer.inner_text()
        await key(answer, "›").focus()
        await page.keyboard.press("Enter")
        await expect(answer).to_contain_text("6–10 /")
        assert await answer.get_attribute("data-id") == number and await answer.inner_text() != first
        focused = page.locator(":focus")
        await expect(focused).to_have_class(re.compile("key"))  # the focus stays among the message's buttons


async def test_news_are_sent_from_the_line_of_any_chat(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **DESKTOP) as page:
        await opened(page, demo, "Editors' table")
        line, cards = page.get_by_role("textbox"), page.get_by_role("option")
        await offered(page, "metro")
        await line.fill("@cri")
        await expect(cards).to_have_text(re.compile("@crier_demo_bot"))
        await page.keyboard.press("Enter")
        await expect(line).to_have_value("@crier_demo_bot ")
        await expect(cards).to_have_count(10)
        await expect(page.get_by_role("button", name="Get the news in your chat with me")).to_be_visible()
        assert await line.get_attribute("aria-activedescendant") == await cards.first.get_attribute("id")
        await page.keyboard.press("ArrowUp")  # to the last, and so to the next page
        await expect(cards.nth(10)).to_be_attached()
        await expect(cards.nth(9)).to_have_attribute("aria-selected", "true")
        count = await messages(page).count()
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name="Send", exact=True)).to_be_focused()
        for _ in range(3):
            await page.keyboard.press("Shift+Tab")
        await expect(page.get_by_role("button", name="Get the news in your chat with me")).to_be_focused()
        assert await messages(page).count() == count  # nothing was sent by passing by
        await line.fill("@Crier_Demo_Bot rail corridor")
        await expect(page.get_by_role("button", name="All results, or a subscription to them")).to_be_visible()
        await expect(cards.first).to_contain_text("Ministers agree on a rail corridor")
        await expect(cards.first.locator("img")).to_have_js_property("complete", value=True)
        assert await sideways(page) <= 0
        await line.press("Enter")
        post = messages(page).nth(count)
        await expect(post).to_contain_text("via @crier_demo_bot")
        await expect(post.get_by_role("link", name=re.compile("Ministers agree on a rail corridor"))).to_be_visible()
        await expect(post.get_by_role("link", name="Demo Herald")).to_be_visible()
        await expect(post.locator("img")).to_have_js_property("complete", value=True)
        assert str(await key(post, "WhatsApp").get_attribute("href")).startswith("https://wa.me/?text=")
        await expect(line).to_have_value("")
        await expect(cards).to_have_count(0)
        await line.fill("@crier_demo_bot qwzxjk")
        await page.get_by_role("button", name="Nothing found: qwzxjk").click()
        await expect(page.get_by_role("heading", name="Demo Herald news")).to_be_visible()
        await expect(messages(page).last).to_contain_text("Fewer or other words may help")


async def test_a_card_is_touched_on_a_phone_and_the_line_can_be_left(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **PHONE, color_scheme="dark") as page:
        await opened(page, demo, "Night Desk")
        line, cards = page.get_by_role("textbox"), page.get_by_role("option")
        await offered(page, "")
        await expect(cards).to_have_count(10)
        await page.keyboard.press("Escape")
        await expect(cards).to_have_count(0)
        await line.fill("@crier_demo_bot metro")
        await expect(page.get_by_role("button", name="All results, or a subscription to them")).to_be_visible()
        await expect(cards.first).to_contain_text("metro")
        title = await cards.first.locator("b").inner_text()
        assert await sideways(page) <= 0
        await cards.first.tap()
        post = messages(page).filter(has_text="via @crier_demo_bot").last
        await expect(post.get_by_role("link", name=title, exact=True)).to_be_visible()
        assert await sideways(page) <= 0


async def test_a_member_is_refused_kindly(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **DESKTOP) as page:
        await page.goto(f"{demo.page}?lang=en")
        await started(page)
        await opened(page, demo, "Neighbours")
        await key(messages(page), "Subscribe").first.click()
        refusal = page.get_by_role("dialog")
        await expect(refusal).to_contain_text("Only administrators can change what this chat gets.")
        await page.keyboard.press("Escape")
        await expect(refusal).to_be_hidden()
        await write(page, "/unsubscribe")
        await expect(messages(page).last).to_contain_text("/unsubscribe")
        await chat(page, "Demo Herald news").click()
        await expect(messages(page).last).to_contain_text("Only administrators can change what this chat gets.")


async def test_what_was_done_by_a_button_is_no_longer_suggested(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **DESKTOP) as page:
        await opened(page, demo, "Editors' table")
        chip = page.get_by_role("group", name="Suggestions").get_by_text("/subscribe", exact=True)
        await expect(chip).to_be_visible()
        await key(messages(page), "Subscribe").first.click()
        await expect(messages(page).last).to_contain_text("/unsubscribe")
        await expect(chip).to_be_hidden()
        await opened(page, demo, "Neighbours")  # subscribed by its owner; here one may try what is refused
        await expect(chip).to_be_visible()


async def test_comments_are_written_under_a_channels_post(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **PHONE) as page:
        await opened(page, demo, "City Wire")
        await expect(page.get_by_text("/subscribe @city_wire")).to_be_visible()
        assert (await demo.post("publish", language="en"))[0] == 202
        post = messages(page).last
        await post.get_by_role("link", name="Leave a comment").tap()
        await expect(page.get_by_role("heading", name="Comments")).to_be_visible()
        await page.get_by_role("textbox").fill("Is there a <b>timetable</b>?")
        await page.get_by_role("button", name="Send").tap()
        await expect(messages(page).last).to_contain_text("Is there a <b>timetable</b>?")
        assert await sideways(page) <= 0
        await page.get_by_role("button", name="Back").tap()
        await expect(messages(page).filter(has_text="1 comment")).to_have_count(1)
        await page.get_by_role("button", name="Back").tap()
        await expect(chat(page, "City Wire")).to_be_visible()


async def test_ones_own_channel_is_subscribed_by_a_button(browser: Browser, demo: Demonstration) -> None:
    elsewhere = replace(demo, page=demo.page.replace("127.0.0.1", "localhost"))  # as by a mapped port, or a host's name
    async with watched(browser, elsewhere.origin, **DESKTOP) as page:
        await opened(page, elsewhere, "Night Desk")
        await page.get_by_role("button", name="Write it for me").click()
        await expect(messages(page).last).to_contain_text("night_desk is now subscribed")
        await page.get_by_role("complementary").get_by_role("button", name="Publish an article now").click()
        await chat(page, "Night Desk").click()
        read = messages(page).last.get_by_role("link", name="Read on Demo Herald ↗")
        await expect(read).to_have_attribute("href", re.compile(f"^{elsewhere.origin}/newsroom/"))
        await expect(messages(page).last.locator(".photo")).to_have_js_property("complete", value=True)
        await expect(page.get_by_text("/unsubscribe @night_desk")).to_be_visible()


async def test_an_update_quotes_the_post_it_follows_and_leads_there(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **PHONE) as page:
        await opened(page, demo, "City Wire")
        quotes = messages(page).locator(".quote")
        while not await quotes.count():  # in nearly every round one story goes on
            count = await messages(page).count()
            assert (await demo.post("publish", language="en"))[0] == 202
            await expect(messages(page).nth(count)).to_be_visible()
        quote = quotes.last
        await expect(quote.locator("img.thumbnail")).to_have_js_property("complete", value=True)
        title = await quote.locator(".quote-text").inner_text()
        first = messages(page).filter(has=page.get_by_role("link", name=title, exact=True)).first
        await quote.tap()
        await expect(first).to_be_in_viewport()
        assert await sideways(page) <= 0


async def test_who_reads_further_up_is_not_moved(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **PHONE) as page:
        await opened(page, demo, "Neighbours")
        await expect(messages(page).last).to_be_in_viewport()
        log, count = page.get_by_role("log"), await messages(page).count()
        newest = page.locator("#down")
        async with asyncio.timeout(PATIENCE):  # what still arrives or loads may take the page down once more
            while not await newest.is_visible():
                await log.evaluate("log => { log.scrollTop = 0; }")
        assert (await demo.post("publish", language="en"))[0] == 202
        await expect(messages(page).nth(count)).to_be_attached()
        await expect(newest).to_contain_text("new message")
        assert await log.evaluate("log => log.scrollTop") == 0
        await newest.tap()
        await expect(messages(page).last.get_by_role("button", name="Copy link")).to_be_in_viewport()
        await expect(newest).to_be_hidden()


# --- what comes from outside -------------------------------------------------------------------------------


async def test_hostile_text_stays_text_within_its_bubble(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **PHONE) as page:
        await opened(page, demo, "Editors' table")
        script = "<img src=x onerror=alert(1)>\u202e<script>alert(1)</script>"
        for text in (script, "x" * 4096, "\U0001f469\u200d\U0001f680" * 300):
            await page.get_by_role("textbox").fill(text)
            await page.get_by_role("button", name="Send").tap()
        await expect(messages(page).last).to_contain_text("\U0001f680")
        await expect(messages(page).filter(has_text="onerror=alert(1)>")).to_have_count(1)
        assert await sideways(page) <= 0


ENTITIES: tuple[tuple[str, list[dict[str, Any]], str], ...] = (
    (
        "\U0001f600 bold both code",
        [entity("bold", 3, 9), entity("italic", 8, 4), entity("code", 13, 4)],
        "\U0001f600 <strong>bold <em>both</em></strong> <code>code</code>",
    ),
    ("across ends", [entity("bold", 0, 6), entity("italic", 3, 8)], "<strong>acr<em>oss</em></strong> ends"),
    ("a\nb\nc", [entity("blockquote", 2, 1)], "a\n<blockquote>b</blockquote>c"),
    ("here", [entity("text_link", 0, 4, url="javascript:alert(1)")], "<span>here</span>"),
    ("&lt;<b>", [entity("underline", 0, 99)], "<u>&amp;lt;&lt;b&gt;</u>"),
    ("/x", [entity("code", 0, 2), entity("bot_command", 0, 2)], "<code><span>/x</span></code>"),
)


async def test_entities(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **DESKTOP) as page:
        await page.goto(f"{demo.page}?lang=en")
        for text, entities, html in ENTITIES:
            assert await page.evaluate(RENDER, [text, entities]) == html


# --- languages ---------------------------------------------------------------------------------------------


async def test_another_language_keeps_the_chat(browser: Browser, demo: Demonstration) -> None:
    async with watched(browser, demo.origin, **DESKTOP) as page:
        await opened(page, demo, "City Wire")
        await page.get_by_role("link", name="Русский").click()
        await expect(page.get_by_role("heading", name="City Wire")).to_be_visible()
        await expect(page.get_by_text("подписчик")).to_be_visible()
        await page.get_by_role("link", name="Azərbaycanca").click()
        await expect(page.get_by_text("abunəçi", exact=False).first).to_be_visible()
