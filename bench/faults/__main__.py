"""Every fault, and a table of what came of it: `python -m bench.faults [--seed 1] [--only ROW …] [--quick]`.

Whole bots (`crier run`, SQLite, strict pace) between a news site and a strict stand-in for a messenger in a process of
its own. Telegram: 30 messages a second, one a second into a chat, 20 in any minute into a group; Discord: 50 calls a
second, 5 messages in 5 s into a channel. Rows are played beside each other (`--jobs`). `--chats`: private chats in
each; two groups and a channel come with them. Exit code 1: a goal was missed.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bench.faults.messengers import PLATFORMS
from bench.faults.rows import ROWS
from bench.faults.scene import Row, scene
from bench.faults.score import Score

GOALS = "goals: lost 0, repeated ≤ allowed, out of order 0, refused 0 (but for what was in flight at a kill)"


async def play(name: str, row: Row, platform: str, args: argparse.Namespace, room: asyncio.Semaphore) -> Score:
    score = Score(name, platform)
    async with room:
        start = time.monotonic()
        print(f"{platform} {name} …", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            async with scene(Path(folder), score, args.seed, quick=args.quick, platform=platform) as stage:
                await stage.open_chats(args.chats)
                try:
                    await row(stage)
                    await stage.finish()
                except Exception as error:  # the other rows go on
                    score.wrong.append(f"not played to its end: {type(error).__name__}: {error}")
                finally:
                    if args.logs:
                        keep(Path(folder), Path(args.logs), f"{platform} {name}")
        score.took = time.monotonic() - start
        print(
            f"{platform} {name}: {'; '.join(score.missed()) or 'as it should be'} ({score.took:.0f} s)", file=sys.stderr
        )
    return score


def keep(folder: Path, to: Path, name: str) -> None:
    """Copy what the bots of a row said."""
    for log in folder.glob("*.log"):
        (to / f"{name.replace('/', '-')} {log.name}").write_text(log.read_text(errors="replace"))


HEAD = ("owed", "arrived", "waiting", "lost", "repeated", "allowed", "disorder", "refused", "stall s", "took s")


def line(score: Score) -> str:
    stalled = "–" if score.stall is None else f"{score.stall:.1f}"
    cells = (
        *(score.owed, score.arrived, score.waiting, score.lost, score.repeated, score.allowed, score.disordered),
        *(score.refused, stalled, f"{score.took:.0f}"),
    )
    notes = "; ".join((*score.missed(), *score.notes))
    return (
        f"{score.platform:9}{score.name:41}"
        + "".join(f"{cell:>9}" for cell in cells)
        + (f"   {notes}" if notes else "")
    )


def total(scores: list[Score]) -> Score:
    made = Score("all")
    for score in scores:
        for name in ("owed", "arrived", "waiting", "lost", "repeated", "allowed", "disordered", "refused", "overrun"):
            setattr(made, name, getattr(made, name) + getattr(score, name))
    made.stall = max((score.stall for score in scores if score.stall is not None), default=None)
    return made


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="ROW", help="rows whose names begin with, or hold, this"
    )
    parser.add_argument("--platform", choices=(*PLATFORMS, "both"), default="both")
    parser.add_argument("--chats", type=int, default=12)
    parser.add_argument("--jobs", type=int, default=4, help="rows at once")
    parser.add_argument("--quick", action="store_true", help="outages of 20 s instead of two minutes")
    parser.add_argument("--logs", metavar="FOLDER", help="keep what the bots said there")
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    platforms = tuple(PLATFORMS) if args.platform == "both" else (args.platform,)
    playing = [
        (name, row, platform)
        for platform in platforms
        for name, (row, of) in ROWS.items()
        if platform in of and (not args.only or any(_is(name, word) for word in args.only))
    ]
    if args.list or not playing:
        print("\n".join(ROWS))
        return 2 if not playing else 0
    start, room = time.monotonic(), asyncio.Semaphore(args.jobs)
    scores = list(await asyncio.gather(*(play(*each, args, room) for each in playing)))
    took = time.monotonic() - start
    quick = ", quick" if args.quick else ""
    print(f"seed {args.seed}, {args.chats} private chats, 2 groups, 1 channel{quick}, {took:.0f} s")
    print(f"{'':50}" + "".join(f"{name:>9}" for name in HEAD))
    for score in scores:
        print(line(score))
    summed = total(scores)
    summed.took = took
    print(line(summed))
    missed = [f"{score.platform} {score.name}" for score in scores if score.missed()]
    print(f"{GOALS}: " + (f"missed in {', '.join(missed)}" if missed else "reached in every row"))
    return 1 if missed else 0


def _is(name: str, word: str) -> bool:
    return name.startswith(f"{word} ") if word.isdigit() else word in name


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
