"""Why a file cannot be written where it should be, and the command that mends it.

To be asked once writing has failed. The kernel is asked what is in the way (access(2), statvfs(3)), in the order in
which an operator has to mend it: a file system mounted read-only, a folder of another user's, a file of another user's.
In a container the command is one for its host, which sees the folder under another name. Of a volume that name is in
proc_pid_mountinfo(5); of a folder of the host's only its path within its own file system is, which may be another's.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from stat import filemode

PROC = Path("/proc/self")
ENGINES = {"podman": Path("/run/.containerenv"), "docker": Path("/.dockerenv")}  # the marks they leave in a container
CGROUP = re.compile(r"docker|containerd|kubepods|libpod|lxc")
VOLUME = re.compile(r"/volumes/([A-Za-z0-9][\w.-]*)/_data$")  # where Docker and Podman keep a named volume
IMAGE = "crier"  # as docs/docker.md and compose.yaml call it
LOGS = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a database: https://www.sqlite.org/tempfiles.html
EVERYBODYS = frozenset(  # never to be given away whole
    ("/", "/etc", "/home", "/mnt", "/media", "/opt", "/root", "/run", "/srv", "/tmp", "/usr", "/usr/local")  # noqa: S108
    + ("/var", "/var/db", "/var/lib", "/var/tmp")  # noqa: S108
)


@dataclass(frozen=True, slots=True)
class Mount:
    """A file system as a process sees it: `root`, a folder of it, stands at `point`."""

    root: str
    point: Path


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Who this process is and where. `engine` runs the container it is in; "" outside of any.

    `outside`: this user and group as the host numbers them, where that differs (user_namespaces(7): rootless engines).
    """

    user: int
    group: int
    engine: str = ""
    mounts: tuple[Mount, ...] = ()
    outside: str = ""

    def mount(self, place: Path) -> Mount | None:
        """The one that `place` is in; None if that is the container's own file system."""
        own = [each for each in self.mounts if each.point != Path("/") and place.is_relative_to(each.point)]
        return max(
            reversed(own), key=lambda each: len(each.point.parts), default=None
        )  # the later one hides the earlier


def surroundings() -> Surroundings:
    """This process's."""
    engine = next((name for name, mark in ENGINES.items() if mark.exists()), "")
    engine = engine or ("docker" if CGROUP.search(_read("cgroup")) else "")
    user, group = os.geteuid(), os.getegid()
    outside = f"{_outside(user, 'uid_map')}:{_outside(group, 'gid_map')}"
    return Surroundings(user, group, engine, tuple(_mounts(_read("mountinfo"))), outside)


def obstacle(file: Path) -> str:
    """What keeps this user from writing `file`, and the remedy, in one line; "" if nothing does that can be seen."""
    file = file.absolute()
    folder = seen(file)
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        return read_only(folder, surroundings())
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        return foreign((folder,), folder.stat(), file.parent, surroundings())
    files = [each for log in LOGS if os.access(each := file.with_name(f"{file.name}{log}"), os.F_OK)]
    others = tuple(each for each in files if not os.access(each, os.R_OK | os.W_OK))
    return foreign(others, others[0].stat(), others[0], surroundings()) if others else ""


def hidden(file: Path) -> str:
    """What keeps this user from seeing whether `file` is there, and the remedy; "" if nothing does."""
    return "" if os.access(seen(file), os.X_OK) else obstacle(file)


def seen(file: Path) -> Path:
    """The nearest folder above `file` that this user can see."""
    above = file.absolute().parents
    return next((folder for folder in above if os.access(folder, os.F_OK)), above[-1])


def identity(file: Path) -> tuple[int, int] | None:
    """What tells a file from a later one of the same name; None if there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def full(file: Path) -> bool:
    """Has the disk no room for this user, or no room for another file?"""
    disk = os.statvfs(seen(file))
    return bool(disk.f_blocks and not disk.f_bavail) or bool(disk.f_files and not disk.f_favail)


def read_only(folder: Path, here: Surroundings) -> str:
    """The words for a file system that nobody can write to."""
    words = f"{folder} is on a file system that is mounted read-only"
    if not here.engine:
        return f"{words}; mount it for writing, or set storage.url to another place"
    return f"{words}; {'mount the volume without :ro' if here.mount(folder) else _volume(folder, here)}"


def foreign(places: Sequence[Path], found: os.stat_result, wanted: Path, here: Surroundings) -> str:
    """The words for a folder, or for files, that `here.user` may not write; the first of them as `found`.

    `wanted` is what has to be writable: the same, or a folder in it that is still to be made.
    """
    user, first = f"{here.user}:{here.group}", places[0]
    words = f"{user} may not write {first}, which belongs to {found.st_uid}:{found.st_gid} ({filemode(found.st_mode)})"
    own = found.st_uid == here.user
    change = ("chmod", "-R", "u+rwX") if own else ("chown", "-R", user)
    mount = here.mount(first) if here.engine else None
    if mount:
        if volume := VOLUME.search(mount.root):
            return f"{words}; {_in_a_volume(change, places, f'{volume[1]}:{mount.point}', here.engine)}"
        return f"{words}; {_in_a_folder(change if own else ('chown', '-R', here.outside or user), places, mount.point)}"
    other = f"; or {_volume(wanted, here)}" if here.engine else ""
    if wanted != first:
        return f"{words}; make the folder: sudo install -d -o {here.user} -g {here.group} {quote(str(wanted))}{other}"
    if str(first) in EVERYBODYS:
        return f"{words}; set storage.url to a file in a folder of its own{other}"
    return f"{words}; mend it: sudo {_command(change, places)}{other}"


def _volume(folder: Path, here: Surroundings) -> str:
    return f"mount a volume there: {here.engine} run -v crier:{quote(str(folder))} …"


def _in_a_volume(change: Sequence[str], places: Sequence[Path], volume: str, engine: str) -> str:
    program, *arguments = change
    run = f"{engine} run --rm --user 0 --entrypoint {program} -v {quote(volume)} {IMAGE}"
    return f"mend it as root: {_command(change, places)}, which from the host is: {run} {_command(arguments, places)}"


def _in_a_folder(change: Sequence[str], places: Sequence[Path], point: Path) -> str:
    command = _command(change, [Path("FOLDER") / place.relative_to(point) for place in places])
    return f"on the host: sudo {command}, where FOLDER is the folder that is mounted at {point}"


def _command(words: Sequence[str], places: Sequence[Path]) -> str:
    return " ".join((*words, *(quote(str(place)) for place in places)))


def _mounts(mountinfo: str) -> Iterator[Mount]:
    for line in mountinfo.splitlines():
        root, point = (re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), name) for name in line.split()[3:5])
        yield Mount(root, Path(point))


def _outside(number: int, numbers: str) -> int:
    """A user's or group's number in the user namespace around this one."""
    for line in _read(numbers).splitlines():
        inside, outside, count = map(int, line.split())
        if inside <= number < inside + count:
            return outside + number - inside
    return number


def _read(name: str) -> str:
    try:
        return PROC.joinpath(name).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
