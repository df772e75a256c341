"""`python -m bot.demo.botapi`: the stand-in as a process of its own."""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Sequence

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
    return parser.parse_args(arguments)


async def serve(options: argparse.Namespace) -> None:
    """Serve until SIGINT or SIGTERM; the first line of stdout is the base address."""
    limits = Limits.strict() if options.strict else Limits.off()
    api = BotApi(token=options.token, host=options.host, port=options.port, latency=options.latency, limits=limits)
    for user in range(1, options.chats + 1):
        api.private(user)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with api:
        sys.stdout.write(f"{api.base_url}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parse()))
