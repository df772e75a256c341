"""What is told of what was measured."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Row(NamedTuple):
    """A line of the table. `reached`: None where there is nothing to reach."""

    what: str
    goal: str
    measured: str
    reached: bool | None = None


def percentile(values: Sequence[float], percent: float) -> float:
    """The least of the values that so many in a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(len(ordered) * percent) // 100) - 1))]


def spread(seconds: Sequence[float]) -> str:
    """How long it took, in ms: half, 95 and 99 in a hundred, and the longest."""
    told = (median(seconds), percentile(seconds, 95), percentile(seconds, 99), max(seconds))
    return " ".join(f"{each * 1000:>8.1f}" for each in told)


def print_table(rows: Sequence[Row]) -> None:
    """The rows as Markdown, as they are recorded."""
    print("\n| what | to reach | measured | |\n| --- | --- | --- | --- |")
    for row in rows:
        verdict = {True: "yes", False: "NO", None: ""}[row.reached]
        print(f"| {row.what} | {row.goal} | {row.measured} | {verdict} |")


def memory(what: str) -> float:
    """This process's memory in MiB: VmRSS now, VmHWM at most."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) / 1024
