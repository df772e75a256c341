"""One article and a million chats: `python -m bench.million [--chats 1000000] [--filters 20000]`.

Half of the chats follow everything or a section; half have a filter, which others share; a tenth mute something. The
article meets a quarter of the filters, the popular ones. The rows are put into the tables directly. Then the article is
published through the port while a reader goes on reading, and the real courier delivers to a stand-in with strict
limits: the time until it is owed, what memory that takes, and the time from then until the first post has arrived.
"""

import argparse
import asyncio
import gc
import itertools
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect
from time import perf_counter, process_time

from bench.delivery import STYLE
from bench.owe import store_article
from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store, open_store
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.wording import GettextWording
from bot.app.parts import now
from bot.demo.botapi import BotApi, Limits
from bot.domain.filters import anchors, normalise
from bot.domain.model import Query, Source
from bot.services.composer import Composer
from bot.services.courier import Courier

SOURCE = Source("bench", "https://news.example/")
SYLLABLES = ("ba", "ko", "ri", "ven", "ta", "lu", "mi", "sor", "pe", "dan", "gol", "fi", "ne", "zar", "hu", "ost")
SPOKEN = ("council", "budget", "Monday", "spring", "coming", "year", "work", "begins")  # what the article says
TENTH = 10  # of the chats mute
KNOWN = 1000  # chats the stand-in has: more than get a post while we look on
POSTS = 60


def words() -> Iterator[str]:
    """Distinct words that are not in the article."""
    for syllables in itertools.product(SYLLABLES, repeat=4):
        yield "".join(syllables)


def terms(count: int) -> list[str]:
    """Distinct filters. The first quarter meets the article: by one of its words, and without one of their own."""
    own = enumerate(itertools.islice(words(), count))
    return [normalise(f"{SPOKEN[at % 8]} -{word}" if at < count // 4 else f"{word} {word[::-1]}") for at, word in own]


def popular(chance: random.Random, filters: int) -> int:
    """A filter's number: the first are shared by many, the last by a few."""
    return int(filters * chance.random() ** 3) + 1


def seed(file: Path, chats: int, filters: int) -> None:
    """A million of everything, by hand."""
    chance = random.Random(1)  # noqa: S311 - the same chats every time
    known = terms(filters)
    with closing(connect(file)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        connection.executemany("INSERT INTO filters (id, terms) VALUES (?, ?)", enumerate(known, start=1))
        anchored = ((term, number) for number, text in enumerate(known, start=1) for term in anchors(text))
        connection.executemany("INSERT INTO filter_terms (term, filter_id) VALUES (?, ?)", anchored)
        connection.executemany(
            "INSERT INTO addresses (platform, chat, kind, created) VALUES ('telegram', ?, 'private', 0)",
            ((str(number),) for number in range(1, chats + 1)),
        )

        def asked() -> Iterator[tuple[int, str, str, str, int | None]]:
            for address in range(1, chats + 1):
                if address % 2:
                    number = popular(chance, filters)
                    yield address, "send", "filter", known[number - 1], number
                elif address % 4:
                    yield address, "send", "section", "world", None
                else:
                    yield address, "send", "all", "", None
                if address % TENTH == 0:
                    number = popular(chance, filters)
                    yield address, "mute", "filter", known[number - 1], number

        connection.executemany(
            "INSERT INTO subscriptions (address_id, effect, kind, value, filter_id, created) VALUES (?, ?, ?, ?, ?, 0)",
            asked(),
        )


def memory(what: str) -> float:
    """This process's memory in MiB: VmRSS now, VmHWM at most."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) / 1024


def forget_peak() -> None:
    """Let VmHWM begin anew (proc(5): clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


async def reading(store: Store) -> list[float]:
    """How long a reader waits for the newest articles, again and again until cancelled; and how late the loop is."""
    took = []
    try:
        while True:
            start = perf_counter()
            await store.articles.find(Query(), limit=5)
            await asyncio.sleep(0.02)
            took.append(perf_counter() - start - 0.02)
    except asyncio.CancelledError:
        return took


async def late() -> list[float]:
    """How late the event loop wakes who sleeps 10 ms, until cancelled."""
    took = []
    try:
        while True:
            start = perf_counter()
            await asyncio.sleep(0.01)
            took.append(perf_counter() - start - 0.01)
    except asyncio.CancelledError:
        return took


async def measure(file: Path) -> list[tuple[str, str, str]]:
    """Publish and deliver. Returns the rows of the table."""
    async with (
        open_store(f"sqlite:///{file}", mode="run") as store,
        BotApi(latency=0.06, limits=Limits.strict(), max_messages=1000) as api,
        TelegramPlatform(token=api.token, api_base_url=api.base_url) as platform,
    ):
        await store.leases.beat()
        signals = LocalSignals()
        courier = Courier(
            platform=platform,
            outbox=store.outbox,
            leases=store.leases,
            signals=signals,
            clock=now,
            composer=Composer(STYLE, GettextWording(), now),
            rate=30,
        )
        for chat in range(1, KNOWN + 1):
            api.private(chat)
        article = await store_article(store, 1)
        delivering = asyncio.create_task(courier.run())
        watching = [asyncio.create_task(reading(store)), asyncio.create_task(late())]
        await asyncio.sleep(1)
        gc.collect()
        forget_peak()
        before, start, cpu = memory("VmRSS"), perf_counter(), process_time()
        owed = await store.articles.publish([article], now(), max_age=timedelta(days=2), settle=timedelta())
        published, cpu = perf_counter(), process_time() - cpu
        signals.ring("outbox")
        await api.until(lambda: api.accepted > 0, 300)
        arrived = perf_counter()
        await api.until(lambda: api.accepted > POSTS, 300)
        for task in watching:
            task.cancel()
        reads, lateness = await asyncio.gather(*watching)
        refused = sum(call.status == 429 for call in api.calls)
        some = arrived + (POSTS / 30 + 1.5) >= perf_counter()
        delivering.cancel()
        await asyncio.wait([delivering])
    return [
        (f"{owed:,} posts owed", f"{published - start:.2f} s", "≤ 5 s"),
        ("CPU of it, and of those who go on", f"{cpu:.2f} s", ""),
        ("memory at most, above before", f"{memory('VmHWM') - before:.0f} MiB", "≤ 50 MiB"),
        ("then the first post arrives in", f"{arrived - published:.2f} s", "≤ 1 s"),
        (f"the next {POSTS} at 30 a second; 429s", f"{'yes' if some else 'no'}; {refused}", "yes; 0"),
        ("a reader meanwhile, worst", f"{max(reads) * 1000:.0f} ms", ""),
        ("the event loop late, worst", f"{max(lateness) * 1000:.0f} ms", "≤ 100 ms"),
    ]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=1_000_000)
    parser.add_argument("--filters", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="a folder to keep the chats in, and to find them in")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = (args.keep or Path(folder)) / "crier.db"
        if not file.exists():
            start = perf_counter()
            async with open_store(f"sqlite:///{file}", mode="run") as store:
                await store.sources.seed([SOURCE], now())
                await store_article(store, 0)
            await asyncio.to_thread(seed, file, args.chats, args.filters)
            print(f"{args.chats:,} chats and {args.filters:,} filters made in {perf_counter() - start:.0f} s")
        used = Path(folder, "used.db")
        await asyncio.to_thread(shutil.copy, file, used)
        rows = await measure(used)
    for name, figure, goal in rows:
        print(f"{name:36} {figure:>10}   {goal}")


if __name__ == "__main__":
    asyncio.run(main())
