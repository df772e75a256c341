"""From an item's appearance in the feed's next poll to its post: `python -m bench.latency [--items 15]`.

`crier run` as a process of its own against a news site and a stand-in for Telegram on the loopback interface, the
latter answering after 60 ms; one private chat that subscribed by /subscribe. The clock starts when the feed is asked
for and answers with one more item, and stops when the stand-in has accepted the post. The feed's text is short, so the
article's page is fetched, read and summarised on the way.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from time import perf_counter

from aiohttp import web

from bot.demo.botapi import BotApi, SentMessage

READER = 42
PATIENCE = 60.0  # seconds for anything that has to happen
LATENCY = 0.06  # seconds until the stand-in answers
SENTENCES = "The council met in session {n}. It agreed to mend the road to the harbour. Work begins in spring. "


class Site:
    """A feed at /rss.xml that grows, and its articles' pages."""

    def __init__(self) -> None:
        self.url = ""
        self.items: list[str] = []
        self.asked: dict[int, float] = {}  # with how many items the feed was first served → when
        self.served = asyncio.Condition()

    def publish(self) -> int:
        number = len(self.items) + 1
        self.items.append(
            f"<item><title>Council decides on road number {number}</title><link>{self.url}/post/{number}</link>"
            f"<description>The road number {number} is mended.</description>"
            f"<pubDate>{format_datetime(datetime.now(UTC))}</pubDate></item>"
        )
        return number

    async def feed(self, request: web.Request) -> web.Response:
        async with self.served:
            self.asked.setdefault(len(self.items), perf_counter())
            self.served.notify_all()
        items = "".join(reversed(self.items))
        text = f'<rss version="2.0"><channel><title>News</title><link>{self.url}</link>{items}</channel></rss>'
        return web.Response(text=text, content_type="application/rss+xml")

    async def post(self, request: web.Request) -> web.Response:
        number = request.match_info["n"]
        body = "".join(f"<p>{SENTENCES.format(n=part)}</p>" for part in range(20))
        title = f"Council decides on road number {number}"
        page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
        return web.Response(text=page, content_type="text/html")

    async def until_served(self, items: int) -> None:
        async with asyncio.timeout(PATIENCE), self.served:
            await self.served.wait_for(lambda: items in self.asked)


@asynccontextmanager
async def serving() -> AsyncIterator[Site]:
    site = Site()
    application = web.Application()
    application.add_routes([web.get("/rss.xml", site.feed), web.get("/post/{n}", site.post)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield site
    finally:
        await runner.cleanup()


def settings(folder: Path, site: Site, api: BotApi) -> Path:
    file = folder / "config.toml"
    file.write_text(
        f'[web]\nport = 0\n[fetch]\nallow_private_hosts = ["127.0.0.1"]\n[storage]\nurl = "sqlite:///crier.db"\n'
        f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\n'
        f'[[sources]]\nid = "news"\nurl = "{site.url}/rss.xml"\npoll_seconds = 1\npoll_max_seconds = 1\n'
    )
    return file


@asynccontextmanager
async def crier(site: Site, api: BotApi) -> AsyncIterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        config = settings(Path(folder), site, api)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CRIER_")}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--config", str(config)),
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
        )
        try:
            yield
        finally:
            process.terminate()
            await process.wait()


async def subscribe(api: BotApi) -> None:
    chat = api.private(READER, "Naila")
    api.say(chat, READER, "/subscribe")
    await api.wait_for(chat, 1, PATIENCE)


def shown(message: SentMessage, number: int) -> bool:
    return f"road number {number}" in str(message)


async def one(site: Site, api: BotApi) -> float:
    """Seconds from the poll that brought a new item to its post."""
    number = site.publish()
    await site.until_served(number)
    await api.until(lambda: any(shown(message, number) for message in api.sent(READER)), PATIENCE)
    took = perf_counter() - site.asked[number]
    await asyncio.sleep(1.5)  # the chat's own pace is one message a second, and is not what is measured
    return took


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=15)
    args = parser.parse_args()
    async with serving() as site, BotApi(latency=LATENCY) as api:
        site.publish()
        async with crier(site, api):
            await site.until_served(1)  # the baseline
            await subscribe(api)
            took = [await one(site, api) for _ in range(args.items)]
    print(f"{'items':>6} {'median s':>9} {'worst':>7}   goal")
    print(f"{args.items:>6} {statistics.median(took):>9.3f} {max(took):>7.3f}   ≤ 1 s with one chat")


if __name__ == "__main__":
    asyncio.run(main())
