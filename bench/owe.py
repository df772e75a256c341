"""How long it takes to owe one article to many chats: `python -m bench.owe [--chats 100000] [--runs 3]`.

The whole of `Articles.publish` is timed: the article, its search row, and everything owed. The chats are put into the
tables directly; all else goes through the ports.
"""

import argparse
import asyncio
import statistics
import tempfile
from datetime import UTC, datetime, timedelta
from time import perf_counter

from bot.adapters.storage.store import Store, connected, open_store
from bot.domain import text
from bot.domain.identity import identify
from bot.domain.model import Draft, Entry, NextPoll, Poll, Ready, Source, Validators

BODY = "The council met on Monday and agreed on the budget for the coming year. Work begins in spring. " * 20
SOURCE = Source("bench", "https://news.example/")


CHATS = (
    "WITH RECURSIVE numbers (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM numbers WHERE number + 1 < {count}) "
    "INSERT INTO addresses (platform, chat, kind, created) "
    "SELECT 'telegram', CAST(number AS varchar), 'private', 0 FROM numbers",
    "INSERT INTO subscriptions (address_id, kind, created) SELECT id, 'all', 0 FROM addresses ORDER BY id",
)


async def seed_chats(url: str, count: int) -> None:
    """Private chats, each subscribed to everything."""
    database = connected(url, write=True)
    chats, subscriptions = CHATS
    await database.transact(lambda connection: connection.exec_driver_sql(chats.format(count=count)).close())
    await database.transact(lambda connection: connection.exec_driver_sql(subscriptions).close())
    await database.close()


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


async def owe(url: str, chats: int, number: int) -> float:
    """Publish one article to all the chats. Returns the milliseconds it took."""
    async with open_store(url, mode="run") as store:
        article = await store_article(store, number)
        start = perf_counter()
        owed = await store.articles.publish([article], datetime.now(UTC), max_age=timedelta(days=2), settle=timedelta())
        took = (perf_counter() - start) * 1000
    if owed != chats:
        raise SystemExit(f"{owed} rows owed instead of {chats}")
    return took


async def prepare(url: str, chats: int) -> None:
    """A database with chats, and a source past its baseline."""
    async with open_store(url, mode="run") as store:
        await store.sources.seed([SOURCE], datetime.now(UTC))
        await store_article(store, 0)
    await seed_chats(url, chats)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    took = []
    with tempfile.TemporaryDirectory() as folder:
        for run in range(args.runs):
            url = f"sqlite:///{folder}/{run}.db"
            await prepare(url, args.chats)
            took.append(await owe(url, args.chats, run + 1))
    print(f"{'chats':>10} {'runs':>5} {'median ms':>10} {'best':>6} {'worst':>6}   goal")
    print(
        f"{args.chats:>10,} {args.runs:>5} {statistics.median(took):>10.0f} {min(took):>6.0f} {max(took):>6.0f}   "
        "≤ 200 ms at 100,000"
    )


if __name__ == "__main__":
    asyncio.run(main())
