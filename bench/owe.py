"""How long it takes to owe one article to many chats: `python -m bench.owe [--chats 100000] [--runs 3]`.

The whole of `Articles.publish` is timed: the article, its search row, and everything owed. The chats are put into the
tables directly; all else goes through the ports.
"""

import argparse
import asyncio
import statistics
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from time import perf_counter

from bot.adapters.storage.store import Store, open_store
from bot.domain import text
from bot.domain.identity import identify
from bot.domain.model import Draft, Entry, NextPoll, Poll, Ready, Source, Validators

BODY = "The council met on Monday and agreed on the budget for the coming year. Work begins in spring. " * 20
SOURCE = Source("bench", "https://news.example/")


def seed_chats(file: Path, count: int) -> None:
    """Private chats, each subscribed to everything."""
    with closing(connect(file)) as connection, connection:
        connection.executemany(
            "INSERT INTO addresses (platform, chat, kind, created) VALUES ('telegram', ?, 'private', 0)",
            ((str(number),) for number in range(count)),
        )
        connection.execute(
            "INSERT INTO subscriptions (address_id, kind, created) SELECT id, 'all', 0 FROM addresses ORDER BY id"
        )


async def store_article(store: Store, number: int) -> Ready:
    """One new article, found and read."""
    now = datetime.now(UTC)
    entry = Entry(title=f"Council agrees on budget number {number}", url=f"https://news.example/post/budget-{number}")
    found = identify(SOURCE.id, (entry,), now) if number else ()
    await store.sources.store_poll(Poll(SOURCE.id, SOURCE.url, "rss20", Validators(), "", found, NextPoll(now)), now)
    batch = await store.articles.claim(now) if found else None
    return ready(batch.drafts[0] if batch else Draft(0, 0, SOURCE, entry, "", now, baseline=True))


def ready(draft: Draft) -> Ready:
    """A draft as the editor would leave it."""
    indexed = text.index(draft.entry.title, BODY, "en")
    return Ready(
        draft, draft.entry.title, BODY, ("The council met on Monday.",), "world", "World", "en", ("Naila Example",),
        draft.first_seen, dated=False, image="", indexed=indexed, terms=text.terms(indexed),
    )  # fmt: skip


async def owe(file: Path, chats: int, number: int) -> float:
    """Publish one article to all the chats. Returns the milliseconds it took."""
    async with open_store(f"sqlite:///{file}", mode="run") as store:
        article = await store_article(store, number)
        start = perf_counter()
        owed = await store.articles.publish([article], datetime.now(UTC), max_age=timedelta(days=2), settle=timedelta())
        took = (perf_counter() - start) * 1000
    if owed != chats:
        raise SystemExit(f"{owed} rows owed instead of {chats}")
    return took


async def prepare(file: Path, chats: int) -> None:
    """A database with chats, and a source past its baseline."""
    async with open_store(f"sqlite:///{file}", mode="run") as store:
        await store.sources.seed([SOURCE], datetime.now(UTC))
        await store_article(store, 0)
    await asyncio.to_thread(seed_chats, file, chats)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    took = []
    with tempfile.TemporaryDirectory() as folder:
        for run in range(args.runs):
            file = Path(folder, f"{run}.db")
            await prepare(file, args.chats)
            took.append(await owe(file, args.chats, run + 1))
    print(f"{'chats':>10} {'runs':>5} {'median ms':>10} {'best':>6} {'worst':>6}   goal")
    print(
        f"{args.chats:>10,} {args.runs:>5} {statistics.median(took):>10.0f} {min(took):>6.0f} {max(took):>6.0f}   "
        "≤ 200 ms at 100,000"
    )


if __name__ == "__main__":
    asyncio.run(main())
