"""`python -m bot.demo.botapi`: the stand-in as a process of its own."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Sequence

from bot.demo.botapi import TOKEN, BotApi, Limits


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.demo.botapi", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="loopback by default")
    parser.add_argument("--port", type=int, default=8081, help="0: any free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before every answer")
    parser.add_argument("--chats", type=int, default=0, help="private chats to open, with ids from 1")
    parser.add_argument("--strict", action="store_true", help="Telegram's sending limits")
    parser.add_argument("--seed", type=int, default=0, help="of the chance in faults")
    return parser.parse_args(arguments)


async def serve(options: argparse.Namespace, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `announce` gets the base address once it is open."""
    limits = Limits.strict() if options.strict else Limits.off()
    api = BotApi(token=options.token, host=options.host, port=options.port, latency=options.latency, limits=limits)
    api.faults.chance.seed(options.seed)
    for user in range(1, options.chats + 1):
        api.private(user)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with api:
        announce(api.base_url)
        await stop.wait()


def _announce(base_url: str) -> None:
    sys.stdout.write(f"{base_url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(parse(), _announce))
