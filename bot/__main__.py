"""`python -m bot` is `crier`: its verbs, and what SIGTERM, SIGINT and SIGHUP do before a verb handles them itself.

Process 1 of a container gets no signal that it has no handler for (pid_namespaces(7)), and any other dies of it; so the
first thing a command does, before the imports that take most of its start, is to handle them.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import NoReturn

SERVICES = frozenset({"run", "demo"})  # whose end a signal is: 0
ENDED_BY = 128  # and the signal's number: the exit code of what a signal has ended, as shells tell it

Handler = Callable[[int, FrameType | None], NoReturn]


def main() -> None:
    """Run a verb and exit; see `bot.cli.main.main` for the codes."""
    serves = _verb(sys.argv[1:]) in SERVICES
    _on_signals(lambda number, _: os._exit(0 if serves else ENDED_BY + number))  # nothing has begun
    from bot.cli.main import main as verbs

    if not serves:  # a service replaces the handlers itself; its start has nothing to undo
        _on_signals(_undo_and_end)
    verbs()


def _verb(arguments: Sequence[str]) -> str:
    """The first argument that is neither an option nor an option's value."""
    words = iter(arguments)
    for word in words:
        if word == "--config":
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def _on_signals(handler: Handler) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup and a shell's & leave it
            signal.signal(number, handler)


def _undo_and_end(number: int, _: FrameType | None) -> NoReturn:
    """Let what was begun be undone; a second signal does not wait for it."""
    _on_signals(lambda again, _: os._exit(ENDED_BY + again))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # of a closed terminal kernel and shell both send one
    raise SystemExit(ENDED_BY + number)


if __name__ == "__main__":
    main()
