"""How fast owed posts are claimed and settled: `python -m bench.claim [--rows 50000] [--burst 5] [--url postgresql://…]`.

Batches of 100, each settled in one transaction as sent with a message and a pace of a second; building the claims, with
item and address ready to compose, is included. The shapes: one row for each of many chats; a backlog in few chats, of
which the pace allows each one row a second; the same while as many rows again wait in chats that were told to wait an
hour. Those few are channels, which get no digests; last, private chats, which do. Time is made to pass: waiting costs
nothing. `--url` names an empty PostgreSQL database, which is emptied again before every run.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import NamedTuple

from bench.owe import owe, prepare
from bot.adapters.storage.schema import metadata
from bot.adapters.storage.store import connected, open_store
from bot.domain.model import Outcome, Receipt

BATCH = 100
HOUR = timedelta(hours=1)


class Shape(NamedTuple):
    """Rows that are owed: to whom, how many each, and to how many chats more that were told to wait."""

    chats: int
    backlog: int
    waiting: int = 0
    digests: bool = False


class Took(NamedTuple):
    """Seconds."""

    claiming: float
    settling: float


async def drain(url: str, shape: Shape, burst: int) -> Took:
    """Claim and settle everything but what was told to wait."""
    left, claiming, settling, now = shape.chats * shape.backlog, 0.0, 0.0, datetime.now(UTC)
    async with open_store(url, mode="run") as store:
        await store.leases.beat()
        for at in range(0, shape.waiting, BATCH):
            told = await store.outbox.claim("telegram", min(BATCH, shape.waiting - at), now, burst)
            await store.outbox.settle([Outcome(each, "pending", retry_after=now + HOUR) for each in told], now)
        while left:
            start = perf_counter()
            claims = await store.outbox.claim("telegram", BATCH, now, burst)
            claimed = perf_counter()
            pace = now + timedelta(seconds=1)
            sent = [Outcome(each, "sent", receipt=Receipt((str(each.owed.id),)), next_due=pace) for each in claims]
            await store.outbox.settle(sent, now)
            claiming += claimed - start
            settling += perf_counter() - claimed
            left -= sum(1 + len(each.more) for each in claims)
            if left and len(claims) < BATCH:
                now = await store.outbox.next_due("telegram") or sys.exit(f"{left} rows are not due")
    return Took(claiming, settling)


async def measured(shape: Shape, runs: int, burst: int, server: str) -> list[Took]:
    """Every run on a database of its own."""
    took = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            url = server or f"sqlite:///{folder}/crier.db"
            if server:
                await change(server, f"TRUNCATE {', '.join(metadata.tables)}, search RESTART IDENTITY")
            await prepare(url, shape.chats + shape.waiting)
            for number in range(shape.backlog):
                await owe(url, shape.chats + shape.waiting, number + 1)
            if not shape.digests and shape.backlog > 1:
                await change(url, "UPDATE addresses SET kind = 'channel'")
            took.append(await drain(url, shape, burst))
    return took


async def change(url: str, statement: str) -> None:
    """Change the tables behind the ports' back."""
    async with open_store(url, mode="run"):
        database = connected(url, write=True)
        await database.transact(lambda connection: connection.exec_driver_sql(statement).close())
        await database.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--burst", type=int, default=5, help="posts that may wait without becoming a digest; 0: any number"
    )
    parser.add_argument("--url", default="", help="a PostgreSQL database instead of SQLite files")
    args = parser.parse_args()
    print(
        f"{'chats':>7} {'backlog':>8} {'waiting':>8} {'runs':>5} {'median rows/s':>14} {'worst':>8} {'best':>8} "
        f"{'claim':>7} {'settle':>7}   goal (ms: median for 100 rows)"
    )
    for shape in (Shape(args.rows, 1), Shape(300, 100), Shape(300, 100, waiting=300), Shape(300, 100, digests=True)):
        rows = shape.chats * shape.backlog
        took = await measured(shape, args.runs, args.burst, args.url)
        rates = [rows / sum(each) for each in took]
        median, goal = statistics.median(rates), "≥ 25,000 rows/s" if shape.backlog == 1 else "settle ≤ 8 ms"
        claim, settle = (statistics.median(each[at] for each in took) * 1000 * BATCH / rows for at in (0, 1))
        print(
            f"{shape.chats:>7,} {shape.backlog:>8,} {shape.waiting:>8,} {args.runs:>5} {median:>14,.0f} "
            f"{min(rates):>8,.0f} {max(rates):>8,.0f} {claim:>4.1f} ms {settle:>4.1f} ms   "
            f"{'as digests' if shape.digests else goal}"
        )


if __name__ == "__main__":
    asyncio.run(main())
