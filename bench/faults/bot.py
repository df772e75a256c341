"""The real bot with a hand on it: `python -m bench.faults.bot [--kill STEP:N] [--clock FILE] [--readonly FILE] VERB …`

`--kill`: the process kills itself (SIGKILL) when it comes to a step for the N-th time. `--clock`: seconds by which the
wall clock is off, read from a file whenever the time is asked for. `--readonly`: while that file exists, the database
cannot be written. All else is the product as it is: its methods are wrapped from outside, before it starts.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

STEPS = (
    "before a poll is stored",
    "poll stored",
    "article claimed",
    "before it is published",
    "published and owed",
    "post claimed",
    "sent, not answered",
    "answered, not settled",
    "before it is settled",
    "settled",
)
UNANSWERED = 0.05  # seconds: half of the stand-in's latency


class Fuse:
    """Kills the process at the n-th time it comes to a step."""

    def __init__(self, order: str) -> None:
        self._step, _, times = order.rpartition(":")
        self._times = int(times or 0)
        if self._step and self._step not in STEPS:
            raise SystemExit(f"no such step: {self._step}")

    def at(self, step: str) -> bool:
        """Is this where it dies? Counts."""
        if step == self._step:
            self._times -= 1
        return step == self._step and self._times == 0

    def pass_by(self, step: str) -> None:
        """Come to a step."""
        if self.at(step):
            die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wrap(owner: type, name: str, fuse: Fuse, *, before: str = "", after: str = "") -> None:
    """Let a method pass two steps; the second where it gave or did something."""
    method: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        fuse.pass_by(before)
        result = await method(*args, **kwargs)
        if result or result is None:
            fuse.pass_by(after)
        return result

    setattr(owner, name, wrapped)


def lay(fuse: Fuse) -> None:
    """Put the steps into the product."""
    from bot.adapters.storage.articles import SqlArticles
    from bot.adapters.storage.outbox import SqlOutbox
    from bot.adapters.storage.sources import SqlSources
    from bot.adapters.telegram.platform import TelegramPlatform

    wrap(SqlSources, "store_poll", fuse, before=STEPS[0], after=STEPS[1])
    wrap(SqlArticles, "claim", fuse, after=STEPS[2])
    wrap(SqlArticles, "publish", fuse, before=STEPS[3], after=STEPS[4])
    wrap(SqlOutbox, "claim", fuse, after=STEPS[5])
    wrap(SqlOutbox, "settle", fuse, before=STEPS[8], after=STEPS[9])
    burn(TelegramPlatform, "send", fuse)
    with suppress(ImportError):
        from bot.adapters.discord.platform import DiscordPlatform

        burn(DiscordPlatform, "_posted", fuse)  # the one request: before it there may be others


def burn(owner: type, name: str, fuse: Fuse) -> None:
    """Let what sends a post die before its answer comes, or right after it."""
    send: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def sending(*args: Any, **kwargs: Any) -> Any:
        if fuse.at(STEPS[6]):
            asyncio.get_running_loop().call_later(UNANSWERED, die)
        sent = await send(*args, **kwargs)
        fuse.pass_by(STEPS[7])
        return sent

    setattr(owner, name, sending)


def set_clock(file: Path) -> None:
    """Let every part of the product that asks for the time be told it by a clock that is off."""
    import bot.app
    import bot.app.hooks
    import bot.app.parts

    true = bot.app.parts.now

    def now() -> datetime:
        with suppress(OSError, ValueError):
            return true() + timedelta(seconds=float(file.read_text()))
        return true()

    for name, module in list(sys.modules.items()):
        if name.startswith("bot.") and getattr(module, "now", None) is true:
            vars(module)["now"] = now


def make_readonly(file: Path) -> None:
    """Let SQLite itself refuse to write while `file` exists."""
    from bot.adapters.storage.sqlite import SqliteDatabase

    transaction = SqliteDatabase._transaction

    def guarded(self: SqliteDatabase, work: Callable[..., Any]) -> Any:
        self._driver().execute(f"PRAGMA query_only = {int(file.exists())}").close()
        return transaction(self, work)

    SqliteDatabase._transaction = guarded  # type: ignore[method-assign]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kill", default="")
    parser.add_argument("--clock", type=Path)
    parser.add_argument("--readonly", type=Path)
    parser.add_argument("verb", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    if args.kill:
        lay(Fuse(args.kill))
    if args.clock:
        set_clock(args.clock)
    if args.readonly:
        make_readonly(args.readonly)
    from bot.cli.main import crier

    crier(args.verb)


if __name__ == "__main__":
    main()
