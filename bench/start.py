"""Memory and start-up of `crier run`: resident memory after 50 feeds and 50 pages, and the time to the first poll.

    python -m bench.start [--runs 3] [--feeds 50]

On Telegram alone, then on Telegram and Discord, where one post has gone to each. Each run is a process of its own
against a news site and stand-ins for the platforms on the loopback interface. A feed has
twenty entries, nineteen with their whole text and one whose page has to be fetched. The memory is the process's own
with its children's.
"""

import argparse
import asyncio
import os
import platform
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from aiohttp import web

from bot.adapters.storage.store import open_store
from bot.demo.botapi import BotApi
from bot.domain.model import Query
from tests.discordapi import DiscordApi

ENTRIES = 20
PATIENCE = 120.0  # seconds for a run
MEMORY_TARGET, BOTH_TARGET, START_TARGET = 130.0, 175.0, 2.0  # MiB with one messenger and with two, seconds
SENTENCE = (
    "The council of {place} met in session {n} and agreed, after a long debate, to mend the road to the harbour. "
)


@dataclass(frozen=True, slots=True)
class Run:
    started: float  # seconds until the first feed was asked for
    finished: float  # seconds until every article was ready
    memory: float  # MiB


class Site:
    """Feeds at /feed/N, articles at /post/N."""

    def __init__(self) -> None:
        self.first = asyncio.Event()
        self.url = ""

    async def feed(self, request: web.Request) -> web.Response:
        self.first.set()
        number = int(request.match_info["n"])
        items = "".join(self._item(number, entry) for entry in range(ENTRIES))
        text = f'<rss version="2.0"><channel><title>Feed {number}</title><link>{self.url}</link>{items}</channel></rss>'
        return web.Response(text=text, content_type="application/rss+xml")

    def _item(self, number: int, entry: int) -> str:
        moment = format_datetime(datetime.now(UTC) - timedelta(hours=entry))
        link = f"{self.url}/post/{number}-{entry}"
        body = "" if entry == 0 else f"<description>{_text(number, entry, 12)}</description>"
        title = f"Council {number} decides on road {entry}"
        return f"<item><title>{title}</title><link>{link}</link><pubDate>{moment}</pubDate>{body}</item>"

    async def post(self, request: web.Request) -> web.Response:
        number, _, entry = request.match_info["n"].partition("-")
        paragraphs = "".join(f"<p>{_text(int(number), part, 4)}</p>" for part in range(12))
        chrome = "".join(f'<li><a href="/s/{place}">Section {place} of the site</a></li>' for place in range(200))
        return web.Response(
            text=f"<html><head><title>Council {number} decides on road {entry}</title></head><body><ul>{chrome}</ul>"
            f"<article><h1>Council {number} decides</h1>{paragraphs}</article><ul>{chrome}</ul></body></html>",
            content_type="text/html",
        )


def _text(number: int, salt: int, sentences: int) -> str:
    return "".join(SENTENCE.format(place=f"Town {number}", n=salt * 100 + n) for n in range(sentences))


@asynccontextmanager
async def serving(site: Site) -> AsyncIterator[None]:
    application = web.Application()
    application.add_routes([web.get("/feed/{n}", site.feed), web.get("/post/{n}", site.post)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield
    finally:
        await runner.cleanup()


def settings(folder: Path, site: Site, api: BotApi, feeds: int, discord: DiscordApi | None) -> Path:
    sources = "".join(
        f'[[sources]]\nid = "feed-{number}"\nurl = "{site.url}/feed/{number}"\npoll_seconds = 3600\n'
        for number in range(feeds)
    )
    also = f'[discord]\ntoken = "{discord.token}"\napi_base_url = "{discord.base_url}"\n' if discord else ""
    file = folder / "config.toml"
    file.write_text(
        f'[web]\nport = 0\n[fetch]\nallow_private_hosts = ["127.0.0.1"]\n[storage]\nurl = "sqlite:///crier.db"\n'
        f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\n{also}{sources}'
    )
    return file


def resident(process: psutil.Process) -> float:
    """MiB."""
    family = [process, *process.children(recursive=True)]
    return sum(float(member.memory_info().rss) for member in family) / (1 << 20)


async def one(feeds: int, *, both: bool) -> Run:
    site = Site()
    async with serving(site), BotApi() as api, DiscordApi() as discord:
        with TemporaryDirectory(prefix="crier-bench-") as folder:
            config = settings(Path(folder), site, api, feeds, discord if both else None)
            environment = {name: value for name, value in os.environ.items() if not name.startswith("CRIER_")}
            begun = time.monotonic()
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--config", str(config)),
                stderr=asyncio.subprocess.DEVNULL,
                env=environment,
            )
            try:
                async with asyncio.timeout(PATIENCE):
                    await site.first.wait()
                    started = time.monotonic() - begun
                    await until_ready(f"sqlite:///{folder}/crier.db", feeds * ENTRIES)
                    finished = time.monotonic() - begun
                    if both:
                        await asked(discord)
                memory = resident(psutil.Process(process.pid))
            finally:
                process.terminate()
                await process.wait()
    return Run(started, finished, memory)


async def asked(discord: DiscordApi) -> None:
    """Somebody asks on Discord: its gateway, its commands and its answers have been at work."""
    guild, naila = discord.guild("Readers"), discord.person("Naila")
    news = discord.channel(guild, "news")
    discord.member(guild, naila, manage_guild=True)
    await discord.until(lambda: bool(discord.gateway.ready), PATIENCE)
    for command in ("subscribe", "latest", "help"):
        await discord.slash(naila, news, command, timeout=PATIENCE)


async def until_ready(url: str, articles: int) -> None:
    """Until so many articles can be found."""
    async with open_store(url, mode="read") as store:
        while (await store.articles.find(Query(), limit=1)).total < min(articles, 1000):  # noqa: ASYNC110 - no event crosses processes
            await asyncio.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--feeds", type=int, default=50)
    options = parser.parse_args()
    print(f"crier run, {options.feeds} feeds of {ENTRIES} entries and {options.feeds} pages; median of {options.runs}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    for both in (False, True):
        print("Telegram and Discord" if both else "Telegram")
        table([asyncio.run(one(options.feeds, both=both)) for _ in range(options.runs)], both=both)


def table(runs: list[Run], *, both: bool) -> None:
    for name, values, unit, target in (
        ("start → first poll", [run.started for run in runs], "s", START_TARGET),
        ("start → all ready", [run.finished for run in runs], "s", None),
        ("resident memory", [run.memory for run in runs], "MiB", BOTH_TARGET if both else MEMORY_TARGET),
    ):
        wanted = f"  (target ≤ {target:g})" if target else ""
        each = ", ".join(f"{value:.2f}" for value in values)
        print(f"{name:20} {statistics.median(values):8.2f} {unit:4}{wanted}  runs: {each}")


if __name__ == "__main__":
    main()
