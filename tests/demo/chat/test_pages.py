"""The page itself, its files and its pictures."""

import re

import aiohttp
import pytest

from bot.demo.botapi import BotApi
from bot.demo.chat.pages import FOLDER
from bot.demo.chat.scene import READER, Scene
from bot.demo.chat.view import View
from tests.demo.chat.conftest import Page

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "en"),
        ("?lang=ru", "az", "ru"),
        ("?lang=AZ", "", "az"),
        ("?lang=fr", "az;q=0.8, ru;q=0.9", "ru"),
        ("?lang=", "fr-FR, az-Latn-AZ;q=0.5, en;q=0.1", "az"),
        ("", "ru;q=0, az;q=x, de", "en"),
        ("", "ru; q=0.9, en; q=0.1", "ru"),
        ("", "en ;\tQ=0.1,az", "az"),
    ],
)
async def test_the_language_of_the_page(query: str, accepted: str, language: str, page: Page) -> None:
    status, html = await page.get(f"/chat{query}", **{"Accept-Language": accepted})
    assert status == 200
    assert f'<html lang="{language}">' in html


async def test_who_asks_for_nothing_is_led_to_the_page(page: Page) -> None:
    for method in ("GET", "HEAD"):
        async with page.session.request(method, page.url, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["location"]) == (307, "/chat")


async def test_files_are_asked_for_anew_and_sent_only_if_they_changed(page: Page) -> None:
    address = f"{page.url}/chat/static/chat.js"
    async with page.session.get(address) as answer:
        assert answer.headers["cache-control"] == "no-cache"
        tag = answer.headers["etag"]
    async with page.session.get(address, headers={"If-None-Match": tag}) as answer:
        assert (answer.status, answer.headers["cache-control"]) == (304, "no-cache")


async def test_the_page_asks_nothing_of_others(page: Page) -> None:
    _, html = await page.get("/chat")
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', html)
    assert len(addresses) > 5
    assert all(address.startswith(("/", "#", "?")) and not address.startswith("//") for address in addresses)
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))|<style|\sstyle=|\son\w+=", html)


async def test_files_that_the_page_names_are_served(page: Page) -> None:
    _, html = await page.get("/chat")
    for address in set(re.findall(r'"(/chat/static/[^"]+)"', html)):
        assert (await page.get(address))[0] == 200, address
    assert (FOLDER / "static").is_dir()
    assert (await page.get("/chat/static/../view.py"))[0] == 404
    assert (await page.get("/chat/static/%2e%2e/view.py"))[0] == 404


async def test_pictures_that_the_bot_uploaded(
    page: Page, api: BotApi, scene: Scene, view: View, session: aiohttp.ClientSession
) -> None:
    api.private(READER)
    form = aiohttp.FormData({"chat_id": str(READER), "photo": "attach://p"})
    form.add_field("p", PNG, filename="p.png")
    async with session.post(f"{api.base_url}/bot{api.token}/sendPhoto", data=form) as answer:
        assert answer.status == 200
    message = view.message(scene.private, 1)
    assert message is not None
    async with session.get(page.url + message["photo"]) as answer:
        assert (answer.status, answer.content_type, await answer.read()) == (200, "image/png", PNG)
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await page.get("/chat/photos/uAgAC99x"))[0] == 404
