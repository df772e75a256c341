"""What others tell us over the web, end to end: the whole bot's wiring, a site, and a strict hub."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot import app
from bot.adapters.storage.store import Store, open_store
from bot.config import load
from bot.services.publishing import sign
from bot.services.pushing import MOST_BYTES
from bot.web.hooks import AT_ONCE
from bot.web.listening import address, listen
from tests.hub import Hub
from tests.newsroom import Newsroom, Story

PATIENCE = 20.0  # seconds
SECRET = "a-secret-that-publishers-know"
TEXT = "The council met on Tuesday. It agreed on a new bridge over the river.\nWork begins in spring. " * 8


def story(number: int, **changes: Any) -> Story:
    return Story(f"a-bridge-is-agreed-{number}", f"Bridge number {number} is agreed", TEXT, **changes)


@dataclass
class Bot:
    """The whole bot but for messengers, and a second look at its database."""

    url: str
    file: Path
    site: Newsroom
    store: Store
    client: aiohttp.ClientSession

    def titles(self) -> list[str]:
        """What the editor has published in the archive, in its order."""
        with closing(connect(self.file)) as direct:
            return [
                title for (title,) in direct.execute("SELECT title FROM articles WHERE stage = 'ready' ORDER BY id")
            ]

    async def until(self, wanted: Callable[[], bool]) -> None:
        """Wait for a condition of the database."""

        async def holds() -> bool:
            return wanted()

        await eventually(holds)

    async def leased(self) -> None:
        """Wait until the hub has given a lease."""

        async def leased() -> bool:
            push = await self.store.pushes.get("news")
            return bool(push and push.until)

        await eventually(leased)

    async def polls(self) -> int:
        return (await self.store.sources.health())[0].polls

    async def say(self, url: str, *, off: int = 0, secret: str = SECRET, **headers: Any) -> tuple[int, dict[str, str]]:
        """Tell that this is out now."""
        body = json.dumps({"url": url}).encode()
        stamp = str(int(datetime.now(UTC).timestamp()) + off)
        signed = {"X-Crier-Timestamp": stamp, "X-Crier-Signature": f"sha256={sign(secret, stamp, body)}"}
        return await self.send(body, signed | headers)

    async def hang_up(self, path: str) -> None:
        """Send the beginning of a document, and go."""
        to = urlsplit(self.url)
        _, writing = await asyncio.open_connection(to.hostname, to.port)
        head = "Host: bot.example", "Content-Type: application/json", "Content-Length: 9000"
        writing.write("\r\n".join((f"POST {path} HTTP/1.1", *head, "", "{")).encode())
        await writing.drain()
        writing.close()
        await writing.wait_closed()

    async def send(self, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
        told = {"Content-Type": "application/json"} | headers
        async with self.client.post("/hooks/publish", data=body, headers=told) as answer:
            return answer.status, await answer.json()


async def eventually(holds: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110 - a database tells nobody outside
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(folder: Path, site: Newsroom, web: str = "") -> AsyncIterator[Bot]:
    """A bot that has polled the site once, and will not again for hours by itself."""
    file = folder / "config.toml"
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(closing(listen("127.0.0.1", 0)))
        url = address(listening)
        file.write_text(
            f'[storage]\nurl = "sqlite:///crier.db"\n[fetch]\nallow_private_hosts = ["127.0.0.1"]\n'
            f'[web]\n{web or f"""public_url = "{url}" """}\npublish_secret = "{SECRET}"\n'
            f'[[sources]]\nid = "news"\nurl = "{site.url}"\npoll_seconds = 7200\nfull_text = "never"\n'
        )
        loops = await stack.enter_async_context(app.assembled(load(file), listening=listening))
        tasks = [asyncio.ensure_future(loop.run()) for loop in loops]
        store = await stack.enter_async_context(open_store(f"sqlite:///{folder}/crier.db", mode="read"))
        client = await stack.enter_async_context(aiohttp.ClientSession(url))
        bot = Bot(url, folder / "crier.db", site, store, client)
        try:
            await eventually(bot.polls)
            yield bot
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(each, asyncio.CancelledError) for each in ended), ended


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with Hub() as hub:
        yield hub


@pytest.fixture
async def site(hub: Hub) -> AsyncIterator[Newsroom]:
    async with Newsroom() as site:
        site.hub = hub.url
        site.publish(story(0, published=datetime.now(UTC) - timedelta(days=3)))
        yield site


@pytest.fixture
async def bot(tmp_path: Path, site: Newsroom, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setattr("bot.services.websub.TICK", 0.05)
    async with running(tmp_path, site) as bot:
        yield bot


# --- hubs --------------------------------------------------------------------------------------------------


async def test_what_a_hub_pushes_is_published_at_once_and_the_next_poll_repeats_nothing(
    bot: Bot, hub: Hub, site: Newsroom
) -> None:
    await bot.leased()
    (asked,) = hub.requests
    assert asked["hub.callback"].startswith(f"{bot.url}/hooks/websub/news.") and len(asked["hub.secret"]) >= 32
    due = (await bot.store.sources.health())[0]
    site.publish(story(1))
    assert await hub.publish(site.topic, site.document().encode()) == [202]
    await bot.until(lambda: len(bot.titles()) == 2)
    assert bot.titles()[-1] == "Bridge number 1 is agreed" and site.feed_asked == 1
    known = (await bot.store.sources.health())[0]
    assert known.polls == due.polls and known.next_poll == due.next_poll  # polling goes on as it would have

    assert (await bot.say(site.topic))[1]["status"] == "polled"
    await bot.until(lambda: site.feed_asked == 2)
    await hub.publish(site.topic, site.document().encode())
    site.publish(story(2))
    await hub.publish(site.topic, site.document().encode())
    await bot.until(lambda: len(bot.titles()) == 3)
    assert sorted(bot.titles()) == [f"Bridge number {number} is agreed" for number in range(3)]


async def test_forged_pushes_are_taken_and_ignored(bot: Bot, hub: Hub, site: Newsroom) -> None:
    await bot.leased()
    true = site.document().encode()
    site.publish(story(1))
    forged = site.document().encode()
    assert await hub.publish(site.topic, forged, secret="") == [202]
    assert await hub.publish(site.topic, forged, secret="another") == [202]
    hub.method = "md5"
    assert await hub.publish(site.topic, forged) == [202]
    hub.method = "sha512"
    assert await hub.publish(site.topic, true) == [202]  # in order: what came before has been dealt with
    site.publish(story(2))
    await hub.publish(site.topic, site.document().encode())
    await bot.until(lambda: len(bot.titles()) == 3)
    assert site.feed_asked == 1


async def test_what_cannot_be_read_is_polled_for(bot: Bot, hub: Hub, site: Newsroom) -> None:
    await bot.leased()
    site.publish(story(1))
    assert await hub.publish(site.topic, b"<html>the feed has changed</html>") == [202]
    await bot.until(lambda: len(bot.titles()) == 2)
    assert site.feed_asked == 2


async def test_what_is_too_long_is_polled_for(bot: Bot, hub: Hub, site: Newsroom) -> None:
    await bot.leased()
    site.publish(story(1))
    assert await hub.publish(site.topic, b" " * (MOST_BYTES + 1)) == [202]
    await bot.until(lambda: len(bot.titles()) == 2)


async def test_a_long_document_of_no_known_length_is_cut_off(bot: Bot, hub: Hub, site: Newsroom) -> None:
    await bot.leased()

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65536

    (subscription,) = hub.subscriptions.values()
    async with bot.client.post(subscription.callback, data=pieces()) as answer:
        assert answer.status == 202
    await bot.until(lambda: site.feed_asked == 2)


async def test_who_hangs_up_while_sending_takes_no_room(
    bot: Bot, hub: Hub, site: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    await bot.leased()
    (subscription,) = hub.subscriptions.values()
    for number in range(1, AT_ONCE + 2):
        for path in (subscription.callback.removeprefix(bot.url), "/hooks/publish"):
            await bot.hang_up(path)
        site.publish(story(number))
        assert await hub.publish(site.topic, site.document().encode()) == [202]
        await bot.until(lambda wanted=number + 1: len(bot.titles()) == wanted)  # type: ignore[misc]
    assert site.feed_asked == 1
    assert not [each for each in caplog.records if each.levelname in ("ERROR", "CRITICAL")]


async def test_strangers_find_nothing(bot: Bot, hub: Hub) -> None:
    await bot.leased()
    (subscription,) = hub.subscriptions.values()
    path = subscription.callback.removeprefix(bot.url)
    for wrong in (f"{path[:-1]}x", f"{path}0", "/hooks/websub/news", "/hooks/websub/news.", "/hooks/websub/%00.%ff"):
        async with bot.client.post(wrong, data=b"x") as answer:
            assert answer.status == 404
        async with bot.client.get(wrong, params={"hub.mode": "subscribe", "hub.challenge": "x"}) as answer:
            assert answer.status == 404
    asked = {"hub.mode": "subscribe", "hub.topic": "https://elsewhere.example/", "hub.challenge": "<b>x</b>"}
    async with bot.client.get(path, params=asked) as answer:
        assert answer.status == 404
    asked["hub.topic"] = subscription.topic
    async with bot.client.get(path, params=asked) as answer:
        assert (answer.status, answer.content_type, await answer.text()) == (200, "text/plain", "<b>x</b>")


async def test_a_hub_that_is_down_or_denies_leaves_polling_as_it_is(
    tmp_path: Path, hub: Hub, site: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.websub.TICK", 0.05)
    hub.down = True
    async with running(tmp_path, site) as bot:
        await hub.heard()
        site.publish(story(1))
        assert (await bot.say(site.url))[1]["status"] == "polled"
        await bot.until(lambda: len(bot.titles()) == 2)
        assert len(hub.requests) == 1  # not again within the hour
    hub.down, hub.deny = False, "for members only"
    with closing(connect(tmp_path / "crier.db")) as direct, direct:
        direct.execute("UPDATE pushes SET asked = 0")
    async with running(tmp_path, site) as bot:
        await hub.asked_back()
        assert hub.told == [("denied", 200)] and hub.subscriptions == {}
        push = await bot.store.pushes.get("news")
        assert push and push.until is None and push.tries == 2


async def test_a_lease_is_renewed_before_it_ends(bot: Bot, hub: Hub) -> None:
    await bot.leased()
    before = await bot.store.pushes.get("news")
    with closing(connect(bot.file)) as direct, direct:  # most of the lease has passed
        direct.execute("UPDATE pushes SET asked = asked - 700000000000, until = until - 700000000000")
    await hub.asked_back(2)
    (subscription,) = hub.subscriptions.values()
    assert before and subscription.secret == before.secret and len(hub.requests) == 2


# --- publishers --------------------------------------------------------------------------------------------


async def test_a_publisher_tells_and_the_feed_repeats_nothing(bot: Bot, site: Newsroom) -> None:
    url = site.publish(story(1))
    assert await bot.say(url) == (202, {"status": "new"})
    await bot.until(lambda: len(bot.titles()) == 2)
    assert site.feed_asked == 1
    assert (await bot.say(f"{url}?utm_source=cms", off=1)) == (202, {"status": "known"})
    assert (await bot.say(site.url))[1]["status"] == "polled"
    await bot.until(lambda: site.feed_asked == 2)
    site.publish(story(2))
    assert (await bot.say(site.url, off=2))[1]["status"] == "polled"
    await bot.until(lambda: len(bot.titles()) == 3)
    assert len({*bot.titles()}) == 3


async def test_what_is_not_there_yet_is_polled_for(bot: Bot, site: Newsroom) -> None:
    code, said = await bot.say(f"{site.url}post/not-yet")
    assert (code, said["status"]) == (202, "polled") and "404" in said["reason"]
    await bot.until(lambda: site.feed_asked == 2)


async def test_forged_old_and_replayed_requests_are_refused(bot: Bot, site: Newsroom) -> None:
    url = site.publish(story(1))
    wrong: tuple[dict[str, Any], ...] = (
        {"secret": "another secret of theirs"},
        {"off": -301},
        {"off": 302},
        {"X-Crier-Timestamp": "now"},
    )
    for changes in wrong:
        code, said = await bot.say(url, **changes)
        assert code == 401 and "X-Crier-" in said["error"] and SECRET not in said["error"]
    assert (await bot.send(b"{}", {}))[0] == 401
    body, stamp = json.dumps({"url": url}).encode(), str(int(datetime.now(UTC).timestamp()))
    headers = {"X-Crier-Timestamp": stamp, "X-Crier-Signature": f"sha256={sign(SECRET, stamp, body)}"}
    codes = await asyncio.gather(*(bot.send(body, headers) for _ in range(3)))
    assert sorted(code for code, _ in codes) == [202, 409, 409]
    assert (await bot.send(body, headers | {"X-Crier-Signature": headers["X-Crier-Signature"].upper()}))[0] == 409
    assert (await bot.send(body + b" ", headers))[0] == 401


async def test_malformed_requests_are_refused(bot: Bot) -> None:
    for body in (b"", b"[]", b"{}", b'{"url": 5}', b'{"url": "file:///etc"}', b"[" * 9000, b"\xff"):
        stamp = str(int(datetime.now(UTC).timestamp()))
        signed = {"X-Crier-Timestamp": stamp, "X-Crier-Signature": f"sha256={sign(SECRET, stamp, body)}"}
        assert (await bot.send(body, signed))[0] == 400


async def test_foreign_addresses_wrong_types_and_long_bodies_are_refused(bot: Bot) -> None:
    code, said = await bot.say("https://elsewhere.example/post/1")
    assert code == 422 and "crier sources list" in said["error"]
    assert (await bot.send(b"{}", {"Content-Type": "text/plain"}))[0] == 415
    async with bot.client.post("/hooks/publish", data=b" " * 70_000) as answer:
        assert answer.status == 413 or answer.status == 415


async def test_without_a_secret_and_an_address_there_is_nothing(tmp_path: Path, site: Newsroom) -> None:
    async with running(tmp_path, site, web="enabled = true") as bot:
        assert await bot.store.pushes.get("news") is None
        async with bot.client.post("/hooks/websub/news.0", data=b"") as answer:
            assert answer.status == 404
