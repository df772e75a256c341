"""`python -m tests.discordapi`: the stand-in as a process of its own."""

import argparse
import asyncio
import signal
import sys

from tests.discordapi import TOKEN, DiscordApi, Limits


async def serve() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.discordapi", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="loopback by default")
    parser.add_argument("--port", type=int, default=8082, help="0: any free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before every answer")
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0, help="of the chance in faults")
    parser.add_argument("--strict", action="store_true", help="Discord's limits")
    options = parser.parse_args()
    limits = Limits.strict() if options.strict else Limits.off()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with DiscordApi(
        token=options.token,
        host=options.host,
        port=options.port,
        latency=options.latency,
        limits=limits,
        shards=options.shards,
    ) as api:
        api.faults.chance.seed(options.seed)
        sys.stdout.write(f"{api.base_url}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve())
