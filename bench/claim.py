"""How fast owed posts are claimed and settled: `python -m bench.claim [--rows 50000] [--runs 3]`.

Batches of 100, each settled in one transaction as sent with a message and a pace; building the claims, with item and
address ready to compose, is included.
"""

import argparse
import asyncio
import statistics
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from bench.owe import owe, prepare
from bot.adapters.storage.store import open_store
from bot.domain.model import Outcome, Receipt

BATCH = 100


async def drain(file: Path) -> tuple[int, float]:
    """Claim and settle everything. Returns the rows and the seconds."""
    done = 0
    async with open_store(f"sqlite:///{file}", mode="run") as store:
        await store.leases.beat(datetime.now(UTC))
        start = perf_counter()
        while claims := await store.outbox.claim("telegram", BATCH, datetime.now(UTC)):
            now = datetime.now(UTC)
            pace = now + timedelta(seconds=1)
            outcomes = [
                Outcome(claim, "sent", receipt=Receipt((str(claim.owed.id),)), next_due=pace) for claim in claims
            ]
            await store.outbox.settle(outcomes, now)
            done += len(claims)
        return done, perf_counter() - start


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    rates = []
    with tempfile.TemporaryDirectory() as folder:
        for run in range(args.runs):
            file = Path(folder, f"{run}.db")
            await prepare(file, args.rows)
            await owe(file, args.rows, 1)
            done, seconds = await drain(file)
            if done != args.rows:
                raise SystemExit(f"{done} rows delivered instead of {args.rows}")
            rates.append(done / seconds)
    print(f"{'rows':>8} {'batch':>6} {'runs':>5} {'median rows/s':>14} {'worst':>8} {'best':>8}   goal")
    print(
        f"{args.rows:>8,} {BATCH:>6} {args.runs:>5} {statistics.median(rates):>14,.0f} {min(rates):>8,.0f} "
        f"{max(rates):>8,.0f}   ≥ 25,000 rows/s"
    )


if __name__ == "__main__":
    asyncio.run(main())
