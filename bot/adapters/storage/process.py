"""Who this process is, and whether another one on this machine is still there."""

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """A process, so named that no other is taken for it: `started` tells it from a later one with the same pid."""

    host: str
    boot: str  # of the kernel, and the space its pids are counted in: a container sees only its own
    pid: int
    started: str

    def alive(self) -> bool:
        """Is it still there? Only to be asked on its own host and boot."""
        return bool(self.started) and started(self.pid) == self.started

    def near(self, other: "Process") -> bool:
        """May one of them see whether the other is alive?"""
        return (self.host, self.boot) == (other.host, other.boot)

    def follows(self, other: "Process") -> bool:
        """Has this machine been started anew since the other one lived on it?"""
        return self.host == other.host and self.boot.partition(":")[0] != other.boot.partition(":")[0]


def this_process() -> Process:
    """The process that is running."""
    return Process(socket.gethostname()[:255], _boot(), os.getpid(), started(os.getpid()))


def started(pid: int) -> str:
    """When a process started, in the kernel's ticks (proc(5), field 22); "" if there is none.

    Where there is no /proc, a live process starts at "running".
    """
    if PROC.joinpath("self/stat").exists():
        try:
            fields = PROC.joinpath(str(pid), "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] in "ZX" else fields[19]  # a zombie holds nothing any more
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "running"


def _boot() -> str:
    try:
        boot = PROC.joinpath("sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}:{PROC.joinpath('self/ns/pid').readlink()}"[:64]
    except OSError:
        return datetime.now(UTC).date().isoformat()
